//! The person's rights, by the server's last word.
//!
//! A phone's clock may be wrong by years. It neither takes work away nor records: a right that holds at the server's time
//! or at the phone's lets its person work, and records leave the phone only after the server was asked.

use super::effect::Notice;
use super::{POLL_MILLIS, Replica};
use crate::id::DepartmentId;
use crate::moment::Moment;
use crate::permission::{Grant, Modules, Permission};
use crate::wire::Session;

/// Time from the beginning or end of a role until the server is asked, in milliseconds: by then it knows.
const MARGIN_MILLIS: i64 = 1_000;

/// When the server was last asked, and when it is to be asked again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rights {
    /// When the server answered in this engine's life, by the phone's clock.
    told_at: Option<Moment>,
    /// When it was last asked to be asked.
    asked_at: Option<Moment>,
}

impl Rights {
    /// Whether the server answered in this engine's life.
    pub(super) fn are_told(&self) -> bool {
        self.told_at.is_some()
    }
}

impl Replica {
    /// The person's rights in a department: those that hold at the time of the server's last word, or now by the
    /// phone's clock.
    pub(super) fn permission(&self, department: DepartmentId) -> Option<Permission> {
        let now = self.now;
        self.permission_by(department, |grant, told| {
            grant.holds_at(told) || grant.holds_at(now)
        })
    }

    /// The person's rights by the server's word; nothing before the server was asked.
    pub(super) fn permission_told(&self, department: DepartmentId) -> Option<Permission> {
        self.rights.told_at?;
        self.permission_by(department, |grant, told| grant.holds_at(told))
    }

    fn permission_by(
        &self,
        department: DepartmentId,
        holds: impl Fn(&Grant, Moment) -> bool,
    ) -> Option<Permission> {
        let session = self.session.as_ref()?;
        let known = session.departments.iter().find(|one| one.id == department);
        let modules = known.map_or_else(Modules::all, |known| known.modules);
        let grants: Vec<Grant> = session
            .grants
            .iter()
            .filter(|grant| holds(grant, session.now))
            .map(|grant| Grant {
                from: session.now,
                until: None,
                ..*grant
            })
            .collect();
        let permission = Permission::new(session.user, &grants, department, modules, session.now);
        Some(permission.on_phone())
    }

    /// The server says what the person may do.
    pub(super) fn rights_told(&mut self, session: &Session) {
        self.rights.told_at = Some(self.now);
        let is_same = self.session.as_ref().is_some_and(|before| {
            before.grants == session.grants && before.departments == session.departments
        });
        if !is_same {
            for (_, department) in &mut self.departments {
                department.rights_changed = true;
            }
            // What was refused for the old rights may be taken under the new.
            self.retry_refused();
        }
    }

    /// Has the server asked, but not more often than departments are.
    pub(super) fn ask_rights(&mut self) {
        let is_early = |at: Moment| (0..POLL_MILLIS).contains(&self.now.since(at));
        if !self.rights.asked_at.is_some_and(is_early) {
            self.rights.asked_at = Some(self.now);
            self.tell(Notice::RightsChanged);
        }
    }

    /// Has the server asked when a role has just begun or ended by its date.
    pub(super) fn ask_rights_in_time(&mut self) {
        if self.rights_due().is_some_and(|due| due <= self.now) {
            self.ask_rights();
        }
    }

    /// When the next role begins or ends, by the phone's clock.
    pub(super) fn rights_due(&self) -> Option<Moment> {
        let (session, told_at) = (self.session.as_ref()?, self.rights.told_at?);
        let dates = session
            .grants
            .iter()
            .flat_map(|grant| [Some(grant.from), grant.until])
            .flatten()
            .filter(|date| *date > session.now);
        let due = told_at
            .plus_millis(dates.min()?.since(session.now))
            .plus_millis(MARGIN_MILLIS);
        // Asked already: again when it may be asked again.
        let again = self.rights.asked_at.filter(|at| *at >= due);
        Some(again.map_or(due, |at| at.plus_millis(POLL_MILLIS)))
    }

    /// The phone's clock was set back: nothing waits for a time that is far away now.
    pub(super) fn clock_set_back(&mut self, now: Moment) {
        let by = now.since(self.now);
        self.retry_at = None;
        self.store_wait.try_now();
        self.retry_refused();
        let moved = |at: Option<Moment>| at.map(|at| at.plus_millis(by));
        self.rights = Rights {
            told_at: moved(self.rights.told_at),
            asked_at: moved(self.rights.asked_at),
        };
        for (_, department) in &mut self.departments {
            department.poll_at = now;
            department.gap_repair.try_now();
            department.purge_at = department.purge_at.map(|_| now);
        }
    }
}
