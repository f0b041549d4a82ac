//! Exports: records that a person may read, over all departments of their grants, as files of open formats.
//!
//! An export is written by a thread of its own, batch by batch, into a channel that is the body of the answer. The
//! channel holds a few pieces, so that memory stays flat however slowly somebody reads, and closing the connection ends
//! the thread. The rights in a department are asked when the export comes to it.

mod archive;
mod csv_table;
mod darwin_core;
mod geo_json;
mod json_lines;
mod place;
mod source;
mod table;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office_data::{ExportChoices, ExportDepartment, ExportFormat};
use feltbog_shared::own_values::OwnValue;
use feltbog_shared::permission::Class;
use feltbog_shared::refusal::RefusalCode;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::error::Error;
use crate::services::access::department_access;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, RecordFilter};
pub(in crate::services) use csv_table::escaped;
use source::{ExportError, RecordSource};

/// Exports that are written at once.
pub(crate) const EXPORTS_AT_ONCE: usize = 4;
/// Bytes of a piece of the answer.
const PIECE: usize = 64 * 1024;
/// Pieces that wait to be sent.
const PIECES: usize = 4;
/// The most departments that a request names.
const DEPARTMENTS: usize = 10_000;

/// A wish for an export.
#[derive(Clone, Debug, Default)]
pub struct ExportWish {
    /// The departments; none for all that the person may read.
    pub departments: Vec<DepartmentId>,
    /// The kinds; none for all that the format has.
    pub kinds: Vec<Kind>,
    /// The first day in Denmark on which the last change of a record was received.
    pub from: Option<Day>,
    /// The last such day.
    pub until: Option<Day>,
    /// The organisation, for an archive of observations.
    pub organisation: Option<OrganisationId>,
    /// Whether counts that are not locked belong to the archive of observations.
    pub includes_unlocked: bool,
    /// Whether invalid counts belong to the archive of observations.
    pub includes_invalid: bool,
    /// The shared mailbox to write to about the archive of observations.
    pub mailbox: Option<String>,
}

/// A department whose records are exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExportedDepartment {
    id: DepartmentId,
    name: String,
    organisation: OrganisationId,
    /// The values that its organisation added to lists.
    own_values: Arc<Vec<OwnValue>>,
}

/// An export that may be made.
#[derive(Clone, Debug)]
pub struct Export {
    /// The format.
    pub format: ExportFormat,
    /// The number of records that it has, as of now.
    pub rows: u64,
    /// Whether it may hold personal records.
    pub is_personal: bool,
    /// The name of the file.
    pub file_name: String,
    departments: Vec<ExportedDepartment>,
    filter: RecordFilter,
    wish: ExportWish,
    rows_of: BTreeMap<OrganisationId, u64>,
}

/// The bytes of an export, as they are written. An error ends them early.
pub type ExportBytes = mpsc::Receiver<io::Result<Vec<u8>>>;

/// The departments of a person's grants that hold now, by name.
async fn departments_of(app: &App, person: UserId) -> Result<Vec<ExportedDepartment>, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let held = grants
        .iter()
        .filter(|grant| grant.from <= now && grant.until.is_none_or(|until| now < until));
    let ids: BTreeSet<_> = held.map(|grant| grant.department).collect();
    let mut departments = Vec::new();
    let mut known = BTreeMap::<OrganisationId, Arc<Vec<OwnValue>>>::new();
    for id in ids {
        if let Some(row) = app.store.department(id).await? {
            let own_values = match known.get(&row.organisation) {
                Some(own_values) => own_values.clone(),
                None => Arc::new(app.store.own_values(row.organisation).await?),
            };
            known.insert(row.organisation, own_values.clone());
            departments.push(ExportedDepartment {
                id,
                name: row.name,
                organisation: row.organisation,
                own_values,
            });
        }
    }
    departments.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(departments)
}

/// The departments, organisations and kinds that a person may export from.
///
/// # Errors
/// When the database fails.
pub async fn choices(app: &App, person: UserId) -> Result<ExportChoices, Error> {
    let names: BTreeMap<_, _> = app
        .store
        .organisation_rows()
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let mut kinds = BTreeSet::new();
    let mut departments = Vec::new();
    for department in departments_of(app, person).await? {
        let access = department_access(app, person, department.id).await?;
        let readable: Vec<_> = Kind::ALL
            .iter()
            .copied()
            .filter(|kind| access.readable.is_about(kind.collection()))
            .collect();
        if readable.is_empty() {
            continue;
        }
        kinds.extend(readable);
        departments.push(ExportDepartment {
            id: department.id,
            name: department.name,
            organisation: department.organisation.to_string(),
            organisation_name: names.get(&department.organisation).cloned().unwrap_or_default(),
        });
    }
    Ok(ExportChoices {
        departments,
        kinds: kinds.iter().map(|kind| kind.key().to_owned()).collect(),
        personal_kinds: kinds
            .iter()
            .filter(|kind| is_personal(**kind))
            .map(|kind| kind.key().to_owned())
            .collect(),
    })
}

