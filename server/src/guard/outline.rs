//! Measures a change without decoding it: nothing here allocates by what the bytes claim.

use feltbog_shared::refusal::{Refusal, RefusalCode};
use feltbog_shared::wire;
use sha2::{Digest as _, Sha256};

pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
pub(super) const CHANGE_CHUNK: u8 = 1;
/// Our actors have sixteen bytes; Automerge puts up to fourteen before them.
const ACTOR_BYTES: std::ops::RangeInclusive<usize> = 16..=32;
/// Most earlier operations that the operations of one change may replace.
const PREDECESSORS: u64 = 4 * wire::CHANGE_OPERATIONS as u64;
/// The columns that edits of ours fill: object, key, insert, action, value and predecessors. The
/// last three bits are the type; bit 3 would say deflated. Others are for marks, or for nothing.
const COLUMNS: [u64; 12] = [
    0x01, 0x02, 0x11, 0x13, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70, 0x71, 0x73,
];
/// Columns that hold any number of items for each operation.
const IN_GROUP: [u64; 2] = [0x71, 0x73];
/// The footer that states an author: its number, a length, and a person's id.
const AUTHOR_FOOTER: u64 = 1;

/// Above the numbers of operations and of an actor's changes. Automerge keeps both in 32 bits, on a phone too.
pub(super) const NUMBERS: u64 = 1 << 31;
/// The times of changes, within some hundred thousand years: Automerge writes the differences between them, and the
/// difference to a time at the end of 64 bits has no room in them.
const SECONDS: std::ops::RangeInclusive<i64> = -(1 << 43)..=1 << 43;

/// The number of a change's first operation.
pub(super) fn first_operation(bytes: &[u8]) -> Option<u64> {
    let mut chunk = Cursor(bytes.get(9..)?);
    chunk.size().ok()?;
    let dependencies = chunk.size().ok()?;
    chunk.take(dependencies.checked_mul(32)?).ok()?;
    let actor = chunk.size().ok()?;
    chunk.take(actor).ok()?;
    chunk.unsigned().ok()?;
    chunk.unsigned().ok()
}

/// Measures a chunk without decoding what it holds: header, checksum, counts and run lengths. A
/// run-length column of a few bytes can claim millions of operations, and the decoder believes it.
pub(super) fn outline(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > wire::CHANGE_BYTES {
        return Err(RefusalCode::TooLarge.into());
    }
    let mut chunk = Cursor(bytes);
    if chunk.take(4)? != MAGIC {
        return Err(RefusalCode::Malformed.into());
    }
    let checksum = chunk.take(4)?;
    if chunk.take(1)? != [CHANGE_CHUNK] {
        return Err(RefusalCode::Malformed.into());
    }
    let header = chunk.0;
    let length = chunk.size()?;
    let written = &header[..header.len() - chunk.0.len()];
    // One number has one spelling, or two different chunks would have one hash.
    if length != chunk.0.len() || (written.len() > 1 && written.last() == Some(&0)) {
        return Err(RefusalCode::Malformed.into());
    }
    let sum = Sha256::new()
        .chain_update([CHANGE_CHUNK])
        .chain_update(written)
        .chain_update(chunk.0)
        .finalize();
    if sum[..4] != *checksum {
        return Err(RefusalCode::Malformed.into());
    }

    let dependencies = chunk.size()?;
    if dependencies > wire::CHANGE_DEPENDENCIES {
        return Err(RefusalCode::TooLarge.into());
    }
    chunk.take(32 * dependencies)?;
    let actor = chunk.size()?;
    if !ACTOR_BYTES.contains(&actor) {
        return Err(RefusalCode::Malformed.into());
    }
    chunk.take(actor)?;
    let sequence = chunk.unsigned()?;
    let first_operation = chunk.unsigned()?;
    if sequence == 0 || first_operation == 0 || sequence.max(first_operation) >= NUMBERS {
        return Err(RefusalCode::Malformed.into());
    }
    if !SECONDS.contains(&chunk.signed()?) {
        return Err(RefusalCode::Malformed.into());
    }
    // Our changes have no message: it would be a place for words that nobody checks.
    if chunk.size()? != 0 {
        return Err(RefusalCode::Malformed.into());
    }
    let others = chunk.size()?;
    if others > wire::CHANGE_DEPENDENCIES {
        return Err(RefusalCode::TooLarge.into());
    }
    for _ in 0..others {
        let actor = chunk.size()?;
        if !ACTOR_BYTES.contains(&actor) {
            return Err(RefusalCode::Malformed.into());
        }
        chunk.take(actor)?;
    }
    outline_columns(&mut chunk)?;
    outline_footer(chunk)
}

