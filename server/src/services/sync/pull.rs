//! Pull: what is new for a person since a place in the log, and what a phone should send after the
//! log has turned out to be another one.

use std::collections::BTreeMap;

use feltbog_shared::document::is_genesis;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model_number::KnownModel;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::wire::{
    Cursor, Entry, MissingReply, MissingRequest, Page, PullReply, PullRequest, Witness,
};

use super::place::{LogPosition, end, end_behind, fingerprint, look_up, witnessed};
use crate::error::Error;
use crate::services::access::{DepartmentAccess, SignedIn, department_access, may_hear_of, phone_access_at};
use crate::services::audit::{self, Actor};
use crate::state::App;
use crate::store::{DocumentSummary, Fetch, LogEntry, LogPage, Position, Snapshot};

/// Most entries of a page, whatever is asked for.
const PAGE_ENTRIES: u32 = 1_000;
/// About the most bytes of a page.
const PAGE_BYTES: usize = 1024 * 1024;
/// Most stretches of so many entries that are passed over in one request because none is for its reader.
const MOST_SKIPPED: u32 = 20;
/// Most records of the page that comes before a first fetch, and about the most bytes of it: a phone on a slow network has
/// it within a second or two.
const TODAY_ENTRIES: u32 = 200;
const TODAY_BYTES: u64 = 256 * 1024;
/// The smallest limit of entries with which such a page is given.
const TODAY_LIMIT: u32 = 40;
/// Number of documents looked up at once.
const PORTION: usize = 500;

/// The next page for a cursor, without records of kinds that the phone's model does not have. The phone fetches them once
/// it has another model.
///
/// # Errors
/// `NO_ACCESS`, `TooMany` when the budget is used up, `BUSY` when only a newer server can read on for the phone, or when
/// the database fails.
pub(super) async fn pull(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    request: PullRequest,
    model: KnownModel,
) -> Result<PullReply, Error> {
    let access = phone_access_at(app, who.person, department, request.cursor.sequence).await?;
    let fetch = Fetch {
        department,
        device: who.device,
        rights: access.permission.fingerprint() ^ model.mark() ^ app.secret.rotation_mark(),
        readable: access.readable.clone(),
    };
    let limit = request.limit.clamp(1, PAGE_ENTRIES);
    let cursor = request.cursor;
    let LogPosition {
        position,
        stands,
        is_ours,
    } = look_up(app, department, who.person, access.position, &cursor).await?;
    if !stands {
        let witness = end(app, department, &position);
        return Ok(PullReply::Diverged {
            epoch: position.epoch,
            witness,
        });
    }
    let restarted = cursor.epoch != 0 && fingerprint(&cursor) != fetch.rights;
    let page = if cursor.epoch == 0 || restarted {
        let made_under = if is_ours {
            fingerprint(&cursor)
        } else {
            fetch.rights
        };
        let taken = purge_list(app, &fetch, made_under, cursor.sequence).await?;
        keep_fetch(app, &fetch, made_under).await;
        // The log is followed from its present head once the snapshots are there, so what comes in
        // meanwhile is sent twice rather than missed.
        let cursor = Cursor {
            epoch: position.epoch,
            sequence: position.head,
            first_sync: true,
            ..Cursor::default()
        };
        let mut page = snapshots(app, &access, cursor, (position.head, limit), model).await?;
        if page.cursor.first_sync && limit >= TODAY_LIMIT {
            page = todays_work(app, &access, cursor, limit).await?.unwrap_or(page);
        }
        page.entries.splice(0..0, taken);
        page
    } else if cursor.first_sync {
        snapshots(app, &access, cursor, (position.head, limit), model).await?
    } else {
        entries(app, &access, cursor, (&position, limit), model).await?
    };
    let mut page = page;
    page.entries.retain(|entry| entry.is_known_to(model));
    let sent = page.entries.iter().filter_map(|entry| match entry {
        Entry::Change { document, kind, .. } | Entry::Snapshot { document, kind, .. } => {
            Some((*document, *kind))
        }
        _ => None,
    });
    let act = (AuditAction::Read, AuditPurpose::PhoneFetch);
    audit::note(app, Actor::from(who), act, department, sent);
    proven(app, who, &fetch, &position, Page { restarted, ..page }).await
}

