//! The inbox of the resident adviser: inquiries of all organisations, each with the way to its outcome.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::{CounsellingInquiry, Kind};
use feltbog_shared::office::counselling::{InquiriesPage as FoundInquiries, InquiryRow};
use feltbog_shared::office::desk::{DeskPlace, EditOutcome};
use feltbog_ui::form::CheckField;
use leptos::prelude::*;

use super::{day, label};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::record::RecordPanel;
use crate::components::record::new_record::{NewRecordDialog, NewRecordSubject};
use crate::components::scrollable_table::ScrollableTable;
use crate::counselling_texts::counselling_texts;
use crate::desk::use_desk;
use crate::state::use_office;

/// Choices on the page. They stay while the list is read again.
#[derive(Clone, Copy)]
struct Shown {
    is_only_open: RwSignal<bool>,
    record: RwSignal<Option<DeskPlace>>,
}

/// The page of the inquiries. One that is opened stands beside them.
#[component]
pub(crate) fn InquiriesPage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let answer = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().inquiries().await }
    });
    let shown = Shown {
        is_only_open: RwSignal::new(true),
        record: RwSignal::new(None),
    };
    provide_context(shown);
    let open = shown.record;
    let panel = move || {
        let place = open.get()?;
        Some(view! {
            <RecordPanel
                place
                on_close=move |()| open.set(None)
                on_changed=move |()| answer.refetch()
                on_open=move |place| open.set(Some(place))
            />
        })
    };
    let is_adding = RwSignal::new(false);
    let actions = move || {
        let add = desk.creates(Kind::CounsellingInquiry).then(|| {
            view! {
                <button type="button" class="button primary" on:click=move |_| is_adding.set(true)>
                    {counselling_texts().new_inquiry}
                </button>
            }
        });
        view! {
            {add}
            <PrintButton/>
        }
    };
    let subject = NewRecordSubject {
        kind: Kind::CounsellingInquiry,
        department: None,
        link: None,
    };
    let made = move |(department, outcome): (DepartmentId, EditOutcome)| {
        let document = outcome.document;
        open.set(Some(DeskPlace { department, document }));
        office.read_again();
    };
    view! {
        <Page title=counselling_texts().inquiries actions=actions>
            <div class="desk no-side" class:has-panel=move || open.read().is_some()>
                <div class="desk-list">
                    <p>{counselling_texts().inquiries_lead}</p>
                    <div class="filters no-print">
                        <CheckField
                            id="inquiries-open"
                            label=counselling_texts().only_open
                            value=shown.is_only_open
                            on_change=move |is_on| shown.is_only_open.set(is_on)
                        />
                    </div>
                    <Loaded answer children=|found| view! { <InquiryTable found/> }/>
                </div>
                {panel}
            </div>
            <NewRecordDialog id="new-inquiry" subject is_open=is_adding on_made=made/>
        </Page>
    }
    .into_any()
}

#[component]
fn InquiryTable(found: FoundInquiries) -> impl IntoView {
    let shown: Shown = expect_context();
    let all = StoredValue::new(found.rows);
    let rows = Memo::new(move |_| {
        let is_only_open = shown.is_only_open.get();
        let is_shown = |row: &&InquiryRow| !is_only_open || row.outcome.is_empty();
        all.with_value(|all| all.iter().filter(is_shown).cloned().collect::<Vec<_>>())
    });
    let body = move || {
        rows.get()
            .into_iter()
            .map(|row| view! { <InquiryLine row/> })
            .collect_view()
    };
    view! {
        <Show
            when=move || !rows.read().is_empty()
            fallback=|| view! { <p>{counselling_texts().inquiries_none}</p> }
        >
            <ScrollableTable label=counselling_texts().inquiries>
                <table class="data">
                    <caption class="unseen">{counselling_texts().inquiries}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{counselling_texts().inquiry_topic}</th>
                            <th scope="col">{counselling_texts().received}</th>
                            <th scope="col">{counselling_texts().department}</th>
                            <th scope="col">{counselling_texts().dwelling}</th>
                            <th scope="col">{counselling_texts().inquiry_way}</th>
                            <th scope="col">{counselling_texts().answered}</th>
                            <th scope="col">{counselling_texts().outcome}</th>
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </ScrollableTable>
        </Show>
    }
    .into_any()
}

#[component]
fn InquiryLine(row: InquiryRow) -> impl IntoView {
    let shown: Shown = expect_context();
    let place = DeskPlace {
        department: row.department,
        document: row.document,
    };
    let of = |field: &str, key: &str| label(Kind::CounsellingInquiry, field, key);
    let topic = match row.topic.as_str() {
        "" => counselling_texts().without_topic.to_owned(),
        topic => of(CounsellingInquiry::topic().name(), topic),
    };
    let way = of(CounsellingInquiry::way().name(), &row.way);
    let outcome = of(CounsellingInquiry::outcome().name(), &row.outcome);
    let is_ended = !row.outcome.is_empty();
    view! {
        <tr class:ended=is_ended>
            <th scope="row">
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| shown.record.set(Some(place))
                >
                    {topic}
                </button>
            </th>
            <td>{day(&row.received_on)}</td>
            <td>{row.department_name}</td>
            <td>{row.dwelling}</td>
            <td>{way}</td>
            <td>{day(&row.answered_on)}</td>
            <td>{outcome}</td>
        </tr>
    }
    .into_any()
}
