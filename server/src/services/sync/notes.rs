//! Notes of visits at which the resident said no. The note and its visit are two records, so that the guard looks from
//! one to the other.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::document::Document;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::consent::{is_written_note, refuses_note};
use feltbog_shared::model::{Fields, Kind, Model as _, VisitNote};

use super::judge::Pusher;
use crate::error::Error;
use crate::state::App;
use crate::store::{AppendDocument, DocumentLookup};

/// The notes among judged documents that would say something although their visit says no.
///
/// A visit that the person may not read answers as one that is not there.
pub(super) async fn against_a_no(
    app: &App,
    pusher: &Pusher,
    documents: &[AppendDocument],
) -> Result<BTreeSet<DocumentId>, Error> {
    let mut visits: BTreeMap<DocumentId, Vec<DocumentId>> = BTreeMap::new();
    for document in documents.iter().filter(|one| one.kind == Kind::VisitNote) {
        let Some(note) = fields_of(Kind::VisitNote, &document.bytes).filter(is_written_note) else {
            continue;
        };
        if let Some(visit) = VisitNote::from_fields(&note).visit {
            visits.entry(visit).or_default().push(document.document);
        }
    }
    let mut unwanted = BTreeSet::new();
    let mut unread = Vec::new();
    for (visit, notes) in &visits {
        // One that comes with the same batch answers for itself.
        match documents.iter().find(|document| document.document == *visit) {
            Some(document) if says_no(document.kind, &document.bytes) => unwanted.extend(notes),
            Some(_) => {}
            None => unread.push(*visit),
        }
    }
    if unread.is_empty() {
        return Ok(unwanted);
    }
    let found = app.store.documents_within(&unread, u64::MAX).await?;
    for (visit, lookup) in found.unwrap_or_default() {
        let DocumentLookup::Live(state) = lookup else {
            continue;
        };
        let collection = state.kind.collection();
        let is_known = state.department == pusher.department
            && pusher.permission.may_read(collection, state.owner, visit);
        if is_known && says_no(state.kind, &state.bytes) {
            unwanted.extend(visits.get(&visit).into_iter().flatten());
        }
    }
    Ok(unwanted)
}

fn says_no(kind: Kind, bytes: &[u8]) -> bool {
    kind == Kind::SocialVisit && fields_of(kind, bytes).is_some_and(|visit| refuses_note(&visit))
}

fn fields_of(kind: Kind, bytes: &[u8]) -> Option<Fields> {
    Some(Document::from_chunks(kind, bytes).ok()?.fields())
}
