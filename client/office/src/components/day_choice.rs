//! A coming day: near ones as buttons, any other from the calendar.

use feltbog_presentation::texts::texts;
use feltbog_shared::moment::Day;
use feltbog_ui::choice::Offer;
use feltbog_ui::day::DayField;
use leptos::prelude::*;

use crate::desk::today;
use crate::texts::office_texts;

/// Days from today that are offered by name.
const NEAR: [i64; 4] = [1, 7, 14, 28];

/// A day after today.
#[component]
pub(crate) fn DayChoice(
    /// Id of the field, unique on the page.
    #[prop(into)]
    id: String,
    /// The day as `2026-11-26`, or nothing.
    day: RwSignal<String>,
) -> impl IntoView {
    let today = today();
    let near: Vec<Offer> = NEAR
        .iter()
        .map(|days| {
            (
                today.plus_days(*days).to_string(),
                texts().in_days(*days).to_owned(),
            )
        })
        .collect();
    view! {
        <DayField
            id
            legend=office_texts().choose_day
            near
            is_possible=Callback::new(|_| true)
            value=day
            text=day
            on_input=move |text| day.set(text)
            on_choose=move |chosen| day.set(chosen)
        />
    }
}

/// Whether a text is a day after today.
pub(crate) fn is_coming(day: &str) -> bool {
    Day::parse(day).is_some_and(|day| day > today())
}
