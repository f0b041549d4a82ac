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
    /// Keys and labels in their order. The chip of an offer stays when others come or go.
    #[prop(into)]
    offers: Signal<Vec<Offer>>,
    /// Key of the chosen one.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the key that a person chose.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> });
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {hint}
            <div class="chips">
                <For each=move || offers.get() key=|offer| offer.clone() let((key, label))>
                    <RadioChip name=name.clone() key label value on_choose/>
                </For>
            </div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn RadioChip(
    name: String,
    key: String,
    label: String,
    value: Signal<String>,
    on_choose: Callback<String>,
) -> impl IntoView {
    let (own, chosen) = (key.clone(), key.clone());
    view! {
        <label class="chip">
            <input
                type="radio"
                name=name
                value=key
                prop:checked=move || value.read() == own
                on:change=move |_| on_choose.run(chosen.clone())
            />
            <span>{label}</span>
        </label>
    }
}

/// Any of several, as chips.
#[component]
pub fn ChipsField(
    /// Question, or nothing where the labels say everything.
    #[prop(optional)]
    legend: &'static str,
    /// Keys and labels in their order.
    offers: Vec<Offer>,
    /// Keys of the chosen ones.
    #[prop(into)]
    values: Signal<Vec<String>>,
    /// Called with a key and whether a person chose it or took it away.
    #[prop(into)]
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
    let chips = view! { <div class="chips">{chips}</div> };
    if legend.is_empty() {
        return chips.into_any();
    }
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {chips}
        </fieldset>
    }
    .into_any()
}
