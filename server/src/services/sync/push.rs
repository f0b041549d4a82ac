//! Push: changes come in, each gets a verdict, and what is accepted is durable before it is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::{CareTask, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::parts::naming_fields;
use feltbog_shared::permission::Permission;
use feltbog_shared::wire::{BATCH_CHANGES, Offered, PushReply, PushRequest, Verdict};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::judge::{AllowedIds, Decision, Judgement, Members, Pusher, StepApprovals, Written, judge};
use super::notes;
use super::passed_on;
use super::place::{end_anchor, look_up};
use crate::error::Error;
use crate::guard;
use crate::services::access::{SignedIn, department_access_at, permissions};
use crate::services::affected::Affected;
use crate::services::audit::{self, Actor};
use crate::services::budget;
use crate::services::organisation_settings;
use crate::state::{App, MAX_QUEUED_CHANGES, Woken};
use crate::store::{
    Append, Appended, Chain, DepartmentRow, DocumentLookup, DocumentSummary, Quarantined, Touched,
};

/// Fewer changes than this are not worth another thread.
const CHANGES_A_THREAD: usize = 20;
/// Number of times that a batch is judged anew because its documents have grown meanwhile.
const TRIES: usize = 10;
/// About the most stored bytes of the documents that are judged together.
const PORTION_BYTES: u64 = 2 * 1024 * 1024;

/// Takes in a batch of changes to documents of one department.
///
/// # Errors
/// `NO_ACCESS`, `TOO_LARGE`, `TooMany` when the budget is used up, or `BUSY` when others keep writing the same documents.
pub async fn push(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    request: PushRequest,
) -> Result<PushReply, Error> {
    let way = (AuditPurpose::PhoneChange, AllowedIds::OfPhones);
    push_as(app, who, department, request, way).await
}

/// The same by another way than a phone's, for the access log, and perhaps under an id of the server's own.
///
/// # Errors
/// As [`push`].
pub(super) async fn push_as(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    request: PushRequest,
    (purpose, ids): (AuditPurpose, AllowedIds),
) -> Result<PushReply, Error> {
    if request.changes.len() > BATCH_CHANGES {
        return Err(Error::TOO_LARGE);
    }
    app.budgets
        .spend(who, request.changes.len() as u64, app.clock.now())?;
    let access = department_access_at(app, who.person, department, request.cursor.sequence).await?;
    let bytes = request
        .changes
        .iter()
        .map(|offered| offered.bytes.len() as u64)
        .sum();
    app.stored
        .check(&app.config.quota, department, who.person, bytes)?;
    let members = members(app, &access.department, &request.changes).await?;
    let approvals = step_approvals(app, &access.department, &request.changes).await?;
    let pusher = Pusher {
        person: who.person,
        department,
        permission: access.permission,
        ids,
        secret: app.secret.clone(),
        members,
        unwanted_notes: Arc::default(),
        following_tasks: Arc::default(),
        approvals,
        now: app.clock.now(),
    };
    let place = look_up(app, department, who.person, access.position, &request.cursor).await?;
    let epoch = place.position.epoch;
    let mut reply = PushReply {
        epoch,
        head: place.position.head,
        anchor: end_anchor(app, department, &place.position),
        stands: place.stands,
        received_at: app.clock.now(),
        verdicts: vec![Verdict::Need(Vec::new()); request.changes.len()],
    };
    let mut answer = |places: Vec<usize>, batch: StoredBatch| {
        reply.received_at = batch.received_at;
        reply.head = batch.head;
        reply.anchor = app.secret.anchor(department, epoch, batch.head, &batch.chain);
        for (place, verdict) in places.into_iter().zip(batch.verdicts) {
            reply.verdicts[place] = verdict;
        }
    };
    // Nearly every batch can be judged whole.
    let outcome = if passed_on::among(&request.changes).next().is_some() {
        BatchOutcome::TooLarge(request.changes)
    } else {
        take_in(app, who, &pusher, request.changes, (PORTION_BYTES, purpose)).await?
    };
    match outcome {
        BatchOutcome::All(all) => answer((0..all.verdicts.len()).collect(), all),
        BatchOutcome::TooLarge(changes) => {
            for (places, changes) in portions(app, changes).await? {
                let taken = take_in(app, who, &pusher, changes, (u64::MAX, purpose)).await?;
                if let BatchOutcome::All(portion) = taken {
                    answer(places, portion);
                }
            }
        }
    }
    let is_refused = |verdict: &&Verdict| matches!(verdict, Verdict::Refused(..));
    let refused = reply.verdicts.iter().filter(is_refused).count() as u64;
    app.budgets
        .charge(who, refused * budget::REFUSED, app.clock.now());
    Ok(reply)
}

