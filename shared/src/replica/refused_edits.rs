//! The edits of refused changes that their record is without.
//!
//! A change that the server refused for good is kept with its bytes, and its record is made again without it (`rebase`).
//! The screens show in their fields the words that the record lost so, and the reason beside them.

use super::rebase::edits_again;
use super::store::{OutboxKey, RefusedEntry};
use crate::document::{ChangeInfo, Document};
use crate::id::ChangeHash;
use crate::model::{FieldChange, FieldEdit, Value};
use crate::refusal::Refusal;

/// A record beside its refused changes.
struct Refusals<'a> {
    record: &'a Document,
    /// The record with those of its refused changes that it can take in again.
    whole: Document,
    /// Those changes, in the order in which they were made.
    refused: Vec<&'a RefusedEntry>,
}

impl<'a> Refusals<'a> {
    /// Nothing when the record holds everything that it was given.
    fn of(record: &'a Document, refused: impl Iterator<Item = &'a RefusedEntry>) -> Option<Self> {
        let is_gone = |one: &&RefusedEntry| !one.refusal.code.may_pass() && !record.holds(one.entry.key.hash);
        let mut gone: Vec<(i64, &RefusedEntry)> = refused
            .filter(is_gone)
            .filter_map(|one| Some((ChangeInfo::read(&one.entry.bytes).ok()?.seconds, one)))
            .collect();
        if gone.is_empty() {
            return None;
        }
        gone.sort_by_key(|(seconds, one)| (*seconds, one.entry.key.order));
        let mut whole = record.clone();
        // One that depends on what was made again since cannot be read any more.
        gone.retain(|(_, one)| whole.apply([one.entry.bytes.as_slice()]).is_ok());
        Some(Self {
            record,
            whole,
            refused: gone.into_iter().map(|(_, one)| one).collect(),
        })
    }

    /// The edits of a refused change that its author has not replaced since.
    fn lost(&self, one: &RefusedEntry) -> Vec<FieldEdit> {
        let hash = one.entry.key.hash;
        let edits = self.whole.edits_of(hash);
        let again = edits_again(edits.clone(), Some(&one.refusal));
        let fields = self.record.fields();
        let stands = |edit: &FieldEdit| match &edit.change {
            FieldChange::Set(value) => fields.get(&edit.field) == Some(value),
            FieldChange::Rewrite(text) => match fields.get(&edit.field) {
                Some(Value::Text(written)) => written == text,
                _ => text.is_empty(),
            },
            FieldChange::Clear => !fields.contains_key(&edit.field),
            FieldChange::Include(_) | FieldChange::Exclude(_) | FieldChange::Count(..) => false,
        };
        let written = self.written_after(hash);
        let is_lost =
            |edit: &FieldEdit| !again.contains(edit) && !stands(edit) && !written.contains(&edit.field);
        edits.into_iter().filter(is_lost).collect()
    }

    /// The fields that the author of a refused change has written since, in the record as it stands.
    fn written_after(&self, refused: ChangeHash) -> Vec<String> {
        let made_at = |document: &Document, hash| {
            let change = document.change(hash);
            change.and_then(|change| Some(ChangeInfo::read(&change.bytes).ok()?.seconds))
        };
        let (author, at) = (self.whole.author_of(refused), made_at(&self.whole, refused));
        let known = self.ancestors(refused);
        let is_later = |hash: ChangeHash| {
            !known.contains(&hash)
                && self.record.author_of(hash) == author
                && made_at(self.record, hash) >= at
        };
        let changes = self.record.changes().into_iter().map(|change| change.hash);
        let edits = changes
            .filter(|hash| is_later(*hash))
            .flat_map(|hash| self.record.edits_of(hash));
        edits.map(|edit| edit.field).collect()
    }

    fn ancestors(&self, of: ChangeHash) -> Vec<ChangeHash> {
        let (mut found, mut open) = (Vec::new(), vec![of]);
        while let Some(hash) = open.pop() {
            let change = self.whole.change(hash);
            let info = change.and_then(|change| ChangeInfo::read(&change.bytes).ok());
            for on in info.map(|info| info.dependencies).unwrap_or_default() {
                if !found.contains(&on) {
                    found.push(on);
                    open.push(on);
                }
            }
        }
        found
    }
}

/// The edits that a record lost with its refused changes, each with the reason: the latest of each field.
pub fn refused_edits<'a>(
    record: &'a Document,
    refused: impl Iterator<Item = &'a RefusedEntry>,
) -> Vec<(FieldEdit, Refusal)> {
    let mut lost: Vec<(FieldEdit, Refusal)> = Vec::new();
    let Some(refusals) = Refusals::of(record, refused) else {
        return lost;
    };
    for one in &refusals.refused {
        for edit in refusals.lost(one) {
            lost.retain(|(other, _)| other.field != edit.field);
            lost.push((edit, one.refusal.clone()));
        }
    }
    lost
}

/// The refused changes of which nothing is left to be changed once these fields are written.
pub(super) fn replaced(record: &Document, refused: &[RefusedEntry], fields: &[&str]) -> Vec<OutboxKey> {
    let refusals = Refusals::of(record, refused.iter());
    let is_read = |key: OutboxKey| {
        let mut read = refusals.iter().flat_map(|all| &all.refused);
        read.any(|one| one.entry.key == key)
    };
    let is_replaced = |one: &&RefusedEntry| match &refusals {
        Some(all) if is_read(one.entry.key) => all
            .lost(one)
            .iter()
            .all(|edit| fields.contains(&edit.field.as_str())),
        // What cannot be read any more is known by the field that the reason names.
        _ => fields
            .iter()
            .any(|field| one.refusal.field.as_deref() == Some(*field)),
    };
    refused
        .iter()
        .filter(is_replaced)
        .map(|one| one.entry.key)
        .collect()
}
