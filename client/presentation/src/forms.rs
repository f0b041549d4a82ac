//! The record pages as data: which fields are asked for, in which order, under which words, and what a new record
//! begins with. A new kind of record needs a table here, not a page.

mod conflicts;
mod help;
mod nature;
mod related;
mod social;
#[cfg(test)]
mod tests;

use feltbog_shared::model::activity::ActivityState;
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::area_observation::ObservationState;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::conflict_case::{ConflictState, Severity};
use feltbog_shared::model::insect_count::Protocol;
use feltbog_shared::model::mediation::MediationState;
use feltbog_shared::model::referral::FOLLOW_UP_DAYS;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState, Urgency};
use feltbog_shared::model::social_visit::VisitState;
use feltbog_shared::model::{
    Activity, CasePart, Concern, ConflictCase, ConflictEvent, DoorRound, FieldChange, FieldEdit, Fields,
    InsectCount, Kind, Shape, Signal, SocialVisit, Value,
};

use super::fields;
use super::texts::Texts;
use conflicts::{CASE, CASE_PART, CASE_PHOTO, EVENT, LEGAL_STEP, MEDIATION, PARTY};
use help::{CONCERN, DEPUTY, HANDOVER, NOTE, PASSED_ON, REFERRAL, SIGNAL, SIGNAL_PHOTO, VISIT};
use nature::{ADVISER_MEASURE, AREA, OBSERVATION, PHOTO, PLAN_ENTRY, PLAN_REVISION, TASK};
pub use nature::{BEFORE_COUNT, WEATHER, counts_butterflies};
pub use related::{Belonging, belongings, link};
use social::{
    ACTIVITY, ARREARS_CONTACT, CHILD_NOTIFICATION_RECEIPT, COUNSELLING_INQUIRY, DOOR_ROUND, EXPERIENCE_NOTE,
    GOAL, SCREENING, WELLBEING_INTERVIEW,
};

/// A text in whichever language.
pub type OfTexts = fn(&Texts) -> &'static str;

/// The key of a value, as a constant.
#[macro_export]
macro_rules! key {
    ($list:ident::$value:ident) => {
        <$list as ValueList>::KEYS[$list::$value as usize]
    };
}
pub use key;

/// A field as it is asked for.
#[derive(Clone, Copy)]
pub struct Ask {
    /// The field.
    pub name: &'static str,
    /// Instead of the field's name.
    pub label: Option<OfTexts>,
    /// Advice for filling the field in.
    pub hints: &'static [OfTexts],
    /// The value that the first press of a number's button gives.
    pub from: i64,
    /// Asked for only while the record holds this.
    pub when: Option<fn(&Fields) -> bool>,
}

impl Ask {
    const fn called(mut self, label: OfTexts) -> Self {
        self.label = Some(label);
        self
    }

    const fn heeding(mut self, hints: &'static [OfTexts]) -> Self {
        self.hints = hints;
        self
    }

    const fn from(mut self, from: i64) -> Self {
        self.from = from;
        self
    }

    const fn when(mut self, when: fn(&Fields) -> bool) -> Self {
        self.when = Some(when);
        self
    }
}

const fn ask(name: &'static str) -> Ask {
    Ask {
        name,
        label: None,
        hints: &[],
        from: 0,
        when: None,
    }
}

/// An item of a page.
#[derive(Clone, Copy)]
pub enum Item {
    /// A sheet begins.
    Sheet,
    /// A sheet with a lock begins.
    LockedSheet,
    /// A field.
    Field(Ask),
    /// The states that may follow, under these words; under the state's own name without any.
    Steps(Option<OfTexts>),
    /// The steps of a conflict, with the present one.
    Guide,
    /// "Call 112" while the case is acute.
    Danger,
    /// The locked note of a visit: a sheet of its own.
    Note,
    /// Says that the resident of a visit's dwelling wants no contact.
    Unwanted,
    /// Says why the record is not passed on as the resident's answer stands.
    Consent,
    /// The map of an area, and the ways to measure it.
    Ground,
    /// The way to an area's sign.
    SignWay,
    /// Those whom the department names for a concern, while it goes to a contact person.
    ContactPerson,
    /// Advice that follows from the answers about harm.
    HarmAdvice,
}

use Item::Steps;

const PERSONAL: &[OfTexts] = &[|t| t.pages().only_needed, |t| t.pages().no_sensitive];
const ONLY_NEEDED: &[OfTexts] = &[|t| t.pages().only_needed];
const WHAT_NOW: Item = Steps(Some(|t| t.pages().what_now));

/// The kind of record that a field with a link leads to, for the fields in which a person chooses it. The rest lead to
/// areas, or are set when the record begins.
pub fn linked_kind(kind: Kind, name: &str) -> Kind {
    const REPEATED: &str = InsectCount::repeat_of().name();
    const TASK: &str = Activity::task().name();
    match (kind, name) {
        (Kind::InsectCount, REPEATED) => Kind::InsectCount,
        (Kind::Activity, TASK) => Kind::CareTask,
        _ => Kind::Area,
    }
}

/// The edit that chooses what a new record is about, where the way to it says so; nothing for a key that the kind does not
/// have.
pub fn first_choice(kind: Kind, key: &str) -> Option<FieldEdit> {
    let spec = kind.field(Signal::kind().name())?;
    let Shape::Choice(keys) = spec.shape else {
        return None;
    };
    keys.contains(&key).then(|| FieldEdit {
        field: spec.name.to_owned(),
        change: FieldChange::Set(Value::Text(key.to_owned())),
    })
}

