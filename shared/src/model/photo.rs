//! Billede: what somebody photographed at a record, said in a record of its own. The picture's bytes travel beside it,
//! under the same id, and never hold anything up.

use super::Kind;
use super::schema::{Choice, FieldEdit, Link, Text, record, value_list};

/// Largest picture a phone may send, in bytes.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// The size in bytes that phones keep pictures below.
pub const AIMED_BYTES: usize = 350 * 1024;
/// The longer side of a picture, in pixels: phones scale to it, and the server keeps none with more.
pub const MOST_PIXELS: u32 = 1_600;

value_list! {
    /// When, seen from the work, it was taken.
    PhotoMoment {
        Before = "foer",
        After = "efter",
    }
}

record! {
    /// A picture of a place, never of people.
    Photo {
        /// The record it was taken for.
        about: Link,
        /// Before or after the work.
        moment: Choice<PhotoMoment>,
        /// A description of the picture for those who do not see it.
        text: Text<120>,
    }
}

record! {
    /// A picture of what is seen of a neighbour conflict: of traces and places, never of people. Whoever reads the case
    /// reads it, and it goes with the case.
    CasePhoto {
        /// The case.
        conflict_case: Link,
        /// The event that it shows.
        about: Link,
        /// A description of the picture for those who do not see it.
        text: Text<120>,
    }
}

record! {
    /// A picture of the place of a signal, never of people or of the inside of a home. Whoever reads the signal reads it.
    SignalPhoto {
        /// The signal.
        signal: Link,
        /// A description of the picture for those who do not see it.
        text: Text<120>,
    }
}

/// The kinds of records that say something of a picture.
pub const PICTURE_KINDS: [Kind; 3] = [Kind::Photo, Kind::CasePhoto, Kind::SignalPhoto];

impl Kind {
    /// Whether records of the kind have a picture beside them.
    pub fn is_picture(self) -> bool {
        PICTURE_KINDS.contains(&self)
    }

    /// The kind of the pictures that are taken for records of this kind: in a collection that nobody reads who may not
    /// read the record. Nothing for records about people, of which no pictures are taken.
    pub fn pictures(self) -> Option<Self> {
        match self {
            Self::Area | Self::AreaObservation | Self::CareTask | Self::InsectCount | Self::PlanRevision => {
                Some(Self::Photo)
            }
            Self::ConflictEvent => Some(Self::CasePhoto),
            Self::Signal => Some(Self::SignalPhoto),
            _ => None,
        }
    }

    /// The field in which a picture of the kind points to the record it was taken for; nothing for other kinds.
    pub fn pictured(self) -> Option<&'static str> {
        match self {
            Self::Photo => Some(Photo::about().name()),
            Self::CasePhoto => Some(CasePhoto::about().name()),
            Self::SignalPhoto => Some(SignalPhoto::signal().name()),
            _ => None,
        }
    }
}

/// The kind of the picture whose record begins with these edits: each kind points with a field of its own.
pub fn kind_of_picture(edits: &[FieldEdit]) -> Kind {
    let sets = |name: &str| edits.iter().any(|edit| edit.field == name);
    if sets(CasePhoto::conflict_case().name()) {
        Kind::CasePhoto
    } else if sets(SignalPhoto::signal().name()) {
        Kind::SignalPhoto
    } else {
        Kind::Photo
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::DocumentId;

    /// A picture that more people read than its record would show them what they may not know.
    #[test]
    fn a_picture_has_the_audience_of_the_record_it_was_taken_for() {
        for kind in Kind::ALL {
            if let Some(picture) = kind.pictures() {
                assert!(picture.is_picture(), "{kind:?}");
                assert_eq!(picture.collection(), kind.collection(), "{kind:?}");
            }
        }
        for kind in [
            Kind::SocialVisit,
            Kind::Concern,
            Kind::ConflictParty,
            Kind::VisitNote,
        ] {
            assert_eq!(kind.pictures(), None, "{kind:?}");
        }
    }

    #[test]
    fn a_picture_is_of_the_kind_by_whose_fields_it_points() {
        let record = DocumentId::from_bytes([7; 16]);
        let case = [
            CasePhoto::about().set(record),
            CasePhoto::conflict_case().set(record),
        ];
        assert_eq!(kind_of_picture(&case), Kind::CasePhoto);
        assert_eq!(
            kind_of_picture(&[SignalPhoto::signal().set(record)]),
            Kind::SignalPhoto
        );
        assert_eq!(kind_of_picture(&[Photo::about().set(record)]), Kind::Photo);
        for kind in Kind::ALL {
            let points = kind.pictured();
            assert_eq!(points.is_some(), kind.is_picture(), "{kind:?}");
            assert!(points.is_none_or(|name| kind.field(name).is_some()), "{kind:?}");
        }
    }
}
