//! The frame around every page: the department, the state of sending, and the three places of the app.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::enrol::{EnrolPage, WelcomePage};
use super::lazy_pages::{self, Lazily, LazyPage};
use super::lists::{self, Skeleton};
use super::page::HelpLink;
use super::routes::DepartmentRoutes;
use crate::contexts::{
    use_actions, use_app, use_engine, use_identity, use_navigation, use_open_records, use_profiles,
    use_updates,
};
use crate::state::access::granted;
use crate::state::app::App;
use crate::state::engine::AuthState;
use crate::state::layout::LayoutMode;
use crate::state::present::present;
use crate::state::profiles;
use feltbog_presentation::status as words;
use feltbog_presentation::texts::texts;
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::receipt::ReceiptLine;
use feltbog_ui::recreate::RecreateOnChange;

/// Content of the frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum FrameContent {
    Locked,
    /// The phone was silent for too long.
    Silent,
    /// Somebody has to choose a pin.
    Pin,
    Starting,
    Nobody,
    Welcome,
    NoDepartment,
    /// The pages of a department, with the fingerprint of the rights there: other rights make other pages.
    In(DepartmentId, u32),
}

fn stage(app: App) -> FrameContent {
    if app.profiles.locked.get() {
        return FrameContent::Locked;
    }
    let is_silent = app.engine.lease_over.get();
    match app.engine.auth.get() {
        AuthState::SignedOut => FrameContent::Nobody,
        _ if is_silent => FrameContent::Silent,
        AuthState::Unknown => FrameContent::Starting,
        AuthState::SignedIn(_) if app.profiles.lacks_pin.get() => FrameContent::Pin,
        AuthState::SignedIn(_) if app.engine.welcome.get() => FrameContent::Welcome,
        AuthState::SignedIn(_) => match app.identity.access() {
            Some(access) => FrameContent::In(access.department.id, access.permission.fingerprint()),
            None => FrameContent::NoDepartment,
        },
    }
}

/// The frame.
#[component]
pub fn Frame() -> impl IntoView {
    let app = use_app();
    let (engine, updates) = (app.engine, app.updates);
    let stage = Memo::new(move |_| stage(app));
    let is_in = move || matches!(stage.get(), FrameContent::In(..));
    let has_head = move || matches!(stage.get(), FrameContent::In(..) | FrameContent::NoDepartment);
    let class = move || match app.layout.mode.get() {
        LayoutMode::Full => "frame",
        LayoutMode::Focused => "frame focused",
        LayoutMode::Fullscreen => "frame focused immersive",
    };
    let is_too_old = move || engine.too_old.get() && updates.disturbs_nothing();
    view! {
        // The browser moves the focus itself, so the router leaves this link alone.
        <a class="skip" href="#indhold" rel="external">{texts().skip_to_content}</a>
        <div class=class>
            <Show when=has_head>
                <Header/>
            </Show>
            <Show when=move || engine.stopped.get()>
                <Banner
                    class="stopped"
                    role="alert"
                    sentence=texts().stopped
                    label=texts().try_again
                    on_press=move |()| engine.start_again()
                />
            </Show>
            <Show when=is_too_old>
                <Banner
                    class="stopped"
                    role="alert"
                    sentence=texts().too_old
                    label=texts().update_now
                    on_press=move |()| updates.take()
                />
            </Show>
            <main id="indhold" tabindex="-1">
                <RecreateOnChange value=Signal::from(stage) children=content/>
            </main>
            <Show when=is_in fallback=|| view! { <FailedAction/> }>
                <Footer/>
            </Show>
        </div>
    }
    .into_any()
}

fn content(stage: FrameContent) -> AnyView {
    match stage {
        FrameContent::Locked => view! { <Lazily page=LazyPage::Locked/> }.into_any(),
        FrameContent::Silent => view! { <Lazily page=LazyPage::Silent/> }.into_any(),
        FrameContent::Pin => view! { <Lazily page=LazyPage::FirstPin/> }.into_any(),
        FrameContent::Starting => {
            // A phone that is known goes on to its pages. A first visit is spared their bytes until a person has signed in.
            if !profiles::all().is_empty() {
                lazy_pages::load(use_app());
            }
            view! { <Skeleton/> }.into_any()
        }
        FrameContent::Nobody => view! { <EnrolPage/> }.into_any(),
        FrameContent::Welcome => view! { <WelcomePage/> }.into_any(),
        FrameContent::NoDepartment => view! { <Lazily page=LazyPage::Departments/> }.into_any(),
        FrameContent::In(..) => {
            follow_areas();
            lazy_pages::load(use_app());
            view! { <DepartmentRoutes/> }.into_any()
        }
    }
}

/// Asks for the areas once: cards name the area of a record.
fn follow_areas() {
    if let Some(access) = untrack(|| use_identity().access()) {
        let _ = lists::follow(&access, &[Kind::Area], None);
    }
}

