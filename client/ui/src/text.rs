//! Fields for text. The text under the cursor is the person's: a value that arrives meanwhile shows when they leave the
//! field.

use feltbog_presentation::texts::page_texts;
use leptos::html::{ElementType, Input, Textarea};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::recreate::RecreateOnChange;

/// Characters left from which on their number is shown.
const FEW_LEFT: i64 = 100;

/// Text of one line or several, with advice, a count of characters and the problem of it.
#[component]
pub fn TextField(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    label: &'static str,
    /// Advice below the label.
    #[prop(optional)]
    hints: Vec<&'static str>,
    /// Most characters. A longer text is not cut.
    max_length: usize,
    /// `text` or `tel` for one line; nothing for several lines.
    #[prop(optional_no_strip)]
    line: Option<&'static str>,
    /// Text as it is known outside of the field.
    #[prop(into)]
    value: Signal<String>,
    /// Problem of the text, or nothing.
    #[prop(into)]
    problem: Signal<String>,
    /// The part of the text that has the problem, or nothing.
    #[prop(into)]
    marked: Signal<String>,
    /// Warning about a text while it is written, or nothing.
    caution: fn(&str) -> &'static str,
    /// Called when a person enters the field.
    on_focus: Callback<()>,
    /// Called with the text at every keystroke.
    on_input: Callback<String>,
    /// Called when the person leaves the field.
    on_blur: Callback<()>,
) -> impl IntoView {
    let (hint_id, problem_id) = ([&id, "-h"].concat(), [&id, "-p"].concat());
    let described_by = [hint_id.as_str(), &problem_id].join(" ");
    let has_focus = RwSignal::new(false);
    let written = RwSignal::new(String::new());
    let invalid = move || (!problem.read().is_empty()).then_some("true");
    let enter = move |_| {
        has_focus.set(true);
        on_focus.run(());
    };
    let write = move |event| {
        let text = event_target_value(&event);
        written.set(text.clone());
        let _ = on_input.try_run(text);
    };
    // A field that is taken out of the page with the focus in it says so when nobody listens any longer.
    let leave = move |_| {
        let _ = on_blur.try_run(());
        let _ = has_focus.try_set(false);
    };
    let common = view! {
        <{..}
            id=id.clone()
            aria-describedby=described_by
            aria-invalid=invalid
            on:focus=enter
            on:input=write
            on:blur=leave
        />
    };
    let field = match line {
        Some(kind) => {
            let field = NodeRef::<Input>::new();
            show_without_focus(field, value, has_focus, written);
            view! { <input node_ref=field class="line" type=kind autocomplete="off" {..common}/> }.into_any()
        }
        None => {
            let field = NodeRef::<Textarea>::new();
            show_without_focus(field, value, has_focus, written);
            view! { <textarea node_ref=field class="prose" rows="4" {..common}></textarea> }.into_any()
        }
    };
    let left = move || letters_left(max_length as i64 - written.read().chars().count() as i64);
    let room = line
        .is_none()
        .then(|| view! { <p class="room" aria-live="polite">{left}</p> });
    let advice = hints.iter().map(|hint| view! { <p class="hint">{*hint}</p> });
    let advice = (!hints.is_empty()).then(|| view! { <div id=hint_id>{advice.collect_view()}</div> });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {advice}
            {field}
            <p class="caution" aria-live="polite">{move || caution(&written.read())}</p>
            {room}
            <ProblemLine id=problem_id problem/>
            <Show when=move || !marked.read().is_empty()>
                <p class="marked"><mark>{marked}</mark></p>
            </Show>
        </div>
    }
    .into_any()
}

/// Problem of a field. Each problem is a line of its own, so that screen readers read it out.
#[component]
pub(crate) fn ProblemLine(
    /// Id of the line, which the field is described by.
    id: String,
    /// Problem, or nothing.
    problem: Signal<String>,
) -> impl IntoView {
    view! {
        <RecreateOnChange value=problem let:problem>
            <p class="problem" role="alert" id=id.clone()>{problem}</p>
        </RecreateOnChange>
    }
    .into_any()
}

/// Shows a value in a field whenever the person is not in it, and copies it to `written`. A text that stands there already
/// is left alone.
pub(crate) fn show_without_focus<E>(
    field: NodeRef<E>,
    value: Signal<String>,
    has_focus: RwSignal<bool>,
    written: RwSignal<String>,
) where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    Effect::new(move |_| {
        let text = value.get();
        let Some(field) = field.get() else { return };
        if !has_focus.get() {
            show_value(&field, &text);
            written.set(text);
        }
    });
}

/// Shows a value in a field, unless it stands there already: the cursor stays in its place.
pub(crate) fn show_value(field: &impl JsCast, value: &str) {
    // An area of text has the same property.
    let field: &HtmlInputElement = field.unchecked_ref();
    if field.value() != value {
        field.set_value(value);
    }
}

/// The number of characters left, where there are few.
fn letters_left(left: i64) -> String {
    match left {
        ..0 => page_texts().too_long.with(&[&(-left).to_string()]),
        0..=FEW_LEFT => page_texts().letters_left.with(&[&left.to_string()]),
        _ => String::new(),
    }
}
