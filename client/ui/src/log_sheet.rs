//! The resident's log as an empty sheet, to be printed and written by hand.

use feltbog_presentation::log_sheet::{ROWS, columns, is_about_danger, known_topic, title, topics};
use feltbog_presentation::texts::{page_texts, texts};
use leptos::prelude::*;

use crate::choice::ChoiceField;

/// The sheet, below the choice of its topic. Nothing that is written on it is kept anywhere.
#[component]
pub fn LogSheet(
    /// Key of the topic that is chosen at first.
    #[prop(into)]
    topic: String,
    /// Organisation and department that the sheet is handed to; empty where they are not known.
    #[prop(into)]
    sender: String,
) -> impl IntoView {
    let topic = RwSignal::new(known_topic(&topic).to_owned());
    let sender = (!sender.is_empty()).then(|| view! { <p class="printout-sender">{sender}</p> });
    let danger = move || {
        is_about_danger(&topic.read())
            .then(|| view! { <p class="printout-notice">{page_texts().call_112}</p> })
    };
    let head = move || {
        let columns = columns(texts(), &topic.read()).into_iter();
        columns
            .map(|column| view! { <th scope="col">{column}</th> })
            .collect_view()
    };
    let questions = move || {
        let columns = columns(texts(), &topic.read()).into_iter();
        columns.map(|column| view! { <li>{column}</li> }).collect_view()
    };
    let cells = || {
        let each = columns(texts(), "").into_iter();
        each.map(|_| view! { <td></td> }).collect_view()
    };
    let rows = (0..ROWS).map(|_| view! { <tr>{cells()}</tr> }).collect_view();
    view! {
        <div class="log-choices">
            <ChoiceField
                legend=page_texts().log_about
                name="log-topic"
                offers=topics(texts())
                value=topic
                on_choose=move |key: String| topic.set(key)
            />
        </div>
        <section class="log-sheet">
            {sender}
            <h2>{move || title(texts(), &topic.read())}</h2>
            {danger}
            <p>{page_texts().log_lead}</p>
            <p class="log-blank">{page_texts().log_name}</p>
            // A narrow screen has no room for the table of the paper.
            <ul class="log-questions">{questions}</ul>
            <table class="log-table">
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="log-blank">{page_texts().log_signature}</p>
            <p>{page_texts().log_foot}</p>
        </section>
    }
    .into_any()
}
