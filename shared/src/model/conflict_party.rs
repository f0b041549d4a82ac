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

value_list! {
    /// Whether it affects the person's sleep.
    SleepHarm {
        No = "nej",
        Sometimes = "af_og_til",
        Weekly = "hver_uge",
        AlmostNightly = "naesten_hver_nat",
        NotSaid = "vil_ikke_svare",
    }
}

value_list! {
    /// Whether the person is afraid of what may happen.
    Fear {
        No = "nej",
        Uneasy = "utryg",
        Afraid = "bange",
        OfViolence = "vold",
        NotSaid = "vil_ikke_svare",
    }
}

value_list! {
    /// Whether the person is alone with it.
    Aloneness {
        No = "nej",
        Mostly = "mest",
        Yes = "ja",
        NotSaid = "vil_ikke_svare",
    }
}

value_list! {
    /// Whether other homes are affected.
    OtherHomes {
        No = "nej",
        One = "et",
        Several = "flere",
        Unknown = "ved_ikke",
        NotSaid = "vil_ikke_svare",
    }
}

value_list! {
    /// For how long it has gone on.
    HarmDuration {
        UnderAWeek = "under_1_uge",
        UnderAMonth = "under_1_maaned",
        UpToSixMonths = "1_til_6_maaneder",
        OverSixMonths = "over_6_maaneder",
        NotSaid = "vil_ikke_svare",
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
        /// Whether it affects the person's sleep. The answers are shown as they are; nothing is summed up of them.
        sleep: Choice<SleepHarm>,
        /// Whether the person is afraid of what may happen.
        fear: Choice<Fear>,
        /// Whether the person is alone with it.
        alone: Choice<Aloneness>,
        /// Whether other homes are affected.
        other_homes: Choice<OtherHomes>,
        /// For how long it has gone on.
        lasted: Choice<HarmDuration>,
        /// When the person was asked.
        harm_asked_on: Date,
        /// The sleep at the latest follow-up.
        sleep_again: Choice<SleepHarm>,
        /// The fear at the latest follow-up.
        fear_again: Choice<Fear>,
        /// Whether the person was alone with it at the latest follow-up.
        alone_again: Choice<Aloneness>,
        /// Whether other homes were affected at the latest follow-up.
        other_homes_again: Choice<OtherHomes>,
        /// When the person was asked again.
        harm_asked_again_on: Date,
    }
}
