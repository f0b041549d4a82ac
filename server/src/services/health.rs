//! Readiness of the server: whether it should get requests.

use std::time::Duration;

use tokio::time::timeout;

use crate::error::Error;
use crate::state::App;

/// Longest time for the database's answer.
const PING_TIME: Duration = Duration::from_secs(5);

/// Asks the database whether it answers.
///
/// # Errors
/// `BUSY` when the server is stopping or the database does not answer in time, or the database's error.
pub async fn check_ready(app: &App) -> Result<(), Error> {
    if app.is_stopping() {
        return Err(Error::BUSY);
    }
    timeout(PING_TIME, app.store.ping())
        .await
        .map_err(|_| Error::BUSY)??;
    Ok(())
}
