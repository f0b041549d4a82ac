//! Every text a person reads, as one struct with a value per language: a text that is missing in one of them does
//! not compile.
//!
//! The texts themselves stand in `client/locales/`. Sentences about refusals are the shared crate's.

use core::cell::Cell;

use feltbog_shared::language::Language;
use feltbog_shared::model::Kind;
use feltbog_shared::model::area::{
    AreaKind, AreaState, Constraint, DecidedBy, Measured, Responsible, SignStatus,
};
use feltbog_shared::model::area_observation::{AnswerDecision, ObservationKind, ObservationState};
use feltbog_shared::model::care_task::{TaskKind, TaskState, Team, Tool};
use feltbog_shared::model::conflict_case::{
    ConflictState, Frequency, NotedAs, Outcome, Severity, Topic, Track,
};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::{PartyRole, WantsMediation, WithheldReason};
use feltbog_shared::model::insect_count::{
    CountFlaw, CountState, InsectGroup, Protocol, Sky, TargetFlower, Wind,
};
use feltbog_shared::model::social_visit::{
    AskedBy, ContactConsent, Entry, NoteConsent, VisitKind, VisitResult, VisitState, VisitTopic,
};
use feltbog_shared::permission::Role;

#[path = "../../locales/da.rs"]
mod da;
#[path = "../../locales/en.rs"]
mod en;

pub(crate) use da::DA;
pub(crate) use en::EN;

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

/// A list of values: what each is called.
type Label<T> = fn(T) -> &'static str;

