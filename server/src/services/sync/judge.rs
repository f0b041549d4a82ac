//! Decides about each offered change, given what is known of its document. Does no IO: it runs
//! where blocking is allowed, and what it decides is written only if no document has grown since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use feltbog_shared::document::{ChangeInfo, ReadChange, is_genesis};
use feltbog_shared::guarded_states::{can_be_locked, has_guarded_states};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::consent::{SHARE_WITH, check_outgoing, check_sharing, is_written_note, passes_on};
use feltbog_shared::model::discard::is_in_time;
use feltbog_shared::model::schema::{DISCARDED_AT, ValueList as _};
use feltbog_shared::model::{FieldSpec, Fields, Kind, Value, VisitNote};
use feltbog_shared::moment::Moment;
use feltbog_shared::parts::{check_assertion, naming_fields};
use feltbog_shared::permission::Permission;
use feltbog_shared::refusal::{Refusal, RefusalCode};
use feltbog_shared::wire::{DOCUMENT_BYTES, Offered};

use crate::guard::{self, Numbering, Reading, Scratch};
use crate::seal::Secret;
use crate::services::access::may_hear_of;
use crate::services::projection::{index, project};
use crate::store::{AppendDocument, AppendEntry, DocumentLookup, KnownChange};

/// The actor of every genesis.
const GENESIS_ACTOR: [u8; 16] = [0; 16];
/// The field with the words of a visit's note.
const NOTE_TEXT: &str = VisitNote::text().name();
/// The bytes an engine session draws for its actor.
const SESSION_ACTOR: usize = 16;

/// The ids under which whoever pushes may begin records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AllowedIds {
    /// Those that phones draw.
    OfPhones,
    /// Those that the server makes out of the subject of a record, too.
    OfServer,
}

/// The person who pushes, and the department they push to.
#[derive(Clone, Debug)]
pub(super) struct Pusher {
    pub(super) person: UserId,
    pub(super) department: DepartmentId,
    pub(super) permission: Permission,
    pub(super) ids: AllowedIds,
    pub(super) secret: Secret,
    /// The department's people, where the batch names some of them.
    pub(super) members: Members,
    /// Notes of visits at which the resident said no.
    pub(super) unwanted_notes: Arc<BTreeSet<DocumentId>>,
    /// New ids of the batch that the task which follows a task has, with the department of the first task.
    pub(super) following_tasks: Arc<BTreeMap<DocumentId, DepartmentId>>,
    /// The steps of cases for which a second person is asked.
    pub(super) approvals: StepApprovals,
    /// When the batch is judged.
    pub(super) now: Moment,
}

/// Steps of cases for which a second person is asked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct StepApprovals {
    /// Whether the organisation wants a second person for closing.
    pub(super) closing_needs_two: bool,
    /// The step that a second person has agreed to: the case, and the key of its next state.
    pub(super) approved: Option<(DocumentId, &'static str)>,
}

impl StepApprovals {
    /// Whether the only step of a change is the one that was agreed to.
    fn have_agreed(&self, document: DocumentId, steps: &[String]) -> bool {
        let Some((case, state)) = self.approved else {
            return false;
        };
        case == document && matches!(steps, [step] if step == state)
    }

    /// Whether these steps of a record close it though a second person has to agree.
    fn want_another(&self, document: DocumentId, kind: Kind, steps: &[String]) -> bool {
        let closes = steps.iter().any(|step| step == ConflictState::Closed.key());
        self.closing_needs_two && kind == Kind::ConflictCase && closes && !self.have_agreed(document, steps)
    }
}

/// Facts about a record beside its fields.
#[derive(Clone, Copy)]
struct Origin {
    document: DocumentId,
    kind: Kind,
    owner: UserId,
    /// When its first change was received; nothing for one that begins in this batch.
    begun: Option<Moment>,
}

/// The rights of a department's people there.
#[derive(Clone, Debug, Default)]
pub(super) struct Members(Arc<BTreeMap<UserId, Permission>>);

