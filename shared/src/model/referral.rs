//! Henvisning: a resident is helped on to somebody else, with their yes.

use super::schema::{Choice, Date, Flag, Link, Text, record, value_list};

value_list! {
    /// The office or person that takes over.
    ReceiverKind {
        MunicipalHousingAdviser = "kommune_boligraadgiver",
        MunicipalAssessment = "kommune_visitation",
        JobCentre = "kommune_jobcenter",
        CitizenService = "borgerservice",
        Psychiatry = "psykiatri",
        OwnDoctor = "egen_laege",
        DebtCounselling = "gaeldsraadgivning",
        SocialHealth = "social_sundhed",
        Association = "frivillig_forening",
        LocalCommunity = "lokalt_faellesskab",
        Mediator = "konfliktmaegler",
        FinancialAdviser = "oekonomisk_raadgiver",
        PoliceOrSsp = "politi_ssp",
    }
}

value_list! {
    /// Why it was right without the resident's yes.
    BasisWithoutConsent {
        AcuteDanger = "akut_fare",
        ContactPersonAgreement = "aftale_kontaktperson",
    }
}

value_list! {
    /// Way in which it was sent.
    SentBy {
        Call = "opkald",
        WentAlong = "foelges_ad",
        SecureMail = "sikker_post",
    }
}

value_list! {
    /// The result.
    ReferralOutcome {
        InTouch = "kom_i_kontakt",
        Running = "i_gang",
        Declined = "afvist",
        DoesNotWant = "oensker_ikke",
        Unknown = "ukendt",
    }
}

/// After how many days somebody asks how it went (records.md).
pub const FOLLOW_UP_DAYS: i64 = 14;

record! {
    /// A resident helped on to somebody else. No reason stands here: it may be about health.
    Referral {
        /// The visit it came out of.
        from_visit: Link,
        /// The office or person that takes over.
        receiver_kind: Choice<ReceiverKind>,
        /// The receiver's name: an office or an association.
        receiver_name: Text<120>,
        /// Whether the resident said yes.
        consent_given: Flag,
        /// When the resident was asked.
        consent_on: Date,
        /// The scope of the consent.
        consent_scope: Text<140>,
        /// Why it was right without a yes.
        basis_if_no_consent: Choice<BasisWithoutConsent>,
        /// Way in which it was sent.
        sent_by: Choice<SentBy>,
        /// The result.
        outcome: Choice<ReferralOutcome>,
    }
}
