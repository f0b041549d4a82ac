//! Pending notes: what residents, boards and partners sent or told, each with an owner and a day.

mod new_note;
mod panel;

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::office::desk::{DeskPlace, NoteQuery, NoteState, PendingNote};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use self::new_note::NewNoteDialog;
use self::panel::NotePanel;
use super::inbox::ShortcutsButton;
use super::inbox::address::assigned;
use crate::address::{ListAddress, ListQuery, value};
use crate::components::desk_list::{DeskTable, ListFailure, open_document, row_shortcuts};
use crate::components::page::Page;
use crate::components::virtual_table::{TableCell, TableColumn, TableCursor, TableRow, is_window_wide};
use crate::desk::{place_key, present, today, use_desk};
use crate::paged::PagedRows;
use crate::shortcuts::{Shortcut, use_shortcuts};
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// Characters of a note in a row.
const NOTE_IN_ROW: usize = 100;
/// The state in the address that stands for all states.
const ALL_STATES: &str = "alle";

/// Filters of the notes, and the one that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NoteAddress {
    department: String,
    state: String,
    owner: String,
    open: String,
}

impl ListQuery for NoteAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            department: value(parameters, "afdeling"),
            state: value(parameters, "tilstand"),
            owner: value(parameters, "hos"),
            open: value(parameters, "vis"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("afdeling", self.department.clone()),
            ("tilstand", self.state.clone()),
            ("hos", self.owner.clone()),
            ("vis", self.open.clone()),
        ]
    }
}

/// The page of pending notes.
#[component]
pub(crate) fn NotesPage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let address = ListAddress::<NoteAddress>::of_page();
    let rows = PagedRows::<PendingNote>::new();
    let cursor = TableCursor::new("notes");
    let asked = Memo::new(move |_| {
        let query = address.query.read();
        let states = match query.state.as_str() {
            ALL_STATES => NoteState::ALL.map(NoteState::key).join(","),
            state => state.to_owned(),
        };
        NoteQuery {
            departments: query.department.clone(),
            states,
            owner: query.owner.clone(),
            ..NoteQuery::default()
        }
    });
    Effect::new(move |_| {
        let query = asked.get();
        let api = office.api();
        rows.begin(move |after| {
            let query = NoteQuery {
                after,
                ..query.clone()
            };
            async move {
                let page = api.pending_notes(&query).await?;
                Ok((page.rows, page.total, page.next))
            }
        });
    });
    let open = Memo::new(move |_| address.query.read().open.clone());
    let close = Callback::new(move |()| {
        address.change(|query| query.open.clear());
        cursor.go(cursor.row.get_untracked(), rows.total.get_untracked());
    });
    let open_row = Callback::new(move |row: usize| {
        if let Some(note) = untrack(|| rows.row(row)) {
            cursor.row.set(row);
            let place = DeskPlace {
                department: note.department,
                document: note.id,
            };
            address.change(|query| query.open = place_key(place));
        }
    });
    let is_adding = RwSignal::new(false);
    let labels = office_texts();
    let mut shortcuts = row_shortcuts(rows, cursor, open_row);
    shortcuts.extend([
        Shortcut::new("n", labels.new_note, move || is_adding.set(true)),
        Shortcut::new("r", labels.key_refresh, move || rows.read_again()),
    ]);
    use_shortcuts().register(shortcuts);
    let is_wide = is_window_wide();
    let row = Callback::new(move |place: usize| {
        let note = rows.row(place)?;
        Some(row_of(
            &note,
            &desk.department_name(note.department),
            !open.read().is_empty(),
            is_wide.get(),
        ))
    });
    // The note of the panel is the one of the list, so that a step shows at once.
    let shown = Memo::new(move |_| {
        let id = open_document(&open.read());
        let rows = rows.rows.read();
        rows.iter().find(|note| note.id.to_string() == id).cloned()
    });
    let panel = move || {
        let note = shown.get()?;
        Some(view! {
            <NotePanel
                note
                on_close=close
                on_changed=move |note: PendingNote| {
                    rows.rows.update(|rows| {
                        if let Some(known) = rows.iter_mut().find(|known| known.id == note.id) {
                            *known = note;
                        }
                    });
                    rows.read_again();
                }
            />
        })
    };
    let actions = move || {
        view! {
            <button type="button" class="button primary" on:click=move |_| is_adding.set(true)>
                {office_texts().new_note}
            </button>
            <ShortcutsButton/>
        }
    };
    view! {
        <Page title=office_texts().notes actions>
            <NoteFilters/>
            <ListFailure rows/>
            <div class="desk no-side" class:has-panel=move || shown.read().is_some()>
                <DeskTable
                    rows
                    cursor
                    caption=office_texts().notes
                    empty=office_texts().notes_none
                    columns=Signal::derive(move || columns(!open.read().is_empty(), is_wide.get()))
                    row
                    open
                    on_open=open_row
                />
                {panel}
            </div>
            <NewNoteDialog is_open=is_adding on_made=move |()| rows.read_again()/>
        </Page>
    }
    .into_any()
}

