//! A pin as a profile keeps it on the phone: the number of its digits, and whether it is a key.

use super::key_value_store::{self, PIN, of_profile};

/// The word behind the number of digits of a pin that is a key.
pub(super) const KEY: &str = "key";

/// Whether somebody's pin is a key. One of an app before hides, and another is to be chosen.
pub(super) fn is_key(profile_id: u8) -> bool {
    let kept = key_value_store::get(&of_profile(PIN, profile_id));
    kept.is_some_and(|kept| is_kept_as_key(&kept))
}

fn is_kept_as_key(kept: &str) -> bool {
    kept.split_once(' ').is_some_and(|(_, kind)| kind == KEY)
}

/// Notes that a profile has a pin whose number of digits nobody knows: the phone died while it was chosen.
pub(super) fn note_key(profile_id: u8, noted: impl Fn() + 'static) {
    let row = (of_profile(PIN, profile_id), Some(["0 ", KEY].concat()));
    key_value_store::save(vec![row], noted);
}

/// Bytes as digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half & 15)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)])
        .collect()
}

/// The bytes that digits stand for; nothing for other text.
pub(super) fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = (0..hex.len() / 2).map(|profile_id| hex.get(2 * profile_id..2 * profile_id + 2));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_of_an_app_before_is_no_key() {
        for kept in ["6 key", "0 key"] {
            assert!(is_kept_as_key(kept), "{kept}");
        }
        for kept in ["4 00ff", "key", "", "6"] {
            assert!(!is_kept_as_key(kept), "{kept}");
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
