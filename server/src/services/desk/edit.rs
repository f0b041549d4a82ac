//! Edits at the desk: the server makes the change for the person, by the rules of a phone, and takes it in as it takes a
//! phone's.

use feltbog_shared::document::{ChangeInfo, Document, DocumentError, EditedRecord, Writer, is_genesis};
use feltbog_shared::id::{ActorId, ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::schema::{DISCARDED_AT, ValueList as _};
use feltbog_shared::model::{ConflictCase, FieldChange, FieldEdit, Fields, Kind, Shape, Value};
use feltbog_shared::office::desk::{EditOutcome, EditUndo, NewRecord, RecordEdits};
use feltbog_shared::permission::{Grant, Permission, Role};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::Offered;
use sha2::Digest as _;

use crate::clock::draw;
use crate::error::Error;
use crate::services::access::{DepartmentAccess, SignedIn, department_access};
use crate::services::beginning::CARD_AUTHOR;
use crate::services::signed_in::OfficeUser;
use crate::services::sync;
use crate::state::App;
use crate::store::{DepartmentRow, DocumentLookup, DocumentState, DocumentSummary};

/// Most edits of one change.
const EDITS: usize = 200;
/// Most bytes of a token.
const TOKEN: usize = 64;

/// A record that is there, and the person's rights.
pub(in crate::services) struct Opened {
    pub(in crate::services) access: DepartmentAccess,
    pub(in crate::services) state: DocumentState,
}

/// The record that a person may read.
///
/// # Errors
/// `NOT_FOUND` when it is absent or not for this person.
pub(in crate::services) async fn open(
    app: &App,
    person: UserId,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Opened, Error> {
    let access = department_access(app, person, department).await?;
    // What is not for the person costs what is not there costs: neither is read.
    let summary = app.store.summaries(&[document]).await?.remove(&document);
    let Some(DocumentSummary::Live {
        department: of,
        kind,
        owner,
        ..
    }) = summary
    else {
        return Err(Error::NOT_FOUND);
    };
    let may_read = access.permission.may_read(kind.collection(), owner, document);
    if of != department || !may_read {
        return Err(Error::NOT_FOUND);
    }
    match app.store.documents(&[document]).await?.remove(&document) {
        Some(DocumentLookup::Live(state)) if state.owner == owner => Ok(Opened { access, state }),
        _ => Err(Error::NOT_FOUND),
    }
}

/// The actor of a request's change: the same whenever the request is repeated.
pub(super) fn actor(person: UserId, document: DocumentId, token: &str) -> ActorId {
    let sum: [u8; 32] = sha2::Sha256::digest(
        [
            b"desk".as_slice(),
            person.as_bytes(),
            document.as_bytes(),
            token.as_bytes(),
        ]
        .concat(),
    )
    .into();
    ActorId(sum.first_chunk().copied().unwrap_or_default())
}

/// The change that a request made earlier.
pub(super) fn made_by(state: &DocumentState, actor: ActorId) -> Option<ChangeHash> {
    let by_it = state
        .changes
        .iter()
        .find(|change| change.actor.ends_with(&actor.0));
    by_it.map(|change| change.hash)
}

fn token(text: &str) -> Result<(), Error> {
    let is_one = !text.is_empty() && text.len() <= TOKEN && text.chars().all(|one| one.is_ascii_graphic());
    is_one.then_some(()).ok_or(Error::MALFORMED)
}

/// Work on documents, for a thread that may be kept busy: among the turns of those who judge changes.
pub(super) async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let turn = app.judging.acquire().await;
    let _turn = turn.map_err(|error| Error::Fault(error.to_string()))?;
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Fault(error.to_string()))?
}

pub(super) fn unreadable<E>(_: E) -> Error {
    Error::Refused(RefusalCode::Unreadable)
}

pub(super) fn refused(error: DocumentError) -> Error {
    match error {
        DocumentError::Refused(refusal) => Error::Refused(refusal.code),
        error => unreadable(error),
    }
}

/// A change to make.
struct Wanted {
    record: EditedRecord,
    permission: Permission,
    bytes: Vec<u8>,
    writer: Writer,
    heads: Option<Vec<ChangeHash>>,
    edits: Vec<FieldEdit>,
}

