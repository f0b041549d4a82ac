//! The record pages as data: which fields are asked for, in which order, under which words, and what a new record
//! begins with. A new kind of record needs a table here, not a page.

use feltbog_shared::model::activity::{ActivityKind, ActivityState};
use feltbog_shared::model::area::AreaState;
use feltbog_shared::model::area_observation::ObservationState;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::conflict_case::{ConflictState, Severity};
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::insect_count::{Protocol, TargetFlower};
use feltbog_shared::model::mediation::MediationState;
use feltbog_shared::model::referral::FOLLOW_UP_DAYS;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState, Urgency};
use feltbog_shared::model::social_visit::{ContactConsent, VisitKind, VisitState};
use feltbog_shared::model::{
    Activity, AdviserMeasure, Area, AreaObservation, ArrearsContact, CarePlanEntry, CareTask, CasePart,
    CasePhoto, ChildNotificationReceipt, Concern, ConflictCase, ConflictEvent, ConflictParty,
    CounsellingInquiry, Deputy, DoorRound, ExperienceNote, FieldChange, FieldEdit, Fields, Goal, Handover,
    InsectCount, Kind, LegalStep, Mediation, PassedOn, Photo, PlanRevision, Referral, Screening, Shape,
    Signal, SignalPhoto, SocialVisit, Value, VisitNote, WellbeingInterview,
};

use super::fields;
use super::texts::Texts;

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

use Item::{
    Consent, ContactPerson, Danger, Field, Ground, Guide, HarmAdvice, LockedSheet, Note, Sheet, SignWay,
    Steps, Unwanted,
};

const PERSONAL: &[OfTexts] = &[|t| t.pages().only_needed, |t| t.pages().no_sensitive];
const ONLY_NEEDED: &[OfTexts] = &[|t| t.pages().only_needed];
const WHAT_NOW: Item = Steps(Some(|t| t.pages().what_now));

/// Harm comes first: how often, and whether anybody is afraid. Both may be passed over.
const CASE: &[Item] =
    &[
        Sheet,
        Field(ask(ConflictCase::frequency().name())),
        Field(ask(ConflictCase::afraid().name())),
        Field(ask(ConflictCase::topic().name()).called(|t| t.pages().conflict_what)),
        Field(ask(ConflictCase::own_topic().name())),
        Field(ask(ConflictCase::severity().name())),
        Danger,
        Field(
            ask(ConflictCase::place().name())
                .called(|t| t.pages().conflict_where)
                .heeding(&[|t| t.pages().conflict_place_hint]),
        ),
        Field(ask(ConflictCase::noted_as().name())),
        Field(
            ask(ConflictCase::description().name())
                .called(|t| t.pages().conflict_seen)
                .heeding(PERSONAL),
        ),
        Field(ask(ConflictCase::night().name())),
        Field(ask(ConflictCase::occurred_at().name())),
        Field(ask(ConflictCase::parties_count().name()).from(2)),
        Sheet,
        Guide,
        WHAT_NOW,
        Field(ask(ConflictCase::outcome().name()).when(|record| {
            let state = fields::text(record, ConflictCase::state().name());
            [
                key!(ConflictState::Closed),
                key!(ConflictState::Withdrawn),
                key!(ConflictState::Rejected),
            ]
            .contains(&state)
        })),
        Field(ask(ConflictCase::follow_up_on().name()).called(|t| t.follow_up)),
        Field(ask(ConflictCase::contact_promised_on().name()).when(has_complaint)),
        Field(ask(ConflictCase::track().name())),
        Field(ask(ConflictCase::handler_role().name())),
        Field(ask(ConflictCase::mediation_result().name()).when(|record| {
            fields::text(record, ConflictCase::state().name()) == key!(ConflictState::Mediated)
        })),
    ];

const SIGNAL: &[Item] = &[
    Sheet,
    Field(ask(Signal::kind().name()).called(|t| t.pages().signal_seen)),
    Field(
        ask(Signal::place().name())
            .called(|t| t.pages().signal_where)
            .heeding(&[|t| t.pages().conflict_place_hint]),
    ),
    Field(ask(Signal::urgency().name())),
    Danger,
    Field(ask(Signal::remark().name()).heeding(ONLY_NEEDED)),
    Field(ask(Signal::to_team().name())),
    Sheet,
    WHAT_NOW,
    Field(ask(Signal::result().name()).when(is_ended)),
];

const CONCERN: &[Item] = &[
    Sheet,
    Field(ask(Concern::kind().name()).called(|t| t.pages().signal_seen)),
    Field(
        ask(Concern::dwelling_ref().name())
            .called(|t| t.pages().signal_where)
            .heeding(ONLY_NEEDED),
    ),
    Field(ask(Concern::urgency().name())),
    Danger,
    Field(ask(Concern::resident_yes().name())),
    Consent,
    Field(ask(Concern::remark().name()).heeding(PERSONAL)),
    Field(ask(Concern::to_team().name())),
    ContactPerson,
    Sheet,
    WHAT_NOW,
    Field(ask(Concern::result().name()).when(is_ended)),
];

const HANDOVER: &[Item] = &[
    Sheet,
    Field(ask(Handover::to_role().name())),
    Field(ask(Handover::subject().name()).called(|t| t.pages().handover_what)),
    Field(ask(Handover::resident_yes().name())),
    Field(
        ask(Handover::basis_if_no_consent().name())
            .when(|record| fields::text(record, Handover::resident_yes().name()) == key!(ResidentYes::No)),
    ),
    Consent,
    Field(ask(Handover::dwelling_ref().name())),
    Field(ask(Handover::text().name()).heeding(PERSONAL)),
    Sheet,
    WHAT_NOW,
];

