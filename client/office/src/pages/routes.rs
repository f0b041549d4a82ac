//! The one table of paths and pages.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::path;

use super::access_log::AccessLogPage;
use super::activities::ActivitiesPage;
use super::area_drawing::AreaDrawingPage;
use super::area_import::AreaImportPage;
use super::board::BoardPage;
use super::cards::{CardPage, CardsPage};
use super::case_documents::CaseDocumentsPage;
use super::cases::CasesPage;
use super::competence::{CompetencePage, DirectoryPage, ExperiencePage, RolePage};
use super::counselling::{ArrearsImportPage, ArrearsPage, EffectPage, InquiriesPage};
use super::data_access::DataAccessPage;
use super::department::{DepartmentPage, NewDepartmentPage};
use super::departments::DepartmentsPage;
use super::efforts::{
    ChangeEffortPage, EffortPage, EffortReportPage, EffortsPage, NewEffortPage, StaffMemberPage, StaffPage,
};
use super::exports::ExportsPage;
use super::figures::FiguresPage;
use super::frame::{Frame, NotFoundPage, OrganisationFrame};
use super::imports::ImportPage;
use super::inbox::InboxPage;
use super::invitation::{BreakGlassPage, InvitationPage};
use super::letter_templates::LetterTemplatesPage;
use super::log::LogPage;
use super::log_sheet::LogSheetPage;
use super::mediations::MediationsPage;
use super::monitoring::{IndicatorImportPage, MonitoredDepartmentPage, MonitoringPage};
use super::my_settings::MySettingsPage;
use super::nature::{NaturePage, NatureStartPage};
use super::notes::NotesPage;
use super::open_invitations::OpenInvitationsPage;
use super::organisation::{NewOrganisationPage, OrganisationPage};
use super::overview::OverviewPage;
use super::papers::PapersPage;
use super::people::PeoplePage;
use super::person::{NewPersonPage, PersonPage};
use super::phones::PhonesPage;
use super::rota::RotaPage;
use super::season::SeasonPage;
use super::sessions::SessionsPage;
use super::settings::SettingsPage;
use super::sign_in::{Cover, ProvenPage};
use super::subject_access::SubjectAccessPage;
use super::waiting_phones::WaitingPhonesPage;
use super::welcome::WelcomePage;

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
                <Route path=path!("overblik") view=FiguresPage/>
                <Route path=path!("overblik/:level/:id") view=FiguresPage/>
                <Route path=path!("bestyrelse") view=BoardPage/>
                <Route path=path!("bestyrelse/:level/:id") view=BoardPage/>
                <Route path=path!("natur") view=NatureStartPage/>
                <Route path=path!("natur/:organisation") view=NaturePage/>
                <Route path=path!("screening") view=MonitoringPage/>
                <Route path=path!("screening/afdeling/:department") view=MonitoredDepartmentPage/>
                <Route path=path!("screening/:organisation") view=MonitoringPage/>
                <Route path=path!("screening/:organisation/indikatorer") view=IndicatorImportPage/>
                <Route path=path!("indsatser") view=EffortsPage/>
                <Route path=path!("indsatser/ny") view=NewEffortPage/>
                <Route path=path!("indsatser/rapport") view=EffortReportPage/>
                <Route path=path!("indsatser/bemanding") view=StaffPage/>
                <Route path=path!("indsatser/bemanding/:staff") view=StaffMemberPage/>
                <Route path=path!("indsatser/:effort") view=EffortPage/>
                <Route path=path!("indsatser/:effort/ret") view=ChangeEffortPage/>
                <Route path=path!("natur/:organisation/tegn/:place") view=AreaDrawingPage/>
                <Route path=path!("natur/:organisation/import") view=AreaImportPage/>
                <Route path=path!("natur/:organisation/saeson") view=SeasonPage/>
                <Route path=path!("bekraeftet") view=ProvenPage/>
                <Route path=path!("sessioner") view=SessionsPage/>
                <Route path=path!("indstillinger") view=MySettingsPage/>
                <Route path=path!("afdeling/:department/sag/:case/breve") view=CaseDocumentsPage/>
                <Route path=path!("breve") view=LetterTemplatesPage/>
                <Route path=path!("afdeling/:department/breve") view=LetterTemplatesPage/>
                <Route path=path!("eksport") view=ExportsPage/>
                <Route path=path!("indbakke") view=InboxPage/>
                <Route path=path!("sager") view=CasesPage/>
                <Route path=path!("logbog") view=LogSheetPage/>
                <Route path=path!("maegling") view=MediationsPage/>
                <Route path=path!("aktiviteter") view=ActivitiesPage/>
                <Route path=path!("henvendelser") view=NotesPage/>
                <Route path=path!("vagter") view=RotaPage/>
                <Route path=path!("adgangslog") view=AccessLogPage/>
                <Route path=path!("papirer") view=PapersPage/>
                <Route path=path!("indsigt") view=SubjectAccessPage/>
                <Route path=path!("velkomst") view=WelcomePage/>
                <Route path=path!("restancer") view=ArrearsPage/>
                <Route path=path!("restancer/:organisation/import") view=ArrearsImportPage/>
                <Route path=path!("raadgivning") view=InquiriesPage/>
                <Route path=path!("effekt") view=EffectPage/>
                <Route path=path!("erfaringer") view=ExperiencePage/>
                <Route path=path!("kompetencer") view=CompetencePage/>
                <Route path=path!("kontakter") view=DirectoryPage/>
                <Route path=path!("rolle") view=RolePage/>
                <ParentRoute path=path!("organisation/:key") view=OrganisationFrame>
                    <Route path=path!("") view=OrganisationPage/>
                    <Route path=path!("afdelinger") view=DepartmentsPage/>
                    <Route path=path!("afdelinger/ny") view=NewDepartmentPage/>
                    <Route path=path!("afdelinger/:id") view=DepartmentPage/>
                    <Route path=path!("personer") view=PeoplePage/>
                    <Route path=path!("personer/ny") view=NewPersonPage/>
                    <Route path=path!("personer/:id") view=PersonPage/>
                    <Route path=path!("anvisninger") view=CardsPage/>
                    <Route path=path!("anvisninger/:id") view=CardPage/>
                    <Route path=path!("indstillinger") view=SettingsPage/>
                    <Route path=path!("telefoner") view=WaitingPhonesPage/>
                    <Route path=path!("alle-telefoner") view=PhonesPage/>
                    <Route path=path!("invitationer") view=OpenInvitationsPage/>
                    <Route path=path!("import") view=ImportPage/>
                    <Route path=path!("log") view=LogPage/>
                    <Route path=path!("systemer") view=DataAccessPage/>
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
