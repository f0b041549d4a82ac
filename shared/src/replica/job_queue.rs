//! One job at a time touches the store: load the rows, make a transaction of them, commit it.
//! Edits go first; a job whose rows another tab moved starts again.

use std::collections::VecDeque;

use super::effect::{Effect, Notice, Ticket};
use super::pull::ApplyPage;
use super::push::TakeReceipts;
use super::reconcile::{QueueMissing, ResetCursor};
use super::refused::RetryRefused;
use super::renew::RenewViews;
use super::store::{StoreError, StoredDocument, StoredView, Transaction};
use super::sweep::TakeAway;
use super::{Replica, TOUCH_CAP_MILLIS, TOUCH_MILLIS, purge};
use crate::bridge::{CommandOutcome, EditCommand};
use crate::id::{DepartmentId, DocumentId};
use crate::moment::Moment;
use crate::sorted::Map;
use crate::wire::Cursor;

#[derive(Debug)]
pub(super) enum Job {
    /// Edits of one record, or of several that are kept together; at least one.
    Edit(Vec<EditCommand>),
    Receipts(TakeReceipts),
    Page(ApplyPage),
    QueueMissing(QueueMissing),
    Reset(ResetCursor),
    Purge(purge::Purge),
    Retry(RetryRefused),
    Sweep(TakeAway),
    Renew(RenewViews),
}

#[derive(Debug, Default)]
pub(super) struct JobQueue {
    waiting: VecDeque<Job>,
    /// The number of conflicts with other tabs in a row for the job in front.
    conflicts: u32,
    /// Whether the edit that runs was begun again, since nobody could tell whether it was written.
    edit_again: bool,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    ticket: Ticket,
    job: Job,
    /// The notices to tell once it is committed.
    notices: Vec<Notice>,
    /// The rows, while their views are loaded. The row's version shows whether a view is newer.
    rows: Vec<Option<StoredDocument>>,
}

/// The conflicts in a row after which a job has most likely lost its cursor to another tab.
const CONFLICTS: u32 = 3;

/// The output that a job makes of its rows.
pub(super) struct JobOutput {
    pub(super) transaction: Transaction,
    pub(super) notices: Vec<Notice>,
}

impl JobQueue {
    pub(super) fn push(&mut self, job: Job) {
        self.waiting.push_back(job);
    }

    pub(super) fn push_front(&mut self, job: Job) {
        self.waiting.push_front(job);
    }

    pub(super) fn is_running(&self, ticket: Ticket) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.ticket == ticket)
    }

    /// Drops a department's waiting pages, and what belongs to them.
    pub(super) fn drop_pages(&mut self, id: DepartmentId) {
        let is_of_fetch = |job: &Job| match job {
            Job::Page(ApplyPage { department, .. })
            | Job::QueueMissing(QueueMissing { department, .. })
            | Job::Reset(ResetCursor { department, .. })
            | Job::Sweep(TakeAway { department, .. }) => *department == id,
            Job::Edit(_) | Job::Receipts(_) | Job::Purge(_) | Job::Retry(_) | Job::Renew(_) => false,
        };
        self.waiting.retain(|job| !is_of_fetch(job));
    }

    /// Takes the next job. Without pages, only an edit may overtake a page.
    fn next(&mut self, pages: bool) -> Option<Job> {
        let edit = self.waiting.iter().position(|job| matches!(job, Job::Edit(_)));
        if edit.is_none() && !pages && self.is_page_next() {
            return None;
        }
        self.waiting.remove(edit.unwrap_or(0))
    }

    fn is_page_next(&self) -> bool {
        matches!(self.waiting.front(), Some(Job::Page(_)))
    }
}

impl Job {
    fn required_documents(&self) -> Vec<DocumentId> {
        match self {
            Self::Edit(commands) => commands.iter().map(|command| command.document).collect(),
            Self::Receipts(job) => job.required_documents(),
            Self::Page(job) => job.required_documents(),
            Self::QueueMissing(job) => job.required_documents(),
            Self::Retry(job) => job.required_documents(),
            Self::Sweep(job) => job.required_documents(),
            Self::Renew(job) => job.required_documents(),
            Self::Reset(_) | Self::Purge(_) => Vec::new(),
        }
    }
}

