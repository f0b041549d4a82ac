//! The engines of the other people of this phone: what they have not sent is sent while somebody else works, or while
//! the phone is locked. They have no screen, and end when there is nothing left for them to do.

use feltbog_shared::bridge::{self, Command, Event};
use feltbog_shared::refusal::Refusal;
use feltbog_shared::wire;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, MessageEvent, RequestInit, Response, Worker};

use super::access::app;
use super::engine::{post, worker_of};
use super::{people, platform};

/// How long the first screen has for itself, in milliseconds.
const FIRST: i32 = 2_000;
/// How often those who had nothing to send are looked after again: their rights may have changed.
const AGAIN: i32 = 10 * 60 * 1000;

/// How long an engine whose person is signed in no more goes on, in milliseconds.
const LETTING_GO: i32 = 20_000;

/// The callback for the outcome of somebody's new code.
type Enrolled = Box<dyn Fn(Result<(), Option<Refusal>>)>;

struct Sender {
    place: u8,
    worker: Worker,
    /// The callback that waits for a code to work.
    enrolled: RefCell<Option<Enrolled>>,
    /// Whether it has.
    worked: std::cell::Cell<bool>,
}

thread_local! {
    static SENDERS: RefCell<Vec<Rc<Sender>>> = const { RefCell::new(Vec::new()) };
}

/// From now on the others are looked after.
pub(crate) fn begin() {
    platform::after(FIRST, look_after);
    platform::listen(&window(), "online", |_| look_after());
    platform::when_aside("pagehide", || {
        SENDERS.with_borrow(|all| all.iter().for_each(|one| one.worker.terminate()));
    });
    platform::every(AGAIN, look_after);
}

/// Sends what each of the others has, unless that is under way.
pub(crate) fn look_after() {
    for person in people::all() {
        if person.place != app().engine.place.get() && !runs(person.place) {
            start(person.place, None);
        }
    }
}

/// Signs somebody in anew with a code of theirs. What they have on the phone stays as it is.
pub(crate) fn enrol(place: u8, code: String, enrolled: impl Fn(Result<(), Option<Refusal>>) + 'static) {
    end(place);
    if let Some(sender) = start(place, Some(Box::new(enrolled))) {
        let command = Command::Enrol {
            code,
            device_name: platform::device_name(),
            others: String::new(),
        };
        post(&sender.worker, &command);
    }
}

/// Ends the access of whoever has a place, on this phone. Returns whether it is ended.
pub(crate) async fn end_access(place: u8) -> bool {
    let init = RequestInit::new();
    init.set_method("DELETE");
    let path = ["/api/v1/session?person=", &place.to_string()].concat();
    let Ok(headers) = Headers::new() else { return false };
    if headers
        .set(wire::APP_HEADER, &wire::APP_VERSION.to_string())
        .is_err()
    {
        return false;
    }
    init.set_headers(&headers);
    let asked = JsFuture::from(window().fetch_with_str_and_init(&path, &init));
    let Ok(Ok(answer)) = asked.await.map(|answer| answer.dyn_into::<Response>()) else {
        return false;
    };
    // It may have been ended already.
    answer.ok() || answer.status() == 401
}

/// Ends the engine of a place, whose person has a screen now.
pub(crate) fn end(place: u8) {
    SENDERS.with_borrow_mut(|all| {
        all.retain(|one| {
            if one.place == place {
                one.worker.terminate();
            }
            one.place != place
        });
    });
}

fn runs(place: u8) -> bool {
    SENDERS.with_borrow(|all| all.iter().any(|one| one.place == place))
}

fn start(place: u8, enrolled: Option<Enrolled>) -> Option<Rc<Sender>> {
    let worker = worker_of(&platform::meta("feltbog-engine")?, place)?;
    let sender = Rc::new(Sender {
        place,
        worker: worker.clone(),
        enrolled: RefCell::new(enrolled),
        worked: false.into(),
    });
    let hears = Rc::downgrade(&sender);
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(sender) = hears.upgrade() else { return };
        match event.data().dyn_ref::<js_sys::Uint8Array>() {
            Some(bytes) => {
                if let Some(event) = bridge::decode(&bytes.to_vec()) {
                    sender.hear(event);
                }
            }
            // It died; it is tried again with the next look.
            None => end(sender.place),
        }
    });
    worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    let failed = Closure::<dyn FnMut()>::new(move || end(place));
    worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
    failed.forget();
    post(&worker, &Command::Start { poison: None });
    SENDERS.with_borrow_mut(|all| all.push(sender.clone()));
    Some(sender)
}

impl Sender {
    fn hear(&self, event: Event) {
        match event {
            Event::Enrolled => self.worked.set(true),
            Event::Session(Some(_)) if self.worked.get() => self.answer(Ok(())),
            Event::EnrolFailed(refusal) => self.answer(Err(refusal)),
            // The phone may have died before it forgot the name.
            Event::Left | Event::Ready { session: None, .. } if self.enrolled.borrow().is_none() => {
                people::forget(self.place, || app().people.look_again());
                end(self.place);
            }
            Event::Session(None) if self.enrolled.borrow().is_none() => {
                // Where access was taken away, it still has to let go of what is here.
                let place = self.place;
                platform::after(LETTING_GO, move || end(place));
            }
            Event::Status(status) => {
                let done = status.unsent == 0 && status.reached.is_some() && !status.busy;
                if done && self.enrolled.borrow().is_none() {
                    end(self.place);
                }
            }
            _ => {}
        }
    }

    fn answer(&self, result: Result<(), Option<Refusal>>) {
        if let Some(enrolled) = self.enrolled.take() {
            enrolled(result);
        }
    }
}
