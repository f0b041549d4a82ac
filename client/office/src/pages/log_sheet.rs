//! The resident's log, printed at the desk as an empty sheet. It holds nothing of any case, so everybody may print it.

use feltbog_presentation::texts::page_texts;
use feltbog_ui::log_sheet::LogSheet;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::page::Page;
use crate::components::print_button::PrintButton;

/// The path of the page.
pub(crate) const PATH: &str = "/kontor/logbog";

/// The sheet about the topic that the address names.
#[component]
pub(crate) fn LogSheetPage() -> impl IntoView {
    let query = use_query_map();
    let topic = query.read_untracked().get("emne").unwrap_or_default();
    view! {
        <Page title=page_texts().log_sheet actions=|| view! { <PrintButton class="primary"/> }>
            <LogSheet topic sender=""/>
        </Page>
    }
    .into_any()
}
