//! The people of this phone: who of them it is open for, and whether it is locked.
//!
//! Each has a place, from 1 on. Records, pictures, sessions and choices of one place never meet those of another: the
//! engine of a place has databases of its own, and asks the server in its own name. The first place has the names that
//! phones of one person have. Which name stands where, and the codes, are kept beside preferences; a lock hides, it
//! does not encrypt.

use feltbog_shared::wire::{PEOPLE, Session};
use leptos::prelude::{document, window};
use std::cell::Cell;
use wasm_bindgen::JsValue;

use super::access::app;
use super::engine::Presence;
use super::pin;
use super::platform;
use crate::reactive::{Var, effect};

/// Whose place it is: their id, their name and the numbers of their roles, one on each line.
const NAME: &str = "feltbog.name";
/// What a pin is checked against.
pub(crate) const PIN: &str = "feltbog.pin";
/// Those who had a place before this one, as the server is asked to leave their codes for them.
pub(super) const OTHERS: &str = "feltbog.others";
/// The place last chosen.
const PLACE: &str = "feltbog.person";
/// When somebody locked the phone, so that all tabs hear of it.
const LOCKED: &str = "feltbog.locked";
/// Kept for this visit: which place was opened with its pin, and when it was last in sight.
const OPEN: &str = "feltbog.open";
/// After so many milliseconds out of sight it is locked.
const AWAY: i64 = 5 * 60 * 1000;
/// How often the last answers are waited for before the page is loaded anew, and how long each time, in milliseconds.
const TRIES: u32 = 60;
const BETWEEN: i32 = 50;

/// Somebody who has enrolled on this phone.
#[derive(Clone, PartialEq)]
pub(crate) struct Person {
    /// Their place.
    pub(crate) place: u8,
    /// Their id.
    pub(crate) user: String,
    /// Their name.
    pub(crate) name: String,
    /// The numbers of their roles, with commas between.
    pub(crate) roles: String,
}

/// Who the phone is open for.
pub(crate) struct People {
    /// Their place.
    pub(crate) place: Cell<u8>,
    /// Whether nothing may be shown.
    pub(crate) locked: Var<bool>,
    /// Whether there is a lock: several people, or a pin.
    pub(crate) guarded: Var<bool>,
    /// Whether a pin is to be chosen before anything else.
    pub(crate) lacks_pin: Var<bool>,
}

impl People {
    pub(super) fn new() -> Self {
        let place = platform::kept(PLACE).and_then(|place| place.parse().ok());
        let place = place.filter(|place| (1..=PEOPLE).contains(place)).unwrap_or(1);
        let guarded = is_guarded();
        Self {
            place: Cell::new(place),
            locked: Var::new(guarded && !was_open(place)),
            guarded: Var::new(guarded),
            lacks_pin: Var::new(guarded && !has_pin(place)),
        }
    }

    /// Locks this phone. What is not sent goes on being sent.
    pub(crate) fn lock(&self) {
        platform::keep(LOCKED, &platform::now().millis().to_string());
        self.ask_who();
    }

    /// Shows nothing but who there is.
    pub(crate) fn ask_who(&self) {
        if let Some(visit) = platform::visit() {
            let _ = visit.remove_item(OPEN);
        }
        self.locked.put(true);
    }

    /// The phone is this person's now. Returns whether that is another than before: then the page is to be loaded anew,
    /// so that nothing of theirs stays in memory.
    pub(crate) fn open(&self, place: u8) -> bool {
        note_open(place);
        platform::keep(PLACE, &place.to_string());
        let is_other = self.place.replace(place) != place;
        self.look_again();
        is_other
    }

    /// What the engine of a place kept for it, which counts: preferences may be lost when a phone dies.
    pub(crate) fn recall(&self, place: u8, pin: &str) {
        let name = of(PIN, place);
        if !pin.is_empty() && platform::kept(&name).is_none_or(|kept| kept != pin) {
            platform::keep(&name, pin);
            self.ask_who();
        }
    }

    /// Names or pins have changed.
    pub(crate) fn look_again(&self) {
        // Told even if it is as before: whoever shows the names looks again too.
        self.guarded.set(is_guarded());
        self.lacks_pin.put(is_guarded() && !has_pin(self.place.get()));
    }

    /// Makes room for somebody new, who enrols in a page loaded anew. Returns whether there is room.
    pub(crate) fn add(&self) -> bool {
        // What is in this place may be somebody's whose name is not known.
        let free = (1..=PEOPLE)
            .filter(|place| *place != self.place.get())
            .find(|place| platform::kept(&of(NAME, *place)).is_none());
        if let Some(place) = free {
            let others: Vec<String> = all().into_iter().map(|one| one.user).collect();
            let not = if others.is_empty() { "" } else { "not=" };
            platform::keep(&of(OTHERS, place), &[not, &others.join(",")].concat());
            note_open(place);
            platform::keep(PLACE, &place.to_string());
            self.place.set(place);
            anew("/enrol", true);
        }
        free.is_some()
    }

