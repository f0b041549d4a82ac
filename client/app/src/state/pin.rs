//! The pin that opens a person's part of the phone. It keeps colleagues out who pass by, not who takes the phone apart:
//! four digits are tried through in a moment by whoever has what is kept here, however long each try takes.

use feltbog_shared::bridge::SaveFailure;
use std::cell::Cell;
use std::rc::Rc;

use super::key_value_store::{self, PIN, TRIES, of_profile};
use super::{platform, sealing};

/// The result of trying a pin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tried {
    /// It is the right one.
    Right,
    /// It is not; none is looked at for so many seconds.
    Wrong(i64),
}

/// Whether digits can be a pin: four to eight of them.
pub(crate) fn is_pin(digits: &str) -> bool {
    (4..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Number of digits of somebody's pin.
pub(crate) fn length(profile_id: u8) -> Option<usize> {
    key_value_store::get(&of_profile(PIN, profile_id))?
        .split(' ')
        .next()?
        .parse()
        .ok()
}

/// Makes a pin that of a profile. Returns when it is on the disk. What is kept is a seal over nothing, which only the pin
/// opens.
///
/// # Errors
/// Nothing in a browser that cannot seal; otherwise why it could not be written.
pub(crate) async fn choose(profile_id: u8, digits: &str) -> Result<(), Option<SaveFailure>> {
    let seal = sealing::seal(&[], digits).await.ok_or(None)?;
    let kept = [&digits.len().to_string(), " ", &hex(&seal)].concat();
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

/// For how many seconds more no pin is looked at.
pub(crate) fn wait(profile_id: u8) -> i64 {
    let kept = key_value_store::get(&of_profile(TRIES, profile_id));
    Tries::read(kept.as_deref()).wait(platform::now().millis())
}

/// Tries a pin. The try is counted on the disk before the pin is compared, so that none is lost with a phone that dies.
///
/// # Errors
/// When the try could not be counted. The pin was not looked at.
pub(crate) async fn open(profile_id: u8, digits: &str) -> Result<Tried, SaveFailure> {
    let name = of_profile(TRIES, profile_id);
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

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = (0..hex.len() / 2).map(|profile_id| hex.get(2 * profile_id..2 * profile_id + 2));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_to_eight_digits_are_a_pin() {
        for digits in ["1234", "12345678"] {
            assert!(is_pin(digits), "{digits}");
        }
        for digits in ["", "123", "123456789", "12a4", "12 4", "١٢٣٤"] {
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

    #[test]
    fn bytes_are_read_as_they_are_written() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(hex(&[0, 15, 160, 255]), "000fa0ff");
        assert_eq!(bytes(&hex(&all)), Some(all));
        assert_eq!(bytes("zz"), None);
    }
}
