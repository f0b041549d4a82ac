//! The model: one file per kind of record with its fields, value lists, states, deadlines and checks. Field names and
//! values are those of records.md.

pub mod action_card;
pub mod activity;
pub mod adviser_measure;
pub mod area;
pub mod area_observation;
pub mod arrears_contact;
pub mod butterflies;
pub mod care_plan_entry;
pub mod care_season;
pub mod care_task;
pub mod case_part;
pub mod child_notification_receipt;
pub mod concern;
pub mod conflict_case;
pub mod conflict_event;
pub mod conflict_party;
pub mod consent;
pub mod counselling_inquiry;
pub mod days;
pub mod deadlines;
pub mod deputy;
pub mod discard;
pub mod door_round;
pub mod experience_note;
pub mod goal;
pub mod handover;
pub mod homes;
pub mod insect_count;
#[cfg(feature = "documents")]
pub mod latest_visits;
pub mod legal_step;
pub mod mediation;
pub mod outline;
pub mod passed_on;
pub mod photo;
pub mod plan_revision;
pub mod record_index;
pub mod record_numbers;
pub mod referral;
pub mod retention;
pub mod schema;
pub mod screening;
pub mod signal;
pub mod social_visit;
pub mod unfinished;
pub mod visit_note;
pub mod wellbeing_interview;

use serde::{Deserialize, Serialize};

pub use action_card::{ActionCard, ResidentCard};
pub use activity::Activity;
pub use adviser_measure::AdviserMeasure;
pub use area::Area;
pub use area_observation::AreaObservation;
pub use arrears_contact::ArrearsContact;
pub use care_plan_entry::CarePlanEntry;
pub use care_task::CareTask;
pub use case_part::CasePart;
pub use child_notification_receipt::ChildNotificationReceipt;
pub use concern::Concern;
pub use conflict_case::ConflictCase;
pub use conflict_event::ConflictEvent;
pub use conflict_party::ConflictParty;
pub use counselling_inquiry::CounsellingInquiry;
pub use deputy::Deputy;
pub use door_round::DoorRound;
pub use experience_note::ExperienceNote;
pub use goal::Goal;
pub use handover::Handover;
pub use insect_count::InsectCount;
pub use legal_step::LegalStep;
pub use mediation::Mediation;
pub use passed_on::PassedOn;
pub use photo::{CasePhoto, Photo, SignalPhoto};
pub use plan_revision::PlanRevision;
pub use referral::Referral;
pub use schema::{FieldChange, FieldEdit, FieldSpec, Fields, Shape, Value, ValueList};
pub use screening::Screening;
pub use signal::Signal;
pub use social_visit::SocialVisit;
pub use visit_note::VisitNote;
pub use wellbeing_interview::WellbeingInterview;

use crate::home::names_a_home;
use crate::permission::Collection;
use crate::refusal::{Refusal, RefusalCode};
use activity::ActivityState;
use area::AreaState;
use area_observation::ObservationState;
use care_task::TaskState;
use conflict_case::ConflictState;
use insect_count::CountState;
use mediation::MediationState;
use signal::SignalState;
use social_visit::VisitState;

/// A kind of record as a struct.
pub trait Model: Sized {
    /// The kind.
    const KIND: Kind;
    /// Its fields.
    const FIELDS: &'static [FieldSpec];
    /// The record these fields describe.
    fn from_fields(fields: &Fields) -> Self;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $key:literal in $collection:ident,)+) => {
        /// The kinds of records. The order is the wire format: add at the end only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$doc])* $kind,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The kind's name in documents, paths and exports.
            pub fn key(self) -> &'static str {
                match self { $(Self::$kind => $key,)+ }
            }

            /// The kind with this name.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$kind),)+ _ => None }
            }

            /// The collection its documents live in: one class, one audience.
            pub fn collection(self) -> Collection {
                match self { $(Self::$kind => Collection::$collection,)+ }
            }

            /// Its fields.
            pub fn fields(self) -> &'static [FieldSpec] {
                match self { $(Self::$kind => <$kind as Model>::FIELDS,)+ }
            }
        }
    };
}

