//! Messages between the UI thread and the engine worker on one phone. Both come from the same build, so the messages
//! carry no version.

use serde::{Deserialize, Serialize};

use crate::department_directory::HeldDirectory;
use crate::department_homes::DepartmentHomes;
use crate::department_information::DepartmentInformation;
use crate::department_sharing::HeldSharing;
use crate::id::{ChangeHash, DepartmentId, DocumentId, EffortTaskId, SafeReturnId, UserId};
use crate::model::{FieldEdit, Fields, Kind, Value};
use crate::moment::Moment;
use crate::own_competencies::PhoneCompetencies;
use crate::own_values::DepartmentValues;
use crate::permission::Role;
use crate::refusal::{Refusal, RefusalCode};
use crate::safe_return::{ReturnAct, ReturnOutcome, SafeReturns};
use crate::search::Needle;
use crate::wire::Session;

/// A command of the UI to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// The first message: starts the engine.
    Start {
        /// A document that made an earlier engine die; it is put aside unread.
        poison: Option<DocumentId>,
        /// The secret of the visit for which a PIN was entered. Without it an engine behind a PIN answers `Locked`, and
        /// only sends.
        visit: Option<Vec<u8>>,
    },
    /// Tries a PIN, for a visit with this secret: an engine that is started with it opens. Answered by `Unlocked`.
    Unlock {
        /// The PIN as it was entered.
        pin: String,
        /// The secret.
        visit: Vec<u8>,
    },
    /// Makes a PIN that of the person, for a visit with this secret. Answered by `Protected`.
    Protect {
        /// The PIN.
        pin: String,
        /// The secret.
        visit: Vec<u8>,
    },
    /// Takes the person's PIN away.
    Unprotect,
    /// Destroys the key behind the PIN, which was wrong too often. What waits to be sent stays.
    ForgetKey,
    /// Signs this phone in with a code. Answered by `Enrolled` and `Session`, or by `EnrolFailed`.
    Enrol {
        /// The code.
        code: String,
        /// The person's name for the phone.
        device_name: String,
        /// The other people of this phone, as the server is asked to leave their codes for them; `not=` and their ids.
        others: String,
    },
    /// Makes or changes a record. Answered by `Outcome` with the token.
    Edit(EditCommand),
    /// Makes or changes several records, each named once, under one token: all of it is kept, or nothing. Answered by
    /// `Outcome` about the first.
    EditTogether(Vec<EditCommand>),
    /// Keeps a picture on the phone and makes its record. Answered like `Edit`.
    KeepPhoto {
        /// The name of the command, as in [`EditCommand`].
        token: u64,
        /// The picture's record, made by this command.
        document: DocumentId,
        /// Its department.
        department: DepartmentId,
        /// The record's content.
        edits: Vec<FieldEdit>,
        /// JPEG.
        bytes: Vec<u8>,
    },
    /// Stores a draft instead of the earlier one of its record; an empty draft deletes it. Answered like `Edit`, with
    /// no heads.
    KeepDraft {
        /// The name of the command, as in [`EditCommand`].
        token: u64,
        /// The draft.
        draft: Draft,
    },
    /// Asks for a picture. Answered by `Photo`.
    Photo {
        /// The picture's record.
        document: DocumentId,
        /// Its department.
        department: DepartmentId,
    },
    /// Acknowledges the outcomes of these commands: the UI will not send them again.
    Acknowledge(Vec<u64>),
    /// Follows a list beside those that are followed already, or the same one further back: `List` now and whenever it
    /// changes.
    List(ListQuery),
    /// Stops following a list, however far back.
    CloseList(ListQuery),
    /// Follows a record: `Record` now and whenever it changes.
    Open(DocumentId),
    /// Stops following a record.
    Close(DocumentId),
    /// Asks for a record's history. Answered by `History`.
    History(DocumentId),
    /// Asks for everything not yet received by the server. Answered by `Outbox`.
    Outbox,
    /// Asks for a record as a standard `.automerge` file. Answered by `File`.
    Export(DocumentId),
    /// Asks for everything the server has not received. Answered by `Copied`.
    Copy,
    /// Takes such a copy in. Answered by `CopyTaken`.
    TakeCopy(Vec<u8>),
    /// Try to send and fetch now.
    SyncNow,
    /// The network seems to have come back, or the app came to the front.
    Nudge,
    /// The person touches the screen: fetched pages wait a moment.
    Touched,
    /// The person has read the pages about these roles. Answered by `Directory`.
    ReadRolePages(Vec<Role>),
    /// The person has had the introduction to an effort. Answered by `Sharing`.
    Introduced(EffortTaskId),
    /// A task of a department in an effort is done. Answered by `Tasks`.
    TaskDone(EffortTaskId),
    /// Says something of an own announcement, which may be made for a visit. Answered by `ReturnSaid`, and by
    /// `SafeReturns` before.
    SayReturn(ReturnAct, Option<DocumentId>),
    /// An announcement is over. Answered by `SafeReturns`.
    EndReturn(SafeReturnId),
}

