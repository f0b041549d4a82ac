//! A record as a document: what its reader sees of it and of the records that belong to it, for the browser to print or to
//! save as PDF, without a network.

use feltbog_shared::bridge::{ListItem, RecordView};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::consent::may_keep_note;
use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::{Area, Kind, Value, VisitNote};
use feltbog_shared::moment::Moment;
use leptos::prelude::*;

use super::lists::{self, Followed, Skeleton};
use super::page::Page;
use crate::contexts::{use_engine, use_identity, use_layout};
use crate::handle::Handle;
use crate::state::access::Access;
use crate::state::engine::{Engine, RecordState};
use crate::state::identity::Identity;
use crate::state::layout::LayoutMode;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::changes::is_discarded;
use feltbog_presentation::forms::{self, Belonging};
use feltbog_presentation::labels::Present;
use feltbog_presentation::map::map;
use feltbog_presentation::printout::{
    PaperReader, PrintedFact, facts, facts_with_disputes, happened_at, is_confidential, is_withheld, on_paper,
};
use feltbog_presentation::summary::AreaNames;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, status, summary, walk};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::map::AreaMap;
use feltbog_ui::receipt::ReceiptLine;

/// Height of an area's map on paper at most, in tenths of a unit of the drawing.
const MOST_MAP_HEIGHT: i64 = 2_400;

/// The path of a record's document.
pub(super) fn path(document: DocumentId) -> String {
    [&lists::path(document), "/udskrift"].concat()
}

/// The document of the record in the path.
#[component]
pub fn PrintoutPage(document: DocumentId) -> impl IntoView {
    use_layout().request(LayoutMode::Focused);
    let (engine, identity) = (use_engine(), use_identity());
    let state = engine.follow(document);
    on_cleanup(move || engine.leave(document));
    let named = state.clone();
    let title = Signal::derive(move || match named.get() {
        RecordState::Loaded(view) => engine
            .areas
            .with(|areas| title_of(&on_paper(&present()), areas, &view)),
        RecordState::Loading | RecordState::Missing => page_texts().printout.to_owned(),
    });
    let known: Memo<Option<Option<(Kind, DepartmentId)>>> = Memo::new(move |_| match state.get() {
        RecordState::Loading => None,
        RecordState::Missing => Some(None),
        RecordState::Loaded(view) => Some(Some((view.kind, view.department))),
    });
    let content = move || match known.get() {
        None => view! { <Skeleton/> }.into_any(),
        Some(None) => view! { <p class="none">{texts().record_missing}</p> }.into_any(),
        Some(Some((kind, department))) => {
            let access = untrack(|| identity.access_in(department));
            match access.filter(|access| access.may_read(kind)) {
                Some(access) => view! { <Printout document kind access/> }.into_any(),
                None => view! { <p class="none">{page_texts().record_gone}</p> }.into_any(),
            }
        }
    };
    view! { <Page title has_way_back=true>{content}</Page> }.into_any()
}

/// The kind of a record with its title, where that says more.
fn title_of(present: &Present, areas: &AreaNames, view: &RecordView) -> String {
    let kind = texts().kind(view.kind);
    let title = summary::of(texts(), present, areas, view.kind, &view.fields).title;
    if title == kind {
        return title;
    }
    [kind, ": ", &title].concat()
}

/// The document with its choices and its button. It can be printed once all that belongs to it is there.
#[component]
fn Printout(document: DocumentId, kind: Kind, access: Access) -> impl IntoView {
    let (engine, identity) = (use_engine(), use_identity());
    let state = engine.follow(document);
    on_cleanup(move || engine.leave(document));
    let kinds = kinds_beside(kind, &access);
    let around = lists::follow_about(&access, &kinds, document);
    let is_whole = follow_whole(engine, around.clone(), kinds.is_empty());
    let (with_note, printed_at) = (RwSignal::new(false), RwSignal::new(platform::now()));
    let noted = around.clone();
    let has_note = Memo::new(move |_| lists::with_items(&noted, |items| items.iter().any(is_note)));
    let print = move |_| {
        printed_at.set(platform::now());
        // The moment stands on the page before the browser takes it.
        platform::after(0, || drop(window().print()));
    };
    let body = move || match state.get() {
        RecordState::Loaded(view) => {
            let paper = Paper {
                engine,
                identity,
                present: on_paper(&present()),
                items: lists::items(&around).to_vec(),
                with_note: with_note.get() && may_keep_note(&view.fields),
            };
            paper.sheet(&access, &view, printed_at.get())
        }
        RecordState::Loading | RecordState::Missing => view! { <Skeleton/> }.into_any(),
    };
    view! {
        <section class="printout-choices">
            <p class="hint">{page_texts().printout_hint}</p>
            <Show when=move || has_note.get()>
                <label class="chip">
                    <input
                        type="checkbox"
                        prop:checked=move || with_note.get()
                        on:change=move |event| with_note.set(event_target_checked(&event))
                    />
                    <span>{page_texts().printout_with_note}</span>
                </label>
            </Show>
        </section>
        {body}
        <div class="actions">
            <button type="button" class="button primary" disabled=move || !is_whole.get() on:click=print>
                <SvgIcon icon=Icon::Book/>
                <span>{page_texts().printout_button}</span>
            </button>
        </div>
    }
    .into_any()
}

