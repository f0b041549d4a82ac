//! Later edits go on without a change that the server refused for good.
//!
//! Automerge's changes name what they build on, so a refused change would take with it whatever its author wrote
//! afterwards. The record is made again without it, and the later edits are made again upon that. The refused change
//! is kept with its words and the reason.

use super::Replica;
use super::edit::DocumentContent;
use super::store::{DocumentWrite, OutboxEntry, OutboxKey, StoredDocument};
use crate::document::{ChangeInfo, Document, DocumentError, Writer};
use crate::id::ChangeHash;
use crate::model::FieldEdit;
use crate::refusal::{Refusal, RefusalCode};
use crate::sorted::Map;

/// A record without what was refused.
pub(super) struct Rebased {
    /// The row.
    pub(super) write: DocumentWrite,
    /// Edits made again, which wait now.
    pub(super) added: Vec<OutboxEntry>,
    /// Changes that were made again, or that are refused with what they build on.
    pub(super) dropped: Vec<ChangeHash>,
    /// Of those, the ones that cannot be made again, each with the reason.
    pub(super) refused: Vec<(ChangeHash, Refusal)>,
}

/// Whether a refusal is about one field, so that the rest of what was entered with it can go without it.
fn is_of_one_field(refusal: &Refusal) -> bool {
    matches!(
        refusal.code,
        RefusalCode::UnknownField
            | RefusalCode::InvalidValue
            | RefusalCode::TextTooLong
            | RefusalCode::CprNumber
            | RefusalCode::NoReader
    )
}

impl Replica {
    /// Makes a record again without its changes that were refused for good. Nothing where nothing of it would be
    /// left, or where somebody else's change builds on one of them: then it stays as it is.
    pub(super) fn rebase(&mut self, row: &StoredDocument) -> Option<Rebased> {
        let user = self.user()?;
        let for_good = self
            .refused
            .iter()
            .filter(|(_, (_, refusal))| !refusal.code.may_pass());
        let refused: Map<ChangeHash, Refusal> = for_good
            .map(|(hash, (_, refusal))| (*hash, refusal.clone()))
            .collect();
        let before = self.open(row).ok()?;
        let (mut kept, mut gone) = (Vec::new(), Vec::new());
        for change in before.changes() {
            let info = ChangeInfo::read(&change.bytes).ok()?;
            let is_gone = refused.contains_key(&change.hash)
                || info
                    .dependencies
                    .iter()
                    .any(|on| gone.iter().any(|(other, _): &(ChangeHash, _)| other == on));
            if !is_gone {
                kept.extend_from_slice(&change.bytes);
                continue;
            }
            let is_theirs = before.author_of(change.hash) != Some(user);
            if is_theirs || row.seals.iter().any(|(sealed, _)| *sealed == change.hash) {
                return None;
            }
            gone.push((change.hash, info.dependencies));
        }
        let mut document = Document::from_chunks(row.kind, &kept).ok()?;
        // One that never saw the refused change: the server did not count it either.
        self.actors.remove(&row.document);
        let mut rebased = Rebased {
            write: DocumentWrite {
                document: row.document,
                before: None,
                after: None,
            },
            added: Vec::new(),
            dropped: Vec::new(),
            refused: Vec::new(),
        };
        // What each of them has become.
        let mut heads: Map<ChangeHash, Vec<ChangeHash>> = Map::new();
        for (hash, dependencies) in &gone {
            let mut base: Vec<ChangeHash> = dependencies
                .iter()
                .flat_map(|on| heads.get(on).cloned().unwrap_or_else(|| vec![*on]))
                .collect();
            base.sort_unstable();
            base.dedup();
            let edits = edits_again(&before, *hash, refused.get(hash));
            let is_refused = refused.contains_key(hash);
            if !is_refused {
                rebased.dropped.push(*hash);
            }
            let writer = Writer {
                actor: self.actor(row.document),
                author: user,
                at: self.now,
            };
            match document.edit(writer, Some(&base), &edits) {
                Ok(Some(change)) => {
                    base = vec![change.hash];
                    rebased.added.push(OutboxEntry {
                        key: OutboxKey {
                            department: row.department,
                            document: row.document,
                            order: document.change_count(),
                            hash: change.hash,
                        },
                        kind: row.kind,
                        bytes: change.bytes,
                        relayed: None,
                    });
                }
                Err(DocumentError::Refused(refusal)) if !is_refused => {
                    rebased.refused.push((*hash, refusal));
                }
                Ok(None) | Err(_) => {}
            }
            heads.insert(*hash, base);
        }
        if document.is_new() {
            return None;
        }
        let content = DocumentContent::of(&document);
        let new = StoredDocument {
            bytes: document.chunks(),
            ..row.clone()
        };
        rebased.write = new.rewritten(Some(row.version), [], content);
        Some(rebased)
    }
}

/// The edits of a change, to be made again: of a refused one, those that the refusal is not about.
fn edits_again(document: &Document, hash: ChangeHash, refusal: Option<&Refusal>) -> Vec<FieldEdit> {
    let mut edits = document.edits_of(hash);
    if let Some(refusal) = refusal {
        if is_of_one_field(refusal) {
            edits.retain(|edit| Some(&edit.field) != refusal.field.as_ref());
        } else if refusal.code != RefusalCode::ActorReused {
            // Of one that only came under a name that was used before, all is made again under another.
            edits.clear();
        }
    }
    edits
}
