//! Billede: what somebody photographed at a record, said in a record of its own. The picture's bytes travel beside it,
//! under the same id, and never hold anything up.

use super::schema::{Choice, Link, Text, record, value_list};

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