/// A page whose cursor proves that this server made it, for this person and these rights.
async fn proven(
    app: &App,
    who: &SignedIn,
    fetch: &Fetch,
    end: &Position,
    mut page: Page,
) -> Result<PullReply, Error> {
    let cursor = &mut page.cursor;
    let chain = if cursor.sequence == end.head {
        Some(end.head_chain)
    } else {
        let there = app.store.position(fetch.department, cursor.sequence).await?;
        there.and_then(|there| there.chain)
    };
    let chain = chain.ok_or_else(|| Error::Fault("a log that ends early".into()))?;
    let (epoch, sequence) = (cursor.epoch, cursor.sequence);
    cursor.anchor = app.secret.anchor(fetch.department, epoch, sequence, &chain);
    cursor.rights = app.secret.cursor_rights(
        fetch.department,
        who.person,
        fetch.rights,
        (epoch, sequence, &chain),
    );
    Ok(PullReply::Page(page))
}

/// Documents the phone may still hold from earlier rights and must now delete. The phone cannot work this out itself,
/// because it cannot tell assigned documents from others. The list names only documents that the server once sent to
/// this device, so it reveals nothing.
async fn purge_list(app: &App, fetch: &Fetch, made_under: u32, sequence: u64) -> Result<Vec<Entry>, Error> {
    if made_under == fetch.rights {
        return Ok(Vec::new());
    }
    let given = app.store.given_before(fetch, made_under, sequence).await?;
    Ok(given
        .into_iter()
        .map(|document| Entry::Purge { document })
        .collect())
}

/// Keeps what the device fetches under. On a full disk it fetches all the same.
async fn keep_fetch(app: &App, fetch: &Fetch, made_under: u32) {
    if let Err(error) = app.store.keep_fetch(fetch, made_under).await {
        tracing::warn!(%error, "under which rights a device fetches could not be kept");
    }
}

/// A page before the first of a first fetch that has several: what is due and open, the person's own and the newest, so
/// that a day's work can begin before the rest is there. The fetch begins behind it at its first record, and names
/// these once more in their places: a phone compares stretches of records with what it holds. Nothing when the first
/// record alone is too large.
async fn todays_work(
    app: &App,
    access: &DepartmentAccess,
    mut cursor: Cursor,
    limit: u32,
) -> Result<Option<Page>, Error> {
    let (department, readable) = (access.department.id, &access.readable);
    let (today, most) = (app.clock.now().danish_day(), limit.min(TODAY_ENTRIES));
    let mut ids = app.store.wanted_first(department, today, most, readable).await?;
    let summaries = app.store.summaries(&ids).await?;
    let mut size = 0;
    ids.retain(|id| {
        if let Some(DocumentSummary::Live { bytes, .. }) = summaries.get(id) {
            size += bytes;
        }
        size <= TODAY_BYTES
    });
    if ids.is_empty() {
        return Ok(None);
    }
    let snapshots = app.store.snapshots(department, &ids).await?;
    let mut snapshots: BTreeMap<_, _> = snapshots.into_iter().map(|one| (one.document, one)).collect();
    cursor.witness = end_behind(app, department, cursor.sequence).await?;
    let wanted = ids.iter().filter_map(|id| snapshots.remove(id));
    Ok(Some(Page {
        entries: wanted.map(|one| whole_document(app, department, one)).collect(),
        cursor,
        more: true,
        restarted: false,
    }))
}

