//! The access log: who read and changed confidential records, as a chain of numbered rows.
//!
//! Rows are noted in memory and written in batches beside the requests, so that a fetch or a push never waits for them.
//! The office waits until its row is on disk before it shows a confidential record. A row names person, device, screen
//! and record, and nothing of what the record says.

pub mod chain;
pub mod rows;
pub mod security;
pub mod witness;

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::permission::Class;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::error::Error;
use crate::services::signed_in::{OfficeUser, SignedIn};
use crate::state::{App, State};
use crate::store::{AuditEntry, DocumentSummary};

/// The time between two writes.
const WRITE: Duration = Duration::from_millis(500);
/// Writes between two looks for security events and for the hour's checkpoint.
const WRITES_A_LOOK: u32 = 20;
/// Most rows that wait. Beyond it, rows are counted and the count is kept as a row.
const MOST_WAITING: usize = 50_000;
/// Most records whose showing in lists is remembered for the day.
const MOST_LISTED: usize = 100_000;

/// A person at a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: Option<UserId>,
    /// The phone, or the session of the office.
    pub device: Option<DeviceId>,
}

impl Actor {
    /// The server itself, and the command line.
    pub const SERVER: Self = Self {
        person: None,
        device: None,
    };

    /// A person whose device is not known.
    pub fn person(person: UserId) -> Self {
        Self {
            person: Some(person),
            device: None,
        }
    }
}

impl From<&SignedIn> for Actor {
    fn from(who: &SignedIn) -> Self {
        Self {
            person: Some(who.person),
            device: Some(who.device),
        }
    }
}

impl From<&OfficeUser> for Actor {
    fn from(user: &OfficeUser) -> Self {
        Self {
            person: Some(user.person),
            device: Some(DeviceId::from_bytes(*user.session.as_bytes())),
        }
    }
}

/// Rows that are not written yet.
#[derive(Debug, Default)]
pub(crate) struct AuditTrail {
    waiting: Mutex<Waiting>,
    /// Held while rows are written, so that they come in order and whoever waits for the turn finds its rows written.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Waiting {
    entries: Vec<AuditEntry>,
    /// Rows there was no room for.
    lost: u64,
    /// Records that lists have shown a person today.
    listed: HashSet<(Option<UserId>, DocumentId)>,
    listed_on: Option<Day>,
}

impl AuditTrail {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn add(&mut self, entry: AuditEntry) {
        match self.entries.len() < MOST_WAITING {
            true => self.entries.push(entry),
            false => self.lost += 1,
        }
    }

    /// Whether a list shows a person this record for the first time on a day.
    fn is_first(&mut self, person: Option<UserId>, document: DocumentId, day: Day) -> bool {
        if self.listed_on != Some(day) || self.listed.len() >= MOST_LISTED {
            self.listed.clear();
            self.listed_on = Some(day);
        }
        self.listed.insert((person, document))
    }
}

/// Whether accesses to records of a kind are logged: those that are personal or special.
pub fn is_logged(kind: Kind) -> bool {
    matches!(kind.collection().class(), Class::Personal | Class::Special)
}

/// Notes that records were read, changed or erased. Each once. The number of rows.
pub(crate) fn note(
    app: &State,
    actor: Actor,
    (action, purpose): (AuditAction, AuditPurpose),
    department: DepartmentId,
    records: impl IntoIterator<Item = (DocumentId, Kind)>,
) -> usize {
    let records: BTreeSet<_> = records.into_iter().filter(|(_, kind)| is_logged(*kind)).collect();
    if records.is_empty() {
        return 0;
    }
    let at = app.clock.now();
    let mut waiting = app.audit.waiting();
    let mut noted = 0;
    for (document, kind) in records {
        let is_list = purpose == AuditPurpose::OfficeList;
        if is_list && !waiting.is_first(actor.person, document, at.danish_day()) {
            continue;
        }
        noted += 1;
        waiting.add(AuditEntry {
            at,
            person: actor.person,
            device: actor.device,
            action,
            purpose,
            department: Some(department),
            document: Some(document),
            kind: Some(kind),
            count: 1,
        });
    }
    noted
}

/// Notes that pending notes were read or changed. They are no records and have no kind.
pub(crate) fn note_pending(
    app: &State,
    actor: Actor,
    (action, purpose): (AuditAction, AuditPurpose),
    notes: impl IntoIterator<Item = (DepartmentId, DocumentId)>,
) {
    let at = app.clock.now();
    let mut waiting = app.audit.waiting();
    for (department, note) in notes {
        let is_list = purpose == AuditPurpose::OfficeList;
        if is_list && !waiting.is_first(actor.person, note, at.danish_day()) {
            continue;
        }
        waiting.add(AuditEntry {
            at,
            person: actor.person,
            device: actor.device,
            action,
            purpose,
            department: Some(department),
            document: Some(note),
            kind: None,
            count: 1,
        });
    }
}

/// Notes that records were read, and returns once that is on disk.
///
/// # Errors
/// When the database fails: then the records are not to be shown.
pub(crate) async fn read_now(
    app: &App,
    actor: Actor,
    purpose: AuditPurpose,
    department: DepartmentId,
    records: impl IntoIterator<Item = (DocumentId, Kind)>,
) -> Result<(), Error> {
    match note(app, actor, (AuditAction::Read, purpose), department, records) {
        0 => Ok(()),
        _ => flush(app).await,
    }
}

