//! The contacts about arrears and the inquiries that a person reads, in one list over all organisations. Each department
//! stays a partition of its own.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::model::arrears_contact::ArrearsStage;
use feltbog_shared::model::{ArrearsContact, CounsellingInquiry, Fields, Kind, Model as _, ValueList as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office::counselling::{
    ArrearsOrganisation, ArrearsPage, ArrearsRow, InquiriesPage, InquiryRow, LIST_DAYS,
};
use feltbog_shared::permission::Collection;

use super::standing_fields;
use crate::error::Error;
use crate::services::desk::scope::{Reach, ReachedDepartment, reach};
use crate::state::App;
use crate::store::OverviewRecord;

/// Most rows of a list; the rest is found by its department at the desk.
const ROWS: usize = 2_000;

/// A record that a person reads, with its department.
struct ReadRecord<'a> {
    place: &'a ReachedDepartment,
    record: OverviewRecord,
    fields: Fields,
}

/// The organisations in which a person reads some record of arrears.
fn organisations(reach: &Reach) -> BTreeMap<OrganisationId, Vec<&ReachedDepartment>> {
    let mut found: BTreeMap<OrganisationId, Vec<&ReachedDepartment>> = BTreeMap::new();
    for place in reach.places.values() {
        let read = place.permission.access(Collection::Arrears).read;
        if !read.is_nothing() {
            found
                .entry(place.department.organisation)
                .or_default()
                .push(place);
        }
    }
    found
}

/// The records of a kind that the person may read.
async fn records<'a>(app: &App, reach: &'a Reach, kind: Kind) -> Result<Vec<ReadRecord<'a>>, Error> {
    let mut found = Vec::new();
    for organisation in organisations(reach).into_keys() {
        for record in app.store.overview_records(organisation, kind).await? {
            let Some(place) = reach.places.get(&record.department) else {
                continue;
            };
            let permission = &place.permission;
            if !permission.may_read(kind.collection(), record.owner, record.document) {
                continue;
            }
            if let Some(fields) = standing_fields(kind, &record.projection) {
                found.push(ReadRecord {
                    place,
                    record,
                    fields,
                });
            }
        }
    }
    Ok(found)
}

fn day(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The contacts about arrears that a person reads.
///
/// # Errors
/// `NOT_FOUND` when the person reads none anywhere.
pub async fn arrears(app: &App, person: UserId) -> Result<ArrearsPage, Error> {
    let reach = reach(app, person).await?;
    let places = organisations(&reach);
    if places.is_empty() {
        return Err(Error::NOT_FOUND);
    }
    let found = records(app, &reach, Kind::ArrearsContact).await?;
    let mut latest: BTreeMap<OrganisationId, Day> = BTreeMap::new();
    let read: Vec<_> = found
        .iter()
        .map(|one| (one, ArrearsContact::from_fields(&one.fields)))
        .collect();
    for (one, contact) in &read {
        if let Some(on) = contact.source_list_on {
            let known = latest.entry(one.place.department.organisation).or_insert(on);
            *known = on.max(*known);
        }
    }
    let mut rows: Vec<_> = read
        .into_iter()
        .map(|(one, contact)| {
            let organisation = one.place.department.organisation;
            let on = contact.source_list_on;
            ArrearsRow {
                department: one.record.department,
                department_name: one.place.department.name.clone(),
                organisation: organisation.to_string(),
                document: one.record.document,
                dwelling: contact.dwelling_ref.unwrap_or_default(),
                stage: contact
                    .stage
                    .map(|stage| stage.key().to_owned())
                    .unwrap_or_default(),
                source_list_on: day(on),
                is_on_latest_list: on.is_some() && on.as_ref() == latest.get(&organisation),
                contact_tries: contact
                    .contact_tries
                    .and_then(|tries| u32::try_from(tries).ok())
                    .unwrap_or_default(),
                first_contact_on: day(contact.first_contact_on),
                result: contact
                    .result
                    .map(|result| result.key().to_owned())
                    .unwrap_or_default(),
                eviction_result: contact
                    .eviction_result
                    .map(|result| result.key().to_owned())
                    .unwrap_or_default(),
            }
        })
        .collect();
    rows.sort_by_cached_key(|row| {
        let stage = ArrearsStage::ALL
            .iter()
            .position(|stage| stage.key() == row.stage);
        (
            !row.is_open(),
            std::cmp::Reverse(stage),
            row.contact_tries,
            row.department_name.clone(),
            row.dwelling.clone(),
            row.document,
        )
    });
    rows.truncate(ROWS);
    let mut organisations: Vec<_> = places
        .iter()
        .map(|(id, places)| ArrearsOrganisation {
            id: id.to_string(),
            name: places
                .first()
                .map(|place| place.organisation_name.clone())
                .unwrap_or_default(),
            may_import: places.iter().any(|place| place.permission.may_import_arrears()),
            latest_list_on: latest.get(id).map(|on| on.to_string()),
            next_list_on: latest.get(id).map(|on| on.plus_days(LIST_DAYS).to_string()),
        })
        .collect();
    organisations.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    Ok(ArrearsPage { rows, organisations })
}

/// The inquiries that a person reads.
///
/// # Errors
/// `NOT_FOUND` when the person reads none anywhere.
pub async fn inquiries(app: &App, person: UserId) -> Result<InquiriesPage, Error> {
    let reach = reach(app, person).await?;
    if organisations(&reach).is_empty() {
        return Err(Error::NOT_FOUND);
    }
    let found = records(app, &reach, Kind::CounsellingInquiry).await?;
    let mut rows: Vec<_> = found
        .into_iter()
        .map(|one| {
            let inquiry = CounsellingInquiry::from_fields(&one.fields);
            InquiryRow {
                department: one.record.department,
                department_name: one.place.department.name.clone(),
                document: one.record.document,
                received_on: day(inquiry.received_on),
                way: inquiry.way.map(|way| way.key().to_owned()).unwrap_or_default(),
                topic: inquiry
                    .topic
                    .map(|topic| topic.key().to_owned())
                    .unwrap_or_default(),
                dwelling: inquiry.dwelling_ref.unwrap_or_default(),
                answered_on: day(inquiry.answered_on),
                outcome: inquiry
                    .outcome
                    .map(|outcome| outcome.key().to_owned())
                    .unwrap_or_default(),
            }
        })
        .collect();
    // Open ones with the oldest first, then those that ended with the newest first.
    let (mut open, mut ended): (Vec<InquiryRow>, Vec<InquiryRow>) =
        rows.drain(..).partition(|row| row.outcome.is_empty());
    open.sort_by(|one, other| (&one.received_on, one.document).cmp(&(&other.received_on, other.document)));
    ended.sort_by(|one, other| (&other.received_on, other.document).cmp(&(&one.received_on, one.document)));
    open.append(&mut ended);
    open.truncate(ROWS);
    Ok(InquiriesPage { rows: open })
}

/// The organisations as ids in which a person reads every contact of some department.
pub(super) fn importable(reach: &Reach) -> BTreeSet<OrganisationId> {
    let places = reach.places.values();
    let importable = places.filter(|place| place.permission.may_import_arrears());
    importable.map(|place| place.department.organisation).collect()
}
