//! A phone in a test: a replica with a store in memory, whose requests the test answers.

use std::collections::VecDeque;

use futures::executor::block_on;

use super::memory::MemoryStore;
use super::store::{Store, StoreError, Transaction};
use super::{
    CommandOutcome, EditCommand, Effect, Failure, InitialState, Input, Notice, Replica, Reply, Request,
    Ticket,
};
use crate::document::{ChangeInfo, Document, is_genesis};
use crate::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use crate::model::{FieldEdit, Kind};
use crate::moment::Moment;
use crate::permission::{Grant, Modules, Role};
use crate::refusal::{Refusal, RefusalCode};
use crate::sorted::Map;
use crate::wire::{
    self, Anchor, Cursor, Entry, MissingReply, MissingRequest, Page, PullReply, PullRequest, PushReply,
    PushRequest, Seal, Session, Verdict, Witness,
};

pub(super) const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
pub(super) const THERE: DepartmentId = DepartmentId::from_bytes([9; 16]);
pub(super) const ME: UserId = UserId::from_bytes([2; 16]);
pub(super) const OTHER: UserId = UserId::from_bytes([7; 16]);
pub(super) const NOW: Moment = Moment::from_millis(1_795_219_200_000);

pub(super) fn grant(role: Role, from: Moment, until: Option<Moment>) -> Grant {
    Grant {
        role,
        department: HERE,
        from,
        until,
    }
}

pub(super) fn session(grants: Vec<Grant>, now: Moment) -> Session {
    let mut departments: Vec<_> = grants
        .iter()
        .filter(|grant| grant.holds_at(now))
        .map(|grant| wire::Department {
            id: grant.department,
            name: String::new(),
            modules: Modules::all(),
        })
        .collect();
    departments.dedup_by_key(|one| one.id);
    Session {
        user: ME,
        name: "Mette Holm".into(),
        device: DeviceId::from_bytes([5; 16]),
        organisation: "Somewhere".into(),
        grants,
        departments,
        people: Vec::new(),
        now,
        members: Vec::new(),
    }
}

/// The simplest server: documents by id, what it refuses, and what the person is given.
#[derive(Default)]
pub(super) struct Server {
    pub(super) documents: Map<DocumentId, (UserId, Document)>,
    /// The documents that this person is not given.
    pub(super) hidden: Vec<DocumentId>,
    /// Records in a page of a first fetch, if they do not come all at once.
    pub(super) limit: Option<usize>,
    /// Records of a page that comes before the first of a first fetch.
    pub(super) today: Vec<DocumentId>,
    /// How often it was restored from an older backup.
    pub(super) restores: u64,
    /// Entries of the next page, instead of their documents.
    pub(super) extra: Vec<Entry>,
    /// Why a change is refused, by what its record would say.
    pub(super) refuses: Option<fn(&Document, &ChangeInfo) -> Option<Refusal>>,
    pub(super) head: u64,
    pub(super) rights: u64,
    /// Number of pushes.
    pub(super) pushes: usize,
    /// Changes that came with a proof.
    pub(super) proven: Vec<ChangeHash>,
}

impl Server {
    pub(super) fn answer(&mut self, request: &Request) -> Reply {
        match request {
            Request::Push(push) => Reply::Push(self.push(push)),
            Request::Pull(pull) if !self.stands(&pull.cursor) => Reply::Pull(PullReply::Diverged {
                epoch: self.epoch(),
                witness: self.end(),
            }),
            Request::Pull(pull) => Reply::Pull(PullReply::Page(self.pull(pull))),
            Request::Missing(held) => Reply::Missing(self.missing(held)),
        }
    }

    fn epoch(&self) -> u64 {
        1 + self.restores
    }

    fn anchor(&self, sequence: u64) -> Anchor {
        Anchor([sequence as u8 ^ (self.restores << 6) as u8; 16])
    }

    fn end(&self) -> Option<Witness> {
        Some(Witness {
            sequence: self.head,
            anchor: self.anchor(self.head),
        })
    }

