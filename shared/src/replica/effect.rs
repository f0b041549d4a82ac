//! The inputs and effects of a replica. A driver (the engine worker, a simulation, the load generator) carries out the
//! effects and hands back what came of them.

use crate::bridge::{CommandOutcome, EditCommand};
use crate::id::{DepartmentId, DocumentId};
use crate::refusal::RefusalCode;
use crate::sorted::Map;
use crate::wire::{
    Cursor, MissingReply, MissingRequest, PullReply, PullRequest, PushReply, PushRequest, Session,
};

use super::store::{
    DocumentMeta, OutboxEntry, RefusedEntry, StoreError, StoredDocument, StoredView, Transaction,
};

/// Names an effect in the input that answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// An event that a replica handles.
#[derive(Clone, Debug)]
pub enum Input {
    /// A person edits. Answered by `Notice::Outcome` with the token.
    Edit(EditCommand),
    /// A person edits several records at once, each named once: all of it is kept, or nothing. Answered as the first of
    /// them, under its token.
    EditTogether(Vec<EditCommand>),
    /// The UI acknowledges the outcomes of these commands: it will not send them again.
    Acknowledge(Vec<u64>),
    /// Answers `Effect::Load`.
    Loaded(Ticket, Result<Vec<Option<StoredDocument>>, StoreError>),
    /// Answers `Effect::LoadViews`.
    ViewsLoaded(Ticket, Result<Vec<Option<StoredView>>, StoreError>),
    /// Answers `Effect::LoadOutbox`.
    OutboxLoaded(Ticket, Result<Vec<OutboxEntry>, StoreError>),
    /// Answers `Effect::ListDocuments`.
    Listed(Ticket, Result<Vec<DocumentMeta>, StoreError>),
    /// Answers `Effect::LoadCursors`.
    CursorsLoaded(Ticket, Result<Map<DepartmentId, Cursor>, StoreError>),
    /// Answers `Effect::LoadRefused`.
    RefusedLoaded(Ticket, Result<Vec<RefusedEntry>, StoreError>),
    /// Answers `Effect::Commit`.
    Committed(Ticket, Result<(), StoreError>),
    /// Answers `Effect::Send`.
    Replied(Ticket, Result<Reply, Failure>),
    /// The server says a department has grown to this number. A hint.
    Woken(DepartmentId, u64),
    /// Another tab saved something: there may be something to send.
    OthersSaved,
    /// The network may be back, or the person looks at the app: try at once.
    Nudge,
    /// The person touches the screen: fetched pages wait a moment, so that they do not delay the response.
    Touched,
    /// Time has passed; see [`super::Replica::next_tick`].
    Tick,
    /// This tab now sends and fetches for all tabs, or no longer does.
    Lead(bool),
    /// The server says who is signed in and what they may do.
    SignedIn(Box<Session>),
}

/// An effect that a replica wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Load these documents.
    Load(Ticket, Vec<DocumentId>),
    /// Load these documents' views.
    LoadViews(Ticket, Vec<DocumentId>),
    /// Load a department's waiting changes, at most so many.
    LoadOutbox(Ticket, DepartmentId, usize),
    /// List a department's documents after one, at most so many.
    ListDocuments(Ticket, DepartmentId, Option<DocumentId>, usize),
    /// Load the cursors: another tab may have moved them.
    LoadCursors(Ticket),
    /// Load the refused changes.
    LoadRefused(Ticket),
    /// Write this durably.
    Commit(Ticket, Box<Transaction>),
    /// Send this to the server.
    Send(Ticket, DepartmentId, Request),
    /// Tell the person's side.
    Tell(Notice),
}

/// A request to the server about one department.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Send changes.
    Push(PushRequest),
    /// Fetch what is new.
    Pull(PullRequest),
    /// Ask which changes the server misses.
    Missing(MissingRequest),
}

/// The server's answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// To a push.
    Push(PushReply),
    /// To a pull.
    Pull(PullReply),
    /// To the question which changes it misses.
    Missing(MissingReply),
}

/// The failure of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer, half an answer, or an answer that is not ours (a captive portal's page).
    Unreachable,
    /// The server asks to wait so many seconds.
    Busy(u64),
    /// Nobody is signed in any more.
    SignedOut,
    /// Nobody is signed in any more, since the person's access on this phone was taken away.
    Withdrawn,
    /// The server did not take the request as a whole.
    Refused(RefusalCode),
}

/// A notice to the person's side.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// An edit was saved durably, or was not saved.
    Outcome(CommandOutcome),
    /// These documents changed on the phone: draw again, and tell other tabs.
    Changed(Vec<DocumentId>),
    /// These documents are no longer on the phone.
    Gone(Vec<DocumentId>),
    /// A document could not be read and was put aside.
    PutAside(DocumentId),
    /// Receipts, refusals or reachability changed.
    Delivery,
    /// The person's rights changed: ask the server who is signed in.
    RightsChanged,
    /// Nobody is signed in any more.
    SignedOut,
    /// The phone is too full to store what the server sends: something must be deleted.
    StorageFull,
    /// The server asks for a newer app before it takes more.
    AppTooOld,
}
