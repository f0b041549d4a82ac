//! Choices as chips: one of several, or any of several.

use leptos::prelude::*;

/// A key and its label.
pub type Offer = (String, String);

/// One of several, as chips.
#[component]
pub fn ChoiceField(
    /// Question.
    legend: &'static str,
    /// Advice below the question, or nothing.
    #[prop(optional)]
    hint: &'static str,
    /// Name of the radio buttons, unique on the page.
    #[prop(into)]
    name: String,
    /// Keys and labels in their order.
    offers: Vec<Offer>,
    /// Key of the chosen one.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the key that a person chose.
    on_choose: Callback<String>,
) -> impl IntoView {
    let chips = offers
        .into_iter()
        .map(|(key, label)| {
            let (own, chosen) = (key.clone(), key.clone());
            view! {
                <label class="chip">
                    <input
                        type="radio"
                        name=name.clone()
                        value=key
                        prop:checked=move || value.read() == own
                        on:change=move |_| on_choose.run(chosen.clone())
                    />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> });
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {hint}
            <div class="chips">{chips}</div>
        </fieldset>
    }
    .into_any()
}

/// Any of several, as chips without a question of their own.
#[component]
pub fn ChipsField(
    /// Keys and labels in their order.
    offers: Vec<Offer>,
    /// Keys of the chosen ones.
    #[prop(into)]
    values: Signal<Vec<String>>,
    /// Called with a key and whether a person chose it or took it away.
    on_change: Callback<(String, bool)>,
) -> impl IntoView {
    let chips = offers
        .into_iter()
        .map(|(key, label)| {
            let (own, changed) = (key.clone(), key.clone());
            view! {
                <label class="chip">
                    <input
                        type="checkbox"
                        value=key
                        prop:checked=move || values.read().contains(&own)
                        on:change=move |event| on_change.run((changed.clone(), event_target_checked(&event)))
                    />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! { <div class="chips">{chips}</div> }.into_any()
}
