//! The engines of the other profiles on this phone: what they have not sent is sent while somebody else works, or while
//! the phone is locked. They have no screen, and end when there is nothing left for them to do.

use crate::handle::Handle;
use feltbog_shared::bridge::{self, Command, Event};
use feltbog_shared::model_number::{KnownModel, MODEL_HEADER};
use feltbog_shared::refusal::Refusal;
use feltbog_shared::wire;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, MessageEvent, RequestInit, Response, Worker};

use super::actions;
use super::engine::{Engine, post, worker_of};
use super::platform;
use super::profiles::{self, Profiles};

/// Time that the first screen has for itself, in milliseconds.
const FIRST: i32 = 2_000;
/// Interval at which a profile that had nothing to send is looked after again: its rights may have changed.
const AGAIN: i32 = 10 * 60 * 1000;

/// Time that an engine goes on after its person was signed out, in milliseconds.
const LETTING_GO: i32 = 20_000;

/// The callback for the outcome of somebody's new code.
type Enrolled = Box<dyn Fn(Result<(), Option<Refusal>>)>;

/// Engine of a person without a screen.
struct BackgroundEngine {
    profile_id: u8,
    worker: Worker,
    /// The callback that waits for a code to work.
    enrolled: RefCell<Option<Enrolled>>,
    /// Whether it has.
    worked: Cell<bool>,
}

/// Engines of the other profiles on this phone.
pub(crate) struct BackgroundSync {
    engines: RefCell<Vec<Rc<BackgroundEngine>>>,
    /// The engine with the screen.
    engine: Handle<Engine>,
    profiles: Handle<Profiles>,
}

impl BackgroundSync {
    /// No engines yet.
    pub(super) fn new(engine: Handle<Engine>, profiles: Handle<Profiles>) -> Self {
        Self {
            engines: RefCell::default(),
            engine,
            profiles,
        }
    }

    /// Looks after the others from now on.
    pub(crate) fn begin(&'static self) {
        platform::after(FIRST, move || self.look_after());
        platform::listen(&window(), "online", move |_| self.look_after());
        platform::when_aside("pagehide", move || {
            self.engines
                .borrow()
                .iter()
                .for_each(|one| one.worker.terminate());
        });
        platform::every(AGAIN, move || self.look_after());
    }

    /// Sends what each of the others has, unless that is under way.
    pub(crate) fn look_after(&'static self) {
        for person in profiles::all() {
            if person.profile_id != self.engine.profile_id.get() && !self.runs(person.profile_id) {
                self.start(person.profile_id, None);
            }
        }
    }

    /// Signs somebody in anew with a code of theirs. The records that they have on the phone stay as they are.
    pub(crate) fn enrol(
        &'static self,
        profile_id: u8,
        code: String,
        enrolled: impl Fn(Result<(), Option<Refusal>>) + 'static,
    ) {
        self.end(profile_id);
        if let Some(engine) = self.start(profile_id, Some(Box::new(enrolled))) {
            let command = Command::Enrol {
                code,
                device_name: platform::device_name(),
                others: String::new(),
            };
            post(&engine.worker, &command);
        }
    }

    /// Ends the engine of a profile, whose person has a screen now.
    pub(crate) fn end(&self, profile_id: u8) {
        self.engines.borrow_mut().retain(|one| {
            if one.profile_id == profile_id {
                one.worker.terminate();
            }
            one.profile_id != profile_id
        });
    }

    fn runs(&self, profile_id: u8) -> bool {
        self.engines
            .borrow()
            .iter()
            .any(|one| one.profile_id == profile_id)
    }

    fn start(&'static self, profile_id: u8, enrolled: Option<Enrolled>) -> Option<Rc<BackgroundEngine>> {
        let worker = worker_of(&platform::meta("feltbog-engine")?, profile_id)?;
        let engine = Rc::new(BackgroundEngine {
            profile_id,
            worker: worker.clone(),
            enrolled: RefCell::new(enrolled),
            worked: Cell::new(false),
        });
        let hears = Rc::downgrade(&engine);
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(engine) = hears.upgrade() else { return };
            match event.data().dyn_ref::<js_sys::Uint8Array>() {
                Some(bytes) => {
                    if let Some(event) = bridge::decode(&bytes.to_vec()) {
                        self.hear(&engine, event);
                    }
                }
                // It died; it is tried again with the next look.
                None => self.end(engine.profile_id),
            }
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
        let failed = Closure::<dyn FnMut()>::new(move || self.end(profile_id));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        failed.forget();
        post(&worker, &Command::Start { poison: None });
        self.engines.borrow_mut().push(engine.clone());
        Some(engine)
    }

    fn hear(&'static self, engine: &BackgroundEngine, event: Event) {
        let profile_id = engine.profile_id;
        match event {
            Event::Enrolled => engine.worked.set(true),
            Event::Session(Some(_)) if engine.worked.get() => engine.answer(Ok(())),
            Event::EnrolFailed(refusal) => engine.answer(Err(refusal)),
            // The phone may have died before it forgot the name.
            Event::Left | Event::Ready { session: None, .. } if engine.enrolled.borrow().is_none() => {
                profiles::forget(profile_id, move || self.profiles.look_again());
                self.end(profile_id);
            }
            Event::Session(None) if engine.enrolled.borrow().is_none() => {
                actions::forget_rows(profile_id);
                // Where access was taken away, it still has to let go of what is here.
                platform::after(LETTING_GO, move || self.end(profile_id));
            }
            Event::Status(status) => {
                let done = status.unsent == 0 && status.reached.is_some() && !status.busy;
                if done && engine.enrolled.borrow().is_none() {
                    self.end(profile_id);
                }
            }
            _ => {}
        }
    }
}

impl BackgroundEngine {
    fn answer(&self, result: Result<(), Option<Refusal>>) {
        if let Some(enrolled) = self.enrolled.take() {
            enrolled(result);
        }
    }
}

/// Ends the access of a profile on this phone. Returns whether it is ended.
pub(crate) async fn end_access(profile_id: u8) -> bool {
    let init = RequestInit::new();
    init.set_method("DELETE");
    let path = ["/api/v1/session?person=", &profile_id.to_string()].concat();
    let Ok(headers) = Headers::new() else { return false };
    let stated = headers
        .set(wire::APP_HEADER, &wire::APP_VERSION.to_string())
        .and_then(|()| headers.set(MODEL_HEADER, &KnownModel::OURS.header()));
    if stated.is_err() {
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
