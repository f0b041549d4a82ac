//! Messages over HTTP between a phone and the server.
//!
//! Sync requests and answers are postcard under [`MEDIA_TYPE`]; its number changes when a struct
//! here does. Enumerations grow at the end only. Everything else is JSON.

mod known;

use serde::{Deserialize, Serialize};

use crate::device_key::{CHALLENGE_BYTES, SESSION_HASH_BYTES};
use crate::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use crate::model::Kind;
use crate::moment::Moment;
use crate::permission::{Grant, Modules, Role};
use crate::refusal::RefusalCode;

/// The media type of sync requests and answers.
pub const MEDIA_TYPE: &str = "application/vnd.feltbog.sync-1";
/// The header that every request of the app has, except the stream that wakes it: no answer goes to anything else.
pub const APP_HEADER: &str = "feltbog-app";
/// The version of the app's writing, sent as [`APP_HEADER`]. A server that asks for a newer one answers 426. An older app
/// is answered in the forms that it knows: [`FormerSession`], and [`RefusalCode::known_to`]. What it knows of the model
/// stands in another header ([`crate::model_number::MODEL_HEADER`]).
pub const APP_VERSION: u32 = 2;
/// The first app that reads a [`Session`] with its members.
const MEMBERS_SINCE: u32 = 2;
/// Most people of one phone. Each has a session of their own there; who asks is named in the address (`?person=2`), and
/// the first need not be.
pub const PEOPLE: u8 = 8;
/// Most bytes of one change.
pub const CHANGE_BYTES: usize = 256 * 1024;
/// Most operations of one change.
pub const CHANGE_OPERATIONS: usize = 5_000;
/// Most dependencies of one change.
pub const CHANGE_DEPENDENCIES: usize = 256;
/// Most changes in one push.
pub const BATCH_CHANGES: usize = 500;
/// Most bytes of one push, uncompressed.
pub const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// Most operations of one document.
pub const DOCUMENT_OPERATIONS: usize = 20_000;
/// Most bytes of one document, all its changes together.
pub const DOCUMENT_BYTES: usize = 4 * 1024 * 1024;

/// Proof that the server accepted a change from this author for this document: an HMAC under a key that lives outside
/// the database. It is the receipt, and it lets any phone return changes of others to a restored server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Seal(pub [u8; 16]);

/// An opaque check value of a log position: it differs when the log behind it differs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Anchor(pub [u8; 16]);

/// Numbers of places from this one on are sealed: the server alone knows their order. They are below [`Wake::HEAD`], so
/// that events wake older apps too.
pub const SEALED_PLACES: u64 = 1 << 52;

/// Whether a place in a log is before another; nothing for two different places that are not both of an older server's
/// numbers.
pub fn is_before(one: u64, other: u64) -> Option<bool> {
    if one == other {
        return Some(false);
    }
    (one < SEALED_PLACES && other < SEALED_PLACES).then_some(one < other)
}

/// `POST /api/v1/departments/{id}/push`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushRequest {
    /// The phone's cursor, so that a server which has lost what it acknowledged is found out.
    pub cursor: Cursor,
    /// The changes, each after those it depends on.
    pub changes: Vec<Offered>,
}

/// A change a phone offers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offered {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// The change: an uncompressed Automerge change chunk.
    #[serde(with = "serde_bytes_vec")]
    pub bytes: Vec<u8>,
    /// For a change somebody else wrote and the server has lost: who, and the server's own proof.
    pub relayed: Option<(UserId, Seal)>,
}

/// The answer to a push.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushReply {
    /// The department's present epoch.
    pub epoch: u64,
    /// The department's head after this push.
    pub head: u64,
    /// The check value of that place; nothing while the log is empty.
    pub anchor: Option<Anchor>,
    /// Whether the phone's cursor stands in this log. If not, a pull will be answered `Diverged`.
    pub stands: bool,
    /// When the server received it.
    pub received_at: Moment,
    /// One verdict per change, in order.
    pub verdicts: Vec<Verdict>,
}

/// The outcome of one offered change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// Durably stored. The number is the server's alone.
    Accepted(u64, Seal),
    /// Stored before. The number is the server's alone.
    Duplicate(u64, Seal),
    /// These changes are missing first.
    Need(Vec<ChangeHash>),
    /// Not taken. It stays on the phone, with the reason.
    Refused(RefusalCode, Option<String>),
}

/// `POST /api/v1/departments/{id}/pull`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PullRequest {
    /// The phone's cursor.
    pub cursor: Cursor,
    /// Most entries wanted.
    pub limit: u32,
}

