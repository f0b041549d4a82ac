//! Finding a word in bytes that somebody else packed: profile folders of a browser, and what crossed a network.
//!
//! A search that finds nothing proves nothing unless the packing was undone, so this knows the ones on the way:
//! gzip, Chromium's LevelDB logs and tables, its Snappy-packed database values, and Automerge's deflated chunks.
//! A test that shows a word to be absent must also show that the same search finds it where it belongs.

use anyhow::{Context, Result};
use memchr::memmem;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Number of times that something packed may be packed again.
const DEPTH: u8 = 3;
/// The largest unpacked piece; larger is not ours.
const LARGEST: usize = 64 * 1024 * 1024;

/// Whether the bytes hold the word, as UTF-8 or UTF-16, packed or not.
pub fn holds(bytes: &[u8], word: &str) -> bool {
    let needles = [
        word.as_bytes().to_vec(),
        word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    search(bytes, &needles, DEPTH)
}

/// The files below a folder that hold the word.
///
/// # Errors
/// When the folder cannot be read. A file that disappears meanwhile is passed over.
pub fn files_holding(folder: &Path, word: &str) -> Result<Vec<PathBuf>> {
    let mut holding = Vec::new();
    let mut ahead = vec![folder.to_owned()];
    while let Some(folder) = ahead.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries.flatten() {
            let (path, Ok(kind)) = (entry.path(), entry.file_type()) else {
                continue;
            };
            if kind.is_dir() {
                ahead.push(path);
            } else if kind.is_file()
                && let Ok(bytes) = fs::read(&path)
                && (holds(&bytes, word) || holds(path.to_string_lossy().as_bytes(), word))
            {
                holding.push(path);
            }
        }
    }
    holding.sort();
    Ok(holding)
}

fn search(bytes: &[u8], needles: &[Vec<u8>], depth: u8) -> bool {
    if needles.iter().any(|needle| memmem::find(bytes, needle).is_some()) {
        return true;
    }
    depth > 0
        && unpacked(bytes)
            .iter()
            .any(|inside| search(inside, needles, depth - 1))
}

/// Every place where `mark` begins.
fn places(bytes: &[u8], mark: &[u8]) -> Vec<usize> {
    memmem::find_iter(bytes, mark).collect()
}

/// Everything that can be taken out of these bytes.
fn unpacked(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut inside = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        inside.push(lenient(flate2::read::MultiGzDecoder::new(bytes)));
    }
    inside.extend(leveldb_table(bytes).unwrap_or_default());
    inside.extend(leveldb_log(bytes));
    // What Chromium puts before a database value that it has packed with Snappy.
    for at in places(bytes, &[0xff, 0x11, 0x02]) {
        inside.extend(snappy(&bytes[at + 3..]));
    }
    for at in places(bytes, &[0x85, 0x6f, 0x4a, 0x83]) {
        inside.extend(automerge_chunk(&bytes[at..]));
    }
    inside
}

/// As much as comes out before the packing breaks.
fn lenient(packed: impl Read) -> Vec<u8> {
    let mut out = Vec::new();
    let mut packed = packed.take(LARGEST as u64);
    let mut piece = [0; 16 * 1024];
    while let Ok(count @ 1..) = packed.read(&mut piece) {
        out.extend_from_slice(&piece[..count]);
    }
    out
}

/// A document or a deflated change, made readable.
fn automerge_chunk(bytes: &[u8]) -> Option<Vec<u8>> {
    // The mark, a checksum, the type, the length of what follows.
    let kind = *bytes.get(8)?;
    let (length, data) = varint(bytes.get(9..)?)?;
    let end = bytes.len() - data.len() + length.min(data.len());
    match kind {
        0 => {
            let chunk = bytes[..end].to_vec();
            let loaded = std::panic::catch_unwind(|| automerge::AutoCommit::load(&chunk).ok());
            Some(loaded.ok()??.save_nocompress())
        }
        2 => Some(lenient(flate2::read::DeflateDecoder::new(
            &data[..length.min(data.len())],
        ))),
        _ => None,
    }
}

/// The records of a LevelDB log, without the headers that stand in the middle of them.
fn leveldb_log(bytes: &[u8]) -> Option<Vec<u8>> {
    const BLOCK: usize = 32 * 1024;
    let mut out = Vec::with_capacity(bytes.len());
    for block in bytes.chunks(BLOCK) {
        let mut rest = block;
        while let [_, _, _, _, low, high, 1..=4, after @ ..] = rest {
            let length = usize::from(u16::from_le_bytes([*low, *high])).min(after.len());
            out.extend_from_slice(&after[..length]);
            rest = &after[length..];
        }
    }
    // Only worth a second look when something was taken out of the middle.
    (bytes.len() > BLOCK && !out.is_empty()).then_some(out)
}

