//! The tab that sends and fetches for all tabs.
//!
//! A lock elects it. It reads the cursors before it begins, since another tab may have moved them, and asks for them again
//! when the store did not answer.

use super::store::StoreError;
use super::{Department, Effect, Pending, Replica};
use crate::id::DepartmentId;
use crate::sorted::Map;
use crate::wire::Cursor;

impl Replica {
    /// Reads the cursors before this tab leads, and after another tab moved them.
    pub(super) fn load_cursors(&mut self) {
        self.leader = false;
        let ticket = self.ticket();
        self.pending.insert(ticket, Pending::Cursors);
        self.effects.push(Effect::LoadCursors(ticket));
    }

    pub(super) fn cursors_loaded(&mut self, cursors: Result<Map<DepartmentId, Cursor>, StoreError>) {
        // Another tab was given the lock meanwhile.
        if !self.locked {
            return;
        }
        match cursors {
            // The store is asked again after its wait.
            Err(error) => self.store_failed(&error),
            Ok(cursors) => {
                self.take_cursors(cursors);
                self.leader = true;
                self.retry_refused();
                self.want_everything();
            }
        }
    }

    /// Whether this tab holds the lock and the store did not tell the cursors.
    pub(super) fn waits_for_cursors(&self) -> bool {
        let is_asked = |pending: &Pending| matches!(pending, Pending::Cursors);
        self.locked && !self.leader && !self.pending.values().any(is_asked)
    }

    /// Whether the store may be tried again after a failure.
    pub(super) fn store_may_work(&self) -> bool {
        self.store_wait.until().is_none_or(|until| until <= self.now)
    }

    /// Takes the cursors of the store.
    pub(super) fn take_cursors(&mut self, cursors: Map<DepartmentId, Cursor>) {
        for (_, department) in &mut self.departments {
            department.cursor = None;
            // The tab that moved the cursor may have made the offer.
            department.in_offer = false;
        }
        for (id, cursor) in cursors {
            self.departments
                .entry(id)
                .or_insert_with(|| Department::new(None, self.now))
                .cursor = Some(cursor);
        }
    }
}
