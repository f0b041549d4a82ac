//! Hjælp: about the page one came from first, then about everything; how to install the app, what it keeps and why, and
//! how accessible it is. All of it is on the phone.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::page::Page;
use super::{department_information, new};
use crate::contexts::{use_engine, use_installing, use_navigation};
use crate::state::access::Access;
use crate::state::engine::RecordState;
use crate::state::platform::{self, Promise};
use feltbog_presentation::help::{Section, Topic, help_texts};
use feltbog_presentation::texts::texts;
use feltbog_ui::card::{Card, CardList, Fact};
use feltbog_ui::icon::Icon;

/// Help about the page the person came from, then about everything.
#[component]
pub fn HelpPage(
    access: Access,
    /// Path of the page the person came from.
    from: String,
    /// Key of the kind of the record that was just begun there, or nothing.
    begun: String,
) -> impl IntoView {
    let words = help_texts();
    let begun = Kind::ALL.iter().find(|kind| kind.key() == begun);
    let topic = match begun.map(|kind| Topic::of_kind(*kind)) {
        Some(topic) => Signal::stored(topic),
        None => topic_of_path(&from),
    };
    let ways = vec![
        department_information::way(),
        Card::small("/indstillinger", Icon::Settings, texts().settings),
        Card::small("/hjaelp/installer", Icon::Phone, words.install),
        Card::small("/hjaelp/data", Icon::Lock, words.data),
        Card::small("/kopi", Icon::Book, words.copy),
        Card::small("/hjaelp/tilgaengelighed", Icon::Person, words.accessibility),
    ];
    let roles = access.permission.roles().iter().map(|role| {
        let place = *role as usize;
        view! { <Fact name=texts().role.at(place) fact=words.role_may.at(place)/> }
    });
    let roles = roles.collect_view();
    let folded = words.topics.map(|section| {
        view! {
            <details class="folded">
                <summary>{section.title}</summary>
                {paragraphs(section)}
            </details>
        }
    });
    view! {
        <Page title=texts().help>
            {move || view! { <HelpSection section=words.topics[topic.get() as usize]/> }}
            <p class="hint">{words.lead}</p>
            <CardList cards=move |_| ways.clone()/>
            <section class="sheet words">
                <h2>{words.your_role}</h2>
                {roles}
            </section>
            <section class="section">
                <h2>{words.all}</h2>
                {folded.into_iter().collect_view()}
            </section>
        </Page>
    }
    .into_any()
}

/// The pages about the person's roles, until the person has said that they were read.
#[component]
pub fn RolePage() -> impl IntoView {
    let (engine, navigation) = (use_engine(), use_navigation());
    let words = help_texts();
    let roles = Memo::new(move |_| {
        engine.directory.with(|held| {
            let roles = held.directory.roles.iter().map(|(role, _)| *role);
            roles.collect::<Vec<_>>()
        })
    });
    let facts = move || {
        let facts = roles.get().into_iter().map(|role| {
            let place = role as usize;
            view! { <Fact name=texts().role.at(place) fact=words.role_may.at(place)/> }
        });
        facts.collect_view()
    };
    let has_unread = Memo::new(move |_| engine.directory.with(|held| !held.unread().is_empty()));
    let read = move |_| {
        engine.read_role_pages(roles.get_untracked());
        navigation.back();
    };
    view! {
        <Page title=words.your_role has_way_back=true>
            <section class="sheet words">{facts}</section>
            <div class="actions" hidden=move || !has_unread.get()>
                <button type="button" class="button primary wide" on:click=read>
                    {words.role_read}
                </button>
            </div>
        </Page>
    }
    .into_any()
}

/// The topic of the page at a path. A record says it once it is known.
fn topic_of_path(path: &str) -> Signal<Topic> {
    let mut parts = path.trim_matches('/').splitn(3, '/');
    let mut next = || parts.next().unwrap_or_default();
    match (next(), next(), next()) {
        ("ny", what, _) => Signal::stored(new::kind_of(what).map_or(Topic::New, Topic::of_kind)),
        ("sag", id, "") => match id.parse::<DocumentId>() {
            Ok(document) => {
                let engine = use_engine();
                let state = engine.follow(document);
                on_cleanup(move || engine.leave(document));
                Signal::derive(move || match state.get() {
                    RecordState::Loaded(view) => Topic::of_kind(view.kind),
                    RecordState::Loading | RecordState::Missing => Topic::New,
                })
            }
            Err(_) => Signal::stored(Topic::Home),
        },
        _ => Signal::stored(Topic::of_path(path)),
    }
}

/// Page about the records that the app keeps on the phone, and the reasons.
#[component]
pub fn DataPage() -> impl IntoView {
    let words = help_texts();
    let promise = RwSignal::new(None::<Promise>);
    platform::wait(async move {
        let answer = platform::promise().await;
        // The person may have left the page meanwhile.
        let _ = promise.try_set(Some(answer));
    });
    let told = move || {
        promise.get().map(|Promise { keeps, used }| {
            let keeps = match keeps {
                Some(true) => words.data_promised,
                Some(false) => words.data_not_promised,
                None => words.data_unknown,
            };
            let used = used.map(|bytes| words.data_used.with(&[&megabytes(bytes)]));
            view! {
                <p>{keeps}</p>
                {used.map(|used| view! { <p>{used}</p> })}
            }
        })
    };
    view! {
        <Page title=words.data>
            <p class="lead">{words.data_lead}</p>
            <section class="sheet words" aria-live="polite">{told}</section>
            {words.data_sections.map(|section| view! { <HelpSection section/> }).into_iter().collect_view()}
        </Page>
    }
    .into_any()
}

/// Megabytes with one decimal, as the language writes them.
fn megabytes(bytes: f64) -> String {
    let tenths = (bytes / 100_000.0).round() as u64;
    let point = if texts().clock_separator == "." { "," } else { "." };
    [&(tenths / 10).to_string(), point, &(tenths % 10).to_string()].concat()
}

/// The way to the home screen, on each kind of phone.
#[component]
pub fn InstallPage() -> impl IntoView {
    let words = help_texts();
    let installing = use_installing();
    let now = move || {
        if platform::is_installed() || installing.done() {
            return view! { <p class="lead">{words.install_done}</p> }.into_any();
        }
        let button = installing.offered().then(|| {
            view! {
                <button type="button" class="button primary wide" on:click=move |_| installing.ask()>
                    {words.install_now}
                </button>
            }
        });
        button.into_any()
    };
    view! {
        <Page title=words.install>
            {now}
            {words.install_ways.map(|section| view! { <HelpSection section/> }).into_iter().collect_view()}
        </Page>
    }
    .into_any()
}

/// Page about the accessibility of the app.
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    let words = help_texts();
    let sections = words
        .accessibility_sections
        .map(|section| view! { <HelpSection section/> });
    view! {
        <Page title=words.accessibility>
            {sections.into_iter().collect_view()}
            // The server's own page, with what organisations write there.
            <a class="text-link" href="/tilgaengelighed" rel="external">{words.accessibility_contacts}</a>
        </Page>
    }
    .into_any()
}

#[component]
fn HelpSection(section: Section) -> impl IntoView {
    view! {
        <section class="sheet words">
            <h2>{section.title}</h2>
            {paragraphs(section)}
        </section>
    }
}

fn paragraphs(section: Section) -> impl IntoView {
    section
        .text
        .split('\n')
        .map(|line| view! { <p>{line}</p> })
        .collect_view()
}
