//! Efforts of departments, with their activities, tasks, staff and report.
//!
//! An effort is seen by those who read `oversight` in one of its departments, and changed by those who change it there.
//! Staff and the tasks of a department belong to `staff_guidance`. Every change stands in the administrative log.

mod change;
mod doors;
mod goals;
mod introductions;
mod lending;
mod material;
mod report;
mod report_table;
mod staff;
mod tasks;
mod view;
mod youth_tasks;

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, DocumentId, EffortId, OrganisationId, UserId};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::{Collection, Role};
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;

use super::desk::{ReachedDepartment, reach};
use crate::error::Error;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, EffortAct};

pub use change::{add, change, link_activity};
pub use introductions::{department_tasks, note_department_tasks, note_introductions, own_introductions};
pub use report::report;
pub use report_table::{report_csv, tasks_csv};
pub use staff::{add as add_staff, change as change_staff, page as staff_page, weekly_hours};
pub use tasks::{add as add_task, enrol, step as step_task};
pub use view::{choices, list, read};

/// Roles of people who work in a department.
const STAFF_ROLES: [Role; 7] = [
    Role::Caretaker,
    Role::SocialCaretaker,
    Role::FinancialAdviser,
    Role::Mediator,
    Role::CaseOfficer,
    Role::OperationsManager,
    Role::CentralUnit,
];
/// Longest text in several lines.
const PROSE: usize = 2_000;
/// Longest single line of text.
const LINE: usize = 200;
/// Most rows of a list within a record.
const LIST_ROWS: usize = 50;

mod texts {
    use feltbog_shared::language::Language;

    use crate::template::Template;

    include!(concat!(env!("OUT_DIR"), "/effort_texts.rs"));
}

/// The departments of a person, with the person's rights in each.
struct Reached {
    person: UserId,
    places: BTreeMap<DepartmentId, ReachedDepartment>,
}

impl Reached {
    async fn of(app: &App, person: UserId) -> Result<Self, Error> {
        let places = reach(app, person).await?.places;
        Ok(Self { person, places })
    }

    fn ids(&self, is_wanted: impl Fn(&Self, DepartmentId) -> bool) -> Vec<DepartmentId> {
        let all = self.places.keys().copied();
        all.filter(|department| is_wanted(self, *department)).collect()
    }

    fn organisation(&self, department: DepartmentId) -> Option<OrganisationId> {
        let place = self.places.get(&department)?;
        Some(place.department.organisation)
    }

    /// Whether the person reads efforts of a department.
    fn reads_efforts(&self, department: DepartmentId) -> bool {
        self.has(department, Collection::Oversight, |access| access.read.is_all())
    }

    /// Whether the person changes efforts of a department.
    fn changes_efforts(&self, department: DepartmentId) -> bool {
        self.has(department, Collection::Oversight, |access| {
            access.create && access.update.is_all()
        })
    }

    /// Whether the person reads staff and tasks of a department.
    fn reads_staff(&self, department: DepartmentId) -> bool {
        self.has(department, Collection::StaffGuidance, |access| {
            access.read.is_all()
        })
    }

    /// Whether the person changes staff and tasks of a department.
    fn changes_staff(&self, department: DepartmentId) -> bool {
        self.has(department, Collection::StaffGuidance, |access| {
            access.update.is_all()
        })
    }

    /// Whether the person adds staff to a department.
    fn adds_staff(&self, department: DepartmentId) -> bool {
        self.changes_staff(department)
            && self.has(department, Collection::StaffGuidance, |access| access.create)
    }

    /// Whether the person may lend staff with access from or to a department.
    fn lends_with_access(&self, department: DepartmentId) -> bool {
        let place = self.places.get(&department);
        place.is_some_and(|place| place.permission.may_lend_staff_with_access())
    }

    /// Whether the person reads all of nature in a department.
    fn reads_nature(&self, department: DepartmentId) -> bool {
        self.has(department, Collection::Nature, |access| access.read.is_all())
    }

    /// Whether the person reads every activity of a department.
    fn reads_activities(&self, department: DepartmentId) -> bool {
        self.has(department, Collection::Activities, |access| access.read.is_all())
    }

