//! Foto: a picture that belongs to a green record. The picture itself travels as a file of its own,
//! after the records; here stands what it shows and which file it is.

use super::schema::{Choice, Instant, Line, Link, Whole, record, value_list};

value_list! {
    /// What the picture shows.
    PhotoRole {
        Seen = "set",
        Before = "foer",
        After = "efter",
        Sign = "skilt",
    }
}

/// The longest side of a picture, in pixels.
pub const LONGEST_SIDE: i64 = 1600;

record! {
    /// A picture. No people and no number plates; no place or camera stands in the file.
    Photo {
        /// The record it belongs to.
        of: Link,
        /// What it shows.
        role: Choice<PhotoRole>,
        /// SHA-256 of the file, in hexadecimal.
        file: Line<64>,
        /// Width in pixels.
        width: Whole<1, 1600>,
        /// Height in pixels.
        height: Whole<1, 1600>,
        /// Size in bytes.
        bytes: Whole<1, 8_388_608>,
        /// When it was taken.
        taken_at: Instant,
    }
}
