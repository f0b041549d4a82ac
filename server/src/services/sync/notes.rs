//! Notes of visits at which the resident said no. The note and its visit are two records, so that the guard looks from
//! one to the other.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::consent::{is_written_note, refuses_note};
use feltbog_shared::model::{Kind, Model as _, VisitNote};

use super::judge::Pusher;
use crate::error::Error;
use crate::services::budget;
use crate::services::projection::read_fields;
use crate::services::signed_in::SignedIn;
use crate::state::App;
use crate::store::{AppendDocument, DocumentSummary};

/// Visits whose fields are read together: few enough to be held in memory however much is written in them.
const VISITS_AT_ONCE: usize = 16;

/// The answers of the visits about the notes of a batch.
#[derive(Clone, Debug, Default)]
pub(super) struct VisitAnswers {
    /// The notes that would say something although their visit says no.
    pub(super) unwanted: BTreeSet<DocumentId>,
    /// The visits that this follows from, each with the number of its last entry; 0 for one that is not there.
    pub(super) decided_by: Vec<(DocumentId, u64)>,
}

/// Asks the visits of the notes among judged documents.
///
/// A visit that the person may not read answers as one that is not there.
pub(super) async fn answers_of_visits(
    app: &App,
    who: &SignedIn,
    pusher: &Pusher,
    documents: &[AppendDocument],
) -> Result<VisitAnswers, Error> {
    let mut visits: BTreeMap<DocumentId, Vec<DocumentId>> = BTreeMap::new();
    for document in documents.iter().filter(|one| one.kind == Kind::VisitNote) {
        let Some(note) = read_fields(Kind::VisitNote, &document.projection).filter(is_written_note) else {
            continue;
        };
        if let Some(visit) = VisitNote::from_fields(&note).visit {
            visits.entry(visit).or_default().push(document.document);
        }
    }
    let mut answers = VisitAnswers::default();
    if visits.is_empty() {
        return Ok(answers);
    }
    let sent: BTreeMap<_, _> = documents.iter().map(|one| (one.document, one)).collect();
    let mut unread = Vec::new();
    for (visit, notes) in &visits {
        // One that comes with the same batch answers for itself.
        match sent.get(visit) {
            Some(document) if says_no(document.kind, &document.projection) => answers.unwanted.extend(notes),
            Some(_) => {}
            None => unread.push(*visit),
        }
    }
    for portion in unread.chunks(VISITS_AT_ONCE) {
        ask(app, who, pusher, portion, &visits, &mut answers).await?;
    }
    Ok(answers)
}

/// Asks some visits, those alone that the person may read.
async fn ask(
    app: &App,
    who: &SignedIn,
    pusher: &Pusher,
    portion: &[DocumentId],
    visits: &BTreeMap<DocumentId, Vec<DocumentId>>,
    answers: &mut VisitAnswers,
) -> Result<(), Error> {
    let summaries = app.store.summaries(portion).await?;
    let collection = Kind::SocialVisit.collection();
    let mut readable = Vec::new();
    for visit in portion {
        match summaries.get(visit) {
            Some(DocumentSummary::Live {
                department,
                kind: Kind::SocialVisit,
                owner,
                ..
            }) if *department == pusher.department
                && pusher.permission.may_read(collection, *owner, *visit) =>
            {
                readable.push(*visit);
            }
            Some(_) => {}
            None => answers.decided_by.push((*visit, 0)),
        }
    }
    let mut bytes = 0;
    if !readable.is_empty() {
        for kept in app.store.kept_fields(pusher.department, &readable).await? {
            bytes += kept.projection.len() as u64;
            if says_no(Kind::SocialVisit, &kept.projection) {
                let notes = visits.get(&kept.document).into_iter().flatten();
                answers.unwanted.extend(notes);
            }
            answers.decided_by.push((kept.document, kept.upto));
        }
    }
    let units = portion.len() as u64 + bytes / budget::BYTES_READ;
    app.budgets.charge(who, units, app.clock.now());
    Ok(())
}

fn says_no(kind: Kind, projection: &str) -> bool {
    kind == Kind::SocialVisit && read_fields(kind, projection).is_some_and(|visit| refuses_note(&visit))
}
