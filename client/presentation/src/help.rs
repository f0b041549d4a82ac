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
            ("godt-hjem", ..) => Self::Visit,
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
            | Kind::CasePart
            | Kind::CasePhoto => Self::Conflict,
            Kind::SocialVisit
            | Kind::VisitNote
            | Kind::Referral
            | Kind::Deputy
            | Kind::DoorRound
            | Kind::WellbeingInterview
            | Kind::ArrearsContact
            | Kind::CounsellingInquiry
            | Kind::ChildNotificationReceipt => Self::Visit,
            Kind::Signal | Kind::SignalPhoto | Kind::Concern | Kind::Handover | Kind::PassedOn => {
                Self::Signal
            }
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
    use feltbog_shared::permission::{Class, Collection, Scope, access};
    use std::collections::BTreeSet;

    #[test]
    fn every_page_has_its_help() {
        for (path, topic) in [
            ("/", Topic::Home),
            ("/nyt", Topic::New),
            ("/sag/0198-aa/historik", Topic::History),
            ("/kopi", Topic::Copy),
            ("/godt-hjem", Topic::Visit),
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

    /// A claim about the policy that a sentence about a role makes.
    #[derive(Clone, Copy, Debug)]
    enum Claim {
        Creates(Collection),
        ReadsAll(Collection),
        UpdatesAll(Collection),
        /// Reads some documents of these ways, and not all.
        ReadsOnly(Collection, Scope),
        ReadsNone(Collection),
        SeesState(Collection),
        Approves(Collection),
        /// No role that handles complaints reads any.
        HiddenFromCases(Collection),
        /// Reads nothing confidential.
        ReadsNothingPersonal,
        /// Reads nothing at all.
        ReadsNothing,
    }

    impl Claim {
        fn is_true_of(self, role: Role) -> bool {
            let reads = |role, of| access(role, of).read;
            match self {
                Self::Creates(of) => access(role, of).create,
                Self::ReadsAll(of) => reads(role, of).is_all(),
                Self::UpdatesAll(of) => access(role, of).update.is_all(),
                Self::ReadsOnly(of, ways) => reads(role, of) == ways && !ways.is_nothing(),
                Self::ReadsNone(of) => reads(role, of).is_nothing(),
                Self::SeesState(of) => access(role, of).state,
                Self::Approves(of) => access(role, of).approve,
                Self::HiddenFromCases(of) => Role::ALL.into_iter().all(|other| {
                    let handles_cases = access(other, Collection::Parties).create
                        || access(other, Collection::Mediation).create;
                    !handles_cases || reads(other, of).is_nothing()
                }),
                Self::ReadsNothingPersonal => Collection::ALL.into_iter().all(|of| {
                    let is_personal = matches!(of.class(), Class::Personal | Class::Special);
                    !is_personal || reads(role, of).is_nothing()
                }),
                Self::ReadsNothing => Collection::ALL.into_iter().all(|of| reads(role, of).is_nothing()),
            }
        }
    }

    /// Every sentence about a role, in its order, with what it says.
    type Claims = &'static [(&'static str, &'static [Claim])];

    const NO_CASES: (&str, &[Claim]) = ("Du ser ingen sager.", &[Claim::ReadsNone(Collection::Conflicts)]);
    const CLAIMS: [(Role, Claims); 11] = [
        (
            Role::Caretaker,
            &[
                (
                    "Du noterer konflikter, fejl, bekymringer og grønt arbejde i dine afdelinger og følger dem op.",
                    &[
                        Claim::Creates(Collection::Conflicts),
                        Claim::Creates(Collection::Signals),
                        Claim::Creates(Collection::Concerns),
                        Claim::Creates(Collection::Nature),
                    ],
                ),
                (
                    "Du ser kun de parter, du selv har noteret, og ingen besøg.",
                    &[
                        Claim::ReadsOnly(Collection::Parties, Scope::OWN),
                        Claim::ReadsNone(Collection::Visits),
                    ],
                ),
            ],
        ),
        (
            Role::SocialCaretaker,
            &[
                (
                    "Du noterer besøg og ser dine egne og dem, du er stedfortræder for.",
                    &[
                        Claim::Creates(Collection::Visits),
                        Claim::ReadsOnly(Collection::Visits, Scope::OWN.union(Scope::DEPUTISED)),
                    ],
                ),
                (
                    "Ingen i klagesager kan læse dem.",
                    &[
                        Claim::HiddenFromCases(Collection::Visits),
                        Claim::HiddenFromCases(Collection::VisitNotes),
                    ],
                ),
            ],
        ),
        (
            Role::FinancialAdviser,
            &[
                (
                    "Du ser fejl og bekymringer ved steder, restancer og henvendelser og de overdragelser, der er til dig.",
                    &[
                        Claim::ReadsAll(Collection::Signals),
                        Claim::ReadsAll(Collection::Arrears),
                        Claim::ReadsOnly(Collection::Concerns, Scope::ASSIGNED),
                    ],
                ),
                (
                    "Du ser ingen sager og ingen besøg.",
                    &[
                        Claim::ReadsNone(Collection::Conflicts),
                        Claim::ReadsNone(Collection::Visits),
                    ],
                ),
            ],
        ),
        (
            Role::Mediator,
            &[
                (
                    "Du ser de konflikter, du mægler i.",
                    &[Claim::ReadsOnly(Collection::Conflicts, Scope::ASSIGNED)],
                ),
                (
                    "Dine mæglingsnotater er kun dine; sagen får resultatet.",
                    &[Claim::ReadsOnly(Collection::Mediation, Scope::OWN)],
                ),
            ],
        ),
        (
            Role::CaseOfficer,
            &[
                (
                    "Du ser og behandler konflikter og parter i dine afdelinger.",
                    &[
                        Claim::ReadsAll(Collection::Conflicts),
                        Claim::UpdatesAll(Collection::Conflicts),
                        Claim::ReadsAll(Collection::Parties),
                        Claim::UpdatesAll(Collection::Parties),
                    ],
                ),
                ("Du ser aldrig besøg.", &[Claim::ReadsNone(Collection::Visits)]),
            ],
        ),
        (
            Role::OperationsManager,
            &[(
                "Du ser konflikter og fejl, ser hvor langt bekymringer er nået, og styrer det grønne arbejde i dine afdelinger.",
                &[
                    Claim::ReadsAll(Collection::Conflicts),
                    Claim::ReadsAll(Collection::Signals),
                    Claim::SeesState(Collection::Concerns),
                    Claim::ReadsAll(Collection::PassedOn),
                    Claim::ReadsNone(Collection::Concerns),
                    Claim::Approves(Collection::Nature),
                ],
            )],
        ),
        (
            Role::GreenAmbassador,
            &[
                (
                    "Du tæller insekter og passer arealer.",
                    &[
                        Claim::Creates(Collection::Nature),
                        Claim::UpdatesAll(Collection::Nature),
                    ],
                ),
                (
                    "Du ser aldrig en sag om mennesker.",
                    &[Claim::ReadsNothingPersonal],
                ),
            ],
        ),
        (
            Role::Board,
            &[
                (
                    "Du ser arealer og opgaver.",
                    &[Claim::ReadsAll(Collection::Nature)],
                ),
                NO_CASES,
            ],
        ),
        (
            Role::CentralUnit,
            &[
                (
                    "Du ser arealer, fejl og bekymringer ved steder og anvisninger.",
                    &[
                        Claim::ReadsAll(Collection::Nature),
                        Claim::ReadsAll(Collection::Signals),
                        Claim::ReadsAll(Collection::StaffGuidance),
                    ],
                ),
                NO_CASES,
            ],
        ),
        (
            Role::PrivacyOfficer,
            &[
                (
                    "Du ser fejl og bekymringer ved steder og anvisninger.",
                    &[
                        Claim::ReadsAll(Collection::Signals),
                        Claim::ReadsAll(Collection::StaffGuidance),
                    ],
                ),
                (
                    "Personoplysninger er ikke på telefonen.",
                    &[Claim::ReadsNothingPersonal],
                ),
            ],
        ),
        (
            Role::OrgAdmin,
            &[
                (
                    "Personer, telefoner og afdelinger styres på serveren, ikke her i appen.",
                    &[Claim::ReadsNothing],
                ),
                ("Du ser ikke indholdet.", &[Claim::ReadsNothing]),
            ],
        ),
    ];

    fn sentences(text: &str) -> Vec<&str> {
        text.split_inclusive(". ").map(str::trim).collect()
    }

    #[test]
    fn what_a_role_is_told_of_itself_is_so_in_the_policy() {
        assert_eq!(CLAIMS.map(|(role, _)| role), Role::ALL);
        for (role, claims) in CLAIMS {
            let told: Vec<&str> = claims.iter().map(|(sentence, _)| *sentence).collect();
            assert_eq!(sentences(DA.role_may.at(role as usize)), told, "{role:?}");
            // English says as much.
            let english = sentences(EN.role_may.at(role as usize));
            assert_eq!(english.len(), told.len(), "{english:?}");
            for (sentence, claims) in claims {
                for claim in *claims {
                    assert!(claim.is_true_of(role), "{role:?}: {sentence} ({claim:?})");
                }
            }
        }
    }

    /// Names in quotation marks are written on a button, a field or a record.
    #[test]
    fn what_help_names_is_called_so() {
        // The browsers' own menus.
        const OF_BROWSERS: [&str; 6] = [
            "Installer app",
            "Føj til startskærm",
            "Føj til hjemmeskærm",
            "Install app",
            "Add to Home screen",
            "Add to Home Screen",
        ];
        let texts = [
            [
                include_str!("../locales/da/help.ftl"),
                include_str!("../locales/da/app.ftl"),
                include_str!("../locales/da/app_values.ftl"),
                include_str!("../locales/da/pages.ftl"),
                include_str!("../locales/da/page_values.ftl"),
                include_str!("../locales/da/people.ftl"),
            ],
            [
                include_str!("../locales/en/help.ftl"),
                include_str!("../locales/en/app.ftl"),
                include_str!("../locales/en/app_values.ftl"),
                include_str!("../locales/en/pages.ftl"),
                include_str!("../locales/en/page_values.ftl"),
                include_str!("../locales/en/people.ftl"),
            ],
        ];
        let mut named = 0;
        for texts in texts {
            let lines = texts.iter().flat_map(|text| text.lines());
            let values: BTreeSet<&str> = lines
                .filter_map(|line| Some(line.split_once(" = ")?.1.trim()))
                .collect();
            for name in texts[0].split('"').skip(1).step_by(2) {
                named += 1;
                let is_there = values.contains(name) || OF_BROWSERS.contains(&name);
                assert!(is_there, "nothing is called {name}");
            }
        }
        assert!(named > 20, "only {named} names");
    }
}
