//! The profiles of the people who share this phone, the profile that the phone is open for, and the lock.
//!
//! Profiles have numbers from 1 on. Records, pictures, sessions and choices of one profile never meet those of another: the
//! engine of a profile has databases of its own, and asks the server in its own name. The first profile has the names that
//! phones of one person have. Which name stands where, and the codes, are in the key-value store. A lock hides, and where a
//! pin is a key it ends the engine that has the key.

use crate::handle::Handle;
use crate::reactive::SetIfChanged;
use feltbog_shared::wire::{PEOPLE, Session};
use leptos::prelude::*;
use std::cell::Cell;

use super::key_value_store::{
    self, KeyValueRow, LOCKED, NAME, OF_A_PROFILE, OTHERS, PIN, PROFILE, of_profile,
};
use super::{kept_pin, platform};

/// In session storage: the profile that was opened with its pin, and the secret by which its engine opens until it is locked.
const VISIT: &str = "feltbog.visit";
/// In session storage: which profile was opened with its pin, when it was last in sight, and which lock was the last before
/// that. A browser that gives a killed page its session storage back opens nothing that was locked since.
const OPEN: &str = "feltbog.open";
/// After so many milliseconds out of sight it is locked.
const AWAY: i64 = 5 * 60 * 1000;
/// After so many milliseconds out of sight it is looked whether it is to be locked: a little later, so that it is.
const LOOK_AGAIN: i32 = AWAY as i32 + 1000;

/// Profile of a person who has enrolled on this phone.
#[derive(Clone, PartialEq)]
pub(crate) struct Profile {
    /// Number of the profile.
    pub(crate) profile_id: u8,
    /// Their id.
    pub(crate) user: String,
    /// Their name.
    pub(crate) name: String,
    /// The numbers of their roles, with commas between.
    pub(crate) roles: String,
}

/// The profile that the phone is open for, and the lock.
pub(crate) struct Profiles {
    /// Number of the profile.
    pub(crate) profile_id: Cell<u8>,
    /// Whether nothing may be shown.
    pub(crate) locked: ArcRwSignal<bool>,
    /// Whether there is a lock: several people, or a pin.
    pub(crate) guarded: ArcRwSignal<bool>,
    /// Whether a pin is to be chosen before anything else.
    pub(crate) lacks_pin: ArcRwSignal<bool>,
}

impl Profiles {
    pub(super) fn new() -> Self {
        let profile_id = key_value_store::get(PROFILE).and_then(|profile_id| profile_id.parse().ok());
        let profile_id = profile_id
            .filter(|profile_id| (1..=PEOPLE).contains(profile_id))
            .unwrap_or(1);
        let guarded = is_guarded();
        Self {
            profile_id: Cell::new(profile_id),
            locked: ArcRwSignal::new(guarded && !was_open(profile_id)),
            guarded: ArcRwSignal::new(guarded),
            lacks_pin: ArcRwSignal::new(guarded && !kept_pin::is_key(profile_id)),
        }
    }

    /// Locks this phone. What is not sent goes on being sent.
    pub(crate) fn lock(&self) {
        self.ask_who();
        let now = platform::now().millis().to_string();
        key_value_store::save(vec![(LOCKED.to_owned(), Some(now))], || {});
    }

    /// Shows nothing but who there is.
    pub(crate) fn ask_who(&self) {
        if let Some(visit) = platform::visit() {
            let _ = visit.remove_item(OPEN);
        }
        forget_visit();
        self.locked.set_if_changed(true);
    }

    /// Asks for the pin of a profile whose engine does not open, also where nothing is known of a pin.
    pub(super) fn ask_pin(&'static self, profile_id: u8) {
        if !kept_pin::is_key(profile_id) {
            kept_pin::note_key(profile_id, move || self.look_again());
        }
        self.ask_who();
    }

