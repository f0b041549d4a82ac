//! Competencies for a phone: those of the person's organisations, and the person's own courses.

use std::collections::BTreeMap;

use feltbog_shared::department_information::ContentCheck;
use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::own_competencies::{
    CompetenciesReply, CompetenciesRequest, KnownCompetency, OrganisationCompetencies, OwnCourse,
    PhoneCompetencies,
};
use feltbog_shared::permission::Permission;
use feltbog_shared::wire;
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::state::App;
use crate::store::CompetencyRow;

/// Departments in which a person is told of competencies, by organisation.
#[derive(Clone, Debug, Default)]
pub(in crate::services) struct CompetencePlaces(BTreeMap<OrganisationId, Vec<DepartmentId>>);

impl CompetencePlaces {
    /// Adds a department, if the person is told of competencies there.
    pub(in crate::services) fn add(
        &mut self,
        organisation: OrganisationId,
        department: DepartmentId,
        permission: &Permission,
    ) {
        if permission.knows_competencies() {
            self.0.entry(organisation).or_default().push(department);
        }
    }
}

fn known(row: &CompetencyRow) -> KnownCompetency {
    KnownCompetency {
        name: row.name.clone(),
        situations: serde_json::from_str(&row.situations).unwrap_or_default(),
    }
}

/// The competencies of the organisations of these departments.
///
/// # Errors
/// When the database fails.
pub(in crate::services) async fn known_competencies(
    app: &App,
    places: CompetencePlaces,
) -> Result<Vec<OrganisationCompetencies>, Error> {
    let mut organisations = Vec::new();
    for (organisation, departments) in places.0 {
        let rows = app.store.competencies(organisation).await?;
        organisations.push(OrganisationCompetencies {
            departments,
            competencies: rows.iter().map(known).collect(),
        });
    }
    Ok(organisations)
}

/// The courses of a person in some organisations, the newest first.
async fn own_courses(
    app: &App,
    person: UserId,
    organisations: &[OrganisationId],
) -> Result<Vec<OwnCourse>, Error> {
    let mut courses = Vec::new();
    for organisation in organisations {
        let competencies = app.store.competencies(*organisation).await?;
        let held = app.store.held_competencies(*organisation).await?;
        for row in held.into_iter().filter(|row| row.person == person) {
            let mut named = competencies.iter();
            let named = named.find(|one| one.id == row.competency);
            courses.push(OwnCourse {
                competency: named.map(|one| one.name.clone()).unwrap_or_default(),
                course: row.course,
                taken_on: row.taken_on,
                expires_on: row.expires_on,
            });
        }
    }
    courses.sort_by(|one, other| {
        (&other.taken_on, &one.competency, &one.course).cmp(&(
            &one.taken_on,
            &other.competency,
            &other.course,
        ))
    });
    Ok(courses)
}

/// The competencies and own courses that a person's phone may hold, unless it holds them already.
///
/// # Errors
/// When the database fails.
pub async fn phone_competencies(
    app: &App,
    person: UserId,
    request: &CompetenciesRequest,
) -> Result<CompetenciesReply, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let mut departments: Vec<_> = grants.iter().map(|grant| grant.department).collect();
    departments.sort_unstable();
    departments.dedup();
    let (mut places, mut own) = (CompetencePlaces::default(), Vec::new());
    for id in departments {
        let Some(department) = app.store.department(id).await? else {
            continue;
        };
        let permission = Permission::new(person, &grants, id, department.modules, now);
        places.add(department.organisation, id, &permission);
        if permission.has_competencies() {
            own.push(department.organisation);
        }
    }
    own.sort_unstable();
    own.dedup();
    let competencies = PhoneCompetencies {
        check: ContentCheck::default(),
        organisations: known_competencies(app, places).await?,
        courses: own_courses(app, person, &own).await?,
    };
    let digest = Sha256::digest(wire::encode(&competencies));
    let mut check = ContentCheck::default();
    for (byte, drawn) in check.0.iter_mut().zip(digest) {
        *byte = drawn;
    }
    let changed = (request.held != Some(check)).then_some(PhoneCompetencies {
        check,
        ..competencies
    });
    Ok(CompetenciesReply { changed })
}
