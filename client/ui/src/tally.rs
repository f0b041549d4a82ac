//! Counting by taps: one large button for each group, all on one screen.

use feltbog_presentation::counting;
use feltbog_presentation::texts::page_texts;
use leptos::prelude::*;

use crate::butterfly::{ButterflyDrawing, ButterflyPicture};

/// Groups that fit beside each other on a small phone without a smaller size.
const MOST_LARGE: usize = 10;

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
    /// Whether the mark by which a butterfly is known stands below its name.
    #[prop(optional)]
    has_marks: bool,
) -> impl IntoView {
    let class = match has_marks {
        true => "tallies with-marks",
        false if groups.len() > MOST_LARGE => "tallies many",
        false => "tallies",
    };
    let buttons = groups.into_iter().map(|(key, label)| {
        let picture = ButterflyDrawing::of(key).map(|drawing| view! { <ButterflyPicture drawing/> });
        let mark = if has_marks {
            counting::mark(page_texts(), key)
        } else {
            ""
        };
        let mark = (!mark.is_empty()).then(|| view! { <span class="tally-mark">{mark}</span> });
        view! {
            <button
                type="button"
                class="tally"
                data-group=key
                disabled=disabled
                aria-label=move || page_texts().count_add.with(&[label, &count.run(key).to_string()])
                on:click=move |_| on_tap.run(key)
            >
                // The order of screen readers. The style puts the number above.
                {picture}
                <span class="tally-name">{label}</span>
                " "
                {mark}
                <span class="tally-sum">{move || count.run(key)}</span>
            </button>
        }
    });
    view! { <div class=class>{buttons.collect_view()}</div> }.into_any()
}
