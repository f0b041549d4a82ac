//! Hjælp: about the page one came from first, then about everything; how to install the app, what it keeps and why, and
//! how accessible it is. All of it is on the phone.

use crate::reactive::on_leave;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::new;
use super::page::page;
use crate::components::card::{Card, cards, fact};
use crate::components::icon::Icon;
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph};
use crate::state::access::{Access, app};
use crate::state::engine::Sight;
use crate::state::platform::{self, Promise};
use crate::state::route::Place;
use feltbog_presentation::help::{Help, Section, Topic, help as words};
use feltbog_presentation::texts::t;

/// The page of help that a place asks for; nothing when there is none.
pub(super) fn of(access: &Access, place: &Place) -> Option<Node> {
    match place.parts() {
        (_, "", "") => Some(help(access, place)),
        (_, "data", "") => Some(data()),
        (_, "installer", "") => Some(install()),
        (_, "tilgaengelighed", "") => Some(accessibility()),
        _ => None,
    }
}

fn help(access: &Access, place: &Place) -> Node {
    let words = words();
    let from = place.query("fra").unwrap_or_default().to_owned();
    let begun = place.query("ny").unwrap_or_default();
    let begun = Kind::ALL.iter().find(|kind| kind.key() == begun);
    let first: Box<dyn Fn() -> Topic> = match begun.map(|kind| Topic::of_kind(*kind)) {
        Some(topic) => Box::new(move || topic),
        None => first_topic(&from),
    };
    let about = dynamic(move || {
        let section = words.topics[first() as usize];
        section_of(section).into()
    });
    let ways = [
        ("/indstillinger", Icon::Settings, t().settings),
        ("/hjaelp/installer", Icon::Phone, words.install),
        ("/hjaelp/data", Icon::Lock, words.data),
        ("/kopi", Icon::Book, words.copy),
        ("/hjaelp/tilgaengelighed", Icon::Person, words.accessibility),
    ];
    let ways = ways.map(|(path, icon, title)| Card::small(path, icon, title));
    let mut role = of_class("section", "sheet words").child(el("h2").child(words.your_role));
    for one in access.permission.roles() {
        let place = *one as usize;
        role = role.child(fact(t().role.at(place), words.role_may.at(place)));
    }
    let mut all = of_class("section", "section").child(el("h2").child(words.all));
    for section in words.topics {
        all = all.child(folded(section));
    }
    page(
        t().help,
        [
            about,
            paragraph("hint", words.lead).into(),
            cards(move || ways.to_vec(), ""),
            role.into(),
            all.into(),
        ],
    )
}

/// What the page one came from is about. A record says it once it is known.
fn first_topic(from: &str) -> Box<dyn Fn() -> Topic> {
    let mut parts = from.trim_matches('/').splitn(3, '/');
    let mut next = || parts.next().unwrap_or_default();
    match (next(), next(), next()) {
        ("ny", what, _) => {
            let topic = new::kind_of(what).map_or(Topic::New, Topic::of_kind);
            Box::new(move || topic)
        }
        ("sag", id, "") => match id.parse::<DocumentId>() {
            Ok(document) => {
                let engine = &app().engine;
                let sight = engine.follow(document);
                on_leave(move || engine.leave(document));
                Box::new(move || match sight.get() {
                    Sight::Here(view) => Topic::of_kind(view.kind),
                    Sight::Unknown | Sight::Gone => Topic::New,
                })
            }
            Err(_) => Box::new(|| Topic::Home),
        },
        _ => {
            let topic = Topic::of_path(from);
            Box::new(move || topic)
        }
    }
}

fn data() -> Node {
    let words = words();
    let promise = ArcRwSignal::new(None);
    let asked = promise.clone();
    platform::wait(async move { asked.set(Some(platform::promise().await)) });
    let told = dynamic(move || match promise.get() {
        None => Node::NONE,
        Some(Promise { keeps, used }) => {
            let keeps = match keeps {
                Some(true) => words.data_promised,
                Some(false) => words.data_not_promised,
                None => words.data_unknown,
            };
            let used = used.map(|bytes| words.data_used.with(&[&tenths(bytes)]));
            [
                el("p").child(keeps).into(),
                used.map(|used| el("p").child(used)).into(),
            ]
            .into()
        }
    });
    let told = of_class("section", "sheet words")
        .attr("aria-live", "polite")
        .child(told)
        .into();
    let sections = words.data_sections.map(|section| section_of(section).into());
    page(
        words.data,
        [paragraph("lead", words.data_lead).into(), told]
            .into_iter()
            .chain(sections)
            .collect::<Vec<_>>(),
    )
}

/// Megabytes with one decimal, as the language writes them.
fn tenths(bytes: f64) -> String {
    let tenths = (bytes / 100_000.0).round() as u64;
    let point = if t().clock_separator == '.' { "," } else { "." };
    [&(tenths / 10).to_string(), point, &(tenths % 10).to_string()].concat()
}

fn install() -> Node {
    let words = words();
    let installing = &app().installing;
    let now = dynamic(move || {
        if platform::is_installed() || installing.done() {
            return paragraph("lead", words.install_done).into();
        }
        if !installing.offered() {
            return Node::NONE;
        }
        button("button primary wide")
            .child(words.install_now)
            .press(|| installing.ask())
            .into()
    });
    let ways = words.install_ways.map(|section| section_of(section).into());
    page(words.install, [now].into_iter().chain(ways).collect::<Vec<_>>())
}

fn accessibility() -> Node {
    let words: &Help = words();
    page(
        words.accessibility,
        words
            .accessibility_sections
            .map(|section| section_of(section).into())
            .to_vec(),
    )
}

fn section_of(section: Section) -> El {
    let section_el = of_class("section", "sheet words").child(el("h2").child(section.title));
    paragraphs(section_el, section)
}

fn folded(section: Section) -> El {
    let summary = el("summary").child(section.title);
    paragraphs(of_class("details", "folded").child(summary), section)
}

fn paragraphs(within: El, section: Section) -> El {
    section
        .text
        .split('\n')
        .fold(within, |within, line| within.child(el("p").child(line)))
}