/// Every text of one language.
pub(crate) struct Texts {
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
    pub(crate) done: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) loading: &'static str,
    pub(crate) nothing_here: &'static str,
    pub(crate) and_more: fn(u32) -> String,
    pub(crate) somebody: &'static str,
    pub(crate) page_missing: &'static str,
    pub(crate) to_home: &'static str,
    pub(crate) stopped: &'static str,
    // How things stand
    pub(crate) on_phone: &'static str,
    pub(crate) on_phone_sends_later: &'static str,
    pub(crate) lacks_sending: fn(u32) -> String,
    pub(crate) things_lack_sending: fn(u32) -> String,
    pub(crate) not_taken: fn(u32) -> String,
    pub(crate) all_sent: &'static str,
    pub(crate) no_net: &'static str,
    pub(crate) sending: &'static str,
    pub(crate) first_sync: &'static str,
    pub(crate) status_title: &'static str,
    pub(crate) status_all_sent_long: &'static str,
    pub(crate) status_nothing_yet: &'static str,
    pub(crate) set_aside_count: fn(u32) -> String,
    pub(crate) item_waits: &'static str,
    pub(crate) item_waits_changes: fn(u32) -> String,
    pub(crate) item_sent: &'static str,
    pub(crate) item_refused: &'static str,
    pub(crate) saving: &'static str,
    pub(crate) storage_full: &'static str,
    pub(crate) storage_silent: &'static str,
    pub(crate) record_missing: &'static str,
    pub(crate) record_gone: &'static str,

    // Enrolment
    pub(crate) enrol_title: &'static str,
    pub(crate) enrol_intro: &'static str,
    pub(crate) enrol_code: &'static str,
    pub(crate) enrol_code_hint: &'static str,
    pub(crate) enrol_go: &'static str,
    pub(crate) enrol_under_way: &'static str,
    pub(crate) enrol_unreachable: &'static str,
    pub(crate) enrol_too_short: &'static str,
    pub(crate) welcome: fn(&str) -> String,
    pub(crate) welcome_where: fn(&str) -> String,
    pub(crate) welcome_go: &'static str,
    pub(crate) welcome_offline: &'static str,

    // Departments
    pub(crate) choose_department: &'static str,
    pub(crate) change_department: fn(&str) -> String,
    pub(crate) no_departments: &'static str,

    // Home
    pub(crate) todays_round: &'static str,
    pub(crate) follow_up_due: &'static str,
    pub(crate) open_cases: &'static str,
    pub(crate) no_open_cases: &'static str,
    pub(crate) care_tasks: &'static str,
    pub(crate) no_tasks_today: &'static str,
    pub(crate) todays_visits: &'static str,
    pub(crate) no_visits_today: &'static str,
    pub(crate) latest_visits: &'static str,
    pub(crate) new_visit: &'static str,
    pub(crate) count_insects: &'static str,
    pub(crate) count_insects_in: fn(&str) -> String,
    pub(crate) go_on_counting: &'static str,
    pub(crate) areas: &'static str,
    pub(crate) all_areas: &'static str,
    pub(crate) no_areas: &'static str,
    pub(crate) latest_counts: &'static str,
    pub(crate) both_kept_badge: &'static str,
    pub(crate) nothing_for_role: &'static str,
    pub(crate) conflict: &'static str,
    pub(crate) count: &'static str,
    pub(crate) area: &'static str,

    // New and mine
    pub(crate) new_title: &'static str,
    pub(crate) new_nothing: &'static str,
    pub(crate) create: fn(Kind) -> &'static str,
    pub(crate) create_hint: fn(Kind) -> &'static str,
    pub(crate) mine_title: &'static str,
    pub(crate) mine_nothing: &'static str,

    // Records
    pub(crate) kind: Label<Kind>,
    /// What a field is called; empty for a field that the kind does not have.
    pub(crate) field: fn(Kind, &str) -> &'static str,
    pub(crate) untitled: fn(Kind) -> &'static str,
    pub(crate) not_chosen: &'static str,
    pub(crate) reading_only: &'static str,
    pub(crate) history: &'static str,
    pub(crate) history_of: fn(&str) -> String,
    pub(crate) history_none: &'static str,
    pub(crate) letters_left: fn(i64) -> String,
    pub(crate) too_long: fn(i64) -> String,
    pub(crate) number_outside: fn(i64, i64) -> String,
    pub(crate) more: &'static str,
    pub(crate) fewer: &'static str,
    pub(crate) other_day: &'static str,
    pub(crate) in_days: fn(i64) -> &'static str,
    pub(crate) now: &'static str,
    pub(crate) created_by: fn(&str, &str) -> String,

    // Conflicts
    pub(crate) conflict_what: &'static str,
    pub(crate) conflict_where: &'static str,
    pub(crate) conflict_place_hint: &'static str,
    pub(crate) conflict_seen: &'static str,
    pub(crate) only_needed: &'static str,
    pub(crate) no_sensitive: &'static str,
    pub(crate) call_112: &'static str,
    pub(crate) call_112_button: &'static str,
    pub(crate) what_now: &'static str,
    pub(crate) follow_up: &'static str,
    pub(crate) case_step: Label<ConflictState>,
    pub(crate) events: &'static str,
    pub(crate) no_events: &'static str,
    pub(crate) add_event: &'static str,
    pub(crate) parties: &'static str,
    pub(crate) no_parties: &'static str,
    pub(crate) add_party: &'static str,
    // Visits
    pub(crate) visit_where: &'static str,
    pub(crate) visit_result: &'static str,
    pub(crate) visit_asked: &'static str,
    pub(crate) visit_note_asked: &'static str,
    pub(crate) visit_topics: &'static str,
    pub(crate) visit_next: &'static str,
    pub(crate) note_title: &'static str,
    pub(crate) note_locked: &'static str,
    pub(crate) note_show: &'static str,
    pub(crate) note_hide: &'static str,
    pub(crate) note_not_wanted: &'static str,
    pub(crate) visit_step: Label<VisitState>,

    // Counts
    pub(crate) count_where: &'static str,
    pub(crate) count_flower: &'static str,
    pub(crate) count_flower_units: &'static str,
    pub(crate) count_patch: &'static str,
    pub(crate) count_rule: &'static str,
    pub(crate) count_start: &'static str,
    pub(crate) count_time_left: &'static str,
    pub(crate) count_pause: &'static str,
    pub(crate) count_resume: &'static str,
    pub(crate) count_paused: &'static str,
    pub(crate) count_two_left: &'static str,
    pub(crate) count_time_over: &'static str,
    pub(crate) count_finish: &'static str,
    pub(crate) count_add: fn(&str, i64) -> String,
    pub(crate) count_undone: fn(&str) -> String,
    pub(crate) count_total: fn(i64) -> String,
    pub(crate) count_weather: &'static str,
    pub(crate) count_receipt: &'static str,
    pub(crate) count_valid: &'static str,
    pub(crate) count_not_valid: &'static str,
    pub(crate) count_flaw: Label<CountFlaw>,
    pub(crate) count_thanks: &'static str,
    pub(crate) count_correct: &'static str,
    pub(crate) degrees: fn(i64) -> String,
    pub(crate) minutes: fn(i64) -> String,

    // Areas
    pub(crate) square_metres: fn(&str) -> String,
    pub(crate) observations: &'static str,
    pub(crate) no_observations: &'static str,
    pub(crate) counts_here: &'static str,
    pub(crate) no_counts: &'static str,
    pub(crate) tasks_here: &'static str,
    pub(crate) no_tasks: &'static str,
    pub(crate) task_window: fn(&str, &str) -> String,
    pub(crate) task_until: fn(&str) -> String,
    pub(crate) observation_seen: &'static str,
    pub(crate) area_step: Label<AreaState>,
    pub(crate) observation_step: Label<ObservationState>,
    pub(crate) task_step: Label<TaskState>,

    // Two people, one field
    pub(crate) both_kept: &'static str,
    pub(crate) both_kept_by: fn(&str) -> String,
    pub(crate) keep_this: &'static str,
    pub(crate) wrote: fn(&str, &str) -> String,

    // History
    pub(crate) did_create: &'static str,
    pub(crate) did_set: fn(&str, &str) -> String,
    pub(crate) did_clear: fn(&str) -> String,
    pub(crate) did_include: fn(&str, &str) -> String,
    pub(crate) did_exclude: fn(&str, &str) -> String,
    pub(crate) did_count: fn(&str, i64) -> String,
    pub(crate) did_write: fn(&str, u32, u32) -> String,

    // Settings and updates
    pub(crate) settings: &'static str,
    pub(crate) language: &'static str,
    pub(crate) theme: &'static str,
    pub(crate) theme_phone: &'static str,
    pub(crate) theme_light: &'static str,
    pub(crate) theme_dark: &'static str,
    pub(crate) theme_sun: &'static str,
    pub(crate) theme_sun_hint: &'static str,
    pub(crate) signed_in_as: &'static str,
    pub(crate) organisation: &'static str,
    pub(crate) department: &'static str,
    pub(crate) roles: &'static str,
    pub(crate) update_ready: &'static str,
    pub(crate) update_now: &'static str,
    // Value lists
    pub(crate) role: Label<Role>,
    pub(crate) topic: Label<Topic>,
    pub(crate) noted_as: Label<NotedAs>,
    pub(crate) frequency: Label<Frequency>,
    pub(crate) severity: Label<Severity>,
    pub(crate) track: Label<Track>,
    pub(crate) outcome: Label<Outcome>,
    pub(crate) conflict_state: Label<ConflictState>,
    pub(crate) event_kind: Label<EventKind>,
    pub(crate) party_role: Label<PartyRole>,
    pub(crate) withheld_reason: Label<WithheldReason>,
    pub(crate) wants_mediation: Label<WantsMediation>,
    pub(crate) visit_kind: Label<VisitKind>,
    pub(crate) asked_by: Label<AskedBy>,
    pub(crate) contact_consent: Label<ContactConsent>,
    pub(crate) note_consent: Label<NoteConsent>,
    pub(crate) entry: Label<Entry>,
    pub(crate) visit_topic: Label<VisitTopic>,
    pub(crate) visit_result_value: Label<VisitResult>,
    pub(crate) visit_state: Label<VisitState>,
    pub(crate) area_kind: Label<AreaKind>,
    pub(crate) measured: Label<Measured>,
    pub(crate) decided_by: Label<DecidedBy>,
    pub(crate) responsible: Label<Responsible>,
    pub(crate) sign_status: Label<SignStatus>,
    pub(crate) constraint: Label<Constraint>,
    pub(crate) area_state: Label<AreaState>,
    pub(crate) observation_kind: Label<ObservationKind>,
    pub(crate) answer_decision: Label<AnswerDecision>,
    pub(crate) observation_state: Label<ObservationState>,
    pub(crate) task_kind: Label<TaskKind>,
    pub(crate) team: Label<Team>,
    pub(crate) tool: Label<Tool>,
    pub(crate) task_state: Label<TaskState>,
    pub(crate) protocol: Label<Protocol>,
    pub(crate) flower: Label<TargetFlower>,
    pub(crate) sky: Label<Sky>,
    pub(crate) wind: Label<Wind>,
    pub(crate) insect: Label<InsectGroup>,
    pub(crate) count_state: Label<CountState>,
}
