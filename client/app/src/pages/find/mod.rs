//! Find: everything on the phone by what stands in it, with or without signal. Until something is asked, what was
//! written last and the places it was about.

mod filters;
mod found;

use feltbog_shared::area_code::AreaCode;
use feltbog_shared::model::Kind;
use leptos::html::Input;
use leptos::prelude::*;

use self::filters::Filters;
use self::found::{Hits, SearchHits, follow_found, follow_parents, hit_card, shown};
use super::competencies::course_ways;
use super::lists::Skeleton;
use super::page::Page;
use super::sharing::experience_ways;
use super::sign;
use crate::contexts::{use_engine, use_identity, use_search};
use crate::handle::Handle;
use crate::state::access::{Access, granted};
use crate::state::engine::Engine;
use crate::state::identity::Identity;
use crate::state::platform;
use crate::state::search::Search;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::search::places;
use feltbog_ui::card::{Card, CardList, CardSection};

/// Most records shown at first; more words find fewer.
const MOST: u32 = 30;
/// So many more each time that somebody asks for them.
const FURTHER: u32 = 100;
/// Most places offered.
const PLACES: usize = 6;

/// Find.
#[component]
pub fn FindPage(access: Access) -> impl IntoView {
    let (engine, identity) = (use_engine(), use_identity());
    let sought = RwSignal::from(ArcRwSignal::clone(&use_search()));
    let everywhere = in_all_departments(identity, &access);
    let readable: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| everywhere.iter().any(|access| access.may_read(*kind)))
        .collect();
    let limit = RwSignal::new(MOST);
    let hits = follow_found(engine, everywhere.clone(), readable.clone(), sought, limit);
    let parents = follow_parents(engine, hits);
    let ways = move || [experience_ways(engine), course_ways(engine)].concat();
    let has_ways = Memo::new(move |_| !ways().is_empty());
    let code_cards = move || areas_by_code(engine, sought);
    let none = move || {
        if code_cards().is_empty() {
            page_texts().found_nothing
        } else {
            ""
        }
    };
    let said = move || {
        hits.with(|found| match found {
            // The area of the code stands above; no other record need hold the code.
            Some(found) if found.total == 0 && !code_cards().is_empty() => String::new(),
            Some(found) => page_texts().found.of(found.total),
            None => String::new(),
        })
    };
    let departments = everywhere.clone();
    let results = Callback::new(move |count: usize| {
        let found = hits.read();
        let first = shown(&found).iter().take(count);
        first
            .map(|(department, item)| {
                let name = departments
                    .iter()
                    .find(|access| access.department.id == *department);
                let name = name.filter(|_| departments.len() > 1);
                let name = name.map_or("", |access| access.department.name.as_str());
                hit_card(engine, &parents, name, item)
            })
            .collect::<Vec<Card>>()
    });
    view! {
        <Page title=texts().find>
            <Question sought limit/>
            <CardSection heading=page_texts().code_title cards=move |_| code_cards()/>
            <Show when=move || sought.read().words.is_empty()>
                <LatestPlaces hits sought/>
            </Show>
            // Not beside the list of what was found, whose cards are counted.
            <Show when=move || has_ways.get()>
                <div><CardList cards=move |_| ways()/></div>
            </Show>
            <Filters access kinds=readable is_one_of_several={everywhere.len() > 1} hits sought/>
            <Show when=move || hits.with(Option::is_some) fallback=|| view! { <Skeleton/> }>
                <p class="none" role="status">{said}</p>
                {move || view! { <CardList cards=results empty=none()/> }}
                <MoreHits hits limit/>
            </Show>
        </Page>
    }
    .into_any()
}

/// The person in each of their departments, that of the page first.
fn in_all_departments(identity: Handle<Identity>, access: &Access) -> Vec<Access> {
    let others = granted(&access.session).into_iter().map(|one| one.id);
    let others = others.filter(|id| *id != access.department.id);
    let others = others.filter_map(|id| untrack(|| identity.access_in(id)));
    core::iter::once(access.clone()).chain(others).collect()
}

/// The field for the words. The cursor is in it, unless the person comes back to what they found.
#[component]
fn Question(sought: RwSignal<Search>, limit: RwSignal<u32>) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    field.on_load(move |field| {
        if !sought.read_untracked().asks() {
            // The heading of the page takes the focus first.
            platform::after(0, move || {
                let _ = field.focus();
            });
        }
    });
    view! {
        <div class="field">
            <label for="find">{page_texts().find_what}</label>
            <input
                node_ref=field
                class="line"
                type="search"
                id="find"
                autocomplete="off"
                enterkeyhint="search"
                prop:value=move || sought.read().words.clone()
                on:input=move |event| {
                    limit.set(MOST);
                    sought.update(|sought| sought.words = event_target_value(&event));
                }
            />
        </div>
    }
}

/// The way to older ones of what was found.
#[component]
fn MoreHits(hits: Hits, limit: RwSignal<u32>) -> impl IntoView {
    let left = Memo::new(move |_| {
        hits.with(|found| {
            found
                .as_ref()
                .map_or(0, |found| found.total - found.hits.len() as i64)
        })
    });
    view! {
        <Show when=move || { left.get() > 0 }>
            <div class="list-end">
                <p class="none">{move || texts().and_more.with(&[&left.get().to_string()])}</p>
                <button
                    type="button"
                    class="button wide"
                    on:click=move |_| limit.update(|limit| *limit += FURTHER)
                >
                    {texts().show_more}
                </button>
            </div>
        </Show>
    }
}

/// Cards of the areas whose code was typed, as it stands on their signs.
fn areas_by_code(engine: Handle<Engine>, sought: RwSignal<Search>) -> Vec<Card> {
    let code = AreaCode::parse(&sought.read().words);
    code.map_or_else(Vec::new, |code| sign::areas_of(engine, code))
}

/// The places of the records written last, as words to look for.
#[component]
fn LatestPlaces(hits: Hits, sought: RwSignal<Search>) -> impl IntoView {
    let latest = Memo::new(move |known: Option<&Vec<String>>| {
        // They stay where they are while somebody looks for one.
        let known = known.filter(|known| !known.is_empty()).cloned();
        known.unwrap_or_else(|| hits.with(latest_places))
    });
    let chip = move |place: String| {
        let words = place.clone();
        let ask = move |_| sought.update(|sought| sought.words.clone_from(&words));
        view! {
            <button type="button" class="chip-button" on:click=ask>
                {place}
            </button>
        }
    };
    // A `For` of a further type would weigh more than these few chips, which stay as they are.
    view! { <div class="chips">{move || latest.get().into_iter().map(chip).collect_view()}</div> }
}

fn latest_places(found: &Option<SearchHits>) -> Vec<String> {
    let mut latest: Vec<String> = Vec::new();
    for (_, item) in shown(found) {
        for place in places(&item.fields) {
            if latest.len() < PLACES && latest.iter().all(|known| known != place) {
                latest.push(place.to_owned());
            }
        }
    }
    latest
}
