//! The pin that opens a person's part of the phone. The engine makes a key of it, together with one that the browser gives to
//! nobody: whoever copies what is kept here cannot try pins, and the engine's rows are not to be read without it.
//!
//! An app before kept a seal over nothing, which only the pin opens. It is compared once more, and then another is chosen.

use feltbog_shared::bridge::{SaveFailure, Unlocking};
use std::cell::Cell;
use std::rc::Rc;

use super::background_sync::BackgroundSync;
use super::engine::Engine;
use super::kept_pin::{KEY, bytes, is_key};
use super::key_value_store::{self, PIN, TRIES, of_profile};
use super::{platform, profiles, sealing};
use crate::handle::Handle;

/// After so many wrong pins the key behind it is destroyed.
const MOST_TRIES: i64 = 10;
/// Bytes of the secret by which an engine opens for the rest of a visit.
const VISIT: usize = 32;

/// The result of trying a pin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tried {
    /// It is the right one.
    Right,
    /// It is not; none is looked at for so many seconds.
    Wrong(i64),
    /// Too many were wrong: only a new code opens.
    Spent,
}

/// Whether digits can be a pin: six to twelve of them.
pub(crate) fn is_pin(digits: &str) -> bool {
    (6..=LONGEST).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The most digits of a pin.
pub(crate) const LONGEST: usize = 12;

/// Number of digits of somebody's pin, as far as it is known.
pub(crate) fn length(profile_id: u8) -> Option<usize> {
    let kept = key_value_store::get(&of_profile(PIN, profile_id))?;
    let length = kept.split(' ').next()?.parse().ok()?;
    (length > 0).then_some(length)
}

/// Whether so many pins were wrong that the key behind it is destroyed.
pub(crate) fn is_spent(profile_id: u8) -> bool {
    let kept = key_value_store::get(&of_profile(TRIES, profile_id));
    is_key(profile_id) && Tries::read(kept.as_deref()).count >= MOST_TRIES
}

/// Makes a pin that of the profile that is open. Returns when it is on the disk: first with the engine, so that a phone which
/// dies in between asks for it.
///
/// # Errors
/// Nothing in a browser that keeps no keys; otherwise why it could not be written.
pub(crate) async fn choose(
    engine: Handle<Engine>,
    profile_id: u8,
    digits: &str,
) -> Result<(), Option<SaveFailure>> {
    let visit = platform::random_bytes::<VISIT>();
    let pin = digits.to_owned();
    let asked = platform::answer_of(move |answer| engine.protect(pin, visit.to_vec(), answer));
    let no_answer = Err(Some(SaveFailure::StorageUnavailable));
    asked.await.unwrap_or(no_answer)?;
    profiles::keep_visit(profile_id, &visit);
    let kept = [&digits.len().to_string(), " ", KEY].concat();
    let rows = vec![
        (of_profile(PIN, profile_id), Some(kept)),
        (of_profile(TRIES, profile_id), None),
    ];
    key_value_store::set(rows).await.map_err(Some)
}

/// Takes somebody's pin away, and acts when that is on the disk.
pub(crate) fn drop_of(profile_id: u8, dropped: impl Fn() + 'static) {
    let rows = [PIN, TRIES].map(|name| (of_profile(name, profile_id), None));
    key_value_store::save(rows.into(), dropped);
}

/// Takes the pin of the profile that is open away, also from the engine.
pub(crate) fn remove(engine: Handle<Engine>, profile_id: u8, removed: impl Fn() + 'static) {
    drop_of(profile_id, move || {
        engine.unprotect();
        removed();
    });
}

/// For how many seconds more no pin is looked at.
pub(crate) fn wait(profile_id: u8) -> i64 {
    let kept = key_value_store::get(&of_profile(TRIES, profile_id));
    Tries::read(kept.as_deref()).wait(platform::now().millis())
}

/// Tries a pin. The try is counted on the disk before the pin is compared, so that none is lost with a phone that dies.
///
/// # Errors
/// When the try could not be counted, or the pin could not be looked at.
pub(crate) async fn open(
    engines: Handle<BackgroundSync>,
    profile_id: u8,
    digits: &str,
) -> Result<Tried, SaveFailure> {
    if is_spent(profile_id) {
        return Ok(Tried::Spent);
    }
    let name = of_profile(TRIES, profile_id);
    let before = key_value_store::get(&name);
    let wait = Rc::new(Cell::new(Wait::Before(0)));
    let found = wait.clone();
    let count = move |kept: &[Option<String>]| {
        let now = platform::now().millis();
        let kept = kept.first().and_then(Option::as_deref);
        let (wait, counted) = Tries::read(kept).count(now);
        found.set(wait);
        vec![counted.or(kept.map(str::to_owned))]
    };
    key_value_store::update(vec![name.clone()], Box::new(count)).await?;
    let seconds = match wait.get() {
        Wait::Before(seconds) => return Ok(Tried::Wrong(seconds)),
        Wait::After(seconds) => seconds,
    };
    if is_key(profile_id) {
        let tried = open_by_key(engines, profile_id, digits, seconds).await;
        if tried.is_err() {
            // A pin that was not looked at is not one of those that destroy the key.
            key_value_store::set(vec![(name, before)]).await?;
        }
        return tried;
    }
    let kept = key_value_store::get(&of_profile(PIN, profile_id)).unwrap_or_default();
    let seal = kept
        .split_once(' ')
        .and_then(|(_, seal)| bytes(seal))
        .unwrap_or_default();
    if sealing::open(&seal, digits).await.is_none() {
        return Ok(Tried::Wrong(seconds));
    }
    key_value_store::save(vec![(name, None)], || {});
    Ok(Tried::Right)
}

/// Lets the engine try a pin that is a key. The try has been counted.
async fn open_by_key(
    engines: Handle<BackgroundSync>,
    profile_id: u8,
    digits: &str,
    seconds: i64,
) -> Result<Tried, SaveFailure> {
    let visit = platform::random_bytes::<VISIT>();
    let pin = digits.to_owned();
    let asked = platform::answer_of(move |answer| engines.unlock(profile_id, pin, visit.to_vec(), answer));
    let tries = (of_profile(TRIES, profile_id), None);
    match asked.await.unwrap_or(Unlocking::NotTried) {
        Unlocking::Right => {
            profiles::keep_visit(profile_id, &visit);
            key_value_store::save(vec![tries], || {});
            Ok(Tried::Right)
        }
        Unlocking::Wrong if is_spent(profile_id) => {
            engines.forget_key(profile_id);
            Ok(Tried::Spent)
        }
        Unlocking::Wrong => Ok(Tried::Wrong(seconds)),
        // The phone has lost what it protected: another is chosen.
        Unlocking::Unprotected => {
            let pin = (of_profile(PIN, profile_id), None);
            key_value_store::set(vec![pin, tries]).await?;
            Ok(Tried::Right)
        }
        Unlocking::NotTried => Err(SaveFailure::StorageUnavailable),
    }
}

/// The time for which no pin is looked at, in seconds.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Wait {
    /// Before this try, which is none.
    Before(i64),
    /// After this try, should its pin be wrong.
    After(i64),
}

