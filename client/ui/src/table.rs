//! Tables: headings that sort, and how many rows are shown.

use leptos::prelude::*;

/// The column that rows are sorted by, and the direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sorting {
    /// Key of the column.
    pub column: String,
    /// Whether the last comes first.
    pub is_descending: bool,
}

impl Sorting {
    /// The sorting after a press on the heading of a column: by that column, or the other way round.
    #[must_use]
    pub fn pressed(&self, column: &str) -> Self {
        Self {
            column: column.to_owned(),
            is_descending: self.column == column && !self.is_descending,
        }
    }
}

/// A heading of a column with a button that sorts by it.
#[component]
pub fn SortHeading(
    /// Key of the column.
    column: &'static str,
    /// Heading.
    #[prop(into)]
    label: String,
    /// The sorting of the table.
    #[prop(into)]
    sorting: Signal<Sorting>,
    /// Called with the sorting that a person asks for.
    #[prop(into)]
    on_sort: Callback<Sorting>,
) -> impl IntoView {
    let direction = move || {
        let sorting = sorting.read();
        match (sorting.column == column, sorting.is_descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    };
    view! {
        <th scope="col" aria-sort=direction>
            <button type="button" class="sort" on:click=move |_| on_sort.run(sorting.get_untracked().pressed(column))>
                {label}
            </button>
        </th>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::Sorting;

    #[test]
    fn a_second_press_turns_the_order_round() {
        let first = Sorting::default().pressed("name");
        assert_eq!((first.column.as_str(), first.is_descending), ("name", false));
        assert!(first.pressed("name").is_descending);
        assert!(!first.pressed("name").pressed("name").is_descending);
        assert!(!first.pressed("name").pressed("number").is_descending);
    }
}
