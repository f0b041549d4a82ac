//! The progress of a record that somebody passed on and may not read: how far it has come, and nothing more
//! (docs/domain/access.md).
//!
//! It is a record of its own, of the kind [`PassedOn`], which only the server writes: beside the change that moved the
//! other record on, in the same transaction. So it reaches its reader like any record, offline too, and there is no
//! second way for anything to leave the server.

use std::collections::BTreeMap;

use feltbog_shared::document::{ChangeInfo, Document, Writer};
use feltbog_shared::id::{ActorId, DocumentId, UserId};
use feltbog_shared::model::{FieldChange, FieldEdit, Fields, Kind, PassedOn, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Permission, Role};
use feltbog_shared::wire::Offered;

use super::judge::{Judgement, Pusher, judge_document};
use crate::store::{AppendDocument, DocumentLookup};

/// The records that may stand for these, as far as any do.
pub(super) fn ids(changes: &[Offered]) -> impl Iterator<Item = DocumentId> {
    let passed_on = changes.iter().filter(|offered| is_passed_on(offered.kind));
    passed_on.flat_map(|offered| {
        [
            PassedOn::of(offered.document),
            PassedOn::formerly_of(offered.document),
        ]
    })
}

/// The record that stands for a document: the one that does already, or the one to be made.
fn stands_for(document: DocumentId, found: &BTreeMap<DocumentId, DocumentLookup>) -> DocumentId {
    let former = PassedOn::formerly_of(document);
    let is_there = match found.get(&former) {
        Some(DocumentLookup::Live(state)) => state.kind == Kind::PassedOn,
        Some(DocumentLookup::Erased(_)) => true,
        None => false,
    };
    if is_there { former } else { PassedOn::of(document) }
}

/// The changes to records that stand for others, which phones give back to a server that lost them.
pub(super) fn among(changes: &[Offered]) -> impl Iterator<Item = &Offered> {
    changes.iter().filter(|offered| offered.kind == Kind::PassedOn)
}

fn is_passed_on(kind: Kind) -> bool {
    PassedOn::tells_of(kind)
}

/// Adds what its maker is told of each record that a batch moves on.
pub(super) fn add(
    pusher: &Pusher,
    found: &BTreeMap<DocumentId, DocumentLookup>,
    now: Moment,
    mut judgement: Judgement,
) -> Judgement {
    let told: Vec<_> = judgement
        .documents
        .iter()
        .filter(|document| is_passed_on(document.kind))
        .filter_map(|document| {
            let stands_for_it = stands_for(document.document, found);
            let known = found.get(&stands_for_it);
            let offered = tell(pusher, document, stands_for_it, known, now)?;
            let teller = Pusher {
                permission: of_the_maker(pusher, document.owner, now),
                ..pusher.clone()
            };
            Some(judge_document(&teller, &[(0, &offered)], known))
        })
        .collect();
    for told in told {
        judgement.documents.extend(told.document);
        judgement
            .entries
            .extend(told.entries.into_iter().map(|(_, entry)| entry));
    }
    judgement
}

/// The change that brings what the maker is told up to date; nothing when it is, or when they may read the record
/// itself.
fn tell(
    pusher: &Pusher,
    document: &AppendDocument,
    stands_for_it: DocumentId,
    known: Option<&DocumentLookup>,
    now: Moment,
) -> Option<Offered> {
    let source = Document::from_chunks(document.kind, &document.bytes)
        .ok()?
        .fields();
    let (mut told, author) = match known {
        Some(DocumentLookup::Erased(_)) => return None,
        // Only what the server made of this very record: ids can be made to look like each other.
        Some(DocumentLookup::Live(state))
            if state.kind != Kind::PassedOn || state.owner != document.owner =>
        {
            return None;
        }
        Some(DocumentLookup::Live(state)) => (
            Document::from_chunks(Kind::PassedOn, &state.bytes).ok()?,
            pusher.person,
        ),
        None => {
            let made_here = document.owner == pusher.person && document.seen == 0;
            let collection = document.kind.collection();
            if made_here
                && pusher
                    .permission
                    .may_read(collection, document.owner, document.document)
            {
                return None;
            }
            // Nearly all conflicts are their makers' own to read: one is told of from its first change or never.
            if document.kind == Kind::ConflictCase && !made_here {
                return None;
            }
            (Document::new(Kind::PassedOn).ok()?, document.owner)
        }
    };
    let edits = edits(document.kind, &source, &told.fields());
    // The last change of the record names a session that nobody else has.
    let last = document.proofs.last().map(|(hash, _)| hash.0)?;
    let writer = Writer {
        actor: ActorId(*last.first_chunk()?),
        author,
        at: now,
    };
    let change = told.edit(writer, None, &edits).ok()??;
    let hash = ChangeInfo::read(&change.bytes).ok()?.hash;
    let seal = pusher.secret.seal(pusher.department, stands_for_it, hash, author);
    Some(Offered {
        document: stands_for_it,
        kind: Kind::PassedOn,
        bytes: change.bytes,
        relayed: Some((author, seal)),
    })
}

/// The differences between a record and the summary that its sender is told.
fn edits(kind: Kind, source: &Fields, told: &Fields) -> Vec<FieldEdit> {
    let what = Value::Text(kind.key().to_owned());
    let held = |name: &'static str| source.get(name).cloned().map(|value| (name, value));
    [
        held(PassedOn::created_at().name()),
        PassedOn::told_state(kind, source).map(|state| (PassedOn::state().name(), state)),
        Some((PassedOn::what().name(), what)),
    ]
    .into_iter()
    .flatten()
    .filter(|(name, value)| told.get(*name) != Some(value))
    .map(|(name, value)| FieldEdit {
        field: name.to_owned(),
        change: FieldChange::Set(value),
    })
    .collect()
}

/// The rights under which the change is judged: those of somebody who may read what they are told.
fn of_the_maker(pusher: &Pusher, maker: UserId, now: Moment) -> Permission {
    let grant = Grant {
        role: Role::Caretaker,
        department: pusher.department,
        from: now,
        until: None,
    };
    Permission::new(maker, &[grant], pusher.department, Modules::all(), now)
}