/// A phone's position in a department's log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The epoch; 0 before the first pull.
    pub epoch: u64,
    /// Everything up to this place has been received: a sealed place ([`SEALED_PLACES`]), or the number of an older server.
    pub sequence: u64,
    /// The server's check value of this position.
    pub anchor: Option<Anchor>,
    /// The fingerprint of the rights it was made under.
    pub rights: u64,
    /// In a first sync: snapshots up to and including this document have been received.
    pub snapshots_after: Option<DocumentId>,
    /// Whether a first sync is under way.
    pub first_sync: bool,
    /// A later place that the server named when it took changes from this phone, or gave it whole documents. Should it
    /// not be there any more, the server has lost what it acknowledged or gave.
    pub witness: Option<Witness>,
}

/// A place in a log and what the server said it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// The place.
    pub sequence: u64,
    /// The check value of the place.
    pub anchor: Anchor,
}

/// The answer to a pull.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PullReply {
    /// New entries, and the phone's cursor after them.
    Page(Page),
    /// The log is not the one the cursor was made in (the server was restored, or its data
    /// changed under it). Offer what you hold, then pull from the start in this epoch.
    Diverged {
        /// The epoch to go on in.
        epoch: u64,
        /// The log's present end, to be named when offering: the log may change again meanwhile.
        witness: Option<Witness>,
    },
}

/// A page of a department's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The new entries, dependencies first. Those of kinds that this version does not know are left out.
    #[serde(deserialize_with = "known::entries")]
    pub entries: Vec<Entry>,
    /// The phone's cursor after it.
    pub cursor: Cursor,
    /// Whether there is more.
    pub more: bool,
    /// Whether the phone's rights changed. The phone then deletes documents that it may no longer read, and the page begins
    /// a first sync under the new rights.
    pub restarted: bool,
}

/// One entry of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Entry {
    /// A change to a document.
    Change {
        /// The document.
        document: DocumentId,
        /// Its kind.
        kind: Kind,
        /// The person who made the document.
        owner: UserId,
        /// The person who wrote the change.
        author: UserId,
        /// When the server received it.
        received_at: Moment,
        /// The server's proof.
        seal: Seal,
        /// An uncompressed Automerge change chunk.
        #[serde(serialize_with = "serde_bytes_vec::serialize")]
        bytes: Vec<u8>,
    },
    /// A whole document, for a first sync.
    Snapshot {
        /// The document.
        document: DocumentId,
        /// Its kind.
        kind: Kind,
        /// The person who made the document.
        owner: UserId,
        /// When the server received its last change.
        received_at: Moment,
        /// The server's proof of each change after the genesis, in the order of the snapshot.
        seals: Vec<Seal>,
        /// Automerge change chunks one after another, without the genesis.
        #[serde(serialize_with = "serde_bytes_vec::serialize")]
        bytes: Vec<u8>,
    },
    /// The document was erased, for ever.
    Tombstone {
        /// The document.
        document: DocumentId,
    },
    /// The phone must delete the document: its person may not read it any more.
    Purge {
        /// The document.
        document: DocumentId,
    },
}

/// `POST /api/v1/departments/{id}/lacking`: the question which of these changes the server misses. Asked after
/// `Diverged`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissingRequest {
    /// The end of the log when the offer began, or at its last answer.
    pub witness: Option<Witness>,
    /// Documents the phone holds, with their changes.
    pub held: Vec<(DocumentId, Vec<ChangeHash>)>,
}

/// The answer: the changes to send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissingReply {
    /// Whether the log is still the one the offer began with. If not, it begins again.
    pub stands: bool,
    /// The log's present end.
    pub witness: Option<Witness>,
    /// Documents with changes that the server misses and would accept.
    pub missing: Vec<(DocumentId, Vec<ChangeHash>)>,
}

/// `POST /api/v1/enrol` (JSON).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The code from the link or as typed.
    pub code: String,
    /// The person's name for the phone.
    pub device_name: String,
}

/// `GET /api/v1/challenge` (JSON, or as sync messages are): bytes for a phone to sign with its key. They work once, for
/// [`CHALLENGE_LIFETIME_MILLIS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge(pub [u8; CHALLENGE_BYTES]);

/// Lifetime of a challenge, in milliseconds.
pub const CHALLENGE_LIFETIME_MILLIS: i64 = 60_000;

/// A phone's proof that it holds its key: a signature of [`crate::device_key::Signed`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyProof {
    /// The challenge that was signed.
    pub challenge: [u8; CHALLENGE_BYTES],
    /// The phone's count of its signatures with this key. The phone keeps it durably before it sends the proof.
    pub counter: u64,
    /// The hash of the session that the phone was last given for this key.
    pub previous: Option<[u8; SESSION_HASH_BYTES]>,
    /// The signature: r and s.
    pub signature: Vec<u8>,
}