kinds! {
    /// Nabokonflikt.
    ConflictCase = "conflict_case" in Conflicts,
    /// Hændelse.
    ConflictEvent = "conflict_event" in Conflicts,
    /// Part.
    ConflictParty = "conflict_party" in Parties,
    /// Socialt besøg.
    SocialVisit = "social_visit" in Visits,
    /// Besøgsnotat.
    VisitNote = "visit_note" in VisitNotes,
    /// Biodiversitetsareal.
    Area = "area" in Nature,
    /// Observation.
    AreaObservation = "area_observation" in Nature,
    /// Insekttælling.
    InsectCount = "insect_count" in Nature,
    /// Plejeopgave.
    CareTask = "care_task" in Nature,
    /// Signal om et sted.
    Signal = "signal" in Signals,
    /// Bekymring om en bolig.
    Concern = "concern" in Concerns,
    /// Overdragelse.
    Handover = "handover" in Concerns,
    /// Retligt skridt.
    LegalStep = "legal_step" in Parties,
    /// Mægling.
    Mediation = "mediation" in Mediation,
    /// Henvisning.
    Referral = "referral" in Visits,
    /// Anvisning for medarbejdere.
    ActionCard = "action_card" in StaffGuidance,
    /// Anvisning for alle.
    ResidentCard = "resident_card" in Guidance,
    /// Linje i en plejeplan.
    CarePlanEntry = "care_plan_entry" in Nature,
    /// Ændret plan.
    PlanRevision = "plan_revision" in Nature,
    /// Sendt videre: how far a concern or a handover has come. Written by the server alone.
    PassedOn = "passed_on" in PassedOn,
    /// Deltagelse.
    CasePart = "case_part" in CaseParts,
    /// Stedfortræder.
    Deputy = "deputy" in Deputies,
    /// Billede.
    Photo = "photo" in Nature,
    /// Aktivitet.
    Activity = "activity" in Activities,
    /// Dørrunde.
    DoorRound = "door_round" in Activities,
    /// Trivselsinterview.
    WellbeingInterview = "wellbeing_interview" in Interviews,
    /// Screening af en afdeling.
    Screening = "screening" in Oversight,
    /// Mål.
    Goal = "goal" in Oversight,
    /// Restancekontakt.
    ArrearsContact = "arrears_contact" in Arrears,
    /// Henvendelse til rådgivningen.
    CounsellingInquiry = "counselling_inquiry" in Arrears,
    /// Erfaring.
    ExperienceNote = "experience_note" in Nature,
    /// Kvittering for en underretning.
    ChildNotificationReceipt = "child_notification_receipt" in Visits,
    /// Forslag fra rådgiver.
    AdviserMeasure = "adviser_measure" in Nature,
    /// Billede i en nabokonflikt.
    CasePhoto = "case_photo" in Conflicts,
    /// Billede til et signal.
    SignalPhoto = "signal_photo" in Signals,
}

