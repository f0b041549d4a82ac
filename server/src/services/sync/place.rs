//! Whether a phone's place in a log is a place in this log. After the database was restored from an
//! older copy it is not, even when nobody said so: the log has grown another way since.

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::wire::{Anchor, Cursor, Witness};

use crate::error::Error;
use crate::state::App;
use crate::store::Position;

/// The log as it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogPosition {
    pub(super) position: Position,
    /// Whether everything the phone was told about the log still holds.
    pub(super) stands: bool,
    /// Whether the server made the cursor for this person, with the rights and the place that it names.
    pub(super) is_ours: bool,
}

/// The fingerprint in what a cursor says of rights.
pub(super) fn fingerprint(cursor: &Cursor) -> u32 {
    (cursor.rights >> 32) as u32
}

/// Holds a phone's cursor against the log at it, and its witness if it has one.
pub(super) async fn look_up(
    app: &App,
    department: DepartmentId,
    person: UserId,
    position: Position,
    cursor: &Cursor,
) -> Result<LogPosition, Error> {
    let (epoch, sequence) = (cursor.epoch, cursor.sequence);
    let (mut is_here, mut is_ours) = (false, false);
    if let Some(chain) = position.chain.filter(|_| epoch == position.epoch) {
        let place = (epoch, sequence, &chain);
        let secret = &app.secret;
        is_here = secret.is_anchor(cursor.anchor, department, place);
        is_ours = is_here && secret.is_cursor_rights(cursor.rights, department, person, place);
    }
    let stands = (epoch == 0 || is_here) && is_there(app, department, cursor.witness, &position).await?;
    Ok(LogPosition {
        position,
        stands,
        is_ours,
    })
}

/// As [`witnessed`], for a log of which the end is known: what a phone was last told of is often that.
async fn is_there(
    app: &App,
    department: DepartmentId,
    witness: Option<Witness>,
    end: &Position,
) -> Result<bool, Error> {
    match witness {
        Some(named) if named.sequence == end.head => {
            let place = (end.epoch, end.head, &end.head_chain);
            Ok(app.secret.is_anchor(Some(named.anchor), department, place))
        }
        other => witnessed(app, department, other).await,
    }
}

/// Whether a place that the server once named is still there. Nothing named is nothing missing.
pub(super) async fn witnessed(
    app: &App,
    department: DepartmentId,
    witness: Option<Witness>,
) -> Result<bool, Error> {
    let Some(witness) = witness else {
        return Ok(true);
    };
    let position = app
        .store
        .position(department, witness.sequence)
        .await?
        .ok_or(Error::NO_ACCESS)?;
    Ok(position.chain.is_some_and(|chain| {
        let place = (position.epoch, witness.sequence, &chain);
        app.secret.is_anchor(Some(witness.anchor), department, place)
    }))
}

/// The log's present end, if it is behind a place. Whole documents that were read before reach no further: a phone that
/// names it is told when the log has lost what it was given with them.
pub(super) async fn end_behind(
    app: &App,
    department: DepartmentId,
    sequence: u64,
) -> Result<Option<Witness>, Error> {
    let position = app.store.position(department, sequence).await?;
    let position = position.ok_or(Error::NO_ACCESS)?;
    Ok(end(app, department, &position).filter(|end| end.sequence > sequence))
}

/// The check value of the log's end; nothing while the log is empty.
pub(super) fn end_anchor(app: &App, department: DepartmentId, position: &Position) -> Option<Anchor> {
    app.secret
        .anchor(department, position.epoch, position.head, &position.head_chain)
}

/// The log's end, for a phone to name later.
pub(super) fn end(app: &App, department: DepartmentId, position: &Position) -> Option<Witness> {
    end_anchor(app, department, position).map(|anchor| Witness {
        sequence: position.head,
        anchor,
    })
}
