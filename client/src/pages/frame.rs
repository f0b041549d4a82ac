//! The frame around every page: who is here and where, how things stand, and the three places of the app.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;
use leptos_router::components::{Route, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;

use super::areas::Areas;
use super::departments::Departments;
use super::enrol::{Enrol, Welcome};
use super::history::History;
use super::home::Home;
use super::lists;
use super::mine::Mine;
use super::new::{Begin, New};
use super::record::Record;
use super::settings::Settings;
use super::status::Status;
use crate::components::icon::Icon;
use crate::components::page::Page;
use crate::components::tone;
use crate::state::access::{App, app, granted};
use crate::state::engine::Presence;
use crate::state::platform;
use crate::state::update::Updates;
use crate::view::status;
use crate::view::texts::t;

/// How much of the screen a page asks for.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    focused: RwSignal<bool>,
    whole: RwSignal<bool>,
}

impl Room {
    /// Without the three places, until the caller's part of the page is gone.
    pub(crate) fn focus(self) {
        hold(self.focused);
    }

    /// The whole screen, until the caller's part of the page is gone.
    pub(crate) fn take_all(self) {
        hold(self.whole);
    }
}

fn hold(room: RwSignal<bool>) {
    room.set(true);
    on_cleanup(move || {
        let _ = room.try_set(false);
    });
}

/// What the frame holds.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Starting,
    Nobody,
    Welcome,
    NoDepartment,
    /// In a department, with the fingerprint of what may be read there: the pages are drawn anew when it changes.
    In(DepartmentId, u64),
}

/// The frame.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let app = app();
    let welcoming = RwSignal::new(false);
    let room = Room {
        focused: RwSignal::new(false),
        whole: RwSignal::new(false),
    };
    provide_context(room);
    let stage = Memo::new(move |before: Option<&Stage>| {
        // Read in every run, so that every run follows it.
        let is_welcoming = welcoming.get() || before == Some(&Stage::Nobody);
        match app.engine.presence.get() {
            Presence::Starting => Stage::Starting,
            Presence::Nobody => Stage::Nobody,
            Presence::Signed(_) if is_welcoming => Stage::Welcome,
            Presence::Signed(_) => match app.access() {
                Some(access) => Stage::In(access.department.id, access.permission.fingerprint()),
                None => Stage::NoDepartment,
            },
        }
    });
    Effect::new(move |_| {
        if stage.get() == Stage::Welcome {
            welcoming.set(true);
        }
    });
    let content = move || match stage.get() {
        Stage::Starting => lists::skeleton(),
        Stage::Nobody => view! { <Enrol /> }.into_any(),
        Stage::Welcome => {
            let go = Callback::new(move |()| welcoming.set(false));
            view! { <Welcome on_go=go /> }.into_any()
        }
        Stage::NoDepartment => view! { <Departments /> }.into_any(),
        Stage::In(..) => {
            know_areas(app);
            routes()
        }
    };
    let is_in = Memo::new(move |_| matches!(stage.get(), Stage::In(..)));
    let is_known =
        Memo::new(move |_| !matches!(stage.get(), Stage::Starting | Stage::Nobody | Stage::Welcome));
    view! {
        <a class="skip" href="#indhold">{t().skip_to_content}</a>
        <div class="frame" class:focused=move || room.focused.get() class:immersive=move || room.whole.get()>
            {move || is_known.get().then(|| head(app))}
            {move || app.engine.stopped.get().then(|| stopped(app))}
            <main id="indhold" tabindex="-1">{content}</main>
            {move || is_in.get().then(|| foot(app))}
        </div>
    }
    .into_any()
}

/// Asks for the areas once: records are told apart by where they are.
fn know_areas(app: App) {
    if let Some(access) = untrack(|| app.access()) {
        let _ = lists::follow(app, &access, &[Kind::Area], None);
    }
}

fn routes() -> AnyView {
    view! {
        <Routes fallback=|| view! { <Missing /> }>
            <Route path=path!("/") view=Home />
            <Route path=path!("/enrol") view=Home />
            <Route path=path!("/nyt") view=New />
            <Route path=path!("/mine") view=Mine />
            <Route path=path!("/ny/:what") view=Begin />
            <Route path=path!("/sag/:id") view=Record />
            <Route path=path!("/sag/:id/historik") view=History />
            <Route path=path!("/arealer") view=Areas />
            <Route path=path!("/status") view=Status />
            <Route path=path!("/afdeling") view=Departments />
            <Route path=path!("/indstillinger") view=Settings />
        </Routes>
    }
    .into_any()
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <Page title=t().page_missing>
            <a class="button primary" href="/">{t().to_home}</a>
        </Page>
    }
    .into_any()
}

fn head(app: App) -> AnyView {
    let name = Memo::new(move |_| app.access().map(|access| access.department.name));
    let several = Memo::new(move |_| app.session().is_some_and(|session| granted(&session).len() > 1));
    let place = move || {
        let name = name.get().unwrap_or_else(|| t().brand.to_owned());
        if several.get() {
            let label = (t().change_department)(&name);
            view! { <a class="place" href="/afdeling" aria-label=label>{Icon::Houses.draw()}<span>{name}</span></a> }.into_any()
        } else {
            view! { <p class="place">{Icon::Houses.draw()}<span>{name}</span></p> }.into_any()
        }
    };
    view! {
        <header class="head">
            {place}
            <a class="head-link" href="/indstillinger" aria-label=t().settings>{Icon::Settings.draw()}</a>
        </header>
    }
    .into_any()
}

fn foot(app: App) -> AnyView {
    let updates = expect_context::<Updates>();
    let update = move || {
        updates.offered().then(|| {
            view! {
                <div class="update" role="status">
                    <p>{t().update_ready}</p>
                    <button type="button" class="button small" on:click=move |_| updates.take()>{t().update_now}</button>
                </div>
            }
            .into_any()
        })
    };
    let line = move || tone::line(status::line(t(), &platform::present(), &app.engine.status.get()));
    view! {
        <div class="foot">
            {update}
            <a class="status" href="/status"><span role="status">{line}</span></a>
            <nav class="bar" aria-label=t().places_in_app>
                {place("/", Icon::Home, t().home)}
                {place("/nyt", Icon::New, t().new)}
                {place("/mine", Icon::Book, t().mine)}
            </nav>
        </div>
    }
    .into_any()
}

fn place(href: &'static str, icon: Icon, label: &'static str) -> AnyView {
    let path = use_location().pathname;
    let current = move || (path.get() == href).then_some("page");
    view! { <a href=href aria-current=current>{icon.draw()}<span>{label}</span></a> }.into_any()
}

fn stopped(app: App) -> AnyView {
    view! {
        <div class="stopped" role="alert">
            <p>{t().stopped}</p>
            <button type="button" class="button small" on:click=move |_| app.engine.start_again()>{t().try_again}</button>
        </div>
    }
    .into_any()
}
