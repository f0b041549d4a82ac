//! Hændelse i en nabokonflikt: one dated event of a case.

use super::schema::{Choice, Link, RichText, Timestamp, record, value_list};

value_list! {
    /// The kind of event.
    EventKind {
        Observation = "observation",
        Conversation = "samtale",
        Letter = "brev",
        Call = "opkald",
        Meeting = "moede",
        PoliceCalled = "politi_tilkaldt",
    }
}

record! {
    /// One dated event of a case. Events are added, not rewritten.
    ConflictEvent {
        /// The case it belongs to.
        conflict_case: Link,
        /// When it happened.
        at: Timestamp,
        /// The kind.
        kind: Choice<EventKind>,
        /// The observation or agreement.
        text: RichText<500>,
    }
}