/// `POST /api/v1/enrol/key`: an enrolment of a phone that has a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyEnrolRequest {
    /// The code from the link or as typed.
    pub code: String,
    /// The person's name for the phone.
    pub device_name: String,
    /// The phone's public key, [`crate::device_key::KEY_BYTES`] bytes.
    pub key: Vec<u8>,
    /// The proof.
    pub proof: KeyProof,
}

/// `POST /api/v1/session/renew`: another session for a device that proves itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RenewRequest {
    /// The device.
    pub device: DeviceId,
    /// The proof.
    pub proof: KeyProof,
}

/// `POST /api/v1/session/key`: a key for a device that was enrolled without one and is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegisterKeyRequest {
    /// The phone's public key.
    pub key: Vec<u8>,
    /// The proof.
    pub proof: KeyProof,
}

/// `GET /api/v1/session/confirmation` of a phone that waits until the office has confirmed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneConfirmation {
    /// The number that stands on the phone and in the office: four digits.
    pub number: String,
}

/// The answer to an enrolment with a key, and to a renewal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeySession {
    /// The person who is signed in.
    pub session: Session,
    /// The hash of the session's token: the `previous` of the next proof.
    pub hash: [u8; SESSION_HASH_BYTES],
}

/// `GET /api/v1/session` and the answer to an enrolment (JSON, or as sync messages are when that is asked for): who is
/// signed in and what they may do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The person.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// This phone.
    pub device: DeviceId,
    /// The organisation's name.
    pub organisation: String,
    /// The person's grants.
    pub grants: Vec<Grant>,
    /// The departments of the grants.
    pub departments: Vec<Department>,
    /// Colleagues in these departments, to show who wrote what.
    pub people: Vec<Person>,
    /// The server's time.
    pub now: Moment,
    /// The roles that colleagues hold in these departments now. Empty when the server or the row is older than the list.
    #[serde(default)]
    pub members: Vec<Member>,
}

/// A [`Session`] as apps before the list of members know it, and as phones keep it: their list has a row of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormerSession {
    user: UserId,
    name: String,
    device: DeviceId,
    organisation: String,
    grants: Vec<Grant>,
    departments: Vec<Department>,
    people: Vec<Person>,
    now: Moment,
}

impl Session {
    /// The session without its members.
    pub fn former(&self) -> FormerSession {
        let session = self.clone();
        FormerSession {
            user: session.user,
            name: session.name,
            device: session.device,
            organisation: session.organisation,
            grants: session.grants,
            departments: session.departments,
            people: session.people,
            now: session.now,
        }
    }

    /// The session as a sync message for an app of a version.
    pub fn encode_for(&self, app_version: u32) -> Vec<u8> {
        if app_version < MEMBERS_SINCE {
            encode(&self.former())
        } else {
            encode(self)
        }
    }

    /// Reads a sync message from a server of this version or of the one before.
    ///
    /// # Errors
    /// `Malformed` when the bytes are anything else.
    pub fn decode(bytes: &[u8]) -> Result<Self, RefusalCode> {
        decode(bytes).or_else(|_| decode::<FormerSession>(bytes).map(|former| former.with(Vec::new())))
    }

    /// The people who hold a role in a department. Without a list of members, everybody who is shown with it.
    pub fn holders(&self, department: DepartmentId, role: Role) -> impl Iterator<Item = &Person> {
        let holds = move |person: &&Person| {
            let mut members = self.members.iter();
            match self.members.is_empty() {
                true => person.role == role,
                false => members.any(|member| {
                    let is_meant = member.user == person.user && member.department == department;
                    is_meant && member.role == role
                }),
            }
        };
        self.people.iter().filter(holds)
    }
}

impl FormerSession {
    /// The session with these members.
    pub fn with(self, members: Vec<Member>) -> Session {
        Session {
            user: self.user,
            name: self.name,
            device: self.device,
            organisation: self.organisation,
            grants: self.grants,
            departments: self.departments,
            people: self.people,
            now: self.now,
            members,
        }
    }
}

/// A role that a colleague holds in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Member {
    /// The colleague, who is among the session's people.
    pub user: UserId,
    /// The department.
    pub department: DepartmentId,
    /// The role.
    pub role: Role,
}

/// The key with which a phone encrypts unsent changes on the day that access on it is taken away: AES-256-GCM. One
/// person's is the same on all their phones, for as long as the server has its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsentKey(pub [u8; 32]);

