//! The one table of paths and pages.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::path;

use super::case_documents::CaseDocumentsPage;
use super::department::{DepartmentPage, NewDepartmentPage};
use super::departments::DepartmentsPage;
use super::frame::{Frame, NotFoundPage, OrganisationFrame};
use super::imports::ImportPage;
use super::invitation::{BreakGlassPage, InvitationPage};
use super::letter_templates::LetterTemplatesPage;
use super::log::LogPage;
use super::organisation::{NewOrganisationPage, OrganisationPage};
use super::overview::OverviewPage;
use super::people::PeoplePage;
use super::person::{NewPersonPage, PersonPage};
use super::sessions::SessionsPage;
use super::sign_in::{Cover, ProvenPage};

/// The page of the present location.
#[component]
pub(crate) fn OfficeRoutes() -> impl IntoView {
    view! {
        <Routes fallback=|| view! { <UnknownPage/> }>
            <Route path=path!("/kontor/invitation") view=InvitationPage/>
            <Route path=path!("/kontor/break-glass") view=BreakGlassPage/>
            <ParentRoute path=path!("/kontor") view=Frame>
                <Route path=path!("") view=OverviewPage/>
                <Route path=path!("administration/:id/ny") view=NewOrganisationPage/>
                <Route path=path!("bekraeftet") view=ProvenPage/>
                <Route path=path!("sessioner") view=SessionsPage/>
                <Route path=path!("afdeling/:department/sag/:case/breve") view=CaseDocumentsPage/>
                <Route path=path!("afdeling/:department/breve") view=LetterTemplatesPage/>
                <ParentRoute path=path!("organisation/:key") view=OrganisationFrame>
                    <Route path=path!("") view=OrganisationPage/>
                    <Route path=path!("afdelinger") view=DepartmentsPage/>
                    <Route path=path!("afdelinger/ny") view=NewDepartmentPage/>
                    <Route path=path!("afdelinger/:id") view=DepartmentPage/>
                    <Route path=path!("personer") view=PeoplePage/>
                    <Route path=path!("personer/ny") view=NewPersonPage/>
                    <Route path=path!("personer/:id") view=PersonPage/>
                    <Route path=path!("import") view=ImportPage/>
                    <Route path=path!("log") view=LogPage/>
                </ParentRoute>
            </ParentRoute>
        </Routes>
    }
    .into_any()
}

/// The page of an address that is in no table.
#[component]
fn UnknownPage() -> impl IntoView {
    view! {
        <Cover>
            <NotFoundPage/>
        </Cover>
    }
    .into_any()
}
