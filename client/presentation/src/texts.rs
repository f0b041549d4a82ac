//! The texts a person reads, as structs with a value for each language.
//!
//! The structs are written from the Fluent files in `locales/` while the crate is compiled (`build.rs`). Sentences
//! about refusals are the shared crate's.

use core::cell::Cell;

use feltbog_shared::language::Language;
use feltbog_shared::model::action_card::{Audience, EscalateTo, Situation};
use feltbog_shared::model::activity::{ActivityKind, ActivityPhase, ActivityState, Organiser, SocialGoal};
use feltbog_shared::model::adviser_measure::MeasureAnswer;
use feltbog_shared::model::area::{
    AreaKind, AreaState, Constraint, DecidedBy, Measured, Responsible, SignStatus,
};
use feltbog_shared::model::area_observation::{
    AnswerDecision, ObservationKind, ObservationSeverity, ObservationState,
};
use feltbog_shared::model::arrears_contact::{ArrearsResult, ArrearsStage, EvictionResult};
use feltbog_shared::model::care_plan_entry::Every;
use feltbog_shared::model::care_task::{TaskKind, TaskState, Team, Tool};
use feltbog_shared::model::case_part::{Part, RecusalReason};
use feltbog_shared::model::child_notification_receipt::NotificationWay;
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::conflict_case::{
    Afraid, ConflictState, Frequency, HandlerRole, NotedAs, Outcome, Severity, Topic, Track,
};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::{
    Aloneness, Fear, HarmDuration, OtherHomes, PartyRole, SleepHarm, WantsMediation, WithheldReason,
};
use feltbog_shared::model::counselling_inquiry::{InquiryOutcome, InquiryTopic, InquiryWay};
use feltbog_shared::model::door_round::{DoorResult, DoorRoundPurpose};
use feltbog_shared::model::experience_note::{ExperienceTopic, Worked};
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::handover::{HandoverRole, HandoverSubject};
use feltbog_shared::model::insect_count::{
    ButterflyMethod, ButterflySkill, CountFlaw, CountState, Cover, FlowerUnit, InsectGroup, OtherSystem,
    Protocol, Shade, Sky, Surroundings, TargetFlower, Wind,
};
use feltbog_shared::model::legal_step::LegalStepKind;
use feltbog_shared::model::mediation::{MediationResult, MediationState};
use feltbog_shared::model::passed_on::PassedOnKind;
use feltbog_shared::model::photo::PhotoMoment;
use feltbog_shared::model::referral::{BasisWithoutConsent, ReceiverKind, ReferralOutcome, SentBy};
use feltbog_shared::model::screening::{CriterionLevel, ScreeningConclusion};
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalResult, SignalState, Urgency};
use feltbog_shared::model::social_visit::{
    AskedBy, ContactConsent, Entry, NoteConsent, SafetyReason, VisitKind, VisitResult, VisitState,
    VisitTopic, WelcomeItem,
};
use feltbog_shared::model::wellbeing_interview::InterviewWay;
use feltbog_shared::model::{
    ActionCard, Activity, AdviserMeasure, Area, AreaObservation, ArrearsContact, CarePlanEntry, CareTask,
    CasePart, CasePhoto, ChildNotificationReceipt, Concern, ConflictCase, ConflictEvent, ConflictParty,
    CounsellingInquiry, Deputy, DoorRound, ExperienceNote, FieldSpec, Goal, Handover, InsectCount, Kind,
    LegalStep, Mediation, Model, PassedOn, Photo, PlanRevision, Referral, ResidentCard, Screening, Signal,
    SignalPhoto, SocialVisit, VisitNote, WellbeingInterview,
};
use feltbog_shared::permission::Role;

use super::count_warning::CountWarning;

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::Danish) };
}

/// The texts in the language chosen. Not reactive: the whole screen is drawn anew when the language changes.
pub fn texts() -> &'static Texts {
    of(LANGUAGE.get())
}

/// The language chosen.
pub fn language() -> Language {
    LANGUAGE.get()
}

/// Chooses the language of [`texts`].
pub fn choose(language: Language) {
    LANGUAGE.set(language);
}

/// The texts of a language.
pub fn of(language: Language) -> &'static Texts {
    Texts::of(language)
}

/// The words for the values of a list, each on a line of its own, in the list's order. One text for a whole list, since
/// a pointer for every value weighs as much as its words.
#[derive(Clone, Copy)]
pub struct Labels(pub &'static str);

impl Labels {
    /// Name of the value in this place of its list; empty behind the end.
    pub fn at(self, place: usize) -> &'static str {
        self.0.split('\n').nth(place).unwrap_or_default()
    }
}

/// A sentence with `N` places for names and numbers: `{0}`, `{1}`, `{2}`.
#[derive(Clone, Copy)]
pub struct Template<const N: usize>(pub &'static str);

impl<const N: usize> Template<N> {
    /// The sentence with its places filled.
    pub fn with(self, parts: &[&str; N]) -> String {
        fill(self.0, parts)
    }
}

fn fill(sentence: &str, parts: &[&str]) -> String {
    let mut said = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
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

/// A sentence about a number of things.
#[derive(Clone, Copy)]
pub struct Counted {
    /// About one.
    pub one: &'static str,
    /// About any other number.
    pub more: Template<1>,
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

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
include!(concat!(env!("OUT_DIR"), "/page_texts.rs"));

// A day near today for each of the texts that name it.
const _: () = assert!(NEAR_DAYS.len() == DA.in_days.len());

/// The texts of the pages behind the first screen in the language chosen.
pub fn page_texts() -> &'static PageTexts {
    PageTexts::of(language())
}

impl Texts {
    /// Name of a kind of record.
    pub fn kind(&self, kind: Kind) -> &'static str {
        self.kind.at(kind as usize)
    }

    /// The texts of the pages behind the first screen, in the same language.
    pub fn pages(&self) -> &'static PageTexts {
        PageTexts::of(self.written_in)
    }

    /// Name of a field; empty for a field that the kind does not have.
    pub fn field(&self, kind: Kind, name: &str) -> &'static str {
        let place = kind.fields().iter().position(|spec| spec.name == name);
        place.map_or("", |place| {
            PageTexts::of(self.written_in).field[kind as usize].at(place)
        })
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
