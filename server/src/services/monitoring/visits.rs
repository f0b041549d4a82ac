//! Topics of visits and receivers of referrals in an organisation, counted over the last year.
//!
//! The numbers are those of all its departments that have visits and screenings, whoever reads them. They are told to who
//! may count visits in each of these departments. No sum of them is told, and no part, so that each is hidden by itself.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::referral::ReceiverKind;
use feltbog_shared::model::schema::own_parts;
use feltbog_shared::model::social_visit::VisitTopic;
use feltbog_shared::model::{Kind, Referral, SocialVisit, ValueList};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::monitoring::VisitFigures;
use feltbog_shared::permission::{Collection, Module};
use feltbog_shared::suppression::Published;

use super::live;
use super::numbers::{is_of_last_year, may_count};
use crate::error::Error;
use crate::services::overview::places::OrganisationOfReader;
use crate::state::App;
use crate::store::DepartmentRecordRow;

/// The numbers of an organisation with these departments; nothing for who may not count visits in each of them.
pub(super) async fn figures(
    app: &App,
    organisation: &OrganisationOfReader,
    departments: &[DepartmentRecordRow],
    today: Day,
) -> Result<Option<VisitFigures>, Error> {
    let is_counted =
        |row: &&DepartmentRecordRow| row.modules.has(Module::Visits) && row.modules.has(Module::Screening);
    let counted: BTreeSet<DepartmentId> = departments.iter().filter(is_counted).map(|row| row.id).collect();
    let own = organisation.departments.iter();
    let own: BTreeSet<DepartmentId> = own
        .filter(|one| may_count(&one.permission, Collection::Visits))
        .map(|one| one.row.id)
        .collect();
    if counted.is_empty() || !counted.is_subset(&own) {
        return Ok(None);
    }
    let id = organisation.row.id;
    let mut topics = BTreeMap::new();
    for record in app.store.overview_records(id, Kind::SocialVisit).await? {
        let times = |visit: &SocialVisit| (visit.created_at, visit.discarded_at);
        let Some((visit, made_on)) = live::<SocialVisit>(&record, times, today) else {
            continue;
        };
        let day = visit.at.map_or(made_on, Moment::danish_day);
        if counted.contains(&record.department) && is_of_last_year(day, today) {
            for topic in topics_of(&visit) {
                *topics.entry(topic).or_default() += 1;
            }
        }
    }
    let mut receivers = BTreeMap::new();
    for record in app.store.overview_records(id, Kind::Referral).await? {
        let times = |referral: &Referral| (referral.created_at, referral.discarded_at);
        let Some((referral, made_on)) = live::<Referral>(&record, times, today) else {
            continue;
        };
        let is_counted = counted.contains(&record.department) && is_of_last_year(made_on, today);
        if let Some(receiver) = referral.receiver_kind.filter(|_| is_counted) {
            *receivers.entry(receiver).or_default() += 1;
        }
    }
    Ok(Some(VisitFigures {
        topics: published::<VisitTopic>(&topics),
        receivers: published::<ReceiverKind>(&receivers),
    }))
}

/// The topics of a visit, with the one that a topic in the organisation's own words stands for.
fn topics_of(visit: &SocialVisit) -> BTreeSet<VisitTopic> {
    let own = visit.own_topic.as_deref().and_then(own_parts);
    let mut topics = visit.topics.clone();
    topics.extend(own.and_then(|(base, _)| VisitTopic::from_key(base)));
    topics
}

/// Every value of a list with its number, each hidden under five.
fn published<T: ValueList>(counts: &BTreeMap<T, u64>) -> Vec<(String, Published)> {
    let number = |value: &T| Published::total(counts.get(value).copied().unwrap_or_default());
    T::ALL
        .iter()
        .map(|value| (value.key().to_owned(), number(value)))
        .collect()
}
