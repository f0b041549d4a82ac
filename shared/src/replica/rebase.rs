//! Rebases later edits onto a record without a change that the server refused for good.
//!
//! Automerge's changes name their dependencies, so a refused change would take with it every later change of its
//! author. The record is made again without it, and the later edits are made again on that. The refused change is kept
//! with its content and the reason.

use super::Replica;
use super::edit::DocumentContent;
use super::store::{DocumentWrite, OutboxEntry, OutboxKey, StoredDocument};
use crate::document::{ChangeInfo, Document, DocumentError, Writer};
use crate::id::ChangeHash;
use crate::model::FieldEdit;
use crate::refusal::{Refusal, RefusalCode};
use crate::sorted::Map;

/// A record without its refused changes.
pub(super) struct Rebased {
    /// The row.
    pub(super) write: DocumentWrite,
    /// The edits made again, which now wait in the outbox.
    pub(super) added: Vec<OutboxEntry>,
    /// The changes that were made again, or that are refused with their dependencies.
    pub(super) dropped: Vec<ChangeHash>,
    /// The dropped changes that cannot be made again, each with the reason.
    pub(super) refused: Vec<(ChangeHash, Refusal)>,
}

/// A change made again is dated so many milliseconds ahead at most, to be younger than those before it.
const MOST_AHEAD_MILLIS: i64 = 60_000;

/// Whether a refusal is about one field, so that the other edits of its change can be sent without it.
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
    /// Makes a record again without its changes that were refused for good. Returns nothing, and the record stays as it
    /// is, if nothing of it would be left or if somebody else's change builds on one of them.
    pub(super) fn rebase(&mut self, row: &StoredDocument) -> Option<Rebased> {
        let user = self.user()?;
        let for_good = self
            .refused
            .iter()
            .filter(|(_, one)| !one.refusal.code.may_pass());
        let refused: Map<ChangeHash, Refusal> =
            for_good.map(|(hash, one)| (*hash, one.refusal.clone())).collect();
        let before = self.open(row).ok()?;
        let (mut kept, mut gone) = (Vec::new(), Vec::new());
        let mut at = self.now;
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
            // Changes tell whole seconds. What is made again is younger than what it stands in place of.
            let younger = info.at().plus_millis(1_000);
            if younger.since(self.now) <= MOST_AHEAD_MILLIS {
                at = at.max(younger);
            }
            gone.push((change.hash, info.dependencies));
        }
        let mut document = Document::from_chunks(row.kind, &kept).ok()?;
        // A new actor, which never saw the refused change: the server did not count it either.
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
        // The new heads of each dropped change.
        let mut heads: Map<ChangeHash, Vec<ChangeHash>> = Map::new();
        for (hash, dependencies) in &gone {
            let mut base: Vec<ChangeHash> = dependencies
                .iter()
                .flat_map(|on| heads.get(on).cloned().unwrap_or_else(|| vec![*on]))
                .collect();
            base.sort_unstable();
            base.dedup();
            let mut edits = edits_again(before.edits_of(*hash), refused.get(hash));
            let is_refused = refused.contains_key(hash);
            if !is_refused {
                rebased.dropped.push(*hash);
            }
            let writer = Writer {
                actor: self.actor(row.document),
                author: user,
                at,
            };
            let mut made = document.edit(writer, Some(&base), &edits);
            // A step that stands no longer takes no words with it.
            while let Err(DocumentError::Refused(refusal)) = &made
                && drop_refused(&mut edits, refusal)
            {
                if !is_refused {
                    rebased.refused.push((*hash, refusal.clone()));
                }
                made = document.edit(writer, Some(&base), &edits);
            }
            match made {
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

/// Takes the edits that a refusal is about out of others. Returns whether something else is left.
fn drop_refused(edits: &mut Vec<FieldEdit>, refusal: &Refusal) -> bool {
    let count = edits.len();
    edits.retain(|edit| Some(&edit.field) != refusal.field.as_ref());
    edits.len() < count && !edits.is_empty()
}

/// The edits of a change to make again: of a refused change, those that the refusal is not about.
pub(super) fn edits_again(mut edits: Vec<FieldEdit>, refusal: Option<&Refusal>) -> Vec<FieldEdit> {
    if let Some(refusal) = refusal {
        if is_of_one_field(refusal) {
            let count = edits.len();
            edits.retain(|edit| Some(&edit.field) != refusal.field.as_ref());
            if edits.len() == count {
                // Refused for what it does not say: made again, it would be refused again, without end.
                edits.clear();
            }
        } else if refusal.code != RefusalCode::ActorReused {
            // A change refused for its actor alone is made again in full under another actor.
            edits.clear();
        }
    }
    edits
}
