//! Taking access away. The ledger outside the database hears of it first, so that no restore gives
//! it back.

use feltbog_shared::id::{DepartmentId, DeviceId, UserId};
use feltbog_shared::permission::Role;

use crate::ledger::Entry;
use crate::services::erasure::EraseError;
use crate::services::ledger_entries::write_down;
use crate::state::{App, Signal};
use crate::store::Withdrawal;

/// Ends the session of a device and whatever it listens to, at every server.
///
/// # Errors
/// When the ledger or the database cannot be written; doing it again is safe.
pub async fn revoke(app: &App, device: DeviceId) -> Result<(), EraseError> {
    withdraw(app, Withdrawal::Device(device, app.clock.now())).await?;
    app.store.unsubscribe_push(device).await?;
    app.send(Signal::Revoked(device));
    app.notifier.revoked(device);
    Ok(())
}

/// Ends a person's role in a department.
///
/// # Errors
/// As [`revoke`].
pub async fn end_role(
    app: &App,
    person: UserId,
    department: DepartmentId,
    role: Role,
) -> Result<(), EraseError> {
    withdraw(app, Withdrawal::Role(person, department, role, app.clock.now())).await
}

async fn withdraw(app: &App, withdrawal: Withdrawal) -> Result<(), EraseError> {
    write_down(&app.ledger, vec![Entry::Withdrawn(withdrawal)]).await?;
    app.store.withdraw(&[withdrawal]).await?;
    Ok(())
}