/// The kinds of records that are printed below one, as far as the person may read them.
fn kinds_beside(kind: Kind, access: &Access) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = forms::belongings(kind).iter().map(|one| one.kind).collect();
    kinds.extend(kind.pictures());
    if kind == Kind::ConflictCase {
        kinds.push(Kind::CasePhoto);
    }
    if kind == Kind::SocialVisit {
        kinds.push(Kind::VisitNote);
    }
    kinds.retain(|kind| access.may_read(*kind));
    kinds
}

/// Follows a list to its end; whether all of it is there.
fn follow_whole(engine: Handle<Engine>, listing: Followed, is_nothing: bool) -> Memo<bool> {
    let further = listing.clone();
    Effect::new(move |_| {
        if let Some(listing) = further.get() {
            let left = listing.total.saturating_sub(listing.items.len() as u32);
            if left > 0 {
                engine.follow_further(&listing, left);
            }
        }
    });
    Memo::new(move |_| {
        let is_there = listing.with(|listing| {
            listing
                .as_ref()
                .is_some_and(|listing| listing.items.len() as u32 >= listing.total)
        });
        is_nothing || is_there
    })
}

/// Whether a record is a note with words in it.
fn is_note(item: &ListItem) -> bool {
    item.kind == Kind::VisitNote && !fields::text(&item.fields, VisitNote::text().name()).is_empty()
}

/// Everything that a document is written from.
struct Paper {
    engine: Handle<Engine>,
    identity: Handle<Identity>,
    present: Present,
    /// Records that belong to the one that is printed.
    items: Vec<ListItem>,
    /// Whether the locked notes of a visit are printed.
    with_note: bool,
}

impl Paper {
    /// The whole document.
    fn sheet(&self, access: &Access, view: &RecordView, printed_at: Moment) -> AnyView {
        let own =
            self.with_reader(|reader| facts_with_disputes(reader, view.kind, &view.fields, &view.disputes));
        let belongings = forms::belongings(view.kind)
            .iter()
            .filter(|one| access.may_read(one.kind))
            .map(|one| self.belonging(access, view.document, one));
        let belongings = belongings.collect_view();
        let notes = self.with_note.then(|| {
            let notes = self.items.iter().filter(|item| is_note(item));
            let notes = notes.map(|note| self.record(note, "")).collect_view();
            view! {
                <section class="printout-part">
                    <h2>{page_texts().note_title}</h2>
                    {notes}
                </section>
            }
        });
        let photos = self.items.iter().filter(|item| item.kind.is_picture()).count() as i64;
        let photos = (photos > 0).then(|| view! { <p>{page_texts().printout_photos.of(photos)}</p> });
        let discarded = is_discarded(&view.fields).then(|| view! { <p>{page_texts().discarded_here}</p> });
        let (owner, at) = (self.identity.name_of(Some(view.owner)), made_at(view));
        let by = at.map(|at| {
            let when = self.present.moment(texts(), at);
            view! { <p class="by">{page_texts().created_by.with(&[&owner, &when])}</p> }
        });
        view! {
            <article class="printout">
                {self.head(access, view, printed_at)}
                {discarded}
                {drawing(view)}
                {fact_list(own)}
                {by}
                {belongings}
                {notes}
                {photos}
            </article>
        }
        .into_any()
    }

    /// The sender, who printed it and when, and how it is to be handled.
    fn head(&self, access: &Access, view: &RecordView, printed_at: Moment) -> AnyView {
        let sender = [&access.session.organisation, " · ", &access.department.name].concat();
        let when = self.present.moment(texts(), printed_at);
        let printed = page_texts().printout_by.with(&[&when, &access.session.name]);
        let confidential = is_confidential(view.kind)
            .then(|| view! { <p class="printout-notice">{page_texts().printout_confidential}</p> });
        let withheld = self.items.iter().any(|item| is_withheld(item.kind, &item.fields));
        let withheld = (withheld || is_withheld(view.kind, &view.fields))
            .then(|| view! { <p class="printout-notice">{page_texts().printout_withheld}</p> });
        let line = status::delivery(texts(), &self.present, &view.delivery);
        view! {
            <header class="printout-head">
                <p class="printout-sender">{sender}</p>
                <p>{printed}</p>
                <p><ReceiptLine line/></p>
                {confidential}
                {withheld}
            </header>
        }
        .into_any()
    }

