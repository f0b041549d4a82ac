//! Administrations and organisations, with what belongs to each: departments, people, grants and the rest of the office.

use feltbog_shared::id::{DepartmentId, OrganisationId};
use feltbog_shared::permission::{Module, Modules};
use serde_json::{Value, json};

use super::{CompleteExportError, Writing, hex, parsed};
use crate::services::projection::instant;
use crate::store::{
    DepartmentRecordRow, Dwelling, EffortRow, EffortTaskRow, GrantLevel, OrganisationRow, PersonGrant,
    StaffRow,
};

impl Writing<'_> {
    /// Writes every organisation with its departments.
    pub(super) async fn organisations(&mut self, progress: fn(&str)) -> Result<(), CompleteExportError> {
        let administrations = self.app.store.administrations().await?;
        let rows = administrations
            .iter()
            .map(|row| json!({ "id": row.id, "name": row.name }));
        self.folder.lines("administrations.jsonl", rows)?;
        let organisations = self.app.store.organisation_rows().await?;
        let mut rows = Vec::new();
        for row in &organisations {
            let settings = self.app.store.organisation_settings(row.id).await?;
            let eviction_cost = self.app.store.eviction_cost(row.id).await?;
            rows.push(organisation(row, settings.as_deref(), eviction_cost));
        }
        self.numbers.organisations = self.folder.lines("organisations.jsonl", rows)?;
        for row in organisations {
            progress(&row.name);
            let departments = self.app.store.department_records(row.id).await?;
            let ids: Vec<_> = departments.iter().map(|row| row.id).collect();
            self.organisation(row.id, departments).await?;
            self.office(row.id, &ids).await?;
            self.settings(row.id, &ids).await?;
            self.administrative_log(row.id).await?;
            for department in ids {
                self.records(department).await?;
            }
        }
        Ok(())
    }

    /// Writes departments, people, grants and dwellings of an organisation.
    async fn organisation(
        &mut self,
        id: OrganisationId,
        departments: Vec<DepartmentRecordRow>,
    ) -> Result<(), CompleteExportError> {
        let store = &self.app.store;
        let home = format!("organisations/{id}");
        let rows = departments.into_iter().map(department);
        self.numbers.departments += self.folder.lines(&format!("{home}/departments.jsonl"), rows)?;
        let people = store
            .people_of(id)
            .await?
            .into_iter()
            .map(|row| json!({ "id": row.id, "number": row.number, "name": row.name, "mail": row.mail }));
        self.numbers.people += self.folder.lines(&format!("{home}/people.jsonl"), people)?;
        let grants = store.grants_within(id).await?;
        let rows = grants.iter().map(grant);
        self.folder.lines(&format!("{home}/grants.jsonl"), rows)?;
        let roster = store.roster_of(id).await?;
        let dwellings = store.dwellings(&roster).await?;
        let rows = dwellings.iter().map(dwelling);
        self.folder.lines(&format!("{home}/dwellings.jsonl"), rows)?;
        Ok(())
    }

    /// Writes what the office keeps of an organisation beside its records.
    async fn office(
        &mut self,
        id: OrganisationId,
        departments: &[DepartmentId],
    ) -> Result<(), CompleteExportError> {
        let store = &self.app.store;
        let home = format!("organisations/{id}");
        let values = store.own_values(id).await?;
        let rows = values.iter().map(|value| json!(value));
        self.folder.lines(&format!("{home}/own_values.jsonl"), rows)?;
        let templates = store.letter_templates(id).await?.into_iter().map(|row| {
            json!({
                "kind": row.kind, "version": row.version, "body": row.body,
                "written_by": row.written_by, "written_at": instant(row.written_at),
                "approved_by": row.approved_by,
            })
        });
        self.folder
            .lines(&format!("{home}/letter_templates.jsonl"), templates)?;
        let efforts = store.efforts_of(departments).await?;
        let ids: Vec<_> = efforts.iter().map(|row| row.id).collect();
        let rows = efforts.iter().map(effort);
        self.folder.lines(&format!("{home}/efforts.jsonl"), rows)?;
        let tasks = store.effort_tasks(&ids).await?;
        let rows = tasks.iter().map(effort_task);
        self.folder.lines(&format!("{home}/effort_tasks.jsonl"), rows)?;
        let staff = store.staff_of(departments).await?;
        let rows = staff.iter().map(member_of_staff);
        self.folder.lines(&format!("{home}/staff.jsonl"), rows)?;
        let indicators = store.indicators(id).await?.into_iter().map(|row| {
            json!({
                "department": row.department, "year": row.year, "indicator": row.indicator,
                "hundredths": row.hundredths,
            })
        });
        self.folder
            .lines(&format!("{home}/indicators.jsonl"), indicators)?;
        let competencies = store.competencies(id).await?.into_iter().map(|row| {
            json!({
                "id": hex(&row.id), "name": row.name, "situations": parsed(&row.situations),
                "months": row.months,
            })
        });
        self.folder
            .lines(&format!("{home}/competencies.jsonl"), competencies)?;
        let courses = store.held_competencies(id).await?.into_iter().map(|row| {
            json!({
                "id": hex(&row.id), "person": row.person, "competency": hex(&row.competency),
                "course": row.course, "taken_on": row.taken_on, "expires_on": row.expires_on,
            })
        });
        self.folder.lines(&format!("{home}/courses.jsonl"), courses)?;
        let directory = store.directory(id).await?.into_iter().map(|row| {
            json!({
                "id": hex(&row.id), "kind": row.kind, "municipality": row.municipality,
                "situation": row.situation, "name": row.name, "phone": row.phone, "remark": row.remark,
            })
        });
        self.folder.lines(&format!("{home}/directory.jsonl"), directory)?;
        Ok(())
    }
}

