//! Makes the summaries of records anew after an update of the app.
//!
//! An older app kept the fields of a newer one in the record and left them out of the summary that lists are drawn from.
//! The store says which model made the summaries. When the app has learned fields since, the leading tab opens record
//! after record, a few at a time, and says so in the end.

use super::edit::DocumentContent;
use super::effect::{Effect, Notice};
use super::job_queue::{Job, JobOutput};
use super::store::{DocumentMeta, StoreError, StoredDocument, Transaction};
use super::{Pending, Replica};
use crate::id::{DepartmentId, DocumentId};
use crate::model_number::{FIELDS_SINCE, MODEL};

/// Records opened in one step: somebody may touch the screen meanwhile.
const SLICE: usize = 8;

/// The model that made the summaries, and how far this app has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Renewal {
    /// The model that made them; nothing when all is done or nothing is known.
    made_by: Option<u32>,
    /// Whether a kind gained a field since.
    has_new_fields: bool,
    /// Departments to look at, with the record to go on behind.
    departments: Vec<(DepartmentId, Option<DocumentId>)>,
    is_under_way: bool,
}

/// Records whose summaries are made anew.
#[derive(Debug)]
pub(super) struct RenewViews {
    documents: Vec<DocumentId>,
}

impl RenewViews {
    pub(super) fn required_documents(&self) -> Vec<DocumentId> {
        self.documents.clone()
    }
}

impl Replica {
    /// The same replica, which knows the model that made the summaries in its store.
    #[must_use]
    pub fn with_views_of(self, model: u32) -> Self {
        self.with_views_before(model, FIELDS_SINCE)
    }

    /// The same replica, which knows the model that made the summaries, and the last one in which a kind gained a field.
    #[must_use]
    pub(super) fn with_views_before(mut self, model: u32, fields_since: u32) -> Self {
        self.renewal.made_by = (model < MODEL).then_some(model);
        self.renewal.has_new_fields = model < fields_since;
        self
    }

    /// Begins to make the summaries anew, if an older model made them and this tab leads.
    pub(super) fn start_renewal(&mut self) {
        if self.renewal.made_by.is_none() || !self.leader {
            return;
        }
        if core::mem::replace(&mut self.renewal.is_under_way, true) {
            return;
        }
        self.renewal.departments = match self.renewal.has_new_fields {
            true => self.departments.keys().map(|id| (*id, None)).collect(),
            false => Vec::new(),
        };
        self.renew_next();
    }

    fn renew_next(&mut self) {
        let Some((department, after)) = self.renewal.departments.last().copied() else {
            let documents = Vec::new();
            return self.jobs.push(Job::Renew(RenewViews { documents }));
        };
        let ticket = self.ticket();
        self.pending.insert(ticket, Pending::Renewal);
        self.effects
            .push(Effect::ListDocuments(ticket, department, after, SLICE));
    }

    pub(super) fn renewal_listed(&mut self, listed: Result<Vec<DocumentMeta>, StoreError>) {
        let Ok(listed) = listed else {
            return self.renewal_failed();
        };
        let documents: Vec<_> = listed.iter().map(|meta| meta.document).collect();
        match (documents.last(), self.renewal.departments.last_mut()) {
            (Some(last), Some((_, after))) => {
                *after = Some(*last);
                self.jobs.push(Job::Renew(RenewViews { documents }));
            }
            _ => {
                self.renewal.departments.pop();
                self.renew_next();
            }
        }
    }

    pub(super) fn make_renewal(&mut self, job: &RenewViews, rows: Vec<Option<StoredDocument>>) -> JobOutput {
        let mut transaction = Transaction::default();
        if job.documents.is_empty() {
            transaction.model = Some(MODEL);
        }
        for row in rows.into_iter().flatten() {
            // A record that cannot be read is put aside when somebody opens it.
            if let Ok(document) = self.open(&row) {
                let version = row.version;
                let content = DocumentContent::of(&document);
                transaction
                    .documents
                    .push(row.rewritten(Some(version), [], content));
            }
        }
        let changed: Vec<_> = transaction.documents.iter().map(|write| write.document).collect();
        let notices = match changed.is_empty() {
            true => Vec::new(),
            false => vec![Notice::Changed(changed)],
        };
        JobOutput { transaction, notices }
    }

    pub(super) fn renewed(&mut self, job: &RenewViews) {
        if job.documents.is_empty() {
            self.renewal = Renewal::default();
        } else {
            self.renew_next();
        }
    }

    /// Begins again at the next start of the app.
    pub(super) fn renewal_failed(&mut self) {
        self.renewal.made_by = None;
    }
}
