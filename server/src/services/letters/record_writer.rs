//! Records that the office writes for a person: changes of Automerge with the person as author, through the push that
//! phones use, and so through the guard.

use feltbog_shared::document::{Document, DocumentError, Writer};
use feltbog_shared::id::{ActorId, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::{FieldEdit, Kind};
use feltbog_shared::wire::Offered;

use crate::clock::draw;
use crate::error::Error;
use crate::services::sync;
use crate::state::App;

/// Makes a record, or edits the one that is there. The rights are those of the person, and the server asks for them as it
/// does for a phone.
///
/// # Errors
/// The refusal of the push.
pub(super) async fn write(
    app: &App,
    person: UserId,
    department: DepartmentId,
    (document, kind): (DocumentId, Kind),
    edits: &[FieldEdit],
) -> Result<(), Error> {
    let fault = |error: DocumentError| Error::Fault(format!("a {}: {error}", kind.key()));
    let writer = Writer {
        actor: ActorId(draw(&*app.random)),
        author: person,
        at: app.clock.now(),
    };
    let snapshots = app.store.snapshots(department, &[document]).await?;
    let mut record = match snapshots.first() {
        Some(snapshot) => Document::from_chunks(kind, &snapshot.bytes).map_err(fault)?,
        None => Document::new(kind).map_err(fault)?,
    };
    let Some(change) = record.edit(writer, None, edits).map_err(fault)? else {
        return Ok(());
    };
    let offered = Offered {
        document,
        kind,
        bytes: change.bytes,
        relayed: None,
    };
    let session = DeviceId::from_bytes(*person.as_bytes());
    sync::push_for_person(app, (person, session), department, offered).await
}
