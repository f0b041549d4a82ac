//! The demo organisation "Boligforeningen Lærkeby".

use crate::app::App;
use crate::error::Error;

/// Makes the demo organisation unless it is there.
///
/// # Errors
/// When the database fails.
pub async fn ensure(_app: &App, _progress: impl Fn(&str)) -> Result<(), Error> {
    Ok(())
}

/// Links and codes to try it with.
///
/// # Errors
/// When the database fails.
pub async fn invitations(_app: &App) -> Result<String, Error> {
    Ok(String::new())
}
