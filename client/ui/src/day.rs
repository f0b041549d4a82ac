//! Days: near ones as buttons, any other from the calendar; and a day with a time.

use feltbog_presentation::entry::{UNFINISHED_DAY, calendar_entry};
use feltbog_presentation::texts::{page_texts, texts};
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::choice::Offer;
use crate::text::show_value;

/// A day, or none. A press on the chosen day takes it away.
#[component]
pub fn DayField(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// Question.
    legend: &'static str,
    /// Near days as `2026-11-26`, each with its label. The button of a day stays when others come or go.
    #[prop(into)]
    near: Signal<Vec<Offer>>,
    /// Whether a near day can be chosen as things are.
    #[prop(into)]
    is_possible: Callback<String, bool>,
    /// The day as `2026-11-26`, or nothing.
    #[prop(into)]
    value: Signal<String>,
    /// Text of the calendar's field: the day, or what was entered and cannot be used.
    #[prop(into)]
    text: Signal<String>,
    /// Called with what is entered in the calendar's field.
    #[prop(into)]
    on_input: Callback<String>,
    /// Called with the day of the button that was pressed, or with nothing when it is taken away.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let chip = move |(day, label): Offer| {
        let (shown, possible, chosen) = (day.clone(), day.clone(), day);
        let choose = move |_| {
            // Over another text in the calendar's field, the day that stands is chosen once more.
            let is_chosen = *value.read_untracked() == chosen && *text.read_untracked() == chosen;
            on_choose.run(if is_chosen { String::new() } else { chosen.clone() });
        };
        view! {
            <button
                type="button"
                class="chip-button"
                aria-pressed=move || if *value.read() == shown { "true" } else { "false" }
                disabled=move || *value.read() != possible && !is_possible.run(possible.clone())
                on:click=choose
            >
                {label}
            </button>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="chips">
                <For each=move || near.get() key=|offer| offer.clone() children=chip/>
                <span class="other-day">
                    <label for=id.clone()>{page_texts().other_day}</label>
                    <CalendarInput kind="date" id text on_input/>
                </span>
            </div>
        </fieldset>
    }
    .into_any()
}

/// A day with a time, and a button for the present moment.
#[component]
pub fn TimeField(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// Label.
    label: &'static str,
    /// Text of the field as `2026-11-26T14:30`, or what was entered and cannot be used.
    #[prop(into)]
    text: Signal<String>,
    /// Called with what is entered.
    #[prop(into)]
    on_input: Callback<String>,
    /// Called when a person asks for the present moment.
    #[prop(into)]
    on_now: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="chips">
                <CalendarInput kind="datetime-local" id text on_input/>
                <button
                    type="button"
                    class="chip-button"
                    aria-label=[texts().now, ", ", label].concat()
                    on:click=move |_| on_now.run(())
                >
                    {texts().now}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// The browser's own field for a day or a time. A day that is not typed to its end is told as [`UNFINISHED_DAY`]: the
/// browser gives no text for it, as for an empty field, and keeps its digits on the screen.
#[component]
fn CalendarInput(
    /// `date` or `datetime-local`.
    kind: &'static str,
    id: String,
    text: Signal<String>,
    on_input: Callback<String>,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let is_unfinished = StoredValue::new(false);
    Effect::new(move |_| {
        let text = text.get();
        if let Some(field) = field.get().filter(|_| text != UNFINISHED_DAY) {
            if is_not_a_day(&field) {
                // Another value takes the place of the digits; an empty one would leave them.
                field.set_value(&text);
            }
            show_value(&field, &text);
            let _ = is_unfinished.try_set_value(false);
        }
    });
    let tell = move |field: &HtmlInputElement| {
        let is_bad = is_not_a_day(field);
        let _ = is_unfinished.try_set_value(is_bad);
        let _ = on_input.try_run(calendar_entry(&field.value(), is_bad).to_owned());
    };
    // Some browsers tell of a chosen day only by the one event, some only by the other.
    let enter = move |event: web_sys::Event| tell(&event_target(&event));
    // No browser tells of a first digit, which changes nothing in the field's value, by either of them.
    let look = move |field: &HtmlInputElement| {
        if is_unfinished.try_get_value() == Some(!is_not_a_day(field)) {
            tell(field);
        }
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let field = event_target(&event);
        // An unfinished day of another page is shown by no digits; these keys take it away.
        let takes_away = ["Backspace", "Delete"].contains(&event.key().as_str());
        if takes_away
            && text
                .try_get_untracked()
                .is_some_and(|text| text == UNFINISHED_DAY)
        {
            return tell(&field);
        }
        look(&field);
    };
    view! {
        <input
            node_ref=field
            class="line"
            type=kind
            id=id
            on:input=enter
            on:change=enter
            on:keyup=press
            on:blur=move |event| look(&event_target(&event))
        />
    }
}

/// Whether a field holds digits that are no day. Nothing else is ever invalid about such a field.
fn is_not_a_day(field: &HtmlInputElement) -> bool {
    !field.check_validity()
}
