//! Messages between apps and servers that know different models: a value that one of them does not know is left out, and
//! the rest is read.

use serde::{Deserialize, Deserializer};

use super::{Cursor, Entry, Offered, PushRequest, Seal, Session, decode, serde_bytes_vec};
use crate::id::{DocumentId, UserId};
use crate::model::Kind;
use crate::model_number::KnownModel;
use crate::moment::Moment;
use crate::refusal::RefusalCode;

impl PushRequest {
    /// Reads a request whose changes may be of kinds that only a newer app knows: the changes of known kinds, and the
    /// places of the others.
    ///
    /// # Errors
    /// `Malformed` when the bytes are anything else.
    pub fn decode_known(bytes: &[u8]) -> Result<(Self, Vec<usize>), RefusalCode> {
        #[derive(Deserialize)]
        struct Asked {
            cursor: Cursor,
            changes: Vec<Change>,
        }
        #[derive(Deserialize)]
        struct Change {
            document: DocumentId,
            kind: u32,
            #[serde(with = "serde_bytes_vec")]
            bytes: Vec<u8>,
            relayed: Option<(UserId, Seal)>,
        }
        let Asked { cursor, changes } = decode(bytes)?;
        let (mut known, mut unknown) = (Vec::with_capacity(changes.len()), Vec::new());
        for (place, change) in changes.into_iter().enumerate() {
            match kind_at(change.kind) {
                Some(kind) => known.push(Offered {
                    document: change.document,
                    kind,
                    bytes: change.bytes,
                    relayed: change.relayed,
                }),
                None => unknown.push(place),
            }
        }
        let request = Self {
            cursor,
            changes: known,
        };
        Ok((request, unknown))
    }
}

/// The kind at a place of the list, which is its number on the wire.
fn kind_at(place: u32) -> Option<Kind> {
    Kind::ALL.get(usize::try_from(place).ok()?).copied()
}

/// Reads the entries of a page, and leaves out those of kinds that this version does not know. The server sends the others
/// anew once the app states that it knows their kinds.
pub(super) fn entries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Entry>, D::Error> {
    #[derive(Deserialize)]
    enum Sent {
        Change {
            document: DocumentId,
            kind: u32,
            owner: UserId,
            author: UserId,
            received_at: Moment,
            seal: Seal,
            #[serde(with = "serde_bytes_vec")]
            bytes: Vec<u8>,
        },
        Snapshot {
            document: DocumentId,
            kind: u32,
            owner: UserId,
            received_at: Moment,
            seals: Vec<Seal>,
            #[serde(with = "serde_bytes_vec")]
            bytes: Vec<u8>,
        },
        Tombstone {
            document: DocumentId,
        },
        Purge {
            document: DocumentId,
        },
    }
    let known = |sent| match sent {
        Sent::Change {
            document,
            kind,
            owner,
            author,
            received_at,
            seal,
            bytes,
        } => Some(Entry::Change {
            document,
            kind: kind_at(kind)?,
            owner,
            author,
            received_at,
            seal,
            bytes,
        }),
        Sent::Snapshot {
            document,
            kind,
            owner,
            received_at,
            seals,
            bytes,
        } => Some(Entry::Snapshot {
            document,
            kind: kind_at(kind)?,
            owner,
            received_at,
            seals,
            bytes,
        }),
        Sent::Tombstone { document } => Some(Entry::Tombstone { document }),
        Sent::Purge { document } => Some(Entry::Purge { document }),
    };
    let sent = Vec::<Sent>::deserialize(deserializer)?;
    Ok(sent.into_iter().filter_map(known).collect())
}

impl Entry {
    /// Whether a model has the kind of the entry's document, as far as the entry names one.
    pub fn is_known_to(&self, model: KnownModel) -> bool {
        match self {
            Self::Change { kind, .. } | Self::Snapshot { kind, .. } => model.knows_kind(*kind),
            Self::Tombstone { .. } | Self::Purge { .. } => true,
        }
    }
}

