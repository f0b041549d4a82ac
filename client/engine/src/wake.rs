//! The stream that says which department has grown. Losing it costs time, never data: the replica asks by itself.

use std::cell::Cell;
use std::rc::Rc;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::Input;
use feltbog_shared::safe_return::LATE_EVENT;
use futures::channel::mpsc::UnboundedSender;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, MessageEvent};

use super::driver::Message;
use super::{json, scope};

const PATH: &str = "/api/v1/wake";
/// The first wait before listening again, in milliseconds; doubled each time.
const FIRST_WAIT: u32 = 1_000;
/// Short: after the network has come back, what colleagues wrote must be there within ten seconds, also on a phone
/// that has nothing to send and therefore does not notice.
const LONGEST_WAIT: u32 = 6_000;
/// Longest wait after a stream that the server had opened. It ends a stream when the rights of its listener have
/// changed, which must reach the phone within five seconds however often that happens: the server looks each second.
const LONGEST_WAIT_AFTER_OPEN: u32 = 2_000;
/// A stream that held for so long was a good one: the next wait is short again.
const GOOD_MILLIS: i64 = 30_000;

/// The stream, open or to be opened again.
pub(super) struct Wake {
    inbox: UnboundedSender<Message>,
    stream: Option<Stream>,
    again: Option<Timeout>,
    failures: u32,
}

struct Stream {
    source: EventSource,
    since: Moment,
    /// Whether the server has answered.
    is_open: Rc<Cell<bool>>,
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_late: Closure<dyn FnMut()>,
    _on_error: Closure<dyn FnMut()>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

impl Wake {
    /// A stream that is not open yet.
    pub(super) fn new(inbox: UnboundedSender<Message>) -> Self {
        Self {
            inbox,
            stream: None,
            again: None,
            failures: 0,
        }
    }

    /// Listens, unless it does already.
    pub(super) fn listen(&mut self) {
        if self.stream.is_none() {
            self.again = None;
            self.stream = self.open();
        }
    }

    /// The network may be back: no more waiting.
    pub(super) fn hurry(&mut self) {
        if self.again.is_some() {
            self.failures = 0;
            self.listen();
        }
    }

    /// Listens no more.
    pub(super) fn stop(&mut self) {
        self.stream = None;
        self.again = None;
    }

    /// The stream broke: listens again after a while. `EventSource` would give up at the first error the server
    /// states, and come back too soon after any other.
    pub(super) fn broken(&mut self) {
        let Some(stream) = self.stream.take() else { return };
        if scope::now().since(stream.since) > GOOD_MILLIS {
            self.failures = 0;
        }
        let [byte, ..] = scope::random();
        let wait = wait_millis(self.failures, stream.is_open.get(), byte);
        self.failures = self.failures.saturating_add(1);
        let inbox = self.inbox.clone();
        self.again = Some(Timeout::new(wait, move || {
            drop(inbox.unbounded_send(Message::Listen))
        }));
    }

    fn open(&self) -> Option<Stream> {
        let source = EventSource::new(&scope::address(PATH)).ok()?;
        let inbox = self.inbox.clone();
        let is_open = Rc::new(Cell::new(false));
        let opened = is_open.clone();
        let on_open = Closure::new(move || {
            opened.set(true);
            drop(inbox.unbounded_send(Message::Heard));
            // Somebody may have become late while nobody listened.
            drop(inbox.unbounded_send(Message::AskReturns));
        });
        let inbox = self.inbox.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Some((department, head)) = grown(&text) {
                drop(inbox.unbounded_send(Message::Input(Input::Woken(department, head))));
            }
        });
        let inbox = self.inbox.clone();
        let on_late = Closure::<dyn FnMut()>::new(move || drop(inbox.unbounded_send(Message::AskReturns)));
        let inbox = self.inbox.clone();
        let on_error = Closure::new(move || drop(inbox.unbounded_send(Message::Broken)));
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        source
            .add_event_listener_with_callback(LATE_EVENT, on_late.as_ref().unchecked_ref())
            .ok()?;
        let since = scope::now();
        Some(Stream {
            source,
            since,
            is_open,
            _on_open: on_open,
            _on_message: on_message,
            _on_late: on_late,
            _on_error: on_error,
        })
    }
}

/// The wait before the stream is opened again, after so many failures in a row: between half and all of it, by a random
/// byte, so that phones that lost the server together come back apart.
fn wait_millis(failures: u32, was_open: bool, random: u8) -> u32 {
    let longest = match was_open {
        true => LONGEST_WAIT_AFTER_OPEN,
        false => LONGEST_WAIT,
    };
    let wait = (FIRST_WAIT << failures.min(8)).min(longest);
    wait / 2 + wait * u32::from(random) / 512
}

/// The department and the head in a `wire::Wake`.
fn grown(text: &str) -> Option<(DepartmentId, u64)> {
    let wake = json::read(text)?;
    let department = json::text(&wake, "department")?.parse().ok()?;
    Some((department, json::whole(&wake, "head")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_that_the_server_sends_to_ask_anew_is_back_in_time() {
        // Five seconds, of which the server needs one to see the change, and the phone one to ask.
        const REST_MS: u32 = 3_000;
        for failures in [0, 1, 2, 3, 8, 9, u32::MAX] {
            for random in [0, 128, u8::MAX] {
                let wait = wait_millis(failures, true, random);
                assert!((FIRST_WAIT / 2..REST_MS).contains(&wait), "{failures}: {wait}");
            }
        }
        // A server that does not answer is left alone for longer.
        assert!(wait_millis(4, false, u8::MAX) > REST_MS);
        assert!(wait_millis(4, false, 0) >= LONGEST_WAIT / 2);
    }
}
