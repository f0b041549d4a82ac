//! Every text a person reads, as one struct with a value per language: a text that is missing in one of them does
//! not compile.
//!
//! The texts themselves stand in `client/locales/`. Sentences about refusals are the shared crate's.

use core::cell::Cell;

use feltbog_shared::language::Language;
use feltbog_shared::model::action_card::{Audience, EscalateTo, Situation};
use feltbog_shared::model::area::{
    AreaKind, AreaState, Constraint, DecidedBy, Measured, Responsible, SignStatus,
};
use feltbog_shared::model::area_observation::{
    AnswerDecision, ObservationKind, ObservationSeverity, ObservationState,
};
use feltbog_shared::model::care_plan_entry::Every;
use feltbog_shared::model::care_task::{TaskKind, TaskState, Team, Tool};
use feltbog_shared::model::case_part::{Part, RecusalReason};
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::conflict_case::{
    ConflictState, Frequency, HandlerRole, NotedAs, Outcome, Severity, Topic, Track,
};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::{PartyRole, WantsMediation, WithheldReason};
use feltbog_shared::model::handover::{HandoverRole, HandoverSubject};
use feltbog_shared::model::insect_count::{
    ButterflyMethod, CountFlaw, CountState, Cover, FlowerUnit, InsectGroup, Protocol, Shade, Sky,
    Surroundings, TargetFlower, Wind,
};
use feltbog_shared::model::legal_step::LegalStepKind;
use feltbog_shared::model::mediation::{MediationResult, MediationState};
use feltbog_shared::model::passed_on::PassedOnKind;
use feltbog_shared::model::photo::PhotoMoment;
use feltbog_shared::model::referral::{BasisWithoutConsent, ReceiverKind, ReferralOutcome, SentBy};
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalResult, SignalState, Urgency};
use feltbog_shared::model::social_visit::{
    AskedBy, ContactConsent, Entry, NoteConsent, VisitKind, VisitResult, VisitState, VisitTopic, WelcomeItem,
};
use feltbog_shared::model::{
    ActionCard, Area, AreaObservation, CarePlanEntry, CareTask, CasePart, Concern, ConflictCase,
    ConflictEvent, ConflictParty, Deputy, Handover, InsectCount, Kind, LegalStep, Mediation, Model, PassedOn,
    Photo, PlanRevision, Referral, ResidentCard, Signal, SocialVisit, VisitNote,
};
use feltbog_shared::permission::Role;

use super::counting::CountWarning;

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::Danish) };
}

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub fn t() -> &'static Texts {
    of(LANGUAGE.get())
}

/// The language chosen.
pub fn language() -> Language {
    LANGUAGE.get()
}

/// Chooses the language of [`t`].
pub fn choose(language: Language) {
    LANGUAGE.set(language);
}

/// The texts of a language.
pub fn of(language: Language) -> &'static Texts {
    match language {
        Language::Danish => &DA,
        Language::English => &EN,
    }
}

/// The words for the values of a list, each on a line of its own, in the list's order. One text for a whole list, since
/// a pointer for every value weighs as much as its words.
#[derive(Clone, Copy)]
pub struct Labels(pub(crate) &'static str);

impl Labels {
    /// Name of the value in this place of its list; empty behind the end.
    pub fn at(self, place: usize) -> &'static str {
        self.0.split('\n').nth(place).unwrap_or_default()
    }
}

/// A sentence with places for names and numbers: `{0}`, `{1}`, `{2}`.
#[derive(Clone, Copy)]
pub struct Template(pub(crate) &'static str);

impl Template {
    /// The sentence with its places filled.
    pub fn with(self, parts: &[&str]) -> String {
        let mut said = String::with_capacity(self.0.len() + 16);
        let mut rest = self.0;
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let place = usize::from(
                after
                    .as_bytes()
                    .first()
                    .map_or(0, |digit| digit.wrapping_sub(b'0')),
            );
            said.push_str(parts.get(place).copied().unwrap_or_default());
            rest = after.split_once('}').map_or("", |(_, rest)| rest);
        }
        said.push_str(rest);
        said
    }
}

