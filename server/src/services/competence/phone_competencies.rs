//! Competencies for a phone: those of the person's organisations, and the person's own courses.

use feltbog_shared::department_information::ContentCheck;
use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::own_competencies::{
    CompetenciesReply, CompetenciesRequest, OwnCourse, PhoneCompetencies,
};
use feltbog_shared::permission::Permission;
use feltbog_shared::wire;
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::services::known_competencies::{CompetencePlaces, known_competencies};
use crate::state::App;

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
