//! What is only read behind the first screen: help, what the app keeps and why, and the words of the copy. Apart from
//! the other texts, so that it travels with the pages that show it.

use feltbog_shared::language::Language;
use feltbog_shared::model::Kind;

use super::texts::{Counted, Labels, Template, language};

/// Something there is help about. Named in addresses, so in Danish.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
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
    pub(crate) const ALL: [Self; 18] = [
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

    /// What a page is about that is about no single record.
    pub(crate) fn of_path(path: &str) -> Self {
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

    /// What records of a kind are about.
    pub(crate) fn of_kind(kind: Kind) -> Self {
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
#[derive(Clone, Copy)]
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
}

/// The texts of one language.
pub(crate) struct Help {
    pub(crate) lead: &'static str,
    pub(crate) all: &'static str,
    /// In the order of [`Topic::ALL`].
    pub(crate) topics: [Section; Topic::ALL.len()],
    pub(crate) your_role: &'static str,
    /// In the order of the roles.
    pub(crate) role_may: Labels,

    pub(crate) install: &'static str,
    pub(crate) install_now: &'static str,
    pub(crate) install_done: &'static str,
    pub(crate) install_ways: [Section; 3],

    pub(crate) data: &'static str,
    pub(crate) data_lead: &'static str,
    pub(crate) data_sections: [Section; 6],
    pub(crate) data_promised: &'static str,
    pub(crate) data_not_promised: &'static str,
    pub(crate) data_unknown: &'static str,
    pub(crate) data_used: Template,

    pub(crate) accessibility: &'static str,
    pub(crate) accessibility_sections: [Section; 5],

    pub(crate) copy: &'static str,
    pub(crate) copy_lead: &'static str,
    pub(crate) copy_nothing: &'static str,
    pub(crate) copy_holds: Counted,
    pub(crate) copy_making: &'static str,
    pub(crate) copy_failed: &'static str,
    pub(crate) copy_code: &'static str,
    pub(crate) copy_code_hint: &'static str,
    pub(crate) copy_code_where: &'static str,
    pub(crate) copy_save: &'static str,
    pub(crate) save_record: &'static str,
    pub(crate) copy_take_title: &'static str,
    pub(crate) copy_file: &'static str,
    pub(crate) copy_take: &'static str,
    pub(crate) copy_taking: &'static str,
    pub(crate) copy_taken: Counted,
    pub(crate) copy_choose_file: &'static str,
    pub(crate) copy_code_short: &'static str,
    pub(crate) copy_wrong: &'static str,
    pub(crate) copy_unreadable: &'static str,
    pub(crate) copy_newer: &'static str,
    pub(crate) copy_somebody_elses: Template,
}

#[path = "../../locales/help_da.rs"]
mod da;
#[path = "../../locales/help_en.rs"]
mod en;

/// The texts in the language chosen.
pub(crate) fn help() -> &'static Help {
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
