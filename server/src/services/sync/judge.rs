//! Decides about each offered change, given what is known of its document. Does no IO: it runs
//! where blocking is allowed, and what it decides is written only if no document has grown since.

use std::collections::BTreeMap;

use feltbog_shared::document::{ChangeInfo, ReadChange, is_genesis};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::{FieldSpec, Kind};
use feltbog_shared::permission::Permission;
use feltbog_shared::refusal::{Refusal, RefusalCode};
use feltbog_shared::wire::{DOCUMENT_BYTES, Offered};

use crate::guard::{self, Reading, Scratch};
use crate::seal::Secret;
use crate::services::projection::project;
use crate::store::{AppendDocument, AppendEntry, Found, KnownChange};

/// The actor of every genesis.
const GENESIS_ACTOR: [u8; 16] = [0; 16];
/// The bytes an engine session draws for its actor.
const SESSION_ACTOR: usize = 16;

/// Who pushes where.
#[derive(Clone, Debug)]
pub(super) struct Pusher {
    pub(super) person: UserId,
    pub(super) department: DepartmentId,
    pub(super) permission: Permission,
    pub(super) secret: Secret,
}

/// What was decided about one change.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    /// To be added: the place among the entries, the change and its author.
    Add(usize, ChangeHash, UserId),
    /// Stored before, under this number.
    Known(u64, ChangeHash, UserId),
    /// These are missing.
    Need(Vec<ChangeHash>),
    /// Not taken.
    Refuse(Refusal),
}

/// What was decided about a batch.
#[derive(Clone, Debug, Default)]
pub(super) struct Judgement {
    pub(super) decisions: Vec<Decision>,
    pub(super) documents: Vec<AppendDocument>,
    pub(super) entries: Vec<AppendEntry>,
}

/// Decides about a batch. Each change stands alone: a refused one stops only those that need it.
/// Documents know nothing of each other, so they are dealt out to this many threads.
pub(super) fn judge(
    pusher: &Pusher,
    changes: &[Offered],
    found: &BTreeMap<DocumentId, Found>,
    threads: usize,
) -> Judgement {
    let mut places: BTreeMap<DocumentId, Vec<usize>> = BTreeMap::new();
    for (place, offered) in changes.iter().enumerate() {
        places.entry(offered.document).or_default().push(place);
    }
    let groups: Vec<_> = places.into_iter().collect();
    let judged = deal_out(&groups, threads, |(document, places)| {
        let offered: Vec<_> = places.iter().map(|place| (*place, &changes[*place])).collect();
        judge_document(pusher, &offered, found.get(document))
    });
    put_together(judged, changes.len())
}

/// What was decided about the changes of one document.
#[derive(Default)]
pub(super) struct Judged {
    /// With the change's place in the batch. An entry to be added is named by its place among the
    /// document's own.
    decisions: Vec<(usize, Decision)>,
    pub(super) document: Option<AppendDocument>,
    /// With the place in the batch of the change that each is.
    pub(super) entries: Vec<(usize, AppendEntry)>,
}

