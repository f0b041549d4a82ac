//! Bekymring: a signal about a dwelling. Personal, for those who may help; never a case.

use super::schema::{Choice, Link, Text, record, value_list};
use super::signal::{ReceivingTeam, SignalKind, SignalResult, SignalState, Urgency};

value_list! {
    /// The resident's answer about somebody getting in touch.
    ResidentYes {
        Yes = "ja",
        No = "nej",
        NotAsked = "ikke_spurgt",
    }
}

record! {
    /// A signal about a dwelling. What was seen, not what somebody is.
    Concern {
        /// State of the record.
        state: Choice<SignalState>,
        /// The kind of thing noticed.
        kind: Choice<SignalKind>,
        /// The dwelling. Not a name.
        dwelling_ref: Text<64>,
        /// Urgency.
        urgency: Choice<Urgency>,
        /// The resident's answer to it.
        resident_yes: Choice<ResidentYes>,
        /// The team that is to look at it.
        to_team: Choice<ReceivingTeam>,
        /// The observation, in a few words.
        remark: Text<140>,
        /// The result.
        result: Choice<SignalResult>,
        /// The record it came out of: an inspection's task, say.
        about: Link,
    }
}
