//! Unicode's decompositions by tables in the program.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// Calls `take` with the compatible decomposition of a character.
pub(super) fn decompose(c: char, take: impl FnMut(char)) {
    decompose_compatible(c, take);
}

/// Whether a character combines with the one before it.
pub(super) fn is_mark(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// Calls `count` with the composed characters of a text.
pub(super) fn composed(text: &str, count: impl Fn(&mut dyn Iterator<Item = char>) -> usize) -> usize {
    count(&mut text.nfc())
}

/// Calls `take` with what `work_out` makes of a character. The tables are quick enough to be asked each time.
pub(super) fn remembered(c: char, work_out: fn(char, &mut dyn FnMut(char)), take: &mut dyn FnMut(char)) {
    work_out(c, take);
}
