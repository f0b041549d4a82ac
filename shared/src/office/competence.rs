//! Sharing and competence at the office: experiences of all departments, competencies of staff, the directory of
//! municipalities, and the pages about roles that people have read.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId, UserId};
use crate::permission::Role;

/// The longest name of an entry, in characters.
pub const ENTRY_NAME: usize = 120;
/// The longest remark of an entry, in characters.
pub const ENTRY_REMARK: usize = 300;
/// Most entries of the directory of an organisation.
pub const DIRECTORY_ENTRIES: usize = 500;
/// Most competencies of an organisation.
pub const COMPETENCIES: usize = 200;

/// A search among experiences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExperienceQuery {
    /// Words that all have to be there.
    pub search: String,
    /// The key of a topic, or empty.
    pub topic: String,
    /// The key of whether it worked, or empty.
    pub worked: String,
}

/// Experiences of all departments of a person's organisations, the newest first. Nobody's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperiencePage {
    /// The experiences, at most two hundred.
    pub rows: Vec<ExperienceRow>,
    /// The number of all that were found.
    pub total: u64,
}

/// An experience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperienceRow {
    /// The record.
    pub document: DocumentId,
    /// The name of its department.
    pub department_name: String,
    /// The name of its organisation.
    pub organisation_name: String,
    /// The day it was written.
    pub written_on: String,
    /// The key of its topic, or empty.
    pub topic: String,
    /// The key of whether it worked, or empty.
    pub worked: String,
    /// The experience in one line.
    pub title: String,
    /// The work, its result, and advice.
    pub text: String,
}

/// An organisation in which a person has a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingOrganisation {
    /// The organisation, as a UUID.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether the person keeps competencies.
    pub keeps_competencies: bool,
    /// Whether the person keeps the directory.
    pub keeps_directory: bool,
}

/// The competencies of an organisation: what there is, and who has it as far as the person may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompetencePage {
    /// The organisations that can be chosen.
    pub organisations: Vec<SharingOrganisation>,
    /// The one that is shown, as a UUID.
    pub organisation: String,
    /// Whether the person keeps them.
    pub may_change: bool,
    /// The day in Denmark, `YYYY-MM-DD`.
    pub today: String,
    /// The competencies, by name.
    pub competencies: Vec<Competency>,
    /// Courses of the person and, for somebody who keeps them, of the staff: by name, competency and day.
    pub held: Vec<HeldCompetency>,
    /// The staff for whom the person may enter a course, by name.
    pub people: Vec<(UserId, String)>,
    /// Open tasks that require a competency, by department.
    pub required: Vec<RequiredCompetency>,
}

/// A competency that staff can have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Competency {
    /// The id as a UUID; empty in a request that adds one.
    pub id: String,
    /// The number of changes so far; 0 for a new one.
    pub version: u64,
    /// The name. Tasks require it by this name.
    pub name: String,
    /// The keys of the situations whose action cards it belongs to.
    pub situations: Vec<String>,
    /// Months after which a course has to be repeated; nothing when it lasts.
    pub months: Option<u16>,
}

/// A course that somebody has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldCompetency {
    /// The id, as a UUID.
    pub id: String,
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub name: String,
    /// The competency, as a UUID.
    pub competency: String,
    /// The course.
    pub course: String,
    /// The day, `YYYY-MM-DD`.
    pub taken_on: String,
    /// The day from which it has to be repeated, or nothing.
    pub expires_on: Option<String>,
}

impl HeldCompetency {
    /// Whether it holds on a day, `YYYY-MM-DD`.
    pub fn holds_on(&self, today: &str) -> bool {
        self.expires_on
            .as_deref()
            .is_none_or(|expires_on| today < expires_on)
    }
}

/// A course to enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHeldCompetency {
    /// The person.
    pub person: UserId,
    /// The competency, as a UUID.
    pub competency: String,
    /// The course.
    pub course: String,
    /// The day, `YYYY-MM-DD`.
    pub taken_on: String,
}

/// An open task that requires a competency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredCompetency {
    /// The department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The task.
    pub document: DocumentId,
    /// The key of the work.
    pub task: String,
    /// The name of the competency as the task has it.
    pub required: String,
    /// The number of people of the department who hold it today.
    pub holders: u32,
}

/// The kinds of entries of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryKind {
    /// A local resource: an association, a room, an offer, an active group.
    Resource,
    /// Somebody to call at the municipality or elsewhere.
    Contact,
    /// The office that takes over in a situation.
    Escalation,
}

impl DirectoryKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Resource, Self::Contact, Self::Escalation];

    /// Its name in the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Contact => "contact",
            Self::Escalation => "escalation",
        }
    }

    /// The kind with this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// The directory of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryPage {
    /// The organisations that can be chosen.
    pub organisations: Vec<SharingOrganisation>,
    /// The one that is shown, as a UUID.
    pub organisation: String,
    /// Whether the person keeps it.
    pub may_change: bool,
    /// The municipalities of the organisation's departments.
    pub municipalities: Vec<String>,
    /// The entries, by kind, municipality and name.
    pub entries: Vec<DirectoryEntry>,
}

/// An entry of the directory. An organisation or a function, and no private person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    /// The id as a UUID; empty in a request that adds one.
    pub id: String,
    /// The number of changes so far; 0 for a new one.
    pub version: u64,
    /// The kind.
    pub kind: DirectoryKind,
    /// The municipality as departments have it; empty for all of them.
    pub municipality: String,
    /// The key of the situation that it is for; empty for any.
    pub situation: String,
    /// The name or the function.
    pub name: String,
    /// The telephone number, or empty.
    pub phone: String,
    /// The hours, or another remark.
    pub remark: String,
}

/// The version of the pages about roles. Another version asks everybody to read theirs again.
pub const ROLE_PAGE_VERSION: u32 = 1;

/// A page about a role, and when the person has read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePage {
    /// The role.
    pub role: Role,
    /// The day on which the person said that they had read it, `YYYY-MM-DD`; nothing before.
    pub read_on: Option<String>,
}

/// The pages about the roles of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePages {
    /// The pages, in the order of the roles.
    pub pages: Vec<RolePage>,
}

impl RolePages {
    /// Whether a page has not been read yet.
    pub fn has_unread(&self) -> bool {
        self.pages.iter().any(|page| page.read_on.is_none())
    }
}

/// Roles whose pages the person has read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePagesRead {
    /// The roles.
    pub roles: Vec<Role>,
}
