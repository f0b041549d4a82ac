//! An open case of a department, found by words and chosen.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::office::desk::{CaseColumn, CaseQuery, CaseRow};
use feltbog_ui::form::LineField;
use leptos::prelude::*;

use super::loaded::{Failed, Waiting};
use crate::desk::present;
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// Most cases offered at once.
const OFFERED: u32 = 8;

/// A field to search in the open cases of a department, and the cases found.
#[component]
pub(crate) fn CaseFinder(
    /// The department.
    department: DepartmentId,
    /// Id of the chosen case, or nothing.
    chosen: RwSignal<String>,
) -> impl IntoView {
    let office = use_office();
    let search = RwSignal::new(String::new());
    let found = LocalResource::new(move || {
        let query = CaseQuery {
            departments: department.to_string(),
            states: "open".to_owned(),
            search: search.get(),
            sort: CaseColumn::Changed,
            descending: true,
            rows: OFFERED,
            ..CaseQuery::default()
        };
        async move { office.api().cases(&query).await }
    });
    let rows = move || match found.get() {
        None => view! { <Waiting/> }.into_any(),
        Some(Err(error)) => view! { <Failed error on_retry=move |()| found.refetch()/> }.into_any(),
        Some(Ok(page)) if page.rows.is_empty() => {
            view! { <p class="hint">{office_texts().no_case_found}</p> }.into_any()
        }
        Some(Ok(page)) => {
            let offer = |row: CaseRow| view! { <CaseOffer row chosen/> };
            view! {
                <fieldset class="field">
                    <legend>{office_texts().choose_case}</legend>
                    <div class="case-offers">{page.rows.into_iter().map(offer).collect_view()}</div>
                </fieldset>
            }
            .into_any()
        }
    };
    view! {
        <LineField
            id="case-finder"
            label=office_texts().find_case
            kind="search"
            value=search
            on_input=move |text| search.set(text)
        />
        {rows}
    }
    .into_any()
}

#[component]
fn CaseOffer(row: CaseRow, chosen: RwSignal<String>) -> impl IntoView {
    let id = row.document.to_string();
    let (own, value) = (id.clone(), id.clone());
    let summary = wording::summary(feltbog_shared::model::Kind::ConflictCase, &row.fields, &present());
    let since = present().moment(feltbog_presentation::texts::texts(), row.created_at);
    view! {
        <label class="case-offer">
            <input
                type="radio"
                name="case-offer"
                value=value
                prop:checked=move || *chosen.read() == own
                on:change=move |_| chosen.set(id.clone())
            />
            <span>
                <strong>{summary.title}</strong>
                <span>{summary.line}</span>
                <span>{since}</span>
            </span>
        </label>
    }
}
