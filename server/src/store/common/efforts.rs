//! Efforts with their departments, activities and tasks, and staff.

use std::collections::BTreeMap;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId, EffortId, EffortTaskId, StaffId, UserId};
use sqlx::{FromRow, QueryBuilder};

use super::dialect::{Database, DatabaseConnection, DatabaseStore, push_among};
use crate::store::columns::{department_id, document_id, number, organisation_id, signed, user_id};
use crate::store::{EffortAct, EffortRow, EffortStore, EffortTaskRow, Result, StaffRow, StoreError};

/// The columns of an effort.
const EFFORT: &str = "SELECT id, organisation, version, name, record FROM effort";
/// The columns of a task.
const TASK: &str =
    "SELECT id, effort, department, version, person, title, due_on, done_on, done_by FROM effort_task";
/// The columns of a member of staff.
const STAFF: &str = "SELECT id, department, version, effort, name, record FROM staff_member";

fn effort_id(bytes: &[u8]) -> Result<EffortId> {
    EffortId::from_slice(bytes).ok_or(StoreError::Corrupt("effort id"))
}

fn staff_id(bytes: &[u8]) -> Result<StaffId> {
    StaffId::from_slice(bytes).ok_or(StoreError::Corrupt("staff id"))
}

#[derive(FromRow)]
struct EffortColumns {
    id: Vec<u8>,
    organisation: Vec<u8>,
    version: i64,
    name: String,
    record: String,
}

#[derive(FromRow)]
struct TaskColumns {
    id: Vec<u8>,
    effort: Vec<u8>,
    department: Vec<u8>,
    version: i64,
    person: Option<Vec<u8>>,
    title: String,
    due_on: String,
    done_on: Option<String>,
    done_by: Option<Vec<u8>>,
}

impl TaskColumns {
    fn read(self) -> Result<EffortTaskRow> {
        let done = match (self.done_on, self.done_by) {
            (Some(on), Some(by)) => Some((on, user_id(&by)?)),
            _ => None,
        };
        Ok(EffortTaskRow {
            id: EffortTaskId::from_slice(&self.id).ok_or(StoreError::Corrupt("task id"))?,
            effort: effort_id(&self.effort)?,
            department: department_id(&self.department)?,
            version: number(self.version)?,
            person: self.person.as_deref().map(user_id).transpose()?,
            title: self.title,
            due_on: self.due_on,
            done,
        })
    }
}

#[derive(FromRow)]
struct StaffColumns {
    id: Vec<u8>,
    department: Vec<u8>,
    version: i64,
    effort: Option<Vec<u8>>,
    name: String,
    record: String,
}

fn bytes_of<'a>(ids: impl IntoIterator<Item = &'a [u8; 16]>) -> Vec<Vec<u8>> {
    ids.into_iter().map(|id| id.to_vec()).collect()
}

