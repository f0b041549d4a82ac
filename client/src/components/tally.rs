//! Counting by taps: one large button per group, all on one screen.

use leptos::prelude::*;

use crate::view::texts::t;

/// A group that is counted: its key and what it is called.
pub(crate) type Group = (&'static str, &'static str);

/// The buttons. A tap adds one.
#[component]
pub(crate) fn Tally(
    groups: Vec<Group>,
    /// How many of a group there are.
    #[prop(into)]
    count: Callback<&'static str, i64>,
    #[prop(into)] on_tap: Callback<&'static str>,
) -> impl IntoView {
    let buttons = groups
        .into_iter()
        .map(|(key, label)| {
            let sum = move || count.run(key);
            view! {
                <button
                    type="button"
                    class="tally"
                    aria-label=move || (t().count_add)(label, sum())
                    on:click=move |_| on_tap.run(key)
                >
                    // What is seen and what is heard come in the same order; the style puts the sum above.
                    <span class="tally-name">{label}</span>
                    " "
                    <span class="tally-sum">{sum}</span>
                </button>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! { <div class="tallies">{buttons}</div> }.into_any()
}