/// An edit of one record, or its creation. The engine hands it to the replica as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditCommand {
    /// The name of the command in its answer, unique on this phone: the UI counts up from a random number. The engine
    /// carries out a command once, however often the UI sends it under its name.
    pub token: u64,
    /// The record. The UI makes the id of a new one.
    pub document: DocumentId,
    /// The kind and department of a new record. A record that exists is edited.
    pub create: Option<(Kind, DepartmentId)>,
    /// The heads that the person was looking at; the present heads without them. A colleague's change since then stays
    /// as a second value.
    pub base: Option<Vec<ChangeHash>>,
    /// The changes; the first content of a new record.
    pub edits: Vec<FieldEdit>,
}

/// The outcome of a command that saves something. The replica reports it and the engine passes it on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CommandOutcome {
    /// The record, draft or picture is durably on the phone.
    Saved {
        /// The command.
        token: u64,
        /// The record.
        document: DocumentId,
        /// The record's heads as its editor sees them: the base of the next edit.
        base: Vec<ChangeHash>,
    },
    /// Nothing was saved or changed.
    NotSaved {
        /// The command.
        token: u64,
        /// The record.
        document: DocumentId,
        /// The reason.
        reason: SaveFailure,
    },
}

/// The query of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListQuery {
    /// Of this department.
    pub department: DepartmentId,
    /// Of these kinds; of every kind when empty.
    pub kinds: Vec<Kind>,
    /// Only those made by this person.
    pub owner: Option<UserId>,
    /// Only those that point to this record. Kinds that point to nothing are listed all the same.
    pub about: Option<DocumentId>,
    /// Only those that have every one of these.
    pub needles: Vec<Needle>,
    /// Only those that it lets through.
    pub filter: ListFilter,
    /// Whether everything that is unfinished is listed, however many newer ones there are.
    pub keeps_unfinished: bool,
    /// At most so many, newest first; of the others where everything unfinished is listed.
    pub limit: u32,
}

/// The place, the state and the time that records of a list have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListFilter {
    /// Only those of this place, as [`crate::search::place_key`] writes it; of every place when empty.
    pub place: String,
    /// Only those that go on, or only those that are over.
    pub goes_on: Option<bool>,
    /// Only those made since.
    pub since: Option<Moment>,
}

impl ListQuery {
    /// Whether both ask for the same list, however far back.
    pub fn is_same_list(&self, other: &Self) -> bool {
        let Self {
            department,
            kinds,
            owner,
            about,
            needles,
            filter,
            keeps_unfinished,
            limit: _,
        } = self;
        *department == other.department
            && *kinds == other.kinds
            && *owner == other.owner
            && *about == other.about
            && *needles == other.needles
            && *filter == other.filter
            && *keeps_unfinished == other.keeps_unfinished
    }
}