    fn stands(&self, cursor: &Cursor) -> bool {
        let is_known =
            |seen: Witness| seen.sequence <= self.head && seen.anchor == self.anchor(seen.sequence);
        (cursor.epoch == 0 || cursor.epoch == self.epoch()) && cursor.witness.is_none_or(is_known)
    }

    fn push(&mut self, push: &PushRequest) -> PushReply {
        let stands = self.stands(&push.cursor);
        let mut verdicts = Vec::new();
        self.pushes += 1;
        for offered in &push.changes {
            let info = ChangeInfo::read(&offered.bytes).unwrap();
            let (owner, mut document) = match self.documents.get(&offered.document) {
                Some((owner, document)) => (*owner, document.clone()),
                None => (ME, Document::new(offered.kind).unwrap()),
            };
            if offered.relayed.is_some() {
                self.proven.push(info.hash);
            }
            let is_missing =
                |hash: &&ChangeHash| !is_genesis(offered.kind, **hash) && !document.holds(**hash);
            let missing: Vec<_> = info.dependencies.iter().filter(is_missing).copied().collect();
            if !missing.is_empty() {
                verdicts.push(Verdict::Need(missing));
                continue;
            }
            document.apply([offered.bytes.as_slice()]).unwrap();
            let refusal = self.refuses.and_then(|refuses| refuses(&document, &info));
            verdicts.push(match refusal {
                Some(refusal) => Verdict::Refused(refusal.code, refusal.field),
                None => {
                    self.head += 1;
                    self.documents.insert(offered.document, (owner, document));
                    Verdict::Accepted(self.head, seal(info.hash))
                }
            });
        }
        PushReply {
            epoch: self.epoch(),
            head: self.head,
            anchor: Some(self.anchor(self.head)),
            stands,
            received_at: NOW,
            verdicts,
        }
    }

    fn pull(&mut self, pull: &PullRequest) -> Page {
        let extra = core::mem::take(&mut self.extra);
        let is_extra = |id: &DocumentId| extra.iter().any(|entry| entry.document() == *id);
        let restarted = pull.cursor.epoch != 0 && pull.cursor.rights != self.rights;
        let cursor = Cursor {
            epoch: self.epoch(),
            sequence: self.head,
            anchor: Some(self.anchor(self.head)),
            rights: self.rights,
            ..Cursor::default()
        };
        let is_news = pull.cursor.epoch == 0 || restarted || pull.cursor.sequence < self.head;
        let is_shown = |id: &DocumentId| !self.hidden.contains(id) && !is_extra(id);
        let shown = self.documents.iter().filter(|(id, _)| is_shown(id));
        let entry = |(id, (owner, document)): (&DocumentId, &(UserId, Document))| Entry::Snapshot {
            document: *id,
            kind: document.kind(),
            owner: *owner,
            received_at: NOW,
            seals: document
                .changes()
                .iter()
                .map(|change| seal(change.hash))
                .collect(),
            bytes: document.chunks(),
        };
        if (pull.cursor.epoch == 0 || restarted) && !self.today.is_empty() {
            let wanted = self.today.iter();
            let wanted = wanted.filter_map(|id| Some((id, self.documents.get(id)?)));
            return Page {
                entries: wanted.map(entry).collect(),
                cursor: Cursor {
                    first_sync: true,
                    ..cursor
                },
                more: true,
                restarted,
            };
        }
        let after = pull.cursor.snapshots_after.filter(|_| !restarted);
        let is_first = restarted || pull.cursor.first_sync || pull.cursor.epoch == 0;
        let is_next = |id: &DocumentId| match is_first {
            true => after.is_none_or(|after| *id > after),
            false => is_news,
        };
        let mut shown = shown.filter(|(id, _)| is_next(id));
        let limit = self.limit.filter(|_| is_first).unwrap_or(usize::MAX);
        let mut entries: Vec<_> = shown.by_ref().take(limit).map(entry).collect();
        let more = shown.next().is_some();
        let last = entries.last().map(Entry::document).filter(|_| more);
        entries.extend(extra.iter().cloned());
        let cursor = Cursor {
            snapshots_after: last,
            first_sync: more,
            sequence: after.map_or(self.head, |_| pull.cursor.sequence),
            witness: after
                .and(self.end())
                .filter(|end| end.sequence > pull.cursor.sequence),
            ..cursor
        };
        Page {
            entries,
            cursor,
            more,
            restarted,
        }
    }

