//! The routes of a department: one table of paths and pages.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route};
use leptos_router::path;

use super::lazy_pages::{Lazily, LazyPage};
use super::page::NotFoundPage;
use crate::contexts::{use_identity, use_navigation};

/// The page of the present location, for a person in a department.
#[component]
pub fn DepartmentRoutes() -> impl IntoView {
    // The rights decide on the pages: the frame makes these routes anew when the rights change.
    let Some(access) = untrack(|| use_identity().access()) else {
        return ().into_any();
    };
    provide_context(access);
    view! {
        <FlatRoutes fallback=|| view! { <NotFoundPage/> }>
            <Route path=path!("/") view=LazyPage::Home/>
            <Route path=path!("/afdeling") view=LazyPage::Departments/>
            <Route path=path!("/afdelinger") view=LazyPage::DepartmentInformation/>
            <Route path=path!("/enrol") view=EnrolmentLinkPage/>
            <Route path=path!("/anvisninger") view=LazyPage::Guidance/>
            <Route path=path!("/areal") view=LazyPage::EnterCode/>
            <Route path=path!("/areal/:code") view=LazyPage::LookUpCode/>
            <Route path=path!("/arealer") view=LazyPage::Areas/>
            <Route path=path!("/erfaringer") view=LazyPage::Experiences/>
            <Route path=path!("/find") view=LazyPage::Find/>
            <Route path=path!("/godt-hjem") view=LazyPage::SafeReturn/>
            <Route path=path!("/hjaelp") view=LazyPage::Help/>
            <Route path=path!("/hjaelp/data") view=LazyPage::Data/>
            <Route path=path!("/hjaelp/installer") view=LazyPage::Install/>
            <Route path=path!("/hjaelp/tilgaengelighed") view=LazyPage::Accessibility/>
            <Route path=path!("/hvem") view=LazyPage::SharedPhone/>
            <Route path=path!("/indstillinger") view=LazyPage::Settings/>
            <Route path=path!("/introduktioner") view=LazyPage::Introductions/>
            <Route path=path!("/kode") view=LazyPage::Pin/>
            <Route path=path!("/kopi") view=LazyPage::Copy/>
            <Route path=path!("/kurser") view=LazyPage::OwnCourses/>
            <Route path=path!("/logbog") view=LazyPage::LogSheet/>
            <Route path=path!("/mine") view=LazyPage::Mine/>
            <Route path=path!("/ny/:kind") view=LazyPage::BeginRecord/>
            <Route path=path!("/nyt") view=LazyPage::New/>
            <Route path=path!("/rolle") view=LazyPage::Role/>
            <Route path=path!("/sag/:id") view=LazyPage::Record/>
            <Route path=path!("/sag/:id/gaa") view=LazyPage::Walk/>
            <Route path=path!("/sag/:id/historik") view=LazyPage::History/>
            <Route path=path!("/sag/:id/skilt") view=LazyPage::Sign/>
            <Route path=path!("/sag/:id/udskrift") view=LazyPage::Printout/>
            <Route path=path!("/status") view=LazyPage::Status/>
        </FlatRoutes>
    }
    .into_any()
}

/// A link with a code, opened on a phone that is in use: it is somebody else's, who is to be added first.
#[component]
fn EnrolmentLinkPage() -> impl IntoView {
    if untrack(|| use_navigation().has_code()) {
        view! { <Lazily page=LazyPage::SharedPhone/> }.into_any()
    } else {
        view! { <Lazily page=LazyPage::Home/> }.into_any()
    }
}
