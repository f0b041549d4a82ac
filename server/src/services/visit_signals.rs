//! Signals that ask for a visit: social caretakers take them, though they change no other signal.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind};
use feltbog_shared::permission::Permission;

use crate::error::Error;
use crate::state::App;

/// The team that takes them, and their kind where they were sent to nobody.
const OF_VISITS: (ReceivingTeam, SignalKind) = (ReceivingTeam::SocialCaretaker, SignalKind::NeedsVisit);

/// The signals of a department that ask for a visit, for somebody who takes them: open ones, and those that they have at
/// the desk.
///
/// # Errors
/// When the database fails.
pub(super) async fn signals_of_visits(
    app: &App,
    department: DepartmentId,
    permission: &Permission,
) -> Result<Vec<DocumentId>, Error> {
    if !permission.can_take_signals_of_visits() {
        return Ok(Vec::new());
    }
    let (team, kind) = OF_VISITS;
    let signals = app
        .store
        .signals_for_team(department, permission.user(), team.key(), kind.key());
    Ok(signals.await?)
}

/// The departments with an open signal that asks for a visit.
///
/// # Errors
/// When the database fails.
pub(super) async fn departments_with_signals_of_visits(app: &App) -> Result<Vec<DepartmentId>, Error> {
    let (team, kind) = OF_VISITS;
    Ok(app.store.departments_with_signals(team.key(), kind.key()).await?)
}
