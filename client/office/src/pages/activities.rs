//! The log of activities and rounds of doors over all departments of a person, and the way to add an activity.

use feltbog_presentation::fields;
use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::{Activity, DoorRound, Kind, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::desk::{DeskPlace, EditOutcome, ListedRecord, RecordsQuery};
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
use crate::components::search::SearchField;
use crate::components::virtual_table::{TableCell, TableColumn, TableCursor, TableRow, is_window_wide};
use crate::desk::{place_key, place_of, present, use_desk};
use crate::paged::PagedRows;
use crate::shortcuts::{Shortcut, use_shortcuts};
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// The path of the page.
pub(crate) const PATH: &str = "/kontor/aktiviteter";
/// The kinds of the log.
const KINDS: [Kind; 2] = [Kind::Activity, Kind::DoorRound];

/// Filters of the log, and what is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ActivityAddress {
    department: String,
    kind: String,
    search: String,
    open: String,
}

impl ListQuery for ActivityAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            department: value(parameters, "afdeling"),
            kind: value(parameters, "slags"),
            search: value(parameters, "s"),
            open: value(parameters, "vis"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("afdeling", self.department.clone()),
            ("slags", self.kind.clone()),
            ("s", self.search.clone()),
            ("vis", self.open.clone()),
        ]
    }
}

/// The query that the server is asked.
fn asked(address: &ActivityAddress) -> RecordsQuery {
    let kind = KINDS.into_iter().find(|kind| kind.key() == address.kind);
    let kinds = match kind {
        Some(kind) => kind.key().to_owned(),
        None => KINDS.map(Kind::key).join(","),
    };
    RecordsQuery {
        departments: address.department.clone(),
        kinds,
        search: address.search.clone(),
        ..RecordsQuery::default()
    }
}

