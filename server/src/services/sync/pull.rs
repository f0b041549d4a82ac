//! Pull: what is new for a person since a place in the log, and what a phone should send after the
//! log has turned out to be another one.

use std::collections::BTreeMap;

use feltbog_shared::bridge::{Act, HistoryAct};
use feltbog_shared::document::{Document, is_genesis};
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{Handover, Kind, Value};
use feltbog_shared::parts::OF_CASE;
use feltbog_shared::permission::Collection;
use feltbog_shared::wire::{Cursor, Entry, LackingReply, LackingRequest, Page, PullReply, PullRequest};

use super::place::{Place, end, end_anchor, look_up, witnessed};
use crate::app::App;
use crate::error::Error;
use crate::services::access::{SignedIn, Standing, is_handed, standing, standing_at};
use crate::services::budget;
use crate::store::{LogEntry, LogPage, Outline, Position, Snapshot};

/// Most entries of a page, whatever is asked for.
const PAGE_ENTRIES: u32 = 1_000;
/// About the most bytes of a page.
const PAGE_BYTES: usize = 1024 * 1024;
/// How many documents are looked up at once.
const PORTION: usize = 500;

/// The next page for a cursor.
///
/// # Errors
/// `NO_ACCESS`, `TooMany` when the budget is used up, or when the database fails.
pub async fn pull(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    request: PullRequest,
) -> Result<PullReply, Error> {
    app.budgets.spend(who, budget::REQUEST, app.clock.now())?;
    let standing = standing_at(app, who.person, department, request.cursor.sequence).await?;
    let rights = standing.permission.fingerprint();
    let limit = request.limit.clamp(1, PAGE_ENTRIES);
    let cursor = request.cursor;
    let Place { position, stands } = look_up(app, department, standing.position, &cursor).await?;
    if !stands {
        let witness = end(app, department, &position);
        return Ok(PullReply::Diverged {
            epoch: position.epoch,
            witness,
        });
    }
    let restarted = cursor.epoch != 0 && cursor.rights != rights;
    let page = if cursor.epoch == 0 || restarted {
        // The log is followed from its present head once the snapshots are there, so what comes in
        // meanwhile is sent twice rather than missed.
        let cursor = Cursor {
            epoch: position.epoch,
            sequence: position.head,
            anchor: end_anchor(app, department, &position),
            rights,
            snapshots_after: None,
            first_sync: true,
            witness: None,
        };
        let taken = if restarted { request.cursor.rights } else { rights };
        let mut page = snapshots(app, &standing, cursor, position.head, limit).await?;
        page.entries
            .splice(0..0, taken_away(app, &standing, taken).await?);
        page
    } else if cursor.first_sync {
        snapshots(app, &standing, cursor, position.head, limit).await?
    } else {
        entries(app, &standing, cursor, &position, limit).await?
    };
    Ok(PullReply::Page(Page { restarted, ..page }))
}

async fn snapshots(
    app: &App,
    standing: &Standing,
    mut cursor: Cursor,
    head: u64,
    limit: u32,
) -> Result<Page, Error> {
    let department = standing.department.id;
    let page = app
        .store
        .snapshot_page(
            department,
            cursor.snapshots_after,
            limit,
            PAGE_BYTES,
            &standing.readable,
        )
        .await?;
    if page.more {
        cursor.snapshots_after = page.snapshots.last().map(|snapshot| snapshot.document);
    } else {
        cursor.snapshots_after = None;
        cursor.first_sync = false;
    }
    let entry = |snapshot| whole_document(app, department, snapshot);
    let mut entries: Vec<_> = page.snapshots.into_iter().map(entry).collect();
    if !page.more {
        // A phone that begins again may hold what was erased meanwhile.
        let erased = app.store.tombstones(department, &standing.readable).await?;
        entries.extend(erased.into_iter().map(|document| Entry::Tombstone { document }));
    }
    Ok(Page {
        entries,
        cursor,
        more: page.more || cursor.sequence < head,
        restarted: false,
    })
}

/// What a phone that had these rights may hold by them and that its person may not read now. A phone
/// cannot tell by itself: to it, what it holds of others' is what was assigned. Nothing is named here
/// that the person was not given once.
async fn taken_away(app: &App, standing: &Standing, rights: u64) -> Result<Vec<Entry>, Error> {
    let (department, saying) = (standing.department.id, &standing.saying);
    let cases = saying.cases();
    let mut held = Vec::new();
    if !cases.is_empty() {
        let belonging = app.store.belonging(department, &OF_CASE, &cases).await?;
        let mut ids = cases;
        ids.extend(belonging.into_iter().map(|(document, _)| document));
        let outlines = app.store.outlines(&ids).await?;
        held.extend(
            outlines
                .into_iter()
                .filter_map(|(document, outline)| match outline {
                    Outline::Live { kind, owner, .. } => Some((document, kind.collection(), owner)),
                    Outline::Erased => None,
                }),
        );
    }
    if !saying.stood_in_for.is_empty() {
        let theirs = [Collection::Visits, Collection::VisitNotes];
        held.extend(app.store.owned(department, &theirs, &saying.stood_in_for).await?);
    }
    if is_handed(&standing.permission) {
        held.extend(handed_before(app, standing).await?);
    }
    let narrowed = standing.permission.narrowed(rights);
    if !narrowed.is_empty() {
        held.extend(app.store.owned(department, &narrowed, &[]).await?);
    }
    let entries = held
        .into_iter()
        .filter(|(document, collection, owner)| !standing.permission.may_read(*collection, *owner, *document))
        .map(|(document, ..)| Entry::Purge { document });
    Ok(entries.collect())
}