#[component]
fn NoteFilters() -> impl IntoView {
    let desk = use_desk();
    let address = ListAddress::<NoteAddress>::of_page();
    let departments = Signal::derive(move || desk.department_offers(|_| true));
    let mut states: Vec<Offer> = vec![
        (String::new(), office_texts().open_notes.to_owned()),
        (ALL_STATES.to_owned(), office_texts().every_note.to_owned()),
    ];
    states
        .extend(NoteState::ALL.map(|state| (state.key().to_owned(), wording::note_state(state).to_owned())));
    view! {
        <search class="filters">
            <SelectField
                id="note-department"
                label=office_texts().department
                offers=departments
                value=Signal::derive(move || address.query.read().department.clone())
                on_choose=move |id| address.change(|query| query.department = id)
            />
            <SelectField
                id="note-state"
                label=office_texts().state
                offers=states
                value=Signal::derive(move || address.query.read().state.clone())
                on_choose=move |key| address.change(|query| query.state = key)
            />
            <SelectField
                id="note-owner"
                label=office_texts().note_owner
                offers=assigned()
                value=Signal::derive(move || address.query.read().owner.clone())
                on_choose=move |key| address.change(|query| query.owner = key)
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
        column("senest", labels.day, "9rem"),
    ];
    if !is_beside_panel || is_wide {
        columns.insert(1, column("tilstand", labels.state, "9rem"));
    }
    if !is_beside_panel {
        columns.push(column("ejer", labels.note_owner, "11rem"));
        columns.push(column("fra", labels.note_from, "9rem"));
        columns.push(column("siden", labels.since, "9.5rem"));
    }
    columns
}

/// A note as a row.
fn row_of(note: &PendingNote, department: &str, is_beside_panel: bool, is_wide: bool) -> TableRow {
    let present = present();
    let what = TableCell {
        text: format::excerpt(&note.text, NOTE_IN_ROW),
        detail: [department, &note.place, &note.home]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        ..TableCell::default()
    };
    let (day, tone) = match note.state.is_open() {
        true => wording::due(note.waits_until.as_deref().or(note.due_on.as_deref()), today()),
        false => Default::default(),
    };
    let due = TableCell {
        text: day,
        tone,
        ..TableCell::default()
    };
    let mut cells = vec![what, due];
    if !is_beside_panel || is_wide {
        cells.insert(1, wording::note_state(note.state).to_owned().into());
    }
    if !is_beside_panel {
        let owner = note.owner.as_ref().map(|owner| owner.name.clone());
        cells.push(owner.unwrap_or_default().into());
        cells.push(wording::note_source(note.source).to_owned().into());
        cells.push(present.day(texts(), note.received_at.danish_day()).into());
    }
    TableRow {
        id: note.id.to_string(),
        name: format::excerpt(&note.text, NOTE_IN_ROW),
        cells,
        is_new: note.owner.is_none(),
    }
}
