//! The lists that pages follow, several at once. Each list knows which records are in it. A changed record costs a
//! question for each list, and only the lists that it is in, or was in, are made again.

use core::cmp::Reverse;

use feltbog_shared::bridge::{ListItem, ListQuery};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::store::StoredView;
use feltbog_shared::sorted::Map;

use super::views::{self, Deliveries, Listed};

/// The place of a record among those of a list: newest first.
type ListPlace = Reverse<(Moment, DocumentId)>;

/// The records of a department as lists need them.
type DepartmentRows = Map<DocumentId, Listed>;

/// A list that a page follows.
struct FollowedList {
    query: ListQuery,
    /// The records that are in it, newest first; nothing before the rows of its department are read.
    members: Option<Vec<ListPlace>>,
    /// Whether it must be published.
    is_dirty: bool,
}

impl FollowedList {
    /// Takes in that a record stood as `before` and stands as `after`.
    fn take_in(&mut self, before: Option<&Listed>, after: Option<&Listed>) {
        let Some(members) = &mut self.members else { return };
        let place = |row: Option<&Listed>| {
            row.filter(|row| row.belongs_to(&self.query))
                .map(Listed::list_place)
        };
        let (before, after) = (place(before), place(after));
        self.is_dirty |= before.is_some() || after.is_some();
        if before == after {
            return;
        }
        if let Some(Ok(at)) = before.map(|before| members.binary_search(&before)) {
            members.remove(at);
        }
        if let Some(after) = after
            && let Err(at) = members.binary_search(&after)
        {
            members.insert(at, after);
        }
    }

    fn find_members(&mut self, rows: &DepartmentRows) {
        let belonging = rows.values().filter(|row| row.belongs_to(&self.query));
        let mut members: Vec<_> = belonging.map(Listed::list_place).collect();
        members.sort_unstable();
        self.members = Some(members);
        self.is_dirty = true;
    }
}

/// Every list that is followed, and the rows that they are made of.
#[derive(Default)]
pub(super) struct FollowedLists {
    lists: Vec<FollowedList>,
    /// The rows of departments whose lists are followed, and of the department that was followed last: the next page
    /// follows a list of it as a rule.
    departments: Vec<(DepartmentId, DepartmentRows)>,
    /// The deliveries that the lists say.
    deliveries: Deliveries,
}

impl FollowedLists {
    /// Follows a list, or the same one as far back as the query says.
    pub(super) fn follow(&mut self, query: ListQuery) {
        match self.lists.iter_mut().find(|list| list.query.is_same_list(&query)) {
            Some(list) => {
                list.query = query;
                list.is_dirty = true;
            }
            None => {
                let mut list = FollowedList {
                    query,
                    members: None,
                    is_dirty: true,
                };
                if let Some((_, rows)) = self
                    .departments
                    .iter()
                    .find(|(department, _)| *department == list.query.department)
                {
                    list.find_members(rows);
                }
                self.lists.push(list);
            }
        }
    }

    /// Follows a list no longer.
    pub(super) fn leave(&mut self, query: &ListQuery) {
        self.lists.retain(|list| !list.query.is_same_list(query));
    }

    /// Whether changed documents matter to any list, or to the next one.
    pub(super) fn holds_rows(&self) -> bool {
        !self.departments.is_empty()
    }

    /// Anything may have changed: all rows are read again.
    pub(super) fn forget_rows(&mut self) {
        self.departments.clear();
        for list in &mut self.lists {
            list.members = None;
            list.is_dirty = true;
        }
    }

    /// The departments of followed lists whose rows are not read.
    pub(super) fn unread_departments(&self) -> Vec<DepartmentId> {
        let unread = self.lists.iter().filter(|list| list.members.is_none());
        let mut unread: Vec<_> = unread.map(|list| list.query.department).collect();
        unread.sort_unstable();
        unread.dedup();
        unread
    }

    /// Takes in the rows of a department, in the order of their documents.
    pub(super) fn read(&mut self, department: DepartmentId, views: Vec<StoredView>) {
        let rows: Vec<(DocumentId, Listed)> = views
            .into_iter()
            .map(|view| (view.document, view.into()))
            .collect();
        let rows: DepartmentRows = Map::from_sorted_store_unchecked(rows);
        let of_department = |list: &&mut FollowedList| list.query.department == department;
        for list in self.lists.iter_mut().filter(of_department) {
            list.find_members(&rows);
        }
        let lists = &self.lists;
        self.departments.retain(|(known, _)| {
            *known != department && lists.iter().any(|list| list.query.department == *known)
        });
        self.departments.push((department, rows));
    }

