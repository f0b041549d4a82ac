//! Welcome visits from a list of new tenants. All of them are offered one, by the day on which they moved in and by
//! nothing else.

use feltbog_shared::home::home_key;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::language::Language;
use feltbog_shared::model::social_visit::{VisitKind, VisitState, WELCOME_DAYS};
use feltbog_shared::model::{FieldEdit, Kind, SocialVisit};
use feltbog_shared::moment::{Day, from_danish_clock};
use feltbog_shared::office_welcome::{WelcomePlan, WelcomeVisit};
use sha2::{Digest as _, Sha256};

use super::edit::{blocking, create_as};
use crate::error::Error;
use crate::services::access::department_access;
use crate::services::import::{List, NewTenant, read_new_tenants};
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::DocumentSummary;

/// The most visits of one list.
const VISITS: usize = 300;
/// Days after which somebody who moved in is not welcomed any more.
const LATE_DAYS: i64 = 91;
/// The time of day for which a visit is planned, in Denmark.
const CLOCK: &str = "T10:00";

/// Plans the visits of a list, and makes them when `is_applied` says so. `POST /desk/welcome/{department}`.
///
/// # Errors
/// `NO_ACCESS` for a person who makes no visits there, `TOO_LARGE` for a list of more than 300 new tenants.
pub async fn welcome(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    bytes: Vec<u8>,
    is_applied: bool,
    language: Language,
) -> Result<WelcomePlan, Error> {
    let access = department_access(app, user.person, department).await?;
    let visits = access.permission.access(Kind::SocialVisit.collection());
    if !visits.create || visits.read.is_nothing() {
        return Err(Error::NO_ACCESS);
    }
    let list = List {
        file: String::new(),
        bytes,
    };
    let read = blocking(app, move || Ok(read_new_tenants(&list, language))).await?;
    if read.tenants.len() > VISITS {
        return Err(Error::TOO_LARGE);
    }
    let today = app.clock.now().danish_day();
    let mut plan = WelcomePlan {
        faults: read.faults,
        ..WelcomePlan::default()
    };
    let (late, timely): (Vec<_>, Vec<_>) = read
        .tenants
        .into_iter()
        .partition(|tenant| tenant.moved_in.plus_days(LATE_DAYS) < today);
    plan.late = count(late.len());
    let wanted: Vec<_> = timely
        .into_iter()
        .map(|tenant| {
            let former = former_id_of(user.person, department, &tenant);
            ([id_of(department, &tenant), former], tenant)
        })
        .collect();
    let ids: Vec<_> = wanted.iter().flat_map(|(ids, _)| *ids).collect();
    let found = app.store.summaries(&ids).await?;
    let is_known = |[id, former]: &[DocumentId; 2]| {
        found.contains_key(id)
            // Anybody may have brought something else under an id that had no mark.
            || found.get(former).is_some_and(|summary| match summary {
                DocumentSummary::Live {
                    department: of,
                    kind: Kind::SocialVisit,
                    owner,
                    ..
                } => *of == department && *owner == user.person,
                DocumentSummary::Live { .. } => false,
                DocumentSummary::Erased(_) => true,
            })
    };
    let (known, new): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(ids, _)| is_known(ids));
    plan.known = count(known.len());
    let is_applied = is_applied && plan.faults.is_empty();
    for ([id, _], tenant) in new {
        let due = tenant.moved_in.plus_days(WELCOME_DAYS);
        if is_applied && !make(app, user, department, (id, edits(&tenant, due))).await? {
            plan.known += 1;
            continue;
        }
        plan.visits.push(WelcomeVisit {
            dwelling: tenant.dwelling,
            moved_in: tenant.moved_in.to_string(),
            due: due.to_string(),
        });
    }
    plan.is_applied = is_applied;
    Ok(plan)
}

/// Makes a visit. Whether it was made: a colleague may have brought in the same list meanwhile.
async fn make(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    (id, edits): (DocumentId, Vec<FieldEdit>),
) -> Result<bool, Error> {
    match create_as(app, user, department, id, Kind::SocialVisit, edits).await {
        Ok(_) => Ok(true),
        Err(error) => match app.store.summaries(&[id]).await?.contains_key(&id) {
            true => Ok(false),
            false => Err(error),
        },
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn edits(tenant: &NewTenant, due: Day) -> Vec<FieldEdit> {
    let mut edits = vec![
        SocialVisit::state().set(VisitState::Planned),
        SocialVisit::kind().set(VisitKind::Welcome),
        SocialVisit::dwelling_ref().set(&tenant.dwelling),
    ];
    let at = from_danish_clock(&format!("{due}{CLOCK}"));
    edits.extend(at.map(|at| SocialVisit::at().set(at)));
    edits
}

/// The id of the visit to a new tenant: the same however often the list is brought in, and by whomever.
fn id_of(department: DepartmentId, tenant: &NewTenant) -> DocumentId {
    made_of(department.as_bytes(), tenant).into_named()
}

/// The id that a person's own visit to a new tenant had before ids of the server's own were marked.
fn former_id_of(person: UserId, department: DepartmentId, tenant: &NewTenant) -> DocumentId {
    made_of(&[*person.as_bytes(), *department.as_bytes()].concat(), tenant)
}

/// An id made out of a home, the day on which somebody moved in, and what else tells visits apart.
fn made_of(apart: &[u8], tenant: &NewTenant) -> DocumentId {
    let sum = Sha256::digest(
        [
            b"welcome".as_slice(),
            apart,
            home_key(&tenant.dwelling).as_bytes(),
            tenant.moved_in.to_string().as_bytes(),
        ]
        .concat(),
    );
    let random = sum.first_chunk().copied().unwrap_or_default();
    DocumentId::new(tenant.moved_in.start(), random)
}
