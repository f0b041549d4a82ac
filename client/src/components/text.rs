//! Writing: one line or several. The text under the cursor is the person's: what is reported meanwhile shows when they
//! leave the field.

use leptos::html;
use leptos::prelude::*;

use crate::view::texts::t;

/// What a text field tells.
#[derive(Clone, Copy)]
pub(crate) struct TextEvents {
    /// The person begins to write.
    pub(crate) begin: Callback<()>,
    /// The text now reads so.
    pub(crate) write: Callback<String>,
    /// The person has left the field.
    pub(crate) end: Callback<()>,
}

/// How one line is entered.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Entry {
    /// As text.
    #[default]
    Text,
    /// As a telephone number.
    Telephone,
}

/// One line.
#[component]
pub(crate) fn TextLine(
    id: String,
    label: String,
    #[prop(into)] value: Signal<String>,
    events: TextEvents,
    /// Most characters.
    most: usize,
    #[prop(default = "")] hint: &'static str,
    #[prop(default = Entry::Text)] entry: Entry,
    /// What is wrong with it, if anything.
    #[prop(into)]
    problem: Signal<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let focused = RwSignal::new(false);
    Effect::new(move |_| {
        let text = value.get();
        if let (false, Some(input)) = (focused.get(), node.get())
            && input.value() != text
        {
            input.set_value(&text);
        }
    });
    let (hint_id, problem_id) = ([&id, "-h"].concat(), [&id, "-p"].concat());
    let kind = if entry == Entry::Telephone { "tel" } else { "text" };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id.clone()>{hint}</p> })}
            <input
                type=kind
                id=id
                node_ref=node
                class="line"
                autocomplete="off"
                maxlength=most.to_string()
                aria-describedby=[hint_id, " ".to_owned(), problem_id.clone()].concat()
                aria-invalid=move || problem.with(|problem| (!problem.is_empty()).then_some("true"))
                on:focus=move |_| { focused.set(true); events.begin.run(()) }
                on:input=move |event| events.write.run(event_target_value(&event))
                on:blur=move |_| { events.end.run(()); focused.set(false) }
            />
            {move || problem_line(&problem_id, problem.get())}
        </div>
    }
    .into_any()
}

/// Several lines.
#[component]
pub(crate) fn TextBox(
    id: String,
    label: String,
    #[prop(into)] value: Signal<String>,
    events: TextEvents,
    /// Most characters.
    most: usize,
    /// What to heed while writing.
    #[prop(default = Vec::new())]
    hints: Vec<&'static str>,
    /// What is wrong with it, if anything.
    #[prop(into)]
    problem: Signal<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let focused = RwSignal::new(false);
    let length = RwSignal::new(0_usize);
    Effect::new(move |_| {
        let text = value.get();
        if let (false, Some(area)) = (focused.get(), node.get()) {
            if area.value() != text {
                area.set_value(&text);
            }
            length.set(text.chars().count());
        }
    });
    let written = move |text: String| {
        length.set(text.chars().count());
        // A text that is too long is not sent on its way half: the person shortens it first.
        if length.get_untracked() <= most {
            events.write.run(text);
        }
    };
    let room = move || {
        let left = most as i64 - length.get() as i64;
        match left {
            ..0 => (t().too_long)(-left),
            0..=100 => (t().letters_left)(left),
            _ => String::new(),
        }
    };
    let (hint_id, problem_id) = ([&id, "-h"].concat(), [&id, "-p"].concat());
    let hints = hints
        .into_iter()
        .map(|hint| view! { <p class="hint">{hint}</p> }.into_any())
        .collect::<Vec<_>>();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div id=hint_id.clone()>{hints}</div>
            <textarea
                id=id
                node_ref=node
                class="prose"
                rows="4"
                aria-describedby=[hint_id, " ".to_owned(), problem_id.clone()].concat()
                aria-invalid=move || problem.with(|problem| (!problem.is_empty()).then_some("true"))
                on:focus=move |_| { focused.set(true); events.begin.run(()) }
                on:input=move |event| written(event_target_value(&event))
                on:blur=move |_| { events.end.run(()); focused.set(false) }
            ></textarea>
            <p class="room" aria-live="polite">{room}</p>
            {move || problem_line(&problem_id, problem.get())}
        </div>
    }
    .into_any()
}

fn problem_line(id: &str, problem: String) -> AnyView {
    view! { <p class="problem" role="alert" id=id.to_owned()>{problem}</p> }.into_any()
}