impl Wanted {
    /// The change; nothing when everything already reads so.
    fn make(self) -> Result<Option<Vec<u8>>, Error> {
        let kind = self.record.kind;
        let mut document = if self.record.is_there {
            Document::from_chunks(kind, &self.bytes).map_err(unreadable)?
        } else {
            Document::new(kind).map_err(unreadable)?
        };
        let rights = document.check_rights(&self.permission, self.record, &self.edits);
        rights.map_err(|refusal| Error::Refused(refusal.code))?;
        let made = document.edit(self.writer, self.heads.as_deref(), &self.edits);
        Ok(made.map_err(refused)?.map(|change| change.bytes))
    }
}

/// Makes edits of a record that is there, as one change. `POST /desk/records/{department}/{document}`.
///
/// # Errors
/// `NOT_FOUND`, `NO_ACCESS`, or the rule of the record that does not allow it.
pub async fn edit(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    document: DocumentId,
    wanted: RecordEdits,
) -> Result<EditOutcome, Error> {
    token(&wanted.token)?;
    let opened = open(app, user.person, department, document).await?;
    let actor = actor(user.person, document, &wanted.token);
    if let Some(change) = made_by(&opened.state, actor) {
        return outcome(app, opened.state, document, Some(change)).await;
    }
    change(
        app,
        user,
        opened,
        document,
        actor,
        Some(wanted.heads),
        wanted.edits,
    )
    .await
}

/// Makes edits of a record as it stands, for work that shows nobody its heads. A second call with the token does nothing.
///
/// # Errors
/// As [`edit`].
pub async fn edit_present(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    document: DocumentId,
    token: &str,
    edits: Vec<FieldEdit>,
) -> Result<EditOutcome, Error> {
    let opened = open(app, user.person, department, document).await?;
    let actor = actor(user.person, document, token);
    if let Some(change) = made_by(&opened.state, actor) {
        return outcome(app, opened.state, document, Some(change)).await;
    }
    change(app, user, opened, document, actor, None, edits).await
}

/// Makes edits of a record in the name of Feltbog itself, with the rights of a role in its department. Whether they changed
/// anything: a record that is not there any more stays as it is.
///
/// # Errors
/// The rule that does not allow it.
pub(in crate::services) async fn edit_as_server(
    app: &App,
    department: &DepartmentRow,
    role: Role,
    document: DocumentId,
    edits: Vec<FieldEdit>,
) -> Result<bool, Error> {
    let state = match app.store.documents(&[document]).await?.remove(&document) {
        Some(DocumentLookup::Live(state)) if state.department == department.id => state,
        _ => return Ok(false),
    };
    let now = app.clock.now();
    let grant = Grant {
        role,
        department: department.id,
        from: now,
        until: None,
    };
    let permission = Permission::new(CARD_AUTHOR, &[grant], department.id, department.modules, now);
    let kind = state.kind;
    let wanted = Wanted {
        record: EditedRecord {
            document,
            kind,
            owner: state.owner,
            is_there: true,
        },
        permission: permission.clone(),
        bytes: state.bytes,
        writer: Writer {
            actor: ActorId(draw(&*app.random)),
            author: CARD_AUTHOR,
            at: now,
        },
        heads: None,
        edits,
    };
    let Some(bytes) = blocking(app, move || wanted.make()).await? else {
        return Ok(false);
    };
    let who = SignedIn {
        person: CARD_AUTHOR,
        name: String::new(),
        device: DeviceId::from_bytes(*CARD_AUTHOR.as_bytes()),
    };
    let change = Offered {
        document,
        kind,
        bytes,
        relayed: None,
    };
    sync::push_from_elsewhere(app, &who, department, permission, change).await?;
    Ok(true)
}

