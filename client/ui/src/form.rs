//! Fields of forms that are sent as a whole, and the summary of what has to be changed first.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::choice::Offer;
use crate::text::ProblemLine;

/// A field and the sentence about its problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Id of the field on the page.
    pub field: String,
    /// The sentence.
    pub sentence: String,
}

impl FieldProblem {
    /// The problem of a field.
    pub fn new(field: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            sentence: sentence.into(),
        }
    }
}

/// The sentence about a field, or nothing.
#[must_use]
pub fn problem_of(problems: RwSignal<Vec<FieldProblem>>, field: impl Into<String>) -> Signal<String> {
    let field = field.into();
    Signal::derive(move || {
        problems.with(|problems| {
            let found = problems.iter().find(|problem| problem.field == field);
            found.map(|problem| problem.sentence.clone()).unwrap_or_default()
        })
    })
}

/// One line of text in the browser's own field.
#[component]
pub fn LineField(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Advice below the label, or nothing.
    #[prop(optional, into)]
    hint: String,
    /// The browser's kind of field: `text`, `email`, `password`, `tel`, `date`, `time`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The keyboard of a tablet: `numeric`, `email`, `tel`; nothing for the usual one.
    #[prop(optional_no_strip)]
    keyboard: Option<&'static str>,
    /// The browser's own suggestions: `off`, `username`, `current-password`, `new-password`, `one-time-code`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Text of the field.
    #[prop(into)]
    value: Signal<String>,
    /// Problem of the text, or nothing.
    #[prop(optional, into)]
    problem: Signal<String>,
    /// Called with the text at every keystroke.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let (hint_id, problem_id) = ([&id, "-h"].concat(), [&id, "-p"].concat());
    let described_by = if hint.is_empty() {
        problem_id.clone()
    } else {
        [hint_id.as_str(), &problem_id].join(" ")
    };
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {hint}
            <input
                class="line"
                type=kind
                inputmode=keyboard
                id=id
                autocomplete=autocomplete
                spellcheck="false"
                aria-describedby=described_by
                aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                prop:value=value
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            <ProblemLine id=problem_id problem/>
        </div>
    }
    .into_any()
}

/// Several lines of text in the browser's own field.
#[component]
pub fn LinesField(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Advice below the label.
    #[prop(optional, into)]
    hint: String,
    /// Text of the field.
    #[prop(into)]
    value: Signal<String>,
    /// Problem of the text, or nothing.
    #[prop(optional, into)]
    problem: Signal<String>,
    /// Called with the text at every keystroke.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let (hint_id, problem_id) = ([&id, "-h"].concat(), [&id, "-p"].concat());
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <p class="hint" id=hint_id.clone()>{hint}</p>
            <textarea
                class="line lines"
                rows="4"
                id=id
                spellcheck="false"
                aria-describedby=[hint_id.as_str(), &problem_id].join(" ")
                aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                prop:value=value
                on:input=move |event| on_input.run(event_target_value(&event))
            ></textarea>
            <ProblemLine id=problem_id problem/>
        </div>
    }
    .into_any()
}

/// One of many, as the browser's own list.
#[component]
pub fn SelectField(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Keys and labels in their order.
    #[prop(into)]
    offers: Signal<Vec<Offer>>,
    /// Key of the chosen one.
    #[prop(into)]
    value: Signal<String>,
    /// Problem of the choice, or nothing.
    #[prop(optional, into)]
    problem: Signal<String>,
    /// Called with the key that a person chose.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let problem_id = [&id, "-p"].concat();
    let options = move || {
        let offers = offers.get();
        let option = |(key, label): Offer| {
            let own = key.clone();
            view! {
                <option value=key prop:selected=move || value.read() == own>
                    {label}
                </option>
            }
        };
        offers.into_iter().map(option).collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                class="line"
                id=id
                aria-describedby=problem_id.clone()
                aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                {options}
            </select>
            <ProblemLine id=problem_id problem/>
        </div>
    }
    .into_any()
}

/// Yes or no, as a box to tick.
#[component]
pub fn CheckField(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Whether it is ticked.
    #[prop(into)]
    value: Signal<bool>,
    /// Called with the new value.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="check" for=id.clone()>
            <input
                type="checkbox"
                id=id.clone()
                prop:checked=value
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// The problems of a form that was sent, with links to their fields. It takes the focus when problems come.
#[component]
pub fn ErrorSummary(
    /// Heading.
    #[prop(into)]
    heading: String,
    /// Problems, in the order of the fields.
    problems: RwSignal<Vec<FieldProblem>>,
) -> impl IntoView {
    let summary = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if !problems.read().is_empty()
            && let Some(summary) = summary.get()
        {
            // A summary that cannot take the focus is shown all the same.
            let _ = summary.focus();
        }
    });
    let items = move || {
        let item = |problem: FieldProblem| {
            let field = problem.field.clone();
            let go = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                focus_field(&field);
            };
            view! {
                <li>
                    <a href=["#", &problem.field].concat() on:click=go>{problem.sentence}</a>
                </li>
            }
        };
        problems.get().into_iter().map(item).collect_view()
    };
    view! {
        <div
            node_ref=summary
            class="error-summary"
            role="alert"
            tabindex="-1"
            hidden=move || problems.read().is_empty()
        >
            <h2>{heading}</h2>
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}

/// Gives a field the focus. Nothing when there is no such field.
pub fn focus_field(id: &str) {
    let field = document().get_element_by_id(id);
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        // A field that cannot take the focus is in sight all the same.
        let _ = field.focus();
    }
}
