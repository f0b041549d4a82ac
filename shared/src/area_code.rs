//! The code on an area's sign: short, for people to type, and the last part of the link in its QR code.
//!
//! It is worked out of the area's id, so that any phone that holds the area knows its code without asking, and a sign
//! can be printed before the area was ever sent. It opens nothing: who may not read the area sees nothing of it.

use core::fmt;

use crate::id::DocumentId;

/// Crockford's base 32: no I, L, O or U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// So many letters.
const LENGTH: usize = 6;

/// An area's code: 30 bits.
///
/// Two areas among a hundred on one phone share a code once in 220,000 phones (n²/2 in 2³⁰), among a thousand once in
/// 2,100. Both are offered then, so a shared code costs a tap and leads nobody astray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AreaCode(u32);

impl AreaCode {
    /// The code of an area.
    pub fn of(area: DocumentId) -> Self {
        // FNV-1a over the whole id, folded: ids of one morning differ little in their first half.
        let hash = area
            .as_bytes()
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
        // The last byte reaches every bit only by this.
        let mixed = (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self((mixed >> 34) as u32)
    }

    /// The code as a number of 30 bits.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Reads a code as a person types it: any case, with or without the dash, O for 0 and I or L for 1.
    pub fn parse(text: &str) -> Option<Self> {
        let mut code = 0;
        let mut count = 0;
        for letter in text.bytes().filter(|letter| !b" -\t".contains(letter)) {
            let letter = match letter.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                letter => letter,
            };
            let place = LETTERS.iter().position(|known| *known == letter)?;
            count += 1;
            if count > LENGTH {
                return None;
            }
            code = code << 5 | place as u32;
        }
        (count == LENGTH).then_some(Self(code))
    }
}

/// `K7M-2QX`.
impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in (0..LENGTH).rev() {
            let letter = LETTERS[(self.0 >> (place * 5) & 31) as usize];
            f.write_str(char::from(letter).encode_utf8(&mut [0; 4]))?;
            if place == LENGTH / 2 {
                f.write_str("-")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Moment;
    use std::collections::BTreeSet;

    fn id(number: u64) -> DocumentId {
        let mut random = [7; 10];
        random[2..].copy_from_slice(&number.to_be_bytes());
        DocumentId::new(Moment::from_millis(1_795_219_200_000), random)
    }

    #[test]
    fn a_code_stays_what_it_is() {
        // Signs are printed: another code for the same area would make them useless.
        let codes: Vec<String> = (0..3)
            .map(|number| AreaCode::of(id(number)).to_string())
            .collect();
        assert_eq!(codes, ["MTH-4CH", "9C0-SWH", "7NY-SBJ"]);
    }

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        let code = AreaCode(0x0123_4567);
        let text = code.to_string();
        assert_eq!((text.len(), text.chars().nth(3)), (7, Some('-')));
        assert_eq!(AreaCode::parse(&text), Some(code));
        assert_eq!(
            AreaCode::parse(&text.to_lowercase().replace('-', " ")),
            Some(code)
        );
        assert_eq!(AreaCode::parse("O1i-lO0"), AreaCode::parse("011100"));
        for no_code in ["", "K7M-2Q", "K7M-2QXX", "K7M-2QU", "udgang", "K7M.2QX", "æøåæøå"] {
            assert_eq!(AreaCode::parse(no_code), None, "{no_code}");
        }
    }

    #[test]
    fn ids_of_one_moment_have_codes_of_their_own() {
        let codes: BTreeSet<String> = (0..2_000)
            .map(|number| AreaCode::of(id(number)).to_string())
            .collect();
        assert!(codes.len() >= 1_998, "{}", codes.len());
    }
}
