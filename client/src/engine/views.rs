//! What the screens show, made from rows: pure, and read anew whenever something changed.

use feltbog_shared::bridge::{Delivery, Draft, ListItem, ListQuery, OutboxItem, RecordView};
use feltbog_shared::document::Document;
use feltbog_shared::finding::{self, Needle};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::unfinished::{is_unfinished, keep_newest_and_unfinished};
use feltbog_shared::model::{Fields, Kind, Shape, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::Refusal;
use feltbog_shared::replica::store::{RefusedEntry, Store, StoreError, StoredDocument, StoredView};
use feltbog_shared::sorted::Map;

use super::photos::{Photo, Stage};

/// What has no receipt: what waits and what was refused, by document.
#[derive(Default)]
pub(super) struct Deliveries {
    waiting: Map<DocumentId, u32>,
    refused: Map<DocumentId, (Refusal, Kind)>,
    drafts: Vec<Draft>,
}

impl Deliveries {
    /// Reads them from the store.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn read(store: &impl Store) -> Result<Self, StoreError> {
        let waiting = store.waiting().await?;
        let by_document = |RefusedEntry { entry, refusal }| (entry.key.document, (refusal, entry.kind));
        let mut refused = Map::new();
        for (document, refusal) in store.refused().await?.into_iter().map(by_document) {
            refused.insert(document, refusal);
        }
        Ok(Self {
            waiting,
            refused,
            drafts: Vec::new(),
        })
    }

    /// With drafts: a record with one is neither saved nor sent as its author sees it.
    pub(super) fn with_drafts(self, drafts: Vec<Draft>) -> Self {
        Self { drafts, ..self }
    }

    /// The drafts.
    pub(super) fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    fn is_draft(&self, document: DocumentId) -> bool {
        self.drafts.iter().any(|draft| draft.document == document)
    }

    /// With pictures: one that waits is a thing to be sent of its record's.
    pub(super) fn with(mut self, photos: Vec<Photo>) -> Self {
        for photo in photos {
            match photo.stage {
                Stage::Sent => {}
                Stage::Begun(..) | Stage::Waiting => {
                    let count = self.waiting.get(&photo.document).map_or(1, |count| count + 1);
                    self.waiting.insert(photo.document, count);
                }
                Stage::Refused(code) => {
                    self.refused.insert(photo.document, (code.into(), Kind::Photo));
                }
            }
        }
        self
    }

    /// Where a document is.
    pub(super) fn of(&self, document: DocumentId, received_at: Option<Moment>) -> Delivery {
        match (self.refused.get(&document), self.waiting.get(&document)) {
            (Some((refusal, _)), _) => Delivery::Refused(refusal.clone()),
            _ if self.is_draft(document) => Delivery::Draft,
            (None, Some(count)) => Delivery::OnPhone(*count),
            (None, None) => Delivery::Received(received_at),
        }
    }

    /// How many documents have something that waits.
    pub(super) fn unsent(&self) -> u32 {
        u32::try_from(self.waiting.len()).unwrap_or(u32::MAX)
    }

    /// How many documents have something that was refused.
    pub(super) fn refused(&self) -> u32 {
        u32::try_from(self.refused.len()).unwrap_or(u32::MAX)
    }

    /// The documents with either.
    pub(super) fn documents(&self) -> Vec<DocumentId> {
        let mut all: Vec<_> = self.waiting.keys().chain(self.refused.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// An entry of the outbox for a document, with its view where there is one. `kinds` names the kind of those
    /// whose row was put aside.
    pub(super) fn outbox_item(
        &self,
        document: DocumentId,
        view: Option<StoredView>,
        kinds: &[(DocumentId, Kind)],
    ) -> Option<OutboxItem> {
        let kind = view.as_ref().map(|view| view.kind);
        let kind = kind.or_else(|| {
            kinds
                .iter()
                .find(|(one, _)| *one == document)
                .map(|(_, kind)| *kind)
        });
        let kind = kind.or_else(|| self.refused.get(&document).map(|(_, kind)| *kind))?;
        let received_at = view.as_ref().and_then(|view| view.received_at);
        let fields = view.map_or_else(Fields::new, |view| view.fields);
        Some(OutboxItem {
            document,
            kind,
            fields,
            delivery: self.of(document, received_at),
        })
    }
}

/// The list a query asks for: the newest of those that belong to it, everything unfinished where that is asked for, and
/// how many belong to it.
pub(super) fn list(
    query: &ListQuery,
    views: &Map<DocumentId, StoredView>,
    deliveries: &Deliveries,
) -> (Vec<ListItem>, u32) {
    let belongs = |view: &&StoredView| {
        view.department == query.department
            && !view.fields.contains_key(DISCARDED_AT)
            && (query.kinds.is_empty() || query.kinds.contains(&view.kind))
            && query.owner.is_none_or(|owner| view.owner == owner)
            && query.about.is_none_or(|about| points_to(view, about))
            && has(view, &query.needles)
    };
    let mut found: Vec<&StoredView> = views.values().filter(belongs).collect();
    let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
    found.sort_unstable_by_key(|view| core::cmp::Reverse((view.created_at, view.document)));
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    keep_newest_and_unfinished(&mut found, limit, |view| {
        query.keeps_unfinished && is_unfinished(view.kind, &view.fields)
    });
    let item = |view: &StoredView| ListItem {
        document: view.document,
        kind: view.kind,
        owner: view.owner,
        created_at: view.created_at,
        fields: view.fields.clone(),
        disputes: view.disputes,
        delivery: deliveries.of(view.document, view.received_at),
    };
    (found.into_iter().map(item).collect(), total)
}

/// Whether a record points to another, or is of a kind that points to none.
fn points_to(view: &StoredView, about: DocumentId) -> bool {
    let mut links = view
        .kind
        .fields()
        .iter()
        .filter(|spec| matches!(spec.shape, Shape::Link))
        .peekable();
    links.peek().is_none()
        || links.any(|spec| match view.fields.get(spec.name) {
            Some(Value::Text(id)) => id.parse() == Ok(about),
            _ => false,
        })
}

fn has(view: &StoredView, needles: &[Needle]) -> bool {
    if needles.is_empty() {
        return true;
    }
    let texts = finding::texts(view.kind, &view.fields);
    needles
        .iter()
        .all(|needle| needle.finds(view.kind, &view.fields, &texts))
}

/// One record in full.
pub(super) fn record(row: &StoredDocument, document: &Document, deliveries: &Deliveries) -> RecordView {
    RecordView {
        document: row.document,
        kind: row.kind,
        department: row.department,
        owner: row.owner,
        fields: document.fields(),
        disputes: document.disputes(),
        heads: document.heads(),
        delivery: deliveries.of(row.document, row.received_at),
    }
}
