//! Find: everything on the phone by what stands in it, with or without signal. Until something is asked, what was
//! written last and the places it was about.

use crate::reactive::{SetIfChanged, effect, memo};
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::bridge::{ListItem, ListQuery};
use feltbog_shared::model::{ConflictCase, Kind, SocialVisit};
use leptos::prelude::*;

use super::lists::{self, Followed};
use super::page::page;
use super::sign;
use crate::components::card::{Card, cards, section};
use crate::components::choice::Choice;
use crate::dom::{Node, button, el, of_class, switch, when};
use crate::state::access::{Access, app};
use feltbog_presentation::fields::text;
use feltbog_presentation::finding::needles;
use feltbog_presentation::texts::{of_pages as g, t};

/// So many are shown; more words find fewer.
const MOST: u32 = 30;
/// So many places are offered.
const PLACES: usize = 6;

/// What is looked for. It stays while the app is open, so that the way back from a record leads to what was found.
#[derive(Clone, Default, PartialEq)]
struct Sought {
    words: String,
    kinds: Vec<Kind>,
}

thread_local! {
    static SOUGHT: ArcRwSignal<Sought> = ArcRwSignal::new(Sought::default());
}

/// Find.
pub(crate) fn find(access: &Access) -> Node {
    let sought = SOUGHT.with(ArcRwSignal::clone);
    let readable: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| access.may_read(*kind))
        .collect();
    let query = lists::query(access, &readable);
    let (asked, all) = (sought.clone(), readable.clone());
    let query = memo(move || {
        let (query, sought) = (query.clone()?, asked.get());
        let kinds = if sought.kinds.is_empty() {
            query.kinds
        } else {
            sought.kinds
        };
        let needles = app()
            .engine
            .areas
            .with(|areas| needles(t(), areas, &all, &sought.words));
        Some(ListQuery {
            kinds,
            needles,
            keeps_unfinished: false,
            limit: MOST,
            ..query
        })
    });
    let follows = query.clone();
    effect(move || {
        if let Some(query) = follows.get() {
            app().engine.follow_list(query);
        }
    });
    // While the next answer is on its way the last one stays.
    let found: Followed = ArcRwSignal::new(None);
    let news = found.clone();
    effect(move || {
        if let Some(listing) = query.get().and_then(|query| app().engine.list(&query)) {
            news.set_if_changed(Some(listing));
        }
    });
    let (results, asked) = (found.clone(), sought.clone());
    let content = lists::when_there(&found, move || {
        let (count, asked, asked_code, listed) =
            (results.clone(), asked.clone(), asked.clone(), results.clone());
        let said = of_class("p", "none").attr("role", "status").text_of(move || {
            let is_found_by_code = !areas_by_code(&asked).is_empty();
            count.with(|listing| match listing {
                // What the code leads to stands above; no other record need hold it.
                Some(listing) if listing.total == 0 && is_found_by_code => String::new(),
                Some(listing) => g().found.of(i64::from(listing.total)),
                None => String::new(),
            })
        });
        let (results, by_code) = (results.clone(), asked_code.clone());
        let all = switch(
            move || areas_by_code(&by_code).is_empty(),
            move |is_by_words| {
                let none = if *is_by_words { g().found_nothing } else { "" };
                cards(lists::chosen(&results, |_| true), none)
            },
        );
        [said.into(), all, lists::more(&listed)].into()
    });
    page(
        t().find,
        [
            entry(&sought),
            by_code(&sought),
            places(&sought, &found),
            filters(&sought, &readable),
            content,
        ],
    )
}

fn entry(sought: &ArcRwSignal<Sought>) -> Node {
    let input = of_class("input", "line")
        .attr("type", "search")
        .attr("id", "find")
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "search");
    let (shown, known) = (input.clone(), sought.clone());
    effect(move || shown.show_value(&known.get().words));
    let (typed, asks) = (input.clone(), sought.clone());
    let input = input.on("input", move |_| {
        let words = typed.value();
        asks.update(|sought| sought.words = words);
    });
    of_class("div", "field")
        .child(el("label").attr("for", "find").child(g().find_what))
        .child(input)
        .into()
}

/// The area whose code was typed, as it stands on its sign.
fn by_code(sought: &ArcRwSignal<Sought>) -> Node {
    let sought = sought.clone();
    section(g().code_title, move || areas_by_code(&sought), "", Node::NONE)
}

/// The areas whose code is asked for. Follows changes.
fn areas_by_code(sought: &ArcRwSignal<Sought>) -> Vec<Card> {
    let code = sought.with(|sought| AreaCode::parse(&sought.words));
    code.map_or_else(Vec::new, sign::areas_of)
}

/// The places of what was written last, until something is asked.
fn places(sought: &ArcRwSignal<Sought>, found: &Followed) -> Node {
    let (asked, sought, found) = (sought.clone(), sought.clone(), found.clone());
    when(
        move || asked.with(|sought| sought.words.is_empty()),
        move || {
            let latest = lists::with_items(&found, latest_places);
            let mut chips = of_class("div", "chips");
            for place in latest {
                let (asks, words) = (sought.clone(), place.clone());
                let chip = button("chip-button")
                    .child(place.as_str())
                    .press(move || asks.update(|sought| sought.words = words.clone()));
                chips = chips.child(chip);
            }
            chips.into()
        },
    )
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

fn filters(sought: &ArcRwSignal<Sought>, kinds: &[Kind]) -> Node {
    let offers = kinds
        .iter()
        .map(|kind| (kind.key().to_owned(), t().kind(*kind).to_owned()))
        .collect();
    let (shown, asks) = (sought.clone(), sought.clone());
    let choice = Choice {
        legend: "",
        hint: "",
        name: String::new(),
        offers,
    };
    let chips = choice.show(
        move |key| shown.with(|sought| sought.kinds.iter().any(|kind| kind.key() == key)),
        move |key, on| {
            let Some(kind) = Kind::from_key(key) else { return };
            asks.update(|sought| {
                sought.kinds.retain(|one| *one != kind);
                if on {
                    sought.kinds.push(kind);
                }
            });
        },
    );
    el("details")
        .child(el("summary").child(g().find_only))
        .child(chips)
        .into()
}
