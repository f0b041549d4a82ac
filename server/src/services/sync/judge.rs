//! Decides about each offered change, given what is known of its document. Does no IO: it runs
//! where blocking is allowed, and what it decides is written only if no document has grown since.

use std::collections::BTreeMap;

use feltbog_shared::document::{ChangeInfo, is_genesis};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
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
pub(super) fn judge(pusher: &Pusher, changes: &[Offered], found: &BTreeMap<DocumentId, Found>) -> Judgement {
    // Saving and loading again is the costly part and almost never finds anything, so it is done
    // once for each document; when it finds something, change by change.
    judge_with(pusher, changes, found, false)
        .or_else(|| judge_with(pusher, changes, found, true))
        .unwrap_or_else(|| Judgement {
            decisions: vec![Decision::Refuse(RefusalCode::Unreadable.into()); changes.len()],
            ..Judgement::default()
        })
}

fn judge_with(
    pusher: &Pusher,
    changes: &[Offered],
    found: &BTreeMap<DocumentId, Found>,
    settle_each: bool,
) -> Option<Judgement> {
    let mut documents: BTreeMap<DocumentId, Working> = BTreeMap::new();
    let mut judgement = Judgement::default();
    for offered in changes {
        let decision = match documents.get_mut(&offered.document) {
            Some(working) => working.decide(pusher, offered, &mut judgement.entries, settle_each),
            None => match found.get(&offered.document) {
                Some(Found::Erased) => Err(RefusalCode::Erased.into()),
                known => {
                    let state = match known {
                        Some(Found::Live(state)) => Some(state),
                        _ => None,
                    };
                    let mut working = Working::new(pusher, offered, state);
                    let decision = working.decide(pusher, offered, &mut judgement.entries, settle_each);
                    // A document that does not exist yet begins with a change that was taken.
                    if state.is_some() || matches!(decision, Ok(Decision::Add(..))) {
                        documents.insert(offered.document, working);
                    }
                    decision
                }
            },
        };
        judgement
            .decisions
            .push(decision.unwrap_or_else(Decision::Refuse));
    }
    for (document, working) in documents {
        if !working.added {
            continue;
        }
        let scratch = working.scratch.as_ref()?;
        if !settle_each && scratch.settle().is_err() {
            return None;
        }
        let disputes = scratch.disputes().ok()?;
        judgement.documents.push(AppendDocument {
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
    }
    Some(judgement)
}

/// Where a change of a document can be found.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In the log, under this number.
    Stored(u64),
    /// Among the entries of this batch.
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
        entries: &mut Vec<AppendEntry>,
        settle_each: bool,
    ) -> Result<Decision, Refusal> {
        if self.department != pusher.department {
            return Err(RefusalCode::WrongDepartment.into());
        }
        let collection = self.kind.collection();
        let may_read = pusher.permission.may_read(collection, self.owner);
        if self.kind != offered.kind {
            let code = if may_read {
                RefusalCode::WrongKind
            } else {
                RefusalCode::NoAccess
            };
            return Err(code.into());
        }
        let Reading { info, steps } = guard::read(offered.kind, &offered.bytes)?;
        if let Some((place, author)) = self.changes.get(&info.hash).copied()
            && (may_read || author == pusher.person)
        {
            return Ok(match place {
                Place::Stored(seq) => Decision::Known(seq, info.hash, author),
                Place::Entry(place) => Decision::Add(place, info.hash, author),
            });
        }
        let author = self.author(pusher, offered, &info)?;
        let allowed = if offered.relayed.is_some() {
            may_read
        } else if self.seen > 0 || self.added {
            pusher.permission.may_update(collection, self.owner)
        } else {
            pusher.permission.may_create(collection)
        };
        if !allowed {
            return Err(RefusalCode::NoAccess.into());
        }
        if let Some(missing) = self.missing(&info)? {
            return Ok(Decision::Need(missing));
        }
        self.check_actor(&info, author)?;
        // What was accepted once is taken again, whatever steps are allowed by now.
        let steps = if offered.relayed.is_some() {
            &[]
        } else {
            &steps[..]
        };
        self.try_on_copy(&offered.bytes, &info.dependencies, steps, settle_each)?;
        Ok(self.add(pusher, offered, info, author, entries))
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
        chunk: &[u8],
        seen: &[ChangeHash],
        steps: &[String],
        settle_each: bool,
    ) -> Result<(), Refusal> {
        if self.bytes.len() + chunk.len() > DOCUMENT_BYTES {
            return Err(RefusalCode::TooLarge.into());
        }
        let mut scratch = match self.scratch.take() {
            Some(scratch) => scratch,
            None => Scratch::open(self.kind, &self.bytes)?,
        };
        let before = settle_each.then(|| scratch.clone());
        let result = scratch
            .allows(seen, steps)
            .and_then(|()| scratch.take(chunk))
            .and_then(|()| if settle_each { scratch.settle() } else { Ok(()) });
        self.scratch = match (&result, before) {
            (Err(_), Some(before)) => Some(before),
            _ => Some(scratch),
        };
        result
    }

    fn add(
        &mut self,
        pusher: &Pusher,
        offered: &Offered,
        info: ChangeInfo,
        author: UserId,
        entries: &mut Vec<AppendEntry>,
    ) -> Decision {
        let place = entries.len();
        if !self.actors.contains_key(&info.actor) {
            self.new_actors.push((info.actor.clone(), author));
        }
        self.bind(info.actor.clone(), author, info.actor_sequence);
        self.changes.insert(info.hash, (Place::Entry(place), author));
        self.proofs.push((info.hash, author));
        self.bytes.extend_from_slice(&offered.bytes);
        self.added = true;
        entries.push(AppendEntry {
            document: offered.document,
            hash: info.hash,
            actor: info.actor,
            actor_seq: info.actor_sequence,
            author,
            relayed_by: (author != pusher.person).then_some(pusher.person),
            bytes: offered.bytes.clone(),
        });
        Decision::Add(place, info.hash, author)
    }
}

/// The bytes an engine session drew for itself: Automerge puts its own before them when the
/// session writes beside itself.
fn session_of(actor: &[u8]) -> &[u8] {
    &actor[actor.len().saturating_sub(SESSION_ACTOR)..]
}