/// Makes one change of an opened record.
pub(super) async fn change(
    app: &App,
    user: &OfficeUser,
    opened: Opened,
    document: DocumentId,
    actor: ActorId,
    heads: Option<Vec<ChangeHash>>,
    edits: Vec<FieldEdit>,
) -> Result<EditOutcome, Error> {
    if edits.len() > EDITS {
        return Err(Error::TOO_LARGE);
    }
    let Opened { access, state } = opened;
    let (department, kind) = (state.department, state.kind);
    if kind == Kind::PassedOn {
        return Err(Error::NO_ACCESS);
    }
    let wanted = Wanted {
        record: EditedRecord {
            document,
            kind,
            owner: state.owner,
            is_there: true,
        },
        permission: access.permission,
        bytes: state.bytes.clone(),
        writer: Writer {
            actor,
            author: user.person,
            at: app.clock.now(),
        },
        heads,
        edits,
    };
    let Some(bytes) = blocking(app, move || wanted.make()).await? else {
        return outcome(app, state, document, None).await;
    };
    let change = send(app, user, department, document, kind, bytes).await?;
    present(app, department, document, Some(change)).await
}

/// Brings an opened case to a state that the states of cases need not lead to, with other edits as one change: a step that
/// a second person agreed to, a merge, and its way back.
pub(super) async fn change_to(
    app: &App,
    user: &OfficeUser,
    opened: Opened,
    document: DocumentId,
    actor: ActorId,
    edits: Vec<FieldEdit>,
    to: ConflictState,
) -> Result<(), Error> {
    let writer = Writer {
        actor,
        author: user.person,
        at: app.clock.now(),
    };
    let (department, bytes) = (opened.state.department, opened.state.bytes);
    let made = blocking(app, move || {
        let mut record = Document::from_chunks(Kind::ConflictCase, &bytes).map_err(unreadable)?;
        let step = ConflictCase::state().set(to);
        let made = record.edit_with_approved_step(writer, None, &edits, Some(step));
        Ok(made.map_err(refused)?.map(|change| change.bytes))
    });
    let Some(bytes) = made.await? else {
        return Ok(());
    };
    let offered = Offered {
        document,
        kind: Kind::ConflictCase,
        bytes,
        relayed: None,
    };
    let session = DeviceId::from_bytes(*user.session.as_bytes());
    sync::push_approved(app, (user.person, session), department, offered, to.key()).await
}

/// Makes a record. `POST /desk/records/{department}`.
///
/// # Errors
/// `NO_ACCESS`, `MALFORMED` for a token that is no id of a phone's kind, or the rule that does not allow it.
pub async fn create(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    wanted: NewRecord,
) -> Result<EditOutcome, Error> {
    let document: DocumentId = wanted.token.parse().map_err(|_| Error::MALFORMED)?;
    // Ids that the server makes out of the subject of a record are its own.
    if document.is_named() {
        return Err(Error::MALFORMED);
    }
    create_as(app, user, department, document, wanted.kind, wanted.edits).await
}

/// Makes a record under an id.
pub(crate) async fn create_as(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    document: DocumentId,
    kind: Kind,
    mut edits: Vec<FieldEdit>,
) -> Result<EditOutcome, Error> {
    if document.as_bytes()[6] >> 4 != 7 && !document.is_named() {
        return Err(Error::MALFORMED);
    }
    if edits.len() > EDITS {
        return Err(Error::TOO_LARGE);
    }
    let access = department_access(app, user.person, department).await?;
    if kind == Kind::PassedOn || !access.permission.may_create_kind(kind) {
        return Err(Error::NO_ACCESS);
    }
    let actor = actor(user.person, document, "new");
    let known = app.store.summaries(&[document]).await?.remove(&document);
    if let Some(summary) = known {
        let is_own = matches!(summary, DocumentSummary::Live { department: of, kind: known, owner, .. }
            if of == department && owner == user.person && known == kind);
        if !is_own {
            return Err(Error::NO_ACCESS);
        }
        return match app.store.documents(&[document]).await?.remove(&document) {
            Some(DocumentLookup::Live(state)) => {
                let change = made_by(&state, actor);
                let collection = kind.collection();
                // A person may add what they may not read: of theirs, others' words stay hidden when it is sent again.
                if !access.permission.may_read(collection, state.owner, document) {
                    return Ok(EditOutcome {
                        document,
                        change,
                        heads: Vec::new(),
                        fields: Fields::new(),
                        disputes: Vec::new(),
                    });
                }
                // Nobody has gone on with it: content that differs was entered after an answer that got lost.
                if change.is_some() && state.changes.len() == 1 {
                    return enter_rest(app, user, Opened { access, state }, document, change, edits).await;
                }
                outcome(app, state, document, change).await
            }
            _ => Err(Error::NO_ACCESS),
        };
    }
    let now = app.clock.now();
    if !edits.iter().any(|edit| edit.field == "created_at") {
        edits.push(FieldEdit {
            field: "created_at".to_owned(),
            change: FieldChange::Set(Value::Moment(now)),
        });
    }
    let wanted = Wanted {
        record: EditedRecord {
            document,
            kind,
            owner: user.person,
            is_there: false,
        },
        permission: access.permission,
        bytes: Vec::new(),
        writer: Writer {
            actor,
            author: user.person,
            at: now,
        },
        heads: None,
        edits,
    };
    let made = blocking(app, move || wanted.make()).await?;
    let bytes = made.ok_or(Error::Refused(RefusalCode::InvalidValue))?;
    let change = send(app, user, department, document, kind, bytes).await?;
    present(app, department, document, Some(change)).await
}

