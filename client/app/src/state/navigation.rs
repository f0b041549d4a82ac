//! Navigation within the app: the location, links to other pages, and the way back.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::Location as RouterLocation;
use std::cell::{Cell, OnceCell};

use super::platform;

/// A location in the app.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Location {
    /// `/sag/0198…`
    pub(crate) path: String,
    /// `ny=area`, or nothing.
    query: String,
}

impl Location {
    /// The value of a name in the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

/// Navigation on top of the router of Leptos.
pub(crate) struct Navigation {
    router: OnceCell<Router>,
    /// Number of pages that the person has been to since the app was opened.
    steps: Cell<u32>,
}

/// Navigates to a path.
type Navigate = Box<dyn Fn(&str, NavigateOptions)>;

struct Router {
    location: RouterLocation,
    navigate: Navigate,
}

impl Navigation {
    /// Navigation without a router.
    pub(super) fn new() -> Self {
        Self {
            router: OnceCell::new(),
            steps: Cell::new(0),
        }
    }

    /// Connects navigation with the router around the calling component.
    pub(crate) fn connect(&'static self) {
        let location = use_location();
        let pathname = location.pathname;
        Effect::new(move |before: Option<String>| {
            let path = pathname.get();
            if before.is_some_and(|before| before != path) {
                self.steps.set(self.steps.get() + 1);
            }
            path
        });
        let navigate = Box::new(use_navigate());
        // The app has one router.
        let _ = self.router.set(Router { location, navigate });
    }

    /// The present location. Follows changes.
    pub(crate) fn location(&self) -> Location {
        self.router.get().map_or_else(shown, |router| Location {
            path: router.location.pathname.get(),
            query: router.location.search.get(),
        })
    }

    /// Goes to a page.
    pub(crate) fn go(&'static self, path: &str) {
        self.navigate(path, false);
    }

    /// Goes to a page that takes the place of the present one in the history.
    pub(crate) fn go_instead(&'static self, path: &str) {
        self.navigate(path, true);
    }

    /// Goes back to the page before; to Hjem when the app was opened at the present page.
    pub(crate) fn back(&'static self) {
        self.back_or("/");
    }

    /// Goes back to the page before; to the page given when the app was opened at the present page.
    pub(crate) fn back_or(&'static self, otherwise: &str) {
        match window().history() {
            Ok(history) if self.steps.get() > 0 => drop(history.back()),
            _ => self.go_instead(otherwise),
        }
    }

    /// The code behind the `#` of the enrolment page, taken out of the address so that it stays in no history. Follows
    /// changes.
    pub(crate) fn take_code(&'static self) -> Option<String> {
        let router = self.router.get()?;
        let code = router.location.hash.get();
        let code = code.strip_prefix('#').filter(|code| !code.is_empty())?;
        let path = router.location.pathname.get_untracked();
        (path == "/enrol").then(|| {
            self.go_instead(&path);
            code.to_owned()
        })
    }

    /// Whether the page has a code behind its `#`. Follows changes.
    pub(crate) fn has_code(&self) -> bool {
        self.router
            .get()
            .is_some_and(|router| router.location.hash.read().len() > 1)
    }

    fn navigate(&'static self, path: &str, replace: bool) {
        let Some(router) = self.router.get() else { return };
        let pathname = router.location.pathname.get_untracked();
        if shown().path != pathname {
            // The router enters the page of a link into the history once the page is drawn. Only then can another page
            // take its place there.
            let path = path.to_owned();
            return platform::after(0, move || self.navigate(&path, replace));
        }
        let options = NavigateOptions {
            replace,
            ..NavigateOptions::default()
        };
        (router.navigate)(path, options);
    }
}

/// The location in the address bar.
fn shown() -> Location {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    Location {
        path: location.pathname().unwrap_or_default(),
        query: query.strip_prefix('?').unwrap_or_default().to_owned(),
    }
}