/// The same for a record whose kind is not at hand.
///
/// # Errors
/// As [`read_now`].
pub(crate) async fn document_read_now(
    app: &App,
    actor: Actor,
    purpose: AuditPurpose,
    department: DepartmentId,
    document: DocumentId,
) -> Result<(), Error> {
    let found = app.store.summaries(&[document]).await?;
    let Some(DocumentSummary::Live { kind, .. }) = found.get(&document) else {
        return Ok(());
    };
    read_now(app, actor, purpose, department, [(document, *kind)]).await
}

/// Notes that a record was read whose kind is not at hand, without waiting for the disk.
///
/// # Errors
/// When the database fails.
pub(crate) async fn document_read(
    app: &App,
    actor: Actor,
    purpose: AuditPurpose,
    department: DepartmentId,
    document: DocumentId,
) -> Result<(), Error> {
    let found = app.store.summaries(&[document]).await?;
    if let Some(DocumentSummary::Live { kind, .. }) = found.get(&document) {
        note(
            app,
            actor,
            (AuditAction::Read, purpose),
            department,
            [(document, *kind)],
        );
    }
    Ok(())
}

/// Notes that a list of the office showed records: each once a day for a person.
pub(crate) fn note_list(
    app: &App,
    actor: Actor,
    records: impl IntoIterator<Item = (DepartmentId, DocumentId, Kind)>,
) {
    let purpose = (AuditAction::Read, AuditPurpose::OfficeList);
    for (department, document, kind) in records {
        note(app, actor, purpose, department, [(document, kind)]);
    }
}

/// Notes that a list of the office showed pending notes: each once a day for a person.
pub(crate) fn note_pending_list(
    app: &App,
    actor: Actor,
    notes: impl IntoIterator<Item = (DepartmentId, DocumentId)>,
) {
    note_pending(app, actor, (AuditAction::Read, AuditPurpose::OfficeList), notes);
}

/// Writes the rows that wait. They are on disk when it returns.
///
/// # Errors
/// When the database fails. The rows wait for the next try.
pub async fn flush(app: &App) -> Result<(), Error> {
    let app = app.clone();
    // On its own: a request that is given up in between takes no rows with it.
    let written = tokio::spawn(async move {
        let _turn = app.audit.writing.lock().await;
        let (mut entries, lost) = {
            let mut waiting = app.audit.waiting();
            (
                std::mem::take(&mut waiting.entries),
                std::mem::take(&mut waiting.lost),
            )
        };
        if lost > 0 {
            tracing::error!(lost, "rows of the access log could not be kept");
            entries.push(lost_rows(&app, lost));
        }
        let Err(error) = app.store.append_audit(&entries).await else {
            return Ok(());
        };
        let mut waiting = app.audit.waiting();
        if lost > 0 {
            entries.pop();
            waiting.lost += lost;
        }
        let since = std::mem::replace(&mut waiting.entries, entries);
        for entry in since {
            waiting.add(entry);
        }
        Err(error)
    });
    let written = written.await.map_err(|error| Error::Fault(error.to_string()))?;
    Ok(written?)
}

fn lost_rows(app: &App, lost: u64) -> AuditEntry {
    AuditEntry {
        at: app.clock.now(),
        person: None,
        device: None,
        action: AuditAction::Lost,
        purpose: AuditPurpose::Overload,
        department: None,
        document: None,
        kind: None,
        count: lost,
    }
}

/// Writes rows, security events and checkpoints until the server stops or is gone.
pub(crate) fn keeping(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state = Arc::downgrade(state);
    async move {
        let mut ticks = interval(WRITE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut writes = 0_u32;
        let mut checkpoint_at = None;
        loop {
            let ends = tokio::select! {
                stopped = stopping.wait_for(|stopping| *stopping) => {
                    drop(stopped);
                    true
                }
                _ = ticks.tick() => false,
            };
            let Some(state) = state.upgrade() else { return };
            let app = App::from(state);
            let is_look = ends || writes.is_multiple_of(WRITES_A_LOOK);
            if let Err(error) = flush(&app).await
                && is_look
            {
                tracing::warn!(%error, "the access log could not be written; it is tried again");
            }
            if is_look {
                look(&app, &mut checkpoint_at).await;
            }
            writes = writes.wrapping_add(1);
            if ends {
                return;
            }
        }
    }
}

/// Writes security events, and looks each hour whether a checkpoint is due.
async fn look(app: &App, checkpoint_at: &mut Option<Moment>) {
    if let Err(error) = security::flush(app).await {
        tracing::warn!(%error, "security events could not be written; it is tried again");
    }
    let now = app.clock.now();
    if checkpoint_at.is_some_and(|at| now.since(at) < chain::HOUR_MILLIS) {
        return;
    }
    match chain::keep_hourly_checkpoint(app).await {
        Ok(is_made) => *checkpoint_at = is_made.then_some(now),
        Err(error) => {
            tracing::warn!(%error, "no checkpoint of the access log could be made; it is tried again");
        }
    }
}