/// Whether records of a kind are about people.
pub(crate) fn is_personal(kind: Kind) -> bool {
    matches!(kind.collection().class(), Class::Personal | Class::Special)
}

/// The kinds that a format has, of those that are wished for.
fn kinds_of(format: ExportFormat, wished: &[Kind]) -> Result<Vec<Kind>, Error> {
    let refused = || Error::Refused(RefusalCode::InvalidValue);
    let is_wished = |kind: &Kind| wished.is_empty() || wished.contains(kind);
    let of = |kinds: &[Kind]| -> Vec<Kind> { kinds.iter().copied().filter(is_wished).collect() };
    let kinds = match format {
        ExportFormat::Csv if wished.len() != 1 => return Err(refused()),
        ExportFormat::Csv | ExportFormat::Xlsx | ExportFormat::Automerge | ExportFormat::JsonLines => {
            of(Kind::ALL)
        }
        ExportFormat::GeoJson => of(&[Kind::Area]),
        ExportFormat::DarwinCore => vec![Kind::Area, Kind::AreaObservation, Kind::InsectCount],
    };
    match kinds.is_empty() {
        true => Err(refused()),
        false => Ok(kinds),
    }
}

/// Prepares an export: the departments, the kinds that the person may read there, and the number of records.
///
/// # Errors
/// `NO_ACCESS` for a department in which the person may read nothing of it, `InvalidValue` for a format that does not have
/// the wish, or for an archive of observations of several organisations.
pub async fn prepare(
    app: &App,
    person: UserId,
    format: ExportFormat,
    wish: ExportWish,
) -> Result<Export, Error> {
    let invalid = || Error::Refused(RefusalCode::InvalidValue);
    if wish.departments.len() > DEPARTMENTS {
        return Err(invalid());
    }
    let mailbox = wish.mailbox.as_deref().unwrap_or("nobody@example.dk");
    if mailbox.len() > 254
        || !mailbox.contains('@')
        || mailbox.chars().any(|c| c.is_control() || c.is_whitespace())
    {
        return Err(invalid());
    }
    let kinds = kinds_of(format, &wish.kinds)?;
    // An archive of observations is always whole.
    let is_whole = format == ExportFormat::DarwinCore;
    let mut filter = RecordFilter {
        kinds,
        from: wish.from.map(danish_midnight).filter(|_| !is_whole),
        until: wish
            .until
            .map(|day| danish_midnight(day.plus_days(1)))
            .filter(|_| !is_whole),
    };
    let mut theirs = departments_of(app, person).await?;
    let is_theirs = |id: &DepartmentId| theirs.iter().any(|department| department.id == *id);
    if !wish.departments.iter().all(is_theirs) {
        return Err(Error::NO_ACCESS);
    }
    theirs.retain(|department| {
        (wish.departments.is_empty() || wish.departments.contains(&department.id))
            && wish.organisation.is_none_or(|id| department.organisation == id)
    });
    let (mut departments, mut readable_kinds) = (Vec::new(), BTreeSet::new());
    let mut rows_of = BTreeMap::<_, u64>::new();
    for department in theirs {
        let access = department_access(app, person, department.id).await?;
        let readable = filter.kinds.iter().copied();
        let some: Vec<_> = readable
            .filter(|kind| access.readable.is_about(kind.collection()))
            .collect();
        if some.is_empty() {
            continue;
        }
        readable_kinds.extend(some);
        let rows = app
            .store
            .count_selected_records(department.id, &filter, &access.readable)
            .await?;
        *rows_of.entry(department.organisation).or_default() += rows;
        departments.push(department);
    }
    if departments.is_empty() {
        return Err(Error::NO_ACCESS);
    }
    if format == ExportFormat::DarwinCore && rows_of.len() > 1 {
        return Err(invalid());
    }
    filter.kinds.retain(|kind| readable_kinds.contains(kind));
    let day = app.clock.now().danish_day();
    let name = match filter.kinds.as_slice() {
        [kind] => kind.key(),
        _ if is_whole => "darwin-core",
        _ => "feltbog",
    };
    Ok(Export {
        format,
        rows: rows_of.values().sum(),
        is_personal: filter.kinds.iter().copied().any(is_personal),
        file_name: format!("{name}-{day}.{}", format.extension()),
        departments,
        filter,
        wish,
        rows_of,
    })
}

