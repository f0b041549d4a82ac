//! A list of the desk: the table, the sentence for an empty one, the reason why rows did not come, and the keys that lead
//! from row to row.

use feltbog_ui::table::Sorting;
use leptos::prelude::*;

use super::loaded::Failed;
use super::virtual_table::{TableColumn, TableCursor, TableRow, VirtualTable};
use crate::desk::place_of;
use crate::paged::PagedRows;
use crate::shortcuts::Shortcut;
use crate::texts::office_texts;

/// The order of the rows, with the change of it.
#[derive(Clone, Copy)]
pub(crate) struct ListSorting {
    /// The order.
    pub(crate) sorting: Signal<Sorting>,
    /// Called with the order that a person asks for.
    pub(crate) on_sort: Callback<Sorting>,
}

/// The table of a list, or the sentence for an empty one.
#[component]
pub(crate) fn DeskTable<T: Clone + Send + Sync + 'static>(
    /// The rows as far as they are known.
    rows: PagedRows<T>,
    /// The keyboard's place and the marks.
    cursor: TableCursor,
    /// Name of the table.
    caption: &'static str,
    /// The sentence for a list without a row.
    #[prop(into)]
    empty: Signal<&'static str>,
    /// Columns in their order.
    #[prop(into)]
    columns: Signal<Vec<TableColumn>>,
    /// The row in a place; nothing while it is not known. Follows changes.
    row: Callback<usize, Option<TableRow>>,
    /// The order; nothing for a list whose order is the server's.
    #[prop(optional)]
    order: Option<ListSorting>,
    /// The place that is open, as the address has it; empty for none.
    open: Memo<String>,
    /// Called with the place of the row that a person opens.
    on_open: Callback<usize>,
    /// Whether rows can be marked.
    #[prop(optional)]
    can_mark: bool,
) -> impl IntoView {
    let order = order.unwrap_or_else(|| ListSorting {
        sorting: Signal::derive(Sorting::default),
        on_sort: Callback::new(|_| ()),
    });
    view! {
        <div class="desk-list">
            <Show
                when=move || 0 < rows.total.get() || !rows.is_known.get()
                fallback=move || view! { <p class="empty-list">{move || empty.get()}</p> }
            >
                <VirtualTable
                    cursor
                    caption
                    columns
                    total=rows.total
                    row
                    on_sight=move |(_, end)| rows.want(end)
                    sorting=order.sorting
                    on_sort=order.on_sort
                    open=Signal::derive(move || open_document(&open.read()))
                    on_open
                    can_mark
                />
            </Show>
        </div>
    }
    .into_any()
}

/// The reason why rows of a list did not come, with a button that reads it again.
#[component]
pub(crate) fn ListFailure<T: Clone + Send + Sync + 'static>(
    /// The rows as far as they are known.
    rows: PagedRows<T>,
) -> impl IntoView {
    move || {
        let error = rows.error.get()?;
        Some(view! { <Failed error on_retry=move |()| rows.read_again()/> })
    }
}

/// The id of the item behind an address of a panel; empty for none.
pub(crate) fn open_document(open: &str) -> String {
    place_of(open)
        .map(|place| place.document.to_string())
        .unwrap_or_default()
}

/// The keys that lead to the next row and the previous one, and open the present one.
pub(crate) fn row_shortcuts<T: Clone + Send + Sync + 'static>(
    rows: PagedRows<T>,
    cursor: TableCursor,
    on_open: Callback<usize>,
) -> Vec<Shortcut> {
    let step = move |by| cursor.step(by, rows.total.get_untracked());
    let labels = office_texts();
    vec![
        Shortcut::new("j", labels.key_next, move || step(1)),
        Shortcut::new("k", labels.key_previous, move || step(-1)),
        Shortcut::new("Enter", labels.key_open, move || {
            on_open.run(cursor.row.get_untracked())
        }),
    ]
}