/// The page of the log.
#[component]
pub(crate) fn ActivitiesPage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let address = ListAddress::<ActivityAddress>::of_page();
    let rows = PagedRows::<ListedRecord>::new();
    let cursor = TableCursor::new("activities");
    // What is open is no part of the question.
    let asked = Memo::new(move |_| asked(&address.query.read()));
    Effect::new(move |_| {
        let query = asked.get();
        let api = office.api();
        rows.begin(move |after| {
            let query = RecordsQuery {
                after,
                ..query.clone()
            };
            async move {
                let page = api.desk_records(&query).await?;
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
    let open_row = Callback::new(move |row: usize| {
        if let Some(row) = untrack(|| rows.row(row)) {
            show.run(DeskPlace {
                department: row.department,
                document: row.document,
            });
        }
    });
    let labels = office_texts();
    let mut shortcuts = row_shortcuts(rows, cursor, open_row);
    shortcuts.extend([Shortcut::new("r", labels.key_refresh, move || rows.read_again())]);
    use_shortcuts().register(shortcuts);
    let is_wide = is_window_wide();
    let row = Callback::new(move |place: usize| {
        let row = rows.row(place)?;
        let department = desk.department_name(row.department);
        Some(row_of(&row, &department, !open.read().is_empty(), is_wide.get()))
    });
    let panel = move || {
        let place = place_of(&open.get())?;
        Some(
            view! { <RecordPanel place on_close=close on_changed=move |()| rows.read_again() on_open=show/> },
        )
    };
    let is_adding = RwSignal::new(false);
    let actions = move || {
        view! {
            <Show when=move || desk.creates(Kind::Activity)>
                <button type="button" class="button primary" on:click=move |_| is_adding.set(true)>
                    {office_texts().new_activity}
                </button>
            </Show>
            <ShortcutsButton/>
        }
    };
    let subject = NewRecordSubject {
        kind: Kind::Activity,
        department: None,
        link: None,
    };
    let made = move |(department, outcome): (_, EditOutcome)| {
        rows.read_again();
        show.run(DeskPlace {
            department,
            document: outcome.document,
        });
    };
    view! {
        <Page title=office_texts().activities actions>
            <p class="hint">{office_texts().activities_hint}</p>
            <ActivityFilters/>
            <ListFailure rows/>
            <div class="desk no-side" class:has-panel=move || !open.read().is_empty()>
                <DeskTable
                    rows
                    cursor
                    caption=office_texts().activities
                    empty=office_texts().activities_none
                    columns=Signal::derive(move || columns(!open.read().is_empty(), is_wide.get()))
                    row
                    open
                    on_open=open_row
                />
                {panel}
            </div>
            <NewRecordDialog id="new-activity" subject is_open=is_adding on_made=made/>
        </Page>
    }
    .into_any()
}

#[component]
fn ActivityFilters() -> impl IntoView {
    let desk = use_desk();
    let address = ListAddress::<ActivityAddress>::of_page();
    let departments = Signal::derive(move || {
        desk.department_offers(|department| department.reads.contains(&Kind::Activity))
    });
    let mut kinds: Vec<Offer> = vec![(String::new(), office_texts().every_activity.to_owned())];
    kinds.extend(KINDS.map(|kind| (kind.key().to_owned(), texts().kind(kind).to_owned())));
    view! {
        <search class="filters">
            <SearchField
                id="activity-search"
                label=office_texts().search_activities
                value=Signal::derive(move || address.query.read().search.clone())
                on_input=move |text| address.change(|query| query.search = text)
            />
            <SelectField
                id="activity-department"
                label=office_texts().department
                offers=departments
                value=Signal::derive(move || address.query.read().department.clone())
                on_choose=move |id| address.change(|query| query.department = id)
            />
            <SelectField
                id="activity-kinds"
                label=office_texts().what
                offers=kinds
                value=Signal::derive(move || address.query.read().kind.clone())
                on_choose=move |key| address.change(|query| query.kind = key)
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
        column("dag", labels.activity_day, "9rem"),
    ];
    if !is_beside_panel || is_wide {
        columns.insert(1, column("tilstand", labels.state, "9rem"));
    }
    if !is_beside_panel {
        columns.push(column("antal", labels.activity_number, "10rem"));
    }
    columns
}

/// An activity or a round of doors as a row.
fn row_of(row: &ListedRecord, department: &str, is_beside_panel: bool, is_wide: bool) -> TableRow {
    let present = present();
    let summary = wording::summary(row.kind, &row.fields, &present);
    let name = |name: &str| wording::value(row.kind, name, &row.fields, &present);
    let (place, day, number) = match row.kind {
        Kind::DoorRound => {
            let begun = match row.fields.get(DoorRound::started_at().name()) {
                Some(Value::Moment(at)) => *at,
                _ => row.created_at,
            };
            (
                name(DoorRound::purpose().name()),
                day_of(begun),
                name(DoorRound::doors().name()),
            )
        }
        _ => {
            let heads = match row.fields.get(Activity::heads().name()) {
                Some(Value::Integer(heads)) => office_texts().activity_heads.of(*heads),
                _ => String::new(),
            };
            let place = fields::text(&row.fields, Activity::place().name());
            (place.to_owned(), name(Activity::on().name()), heads)
        }
    };
    let detail = [department, &place].into_iter().filter(|word| !word.is_empty());
    let what = TableCell {
        text: summary.title.clone(),
        detail: detail.collect::<Vec<_>>().join(" · "),
        ..TableCell::default()
    };
    let mut cells = vec![what, day.into()];
    if !is_beside_panel || is_wide {
        cells.insert(1, TableCell::from(name("state")));
    }
    if !is_beside_panel {
        cells.push(number.into());
    }
    TableRow {
        id: row.document.to_string(),
        name: [summary.title.as_str(), department].join(", "),
        cells,
        is_new: false,
    }
}

fn day_of(at: Moment) -> String {
    format::day(texts(), at.danish_day(), present().today())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_asks_for_activities_and_rounds_alone() {
        let address = |kind: &str| ActivityAddress {
            kind: kind.to_owned(),
            ..ActivityAddress::default()
        };
        assert_eq!(asked(&address("")).kinds, "activity,door_round");
        assert_eq!(asked(&address("door_round")).kinds, "door_round");
        assert_eq!(asked(&address("concern")).kinds, "activity,door_round");
    }
}
