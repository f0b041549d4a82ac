//! Search, filters and sorting of lists as they stand in the address.

use feltbog_ui::table::Sorting;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

/// A query of a list: it reads itself from the address, and writes itself there.
pub(crate) trait ListQuery: Clone + PartialEq + Send + Sync + 'static {
    /// The query of an address; what cannot be read stands for nothing.
    fn from_address(parameters: &ParamsMap) -> Self;

    /// Names and values; an empty value is left out.
    fn pairs(&self) -> Vec<(&'static str, String)>;
}

/// The query of the present address, and how to change it.
pub(crate) struct ListAddress<Q: ListQuery> {
    /// The query.
    pub(crate) query: Memo<Q>,
    go: Callback<Q>,
}

impl<Q: ListQuery> Clone for ListAddress<Q> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q: ListQuery> Copy for ListAddress<Q> {}

impl<Q: ListQuery> ListAddress<Q> {
    /// The query of the address of the present page. To be called while a page is made.
    pub(crate) fn of_page() -> Self {
        let parameters = use_query_map();
        let query = Memo::new(move |_| parameters.with(Q::from_address));
        let (navigate, location) = (use_navigate(), use_location());
        let go = Callback::new(move |query: Q| {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            let path = location.pathname.get_untracked();
            navigate(&[path.as_str(), &query_string(&query)].concat(), options);
        });
        Self { query, go }
    }

    /// Changes the query; the new address takes the place of the present one.
    pub(crate) fn change(self, change: impl FnOnce(&mut Q)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        if query != self.query.get_untracked() {
            self.go.run(query);
        }
    }
}

/// A query as it stands in an address: `?navn=…&rolle=…`, or nothing.
fn query_string<Q: ListQuery>(query: &Q) -> String {
    let mut text = String::new();
    for (name, value) in query.pairs().into_iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.push_str(&escaped(&value));
    }
    text
}

/// A text for an address: what is no letter or digit of ASCII as `%XX`.
pub(crate) fn escaped(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            for digit in [byte >> 4, byte & 15] {
                escaped.push(char::from(DIGITS[usize::from(digit)]));
            }
        }
    }
    escaped
}

/// The value of a name in the address, or nothing.
pub(crate) fn value(parameters: &ParamsMap, name: &str) -> String {
    parameters.get(name).unwrap_or_default()
}

/// The sorting of a text in the address: `navn` or `-navn`.
pub(crate) fn sorting(text: &str, columns: &[&str]) -> Sorting {
    let (column, is_descending) = match text.strip_prefix('-') {
        Some(column) => (column, true),
        None => (text, false),
    };
    if columns.contains(&column) {
        return Sorting {
            column: column.to_owned(),
            is_descending,
        };
    }
    Sorting {
        column: columns.first().copied().unwrap_or_default().to_owned(),
        is_descending: false,
    }
}

/// The sorting as it stands in the address; nothing for the one that is usual.
pub(crate) fn sorting_value(sorting: &Sorting, columns: &[&str]) -> String {
    let is_usual = columns.first() == Some(&sorting.column.as_str());
    match sorting.is_descending {
        false if is_usual => String::new(),
        false => sorting.column.clone(),
        true => ["-", &sorting.column].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_byte_for_byte() {
        assert_eq!(escaped("Skov & sø 2"), "Skov%20%26%20s%C3%B8%202");
        assert_eq!(escaped("a-b_c.d~"), "a-b_c.d~");
    }

    #[test]
    fn a_sorting_reads_itself_back() {
        const COLUMNS: [&str; 2] = ["nummer", "navn"];
        for text in ["", "navn", "-navn", "-nummer"] {
            assert_eq!(sorting_value(&sorting(text, &COLUMNS), &COLUMNS), text);
        }
        assert_eq!(sorting("ukendt", &COLUMNS).column, "nummer");
    }
}