impl Replica {
    /// Starts the next job when none runs.
    pub(super) fn run_jobs(&mut self) {
        while self.jobs.running.is_none() {
            let Some(job) = self.jobs.next(self.page_from().is_none()) else {
                return;
            };
            if matches!(job, Job::Page(_)) {
                self.page_at = self.now;
            }
            self.jobs.edit_again = false;
            self.start(job);
        }
    }

    /// The time from which pages are applied again, while somebody touches the screen.
    fn page_from(&self) -> Option<Moment> {
        // A clock that was set back holds up nothing.
        let ends = |at: Moment, millis| {
            (0..millis)
                .contains(&self.now.since(at))
                .then(|| at.plus_millis(millis))
        };
        let touch = ends(self.touched_at, TOUCH_MILLIS)?;
        let cap = ends(self.page_at, TOUCH_CAP_MILLIS)?;
        Some(touch.min(cap))
    }

    /// The time until which a page waits because of a touch.
    pub(super) fn page_held(&self) -> Option<Moment> {
        let waits = self.jobs.running.is_none() && self.jobs.is_page_next();
        self.page_from().filter(|_| waits)
    }

    fn start(&mut self, job: Job) {
        let required = job.required_documents();
        let ticket = self.ticket();
        self.jobs.running = Some(Running {
            ticket,
            job,
            notices: Vec::new(),
            rows: Vec::new(),
        });
        if required.is_empty() {
            self.job_loaded(Ok(Vec::new()));
        } else {
            self.effects.push(Effect::Load(ticket, required));
        }
    }

