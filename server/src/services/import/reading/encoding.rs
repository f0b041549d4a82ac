//! The encoding of a text file, and files that are no text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::services::import::sentence::Sentence;

/// Pairs of letters that Danish letters in UTF-8 become when they are read as Windows-1252.
const BROKEN_LETTERS: [&str; 6] = [
    "\u{c3}\u{a6}",
    "\u{c3}\u{b8}",
    "\u{c3}\u{a5}",
    "\u{c3}\u{2020}",
    "\u{c3}\u{2dc}",
    "\u{c3}\u{2026}",
];
/// The first bytes of a compound file: an old workbook, or a new one with a password.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// The bytes in which the kind of a file shows.
const HEAD: usize = 4_096;

/// The kind of a file by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Text,
    Workbook,
}

/// The kind of a file.
///
/// # Errors
/// When it is neither text nor XLSX.
pub(super) fn kind_of(bytes: &[u8]) -> Result<FileKind, Sentence> {
    if bytes.starts_with(b"PK\x03\x04") && bytes.len() > 100 {
        return Ok(FileKind::Workbook);
    }
    if bytes.starts_with(COMPOUND) {
        let name: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let is_locked = bytes.windows(name.len()).any(|window| window == name);
        return Err(match is_locked {
            true => Sentence::Locked,
            false => Sentence::OldWorkbook,
        });
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_html = ["<html", "<!doctype html", "<table", "<?xml", "<meta"]
        .iter()
        .any(|beginning| text.starts_with(beginning));
    match is_html {
        true => Err(Sentence::Html),
        false => Ok(FileKind::Text),
    }
}

/// The text of a file and the name of its encoding: by its mark, else UTF-8, else Windows-1252.
///
/// # Errors
/// When it is no text, or not what its mark says.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), Sentence> {
    for (mark, encoding) in [(&[0xff, 0xfe][..], UTF_16LE), (&[0xfe, 0xff][..], UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return Ok((wide(rest, encoding), "UTF-16"));
        }
    }
    let (rest, has_mark) = match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if rest.contains(&0) {
        let head = &rest[..rest.len().min(HEAD)];
        let zeros = |parity: usize| {
            head.iter()
                .skip(parity)
                .step_by(2)
                .filter(|byte| **byte == 0)
                .count()
        };
        return match (zeros(0), zeros(1)) {
            (0, high) if high * 4 > head.len() => Ok((wide(rest, UTF_16LE), "UTF-16")),
            (high, 0) if high * 4 > head.len() => Ok((wide(rest, UTF_16BE), "UTF-16")),
            _ => Err(Sentence::NotText),
        };
    }
    match std::str::from_utf8(rest) {
        Ok(text) => Ok((Cow::Borrowed(text), "UTF-8")),
        Err(_) if has_mark => Err(Sentence::NotAsMarked),
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(rest);
            Ok((text, "Windows-1252"))
        }
    }
}

fn wide(bytes: &[u8], encoding: &'static Encoding) -> Cow<'static, str> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Cow::Owned(text.into_owned())
}

/// Whether Danish letters in a text were lost by a wrong reading before.
pub(super) fn is_broken(text: &str) -> bool {
    !text.is_ascii()
        && (text.contains('\u{fffd}') || BROKEN_LETTERS.iter().any(|letters| text.contains(letters)))
}
