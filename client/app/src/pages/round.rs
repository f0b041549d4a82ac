//! The round on Hjem: stop by stop in the order of places, each done with one tap that can be taken back in the frame.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::care_task::TaskKind;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{Area, CareTask, Kind};
use leptos::prelude::*;
use std::rc::Rc;

use super::follow_up;
use super::lists::{self, Followed, with_items};
use crate::contexts::{use_access, use_actions, use_engine};
use crate::handle::Handle;
use crate::state::actions::{Actions, Answered, discard};
use crate::state::engine::Engine;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::forms::key;
use feltbog_presentation::home::due_of;
use feltbog_presentation::round::{self, Errand};
use feltbog_presentation::texts::texts;
use feltbog_presentation::ways_back::RecordEdits;
use feltbog_presentation::{changes, labels};
use feltbog_ui::card::{Card, CardContent};
use feltbog_ui::list::IncrementalFor;

/// A stop as it stands in the list.
#[derive(Clone, PartialEq)]
struct Stop {
    document: DocumentId,
    card: Card,
    /// Whether the person may say that it is done.
    is_theirs: bool,
}

/// The stops of the round, or a sentence when there are none.
#[component]
pub fn Round(
    /// The records of Hjem.
    listing: Followed,
    /// Sentence in the place of an empty round.
    empty: &'static str,
) -> impl IntoView {
    let (access, actions, engine) = (use_access(), use_actions(), use_engine());
    let all = listing.clone();
    let stops = Callback::new(move |count: usize| {
        let today = present().today();
        with_items(&all, |items| {
            let stops = engine.areas.with(|areas| round::stops(items, areas, today));
            let stops = stops.into_iter().take(count).map(|(item, errand)| Stop {
                document: item.document,
                card: card(engine, item, errand),
                is_theirs: access.may_update(item.kind, item.owner, item.document),
            });
            stops.collect::<Vec<_>>()
        })
    });
    let is_empty = Memo::new(move |_| stops.run(1).is_empty());
    let finish = Callback::new(move |(document, hidden)| {
        finish_stop(actions, engine, &listing, document, hidden);
    });
    view! {
        <IncrementalFor
            class="cards"
            hidden=is_empty
            rows=stops
            row=move |stop: Stop| view! { <StopRow stop on_finish=finish/> }.into_any()
        />
        <p class="none" hidden=move || !is_empty.get()>{empty}</p>
    }
    .into_any()
}

/// A stop, with the button that says that it is done.
#[component]
fn StopRow(
    /// The stop.
    stop: Stop,
    /// Called with the record and what hides its row.
    on_finish: Callback<(DocumentId, RwSignal<bool>)>,
) -> impl IntoView {
    let hidden = RwSignal::new(false);
    let document = stop.document;
    let button = stop.is_theirs.then(|| {
        let label = [texts().done, ": ", &stop.card.title].concat();
        view! {
            <button
                type="button"
                class="button small"
                aria-label=label
                on:click=move |_| on_finish.run((document, hidden))
            >
                {texts().done}
            </button>
        }
    });
    view! {
        <li class="stop" hidden=hidden>
            <CardContent card=stop.card/>
            {button}
        </li>
    }
}

/// Finishes the stop of a record, as the list has it now.
fn finish_stop(
    actions: Handle<Actions>,
    engine: Handle<Engine>,
    listing: &Followed,
    document: DocumentId,
    hidden: RwSignal<bool>,
) {
    let today = untrack(present).today();
    untrack(|| {
        with_items(listing, |items| {
            let item = items.iter().find(|item| item.document == document);
            let errand = item.and_then(|item| round::errand(item.kind, &item.fields, today));
            if let Some((item, errand)) = item.zip(errand) {
                finish(actions, engine, item, errand, hidden);
            }
        });
    });
}

/// A stop as a row: where, what, and by when. Of a sign and of a promise to call the row says what is to be done.
fn card(engine: Handle<Engine>, item: &ListItem, errand: Errand) -> Card {
    let card = lists::due_card(engine, item, due_of(item, &[], true, platform::offset));
    match errand {
        Errand::SignCheck | Errand::SignUp => {
            let called =
                |kind, name, key: &str| labels::in_summary(texts(), kind, name, key).unwrap_or_default();
            let sign = feltbog_presentation::fields::text(&item.fields, Area::sign_status().name());
            let line = [
                called(Kind::CareTask, CareTask::kind().name(), key!(TaskKind::SignCheck)),
                " · ",
                called(Kind::Area, Area::sign_status().name(), sign),
            ]
            .concat();
            Card { line, ..card }
        }
        _ => card,
    }
}

/// Finishes a stop. Its row is out of sight at once, and back when that could not be kept.
fn finish(
    actions: Handle<Actions>,
    engine: Handle<Engine>,
    item: &ListItem,
    errand: Errand,
    hidden: RwSignal<bool>,
) {
    let today = untrack(present).today();
    let edits = round::done(errand, today);
    let back = changes::undo_edits(item.kind, &item.fields, &edits);
    let mut undo = vec![RecordEdits::of(item.document, back)];
    if errand == Errand::Work
        && let Some(follow_up) = follow_up::create_follow_up(actions, item.document, &item.fields)
    {
        undo.push(RecordEdits::of(follow_up, vec![discard()]));
    }
    hidden.set(true);
    let title = [texts().done, ": ", &card(engine, item, errand).title].concat();
    let answered: Answered = Rc::new(move |is_kept| {
        // The row may be gone.
        let _ = hidden.try_set(is_kept);
    });
    actions.act(title, item.document, edits, undo, Some(answered));
}
