//! The inbox: what waits in all departments of a person, worked through by keyboard.

pub(super) mod address;
mod note_panel;
pub(super) mod side;
mod triage;

use feltbog_presentation::labels::Present;
use feltbog_presentation::texts::texts;
use feltbog_shared::office::desk::{DeskPlace, InboxCount, InboxItem};
use feltbog_ui::form::{CheckField, SelectField, focus_field};
use leptos::prelude::*;

use self::address::{InboxAddress, query_of};
use self::note_panel::NoteInPanel;
use self::side::InboxSide;
use self::triage::{Triage, TriageBar, TriageDialog};
use crate::address::ListAddress;
use crate::components::desk_list::{DeskTable, ListFailure, row_shortcuts};
use crate::components::page::Page;
use crate::components::record::RecordPanel;
use crate::components::search::SearchField;
use crate::components::virtual_table::{TableCell, TableColumn, TableCursor, TableRow, is_window_wide};
use crate::components::waiting_cases::WaitingCases;
use crate::desk::{place_key, present, use_desk};
use crate::paged::PagedRows;
use crate::shortcuts::{Shortcut, use_shortcuts};
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// Id of the table.
const TABLE: &str = "inbox";
/// Id of the field to search.
const SEARCH: &str = "inbox-search";

/// The page of the inbox.
#[component]
pub(crate) fn InboxPage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let address = ListAddress::<InboxAddress>::of_page();
    let rows = PagedRows::<InboxItem>::new();
    let counts = RwSignal::new(Vec::<InboxCount>::new());
    let cursor = TableCursor::new(TABLE);
    let asked = Memo::new(move |_| query_of(&address.query.read()));
    Effect::new(move |_| {
        let query = asked.get();
        cursor.marked.set(Default::default());
        let api = office.api();
        rows.begin(move |after| {
            let query = feltbog_shared::office::desk::InboxQuery {
                after,
                ..query.clone()
            };
            async move {
                let page = api.inbox(&query).await?;
                let _ = counts.try_set(page.counts);
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
    let show = Callback::new(move |place: DeskPlace| {
        address.change(|query| query.open = place_key(place));
    });
    let open_row = Callback::new(move |row: usize| {
        if let Some(item) = untrack(|| rows.row(row)) {
            cursor.row.set(row);
            show.run(place_of_item(&item));
        }
    });
    let triage = Triage::new(rows, cursor);
    let texts = office_texts();
    let mut shortcuts = row_shortcuts(rows, cursor, open_row);
    shortcuts.extend([
        Shortcut::new("/", texts.key_search, || focus_field(SEARCH)),
        Shortcut::new("x", texts.key_mark, move || triage.mark()),
        Shortcut::new("t", texts.key_take, move || triage.begin(wording::Act::Take)),
        Shortcut::new("s", texts.key_belongs, move || {
            triage.begin(wording::Act::Belongs)
        }),
        Shortcut::new("a", texts.key_decline, move || {
            triage.begin(wording::Act::Decline)
        }),
        Shortcut::new("v", texts.key_wait, move || triage.begin(wording::Act::Wait)),
        Shortcut::new("o", texts.key_give, move || triage.begin(wording::Act::Give)),
        Shortcut::new("b", texts.key_answer, move || triage.begin(wording::Act::Answer)),
        Shortcut::new("f", texts.key_follow_up, move || {
            triage.begin(wording::Act::FollowUp)
        }),
        Shortcut::new("r", texts.key_refresh, move || office.read_again()),
    ]);
    use_shortcuts().register(shortcuts);
    let is_wide = is_window_wide();
    let room = Memo::new(move |_| ColumnLayout::of(!open.read().is_empty(), is_wide.get()));
    let row = Callback::new(move |place: usize| {
        let item = rows.row(place)?;
        Some(row_of(
            &item,
            &desk.department_name(item.department),
            room.get(),
            &present(),
        ))
    });
    let columns = Signal::derive(move || columns(room.get()));
    let panel = move || {
        let open = open.get();
        let place = crate::desk::place_of(&open)?;
        let note = rows.rows.with_untracked(|rows| {
            let mut rows = rows.iter();
            rows.find(|item| item.document == place.document && item.kind.is_none())
                .cloned()
        });
        Some(match note {
            Some(note) => view! { <NoteInPanel note on_close=close/> }.into_any(),
            None => view! {
                <RecordPanel place on_close=close on_changed=move |()| rows.read_again() on_open=show/>
            }
            .into_any(),
        })
    };
    let empty = Signal::derive(move || {
        let is_filtered = address.query.read().is_filtered();
        match is_filtered {
            true => office_texts().nothing_found,
            false => office_texts().inbox_empty,
        }
    });
    view! {
        <Page title=office_texts().inbox actions=|| view! { <ShortcutsButton/> }>
            <InboxFilters/>
            <ListFailure rows/>
            <TriageBar triage/>
            <WaitingCases on_open=show/>
            <div class="desk" class:has-panel=move || !open.read().is_empty()>
                <InboxSide counts/>
                <DeskTable
                    rows
                    cursor
                    caption=office_texts().inbox
                    empty=empty
                    columns
                    row
                    open
                    on_open=open_row
                    can_mark=true
                />
                {panel}
            </div>
            <TriageDialog triage/>
        </Page>
    }
    .into_any()
}

/// The button that lists the shortcuts.
#[component]
pub(super) fn ShortcutsButton() -> impl IntoView {
    let shortcuts = use_shortcuts();
    view! {
        <button type="button" class="button small shortcuts-button" on:click=move |_| shortcuts.is_help_shown.set(true)>
            {office_texts().shortcuts_button}
            " "
            <kbd aria-hidden="true">"?"</kbd>
        </button>
    }
}

/// The place of an item.
fn place_of_item(item: &InboxItem) -> DeskPlace {
    DeskPlace {
        department: item.department,
        document: item.document,
    }
}

/// The room for columns beside the numbers and the panel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ColumnLayout {
    /// Beside a panel in a window that is not wide.
    Narrow,
    /// Beside a panel in a wide window.
    Beside,
    /// Without a panel in a window that is not wide.
    Middle,
    /// All of a wide window.
    Wide,
}

impl ColumnLayout {
    fn of(is_beside_panel: bool, is_wide: bool) -> Self {
        match (is_beside_panel, is_wide) {
            (true, false) => Self::Narrow,
            (true, true) => Self::Beside,
            (false, false) => Self::Middle,
            (false, true) => Self::Wide,
        }
    }
}

/// The columns for which there is room.
fn columns(room: ColumnLayout) -> Vec<TableColumn> {
    let texts = office_texts();
    let column = |key, label, width| TableColumn {
        key,
        label,
        width,
        is_sortable: false,
    };
    let mut columns = vec![
        column("hvad", texts.what, "auto"),
        column("senest", texts.day, "8.5rem"),
    ];
    if room > ColumnLayout::Narrow {
        columns.insert(1, column("hvorfor", texts.reason, "7.5rem"));
    }
    if room > ColumnLayout::Beside {
        columns.push(column("har", texts.taken_by, "9.5rem"));
    }
    if room == ColumnLayout::Wide {
        columns.insert(1, column("afdeling", texts.department, "11rem"));
        columns.push(column("siden", texts.since, "9.5rem"));
    }
    columns
}

/// An item as a row.
fn row_of(item: &InboxItem, department: &str, room: ColumnLayout, present: &Present) -> TableRow {
    let summary = wording::item(item, present);
    let (day, tone) = wording::due(item.due_on.as_deref(), present.today());
    let detail = match room {
        ColumnLayout::Wide => summary.line,
        _ => [department, &summary.line]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
    };
    let what = TableCell {
        text: summary.title.clone(),
        detail,
        ..TableCell::default()
    };
    let due = TableCell {
        text: day,
        detail: item.due_for.map(wording::deadline).unwrap_or_default().to_owned(),
        tone,
    };
    let mut cells = vec![what, due];
    let taken = item.taken_by.as_ref().map(|name| name.name.clone());
    if room > ColumnLayout::Narrow {
        cells.insert(1, wording::reason(item.reason).to_owned().into());
    }
    if room > ColumnLayout::Beside {
        cells.push(taken.unwrap_or_default().into());
    }
    if room == ColumnLayout::Wide {
        cells.insert(1, department.to_owned().into());
        cells.push(present.day(texts(), item.since.danish_day()).into());
    }
    TableRow {
        id: item.document.to_string(),
        name: summary.title,
        cells,
        is_new: item.taken_by.is_none(),
    }
}

#[component]
fn InboxFilters() -> impl IntoView {
    let desk = use_desk();
    let address = ListAddress::<InboxAddress>::of_page();
    let organisations = Memo::new(move |_| address::organisations(&desk.departments()));
    let departments = Signal::derive(move || desk.department_offers(|_| true));
    view! {
        <search class="filters">
            <SearchField
                id=SEARCH
                label=office_texts().search_inbox
                value=Signal::derive(move || address.query.read().search.clone())
                on_input=move |text| address.change(|query| query.search = text)
            />
            <Show when=move || 2 < organisations.read().len()>
                <SelectField
                    id="inbox-organisation"
                    label=office_texts().organisation
                    offers=organisations
                    value=Signal::derive(move || address.query.read().organisation.clone())
                    on_choose=move |id| address.change(|query| query.organisation = id)
                />
            </Show>
            <SelectField
                id="inbox-department"
                label=office_texts().department
                offers=departments
                value=Signal::derive(move || address.query.read().department.clone())
                on_choose=move |id| address.change(|query| query.department = id)
            />
            <SelectField
                id="inbox-assigned"
                label=office_texts().whose
                offers=address::assigned()
                value=Signal::derive(move || address.query.read().assigned.clone())
                on_choose=move |key| address.change(|query| query.assigned = key)
            />
            <CheckField
                id="inbox-waiting"
                label=office_texts().show_waiting
                value=Signal::derive(move || address.query.read().is_waiting)
                on_change=move |is_waiting| address.change(|query| query.is_waiting = is_waiting)
            />
        </search>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::{DepartmentId, DocumentId};
    use feltbog_shared::office::desk::InboxReason;

    #[test]
    fn a_row_has_a_cell_for_each_column() {
        let item = InboxItem {
            department: DepartmentId::from_bytes([1; 16]),
            document: DocumentId::from_bytes([2; 16]),
            kind: None,
            reason: InboxReason::PendingNote,
            since: feltbog_shared::moment::Moment::from_millis(0),
            due_on: None,
            due_for: None,
            fields: Default::default(),
            state: String::new(),
            taken_by: None,
            waits_until: None,
            case: None,
        };
        for (is_beside_panel, is_wide) in [(true, false), (true, true), (false, false), (false, true)] {
            let room = ColumnLayout::of(is_beside_panel, is_wide);
            let columns = columns(room).len();
            assert_eq!(row_of_room(&item, room), columns);
        }
    }

    fn row_of_room(item: &InboxItem, room: ColumnLayout) -> usize {
        let present = Present {
            now: feltbog_shared::moment::Moment::from_millis(0),
            offset: |_| 60,
            name: |_| String::new(),
            own_value: |_, _, _| None,
        };
        row_of(item, "Birkevang", room, &present).cells.len()
    }
}
