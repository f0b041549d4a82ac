//! The heading of a record's page, with the line about saving below it: both stay in sight while the record scrolls.

use leptos::prelude::*;

use super::saved::SavedLine;
use crate::pages::page::{BackButton, HelpLink};
use crate::state::editor::RecordEditor;
use feltbog_presentation::texts::t;

/// A page as [`crate::pages::page::Page`] shows it, with the line about saving below the heading.
#[component]
pub(super) fn RecordLayout(
    /// Heading, and the title of the document.
    #[prop(into)]
    title: Signal<String>,
    /// Record whose saving is told of.
    editor: RecordEditor,
    /// Content of the page.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    Effect::new(move |_| document().set_title(&[&*title.read(), " \u{2013} ", t().brand].concat()));
    heading.on_load(|heading| {
        if let Ok(Some(main)) = document().query_selector("main") {
            main.set_scroll_top(0);
        }
        // A heading that cannot take the focus is shown all the same.
        let _ = heading.focus();
    });
    view! {
        <div class="page">
            <div class="page-head">
                <BackButton/>
                <div class="page-title">
                    <h1 node_ref=heading tabindex="-1">{title}</h1>
                    <SavedLine editor/>
                </div>
                <HelpLink class="head-link page-help"/>
            </div>
            {children()}
        </div>
    }
    .into_any()
}
