//! The line about whether what was entered is on the phone, and whether the server has it.

use feltbog_shared::bridge::{Delivery, SaveFailure};
use feltbog_shared::model::consent::{ConsentProblem, consent_problem};
use leptos::prelude::*;

use crate::state::editor::{RecordEditor, Saving};
use crate::state::present::present;
use feltbog_presentation::labels::Present;
use feltbog_presentation::status::{self, Line, Tone};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::receipt::ReceiptLine;

/// The line, with a button to try again what was not saved.
#[component]
pub(super) fn SavedLine(editor: RecordEditor) -> impl IntoView {
    let said = move || said_of(editor).map(|line| view! { <ReceiptLine line/> });
    let can_retry = move || {
        editor.saving.with(
            |saving| matches!(saving, Saving::Failed(failure) if !matches!(failure, SaveFailure::Refused(_))),
        )
    };
    view! {
        <div class="saved">
            <p role="status">{said}</p>
            <Show when=can_retry>
                <button type="button" class="button small" on:click=move |_| editor.try_again()>
                    {texts().try_again}
                </button>
            </Show>
        </div>
    }
    .into_any()
}

fn said_of(editor: RecordEditor) -> Option<Line> {
    let line = |tone, text: &str| {
        Some(Line {
            tone,
            text: text.to_owned(),
        })
    };
    match editor.saving.get() {
        Saving::Busy => line(Tone::OnPhone, texts().saving),
        Saving::Failed(failure) => line(Tone::Look, status::failure(&failure)),
        Saving::Draft => {
            let problem = editor.fields.with(|record| consent_problem(editor.kind, record));
            let text = match problem {
                None | Some(ConsentProblem::NoReceiver) => page_texts().draft_sends_later,
                Some(_) => page_texts().draft_blocked,
            };
            line(Tone::OnPhone, text)
        }
        Saving::Held(count) => line(Tone::Look, &page_texts().held_fields.of(count as i64)),
        Saving::Idle | Saving::Saved => {
            let present = present();
            editor.delivery.with(|delivery| {
                delivery
                    .as_ref()
                    .map(|delivery| line_of_delivery(&present, delivery))
            })
        }
    }
}

fn line_of_delivery(present: &Present, delivery: &Delivery) -> Line {
    let line = status::delivery(texts(), present, delivery);
    match delivery {
        Delivery::OnPhone(_) => Line {
            text: page_texts().on_phone_sends_later.to_owned(),
            ..line
        },
        Delivery::Received(_) | Delivery::Draft => line,
        Delivery::Refused(_) => Line {
            text: [&line.text, ". ", &status::reason(texts(), delivery)].concat(),
            ..line
        },
    }
}
