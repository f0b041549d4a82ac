//! The papers of a case on a page of their own, for links that lead to them.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::case_documents::CaseDocumentsPanel;
use crate::components::page::Page;
use crate::texts::office_texts;

/// The papers of the case in the address.
#[component]
pub(crate) fn CaseDocumentsPage() -> impl IntoView {
    let parameters = use_params_map();
    let panel = move || {
        let parameters = parameters.read();
        let department = parameters.get("department").unwrap_or_default();
        let case = parameters.get("case").unwrap_or_default();
        view! { <CaseDocumentsPanel department case parties=Signal::stored(0)/> }
    };
    view! { <Page title=office_texts().case_documents>{panel}</Page> }.into_any()
}
