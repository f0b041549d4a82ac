//! The repair of gaps.
//!
//! A gap is a change whose dependencies the phone does not hold. A fetch from the start brings the whole document. Should
//! the gap be there again, as from a server that cannot give the document whole, the next repair waits, each time twice
//! as long.

use super::Replica;
use super::job_queue::Job;
use super::reconcile::ResetCursor;
use crate::id::DepartmentId;
use crate::moment::Moment;

/// The wait after the first repair, in milliseconds.
const FIRST_MILLIS: i64 = 60_000;
/// The longest wait, in milliseconds.
const CAP_MILLIS: i64 = 60 * 60_000;

/// The repair of a department.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GapRepair {
    /// Whether a gap was seen that was not repaired.
    pub(super) wanted: bool,
    /// The number of repairs, each soon after the one before.
    count: u32,
    /// The time from which the next may begin.
    from: Option<Moment>,
}

impl GapRepair {
    /// The time at which a repair begins.
    fn due(&self, now: Moment) -> Option<Moment> {
        self.wanted.then(|| self.from.unwrap_or(now))
    }

    /// Whether a repair begins now.
    pub(super) fn begins(&mut self, now: Moment) -> bool {
        if self.due(now).is_none_or(|due| now < due) {
            return false;
        }
        let is_long_ago = |from: Moment| now.since(from) > CAP_MILLIS;
        if self.from.is_some_and(is_long_ago) {
            self.count = 0;
        }
        let millis = (FIRST_MILLIS << self.count.min(16)).min(CAP_MILLIS);
        (self.wanted, self.count) = (false, self.count.saturating_add(1));
        self.from = Some(now.plus_millis(millis));
        true
    }

    /// Ends the wait.
    pub(super) fn try_now(&mut self) {
        self.from = None;
    }
}

impl Replica {
    /// Fetches a department from the start.
    pub(super) fn repair_gap(&mut self, id: DepartmentId) {
        self.drop_pages(id);
        if let Some(department) = self.departments.get_mut(&id) {
            // Nothing is fetched from the old place meanwhile.
            department.pull.busy = true;
        }
        self.jobs.push(Job::Reset(ResetCursor {
            department: id,
            stands: true,
        }));
        self.run_jobs();
    }

    /// The time at which the next repair begins.
    pub(super) fn mend_due(&self) -> Option<Moment> {
        let departments = self.departments.values();
        departments
            .filter_map(|department| department.gap_repair.due(self.now))
            .min()
    }
}
