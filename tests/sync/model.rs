//! The simplest server that keeps the rules of the wire: a log in memory. The simulation runs on
//! it beside the real one, to tell a fault of the phone from a fault of the server.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::document::{ChangeInfo, Document, is_genesis};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model_number::KnownModel;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Modules, Permission};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::{Failure, Reply, Request};
use feltbog_shared::wire::{
    Anchor, Cursor, Entry, MissingReply, Offered, Page, PullReply, PullRequest, PushReply, Seal, Session,
    Verdict, Witness,
};

use crate::world::{Backend, EndedRole, sessions};

/// The model server.
#[derive(Clone)]
pub(crate) struct Model {
    sessions: Vec<Session>,
    /// The models that the phones' apps know.
    models: Vec<KnownModel>,
    kept: Logs,
    backup: Logs,
    now: Moment,
    restores: u64,
    /// The largest page.
    page: u32,
    /// The time at which the roles began.
    begun: Moment,
    /// The ledger of erasures lives outside the backup.
    erased: BTreeSet<(DepartmentId, DocumentId)>,
}

/// The smallest limit of entries with which the newest are given before a first fetch of several pages.
const TODAY_LIMIT: usize = 40;

type Logs = BTreeMap<DepartmentId, Log>;

#[derive(Clone, Default)]
struct Log {
    epoch: u64,
    entries: Vec<Logged>,
    documents: BTreeMap<DocumentId, Held>,
}

#[derive(Clone)]
struct Held {
    owner: UserId,
    document: Document,
}

#[derive(Clone)]
enum Logged {
    Change {
        document: DocumentId,
        hash: ChangeHash,
        author: UserId,
        at: Moment,
    },
    Tombstone(DocumentId),
}

fn seal(document: DocumentId, hash: ChangeHash, author: UserId) -> Seal {
    let mut bytes = [0; 16];
    for (place, byte) in document
        .as_bytes()
        .iter()
        .chain(&hash.0)
        .chain(author.as_bytes())
        .enumerate()
    {
        bytes[place % 16] = u8::wrapping_mul(bytes[place % 16], 31) ^ byte;
    }
    Seal(bytes)
}

/// A whole document.
fn snapshot(document: DocumentId, held: &Held, received_at: Moment) -> Entry {
    let changes = held.document.changes().into_iter();
    let of = |hash| seal(document, hash, held.document.author_of(hash).unwrap());
    Entry::Snapshot {
        document,
        kind: held.document.kind(),
        owner: held.owner,
        received_at,
        seals: changes.map(|change| of(change.hash)).collect(),
        bytes: held.document.chunks(),
    }
}

impl Model {
    pub(crate) fn new(page: u32, now: Moment) -> Self {
        let sessions = sessions(now, &BTreeSet::new());
        let departments = sessions
            .iter()
            .flat_map(|session| session.departments.iter().map(|one| one.id));
        let log = || Log {
            epoch: 1,
            ..Log::default()
        };
        let kept: Logs = departments.map(|department| (department, log())).collect();
        Self {
            models: vec![KnownModel::OURS; sessions.len()],
            sessions,
            backup: kept.clone(),
            kept,
            now,
            restores: 0,
            page,
            begun: now,
            erased: BTreeSet::new(),
        }
    }

    fn permission(&self, phone: usize, department: DepartmentId) -> Permission {
        let session = &self.sessions[phone];
        let known = session.departments.iter().find(|one| one.id == department);
        let modules = known.map_or_else(Modules::all, |known| known.modules);
        Permission::new(session.user, &session.grants, department, modules, self.now)
    }