impl Members {
    pub(super) fn new(members: BTreeMap<UserId, Permission>) -> Self {
        Self(Arc::new(members))
    }
}

impl Pusher {
    /// Whether a record of a kind may begin under an id: the one of the task that follows a task is such a task's, where the
    /// first one is. Phones work it out, so that it cannot be the server's own.
    fn may_begin_under(&self, document: DocumentId, kind: Kind) -> bool {
        let follows = self.following_tasks.get(&document);
        follows.is_none_or(|department| *department == self.department && kind == Kind::CareTask)
    }

    /// Whether the person may change a record as it stands before their change.
    fn check_before(
        &self,
        (document, kind): (DocumentId, Kind),
        scratch: &Scratch,
        steps: &[String],
    ) -> Result<(), Refusal> {
        if self.approvals.want_another(document, kind, steps) {
            // What was seen, and nobody complained of, is closed by one person.
            let observed = Value::Text(ConflictState::Observed.key().to_owned());
            if scratch.present_states()?.iter().any(|state| *state != observed) {
                return Err(Refusal::of_field(RefusalCode::StepNotAllowed, guard::STATE));
            }
        }
        if !has_guarded_states(kind) || (steps.is_empty() && !can_be_locked(kind)) {
            return Ok(());
        }
        self.permission
            .check_guarded_states(kind, &scratch.present_states()?, steps)
    }

    /// Whether the person may say what a record says after their change, as far as the change is about it.
    fn check_after(&self, of: Origin, scratch: &Scratch, rules: Rules<'_>) -> Result<(), Refusal> {
        let (kind, written) = (of.kind, rules.written);
        self.check_naming(kind, scratch.fields(), written)?;
        let is_discarding = written.contains(DISCARDED_AT);
        let is_unwanted = self.unwanted_notes.contains(&of.document);
        let is_sharing = kind == Kind::SocialVisit && written.contains(SHARE_WITH);
        if !is_discarding && !passes_on(kind) && !is_unwanted && !is_sharing {
            return Ok(());
        }
        let after = scratch.fields_after(rules.change)?;
        if is_sharing {
            check_sharing(&scratch.fields_before(rules.dependencies)?, &after)?;
        }
        if is_unwanted && written.contains(NOTE_TEXT) && is_written_note(&after) {
            return Err(Refusal::of_field(RefusalCode::NoConsent, NOTE_TEXT));
        }
        check_outgoing(kind, &after, |name| written.contains(name))?;
        let is_discarded = is_discarding && after.contains_key(DISCARDED_AT);
        if is_discarded && (of.owner != rules.author || !is_in_time(&after, of.begun, self.now)) {
            return Err(Refusal::of_field(RefusalCode::StepNotAllowed, DISCARDED_AT));
        }
        Ok(())
    }

    /// Whether those whom a record names are there, as far as the change is about it.
    fn check_naming(
        &self,
        kind: Kind,
        fields: &Fields,
        written: &BTreeSet<&'static str>,
    ) -> Result<(), Refusal> {
        if !naming_fields(kind).iter().any(|field| written.contains(field)) {
            return Ok(());
        }
        check_assertion(kind, fields, &self.permission, &self.members.0)
    }
}

/// A change, its author, and whose document it is in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Written {
    pub(super) hash: ChangeHash,
    pub(super) author: UserId,
    pub(super) owner: UserId,
}

/// The decision about one change.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    /// To be added, at this place among the entries.
    Add(usize, Written),
    /// Stored before, under this number.
    Known(u64, Written),
    /// These are missing.
    Need(Vec<ChangeHash>),
    /// Not taken.
    Refuse(Refusal),
}

