//! The contact people of a department beside a concern: they refer to the municipality's adviser.

use feltbog_shared::department_information::CallContact;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::permission::{Collection, Permission};

use crate::error::Error;
use crate::services::department_details::public_part;
use crate::state::App;

/// The people to call about a record: those of its department for a concern, nobody for any other kind.
pub(super) async fn contacts(
    app: &App,
    permission: &Permission,
    kind: Kind,
    department: DepartmentId,
) -> Result<Vec<CallContact>, Error> {
    if kind != Kind::Concern || permission.access(Collection::Guidance).read.is_nothing() {
        return Ok(Vec::new());
    }
    let row = app.store.department_record(department).await?;
    let information = row.as_ref().map(public_part).transpose()?;
    Ok(information.map(|one| one.contacts).unwrap_or_default())
}
