//! Unicode's decompositions by the browser: its tables weigh nothing in a module, the crate's some 45 KB each.

use std::cell::RefCell;

use js_sys::JsString;

/// A mark of the highest combining class. No other character is of that class.
const HIGHEST: char = '\u{345}';
/// Most characters that are remembered. A language has fewer.
const MOST: usize = 512;

thread_local! {
    /// Plain characters of those that were asked for, in their order: asking the browser takes a microsecond, and lists
    /// of ten thousand records are searched.
    static KNOWN: RefCell<Vec<(char, Box<str>)>> = const { RefCell::new(Vec::new()) };
}

fn normalized(text: &str, form: &str) -> String {
    JsString::from(text).normalize(form).into()
}

/// Calls `take` with the compatible decomposition of a character.
pub(super) fn decompose(c: char, take: impl FnMut(char)) {
    normalized(c.encode_utf8(&mut [0; 4]), "NFKD")
        .chars()
        .for_each(take);
}

/// Whether a decomposed character combines with the one before it: marks are sorted by their classes.
pub(super) fn is_mark(c: char) -> bool {
    let mut behind = String::from(HIGHEST);
    behind.push(c);
    c == HIGHEST || !normalized(&behind, "NFD").starts_with(HIGHEST)
}

/// Calls `count` with the composed characters of a text.
pub(super) fn composed(text: &str, count: impl Fn(&mut dyn Iterator<Item = char>) -> usize) -> usize {
    count(&mut normalized(text, "NFC").chars())
}

/// Calls `take` with what `work_out` makes of a character; that is worked out once.
pub(super) fn remembered(c: char, work_out: fn(char, &mut dyn FnMut(char)), take: &mut dyn FnMut(char)) {
    KNOWN.with_borrow_mut(|known| {
        let place = match known.binary_search_by_key(&c, |(known, _)| *known) {
            Ok(place) => place,
            Err(place) => {
                if known.len() == MOST {
                    known.clear();
                }
                let place = place.min(known.len());
                let mut plain = String::new();
                work_out(c, &mut |part| plain.push(part));
                known.insert(place, (c, plain.into()));
                place
            }
        };
        known[place].1.chars().for_each(take);
    });
}