/// The keys of modules that are on.
fn modules(modules: Modules) -> Vec<&'static str> {
    let on = Module::ALL.into_iter().filter(|module| modules.has(*module));
    on.map(Module::key).collect()
}

fn organisation(row: &OrganisationRow, settings: Option<&str>, eviction_cost: Option<u64>) -> Value {
    json!({
        "id": row.id,
        "administration": row.administration,
        "name": row.name,
        "key": row.key,
        "cvr": row.cvr,
        "lbf_number": row.lbf_number,
        "modules": modules(row.modules),
        "controller": row.controller,
        "phone_unused_days": row.phone_unused_days,
        "confirms_phones": row.confirms_phones,
        "settings": settings.map(parsed),
        "eviction_cost": eviction_cost,
    })
}

fn department(row: DepartmentRecordRow) -> Value {
    json!({
        "id": row.id,
        "number": row.number,
        "name": row.name,
        "municipality": row.municipality,
        "dwellings": row.dwellings,
        "modules": modules(row.modules),
        "record": parsed(&row.record),
    })
}

fn grant(row: &PersonGrant) -> Value {
    let (level, id) = match row.level {
        GrantLevel::Department(id) => ("department", json!(id)),
        GrantLevel::Organisation(id) => ("organisation", json!(id)),
        GrantLevel::Administration(id) => ("administration", json!(id)),
    };
    json!({
        "person": row.person,
        "role": row.role.key(),
        "level": level,
        "of": id,
        "from": instant(row.from),
        "until": row.until.map(instant),
    })
}

fn dwelling(row: &Dwelling) -> Value {
    let address = &row.address;
    json!({
        "id": row.id,
        "department": row.department,
        "address_id": row.address_id,
        "access_address_id": row.access_address_id,
        "street": address.street,
        "number": address.number,
        "floor": address.floor,
        "door": address.door,
        "postcode": address.postcode,
        "town": address.town,
        "bfe": row.bfe,
        "tenancy_number": row.tenancy_number,
    })
}

fn effort(row: &EffortRow) -> Value {
    json!({
        "id": row.id,
        "organisation": row.organisation,
        "name": row.name,
        "departments": row.departments,
        "record": parsed(&row.record),
    })
}

fn effort_task(row: &EffortTaskRow) -> Value {
    json!({
        "id": row.id,
        "effort": row.effort,
        "department": row.department,
        "person": row.person,
        "title": row.title,
        "due_on": row.due_on,
        "done_on": row.done.as_ref().map(|(day, _)| day),
        "done_by": row.done.as_ref().map(|(_, person)| person),
    })
}

fn member_of_staff(row: &StaffRow) -> Value {
    json!({
        "id": row.id,
        "department": row.department,
        "effort": row.effort,
        "name": row.name,
        "works_in": row.works_in,
        "record": parsed(&row.record),
    })
}