    fn missing(&self, request: &MissingRequest) -> MissingReply {
        let lacks = |(id, hashes): &(DocumentId, Vec<ChangeHash>)| {
            let held = self.documents.get(id);
            let missing = |hash: &&ChangeHash| !held.is_some_and(|(_, document)| document.holds(**hash));
            let missing: Vec<_> = hashes.iter().filter(missing).copied().collect();
            (!missing.is_empty()).then_some((*id, missing))
        };
        let is_known =
            |seen: Witness| seen.sequence <= self.head && seen.anchor == self.anchor(seen.sequence);
        MissingReply {
            stands: request.witness.is_none_or(is_known),
            witness: self.end(),
            missing: request.held.iter().filter_map(lacks).collect(),
        }
    }

    /// A record of a colleague's.
    pub(super) fn holds(&mut self, document: DocumentId, kind: Kind, edits: &[FieldEdit]) {
        let mut record = Document::new(kind).unwrap();
        let writer = crate::document::Writer {
            actor: crate::id::ActorId([document.as_bytes()[0]; 16]),
            author: OTHER,
            at: NOW,
        };
        record.edit(writer, None, edits).unwrap();
        self.head += 1;
        self.documents.insert(document, (OTHER, record));
    }
}

fn seal(hash: ChangeHash) -> Seal {
    Seal(hash.0[..16].try_into().unwrap())
}

/// A write of another tab to the store.
pub(super) type OtherTab = fn(&MemoryStore);

/// A phone and its server.
pub(super) struct Trial {
    pub(super) store: MemoryStore,
    pub(super) replica: Replica,
    pub(super) server: Server,
    pub(super) now: Moment,
    /// Requests without an answer, while the network is down or the test answers by itself.
    pub(super) requests: VecDeque<(Ticket, Request)>,
    pub(super) is_online: bool,
    /// The phone has no room for what the server sends.
    pub(super) is_full: bool,
    /// The phone's store answers nothing.
    pub(super) is_broken: bool,
    /// The phone's store writes the next edits, so many, and says that it did not.
    pub(super) lies: usize,
    /// Which effects wait until the test has them carried out.
    pub(super) holds: Option<fn(&Effect) -> bool>,
    /// The effects that wait.
    pub(super) held: VecDeque<Effect>,
    /// Requests that were answered.
    pub(super) answered: usize,
    /// Commits that were tried.
    pub(super) commits: usize,
    /// Done after a job has loaded its rows and before it commits, so many times: another tab.
    pub(super) other_tab: Option<(usize, OtherTab)>,
    /// The engine dies when it has committed so often: nothing more is done.
    pub(super) dies_after: Option<usize>,
    pub(super) told: Vec<Notice>,
    token: u64,
}

impl Trial {
    pub(super) fn new(kept: &Session) -> Self {
        let store = MemoryStore::default();
        let sign = Transaction {
            session: Some(Some(kept.clone())),
            ..Transaction::default()
        };
        block_on(store.commit(sign)).unwrap();
        Self::on(store, Server::default(), NOW)
    }

    /// An engine that starts on this store.
    pub(super) fn on(store: MemoryStore, server: Server, now: Moment) -> Self {
        let kept = InitialState {
            session: block_on(store.session()).unwrap(),
            cursors: block_on(store.cursors()).unwrap(),
            refused: block_on(store.refused()).unwrap(),
            aside: block_on(store.aside()).unwrap(),
            processed: block_on(store.processed_commands()).unwrap(),
        };
        // No two engines draw the same.
        let life = block_on(store.processed_commands()).unwrap().len() as u64 + 1;
        let mut drawn = u128::from(life) << 64;
        let random = move || {
            drawn += 1;
            drawn.to_be_bytes()
        };
        Self {
            replica: Replica::new(now, kept, Box::new(random)),
            store,
            server,
            now,
            requests: VecDeque::new(),
            is_online: true,
            is_full: false,
            is_broken: false,
            lies: 0,
            holds: None,
            held: VecDeque::new(),
            answered: 0,
            commits: 0,
            other_tab: None,
            dies_after: None,
            told: Vec::new(),
            token: life * 1_000,
        }
    }

