//! The stream that says which department has grown. Losing it costs time, never data: the replica asks by itself.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::Input;
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
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
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
        let wait = (FIRST_WAIT << self.failures.min(8)).min(LONGEST_WAIT);
        self.failures = self.failures.saturating_add(1);
        let [byte, ..] = scope::random();
        // Between half and all of it, so that phones that lost the server together come back apart.
        let wait = wait / 2 + wait * u32::from(byte) / 512;
        let inbox = self.inbox.clone();
        self.again = Some(Timeout::new(wait, move || {
            drop(inbox.unbounded_send(Message::Listen))
        }));
    }

    fn open(&self) -> Option<Stream> {
        let source = EventSource::new(&scope::address(PATH)).ok()?;
        let inbox = self.inbox.clone();
        let on_open = Closure::new(move || drop(inbox.unbounded_send(Message::Input(Input::Nudge))));
        let inbox = self.inbox.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Some((department, head)) = grown(&text) {
                drop(inbox.unbounded_send(Message::Input(Input::Woken(department, head))));
            }
        });
        let inbox = self.inbox.clone();
        let on_error = Closure::new(move || drop(inbox.unbounded_send(Message::Broken)));
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let since = scope::now();
        Some(Stream {
            source,
            since,
            _on_open: on_open,
            _on_message: on_message,
            _on_error: on_error,
        })
    }
}

/// The department and the head in a `wire::Wake`.
fn grown(text: &str) -> Option<(DepartmentId, u64)> {
    let wake = json::read(text)?;
    let department = json::text(&wake, "department")?.parse().ok()?;
    Some((department, json::whole(&wake, "head")?))
}