/// A report of the engine to the UI.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine runs. Nobody is signed in when there is no session.
    Ready {
        /// The person who is signed in, as last known.
        session: Option<Session>,
    },
    /// A PIN is to be entered. Until then the engine sends and reads nothing.
    Locked,
    /// The phone was silent for too long. The engine goes on when the server has answered.
    LeaseOver,
    /// A PIN was tried.
    Unlocked(Unlocking),
    /// A PIN is that of the person from now on; the reason why not, or nothing where the browser keeps no keys.
    Protected(Result<(), Option<SaveFailure>>),
    /// Every draft on the phone: before the first answer, and whenever they have changed.
    Drafts(Vec<Draft>),
    /// By how many minutes the phone's clock is ahead of the server's.
    ClockOff(i64),
    /// The session of the person who is signed in; nothing when nobody is.
    Session(Option<Session>),
    /// The person who was signed in here has left: nothing of theirs is on the phone any more.
    Left,
    /// The server knows the session and the phone did not: the phone has lost its database.
    Refilled,
    /// The code worked: `Session` follows.
    Enrolled,
    /// The code did not work, or the server could not be reached (no refusal).
    EnrolFailed(Option<Refusal>),
    /// A command saved its record, draft or picture, or did not.
    Outcome(CommandOutcome),
    /// A list that is followed.
    List {
        /// The query it answers.
        query: ListQuery,
        /// Newest first.
        items: Vec<ListItem>,
        /// Number of all of them.
        total: u32,
    },
    /// A record that is followed.
    Record(RecordView),
    /// A record that is followed is no longer on this phone.
    Gone(DocumentId),
    /// A record's history, newest first.
    History {
        /// The record.
        document: DocumentId,
        /// The steps of its history.
        steps: Vec<HistoryStep>,
    },
    /// The records that the server has not received completely.
    Outbox(Vec<OutboxItem>),
    /// A record as a file.
    File {
        /// The suggested name.
        name: String,
        /// The content.
        bytes: Vec<u8>,
    },
    /// Everything the server has not received, not yet sealed.
    Copied(Vec<u8>),
    /// A copy was taken in, with so many records, or not.
    CopyTaken(Result<u32, CopyRefusal>),
    /// A picture.
    Photo {
        /// The picture's record.
        document: DocumentId,
        /// JPEG; nothing when it is neither on the phone nor to be had just now.
        bytes: Option<Vec<u8>>,
    },
    /// The status of the phone's synchronisation.
    Status(Status),
    /// A record could not be read; it was put aside and the rest goes on.
    PutAside(DocumentId),
    /// The server takes nothing from an app as old as this one.
    AppTooOld,
    /// The phone waits until the office has confirmed it by this number.
    ConfirmationWanted(String),
    /// The public parts of the departments' records that are on the phone: after the start, and whenever they change.
    Information(Vec<DepartmentInformation>),
    /// The values that organisations added to lists, as far as they are on the phone: after the start, and whenever they
    /// change.
    OwnValues(Vec<DepartmentValues>),
    /// The homes of departments that are on the phone: after the start, and whenever they change.
    Homes(Vec<DepartmentHomes>),
    /// The directory that is on the phone: after the start, and whenever it changes.
    Directory(HeldDirectory),
    /// Everything shared with the person, as it is on the phone: after the start, and whenever it changes.
    Sharing(HeldSharing),
    /// The tasks of the person's departments in efforts: after the start, and whenever they change.
    Tasks(HeldSharing),
    /// When the person will be out of homes, and colleagues who are not out in time.
    SafeReturns(SafeReturns),
    /// The outcome of something that was said of an announcement.
    ReturnSaid(SafeReturnId, ReturnOutcome),
    /// Competencies and own courses: after the start, and whenever they change.
    Competencies(PhoneCompetencies),
}

/// The result of trying a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unlocking {
    /// It is the right one.
    Right,
    /// It is another.
    Wrong,
    /// There is none.
    Unprotected,
    /// The storage does not answer.
    NotTried,
}

/// The reason why something was not saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SaveFailure {
    /// The rules do not allow the entered value.
    Refused(Refusal),
    /// The phone has no room left.
    StorageFull,
    /// The phone's storage does not answer.
    StorageUnavailable,
    /// The record is not on this phone.
    Missing,
}

/// The reason why a copy was not taken in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CopyRefusal {
    /// It is something else, or damaged.
    Unreadable,
    /// A newer app made it.
    Newer,
    /// It is somebody else's, of this name.
    SomebodyElses(String),
    /// It could not be kept.
    Storage(SaveFailure),
}