/// The tries of a pin since the last right one.
#[derive(Clone, Copy)]
struct Tries {
    count: i64,
    /// Until when no pin is looked at, in milliseconds.
    until: i64,
}

impl Tries {
    fn read(kept: Option<&str>) -> Self {
        let (count, until) = kept.unwrap_or_default().split_once(' ').unwrap_or_default();
        Self {
            count: count.parse().unwrap_or_default(),
            until: until.parse().unwrap_or_default(),
        }
    }

    /// For how many seconds more no pin is looked at.
    fn wait(self, now: i64) -> i64 {
        let left = (self.until - now + 999) / 1000;
        // The phone's clock may have been set back meanwhile.
        left.clamp(0, pause(self.count))
    }

    /// Counts another try, unless it has to wait. Returns what is to be kept, if it counts.
    fn count(self, now: i64) -> (Wait, Option<String>) {
        let left = self.wait(now);
        if left > 0 {
            return (Wait::Before(left), None);
        }
        let count = self.count + 1;
        let seconds = pause(count);
        let until = now + seconds * 1000;
        let kept = [&count.to_string(), " ", &until.to_string()].concat();
        (Wait::After(seconds), Some(kept))
    }
}

/// Time for which no pin is looked at after so many wrong ones, in seconds.
fn pause(tries: i64) -> i64 {
    match tries {
        ..3 => 0,
        3 => 10,
        4 => 30,
        5 => 60,
        6 => 120,
        _ => 300,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_to_twelve_digits_are_a_pin() {
        for digits in ["123456", "123456789012"] {
            assert!(is_pin(digits), "{digits}");
        }
        for digits in ["", "12345", "1234567890123", "12a456", "12 456", "١٢٣٤٥٦"] {
            assert!(!is_pin(digits), "{digits}");
        }
    }

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<_> = (0..9).map(pause).collect();
        assert_eq!(waits, [0, 0, 0, 10, 30, 60, 120, 300, 300]);
    }

    #[test]
    fn each_try_counts_and_none_before_its_time() {
        let (mut now, mut kept) = (1_000_000, None);
        for seconds in [0, 0, 10, 30, 60, 120, 300, 300] {
            let (wait, counted) = Tries::read(kept.as_deref()).count(now);
            assert_eq!(wait, Wait::After(seconds));
            kept = counted;
            if seconds > 0 {
                let early = Tries::read(kept.as_deref()).count(now + 1);
                assert_eq!(early, (Wait::Before(seconds), None));
                // A clock that was set back makes nobody wait for longer.
                let back = Tries::read(kept.as_deref()).count(now - 1_000_000);
                assert_eq!(back, (Wait::Before(seconds), None));
            }
            now += seconds * 1000;
        }
    }
}
