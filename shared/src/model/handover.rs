//! Overdragelse: something given on to another role in a few words. The sender afterwards sees
//! how far it has come and nothing more (docs/domain/access.md).

use super::concern::ResidentYes;
use super::referral::BasisWithoutConsent;
use super::schema::{Choice, Link, Text, record, value_list};
use super::signal::SignalState;
use crate::permission::{Collection, Role, access};

value_list! {
    /// A role that gives or takes.
    HandoverRole {
        Caretaker = "ejendomsfunktionaer",
        SocialCaretaker = "social_vicevaert",
        FinancialAdviser = "oekonomisk_raadgiver",
        Mediator = "konfliktmaegler",
        CaseOfficer = "sagsbehandler",
        OperationsManager = "driftsleder",
        CentralUnit = "boligsocial_enhed",
    }
}

impl HandoverRole {
    /// The role as it is granted.
    pub fn role(self) -> Role {
        match self {
            Self::Caretaker => Role::Caretaker,
            Self::SocialCaretaker => Role::SocialCaretaker,
            Self::FinancialAdviser => Role::FinancialAdviser,
            Self::Mediator => Role::Mediator,
            Self::CaseOfficer => Role::CaseOfficer,
            Self::OperationsManager => Role::OperationsManager,
            Self::CentralUnit => Role::CentralUnit,
        }
    }

    /// Whether those it names may read what is handed over to them.
    pub fn receives(self) -> bool {
        !access(self.role(), Collection::Concerns).read.is_nothing()
    }
}

value_list! {
    /// The topic.
    HandoverSubject {
        HelpNotTechnical = "hjaelp_ikke_teknik",
        Conflict = "konflikt",
        Economy = "oekonomi",
        Loneliness = "ensomhed",
        Home = "bolig",
        Other = "andet",
    }
}

record! {
    /// Something given on to another role.
    Handover {
        /// State of the record.
        state: Choice<SignalState>,
        /// The role that gives.
        from_role: Choice<HandoverRole>,
        /// The role that takes.
        to_role: Choice<HandoverRole>,
        /// The topic.
        subject: Choice<HandoverSubject>,
        /// The dwelling, where it is about one. Not a name.
        dwelling_ref: Text<64>,
        /// In a few words.
        text: Text<140>,
        /// The resident's answer to it.
        resident_yes: Choice<ResidentYes>,
        /// The record it comes out of.
        about: Link,
        /// Why it is right against the resident's no.
        basis_if_no_consent: Choice<BasisWithoutConsent>,
    }
}
