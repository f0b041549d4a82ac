//! A sheet of codes by which people enrol their phones, to be printed and cut: a card for each person.

use feltbog_shared::office::PhoneCode;
use feltbog_ui::qr::QrImage;
use leptos::prelude::*;

use super::departments::by_letters;
use super::sessions::time;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::texts::office_texts;

/// The sheet. The codes are shown once: they are not kept in a form that can be read again.
#[component]
pub(crate) fn CodeSheet(
    /// The codes.
    codes: Vec<PhoneCode>,
    /// Called when the person leaves the sheet.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let mut codes = codes;
    // As in the table, so that a card is found in a pile.
    codes.sort_by(|one, other| by_letters(&one.name, &other.name));
    let cards = codes.into_iter().map(|code| view! { <CodeCard code/> });
    view! {
        <Page title=office_texts().phone_codes>
            <p class="no-print">{office_texts().phone_codes_lead}</p>
            <div class="buttons">
                <PrintButton class="primary"/>
                <button type="button" class="button" on:click=move |_| on_close.run(())>
                    {office_texts().back_to_people}
                </button>
            </div>
            <ul class="code-cards">{cards.collect_view()}</ul>
        </Page>
    }
    .into_any()
}

/// The address to type, of a link with a code: without scheme and path.
fn address_of(link: &str) -> &str {
    let address = link.split_once("://").map_or(link, |(_, address)| address);
    address.split('/').next().unwrap_or_default()
}

/// The card of a person: name, code for the camera, code to type, and three lines of instruction.
#[component]
pub(crate) fn CodeCard(
    /// The code.
    code: PhoneCode,
) -> impl IntoView {
    let label = office_texts().phone_code_qr.with(&[&code.name]);
    let address = address_of(&code.link).to_owned();
    view! {
        <li class="code-card">
            <h2>{code.name}</h2>
            <QrImage link=code.link label/>
            <p class="code-text">{code.code}</p>
            <ol>
                <li>{office_texts().code_step_scan}</li>
                <li>{office_texts().code_step_type.with(&[&address])}</li>
                <li>{office_texts().code_step_home}</li>
            </ol>
            <p class="hint">{office_texts().code_expires.with(&[&time(code.expires_at)])}</p>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::address_of;

    #[test]
    fn the_address_is_what_somebody_types() {
        assert_eq!(address_of("https://feltbog.example/enrol#ABC"), "feltbog.example");
        assert_eq!(address_of("http://localhost:8080/enrol#ABC"), "localhost:8080");
    }
}
