//! Mægling: the mediator's own record. The case learns a result and a date, nothing else.

use super::schema::{Choice, Date, Flag, Link, RichText, Text, record, states, value_list};

value_list! {
    /// The result of the meeting.
    MediationResult {
        HeldWithAgreement = "holdt_aftale",
        HeldWithoutAgreement = "holdt_ingen_aftale",
        NotHeld = "ikke_holdt",
    }
}

states! {
    /// State of a mediation.
    MediationState {
        /// Modtaget.
        Received = "modtaget" => [Contacted, Ended],
        /// Parterne er kontaktet.
        Contacted = "kontaktet" => [MeetingArranged, Ended],
        /// Møde aftalt.
        MeetingArranged = "moede_aftalt" => [Contacted, Ended],
        /// Afsluttet.
        Ended = "afsluttet" => [Contacted],
    }
}

/// Days within which the mediator contacts both parties (records.md; our inference).
pub const CONTACT_DAYS: i64 = 7;
/// Days until the meeting at the latest (records.md; our inference).
pub const MEETING_DAYS: i64 = 21;
/// Days from the end until the notes are deleted (records.md).
pub const NOTES_DAYS: i64 = 30;

record! {
    /// A mediation between neighbours, for the mediator alone.
    Mediation {
        /// State of the record.
        state: Choice<MediationState>,
        /// The case.
        conflict_case: Link,
        /// Whether the complainant will meet.
        complainant_yes: Flag,
        /// Whether the respondent will meet.
        respondent_yes: Flag,
        /// When they meet.
        meeting_on: Date,
        /// The second mediator.
        co_mediator: Text<120>,
        /// The mediator's own notes, deleted after the end.
        notes: RichText<2000>,
        /// The parties' agreement, in their words.
        agreement_text: RichText<2000>,
        /// The result.
        result: Choice<MediationResult>,
    }
}