/// What was handed over to a role of the person at some time, as the records themselves remember it.
async fn handed_before(
    app: &App,
    standing: &Standing,
) -> Result<Vec<(DocumentId, Collection, UserId)>, Error> {
    let department = standing.department.id;
    let all = app.store.owned(department, &[Collection::Concerns], &[]).await?;
    let ids: Vec<_> = all.into_iter().map(|(document, ..)| document).collect();
    let to_them = |act: &HistoryAct| {
        let named = match &act.act {
            Act::Set(Value::Text(key)) if act.field == Handover::to_role().name() => {
                HandoverRole::from_key(key)
            }
            _ => None,
        };
        named.is_some_and(|named| standing.permission.roles().contains(&named.role()))
    };
    let mut before = Vec::new();
    for portion in ids.chunks(PORTION) {
        for snapshot in app.store.snapshots(department, portion).await? {
            if snapshot.kind != Kind::Handover {
                continue;
            }
            // Of one that cannot be read nobody knows, so it goes.
            let steps = Document::from_chunks(snapshot.kind, &snapshot.bytes).map(|record| record.history());
            if steps.is_ok_and(|steps| !steps.iter().flat_map(|step| &step.acts).any(to_them)) {
                continue;
            }
            before.push((snapshot.document, Collection::Concerns, snapshot.owner));
        }
    }
    Ok(before)
}

async fn entries(
    app: &App,
    standing: &Standing,
    mut cursor: Cursor,
    end: &Position,
    limit: u32,
) -> Result<Page, Error> {
    let department = standing.department.id;
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
            .log_page(department, cursor.sequence, upto, PAGE_BYTES, &standing.readable)
            .await?;
    }
    let mut whole = stand_ins(app, department, &mut page).await?;
    let chain = if page.upto == end.head {
        Some(end.head_chain)
    } else {
        let there = app.store.position(department, page.upto).await?;
        there.and_then(|there| there.chain)
    };
    let chain = chain.ok_or_else(|| Error::Fault("a log that ends early".into()))?;
    cursor.sequence = page.upto;
    cursor.anchor = app.secret.anchor(department, cursor.epoch, page.upto, &chain);
    cursor.witness = cursor.witness.filter(|witness| witness.sequence > page.upto);
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
            seal: app.secret.seal(department, document, hash, author),
            bytes,
        }),
        LogEntry::Tombstone { document } => Some(Entry::Tombstone { document }),
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
    let outlines = app.store.outlines(&ids).await?;
    let mut size = 0;
    for (count, (document, place, seq)) in wanted.iter().enumerate() {
        let bytes = match outlines.get(document) {
            Some(Outline::Live { bytes, .. }) => *bytes,
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
    let seal = |(hash, author)| app.secret.seal(department, snapshot.document, hash, author);
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
pub async fn lacking(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    request: LackingRequest,
) -> Result<LackingReply, Error> {
    let units = budget::REQUEST + request.held.len() as u64 / 10;
    app.budgets.spend(who, units, app.clock.now())?;
    let standing = standing(app, who.person, department).await?;
    let stands = witnessed(app, department, request.witness).await?;
    let position = standing.position;
    let mut lacking = Vec::new();
    // A phone may hold thousands; a portion at a time keeps the memory small.
    for portion in request.held.chunks(PORTION) {
        let ids: Vec<_> = portion.iter().map(|(document, _)| *document).collect();
        let outlines = app.store.outlines(&ids).await?;
        let stored = app.store.hashes(&ids).await?;
        for (document, hashes) in portion {
            match outlines.get(document) {
                Some(Outline::Erased) => continue,
                // Whether the person may read it does not matter: a change is named by whoever holds it, and what is
                // lacking of a record that is not theirs is answered as for one that is not there.
                Some(Outline::Live { department: home, .. }) if *home != department => continue,
                _ => {}
            }
            let known = stored.get(document);
            let wanted: Vec<_> = hashes
                .iter()
                .filter(|hash| known.is_none_or(|known| !known.contains(hash)))
                .filter(|hash| !Kind::ALL.iter().any(|kind| is_genesis(*kind, **hash)))
                .copied()
                .collect();
            if !wanted.is_empty() {
                lacking.push((*document, wanted));
            }
        }
    }
    Ok(LackingReply {
        stands,
        witness: end(app, department, &position),
        lacking,
    })
}
