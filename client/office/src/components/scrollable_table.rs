//! The place of a table that may be wider than the page.

use leptos::prelude::*;

/// A place in which a table that is wider than the page is scrolled, with the keyboard too.
#[component]
pub(crate) fn ScrollableTable(
    /// Name of the table, as its caption says it.
    #[prop(into)]
    label: String,
    /// Whether there is nothing to show.
    #[prop(optional)]
    is_hidden: bool,
    /// The table.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=label hidden=is_hidden>
            {children()}
        </div>
    }
    .into_any()
}