/// Takes in a change to a record of a department in which its author has no role, under these rights.
///
/// # Errors
/// `TooMany` when the budget is used up, `BUSY`, or the code for which the guard refused it.
pub async fn push_from_elsewhere(
    app: &App,
    who: &SignedIn,
    department: &DepartmentRow,
    permission: Permission,
    change: Offered,
) -> Result<(), Error> {
    let now = app.clock.now();
    app.budgets.spend(who, 1, now)?;
    let bytes = change.bytes.len() as u64;
    app.stored
        .check(&app.config.quota, department.id, who.person, bytes)?;
    let changes = vec![change];
    let pusher = Pusher {
        person: who.person,
        department: department.id,
        permission,
        ids: AllowedIds::OfPhones,
        secret: app.secret.clone(),
        members: members(app, department, &changes).await?,
        unwanted_notes: Arc::default(),
        following_tasks: Arc::default(),
        approvals: StepApprovals::default(),
        now,
    };
    take_one(app, who, &pusher, changes).await
}

/// Takes in a change of a person of the office that brings a case to a state for which a second person was asked, and
/// agreed. The states of cases need not lead there.
///
/// # Errors
/// `NO_ACCESS`, `TooMany` when the budget is used up, `BUSY`, or the code for which the guard refused it.
pub async fn push_approved(
    app: &App,
    (person, session): (UserId, DeviceId),
    department: DepartmentId,
    change: Offered,
    state: &'static str,
) -> Result<(), Error> {
    let who = SignedIn {
        person,
        name: String::new(),
        device: session,
    };
    let now = app.clock.now();
    app.budgets.spend(&who, 1, now)?;
    let access = department_access_at(app, person, department, 0).await?;
    let bytes = change.bytes.len() as u64;
    app.stored.check(&app.config.quota, department, person, bytes)?;
    let document = change.document;
    let changes = vec![change];
    let pusher = Pusher {
        person,
        department,
        members: members(app, &access.department, &changes).await?,
        permission: access.permission,
        ids: AllowedIds::OfPhones,
        secret: app.secret.clone(),
        unwanted_notes: Arc::default(),
        following_tasks: Arc::default(),
        approvals: StepApprovals {
            closing_needs_two: true,
            approved: Some((document, state)),
        },
        now,
    };
    take_one(app, &who, &pusher, changes).await
}

/// Takes in a batch of one change, whatever it holds.
async fn take_one(app: &App, who: &SignedIn, pusher: &Pusher, changes: Vec<Offered>) -> Result<(), Error> {
    let limits = (u64::MAX, AuditPurpose::OfficeChange);
    let BatchOutcome::All(batch) = take_in(app, who, pusher, changes, limits).await? else {
        return Err(Error::TOO_LARGE);
    };
    match batch.verdicts.into_iter().next() {
        Some(Verdict::Accepted(..) | Verdict::Duplicate(..)) => Ok(()),
        Some(Verdict::Refused(code, _)) => Err(Error::Refused(code)),
        Some(Verdict::Need(_)) | None => Err(Error::BUSY),
    }
}

/// The steps for which a second person is asked, by the settings of the department's organisation.
pub(super) async fn step_approvals(
    app: &App,
    department: &DepartmentRow,
    changes: &[Offered],
) -> Result<StepApprovals, Error> {
    if !changes.iter().any(|change| change.kind == Kind::ConflictCase) {
        return Ok(StepApprovals::default());
    }
    let settings = organisation_settings::of(app, department.organisation).await?;
    Ok(StepApprovals {
        closing_needs_two: settings.closing_needs_two,
        approved: None,
    })
}

/// The rights of the department's people there, if a record of the batch names those it is for.
pub(super) async fn members(
    app: &App,
    department: &DepartmentRow,
    changes: &[Offered],
) -> Result<Members, Error> {
    let names = |offered: &Offered| !naming_fields(offered.kind).is_empty();
    if !changes.iter().any(names) {
        return Ok(Members::default());
    }
    let known = app.store.members(department.id).await?;
    let now = app.clock.now();
    Ok(Members::new(permissions(
        &known,
        department.id,
        department.modules,
        now,
    )))
}

