//! The person's location in the app: the page's path, its history, and the links that lead from one to another.

use crate::reactive::SetIfChanged;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, MouseEvent};

use super::platform;

/// A place in the app.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// `/sag/0198…`
    pub(crate) path: String,
    /// `?ny=area`, or nothing.
    query: String,
}

impl Place {
    /// The place at a path.
    pub(crate) fn at(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            query: String::new(),
        }
    }

    /// The parts of the path.
    pub(crate) fn parts(&self) -> (&str, &str, &str) {
        let mut parts = self.path.trim_matches('/').splitn(3, '/');
        let mut next = || parts.next().unwrap_or_default();
        (next(), next(), next())
    }

    /// The value of a name in the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let query = self.query.strip_prefix('?')?;
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

/// The person's location.
pub(crate) struct Route {
    place: ArcRwSignal<Place>,
    /// Changes with what stands behind the `#`.
    fragment: ArcRwSignal<()>,
    /// How many pages the person has been to since the app was opened.
    steps: Cell<u32>,
}

impl Route {
    /// The address at which the page was opened.
    pub(super) fn here() -> Self {
        Self {
            place: ArcRwSignal::new(shown()),
            fragment: ArcRwSignal::new(()),
            steps: Cell::new(0),
        }
    }

    /// Follows the browser's history and takes links within the app upon itself.
    pub(super) fn start(&'static self) {
        platform::listen(&window(), "popstate", move |_| self.arrive());
        platform::listen(&window(), "hashchange", move |_| self.fragment.set(()));
        platform::listen(&document(), "click", move |event| {
            let event = event.unchecked_into::<MouseEvent>();
            if let Some(path) = path_of_link(&event) {
                event.prevent_default();
                self.go(&path);
            }
        });
    }

    /// The person's location. Follows changes.
    pub(crate) fn place(&self) -> Place {
        self.place.get()
    }

    /// Goes somewhere.
    pub(crate) fn go(&self, path: &str) {
        self.step(path, false);
    }

    /// Goes somewhere in the place of where the person is: "back" leads past it.
    pub(crate) fn go_instead(&self, path: &str) {
        self.step(path, true);
    }

    /// Back to where the person came from; to Hjem when the app was opened right here.
    pub(crate) fn back(&self) {
        self.back_or("/");
    }

    /// Back to where the person came from; to a page of the app's choice when it was opened right here.
    pub(crate) fn back_or(&self, otherwise: &str) {
        match window().history() {
            Ok(history) if self.steps.get() > 0 => drop(history.back()),
            _ => self.go_instead(otherwise),
        }
    }

    /// The fragment of the enrolment page's address, taken out of the address so that it stays in no history. Follows
    /// changes.
    pub(crate) fn take_code(&self) -> Option<String> {
        self.fragment.track();
        let location = window().location();
        let path = location.pathname().ok().filter(|path| path == "/enrol")?;
        let hash = location.hash().ok()?;
        let code = hash.strip_prefix('#').filter(|code| !code.is_empty())?;
        if let Ok(history) = window().history() {
            // The code is used up in a moment anyway.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
        }
        Some(code.to_owned())
    }

    /// Whether a code stands behind the `#` of the page. Follows changes.
    pub(crate) fn has_code(&self) -> bool {
        self.fragment.track();
        window().location().hash().is_ok_and(|hash| hash.len() > 1)
    }

    fn step(&self, path: &str, instead: bool) {
        let Ok(history) = window().history() else { return };
        // A browser that keeps no history shows the page all the same.
        let _ = if instead {
            history.replace_state_with_url(&JsValue::NULL, "", Some(path))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(path))
        };
        self.arrive();
    }

    fn arrive(&self) {
        let place = shown();
        if self.place.with_untracked(|before| before.path != place.path) {
            self.steps.set(self.steps.get() + 1);
        }
        self.place.set_if_changed(place);
    }
}

fn shown() -> Place {
    let location = window().location();
    Place {
        path: location.pathname().unwrap_or_default(),
        query: location.search().unwrap_or_default(),
    }
}

/// The path in the app to which a pressed link leads; nothing when the browser handles the press itself.
fn path_of_link(event: &MouseEvent) -> Option<String> {
    let is_plain = event.button() == 0
        && !event.ctrl_key()
        && !event.meta_key()
        && !event.shift_key()
        && !event.alt_key();
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let link = target.closest("a[href^=\"/\"]").ok()??;
    let path = link.get_attribute("href")?;
    (is_plain && !event.default_prevented()).then_some(path)
}
