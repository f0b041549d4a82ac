//! The department's areas: a map of those that were walked, and all of them as cards.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::{Area, Kind};
use leptos::prelude::*;

use super::lists::{self, WhenListed};
use super::new;
use super::page::Page;
use crate::contexts::use_engine;
use crate::state::access::Access;
use feltbog_presentation::fields::text;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{map, walk};
use feltbog_ui::card::{ActionLink, CardList};
use feltbog_ui::icon::Icon;
use feltbog_ui::map::{AreasMap, MapLink};

/// Height of the map at most, in tenths of a unit of the drawing.
const MOST_HEIGHT: i64 = 3_600;

/// All areas of the department.
#[component]
pub fn AreasPage(access: Access) -> impl IntoView {
    let listing = lists::follow(&access, &[Kind::Area], None);
    let new = access.may_create(Kind::Area).then(|| {
        let label = page_texts().untitled.at(Kind::Area as usize);
        view! { <ActionLink href=new::path(Kind::Area) icon=Icon::New label primary=true/> }
    });
    let all = listing.clone();
    let engine = use_engine();
    let cards = move |count| {
        lists::with_items(&all, |items| {
            let mut number = 0;
            let numbered = items.iter().take(count).map(|item| {
                let mut card = lists::card(engine, item);
                if outline(item).is_some() {
                    number += 1;
                    card.title = [&number.to_string(), ". ", &card.title].concat();
                }
                card
            });
            numbered.collect::<Vec<_>>()
        })
    };
    let mapped = listing.clone();
    view! {
        <Page title=page_texts().all_areas>
            <WhenListed listing>
                <OverviewMap listing=mapped.clone()/>
                <CardList cards=cards.clone() empty=texts().no_areas/>
            </WhenListed>
            <div class="actions">
                {new}
                <ActionLink href="/areal" icon=Icon::Find label=page_texts().code_enter/>
            </div>
        </Page>
    }
    .into_any()
}

/// The corners of an area that was walked.
fn outline(item: &ListItem) -> Option<Outline> {
    Outline::parse(text(&item.fields, Area::outline().name()))
}

/// One map of all areas that were walked, numbered as their cards are.
#[component]
fn OverviewMap(listing: lists::Followed) -> impl IntoView {
    let places = Memo::new(move |_| {
        lists::with_items(&listing, |items| {
            let places = items.iter().filter_map(|item| {
                let outline = outline(item)?;
                let name = text(&item.fields, Area::name().name()).to_owned();
                Some((outline, name, lists::path(item.document)))
            });
            places.collect::<Vec<_>>()
        })
    });
    move || {
        let (outlines, links): (Vec<_>, Vec<_>) = places
            .get()
            .into_iter()
            .map(|(outline, name, href)| {
                let name = [name.as_str(), &walk::size(texts(), &outline)].join(", ");
                (outline, MapLink { name, href })
            })
            .unzip();
        let map = map::map(&outlines, None, MOST_HEIGHT)?;
        Some(view! {
            <figure class="map-figure">
                <AreasMap map label=page_texts().map_of_all links/>
                <figcaption>{page_texts().map_numbers}</figcaption>
            </figure>
        })
    }
}