async fn snapshots(
    app: &App,
    access: &DepartmentAccess,
    mut cursor: Cursor,
    (head, limit): (u64, u32),
    model: KnownModel,
) -> Result<Page, Error> {
    let department = access.department.id;
    let (after, readable) = (cursor.snapshots_after, &access.readable);
    let mut page = app
        .store
        .snapshot_page(department, after, limit, PAGE_BYTES, readable)
        .await?;
    if let Some(unknown) = page.unknown.filter(|_| model.is_newer()) {
        // The phone knows a kind that this server does not: a newer server goes on here.
        page.snapshots.retain(|snapshot| snapshot.document < unknown);
        page.more = true;
        page.last = page.snapshots.last().map(|snapshot| snapshot.document);
        if page.last.is_none() {
            return Err(Error::BUSY);
        }
    }
    // A phone that begins again may hold what was erased meanwhile.
    let mut erased = app
        .store
        .tombstones(department, after, limit.saturating_add(1), readable)
        .await?;
    let more_erased = erased.len() > limit as usize;
    erased.truncate(limit as usize);
    // Both are stretches of the department's documents that begin at the cursor: the page is the shorter one.
    let last = page.last.or(after).filter(|_| page.more);
    let last_erased = erased.last().filter(|_| more_erased).copied();
    let upto = last.into_iter().chain(last_erased).min();
    let is_within = |document: DocumentId| upto.is_none_or(|upto| document <= upto);
    cursor.first_sync = page.more || more_erased;
    cursor.snapshots_after = upto;
    // What came in since the fetch began is in these snapshots, and behind the cursor.
    cursor.witness = end_behind(app, department, cursor.sequence).await?;
    let snapshots = page.snapshots.into_iter();
    let mut entries: Vec<_> = snapshots
        .filter(|one| is_within(one.document))
        .map(|one| whole_document(app, department, one))
        .collect();
    let erased = erased.into_iter().filter(|document| is_within(*document));
    entries.extend(erased.map(|document| Entry::Tombstone { document }));
    Ok(Page {
        entries,
        cursor,
        more: cursor.first_sync || cursor.sequence < head,
        restarted: false,
    })
}

async fn entries(
    app: &App,
    access: &DepartmentAccess,
    mut cursor: Cursor,
    (end, limit): (&Position, u32),
    model: KnownModel,
) -> Result<Page, Error> {
    let department = access.department.id;
    // Numbers have no gaps and are given in the order of commits, so everything up to a head that was seen is there,
    // and the page's end is known before it is read.
    let upto = end.head.min(cursor.sequence.saturating_add(u64::from(limit)));
    let mut page = LogPage {
        entries: Vec::new(),
        upto: cursor.sequence,
    };
    if cursor.sequence < upto {
        page = app
            .store
            .log_page(department, cursor.sequence, upto, PAGE_BYTES, &access.readable)
            .await?;
    }
    // An empty page before the end would tell of entries that are not for its reader, one by one with a limit of one.
    let mut skipped = 0;
    while page.entries.is_empty() && page.upto < end.head && skipped < MOST_SKIPPED {
        let upto = end.head.min(page.upto.saturating_add(u64::from(PAGE_ENTRIES)));
        page = app
            .store
            .log_page(department, page.upto, upto, PAGE_BYTES, &access.readable)
            .await?;
        skipped += 1;
    }
    if model.is_newer() {
        // The phone knows a kind that this server does not: a newer server goes on here.
        let unknown = page
            .entries
            .iter()
            .position(|entry| matches!(entry, LogEntry::Unknown { .. }));
        if let Some(place) = unknown
            && let Some(LogEntry::Unknown { seq }) = page.entries.get(place)
        {
            page.upto = seq - 1;
            page.entries.truncate(place);
        }
        if page.upto == cursor.sequence && unknown.is_some() {
            return Err(Error::BUSY);
        }
    }
    let mut whole = stand_ins(app, department, &mut page).await?;
    let of_whole: Option<Witness> = match whole.is_empty() {
        true => None,
        false => end_behind(app, department, page.upto).await?,
    };
    cursor.sequence = page.upto;
    let is_ahead = |witness: &Witness| witness.sequence > page.upto;
    cursor.witness = of_whole.or(cursor.witness.filter(is_ahead));
    let entry = |entry| match entry {
        LogEntry::Change {
            document,
            kind,
            owner,
            author,
            hash,
            received_at,
            bytes,
        } => Some(Entry::Change {
            document,
            kind,
            owner,
            author,
            received_at,
            seal: app
                .secret
                .seal_in_document_of(owner, department, document, hash, author),
            bytes,
        }),
        LogEntry::Tombstone { document } => Some(Entry::Tombstone { document }),
        LogEntry::Unknown { .. } => None,
        // Once for the document. One that was erased meanwhile has none, and its tombstone follows.
        LogEntry::Compacted { document, .. } => {
            let snapshot = whole.remove(&document)?;
            Some(whole_document(app, department, snapshot))
        }
    };
    Ok(Page {
        entries: page.entries.into_iter().filter_map(entry).collect(),
        cursor,
        more: page.upto < end.head,
        restarted: false,
    })
}

