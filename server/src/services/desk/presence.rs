//! The people who have a record open at the desk.

use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::office::desk::{DeskName, Heartbeat, LEFT_MILLIS, OpenBy, OpenNow};

use super::edit::open;
use super::scope::may_meet_colleagues;
use crate::error::Error;
use crate::state::App;
use crate::store::OpenTab;

/// Most bytes of the id of a tab.
const TAB: usize = 64;

/// Notes that a person has a record open. `POST /desk/records/{department}/{document}/open`.
///
/// # Errors
/// `NOT_FOUND` when the record is not for this person.
pub async fn heartbeat(
    app: &App,
    person: UserId,
    department: DepartmentId,
    document: DocumentId,
    beat: &Heartbeat,
) -> Result<OpenNow, Error> {
    if beat.tab.is_empty() || beat.tab.len() > TAB {
        return Err(Error::MALFORMED);
    }
    let opened = open(app, person, department, document).await?;
    let now = app.clock.now();
    let tab = OpenTab {
        department,
        document,
        person,
        tab: beat.tab.clone(),
        is_editing: beat.is_editing,
        is_left: beat.is_left,
    };
    app.store
        .note_open(&tab, now, now.plus_millis(-LEFT_MILLIS))
        .await?;
    let people = match may_meet_colleagues(&opened.access.permission) {
        true => others(app, person, department, document).await?,
        false => Vec::new(),
    };
    Ok(OpenNow { people })
}

/// The others who have a record open.
pub(super) async fn others(
    app: &App,
    person: UserId,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Vec<OpenBy>, Error> {
    let since = app.clock.now().plus_millis(-LEFT_MILLIS);
    let open = app.store.open_by(department, document, since).await?;
    let others = open.into_iter().filter(|row| row.person != person);
    Ok(others
        .map(|row| OpenBy {
            person: DeskName {
                id: row.person,
                name: row.name,
            },
            since: row.since,
            is_editing: row.is_editing,
        })
        .collect())
}
