//! The identities that are withheld from the other side, found and left out wherever somebody wrote them.

use feltbog_print::{Block, PrintedDocument};
use feltbog_shared::model::ConflictParty;

use crate::store::Dwelling;

/// The fewest digits of a phone number that are looked for.
const PHONE_DIGITS: usize = 6;
/// Endings with which a name stands in a sentence.
const ENDINGS: [&str; 5] = ["", "s", "'s", "\u{2019}s", "es"];

/// Names, phones and homes that must not be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::services) struct Withheld {
    /// Parts of names in small letters.
    names: Vec<String>,
    /// Digits of phones.
    phones: Vec<String>,
    /// Homes, as floor and door, without dots and blanks, in small letters.
    homes: Vec<String>,
    /// The id of a home in DAR, and its number of the tenancy.
    ids: Vec<String>,
}

impl Withheld {
    /// The identities that these parties withhold, each with its home.
    pub(in crate::services) fn of<'a>(
        parties: impl Iterator<Item = (&'a ConflictParty, Option<&'a Dwelling>)>,
    ) -> Self {
        let mut withheld = Self::default();
        for (party, home) in parties.filter(|(party, _)| party.identity_withheld == Some(true)) {
            let name = party.name.as_deref().unwrap_or_default();
            let parts = name.split(|c: char| !c.is_alphanumeric());
            let parts = parts.filter(|part| part.chars().count() > 1);
            withheld.names.extend(parts.map(str::to_lowercase));
            let digits = digits(party.phone.as_deref().unwrap_or_default());
            // The country's number may be left out.
            let tail = digits.len().saturating_sub(8);
            withheld
                .phones
                .extend(Some(digits[tail..].to_owned()).filter(|digits| digits.len() >= PHONE_DIGITS));
            withheld
                .ids
                .extend(party.dwelling_ref.clone().filter(|id| id.len() > 3));
            if let Some(home) = home {
                let door = [home.address.floor.as_str(), home.address.door.as_str()].concat();
                withheld
                    .homes
                    .extend(Some(squeezed(&door)).filter(|door| door.len() > 2));
                // A house of its own has neither: its street and number are the home.
                let house = [home.address.street.as_str(), home.address.number.as_str()].concat();
                withheld
                    .homes
                    .extend(Some(squeezed(&house)).filter(|house| door.trim().is_empty() && house.len() > 2));
                let number = home.tenancy_number.clone();
                withheld
                    .ids
                    .extend(number.filter(|number| !number.trim().is_empty()));
            } else {
                // A home that the register does not know stands in the words of whoever wrote it: whole, and its door.
                let written = party.dwelling_ref.as_deref().unwrap_or_default();
                let door = written.rsplit_once(',').map(|(_, door)| door);
                let parts = [Some(written), door].into_iter().flatten().map(squeezed);
                let is_home = |part: &String| part.len() > 2 && part.chars().any(char::is_numeric);
                withheld.homes.extend(parts.filter(is_home));
            }
        }
        withheld
    }

    /// Whether nothing is withheld.
    pub(in crate::services) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a text tells something of them.
    pub(in crate::services) fn is_told_by(&self, text: &str) -> bool {
        self.left_out(text, "") != text
    }

    /// The text with everything of them replaced.
    pub(in crate::services) fn left_out(&self, text: &str, instead: &str) -> String {
        let mut text = text.to_owned();
        for id in &self.ids {
            text = text.replace(id.as_str(), instead);
        }
        text = self.without_names(&text, instead);
        text = self.without_phones(&text, instead);
        self.without_homes(&text, instead)
    }

    /// The document with everything of them replaced, in words and descriptions alike.
    pub(in crate::services) fn left_out_of(&self, document: &mut PrintedDocument, instead: &str) {
        if self.is_empty() {
            return;
        }
        let replace = |text: &mut String| *text = self.left_out(text, instead);
        replace(&mut document.title);
        replace(&mut document.footer);
        document.recipient.iter_mut().for_each(replace);
        for block in &mut document.blocks {
            match block {
                Block::Heading { text, .. }
                | Block::Paragraph { text }
                | Block::Small { text }
                | Block::Notice { text } => replace(text),
                Block::Points { texts } | Block::Signatures { labels: texts } => {
                    texts.iter_mut().for_each(replace);
                }
                Block::Facts { pairs } => pairs.iter_mut().for_each(|(_, value)| replace(value)),
                Block::Table { rows, .. } => rows.iter_mut().flatten().for_each(replace),
                Block::Picture { text, caption, .. } => {
                    replace(text);
                    replace(caption);
                }
                Block::PageBreak => {}
            }
        }
    }

    fn without_names(&self, text: &str, instead: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_part = |c: char| c.is_alphanumeric() || c == '\'' || c == '\u{2019}';
            let end = match is_part(first) {
                true => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
                false => first.len_utf8(),
            };
            let (word, after) = rest.split_at(end);
            out.push_str(if self.is_name(word) { instead } else { word });
            rest = after;
        }
        out
    }

    fn is_name(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        let is_of = |name: &String| {
            let is_ending = |rest: &str| ENDINGS.contains(&rest);
            // Short words are words of the language too; as names they begin with a capital letter.
            let is_short = name.chars().count() < 4;
            let is_capital = word.starts_with(char::is_uppercase);
            small.strip_prefix(name.as_str()).is_some_and(is_ending) && (!is_short || is_capital)
        };
        self.names.iter().any(is_of)
    }

    fn without_phones(&self, text: &str, instead: &str) -> String {
        let mut text = text.to_owned();
        for phone in &self.phones {
            while let Some((start, end)) = find_digits(&text, phone) {
                text.replace_range(start..end, instead);
            }
        }
        text
    }

    fn without_homes(&self, text: &str, instead: &str) -> String {
        let mut text = text.to_owned();
        for home in &self.homes {
            while let Some((start, end)) = find_squeezed(&text, home) {
                text.replace_range(start..end, instead);
            }
        }
        text
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | ',' | '-')
}