    pub(super) fn job_loaded(&mut self, rows: Result<Vec<Option<StoredDocument>>, StoreError>) {
        let Some(mut running) = self.jobs.running.take() else {
            return;
        };
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => return self.job_failed(running.job, &error),
        };
        let output = match &mut running.job {
            Job::Edit(commands) => self.make_edits(commands, rows),
            Job::Receipts(job) => {
                let required = job.required_documents();
                let ticket = self.ticket();
                self.effects.push(Effect::LoadViews(ticket, required));
                self.jobs.running = Some(Running {
                    ticket,
                    rows,
                    ..running
                });
                return;
            }
            Job::Page(job) => self.make_page(job, rows),
            Job::QueueMissing(job) => self.make_missing(job, rows),
            Job::Reset(job) => Some(self.make_reset(job)),
            Job::Purge(job) => Some(self.make_purge(job)),
            Job::Retry(job) => Some(self.make_retry(job, &rows)),
            Job::Sweep(job) => Some(self.make_sweep(job, rows)),
            Job::Renew(job) => Some(self.make_renewal(job, rows)),
        };
        self.commit_output(running, output);
    }

    pub(super) fn job_views_loaded(&mut self, views: Result<Vec<Option<StoredView>>, StoreError>) {
        let Some(mut running) = self.jobs.running.take() else {
            return;
        };
        let rows = core::mem::take(&mut running.rows);
        let output = match (&running.job, views) {
            (Job::Receipts(job), Ok(views)) => self.make_receipts(job, rows, views),
            (_, Ok(_)) => None,
            (_, Err(error)) => return self.job_failed(running.job, &error),
        };
        self.commit_output(running, output);
    }

    fn commit_output(&mut self, running: Running, output: Option<JobOutput>) {
        // A job without output has reported its end itself.
        let Some(output) = output else {
            return self.run_jobs();
        };
        if output.transaction == Transaction::default() {
            self.job_done(running.job, output.notices);
            return self.run_jobs();
        }
        let ticket = self.ticket();
        self.effects
            .push(Effect::Commit(ticket, Box::new(output.transaction)));
        self.jobs.running = Some(Running {
            ticket,
            notices: output.notices,
            ..running
        });
    }

    pub(super) fn job_committed(&mut self, result: Result<(), StoreError>) {
        let Some(running) = self.jobs.running.take() else {
            return;
        };
        match result {
            Ok(()) => {
                if !matches!(running.job, Job::Edit(_)) {
                    self.jobs.conflicts = 0;
                    self.store_worked();
                }
                self.job_done(running.job, running.notices);
            }
            Err(StoreError::Unavailable(_)) if self.begins_edit_again(&running) => {
                self.start(running.job);
            }
            Err(StoreError::AlreadyProcessed(change)) => {
                if let Job::Edit(commands) = running.job {
                    self.edits_already_processed(&commands, change);
                }
                self.run_jobs();
            }
            // Another tab wrote first: the rows are read anew.
            Err(StoreError::Conflict) if matches!(running.job, Job::Edit(_)) => self.start(running.job),
            Err(StoreError::Conflict)
                if self.jobs.conflicts < CONFLICTS || matches!(running.job, Job::Receipts(_)) =>
            {
                self.jobs.conflicts += 1;
                self.read_cursors(running.job);
            }
            Err(error) => self.job_failed(running.job, &error),
        }
    }

    /// Whether an edit is begun again, once: the record then tells whether it was written. A person who tried again by
    /// themself would make the same tap twice.
    fn begins_edit_again(&mut self, running: &Running) -> bool {
        let Job::Edit(commands) = &running.job else {
            return false;
        };
        // The commit may have happened: these actors must not number another change.
        self.drop_actors(commands);
        let made = running.notices.iter().find_map(|notice| match notice {
            Notice::Outcome(CommandOutcome::Saved { base, .. }) => base.first().copied(),
            _ => None,
        });
        if let (Some(made), Some(first)) = (made, commands.first()) {
            self.unsure.insert(first.token, made);
        }
        !core::mem::replace(&mut self.jobs.edit_again, true)
    }

    /// Reads the cursors anew before a job is tried again: another tab may have moved them.
    fn read_cursors(&mut self, job: Job) {
        let ticket = self.ticket();
        self.jobs.running = Some(Running {
            ticket,
            job,
            notices: Vec::new(),
            rows: Vec::new(),
        });
        self.effects.push(Effect::LoadCursors(ticket));
    }

    pub(super) fn job_cursors_loaded(&mut self, cursors: Result<Map<DepartmentId, Cursor>, StoreError>) {
        let Some(running) = self.jobs.running.take() else {
            return;
        };
        match cursors {
            Ok(cursors) => {
                self.take_cursors(cursors);
                // Behind the edits that came meanwhile.
                self.jobs.push_front(running.job);
                self.run_jobs();
            }
            Err(error) => self.job_failed(running.job, &error),
        }
    }

    fn job_done(&mut self, job: Job, notices: Vec<Notice>) {
        self.effects.extend(notices.into_iter().map(Effect::Tell));
        match job {
            Job::Edit(_) => {
                self.forget_replaced();
                self.want_push();
            }
            Job::Receipts(job) => self.receipts_taken(&job),
            Job::Page(job) => self.page_applied(job),
            Job::QueueMissing(job) => self.missing_queued(&job),
            Job::Reset(job) => self.cursor_reset(&job),
            Job::Purge(job) => self.purged(&job),
            Job::Retry(job) => self.retried(&job),
            Job::Sweep(job) => self.swept(job),
            Job::Renew(job) => self.renewed(&job),
        }
    }

    fn job_failed(&mut self, job: Job, error: &StoreError) {
        let is_edit = matches!(job, Job::Edit(_));
        if !is_edit {
            self.jobs.conflicts = 0;
            self.store_failed(error);
        }
        match job {
            Job::Edit(commands) => self.edits_failed(&commands, error),
            Job::Receipts(job) => self.push_done(job.department, true),
            Job::Page(ApplyPage { department, .. })
            | Job::QueueMissing(QueueMissing { department, .. })
            | Job::Reset(ResetCursor { department, .. })
            | Job::Sweep(TakeAway { department, .. }) => {
                self.drop_pages(department);
                self.pull_done(department, true);
            }
            Job::Purge(job) => self.purge_failed(&job),
            Job::Retry(_) => self.retry_refused(),
            Job::Renew(_) => self.renewal_failed(),
        }
        // Another tab moved the cursor, or the store wrote it and could not say so.
        if !is_edit && self.leader && *error != StoreError::Full {
            self.load_cursors();
        }
        self.run_jobs();
    }
}
