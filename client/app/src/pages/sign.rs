//! An area's sign: printed with a code, and found again by it. The code opens nothing: a person who may not read the
//! area sees a friendly sentence.

use feltbog_shared::area_code::AreaCode;
use feltbog_shared::bridge::ListQuery;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{Area, Kind};
use leptos::ev::SubmitEvent;
use leptos::html::Video;
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use super::lists::{self, Skeleton};
use super::page::Page;
use crate::contexts::{use_engine, use_identity, use_navigation};
use crate::handle::Handle;
use crate::state::access::{Access, granted};
use crate::state::engine::{Engine, RecordState};
use crate::state::identity::Identity;
use crate::state::navigation::Navigation;
use crate::state::{platform, sensors};
use feltbog_presentation::fields::text;
use feltbog_presentation::summary::area_name;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::card::{Card, CardList};
use feltbog_ui::icon::{Icon, SvgIcon};

/// Free squares that a camera needs around a code.
const QUIET_ZONE: i32 = 4;

/// The path of an area's sign.
pub(super) fn path(area: DocumentId) -> String {
    [&lists::path(area), "/skilt"].concat()
}

/// The sign of an area, to be printed.
#[component]
pub fn SignPage(area: DocumentId) -> impl IntoView {
    let engine = use_engine();
    let state = engine.follow(area);
    on_cleanup(move || engine.leave(area));
    // Nothing while the engine has not reported; no name for a record that is no area.
    let name = Memo::new(move |_| match state.get() {
        RecordState::Loading => None,
        RecordState::Loaded(view) if view.kind == Kind::Area => {
            Some(Some(text(&view.fields, Area::name().name()).to_owned()))
        }
        RecordState::Loaded(_) | RecordState::Missing => Some(None),
    });
    let content = move || match name.get() {
        None => view! { <Skeleton/> }.into_any(),
        Some(None) => view! { <p class="none">{texts().record_missing}</p> }.into_any(),
        Some(Some(name)) => view! { <SignSheet area name/> }.into_any(),
    };
    view! { <Page title=page_texts().sign has_way_back=true>{content}</Page> }.into_any()
}

#[component]
fn SignSheet(area: DocumentId, name: String) -> impl IntoView {
    let code = AreaCode::of(area).to_string();
    let origin = window().location().origin().unwrap_or_default();
    let link = [&origin, "/areal/", &code].concat();
    view! {
        <section class="sign">
            <p class="sign-wild">{page_texts().sign_wild}</p>
            <h2>{name}</h2>
            <p>{page_texts().sign_why}</p>
            <QrImage link/>
            <p class="sign-code">{code}</p>
            <p class="sign-hint">{page_texts().sign_hint}</p>
        </section>
        <div class="actions">
            <button type="button" class="button primary" on:click=|_| drop(window().print())>
                <SvgIcon icon=Icon::Book/>
                <span>{page_texts().sign_print}</span>
            </button>
        </div>
    }
    .into_any()
}

/// A link as a code for cameras.
#[component]
fn QrImage(link: String) -> impl IntoView {
    // A link is far shorter than the longest code.
    let code = QrCode::encode_text(&link, QrCodeEcc::Medium).ok()?;
    let width = code.size();
    let mut squares = String::new();
    for y in 0..width {
        for x in (0..width).filter(|x| code.get_module(*x, y)) {
            let (x, y) = ((x + QUIET_ZONE).to_string(), (y + QUIET_ZONE).to_string());
            squares.push_str(&["M", &x, " ", &y, "h1v1h-1z"].concat());
        }
    }
    let side = (width + 2 * QUIET_ZONE).to_string();
    Some(view! {
        <svg
            class="qr"
            viewBox=["0 0 ", &side, " ", &side].concat()
            shape-rendering="crispEdges"
            role="img"
            aria-label=page_texts().sign_qr.with(&[&link])
        >
            <path d=squares></path>
        </svg>
    })
}

