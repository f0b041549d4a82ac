//! The panel beside a list.

use leptos::html;
use leptos::prelude::*;

use crate::shortcuts::{Shortcut, use_shortcuts};
use crate::texts::office_texts;

/// A panel beside a list. Its heading takes the focus when it is opened, and Escape closes it.
#[component]
pub(crate) fn SidePanel(
    /// Heading.
    #[prop(into)]
    title: Signal<String>,
    /// Called when the person closes the panel.
    on_close: Callback<()>,
    /// Content.
    children: Children,
) -> impl IntoView {
    use_shortcuts().register(vec![Shortcut::new(
        "Escape",
        office_texts().key_close,
        move || on_close.run(()),
    )]);
    let heading = NodeRef::<html::H2>::new();
    heading.on_load(|heading| {
        // A heading that cannot take the focus is shown all the same.
        let _ = heading.focus();
    });
    view! {
        <section class="side-panel" aria-labelledby="panel-title">
            <header class="side-panel-head">
                <h2 node_ref=heading id="panel-title" tabindex="-1">{title}</h2>
                <button type="button" class="button small" on:click=move |_| on_close.run(())>
                    {office_texts().close}
                </button>
            </header>
            {children()}
        </section>
    }
    .into_any()
}
