//! Cases: a table of any length with columns, order, search and filters in the address, and a panel with the record.

mod address;
mod filters;

use feltbog_presentation::fields;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::{CaseQuery, CaseRow, DeskPlace, InboxReason};
use feltbog_ui::form::focus_field;
use leptos::prelude::*;

use self::address::{CaseAddress, all_columns, query_of, shown_columns};
use self::filters::{CaseColumns, CaseFilters, SEARCH};
use super::inbox::ShortcutsButton;
use super::log_sheet;
use crate::address::ListAddress;
use crate::components::desk_list::{DeskTable, ListFailure, ListSorting, row_shortcuts};
use crate::components::page::Page;
use crate::components::record::RecordPanel;
use crate::components::record::new_record::{NewRecordDialog, NewRecordSubject};
use crate::components::virtual_table::{TableCell, TableColumn, TableCursor, TableRow, is_window_wide};
use crate::desk::{place_key, place_of, present, today, use_desk};
use crate::paged::PagedRows;
use crate::shortcuts::{Shortcut, use_shortcuts};
use crate::state::{now, use_office};
use crate::texts::office_texts;
use crate::wording::{self, CellTone};

/// The page of cases.
#[component]
pub(crate) fn CasesPage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let address = ListAddress::<CaseAddress>::of_page();
    let rows = PagedRows::<CaseRow>::new();
    let cursor = TableCursor::new("cases");
    let asked = Memo::new(move |_| query_of(&address.query.read()));
    Effect::new(move |_| {
        let query = asked.get();
        let api = office.api();
        rows.begin(move |after| {
            let query = CaseQuery {
                after,
                ..query.clone()
            };
            async move {
                let page = api.cases(&query).await?;
                Ok((page.rows, page.total, page.next))
            }
        });
    });
    Effect::new(move |before: Option<u32>| {
        let revision = office.revision.get();
        if before.is_some_and(|before| before != revision) {
            rows.read_again();
        }
        revision
    });
    let open = Memo::new(move |_| address.query.read().open.clone());
    let close = Callback::new(move |()| {
        address.change(|query| query.open.clear());
        cursor.go(cursor.row.get_untracked(), rows.total.get_untracked());
    });
    let show = Callback::new(move |place: DeskPlace| address.change(|query| query.open = place_key(place)));
    let open_row = Callback::new(move |row: usize| {
        if let Some(case) = untrack(|| rows.row(row)).filter(|case| !case.is_state_only) {
            cursor.row.set(row);
            show.run(DeskPlace {
                department: case.department,
                document: case.document,
            });
        }
    });
    let is_adding = RwSignal::new(false);
    let labels = office_texts();
    let mut shortcuts = row_shortcuts(rows, cursor, open_row);
    shortcuts.extend([
        Shortcut::new("/", labels.key_search, || focus_field(SEARCH)),
        Shortcut::new("n", labels.new_case, move || {
            if untrack(|| desk.creates(Kind::ConflictCase)) {
                is_adding.set(true);
            }
        }),
        Shortcut::new("r", labels.key_refresh, move || office.read_again()),
    ]);
    use_shortcuts().register(shortcuts);
    let is_wide = is_window_wide();
    let columns = Memo::new(move |_| {
        let query = address.query.read();
        let shown = shown_columns(&query);
        // Beside a panel there is room for the first ones.
        let room = match (query.open.is_empty(), is_wide.get()) {
            (true, _) => shown.len(),
            (false, true) => 3,
            (false, false) => 2,
        };
        let shown: Vec<_> = shown.into_iter().take(room).collect();
        let all = all_columns().into_iter();
        all.filter(|column| shown.contains(&column.key))
            .collect::<Vec<_>>()
    });
    let row = Callback::new(move |place: usize| {
        let case = rows.row(place)?;
        Some(row_of(
            &case,
            &desk.department_name(case.department),
            &columns.read(),
        ))
    });
    let order = ListSorting {
        sorting: Signal::derive(move || address.query.read().sorting.clone()),
        on_sort: Callback::new(move |sorting| address.change(|query| query.sorting = sorting)),
    };
    let panel = move || {
        let place = place_of(&open.get())?;
        Some(
            view! { <RecordPanel place on_close=close on_changed=move |()| rows.read_again() on_open=show/> },
        )
    };
    let actions = move || {
        view! {
            <Show when=move || desk.creates(Kind::ConflictCase)>
                <button type="button" class="button primary" on:click=move |_| is_adding.set(true)>
                    {office_texts().new_case}
                </button>
            </Show>
            <a class="button" href=log_sheet::PATH>
                {page_texts().log_sheet}
            </a>
            <ShortcutsButton/>
        }
    };
    let subject = NewRecordSubject {
        kind: Kind::ConflictCase,
        department: None,
        link: None,
    };
    view! {
        <Page title=office_texts().cases actions>
            <CaseFilters/>
            <ListFailure rows/>
            <div class="list-head">
                <p class="row-count" role="status">
                    {move || wording::counted(office_texts().rows_found, rows.total.get())}
                </p>
                <CaseColumns/>
            </div>
            <div class="desk no-side" class:has-panel=move || !open.read().is_empty()>
                <DeskTable
                    rows
                    cursor
                    caption=office_texts().cases
                    empty=office_texts().nothing_found
                    columns
                    row
                    order
                    open
                    on_open=open_row
                />
                {panel}
            </div>
            <NewRecordDialog
                id="new-case"
                subject
                is_open=is_adding
                on_made=move |(department, outcome): (_, feltbog_shared::office::desk::EditOutcome)| {
                    rows.read_again();
                    show.run(DeskPlace { department, document: outcome.document });
                }
            />
        </Page>
    }
    .into_any()
}

