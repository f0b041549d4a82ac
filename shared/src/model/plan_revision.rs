//! Ændret plan: when the care of an area was changed, and why. Revisions are added, not rewritten.

use super::schema::{Date, Link, RichText, record};

record! {
    /// A change to an area's care.
    PlanRevision {
        /// The area.
        area: Link,
        /// When.
        on: Date,
        /// Why.
        why: RichText<500>,
    }
}
