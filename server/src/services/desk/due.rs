//! Records of a department of which the day has come, by the rules of the inbox.

use feltbog_shared::office::desk::InboxReason;

use super::lists::{INBOX_KINDS, everything};
use super::scope::group;
use crate::error::Error;
use crate::services::access::DepartmentAccess;
use crate::state::App;
use crate::store::{FoundRecord, IndexQuery};

/// The records that a person reads in a department and of which the day has come, except those that wait at the desk: at
/// most `limit`.
pub(crate) async fn due_records(
    app: &App,
    access: &DepartmentAccess,
    limit: u32,
) -> Result<Vec<FoundRecord>, Error> {
    let mut scope = group(&access.permission);
    scope.departments = vec![access.department.id];
    let wanted = IndexQuery {
        kinds: INBOX_KINDS.to_vec(),
        reasons: Some(vec![InboxReason::Overdue, InboxReason::Due]),
        limit,
        ..everything(app, vec![scope])
    };
    Ok(app.store.find_records(&wanted).await?)
}