impl Kind {
    /// The description of one of its fields.
    pub fn field(self, name: &str) -> Option<&'static FieldSpec> {
        self.fields().iter().find(|spec| spec.name == name)
    }

    /// Whether these fields may stand in a record of this kind.
    ///
    /// # Errors
    /// The first field that is unknown or holds what it may not.
    pub fn check(self, fields: &Fields) -> Result<(), Refusal> {
        fields.iter().try_for_each(|(name, value)| {
            let spec = self
                .field(name)
                .ok_or_else(|| Refusal::of_field(RefusalCode::UnknownField, name))?;
            spec.check(value)
        })
    }

    /// Whether these edits may be made to a record that now holds `fields`: shapes, values, texts
    /// and steps from state to state.
    ///
    /// # Errors
    /// The first edit that may not be made.
    pub fn check_edits(self, fields: &Fields, edits: &[FieldEdit]) -> Result<(), Refusal> {
        self.check_edits_from(fields, fields.get("state").as_slice(), edits)
    }

    /// The same where several states stand beside each other: a step is allowed that is allowed from any of them.
    ///
    /// # Errors
    /// As [`Kind::check_edits`].
    pub fn check_edits_from(
        self,
        fields: &Fields,
        states: &[impl core::borrow::Borrow<Value>],
        edits: &[FieldEdit],
    ) -> Result<(), Refusal> {
        edits.iter().try_for_each(|edit| {
            let spec = self
                .field(&edit.field)
                .ok_or_else(|| Refusal::of_field(RefusalCode::UnknownField, &edit.field))?;
            spec.check_change(fields.get(spec.name), &edit.change)?;
            match (spec.name, &edit.change) {
                ("state", FieldChange::Set(Value::Text(to))) => self.check_step_from(states, to),
                // Without a state every step would be the first.
                ("state", FieldChange::Clear) => Err(Refusal::of_field(RefusalCode::StepNotAllowed, "state")),
                // A home has other readers than a place. What stands there already may stand.
                ("place", FieldChange::Set(place)) if self == Self::Signal => match place {
                    Value::Text(text) if names_a_home(text) && fields.get("place") != Some(place) => {
                        Err(Refusal::of_field(RefusalCode::InvalidValue, "place"))
                    }
                    _ => Ok(()),
                },
                _ => Ok(()),
            }
        })
    }

    /// Whether the record may go to a state from any of those that stand beside each other. A state that stands there
    /// may be kept.
    ///
    /// # Errors
    /// As [`Kind::check_step`].
    pub fn check_step_from(
        self,
        states: &[impl core::borrow::Borrow<Value>],
        to: &str,
    ) -> Result<(), Refusal> {
        let steps = states.iter().map(|from| self.check_step(Some(from.borrow()), to));
        steps
            .reduce(Result::or)
            .unwrap_or_else(|| self.check_step(None, to))
    }

    /// Whether the record may go from its present state to another.
    ///
    /// # Errors
    /// `StepNotAllowed`, or `InvalidValue` for a state the kind does not have.
    pub fn check_step(self, from: Option<&Value>, to: &str) -> Result<(), Refusal> {
        macro_rules! step {
            ($state:ty) => {{
                let from = match from {
                    Some(Value::Text(key)) => <$state>::from_key(key),
                    _ => None,
                };
                let to = <$state>::from_key(to)
                    .ok_or_else(|| Refusal::of_field(RefusalCode::InvalidValue, "state"))?;
                <$state>::step(from, to).map(drop)
            }};
        }
        match self {
            Self::ConflictCase => step!(ConflictState),
            Self::SocialVisit => step!(VisitState),
            Self::Activity => step!(ActivityState),
            Self::Area => step!(AreaState),
            Self::AreaObservation => step!(ObservationState),
            Self::InsectCount => step!(CountState),
            Self::CareTask => step!(TaskState),
            Self::Signal | Self::Concern | Self::Handover | Self::PassedOn => step!(SignalState),
            Self::Mediation => step!(MediationState),
            Self::ConflictEvent
            | Self::ConflictParty
            | Self::VisitNote
            | Self::LegalStep
            | Self::Referral
            | Self::ActionCard
            | Self::ResidentCard
            | Self::CarePlanEntry
            | Self::PlanRevision
            | Self::CasePart
            | Self::Deputy
            | Self::Photo
            | Self::DoorRound
            | Self::WellbeingInterview
            | Self::Screening
            | Self::Goal
            | Self::ArrearsContact
            | Self::CounsellingInquiry
            | Self::ExperienceNote
            | Self::ChildNotificationReceipt
            | Self::AdviserMeasure
            | Self::CasePhoto
            | Self::SignalPhoto => Err(Refusal::of_field(RefusalCode::UnknownField, "state")),
        }
    }

    /// Whether one state leads on to another. A step that takes another back leads on to nothing, and is allowed all
    /// the same. From no state every one can be taken.
    pub fn leads_on(self, from: &str, to: &str) -> bool {
        macro_rules! leads_on {
            ($state:ty) => {
                <$state>::from_key(to)
                    .is_some_and(|to| <$state>::from_key(from).is_none_or(|from| from.next().contains(&to)))
            };
        }
        match self {
            Self::ConflictCase => leads_on!(ConflictState),
            Self::SocialVisit => leads_on!(VisitState),
            Self::Activity => leads_on!(ActivityState),
            Self::Area => leads_on!(AreaState),
            Self::AreaObservation => leads_on!(ObservationState),
            Self::InsectCount => leads_on!(CountState),
            Self::CareTask => leads_on!(TaskState),
            Self::Signal | Self::Concern | Self::Handover | Self::PassedOn => leads_on!(SignalState),
            Self::Mediation => leads_on!(MediationState),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::conflict_case::{Severity, Topic};
    use super::*;

    #[test]
    fn kinds_are_found_by_their_key_and_know_their_fields() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_key(kind.key()), Some(*kind));
            let mut names: Vec<_> = kind.fields().iter().map(|spec| spec.name).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{kind:?} names a field twice");
        }
    }

    #[test]
    fn a_record_reads_what_its_handles_write() {
        let mut fields = Fields::new();
        for edit in [
            ConflictCase::topic().set(Topic::Music),
            ConflictCase::severity().set(Severity::High),
            ConflictCase::place().set(" Opgang 4 "),
        ] {
            assert_eq!(
                Kind::ConflictCase.check_edits(&fields, std::slice::from_ref(&edit)),
                Ok(())
            );
            let FieldChange::Set(value) = edit.change else {
                panic!("{edit:?}")
            };
            fields.insert(edit.field, value);
        }
        let case = ConflictCase::from_fields(&fields);
        assert_eq!(
            (case.topic, case.severity),
            (Some(Topic::Music), Some(Severity::High))
        );
        assert_eq!(case.place.as_deref(), Some("Opgang 4"));
        assert_eq!(Kind::ConflictCase.check(&fields), Ok(()));
    }

    #[test]
    fn bad_edits_are_refused_with_their_reason() {
        let closed = Fields::from([("state".to_owned(), Value::Text("merged".into()))]);
        let long = "æ".repeat(501);
        let cases = [
            (
                FieldEdit {
                    field: "diagnosis".into(),
                    change: FieldChange::Clear,
                },
                RefusalCode::UnknownField,
            ),
            (
                ConflictCase::description().rewrite(&long),
                RefusalCode::TextTooLong,
            ),
            (
                ConflictCase::place().set("hos 010203-1234"),
                RefusalCode::CprNumber,
            ),
            (ConflictCase::parties_count().set(-1), RefusalCode::InvalidValue),
            (
                FieldEdit {
                    field: "topic".into(),
                    change: FieldChange::Set(Value::Text("skænderi".into())),
                },
                RefusalCode::InvalidValue,
            ),
            (
                FieldEdit {
                    field: "state".into(),
                    change: FieldChange::Set(Value::Text("closed".into())),
                },
                RefusalCode::StepNotAllowed,
            ),
        ];
        for (edit, code) in cases {
            let refusal = Kind::ConflictCase.check_edits(&closed, &[edit]).unwrap_err();
            assert_eq!(refusal.code, code);
        }
    }

    #[test]
    fn no_home_is_written_under_a_place() {
        let place = |text| [Signal::place().set(text)];
        let home = place("Opgang 4, 2. tv.");
        let refusal = Kind::Signal.check_edits(&Fields::new(), &home).unwrap_err();
        assert_eq!(refusal, Refusal::of_field(RefusalCode::InvalidValue, "place"));
        let stands = Fields::from([("place".to_owned(), Value::Text("Opgang 4, 2. tv.".into()))]);
        assert_eq!(Kind::Signal.check_edits(&stands, &home), Ok(()));
        assert_eq!(
            Kind::Signal.check_edits(&stands, &place("Opgang 4, 2. sal")),
            Ok(())
        );
    }

    #[test]
    fn states_step_only_where_they_may() {
        assert!(ConflictState::step(Some(ConflictState::Observed), ConflictState::Reported).is_ok());
        assert!(ConflictState::step(Some(ConflictState::Observed), ConflictState::Court).is_err());
        assert!(ConflictState::step(None, ConflictState::Reported).is_ok());
    }
}
