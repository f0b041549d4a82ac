//! The views of the screens, made from rows: pure, and read anew whenever something changed.

use core::cmp::Reverse;

use feltbog_shared::bridge::{Delivery, Draft, ListFilter, ListItem, ListQuery, OutboxItem, RecordView};
use feltbog_shared::document::Document;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::latest_visits::{LatestVisits, VisitedHome};
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::unfinished::{goes_on, keep_newest_and_unfinished};
use feltbog_shared::model::{Fields, Kind, Shape, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::Refusal;
use feltbog_shared::replica::refused_edits::refused_edits;
use feltbog_shared::replica::store::{RefusedEntry, Store, StoreError, StoredDocument, StoredView};
use feltbog_shared::search::{self, Needle};
use feltbog_shared::sorted::Map;

use super::photos::{Photo, Stage};

/// Everything without a receipt: changes that wait and changes that were refused, by document.
#[derive(Clone, Default)]
pub(super) struct Deliveries {
    waiting: Map<DocumentId, u32>,
    refused: Map<DocumentId, (Refusal, Kind)>,
    /// The changes that were refused, as they are kept.
    entries: Vec<RefusedEntry>,
    drafts: Vec<Draft>,
}

impl Deliveries {
    /// Reads them from the store.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn read(store: &impl Store) -> Result<Self, StoreError> {
        let waiting = store.waiting().await?;
        let entries = store.refused().await?;
        let mut refused = Map::new();
        for RefusedEntry { entry, refusal } in &entries {
            refused.insert(entry.key.document, (refusal.clone(), entry.kind));
        }
        Ok(Self {
            waiting,
            refused,
            entries,
            drafts: Vec::new(),
        })
    }

    /// With drafts: a record with one is neither saved nor sent as its author sees it, unless it is only being typed in.
    pub(super) fn with_drafts(self, drafts: Vec<Draft>) -> Self {
        Self { drafts, ..self }
    }

    /// The drafts.
    pub(super) fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    fn is_draft(&self, document: DocumentId) -> bool {
        let mut drafts = self.drafts.iter();
        drafts.any(|draft| draft.document == document && draft.is_unfinished())
    }

    /// Number of drafts that wait for their author.
    pub(super) fn unfinished(&self) -> u32 {
        let unfinished = self.drafts.iter().filter(|draft| draft.is_unfinished());
        u32::try_from(unfinished.count()).unwrap_or(u32::MAX)
    }

    /// With pictures: one that waits is a thing to be sent of its record's.
    pub(super) fn with(mut self, photos: Vec<Photo>) -> Self {
        for photo in photos {
            match photo.stage {
                Stage::Sent => {}
                Stage::Begun(..) | Stage::Waiting | Stage::Made(..) => {
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

    /// The delivery of a document.
    pub(super) fn of(&self, document: DocumentId, received_at: Option<Moment>) -> Delivery {
        match (self.refused.get(&document), self.waiting.get(&document)) {
            (Some((refusal, _)), _) => Delivery::Refused(refusal.clone()),
            _ if self.is_draft(document) => Delivery::Draft,
            (None, Some(count)) => Delivery::OnPhone(*count),
            (None, None) => Delivery::Received(received_at),
        }
    }

    /// The changes of a document that were refused.
    fn refused_of(&self, document: DocumentId) -> impl Iterator<Item = &RefusedEntry> {
        let entries = self.entries.iter();
        entries.filter(move |one| one.entry.key.document == document)
    }

    /// The documents whose delivery is another one in `other`.
    pub(super) fn difference(&self, other: &Self) -> Vec<DocumentId> {
        let drafts = self.drafts.iter().chain(&other.drafts);
        let mut all = self.documents();
        all.extend(other.documents());
        all.extend(drafts.map(|draft| draft.document));
        all.sort_unstable();
        all.dedup();
        all.retain(|document| self.of(*document, None) != other.of(*document, None));
        all
    }

    /// Number of documents with something that waits.
    pub(super) fn unsent(&self) -> u32 {
        u32::try_from(self.waiting.len()).unwrap_or(u32::MAX)
    }

    /// Number of documents with something that was refused.
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

/// So many of each kind are listed, however many newer ones of other kinds there are.
const OF_EACH_KIND: usize = 10;

/// A row that lists are made of, with what is worked out of it once.
pub(super) struct Listed {
    view: StoredView,
    visit: Option<VisitedHome>,
}

impl From<StoredView> for Listed {
    fn from(view: StoredView) -> Self {
        Self {
            visit: VisitedHome::of(view.kind, &view.fields, view.created_at),
            view,
        }
    }
}

impl Listed {
    /// Its department.
    pub(super) fn department(&self) -> DepartmentId {
        self.view.department
    }

    /// Its place among the records of a list: newest first.
    pub(super) fn list_place(&self) -> Reverse<(Moment, DocumentId)> {
        Reverse((self.view.created_at, self.view.document))
    }

    /// Whether it is in a list, however far back.
    pub(super) fn belongs_to(&self, query: &ListQuery) -> bool {
        let view = &self.view;
        view.department == query.department
            && !view.fields.contains_key(DISCARDED_AT)
            && (query.kinds.is_empty() || query.kinds.contains(&view.kind))
            && query.owner.is_none_or(|owner| view.owner == owner)
            && query.about.is_none_or(|about| points_to(view, about))
            && is_let_through(view, &query.filter)
            && has(view, &query.needles)
    }
}

/// The receipts that stand on the screen.
#[derive(Default)]
pub(super) struct ShownReceipts {
    newest: Option<Moment>,
}

impl ShownReceipts {
    /// Notes receipts that are about to be shown. Returns whether one is newer than all before.
    pub(super) fn note(&mut self, received_at: impl Iterator<Item = Option<Moment>>) -> bool {
        let newest = received_at.flatten().max().max(self.newest);
        core::mem::replace(&mut self.newest, newest) != newest
    }

    /// When all was sent, as the status line says it: never before a receipt that stands beside it.
    pub(super) fn all_sent_at(&self, all_sent_at: Moment) -> Moment {
        self.newest.map_or(all_sent_at, |newest| newest.max(all_sent_at))
    }
}

/// When the server received what stands in an entry of a list.
pub(super) fn receipt(item: &ListItem) -> Option<Moment> {
    match item.delivery {
        Delivery::Received(at) => at,
        _ => None,
    }
}

/// The entries of a list: the newest of the records that are in it, which come newest first. Where everything unfinished
/// is asked for it is there too, and the newest of each kind.
pub(super) fn list_items(
    query: &ListQuery,
    mut found: Vec<&Listed>,
    deliveries: &Deliveries,
) -> Vec<ListItem> {
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    if query.keeps_unfinished {
        let mut visits = LatestVisits::among(found.iter().filter_map(|listed| listed.visit.as_ref()));
        let mut of_kind = [0; Kind::ALL.len()];
        keep_newest_and_unfinished(&mut found, limit, |Listed { view, visit }| {
            if visits.is_unfinished(view.kind, &view.fields, visit.as_ref()) {
                return true;
            }
            let count = &mut of_kind[view.kind as usize];
            *count += 1;
            *count <= OF_EACH_KIND
        });
    } else {
        found.truncate(limit);
    }
    let item = |Listed { view, .. }: &Listed| ListItem {
        document: view.document,
        kind: view.kind,
        owner: view.owner,
        created_at: view.created_at,
        fields: view.fields.clone(),
        disputes: view.disputes,
        delivery: deliveries.of(view.document, view.received_at),
    };
    found.into_iter().map(item).collect()
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

/// Whether a filter lets a record through. An area is at its own place.
fn is_let_through(view: &StoredView, filter: &ListFilter) -> bool {
    let place = &filter.place;
    let is_there = || {
        place.is_empty()
            || search::is_at(view.kind, &view.fields, place)
            || view.document.to_string() == *place
    };
    let has_state = || filter.goes_on.is_none() || goes_on(view.kind, &view.fields) == filter.goes_on;
    filter.since.is_none_or(|since| view.created_at >= since) && has_state() && is_there()
}

fn has(view: &StoredView, needles: &[Needle]) -> bool {
    if needles.is_empty() {
        return true;
    }
    let texts = search::texts(view.kind, &view.fields);
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
        refused: refused_edits(document, deliveries.refused_of(row.document)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::followed_lists::FollowedLists;
    use feltbog_presentation::fields::{apply, text};
    use feltbog_presentation::round::{calls_today, errand, next_calls, overdue_calls, unwanted_until};
    use feltbog_shared::id::UserId;
    use feltbog_shared::model::care_task::TaskState;
    use feltbog_shared::model::conflict_case::ConflictState;
    use feltbog_shared::model::insect_count::CountState;
    use feltbog_shared::model::schema::ValueList as _;
    use feltbog_shared::model::signal::SignalState;
    use feltbog_shared::model::social_visit::{ContactConsent, VisitResult, VisitState};
    use feltbog_shared::model::unfinished::is_unfinished;
    use feltbog_shared::model::{CareTask, ConflictCase, FieldEdit, InsectCount, Signal, SocialVisit};
    use feltbog_shared::moment::danish_offset;

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const ME: UserId = UserId::from_bytes([2; 16]);
    /// 2026-11-21, noon.
    const NOON: Moment = Moment::from_millis(1_795_262_400_000);
    const DAY_MILLIS: i64 = 86_400_000;

    /// Numbers that look random and are the same each time.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 33) % end
        }

        fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
            all[self.below(all.len() as u64) as usize]
        }
    }

    fn view(number: u64, kind: Kind, created_at: Moment, edits: &[FieldEdit]) -> StoredView {
        let mut fields = Fields::new();
        edits.iter().for_each(|edit| apply(&mut fields, edit));
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        StoredView {
            document: DocumentId::from_bytes(id),
            department: HERE,
            kind,
            owner: ME,
            created_at,
            fields,
            disputes: 0,
            received_at: None,
        }
    }

    fn listed(views: Vec<StoredView>, limit: u32) -> Vec<ListItem> {
        let query = ListQuery {
            department: HERE,
            kinds: Vec::new(),
            owner: None,
            about: None,
            needles: Vec::new(),
            filter: ListFilter::default(),
            keeps_unfinished: true,
            limit,
        };
        let count = views.len();
        let mut lists = FollowedLists::default();
        lists.follow(query);
        lists.read(HERE, views);
        let reports = lists.reports();
        let [(_, items, total)] = <[_; 1]>::try_from(reports).expect("one list is followed");
        assert_eq!(total as usize, count);
        items
    }

    /// Some record of the last year.
    fn any(random: &mut Random, number: u64) -> StoredView {
        let days_ago = |days: u64| NOON.plus_millis(-(days as i64) * DAY_MILLIS);
        let day = |random: &mut Random| NOON.day(0).plus_days(random.below(40) as i64 - 20);
        let created = random.below(365);
        let mut edits = Vec::new();
        let kind = match random.below(8) {
            0 => {
                edits.push(ConflictCase::state().set(random.one_of(ConflictState::ALL)));
                edits.push(ConflictCase::follow_up_on().set(day(random)));
                Kind::ConflictCase
            }
            1 => {
                edits.push(CareTask::state().set(random.one_of(TaskState::ALL)));
                edits.push(CareTask::window_to().set(day(random)));
                Kind::CareTask
            }
            2 => {
                edits.push(Signal::state().set(random.one_of(SignalState::ALL)));
                Kind::Signal
            }
            3 => {
                edits.push(InsectCount::state().set(random.one_of(CountState::ALL)));
                Kind::InsectCount
            }
            _ => {
                let home = [
                    "Opgang 1, 1. tv.",
                    "opgang 1 1 tv",
                    "Opgang 2, st.",
                    "2, stuen",
                    "",
                    "Gavlen",
                ];
                edits.push(SocialVisit::dwelling_ref().set(random.one_of(&home)));
                edits.push(SocialVisit::state().set(random.one_of(VisitState::ALL)));
                // Written down up to two weeks after it was made, or planned as long before.
                let at = (created as i64 + random.below(28) as i64 - 14).unsigned_abs();
                edits.push(SocialVisit::at().set(days_ago(at)));
                if random.below(3) == 0 {
                    edits.push(SocialVisit::next_on().set(day(random)));
                }
                if random.below(6) == 0 {
                    edits.push(match random.below(2) {
                        0 => SocialVisit::consent_contact().set(ContactConsent::No),
                        _ => SocialVisit::result().set(VisitResult::WantsNoContact),
                    });
                }
                Kind::SocialVisit
            }
        };
        view(number, kind, days_ago(created), &edits)
    }

    /// Nothing of what Hjem says of today is other because the list is short.
    #[test]
    fn a_short_list_says_the_same_of_today_as_a_whole_one() {
        let today = NOON.day(danish_offset(NOON));
        let (mut left_out, mut called) = (0, 0);
        for seed in 0..300 {
            let mut random = Random(seed);
            let views: Vec<_> = (0..80).map(|number| any(&mut random, number)).collect();
            let (all, short) = (listed(views.clone(), u32::MAX), listed(views, 3));
            left_out += all.len() - short.len();
            for choose in [calls_today, overdue_calls, next_calls] {
                let calls = |items: &[ListItem]| -> Vec<_> {
                    let calls = choose(items, today, danish_offset).into_iter();
                    let mut calls: Vec<_> = calls.map(|(item, day)| (item.document, day)).collect();
                    calls.sort_unstable();
                    calls
                };
                called += calls(&all).len();
                assert_eq!(calls(&short), calls(&all), "{seed}");
            }
            for item in &all {
                let is_there = short.iter().any(|other| other.document == item.document);
                let is_due = errand(item.kind, &item.fields, today).is_some();
                let is_open = item.kind != Kind::SocialVisit && is_unfinished(item.kind, &item.fields);
                assert!(is_there || !(is_due || is_open), "{seed}: {item:?}");
                if item.kind == Kind::SocialVisit {
                    let until =
                        |items: &[ListItem]| unwanted_until(items, &item.fields, today, danish_offset);
                    let home = text(&item.fields, SocialVisit::dwelling_ref().name());
                    assert_eq!(until(&short), until(&all), "{seed}: {home}");
                }
            }
        }
        assert!(left_out > 100 && called > 300, "{left_out} {called}");
    }

    /// Each visit arranges the next, which follows it up: only the last of each home is still open.
    #[test]
    fn ten_thousand_visits_make_no_long_list() {
        let visits = (0..10_000).map(|number| {
            let at = NOON.plus_millis(-(number as i64) * DAY_MILLIS / 10);
            let home = format!("Opgang {}, 1. tv.", number % 120);
            let edits = [
                SocialVisit::state().set(VisitState::Done),
                SocialVisit::dwelling_ref().set(home.as_str()),
                SocialVisit::at().set(at),
                SocialVisit::next_on().set(at.day(0).plus_days(12)),
            ];
            view(number, Kind::SocialVisit, at, &edits)
        });
        let items = listed(visits.collect(), 500);
        assert!((500..700).contains(&items.len()), "{}", items.len());
    }

    #[test]
    fn the_newest_of_each_kind_are_listed() {
        let mut views: Vec<_> = (0..2_000)
            .map(|number| {
                let done = [CareTask::state().set(TaskState::Done)];
                view(number, Kind::CareTask, NOON, &done)
            })
            .collect();
        let counted = [InsectCount::state().set(CountState::Finished)];
        let before = NOON.plus_millis(-DAY_MILLIS);
        views.extend((2_000..2_050).map(|number| view(number, Kind::InsectCount, before, &counted)));
        let items = listed(views, 500);
        let counts = items.iter().filter(|item| item.kind == Kind::InsectCount);
        assert_eq!(counts.count(), OF_EACH_KIND);
    }

    #[test]
    fn the_line_is_never_older_than_a_receipt_beside_it() {
        let at = |seconds: i64| Moment::from_millis(seconds * 1_000);
        let mut receipts = ShownReceipts::default();
        assert!(!receipts.note([None].into_iter()));
        assert_eq!(receipts.all_sent_at(at(5)), at(5));
        assert!(receipts.note([Some(at(3)), None, Some(at(9))].into_iter()));
        assert_eq!(receipts.all_sent_at(at(5)), at(9));
        // It does not go back when an older record is shown after a newer one.
        assert!(!receipts.note([Some(at(7))].into_iter()));
        assert_eq!(receipts.all_sent_at(at(5)), at(9));
        assert_eq!(receipts.all_sent_at(at(12)), at(12));
    }
}