/// Enters what a repeated request for a new record says beyond the first one, as a change of its own.
async fn enter_rest(
    app: &App,
    user: &OfficeUser,
    opened: Opened,
    document: DocumentId,
    made: Option<ChangeHash>,
    mut edits: Vec<FieldEdit>,
) -> Result<EditOutcome, Error> {
    let (kind, bytes) = (opened.state.kind, opened.state.bytes.clone());
    let rest = blocking(app, move || {
        let fields = Document::from_chunks(kind, &bytes).map_err(unreadable)?.fields();
        edits.retain(|edit| edit.field != "created_at" && !reads_so(fields.get(&edit.field), &edit.change));
        Ok(edits)
    });
    let edits = rest.await?;
    if edits.is_empty() {
        return outcome(app, opened.state, document, made).await;
    }
    let actor = actor(user.person, document, "new, entered on");
    change(app, user, opened, document, actor, None, edits).await
}

/// Whether a field reads already as a change would have it. Counts are taken as counted.
fn reads_so(held: Option<&Value>, change: &FieldChange) -> bool {
    let has = |key: &String| matches!(held, Some(Value::Keys(keys)) if keys.contains(key));
    match change {
        FieldChange::Set(value) => held == Some(value),
        FieldChange::Clear => held.is_none(),
        FieldChange::Rewrite(text) => match held {
            Some(Value::Text(known)) => known == text,
            _ => text.is_empty(),
        },
        FieldChange::Include(key) => has(key),
        FieldChange::Exclude(key) => !has(key),
        FieldChange::Count(..) => true,
    }
}

/// Hands a change in as a phone does.
async fn send(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    document: DocumentId,
    kind: Kind,
    bytes: Vec<u8>,
) -> Result<ChangeHash, Error> {
    let hash = ChangeInfo::read(&bytes).map_err(unreadable)?.hash;
    let change = Offered {
        document,
        kind,
        bytes,
        relayed: None,
    };
    let session = DeviceId::from_bytes(*user.session.as_bytes());
    let who = (user.person, session);
    // Whoever asks for a record chooses an id of a phone's kind.
    match document.is_named() {
        true => sync::push_named_for_person(app, who, department, change).await?,
        false => sync::push_for_person(app, who, department, change).await?,
    }
    Ok(hash)
}

/// The record as it stands after a change.
async fn present(
    app: &App,
    department: DepartmentId,
    document: DocumentId,
    change: Option<ChangeHash>,
) -> Result<EditOutcome, Error> {
    match app.store.documents(&[document]).await?.remove(&document) {
        Some(DocumentLookup::Live(state)) if state.department == department => {
            outcome(app, state, document, change).await
        }
        _ => Err(Error::NOT_FOUND),
    }
}

async fn outcome(
    app: &App,
    state: DocumentState,
    document: DocumentId,
    change: Option<ChangeHash>,
) -> Result<EditOutcome, Error> {
    blocking(app, move || {
        let read = Document::from_chunks(state.kind, &state.bytes).map_err(unreadable)?;
        Ok(EditOutcome {
            document,
            change,
            heads: read.heads(),
            fields: read.fields(),
            disputes: read.disputes(),
        })
    })
    .await
}