    /// A name that each person has for themselves.
    pub(crate) fn own(&self, name: &str) -> String {
        of(name, self.place.get())
    }
}

/// Locks when the phone has been out of sight for long, or another tab was locked, and keeps the names of who is signed
/// in.
pub(crate) fn watch() {
    let people = &app().people;
    let look_away = move || {
        if !people.locked.now() {
            note_open(people.place.get());
        }
    };
    platform::listen(&document(), "visibilitychange", move |_| {
        if document().hidden() {
            look_away();
        } else if is_guarded() && !was_open(people.place.get()) {
            people.ask_who();
        }
    });
    platform::listen(&window(), "pagehide", move |_| look_away());
    platform::listen(&window(), "storage", move |event| {
        let key = js_sys::Reflect::get(&event, &JsValue::from_str("key"));
        if key.ok().and_then(|key| key.as_string()).as_deref() == Some(LOCKED) {
            people.ask_who();
        }
    });
    effect(|| {
        let app = app();
        if let Presence::Signed(session) = app.engine.presence.get() {
            learn(app.engine.place.get(), &session);
            app.people.look_again();
        }
    });
    effect(|| {
        if app().engine.left.get() {
            forget(app().engine.place.get());
            app().people.ask_who();
            anew("/", false);
        }
    });
}

/// Who is signed in, in a place.
fn learn(place: u8, session: &Session) {
    let mut roles: Vec<String> = Vec::new();
    for grant in &session.grants {
        let role = (grant.role as usize).to_string();
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let said = [
        &session.user.to_string(),
        "\n",
        &session.name,
        "\n",
        &roles.join(","),
    ]
    .concat();
    platform::keep(&of(NAME, place), &said);
}

/// Nothing of whoever had a place is here any more: nor are their name and pin.
pub(crate) fn forget(place: u8) {
    for name in [NAME, PIN, pin::TRIES] {
        platform::forget(&of(name, place));
    }
}

/// Loads the page anew, at a path, with or without the code that stands behind its `#`: as soon as what was entered last
/// is saved, or when that takes too long to be coming.
pub(crate) fn anew(path: &'static str, with_code: bool) {
    anew_after(TRIES, path, with_code);
}

fn anew_after(tries: u32, path: &'static str, with_code: bool) {
    if tries > 0 && !app().engine.is_idle() {
        return platform::after(BETWEEN, move || anew_after(tries - 1, path, with_code));
    }
    let code = if with_code { code() } else { String::new() };
    let address = [path, &code].concat();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
    let _ = window().location().reload();
}

/// What stands behind the `#` of the page, with it: the code of a link that was opened.
pub(crate) fn code() -> String {
    window().location().hash().unwrap_or_default()
}

/// Everybody who has enrolled, by place.
pub(crate) fn all() -> Vec<Person> {
    let person = |place| {
        let said = platform::kept(&of(NAME, place))?;
        let mut lines = said.split('\n').map(str::to_owned);
        let mut next = || lines.next().unwrap_or_default();
        Some(Person {
            place,
            user: next(),
            name: next(),
            roles: next(),
        })
    };
    (1..=PEOPLE).filter_map(person).collect()
}

/// A name of a place.
pub(crate) fn of(name: &str, place: u8) -> String {
    match place {
        1 => name.to_owned(),
        place => [name, "-", &place.to_string()].concat(),
    }
}

/// Whether somebody has a pin.
pub(crate) fn has_pin(place: u8) -> bool {
    platform::kept(&of(PIN, place)).is_some()
}

fn is_guarded() -> bool {
    let there = |name: &str| {
        (1..=PEOPLE)
            .filter(|place| platform::kept(&of(name, *place)).is_some())
            .count()
    };
    there(NAME) > 1 || there(PIN) > 0
}

fn note_open(place: u8) {
    if let Some(visit) = platform::visit() {
        let said = [&place.to_string(), " ", &platform::now().millis().to_string()].concat();
        let _ = visit.set_item(OPEN, &said);
    }
}

/// Whether a place was opened in this visit and has not been out of sight for long.
fn was_open(place: u8) -> bool {
    let kept = platform::visit().and_then(|visit| visit.get_item(OPEN).ok()?);
    let kept = kept.unwrap_or_default();
    let (opened, at) = kept.split_once(' ').unwrap_or_default();
    let at: i64 = at.parse().unwrap_or_default();
    opened.parse() == Ok(place) && platform::now().millis() - at < AWAY
}