    pub(super) fn lead(&mut self) {
        self.give(Input::Lead(true));
    }

    /// The server says what the person may do.
    pub(super) fn sign(&mut self, grants: Vec<Grant>, server_now: Moment) {
        self.give(Input::SignedIn(Box::new(session(grants, server_now))));
    }

    pub(super) fn give(&mut self, input: Input) {
        let effects = self.replica.handle(self.now, input);
        self.carry_out(effects.into());
    }

    /// Answers one request of a phone that is not online, and returns it.
    pub(super) fn answer_next(&mut self) -> Option<Request> {
        let (ticket, request) = self.requests.pop_front()?;
        let reply = self.server.answer(&request);
        self.give(Input::Replied(ticket, Ok(reply)));
        Some(request)
    }

    /// Carries out the first effect that waits, and what follows from it.
    pub(super) fn release(&mut self) {
        let effect = self.held.pop_front().unwrap();
        let holds = self.holds.take();
        let input = self.done(effect);
        self.holds = holds;
        let effects = input.map(|input| self.replica.handle(self.now, input));
        self.carry_out(effects.unwrap_or_default().into());
    }

    fn carry_out(&mut self, mut effects: VecDeque<Effect>) {
        for turn in 0.. {
            assert!(turn < 3_000, "it never comes to rest");
            let Some(effect) = effects.pop_front() else {
                if !self.is_online {
                    return;
                }
                let Some((ticket, request)) = self.requests.pop_front() else {
                    return;
                };
                self.answered += 1;
                let reply = self.server.answer(&request);
                effects.extend(self.replica.handle(self.now, Input::Replied(ticket, Ok(reply))));
                continue;
            };
            if self.holds.is_some_and(|holds| holds(&effect)) {
                self.held.push_back(effect);
                continue;
            }
            if matches!(effect, Effect::Commit(..))
                && self.dies_after.is_some_and(|most| self.commits >= most)
            {
                return;
            }
            if let Some(input) = self.done(effect) {
                effects.extend(self.replica.handle(self.now, input));
            }
        }
    }

    /// The answer of the phone's store, unless the effect is for somebody else.
    fn done(&mut self, effect: Effect) -> Option<Input> {
        let error = self
            .is_broken
            .then(|| StoreError::Unavailable("it was closed".to_owned()));
        let fails = error.map_or(Ok(()), Err);
        let store = &self.store;
        Some(match effect {
            Effect::Load(ticket, ids) => {
                Input::Loaded(ticket, fails.and_then(|()| block_on(store.load(&ids))))
            }
            Effect::LoadViews(ticket, ids) => {
                Input::ViewsLoaded(ticket, fails.and_then(|()| block_on(store.load_views(&ids))))
            }
            Effect::LoadOutbox(ticket, id, limit) => {
                Input::OutboxLoaded(ticket, fails.and_then(|()| block_on(store.outbox(id, limit))))
            }
            Effect::ListDocuments(ticket, id, after, limit) => Input::Listed(
                ticket,
                fails.and_then(|()| block_on(store.documents(id, after, limit))),
            ),
            Effect::LoadCursors(ticket) => {
                Input::CursorsLoaded(ticket, fails.and_then(|()| block_on(store.cursors())))
            }
            Effect::LoadRefused(ticket) => {
                Input::RefusedLoaded(ticket, fails.and_then(|()| block_on(store.refused())))
            }
            Effect::Commit(ticket, transaction) => {
                self.commits += 1;
                Input::Committed(ticket, fails.and_then(|()| self.commit(*transaction)))
            }
            Effect::Send(ticket, _, request) => {
                self.requests.push_back((ticket, request));
                return None;
            }
            Effect::Tell(notice) => {
                self.told.push(notice);
                return None;
            }
        })
    }