/// The areas on this phone whose code it is, as far as their names are known.
pub(super) fn areas_of(engine: Handle<Engine>, code: AreaCode) -> Vec<Card> {
    engine.areas.with(|areas| {
        areas
            .iter()
            .filter(|(area, _)| AreaCode::of(*area) == code)
            .map(|(area, name)| card(*area, name))
            .collect()
    })
}

fn card(area: DocumentId, name: &str) -> Card {
    Card::way(lists::path(area), Icon::Leaf, name.to_owned(), texts().area)
}

/// The page where a code is typed or read by the camera.
#[component]
pub fn EnterCodePage() -> impl IntoView {
    view! {
        <Page title=page_texts().code_title>
            <CodeEntry/>
        </Page>
    }
    .into_any()
}

/// The areas of a code on this phone, looked for in all departments of the person.
#[component]
pub fn LookUpCodePage(access: Access, written: String) -> impl IntoView {
    let Some(code) = AreaCode::parse(&written) else {
        return view! {
            <Page title=page_texts().code_title>
                <CodeEntry problem=page_texts().code_wrong/>
            </Page>
        }
        .into_any();
    };
    let (engine, navigation) = (use_engine(), use_navigation());
    let queries = area_queries(use_identity(), &access);
    if queries.is_empty() {
        return view! { <StrangerPage/> }.into_any();
    }
    let (at, all) = (ArcRwSignal::new(0), queries.len());
    let (asked, followed) = (queries.clone(), at.clone());
    let (searched, searching) = (queries.clone(), at.clone());
    Effect::new(move |_| {
        if let Some(query) = asked.get(followed.get()) {
            engine.follow_list(query.clone());
        }
    });
    let reading = at.clone();
    let found = Memo::new(move |_| {
        let listing = queries.get(reading.get()).and_then(|query| engine.list(query));
        listing.as_ref().map_or_else(
            || areas_of(engine, code),
            |listing| areas_among(engine, code, listing.items.iter().map(|item| item.document)),
        )
    });
    let is_listed = Memo::new(move |_| {
        let query = searched.get(searching.get());
        query.is_some_and(|query| engine.list(query).is_some())
    });
    let next = at.clone();
    Effect::new(move |_| {
        // The next department is asked when this one has no such area.
        if is_listed.get() && found.read().is_empty() && next.get_untracked() < all {
            next.update(|next| *next += 1);
        }
    });
    let content = move || match (found.get().as_slice(), at.get() < all) {
        ([], true) => view! { <Skeleton/> }.into_any(),
        ([], false) => view! {
            <p class="none" role="status">{page_texts().code_unknown.with(&[&code.to_string()])}</p>
            <CodeEntry/>
        }
        .into_any(),
        ([one], _) => {
            let path = one.href.clone();
            platform::soon(move || navigation.go_instead(&path));
            view! { <Skeleton/> }.into_any()
        }
        (several, _) => {
            let several = several.to_vec();
            view! {
                <p>{page_texts().code_several}</p>
                <CardList cards=move |_| several.clone()/>
            }
            .into_any()
        }
    };
    view! { <Page title=page_texts().code_title>{content}</Page> }.into_any()
}

/// The lists of areas in every department of the person. Their own department comes last: it goes on being followed,
/// should the area still be on its way.
fn area_queries(identity: Handle<Identity>, access: &Access) -> Vec<ListQuery> {
    let others = granted(&access.session).into_iter().map(|one| one.id);
    let others = others.filter(|id| *id != access.department.id);
    others
        .filter_map(|id| untrack(|| identity.access_in(id)))
        .chain([access.clone()])
        .filter_map(|access| lists::query(&access, &[Kind::Area]))
        .collect()
}

