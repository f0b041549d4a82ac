//! Notes of visits at which the resident said no, or took a yes back. A phone empties them when its person says so on the
//! visit's page, and offers the way back for some minutes. A no that comes from another phone or from the office empties
//! nothing, and an emptied text stands in the history still. So the server erases such notes when those minutes are over.

use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::consent::refuses_note;
use feltbog_shared::model::discard::DISCARD_MILLIS;
use feltbog_shared::model::{Kind, SocialVisit};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::AuditPurpose;
use feltbog_shared::refusal::RefusalCode;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::FIRST;
use super::newest_change::newest_change_of;
use super::refused_records::erase_refused_records;
use crate::error::Error;
use crate::services::access::department_access;
use crate::services::erasure;
use crate::services::projection::{disputed_fields, read_fields};
use crate::state::{App, State};
use crate::store::{DocumentLookup, NoteOfVisit};

/// The time between two looks.
const EVERY: Duration = Duration::from_secs(60);
/// Looks between two that look at all notes, and not only at what was changed lately.
const LOOKS_BETWEEN_WHOLE: u32 = 60;
/// Milliseconds that count as lately: longer than between two looks at all notes.
const LATELY_MILLIS: i64 = 2 * 3_600_000;
/// Notes that are looked at together.
const NOTES_AT_ONCE: u32 = 200;
/// The answers that decide whether a note may be kept.
const ANSWERS: [&str; 2] = [
    SocialVisit::consent_note().name(),
    SocialVisit::consent_contact().name(),
];

/// Erases the notes whose visits have refused them for as long as a no can be taken back. With `changed_from`, only notes
/// that were changed since, or whose visit was. How many.
///
/// # Errors
/// When the database or the ledger fails. Doing it again is safe.
pub async fn erase_refused_notes(app: &App, changed_from: Option<Moment>) -> Result<usize, Error> {
    let changed_from = changed_from.unwrap_or(Moment::from_millis(i64::MIN));
    let mut erased = 0;
    for organisation in app.store.organisation_rows().await? {
        for row in app.store.department_records(organisation.id).await? {
            erased += erase_in(app, row.id, changed_from).await?;
        }
    }
    Ok(erased)
}

async fn erase_in(app: &App, department: DepartmentId, changed_from: Moment) -> Result<usize, Error> {
    let (mut after, mut erased, mut held) = (None, 0, None);
    loop {
        let notes = app
            .store
            .notes_of_visits(department, changed_from, after, NOTES_AT_ONCE)
            .await?;
        let Some(last) = notes.last().map(|note| note.note) else {
            return Ok(erased);
        };
        after = Some(last);
        for note in notes.iter().filter(|note| is_refused(&note.visit_projection)) {
            if !is_over(app, note).await? || !may_learn(app, department, note).await? {
                continue;
            }
            // What a court or a board needs is kept until the hold ends.
            if held.is_none() {
                held = Some(app.store.legal_holds(department).await?);
            }
            let is_held = |id| held.as_ref().is_some_and(|held| held.contains_key(id));
            if is_held(&note.note) || is_held(&note.visit) {
                continue;
            }
            erasure::erase_for(app, note.note, AuditPurpose::Retention).await?;
            erased += 1;
        }
    }
}

/// Whether a visit refuses its notes. Answers that disagree are for people to settle first.
fn is_refused(projection: &str) -> bool {
    let disputed = disputed_fields(projection);
    let is_disputed = ANSWERS
        .iter()
        .any(|name| disputed.iter().any(|field| field == name));
    !is_disputed && read_fields(Kind::SocialVisit, projection).is_some_and(|visit| refuses_note(&visit))
}

/// Whether the minutes in which the answer can be taken back are over.
async fn is_over(app: &App, note: &NoteOfVisit) -> Result<bool, Error> {
    let until = app.clock.now().plus_millis(-DISCARD_MILLIS);
    if note.visit_changed_at <= until {
        return Ok(true);
    }
    // The visit was changed since, which may have been anything.
    let answered_at = answered_at(app, note.visit).await?;
    Ok(answered_at.is_some_and(|answered_at| answered_at <= until))
}

/// Whether the note's author may know the visit's answer: a note that names somebody else's visit tells nobody of it.
async fn may_learn(app: &App, department: DepartmentId, note: &NoteOfVisit) -> Result<bool, Error> {
    match department_access(app, note.owner, department).await {
        Ok(access) => {
            let collection = Kind::SocialVisit.collection();
            Ok(access
                .permission
                .may_read(collection, note.visit_owner, note.visit))
        }
        // Gone from the department: what they left behind is erased all the same.
        Err(Error::Refused(RefusalCode::NoAccess)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// The receipt of the newest change that wrote an answer of a visit.
async fn answered_at(app: &App, visit: DocumentId) -> Result<Option<Moment>, Error> {
    let _turn = app
        .judging
        .acquire()
        .await
        .map_err(|error| Error::Fault(error.to_string()))?;
    let found = app.store.documents(&[visit]).await?.remove(&visit);
    let Some(DocumentLookup::Live(state)) = found else {
        return Ok(None);
    };
    tokio::task::spawn_blocking(move || newest_change_of(&state, &ANSWERS))
        .await
        .map_err(|error| Error::Fault(error.to_string()))
}

/// Erases refused notes, and records that went out against a no, until the server stops or is gone.
pub(crate) fn erasing_refused_notes(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state = Arc::downgrade(state);
    let at_work = async move {
        sleep(FIRST).await;
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut until_whole = 0;
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            let app = App::from(state);
            let lately = app.clock.now().plus_millis(-LATELY_MILLIS);
            let changed_from = (until_whole > 0).then_some(lately);
            let notes = erase_refused_notes(&app, changed_from).await;
            let records = erase_refused_records(&app, changed_from).await;
            match notes.and_then(|notes| Ok(notes + records?)) {
                Ok(erased) => {
                    until_whole = match until_whole {
                        0 => LOOKS_BETWEEN_WHOLE,
                        left => left - 1,
                    };
                    if erased > 0 {
                        tracing::info!(erased, "records that residents refused were erased");
                    }
                }
                Err(error) => {
                    until_whole = 0;
                    tracing::warn!(%error, "records that residents refused could not all be erased");
                }
            }
        }
    };
    async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}
