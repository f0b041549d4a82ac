//! The clock of a count.

use feltbog_shared::model::Value;
use feltbog_shared::moment::Moment;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

use crate::reactive::on_cleanup_local;
use crate::state::count_signals::{self, Tones};
use crate::state::editor::RecordEditor;
use crate::state::platform;
use feltbog_presentation::counting;
use feltbog_presentation::timer::{self, Pauses};

/// Interval at which the clock is read, in milliseconds.
const TICK_MILLIS: i32 = 250;

/// The clock of a count on the screen.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    started: Memo<Option<Moment>>,
    /// Pauses of the count. They are in the record: a person who opens it next, on whichever phone, knows of them.
    pub(super) pauses: Memo<Pauses>,
    now: RwSignal<Moment>,
}

impl Clock {
    /// The clock of a count, which runs while the calling component is shown.
    pub(super) fn of(editor: RecordEditor) -> Self {
        let started = move |_: Option<&_>| {
            editor.fields.with(|record| match record.get("started_at") {
                Some(Value::Moment(at)) => Some(*at),
                _ => None,
            })
        };
        let now = RwSignal::new(platform::now());
        platform::every(TICK_MILLIS, move || {
            let _ = now.try_set(platform::now());
        });
        Self {
            started: Memo::new(started),
            pauses: Memo::new(move |_| editor.fields.with(counting::pauses)),
            now,
        }
    }

    /// Milliseconds counted so far. Follows the time.
    pub(super) fn elapsed(self) -> i64 {
        let (pauses, now) = (self.pauses.get(), self.now.get());
        self.started
            .get()
            .map_or(0, |started| timer::elapsed(started, pauses, now))
    }

    /// Sounds a tone when so many milliseconds have been counted, each in turn, while the calling component is shown. The
    /// browser sounds it by itself, also where it lets the page rest.
    pub(super) fn sound_at(self, times: [i64; 2]) {
        let tones: Rc<RefCell<Option<Tones>>> = Rc::default();
        let planned = tones.clone();
        Effect::new(move |_| {
            let (started, pauses) = (self.started.get(), self.pauses.get());
            let waits = match started {
                Some(started) if pauses.since.is_none() => {
                    timer::waits(timer::elapsed(started, pauses, platform::now()), &times)
                }
                _ => Vec::new(),
            };
            // Those that were planned before fall silent first.
            drop(planned.take());
            *planned.borrow_mut() = (!waits.is_empty()).then(|| Tones::after(&waits));
        });
        on_cleanup_local(move || drop(tones.take()));
    }

    /// Whether so many milliseconds have been counted. The phone says so and buzzes for `buzz_millis` when they have.
    pub(super) fn has_passed(self, elapsed: i64, said: &'static str, buzz_millis: u32) -> Memo<bool> {
        let is_past = Memo::new(move |_| self.elapsed() >= elapsed);
        Effect::new(move |before: Option<bool>| {
            let is_past = is_past.get();
            if before == Some(false) && is_past {
                count_signals::signal(said, buzz_millis);
            }
            is_past
        });
        is_past
    }
}