const LEGAL_STEP: &[Item] = &[
    Sheet,
    Field(ask(LegalStep::kind().name())),
    Field(ask(LegalStep::on().name())),
    Field(ask(LegalStep::appeal_deadline().name())),
    Field(ask(LegalStep::document_ref().name())),
];

const MEDIATION: &[Item] = &[
    LockedSheet,
    Field(ask(Mediation::complainant_yes().name())),
    Field(ask(Mediation::respondent_yes().name())),
    Field(ask(Mediation::meeting_on().name())),
    Field(ask(Mediation::co_mediator().name())),
    Field(ask(Mediation::notes().name()).heeding(PERSONAL)),
    Field(ask(Mediation::agreement_text().name())),
    WHAT_NOW,
    Field(ask(Mediation::result().name())),
];

const REFERRAL: &[Item] = &[
    Sheet,
    Field(ask(Referral::receiver_kind().name())),
    Field(ask(Referral::receiver_name().name())),
    Field(ask(Referral::consent_given().name())),
    Field(ask(Referral::consent_on().name()).when(has_consent)),
    Field(ask(Referral::consent_scope().name()).when(has_consent)),
    Field(ask(Referral::basis_if_no_consent().name()).when(|record| !has_consent(record))),
    Consent,
    Field(ask(Referral::sent_by().name())),
    Sheet,
    Field(ask(Referral::follow_up_on().name()).called(|t| t.follow_up)),
    Field(ask(Referral::outcome().name())),
];

const PLAN_ENTRY: &[Item] = &[
    Sheet,
    Field(ask(CarePlanEntry::kind().name())),
    Field(ask(CarePlanEntry::area().name())),
    Field(ask(CarePlanEntry::from_month().name()).from(9)),
    Field(ask(CarePlanEntry::to_month().name()).from(9)),
    Field(ask(CarePlanEntry::every().name())),
    Field(ask(CarePlanEntry::tool().name())),
    Field(ask(CarePlanEntry::remove_cuttings().name())),
    Field(ask(CarePlanEntry::rule_ref().name())),
];

const PASSED_ON: &[Item] = &[
    Sheet,
    Field(ask(PassedOn::what().name())),
    Field(ask(PassedOn::state().name())),
    Field(ask(PassedOn::created_at().name())),
];

const CASE_PART: &[Item] = &[
    Sheet,
    Field(ask(CasePart::person().name())),
    Field(
        ask(CasePart::reason().name())
            .when(|record| fields::text(record, CasePart::part().name()) == key!(Part::Recused)),
    ),
    Field(ask(CasePart::remark().name()).heeding(ONLY_NEEDED)),
    Field(ask(CasePart::ended().name())),
];

const DEPUTY: &[Item] = &[
    Sheet,
    Field(ask(Deputy::person().name())),
    Field(ask(Deputy::from_on().name())),
    Field(ask(Deputy::until_on().name())),
    Field(ask(Deputy::remark().name()).heeding(ONLY_NEEDED)),
    Field(ask(Deputy::ended().name())),
];

const PHOTO: &[Item] = &[
    Sheet,
    Field(ask(Photo::text().name())),
    Field(ask(Photo::moment().name())),
];

const CASE_PHOTO: &[Item] = &[Sheet, Field(ask(CasePhoto::text().name()))];

const SIGNAL_PHOTO: &[Item] = &[Sheet, Field(ask(SignalPhoto::text().name()))];

const PLAN_REVISION: &[Item] = &[
    Sheet,
    Field(ask(PlanRevision::why().name())),
    Field(ask(PlanRevision::on().name())),
    Field(ask(PlanRevision::area().name())),
];

const ADVISER_MEASURE: &[Item] = &[
    Sheet,
    Field(ask(AdviserMeasure::text().name())),
    Field(ask(AdviserMeasure::area().name())),
    Field(ask(AdviserMeasure::report_ref().name())),
    Sheet,
    Field(ask(AdviserMeasure::answer().name())),
    Field(ask(AdviserMeasure::answered_on().name())),
    Field(ask(AdviserMeasure::reason().name())),
    Field(ask(AdviserMeasure::follow_up_on().name())),
];

fn is_ended(record: &Fields) -> bool {
    fields::text(record, Signal::state().name()) == key!(SignalState::Ended)
}

fn has_consent(record: &Fields) -> bool {
    record.get(Referral::consent_given().name()) == Some(&Value::Flag(true))
}

const EVENT: &[Item] = &[
    Sheet,
    Field(ask(ConflictEvent::kind().name())),
    Field(ask(ConflictEvent::text().name()).heeding(PERSONAL)),
    Field(ask(ConflictEvent::at().name())),
];

const PARTY: &[Item] = &[
    Sheet,
    Field(ask(ConflictParty::role().name())),
    Field(ask(ConflictParty::name().name())),
    Field(ask(ConflictParty::phone().name())),
    Field(ask(ConflictParty::dwelling_ref().name())),
    Field(ask(ConflictParty::wants_mediation().name())),
    Field(ask(ConflictParty::identity_withheld().name())),
    Field(ask(ConflictParty::withheld_reason().name()).when(is_withheld)),
    Sheet,
    Field(ask(ConflictParty::informed_on().name())),
    Field(
        ask(ConflictParty::informed_postponed_reason().name())
            .heeding(PERSONAL)
            .when(|record| fields::text(record, ConflictParty::informed_on().name()).is_empty()),
    ),
    Field(
        ask(ConflictParty::sleep().name())
            .heeding(&[|t| t.pages().harm_asked_of_all])
            .when(is_asked_about_harm),
    ),
    Field(ask(ConflictParty::fear().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::alone().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::other_homes().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::lasted().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::harm_asked_on().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::sleep_again().name()).when(was_asked_about_harm)),
    Field(ask(ConflictParty::fear_again().name()).when(was_asked_about_harm)),
    Field(ask(ConflictParty::alone_again().name()).when(was_asked_about_harm)),
    Field(ask(ConflictParty::other_homes_again().name()).when(was_asked_about_harm)),
    Field(ask(ConflictParty::harm_asked_again_on().name()).when(was_asked_about_harm)),
    HarmAdvice,
];