    fn commit(&mut self, transaction: Transaction) -> Result<(), StoreError> {
        let is_edit = transaction.processed_add.is_some();
        if let Some((left, act)) = &mut self.other_tab
            && !is_edit
            && *left > 0
        {
            *left -= 1;
            act(&self.store);
        }
        if self.is_full && !is_edit {
            return Err(StoreError::Full);
        }
        let result = block_on(self.store.commit(transaction));
        if is_edit && result.is_ok() && self.lies > 0 {
            self.lies -= 1;
            return Err(StoreError::Unavailable("it was closed".to_owned()));
        }
        result
    }

    /// Lets time pass, tick by tick as the replica asks for.
    pub(super) fn pass(&mut self, millis: i64) {
        let until = self.now.plus_millis(millis);
        for turn in 0.. {
            assert!(turn < 10_000, "it never rests");
            match self.replica.next_tick().filter(|due| *due <= until) {
                Some(due) => {
                    self.now = self.now.max(due);
                    self.give(Input::Tick);
                    // What was due could not be done now.
                    if self.replica.next_tick().is_some_and(|next| next <= self.now) {
                        self.now = self.now.plus_millis(500);
                    }
                }
                None => break,
            }
        }
        self.now = self.now.max(until);
        self.give(Input::Tick);
    }

    /// The network refuses everything that was asked.
    pub(super) fn fail_all(&mut self, failure: &Failure) {
        while let Some((ticket, _)) = self.requests.pop_front() {
            let effects = self
                .replica
                .handle(self.now, Input::Replied(ticket, Err(failure.clone())));
            assert!(effects.iter().all(|effect| matches!(effect, Effect::Tell(_))));
        }
    }

    pub(super) fn edit(&mut self, document: DocumentId, create: Option<Kind>, edits: Vec<FieldEdit>) -> bool {
        self.token += 1;
        let token = self.token;
        self.give(Input::Edit(EditCommand {
            token,
            document,
            create: create.map(|kind| (kind, HERE)),
            base: None,
            edits,
        }));
        let is_saved = |notice: &Notice| matches!(notice, Notice::Outcome(CommandOutcome::Saved { token: of, .. }) if *of == token);
        self.told.iter().any(is_saved)
    }

    /// Edits records together, each made where a kind stands beside it.
    pub(super) fn edit_together(&mut self, records: Vec<(DocumentId, Option<Kind>, Vec<FieldEdit>)>) -> bool {
        self.token += 1;
        let token = self.token;
        let command = |(document, create, edits): (DocumentId, Option<Kind>, Vec<FieldEdit>)| EditCommand {
            token,
            document,
            create: create.map(|kind| (kind, HERE)),
            base: None,
            edits,
        };
        self.give(Input::EditTogether(records.into_iter().map(command).collect()));
        let is_saved = |notice: &Notice| matches!(notice, Notice::Outcome(CommandOutcome::Saved { token: of, .. }) if *of == token);
        self.told.iter().filter(|notice| is_saved(notice)).count() == 1
    }

    pub(super) fn record(&self, document: DocumentId) -> Option<Document> {
        let row = block_on(self.store.load(&[document])).unwrap().pop().flatten()?;
        Some(row.open().unwrap())
    }

    pub(super) fn waiting(&self) -> usize {
        block_on(self.store.outbox(HERE, usize::MAX)).unwrap().len()
    }

    pub(super) fn refused(&self) -> Vec<RefusalCode> {
        let refused = block_on(self.store.refused()).unwrap();
        refused.into_iter().map(|one| one.refusal.code).collect()
    }

    pub(super) fn count(&self, wanted: fn(&Notice) -> bool) -> usize {
        self.told.iter().filter(|notice| wanted(notice)).count()
    }
}