/// Does the same to each item, on several threads where that is worth it, and keeps their order.
fn deal_out<T: Sync, R: Send>(items: &[T], threads: usize, act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let share = items.len().div_ceil(threads.max(1)).max(1);
    let mut shares = items.chunks(share);
    let Some(first) = shares.next() else {
        return Vec::new();
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = shares
            .map(|share| scope.spawn(|| share.iter().map(&act).collect::<Vec<_>>()))
            .collect();
        let mut done: Vec<R> = first.iter().map(&act).collect();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                // What may panic on hostile bytes is contained in the guard; this is a fault of ours.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    })
}

/// Numbers the entries in the order of the batch.
fn put_together(judged: Vec<Judged>, count: usize) -> Judgement {
    let mut order: Vec<usize> = judged
        .iter()
        .flat_map(|judged| judged.entries.iter().map(|(place, _)| *place))
        .collect();
    order.sort_unstable();
    let numbers: BTreeMap<usize, usize> = order.into_iter().zip(0..).collect();
    let mut decisions: Vec<Option<Decision>> = vec![None; count];
    let mut entries: Vec<(usize, AppendEntry)> = Vec::with_capacity(numbers.len());
    let mut documents = Vec::with_capacity(judged.len());
    for judged in judged {
        for (place, decided) in judged.decisions {
            decisions[place] = Some(match decided {
                Decision::Add(own, hash, author) => {
                    let number = judged.entries.get(own).and_then(|(place, _)| numbers.get(place));
                    Decision::Add(number.copied().unwrap_or_default(), hash, author)
                }
                other => other,
            });
        }
        entries.extend(judged.entries);
        documents.extend(judged.document);
    }
    entries.sort_by_key(|(place, _)| *place);
    Judgement {
        decisions: decisions
            .into_iter()
            .map(|decision| decision.unwrap_or(Decision::Refuse(RefusalCode::Unreadable.into())))
            .collect(),
        documents,
        entries: entries.into_iter().map(|(_, entry)| entry).collect(),
    }
}

pub(super) fn judge_document(
    pusher: &Pusher,
    offered: &[(usize, &Offered)],
    found: Option<&Found>,
) -> Judged {
    // Saving and loading again is the costly part where it is needed, and almost never finds anything,
    // so it is done once for the document; when it finds something, change by change.
    judge_with(pusher, offered, found, false)
        .or_else(|| judge_with(pusher, offered, found, true))
        .unwrap_or_else(|| Judged {
            decisions: offered
                .iter()
                .map(|(place, _)| (*place, Decision::Refuse(RefusalCode::Unreadable.into())))
                .collect(),
            ..Judged::default()
        })
}

fn judge_with(
    pusher: &Pusher,
    offered: &[(usize, &Offered)],
    found: Option<&Found>,
    settle_each: bool,
) -> Option<Judged> {
    let mut judged = Judged::default();
    let alone = offered.len() == 1;
    let mut kept: Option<Working> = None;
    for (place, offered) in offered {
        let decision = match (&mut kept, found) {
            (Some(working), _) => working.decide(pusher, offered, *place, &mut judged.entries, settle_each),
            (None, Some(Found::Erased)) => Err(RefusalCode::Erased.into()),
            (None, known) => {
                let state = match known {
                    Some(Found::Live(state)) => Some(state),
                    _ => None,
                };
                let mut working = Working::new(pusher, offered, state);
                working.alone = alone;
                let decision = working.decide(pusher, offered, *place, &mut judged.entries, settle_each);
                // A document that does not exist yet begins with a change that was taken.
                if state.is_some() || matches!(decision, Ok(Decision::Add(..))) {
                    kept = Some(working);
                }
                decision
            }
        };
        let decision = decision.unwrap_or_else(Decision::Refuse);
        judged.decisions.push((*place, decision));
    }
    let Some(working) = kept.filter(|working| working.added) else {
        return Some(judged);
    };
    let document = offered.first()?.1.document;
    let scratch = match working.scratch {
        Some(scratch) => scratch,
        // Gone with the last change, which was refused.
        None => Scratch::open(working.kind, &working.bytes).ok()?,
    };
    if !settle_each && scratch.settle().is_err() {
        return None;
    }
    let disputes = scratch.disputes().ok()?;
    judged.document = Some(AppendDocument {
        document,
        kind: working.kind,
        owner: working.owner,
        seen: working.seen,
        actors: working.new_actors,
        heads: scratch.heads(),
        projection: project(scratch.fields(), &disputes),
        bytes: working.bytes,
        proofs: working.proofs,
    });
    Some(judged)
}

/// Where a change of a document can be found.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In the log, under this number.
    Stored(u64),
    /// Among the document's entries of this batch.
    Entry(usize),
}

/// An actor of a document.
#[derive(Clone, Copy, Debug)]
struct Bound {
    author: UserId,
    last: u64,
}

/// A document with the changes of the batch that were taken so far.
struct Working {
    department: DepartmentId,
    kind: Kind,
    owner: UserId,
    /// The number of its last entry; 0 for one that begins in this batch.
    seen: u64,
    changes: BTreeMap<ChangeHash, (Place, UserId)>,
    actors: BTreeMap<Vec<u8>, Bound>,
    new_actors: Vec<(Vec<u8>, UserId)>,
    bytes: Vec<u8>,
    proofs: Vec<(ChangeHash, UserId)>,
    /// Opened when the first change is tried.
    scratch: Option<Scratch>,
    added: bool,
    /// Whether the batch has one change for it.
    alone: bool,
    /// Whether a change was tried and refused.
    refused: bool,
}