fn outline_columns(chunk: &mut Cursor<'_>) -> Result<(), Refusal> {
    let count = chunk.size()?;
    if count > COLUMNS.len() {
        return Err(RefusalCode::Malformed.into());
    }
    let mut columns = Vec::with_capacity(count);
    for _ in 0..count {
        columns.push((chunk.unsigned()?, chunk.size()?));
    }
    let mut metadata_bytes = 0;
    for (place, (spec, length)) in columns.iter().enumerate() {
        let ascending = place == 0 || columns[place - 1].0 < *spec;
        if !ascending || !COLUMNS.contains(spec) {
            return Err(RefusalCode::Malformed.into());
        }
        let data = chunk.take(*length)?;
        let most = if IN_GROUP.contains(spec) {
            PREDECESSORS
        } else {
            wire::CHANGE_OPERATIONS as u64
        };
        let mut runs = Cursor(data);
        match spec & 0b111 {
            0..=3 => drop(runs.count_runs(most, Cursor::number)?),
            4 => runs.count_booleans(most)?,
            5 => drop(runs.count_runs(most, Cursor::text)?),
            6 => metadata_bytes = runs.count_runs(most, Cursor::number)?,
            _ if metadata_bytes == data.len() as u128 => {}
            _ => return Err(RefusalCode::Malformed.into()),
        }
    }
    Ok(())
}

fn outline_footer(mut chunk: Cursor<'_>) -> Result<(), Refusal> {
    if chunk.0.is_empty() {
        return Ok(());
    }
    let stated = chunk.unsigned()? == AUTHOR_FOOTER && chunk.size()? == 16 && chunk.0.len() == 16;
    if stated {
        Ok(())
    } else {
        Err(RefusalCode::Malformed.into())
    }
}

/// Bytes that are read from the front.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], RefusalCode> {
        let (head, rest) = self.0.split_at_checked(count).ok_or(RefusalCode::Malformed)?;
        self.0 = rest;
        Ok(head)
    }

    /// An unsigned LEB128.
    fn unsigned(&mut self) -> Result<u64, RefusalCode> {
        let mut value = 0_u64;
        for place in 0..9 {
            let byte = self.take(1)?[0];
            value |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(RefusalCode::Malformed)
    }

    /// A signed LEB128.
    fn signed(&mut self) -> Result<i64, RefusalCode> {
        let mut value = 0_i64;
        for place in 0..9 {
            let byte = self.take(1)?[0];
            value |= i64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                let unused = 64 - 7 * (place + 1);
                return Ok(value << unused >> unused);
            }
        }
        Err(RefusalCode::Malformed)
    }

    /// An unsigned LEB128 that counts bytes or things of at least a byte.
    fn size(&mut self) -> Result<usize, RefusalCode> {
        usize::try_from(self.unsigned()?).map_err(|_| RefusalCode::Malformed)
    }

    /// One number of a column. For value metadata the bytes of the value stand above bit 4.
    fn number(&mut self) -> Result<u64, RefusalCode> {
        let start = self.0;
        while self.take(1)?[0] & 0x80 != 0 {}
        let length = start.len() - self.0.len();
        if length > 10 {
            return Err(RefusalCode::Malformed);
        }
        Ok(Cursor(start).unsigned().unwrap_or(u64::MAX) >> 4)
    }

    /// One text of a column.
    fn text(&mut self) -> Result<u64, RefusalCode> {
        let length = self.size()?;
        self.take(length)?;
        Ok(0)
    }

    /// Walks a run-length column; the sum of what `value` says of each item.
    fn count_runs(
        &mut self,
        most: u64,
        value: fn(&mut Self) -> Result<u64, RefusalCode>,
    ) -> Result<u128, RefusalCode> {
        let (mut items, mut sum) = (0_u64, 0_u128);
        while !self.0.is_empty() {
            let run = self.signed()?;
            let length = if run == 0 {
                self.unsigned()?
            } else {
                run.unsigned_abs()
            };
            items = items.saturating_add(length);
            if items > most {
                return Err(RefusalCode::TooLarge);
            }
            match run {
                0 => {}
                1.. => sum += u128::from(length) * u128::from(value(self)?),
                _ => {
                    for _ in 0..length {
                        sum += u128::from(value(self)?);
                    }
                }
            }
        }
        Ok(sum)
    }

    fn count_booleans(&mut self, most: u64) -> Result<(), RefusalCode> {
        let mut items = 0_u64;
        while !self.0.is_empty() {
            items = items.saturating_add(self.unsigned()?);
            if items > most {
                return Err(RefusalCode::TooLarge);
            }
        }
        Ok(())
    }
}
