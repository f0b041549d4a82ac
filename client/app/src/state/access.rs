//! The rights of a person in a department. The rules are the shared policy's; nothing is decided here.

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::{Kind, PassedOn, Value};
use feltbog_shared::permission::Permission;
use feltbog_shared::wire::{Department, Session};
use std::sync::Arc;

use super::platform;

/// The person in a department.
#[derive(Clone)]
pub(crate) struct Access {
    /// Session of the person.
    pub(crate) session: Arc<Session>,
    /// The department.
    pub(crate) department: Department,
    /// Rights of the person there.
    pub(crate) permission: Permission,
}

impl Access {
    /// Whether records of this kind can be made on this phone. Whoever may add one may go on with it, since every change
    /// is saved as it is made; so they must be able to see it, or pass it on and be told how far it has come.
    pub(crate) fn may_create(&self, kind: Kind) -> bool {
        let access = self.permission.access(kind.collection());
        let tells = access.tell && kind == Kind::ExperienceNote;
        // An experience comes back among those of all departments, also where its collection is closed.
        tells || (access.create && (!access.read.is_nothing() || self.passes_on(kind)))
    }

    /// Whether the person can begin a record of this kind on a page of its own. Who takes no part in a case says so on the
    /// case; whoever names others there must be one who gives cases to them.
    pub(crate) fn may_begin(&self, kind: Kind) -> bool {
        self.may_create(kind) && (kind != Kind::CasePart || self.may_assign())
    }

    /// Whether the person hands records of this kind to others and sees their state at most.
    pub(crate) fn passes_on(&self, kind: Kind) -> bool {
        let access = self.permission.access(kind.collection());
        let can_be_passed_on = PassedOn::tells_of(kind) || kind == Kind::Signal;
        can_be_passed_on && access.create && access.read.is_nothing()
    }

    /// Whether there can be records of this kind to read.
    pub(crate) fn may_read(&self, kind: Kind) -> bool {
        !self.permission.access(kind.collection()).read.is_nothing()
    }

    /// Whether the person gives cases to others.
    pub(crate) fn may_assign(&self) -> bool {
        self.permission.access(Kind::CasePart.collection()).assign
    }

    /// Whether the person decides on what is proposed in records of a kind.
    pub(crate) fn may_decide(&self, kind: Kind) -> bool {
        self.permission.access(kind.collection()).decide
    }

    /// Whether the person may take a record from the states that stand there to another, as far as any asks for a role.
    pub(crate) fn may_step(&self, kind: Kind, from: &[Value], to: &str) -> bool {
        self.permission.check_guarded_states(kind, from, &[to]).is_ok()
    }

    /// Whether the person may write a field of a record, as far as the field belongs to a decision.
    pub(crate) fn may_write_decision(&self, kind: Kind, field: &str) -> bool {
        self.permission.may_write_decision(kind, field)
    }

    /// Whether all records of this kind can be read, and not only some of them.
    pub(crate) fn reads_all(&self, kind: Kind) -> bool {
        self.permission.access(kind.collection()).read.is_all()
    }

    /// Whether a record may be changed.
    pub(crate) fn may_update(&self, kind: Kind, owner: UserId, document: DocumentId) -> bool {
        self.permission.may_update_kind(kind, owner, document)
    }
}

/// The departments the person has something to do with now, by name.
pub(crate) fn granted(session: &Session) -> Vec<Department> {
    let mut departments = session.departments.clone();
    departments.retain(|department| access_of_department(session, department).is_member());
    // There are a handful; a sort made for millions would weigh more than all of this module.
    for end in 1..departments.len() {
        let mut at = end;
        while at > 0 && departments[at].name < departments[at - 1].name {
            departments.swap(at, at - 1);
            at -= 1;
        }
    }
    departments
}

/// The person in a department of a session; nothing when they have nothing to do with it.
pub(crate) fn access_of(session: &Arc<Session>, department: DepartmentId) -> Option<Access> {
    let department = session
        .departments
        .iter()
        .find(|one| one.id == department)?
        .clone();
    let permission = access_of_department(session, &department);
    permission.is_member().then(|| Access {
        session: session.clone(),
        department,
        permission,
    })
}

fn access_of_department(session: &Session, department: &Department) -> Permission {
    Permission::new(
        session.user,
        &session.grants,
        department.id,
        department.modules,
        platform::now(),
    )
    .on_phone()
}
