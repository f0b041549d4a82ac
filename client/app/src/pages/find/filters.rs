//! The filters of Find: kind, place, state, time and department.

use feltbog_shared::model::Kind;
use feltbog_shared::search::{place_key, places};
use leptos::prelude::*;

use super::found::{Hit, Hits, shown};
use crate::contexts::use_engine;
use crate::state::access::Access;
use crate::state::search::Search;
use feltbog_presentation::search::about;
use feltbog_presentation::summary::{AreaNames, area_name};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::choice::{ChipsField, ChoiceField, Offer};

/// Most places to choose from: more than those are found by words.
const MOST_PLACES: usize = 12;
/// Key of what goes on, and of what is over.
const STATES: &[(&str, bool)] = &[("i-gang", true), ("slut", false)];
/// Days to look back.
const DAYS: [i64; 3] = [7, 30, 365];

/// The filters, folded away, and the way back to everything.
#[component]
pub(super) fn Filters(
    access: Access,
    kinds: Vec<Kind>,
    /// Whether the person has other departments too.
    is_one_of_several: bool,
    hits: Hits,
    sought: RwSignal<Search>,
) -> impl IntoView {
    let here =
        is_one_of_several.then(|| view! { <HereOnly department=access.department.name.clone() sought/> });
    view! {
        {here}
        <details>
            <summary>{page_texts().find_only}</summary>
            <div class="find-filters">
                <KindFilter kinds sought/>
                <PlaceFilter hits sought/>
                <StateFilter sought/>
                <TimeFilter sought/>
            </div>
        </details>
        <Show when=move || sought.read().has_filter()>
            <button
                type="button"
                class="button small"
                on:click=move |_| sought.update(Search::clear_filter)
            >
                {page_texts().find_clear}
            </button>
        </Show>
    }
    .into_any()
}

#[component]
fn HereOnly(department: String, sought: RwSignal<Search>) -> impl IntoView {
    let offers = vec![("her".to_owned(), page_texts().find_here.with(&[&department]))];
    let values = Signal::derive(move || match sought.read().is_here_only {
        true => vec!["her".to_owned()],
        false => Vec::new(),
    });
    let change = Callback::new(move |(_, is_chosen): (String, bool)| {
        sought.update(|sought| sought.is_here_only = is_chosen);
    });
    view! { <ChipsField offers values on_change=change/> }
}

/// The kinds of records to look among.
#[component]
fn KindFilter(kinds: Vec<Kind>, sought: RwSignal<Search>) -> impl IntoView {
    let offers: Vec<_> = kinds
        .iter()
        .map(|kind| (kind.key().to_owned(), texts().kind(*kind).to_owned()))
        .collect();
    let values = Signal::derive(move || {
        let sought = sought.read();
        sought.kinds.iter().map(|kind| kind.key().to_owned()).collect()
    });
    let change = Callback::new(move |(key, is_chosen): (String, bool)| {
        let Some(kind) = Kind::from_key(&key) else { return };
        sought.update(|sought| {
            sought.kinds.retain(|one| *one != kind);
            if is_chosen {
                sought.kinds.push(kind);
            }
        });
    });
    view! { <ChipsField legend=page_texts().find_kinds offers values on_change=change/> }
}

/// The places of what was found, with the one that is chosen.
#[component]
fn PlaceFilter(hits: Hits, sought: RwSignal<Search>) -> impl IntoView {
    let engine = use_engine();
    let offers = Memo::new(move |_| {
        let chosen = sought.read().place.clone();
        let found = hits.with(|found| engine.areas.with(|areas| places_of(shown(found), areas)));
        let everywhere = (String::new(), page_texts().find_place_any.to_owned());
        let mut offers: Vec<Offer> = vec![everywhere];
        for (key, name) in chosen.into_iter().chain(found) {
            if offers.iter().all(|(known, _)| *known != key) {
                offers.push((key, name));
            }
        }
        offers.truncate(MOST_PLACES + 1);
        offers
    });
    let value = Signal::derive(move || {
        let sought = sought.read();
        let place = sought.place.as_ref();
        place.map(|(key, _)| key.clone()).unwrap_or_default()
    });
    let choose = move |key: String| {
        let place = offers.with_untracked(|offers| offers.iter().find(|(one, _)| *one == key).cloned());
        sought.update(|sought| sought.place = place.filter(|(key, _)| !key.is_empty()));
    };
    view! {
        <ChoiceField legend=page_texts().find_place name="find-place" offers value on_choose=choose/>
    }
}

/// Key and name of each place of what was found: as it is written, or the name of an area.
fn places_of(hits: &[Hit], areas: &AreaNames) -> Vec<Offer> {
    let mut found: Vec<Offer> = Vec::new();
    for (_, item) in hits {
        let written = places(&item.fields).map(|place| (place_key(place), place.to_owned()));
        let area = match item.kind {
            Kind::Area => Some(item.document.to_string()),
            kind => about(kind, &item.fields).map(str::to_owned),
        };
        let area = area.and_then(|id| area_name(areas, &id).map(|name| (id.clone(), name.to_owned())));
        for (key, name) in written.chain(area) {
            let is_new = found.iter().all(|(known, _)| *known != key);
            if !key.is_empty() && is_new {
                found.push((key, name));
            }
        }
    }
    found
}

#[component]
fn StateFilter(sought: RwSignal<Search>) -> impl IntoView {
    let words = [page_texts().find_going_on, page_texts().find_over];
    let mut offers: Vec<Offer> = vec![(String::new(), page_texts().find_state_any.to_owned())];
    let states = STATES.iter().zip(words);
    offers.extend(states.map(|((key, _), words)| ((*key).to_owned(), words.to_owned())));
    let value = Signal::derive(move || {
        let goes_on = sought.read().goes_on;
        let state = STATES.iter().find(|(_, state)| Some(*state) == goes_on);
        state.map_or("", |(key, _)| *key).to_owned()
    });
    let choose = move |key: String| {
        let state = STATES.iter().find(|(one, _)| *one == key);
        sought.update(|sought| sought.goes_on = state.map(|(_, state)| *state));
    };
    view! {
        <ChoiceField legend=page_texts().find_state name="find-state" offers value on_choose=choose/>
    }
}

#[component]
fn TimeFilter(sought: RwSignal<Search>) -> impl IntoView {
    let mut offers: Vec<Offer> = vec![(String::new(), page_texts().find_time_any.to_owned())];
    offers.extend(DAYS.map(|days| {
        (
            days.to_string(),
            page_texts().find_days.with(&[&days.to_string()]),
        )
    }));
    let value = Signal::derive(move || {
        let days = sought.read().days;
        days.map(|days| days.to_string()).unwrap_or_default()
    });
    let choose = move |key: String| sought.update(|sought| sought.days = key.parse().ok());
    view! {
        <ChoiceField legend=page_texts().find_time name="find-time" offers value on_choose=choose/>
    }
}