fn squeezed(text: &str) -> String {
    let kept = text.chars().filter(|c| !is_between(*c));
    kept.flat_map(char::to_lowercase).collect()
}

/// The bytes of a text in which these digits stand, whatever blanks are between them.
fn find_digits(text: &str, wanted: &str) -> Option<(usize, usize)> {
    find_skipping(text, wanted, |c| !c.is_alphanumeric())
}

/// The bytes of a text in which this floor and door stand as a word of their own.
fn find_squeezed(text: &str, wanted: &str) -> Option<(usize, usize)> {
    find_skipping(text, wanted, is_between)
}

fn find_skipping(text: &str, wanted: &str, is_skipped: impl Fn(char) -> bool) -> Option<(usize, usize)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let wanted: Vec<char> = wanted.chars().collect();
    let lower = |c: char| c.to_lowercase().next().unwrap_or(c);
    for start in 0..chars.len() {
        let before = start.checked_sub(1).map(|before| chars[before].1);
        if before.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let (mut at, mut found) = (start, 0);
        while at < chars.len() && found < wanted.len() {
            if lower(chars[at].1) == wanted[found] {
                found += 1;
            } else if found == 0 || !is_skipped(chars[at].1) {
                break;
            }
            at += 1;
        }
        let ends = chars.get(at).is_none_or(|(_, after)| !after.is_alphanumeric());
        if found == wanted.len() && found > 0 && ends {
            let end = chars.get(at).map_or(text.len(), |(end, _)| *end);
            return Some((chars[start].0, end));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::{DepartmentId, DwellingId};

    use super::*;
    use crate::store::DwellingAddress;

    fn withheld() -> Withheld {
        let party = ConflictParty {
            name: Some("Bo Åkjær-Lund".into()),
            phone: Some("+45 20 30 40 50".into()),
            identity_withheld: Some(true),
            dwelling_ref: Some("0a3f50a0-1111-32b8-e044-0003ba298018".into()),
            ..ConflictParty::default()
        };
        let open = ConflictParty {
            name: Some("Ida Holm".into()),
            ..ConflictParty::default()
        };
        let home = Dwelling {
            id: DwellingId::from_bytes([1; 16]),
            department: DepartmentId::from_bytes([2; 16]),
            address_id: None,
            access_address_id: None,
            address: DwellingAddress {
                street: "Birkevej".into(),
                number: "4".into(),
                floor: "3".into(),
                door: "tv".into(),
                ..DwellingAddress::default()
            },
            bfe: None,
            tenancy_number: None,
        };
        Withheld::of([(&party, Some(&home)), (&open, None)].into_iter())
    }

    #[test]
    fn names_phones_and_homes_are_left_out_however_they_are_written() {
        let withheld = withheld();
        for (text, left) in [
            ("Bo ringede", "# ringede"),
            ("Bos dør, Åkjærs og LUNDs", "# dør, # og #"),
            ("åkjær-lund", "#-#"),
            ("Ring 20304050 eller 2030 4050.", "Ring # eller #."),
            ("på 3. tv. og 3.tv og 3 TV", "på #. og # og #"),
            ("id 0a3f50a0-1111-32b8-e044-0003ba298018", "id #"),
        ] {
            assert_eq!(withheld.left_out(text, "#"), left, "{text}");
            assert!(withheld.is_told_by(text), "{text}");
        }
    }

    #[test]
    fn other_words_stay() {
        let withheld = withheld();
        for text in [
            "De vil bo her",
            "Ida Holm i blund",
            "13. tv.",
            "120304050",
            "Bordet",
            "",
        ] {
            assert_eq!(withheld.left_out(text, "#"), text);
        }
        assert!(Withheld::default().is_empty());
    }
}
