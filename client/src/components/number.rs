//! A whole number with a button on each side.

use leptos::html;
use leptos::prelude::*;

use crate::view::texts::t;

/// A whole number between two others, or none.
#[component]
pub(crate) fn Number(
    id: String,
    label: String,
    least: i64,
    most: i64,
    /// What the first press of a button gives.
    from: i64,
    #[prop(into)] value: Signal<Option<i64>>,
    #[prop(into)] on_change: Callback<Option<i64>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let outside = RwSignal::new(false);
    let shown = move || value.get().map(|number| number.to_string()).unwrap_or_default();
    Effect::new(move |_| {
        let text = shown();
        if let Some(input) = node.get()
            && input.value() != text
        {
            input.set_value(&text);
        }
    });
    let entered = move |text: String| {
        let number = text
            .trim()
            .replace('−', "-")
            .parse::<i64>()
            .ok()
            .filter(|number| (least..=most).contains(number));
        outside.set(number.is_none() && !text.trim().is_empty());
        if !outside.get_untracked() && number != value.get_untracked() {
            on_change.run(number);
        }
    };
    let step = move |by: i64| {
        outside.set(false);
        let next = value.get_untracked().map_or(from, |number| number + by);
        on_change.run(Some(next.clamp(least, most)));
    };
    let problem_id = [&id, "-p"].concat();
    view! {
        <div class="field">
            <label for=id.clone()>{label.clone()}</label>
            <div class="number">
                <button type="button" class="step" aria-label=[t().fewer, ", ", &label].concat() on:click=move |_| step(-1)>"−"</button>
                <input
                    type="text"
                    inputmode=if least < 0 { "text" } else { "numeric" }
                    id=id
                    node_ref=node
                    class="line"
                    autocomplete="off"
                    aria-describedby=problem_id.clone()
                    aria-invalid=move || outside.get().then_some("true")
                    on:change=move |event| entered(event_target_value(&event))
                />
                <button type="button" class="step" aria-label=[t().more, ", ", &label].concat() on:click=move |_| step(1)>"+"</button>
            </div>
            <p class="problem" role="alert" id=problem_id>
                {move || if outside.get() { (t().number_outside)(least, most) } else { String::new() }}
            </p>
        </div>
    }
    .into_any()
}
