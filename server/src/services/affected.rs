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
use feltbog_shared::parts::SAYING;
use feltbog_shared::permission::{Collection, Permission, Role};

use crate::store::{AppendDocument, Found};

/// Whose rights may have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    is_everybody: bool,
    people: BTreeSet<UserId>,
    roles: BTreeSet<Role>,
}

impl Affected {
    /// Where it is not known what the records said before.
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
    pub fn by_documents(written: &[AppendDocument], found: &BTreeMap<DocumentId, Found>) -> Self {
        let mut affected = Self::default();
        for document in written.iter().filter(|document| says(document.kind)) {
            affected.people.insert(document.owner);
            let before = match found.get(&document.document) {
                Some(Found::Live(state)) => state.bytes.as_slice(),
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
            .into_iter()
            .map(|(_, value)| value)
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
    SAYING.contains(&kind) || kind == Kind::Handover
}
