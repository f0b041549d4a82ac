//! Contacts about arrears and evictions of this year beside the screening. They are the numbers of the sheet of effects and no
//! others, so that both together tell no more than the sheet.

use std::collections::BTreeMap;

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::office::counselling::EffectRow;
use feltbog_shared::office::monitoring::MonitoringFigures;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::suppression::{Published, sum_of};

use crate::error::Error;
use crate::services::counselling::effect;
use crate::services::overview::places::OrganisationOfReader;
use crate::state::App;

/// The numbers of an organisation; none for a person who has no right to them in any of its departments, or to exact ones.
#[derive(Default)]
pub(super) struct Effects {
    departments: BTreeMap<DepartmentId, EffectRow>,
    total: Option<EffectRow>,
}

impl Effects {
    /// The numbers of an organisation for a person.
    pub(super) async fn of(
        app: &App,
        person: UserId,
        organisation: &OrganisationOfReader,
    ) -> Result<Self, Error> {
        let id = organisation.row.id.to_string();
        let sheet = match effect(app, person, Some(&id), None).await {
            // These pages are printed and passed on: who reads the contacts has exact numbers on the sheet alone.
            Ok(sheet) if sheet.is_exact => return Ok(Self::default()),
            Ok(sheet) => sheet,
            Err(Error::Refused(RefusalCode::NotFound)) => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let departments = sheet.rows.into_iter();
        Ok(Self {
            departments: departments
                .filter_map(|row| Some((row.department?, row)))
                .collect(),
            total: Some(sheet.total),
        })
    }

    /// The contacts about arrears of a department as the sheet tells them; nothing where the person has no right to them.
    pub(super) fn arrears_of(&self, department: DepartmentId) -> Option<Published> {
        self.departments.get(&department).map(|row| row.contacts)
    }

    /// Adds the numbers of departments to those that are told of them together. Where one of them has none for the person,
    /// none is told.
    pub(super) fn add_to(&self, figures: &mut MonitoringFigures, ids: &[DepartmentId]) {
        let rows: Option<Vec<&EffectRow>> = ids.iter().map(|id| self.departments.get(id)).collect();
        let Some(rows) = rows else {
            return;
        };
        // Of all departments together more is told than of each: the sum of the sheet, and not that of its rows.
        let whole = self
            .total
            .as_ref()
            .filter(|_| rows.len() == self.departments.len());
        (figures.arrears, figures.evictions) = match whole {
            Some(total) => (Some(total.contacts), Some(total.evictions)),
            None => (
                Some(sum_of(rows.iter().map(|row| row.contacts))),
                Some(sum_of(rows.iter().map(|row| row.evictions))),
            ),
        };
    }
}
