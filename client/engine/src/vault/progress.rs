//! The place up to which a database's rows have been encrypted, as it is marked in the database itself.

/// A place in a list of object stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Object stores before this place in the list are encrypted, and in this one the rows up to this key.
    At(usize, Option<Vec<u8>>),
    /// Every row is encrypted.
    Done,
}

/// The mark of a database whose every row is encrypted.
const DONE: u8 = 0xff;

impl Progress {
    /// The progress that a mark tells of. Without one nothing was done.
    pub(crate) fn from_mark(mark: Option<&[u8]>) -> Option<Self> {
        match mark {
            None => Some(Self::At(0, None)),
            Some([DONE]) => Some(Self::Done),
            Some([store, 0]) => Some(Self::At(usize::from(*store), None)),
            Some([store, 1, after @ ..]) => Some(Self::At(usize::from(*store), Some(after.to_vec()))),
            Some(_) => None,
        }
    }

    /// The mark that tells of it.
    pub(crate) fn to_mark(&self) -> Vec<u8> {
        match self {
            Self::At(store, None) => vec![*store as u8, 0],
            Self::At(store, Some(after)) => [[*store as u8, 1].as_slice(), after].concat(),
            Self::Done => vec![DONE],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_comes_back_from_its_mark() {
        for progress in [
            Progress::At(0, None),
            Progress::At(9, None),
            Progress::At(3, Some(Vec::new())),
            Progress::At(3, Some(vec![0xff; 72])),
            Progress::Done,
        ] {
            assert_eq!(Progress::from_mark(Some(&progress.to_mark())), Some(progress));
        }
    }

    #[test]
    fn a_database_without_a_mark_begins_at_its_first_row() {
        assert_eq!(Progress::from_mark(None), Some(Progress::At(0, None)));
    }

    #[test]
    fn a_mark_of_another_app_is_not_guessed_at() {
        for mark in [b"".as_slice(), &[3], &[3, 2], &[DONE, 7]] {
            assert_eq!(Progress::from_mark(Some(mark)), None, "{mark:?}");
        }
    }
}
