//! Areas with their care, observations, tasks, pictures and counts.

use feltbog_shared::model::insect_count::{Protocol, TargetFlower};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{
    AdviserMeasure, Area, AreaObservation, CarePlanEntry, CareTask, Fields, InsectCount, Photo, PlanRevision,
};

use super::Item::{Field, Ground, Sheet, SignWay, Steps};
use super::{Item, ONLY_NEEDED, WHAT_NOW, ask, key};
use crate::fields;

pub(super) const AREA: &[Item] = &[
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

pub(super) const PLAN_ENTRY: &[Item] = &[
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

pub(super) const PLAN_REVISION: &[Item] = &[
    Sheet,
    Field(ask(PlanRevision::why().name())),
    Field(ask(PlanRevision::on().name())),
    Field(ask(PlanRevision::area().name())),
];

pub(super) const ADVISER_MEASURE: &[Item] = &[
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

pub(super) const OBSERVATION: &[Item] = &[
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

pub(super) const TASK: &[Item] = &[
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

pub(super) const PHOTO: &[Item] = &[
    Sheet,
    Field(ask(Photo::text().name())),
    Field(ask(Photo::moment().name())),
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
