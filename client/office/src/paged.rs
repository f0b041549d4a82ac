//! Rows of a list that the server pages: the first page at once, the next ones as they come into sight.

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;

/// A page: its rows, the number of all rows, and the `after` of the next page.
pub(crate) type PageOf<T> = (Vec<T>, u64, Option<String>);
type Answer<T> = Pin<Box<dyn Future<Output = Result<PageOf<T>, ApiError>>>>;
type Fetch<T> = Arc<dyn Fn(String) -> Answer<T>>;

/// The rows of a list as far as they are known.
pub(crate) struct PagedRows<T: Clone + Send + Sync + 'static> {
    /// The rows, from the first one on.
    pub(crate) rows: RwSignal<Vec<T>>,
    /// The number of all rows.
    pub(crate) total: RwSignal<usize>,
    /// Whether the first page has come.
    pub(crate) is_known: RwSignal<bool>,
    /// The reason why a page did not come.
    pub(crate) error: RwSignal<Option<ApiError>>,
    next: RwSignal<Option<String>>,
    wanted: RwSignal<usize>,
    is_busy: RwSignal<bool>,
    /// The number of times that the list began anew; answers of an earlier time are passed over.
    epoch: StoredValue<u32>,
    fetch: StoredValue<Option<Fetch<T>>, LocalStorage>,
}

impl<T: Clone + Send + Sync + 'static> Clone for PagedRows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Copy for PagedRows<T> {}

impl<T: Clone + Send + Sync + 'static> PagedRows<T> {
    /// No rows.
    pub(crate) fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(0),
            is_known: RwSignal::new(false),
            error: RwSignal::new(None),
            next: RwSignal::new(None),
            wanted: RwSignal::new(0),
            is_busy: RwSignal::new(false),
            epoch: StoredValue::new(0),
            fetch: StoredValue::new_local(None),
        }
    }

    /// Begins the list anew with the pages that `fetch` answers for an `after`. The rows of before stand until the first
    /// page has come.
    pub(crate) fn begin<F>(self, fetch: impl Fn(String) -> F + 'static)
    where
        F: Future<Output = Result<PageOf<T>, ApiError>> + 'static,
    {
        let fetch: Fetch<T> = Arc::new(move |after| Box::pin(fetch(after)));
        self.fetch.set_value(Some(fetch));
        self.epoch.update_value(|epoch| *epoch += 1);
        self.is_busy.set(false);
        self.read(None);
    }

    /// Reads the first page again.
    pub(crate) fn read_again(self) {
        self.epoch.update_value(|epoch| *epoch += 1);
        self.is_busy.set(false);
        self.read(None);
    }

    /// Asks for the rows before `end`, as far as they are not known.
    pub(crate) fn want(self, end: usize) {
        self.wanted.set(end);
        self.go_on();
    }

    /// The row in a place. Follows changes.
    pub(crate) fn row(self, place: usize) -> Option<T> {
        self.rows.read().get(place).cloned()
    }

    fn go_on(self) {
        let is_lacking = self.rows.with_untracked(Vec::len) < self.wanted.get_untracked();
        if is_lacking
            && !self.is_busy.get_untracked()
            && self.error.with_untracked(Option::is_none)
            && let Some(next) = self.next.get_untracked()
        {
            self.read(Some(next));
        }
    }

    fn read(self, after: Option<String>) {
        let Some(fetch) = self.fetch.try_get_value().flatten() else {
            return;
        };
        let epoch = self.epoch.get_value();
        self.is_busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = fetch(after.clone().unwrap_or_default()).await;
            // The list may have begun anew meanwhile, or its page may have been left.
            if self.epoch.try_get_value() != Some(epoch) {
                return;
            }
            self.is_busy.set(false);
            match answer {
                Ok((rows, total, next)) => {
                    self.total.set(total as usize);
                    self.next.set(next.filter(|next| after.as_ref() != Some(next)));
                    match after {
                        None => self.rows.set(rows),
                        Some(_) => self.rows.update(|known| known.extend(rows)),
                    }
                    self.is_known.set(true);
                    self.go_on();
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}