/// The status of the phone's synchronisation with the server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Records with something the server has not received.
    pub unsent: u32,
    /// Records with something the server refused.
    pub refused: u32,
    /// Records put aside since they could not be read.
    pub put_aside: u32,
    /// Records with entries that are kept as drafts.
    pub drafts: u32,
    /// Records with unsent changes that were encrypted when access was taken away.
    pub sealed: u32,
    /// When everything was last sent.
    pub all_sent_at: Option<Moment>,
    /// Whether the server was reached at the last try.
    pub reached: Option<bool>,
    /// Whether something is under way.
    pub busy: bool,
    /// Whether the first fetch of a department is still under way.
    pub first_sync: bool,
    /// Whether the phone is too full to store what the server sends.
    pub full: bool,
}

/// One record in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListItem {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// When it was made.
    pub created_at: Moment,
    /// Its fields; of two people's values, the one that all phones agree to show.
    pub fields: Fields,
    /// Number of fields with two people's values.
    pub disputes: u32,
    /// Its delivery: on the phone, received or refused.
    pub delivery: Delivery,
}

/// The delivery of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Delivery {
    /// On the phone; so many changes wait to be sent.
    OnPhone(u32),
    /// Received by the server, at its time.
    Received(Option<Moment>),
    /// The server did not take something; it is kept on the phone.
    Refused(Refusal),
    /// Entries are kept on the phone as a draft and are not in the record.
    Draft,
}

/// Entries that are kept on the phone and are not in their record: the record is not made yet, or what was typed cannot
/// stand in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Its department.
    pub department: DepartmentId,
    /// When the person began it, by the phone's clock.
    pub begun_at: Moment,
    /// The first content of a record that is not made yet, besides what is entered.
    pub seeds: Vec<FieldEdit>,
    /// Everything entered in a record that is not made yet; empty for one that is.
    pub edits: Vec<FieldEdit>,
    /// Texts that cannot stand in the record as they are, exactly as typed, by field.
    pub texts: Vec<(String, String)>,
    /// The reasons why the engine did not take some of these texts, by field.
    pub reasons: Vec<(String, RefusalCode)>,
    /// Texts that somebody is typing. Each goes into the record within a second; a page that finds one at its start
    /// follows one that died before.
    pub typed: Vec<TypedText>,
}

/// A text as somebody types it, until it is in its record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypedText {
    /// The field.
    pub field: String,
    /// The text as typed.
    pub text: String,
    /// The heads that the text is written on; nothing for the present ones, and for a record that is not made yet.
    pub base: Option<Vec<ChangeHash>>,
    /// The name of the command that brings the text into the record, so that it is done once.
    pub token: u64,
}

/// The lists at the end of a draft that apps of before did not keep.
const LATER_LISTS: usize = 2;

impl Draft {
    /// Reads a kept draft, of this app or of one before it, which ends before the later lists; nothing when it is none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        // An empty list is a zero.
        (0..=LATER_LISTS).find_map(|lacking| decode(&[bytes, &[0; LATER_LISTS][..lacking]].concat()))
    }

    /// Whether the draft holds nothing.
    pub fn is_empty(&self) -> bool {
        !self.is_unfinished() && self.typed.is_empty()
    }

    /// Whether the draft holds something that waits for its author. What is being typed goes into the record by itself.
    pub fn is_unfinished(&self) -> bool {
        !self.edits.is_empty() || !self.texts.is_empty()
    }
}

/// One record in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Its department.
    pub department: DepartmentId,
    /// The person who made it.
    pub owner: UserId,
    /// Its fields.
    pub fields: Fields,
    /// The fields with two people's values.
    pub disputes: Vec<Dispute>,
    /// Its heads: the base of the next edit.
    pub heads: Vec<ChangeHash>,
    /// Its delivery: on the phone, received or refused.
    pub delivery: Delivery,
    /// The edits that it lost when the server refused them for good, each with the reason.
    pub refused: Vec<(FieldEdit, Refusal)>,
}

/// A field that two people changed without knowing of each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// The field.
    pub field: String,
    /// The values, the one shown first.
    pub candidates: Vec<Candidate>,
}