impl Working {
    fn new(pusher: &Pusher, offered: &Offered, state: Option<&crate::store::DocumentState>) -> Self {
        let mut working = Self {
            department: pusher.department,
            kind: offered.kind,
            owner: offered.relayed.map_or(pusher.person, |(author, _)| author),
            seen: 0,
            changes: BTreeMap::new(),
            actors: BTreeMap::new(),
            new_actors: Vec::new(),
            bytes: Vec::new(),
            proofs: Vec::new(),
            scratch: None,
            added: false,
            alone: false,
            refused: false,
        };
        if let Some(state) = state {
            working.department = state.department;
            working.kind = state.kind;
            working.owner = state.owner;
            working.seen = state.upto;
            working.bytes.clone_from(&state.bytes);
            for change in &state.changes {
                working.know(change);
            }
        }
        working
    }

    fn know(&mut self, change: &KnownChange) {
        self.changes
            .insert(change.hash, (Place::Stored(change.seq), change.author));
        self.proofs.push((change.hash, change.author));
        self.bind(change.actor.clone(), change.author, change.actor_seq);
    }

    fn bind(&mut self, actor: Vec<u8>, author: UserId, sequence: u64) {
        let bound = self.actors.entry(actor).or_insert(Bound { author, last: 0 });
        bound.last = bound.last.max(sequence);
    }

    fn decide(
        &mut self,
        pusher: &Pusher,
        offered: &Offered,
        place: usize,
        entries: &mut Vec<(usize, AppendEntry)>,
        settle_each: bool,
    ) -> Result<Decision, Refusal> {
        if self.department != pusher.department {
            return Err(RefusalCode::WrongDepartment.into());
        }
        let collection = self.kind.collection();
        let may_read = pusher
            .permission
            .may_read(collection, self.owner, offered.document);
        if self.kind != offered.kind {
            let code = if may_read {
                RefusalCode::WrongKind
            } else {
                RefusalCode::NoAccess
            };
            return Err(code.into());
        }
        let Reading {
            change,
            steps,
            written,
            first,
        } = guard::read(offered.kind, &offered.bytes)?;
        let info = &change.info;
        let author = self.author(pusher, offered, info);
        let is_proven = offered.relayed.is_some() && author.is_ok();
        if let Some((known, author)) = self.changes.get(&info.hash).copied()
            && (may_read || is_proven || author == pusher.person)
        {
            return Ok(match known {
                Place::Stored(seq) => Decision::Known(seq, info.hash, author),
                Place::Entry(own) => Decision::Add(own, info.hash, author),
            });
        }
        let author = author?;
        let allowed = if offered.relayed.is_some() {
            // One's own is taken back under any rights: it was taken under those of its time.
            may_read || author == pusher.person
        } else if self.seen > 0 || self.added {
            pusher
                .permission
                .may_update(collection, self.owner, offered.document)
        } else {
            pusher.permission.may_create(collection)
        };
        if !allowed {
            return Err(RefusalCode::NoAccess.into());
        }
        if let Some(missing) = self.missing(info)? {
            return Ok(Decision::Need(missing));
        }
        self.check_actor(info, author)?;
        // What was accepted once is taken again, whatever steps and limits there are by now.
        let (steps, written) = if offered.relayed.is_some() {
            (&[][..], &[][..])
        } else {
            (&steps[..], &written[..])
        };
        match first {
            Some(fields) if self.bytes.is_empty() && self.scratch.is_none() => {
                self.scratch = Some(Scratch::first(self.kind, &change, fields, steps)?);
            }
            _ => self.try_on_copy(&change, offered.bytes.len(), steps, written, settle_each)?,
        }
        Ok(self.add(pusher, offered, place, change.info, author, entries))
    }

    /// The author that the change must be by: the person who sends it, or whom the server's own
    /// seal names.
    fn author(&self, pusher: &Pusher, offered: &Offered, info: &ChangeInfo) -> Result<UserId, Refusal> {
        match offered.relayed {
            None => Ok(pusher.person),
            Some((author, seal))
                if pusher
                    .secret
                    .verify(seal, pusher.department, offered.document, info.hash, author) =>
            {
                Ok(author)
            }
            Some(_) => Err(RefusalCode::ForeignAuthor.into()),
        }
    }

    fn missing(&self, info: &ChangeInfo) -> Result<Option<Vec<ChangeHash>>, Refusal> {
        if info.dependencies.is_empty() || is_genesis(self.kind, info.hash) {
            return Err(RefusalCode::Malformed.into());
        }
        let missing: Vec<_> = info
            .dependencies
            .iter()
            .copied()
            .filter(|hash| !self.changes.contains_key(hash) && !is_genesis(self.kind, *hash))
            .collect();
        Ok((!missing.is_empty()).then_some(missing))
    }

