//! The button that prints the page.

use leptos::prelude::*;

use crate::texts::office_texts;

/// A button that prints the page as the browser shows it to a printer.
#[component]
pub(crate) fn PrintButton(
    /// Class that is added to the button's.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=["button ", class].concat()
            on:click=move |_| {
                // A browser that cannot print says so itself.
                let _ = window().print();
            }
        >
            {office_texts().print}
        </button>
    }
    .into_any()
}
