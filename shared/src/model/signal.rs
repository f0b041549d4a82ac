//! Signal: something about a place that somebody should look at. About a dwelling it is a
//! `concern`, which has another audience.
//!
//! Service levels after records.md: acute is a telephone call and the app only notes it; today is
//! the same working day; this week is three working days.

use super::schema::{Choice, Text, record, states, value_list};
use crate::moment::Day;

value_list! {
    /// The kind of thing noticed.
    SignalKind {
        NotSeenForLong = "ikke_set_laenge",
        NeglectedDwelling = "bolig_mistrivsel",
        Hoarding = "ophobning",
        Smell = "lugt",
        Isolation = "isolation",
        Confused = "forvirret",
        UnsafePlace = "utryghed_sted",
        Vandalism = "haervaerk",
        Burglary = "indbrud",
        Waste = "affald",
        DarkOrLight = "moerke_lys",
        YouthUnrest = "uro_unge",
        Vacancy = "tomgang",
        ComplaintsRising = "klager_stiger",
        ArrearsRising = "restancer_stiger",
        NuisanceFromGreen = "gene_groent",
        NeedsVisit = "behov_for_besoeg",
        NotTechnicalHelp = "ikke_teknisk_hjaelp",
        Other = "andet",
    }
}

value_list! {
    /// Urgency.
    Urgency {
        Acute = "akut",
        Today = "i_dag",
        ThisWeek = "denne_uge",
        WhenPossible = "naar_muligt",
    }
}

value_list! {
    /// The team that is to look at it.
    ReceivingTeam {
        Operations = "drift",
        SocialCaretaker = "social_vicevaert",
        CentralUnit = "boligsocial_enhed",
        ContactPerson = "kontaktperson",
        CaseOfficer = "sagsbehandler",
    }
}

value_list! {
    /// The result.
    SignalResult {
        Fixed = "ordnet",
        Contacted = "kontakt_skabt",
        ReferredOn = "henvist",
        Watched = "holdes_oeje_med",
        NothingFound = "intet_fundet",
    }
}

states! {
    /// State of the signal. The sender sees this and nothing more.
    SignalState {
        /// Sendt.
        Sent = "sendt" => [Received, Running, Ended],
        /// Modtaget.
        Received = "modtaget" => [Running, Ended],
        /// I gang.
        Running = "i_gang" => [Ended],
        /// Afsluttet.
        Ended = "afsluttet" => [Running],
    }
}

impl SignalKind {
    /// Whether it is seen at a place.
    pub fn is_of_place(self) -> bool {
        match self {
            Self::Smell
            | Self::UnsafePlace
            | Self::Vandalism
            | Self::Burglary
            | Self::Waste
            | Self::DarkOrLight
            | Self::YouthUnrest
            | Self::ComplaintsRising
            | Self::ArrearsRising
            | Self::NuisanceFromGreen
            | Self::Other => true,
            Self::NotSeenForLong
            | Self::NeglectedDwelling
            | Self::Hoarding
            | Self::Isolation
            | Self::Confused
            | Self::Vacancy
            | Self::NeedsVisit
            | Self::NotTechnicalHelp => false,
        }
    }

    /// Whether it is seen at a home.
    pub fn is_of_home(self) -> bool {
        !self.is_of_place() || matches!(self, Self::Smell | Self::Other)
    }
}

impl Urgency {
    /// The day by which the team looks at it, when it was sent on a day: the same day, or three
    /// working days on. Acute is a telephone call, and what can wait has no day.
    pub fn due(self, sent: Day) -> Option<Day> {
        match self {
            Self::Acute | Self::Today => Some(sent),
            Self::ThisWeek => Some(super::deadlines::plus_working_days(sent, 3)),
            Self::WhenPossible => None,
        }
    }
}

/// Days from the end until what is personal is erased; the number of signals is kept
/// (records.md).
pub const PERSONAL_DAYS: i64 = 90;

record! {
    /// Something about a place that somebody should look at. No dwelling, no person.
    Signal {
        /// State of the record.
        state: Choice<SignalState>,
        /// The kind of thing noticed.
        kind: Choice<SignalKind>,
        /// The place.
        place: Text<120>,
        /// Urgency.
        urgency: Choice<Urgency>,
        /// The team that is to look at it.
        to_team: Choice<ReceivingTeam>,
        /// The observation, in a few words.
        remark: Text<140>,
        /// The result.
        result: Choice<SignalResult>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::ValueList;

    #[test]
    fn a_place_and_a_home_have_lists_of_their_own() {
        for kind in SignalKind::ALL {
            assert!(kind.is_of_place() || kind.is_of_home(), "{kind:?}");
        }
        let both = SignalKind::ALL
            .iter()
            .filter(|kind| kind.is_of_place() && kind.is_of_home());
        assert_eq!(
            both.copied().collect::<Vec<_>>(),
            [SignalKind::Smell, SignalKind::Other]
        );
        assert!(!SignalKind::NotSeenForLong.is_of_place() && !SignalKind::Waste.is_of_home());
    }

    #[test]
    fn three_working_days_leave_out_the_weekend() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(Urgency::ThisWeek.due(day("2026-11-19")), Some(day("2026-11-24")));
        assert_eq!(Urgency::ThisWeek.due(day("2026-11-21")), Some(day("2026-11-25")));
        assert_eq!(Urgency::Today.due(day("2026-11-21")), Some(day("2026-11-21")));
        assert_eq!(Urgency::WhenPossible.due(day("2026-11-21")), None);
    }
}
