//! Whose rights a change may have changed, beside those who may read it.
//!
//! Some records say who takes part in what: deputies, parts in cases, handovers to a role. Whoever listens for news needs
//! to look at their rights anew only when such a record names them, so that an event costs one question for all who
//! listen, and not one for each.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::document::Document;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{Kind, Value};
use feltbog_shared::parts::PARTICIPATION_KINDS;
use feltbog_shared::permission::{Collection, Permission, Role};

use crate::store::{AppendDocument, DocumentLookup};

/// Whose rights may have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    is_everybody: bool,
    people: BTreeSet<UserId>,
    roles: BTreeSet<Role>,
}

impl Affected {
    /// Everybody: the value for records whose former content is unknown.
    pub fn everybody() -> Self {
        Self {
            is_everybody: true,
            ..Self::default()
        }
    }

    /// By documents of which only the collections are known.
    pub fn by_collections(touched: impl IntoIterator<Item = Collection>) -> Self {
        let says = |touched: Collection| {
            Kind::ALL
                .iter()
                .any(|kind| says(*kind) && kind.collection() == touched)
        };
        match touched.into_iter().any(says) {
            true => Self::everybody(),
            false => Self::default(),
        }
    }

    /// By documents that were written, with what was found of them before.
    pub fn by_documents(written: &[AppendDocument], found: &BTreeMap<DocumentId, DocumentLookup>) -> Self {
        let mut affected = Self::default();
        for document in written.iter().filter(|document| says(document.kind)) {
            affected.people.insert(document.owner);
            let before = match found.get(&document.document) {
                Some(DocumentLookup::Live(state)) => state.bytes.as_slice(),
                _ => &[],
            };
            for chunks in [before, &document.bytes] {
                match Document::from_chunks(document.kind, chunks) {
                    Ok(record) => affected.add_named_in(&record),
                    Err(_) => affected.is_everybody = true,
                }
            }
        }
        affected
    }

    fn add_named_in(&mut self, record: &Document) {
        let disputed = record
            .disputes()
            .into_iter()
            .flat_map(|dispute| dispute.candidates);
        let values = record
            .fields()
            .into_values()
            .chain(disputed.map(|candidate| candidate.value));
        for value in values {
            let Value::Text(text) = value else { continue };
            self.people.extend(text.parse::<UserId>());
            self.roles
                .extend(HandoverRole::from_key(&text).map(|handed_to| handed_to.role()));
        }
    }

    /// Whether a person's rights may have changed.
    pub fn includes(&self, person: UserId, permission: &Permission) -> bool {
        self.is_everybody
            || self.people.contains(&person)
            || permission.roles().iter().any(|role| self.roles.contains(role))
    }
}

/// Whether records of a kind say who takes part in something.
fn says(kind: Kind) -> bool {
    PARTICIPATION_KINDS.contains(&kind) || kind == Kind::Handover
}

#[cfg(test)]
mod tests {
    use feltbog_shared::document::Writer;
    use feltbog_shared::id::{ActorId, DepartmentId};
    use feltbog_shared::model::case_part::Part;
    use feltbog_shared::model::{CasePart, FieldEdit, Handover};
    use feltbog_shared::moment::Moment;
    use feltbog_shared::permission::{Grant, Modules};

    use super::*;
    use crate::store::DocumentState;

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const OWNER: UserId = UserId::from_bytes([2; 16]);

    fn link(person: UserId) -> DocumentId {
        DocumentId::from_bytes(*person.as_bytes())
    }

    fn edited(chunks: &[u8], kind: Kind, edits: &[FieldEdit]) -> Vec<u8> {
        let mut record = Document::from_chunks(kind, chunks).unwrap();
        let writer = Writer {
            actor: ActorId([u8::try_from(chunks.len() % 200).unwrap() + 1; 16]),
            author: OWNER,
            at: Moment::from_millis(1),
        };
        record.edit(writer, None, edits).unwrap();
        record.chunks()
    }

    /// Whose rights are affected by a record that said one thing and says another now.
    fn affected(kind: Kind, before: &[FieldEdit], after: &[FieldEdit]) -> Affected {
        let id = DocumentId::from_bytes([9; 16]);
        let begun = edited(&[], kind, before);
        let bytes = edited(&begun, kind, after);
        let state = DocumentState {
            department: HERE,
            kind,
            owner: OWNER,
            upto: 1,
            bytes: begun,
            changes: Vec::new(),
        };
        let written = AppendDocument {
            document: id,
            kind,
            owner: OWNER,
            seen: 1,
            actors: Vec::new(),
            heads: Vec::new(),
            bytes,
            proofs: Vec::new(),
            projection: String::new(),
            index: feltbog_shared::model::record_index::RecordIndex::default(),
        };
        Affected::by_documents(&[written], &BTreeMap::from([(id, DocumentLookup::Live(state))]))
    }

    fn with_role(role: Role) -> Permission {
        let now = Moment::from_millis(10);
        let grant = Grant {
            role,
            department: HERE,
            from: now,
            until: None,
        };
        Permission::new(OWNER, &[grant], HERE, Modules::all(), now)
    }

    #[test]
    fn whoever_a_record_names_now_or_before_is_affected_and_nobody_else() {
        let [before, after, nobody] = [3, 4, 5].map(|byte| UserId::from_bytes([byte; 16]));
        let board = with_role(Role::Board);
        let assigned = affected(
            Kind::CasePart,
            &[
                CasePart::part().set(Part::Assigned),
                CasePart::person().set(link(before)),
            ],
            &[CasePart::person().set(link(after))],
        );
        for person in [before, after, OWNER] {
            assert!(assigned.includes(person, &board));
        }
        assert!(!assigned.includes(nobody, &board));

        let handed = affected(
            Kind::Handover,
            &[Handover::to_role().set(HandoverRole::ALL[0])],
            &[Handover::to_role().set(HandoverRole::ALL[1])],
        );
        for role in [HandoverRole::ALL[0], HandoverRole::ALL[1]] {
            assert!(handed.includes(nobody, &with_role(role.role())));
        }
        assert!(!handed.includes(nobody, &board));

        let area = affected(Kind::Area, &[], &[]);
        assert_eq!(area, Affected::default());
    }

    #[test]
    fn where_only_collections_are_known_records_that_name_people_affect_everybody() {
        let board = with_role(Role::Board);
        let says = |collection| Affected::by_collections([collection]).includes(OWNER, &board);
        assert!(says(Kind::CasePart.collection()) && says(Kind::Deputy.collection()));
        assert!(says(Kind::Handover.collection()));
        assert!(!says(Collection::Nature));
    }
}
