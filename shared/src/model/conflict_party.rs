//! Part i en nabokonflikt: who is involved, apart from the case since it has another audience.

use super::schema::{Choice, Date, Flag, Link, Text, record, value_list};

value_list! {
    /// The part somebody plays.
    PartyRole {
        Complainant = "klager",
        Respondent = "indklaget",
        Witness = "vidne",
    }
}

value_list! {
    /// Why the complainant is not named to the other side.
    WithheldReason {
        RiskOfHarassment = "chikane_risiko",
        Threats = "trusler",
    }
}

value_list! {
    /// Whether the person will meet a mediator.
    WantsMediation {
        Yes = "ja",
        No = "nej",
        Unknown = "ved_ikke",
    }
}

record! {
    /// One person's part in a conflict.
    ConflictParty {
        /// The case.
        conflict_case: Link,
        /// The part played.
        role: Choice<PartyRole>,
        /// The dwelling's address id in DAR.
        dwelling_ref: Text<64>,
        /// Name, when it is needed.
        name: Text<120>,
        /// Phone, when it is needed.
        phone: Text<20>,
        /// Whether the identity is withheld from the other side.
        identity_withheld: Flag,
        /// Why it is withheld.
        withheld_reason: Choice<WithheldReason>,
        /// When the person was informed (GDPR art. 14(3): within a month).
        informed_on: Date,
        /// Why the person has not been informed yet.
        informed_postponed_reason: Text<200>,
        /// Whether the person will meet a mediator.
        wants_mediation: Choice<WantsMediation>,
    }
}
