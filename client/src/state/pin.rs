//! The pin that opens a person's part of the phone. It keeps colleagues out who pass by, not who takes the phone apart:
//! four digits are tried through in a moment by whoever has what is kept here, however long each try takes.

use super::people::{self, PIN};
use super::{platform, sealing};

/// How many wrong pins there were, and until when none is looked at.
pub(super) const TRIES: &str = "feltbog.tries";
/// What came of trying a pin.
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

/// How many digits somebody's pin has.
pub(crate) fn length(place: u8) -> Option<usize> {
    platform::kept(&people::of(PIN, place))?
        .split(' ')
        .next()?
        .parse()
        .ok()
}

/// Makes a pin that of a place, in preferences, and returns what the engine of the place is to keep. Nothing in a browser
/// that cannot seal. What is kept is a seal over nothing, which only the pin opens.
pub(crate) async fn choose(place: u8, digits: &str) -> Option<String> {
    let seal = sealing::seal(&[], digits).await?;
    let kept = [&digits.len().to_string(), " ", &hex(&seal)].concat();
    platform::keep(&people::of(PIN, place), &kept);
    platform::forget(&people::of(TRIES, place));
    Some(kept)
}

/// Takes somebody's pin away.
pub(crate) fn drop_of(place: u8) {
    platform::forget(&people::of(PIN, place));
    platform::forget(&people::of(TRIES, place));
}

/// For how many seconds more no pin is looked at.
pub(crate) fn wait(place: u8) -> i64 {
    let (tries, until) = tries(place);
    let left = (until - platform::now().millis() + 999) / 1000;
    // The phone's clock may have been set back meanwhile.
    left.clamp(0, pause(tries))
}

/// Tries a pin.
pub(crate) async fn open(place: u8, digits: &str) -> Tried {
    let left = wait(place);
    if left > 0 {
        return Tried::Wrong(left);
    }
    let kept = platform::kept(&people::of(PIN, place)).unwrap_or_default();
    let seal = kept
        .split_once(' ')
        .and_then(|(_, seal)| bytes(seal))
        .unwrap_or_default();
    if sealing::open(&seal, digits).await.is_some() {
        platform::forget(&people::of(TRIES, place));
        return Tried::Right;
    }
    let tries = tries(place).0 + 1;
    let seconds = pause(tries);
    let until = platform::now().millis() + seconds * 1000;
    platform::keep(
        &people::of(TRIES, place),
        &[&tries.to_string(), " ", &until.to_string()].concat(),
    );
    Tried::Wrong(seconds)
}

/// How long no pin is looked at after so many wrong ones, in seconds.
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

fn tries(place: u8) -> (i64, i64) {
    let kept = platform::kept(&people::of(TRIES, place)).unwrap_or_default();
    let (tries, until) = kept.split_once(' ').unwrap_or_default();
    (
        tries.parse().unwrap_or_default(),
        until.parse().unwrap_or_default(),
    )
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = (0..hex.len() / 2).map(|place| hex.get(2 * place..2 * place + 2));
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
    fn bytes_are_read_as_they_are_written() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(hex(&[0, 15, 160, 255]), "000fa0ff");
        assert_eq!(bytes(&hex(&all)), Some(all));
        assert_eq!(bytes("zz"), None);
    }
}