/// A sentence about a number of things.
#[derive(Clone, Copy)]
pub struct Counted {
    /// About one.
    pub(crate) one: &'static str,
    /// About any other number.
    pub(crate) more: Template,
}

impl Counted {
    /// The sentence about so many.
    pub fn of(self, count: i64) -> String {
        match count {
            1 => self.one.to_owned(),
            _ => self.more.with(&[&count.to_string()]),
        }
    }
}

/// The days that are offered by name, in days from today.
pub const NEAR_DAYS: [i64; 6] = [0, 1, 7, 14, 28, 91];

/// The [`Labels`] of a list of values. One that is missing, one too many and one in the wrong place do not compile.
macro_rules! labels {
    ($list:ident; $($value:ident => $text:literal,)+) => {{
        const {
            // Fails to compile when the list has a value that is not named here.
            const fn place(value: $list) -> usize {
                match value { $($list::$value => $list::$value as usize,)+ }
            }
            let mut next = 0;
            $(assert!(place($list::$value) == next); next += 1;)+
            let _ = next;
        }
        Labels(concat!($($text, "\n"),+))
    }};
}

/// The [`Labels`] of every kind's fields. They begin with the three that all kinds have.
macro_rules! fields {
    ($created_at:literal, $follow_up_on:literal, $discarded_at:literal; $($kind:ident { $($field:ident => $text:literal,)+ })+) => {{
        const {
            let mut kind = 0;
            $(
                assert!(<$kind as Model>::KIND as usize == kind);
                let fields = <$kind as Model>::FIELDS;
                let mut next = 3;
                $(assert!(same(fields[next].name, stringify!($field))); next += 1;)+
                assert!(next == fields.len());
                kind += 1;
            )+
            assert!(kind == Kind::ALL.len());
        }
        [$(Labels(concat!($created_at, "\n", $follow_up_on, "\n", $discarded_at, "\n", $($text, "\n"),+))),+]
    }};
}

/// Whether two names are the same, while compiling.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

#[path = "../locales/da.rs"]
mod da;
#[path = "../locales/en.rs"]
mod en;

pub use da::{DA, PAGES_DA};
pub use en::{EN, PAGES_EN};