/// Whether a value is offered in a field of a kind: a place and a home have lists of their own. A value that stands in a
/// record already is offered there all the same.
pub fn is_offered(kind: Kind, name: &str, key: &str) -> bool {
    let seen = SignalKind::from_key(key).filter(|_| name == Signal::kind().name());
    match (kind, seen) {
        (Kind::Signal, Some(seen)) => seen.is_of_place(),
        (Kind::Concern, Some(seen)) => seen.is_of_home(),
        _ => true,
    }
}

/// Whether a concern goes to the contact person of its department.
pub fn goes_to_contact_person(record: &Fields) -> bool {
    fields::text(record, Concern::to_team().name()) == key!(ReceivingTeam::ContactPerson)
}

/// The page of a kind of record. Counts and action cards have pages of their own.
pub fn of(kind: Kind) -> &'static [Item] {
    match kind {
        Kind::ConflictCase => CASE,
        Kind::ConflictEvent => EVENT,
        Kind::ConflictParty => PARTY,
        Kind::SocialVisit => VISIT,
        Kind::VisitNote => NOTE,
        Kind::Area => AREA,
        Kind::AreaObservation => OBSERVATION,
        Kind::InsectCount => BEFORE_COUNT,
        Kind::CareTask => TASK,
        Kind::Signal => SIGNAL,
        Kind::Concern => CONCERN,
        Kind::Handover => HANDOVER,
        Kind::LegalStep => LEGAL_STEP,
        Kind::Mediation => MEDIATION,
        Kind::Referral => REFERRAL,
        Kind::ActionCard | Kind::ResidentCard => &[],
        Kind::CarePlanEntry => PLAN_ENTRY,
        Kind::PlanRevision => PLAN_REVISION,
        Kind::AdviserMeasure => ADVISER_MEASURE,
        Kind::PassedOn => PASSED_ON,
        Kind::CasePart => CASE_PART,
        Kind::Deputy => DEPUTY,
        Kind::Photo => PHOTO,
        Kind::CasePhoto => CASE_PHOTO,
        Kind::SignalPhoto => SIGNAL_PHOTO,
        Kind::Activity => ACTIVITY,
        Kind::DoorRound => DOOR_ROUND,
        Kind::WellbeingInterview => WELLBEING_INTERVIEW,
        Kind::Screening => SCREENING,
        Kind::Goal => GOAL,
        Kind::ArrearsContact => ARREARS_CONTACT,
        Kind::CounsellingInquiry => COUNSELLING_INQUIRY,
        Kind::ExperienceNote => EXPERIENCE_NOTE,
        Kind::ChildNotificationReceipt => CHILD_NOTIFICATION_RECEIPT,
    }
}

/// Whether somebody who opens a record reads it before they write in it. Counts and cards have pages of their own, doors
/// are counted on, and a planned visit is opened to be filled in.
pub fn is_read_first(kind: Kind, record: &Fields) -> bool {
    match kind {
        Kind::InsectCount | Kind::ActionCard | Kind::ResidentCard | Kind::DoorRound => false,
        Kind::SocialVisit => fields::text(record, SocialVisit::state().name()) != key!(VisitState::Planned),
        _ => true,
    }
}

/// Whether a case or a signal is acute.
pub fn is_acute(record: &Fields) -> bool {
    fields::text(record, ConflictCase::severity().name()) == key!(Severity::Acute)
        || fields::text(record, Signal::urgency().name()) == key!(Urgency::Acute)
}

/// The first content of a new record of a kind: fields that hold a key, and the field besides `created_at` that holds
/// the present moment.
pub struct Beginning {
    /// Field and key.
    pub key: Option<(&'static str, &'static str)>,
    /// The field.
    pub now: Option<&'static str>,
    /// After how many days somebody looks at it again.
    pub follow_up: Option<i64>,
}

/// The first content of a new record of a kind.
pub fn beginning(kind: Kind) -> Beginning {
    let state = |key| Some(("state", key));
    let (key, now) = match kind {
        Kind::ConflictCase => (
            state(key!(ConflictState::Observed)),
            Some(ConflictCase::occurred_at().name()),
        ),
        Kind::ConflictEvent => (None, Some(ConflictEvent::at().name())),
        Kind::SocialVisit => (state(key!(VisitState::Planned)), Some(SocialVisit::at().name())),
        Kind::Area => (state(key!(AreaState::Proposed)), None),
        Kind::AreaObservation => (state(key!(ObservationState::New)), None),
        Kind::InsectCount => {
            let protocol = (InsectCount::protocol().name(), key!(Protocol::FitTenMinutes));
            (Some(protocol), None)
        }
        Kind::CareTask => (state(key!(TaskState::Planned)), None),
        Kind::Activity => (state(key!(ActivityState::Planned)), None),
        Kind::DoorRound => (None, Some(DoorRound::started_at().name())),
        Kind::Signal | Kind::Concern | Kind::Handover => (state(key!(SignalState::Sent)), None),
        Kind::Mediation => (state(key!(MediationState::Received)), None),
        Kind::CasePart => (Some((CasePart::part().name(), key!(Part::Assigned))), None),
        _ => (None, None),
    };
    let follow_up = (kind == Kind::Referral).then_some(FOLLOW_UP_DAYS);
    Beginning { key, now, follow_up }
}
