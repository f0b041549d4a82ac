//! A day: a few near ones as buttons, any other from the calendar.

use feltbog_shared::moment::Day;
use leptos::html;
use leptos::prelude::*;

use crate::view::texts::t;

/// A day, or none. Pressing the chosen one takes it away.
#[component]
pub(crate) fn DayChoice(
    id: String,
    legend: String,
    /// The days offered, with what they are called.
    near: Vec<(Day, String)>,
    #[prop(into)] value: Signal<Option<Day>>,
    #[prop(into)] on_choose: Callback<Option<Day>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let text = value.get().map(|day| day.to_string()).unwrap_or_default();
        if let Some(input) = node.get()
            && input.value() != text
        {
            input.set_value(&text);
        }
    });
    let chips = near
        .into_iter()
        .map(|(day, label)| {
            let is_chosen = move || value.get() == Some(day);
            view! {
                <button
                    type="button"
                    class="chip-button"
                    aria-pressed=move || if is_chosen() { "true" } else { "false" }
                    on:click=move |_| on_choose.run((value.get_untracked() != Some(day)).then_some(day))
                >
                    {label}
                </button>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="chips">
                {chips}
                <span class="other-day">
                    <label for=id.clone()>{t().other_day}</label>
                    <input
                        type="date"
                        id=id
                        node_ref=node
                        class="line"
                        on:change=move |event| on_choose.run(Day::parse(&event_target_value(&event)))
                    />
                </span>
            </div>
        </fieldset>
    }
    .into_any()
}

/// A day and a time, as the browser's own field reads and writes it: `2026-11-26T14:30`.
#[component]
pub(crate) fn TimeChoice(
    id: String,
    label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
    #[prop(into)] on_now: Callback<()>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let text = value.get();
        if let Some(input) = node.get()
            && input.value() != text
        {
            input.set_value(&text);
        }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label.clone()}</label>
            <div class="chips">
                <input
                    type="datetime-local"
                    id=id
                    node_ref=node
                    class="line"
                    on:change=move |event| on_choose.run(event_target_value(&event))
                />
                <button type="button" class="chip-button" aria-label=[t().now, ", ", &label].concat() on:click=move |_| on_now.run(())>
                    {t().now}
                </button>
            </div>
        </div>
    }
    .into_any()
}