/// The department, and the links that lead to what a department has.
#[component]
fn Header() -> impl IntoView {
    let identity = use_identity();
    let department = move || identity.access().map(|access| access.department.name);
    let place = move || {
        let name = department().unwrap_or_else(|| texts().brand.to_owned());
        let is_one_of_several = identity
            .session()
            .is_some_and(|session| granted(&session).len() > 1);
        if is_one_of_several {
            let label = texts().change_department.with(&[&name]);
            view! {
                <a class="place" href="/afdeling" aria-label=label>
                    <SvgIcon icon=Icon::Houses/>
                    <span>{name}</span>
                </a>
            }
            .into_any()
        } else {
            view! {
                <p class="place">
                    <SvgIcon icon=Icon::Houses/>
                    <span>{name}</span>
                </p>
            }
            .into_any()
        }
    };
    view! {
        <header class="head">
            {place}
            <Show when=move || department().is_some()>
                <HeadLink href="/find" icon=Icon::Find label=texts().find/>
                <HeadLink href="/anvisninger" icon=Icon::Call label=texts().cards/>
                <HelpLink class="head-link"/>
            </Show>
        </header>
    }
    .into_any()
}

#[component]
fn HeadLink(href: &'static str, icon: Icon, label: &'static str) -> impl IntoView {
    view! {
        <a class="head-link" href=href aria-label=label>
            <SvgIcon icon/>
        </a>
    }
}

/// Notices, the state of sending, and the three places of the app, where the thumb is.
#[component]
fn Footer() -> impl IntoView {
    let (engine, profiles, updates) = (use_engine(), use_profiles(), use_updates());
    let clock = move || {
        engine
            .clock_off
            .with(|minutes| words::clock_off(texts(), *minutes))
    };
    view! {
        <div class="foot">
            <Show when=move || updates.offered()>
                <Banner
                    class="update"
                    role="status"
                    sentence=texts().update_ready
                    label=texts().update_now
                    on_press=move |()| updates.take()
                />
            </Show>
            // Days and deadlines are wrong when the clock is.
            {move || clock().map(|sentence| view! { <p class="update" role="status">{sentence}</p> })}
            <FailedAction/>
            <UndoAction/>
            <div class="state">
                <StatusLink/>
                // The phone is locked each time it changes hands.
                <Show when=move || profiles.guarded.get()>
                    <button type="button" class="lock" aria-label=texts().lock on:click=move |_| profiles.lock()>
                        <SvgIcon icon=Icon::Lock/>
                    </button>
                </Show>
            </div>
            <nav class="bar" aria-label=texts().places_in_app>
                <PlaceLink href="/" icon=Icon::Home label=texts().home/>
                <PlaceLink href="/nyt" icon=Icon::New label=texts().new/>
                <PlaceLink href="/mine" icon=Icon::Book label=texts().mine/>
            </nav>
        </div>
    }
    .into_any()
}

/// The state of sending, as a link to the page about it.
#[component]
fn StatusLink() -> impl IntoView {
    let (actions, engine, records) = (use_actions(), use_engine(), use_open_records());
    let line = Memo::new(move |_| {
        let is_unsaved = records.unsaved.get() > 0 || actions.failed.with(|failed| !failed.is_empty());
        words::line(texts(), &present(), &engine.status.get(), is_unsaved)
    });
    let label = move || [&line.read().text, ". ", texts().status_more].concat();
    view! {
        <a class="status" href="/status" aria-label=label>
            <span role="status">{move || view! { <ReceiptLine line=line.get()/> }}</span>
        </a>
    }
}

/// The last action that could not be saved, with a way to try again.
#[component]
fn FailedAction() -> impl IntoView {
    let actions = use_actions();
    let failed = move || actions.failed.with(|failed| failed.last().cloned());
    move || {
        failed().map(|failed| {
            let sentence = texts().not_done.with(&[words::failure(&failed.failure)]);
            view! {
                <div class="update not-kept" role="alert">
                    <p>{sentence}</p>
                    <button type="button" class="button small" on:click=move |_| actions.try_again()>
                        {texts().try_again}
                    </button>
                </div>
            }
        })
    }
}

/// The last action, with a way to take it back on whichever page the person is.
#[component]
fn UndoAction() -> impl IntoView {
    let actions = use_actions();
    let line = move || {
        let done = actions.done.with(|done| done.last().cloned());
        done.map(|done| {
            view! {
                <p class="undo">
                    <span>{done.title}</span>
                    <button type="button" class="button small" on:click=move |_| actions.take_back()>
                        {texts().undo}
                    </button>
                </p>
            }
        })
    };
    view! { <div role="group" aria-live="polite">{line}</div> }
}

/// A link to one of the three places.
#[component]
fn PlaceLink(href: &'static str, icon: Icon, label: &'static str) -> impl IntoView {
    let navigation = use_navigation();
    let is_here = move || (navigation.location().path == href).then_some("page");
    view! {
        <a href=href aria-current=is_here>
            <SvgIcon icon/>
            <span>{label}</span>
        </a>
    }
}

/// A sentence across the screen with the one thing to do about it.
#[component]
fn Banner(
    class: &'static str,
    role: &'static str,
    sentence: &'static str,
    label: &'static str,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <div class=class role=role>
            <p>{sentence}</p>
            <button type="button" class="button small" on:click=move |_| on_press.run(())>
                {label}
            </button>
        </div>
    }
    .into_any()
}
