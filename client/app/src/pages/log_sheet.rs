//! The resident's log, printed from the phone as an empty sheet.

use leptos::prelude::*;

use super::page::Page;
use crate::contexts::use_navigation;
use crate::state::access::Access;
use feltbog_presentation::texts::page_texts;
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::log_sheet::LogSheet;

/// The path of the sheet about a topic, by its key.
pub(super) fn path(topic: &str) -> String {
    ["/logbog?emne=", topic].concat()
}

/// The sheet about the topic that the query names.
#[component]
pub fn LogSheetPage(access: Access) -> impl IntoView {
    let location = untrack(|| use_navigation().location());
    let topic = location.query("emne").unwrap_or_default().to_owned();
    let sender = [&access.session.organisation, " · ", &access.department.name].concat();
    view! {
        <Page title=page_texts().log_sheet has_way_back=true>
            <LogSheet topic sender/>
            <div class="actions">
                <button type="button" class="button primary" on:click=|_| drop(window().print())>
                    <SvgIcon icon=Icon::Book/>
                    <span>{page_texts().printout_button}</span>
                </button>
            </div>
        </Page>
    }
    .into_any()
}