    fn offered(&mut self, phone: usize, department: DepartmentId, offered: &Offered) -> Verdict {
        let permission = self.permission(phone, department);
        let user = self.sessions[phone].user;
        let now = self.now;
        if self.erased.contains(&(department, offered.document)) {
            return Verdict::Refused(RefusalCode::Erased, None);
        }
        let info = ChangeInfo::read(&offered.bytes).unwrap();
        let log = self.kept.get_mut(&department).unwrap();
        let held = log.documents.get(&offered.document);
        if let Some(held) = held
            && held.document.holds(info.hash)
        {
            let author = held.document.author_of(info.hash).unwrap();
            return Verdict::Duplicate(0, seal(offered.document, info.hash, author));
        }
        let there = |hash: &&ChangeHash| {
            !is_genesis(offered.kind, **hash) && !held.is_some_and(|held| held.document.holds(**hash))
        };
        let missing: Vec<_> = info.dependencies.iter().filter(there).copied().collect();
        if !missing.is_empty() {
            return Verdict::Need(missing);
        }
        let author = offered.relayed.map_or(user, |(author, _)| author);
        if offered
            .relayed
            .is_some_and(|(author, proof)| proof != seal(offered.document, info.hash, author))
        {
            return Verdict::Refused(RefusalCode::ForeignAuthor, None);
        }
        let collection = offered.kind.collection();
        let allowed = match (offered.relayed, held) {
            // One's own is taken back under any rights.
            (Some((author, _)), _) => author == user || !permission.access(collection).read.is_nothing(),
            (None, None) => permission.may_create(collection),
            (None, Some(held)) => permission.may_update(collection, held.owner, offered.document),
        };
        if !allowed {
            return Verdict::Refused(RefusalCode::NoAccess, None);
        }
        let mut document = held.map_or_else(
            || Document::new(offered.kind).unwrap(),
            |held| held.document.clone(),
        );
        document.apply([offered.bytes.as_slice()]).unwrap();
        if document.author_of(info.hash) != Some(author) {
            return Verdict::Refused(RefusalCode::ForeignAuthor, None);
        }
        document.sound_fields().unwrap();
        let owner = held.map_or(author, |held| held.owner);
        log.documents.insert(offered.document, Held { owner, document });
        log.entries.push(Logged::Change {
            document: offered.document,
            hash: info.hash,
            author,
            at: now,
        });
        Verdict::Accepted(
            log.entries.len() as u64,
            seal(offered.document, info.hash, author),
        )
    }

    /// A page without records of kinds that the phone's app does not know.
    fn pull(&self, phone: usize, department: DepartmentId, request: &PullRequest) -> PullReply {
        let mut reply = self.whole_page(phone, department, request);
        if let PullReply::Page(page) = &mut reply {
            page.entries.retain(|entry| entry.is_known_to(self.models[phone]));
        }
        reply
    }