    /// An actor is one session of one person in one document, and counts its changes.
    fn check_actor(&self, info: &ChangeInfo, author: UserId) -> Result<(), Refusal> {
        let session = session_of(&info.actor);
        if session == GENESIS_ACTOR {
            return Err(RefusalCode::Malformed.into());
        }
        let stated = info.author.as_deref();
        if let Some(bound) = self.actors.get(&info.actor) {
            if bound.author != author || stated.is_some_and(|stated| stated != author.as_bytes()) {
                return Err(RefusalCode::ForeignAuthor.into());
            }
            return match info.actor_sequence {
                sequence if sequence <= bound.last => Err(RefusalCode::ActorReused.into()),
                sequence if sequence == bound.last + 1 => Ok(()),
                _ => Err(RefusalCode::Malformed.into()),
            };
        }
        let foreign_session = self
            .actors
            .iter()
            .any(|(actor, bound)| session_of(actor) == session && bound.author != author);
        if stated != Some(author.as_bytes()) || foreign_session {
            return Err(RefusalCode::ForeignAuthor.into());
        }
        if info.actor_sequence == 1 {
            Ok(())
        } else {
            Err(RefusalCode::Malformed.into())
        }
    }

    fn try_on_copy(
        &mut self,
        change: &ReadChange,
        size: usize,
        steps: &[String],
        written: &[&FieldSpec],
        settle_each: bool,
    ) -> Result<(), Refusal> {
        if self.bytes.len() + size > DOCUMENT_BYTES {
            return Err(RefusalCode::TooLarge.into());
        }
        // Most batches bring one change for a document, and most of those are taken: the document is read once, with
        // it. One that is refused is looked at again, step by step, so that the refusal says what is wrong.
        let is_plain = self.alone
            && !settle_each
            && steps.is_empty()
            && !self.bytes.is_empty()
            && self.scratch.is_none();
        if is_plain
            && let Ok(scratch) = Scratch::grown(self.kind, &self.bytes, change)
            && scratch.check_limits(&change.info, written).is_ok()
        {
            self.scratch = Some(scratch);
            return Ok(());
        }
        let scratch = match self.scratch.take() {
            Some(scratch) => scratch,
            None => Scratch::open(self.kind, &self.bytes)?,
        };
        // Nearly every change is taken, so the first of a document is tried without a copy to go
        // back to: when it is refused, the document is opened anew. After that there is a copy, or
        // a batch of bad changes would open a large document for each.
        self.scratch = (settle_each || self.refused).then(|| scratch.clone());
        let tried = match scratch.allows(&change.info.dependencies, steps) {
            Ok(()) => scratch.with(change).and_then(|scratch| {
                scratch.check_limits(&change.info, written)?;
                Ok(scratch)
            }),
            Err(refusal) => {
                self.scratch = Some(scratch);
                return Err(refusal);
            }
        };
        let settled = tried.and_then(|scratch| match settle_each {
            true => scratch.settle().map(|()| scratch),
            false => Ok(scratch),
        });
        match settled {
            Ok(scratch) => {
                self.scratch = Some(scratch);
                Ok(())
            }
            Err(refusal) => {
                self.refused = true;
                Err(refusal)
            }
        }
    }

    fn add(
        &mut self,
        pusher: &Pusher,
        offered: &Offered,
        place: usize,
        info: ChangeInfo,
        author: UserId,
        entries: &mut Vec<(usize, AppendEntry)>,
    ) -> Decision {
        let own = entries.len();
        if !self.actors.contains_key(&info.actor) {
            self.new_actors.push((info.actor.clone(), author));
        }
        self.bind(info.actor.clone(), author, info.actor_sequence);
        self.changes.insert(info.hash, (Place::Entry(own), author));
        self.proofs.push((info.hash, author));
        self.bytes.extend_from_slice(&offered.bytes);
        self.added = true;
        let entry = AppendEntry {
            document: offered.document,
            hash: info.hash,
            actor: info.actor,
            actor_seq: info.actor_sequence,
            author,
            relayed_by: (author != pusher.person).then_some(pusher.person),
            bytes: offered.bytes.clone(),
        };
        entries.push((place, entry));
        Decision::Add(own, info.hash, author)
    }
}

/// The bytes an engine session drew for itself: Automerge puts its own before them when the
/// session writes beside itself.
fn session_of(actor: &[u8]) -> &[u8] {
    &actor[actor.len().saturating_sub(SESSION_ACTOR)..]
}