/// The decisions about a batch.
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
    found: &BTreeMap<DocumentId, DocumentLookup>,
    threads: usize,
) -> Judgement {
    let mut places: BTreeMap<DocumentId, Vec<usize>> = BTreeMap::new();
    for (place, offered) in changes.iter().enumerate() {
        places.entry(offered.document).or_default().push(place);
    }
    let groups: Vec<_> = places.into_iter().collect();
    let judged = parallel_map(&groups, threads, |(document, places)| {
        let offered: Vec<_> = places.iter().map(|place| (*place, &changes[*place])).collect();
        judge_document(pusher, &offered, found.get(document))
    });
    merge_judgements(judged, changes.len())
}

/// The decisions about the changes of one document.
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
fn parallel_map<T: Sync, R: Send>(items: &[T], threads: usize, act: impl Fn(&T) -> R + Sync) -> Vec<R> {
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
fn merge_judgements(judged: Vec<Judged>, count: usize) -> Judgement {
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
                Decision::Add(own, written) => {
                    let number = judged.entries.get(own).and_then(|(place, _)| numbers.get(place));
                    Decision::Add(number.copied().unwrap_or_default(), written)
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
    found: Option<&DocumentLookup>,
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
    found: Option<&DocumentLookup>,
    settle_each: bool,
) -> Option<Judged> {
    let mut judged = Judged::default();
    let alone = offered.len() == 1;
    let mut kept: Option<Working> = None;
    for (place, offered) in offered {
        let decision = match (&mut kept, found) {
            (Some(working), _) => working.decide(pusher, offered, *place, &mut judged.entries, settle_each),
            (None, Some(DocumentLookup::Erased(tombstone)))
                if may_hear_of(&pusher.permission, pusher.department, offered.document, tombstone) =>
            {
                Err(RefusalCode::Erased.into())
            }
            (None, Some(DocumentLookup::Erased(_))) => {
                decide_as_if_absent(pusher, offered, *place, settle_each)
            }
            (None, known) => {
                let state = match known {
                    Some(DocumentLookup::Live(state)) => Some(state),
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
    let index = index(
        working.kind,
        &scratch,
        !disputes.is_empty(),
        &working.received,
        true,
        pusher.now,
        first_contact_at(working.owner, &working.proofs, &working.received, pusher.now),
    );
    judged.document = Some(AppendDocument {
        index: index.ok()?,
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

/// The receipt of the first change of a document by somebody else than the person who made it. Changes without a receipt
/// are received now.
fn first_contact_at(
    owner: UserId,
    proofs: &[(ChangeHash, UserId)],
    received: &BTreeMap<ChangeHash, Moment>,
    now: Moment,
) -> Option<Moment> {
    let others = proofs.iter().filter(|(_, author)| *author != owner);
    others
        .map(|(hash, _)| received.get(hash).copied().unwrap_or(now))
        .min()
}

/// The decision about a change to a document that must not seem to exist for the person: the same as if it did not
/// exist, except that nothing begins under its id.
fn decide_as_if_absent(
    pusher: &Pusher,
    offered: &Offered,
    place: usize,
    settle_each: bool,
) -> Result<Decision, Refusal> {
    let mut absent = Working::new(pusher, offered, None);
    match absent.decide(pusher, offered, place, &mut Vec::new(), settle_each)? {
        Decision::Add(..) => Err(RefusalCode::NoAccess.into()),
        other => Ok(other),
    }
}

/// The place of a change of a document.
#[derive(Clone, Copy, Debug)]
enum ChangeLocation {
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

/// The rules for a change beside being sound: the rights of its author.
#[derive(Clone, Copy)]
struct Rules<'a> {
    pusher: &'a Pusher,
    /// The change.
    change: ChangeHash,
    /// The changes it follows.
    dependencies: &'a [ChangeHash],
    /// Its author.
    author: UserId,
    /// The states it puts the record in.
    steps: &'a [String],
    /// The fields it writes.
    written: &'a BTreeSet<&'static str>,
    /// The texts and counters it writes a part of, and the state if it takes one away.
    parts: &'a [&'static FieldSpec],
    /// The values it writes outside today's limits and lists.
    outside: &'a [(&'static FieldSpec, Value)],
}

/// A document with the changes of the batch that were taken so far.
struct Working {
    document: DocumentId,
    department: DepartmentId,
    kind: Kind,
    owner: UserId,
    /// The number of its last entry; 0 for one that begins in this batch.
    seen: u64,
    /// When its first change was received; nothing for one that begins in this batch.
    begun: Option<Moment>,
    changes: BTreeMap<ChangeHash, (ChangeLocation, UserId)>,
    /// When each stored change was received.
    received: BTreeMap<ChangeHash, Moment>,
    actors: BTreeMap<Vec<u8>, Bound>,
    new_actors: Vec<(Vec<u8>, UserId)>,
    bytes: Vec<u8>,
    proofs: Vec<(ChangeHash, UserId)>,
    numbering: Numbering,
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
            document: offered.document,
            department: pusher.department,
            kind: offered.kind,
            owner: offered.relayed.map_or(pusher.person, |(author, _)| author),
            seen: 0,
            begun: None,
            changes: BTreeMap::new(),
            received: BTreeMap::new(),
            actors: BTreeMap::new(),
            new_actors: Vec::new(),
            bytes: Vec::new(),
            proofs: Vec::new(),
            numbering: Numbering::default(),
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
            working.numbering = Numbering::of(&state.bytes);
            for change in &state.changes {
                working.know(change);
            }
        }
        working
    }

    fn origin(&self) -> Origin {
        Origin {
            document: self.document,
            kind: self.kind,
            owner: self.owner,
            begun: self.begun,
        }
    }

    fn know(&mut self, change: &KnownChange) {
        self.begun.get_or_insert(change.received_at);
        self.received.insert(change.hash, change.received_at);
        self.changes
            .insert(change.hash, (ChangeLocation::Stored(change.seq), change.author));
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
        let collection = self.kind.collection();
        let is_here = self.department == pusher.department;
        let may_read = is_here
            && pusher
                .permission
                .may_read(collection, self.owner, offered.document);
        let is_there = self.seen > 0 || self.added;
        if is_there && !may_read && self.owner != pusher.person && !self.is_known_to_sender(offered) {
            return decide_as_if_absent(pusher, offered, place, settle_each);
        }
        if !is_here {
            return Err(RefusalCode::WrongDepartment.into());
        }
        if offered.document.is_derived() && offered.kind != Kind::PassedOn {
            return Err(RefusalCode::Malformed.into());
        }
        // What the server began goes on as any other record, and comes back under its seal.
        let begins = !is_there && offered.relayed.is_none();
        if begins && offered.document.is_named() && pusher.ids != AllowedIds::OfServer {
            return Err(RefusalCode::Malformed.into());
        }
        if begins && !pusher.may_begin_under(offered.document, offered.kind) {
            return Err(RefusalCode::NoAccess.into());
        }
        if self.kind != offered.kind {
            return Err(RefusalCode::WrongKind.into());
        }
        let Reading {
            change,
            steps,
            fields: written,
            parts,
            outside,
            first,
        } = self.read(pusher, offered)?;
        let info = &change.info;
        let author = self.author(pusher, offered, info);
        let is_proven = offered.relayed.is_some() && author.is_ok();
        if let Some((known, author)) = self.changes.get(&info.hash).copied()
            && (may_read || is_proven || author == pusher.person)
        {
            let written = self.written(info.hash, author);
            return Ok(match known {
                ChangeLocation::Stored(seq) => Decision::Known(seq, written),
                ChangeLocation::Entry(own) => Decision::Add(own, written),
            });
        }
        let author = author?;
        let owner = self.owner_with(pusher, offered, info);
        let permission = &pusher.permission;
        let allowed = if offered.relayed.is_some() {
            // What was accepted from them once is taken from them again, whatever they may do by now.
            author == pusher.person || permission.may_read(collection, owner, offered.document)
        } else if is_there {
            permission.may_update_kind(self.kind, self.owner, offered.document)
                || (may_read && permission.may_decide(self.kind, written.iter().copied()))
        } else {
            permission.may_create_kind(offered.kind)
        };
        if !allowed {
            return Err(RefusalCode::NoAccess.into());
        }
        if let Some(missing) = self.missing(info)? {
            return Ok(Decision::Need(missing));
        }
        self.check_actor(info, author)?;
        let numbering = self.numbering.with(&change)?;
        // What was accepted once is taken again, whatever is allowed by now.
        let rules = offered.relayed.is_none().then_some(Rules {
            pusher,
            change: change.info.hash,
            dependencies: &change.info.dependencies,
            author,
            steps: &steps,
            written: &written,
            parts: &parts,
            outside: &outside,
        });
        if rules.is_some() {
            permission.check_decision_fields(self.kind, written.iter().copied())?;
        }
        match first {
            Some(fields) if self.bytes.is_empty() && self.scratch.is_none() => {
                let scratch =
                    Scratch::first(self.kind, &change, fields, rules.map_or(&[], |rules| rules.steps))?;
                if let Some(rules) = rules {
                    scratch.check_days(&change.info, rules.written)?;
                    let permission = &rules.pusher.permission;
                    permission.check_guarded_states(self.kind, &[], rules.steps)?;
                    rules.pusher.check_after(self.origin(), &scratch, rules)?;
                }
                self.scratch = Some(scratch);
            }
            _ => self.try_on_copy(&change, offered.bytes.len(), rules, settle_each)?,
        }
        (self.numbering, self.owner) = (numbering, owner);
        Ok(self.add(pusher, offered, place, change.info, author, entries))
    }

    /// Reads an offered change. Limits and lists are for what is written now: one that a seal proves to have been taken
    /// before is not held against them once more.
    fn read(&self, pusher: &Pusher, offered: &Offered) -> Result<Reading, Refusal> {
        let read = guard::read(offered.kind, &offered.bytes);
        match read {
            Err(refusal) if refusal.code.is_of_model() && offered.relayed.is_some() => {
                let sealed = guard::read_sealed(offered.kind, &offered.bytes).map_err(|_| refusal)?;
                self.author(pusher, offered, &sealed.change.info)?;
                Ok(sealed)
            }
            // What is outside of them may stand there already, and be kept or brought towards them.
            Err(refusal) if refusal.code.is_of_model() => {
                guard::read_beside(offered.kind, &offered.bytes).map_err(|_| refusal)
            }
            read => read,
        }
    }

    /// Whether an offered change is one of the document's, or builds on one: then whoever sends it had the document, and
    /// is told nothing new by hearing that it is there.
    fn is_known_to_sender(&self, offered: &Offered) -> bool {
        guard::describe(&offered.bytes).is_ok_and(|info| {
            let mut named = info.dependencies.iter().chain([&info.hash]);
            named.any(|hash| self.changes.contains_key(hash))
        })
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

    /// The document's owner, as far as it is known with this change. A server that lost the document took whoever came
    /// first for its owner, until a seal proves who it was.
    fn owner_with(&self, pusher: &Pusher, offered: &Offered, info: &ChangeInfo) -> UserId {
        let proven = offered.relayed.filter(|(author, seal)| {
            let (department, document) = (pusher.department, offered.document);
            pusher
                .secret
                .proves_owner(*seal, department, document, info.hash, *author)
        });
        proven.map_or(self.owner, |(author, _)| author)
    }

    fn written(&self, hash: ChangeHash, author: UserId) -> Written {
        let owner = self.owner;
        Written { hash, author, owner }
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
        rules: Option<Rules<'_>>,
        settle_each: bool,
    ) -> Result<(), Refusal> {
        let steps = rules.map_or(&[][..], |rules| rules.steps);
        let bytes = (self.bytes.len() + size) as u64;
        let has_room = |scratch: Scratch| match rules {
            Some(rules) => scratch
                .allows_values(change, rules.author)
                .and_then(|()| scratch.allows_room(change, rules.author, bytes, !rules.steps.is_empty()))
                .map(|()| scratch),
            None => Ok(scratch),
        };
        let check_before = |scratch: &Scratch| match rules {
            Some(rules) => {
                let record = (self.document, self.kind);
                rules.pusher.check_before(record, scratch, rules.steps)
            }
            None => Ok(()),
        };
        let takes_state = rules.is_some_and(|rules| rules.parts.iter().any(|spec| spec.name == guard::STATE));
        let check_limits = |scratch: &Scratch| match rules {
            Some(rules) => scratch
                .check_limits(&change.info, rules.parts)
                .and_then(|()| scratch.check_standing(&change.info, rules.outside))
                .and_then(|()| scratch.check_days(&change.info, rules.written)),
            None => Ok(()),
        };
        let origin = self.origin();
        let check_after = |scratch: &Scratch| match rules {
            Some(rules) => rules.pusher.check_after(origin, scratch, rules),
            None => Ok(()),
        };
        if self.bytes.len() + size > DOCUMENT_BYTES {
            return Err(RefusalCode::TooLarge.into());
        }
        // Most batches bring one change for a document, and most of those are taken: the document is read once, with
        // it. One that is refused is looked at again, step by step, so that the refusal says what is wrong.
        let is_plain = self.alone
            && !settle_each
            && steps.is_empty()
            && !takes_state
            && !self.bytes.is_empty()
            && self.scratch.is_none();
        if is_plain
            && let Ok(scratch) = Scratch::grown(self.kind, &self.bytes, change).and_then(has_room)
            && check_limits(&scratch).is_ok()
        {
            // It does not touch the state, which is therefore the same as before.
            check_before(&scratch).and_then(|()| check_after(&scratch))?;
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
        let is_agreed = rules.is_some_and(|rules| rules.pusher.approvals.have_agreed(self.document, steps));
        let allowed = check_before(&scratch).and_then(|()| match is_agreed {
            true => Ok(()),
            false => scratch.allows(&change.info.dependencies, steps),
        });
        let before = match &allowed {
            Ok(()) if takes_state => scratch.present_states()?,
            _ => Vec::new(),
        };
        let tried = match allowed {
            Ok(()) => scratch.with(change),
            Err(refusal) => {
                self.scratch = Some(scratch);
                return Err(refusal);
            }
        };
        let settled = tried.and_then(has_room).and_then(|scratch| {
            check_limits(&scratch)?;
            if let Some(Rules { pusher, .. }) = rules.filter(|_| takes_state) {
                let kept = scratch.kept_states(&change.info, &before)?;
                pusher
                    .permission
                    .check_guarded_states(self.kind, &before, &kept)?;
            }
            check_after(&scratch)?;
            if settle_each {
                scratch.settle()?;
            }
            Ok(scratch)
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
        self.changes
            .insert(info.hash, (ChangeLocation::Entry(own), author));
        self.proofs.push((info.hash, author));
        self.bytes.extend_from_slice(&offered.bytes);
        self.added = true;
        let written = self.written(info.hash, author);
        let entry = AppendEntry {
            document: offered.document,
            hash: info.hash,
            actor: info.actor,
            actor_seq: info.actor_sequence,
            author,
            relayed_by: (author != pusher.person).then_some(pusher.person),
            // The server seals what it says about records passed on itself, when it writes it.
            is_returned: offered.relayed.is_some() && self.kind != Kind::PassedOn,
            bytes: offered.bytes.clone(),
        };
        entries.push((place, entry));
        Decision::Add(own, written)
    }
}

/// The bytes an engine session drew for itself: Automerge puts its own before them when the
/// session writes beside itself.
fn session_of(actor: &[u8]) -> &[u8] {
    &actor[actor.len().saturating_sub(SESSION_ACTOR)..]
}
