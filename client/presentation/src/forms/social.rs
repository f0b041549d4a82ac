//! Activities, doors, interviews, screenings, goals, arrears, inquiries, experiences and receipts.

use feltbog_shared::model::activity::ActivityKind;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{
    Activity, ArrearsContact, ChildNotificationReceipt, CounsellingInquiry, DoorRound, ExperienceNote,
    Fields, Goal, Screening, WellbeingInterview,
};

use super::Item::{Field, Sheet};
use super::{Item, ONLY_NEEDED, WHAT_NOW, ask, key};
use crate::fields;

pub(super) const ACTIVITY: &[Item] = &[
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

pub(super) const DOOR_ROUND: &[Item] = &[
    Sheet,
    Field(ask(DoorRound::stairwell().name())),
    Field(ask(DoorRound::doors().name())),
    Field(ask(DoorRound::purpose().name())),
    Field(ask(DoorRound::remark().name()).heeding(ONLY_NEEDED)),
    Field(ask(DoorRound::started_at().name())),
];

pub(super) const WELLBEING_INTERVIEW: &[Item] = &[
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

pub(super) const SCREENING: &[Item] = &[
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

pub(super) const GOAL: &[Item] = &[
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

pub(super) const ARREARS_CONTACT: &[Item] = &[
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

pub(super) const COUNSELLING_INQUIRY: &[Item] = &[
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

pub(super) const EXPERIENCE_NOTE: &[Item] = &[
    Sheet,
    Field(ask(ExperienceNote::topic().name())),
    Field(ask(ExperienceNote::worked().name())),
    Field(ask(ExperienceNote::title().name())),
    Field(ask(ExperienceNote::text().name()).heeding(ONLY_NEEDED)),
    Field(ask(ExperienceNote::area().name())),
];

pub(super) const CHILD_NOTIFICATION_RECEIPT: &[Item] = &[
    Sheet,
    Field(ask(ChildNotificationReceipt::sent_on().name())),
    Field(ask(ChildNotificationReceipt::municipality().name())),
    Field(ask(ChildNotificationReceipt::way().name())),
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
