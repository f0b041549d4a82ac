//! Subject access (GDPR art. 15): everything that is kept about a home, gathered over all kinds of records, as data, as a
//! page and as a PDF; and the register of requests with their deadlines.
//!
//! The fields with homes are those of [`feltbog_shared::model::homes`]. What belongs to a record that names the home is
//! told with it. Parties of other homes, and what withholds an identity, are left out.

mod gather;
pub mod page;
mod paper;
pub mod register;
mod words;

use std::collections::BTreeMap;

use feltbog_shared::home::home_key;
use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::language::Language;
use feltbog_shared::moment::Day;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::office::subject_access::{SubjectAccessAnswer, SubjectAccessQuery};
use feltbog_shared::refusal::RefusalCode;

use crate::error::Error;
use crate::services::audit::{self, Actor};
use crate::services::desk::reach;
use crate::services::signed_in::OfficeUser;
use crate::state::App;

mod texts {
    use feltbog_shared::language::Language;
    use feltbog_shared::office::audit::{AuditAction, AuditPurpose};

    include!(concat!(env!("OUT_DIR"), "/subject_access_texts.rs"));
}

use texts::SubjectAccessTexts;

fn words(language: Language) -> &'static SubjectAccessTexts {
    SubjectAccessTexts::of(language)
}

/// The place and the home that are asked about.
struct Wanted {
    department: DepartmentId,
    department_name: String,
    /// The organisation that answers for the data.
    controller: String,
    /// The departments that are searched for a home with a street, by id and name.
    departments: BTreeMap<DepartmentId, String>,
    organisation: OrganisationId,
    home: String,
    /// The first day of records that are told.
    since: Option<Day>,
    language: Language,
}

/// Everything that is kept about a home, for the privacy officer of its department. `POST /subject-access/answer`.
///
/// # Errors
/// `NOT_FOUND` for people who are no privacy officer there, `StepUpWanted`, and `InvalidValue` for a home or a day that is none.
pub async fn answer(
    app: &App,
    user: &OfficeUser,
    query: &SubjectAccessQuery,
) -> Result<SubjectAccessAnswer, Error> {
    let reach = reach(app, user.person).await?;
    let place = reach.places.get(&query.department);
    let place = place.filter(|place| place.permission.may_answer_subject_access());
    let place = place.ok_or(Error::NOT_FOUND)?;
    user.require_step_up(app)?;
    let organisation = place.department.organisation;
    let departments = reach.places.values().filter(|other| {
        other.department.organisation == organisation && other.permission.may_answer_subject_access()
    });
    let wanted = Wanted {
        department: query.department,
        department_name: place.department.name.clone(),
        controller: controller(app, organisation).await?,
        departments: departments
            .map(|other| (other.department.id, other.department.name.clone()))
            .collect(),
        organisation,
        home: query.home.trim().to_owned(),
        since: since(query)?,
        language: query.language,
    };
    gather_noted(app, Actor::from(user), &wanted).await
}

/// The same as a PDF. `POST /subject-access/paper`.
///
/// # Errors
/// As [`answer`].
pub async fn paper(app: &App, user: &OfficeUser, query: &SubjectAccessQuery) -> Result<Vec<u8>, Error> {
    let answer = answer(app, user, query).await?;
    paper::pdf(&answer, query.language).await
}

/// The same for whoever runs the server, over all departments of the organisation.
///
/// # Errors
/// `NOT_FOUND` for a department that does not exist, `InvalidValue` for a home or a day that is none.
pub async fn answer_for_operator(
    app: &App,
    query: &SubjectAccessQuery,
) -> Result<SubjectAccessAnswer, Error> {
    let place = app.store.department(query.department).await?;
    let place = place.ok_or(Error::NOT_FOUND)?;
    let rows = app.store.department_records(place.organisation).await?;
    let wanted = Wanted {
        department: place.id,
        department_name: place.name,
        controller: controller(app, place.organisation).await?,
        departments: rows.into_iter().map(|row| (row.id, row.name)).collect(),
        organisation: place.organisation,
        home: query.home.trim().to_owned(),
        since: since(query)?,
        language: query.language,
    };
    gather_noted(app, Actor::SERVER, &wanted).await
}

/// The day of a query from which records are told; nothing for all of them.
fn since(query: &SubjectAccessQuery) -> Result<Option<Day>, Error> {
    match query.since.trim() {
        "" => Ok(None),
        text => match Day::parse(text) {
            Some(day) => Ok(Some(day)),
            None => Err(Error::Refused(RefusalCode::InvalidValue)),
        },
    }
}

/// The organisation as the controller of personal data.
async fn controller(app: &App, organisation: OrganisationId) -> Result<String, Error> {
    let rows = app.store.organisation_rows().await?;
    let row = rows.into_iter().find(|row| row.id == organisation);
    let row = row.ok_or(Error::NOT_FOUND)?;
    Ok(match row.controller.as_str() {
        "" => row.name,
        _ => row.controller,
    })
}

/// Gathers an answer, and keeps in the access log that its records were read for it before anybody sees it.
async fn gather_noted(app: &App, actor: Actor, wanted: &Wanted) -> Result<SubjectAccessAnswer, Error> {
    if home_key(&wanted.home).is_empty() {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let answer = gather::gather(app, wanted).await?;
    let mut read = BTreeMap::<DepartmentId, Vec<_>>::new();
    for record in &answer.records {
        if let Some(kind) = record.kind {
            read.entry(record.department)
                .or_default()
                .push((record.document, kind));
        }
    }
    for (department, records) in read {
        audit::read_now(app, actor, AuditPurpose::SubjectAccess, department, records).await?;
    }
    let pending = answer.records.iter().filter(|record| record.kind.is_none());
    let pending: Vec<_> = pending
        .map(|record| (record.department, record.document))
        .collect();
    if !pending.is_empty() {
        let act = (AuditAction::Read, AuditPurpose::SubjectAccess);
        audit::note_pending(app, actor, act, pending);
        audit::flush(app).await?;
    }
    Ok(answer)
}
