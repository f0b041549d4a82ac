//! A table of any length: only the rows in sight stand in the page, each of the same height.

use std::collections::BTreeSet;

use feltbog_ui::list::KeyedFor;
use feltbog_ui::table::{SortHeading, Sorting};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::texts::office_texts;
use crate::wording::CellTone;

/// Rows made above and below those in sight.
const MARGIN_ROWS: usize = 12;
/// Height of a row in pixels until the first row is measured.
const FIRST_ROW_HEIGHT: f64 = 52.0;
/// Height of the window in pixels until it is measured.
const FIRST_WINDOW_HEIGHT: f64 = 800.0;

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TableColumn {
    /// Its key in the address.
    pub(crate) key: &'static str,
    /// Its heading.
    pub(crate) label: &'static str,
    /// Its width in a style sheet's terms: `8rem`, or `auto`.
    pub(crate) width: &'static str,
    /// Whether rows can be ordered by it.
    pub(crate) is_sortable: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TableCell {
    /// Its text.
    pub(crate) text: String,
    /// A second line, or nothing.
    pub(crate) detail: String,
    /// Its weight.
    pub(crate) tone: CellTone,
}

impl From<String> for TableCell {
    fn from(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TableRow {
    /// Id of its item.
    pub(crate) id: String,
    /// The words that tell it from others.
    pub(crate) name: String,
    /// A cell for each column.
    pub(crate) cells: Vec<TableCell>,
    /// Whether nobody has seen it.
    pub(crate) is_new: bool,
}

/// Width of the browser's window in pixels from which on a list has room for all its columns.
const WIDE_WINDOW: f64 = 1_500.0;

/// Whether the browser's window is wide. Follows changes for as long as the present part of the page stands.
pub(crate) fn is_window_wide() -> RwSignal<bool> {
    let is_wide = || {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        width.is_some_and(|width| width >= WIDE_WINDOW)
    };
    let state = RwSignal::new(is_wide());
    let listener = window_event_listener(ev::resize, move |_| {
        if state.get_untracked() != is_wide() {
            state.set(is_wide());
        }
    });
    on_cleanup(move || listener.remove());
    state
}

/// The place of the keyboard in a table, and the rows that are marked.
#[derive(Clone, Copy)]
pub(crate) struct TableCursor {
    /// Id of the table.
    id: &'static str,
    /// The present row.
    pub(crate) row: RwSignal<usize>,
    /// Ids of the marked rows.
    pub(crate) marked: RwSignal<BTreeSet<String>>,
    /// The row that takes the focus as soon as it stands in the page.
    wanted: RwSignal<Option<usize>>,
}

impl TableCursor {
    /// The first row of the table with an id, with nothing marked.
    pub(crate) fn new(id: &'static str) -> Self {
        Self {
            id,
            row: RwSignal::new(0),
            marked: RwSignal::new(BTreeSet::new()),
            wanted: RwSignal::new(None),
        }
    }

    /// Goes to a row among `total`; the row takes the focus.
    pub(crate) fn go(self, row: usize, total: usize) {
        let row = row.min(total.saturating_sub(1));
        self.row.set(row);
        self.wanted.set(Some(row));
    }

    /// Goes so many rows on or back.
    pub(crate) fn step(self, by: isize, total: usize) {
        let is_within = document()
            .active_element()
            .is_some_and(|element| element.closest(".data-window").ok().flatten().is_some());
        let row = self.row.get_untracked();
        // The first step comes to the table, the next ones go on in it.
        let next = if is_within {
            row.saturating_add_signed(by)
        } else {
            row
        };
        self.go(next, total);
    }

    /// Marks a row, or takes its mark away.
    pub(crate) fn toggle(self, id: &str) {
        self.marked.update(|marked| {
            if !marked.remove(id) {
                marked.insert(id.to_owned());
            }
        });
    }

    fn row_id(self, row: usize) -> String {
        [self.id, "-row-", &row.to_string()].concat()
    }
}

/// The first row to make and the row after the last one.
fn rows_to_make(scrolled: f64, window: f64, row: f64, total: usize) -> (usize, usize) {
    let row = row.max(1.0);
    let first = (scrolled / row).floor().max(0.0) as usize;
    let count = (window / row).ceil().max(0.0) as usize + 1;
    let end = first.saturating_add(count).saturating_add(MARGIN_ROWS).min(total);
    (first.saturating_sub(MARGIN_ROWS).min(end), end)
}

/// The least width of a table by its columns, in a style sheet's terms; a column without a width of its own gets room for some words.
fn width_of(columns: &[TableColumn], can_mark: bool) -> String {
    const OPEN_COLUMN: f64 = 11.0;
    const MARKS: f64 = 2.5;
    let width = |column: &TableColumn| {
        let width = column
            .width
            .strip_suffix("rem")
            .and_then(|width| width.parse().ok());
        width.unwrap_or(OPEN_COLUMN)
    };
    let sum: f64 = columns.iter().map(width).sum();
    let sum = if can_mark { sum + MARKS } else { sum };
    [&sum.to_string(), "rem"].concat()
}

/// Distance to scroll for a row to be in sight below the heading; nothing when it is.
fn scroll_to_show(row: usize, height: f64, scrolled: f64, window: f64, heading: f64) -> Option<f64> {
    let top = row as f64 * height;
    let room = (window - heading).max(height);
    if top < scrolled {
        Some(top)
    } else if top + height > scrolled + room {
        Some(top + height - room)
    } else {
        None
    }
}

/// A table of any length. Arrow keys, Home, End and the keys for pages lead from row to row; Enter opens, the space bar
/// marks.
#[component]
pub(crate) fn VirtualTable(
    /// The keyboard's place and the marks.
    cursor: TableCursor,
    /// Name of the table.
    #[prop(into)]
    caption: String,
    /// Columns in their order.
    #[prop(into)]
    columns: Signal<Vec<TableColumn>>,
    /// The number of all rows.
    #[prop(into)]
    total: Signal<usize>,
    /// The row in a place; nothing while it is not known. Follows changes.
    row: Callback<usize, Option<TableRow>>,
    /// Called with the first row in sight and the row after the last one.
    #[prop(into)]
    on_sight: Callback<(usize, usize)>,
    /// The order of the rows.
    #[prop(into)]
    sorting: Signal<Sorting>,
    /// Called with the order that a person asks for.
    #[prop(into)]
    on_sort: Callback<Sorting>,
    /// Id of the item that is open.
    #[prop(into)]
    open: Signal<String>,
    /// Called with the place of the row that a person opens.
    #[prop(into)]
    on_open: Callback<usize>,
    /// Whether rows can be marked.
    #[prop(default = true)]
    can_mark: bool,
) -> impl IntoView {
    let window_ref = NodeRef::<html::Div>::new();
    let head_ref = NodeRef::<html::Thead>::new();
    let scrolled = RwSignal::new(0.0);
    let (window_height, row_height) = (
        RwSignal::new(FIRST_WINDOW_HEIGHT),
        RwSignal::new(FIRST_ROW_HEIGHT),
    );
    let measure = move || {
        let Some(window) = window_ref.get_untracked() else {
            return;
        };
        let height = f64::from(window.client_height());
        if height > 0.0 && height != window_height.get_untracked() {
            window_height.set(height);
        }
        let row = window.query_selector("tr[aria-rowindex]:not(.heading-row)");
        let row = row
            .ok()
            .flatten()
            .and_then(|row| row.dyn_into::<HtmlElement>().ok());
        let height = row.map(|row| f64::from(row.offset_height()));
        if let Some(height) = height.filter(|height| *height > 8.0 && *height != row_height.get_untracked()) {
            row_height.set(height);
        }
    };
    let resized = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    let sight =
        Memo::new(move |_| rows_to_make(scrolled.get(), window_height.get(), row_height.get(), total.get()));
    Effect::new(move |_| {
        let (first, end) = sight.get();
        on_sight.run((first, end));
        request_animation_frame(measure);
    });
    Effect::new(move |_| {
        let Some(wanted) = cursor.wanted.get() else { return };
        let Some(window) = window_ref.get() else { return };
        let heading = head_ref
            .get_untracked()
            .map_or(0.0, |head| f64::from(head.offset_height()));
        let to = scroll_to_show(
            wanted,
            row_height.get_untracked(),
            f64::from(window.scroll_top()),
            f64::from(window.client_height()),
            heading,
        );
        if let Some(to) = to {
            window.set_scroll_top(to as i32);
            scrolled.set(to);
        }
        cursor.wanted.set(None);
        request_animation_frame(move || focus_row(cursor, wanted));
    });
    // A shorter list keeps the keyboard's place in it.
    Effect::new(move |_| {
        let last = total.get().saturating_sub(1);
        if cursor.row.get_untracked() > last {
            cursor.row.set(last);
        }
    });
    let keys = Signal::derive(move || {
        let (first, end) = sight.get();
        (first as u64..end as u64).collect::<Vec<_>>()
    });
    let width = move || columns.read().len() + usize::from(can_mark);
    let above = move || pixels(sight.get().0 as f64 * row_height.get());
    let below = move || pixels((total.get().saturating_sub(sight.get().1)) as f64 * row_height.get());
    let headings = move || {
        columns
            .get()
            .into_iter()
            .map(|column| match column.is_sortable {
                true => {
                    view! { <SortHeading column=column.key label=column.label sorting on_sort/> }.into_any()
                }
                false => view! { <th scope="col">{column.label}</th> }.into_any(),
            })
            .collect_view()
    };
    let widths = move || {
        let column = |column: TableColumn| view! { <col style:width=column.width/> };
        columns.get().into_iter().map(column).collect_view()
    };
    let page_rows =
        move || ((window_height.get_untracked() / row_height.get_untracked()) as isize - 2).max(1);
    let press = Callback::new(move |event: KeyboardEvent| {
        let total = total.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => cursor.step(1, total),
            "ArrowUp" => cursor.step(-1, total),
            "PageDown" => cursor.step(page_rows(), total),
            "PageUp" => cursor.step(-page_rows(), total),
            "Home" => cursor.go(0, total),
            "End" => cursor.go(total.saturating_sub(1), total),
            "Enter" => on_open.run(cursor.row.get_untracked()),
            " " if can_mark => {
                let row = untrack(|| row.run(cursor.row.get_untracked()));
                row.iter().for_each(|row| cursor.toggle(&row.id));
            }
            _ => return,
        }
        event.prevent_default();
    });
    let row_view = move |place: u64| {
        view! { <Row cursor place=place as usize row open on_open on_press=press can_mark width=Signal::derive(width)/> }.into_any()
    };
    let mark_heading = can_mark.then(|| {
        view! { <th scope="col" class="mark-column"><span class="unseen">{office_texts().marked}</span></th> }
    });
    view! {
        <div
            node_ref=window_ref
            class="data-window"
            on:scroll=move |_| {
                if let Some(window) = window_ref.get_untracked() {
                    scrolled.set(f64::from(window.scroll_top()));
                }
            }
        >
            <table
                class="data virtual"
                role="grid"
                style:min-width=move || width_of(&columns.read(), can_mark)
                aria-label=caption
                aria-multiselectable=can_mark.then_some("true")
                aria-rowcount=move || (total.get() + 1).to_string()
                aria-colcount=move || width().to_string()
            >
                <colgroup>
                    {can_mark.then(|| view! { <col style:width="2.5rem"/> })}
                    {widths}
                </colgroup>
                <thead node_ref=head_ref>
                    <tr class="heading-row" aria-rowindex="1">
                        {mark_heading}
                        {headings}
                    </tr>
                </thead>
                <tbody role="presentation">
                    <tr class="spacer" role="presentation" style:height=above></tr>
                </tbody>
                <tbody class="rows">
                    <KeyedFor keys row=Callback::new(row_view)/>
                </tbody>
                <tbody role="presentation">
                    <tr class="spacer" role="presentation" style:height=below></tr>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(
    cursor: TableCursor,
    place: usize,
    row: Callback<usize, Option<TableRow>>,
    open: Signal<String>,
    on_open: Callback<usize>,
    on_press: Callback<KeyboardEvent>,
    can_mark: bool,
    width: Signal<usize>,
) -> impl IntoView {
    let content = Memo::new(move |_| row.run(place));
    let id = Memo::new(move |_| {
        content
            .read()
            .as_ref()
            .map(|row| row.id.clone())
            .unwrap_or_default()
    });
    let is_marked = Memo::new(move |_| cursor.marked.read().contains(&*id.read()));
    let is_open = move || {
        let open = open.read();
        !open.is_empty() && *open == *id.read()
    };
    let is_new = move || content.read().as_ref().is_some_and(|row| row.is_new);
    let click = move |event: web_sys::MouseEvent| {
        cursor.row.set(place);
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_mark = target.is_some_and(|target| target.closest(".mark-cell").ok().flatten().is_some());
        if !is_mark {
            on_open.run(place);
        }
    };
    let cells = move || match content.get() {
        None => view! { <td class="row-waits" colspan=width>{office_texts().waiting}</td> }.into_any(),
        Some(row) => {
            let mark = can_mark.then(|| {
                let (own, label) = (row.id.clone(), [office_texts().mark, ": ", &row.name].concat());
                view! {
                    <td class="mark-cell">
                        <input
                            type="checkbox"
                            tabindex="-1"
                            aria-label=label
                            prop:checked=is_marked
                            on:change=move |_| cursor.toggle(&own)
                        />
                    </td>
                }
            });
            let cells = row.cells.into_iter().enumerate().map(|(place, cell)| {
                let class = match place {
                    0 => "first-cell",
                    _ => cell.tone.class(),
                };
                let detail = (!cell.detail.is_empty())
                    .then(|| view! { <span class="cell-detail">{cell.detail}</span> });
                view! {
                    <td class=class>
                        <span class="cell-text">{cell.text}</span>
                        {detail}
                    </td>
                }
            });
            view! { {mark} {cells.collect_view()} }.into_any()
        }
    };
    view! {
        <tr
            id=cursor.row_id(place)
            aria-rowindex=(place + 2).to_string()
            aria-selected=move || can_mark.then(|| if is_marked.get() { "true" } else { "false" })
            aria-current=move || is_open().then_some("true")
            class:is-new=is_new
            tabindex=move || if cursor.row.get() == place { "0" } else { "-1" }
            on:focus=move |_| cursor.row.set(place)
            on:click=click
            on:keydown=move |event| on_press.run(event)
        >
            {cells}
        </tr>
    }
    .into_any()
}

fn pixels(height: f64) -> String {
    [&height.to_string(), "px"].concat()
}

fn focus_row(cursor: TableCursor, row: usize) {
    let element = document().get_element_by_id(&cursor.row_id(row));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A row that cannot take the focus is in sight all the same.
        let _ = element.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_near_the_window_are_made() {
        assert_eq!(rows_to_make(0.0, 500.0, 50.0, 100_000), (0, 11 + MARGIN_ROWS));
        let (first, end) = rows_to_make(2_500_000.0, 500.0, 50.0, 100_000);
        assert_eq!((first, end), (50_000 - MARGIN_ROWS, 50_011 + MARGIN_ROWS));
        assert_eq!(rows_to_make(0.0, 500.0, 50.0, 3), (0, 3));
        assert_eq!(rows_to_make(9_000.0, 500.0, 50.0, 3), (3, 3));
        assert_eq!(rows_to_make(0.0, 500.0, 0.0, 0), (0, 0));
    }

    #[test]
    fn a_column_without_a_width_keeps_room() {
        let column = |width| TableColumn {
            key: "",
            label: "",
            width,
            is_sortable: false,
        };
        let columns = [column("auto"), column("8.5rem")];
        assert_eq!(width_of(&columns, true), "22rem");
        assert_eq!(width_of(&columns, false), "19.5rem");
    }

    #[test]
    fn a_row_out_of_sight_is_scrolled_to() {
        let to = |row, scrolled| scroll_to_show(row, 50.0, scrolled, 540.0, 40.0);
        assert_eq!(to(3, 0.0), None);
        assert_eq!(to(9, 0.0), None);
        assert_eq!(to(10, 0.0), Some(50.0));
        assert_eq!(to(2, 500.0), Some(100.0));
    }
}
