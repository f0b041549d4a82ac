//! The pages that the first screen does not need: a chunk of the module that is loaded once the first screen is painted.
//!
//! The build tool cuts what only these pages use out of the module. The chunk belongs to one version of the app, and the
//! service worker keeps it with the rest, so that it works offline. The lazy routes of the router have no answer to a
//! chunk that cannot be loaded; [`LazyPage`] says so and offers to try again.

use leptos::prelude::*;
use leptos_router::ChooseView;
use std::cell::Cell;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::HtmlElement;

use super::lists::Skeleton;
use super::page::{NotFoundPage, Page, parameter};
use super::{
    areas, competencies, copy, department_information, departments, find, guidance, help, history, home,
    log_sheet, mine, new, people, printout, record, safe_return, settings, sharing, sign, silent, status,
};
use crate::contexts::{provide_contexts, use_access, use_app, use_navigation};
use crate::state::access::Access;
use crate::state::app::App;
use crate::state::reload::{follow_leaving, follow_locking};
use crate::state::{platform, profiles};
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_ui::recreate::RecreateOnChange;

/// Delay between the arrival of the chunk and its warm-up, in milliseconds.
const WARM_UP_DELAY: i32 = 200;

/// A page of the chunk. As the view of a route it is drawn as soon as the chunk is there.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum LazyPage {
    Accessibility,
    Areas,
    BeginRecord,
    Copy,
    Data,
    DepartmentInformation,
    Departments,
    EnterCode,
    Experiences,
    Find,
    FirstPin,
    Guidance,
    Help,
    History,
    Home,
    Install,
    Introductions,
    Locked,
    LogSheet,
    LookUpCode,
    Mine,
    New,
    OwnCourses,
    Pin,
    Printout,
    Record,
    Role,
    SafeReturn,
    Settings,
    SharedPhone,
    Sign,
    Silent,
    Status,
    Walk,
}

impl ChooseView for LazyPage {
    async fn choose(self) -> AnyView {
        view! { <Lazily page=self/> }.into_any()
    }

    // The view itself loads the chunk.
    async fn preload(&self) {}
}

/// State of the chunk.
#[derive(Clone, Copy, PartialEq)]
enum LoadState {
    Idle,
    Loading,
    Failed,
    Ready,
}

/// Draws a page of the chunk.
type Draw = fn(LazyPage) -> AnyView;

/// Functions of the chunk.
struct ChunkFunctions {
    draw: Draw,
    start: fn(App),
}

struct Chunk {
    state: ArcRwSignal<LoadState>,
    draw: Cell<Option<Draw>>,
    /// Whether a page was drawn to warm the chunk up.
    is_warm: Cell<bool>,
}

// The chunk belongs to the module that is loaded, not to an app that is mounted, and is therefore no context.
thread_local! {
    static CHUNK: &'static Chunk = Box::leak(Box::new(Chunk {
        state: ArcRwSignal::new(LoadState::Idle),
        draw: Cell::new(None),
        is_warm: Cell::new(false),
    }));
}

fn chunk() -> &'static Chunk {
    CHUNK.with(|chunk| *chunk)
}

/// Loads the chunk, unless it is there or on its way.
pub(super) fn load(app: App) {
    let chunk = chunk();
    match chunk.state.get_untracked() {
        LoadState::Idle | LoadState::Failed => {
            chunk.state.set(LoadState::Loading);
            platform::wait(async move {
                let functions = pages().await.ok();
                if let Some(functions) = &functions {
                    (functions.start)(app);
                }
                let draw = functions.map(|functions| functions.draw);
                chunk.draw.set(draw);
                chunk
                    .state
                    .set(draw.map_or(LoadState::Failed, |_| LoadState::Ready));
                platform::after(WARM_UP_DELAY, move || warm_up(app));
            });
        }
        LoadState::Loading => {}
        // The chunk may have arrived before the person was known.
        LoadState::Ready if !chunk.is_warm.get() => platform::after(WARM_UP_DELAY, move || warm_up(app)),
        LoadState::Ready => {}
    }
}

/// Draws *Nyt* once where nobody sees it. The first page of the chunk takes a phone several times as long as the second,
/// because its code is compiled and its words and shapes are laid out for the first time.
fn warm_up(app: App) {
    let (Some(draw), Some(access)) = (chunk().draw.get(), untrack(|| app.identity.access())) else {
        return;
    };
    if chunk().is_warm.replace(true) {
        return;
    }
    let (Some(body), Ok(stage)) = (document().body(), document().create_element("div")) else {
        return;
    };
    let title = document().title();
    stage.set_class_name("rehearsal");
    let _ = body.append_child(&stage);
    let host: HtmlElement = wasm_bindgen::JsCast::unchecked_into(stage);
    let view = leptos::mount::mount_to(host.clone(), move || {
        provide_contexts(app);
        provide_context(access);
        draw(LazyPage::New)
    });
    let _ = host.client_height();
    drop(view);
    host.remove();
    document().set_title(&title);
}

/// A page of the chunk, with the shape of a page until the chunk is there.
#[component]
pub(super) fn Lazily(
    /// The page.
    page: LazyPage,
) -> impl IntoView {
    load(use_app());
    move || match (chunk().state.get(), chunk().draw.get()) {
        (_, Some(draw)) => draw(page),
        (LoadState::Failed, None) => view! { <NotLoadedPage/> }.into_any(),
        _ => view! { <Skeleton/> }.into_any(),
    }
}

/// Says that the chunk is not there yet, with a way to try again.
#[component]
fn NotLoadedPage() -> impl IntoView {
    let app = use_app();
    view! {
        <Page title=texts().page_not_here>
            <button type="button" class="button primary" on:click=move |_| load(app)>
                {texts().try_again}
            </button>
        </Page>
    }
}