/// Every text of one language.
#[expect(missing_docs, reason = "each field is named for its text")]
pub struct Texts {
    pub tongue: Language,
    // Dates and numbers
    pub weekdays: [&'static str; 7],
    pub months: [&'static str; 12],
    pub today: &'static str,
    pub tomorrow: &'static str,
    pub yesterday: &'static str,
    /// Between a day and a time.
    pub at_clock: &'static str,
    /// After the day's number.
    pub after_day: &'static str,
    pub clock_separator: char,
    pub thousands_separator: char,

    // Everywhere
    pub brand: &'static str,
    pub skip_to_content: &'static str,
    pub home: &'static str,
    pub new: &'static str,
    pub mine: &'static str,
    pub places_in_app: &'static str,
    pub back: &'static str,
    pub help: &'static str,
    pub done: &'static str,
    pub try_again: &'static str,
    pub undo: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub loading: &'static str,
    pub nothing_here: &'static str,
    pub and_more: Template,
    pub somebody: &'static str,
    pub page_missing: &'static str,
    pub page_not_here: &'static str,
    pub to_home: &'static str,
    pub stopped: &'static str,
    // How things stand
    pub on_phone: &'static str,
    pub lacks_sending: Template,
    pub not_taken: Counted,
    pub all_sent: &'static str,
    pub no_net: &'static str,
    pub sending: &'static str,
    pub first_sync: &'static str,
    /// Name of the page that the status line leads to.
    pub status_more: &'static str,
    pub item_waits: &'static str,
    pub item_waits_changes: Counted,
    pub item_sent: &'static str,
    pub item_refused: &'static str,
    pub saving: &'static str,
    pub clock_ahead: Template,
    pub clock_behind: Template,
    pub clock_minutes: Template,
    pub clock_hours: Template,
    pub clock_days: Template,
    pub due_cases: &'static str,
    pub mediations_running: &'static str,
    pub next_visits: &'static str,
    pub arranged_for: Template,
    pub show_more: &'static str,
    pub drafts: Counted,
    pub item_draft: &'static str,
    pub not_saved_yet: &'static str,
    pub not_done: Template,
    pub discarded: Template,
    pub storage_full: &'static str,
    pub storage_silent: &'static str,
    pub record_missing: &'static str,

    // Enrolment
    pub enrol_title: &'static str,
    pub enrol_intro: &'static str,
    pub enrol_code: &'static str,
    pub enrol_code_hint: &'static str,
    pub enrol_go: &'static str,
    pub enrol_under_way: &'static str,
    pub enrol_unreachable: &'static str,
    pub enrol_too_short: &'static str,
    pub enrol_unsent: Counted,
    pub welcome: Template,
    pub welcome_where: Template,
    pub welcome_go: &'static str,
    pub who: &'static str,
    pub lock: &'static str,
    pub welcome_offline: &'static str,
    pub welcome_refilled: &'static str,

    // Departments
    pub choose_department: &'static str,
    pub change_department: Template,
    pub no_departments: &'static str,

    // Home
    pub todays_round: &'static str,
    pub open_cases: &'static str,
    pub no_open_cases: &'static str,
    pub care_tasks: &'static str,
    pub no_tasks_today: &'static str,
    pub todays_visits: &'static str,
    pub no_visits_today: &'static str,
    pub latest_visits: &'static str,
    pub new_visit: &'static str,
    pub count_insects: &'static str,
    pub count_insects_in: Template,
    pub go_on_counting: &'static str,
    pub areas: &'static str,
    pub no_areas: &'static str,
    pub latest_counts: &'static str,
    pub both_kept_badge: &'static str,
    pub nothing_for_role: &'static str,
    pub conflict: &'static str,
    pub count: &'static str,
    pub area: &'static str,

    // New and mine

    // Records
    pub kind: Labels,
    pub history: &'static str,
    pub in_days: [&'static str; NEAR_DAYS.len()],
    pub now: &'static str,

    // Conflicts
    pub follow_up: &'static str,
    // Visits

    // Counts
    pub count_total: Counted,

    // Areas
    pub square_metres: Template,
    pub no_counts: &'static str,
    pub task_window: Template,
    pub task_until: Template,

    // Two people, one field

    // Help
    pub cards: &'static str,
    pub referrals_due: &'static str,

    // Finding
    pub find: &'static str,

    pub open_signals: &'static str,
    pub no_signals: &'static str,

    // History

    // Settings and updates
    pub settings: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub organisation: &'static str,
    pub department: &'static str,
    pub update_ready: &'static str,
    pub update_now: &'static str,
    pub too_old: &'static str,
    // Value lists
    pub role: Labels,
    pub topic: Labels,
    pub conflict_state: Labels,
    pub event_kind: Labels,
    pub party_role: Labels,
    pub visit_kind: Labels,
    pub visit_result_value: Labels,
    pub visit_state: Labels,
    pub area_kind: Labels,
    pub sign_status: Labels,
    pub area_state: Labels,
    pub observation_kind: Labels,
    pub observation_state: Labels,
    pub task_kind: Labels,
    pub tool: Labels,
    pub task_state: Labels,
    pub flower: Labels,
    pub count_state: Labels,
    pub mediation_result: Labels,
    pub mediation_state: Labels,
    pub receiver_kind: Labels,
    pub signal_kind: Labels,
    pub urgency: Labels,
    pub signal_state: Labels,
    pub handover_role: Labels,
    pub passed_on_kind: Labels,
    pub handover_subject: Labels,
    pub legal_step_kind: Labels,
    pub referral_outcome: Labels,
    pub situation: Labels,
    pub every: Labels,
    pub part: Labels,
    pub recusal_reason: Labels,
    pub photos: &'static str,
    pub photo_moment: Labels,

    // Ground
    pub visitor: &'static str,
}

/// The texts that only pages behind the first screen show: they are cut out of the module with those pages.
#[expect(missing_docs, reason = "each field is named for its text")]
pub struct PageTexts {
    pub on_phone_sends_later: &'static str,
    pub draft_blocked: &'static str,
    pub only_own_shown: &'static str,
    pub count_warning: Labels,
    pub count_will_be_invalid: &'static str,
    pub count_finish_now: &'static str,
    pub count_go_on: &'static str,
    pub count_finished: &'static str,
    pub count_rule_butterflies: &'static str,
    pub dry: &'static str,
    pub rain: &'static str,
    pub did_keep: Template,
    pub did_keep_one: Template,
    pub did_keep_none: Template,
    pub walk_old: Template,
    pub entry_in_future: &'static str,
    pub entry_before_start: Template,
    pub entry_far_day: &'static str,
    pub past_days: [&'static str; 3],
    pub consent_no_receiver: &'static str,
    pub consent_said_no: &'static str,
    pub consent_said_no_concern: &'static str,
    pub consent_no_yes: &'static str,
    pub note_ask_first: &'static str,
    pub entry_too_long: Counted,
    pub entry_cpr: &'static str,
    pub entry_not_a_number: &'static str,
    pub entry_not_whole: Template,
    pub entry_not_a_day: &'static str,
    pub held_fields: Counted,
    pub draft_sends_later: &'static str,
    pub discard: &'static str,
    pub discarded_here: &'static str,
    pub drafts_heading: &'static str,
    pub record_gone: &'static str,
    pub all_areas: &'static str,
    pub new_title: &'static str,
    pub new_nothing: &'static str,
    pub mine_title: &'static str,
    pub mine_nothing: &'static str,
    pub not_chosen: &'static str,
    pub reading_only: &'static str,
    pub history_of: Template,
    pub history_none: &'static str,
    pub created_by: Template,
    pub call_112: &'static str,
    pub call_112_button: &'static str,
    pub note_title: &'static str,
    pub note_locked: &'static str,
    pub note_show: &'static str,
    pub note_hide: &'static str,
    pub notes_several: &'static str,
    pub notes_join: &'static str,
    pub notes_too_long: &'static str,
    pub note_not_wanted: &'static str,
    pub count_patch: &'static str,
    pub count_rule: &'static str,
    pub count_start: Template,
    pub count_time_left: &'static str,
    pub count_pause: &'static str,
    pub count_resume: &'static str,
    pub count_paused: &'static str,
    pub count_two_left: &'static str,
    pub count_time_over: &'static str,
    pub count_finish: &'static str,
    pub count_undone: Template,
    pub count_weather: &'static str,
    pub count_receipt: &'static str,
    pub count_valid: &'static str,
    pub count_not_valid: &'static str,
    pub count_flaw: Labels,
    pub count_thanks: &'static str,
    pub count_correct: &'static str,
    pub degrees: Template,
    pub minutes: Counted,
    pub both_kept: &'static str,
    pub both_kept_by: Template,
    pub keep_this: &'static str,
    pub wrote: Template,
    pub no_cards: &'static str,
    pub card_signs: &'static str,
    pub card_steps: &'static str,
    pub card_do_not: &'static str,
    pub card_escalate: Template,
    pub card_call: Template,
    pub happened_again: &'static str,
    pub what_do_i_do: &'static str,
    pub both_must_agree: &'static str,
    pub looks_like_illness: &'static str,
    pub find_what: &'static str,
    pub find_only: &'static str,
    pub found: Counted,
    pub found_nothing: &'static str,
    pub theme_phone: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub things_lack_sending: Counted,
    pub status_title: &'static str,
    pub status_all_sent_long: &'static str,
    pub status_nothing_yet: &'static str,
    pub set_aside_count: Counted,
    pub letters_left: Template,
    pub too_long: Template,
    pub number_outside: Template,
    pub more: &'static str,
    pub fewer: &'static str,
    pub other_day: &'static str,
    pub count_add: Template,
    pub did_create: &'static str,
    pub did_set: Template,
    pub did_clear: Template,
    pub did_include: Template,
    pub did_exclude: Template,
    pub did_count: Template,
    pub did_write: Template,
    pub did_delete: Template,
    pub did_rewrite: Template,
    pub conflict_what: &'static str,
    pub conflict_where: &'static str,
    pub conflict_place_hint: &'static str,
    pub conflict_seen: &'static str,
    pub only_needed: &'static str,
    pub no_sensitive: &'static str,
    pub what_now: &'static str,
    pub no_events: &'static str,
    pub add_event: &'static str,
    pub no_parties: &'static str,
    pub add_party: &'static str,
    pub visit_where: &'static str,
    pub visit_result: &'static str,
    pub visit_asked: &'static str,
    pub visit_note_asked: &'static str,
    pub visit_topics: &'static str,
    pub visit_next: &'static str,
    pub count_where: &'static str,
    pub count_flower: &'static str,
    pub count_flower_units: &'static str,
    pub no_observations: &'static str,
    pub counts_here: &'static str,
    pub tasks_here: &'static str,
    pub no_tasks: &'static str,
    pub observation_seen: &'static str,
    pub signal_where: &'static str,
    pub signal_seen: &'static str,
    pub handover_what: &'static str,
    pub handed_over: &'static str,
    pub not_handed_over: &'static str,
    pub no_legal_steps: &'static str,
    pub add_legal_step: &'static str,
    pub no_mediations: &'static str,
    pub add_mediation: &'static str,
    pub no_referrals: &'static str,
    pub add_referral: &'static str,
    pub care_plan_lines: &'static str,
    pub no_care_plan_lines: &'static str,
    pub add_care_plan_line: &'static str,
    pub plan_revisions: &'static str,
    pub no_plan_revisions: &'static str,
    pub add_plan_revision: &'static str,
    pub no_case_parts: &'static str,
    pub add_case_part: &'static str,
    pub theme_sun: &'static str,
    pub theme_sun_hint: &'static str,
    pub signed_in_as: &'static str,
    pub passed_on: &'static str,
    pub recuse: &'static str,
    pub recuse_hint: &'static str,
    pub photo_take: &'static str,
    pub photo_choose: &'static str,
    pub photo_hint: &'static str,
    pub photo_saving: &'static str,
    pub photo_unreadable: &'static str,
    pub photo_not_here: &'static str,
    pub nobody_to_choose: &'static str,
    pub given_away: &'static str,
    pub contact_unwanted: Template,
    pub this_time: &'static str,
    pub last_year: &'static str,
    pub create_hint: Labels,
    /// Names of the fields of each kind, in the order of its fields.
    pub field: [Labels; Kind::ALL.len()],
    pub untitled: Labels,
    pub map_north: &'static str,
    pub map_of: Template,
    pub map_of_all: &'static str,
    pub map_numbers: &'static str,
    pub walk: &'static str,
    pub walk_on: Template,
    pub walk_over: &'static str,
    pub walk_thrown_away: &'static str,
    pub corner: &'static str,
    pub walk_kept: Template,
    pub walk_undone: Template,
    pub walk_waits: &'static str,
    pub walk_fix: Template,
    pub walk_poor: &'static str,
    pub walk_refused: &'static str,
    pub walk_nothing: &'static str,
    pub walk_same: &'static str,
    pub walk_few: &'static str,
    pub walk_crosses: &'static str,
    pub walk_full: &'static str,
    pub pace: &'static str,
    pub pace_hint: &'static str,
    pub pace_long: &'static str,
    pub pace_wide: &'static str,
    pub pace_step: &'static str,
    pub pace_use: &'static str,
    pub sign: &'static str,
    pub sign_print: &'static str,
    pub sign_wild: &'static str,
    pub sign_why: &'static str,
    pub sign_hint: &'static str,
    pub sign_qr: Template,
    pub code_enter: &'static str,
    pub code_title: &'static str,
    pub code_field: &'static str,
    pub code_go: &'static str,
    pub code_wrong: &'static str,
    pub code_unknown: Template,
    pub code_several: &'static str,
    pub code_scan: &'static str,
    pub code_scanning: &'static str,
    pub code_no_scan: &'static str,
    pub code_no_camera: &'static str,
    pub save_copy: &'static str,
    pub case_step: Labels,
    pub events: &'static str,
    pub parties: &'static str,
    pub visit_step: Labels,
    pub observations: &'static str,
    pub area_step: Labels,
    pub observation_step: Labels,
    pub task_step: Labels,
    pub legal_steps: &'static str,
    pub mediations: &'static str,
    pub referrals: &'static str,
    pub signal_step: Labels,
    pub mediation_step: Labels,
    pub roles: &'static str,
    pub noted_as: Labels,
    pub frequency: Labels,
    pub severity: Labels,
    pub track: Labels,
    pub outcome: Labels,
    pub withheld_reason: Labels,
    pub wants_mediation: Labels,
    pub asked_by: Labels,
    pub contact_consent: Labels,
    pub note_consent: Labels,
    pub entry: Labels,
    pub visit_topic: Labels,
    pub measured: Labels,
    pub decided_by: Labels,
    pub responsible: Labels,
    pub constraint: Labels,
    pub answer_decision: Labels,
    pub team: Labels,
    pub protocol: Labels,
    pub sky: Labels,
    pub wind: Labels,
    pub insect: Labels,
    pub handler_role: Labels,
    pub welcome_item: Labels,
    pub observation_severity: Labels,
    pub flower_unit: Labels,
    pub cover: Labels,
    pub surroundings: Labels,
    pub shade: Labels,
    pub butterfly_method: Labels,
    pub receiving_team: Labels,
    pub signal_result: Labels,
    pub resident_yes: Labels,
    pub basis_without_consent: Labels,
    pub sent_by: Labels,
    pub audience: Labels,
    pub escalate_to: Labels,
    pub photo: &'static str,
    pub case_parts: &'static str,
    pub about_square_metres: Template,
    pub corners: Counted,
}

/// The texts of the pages behind the first screen in the language chosen.
pub fn of_pages() -> &'static PageTexts {
    pages_in(language())
}

fn pages_in(language: Language) -> &'static PageTexts {
    match language {
        Language::Danish => &PAGES_DA,
        Language::English => &PAGES_EN,
    }
}

impl Texts {
    /// Name of a kind of record.
    pub fn kind(&self, kind: Kind) -> &'static str {
        self.kind.at(kind as usize)
    }

    /// The texts of the pages behind the first screen, in the same language.
    pub fn pages(&self) -> &'static PageTexts {
        pages_in(self.tongue)
    }

    /// Name of a field; empty for a field that the kind does not have.
    pub fn field(&self, kind: Kind, name: &str) -> &'static str {
        let place = kind.fields().iter().position(|spec| spec.name == name);
        place.map_or("", |place| pages_in(self.tongue).field[kind as usize].at(place))
    }

    /// Name of a day near today; nothing when it has no name.
    pub fn in_days(&self, days: i64) -> &'static str {
        let place = NEAR_DAYS.iter().position(|near| *near == days);
        place.map_or("", |place| self.in_days[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_any_order() {
        assert_eq!(Template("{1} og {0}.").with(&["a", "b"]), "b og a.");
        assert_eq!(Template("{0} {0}").with(&["x"]), "x x");
        assert_eq!(Template("intet").with(&[]), "intet");
        assert_eq!(DA.not_taken.of(1), "1 blev ikke modtaget");
        assert_eq!(EN.not_taken.of(3), "3 were not received");
    }
}
