//! Find: everything on the phone by what stands in it, with or without signal. Until something is asked, what was
//! written last and the places it was about.

use feltbog_shared::area_code::AreaCode;
use feltbog_shared::bridge::{ListItem, ListQuery};
use feltbog_shared::model::{ConflictCase, Kind, SocialVisit};
use leptos::prelude::*;

use super::lists::{self, Followed, MoreRecords, WhenListed};
use super::page::Page;
use super::sharing::experience_ways;
use super::sign;
use crate::contexts::{use_engine, use_search};
use crate::handle::Handle;
use crate::state::access::Access;
use crate::state::engine::{Engine, Listing};
use crate::state::search::Search;
use feltbog_presentation::fields::text;
use feltbog_presentation::search::needles;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::card::{Card, CardList, CardSection};
use feltbog_ui::choice::ChipsField;

/// Most records shown; more words find fewer.
const MOST: u32 = 30;
/// Most places offered.
const PLACES: usize = 6;

/// Find.
#[component]
pub fn FindPage(access: Access) -> impl IntoView {
    let sought = RwSignal::from(ArcRwSignal::clone(&use_search()));
    let readable: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| access.may_read(*kind))
        .collect();
    let found: Followed = follow_sought(&access, readable.clone(), sought);
    let engine = use_engine();
    let has_experiences = Memo::new(move |_| !experience_ways(engine).is_empty());
    let code_cards = move || areas_by_code(engine, sought);
    let none = move || {
        if code_cards().is_empty() {
            page_texts().found_nothing
        } else {
            ""
        }
    };
    let counted = found.clone();
    let said = move || {
        let is_found_by_code = !code_cards().is_empty();
        counted.with(|listing| match listing {
            // The area of the code stands above; no other record need hold the code.
            Some(listing) if listing.total == 0 && is_found_by_code => String::new(),
            Some(listing) => page_texts().found.of(i64::from(listing.total)),
            None => String::new(),
        })
    };
    let results = lists::first_cards(&found, |_| true);
    let (listed, latest) = (found.clone(), found.clone());
    view! {
        <Page title=texts().find>
            <div class="field">
                <label for="find">{page_texts().find_what}</label>
                <input
                    class="line"
                    type="search"
                    id="find"
                    autocomplete="off"
                    enterkeyhint="search"
                    prop:value=move || sought.read().words.clone()
                    on:input=move |event| sought.update(|sought| sought.words = event_target_value(&event))
                />
            </div>
            <CardSection heading=page_texts().code_title cards=move |_| code_cards()/>
            <Show when=move || sought.read().words.is_empty()>
                <LatestPlaces found=latest.clone() sought/>
            </Show>
            // Not beside the list of what was found, whose cards are counted.
            <Show when=move || has_experiences.get()>
                <div><CardList cards=move |_| experience_ways(engine)/></div>
            </Show>
            <KindFilter kinds=readable sought/>
            <WhenListed listing=found>
                <p class="none" role="status">{said.clone()}</p>
                {move || view! { <CardList cards=results empty=none()/> }}
                <MoreRecords listing=listed.clone()/>
            </WhenListed>
        </Page>
    }
    .into_any()
}

/// Records that hold the words sought. While the next answer is on its way the last one stays.
fn follow_sought(access: &Access, readable: Vec<Kind>, sought: RwSignal<Search>) -> Followed {
    let engine = use_engine();
    let everything = lists::query(access, &readable);
    let query = Memo::new(move |_| {
        let (query, sought) = (everything.clone()?, sought.get());
        let kinds = if sought.kinds.is_empty() {
            query.kinds
        } else {
            sought.kinds
        };
        let needles = engine
            .areas
            .with(|areas| needles(texts(), areas, &readable, &sought.words));
        Some(ListQuery {
            kinds,
            needles,
            keeps_unfinished: false,
            limit: MOST,
            ..query
        })
    });
    Effect::new(move |_| {
        if let Some(query) = query.get() {
            engine.follow_list(query);
        }
    });
    ArcMemo::new(move |last: Option<&Option<Listing>>| {
        let found = query.get().and_then(|query| engine.list(&query));
        found.or_else(|| last.cloned().flatten())
    })
    .into()
}

/// Cards of the areas whose code was typed, as it stands on their signs.
fn areas_by_code(engine: Handle<Engine>, sought: RwSignal<Search>) -> Vec<Card> {
    let code = AreaCode::parse(&sought.read().words);
    code.map_or_else(Vec::new, |code| sign::areas_of(engine, code))
}

/// The places of the records written last, as words to look for.
#[component]
fn LatestPlaces(found: Followed, sought: RwSignal<Search>) -> impl IntoView {
    let latest = untrack(|| lists::with_items(&found, latest_places));
    let chips = latest.into_iter().map(|place| {
        let words = place.clone();
        let ask = move |_| sought.update(|sought| sought.words.clone_from(&words));
        view! {
            <button type="button" class="chip-button" on:click=ask>
                {place}
            </button>
        }
    });
    view! { <div class="chips">{chips.collect_view()}</div> }
}

fn latest_places(items: &[ListItem]) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for item in items {
        for name in [ConflictCase::place().name(), SocialVisit::dwelling_ref().name()] {
            let place = text(&item.fields, name);
            if !place.is_empty() && places.len() < PLACES && !places.iter().any(|known| known == place) {
                places.push(place.to_owned());
            }
        }
    }
    places
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
    view! {
        <details>
            <summary>{page_texts().find_only}</summary>
            <ChipsField offers values on_change=change/>
        </details>
    }
}
