//! The columns of a table, to be shown or hidden.

use feltbog_ui::form::CheckField;
use leptos::prelude::*;

use super::virtual_table::TableColumn;
use crate::texts::office_texts;

/// A list of columns to tick.
#[component]
pub(crate) fn ColumnsMenu(
    /// Every column, in the order of the table.
    all: Vec<TableColumn>,
    /// Keys of those that are shown.
    #[prop(into)]
    shown: Signal<Vec<&'static str>>,
    /// Called with a column's key and whether it is to be shown.
    #[prop(into)]
    on_change: Callback<(&'static str, bool)>,
) -> impl IntoView {
    let boxes = all.into_iter().map(|column| {
        let key = column.key;
        view! {
            <CheckField
                id=["column-", key].concat()
                label=column.label
                value=Signal::derive(move || shown.read().contains(&key))
                on_change=move |is_shown| on_change.run((key, is_shown))
            />
        }
    });
    view! {
        <details class="columns-menu">
            <summary class="button small">{office_texts().columns}</summary>
            <div class="columns-list">{boxes.collect_view()}</div>
        </details>
    }
    .into_any()
}

/// The columns of an address among all: those named there, or the usual ones. The first column always stands.
pub(crate) fn columns_of(text: &str, all: &[TableColumn], usual: &[&str]) -> Vec<&'static str> {
    let named: Vec<&str> = text.split('.').filter(|key| !key.is_empty()).collect();
    let wanted = if named.is_empty() { usual } else { &named };
    let mut columns = all.iter().enumerate();
    let mut shown = Vec::new();
    for (place, column) in &mut columns {
        if place == 0 || wanted.contains(&column.key) {
            shown.push(column.key);
        }
    }
    shown
}

/// The columns as they stand in an address; nothing for the usual ones.
pub(crate) fn columns_value(shown: &[&str], all: &[TableColumn], usual: &[&str]) -> String {
    if columns_of("", all, usual) == shown {
        return String::new();
    }
    shown.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_read_themselves_back() {
        let column = |key| TableColumn {
            key,
            label: "",
            width: "auto",
            is_sortable: true,
        };
        let all = ["emne", "sted", "frist"].map(column);
        let usual = ["emne", "frist"];
        for text in ["", "emne.sted", "emne"] {
            let shown = columns_of(text, &all, &usual);
            assert_eq!(columns_value(&shown, &all, &usual), text);
        }
        assert_eq!(columns_of("frist", &all, &usual), ["emne", "frist"]);
        assert_eq!(columns_of("ukendt", &all, &usual), ["emne"]);
    }
}