    /// The records of one kind that belong to the one that is printed, in the order in which they happened.
    fn belonging(&self, access: &Access, document: DocumentId, one: &Belonging) -> AnyView {
        let id = document.to_string();
        let is_its = |item: &&ListItem| item.kind == one.kind && fields::text(&item.fields, one.link) == id;
        let records = in_order(self.items.iter().filter(is_its));
        let is_empty = records.is_empty();
        // A person who sees some of them alone is not told that these are all.
        let empty = match (access.reads_all(one.kind), is_empty) {
            (true, true) => (one.none)(texts()),
            (true, false) => "",
            (false, _) => page_texts().only_own_shown,
        };
        let empty = (!empty.is_empty()).then(|| view! { <p class="none">{empty}</p> });
        let records = records.into_iter().map(|item| self.record(item, one.link));
        let records = records.collect_view();
        view! {
            <section class="printout-part">
                <h2>{(one.heading)(texts())}</h2>
                {records}
                {empty}
            </section>
        }
        .into_any()
    }

    /// A record below the one that is printed, without the field that points to it.
    fn record(&self, item: &ListItem, link: &str) -> AnyView {
        let mut own = self.with_reader(|reader| facts(reader, item.kind, &item.fields));
        own.retain(|fact| fact.field != link);
        let areas = self.engine.areas.get();
        let title = summary::of(texts(), &self.present, &areas, item.kind, &item.fields).title;
        let author = self.identity.name_of(Some(item.owner));
        let when = self.present.moment(texts(), item.created_at);
        let both = (item.disputes > 0).then(|| view! { <p>{texts().both_kept_badge}</p> });
        view! {
            <article class="printout-record">
                <h3>{title}</h3>
                {fact_list(own)}
                {both}
                <p class="by">{page_texts().created_by.with(&[&author, &when])}</p>
            </article>
        }
        .into_any()
    }

    /// Calls back with what fields are read with.
    fn with_reader<R>(&self, read: impl FnOnce(&PaperReader) -> R) -> R {
        let areas = self.engine.areas.get();
        let linked = |id: &str| {
            let item = self.items.iter().find(|item| item.document.to_string() == id);
            item.map_or_else(String::new, |item| {
                let summary = summary::of(texts(), &self.present, &areas, item.kind, &item.fields);
                [summary.title, summary.line].join(" · ")
            })
        };
        read(&PaperReader {
            texts: texts(),
            present: &self.present,
            areas: &areas,
            linked: &linked,
        })
    }
}

/// Records in the order in which they happened. A sort made for millions would weigh more than this page.
fn in_order<'a>(records: impl Iterator<Item = &'a ListItem>) -> Vec<&'a ListItem> {
    let time = |item: &ListItem| (happened_at(&item.fields, item.created_at), item.document);
    let mut ordered: Vec<&ListItem> = Vec::new();
    for record in records {
        let is_later = |other: &&ListItem| time(other) > time(record);
        let place = ordered.iter().position(is_later).unwrap_or(ordered.len());
        ordered.insert(place, record);
    }
    ordered
}

/// The moment at which a record was made.
fn made_at(view: &RecordView) -> Option<Moment> {
    match view.fields.get("created_at") {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    }
}

/// The map of an area whose corners are known.
fn drawing(view: &RecordView) -> Option<AnyView> {
    let outline = (view.kind == Kind::Area)
        .then(|| Outline::parse(fields::text(&view.fields, Area::outline().name())))
        .flatten()?;
    let label = page_texts().map_of.with(&[&walk::size(texts(), &outline)]);
    let map = map(&[outline], None, MOST_MAP_HEIGHT)?;
    Some(view! { <figure class="map-figure"><AreaMap map label/></figure> }.into_any())
}

/// Fields under their names. Lines of a text stay lines.
fn fact_list(facts: Vec<PrintedFact>) -> AnyView {
    if facts.is_empty() {
        return ().into_any();
    }
    let rows = facts.into_iter().map(|fact| {
        view! {
            <div>
                <dt>{fact.label}</dt>
                <dd>{fact.words}</dd>
            </div>
        }
    });
    view! { <dl class="printout-facts">{rows.collect_view()}</dl> }.into_any()
}
