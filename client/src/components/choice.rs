//! Choosing among a few values: chips that are real radio buttons and check boxes.

use leptos::prelude::*;

/// A value as it is offered: its key and what it is called.
pub(crate) type Offer = (String, String);

/// One value of several.
#[component]
pub(crate) fn OneOf(
    /// What is asked.
    legend: String,
    /// Unlike any other group's on the page.
    name: String,
    offers: Vec<Offer>,
    /// The key chosen, or nothing.
    #[prop(into)]
    chosen: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
    #[prop(default = "")] hint: &'static str,
) -> impl IntoView {
    let chips = offers
        .into_iter()
        .map(|(key, label)| {
            let is_chosen = {
                let key = key.clone();
                move || chosen.with(|chosen| *chosen == key)
            };
            chip("radio", name.clone(), label, is_chosen, move |_| {
                on_choose.run(key.clone())
            })
        })
        .collect::<Vec<_>>();
    group(legend, hint, chips)
}

/// Any of several values.
#[component]
pub(crate) fn AnyOf(
    /// What is asked.
    legend: String,
    /// The keys, with what they are called.
    offers: Vec<Offer>,
    /// Whether a key is chosen.
    #[prop(into)]
    is_chosen: Callback<String, bool>,
    /// A key was chosen (`true`) or taken away.
    #[prop(into)]
    on_choose: Callback<(String, bool)>,
    #[prop(default = "")] hint: &'static str,
) -> impl IntoView {
    let chips = offers
        .into_iter()
        .map(|(key, label)| {
            let asked = key.clone();
            let is_chosen = move || is_chosen.run(asked.clone());
            chip("checkbox", String::new(), label, is_chosen, move |on| {
                on_choose.run((key.clone(), on))
            })
        })
        .collect::<Vec<_>>();
    group(legend, hint, chips)
}

/// One statement that holds or not.
#[component]
pub(crate) fn Tick(
    label: String,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
) -> impl IntoView {
    view! { <div class="chips">{chip("checkbox", String::new(), label, move || on.get(), move |on| on_change.run(on))}</div> }
        .into_any()
}

fn group(legend: String, hint: &'static str, chips: Vec<AnyView>) -> AnyView {
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            <div class="chips">{chips}</div>
        </fieldset>
    }
    .into_any()
}

fn chip(
    kind: &'static str,
    name: String,
    label: String,
    is_chosen: impl Fn() -> bool + Send + Sync + 'static,
    on_change: impl Fn(bool) + 'static,
) -> AnyView {
    let changed = Box::new(on_change) as Box<dyn Fn(bool)>;
    let chosen = Signal::derive(Box::new(is_chosen) as Box<dyn Fn() -> bool + Send + Sync>);
    view! {
        <label class="chip">
            <input
                type=kind
                name=name
                prop:checked=move || chosen.get()
                on:change=move |event| changed(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}