/// One of several values of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The value.
    pub value: Value,
    /// The person who wrote it.
    pub author: Option<UserId>,
    /// When, by that person's phone, to the second.
    pub at: Moment,
}

/// One step of a record's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryStep {
    /// The change.
    pub change: ChangeHash,
    /// The author.
    pub author: Option<UserId>,
    /// When, by that person's phone, to the second.
    pub at: Moment,
    /// The acts, field by field.
    pub acts: Vec<HistoryAct>,
}

/// The act of one step on one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryAct {
    /// The field.
    pub field: String,
    /// The action.
    pub act: Act,
}

/// An act on a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Act {
    /// It took this value.
    Set(Value),
    /// Of several people's values this one was kept.
    Kept {
        /// The value; nothing where the field was left empty with the state that was kept.
        value: Option<Value>,
        /// Those in whose place it stands.
        instead: Vec<Value>,
    },
    /// It was emptied.
    Cleared,
    /// A choice joined the set.
    Included(String),
    /// A choice left the set.
    Excluded(String),
    /// A counter moved by this.
    Counted(String, i64),
    /// Letters were added and taken away.
    Wrote {
        /// So many added.
        added: u32,
        /// So many taken away.
        removed: u32,
    },
}

/// One record that waits to be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxItem {
    /// The record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Its fields, to name it by.
    pub fields: Fields,
    /// Its delivery: on the phone, received or refused.
    pub delivery: Delivery,
}

/// Writes a message.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    crate::wire::encode(message)
}

/// Reads a message; nothing when it is not one.
pub fn decode<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    crate::wire::decode(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ConflictCase;

    /// The bytes of a draft that an app before wrote are those of one now without its last lists.
    #[test]
    fn a_draft_of_an_older_app_is_read() {
        let draft = Draft {
            document: DocumentId::from_bytes([1; 16]),
            kind: Kind::ConflictCase,
            department: DepartmentId::from_bytes([2; 16]),
            begun_at: Moment::from_millis(1_795_219_200_000),
            seeds: vec![ConflictCase::night().set(true)],
            edits: vec![ConflictCase::description().rewrite("Der bankes")],
            texts: vec![("location".into(), "Opgang 4".into())],
            reasons: Vec::new(),
            typed: Vec::new(),
        };
        let bytes = encode(&draft);
        let former = bytes.strip_suffix(&[0; LATER_LISTS]).unwrap();
        assert_eq!(Draft::read(former), Some(draft.clone()));

        let reasons = vec![("location".into(), RefusalCode::NoConsent)];
        let draft = Draft { reasons, ..draft };
        let bytes_with_reasons = encode(&draft);
        let (last, former) = bytes_with_reasons.split_last().unwrap();
        assert_eq!((*last, Draft::read(former)), (0, Some(draft.clone())));

        let typed = vec![TypedText {
            field: "description".into(),
            text: "Der bankes i".into(),
            base: Some(vec![ChangeHash([3; 32])]),
            token: 7,
        }];
        let draft = Draft { typed, ..draft };
        assert_eq!(Draft::read(&encode(&draft)), Some(draft));
        assert_eq!(Draft::read(&bytes[1..]), None);
    }

    /// A text in the making is kept, and is nothing that its author left unfinished.
    #[test]
    fn a_text_in_the_making_is_kept_and_not_unfinished() {
        let mut draft = Draft {
            document: DocumentId::from_bytes([1; 16]),
            kind: Kind::ConflictCase,
            department: DepartmentId::from_bytes([2; 16]),
            begun_at: Moment::from_millis(1_795_219_200_000),
            seeds: Vec::new(),
            edits: Vec::new(),
            texts: Vec::new(),
            reasons: Vec::new(),
            typed: Vec::new(),
        };
        assert!(draft.is_empty() && !draft.is_unfinished());
        draft.typed.push(TypedText {
            field: "description".into(),
            text: "Der".into(),
            base: None,
            token: 7,
        });
        assert!(!draft.is_empty() && !draft.is_unfinished());
        draft.texts.push(("location".into(), "Opgang 4".into()));
        assert!(draft.is_unfinished());
    }
}
