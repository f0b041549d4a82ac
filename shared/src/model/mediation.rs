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
    /// How far the mediation has come.
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

/// How many days the mediator has to contact both parties (records.md; our inference).
pub const CONTACT_DAYS: i64 = 7;
/// How many days until the meeting at the latest (records.md; our inference).
pub const MEETING_DAYS: i64 = 21;
/// How many days after the end the notes are deleted (records.md).
pub const NOTES_DAYS: i64 = 30;

record! {
    /// A mediation between neighbours, for the mediator alone.
    Mediation {
        /// How far it has come.
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
