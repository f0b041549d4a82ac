//! The mediation queue of a mediator over all departments: offer, both yes, meeting, result.

use feltbog_presentation::texts::texts;
use feltbog_presentation::{fields, format};
use feltbog_shared::model::{Kind, Value};
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::{DeskPlace, EditOutcome, MediationQuery, MediationRow, MediationStage};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::inbox::ShortcutsButton;
use crate::address::{ListAddress, ListQuery, value};
use crate::components::desk_list::{DeskTable, ListFailure, row_shortcuts};
use crate::components::page::Page;
use crate::components::record::RecordPanel;
use crate::components::record::new_record::{NewRecordDialog, NewRecordSubject};
use crate::components::virtual_table::{TableCell, TableColumn, TableCursor, TableRow, is_window_wide};
use crate::desk::{place_key, place_of, present, today, use_desk};
use crate::paged::PagedRows;
use crate::shortcuts::{Shortcut, use_shortcuts};
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// Filters of the queue, and what is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MediationAddress {
    department: String,
    stage: String,
    open: String,
}

impl ListQuery for MediationAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            department: value(parameters, "afdeling"),
            stage: value(parameters, "trin"),
            open: value(parameters, "vis"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("afdeling", self.department.clone()),
            ("trin", self.stage.clone()),
            ("vis", self.open.clone()),
        ]
    }
}

/// The page of the queue.
#[component]
pub(crate) fn MediationsPage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let address = ListAddress::<MediationAddress>::of_page();
    let rows = PagedRows::<MediationRow>::new();
    let cursor = TableCursor::new("mediations");
    let asked = Memo::new(move |_| {
        let query = address.query.read();
        MediationQuery {
            departments: query.department.clone(),
            stages: query.stage.clone(),
            ..MediationQuery::default()
        }
    });
    Effect::new(move |_| {
        let query = asked.get();
        let api = office.api();
        rows.begin(move |after| {
            let query = MediationQuery {
                after,
                ..query.clone()
            };
            async move {
                let page = api.mediations(&query).await?;
                Ok((page.rows, page.total, page.next))
            }
        });
    });
    let open = Memo::new(move |_| address.query.read().open.clone());
    let close = Callback::new(move |()| {
        address.change(|query| query.open.clear());
        cursor.go(cursor.row.get_untracked(), rows.total.get_untracked());
    });
    let show = Callback::new(move |place: DeskPlace| address.change(|query| query.open = place_key(place)));
    // The case for which a mediation is begun.
    let begun = RwSignal::new(None::<DeskPlace>);
    let is_beginning = RwSignal::new(false);
    let open_row = Callback::new(move |row: usize| {
        let Some(row) = untrack(|| rows.row(row)) else {
            return;
        };
        let case = DeskPlace {
            department: row.department,
            document: row.case,
        };
        match row.mediation {
            Some(document) => show.run(DeskPlace { document, ..case }),
            None => {
                begun.set(Some(case));
                is_beginning.set(true);
            }
        }
    });
    let labels = office_texts();
    let mut shortcuts = row_shortcuts(rows, cursor, open_row);
    shortcuts.extend([Shortcut::new("r", labels.key_refresh, move || rows.read_again())]);
    use_shortcuts().register(shortcuts);
    let is_wide = is_window_wide();
    let row = Callback::new(move |place: usize| {
        let row = rows.row(place)?;
        Some(row_of(
            &row,
            &desk.department_name(row.department),
            !open.read().is_empty(),
            is_wide.get(),
        ))
    });
    let panel = move || {
        let place = place_of(&open.get())?;
        Some(
            view! { <RecordPanel place on_close=close on_changed=move |()| rows.read_again() on_open=show/> },
        )
    };
    let begin = move || {
        let case = begun.get()?;
        let subject = NewRecordSubject {
            kind: Kind::Mediation,
            department: Some(case.department),
            link: Some(("conflict_case", case.document)),
        };
        Some(view! {
            <NewRecordDialog
                id="new-mediation"
                subject
                is_open=is_beginning
                on_made=move |(department, outcome): (_, EditOutcome)| {
                    rows.read_again();
                    show.run(DeskPlace { department, document: outcome.document });
                }
            />
        })
    };
    view! {
        <Page title=office_texts().mediations actions=|| view! { <ShortcutsButton/> }>
            <p class="hint">{office_texts().only_you}</p>
            <MediationFilters/>
            <ListFailure rows/>
            <div class="desk no-side" class:has-panel=move || !open.read().is_empty()>
                <DeskTable
                    rows
                    cursor
                    caption=office_texts().mediations
                    empty=office_texts().mediation_none
                    columns=Signal::derive(move || columns(!open.read().is_empty(), is_wide.get()))
                    row
                    open
                    on_open=open_row
                />
                {panel}
            </div>
            {begin}
        </Page>
    }
    .into_any()
}

