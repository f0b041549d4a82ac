//! The numbers of a document's operations.
//!
//! A change states the number of its first operation, and Automerge numbers the next change of the document from where
//! the highest one ends. It keeps the numbers in 32 bits, and the guard refuses what is above half of that. So a single
//! change that states a number near the end would leave no number for anybody's next edit. An honest change begins where
//! the operations that its author's phone held ended: a phone holds what the server holds, and beside it what the server
//! has not taken. A change is refused when its first number is further ahead than that can be, and the number of a
//! document's operations is limited, so the end is never reached.

use feltbog_shared::document::{ReadChange, split_chunks};
use feltbog_shared::refusal::{Refusal, RefusalCode};
use feltbog_shared::wire::{CHANGE_OPERATIONS, DOCUMENT_OPERATIONS};

use super::outline::{NUMBERS, first_operation};

/// Distance of the first number of a change above the highest first number of the others: the operations of the
/// change that has it, and all that a phone may hold of a document that the server does not.
const MOST_AHEAD: u64 = CHANGE_OPERATIONS as u64 + DOCUMENT_OPERATIONS as u64;

// Each change has an operation at least, so there are no more changes than operations.
const _: () = assert!(MOST_AHEAD * (DOCUMENT_OPERATIONS as u64 + 2) < NUMBERS);

/// Highest number of the operations of a document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbering {
    /// The highest first number of its changes; 0 while there is nothing but the genesis.
    highest: u64,
}

impl Numbering {
    /// Of a stored document, from its changes after the genesis.
    pub fn of(chunks: &[u8]) -> Self {
        // Chunks that cannot be read are refused where they are opened.
        let chunks = split_chunks(chunks).unwrap_or_default();
        let numbers = chunks.into_iter().filter_map(first_operation);
        Self {
            highest: numbers.max().unwrap_or_default(),
        }
    }

    /// The numbering with one more change.
    ///
    /// # Errors
    /// `Malformed` when the change is numbered from too far ahead, or holds no operation.
    pub fn with(self, change: &ReadChange) -> Result<Self, Refusal> {
        let first = change.change().start_op().get();
        if change.info.operations == 0 || first > self.highest + MOST_AHEAD {
            return Err(RefusalCode::Malformed.into());
        }
        Ok(Self {
            highest: self.highest.max(first),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use fastrand::Rng;
    use feltbog_shared::document::{Document, Writer};
    use feltbog_shared::id::{ActorId, UserId};
    use feltbog_shared::model::{FieldEdit, Kind};
    use feltbog_shared::moment::Moment;

    use super::super::tests::{chunk, content, samples};
    use super::super::{Scratch, read};
    use super::*;

    /// An edit by somebody else, on a document as it is stored: it is made, it is read, and it is taken.
    pub(in super::super) fn goes_on(kind: Kind, stored: &[u8], edits: &[FieldEdit]) -> Result<(), String> {
        let mut document = Document::from_chunks(kind, stored).map_err(|error| error.to_string())?;
        let writer = Writer {
            actor: ActorId([0x55; 16]),
            author: UserId::from_bytes([8; 16]),
            at: Moment::from_millis(1_795_219_260_000),
        };
        let change = match document.edit(writer, None, edits) {
            Ok(Some(change)) => change,
            // The phone itself says why not, or it says so already.
            Ok(None) | Err(feltbog_shared::document::DocumentError::Refused(_)) => return Ok(()),
            Err(error) => return Err(format!("not made: {error}")),
        };
        let taken = read(kind, &change.bytes).and_then(|reading| {
            Numbering::of(stored).with(&reading.change)?;
            let mut scratch = Scratch::open(kind, stored)?;
            scratch.allows(&reading.change.info.dependencies, &reading.steps)?;
            scratch.take(&change.bytes)?;
            scratch.settle_in_full()
        });
        taken.map_err(|refusal| format!("not taken: {refusal}"))
    }

    /// The samples whose second change names none of its own operations: another number leaves it whole.
    fn plain_samples() -> Vec<(Kind, Vec<u8>, Vec<u8>)> {
        samples()
            .into_iter()
            .filter(|(kind, ..)| *kind != Kind::ConflictCase)
            .collect()
    }

    /// The change with another first number.
    fn numbered(bytes: &[u8], first: u64) -> Vec<u8> {
        let old = content(bytes);
        let dependencies = usize::from(old[0]);
        let actor = 1 + 32 * dependencies;
        let sequence = actor + 1 + usize::from(old[actor]);
        assert!(old[0] < 0x80 && old[sequence] < 0x80, "numbers of one byte");
        let begin = sequence + 1;
        let length = old[begin..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
        let (mut written, mut rest) = (Vec::new(), first);
        while rest >= 0x80 {
            written.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        written.push(rest as u8);
        chunk(&[&old[..begin], &written, &old[begin + length..]].concat())
    }

    fn taken(kind: Kind, stored: &[u8], bytes: &[u8]) -> Result<(), Refusal> {
        let reading = read(kind, bytes)?;
        Numbering::of(stored).with(&reading.change)?;
        Scratch::grown(kind, stored, &reading.change)?.settle_in_full()
    }

    /// Numbers at every power of two, at both ends of what is allowed, and drawn at random.
    fn numbers(rng: &mut Rng) -> Vec<u64> {
        let mut numbers: Vec<u64> = (0..63)
            .flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 1])
            .collect();
        for about in [MOST_AHEAD, NUMBERS, u64::from(u32::MAX)] {
            numbers.extend(about.saturating_sub(300)..about + 300);
        }
        numbers.extend((0..2_000).map(|_| rng.u64(..) >> rng.u32(..64)));
        numbers.retain(|number| *number > 0);
        numbers
    }

    #[test]
    fn after_any_number_that_is_taken_the_next_edit_is_taken() {
        let mut rng = Rng::with_seed(0x15);
        for (kind, first, second) in plain_samples() {
            let next = super::super::tests::next_edit(kind);
            let (mut accepted, mut refused) = (0, 0);
            for number in numbers(&mut rng) {
                let bytes = numbered(&second, number);
                if taken(kind, &first, &bytes).is_err() {
                    refused += 1;
                    continue;
                }
                accepted += 1;
                let stored = [first.as_slice(), &bytes].concat();
                assert_eq!(
                    goes_on(kind, &stored, &next),
                    Ok(()),
                    "{kind:?}, numbered from {number}"
                );
            }
            assert!(
                accepted > 100 && refused > 1_000,
                "{accepted} taken, {refused} refused"
            );
        }
    }

    /// Each change goes as far ahead as it may, for as many changes as a document can have.
    #[test]
    fn no_row_of_changes_comes_to_the_end_of_the_numbers() {
        let mut numbering = Numbering::default();
        let mut last = 0;
        for _ in 0..DOCUMENT_OPERATIONS {
            last = numbering.highest + MOST_AHEAD;
            numbering = Numbering { highest: last };
        }
        assert!(last + MOST_AHEAD < NUMBERS, "{last}");
    }

    #[test]
    fn a_phone_that_holds_a_whole_document_more_is_not_refused() {
        let (kind, first, second) = plain_samples().remove(0);
        let ahead = Numbering::of(&first).highest + DOCUMENT_OPERATIONS as u64;
        assert_eq!(taken(kind, &first, &numbered(&second, ahead)), Ok(()));
        let too_far = Numbering::of(&first).highest + MOST_AHEAD + 1;
        let refusal = taken(kind, &first, &numbered(&second, too_far)).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::Malformed);
    }
}