/// A case as a row with these columns.
fn row_of(case: &CaseRow, department: &str, columns: &[TableColumn]) -> TableRow {
    let present = present();
    let title = wording::case_title(case);
    let of = |name: &str| wording::value(Kind::ConflictCase, name, &case.fields, &present);
    let cell = |column: &TableColumn| match column.key {
        "emne" => {
            let detail = if case.is_state_only {
                office_texts().state_only
            } else {
                ""
            };
            let disputed = case.is_disputed.then_some(wording::reason(InboxReason::Disputed));
            TableCell {
                text: title.clone(),
                detail: disputed.unwrap_or(detail).to_owned(),
                ..TableCell::default()
            }
        }
        "frist" => {
            let (text, tone) = wording::due(case.due_on.as_deref(), today());
            TableCell {
                text,
                detail: case.due_for.map(wording::deadline).unwrap_or_default().to_owned(),
                tone,
            }
        }
        "alvor" => TableCell {
            text: of("severity"),
            tone: match fields::text(&case.fields, "severity") {
                "akut" => CellTone::Late,
                "hoej" => CellTone::Soon,
                _ => CellTone::Plain,
            },
            ..TableCell::default()
        },
        "sted" => of("place").into(),
        "afdeling" => department.to_owned().into(),
        "tilstand" => wording::state(Kind::ConflictCase, &case.state).into(),
        "siden" => present.day(texts(), case.since.danish_day()).into(),
        "skrevet" => present.day(texts(), case.created_at.danish_day()).into(),
        "aendret" => present.moment(texts(), case.changed_at).into(),
        "dage" => wording::days_since(case.created_at, now()).to_string().into(),
        "spor" => of("track").into(),
        "har" => {
            let name = case.taken_by.as_ref().map(|name| name.name.clone());
            name.unwrap_or_default().into()
        }
        _ => TableCell::default(),
    };
    TableRow {
        id: case.document.to_string(),
        name: [title.as_str(), department].join(", "),
        cells: columns.iter().map(cell).collect(),
        is_new: false,
    }
}
