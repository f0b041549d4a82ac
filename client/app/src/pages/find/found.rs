//! The records that a search finds in the departments of the person, and what each of them is about.

use feltbog_shared::bridge::{ListFilter, ListItem, ListQuery};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use crate::handle::Handle;
use crate::pages::lists;
use crate::state::access::Access;
use crate::state::engine::{Engine, Listing, RecordState};
use crate::state::present::present;
use crate::state::search::Search;
use feltbog_presentation::departments::joined;
use feltbog_presentation::search::{about, named, needles, newest_of};
use feltbog_presentation::summary::area_name;
use feltbog_presentation::texts::texts;
use feltbog_ui::card::Card;

/// A record that was found, with its department.
pub(super) type Hit = (DepartmentId, ListItem);

/// The records that a search finds.
#[derive(Clone, PartialEq)]
pub(super) struct SearchHits {
    /// Number of all of them.
    pub(super) total: i64,
    /// The newest of all departments.
    pub(super) hits: Vec<Hit>,
}

/// Records that were found; nothing while the engine has not reported them.
pub(super) type Hits = Memo<Option<SearchHits>>;

/// The records that others of the page are about.
pub(super) type Parents = ArcRwSignal<Vec<(DocumentId, ArcRwSignal<RecordState>)>>;

/// The hits that are shown, newest first.
pub(super) fn shown(found: &Option<SearchHits>) -> &[Hit] {
    match found {
        Some(found) => &found.hits,
        None => &[],
    }
}

/// Follows what is sought. Until something is asked, it is what was written last in the first department. While the next
/// answer is on its way the last one stays.
pub(super) fn follow_found(
    engine: Handle<Engine>,
    everywhere: Vec<Access>,
    readable: Vec<Kind>,
    sought: RwSignal<Search>,
    limit: RwSignal<u32>,
) -> Hits {
    let queries = Memo::new(move |_| {
        let sought = sought.get();
        let needles = engine
            .areas
            .with(|areas| needles(texts(), areas, &readable, &sought.words));
        let filter = ListFilter {
            place: sought.place.clone().map(|(key, _)| key).unwrap_or_default(),
            goes_on: sought.goes_on,
            since: sought.days.map(|days| present().today().plus_days(-days).start()),
        };
        let kinds = match sought.kinds.as_slice() {
            [] => Kind::ALL,
            kinds => kinds,
        };
        let is_everywhere = sought.asks() && !sought.is_here_only;
        let departments = if is_everywhere { everywhere.len() } else { 1 };
        let queries = everywhere.iter().take(departments).filter_map(|access| {
            Some(ListQuery {
                needles: needles.clone(),
                filter: filter.clone(),
                keeps_unfinished: false,
                limit: limit.get(),
                ..lists::query(access, kinds)?
            })
        });
        queries.collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        for query in queries.get() {
            engine.follow_list(query);
        }
    });
    Memo::new(move |last: Option<&Option<SearchHits>>| {
        let queries = queries.read();
        // Each is asked, so that each is followed.
        let listings: Vec<_> = queries.iter().map(|query| engine.list(query)).collect();
        let listings: Option<Vec<Listing>> = listings.into_iter().collect();
        let found = listings.map(|listings| {
            let lists = listings.iter();
            let lists = lists.map(|listing| (listing.query.department, listing.items.as_slice()));
            SearchHits {
                total: listings.iter().map(|listing| i64::from(listing.total)).sum(),
                hits: newest_of(lists.collect(), limit.get() as usize),
            }
        });
        found.or_else(|| last.cloned().flatten())
    })
}

/// Follows the records that hits are about, so that each hit can say which case or visit it belongs to.
pub(super) fn follow_parents(engine: Handle<Engine>, hits: Hits) -> Parents {
    let parents: Parents = ArcRwSignal::new(Vec::new());
    let wanted = Memo::new(move |_| {
        let mut wanted: Vec<DocumentId> = Vec::new();
        hits.with(|found| {
            for (_, item) in shown(found) {
                let id: Option<DocumentId> = about(item.kind, &item.fields).and_then(|id| id.parse().ok());
                let is_named = |id: &DocumentId| {
                    engine
                        .areas
                        .with(|areas| areas.iter().any(|(area, _)| area == id))
                };
                let id = id.filter(|id| !wanted.contains(id) && !is_named(id));
                wanted.extend(id);
            }
        });
        wanted
    });
    let (followed, left) = (parents.clone(), parents.clone());
    Effect::new(move |_| {
        let wanted = wanted.get();
        let mut known = followed.get_untracked();
        known.retain(|(document, _)| {
            let is_wanted = wanted.contains(document);
            if !is_wanted {
                engine.leave(*document);
            }
            is_wanted
        });
        for document in wanted {
            if known.iter().all(|(one, _)| *one != document) {
                known.push((document, engine.follow(document)));
            }
        }
        followed.set(known);
    });
    on_cleanup(move || {
        for (document, _) in left.get_untracked() {
            engine.leave(document);
        }
    });
    parents
}

/// A hit as a card: what it is about stands before its own line, and its department behind it.
pub(super) fn hit_card(engine: Handle<Engine>, parents: &Parents, department: &str, item: &ListItem) -> Card {
    let card = lists::card(engine, item);
    let parent = parent_words(engine, parents, item);
    // An area may stand in the line already.
    let parent: &str = if card.line.contains(&parent) { "" } else { &parent };
    Card {
        line: joined(&[parent, &card.line, department], " · "),
        ..card
    }
}

/// Words for the record that another is about; none while it is not known.
fn parent_words(engine: Handle<Engine>, parents: &Parents, item: &ListItem) -> String {
    let Some(id) = about(item.kind, &item.fields) else {
        return String::new();
    };
    let areas = engine.areas.get();
    if let Some(name) = area_name(&areas, id) {
        return name.to_owned();
    }
    let parents = parents.get();
    let parent = parents.iter().find(|(document, _)| document.to_string() == id);
    match parent.map(|(_, state)| state.get()) {
        Some(RecordState::Loaded(view)) => named(texts(), &present(), &areas, view.kind, &view.fields),
        _ => String::new(),
    }
}