    /// Takes in that a document stands so now, or is no longer on the phone.
    pub(super) fn take_in(&mut self, document: DocumentId, view: Option<StoredView>) {
        let view = view.map(Listed::from);
        let now_in = view.as_ref().map(Listed::department);
        for (department, rows) in &mut self.departments {
            let before = rows.remove(&document);
            let after = view.as_ref().filter(|_| now_in == Some(*department));
            let of_department = |list: &&mut FollowedList| list.query.department == *department;
            for list in self.lists.iter_mut().filter(of_department) {
                list.take_in(before.as_ref(), after);
            }
        }
        let place = |(department, _): &&mut (DepartmentId, DepartmentRows)| Some(*department) == now_in;
        if let Some((_, rows)) = self.departments.iter_mut().find(place)
            && let Some(view) = view
        {
            rows.insert(document, view);
        }
    }

    /// Takes in what waits, was refused or is a draft. Lists with a record whose delivery has changed are published.
    pub(super) fn note_deliveries(&mut self, deliveries: &Deliveries) {
        let changed = self.deliveries.difference(deliveries);
        if changed.is_empty() {
            return;
        }
        for list in &mut self.lists {
            let rows = self
                .departments
                .iter()
                .find(|(department, _)| *department == list.query.department);
            let Some((_, rows)) = rows else { continue };
            let mut changed = changed.iter().filter_map(|document| rows.get(document));
            list.is_dirty |= changed.any(|row| row.belongs_to(&list.query));
        }
        self.deliveries = deliveries.clone();
    }

    /// The lists that must be published, each with its query and the number of records in it.
    pub(super) fn reports(&self) -> Vec<(ListQuery, Vec<ListItem>, u32)> {
        let due = self.lists.iter().filter(|list| list.is_dirty);
        due.filter_map(|list| {
            let members = list.members.as_ref()?;
            let of_department =
                |(department, _): &&(DepartmentId, DepartmentRows)| *department == list.query.department;
            let (_, rows) = self.departments.iter().find(of_department)?;
            let found = members
                .iter()
                .filter_map(|Reverse((_, document))| rows.get(document));
            let items = views::list_items(&list.query, found.collect(), &self.deliveries);
            let total = u32::try_from(members.len()).unwrap_or(u32::MAX);
            Some((list.query.clone(), items, total))
        })
        .collect()
    }