/// Whether somebody has complained: a day by which to call can be promised to them.
fn has_complaint(record: &Fields) -> bool {
    let state = fields::text(record, ConflictCase::state().name());
    !state.is_empty() && state != key!(ConflictState::Observed)
}

/// Whether the harm to a party is asked about. Witnesses are not asked.
fn is_asked_about_harm(record: &Fields) -> bool {
    let role = fields::text(record, ConflictParty::role().name());
    !role.is_empty() && role != key!(PartyRole::Witness)
}

/// Whether a party has been asked once: at a follow-up the same is asked again, below the first answers.
fn was_asked_about_harm(record: &Fields) -> bool {
    is_asked_about_harm(record) && !fields::text(record, ConflictParty::harm_asked_on().name()).is_empty()
}

fn is_withheld(record: &Fields) -> bool {
    record.get(ConflictParty::identity_withheld().name()) == Some(&Value::Flag(true))
}

fn needs_two_persons(record: &Fields) -> bool {
    record.get(SocialVisit::safety_two_persons().name()) == Some(&Value::Flag(true))
}

/// Whether the resident was asked whether the contact is wanted.
fn was_asked(record: &Fields) -> bool {
    let answer = fields::text(record, SocialVisit::consent_contact().name());
    !answer.is_empty() && answer != key!(ContactConsent::NotAsked)
}

/// The result first, then the next step. What was said stands on a locked sheet of its own.
const VISIT: &[Item] = &[
    Sheet,
    Field(
        ask(SocialVisit::dwelling_ref().name())
            .called(|t| t.pages().visit_where)
            .heeding(ONLY_NEEDED),
    ),
    Unwanted,
    Field(ask(SocialVisit::result().name()).called(|t| t.pages().visit_result)),
    Field(ask(SocialVisit::next_on().name()).called(|t| t.pages().visit_next)),
    Sheet,
    Field(ask(SocialVisit::consent_contact().name()).called(|t| t.pages().visit_asked)),
    Field(ask(SocialVisit::consent_on().name()).when(was_asked)),
    Field(ask(SocialVisit::share_with().name()).when(|record| {
        fields::text(record, SocialVisit::consent_contact().name()) == key!(ContactConsent::Yes)
    })),
    Field(ask(SocialVisit::topics().name()).called(|t| t.pages().visit_topics)),
    Field(ask(SocialVisit::own_topic().name())),
    Field(
        ask(SocialVisit::welcome_done().name())
            .when(|record| fields::text(record, SocialVisit::kind().name()) == key!(VisitKind::Welcome)),
    ),
    Field(ask(SocialVisit::consent_note().name()).called(|t| t.pages().visit_note_asked)),
    Note,
    Sheet,
    Field(ask(SocialVisit::kind().name())),
    Field(ask(SocialVisit::entry().name())),
    Field(ask(SocialVisit::asked_by().name())),
    Field(ask(SocialVisit::at().name())),
    Field(ask(SocialVisit::minutes().name()).from(30)),
    Field(ask(SocialVisit::safety_two_persons().name())),
    Field(
        ask(SocialVisit::safety_reason().name())
            .heeding(&[|t| t.pages().two_persons_hint])
            .when(needs_two_persons),
    ),
    Field(ask(SocialVisit::safety_until().name()).when(needs_two_persons)),
    WHAT_NOW,
];

const NOTE: &[Item] = &[
    LockedSheet,
    Field(ask(VisitNote::text().name()).heeding(PERSONAL)),
];

const AREA: &[Item] = &[
    Sheet,
    Field(ask(Area::name().name())),
    Field(ask(Area::kind().name())),
    Ground,
    Field(ask(Area::square_metres().name()).from(100)),
    Field(ask(Area::measured().name())),
    Field(ask(Area::part_of().name())),
    Sheet,
    Field(ask(Area::sign_status().name())),
    SignWay,
    Field(ask(Area::sign_checked_on().name())),
    Field(ask(Area::sign_put_up_on().name())),
    Field(ask(Area::sign_text().name())),
    Field(ask(Area::responsible().name())),
    Field(ask(Area::constraints().name())),
    Field(ask(Area::decided_by().name())),
    Field(ask(Area::decided_on().name())),
    Field(ask(Area::partners().name())),
    Field(ask(Area::funding().name())),
    Field(ask(Area::materials().name())),
    Field(ask(Area::plant_origin().name())),
    Field(ask(Area::adviser_report_ref().name())),
    Field(ask(Area::care_plan().name())),
    Steps(None),
];

const OBSERVATION: &[Item] = &[
    Sheet,
    Field(ask(AreaObservation::kind().name())),
    Field(
        ask(AreaObservation::text().name())
            .called(|t| t.pages().observation_seen)
            .heeding(ONLY_NEEDED),
    ),
    Field(ask(AreaObservation::severity().name())),
    Field(ask(AreaObservation::species_text().name())),
    Field(ask(AreaObservation::area().name())),
    Field(ask(AreaObservation::spot().name())),
    Sheet,
    Field(ask(AreaObservation::answer_text().name())),
    Field(ask(AreaObservation::answer_decision().name())),
    WHAT_NOW,
];