    fn whole_page(&self, phone: usize, department: DepartmentId, request: &PullRequest) -> PullReply {
        let log = &self.kept[&department];
        let permission = self.permission(phone, department);
        let rights = u64::from(permission.fingerprint() ^ self.models[phone].mark());
        let mut cursor = request.cursor;
        let head = log.entries.len() as u64;
        if !self.stands(log, &cursor) {
            return PullReply::Diverged {
                epoch: log.epoch,
                witness: self.end(log),
            };
        }
        let restarted = cursor.epoch != 0 && cursor.rights != rights;
        if cursor.epoch == 0 || restarted {
            cursor = Cursor {
                epoch: log.epoch,
                sequence: head,
                anchor: self.anchor(log, head),
                rights,
                snapshots_after: None,
                first_sync: true,
                witness: None,
            };
        }
        let limit = request.limit.min(self.page) as usize;
        let mut entries = Vec::new();
        let more;
        if cursor.first_sync {
            let readable = |(id, held): &(&DocumentId, &Held)| {
                permission.may_read(held.document.kind().collection(), held.owner, **id)
            };
            let after =
                |(id, _): &(&DocumentId, &Held)| cursor.snapshots_after.is_none_or(|after| **id > after);
            let found = log.documents.iter().filter(after).filter(readable);
            // A phone that begins again may hold what was erased meanwhile.
            let erased = self.erased.iter().filter(|(one, _)| *one == department);
            let erased = erased.map(|(_, document)| *document);
            let erased = erased.filter(|id| cursor.snapshots_after.is_none_or(|after| *id > after));
            let all: BTreeMap<_, _> = found
                .map(|(id, held)| (*id, Some(held)))
                .chain(erased.map(|id| (id, None)))
                .collect();
            more = all.len() > limit;
            if more && (request.cursor.epoch == 0 || restarted) && limit >= TODAY_LIMIT {
                // The newest come before the fetch begins.
                let newest = all.iter().rev().filter_map(|(id, held)| Some((id, (*held)?)));
                entries.extend(newest.take(limit).map(|(id, held)| snapshot(*id, held, self.now)));
                cursor.witness = self.end(log).filter(|end| end.sequence > cursor.sequence);
                return PullReply::Page(Page {
                    entries,
                    cursor,
                    more: true,
                    restarted,
                });
            }
            for (id, held) in all.into_iter().take(limit) {
                cursor.snapshots_after = Some(id);
                let Some(held) = held else {
                    entries.push(Entry::Tombstone { document: id });
                    continue;
                };
                entries.push(snapshot(id, held, self.now));
            }
            if !more {
                cursor.first_sync = false;
                cursor.snapshots_after = None;
            }
            // What came in since the fetch began is in these snapshots.
            cursor.witness = self.end(log).filter(|end| end.sequence > cursor.sequence);
            return PullReply::Page(Page {
                entries,
                cursor,
                more: true,
                restarted,
            });
        }
        let upto = (cursor.sequence as usize + limit).min(log.entries.len());
        for logged in &log.entries[cursor.sequence as usize..upto] {
            match logged {
                Logged::Tombstone(document) => entries.push(Entry::Tombstone { document: *document }),
                Logged::Change {
                    document,
                    hash,
                    author,
                    at,
                } => {
                    let Some(held) = log.documents.get(document) else {
                        continue;
                    };
                    if permission.may_read(held.document.kind().collection(), held.owner, *document) {
                        entries.push(Entry::Change {
                            document: *document,
                            kind: held.document.kind(),
                            owner: held.owner,
                            author: *author,
                            received_at: *at,
                            seal: seal(*document, *hash, *author),
                            bytes: held.document.change(*hash).unwrap().bytes,
                        });
                    }
                }
            }
        }
        cursor.sequence = upto as u64;
        cursor.anchor = self.anchor(log, cursor.sequence);
        cursor.witness = cursor.witness.filter(|seen| seen.sequence > cursor.sequence);
        more = upto < log.entries.len();
        PullReply::Page(Page {
            entries,
            cursor,
            more,
            restarted,
        })
    }

    fn end(&self, log: &Log) -> Option<Witness> {
        let sequence = log.entries.len() as u64;
        self.anchor(log, sequence)
            .map(|anchor| Witness { sequence, anchor })
    }

    fn stands(&self, log: &Log, cursor: &Cursor) -> bool {
        let witnessed = |seen: Witness| self.anchor(log, seen.sequence) == Some(seen.anchor);
        let here = cursor.epoch == log.epoch
            && cursor.sequence <= log.entries.len() as u64
            && cursor.anchor == self.anchor(log, cursor.sequence);
        cursor.witness.is_none_or(witnessed) && (cursor.epoch == 0 || here)
    }

    /// Differs when anything up to the entry differs.
    fn anchor(&self, log: &Log, sequence: u64) -> Option<Anchor> {
        let upto = usize::try_from(sequence)
            .ok()
            .filter(|upto| (1..=log.entries.len()).contains(upto))?;
        let mut chain = [log.epoch as u8; 16];
        for logged in &log.entries[..upto] {
            let name = match logged {
                Logged::Change { hash, .. } => hash.0[..16].try_into().unwrap(),
                Logged::Tombstone(document) => *document.as_bytes(),
            };
            for (link, byte) in chain.iter_mut().zip(name) {
                *link = u8::wrapping_mul(*link, 31) ^ byte;
            }
        }
        Some(Anchor(chain))
    }
}