/// The snapshots that stand in for changes whose bytes the log let go of. A page ends before those
/// that it has no room for.
async fn stand_ins(
    app: &App,
    department: DepartmentId,
    page: &mut LogPage,
) -> Result<BTreeMap<DocumentId, Snapshot>, Error> {
    let mut wanted: Vec<(DocumentId, usize, u64)> = Vec::new();
    for (place, entry) in page.entries.iter().enumerate() {
        if let LogEntry::Compacted { document, seq } = entry
            && wanted.iter().all(|(other, ..)| other != document)
        {
            wanted.push((*document, place, *seq));
        }
    }
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut ids: Vec<_> = wanted.iter().map(|(document, ..)| *document).collect();
    let summaries = app.store.summaries(&ids).await?;
    let mut size = 0;
    for (count, (document, place, seq)) in wanted.iter().enumerate() {
        let bytes = match summaries.get(document) {
            Some(DocumentSummary::Live { bytes, .. }) => *bytes,
            _ => 0,
        };
        if size > 0 && size + bytes > PAGE_BYTES as u64 {
            ids.truncate(count);
            page.entries.truncate(*place);
            page.upto = seq - 1;
            break;
        }
        size += bytes;
    }
    let snapshots = app.store.snapshots(department, &ids).await?;
    Ok(snapshots
        .into_iter()
        .map(|snapshot| (snapshot.document, snapshot))
        .collect())
}

fn whole_document(app: &App, department: DepartmentId, snapshot: Snapshot) -> Entry {
    let seal = |(hash, author)| {
        let (document, owner) = (snapshot.document, snapshot.owner);
        app.secret
            .seal_in_document_of(owner, department, document, hash, author)
    };
    Entry::Snapshot {
        document: snapshot.document,
        kind: snapshot.kind,
        owner: snapshot.owner,
        received_at: snapshot.received_at,
        seals: snapshot.proofs.into_iter().map(seal).collect(),
        bytes: snapshot.bytes,
    }
}

/// Which of the changes a phone holds the server lacks and would take from it.
///
/// # Errors
/// `NO_ACCESS`, `TooMany` when the budget is used up, or when the database fails.
pub(super) async fn missing_changes(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    request: MissingRequest,
) -> Result<MissingReply, Error> {
    let units = request.held.len() as u64 / 10;
    app.budgets.spend(who, units, app.clock.now())?;
    let access = department_access(app, who.person, department).await?;
    let stands = witnessed(app, department, request.witness).await?;
    let position = access.position;
    let mut missing = Vec::new();
    // A phone may hold thousands; a portion at a time keeps the memory small.
    for portion in request.held.chunks(PORTION) {
        let ids: Vec<_> = portion.iter().map(|(document, _)| *document).collect();
        let summaries = app.store.summaries(&ids).await?;
        let stored = app.store.hashes(&ids).await?;
        for (document, hashes) in portion {
            let known = stored.get(document);
            let is_held = hashes
                .iter()
                .any(|hash| known.is_some_and(|known| known.contains(hash)));
            let is_wanted = match summaries.get(document) {
                Some(DocumentSummary::Erased(tombstone)) => {
                    !may_hear_of(&access.permission, department, *document, tombstone)
                }
                // A document that the phone holds no change of is to it as one that is not there. Of one that it holds,
                // it may have what the server lost, whether its person still reads the document or not.
                Some(DocumentSummary::Live { department: home, .. }) => !is_held || *home == department,
                None => true,
            };
            if !is_wanted {
                continue;
            }
            let wanted: Vec<_> = hashes
                .iter()
                .filter(|hash| known.is_none_or(|known| !known.contains(hash)))
                .filter(|hash| !Kind::ALL.iter().any(|kind| is_genesis(*kind, **hash)))
                .copied()
                .collect();
            if !wanted.is_empty() {
                missing.push((*document, wanted));
            }
        }
    }
    Ok(MissingReply {
        stands,
        witness: end(app, department, &position),
        missing,
    })
}