    /// The reports are published.
    pub(super) fn published(&mut self) {
        for list in self.lists.iter_mut().filter(|list| list.members.is_some()) {
            list.is_dirty = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::bridge::{Delivery, Draft, ListFilter};
    use feltbog_shared::id::UserId;
    use feltbog_shared::model::schema::DISCARDED_AT;
    use feltbog_shared::model::{ConflictEvent, Fields, Kind, SocialVisit, Value};

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const THERE: DepartmentId = DepartmentId::from_bytes([9; 16]);
    const ME: UserId = UserId::from_bytes([2; 16]);

    fn id(number: u64) -> DocumentId {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        DocumentId::from_bytes(id)
    }

    fn query(department: DepartmentId, kind: Kind) -> ListQuery {
        ListQuery {
            department,
            kinds: vec![kind],
            owner: None,
            about: None,
            needles: Vec::new(),
            filter: ListFilter::default(),
            keeps_unfinished: false,
            limit: 500,
        }
    }

    fn row(number: u64, department: DepartmentId, kind: Kind, fields: Fields) -> StoredView {
        StoredView {
            document: id(number),
            department,
            kind,
            owner: ME,
            created_at: Moment::from_millis((number % 7) as i64),
            fields,
            disputes: 0,
            received_at: None,
        }
    }

    fn documents(reports: &[(ListQuery, Vec<ListItem>, u32)], query: &ListQuery) -> Option<Vec<DocumentId>> {
        let report = reports.iter().find(|(of, ..)| of == query)?;
        Some(report.1.iter().map(|item| item.document).collect())
    }

    /// A page with three lists keeps all of them, and a change makes those again that the record is in.
    #[test]
    fn every_list_of_a_page_stays_live_and_only_the_touched_ones_are_made_again() {
        let mut lists = FollowedLists::default();
        let (visits, notes) = (query(HERE, Kind::SocialVisit), query(HERE, Kind::VisitNote));
        let around = ListQuery {
            about: Some(id(1)),
            ..query(HERE, Kind::ConflictEvent)
        };
        for query in [&visits, &notes, &around] {
            lists.follow(query.clone());
        }
        assert_eq!(lists.unread_departments(), [HERE]);
        lists.read(HERE, vec![row(1, HERE, Kind::SocialVisit, Fields::new())]);
        assert_eq!(lists.reports().len(), 3);
        lists.published();
        assert!(lists.reports().is_empty());

        lists.take_in(id(2), Some(row(2, HERE, Kind::VisitNote, Fields::new())));
        let reports = lists.reports();
        assert_eq!(documents(&reports, &notes), Some(vec![id(2)]));
        assert_eq!(reports.len(), 1);
        lists.published();

        let event = Fields::from([(
            ConflictEvent::conflict_case().name().to_owned(),
            Value::Text(id(1).to_string()),
        )]);
        lists.take_in(id(3), Some(row(3, HERE, Kind::ConflictEvent, event)));
        let reports = lists.reports();
        assert_eq!(documents(&reports, &around), Some(vec![id(3)]));
        assert_eq!(reports.len(), 1);
        lists.published();

        // A record about another one is in none of them.
        let event = Fields::from([(
            ConflictEvent::conflict_case().name().to_owned(),
            Value::Text(id(8).to_string()),
        )]);
        lists.take_in(id(4), Some(row(4, HERE, Kind::ConflictEvent, event)));
        assert!(lists.reports().is_empty());

        lists.leave(&notes);
        lists.take_in(id(2), None);
        lists.take_in(id(1), None);
        let reports = lists.reports();
        assert_eq!(documents(&reports, &visits), Some(Vec::new()));
        assert_eq!(reports.len(), 1);
    }

    /// Marks of lists that must be published stay until they are.
    #[test]
    fn a_report_that_was_not_published_is_made_again() {
        let mut lists = FollowedLists::default();
        lists.follow(query(HERE, Kind::SocialVisit));
        assert!(lists.reports().is_empty());
        lists.published();
        lists.read(HERE, Vec::new());
        assert_eq!(lists.reports().len(), 1);
        assert_eq!(lists.reports().len(), 1);
        lists.published();
        lists.forget_rows();
        assert_eq!(lists.unread_departments(), [HERE]);
        lists.read(HERE, Vec::new());
        assert_eq!(lists.reports().len(), 1);
    }

    #[test]
    fn a_list_says_when_a_delivery_of_its_records_changes() {
        let mut lists = FollowedLists::default();
        let (visits, notes) = (query(HERE, Kind::SocialVisit), query(HERE, Kind::VisitNote));
        lists.follow(visits.clone());
        lists.follow(notes.clone());
        let views = vec![
            row(1, HERE, Kind::SocialVisit, Fields::new()),
            row(2, HERE, Kind::VisitNote, Fields::new()),
        ];
        lists.read(HERE, views);
        lists.published();
        let draft = Draft {
            document: id(2),
            kind: Kind::VisitNote,
            department: HERE,
            begun_at: Moment::from_millis(0),
            seeds: Vec::new(),
            edits: Vec::new(),
            texts: vec![("text".to_owned(), "x".to_owned())],
            reasons: Vec::new(),
            typed: Vec::new(),
        };
        let deliveries = Deliveries::default().with_drafts(vec![draft]);
        lists.note_deliveries(&deliveries);
        let reports = lists.reports();
        assert_eq!(reports.len(), 1);
        assert_eq!(reports[0].0, notes);
        assert_eq!(reports[0].1[0].delivery, Delivery::Draft);
        lists.published();
        lists.note_deliveries(&deliveries);
        assert!(lists.reports().is_empty());
        lists.note_deliveries(&Deliveries::default());
        assert_eq!(lists.reports().len(), 1);
    }

    #[test]
    fn the_same_list_further_back_takes_the_place_of_the_shorter_one() {
        let mut lists = FollowedLists::default();
        let short = ListQuery {
            limit: 1,
            ..query(HERE, Kind::SocialVisit)
        };
        lists.follow(short.clone());
        let views = (0..3).map(|number| row(number, HERE, Kind::SocialVisit, Fields::new()));
        lists.read(HERE, views.collect());
        assert_eq!(documents(&lists.reports(), &short).map(|all| all.len()), Some(1));
        lists.published();
        let long = ListQuery {
            limit: 3,
            ..short.clone()
        };
        lists.follow(long.clone());
        let reports = lists.reports();
        assert_eq!(reports.len(), 1);
        assert_eq!(documents(&reports, &long).map(|all| all.len()), Some(3));
        lists.leave(&short);
        lists.take_in(id(1), None);
        assert!(lists.reports().iter().all(|(query, ..)| *query == long));
        assert!(lists.lists.is_empty());
    }

    /// A list is of one place, of what goes on or is over, and of a time, or of all.
    #[test]
    fn a_filter_lets_through_what_has_its_place_state_and_time() {
        let text = |name: &str, text: &str| (name.to_owned(), Value::Text(text.to_owned()));
        let home = SocialVisit::dwelling_ref().name();
        let state = SocialVisit::state().name();
        let visits = vec![
            row(
                1,
                HERE,
                Kind::SocialVisit,
                Fields::from([text(home, "Opgang 1, st."), text(state, "planlagt")]),
            ),
            row(
                2,
                HERE,
                Kind::SocialVisit,
                Fields::from([text(home, "1 stuen"), text(state, "afsluttet")]),
            ),
            row(
                3,
                HERE,
                Kind::SocialVisit,
                Fields::from([text(home, "Opgang 2"), text(state, "planlagt")]),
            ),
        ];
        let found = |filter: ListFilter| {
            let query = ListQuery {
                filter,
                ..query(HERE, Kind::SocialVisit)
            };
            let mut lists = FollowedLists::default();
            lists.follow(query.clone());
            lists.read(HERE, visits.clone());
            documents(&lists.reports(), &query).unwrap_or_default()
        };
        let all = ListFilter::default();
        assert_eq!(found(all.clone()), [id(3), id(2), id(1)]);
        let place = feltbog_shared::search::place_key("opgang 1 st");
        let here = ListFilter { place, ..all.clone() };
        assert_eq!(found(here.clone()), [id(2), id(1)]);
        let over = ListFilter {
            goes_on: Some(false),
            ..here
        };
        assert_eq!(found(over), [id(2)]);
        let going_on = ListFilter {
            goes_on: Some(true),
            ..all.clone()
        };
        assert_eq!(found(going_on), [id(3), id(1)]);
        let since = Some(Moment::from_millis(2));
        assert_eq!(found(ListFilter { since, ..all.clone() }), [id(3), id(2)]);
        let place = id(2).to_string();
        assert_eq!(found(ListFilter { place, ..all }), [id(2)]);
    }

    /// However records come, change, move between departments and go: a list kept up to date is the list made anew.
    #[test]
    fn a_list_kept_up_to_date_is_the_list_made_anew() {
        let mut seed = 5_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        let queries = [
            query(HERE, Kind::SocialVisit),
            ListQuery {
                keeps_unfinished: true,
                limit: 3,
                ..query(HERE, Kind::SocialVisit)
            },
            query(THERE, Kind::SocialVisit),
            ListQuery {
                about: Some(id(5)),
                ..query(HERE, Kind::ConflictEvent)
            },
        ];
        let mut compared = 0;
        for _ in 0..40 {
            let mut lists = FollowedLists::default();
            queries.iter().cloned().for_each(|query| lists.follow(query));
            let mut stored: Map<DocumentId, StoredView> = Map::new();
            lists.read(HERE, Vec::new());
            lists.read(THERE, Vec::new());
            for _ in 0..60 {
                let number = next(20);
                if next(5) == 0 {
                    stored.remove(&id(number));
                    lists.take_in(id(number), None);
                } else {
                    let kind = if number < 14 {
                        Kind::SocialVisit
                    } else {
                        Kind::ConflictEvent
                    };
                    let mut fields = Fields::new();
                    if next(6) == 0 {
                        fields.insert(DISCARDED_AT.to_owned(), Value::Moment(Moment::from_millis(1)));
                    }
                    let about = Value::Text(id(next(8)).to_string());
                    fields.insert(ConflictEvent::conflict_case().name().to_owned(), about);
                    let home = Value::Text(["Opgang 1", "Opgang 2"][next(2) as usize].to_owned());
                    fields.insert(SocialVisit::dwelling_ref().name().to_owned(), home);
                    let department = if next(4) == 0 { THERE } else { HERE };
                    let view = row(number, department, kind, fields);
                    stored.insert(id(number), view.clone());
                    lists.take_in(id(number), Some(view));
                }
                let is_published = next(3) == 0;
                if is_published {
                    lists.published();
                    queries.iter().cloned().for_each(|query| lists.follow(query));
                }
            }
            queries.iter().cloned().for_each(|query| lists.follow(query));
            let mut anew = FollowedLists::default();
            queries.iter().cloned().for_each(|query| anew.follow(query));
            for department in [HERE, THERE] {
                let of_department = stored.values().filter(|view| view.department == department);
                anew.read(department, of_department.cloned().collect());
            }
            assert_eq!(lists.reports(), anew.reports());
            compared += anew
                .reports()
                .iter()
                .map(|(_, items, _)| items.len())
                .sum::<usize>();
        }
        assert!(compared > 400, "{compared}");
    }
}
