//! The history of a journal. A phone is a process. While an exchange of a phone has no known end, the phone goes on as
//! another process, as is done for Jepsen.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_load::journal::JournalEvent;
use feltbog_shared::id::DocumentId;
use feltbog_shared::replica::{Failure, Reply, Request};
use feltbog_shared::wire::{Cursor, Entry, Page, PullReply};

use super::history::{History, MicroOperation, Operation, OperationStage};
use super::pushes::{LogChange, Pushes, hash_of};

/// The place of the first fetch, which no phone's replica asked for, behind those of the journal.
const FIRST_FETCH: usize = usize::MAX;

/// A history that is being made of a journal.
pub(crate) struct Recorder<'a> {
    pushes: &'a Pushes,
    documents: BTreeMap<DocumentId, usize>,
    changes: BTreeMap<LogChange, usize>,
    /// The process of each exchange, by the place at which it was asked.
    processes: BTreeMap<usize, usize>,
    /// Processes with an exchange that has no end yet.
    open: BTreeSet<usize>,
    /// The present process of each phone.
    present: BTreeMap<usize, usize>,
    /// The log as far as each phone has fetched it.
    logs: BTreeMap<usize, Vec<LogChange>>,
    history: History,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(pushes: &'a Pushes) -> Self {
        let (mut documents, mut changes) = (BTreeMap::new(), BTreeMap::new());
        for change in pushes.offered.values().flatten() {
            let next = documents.len();
            documents.entry(change.0).or_insert(next);
            let next = changes.len();
            changes.entry(*change).or_insert(next);
        }
        Self {
            pushes,
            documents,
            changes,
            processes: BTreeMap::new(),
            open: BTreeSet::new(),
            present: BTreeMap::new(),
            logs: BTreeMap::new(),
            history: History::default(),
        }
    }

    /// Records a whole journal.
    pub(crate) fn record(&mut self, events: &[JournalEvent]) {
        for (place, event) in events.iter().enumerate() {
            match event {
                JournalEvent::Asked { phone, request } => {
                    let parts = match request {
                        Request::Push(_) => self.appends(place),
                        Request::Pull(_) => self.unread(),
                        Request::Missing(_) => panic!("phone {phone} believes that the server lost its log"),
                    };
                    self.begin(*phone, place, parts);
                }
                JournalEvent::Answered { asked, reply } => {
                    let JournalEvent::Asked { phone, request } = &events[*asked] else {
                        panic!("an answer to an answer")
                    };
                    self.answered((*phone, *asked, request), place, reply);
                }
            }
        }
    }

    fn answered(
        &mut self,
        (phone, asked, request): (usize, usize, &Request),
        place: usize,
        reply: &Result<Reply, Failure>,
    ) {
        match (request, reply) {
            (Request::Push(_), Ok(Reply::Push(_))) => {
                let told = self.pushes.told.iter().filter(|(_, by)| **by == place);
                let done = told.map(|(push, _)| *push).chain([asked]);
                for push in done.collect::<Vec<_>>() {
                    let appends = self.appends(push);
                    self.end(push, OperationStage::Ok, appends);
                }
            }
            // Its end is the receipt that tells of it.
            (Request::Push(_), Err(_)) if self.pushes.told.contains_key(&asked) => {}
            (Request::Pull(pull), Ok(Reply::Pull(PullReply::Page(page)))) => {
                self.take(phone, &pull.cursor, page);
                if page.more {
                    // The log as it was some time ago: only the last page is as new as its request.
                    self.end(asked, OperationStage::Fail, Vec::new());
                } else {
                    let read = self.read_by(phone);
                    self.end(asked, OperationStage::Ok, read);
                }
            }
            (_, Err(_)) => self.end(asked, OperationStage::Fail, Vec::new()),
            (_, Ok(other)) => panic!("phone {phone} was answered {other:?}"),
        }
    }

    /// Records a first fetch after everything else: what each document holds.
    pub(crate) fn first_fetch(&mut self, fetched: &[LogChange]) {
        let phone = self.logs.len();
        assert!(
            !self.logs.contains_key(&phone),
            "phones are numbered from nothing"
        );
        let unread = self.unread();
        self.begin(phone, FIRST_FETCH, unread);
        let read = self.lists(fetched);
        self.end(FIRST_FETCH, OperationStage::Ok, read);
    }

    /// The log as the phone that fetched the most of it has it.
    pub(crate) fn log(&self) -> Vec<LogChange> {
        let longest = self.logs.values().max_by_key(|log| log.len());
        longest.cloned().unwrap_or_default()
    }

    /// The history. Nobody knows of the exchanges that have no end.
    pub(crate) fn finish(mut self) -> History {
        let mut left = BTreeMap::new();
        for (place, process) in &self.processes {
            if self.open.contains(process) {
                left.insert(*process, *place);
            }
        }
        for place in left.into_values() {
            let appends = self.appends(place);
            self.end(place, OperationStage::Info, appends);
        }
        self.history
    }

    fn begin(&mut self, phone: usize, place: usize, parts: Vec<MicroOperation>) {
        let present = self.present.get(&phone).copied();
        let process = match present.filter(|process| !self.open.contains(process)) {
            Some(process) => process,
            None => self.processes.values().max().map_or(0, |last| last + 1),
        };
        self.present.insert(phone, process);
        self.processes.insert(place, process);
        self.open.insert(process);
        self.history.operations.push(Operation {
            process,
            stage: OperationStage::Invoke,
            parts,
        });
    }

    fn end(&mut self, place: usize, stage: OperationStage, parts: Vec<MicroOperation>) {
        let process = self.processes[&place];
        self.open.remove(&process);
        self.history.operations.push(Operation {
            process,
            stage,
            parts,
        });
    }

    /// The changes that came in by the push at a place.
    fn appends(&self, place: usize) -> Vec<MicroOperation> {
        let offered = self.pushes.offered.get(&place).into_iter().flatten();
        let by_it = offered.filter(|change| self.pushes.writers.get(change) == Some(&place));
        by_it
            .map(|change| MicroOperation::Append(self.documents[&change.0], self.changes[change]))
            .collect()
    }

    fn unread(&self) -> Vec<MicroOperation> {
        let documents = 0..self.documents.len();
        documents
            .map(|document| MicroOperation::Read(document, None))
            .collect()
    }

    fn read_by(&self, phone: usize) -> Vec<MicroOperation> {
        self.lists(self.logs.get(&phone).map_or(&[], Vec::as_slice))
    }

    fn lists(&self, read: &[LogChange]) -> Vec<MicroOperation> {
        let mut lists = vec![Vec::new(); self.documents.len()];
        for change in read {
            let number = self.changes.get(change);
            let number = number.unwrap_or_else(|| panic!("{change:?} was read, and nobody sent it"));
            lists[self.documents[&change.0]].push(*number);
        }
        let lists = lists.into_iter().enumerate();
        lists
            .map(|(document, changes)| MicroOperation::Read(document, Some(changes)))
            .collect()
    }

    /// Takes a page behind what the phone has fetched of the log. All phones began when it was empty.
    fn take(&mut self, phone: usize, asked: &Cursor, page: &Page) {
        let log = self.logs.entry(phone).or_default();
        if asked.epoch == 0 {
            assert!(
                page.entries.is_empty() && page.cursor.sequence == 0 && log.is_empty(),
                "phone {phone} fetched from the start"
            );
            return;
        }
        // The numbers are opened: one that the server did not seal is beyond every log.
        let place = usize::try_from(asked.sequence).unwrap();
        assert!(
            !page.restarted && place <= log.len(),
            "phone {phone} was not given what stands before {place}"
        );
        log.truncate(place);
        for entry in &page.entries {
            let Entry::Change { document, bytes, .. } = entry else {
                panic!("{entry:?} in a log of changes")
            };
            log.push((*document, hash_of(bytes)));
        }
        assert_eq!(log.len() as u64, page.cursor.sequence, "a number is missing");
    }
}