    /// Makes the phone this person's, and acts when that is on the disk.
    pub(crate) fn open(&'static self, profile_id: u8, opened: impl Fn() + 'static) {
        let row = (PROFILE.to_owned(), Some(profile_id.to_string()));
        key_value_store::save(vec![row], move || {
            if visit_of(profile_id).is_none() {
                forget_visit();
            }
            note_open(profile_id);
            self.profile_id.set(profile_id);
            self.look_again();
            opened();
        });
    }

    /// Names or pins have changed.
    pub(crate) fn look_again(&self) {
        // Told even if it is as before: whoever shows the names looks again too.
        self.guarded.set(is_guarded());
        self.lacks_pin
            .set_if_changed(is_guarded() && !kept_pin::is_key(self.profile_id.get()));
    }

    /// Makes room for somebody new, and acts when that is on the disk. Returns whether there is room.
    pub(crate) fn add(&'static self, added: impl Fn() + 'static) -> bool {
        // The records of this profile may be somebody's whose name is not known.
        let free = (1..=PEOPLE)
            .filter(|profile_id| *profile_id != self.profile_id.get())
            .find(|profile_id| key_value_store::get(&of_profile(NAME, *profile_id)).is_none());
        if let Some(profile_id) = free {
            let others: Vec<String> = all().into_iter().map(|one| one.user).collect();
            let not = if others.is_empty() { "" } else { "not=" };
            let others = [not, &others.join(",")].concat();
            let rows = vec![
                (of_profile(OTHERS, profile_id), Some(others)),
                (PROFILE.to_owned(), Some(profile_id.to_string())),
            ];
            key_value_store::save(rows, move || {
                forget_visit();
                note_open(profile_id);
                self.profile_id.set(profile_id);
                added();
            });
        }
        free.is_some()
    }

