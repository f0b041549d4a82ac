//! The field that searches a list while a person types.

use feltbog_ui::form::LineField;
use leptos::prelude::*;

/// A field whose text stands in the address. The text under the cursor is the person's: the address follows it.
#[component]
pub(crate) fn SearchField(
    /// Id of the field, unique on the page.
    id: &'static str,
    /// Label.
    label: &'static str,
    /// The text in the address.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the text at every keystroke.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let typed = RwSignal::new(value.get_untracked());
    Effect::new(move |_| {
        let known = value.get();
        let focused = document().active_element();
        if focused.is_none_or(|focused| focused.id() != id) {
            typed.set(known);
        }
    });
    let write = move |text: String| {
        typed.set(text.clone());
        on_input.run(text);
    };
    view! { <LineField id label kind="search" value=typed on_input=write/> }
}