/// Cuts a batch into portions whose documents fit into memory together, each with the places its
/// changes have in the batch. Changes of one document stay together and in order. Records that the server
/// itself writes stand in portions of their own: it writes them beside the changes of others.
async fn portions(app: &App, changes: Vec<Offered>) -> Result<Vec<(Vec<usize>, Vec<Offered>)>, Error> {
    let ids: BTreeSet<_> = changes.iter().map(|offered| offered.document).collect();
    let told: BTreeSet<_> = passed_on::among(&changes)
        .map(|offered| offered.document)
        .collect();
    let mut ids: Vec<_> = ids.into_iter().collect();
    let summaries = app.store.summaries(&ids).await?;
    let is_told = |document: &DocumentId| told.contains(document);
    ids.sort_by_key(|document| !is_told(document));
    let stored = |document| match summaries.get(document) {
        Some(DocumentSummary::Live { bytes, .. }) => *bytes,
        _ => 0,
    };
    let (mut portion_of, mut portion, mut size) = (BTreeMap::new(), 0, 0);
    for (place, document) in ids.iter().enumerate() {
        let bytes = stored(document);
        let is_first_of_others = place == told.len() && place > 0;
        if is_first_of_others || (size > 0 && size + bytes > PORTION_BYTES) {
            (portion, size) = (portion + 1, 0);
        }
        size += bytes;
        portion_of.insert(*document, portion);
    }
    let mut portions = vec![(Vec::new(), Vec::new()); portion + 1];
    for (place, offered) in changes.into_iter().enumerate() {
        let (places, changes) = &mut portions[portion_of[&offered.document]];
        places.push(place);
        changes.push(offered);
    }
    Ok(portions)
}

/// A portion that was judged and stored.
struct StoredBatch {
    received_at: Moment,
    head: u64,
    chain: Chain,
    verdicts: Vec<Verdict>,
}

/// The outcome of judging changes together.
enum BatchOutcome {
    All(StoredBatch),
    /// Their documents are too large for that; nothing was done.
    TooLarge(Vec<Offered>),
}

async fn take_in(
    app: &App,
    who: &SignedIn,
    pusher: &Pusher,
    changes: Vec<Offered>,
    (most, purpose): (u64, AuditPurpose),
) -> Result<BatchOutcome, Error> {
    let department = pusher.department;
    let told = passed_on::ids(&changes);
    let ids: BTreeSet<_> = changes
        .iter()
        .map(|offered| offered.document)
        .chain(told)
        .collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let mut changes = changes;
    let mut unwanted_notes = pusher.unwanted_notes.clone();
    let room = u32::try_from(changes.len().min(MAX_QUEUED_CHANGES)).unwrap_or(1);
    let _room = acquire(&app.queued_changes, room).await?;
    for _ in 0..TRIES {
        let threads = threads(changes.len());
        let turn = acquire(&app.judging, threads).await?;
        let Some(found) = app.store.documents_within(&ids, most).await? else {
            return Ok(BatchOutcome::TooLarge(changes));
        };
        app.budgets.charge(who, work(&found), app.clock.now());
        let following_tasks = following_tasks(app, &changes, &found).await?;
        let received_at = app.clock.now();
        let (judging, now) = (
            Pusher {
                now: received_at,
                following_tasks: Arc::new(following_tasks),
                unwanted_notes: unwanted_notes.clone(),
                ..pusher.clone()
            },
            received_at,
        );
        let (judged, affected, offered) = tokio::task::spawn_blocking(move || {
            let judgement = judge(&judging, &changes, &found, threads as usize);
            let judgement = passed_on::add(&judging, &found, now, judgement);
            let affected = Affected::by_documents(&judgement.documents, &found);
            (judgement, affected, changes)
        })
        .await
        .map_err(|error| Error::Fault(error.to_string()))?;
        drop(turn);
        changes = offered;
        let answers = notes::answers_of_visits(app, who, pusher, &judged.documents).await?;
        if !answers.unwanted.is_subset(&unwanted_notes) {
            // Judged anew, knowing of them: a change that empties such a note is taken all the same.
            let all = unwanted_notes.union(&answers.unwanted).copied().collect();
            unwanted_notes = Arc::new(all);
            continue;
        }
        let Judgement {
            decisions,
            documents,
            entries,
        } = judged;
        let touched: Vec<_> = documents
            .iter()
            .map(|document| Touched {
                document: document.document,
                collection: document.kind.collection(),
                owner: Some(document.owner),
                is_erased: false,
                case: None,
            })
            .collect();
        let changed: Vec<_> = documents.iter().map(|one| (one.document, one.kind)).collect();
        let bytes: u64 = entries.iter().map(|entry| entry.bytes.len() as u64).sum();
        let (first, head, chain) = if entries.is_empty() {
            let position = app.store.position(department, 0).await?.ok_or(Error::NO_ACCESS)?;
            (0, position.head, position.head_chain)
        } else {
            let append = Append {
                department,
                device: who.device,
                received_at,
                documents,
                entries,
                unchanged: answers.decided_by,
            };
            match app.store.append(append).await? {
                Appended::Stored { first, head, chain } => {
                    app.stored.add(department, who.person, bytes);
                    let act = (AuditAction::Change, purpose);
                    audit::note(app, Actor::from(who), act, department, changed);
                    (first, head, chain)
                }
                Appended::Stale => continue,
            }
        };
        put_aside(app, who, department, &decisions, &changes).await?;
        if !touched.is_empty() {
            app.wake(first, Woken::new(department, head, touched, affected));
        }
        let verdicts = verdicts(app, department, first, decisions, &changes);
        app.metrics.verdicts(&verdicts);
        return Ok(BatchOutcome::All(StoredBatch {
            received_at,
            head,
            chain,
            verdicts,
        }));
    }
    Err(Error::BUSY)
}