impl Session {
    /// The session without the roles that a model does not have. A colleague is shown with another role of theirs, and
    /// left out without one.
    #[must_use]
    pub fn known_to(mut self, model: KnownModel) -> Self {
        self.grants.retain(|grant| model.knows_role(grant.role));
        self.members.retain(|member| model.knows_role(member.role));
        let members = &self.members;
        self.people.retain_mut(|person| {
            if model.knows_role(person.role) {
                return true;
            }
            let other = members.iter().find(|member| member.user == person.user);
            if let Some(member) = other {
                person.role = member.role;
            }
            other.is_some()
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::session;
    use super::super::{Member, Page, Person, PullReply, encode};
    use super::*;
    use crate::permission::{Grant, Role};

    /// The bytes of a message in which the number of the last kind is one that no version knows yet.
    fn of_a_later_kind(bytes: &[u8], place: usize) -> Vec<u8> {
        let last = Kind::ALL.len() as u8 - 1;
        let mut bytes = bytes.to_vec();
        assert_eq!(bytes[place], last);
        bytes[place] = last + 1;
        bytes
    }

    #[test]
    fn a_page_is_read_without_the_entries_of_later_kinds() {
        let kinds = [Kind::Area, *Kind::ALL.last().unwrap(), Kind::CareTask];
        let entries = |kinds: &[Kind]| -> Vec<Entry> {
            let change = |kind: &Kind| Entry::Change {
                document: DocumentId::from_bytes([*kind as u8 | 0x80; 16]),
                kind: *kind,
                owner: UserId::from_bytes([3; 16]),
                author: UserId::from_bytes([3; 16]),
                received_at: Moment::from_millis(1),
                seal: Seal([9; 16]),
                bytes: vec![1, 2],
            };
            let snapshot = |kind: &Kind| Entry::Snapshot {
                document: DocumentId::from_bytes([*kind as u8 | 0x80; 16]),
                kind: *kind,
                owner: UserId::from_bytes([3; 16]),
                received_at: Moment::from_millis(1),
                seals: vec![Seal([9; 16])],
                bytes: vec![1, 2],
            };
            let erased = Entry::Tombstone {
                document: DocumentId::from_bytes([8; 16]),
            };
            let changes = kinds.iter().map(change);
            changes
                .chain(kinds.iter().map(snapshot))
                .chain([erased])
                .collect()
        };
        let page = |kinds: &[Kind]| {
            PullReply::Page(Page {
                entries: entries(kinds),
                cursor: Cursor::default(),
                more: false,
                restarted: false,
            })
        };
        let mut bytes = encode(&page(&kinds));
        assert_eq!(decode::<PullReply>(&bytes), Ok(page(&kinds)));
        let document = [kinds[1] as u8 | 0x80; 16];
        let places: Vec<_> = (0..bytes.len())
            .filter(|at| bytes[*at..].starts_with(&document))
            .collect();
        assert_eq!(places.len(), 2);
        for place in places {
            bytes = of_a_later_kind(&bytes, place + 16);
        }
        assert_eq!(decode::<PullReply>(&bytes), Ok(page(&[kinds[0], kinds[2]])));
    }

    #[test]
    fn a_push_is_read_without_the_changes_of_later_kinds() {
        let offered = |kind| Offered {
            document: DocumentId::from_bytes([0xee; 16]),
            kind,
            bytes: vec![1, 2, 3],
            relayed: None,
        };
        let request = PushRequest {
            cursor: Cursor::default(),
            changes: vec![
                offered(Kind::Area),
                offered(*Kind::ALL.last().unwrap()),
                offered(Kind::CareTask),
            ],
        };
        let bytes = encode(&request);
        assert_eq!(
            PushRequest::decode_known(&bytes),
            Ok((request.clone(), Vec::new()))
        );
        let documents = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(&[0xee; 16]));
        let place = documents.collect::<Vec<_>>()[1] + 16;
        let bytes = of_a_later_kind(&bytes, place);
        let mut known = request;
        known.changes.remove(1);
        assert_eq!(PushRequest::decode_known(&bytes), Ok((known, vec![1])));
        assert_eq!(
            PushRequest::decode_known(&bytes[1..]).map(drop),
            Err(RefusalCode::Malformed)
        );
    }

    #[test]
    fn a_session_tells_an_app_of_the_roles_that_it_knows() {
        let all = session();
        let one = all.people[0].user;
        let newest = *Role::ALL.last().unwrap();
        let before = KnownModel {
            roles: Role::ALL.len() as u32 - 1,
            ..KnownModel::OURS
        };
        let department = all.members[0].department;
        let grant = |role| Grant {
            role,
            department,
            from: Moment::from_millis(0),
            until: None,
        };
        let other = UserId::from_bytes([8; 16]);
        let mut session = all.clone();
        session.grants = vec![grant(newest), grant(Role::Board)];
        session.people[0].role = newest;
        session.people.push(Person {
            user: other,
            name: "Jonas".into(),
            role: newest,
        });
        session.members.push(Member {
            user: other,
            department,
            role: newest,
        });
        assert_eq!(session.clone().known_to(KnownModel::OURS), session);
        let told = session.known_to(before);
        assert_eq!(told.grants, [grant(Role::Board)]);
        assert_eq!(told.members, all.members);
        let people: Vec<_> = told
            .people
            .iter()
            .map(|person| (person.user, person.role))
            .collect();
        assert_eq!(people, [(one, Role::Mediator)]);
    }
}