const TASK: &[Item] = &[
    Sheet,
    Field(ask(CareTask::kind().name())),
    Field(ask(CareTask::own_kind().name())),
    Field(ask(CareTask::area().name())),
    Field(ask(CareTask::window_from().name())),
    Field(ask(CareTask::window_to().name())),
    Field(ask(CareTask::assigned_team().name())),
    Field(ask(CareTask::suitable_for_youth().name())),
    Sheet,
    WHAT_NOW,
    Field(ask(CareTask::minutes_spent().name()).from(30)),
    Field(ask(CareTask::helpers_count().name()).from(1)),
    Field(ask(CareTask::tool().name())),
    Field(ask(CareTask::done_on().name())),
    Field(ask(CareTask::required_competency().name())),
    Field(ask(CareTask::remark().name())),
];

/// The questions before a count: the place and the plant.
pub const BEFORE_COUNT: &[Item] = &[
    Sheet,
    Field(
        ask(InsectCount::flower().name())
            .called(|t| t.pages().count_flower)
            .when(counts_on_flowers),
    ),
    Field(ask(InsectCount::flower_other().name()).when(|record| {
        counts_on_flowers(record)
            && fields::text(record, InsectCount::flower().name()) == key!(TargetFlower::Other)
    })),
    Field(ask(InsectCount::area().name()).called(|t| t.pages().count_where)),
    Field(ask(InsectCount::place().name())),
    Field(ask(InsectCount::repeat_of().name())),
    Field(
        ask(InsectCount::flower_units().name())
            .called(|t| t.pages().count_flower_units)
            .from(20)
            .when(counts_on_flowers),
    ),
    Field(ask(InsectCount::flower_unit().name()).when(counts_on_flowers)),
    Sheet,
    Field(ask(InsectCount::protocol().name())),
    Field(ask(InsectCount::group_name().name()).when(counts_together)),
    Field(
        ask(InsectCount::group_heads().name())
            .from(20)
            .when(counts_together),
    ),
    Field(ask(InsectCount::group_adult().name()).when(counts_together)),
    Field(ask(InsectCount::butterfly_method().name()).when(counts_butterflies)),
    Field(
        ask(InsectCount::walked_metres().name())
            .from(100)
            .when(counts_butterflies),
    ),
    Field(ask(InsectCount::butterfly_skill().name()).when(counts_butterflies)),
    Sheet,
    Field(ask(InsectCount::temp_c().name()).from(18)),
    Field(ask(InsectCount::sky().name())),
    Field(ask(InsectCount::dry().name())),
];

/// Whether insects are counted on the flowers of a patch.
fn counts_on_flowers(record: &Fields) -> bool {
    !counts_butterflies(record)
}

fn counts_together(record: &Fields) -> bool {
    fields::text(record, InsectCount::protocol().name()) == key!(Protocol::GroupOrClass)
}

/// Whether butterflies are looked for, on the way and not on a patch.
pub fn counts_butterflies(record: &Fields) -> bool {
    fields::text(record, InsectCount::protocol().name()) == key!(Protocol::ButterfliesFifteenMinutes)
}

/// The questions after a count.
pub const WEATHER: &[Item] = &[
    Field(ask(InsectCount::temp_c().name()).from(18)),
    Field(ask(InsectCount::sky().name())),
    Field(ask(InsectCount::wind().name()).heeding(&[|t| t.pages().wind_hint])),
    Field(ask(InsectCount::dry().name())),
    Field(ask(InsectCount::shade().name()).when(counts_on_flowers)),
    Field(ask(InsectCount::cover().name()).when(counts_on_flowers)),
    Field(ask(InsectCount::surroundings().name()).when(counts_on_flowers)),
    Field(
        ask(InsectCount::also_in().name())
            .heeding(&[|t| t.pages().also_in_hint])
            .when(counts_butterflies),
    ),
];

/// Whether young people are paid for the work.
fn is_youth_job(record: &Fields) -> bool {
    fields::text(record, Activity::kind().name()) == key!(ActivityKind::YouthJob)
}

/// Whether the work may be a care task: one of those that an area asks for.
fn has_care_task(record: &Fields) -> bool {
    let is_work_day = fields::text(record, Activity::kind().name()) == key!(ActivityKind::WorkDay);
    is_work_day || is_youth_job(record)
}