/// Midnight in Denmark at the beginning of a day. Clocks change at one o'clock UTC and never before.
pub(in crate::services) fn danish_midnight(day: Day) -> Moment {
    let start = day.start();
    start.plus_millis(-i64::from(feltbog_shared::moment::danish_offset(start)) * 60_000)
}

/// Writes an export into the administrative log of each organisation whose records it has.
///
/// # Errors
/// When the database fails.
pub async fn note(app: &App, person: UserId, export: &Export) -> Result<(), Error> {
    let kinds: Vec<_> = export.filter.kinds.iter().map(|kind| kind.key()).collect();
    for (organisation, rows) in &export.rows_of {
        let of = |department: &&ExportedDepartment| department.organisation == *organisation;
        let names: Vec<_> = export
            .departments
            .iter()
            .filter(of)
            .map(|department| department.name.as_str())
            .collect();
        // The log names as many as a person reads.
        let named = match export.wish.departments.is_empty() {
            true => Vec::new(),
            false => names.iter().take(20).copied().collect(),
        };
        let told = serde_json::json!({
            "format": export.format.key(),
            "rows": rows,
            "kinds": kinds,
            "departments": named,
            "department_count": names.len(),
            "from": export.wish.from.map(|day| day.to_string()),
            "until": export.wish.until.map(|day| day.to_string()),
        });
        let change = AdministrativeChange {
            organisation: *organisation,
            at: app.clock.now(),
            by: person,
            action: "exported".into(),
            target: export.format.key().into(),
            subject: export.file_name.clone(),
            before: None,
            after: Some(told.to_string()),
            undoes: None,
            act: AdministrativeAct::Note,
        };
        app.store.administer(&change).await?;
    }
    Ok(())
}

/// The place of a person's only export.
struct PersonSlot {
    people: Arc<Mutex<BTreeSet<UserId>>>,
    person: UserId,
}

impl PersonSlot {
    /// The place of a person; nothing while an export of theirs is written.
    fn take(people: &Arc<Mutex<BTreeSet<UserId>>>, person: UserId) -> Option<Self> {
        let is_free = people
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(person);
        is_free.then(|| Self {
            people: Arc::clone(people),
            person,
        })
    }
}

impl Drop for PersonSlot {
    fn drop(&mut self) {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        people.remove(&self.person);
    }
}

/// Begins to write an export.
///
/// # Errors
/// `BUSY` when as many are written as may be at once, or while one of the person's is.
pub fn start(app: &App, person: UserId, export: Export) -> Result<ExportBytes, Error> {
    let person_slot = PersonSlot::take(&app.exporting, person).ok_or(Error::BUSY)?;
    let slots = Arc::clone(&app.exports);
    let slot = slots.try_acquire_owned().map_err(|_| Error::BUSY)?;
    let (pieces, bytes) = mpsc::channel(PIECES);
    let source = RecordSource::new(app.clone(), person, Handle::current(), &export);
    tokio::task::spawn_blocking(move || {
        let mut sink = ChannelSink {
            pieces,
            piece: Vec::with_capacity(PIECE),
        };
        let written = write(&source, &export, &mut sink).and_then(|()| Ok(sink.flush()?));
        // Before the answer ends: somebody who has read it to its end may have the next one.
        drop((slot, person_slot));
        let Err(error) = written else { return };
        if error.is_cancelled() {
            tracing::info!("an export was cancelled");
            return;
        }
        tracing::error!(%error, "an export failed");
        let ended = io::Error::other("the export failed");
        // Nobody may read any more.
        let _ = sink.pieces.blocking_send(Err(ended));
    });
    Ok(bytes)
}

fn write(source: &RecordSource, export: &Export, sink: &mut impl Write) -> Result<(), ExportError> {
    match export.format {
        ExportFormat::Csv => csv_table::write(source, &export.filter.kinds, sink),
        ExportFormat::Xlsx => workbook::write(source, &export.filter.kinds, sink),
        ExportFormat::GeoJson => geo_json::write(source, sink),
        ExportFormat::DarwinCore => darwin_core::write(source, &export.wish, sink),
        ExportFormat::Automerge => archive::write(source, &export.filter.kinds, sink),
        ExportFormat::JsonLines => json_lines::write(source, &export.filter.kinds, sink),
    }
}

/// The way into the answer: pieces of some size, and an error once nobody reads any more.
struct ChannelSink {
    pieces: mpsc::Sender<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
}

impl Write for ChannelSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        let sent = self.pieces.blocking_send(Ok(piece));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}
