//! Texts that are only read behind the first screen: help, the reasons for all that the app keeps, and the words of the
//! copy. Apart from the other texts, so that it travels with the pages that show it.

use feltbog_shared::language::Language;
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Role;

use super::texts::{Counted, Labels, Template, language};

/// Something there is help about. Named in addresses, so in Danish.
#[expect(missing_docs, reason = "each variant is named for its subject")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Home,
    New,
    Mine,
    Conflict,
    Visit,
    Signal,
    Area,
    Count,
    Task,
    Find,
    Cards,
    Sent,
    Both,
    History,
    Copy,
    Department,
    Settings,
    People,
}

impl Topic {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 18] = [
        Self::Home,
        Self::New,
        Self::Mine,
        Self::Conflict,
        Self::Visit,
        Self::Signal,
        Self::Area,
        Self::Count,
        Self::Task,
        Self::Find,
        Self::Cards,
        Self::Sent,
        Self::Both,
        Self::History,
        Self::Copy,
        Self::Department,
        Self::Settings,
        Self::People,
    ];

    /// The topic of a page that is about no single record.
    pub fn of_path(path: &str) -> Self {
        let mut parts = path.trim_matches('/').splitn(3, '/');
        let mut next = || parts.next().unwrap_or_default();
        match (next(), next(), next()) {
            ("nyt", ..) => Self::New,
            ("mine", ..) => Self::Mine,
            ("arealer" | "areal", ..) => Self::Area,
            ("find", ..) => Self::Find,
            ("logbog", ..) => Self::Conflict,
            ("anvisninger", ..) => Self::Cards,
            ("status", ..) => Self::Sent,
            ("kopi", ..) => Self::Copy,
            ("afdeling" | "afdelinger", ..) => Self::Department,
            ("indstillinger", ..) => Self::Settings,
            ("hvem" | "kode", ..) => Self::People,
            ("sag", _, "historik" | "udskrift") => Self::History,
            _ => Self::Home,
        }
    }

    /// The topic of records of a kind.
    pub fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::ConflictCase
            | Kind::ConflictEvent
            | Kind::ConflictParty
            | Kind::LegalStep
            | Kind::Mediation
            | Kind::CasePart => Self::Conflict,
            Kind::SocialVisit
            | Kind::VisitNote
            | Kind::Referral
            | Kind::Deputy
            | Kind::DoorRound
            | Kind::WellbeingInterview
            | Kind::ArrearsContact
            | Kind::CounsellingInquiry
            | Kind::ChildNotificationReceipt => Self::Visit,
            Kind::Signal | Kind::Concern | Kind::Handover | Kind::PassedOn => Self::Signal,
            Kind::Area
            | Kind::AreaObservation
            | Kind::CarePlanEntry
            | Kind::PlanRevision
            | Kind::AdviserMeasure
            | Kind::Photo
            | Kind::ExperienceNote => Self::Area,
            Kind::Activity | Kind::Screening | Kind::Goal => Self::New,
            Kind::InsectCount => Self::Count,
            Kind::CareTask => Self::Task,
            Kind::ActionCard | Kind::ResidentCard => Self::Cards,
        }
    }
}

/// A heading and what stands below it, a paragraph on each line.
#[expect(missing_docs, reason = "each field is named for its text")]
#[derive(Clone, Copy)]
pub struct Section {
    pub title: &'static str,
    pub text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/help.rs"));

/// The texts in the language chosen.
pub fn help_texts() -> &'static Help {
    Help::of(language())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_help() {
        for (path, topic) in [
            ("/", Topic::Home),
            ("/nyt", Topic::New),
            ("/sag/0198-aa/historik", Topic::History),
            ("/kopi", Topic::Copy),
            ("/hvem", Topic::People),
            ("/ukendt", Topic::Home),
        ] {
            assert!(Topic::of_path(path) == topic, "{path}");
        }
        for topic in Topic::ALL {
            assert!(Topic::ALL[topic as usize] == topic);
        }
    }

    #[test]
    fn both_languages_say_something_everywhere() {
        for words in [&DA, &EN] {
            let groups: [&[Section]; 4] = [
                &words.topics,
                &words.install_ways,
                &words.data_sections,
                &words.accessibility_sections,
            ];
            for section in groups.into_iter().flatten() {
                assert!(
                    !section.title.is_empty() && section.text.len() > 30,
                    "{}",
                    section.title
                );
            }
            for role in Role::ALL {
                assert!(!words.role_may.at(role as usize).is_empty(), "{role:?}");
            }
        }
    }
}