/// Takes a change of the person back. `POST /desk/records/{department}/{document}/undo`.
///
/// # Errors
/// `NotUndoable` for a change of somebody else or one that others have built on.
pub async fn undo(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    document: DocumentId,
    wanted: EditUndo,
) -> Result<EditOutcome, Error> {
    token(&wanted.token)?;
    let opened = open(app, user.person, department, document).await?;
    let actor = actor(user.person, document, &wanted.token);
    if let Some(change) = made_by(&opened.state, actor) {
        return outcome(app, opened.state, document, Some(change)).await;
    }
    undo_change(app, user, opened, document, actor, wanted.change).await
}

/// Takes one change of the person back by another.
pub(super) async fn undo_change(
    app: &App,
    user: &OfficeUser,
    opened: Opened,
    document: DocumentId,
    actor: ActorId,
    undone: ChangeHash,
) -> Result<EditOutcome, Error> {
    let is_own = |change: &&crate::store::KnownChange| change.hash == undone && change.author == user.person;
    if !opened.state.changes.iter().any(|change| is_own(&change)) {
        return Err(Error::Refused(RefusalCode::NotUndoable));
    }
    let (kind, bytes, now) = (opened.state.kind, opened.state.bytes.clone(), app.clock.now());
    let is_alone = opened
        .state
        .changes
        .iter()
        .all(|change| change.author == user.person);
    let (mut edits, is_merged) = blocking(app, move || {
        let document = Document::from_chunks(kind, &bytes).map_err(unreadable)?;
        let merged = Value::Text(ConflictState::Merged.key().to_owned());
        let is_merged = kind == Kind::ConflictCase && document.fields().get("state") == Some(&merged);
        Ok((edits_back(&document, undone, is_alone, now)?, is_merged))
    })
    .await?;
    let back = edits
        .iter()
        .find_map(|edit| match (&edit.change, edit.field.as_str()) {
            (FieldChange::Set(Value::Text(key)), "state") => ConflictState::from_key(key),
            _ => None,
        });
    // The states lead to a merge from the first ones alone, and so back to them.
    let Some(back) = back.filter(|_| is_merged) else {
        return change(app, user, opened, document, actor, None, edits).await;
    };
    let department = opened.state.department;
    edits.retain(|edit| edit.field != "state");
    change_to(app, user, opened, document, actor, edits, back).await?;
    present(app, department, document, None).await
}

/// The edits that take a change back.
fn edits_back(
    document: &Document,
    undone: ChangeHash,
    is_alone: bool,
    now: feltbog_shared::moment::Moment,
) -> Result<Vec<FieldEdit>, Error> {
    let refused = || Error::Refused(RefusalCode::NotUndoable);
    let kind = document.kind();
    let change = document.change(undone).ok_or_else(refused)?;
    let seen = ChangeInfo::read(&change.bytes).map_err(unreadable)?.dependencies;
    if seen.iter().all(|hash| is_genesis(kind, *hash)) {
        // A record that others have written in is not taken away with what they wrote.
        if !is_alone {
            return Err(refused());
        }
        return Ok(vec![FieldEdit {
            field: DISCARDED_AT.to_owned(),
            change: FieldChange::Set(Value::Moment(now)),
        }]);
    }
    let heads = document.heads();
    let mut back = Vec::new();
    for edit in document.edits_of(undone) {
        let shape = kind.field(&edit.field).ok_or_else(refused)?.shape;
        let at = |heads: &[ChangeHash]| document.values_at(&edit.field, heads).pop();
        let change = match (shape, edit.change) {
            (Shape::Choices(_), FieldChange::Include(key)) => FieldChange::Exclude(key),
            (Shape::Choices(_), FieldChange::Exclude(key)) => FieldChange::Include(key),
            (Shape::Counters(_), FieldChange::Count(key, by)) => FieldChange::Count(key, -by),
            (shape, _) => {
                if at(&heads) != at(&[undone]) {
                    return Err(refused());
                }
                match (shape, at(&seen)) {
                    (Shape::RichText(_), Some(Value::Text(text))) => FieldChange::Rewrite(text),
                    (Shape::RichText(_), _) => FieldChange::Rewrite(String::new()),
                    (_, Some(value)) => FieldChange::Set(value),
                    (_, None) => FieldChange::Clear,
                }
            }
        };
        back.push(FieldEdit {
            field: edit.field,
            change,
        });
    }
    Ok(back)
}
