//! The competencies that organisations know, for the people of their departments.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::own_competencies::{KnownCompetency, OrganisationCompetencies};
use feltbog_shared::permission::Permission;

use crate::error::Error;
use crate::state::App;
use crate::store::CompetencyRow;

/// Departments in which a person is told of competencies, by organisation.
#[derive(Clone, Debug, Default)]
pub(super) struct CompetencePlaces(BTreeMap<OrganisationId, Vec<DepartmentId>>);

impl CompetencePlaces {
    /// Adds a department, if the person is told of competencies there.
    pub(super) fn add(
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
pub(super) async fn known_competencies(
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
