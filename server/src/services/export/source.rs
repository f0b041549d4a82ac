//! The records of an export, batch by batch.

use std::io;

use feltbog_shared::id::UserId;
use feltbog_shared::model::Kind;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use tokio::runtime::Handle;

use super::{Export, ExportedDepartment};
use crate::error::Error;
use crate::services::access::department_access;
use crate::services::audit::{self, Actor};
use crate::state::App;
use crate::store::{Readable, Record, RecordFilter, Snapshot};

/// Records of a batch.
const BATCH: u32 = 500;

/// A reason why an export ends early.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    /// The bytes cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
    /// The records cannot be read.
    #[error(transparent)]
    Read(#[from] Error),
    /// The workbook cannot be written.
    #[error(transparent)]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The archive cannot be written.
    #[error(transparent)]
    Zip(#[from] zip::result::ZipError),
    /// The table cannot be written.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// A record cannot be read.
    #[error("a record cannot be read: {0}")]
    Record(String),
}

impl ExportError {
    /// Whether nobody reads the bytes any more.
    pub(super) fn is_cancelled(&self) -> bool {
        let error = match self {
            Self::Write(error) | Self::Zip(zip::result::ZipError::Io(error)) => error,
            Self::Csv(error) => match error.kind() {
                csv::ErrorKind::Io(error) => error,
                _ => return false,
            },
            _ => return false,
        };
        error.kind() == io::ErrorKind::BrokenPipe
    }
}

/// The records of an export.
pub(super) struct RecordSource {
    app: App,
    person: UserId,
    handle: Handle,
    departments: Vec<ExportedDepartment>,
    filter: RecordFilter,
}

impl RecordSource {
    pub(super) fn new(app: App, person: UserId, handle: Handle, export: &Export) -> Self {
        Self {
            app,
            person,
            handle,
            departments: export.departments.clone(),
            filter: export.filter.clone(),
        }
    }

    /// The departments.
    pub(super) fn departments(&self) -> &[ExportedDepartment] {
        &self.departments
    }

    /// Waits for an answer of the database.
    pub(super) fn wait<T>(&self, answer: impl Future<Output = Result<T, Error>>) -> Result<T, ExportError> {
        Ok(self.handle.block_on(answer)?)
    }

    /// The server's state.
    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// The documents that the person may read in a department now; nothing when they have no access any more.
    fn readable(&self, department: &ExportedDepartment) -> Result<Readable, ExportError> {
        let access = self
            .handle
            .block_on(department_access(&self.app, self.person, department.id));
        match access {
            Ok(access) => Ok(access.readable),
            Err(Error::Refused(_)) => Ok(Readable::nothing(self.person)),
            Err(error) => Err(error.into()),
        }
    }

    /// Hands over the records of some kinds of a department, batch by batch, in order of their ids.
    pub(super) fn batches_in(
        &self,
        department: &ExportedDepartment,
        kinds: &[Kind],
        mut take: impl FnMut(&ExportedDepartment, Vec<Record>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let readable = self.readable(department)?;
        let filter = RecordFilter {
            kinds: kinds.to_vec(),
            ..self.filter.clone()
        };
        let mut after = None;
        loop {
            let page = self
                .app
                .store
                .record_page(department.id, &filter, after, BATCH, &readable);
            let records = self.handle.block_on(page).map_err(Error::from)?;
            let is_last = records.len() < BATCH as usize;
            after = records.last().map(|record| record.document);
            let read = records.iter().map(|record| (record.document, record.kind));
            let act = (AuditAction::Read, AuditPurpose::Export);
            audit::note(&self.app, Actor::person(self.person), act, department.id, read);
            if !records.is_empty() {
                take(department, records)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Hands over the records of some kinds, one after another, in order of departments and ids.
    pub(super) fn each(
        &self,
        kinds: &[Kind],
        mut take: impl FnMut(&ExportedDepartment, Record) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for department in &self.departments {
            self.batches_in(department, kinds, |department, records| {
                records
                    .into_iter()
                    .try_for_each(|record| take(department, record))
            })?;
        }
        Ok(())
    }

    /// The documents behind some records of a department.
    pub(super) fn snapshots(
        &self,
        department: &ExportedDepartment,
        records: &[Record],
    ) -> Result<Vec<Snapshot>, ExportError> {
        let ids: Vec<_> = records.iter().map(|record| record.document).collect();
        let read = self.app.store.snapshots(department.id, &ids);
        Ok(self.handle.block_on(read).map_err(Error::from)?)
    }
}