const ACTIVITY: &[Item] = &[
    Sheet,
    Field(ask(Activity::kind().name())),
    Field(ask(Activity::name().name())),
    Field(ask(Activity::on().name())),
    Field(ask(Activity::place().name())),
    Field(ask(Activity::area().name())),
    Field(
        ask(Activity::team().name())
            .heeding(ONLY_NEEDED)
            .when(is_youth_job),
    ),
    Field(ask(Activity::task().name()).when(has_care_task)),
    Field(ask(Activity::agreed_from_on().name()).when(is_youth_job)),
    Field(ask(Activity::agreed_until_on().name()).when(is_youth_job)),
    WHAT_NOW,
    Sheet,
    Field(ask(Activity::heads().name()).from(10)),
    Field(ask(Activity::hours().name())),
    Field(ask(Activity::young_people().name())),
    Field(ask(Activity::remark().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(Activity::organiser().name())),
    Field(ask(Activity::goal().name())),
    Field(ask(Activity::phase().name())),
    Field(
        ask(Activity::handed_off_on().name())
            .when(|record| !fields::text(record, Activity::phase().name()).is_empty()),
    ),
];

const DOOR_ROUND: &[Item] = &[
    Sheet,
    Field(ask(DoorRound::stairwell().name())),
    Field(ask(DoorRound::doors().name())),
    Field(ask(DoorRound::purpose().name())),
    Field(ask(DoorRound::remark().name()).heeding(ONLY_NEEDED)),
    Field(ask(DoorRound::started_at().name())),
];

const WELLBEING_INTERVIEW: &[Item] = &[
    Sheet,
    Field(ask(WellbeingInterview::safety().name()).from(3)),
    Field(ask(WellbeingInterview::neighbours().name()).from(3)),
    Field(ask(WellbeingInterview::green().name()).from(3)),
    Field(ask(WellbeingInterview::contact().name()).from(3)),
    Field(ask(WellbeingInterview::community().name()).from(3)),
    Sheet,
    Field(ask(WellbeingInterview::way().name())),
    Field(ask(WellbeingInterview::on().name())),
];

const SCREENING: &[Item] = &[
    Sheet,
    Field(ask(Screening::year().name()).from(2026)),
    Field(ask(Screening::quarter().name()).from(1)),
    Sheet,
    Field(ask(Screening::high_rent().name())),
    Field(ask(Screening::high_rent_source().name()).heeding(ONLY_NEEDED)),
    Field(ask(Screening::high_rent_remark().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(Screening::high_turnover().name())),
    Field(ask(Screening::high_turnover_source().name()).heeding(ONLY_NEEDED)),
    Field(ask(Screening::high_turnover_remark().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(Screening::social_problems().name())),
    Field(ask(Screening::social_problems_source().name()).heeding(ONLY_NEEDED)),
    Field(ask(Screening::social_problems_remark().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(Screening::insecurity().name())),
    Field(ask(Screening::insecurity_source().name()).heeding(ONLY_NEEDED)),
    Field(ask(Screening::insecurity_remark().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(Screening::violence().name())),
    Field(ask(Screening::violence_source().name()).heeding(ONLY_NEEDED)),
    Field(ask(Screening::violence_remark().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(Screening::vandalism().name())),
    Field(ask(Screening::vandalism_source().name()).heeding(ONLY_NEEDED)),
    Field(ask(Screening::vandalism_remark().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(Screening::wear().name())),
    Field(ask(Screening::wear_source().name()).heeding(ONLY_NEEDED)),
    Field(ask(Screening::wear_remark().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(Screening::conclusion().name())),
    Field(ask(Screening::action().name())),
    Field(ask(Screening::next_on().name())),
];

const GOAL: &[Item] = &[
    Sheet,
    Field(ask(Goal::indicator().name())),
    Field(ask(Goal::text().name())),
    Field(ask(Goal::baseline().name())),
    Field(ask(Goal::baseline_on().name())),
    Field(ask(Goal::target().name())),
    Field(ask(Goal::target_on().name())),
    Sheet,
    Field(ask(Goal::reached().name())),
    Field(ask(Goal::measured_on().name())),
    Field(ask(Goal::action().name())),
    Field(ask(Goal::ended().name())),
];

const ARREARS_CONTACT: &[Item] = &[
    Sheet,
    Field(ask(ArrearsContact::dwelling_ref().name()).heeding(ONLY_NEEDED)),
    Field(ask(ArrearsContact::stage().name())),
    Field(ask(ArrearsContact::source_list_on().name())),
    Sheet,
    Field(ask(ArrearsContact::contact_tries().name()).from(1)),
    Field(ask(ArrearsContact::first_contact_on().name())),
    Field(ask(ArrearsContact::result().name())),
    Field(ask(ArrearsContact::eviction_result().name())),
];

const COUNSELLING_INQUIRY: &[Item] = &[
    Sheet,
    Field(ask(CounsellingInquiry::topic().name())),
    Field(ask(CounsellingInquiry::way().name())),
    Field(ask(CounsellingInquiry::received_on().name())),
    Field(ask(CounsellingInquiry::dwelling_ref().name()).heeding(ONLY_NEEDED)),
    Sheet,
    Field(ask(CounsellingInquiry::answered_on().name())),
    Field(ask(CounsellingInquiry::minutes().name()).from(15)),
    Field(ask(CounsellingInquiry::outcome().name())),
    Field(ask(CounsellingInquiry::own_outcome().name())),
    Field(ask(CounsellingInquiry::ended_on().name())),
];

const EXPERIENCE_NOTE: &[Item] = &[
    Sheet,
    Field(ask(ExperienceNote::topic().name())),
    Field(ask(ExperienceNote::worked().name())),
    Field(ask(ExperienceNote::title().name())),
    Field(ask(ExperienceNote::text().name()).heeding(ONLY_NEEDED)),
    Field(ask(ExperienceNote::area().name())),
];

const CHILD_NOTIFICATION_RECEIPT: &[Item] = &[
    Sheet,
    Field(ask(ChildNotificationReceipt::sent_on().name())),
    Field(ask(ChildNotificationReceipt::municipality().name())),
    Field(ask(ChildNotificationReceipt::way().name())),
];

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

/// Records of another kind that belong to one, below its fields.
pub struct Belonging {
    /// Their kind.
    pub kind: Kind,
    /// The field in which they point to it.
    pub link: &'static str,
    /// Above them.
    pub heading: OfTexts,
    /// Instead of them when there are none.
    pub none: OfTexts,
    /// The button that begins another; the kind's own words without any.
    pub add: Option<OfTexts>,
}

const OF_CASE: &[Belonging] = &[
    Belonging {
        kind: Kind::ConflictEvent,
        link: ConflictEvent::conflict_case().name(),
        heading: |t| t.pages().events,
        none: |t| t.pages().no_events,
        add: Some(|t| t.pages().add_event),
    },
    Belonging {
        kind: Kind::ConflictParty,
        link: ConflictParty::conflict_case().name(),
        heading: |t| t.pages().parties,
        none: |t| t.pages().no_parties,
        add: Some(|t| t.pages().add_party),
    },
    Belonging {
        kind: Kind::LegalStep,
        link: LegalStep::conflict_case().name(),
        heading: |t| t.pages().legal_steps,
        none: |t| t.pages().no_legal_steps,
        add: Some(|t| t.pages().add_legal_step),
    },
    Belonging {
        kind: Kind::Mediation,
        link: Mediation::conflict_case().name(),
        heading: |t| t.pages().mediations,
        none: |t| t.pages().no_mediations,
        add: Some(|t| t.pages().add_mediation),
    },
    Belonging {
        kind: Kind::CasePart,
        link: CasePart::conflict_case().name(),
        heading: |t| t.pages().case_parts,
        none: |t| t.pages().no_case_parts,
        add: Some(|t| t.pages().add_case_part),
    },
];

const OF_VISIT: &[Belonging] = &[Belonging {
    kind: Kind::Referral,
    link: Referral::from_visit().name(),
    heading: |t| t.pages().referrals,
    none: |t| t.pages().no_referrals,
    add: Some(|t| t.pages().add_referral),
}];

const OF_AREA: &[Belonging] = &[
    Belonging {
        kind: Kind::AreaObservation,
        link: AreaObservation::area().name(),
        heading: |t| t.pages().observations,
        none: |t| t.pages().no_observations,
        add: None,
    },
    Belonging {
        kind: Kind::CareTask,
        link: CareTask::area().name(),
        heading: |t| t.pages().tasks_here,
        none: |t| t.pages().no_tasks,
        add: None,
    },
    Belonging {
        kind: Kind::Activity,
        link: Activity::area().name(),
        heading: |t| t.pages().activities_here,
        none: |t| t.pages().no_activities_here,
        add: Some(|t| t.pages().add_activity_here),
    },
    Belonging {
        kind: Kind::InsectCount,
        link: InsectCount::area().name(),
        heading: |t| t.pages().counts_here,
        none: |t| t.no_counts,
        add: None,
    },
    Belonging {
        kind: Kind::CarePlanEntry,
        link: CarePlanEntry::area().name(),
        heading: |t| t.pages().care_plan_lines,
        none: |t| t.pages().no_care_plan_lines,
        add: Some(|t| t.pages().add_care_plan_line),
    },
    Belonging {
        kind: Kind::PlanRevision,
        link: PlanRevision::area().name(),
        heading: |t| t.pages().plan_revisions,
        none: |t| t.pages().no_plan_revisions,
        add: Some(|t| t.pages().add_plan_revision),
    },
    Belonging {
        kind: Kind::AdviserMeasure,
        link: AdviserMeasure::area().name(),
        heading: |t| t.pages().adviser_measures,
        none: |t| t.pages().no_adviser_measures,
        add: Some(|t| t.pages().add_adviser_measure),
    },
];

const OF_CONCERN: &[Belonging] = &[Belonging {
    kind: Kind::Handover,
    link: Handover::about().name(),
    heading: |t| t.pages().handed_over,
    none: |t| t.pages().not_handed_over,
    add: None,
}];

/// The kinds of records that belong to a record of a kind. Each is a record of its own: parties have another audience
/// than their case.
pub fn belongings(kind: Kind) -> &'static [Belonging] {
    match kind {
        Kind::ConflictCase => OF_CASE,
        Kind::SocialVisit => OF_VISIT,
        Kind::Area => OF_AREA,
        Kind::Concern => OF_CONCERN,
        _ => &[],
    }
}

/// The field in which a new record of a kind points to the record it was begun from.
pub fn link(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::ConflictEvent | Kind::ConflictParty | Kind::LegalStep | Kind::Mediation | Kind::CasePart => {
            Some(ConflictEvent::conflict_case().name())
        }
        // The case of a picture is that of the event that it shows.
        Kind::Photo | Kind::CasePhoto => Some(Photo::about().name()),
        Kind::SignalPhoto => Some(SignalPhoto::signal().name()),
        Kind::Referral => Some(Referral::from_visit().name()),
        Kind::CarePlanEntry | Kind::PlanRevision | Kind::AdviserMeasure => Some(InsectCount::area().name()),
        Kind::VisitNote => Some(VisitNote::visit().name()),
        Kind::Handover => Some(Handover::about().name()),
        Kind::Concern => Some(Concern::about().name()),
        Kind::AreaObservation
        | Kind::InsectCount
        | Kind::CareTask
        | Kind::Activity
        | Kind::ExperienceNote => Some(InsectCount::area().name()),
        Kind::ConflictCase
        | Kind::SocialVisit
        | Kind::Area
        | Kind::Signal
        | Kind::ActionCard
        | Kind::ResidentCard
        | Kind::PassedOn
        | Kind::Deputy
        | Kind::DoorRound
        | Kind::WellbeingInterview
        | Kind::Screening
        | Kind::Goal
        | Kind::ArrearsContact
        | Kind::CounsellingInquiry
        | Kind::ChildNotificationReceipt => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::moment::Moment;

    #[test]
    fn what_is_asked_for_is_a_field_and_stands_on_a_sheet() {
        for kind in Kind::ALL {
            let items = of(*kind);
            if matches!(kind, Kind::ActionCard | Kind::ResidentCard) {
                continue;
            }
            assert!(matches!(items.first(), Some(Sheet | LockedSheet)), "{kind:?}");
            let weather = if *kind == Kind::InsectCount { WEATHER } else { &[] };
            for item in items.iter().chain(weather) {
                let name = match item {
                    Field(ask) => ask.name,
                    Steps(_) => "state",
                    _ => continue,
                };
                assert!(kind.field(name).is_some(), "{kind:?} has no {name}");
            }
        }
    }

    /// Fields that no form asks, each with its reason.
    const NOT_ASKED: &[(Kind, &str, &str)] = &[
        (
            Kind::ConflictCase,
            "mediation_on",
            "the mediation's own end sets it",
        ),
        (
            Kind::ConflictCase,
            "merged_into",
            "the desk sets it when two cases become one",
        ),
        (Kind::LegalStep, "recipient", "the letter sets it"),
        (Kind::LegalStep, "received_on", "the letter's receipt sets it"),
        (Kind::LegalStep, "pdf_hash", "the letter sets it"),
        (Kind::SocialVisit, "household_ref", "the dwelling names the home"),
        (Kind::Area, "square_metres_off", "the way of measuring sets it"),
        (Kind::Area, "outline", "the walk sets it"),
        (Kind::Area, "walk", "the walk sets it"),
        (Kind::CareTask, "after", "the task before it sets it"),
        (
            Kind::Handover,
            "from_role",
            "the author's role is known from the history",
        ),
        (Kind::CasePart, "part", "the way to the page sets it"),
        (
            Kind::CasePhoto,
            "conflict_case",
            "the event that it shows sets it",
        ),
        (Kind::InsectCount, "counts", "the screen of the count sets it"),
        (Kind::InsectCount, "started_at", "the screen of the count sets it"),
        (
            Kind::InsectCount,
            "finished_at",
            "the screen of the count sets it",
        ),
        (Kind::InsectCount, "minutes", "the screen of the count sets it"),
        (Kind::InsectCount, "paused_at", "the screen of the count sets it"),
        (
            Kind::InsectCount,
            "paused_seconds",
            "the screen of the count sets it",
        ),
        (Kind::InsectCount, "state", "the screen of the count sets it"),
    ];

    /// Walks the model: a kind's field is asked for, leads to the record it belongs to, or has its reason here.
    #[test]
    fn every_field_is_asked_for_or_has_a_reason_not_to_be() {
        // The app writes these in every kind. Some forms ask for the day of the next look too.
        let everywhere = ["created_at", "follow_up_on", "discarded_at"];
        let mut reasons: Vec<_> = NOT_ASKED.iter().collect();
        for kind in Kind::ALL {
            // The office has pages of its own for cards.
            if matches!(kind, Kind::ActionCard | Kind::ResidentCard) {
                continue;
            }
            let weather = if *kind == Kind::InsectCount { WEATHER } else { &[] };
            let asked = |name: &str| {
                of(*kind).iter().chain(weather).any(|item| match item {
                    Field(ask) => ask.name == name,
                    Steps(_) => name == "state",
                    _ => false,
                })
            };
            for spec in kind.fields() {
                let reason = reasons
                    .iter()
                    .position(|(of, name, _)| of == kind && *name == spec.name);
                let is_known = everywhere.contains(&spec.name) || link(*kind) == Some(spec.name);
                match reason {
                    Some(place) => {
                        assert!(!asked(spec.name), "{kind:?}.{} is asked after all", spec.name);
                        reasons.remove(place);
                    }
                    None => assert!(
                        asked(spec.name) || is_known,
                        "no form asks for {kind:?}.{}",
                        spec.name
                    ),
                }
            }
        }
        assert!(reasons.is_empty(), "no such field: {reasons:?}");
    }

    #[test]
    fn the_way_to_a_record_chooses_what_it_has() {
        let concern = first_choice(Kind::Concern, "ikke_teknisk_hjaelp").unwrap();
        assert_eq!(
            Kind::Concern.check_edits(&Fields::new(), std::slice::from_ref(&concern)),
            Ok(())
        );
        assert_eq!(first_choice(Kind::Concern, "afsluttet"), None);
        assert_eq!(first_choice(Kind::VisitNote, "ikke_teknisk_hjaelp"), None);
    }

    #[test]
    fn a_place_and_a_home_are_asked_about_what_is_theirs() {
        let offered = |kind, key| is_offered(kind, Signal::kind().name(), key);
        for (kind, theirs, others) in [
            (
                Kind::Signal,
                key!(SignalKind::Waste),
                key!(SignalKind::NotSeenForLong),
            ),
            (
                Kind::Concern,
                key!(SignalKind::NotSeenForLong),
                key!(SignalKind::Waste),
            ),
        ] {
            assert!(offered(kind, theirs) && offered(kind, key!(SignalKind::Other)));
            assert!(!offered(kind, others), "{kind:?}");
        }
        // The same words in another field are no such list.
        assert!(is_offered(
            Kind::Signal,
            "state",
            key!(SignalKind::NotSeenForLong)
        ));
    }

    #[test]
    fn fields_that_follow_an_answer_are_asked_for_after_it() {
        let asked = |kind: Kind, name: &str, edits: &[FieldEdit]| {
            let mut record = Fields::new();
            edits.iter().for_each(|edit| fields::apply(&mut record, edit));
            let item = of(kind).iter().find_map(|item| match item {
                Field(ask) if ask.name == name => Some(ask.when),
                _ => None,
            });
            item.unwrap().is_none_or(|when| when(&record))
        };
        let withheld = ConflictParty::identity_withheld();
        let reason = ConflictParty::withheld_reason().name();
        assert!(!asked(Kind::ConflictParty, reason, &[withheld.set(false)]));
        assert!(asked(Kind::ConflictParty, reason, &[withheld.set(true)]));
        let postponed = ConflictParty::informed_postponed_reason().name();
        let informed = ConflictParty::informed_on().set(Moment::default().day(60));
        assert!(asked(Kind::ConflictParty, postponed, &[]));
        assert!(!asked(Kind::ConflictParty, postponed, &[informed]));
        let (two, until) = (
            SocialVisit::safety_two_persons(),
            SocialVisit::safety_until().name(),
        );
        let why = SocialVisit::safety_reason().name();
        assert!(!asked(Kind::SocialVisit, why, &[]));
        assert!(asked(Kind::SocialVisit, why, &[two.set(true)]));
        assert!(!asked(Kind::SocialVisit, until, &[]));
        assert!(asked(Kind::SocialVisit, until, &[two.set(true)]));
        let (answer, on) = (SocialVisit::consent_contact(), SocialVisit::consent_on().name());
        assert!(!asked(
            Kind::SocialVisit,
            on,
            &[answer.set(ContactConsent::NotAsked)]
        ));
        assert!(asked(Kind::SocialVisit, on, &[answer.set(ContactConsent::No)]));
        let (kind, team) = (Activity::kind(), Activity::team().name());
        assert!(!asked(Kind::Activity, team, &[kind.set(ActivityKind::WorkDay)]));
        assert!(asked(Kind::Activity, team, &[kind.set(ActivityKind::YouthJob)]));
        let task = Activity::task().name();
        assert!(asked(Kind::Activity, task, &[kind.set(ActivityKind::WorkDay)]));
        assert!(asked(Kind::Activity, task, &[kind.set(ActivityKind::YouthJob)]));
        assert!(!asked(Kind::Activity, task, &[kind.set(ActivityKind::Workshop)]));
    }

    #[test]
    fn harm_comes_first_and_is_asked_again_after_the_first_answers() {
        let names = |kind: Kind, edits: &[FieldEdit]| -> Vec<&'static str> {
            let mut record = Fields::new();
            edits.iter().for_each(|edit| fields::apply(&mut record, edit));
            let asked = of(kind).iter().filter_map(|item| match item {
                Field(ask) if ask.when.is_none_or(|when| when(&record)) => Some(ask.name),
                _ => None,
            });
            asked.collect()
        };
        let state = |state| [ConflictCase::state().set(state)];
        let seen = names(Kind::ConflictCase, &state(ConflictState::Observed));
        assert_eq!(seen[..3], ["frequency", "afraid", "topic"]);
        let promised = ConflictCase::contact_promised_on().name();
        assert!(!seen.contains(&promised));
        assert!(names(Kind::ConflictCase, &state(ConflictState::Reported)).contains(&promised));

        let role = |role| ConflictParty::role().set(role);
        let (first, again) = (ConflictParty::sleep().name(), ConflictParty::sleep_again().name());
        let asked = |edits: &[FieldEdit]| {
            let names = names(Kind::ConflictParty, edits);
            (names.contains(&first), names.contains(&again))
        };
        let on = ConflictParty::harm_asked_on().set(Moment::default().day(60));
        assert_eq!(asked(&[]), (false, false));
        assert_eq!(asked(&[role(PartyRole::Witness), on.clone()]), (false, false));
        assert_eq!(asked(&[role(PartyRole::Complainant)]), (true, false));
        assert_eq!(asked(&[role(PartyRole::Complainant), on]), (true, true));
    }

    #[test]
    fn records_are_read_first_but_those_that_are_opened_to_go_on() {
        let read_first = |kind: Kind, edits: &[FieldEdit]| {
            let mut record = Fields::new();
            edits.iter().for_each(|edit| fields::apply(&mut record, edit));
            is_read_first(kind, &record)
        };
        assert!(read_first(Kind::ConflictCase, &[]) && read_first(Kind::CareTask, &[]));
        assert!(!read_first(Kind::InsectCount, &[]) && !read_first(Kind::DoorRound, &[]));
        let visit = |state| read_first(Kind::SocialVisit, &[SocialVisit::state().set(state)]);
        assert!(!visit(VisitState::Planned) && visit(VisitState::Done));
    }

    #[test]
    fn belongings_and_links_point_where_they_should() {
        for kind in Kind::ALL {
            if let Some(link) = link(*kind) {
                let spec = kind.field(link);
                assert!(
                    matches!(spec.map(|spec| spec.shape), Some(Shape::Link)),
                    "{kind:?}.{link}"
                );
            }
            for belonging in belongings(*kind) {
                assert_eq!(link(belonging.kind), Some(belonging.link), "{:?}", belonging.kind);
            }
        }
    }

    #[test]
    fn a_record_may_begin_as_it_does() {
        for kind in Kind::ALL {
            let Beginning { key, now, .. } = beginning(*kind);
            let set = |name: &str, value| FieldEdit {
                field: name.to_owned(),
                change: FieldChange::Set(value),
            };
            let key = key.map(|(name, key)| set(name, Value::Text(key.to_owned())));
            let now = now.map(|name| set(name, Value::Moment(Moment::default())));
            let edits: Vec<_> = key.into_iter().chain(now).collect();
            assert_eq!(kind.check_edits(&Fields::new(), &edits), Ok(()), "{kind:?}");
        }
    }

    #[test]
    fn an_outcome_is_asked_for_when_a_case_is_over() {
        let asked = CASE.iter().find_map(|item| match item {
            Field(ask) if ask.name == "outcome" => ask.when,
            _ => None,
        });
        let asked = asked.unwrap();
        let case = |state: &str| Fields::from([("state".to_owned(), Value::Text(state.to_owned()))]);
        assert!(asked(&case("closed")) && asked(&case("withdrawn")));
        assert!(!asked(&case("observed")) && !asked(&Fields::new()));
        let acute = Fields::from([("severity".to_owned(), Value::Text("akut".to_owned()))]);
        assert!(is_acute(&acute) && !is_acute(&Fields::new()));
    }
}