impl DatabaseStore {
    /// Efforts with their departments, in the order of the rows.
    async fn with_departments(&self, rows: Vec<EffortColumns>) -> Result<Vec<EffortRow>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut query =
            QueryBuilder::<Database>::new("SELECT effort, department FROM effort_department WHERE effort ");
        push_among(&mut query, rows.iter().map(|row| row.id.clone()).collect());
        query.push(" ORDER BY department");
        let pairs: Vec<(Vec<u8>, Vec<u8>)> = query.build_query_as().fetch_all(&self.readers).await?;
        let mut departments = BTreeMap::<Vec<u8>, Vec<DepartmentId>>::new();
        for (effort, department) in pairs {
            departments
                .entry(effort)
                .or_default()
                .push(department_id(&department)?);
        }
        let row = |row: EffortColumns| {
            Ok(EffortRow {
                id: effort_id(&row.id)?,
                organisation: organisation_id(&row.organisation)?,
                version: number(row.version)?,
                name: row.name,
                record: row.record,
                departments: departments.remove(&row.id).unwrap_or_default(),
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// Staff with the departments that they work in, in the order of the rows.
    async fn with_places(&self, rows: Vec<StaffColumns>) -> Result<Vec<StaffRow>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut query =
            QueryBuilder::<Database>::new("SELECT staff, department FROM staff_department WHERE staff ");
        push_among(&mut query, rows.iter().map(|row| row.id.clone()).collect());
        query.push(" ORDER BY department");
        let pairs: Vec<(Vec<u8>, Vec<u8>)> = query.build_query_as().fetch_all(&self.readers).await?;
        let mut places = BTreeMap::<Vec<u8>, Vec<DepartmentId>>::new();
        for (staff, department) in pairs {
            places.entry(staff).or_default().push(department_id(&department)?);
        }
        let row = |row: StaffColumns| {
            Ok(StaffRow {
                id: staff_id(&row.id)?,
                department: department_id(&row.department)?,
                version: number(row.version)?,
                effort: row.effort.as_deref().map(effort_id).transpose()?,
                name: row.name,
                record: row.record,
                works_in: places.remove(&row.id).unwrap_or_default(),
            })
        };
        rows.into_iter().map(row).collect()
    }
}

#[async_trait]
impl EffortStore for DatabaseStore {
    async fn efforts_of(&self, departments: &[DepartmentId]) -> Result<Vec<EffortRow>> {
        let mut query = QueryBuilder::<Database>::new(EFFORT);
        query.push(" WHERE id IN (SELECT effort FROM effort_department WHERE department ");
        push_among(&mut query, bytes_of(departments.iter().map(|id| id.as_bytes())));
        query.push(concat!(") ORDER BY name", byte_order!(), ", id"));
        let rows = query.build_query_as().fetch_all(&self.readers).await?;
        self.with_departments(rows).await
    }

    async fn effort(&self, effort: EffortId) -> Result<Option<EffortRow>> {
        let mut query = QueryBuilder::<Database>::new(EFFORT);
        query.push(" WHERE id = ").push_bind(effort.as_bytes().to_vec());
        let rows = query.build_query_as().fetch_all(&self.readers).await?;
        Ok(self.with_departments(rows).await?.pop())
    }

    async fn effort_activities(
        &self,
        departments: &[DepartmentId],
    ) -> Result<Vec<(EffortId, DepartmentId, DocumentId)>> {
        let mut query = QueryBuilder::<Database>::new(
            "SELECT effort, department, document FROM effort_activity WHERE department ",
        );
        push_among(&mut query, bytes_of(departments.iter().map(|id| id.as_bytes())));
        query.push(" ORDER BY effort, department, document");
        let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter()
            .map(|(effort, department, document)| {
                Ok((
                    effort_id(&effort)?,
                    department_id(&department)?,
                    document_id(&document)?,
                ))
            })
            .collect()
    }

    async fn effort_tasks(&self, efforts: &[EffortId]) -> Result<Vec<EffortTaskRow>> {
        let mut query = QueryBuilder::<Database>::new(TASK);
        query.push(" WHERE effort ");
        push_among(&mut query, bytes_of(efforts.iter().map(|id| id.as_bytes())));
        query.push(concat!(" ORDER BY due_on", byte_order!(), ", id"));
        let rows: Vec<TaskColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(TaskColumns::read).collect()
    }

    async fn introductions_of(&self, person: UserId) -> Result<Vec<EffortTaskRow>> {
        let mut query = QueryBuilder::<Database>::new(TASK);
        query
            .push(" WHERE person = ")
            .push_bind(person.as_bytes().to_vec());
        query.push(concat!(" ORDER BY due_on", byte_order!(), ", id"));
        let rows: Vec<TaskColumns> = query.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(TaskColumns::read).collect()
    }

    async fn staff_of(&self, departments: &[DepartmentId]) -> Result<Vec<StaffRow>> {
        let mut query = QueryBuilder::<Database>::new(STAFF);
        query.push(" WHERE id IN (SELECT staff FROM staff_department WHERE department ");
        push_among(&mut query, bytes_of(departments.iter().map(|id| id.as_bytes())));
        query.push(concat!(") ORDER BY name", byte_order!(), ", id"));
        let rows = query.build_query_as().fetch_all(&self.readers).await?;
        self.with_places(rows).await
    }

    async fn staff_member(&self, staff: StaffId) -> Result<Option<StaffRow>> {
        let mut query = QueryBuilder::<Database>::new(STAFF);
        query.push(" WHERE id = ").push_bind(staff.as_bytes().to_vec());
        let rows = query.build_query_as().fetch_all(&self.readers).await?;
        Ok(self.with_places(rows).await?.pop())
    }
}

/// Makes a change within the transaction of its entry in the administrative log. `false` when its subject is not any more
/// as it was.
pub(super) async fn act(connection: &mut DatabaseConnection, act: &EffortAct) -> Result<bool> {
    match act {
        EffortAct::Add(row, tasks) => {
            sqlx::query(
                "INSERT INTO effort (id, organisation, version, name, record) VALUES ($1, $2, 1, $3, $4)",
            )
            .bind(row.id.as_bytes().as_slice())
            .bind(row.organisation.as_bytes().as_slice())
            .bind(&row.name)
            .bind(&row.record)
            .execute(&mut *connection)
            .await?;
            put_departments(connection, row).await?;
            add_tasks(connection, tasks).await?;
            Ok(true)
        }
        EffortAct::Change(row, tasks) => {
            let changed = sqlx::query(
                "UPDATE effort SET name = $1, record = $2, version = version + 1 WHERE id = $3 AND version = $4",
            )
            .bind(&row.name)
            .bind(&row.record)
            .bind(row.id.as_bytes().as_slice())
            .bind(signed(row.version))
            .execute(&mut *connection)
            .await?;
            if changed.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query("DELETE FROM effort_department WHERE effort = $1")
                .bind(row.id.as_bytes().as_slice())
                .execute(&mut *connection)
                .await?;
            put_departments(connection, row).await?;
            add_tasks(connection, tasks).await?;
            Ok(true)
        }
        EffortAct::LinkActivity {
            effort,
            department,
            document,
            is_linked,
        } => {
            let statement = match is_linked {
                true => {
                    "INSERT INTO effort_activity (effort, department, document) VALUES ($1, $2, $3)
                     ON CONFLICT (department, document) DO NOTHING"
                }
                false => {
                    "DELETE FROM effort_activity WHERE effort = $1 AND department = $2 AND document = $3"
                }
            };
            let changed = sqlx::query(statement)
                .bind(effort.as_bytes().as_slice())
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .execute(connection)
                .await?;
            Ok(changed.rows_affected() > 0)
        }
        EffortAct::AddTasks(tasks) => {
            add_tasks(connection, tasks).await?;
            Ok(true)
        }
        EffortAct::SetTask { task, version, done } => {
            let changed = sqlx::query(
                "UPDATE effort_task SET done_on = $1, done_by = $2, version = version + 1
                 WHERE id = $3 AND version = $4",
            )
            .bind(done.as_ref().map(|(on, _)| on))
            .bind(done.as_ref().map(|(_, by)| by.as_bytes().as_slice()))
            .bind(task.as_bytes().as_slice())
            .bind(signed(*version))
            .execute(connection)
            .await?;
            Ok(changed.rows_affected() > 0)
        }
        EffortAct::AddStaff(row) => {
            sqlx::query(
                "INSERT INTO staff_member (id, department, version, effort, name, record)
                 VALUES ($1, $2, 1, $3, $4, $5)",
            )
            .bind(row.id.as_bytes().as_slice())
            .bind(row.department.as_bytes().as_slice())
            .bind(row.effort.map(|effort| effort.as_bytes().to_vec()))
            .bind(&row.name)
            .bind(&row.record)
            .execute(&mut *connection)
            .await?;
            put_places(connection, row).await?;
            Ok(true)
        }
        EffortAct::ChangeStaff(row) => {
            let changed = sqlx::query(
                "UPDATE staff_member SET department = $1, effort = $2, name = $3, record = $4, version = version + 1
                 WHERE id = $5 AND version = $6",
            )
            .bind(row.department.as_bytes().as_slice())
            .bind(row.effort.map(|effort| effort.as_bytes().to_vec()))
            .bind(&row.name)
            .bind(&row.record)
            .bind(row.id.as_bytes().as_slice())
            .bind(signed(row.version))
            .execute(&mut *connection)
            .await?;
            if changed.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query("DELETE FROM staff_department WHERE staff = $1")
                .bind(row.id.as_bytes().as_slice())
                .execute(&mut *connection)
                .await?;
            put_places(connection, row).await?;
            Ok(true)
        }
    }
}

async fn put_departments(connection: &mut DatabaseConnection, row: &EffortRow) -> Result<()> {
    for department in &row.departments {
        sqlx::query("INSERT INTO effort_department (effort, department) VALUES ($1, $2)")
            .bind(row.id.as_bytes().as_slice())
            .bind(department.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn put_places(connection: &mut DatabaseConnection, row: &StaffRow) -> Result<()> {
    for department in &row.works_in {
        sqlx::query("INSERT INTO staff_department (staff, department) VALUES ($1, $2)")
            .bind(row.id.as_bytes().as_slice())
            .bind(department.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Adds tasks. A person who is enrolled already stays so.
async fn add_tasks(connection: &mut DatabaseConnection, tasks: &[EffortTaskRow]) -> Result<()> {
    for task in tasks {
        sqlx::query(
            "INSERT INTO effort_task (id, effort, department, version, person, title, due_on, done_on, done_by)
             VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        )
        .bind(task.id.as_bytes().as_slice())
        .bind(task.effort.as_bytes().as_slice())
        .bind(task.department.as_bytes().as_slice())
        .bind(task.person.map(|person| person.as_bytes().to_vec()))
        .bind(&task.title)
        .bind(&task.due_on)
        .bind(task.done.as_ref().map(|(on, _)| on))
        .bind(task.done.as_ref().map(|(_, by)| by.as_bytes().as_slice()))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