/// The blocks of a LevelDB table, one after another.
fn leveldb_table(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    const MAGIC: u64 = 0xdb47_7524_8b80_fb57;
    let footer = bytes.get(bytes.len().checked_sub(48)?..)?;
    if u64::from_le_bytes(footer[40..].try_into().ok()?) != MAGIC {
        return None;
    }
    let (_, rest) = varint(footer)?;
    let (_, rest) = varint(rest)?;
    let index = block(bytes, rest)?;
    // Entries: shared length, own length, value length, key, value; then the restart points.
    let restarts = u32::from_le_bytes(index.get(index.len().checked_sub(4)?..)?.try_into().ok()?) as usize;
    let mut entries = index.get(..index.len().checked_sub(restarts.checked_mul(4)? + 4)?)?;
    let mut blocks = Vec::new();
    while !entries.is_empty() {
        let (_, rest) = varint(entries)?;
        let (own, rest) = varint(rest)?;
        let (value, rest) = varint(rest)?;
        let handle = rest.get(own..own.checked_add(value)?)?;
        blocks.extend(block(bytes, handle));
        entries = &rest[own + value..];
    }
    Some(blocks)
}

/// The block that a handle (place and size) names.
fn block(bytes: &[u8], handle: &[u8]) -> Option<Vec<u8>> {
    let (place, rest) = varint(handle)?;
    let (size, _) = varint(rest)?;
    let end = place.checked_add(size)?;
    let content = bytes.get(place..end)?;
    match bytes.get(end)? {
        1 => snappy(content),
        _ => Some(content.to_vec()),
    }
}

fn varint(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        value |= usize::from(byte & 0x7f).checked_shl(7 * index as u32)?;
        if byte & 0x80 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

/// Unpacks Snappy's raw format. Stops where the promised length is reached, since what stands behind is not known.
fn snappy(packed: &[u8]) -> Option<Vec<u8>> {
    let (length, mut rest) = varint(packed)?;
    if length > LARGEST {
        return None;
    }
    let mut out = Vec::with_capacity(length);
    while out.len() < length {
        let (tag, after) = rest.split_first()?;
        let number = |bytes: &[u8]| {
            bytes
                .iter()
                .rev()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
        };
        let (back, count);
        match tag & 3 {
            0 => {
                let wide = usize::from(tag >> 2).saturating_sub(59);
                let size = if wide == 0 {
                    usize::from(tag >> 2) + 1
                } else {
                    number(after.get(..wide)?) + 1
                };
                out.extend_from_slice(after.get(wide..wide.checked_add(size)?)?);
                rest = &after[wide + size..];
                continue;
            }
            1 => {
                count = usize::from(tag >> 2 & 7) + 4;
                back = usize::from(tag >> 5) << 8 | usize::from(*after.first()?);
                rest = &after[1..];
            }
            kind => {
                let wide = if kind == 2 { 2 } else { 4 };
                count = usize::from(tag >> 2) + 1;
                back = number(after.get(..wide)?);
                rest = &after[wide..];
            }
        }
        let from = out.len().checked_sub(back).filter(|_| back > 0)?;
        for index in from..from + count {
            out.push(out[index]);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use automerge::transaction::Transactable;
    use std::io::Write;

    #[test]
    fn plain_and_wide_letters() {
        assert!(holds("en kålorm".as_bytes(), "kålorm"));
        let wide: Vec<u8> = "en kålorm".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(holds(&wide, "kålorm"));
        assert!(!holds(&wide, "kålmøl"));
        assert!(!holds(b"", "kålorm"));
    }

    #[test]
    fn gzip_even_when_it_was_cut() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all("en kålorm ".repeat(10).as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        assert!(holds(&packed, "kålorm"));
        assert!(holds(&packed[..packed.len() - 8], "kålorm"));
    }

    #[test]
    fn documents_of_automerge_whole_and_change_by_change() {
        let text = format!("{} kanariefugl {}", "fyld ".repeat(200), "mere ".repeat(200));
        let mut document = automerge::AutoCommit::new();
        document.put(automerge::ROOT, "note", text).unwrap();
        let saved = document.save();
        assert!(
            memmem::find(&saved, b"kanariefugl").is_none(),
            "it should have been deflated"
        );
        assert!(holds(&saved, "kanariefugl"));
        let mut change = document.get_last_local_change().unwrap().clone();
        let packed = change.bytes().into_owned();
        assert!(
            memmem::find(&packed, b"kanariefugl").is_none(),
            "it should have been deflated"
        );
        assert!(holds(&[&[1, 2, 3], packed.as_slice()].concat(), "kanariefugl"));
    }

    #[test]
    fn snappy_values_of_chromium() {
        // 21 bytes: a literal of 4 ("abcd"), a copy of 8 from 4 back, a literal of 9.
        let packed = [
            &[21, 3 << 2][..],
            b"abcd",
            &[(8 - 4) << 2 | 1, 4, 8 << 2],
            b"gulsplint",
        ]
        .concat();
        assert_eq!(snappy(&packed).unwrap(), b"abcdabcdabcdgulsplint"[..].to_vec());
        let value = [&[0xff, 0x11, 0x02], packed.as_slice(), b"what follows"].concat();
        assert!(holds(&value, "cdabcdgul"));
    }

    #[test]
    fn a_word_that_a_log_header_stands_in() {
        let first = [&vec![b'x'; 32 * 1024 - 7 - 5][..], b"kanar"].concat();
        let mut log = Vec::new();
        for (kind, record) in [(2_u8, first.as_slice()), (4, b"iefugl")] {
            log.extend_from_slice(&[0; 4]);
            log.extend_from_slice(&u16::try_from(record.len()).unwrap().to_le_bytes());
            log.push(kind);
            log.extend_from_slice(record);
        }
        assert!(memmem::find(&log, b"kanariefugl").is_none());
        assert!(holds(&log, "kanariefugl"));
    }
}