impl Backend for Model {
    async fn request(
        &mut self,
        phone: usize,
        department: DepartmentId,
        request: Request,
        now: Moment,
    ) -> Result<Reply, Failure> {
        self.now = now;
        if !self.permission(phone, department).is_member() {
            return Err(Failure::Refused(RefusalCode::NotFound));
        }
        Ok(match request {
            Request::Push(push) => {
                let stands = self.stands(&self.kept[&department], &push.cursor);
                let verdicts = push
                    .changes
                    .iter()
                    .map(|offered| self.offered(phone, department, offered))
                    .collect();
                let log = &self.kept[&department];
                Reply::Push(PushReply {
                    epoch: log.epoch,
                    head: log.entries.len() as u64,
                    received_at: now,
                    anchor: self.anchor(log, log.entries.len() as u64),
                    stands,
                    verdicts,
                })
            }
            Request::Pull(pull) => Reply::Pull(self.pull(phone, department, &pull)),
            Request::Missing(held) => {
                let log = &self.kept[&department];
                let lacks = |(id, hashes): (DocumentId, Vec<ChangeHash>)| {
                    let document = log.documents.get(&id).map(|held| &held.document);
                    let missing = |hash: &ChangeHash| !document.is_some_and(|document| document.holds(*hash));
                    let hashes: Vec<_> = hashes.into_iter().filter(missing).collect();
                    (!hashes.is_empty() && !self.erased.contains(&(department, id))).then_some((id, hashes))
                };
                let stands = held
                    .witness
                    .is_none_or(|seen| self.anchor(log, seen.sequence) == Some(seen.anchor));
                Reply::Missing(MissingReply {
                    stands,
                    witness: self.end(log),
                    missing: held.held.into_iter().filter_map(lacks).collect(),
                })
            }
        })
    }

    async fn session(&mut self, phone: usize) -> Session {
        self.sessions[phone].clone()
    }

    async fn set_model(&mut self, phone: usize, model: KnownModel) {
        self.models[phone] = model;
    }

    async fn set_roles(&mut self, ended: &BTreeSet<EndedRole>) {
        self.sessions = sessions(self.begun, ended);
    }

    async fn restart(&mut self) {}

    async fn backup(&mut self) {
        self.backup = self.kept.clone();
    }

    async fn restore(&mut self, announced: bool) {
        self.restores += 1;
        self.kept = self.backup.clone();
        for (department, log) in &mut self.kept {
            if announced {
                log.epoch += self.restores;
            }
            let erased: Vec<_> = self.erased.iter().filter(|(one, _)| one == department).collect();
            for (_, document) in erased {
                if log.documents.remove(document).is_some() {
                    log.entries.push(Logged::Tombstone(*document));
                }
            }
        }
        if announced {
            self.backup = self.kept.clone();
        }
    }

    async fn erase(&mut self, department: DepartmentId, document: DocumentId) {
        let log = self.kept.get_mut(&department).unwrap();
        if log.documents.remove(&document).is_some() {
            log.entries.push(Logged::Tombstone(document));
        }
        self.erased.insert((department, document));
    }

    async fn held(
        &mut self,
        department: DepartmentId,
    ) -> BTreeMap<DocumentId, (Kind, UserId, BTreeSet<ChangeHash>)> {
        let log = &self.kept[&department];
        let all = |held: &Held| {
            held.document
                .changes()
                .into_iter()
                .map(|change| change.hash)
                .collect()
        };
        log.documents
            .iter()
            .map(|(id, held)| (*id, (held.document.kind(), held.owner, all(held))))
            .collect()
    }

    async fn check_log(&mut self, department: DepartmentId) {
        let log = &self.kept[&department];
        let mut documents: BTreeMap<DocumentId, Document> = BTreeMap::new();
        for logged in &log.entries {
            let Logged::Change { document, hash, .. } = logged else {
                continue;
            };
            let Some(held) = log.documents.get(document) else {
                continue;
            };
            let copy = documents
                .entry(*document)
                .or_insert_with(|| Document::new(held.document.kind()).unwrap());
            let change = held.document.change(*hash).unwrap();
            copy.apply([change.bytes.as_slice()])
                .expect("dependencies come before dependents");
        }
    }
}