/// A department as a phone knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// The modules that are on.
    pub modules: Modules,
}

/// A person as colleagues know them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The person.
    pub user: UserId,
    /// The name.
    pub name: String,
    /// The role shown beside the name.
    pub role: Role,
}

/// An event of `GET /api/v1/wake` (server-sent events, JSON): a department has something new for the person. A hint;
/// polling is the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wake {
    /// The department.
    pub department: DepartmentId,
    /// A place in the log beyond every cursor, always the same: the log's own numbers would tell how much was written
    /// that the person may not read. Apps fetch when their cursor stands before it.
    pub head: u64,
}

impl Wake {
    /// The head of every event: the greatest number that JavaScript reads exactly.
    pub const HEAD: u64 = (1 << 53) - 1;

    /// Something new in a department.
    pub const fn of(department: DepartmentId) -> Self {
        Self {
            department,
            head: Self::HEAD,
        }
    }
}

/// Every error answer (JSON).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorReply {
    /// The stable code.
    pub code: String,
    /// The message for the person, in their language.
    pub message: String,
    /// The request's id, for the log.
    pub request_id: String,
    /// Wait so many seconds before trying again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// Bytes as one run rather than number by number.
mod serde_bytes_vec {
    use serde::de::{SeqAccess, Visitor};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<u8>, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = seq.next_element()? {
                    bytes.push(byte);
                }
                Ok(bytes)
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// Writes a sync message.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Encoding plain data into a growing vector cannot fail.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Reads a sync message; every byte must belong to it.
///
/// # Errors
/// `Malformed` when the bytes are anything else.
pub fn decode<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, RefusalCode> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        _ => Err(RefusalCode::Malformed),
    }
}

/// The push of a phone, as `GET /api/v1/push-subscription` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushState {
    /// The key to subscribe with: a point of P-256 in base64url.
    pub key: String,
    /// The address that the phone is told by; nothing while it is not.
    pub endpoint: Option<String>,
}

/// A phone's subscription, for `PUT /api/v1/push-subscription`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushSubscribe {
    /// The address at its push service.
    pub endpoint: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn session() -> Session {
        let department = DepartmentId::from_bytes([2; 16]);
        let user = UserId::from_bytes([3; 16]);
        Session {
            user,
            name: "Mette".into(),
            device: DeviceId::from_bytes([4; 16]),
            organisation: "Dwelling".into(),
            grants: Vec::new(),
            departments: Vec::new(),
            people: vec![Person {
                user,
                name: "Mette".into(),
                role: Role::Caretaker,
            }],
            now: Moment::from_millis(1),
            members: vec![Member {
                user,
                department,
                role: Role::Mediator,
            }],
        }
    }

    #[test]
    fn apps_of_both_versions_read_the_session_they_know() {
        let session = session();
        assert_eq!(
            Session::decode(&session.encode_for(APP_VERSION)),
            Ok(session.clone())
        );
        let former = session.encode_for(1);
        assert_eq!(decode::<FormerSession>(&former), Ok(session.former()));
        assert_eq!(
            Session::decode(&former),
            Ok(Session {
                members: Vec::new(),
                ..session
            })
        );
    }

    #[test]
    fn a_role_is_held_in_its_department_and_in_no_other() {
        let session = session();
        let holds = |session: &Session, department: [u8; 16], role| {
            let department = DepartmentId::from_bytes(department);
            session.holders(department, role).count() == 1
        };
        assert!(holds(&session, [2; 16], Role::Mediator));
        assert!(!holds(&session, [9; 16], Role::Mediator));
        assert!(!holds(&session, [2; 16], Role::Caretaker));
        // The role beside the name is all that an older server told.
        let older = session.former().with(Vec::new());
        assert!(holds(&older, [9; 16], Role::Caretaker));
    }

    #[test]
    fn messages_read_back_what_was_written_and_nothing_else() {
        let request = PushRequest {
            cursor: Cursor {
                epoch: 3,
                ..Cursor::default()
            },
            changes: vec![Offered {
                document: DocumentId::from_bytes([7; 16]),
                kind: Kind::InsectCount,
                bytes: vec![1, 2, 3],
                relayed: None,
            }],
        };
        let bytes = encode(&request);
        assert_eq!(decode::<PushRequest>(&bytes), Ok(request));
        assert_eq!(
            decode::<PushRequest>(&bytes[..bytes.len() - 1]),
            Err(RefusalCode::Malformed)
        );
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(decode::<PushRequest>(&longer), Err(RefusalCode::Malformed));
    }
}
