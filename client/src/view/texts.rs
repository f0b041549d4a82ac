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

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::Danish) };
}

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub(crate) fn t() -> &'static Texts {
    of(LANGUAGE.get())
}

/// The language chosen.
pub(crate) fn language() -> Language {
    LANGUAGE.get()
}

/// Chooses the language of [`t`].
pub(crate) fn choose(language: Language) {
    LANGUAGE.set(language);
}

/// The texts of a language.
pub(crate) fn of(language: Language) -> &'static Texts {
    match language {
        Language::Danish => &DA,
        Language::English => &EN,
    }
}

/// What the values of a list are called, each on a line of its own, in the list's order. One text for a whole list,
/// since a pointer for every value weighs as much as its words.
#[derive(Clone, Copy)]
pub(crate) struct Labels(pub(super) &'static str);

impl Labels {
    /// What the value in this place of its list is called; empty behind the end.
    pub(crate) fn at(self, place: usize) -> &'static str {
        self.0.split('\n').nth(place).unwrap_or_default()
    }
}

/// A sentence with places for names and numbers: `{0}`, `{1}`, `{2}`.
#[derive(Clone, Copy)]
pub(crate) struct Template(pub(super) &'static str);

impl Template {
    /// The sentence with its places filled.
    pub(crate) fn with(self, parts: &[&str]) -> String {
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
pub(crate) struct Counted {
    /// About one.
    pub(super) one: &'static str,
    /// About any other number.
    pub(super) more: Template,
}

impl Counted {
    /// The sentence about so many.
    pub(crate) fn of(self, count: i64) -> String {
        match count {
            1 => self.one.to_owned(),
            _ => self.more.with(&[&count.to_string()]),
        }
    }
}

/// The days that are offered by name, in days from today.
pub(crate) const NEAR_DAYS: [i64; 6] = [0, 1, 7, 14, 28, 91];

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

/// The [`Labels`] of every kind's fields. They begin with the two that all kinds have.
macro_rules! fields {
    ($created_at:literal, $follow_up_on:literal; $($kind:ident { $($field:ident => $text:literal,)+ })+) => {{
        const {
            let mut kind = 0;
            $(
                assert!(<$kind as Model>::KIND as usize == kind);
                let fields = <$kind as Model>::FIELDS;
                let mut next = 2;
                $(assert!(same(fields[next].name, stringify!($field))); next += 1;)+
                assert!(next == fields.len());
                kind += 1;
            )+
            assert!(kind == Kind::ALL.len());
        }
        [$(Labels(concat!($created_at, "\n", $follow_up_on, "\n", $($text, "\n"),+))),+]
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

#[path = "../../locales/da.rs"]
mod da;
#[path = "../../locales/en.rs"]
mod en;

pub(crate) use da::{DA, PAGES_DA};
pub(crate) use en::{EN, PAGES_EN};

/// Every text of one language.
pub(crate) struct Texts {
    pub(crate) tongue: Language,
    // Dates and numbers
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) months: [&'static str; 12],
    pub(crate) today: &'static str,
    pub(crate) tomorrow: &'static str,
    pub(crate) yesterday: &'static str,
    /// Between a day and a time.
    pub(crate) at_clock: &'static str,
    /// After the day's number.
    pub(crate) after_day: &'static str,
    pub(crate) clock_separator: char,
    pub(crate) thousands_separator: char,

    // Everywhere
    pub(crate) brand: &'static str,
    pub(crate) skip_to_content: &'static str,
    pub(crate) home: &'static str,
    pub(crate) new: &'static str,
    pub(crate) mine: &'static str,
    pub(crate) places_in_app: &'static str,
    pub(crate) back: &'static str,
    pub(crate) help: &'static str,
    pub(crate) done: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) nothing_here: &'static str,
    pub(crate) and_more: Template,
    pub(crate) somebody: &'static str,
    pub(crate) page_missing: &'static str,
    pub(crate) page_not_here: &'static str,
    pub(crate) to_home: &'static str,
    pub(crate) stopped: &'static str,
    // How things stand
    pub(crate) on_phone: &'static str,
    pub(crate) lacks_sending: Template,
    pub(crate) not_taken: Counted,
    pub(crate) all_sent: &'static str,
    pub(crate) no_net: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) first_sync: &'static str,
    /// What the status line leads to.
    pub(crate) status_more: &'static str,
    pub(crate) item_waits: &'static str,
    pub(crate) item_waits_changes: Counted,
    pub(crate) item_sent: &'static str,
    pub(crate) item_refused: &'static str,
    pub(crate) saving: &'static str,
    pub(crate) storage_full: &'static str,
    pub(crate) storage_silent: &'static str,
    pub(crate) record_missing: &'static str,

    // Enrolment
    pub(crate) enrol_title: &'static str,
    pub(crate) enrol_intro: &'static str,
    pub(crate) enrol_code: &'static str,
    pub(crate) enrol_code_hint: &'static str,
    pub(crate) enrol_go: &'static str,
    pub(crate) enrol_under_way: &'static str,
    pub(crate) enrol_unreachable: &'static str,
    pub(crate) enrol_too_short: &'static str,
    pub(crate) welcome: Template,
    pub(crate) welcome_where: Template,
    pub(crate) welcome_go: &'static str,
    pub(crate) who: &'static str,
    pub(crate) lock: &'static str,
    pub(crate) welcome_offline: &'static str,
    pub(crate) welcome_refilled: &'static str,

    // Departments
    pub(crate) choose_department: &'static str,
    pub(crate) change_department: Template,
    pub(crate) no_departments: &'static str,

    // Home
    pub(crate) todays_round: &'static str,
    pub(crate) open_cases: &'static str,
    pub(crate) no_open_cases: &'static str,
    pub(crate) care_tasks: &'static str,
    pub(crate) no_tasks_today: &'static str,
    pub(crate) todays_visits: &'static str,
    pub(crate) no_visits_today: &'static str,
    pub(crate) latest_visits: &'static str,
    pub(crate) new_visit: &'static str,
    pub(crate) count_insects: &'static str,
    pub(crate) count_insects_in: Template,
    pub(crate) go_on_counting: &'static str,
    pub(crate) areas: &'static str,
    pub(crate) no_areas: &'static str,
    pub(crate) latest_counts: &'static str,
    pub(crate) both_kept_badge: &'static str,
    pub(crate) nothing_for_role: &'static str,
    pub(crate) conflict: &'static str,
    pub(crate) count: &'static str,
    pub(crate) area: &'static str,

    // New and mine

    // Records
    pub(crate) kind: Labels,
    pub(crate) history: &'static str,
    pub(crate) in_days: [&'static str; NEAR_DAYS.len()],
    pub(crate) now: &'static str,

    // Conflicts
    pub(crate) follow_up: &'static str,
    // Visits

    // Counts
    pub(crate) count_total: Counted,

    // Areas
    pub(crate) square_metres: Template,
    pub(crate) no_counts: &'static str,
    pub(crate) task_window: Template,
    pub(crate) task_until: Template,

    // Two people, one field

    // Help
    pub(crate) cards: &'static str,
    pub(crate) referrals_due: &'static str,

    // Finding
    pub(crate) find: &'static str,

    pub(crate) open_signals: &'static str,
    pub(crate) no_signals: &'static str,

    // History

    // Settings and updates
    pub(crate) settings: &'static str,
    pub(crate) language: &'static str,
    pub(crate) theme: &'static str,
    pub(crate) organisation: &'static str,
    pub(crate) department: &'static str,
    pub(crate) update_ready: &'static str,
    pub(crate) update_now: &'static str,
    pub(crate) too_old: &'static str,
    // Value lists
    pub(crate) role: Labels,
    pub(crate) topic: Labels,
    pub(crate) conflict_state: Labels,
    pub(crate) event_kind: Labels,
    pub(crate) party_role: Labels,
    pub(crate) visit_kind: Labels,
    pub(crate) visit_result_value: Labels,
    pub(crate) visit_state: Labels,
    pub(crate) area_kind: Labels,
    pub(crate) sign_status: Labels,
    pub(crate) area_state: Labels,
    pub(crate) observation_kind: Labels,
    pub(crate) observation_state: Labels,
    pub(crate) task_kind: Labels,
    pub(crate) tool: Labels,
    pub(crate) task_state: Labels,
    pub(crate) flower: Labels,
    pub(crate) count_state: Labels,
    pub(crate) mediation_result: Labels,
    pub(crate) mediation_state: Labels,
    pub(crate) receiver_kind: Labels,
    pub(crate) signal_kind: Labels,
    pub(crate) urgency: Labels,
    pub(crate) signal_state: Labels,
    pub(crate) handover_role: Labels,
    pub(crate) passed_on_kind: Labels,
    pub(crate) handover_subject: Labels,
    pub(crate) legal_step_kind: Labels,
    pub(crate) referral_outcome: Labels,
    pub(crate) situation: Labels,
    pub(crate) every: Labels,
    pub(crate) part: Labels,
    pub(crate) recusal_reason: Labels,
    pub(crate) photos: &'static str,
    pub(crate) photo_moment: Labels,

    // Ground
    pub(crate) visitor: &'static str,
}

/// What only pages behind the first screen say: it is cut out of the module with them.
pub(crate) struct PageTexts {
    pub(crate) on_phone_sends_later: &'static str,
    pub(crate) record_gone: &'static str,
    pub(crate) all_areas: &'static str,
    pub(crate) new_title: &'static str,
    pub(crate) new_nothing: &'static str,
    pub(crate) mine_title: &'static str,
    pub(crate) mine_nothing: &'static str,
    pub(crate) not_chosen: &'static str,
    pub(crate) reading_only: &'static str,
    pub(crate) history_of: Template,
    pub(crate) history_none: &'static str,
    pub(crate) created_by: Template,
    pub(crate) call_112: &'static str,
    pub(crate) call_112_button: &'static str,
    pub(crate) note_title: &'static str,
    pub(crate) note_locked: &'static str,
    pub(crate) note_show: &'static str,
    pub(crate) note_hide: &'static str,
    pub(crate) notes_several: &'static str,
    pub(crate) notes_join: &'static str,
    pub(crate) notes_too_long: &'static str,
    pub(crate) note_not_wanted: &'static str,
    pub(crate) count_patch: &'static str,
    pub(crate) count_rule: &'static str,
    pub(crate) count_start: Template,
    pub(crate) count_time_left: &'static str,
    pub(crate) count_pause: &'static str,
    pub(crate) count_resume: &'static str,
    pub(crate) count_paused: &'static str,
    pub(crate) count_two_left: &'static str,
    pub(crate) count_time_over: &'static str,
    pub(crate) count_finish: &'static str,
    pub(crate) count_undone: Template,
    pub(crate) count_weather: &'static str,
    pub(crate) count_receipt: &'static str,
    pub(crate) count_valid: &'static str,
    pub(crate) count_not_valid: &'static str,
    pub(crate) count_flaw: Labels,
    pub(crate) count_thanks: &'static str,
    pub(crate) count_correct: &'static str,
    pub(crate) degrees: Template,
    pub(crate) minutes: Counted,
    pub(crate) both_kept: &'static str,
    pub(crate) both_kept_by: Template,
    pub(crate) keep_this: &'static str,
    pub(crate) wrote: Template,
    pub(crate) no_cards: &'static str,
    pub(crate) card_signs: &'static str,
    pub(crate) card_steps: &'static str,
    pub(crate) card_do_not: &'static str,
    pub(crate) card_escalate: Template,
    pub(crate) card_call: Template,
    pub(crate) happened_again: &'static str,
    pub(crate) what_do_i_do: &'static str,
    pub(crate) both_must_agree: &'static str,
    pub(crate) looks_like_illness: &'static str,
    pub(crate) find_what: &'static str,
    pub(crate) find_only: &'static str,
    pub(crate) found: Counted,
    pub(crate) found_nothing: &'static str,
    pub(crate) theme_phone: &'static str,
    pub(crate) theme_light: &'static str,
    pub(crate) theme_dark: &'static str,
    pub(crate) things_lack_sending: Counted,
    pub(crate) status_title: &'static str,
    pub(crate) status_all_sent_long: &'static str,
    pub(crate) status_nothing_yet: &'static str,
    pub(crate) set_aside_count: Counted,
    pub(crate) letters_left: Template,
    pub(crate) too_long: Template,
    pub(crate) number_outside: Template,
    pub(crate) more: &'static str,
    pub(crate) fewer: &'static str,
    pub(crate) other_day: &'static str,
    pub(crate) count_add: Template,
    pub(crate) did_create: &'static str,
    pub(crate) did_set: Template,
    pub(crate) did_clear: Template,
    pub(crate) did_include: Template,
    pub(crate) did_exclude: Template,
    pub(crate) did_count: Template,
    pub(crate) did_write: Template,
    pub(crate) did_delete: Template,
    pub(crate) did_rewrite: Template,
    pub(crate) conflict_what: &'static str,
    pub(crate) conflict_where: &'static str,
    pub(crate) conflict_place_hint: &'static str,
    pub(crate) conflict_seen: &'static str,
    pub(crate) only_needed: &'static str,
    pub(crate) no_sensitive: &'static str,
    pub(crate) what_now: &'static str,
    pub(crate) no_events: &'static str,
    pub(crate) add_event: &'static str,
    pub(crate) no_parties: &'static str,
    pub(crate) add_party: &'static str,
    pub(crate) visit_where: &'static str,
    pub(crate) visit_result: &'static str,
    pub(crate) visit_asked: &'static str,
    pub(crate) visit_note_asked: &'static str,
    pub(crate) visit_topics: &'static str,
    pub(crate) visit_next: &'static str,
    pub(crate) count_where: &'static str,
    pub(crate) count_flower: &'static str,
    pub(crate) count_flower_units: &'static str,
    pub(crate) no_observations: &'static str,
    pub(crate) counts_here: &'static str,
    pub(crate) tasks_here: &'static str,
    pub(crate) no_tasks: &'static str,
    pub(crate) observation_seen: &'static str,
    pub(crate) signal_where: &'static str,
    pub(crate) signal_seen: &'static str,
    pub(crate) handover_what: &'static str,
    pub(crate) handed_over: &'static str,
    pub(crate) not_handed_over: &'static str,
    pub(crate) no_legal_steps: &'static str,
    pub(crate) add_legal_step: &'static str,
    pub(crate) no_mediations: &'static str,
    pub(crate) add_mediation: &'static str,
    pub(crate) no_referrals: &'static str,
    pub(crate) add_referral: &'static str,
    pub(crate) care_plan_lines: &'static str,
    pub(crate) no_care_plan_lines: &'static str,
    pub(crate) add_care_plan_line: &'static str,
    pub(crate) plan_revisions: &'static str,
    pub(crate) no_plan_revisions: &'static str,
    pub(crate) add_plan_revision: &'static str,
    pub(crate) no_case_parts: &'static str,
    pub(crate) add_case_part: &'static str,
    pub(crate) theme_sun: &'static str,
    pub(crate) theme_sun_hint: &'static str,
    pub(crate) signed_in_as: &'static str,
    pub(crate) passed_on: &'static str,
    pub(crate) recuse: &'static str,
    pub(crate) recuse_hint: &'static str,
    pub(crate) photo_take: &'static str,
    pub(crate) photo_choose: &'static str,
    pub(crate) photo_hint: &'static str,
    pub(crate) photo_saving: &'static str,
    pub(crate) photo_unreadable: &'static str,
    pub(crate) photo_not_here: &'static str,
    pub(crate) nobody_to_choose: &'static str,
    pub(crate) given_away: &'static str,
    pub(crate) contact_unwanted: Template,
    pub(crate) this_time: &'static str,
    pub(crate) last_year: &'static str,
    pub(crate) create_hint: Labels,
    /// What the fields of each kind are called, in the order of its fields.
    pub(crate) field: [Labels; Kind::ALL.len()],
    pub(crate) untitled: Labels,
    pub(crate) map_north: &'static str,
    pub(crate) map_of: Template,
    pub(crate) map_of_all: &'static str,
    pub(crate) map_numbers: &'static str,
    pub(crate) walk: &'static str,
    pub(crate) walk_on: Template,
    pub(crate) walk_over: &'static str,
    pub(crate) walk_thrown_away: &'static str,
    pub(crate) corner: &'static str,
    pub(crate) walk_kept: Template,
    pub(crate) walk_undone: Template,
    pub(crate) walk_waits: &'static str,
    pub(crate) walk_fix: Template,
    pub(crate) walk_poor: &'static str,
    pub(crate) walk_refused: &'static str,
    pub(crate) walk_nothing: &'static str,
    pub(crate) walk_same: &'static str,
    pub(crate) walk_few: &'static str,
    pub(crate) walk_crosses: &'static str,
    pub(crate) walk_full: &'static str,
    pub(crate) pace: &'static str,
    pub(crate) pace_hint: &'static str,
    pub(crate) pace_long: &'static str,
    pub(crate) pace_wide: &'static str,
    pub(crate) pace_step: &'static str,
    pub(crate) pace_use: &'static str,
    pub(crate) sign: &'static str,
    pub(crate) sign_print: &'static str,
    pub(crate) sign_wild: &'static str,
    pub(crate) sign_why: &'static str,
    pub(crate) sign_hint: &'static str,
    pub(crate) sign_qr: Template,
    pub(crate) code_enter: &'static str,
    pub(crate) code_title: &'static str,
    pub(crate) code_field: &'static str,
    pub(crate) code_go: &'static str,
    pub(crate) code_wrong: &'static str,
    pub(crate) code_unknown: Template,
    pub(crate) code_several: &'static str,
    pub(crate) code_scan: &'static str,
    pub(crate) code_scanning: &'static str,
    pub(crate) code_no_scan: &'static str,
    pub(crate) code_no_camera: &'static str,
    pub(crate) save_copy: &'static str,
    pub(crate) case_step: Labels,
    pub(crate) events: &'static str,
    pub(crate) parties: &'static str,
    pub(crate) visit_step: Labels,
    pub(crate) observations: &'static str,
    pub(crate) area_step: Labels,
    pub(crate) observation_step: Labels,
    pub(crate) task_step: Labels,
    pub(crate) legal_steps: &'static str,
    pub(crate) mediations: &'static str,
    pub(crate) referrals: &'static str,
    pub(crate) signal_step: Labels,
    pub(crate) mediation_step: Labels,
    pub(crate) roles: &'static str,
    pub(crate) noted_as: Labels,
    pub(crate) frequency: Labels,
    pub(crate) severity: Labels,
    pub(crate) track: Labels,
    pub(crate) outcome: Labels,
    pub(crate) withheld_reason: Labels,
    pub(crate) wants_mediation: Labels,
    pub(crate) asked_by: Labels,
    pub(crate) contact_consent: Labels,
    pub(crate) note_consent: Labels,
    pub(crate) entry: Labels,
    pub(crate) visit_topic: Labels,
    pub(crate) measured: Labels,
    pub(crate) decided_by: Labels,
    pub(crate) responsible: Labels,
    pub(crate) constraint: Labels,
    pub(crate) answer_decision: Labels,
    pub(crate) team: Labels,
    pub(crate) protocol: Labels,
    pub(crate) sky: Labels,
    pub(crate) wind: Labels,
    pub(crate) insect: Labels,
    pub(crate) handler_role: Labels,
    pub(crate) welcome_item: Labels,
    pub(crate) observation_severity: Labels,
    pub(crate) flower_unit: Labels,
    pub(crate) cover: Labels,
    pub(crate) surroundings: Labels,
    pub(crate) shade: Labels,
    pub(crate) butterfly_method: Labels,
    pub(crate) receiving_team: Labels,
    pub(crate) signal_result: Labels,
    pub(crate) resident_yes: Labels,
    pub(crate) basis_without_consent: Labels,
    pub(crate) sent_by: Labels,
    pub(crate) audience: Labels,
    pub(crate) escalate_to: Labels,
    pub(crate) photo: &'static str,
    pub(crate) case_parts: &'static str,
    pub(crate) about_square_metres: Template,
    pub(crate) corners: Counted,
}

/// The texts of the pages behind the first screen in the language chosen.
pub(crate) fn of_pages() -> &'static PageTexts {
    pages_in(language())
}

fn pages_in(language: Language) -> &'static PageTexts {
    match language {
        Language::Danish => &PAGES_DA,
        Language::English => &PAGES_EN,
    }
}

impl Texts {
    /// What a kind of record is called.
    pub(crate) fn kind(&self, kind: Kind) -> &'static str {
        self.kind.at(kind as usize)
    }

    /// The texts of the pages behind the first screen, in the same language.
    pub(crate) fn pages(&self) -> &'static PageTexts {
        pages_in(self.tongue)
    }

    /// What a field is called; empty for a field that the kind does not have.
    pub(crate) fn field(&self, kind: Kind, name: &str) -> &'static str {
        let place = kind.fields().iter().position(|spec| spec.name == name);
        place.map_or("", |place| pages_in(self.tongue).field[kind as usize].at(place))
    }

    /// What a day near today is called; nothing when it has no name.
    pub(crate) fn in_days(&self, days: i64) -> &'static str {
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