#[component]
fn MediationFilters() -> impl IntoView {
    let desk = use_desk();
    let address = ListAddress::<MediationAddress>::of_page();
    let departments = Signal::derive(move || {
        desk.department_offers(|department| department.reads.contains(&Kind::Mediation))
    });
    let mut stages: Vec<Offer> = vec![(String::new(), office_texts().every_stage.to_owned())];
    stages
        .extend(MediationStage::ALL.map(|stage| (stage.key().to_owned(), wording::stage(stage).to_owned())));
    view! {
        <search class="filters">
            <SelectField
                id="mediation-department"
                label=office_texts().department
                offers=departments
                value=Signal::derive(move || address.query.read().department.clone())
                on_choose=move |id| address.change(|query| query.department = id)
            />
            <SelectField
                id="mediation-stage"
                label=office_texts().stage
                offers=stages
                value=Signal::derive(move || address.query.read().stage.clone())
                on_choose=move |key| address.change(|query| query.stage = key)
            />
        </search>
    }
    .into_any()
}

fn columns(is_beside_panel: bool, is_wide: bool) -> Vec<TableColumn> {
    let labels = office_texts();
    let column = |key, label, width| TableColumn {
        key,
        label,
        width,
        is_sortable: false,
    };
    let mut columns = vec![
        column("hvad", labels.what, "auto"),
        column("senest", labels.day, "11rem"),
    ];
    if !is_beside_panel || is_wide {
        columns.insert(1, column("trin", labels.stage, "9rem"));
    }
    if !is_beside_panel {
        columns.push(column("svar", labels.complainant, "8rem"));
        columns.push(column("anden", labels.respondent, "8rem"));
        columns.push(column("moede", labels.meeting, "10rem"));
        columns.push(column("resultat", labels.result, "12rem"));
    }
    columns
}

/// A mediation as a row.
fn row_of(row: &MediationRow, department: &str, is_beside_panel: bool, is_wide: bool) -> TableRow {
    let present = present();
    let summary = wording::summary(Kind::ConflictCase, &row.case_fields, &present);
    let place = fields::text(&row.case_fields, "place");
    let detail = [department, place].into_iter().filter(|word| !word.is_empty());
    let what = TableCell {
        text: summary.title.clone(),
        detail: detail.collect::<Vec<_>>().join(" · "),
        ..TableCell::default()
    };
    let (day, tone) = wording::due(row.due_on.as_deref(), today());
    let due = TableCell {
        text: day,
        detail: row.due_for.map(wording::deadline).unwrap_or_default().to_owned(),
        tone,
    };
    let stage = match row.mediation {
        Some(_) => wording::stage(row.stage),
        None => office_texts().begin_mediation,
    };
    let mut cells = vec![what, due];
    if !is_beside_panel || is_wide {
        cells.insert(1, TableCell::from(stage.to_owned()));
    }
    if !is_beside_panel {
        let yes = |name: &str| match row.fields.get(name) {
            Some(Value::Flag(true)) => texts().yes.to_owned(),
            Some(Value::Flag(false)) => texts().no.to_owned(),
            _ => String::new(),
        };
        let deleted = row.deleted_on.as_deref().and_then(Day::parse);
        let deleted = deleted.map(|day| {
            let day = format::day(texts(), day, today());
            office_texts().deleted_on.with(&[&day])
        });
        cells.push(yes("complainant_yes").into());
        cells.push(yes("respondent_yes").into());
        cells.push(wording::value(Kind::Mediation, "meeting_on", &row.fields, &present).into());
        cells.push(TableCell {
            text: wording::value(Kind::Mediation, "result", &row.fields, &present),
            detail: deleted.unwrap_or_default(),
            ..TableCell::default()
        });
    }
    TableRow {
        id: row.mediation.unwrap_or(row.case).to_string(),
        name: [summary.title.as_str(), department].join(", "),
        cells,
        is_new: row.mediation.is_none(),
    }
}
