//! Texts that are only read behind the first screen: help, the reasons for all that the app keeps, and the words of the
//! copy. Apart from the other texts, so that it travels with the pages that show it.

use feltbog_shared::language::Language;
use feltbog_shared::model::Kind;

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
            ("anvisninger", ..) => Self::Cards,
            ("status", ..) => Self::Sent,
            ("kopi", ..) => Self::Copy,
            ("afdeling", ..) => Self::Department,
            ("indstillinger", ..) => Self::Settings,
            ("hvem" | "kode", ..) => Self::People,
            ("sag", _, "historik") => Self::History,
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
            Kind::SocialVisit | Kind::VisitNote | Kind::Referral | Kind::Deputy => Self::Visit,
            Kind::Signal | Kind::Concern | Kind::Handover | Kind::PassedOn => Self::Signal,
            Kind::Area | Kind::AreaObservation | Kind::CarePlanEntry | Kind::PlanRevision | Kind::Photo => {
                Self::Area
            }
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

/// The texts of one language.
#[expect(missing_docs, reason = "each field is named for its text")]
pub struct Help {
    pub lead: &'static str,
    pub all: &'static str,
    /// In the order of [`Topic::ALL`].
    pub topics: [Section; Topic::ALL.len()],
    pub your_role: &'static str,
    /// In the order of the roles.
    pub role_may: Labels,

    pub install: &'static str,
    pub install_now: &'static str,
    pub install_done: &'static str,
    pub install_ways: [Section; 3],

    pub data: &'static str,
    pub data_lead: &'static str,
    pub data_sections: [Section; 6],
    pub data_promised: &'static str,
    pub data_not_promised: &'static str,
    pub data_unknown: &'static str,
    pub data_used: Template,

    pub accessibility: &'static str,
    pub accessibility_sections: [Section; 5],

    pub copy: &'static str,
    pub copy_lead: &'static str,
    pub copy_nothing: &'static str,
    pub copy_holds: Counted,
    pub copy_making: &'static str,
    pub copy_failed: &'static str,
    pub copy_code: &'static str,
    pub copy_code_hint: &'static str,
    pub copy_code_where: &'static str,
    pub copy_save: &'static str,
    pub save_record: &'static str,
    pub copy_take_title: &'static str,
    pub copy_file: &'static str,
    pub copy_take: &'static str,
    pub copy_taking: &'static str,
    pub copy_taken: Counted,
    pub copy_choose_file: &'static str,
    pub copy_code_short: &'static str,
    pub copy_wrong: &'static str,
    pub copy_unreadable: &'static str,
    pub copy_newer: &'static str,
    pub copy_somebody_elses: Template,
}

#[path = "../locales/help_da.rs"]
mod da;
#[path = "../locales/help_en.rs"]
mod en;

/// The texts in the language chosen.
pub fn help() -> &'static Help {
    match language() {
        Language::Danish => &da::DA,
        Language::English => &en::EN,
    }
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
        for words in [&da::DA, &en::EN] {
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
            for role in feltbog_shared::permission::Role::ALL {
                assert!(!words.role_may.at(role as usize).is_empty(), "{role:?}");
            }
        }
    }
}