    /// Whether the person may read a record of a collection in a department.
    fn may_read(
        &self,
        collection: Collection,
        department: DepartmentId,
        owner: UserId,
        document: DocumentId,
    ) -> bool {
        let place = self.places.get(&department);
        place.is_some_and(|place| place.permission.may_read(collection, owner, document))
    }

    fn has(
        &self,
        department: DepartmentId,
        collection: Collection,
        is_allowed: impl Fn(feltbog_shared::permission::Access) -> bool,
    ) -> bool {
        let place = self.places.get(&department);
        place.is_some_and(|place| is_allowed(place.permission.access(collection)))
    }
}

/// Names of departments and of their organisations, those that a person does not reach too.
struct Names {
    departments: BTreeMap<DepartmentId, (String, String)>,
}

impl Names {
    async fn of(app: &App, reached: &Reached, departments: BTreeSet<DepartmentId>) -> Result<Self, Error> {
        let mut names = BTreeMap::new();
        let mut organisations = None;
        for id in departments {
            if let Some(place) = reached.places.get(&id) {
                let name = (place.department.name.clone(), place.organisation_name.clone());
                names.insert(id, name);
                continue;
            }
            let Some(row) = app.store.department(id).await? else {
                continue;
            };
            if organisations.is_none() {
                organisations = Some(app.store.organisation_rows().await?);
            }
            let mut rows = organisations.iter().flatten();
            let organisation = rows.find(|organisation| organisation.id == row.organisation);
            let organisation = organisation.map(|row| row.name.clone()).unwrap_or_default();
            names.insert(id, (row.name, organisation));
        }
        Ok(Self { departments: names })
    }

    fn department(&self, id: DepartmentId) -> String {
        let name = self.departments.get(&id);
        name.map(|(name, _)| name.clone()).unwrap_or_default()
    }

    fn organisation(&self, id: DepartmentId) -> String {
        let name = self.departments.get(&id);
        name.map(|(_, organisation)| organisation.clone())
            .unwrap_or_default()
    }
}

/// Kinds of changes in the administrative log.
mod action {
    pub(super) const EFFORT_ADDED: &str = "effort_added";
    pub(super) const EFFORT_CHANGED: &str = "effort_changed";
    pub(super) const ACTIVITY_LINKED: &str = "effort_activity_linked";
    pub(super) const TASKS_CHANGED: &str = "effort_tasks_changed";
    pub(super) const STAFF_ADDED: &str = "staff_added";
    pub(super) const STAFF_CHANGED: &str = "staff_changed";
    pub(super) const STAFF_LENT: &str = "staff_lent";
}

/// The subject of a change, for the administrative log.
struct Entry {
    organisation: OrganisationId,
    action: &'static str,
    target: String,
    subject: String,
    before: Option<String>,
    after: Option<String>,
}

/// Makes a change with its entry.
async fn administer(app: &App, person: UserId, entry: Entry, act: EffortAct) -> Result<(), Error> {
    carry_out(app, person, entry, AdministrativeAct::Effort(Box::new(act))).await
}

async fn carry_out(app: &App, person: UserId, entry: Entry, act: AdministrativeAct) -> Result<(), Error> {
    let change = AdministrativeChange {
        organisation: entry.organisation,
        at: app.clock.now(),
        by: person,
        action: entry.action.to_owned(),
        target: entry.target,
        subject: entry.subject,
        before: entry.before,
        after: entry.after,
        undoes: None,
        act,
    };
    super::administration::administer(app, &change).await.map(drop)
}

fn effort_id(text: &str) -> Result<EffortId, Error> {
    text.parse().map_err(|_| Error::NOT_FOUND)
}

/// A fault of a text in several lines that may be empty.
fn check_prose(text: &str) -> Result<(), Error> {
    let refused = |code| Err(Error::Refused(code));
    if text.chars().count() > PROSE {
        refused(RefusalCode::TextTooLong)
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        refused(RefusalCode::InvalidValue)
    } else if holds_cpr(text) {
        refused(RefusalCode::CprNumber)
    } else {
        Ok(())
    }
}

/// Whether a text is a day, or empty.
fn is_day_or_empty(text: &str) -> bool {
    text.is_empty() || Day::parse(text).is_some()
}
