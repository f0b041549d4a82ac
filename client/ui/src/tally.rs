//! Counting by taps: one large button for each group, all on one screen.

use feltbog_presentation::texts::page_texts;
use leptos::prelude::*;

/// A group that is counted: key and label.
pub type Group = (&'static str, &'static str);

/// A button for each group. A tap counts one more.
#[component]
pub fn TallyButtons(
    /// Groups in their order.
    groups: Vec<Group>,
    /// Whether no tap counts.
    #[prop(into)]
    disabled: Signal<bool>,
    /// Number that is counted in the group of a key.
    #[prop(into)]
    count: Callback<&'static str, i64>,
    /// Called with the key of the group that was tapped.
    #[prop(into)]
    on_tap: Callback<&'static str>,
) -> impl IntoView {
    let buttons = groups.into_iter().map(|(key, label)| {
        view! {
            <button
                type="button"
                class="tally"
                disabled=disabled
                aria-label=move || page_texts().count_add.with(&[label, &count.run(key).to_string()])
                on:click=move |_| on_tap.run(key)
            >
                // The order of screen readers. The style puts the number above.
                <span class="tally-name">{label}</span>
                " "
                <span class="tally-sum">{move || count.run(key)}</span>
            </button>
        }
    });
    view! { <div class="tallies">{buttons.collect_view()}</div> }.into_any()
}
