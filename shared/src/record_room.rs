//! The room of a record, and the part of it that one person may fill.
//!
//! A record holds so many operations and bytes, for all its authors together. Whoever may change it could fill it in a few
//! changes, and nobody's next edit or step would be taken. So one author's large changes end at three quarters of the
//! record, and its last parts are for small changes: at first for steps and for those who have written less, at the very
//! end for those alone who have written little.

use crate::refusal::{Refusal, RefusalCode};
use crate::wire::{DOCUMENT_BYTES, DOCUMENT_OPERATIONS};

/// Operations and bytes of changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoomUse {
    /// Their operations.
    pub operations: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The whole record.
pub const WHOLE: RoomUse = RoomUse {
    operations: DOCUMENT_OPERATIONS as u64,
    bytes: DOCUMENT_BYTES as u64,
};
/// The part in which one author's changes may be large.
pub const SHARE: RoomUse = part_of_whole(15, 20);
/// The part that is open to changes other than steps, whoever made the rest.
pub const OPEN: RoomUse = part_of_whole(19, 20);
/// The part that is open to steps, whoever made the rest.
pub const OPEN_TO_STEPS: RoomUse = part_of_whole(39, 40);
/// The part up to which an author has written little.
pub const LITTLE: RoomUse = part_of_whole(1, 100);
/// The largest of the small changes.
pub const SMALL: RoomUse = RoomUse {
    operations: 20,
    bytes: 4_096,
};

const fn part_of_whole(parts: u64, of: u64) -> RoomUse {
    RoomUse {
        operations: WHOLE.operations * parts / of,
        bytes: WHOLE.bytes * parts / of,
    }
}

impl RoomUse {
    /// Whether neither is more than another's.
    pub fn fits_in(self, limit: Self) -> bool {
        self.operations <= limit.operations && self.bytes <= limit.bytes
    }
}

/// Whether a record that holds so much with a change has room for it. `by_author` counts what the change's author wrote
/// in the record, the change included; it is asked only of records that are nearly full.
///
/// # Errors
/// `TooLarge`.
pub fn check_room(
    record: RoomUse,
    change: RoomUse,
    is_step: bool,
    by_author: impl FnOnce() -> RoomUse,
) -> Result<(), Refusal> {
    if record.fits_in(SHARE) {
        return Ok(());
    }
    let is_small = change.fits_in(SMALL);
    let by_author = by_author();
    let has_room = if record.fits_in(OPEN) {
        is_small || by_author.fits_in(SHARE)
    } else if record.fits_in(OPEN_TO_STEPS) {
        is_small && (is_step || by_author.fits_in(SHARE))
    } else {
        record.fits_in(WHOLE) && is_small && by_author.fits_in(LITTLE)
    };
    match has_room {
        true => Ok(()),
        false => Err(RefusalCode::TooLarge.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Operations that authors write one after the other, until nothing of theirs is taken any more.
    fn filled(authors: &[&[(u64, bool)]]) -> u64 {
        let mut record = RoomUse::default();
        for changes in authors {
            let mut own = RoomUse::default();
            for (operations, is_step) in *changes {
                loop {
                    let change = RoomUse {
                        operations: *operations,
                        bytes: 100,
                    };
                    let add = |to: RoomUse| RoomUse {
                        operations: to.operations + change.operations,
                        bytes: to.bytes + change.bytes,
                    };
                    if check_room(add(record), change, *is_step, || add(own)).is_err() {
                        break;
                    }
                    (record, own) = (add(record), add(own));
                }
            }
        }
        record.operations
    }

    #[test]
    fn one_author_leaves_room_to_others_whatever_they_write() {
        assert_eq!(filled(&[&[(5_000, false)]]), 15_000);
        assert_eq!(filled(&[&[(5_000, false), (20, false)]]), 19_000);
        let all = [
            (5_000, false),
            (1_000, true),
            (20, false),
            (1, false),
            (20, true),
            (1, true),
        ];
        assert_eq!(filled(&[&all]), 19_500);
        // Somebody new writes on in the last part, and two who are of bad will leave room there.
        assert_eq!(filled(&[&all, &[(1, false)]]), 19_700);
        assert_eq!(filled(&[&all, &all, &[(1, true)]]), 19_900);
    }

    #[test]
    fn bytes_count_as_operations_do() {
        let change = RoomUse {
            operations: 1,
            bytes: 200_000,
        };
        let record = |bytes| RoomUse {
            operations: 20,
            bytes,
        };
        assert_eq!(check_room(record(SHARE.bytes), change, false, || WHOLE), Ok(()));
        let over = record(SHARE.bytes + 1);
        assert!(check_room(over, change, true, || over).is_err());
        assert_eq!(check_room(over, change, false, || change), Ok(()));
        let full = record(WHOLE.bytes + 1);
        assert!(check_room(full, RoomUse { bytes: 10, ..change }, true, || change).is_err());
    }
}
