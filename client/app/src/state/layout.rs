//! Layout of the frame: how much of the screen the page asks for.

use crate::reactive::{SetIfChanged, on_cleanup_local};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};

/// Share of the screen that a page asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LayoutMode {
    /// The page stands in the whole frame.
    Full,
    /// The frame shows the page without the three places.
    Focused,
    /// The page takes all of the screen.
    Fullscreen,
}

/// Layout of the frame.
pub(crate) struct Layout {
    /// Mode of the latest request.
    pub(crate) mode: ArcRwSignal<LayoutMode>,
    /// Requests for a mode, the latest at the end.
    requests: RefCell<Vec<(u32, LayoutMode)>>,
    next_request: Cell<u32>,
}

impl Layout {
    /// Layout without requests.
    pub(super) fn new() -> Self {
        Self {
            mode: ArcRwSignal::new(LayoutMode::Full),
            requests: RefCell::default(),
            next_request: Cell::new(0),
        }
    }

    /// Asks for a mode until the calling part of the page is gone. The latest request counts: the next page asks before
    /// the page before it is gone.
    pub(crate) fn request(&'static self, mode: LayoutMode) {
        let request = self.next_request.get();
        self.next_request.set(request.wrapping_add(1));
        self.change_requests(|requests| requests.push((request, mode)));
        on_cleanup_local(move || {
            self.change_requests(|requests| requests.retain(|(other, _)| *other != request))
        });
    }

    fn change_requests(&self, change: impl FnOnce(&mut Vec<(u32, LayoutMode)>)) {
        let mode = {
            let mut requests = self.requests.borrow_mut();
            change(&mut requests);
            requests.last().map_or(LayoutMode::Full, |(_, mode)| *mode)
        };
        self.mode.set_if_changed(mode);
    }
}
