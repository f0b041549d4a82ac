//! A whole number with a button on each side.

use std::ops::RangeInclusive;

use feltbog_presentation::texts::page_texts;
use leptos::html::Input;
use leptos::prelude::*;

use crate::text::{ProblemLine, show_without_focus};

/// A whole number with a button on each side. Keeps what is typed even while it cannot be used, with the problem of it.
#[component]
pub fn NumberField(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    label: &'static str,
    /// Numbers that the buttons lead to.
    range: RangeInclusive<i64>,
    /// Number that the first press of a button gives.
    first: i64,
    /// The number, or nothing.
    #[prop(into)]
    value: Signal<Option<i64>>,
    /// Text of the field: the number, or what was typed and cannot be used.
    #[prop(into)]
    text: Signal<String>,
    /// Problem of the text, or nothing.
    #[prop(into)]
    problem: Signal<String>,
    /// Called when a person enters the field.
    #[prop(optional)]
    on_focus: Option<Callback<()>>,
    /// Called with the text at every keystroke.
    on_input: Callback<String>,
    /// Called when the person leaves the field.
    #[prop(optional)]
    on_blur: Option<Callback<()>>,
    /// Called with the number that a button leads to.
    on_step: Callback<i64>,
) -> impl IntoView {
    let problem_id = [&id, "-p"].concat();
    let mode = if *range.start() < 0 { "text" } else { "decimal" };
    let (least, most) = range.into_inner();
    let field = NodeRef::<Input>::new();
    let has_focus = RwSignal::new(false);
    show_without_focus(field, text, has_focus, RwSignal::new(String::new()));
    let enter = move |_| {
        has_focus.set(true);
        if let Some(on_focus) = on_focus {
            on_focus.run(());
        }
    };
    // A field that is taken out of the page with the focus in it says so when nobody listens any longer.
    let leave = move |_| {
        let _ = on_blur.and_then(|on_blur| on_blur.try_run(()));
        let _ = has_focus.try_set(false);
    };
    let write = move |event| {
        let _ = on_input.try_run(event_target_value(&event));
    };
    let step = Callback::new(move |by: i64| {
        let next = value.get_untracked().map_or(first, |value| value + by);
        on_step.run(next.clamp(least, most));
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="number">
                <StepButton name=[page_texts().fewer, ", ", label].concat() sign="−" on_press=move |()| step.run(-1)/>
                <input
                    node_ref=field
                    class="line"
                    type="text"
                    inputmode=mode
                    id=id
                    autocomplete="off"
                    aria-describedby=problem_id.clone()
                    aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                    on:focus=enter
                    on:input=write
                    on:blur=leave
                />
                <StepButton name=[page_texts().more, ", ", label].concat() sign="+" on_press=move |()| step.run(1)/>
            </div>
            <ProblemLine id=problem_id problem/>
        </div>
    }
    .into_any()
}

/// A button that leads to the number before or after.
#[component]
pub fn StepButton(
    /// Accessible name.
    name: String,
    /// Sign on the button.
    sign: &'static str,
    /// Called when it is pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="step" aria-label=name on:click=move |_| on_press.run(())>
            {sign}
        </button>
    }
}