#[wasm_split(pages, fallible)]
fn pages() -> Result<ChunkFunctions, SplitLoaderError> {
    Ok(ChunkFunctions { draw, start })
}

/// Starts the parts of the state that the first screen does not need.
fn start(app: App) {
    profiles::watch(app.profiles);
    follow_locking(app.background_sync, app.engine, app.profiles);
    follow_leaving(app.engine, app.profiles);
    app.background_sync.begin();
}

fn draw(page: LazyPage) -> AnyView {
    match page {
        LazyPage::Locked => view! { <people::LockedPage/> }.into_any(),
        LazyPage::FirstPin => view! { <people::FirstPinPage/> }.into_any(),
        LazyPage::Silent => view! { <silent::SilentPage/> }.into_any(),
        LazyPage::Accessibility => view! { <help::AccessibilityPage/> }.into_any(),
        LazyPage::Copy => view! { <copy::CopyPage/> }.into_any(),
        LazyPage::DepartmentInformation => {
            view! { <department_information::DepartmentInformationPage/> }.into_any()
        }
        LazyPage::Departments => view! { <departments::DepartmentsPage/> }.into_any(),
        LazyPage::Experiences => view! { <sharing::ExperiencesPage/> }.into_any(),
        LazyPage::Introductions => view! { <sharing::IntroductionsPage/> }.into_any(),
        LazyPage::OwnCourses => view! { <competencies::OwnCoursesPage/> }.into_any(),
        LazyPage::Home => view! { <home::HomePage/> }.into_any(),
        LazyPage::Data => view! { <help::DataPage/> }.into_any(),
        LazyPage::Install => view! { <help::InstallPage/> }.into_any(),
        LazyPage::Role => view! { <help::RolePage/> }.into_any(),
        LazyPage::SafeReturn => view! { <safe_return::SafeReturnPage/> }.into_any(),
        LazyPage::Settings => view! { <settings::SettingsPage/> }.into_any(),
        LazyPage::SharedPhone => view! { <people::SharedPhonePage/> }.into_any(),
        LazyPage::Status => view! { <status::StatusPage/> }.into_any(),
        LazyPage::Pin => {
            let adds = untrack(|| use_navigation().location()).query("til") == Some("ny");
            view! { <people::PinPage adds/> }.into_any()
        }
        LazyPage::History => record_page(|document| view! { <history::HistoryPage document/> }.into_any()),
        LazyPage::Record => record_page(|document| view! { <record::RecordPage document/> }.into_any()),
        LazyPage::Printout => record_page(|document| view! { <printout::PrintoutPage document/> }.into_any()),
        LazyPage::Walk => record_page(|document| view! { <record::WalkPage document/> }.into_any()),
        LazyPage::Sign => record_page(|area| view! { <sign::SignPage area/> }.into_any()),
        LazyPage::BeginRecord => view! { <new::BeginRecordPage/> }.into_any(),
        LazyPage::Mine => view! { <mine::MinePage access=use_access()/> }.into_any(),
        LazyPage::New => view! { <new::NewPage access=use_access()/> }.into_any(),
        LazyPage::Find => view! { <find::FindPage access=use_access()/> }.into_any(),
        LazyPage::Help => view! { <HelpAbout/> }.into_any(),
        LazyPage::Guidance => {
            let access = use_access();
            match guidance::kind(&access) {
                Some(kind) => view! { <guidance::GuidancePage access kind/> }.into_any(),
                None => view! { <NotFoundPage/> }.into_any(),
            }
        }
        LazyPage::LogSheet => {
            let access = use_access();
            if access.may_read(Kind::ConflictCase) || access.may_create(Kind::ConflictCase) {
                view! { <log_sheet::LogSheetPage access/> }.into_any()
            } else {
                view! { <NotFoundPage/> }.into_any()
            }
        }
        LazyPage::Areas => page_about_areas(|access| view! { <areas::AreasPage access/> }.into_any()),
        LazyPage::EnterCode => page_about_areas(|_| view! { <sign::EnterCodePage/> }.into_any()),
        LazyPage::LookUpCode => page_about_areas(|access| {
            let code = parameter("code");
            let look_up = move |written: String| {
                let access = access.clone();
                view! { <sign::LookUpCodePage access written/> }.into_any()
            };
            view! { <RecreateOnChange value=Signal::from(code) children=look_up/> }.into_any()
        }),
    }
}

/// A page about the record whose id stands in the path.
fn record_page(draw: fn(DocumentId) -> AnyView) -> AnyView {
    let draw = move |id: String| match id.parse() {
        Ok(document) => draw(document),
        Err(_) => view! { <record::MissingRecordPage sentence=texts().record_missing/> }.into_any(),
    };
    view! { <RecreateOnChange value=Signal::from(parameter("id")) children=draw/> }.into_any()
}

/// A page for those who may see areas. Everybody else may have scanned the sign of an area with another app.
fn page_about_areas(draw: impl FnOnce(Access) -> AnyView) -> AnyView {
    let access = use_access();
    if access.may_read(Kind::Area) {
        draw(access)
    } else {
        view! { <sign::StrangerPage/> }.into_any()
    }
}

/// Help about the page that the query names. Help about another page is another page.
#[component]
fn HelpAbout() -> impl IntoView {
    let navigation = use_navigation();
    let about = Memo::new(move |_| {
        let location = navigation.location();
        let value = |name| location.query(name).unwrap_or_default().to_owned();
        (value("fra"), value("ny"))
    });
    let content = |(from, begun): (String, String)| {
        let access = use_access();
        view! { <help::HelpPage access from begun/> }.into_any()
    };
    view! { <RecreateOnChange value=Signal::from(about) children=content/> }
}