/// The areas of a code, those of a list included: an area without a name is known from its list alone.
fn areas_among(
    engine: Handle<Engine>,
    code: AreaCode,
    listed: impl Iterator<Item = DocumentId>,
) -> Vec<Card> {
    let mut found = areas_of(engine, code);
    for area in listed.filter(|area| AreaCode::of(*area) == code) {
        if !found.iter().any(|card| card.href == lists::path(area)) {
            let name = engine.areas.with(|areas| {
                area_name(areas, &area.to_string())
                    .unwrap_or(texts().area)
                    .to_owned()
            });
            found.push(card(area, &name));
        }
    }
    found
}

/// The page of a person who has nothing to do with areas.
#[component]
pub fn StrangerPage() -> impl IntoView {
    view! {
        <Page title=page_texts().sign_wild>
            <p>{texts().visitor}</p>
        </Page>
    }
    .into_any()
}

fn go(navigation: Handle<Navigation>, code: AreaCode) {
    navigation.go_instead(&["/areal/", &code.to_string()].concat());
}

/// The field for a code, and the camera that reads one.
#[component]
fn CodeEntry(
    /// Problem of the code before, or nothing.
    #[prop(optional)]
    problem: &'static str,
) -> impl IntoView {
    let navigation = use_navigation();
    let problem = RwSignal::new(problem);
    let written = RwSignal::new(String::new());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        match AreaCode::parse(&written.read_untracked()) {
            Some(code) => go(navigation, code),
            None => problem.set(page_texts().code_wrong),
        }
    };
    view! {
        <form class="sheet" novalidate=true on:submit=send>
            <div class="field">
                <label for="area-code">{page_texts().code_field}</label>
                <input
                    class="line code"
                    type="text"
                    id="area-code"
                    placeholder="K7M-2QX"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength="12"
                    aria-describedby="area-code-p"
                    aria-invalid=move || (!problem.get().is_empty()).then_some("true")
                    bind:value=written
                    on:input=move |_| problem.set("")
                />
                <p class="problem" role="alert" id="area-code-p">{problem}</p>
            </div>
            <button type="submit" class="button primary wide">{page_texts().code_go}</button>
        </form>
        <CodeCamera/>
    }
    .into_any()
}

/// Progress of reading with the camera.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Offered,
    Running,
    Failed,
}

#[component]
fn CodeCamera() -> impl IntoView {
    if !sensors::can_read_codes() {
        return view! { <p class="hint">{page_texts().code_no_scan}</p> }.into_any();
    }
    let reading = RwSignal::new(Reading::Offered);
    let content = move || match reading.get() {
        Reading::Offered => view! {
            <button type="button" class="button wide" on:click=move |_| reading.set(Reading::Running)>
                <SvgIcon icon=Icon::Camera/>
                <span>{page_texts().code_scan}</span>
            </button>
        }
        .into_any(),
        Reading::Failed => {
            view! { <p class="problem" role="alert">{page_texts().code_no_camera}</p> }.into_any()
        }
        Reading::Running => view! { <Viewfinder on_fail=move |()| reading.set(Reading::Failed)/> }.into_any(),
    };
    content.into_any()
}

/// The picture of the camera, which is read until it shows a code of an area.
#[component]
fn Viewfinder(#[prop(into)] on_fail: Callback<()>) -> impl IntoView {
    let navigation = use_navigation();
    let video = NodeRef::<Video>::new();
    let heard = move |said: String| {
        // The link on our signs, or the code alone.
        let code = said.rsplit('/').next().and_then(AreaCode::parse);
        if let Some(code) = code {
            go(navigation, code);
        }
        code.is_some()
    };
    Effect::new(move |_| {
        if let Some(video) = video.get() {
            sensors::read_codes(&video, heard, move || {
                // Nobody waits for it when the person has left the page.
                let _ = on_fail.try_run(());
            });
        }
    });
    view! {
        <p class="hint">{page_texts().code_scanning}</p>
        <video
            node_ref=video
            class="viewfinder"
            playsinline
            muted
            aria-label=page_texts().code_scanning
        ></video>
    }
}