    /// Notes who is signed in to a profile, and acts when that is on the disk. Nothing of whoever had the profile
    /// before is left to somebody new: their pin opens nothing of theirs.
    pub(super) fn learn(
        &'static self,
        profile_id: u8,
        session: &Session,
        is_new: bool,
        learned: impl Fn() + 'static,
    ) {
        let user = session.user.to_string();
        let mut roles: Vec<String> = Vec::new();
        for grant in &session.grants {
            let role = (grant.role as usize).to_string();
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        let said = [&user, "\n", &session.name, "\n", &roles.join(",")].concat();
        let known = key_value_store::get(&of_profile(NAME, profile_id));
        if !is_new && known.as_ref() == Some(&said) {
            return learned();
        }
        let is_theirs = |known: &String| known.split('\n').next() == Some(&user);
        let is_known = !is_new && known.as_ref().is_some_and(is_theirs);
        let name = (of_profile(NAME, profile_id), Some(said));
        if is_known {
            learned();
            return key_value_store::save(vec![name], move || self.look_again());
        }
        let mut rows = Vec::new();
        if is_new || known.is_some() {
            rows = nothing_of(profile_id);
            rows.retain(|(other, _)| *other != name.0);
        }
        rows.push(name);
        key_value_store::save(rows, move || {
            self.look_again();
            learned();
        });
    }

    /// A name that each person has for themselves.
    pub(crate) fn own(&self, name: &str) -> String {
        of_profile(name, self.profile_id.get())
    }
}

/// Locks when the phone has been out of sight for long or another tab was locked.
pub(crate) fn watch(profiles: Handle<Profiles>) {
    let look_away = move || {
        if !profiles.locked.get_untracked() {
            note_open(profiles.profile_id.get());
        }
    };
    platform::listen(&document(), "visibilitychange", move |_| {
        if document().hidden() {
            look_away();
        } else if is_guarded() && !was_open(profiles.profile_id.get()) {
            profiles.ask_who();
        }
        // A phone in a pocket is locked as well as one that is looked at again.
        platform::after(LOOK_AGAIN, move || {
            if document().hidden() && is_guarded() && !was_open(profiles.profile_id.get()) {
                profiles.ask_who();
            }
        });
    });
    platform::listen(&window(), "pagehide", move |_| look_away());
    key_value_store::on_change(LOCKED, move |is_locked_again| {
        if is_locked_again {
            profiles.ask_who();
        }
        profiles.look_again();
    });
}

/// Forgets whoever had a profile, of whom nothing else is here any more, and acts when that is on the disk.
pub(crate) fn forget(profile_id: u8, forgotten: impl Fn() + 'static) {
    key_value_store::save(nothing_of(profile_id), forgotten);
}

fn nothing_of(profile_id: u8) -> Vec<KeyValueRow> {
    let own = OF_A_PROFILE.iter().map(|name| of_profile(name, profile_id));
    let paces = key_value_store::names_of_paces(profile_id);
    own.chain(paces).map(|name| (name, None)).collect()
}

/// The fragment of the page's address with its `#`: the code of a link that was opened.
pub(crate) fn code() -> String {
    window().location().hash().unwrap_or_default()
}

/// Profiles of everybody who has enrolled, by number.
pub(crate) fn all() -> Vec<Profile> {
    let person = |profile_id| {
        let said = key_value_store::get(&of_profile(NAME, profile_id))?;
        let mut lines = said.split('\n').map(str::to_owned);
        let mut next = || lines.next().unwrap_or_default();
        Some(Profile {
            profile_id,
            user: next(),
            name: next(),
            roles: next(),
        })
    };
    (1..=PEOPLE).filter_map(person).collect()
}

/// Whether somebody has a pin.
pub(crate) fn has_pin(profile_id: u8) -> bool {
    key_value_store::get(&of_profile(PIN, profile_id)).is_some()
}

fn is_guarded() -> bool {
    let there = |name: &str| {
        (1..=PEOPLE)
            .filter(|profile_id| key_value_store::get(&of_profile(name, *profile_id)).is_some())
            .count()
    };
    there(NAME) > 1 || there(PIN) > 0
}

fn note_open(profile_id: u8) {
    if let Some(visit) = platform::visit() {
        let said = [
            profile_id.to_string(),
            platform::now().millis().to_string(),
            last_lock(),
        ];
        let _ = visit.set_item(OPEN, &said.join(" "));
    }
}

/// Keeps the secret of a visit for as long as the profile is open in this tab.
pub(super) fn keep_visit(profile_id: u8, secret: &[u8]) {
    if let Some(visit) = platform::visit() {
        let said = [&profile_id.to_string(), " ", &kept_pin::hex(secret)].concat();
        let _ = visit.set_item(VISIT, &said);
    }
}

/// The secret by which the engine of a profile opens, while the profile is open in this tab.
pub(super) fn visit_of(profile_id: u8) -> Option<Vec<u8>> {
    let kept = platform::visit()?.get_item(VISIT).ok()??;
    let (whose, secret) = kept.split_once(' ')?;
    if whose.parse() != Ok(profile_id) {
        return None;
    }
    kept_pin::bytes(secret)
}

fn forget_visit() {
    if let Some(visit) = platform::visit() {
        let _ = visit.remove_item(VISIT);
    }
}

/// Whether a profile was opened in this visit and has not been out of sight for long.
fn was_open(profile_id: u8) -> bool {
    let kept = platform::visit().and_then(|visit| visit.get_item(OPEN).ok()?);
    let kept = kept.unwrap_or_default();
    let mut parts = kept.split(' ');
    let mut next = || parts.next().unwrap_or_default();
    let (opened, at, lock) = (next(), next(), next());
    let at: i64 = at.parse().unwrap_or_default();
    opened.parse() == Ok(profile_id) && lock == last_lock() && platform::now().millis() - at < AWAY
}

/// When the phone was locked last.
fn last_lock() -> String {
    key_value_store::get(LOCKED).unwrap_or_default()
}
