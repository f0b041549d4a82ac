//! The engines of the other profiles on this phone: what they have not sent is sent while somebody else works, or while
//! the phone is locked. They have no screen, and end when there is nothing left for them to do.

use crate::handle::Handle;
use feltbog_shared::bridge::{self, Command, Event, Unlocking};
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

/// The callback for the result of trying a pin.
type Tried = Box<dyn FnOnce(Unlocking)>;

/// Engine of a person without a screen.
struct BackgroundEngine {
    profile_id: u8,
    worker: Worker,
    /// The callback that waits for a code to work.
    enrolled: RefCell<Option<Enrolled>>,
    /// Whether it has.
    worked: Cell<bool>,
    /// The callback that waits for a pin to be tried.
    tried: RefCell<Option<Tried>>,
    /// Whether it is behind a pin.
    is_locked: Cell<bool>,
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
            if !self.engine.runs(person.profile_id) && self.engine_of(person.profile_id).is_none() {
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

    /// Tries a pin of a profile. When it is the right one, an engine that is started with this secret opens.
    pub(super) fn unlock(&'static self, profile_id: u8, pin: String, visit: Vec<u8>, tried: Tried) {
        // Where there is no engine, nothing is answered.
        if let Some(engine) = self.started(profile_id) {
            engine.tried.replace(Some(tried));
            post(&engine.worker, &Command::Unlock { pin, visit });
        }
    }

    /// Destroys the key behind the pin of a profile.
    pub(crate) fn forget_key(&'static self, profile_id: u8) {
        if let Some(engine) = self.started(profile_id) {
            post(&engine.worker, &Command::ForgetKey);
        }
    }

    /// Ends the engine of a profile, whose person has a screen now.
    pub(crate) fn end(&self, profile_id: u8) {
        let mut ended = Vec::new();
        self.engines.borrow_mut().retain(|one| {
            let is_it = one.profile_id == profile_id;
            if is_it {
                one.worker.terminate();
                ended.push(one.clone());
            }
            !is_it
        });
        // Whoever waits for the result of a try goes on without.
        for one in ended {
            drop(one.tried.take());
        }
    }

    fn engine_of(&self, profile_id: u8) -> Option<Rc<BackgroundEngine>> {
        let engines = self.engines.borrow();
        engines.iter().find(|one| one.profile_id == profile_id).cloned()
    }

    /// The engine of a profile, which is started unless it runs.
    fn started(&'static self, profile_id: u8) -> Option<Rc<BackgroundEngine>> {
        self.engine_of(profile_id)
            .or_else(|| self.start(profile_id, None))
    }

    fn start(&'static self, profile_id: u8, enrolled: Option<Enrolled>) -> Option<Rc<BackgroundEngine>> {
        let worker = worker_of(&platform::meta("feltbog-engine")?, profile_id)?;
        let engine = Rc::new(BackgroundEngine {
            profile_id,
            worker: worker.clone(),
            enrolled: RefCell::new(enrolled),
            worked: Cell::new(false),
            tried: RefCell::default(),
            is_locked: Cell::new(false),
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
        let start = Command::Start {
            poison: None,
            visit: None,
        };
        post(&worker, &start);
        self.engines.borrow_mut().push(engine.clone());
        Some(engine)
    }

    fn hear(&'static self, engine: &BackgroundEngine, event: Event) {
        let profile_id = engine.profile_id;
        match event {
            Event::Locked => engine.is_locked.set(true),
            Event::Unlocked(result) => {
                if let Some(tried) = engine.tried.take() {
                    tried(result);
                }
            }
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
                let is_asked = engine.enrolled.borrow().is_some() || engine.tried.borrow().is_some();
                // Whoever enters a pin next is to wait for no engine to start.
                let is_needed = engine.is_locked.get() && self.profiles.locked.get_untracked();
                if done && !is_asked && !is_needed {
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
