//! Besøgsnotat: what was said, for the author and a named deputy alone. It may hold health data
//! whatever we ask people to write, so it is treated as such always.

use super::schema::{Link, RichText, record};

record! {
    /// The locked note of a visit. No diagnosis field, no child's name, no CPR number.
    VisitNote {
        /// The visit.
        visit: Link,
        /// The note.
        text: RichText<600>,
    }
}
