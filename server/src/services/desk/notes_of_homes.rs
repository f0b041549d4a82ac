//! Pending notes that name a home, for an answer to whoever lives there.

use std::collections::BTreeSet;

use feltbog_shared::home::home_key;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::NoteState;

use super::notes::read;
use crate::error::Error;
use crate::state::App;

/// Most notes that are read at once.
const NOTES_AT_ONCE: u32 = 500;

/// A pending note about a home. The way to reach its sender is no part of it.
pub(in crate::services) struct NoteAboutHome {
    pub(in crate::services) id: DocumentId,
    pub(in crate::services) department: DepartmentId,
    pub(in crate::services) text: String,
    pub(in crate::services) place: String,
    pub(in crate::services) home: String,
    pub(in crate::services) received_at: Moment,
    pub(in crate::services) changed_at: Moment,
}

/// The notes of departments that name one of these homes, by the keys of homes.
///
/// # Errors
/// When the database fails.
pub(in crate::services) async fn notes_of_homes(
    app: &App,
    departments: &[DepartmentId],
    homes: &BTreeSet<String>,
) -> Result<Vec<NoteAboutHome>, Error> {
    let states: Vec<_> = NoteState::ALL.iter().map(|state| state.key()).collect();
    let (mut found, mut offset) = (Vec::new(), 0);
    loop {
        let (rows, total) = app
            .store
            .notes(departments, &states, None, offset, NOTES_AT_ONCE)
            .await?;
        offset += rows.len() as u64;
        let is_last = rows.is_empty() || offset >= total;
        for row in rows {
            let content = read(&row)?;
            if homes.contains(&home_key(&content.home)) {
                found.push(NoteAboutHome {
                    id: row.id,
                    department: row.department,
                    text: content.text,
                    place: content.place,
                    home: content.home,
                    received_at: row.received_at,
                    changed_at: row.changed_at,
                });
            }
        }
        if is_last {
            return Ok(found);
        }
    }
}