/// The new ids of a batch that the task which follows a task has, with the department of the first task.
async fn following_tasks(
    app: &App,
    changes: &[Offered],
    found: &BTreeMap<DocumentId, DocumentLookup>,
) -> Result<BTreeMap<DocumentId, DepartmentId>, Error> {
    let offered: BTreeSet<_> = changes.iter().map(|offered| offered.document).collect();
    let new = offered
        .into_iter()
        .filter(|document| !found.contains_key(document));
    let first_of: BTreeMap<_, _> = new
        .map(|document| (CareTask::turned_over(document), document))
        .collect();
    if first_of.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<_> = first_of.keys().copied().collect();
    let task = |(first, summary): (DocumentId, DocumentSummary)| match summary {
        DocumentSummary::Live {
            department,
            kind: Kind::CareTask,
            ..
        } => Some((*first_of.get(&first)?, department)),
        _ => None,
    };
    Ok(app
        .store
        .summaries(&ids)
        .await?
        .into_iter()
        .filter_map(task)
        .collect())
}

/// The cost of looking at these documents: all of each is read, however small the change.
pub(super) fn work(found: &BTreeMap<DocumentId, DocumentLookup>) -> u64 {
    let bytes = |found: &DocumentLookup| match found {
        DocumentLookup::Live(state) => state.bytes.len() as u64,
        DocumentLookup::Erased(_) => 0,
    };
    found.values().map(bytes).sum::<u64>() / budget::BYTES_READ
}

pub(super) async fn acquire(of: &Semaphore, permits: u32) -> Result<SemaphorePermit<'_>, Error> {
    of.acquire_many(permits)
        .await
        .map_err(|error| Error::Fault(error.to_string()))
}

/// Number of threads for a batch of so many changes: one for each core at most, as many as
/// the turns there are.
fn threads(changes: usize) -> u32 {
    static CORES: OnceLock<usize> = OnceLock::new();
    let cores = *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from));
    u32::try_from((changes / CHANGES_A_THREAD).clamp(1, cores)).unwrap_or(1)
}

fn verdicts(
    app: &App,
    department: DepartmentId,
    first: u64,
    decisions: Vec<Decision>,
    changes: &[Offered],
) -> Vec<Verdict> {
    let mut added = BTreeSet::new();
    let seal = |offered: &Offered, written: Written| {
        let Written { hash, author, owner } = written;
        app.secret
            .seal_in_document_of(owner, department, offered.document, hash, author)
    };
    let verdict = |(decision, offered): (Decision, &Offered)| match decision {
        Decision::Add(place, written) => {
            let number = first + place as u64;
            if added.insert(place) {
                Verdict::Accepted(number, seal(offered, written))
            } else {
                Verdict::Duplicate(number, seal(offered, written))
            }
        }
        Decision::Known(number, written) => Verdict::Duplicate(number, seal(offered, written)),
        Decision::Need(missing) => Verdict::Need(missing),
        Decision::Refuse(refusal) => Verdict::Refused(refusal.code, refusal.field),
    };
    decisions.into_iter().zip(changes).map(verdict).collect()
}

async fn put_aside(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    decisions: &[Decision],
    changes: &[Offered],
) -> Result<(), Error> {
    let received_at = app.clock.now();
    let refused: Vec<_> = decisions
        .iter()
        .zip(changes)
        .filter_map(|(decision, offered)| match decision {
            Decision::Refuse(refusal) if guard::worth_keeping(refusal.code) => Some(Quarantined {
                department,
                document: offered.document,
                kind: offered.kind,
                reason: refusal.code,
                bytes: offered.bytes.clone(),
                person: who.person,
                device: who.device,
                received_at,
            }),
            _ => None,
        })
        .collect();
    if !refused.is_empty() {
        tracing::warn!(count = refused.len(), "refused changes were put aside");
        app.store.quarantine(&refused).await?;
        app.metrics.quarantined(refused.len());
        let bytes = refused.iter().map(|one| one.bytes.len() as u64).sum();
        app.stored.add(department, who.person, bytes);
    }
    Ok(())
}
