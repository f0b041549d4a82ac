//! The directory of departments and the pages about a person's roles, as the server sends them to a phone.
//!
//! `POST /api/v1/departments/directory`. A message of its own beside [`crate::department_information`]: apps and servers
//! that do not know it go on without it.

use serde::{Deserialize, Serialize};

use crate::department_information::{CallContact, ContentCheck};
use crate::id::DepartmentId;
use crate::moment::Moment;
use crate::permission::Role;

/// Versions that a phone holds, and the pages about roles that its person has read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryRequest {
    /// The check value of what it holds; nothing the first time.
    pub held: Option<ContentCheck>,
    /// Roles whose pages were read, with the time by the phone.
    pub read: Vec<(Role, Moment)>,
}

/// The directory; nothing when the phone holds it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryReply {
    /// The directory in the place of the one that is held.
    pub changed: Option<PhoneDirectory>,
}

/// Everything of a person's directory that a phone holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneDirectory {
    /// The check value of the content.
    pub check: ContentCheck,
    /// The departments, by their ids.
    pub departments: Vec<DepartmentDirectory>,
    /// The roles of the person, each with the time at which its page was read.
    pub roles: Vec<(Role, Option<Moment>)>,
}

/// The directory of a department: that of its municipality, and what its organisation has everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentDirectory {
    /// The department.
    pub department: DepartmentId,
    /// Local resources.
    pub resources: Vec<CallContact>,
    /// People and offices to call.
    pub contacts: Vec<CallContact>,
    /// Offices that take over, each with the key of its situation; empty for any.
    pub escalations: Vec<(String, CallContact)>,
}

/// The directory that the phone keeps between two answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldDirectory {
    /// The directory as the server sent it.
    pub directory: PhoneDirectory,
    /// Roles whose pages were read and of which the server does not know yet.
    pub unsent: Vec<(Role, Moment)>,
}

impl HeldDirectory {
    /// The question to the server.
    pub fn request(&self) -> DirectoryRequest {
        let is_known = self.directory != PhoneDirectory::default();
        DirectoryRequest {
            held: is_known.then_some(self.directory.check),
            read: self.unsent.clone(),
        }
    }

    /// Notes that pages about roles were read.
    pub fn read(&mut self, roles: &[Role], now: Moment) {
        for role in roles {
            if self.unsent.iter().all(|(known, _)| known != role) {
                self.unsent.push((*role, now));
            }
        }
    }

    /// Replaces what the phone holds by an answer to a request.
    pub fn apply(&mut self, request: &DirectoryRequest, reply: DirectoryReply) {
        self.unsent.retain(|one| !request.read.contains(one));
        if let Some(directory) = reply.changed {
            self.directory = directory;
        }
    }

    /// The roles whose pages have not been read.
    pub fn unread(&self) -> Vec<Role> {
        let is_read = |role: &Role| self.unsent.iter().any(|(known, _)| known == role);
        let unread = self.directory.roles.iter().filter(|(_, at)| at.is_none());
        unread
            .map(|(role, _)| *role)
            .filter(|role| !is_read(role))
            .collect()
    }

    /// The directory of a department.
    pub fn of(&self, department: DepartmentId) -> Option<&DepartmentDirectory> {
        self.directory
            .departments
            .iter()
            .find(|one| one.department == department)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_read_without_the_net_is_told_until_it_is_known() {
        let now = Moment::from_millis(5);
        let mut held = HeldDirectory {
            directory: PhoneDirectory {
                roles: vec![(Role::Caretaker, None), (Role::Board, Some(now))],
                ..PhoneDirectory::default()
            },
            ..HeldDirectory::default()
        };
        assert_eq!(held.unread(), [Role::Caretaker]);
        held.read(&[Role::Caretaker], now);
        held.read(&[Role::Caretaker], Moment::from_millis(9));
        assert_eq!(held.unread(), []);
        let request = held.request();
        assert_eq!(request.read, [(Role::Caretaker, now)]);
        // An answer that got lost leaves it to be told again.
        assert_eq!(held.request(), request);
        let known = PhoneDirectory {
            roles: vec![(Role::Caretaker, Some(now))],
            ..PhoneDirectory::default()
        };
        held.apply(&request, DirectoryReply { changed: Some(known) });
        assert_eq!((held.unsent.len(), held.unread()), (0, vec![]));
    }
}
