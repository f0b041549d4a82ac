//! A page: its heading takes the focus when the page is opened, so that those who listen hear where they are.

use crate::contexts::use_navigation;
use feltbog_presentation::texts::texts;
use feltbog_ui::icon::{Icon, SvgIcon};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A page with its heading. The heading takes the focus when the page is opened, so that screen readers say where the
/// person is.
#[component]
pub(crate) fn Page(
    /// Heading, and the title of the document.
    #[prop(into)]
    title: Signal<String>,
    /// Whether a button before the heading leads back.
    #[prop(optional)]
    has_way_back: bool,
    /// Line below the heading, which stays in sight with it while the page scrolls.
    #[prop(optional, into)]
    below_heading: ViewFn,
    /// Link beside the heading.
    #[prop(optional, into)]
    beside_heading: ViewFn,
    /// Content of the page.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    Effect::new(move |_| {
        let title = [&*title.read(), " \u{2013} ", texts().brand].concat();
        // A page that is drawn to warm the app up is gone by now.
        if heading.get().is_some_and(|heading| heading.is_connected()) {
            document().set_title(&title);
        }
    });
    heading.on_load(|heading| {
        if let Ok(Some(main)) = document().query_selector("main") {
            main.set_scroll_top(0);
        }
        // A heading that cannot take the focus is shown all the same.
        let _ = heading.focus();
    });
    view! {
        <div class="page">
            <div class="page-head">
                {has_way_back.then(|| view! { <BackButton/> })}
                <div class="page-title">
                    <h1 node_ref=heading tabindex="-1">{title}</h1>
                    {below_heading.run()}
                </div>
                {beside_heading.run()}
                <HelpLink class="head-link page-help"/>
            </div>
            {children()}
        </div>
    }
    .into_any()
}

/// The page of a path that leads nowhere.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <Page title=texts().page_missing>
            <a class="button primary" href="/">{texts().to_home}</a>
        </Page>
    }
}

/// A parameter of the route in the path, as it stands there.
pub(crate) fn parameter(name: &'static str) -> Memo<String> {
    let parameters = use_params_map();
    Memo::new(move |_| parameters.read().get(name).unwrap_or_default())
}

/// The button that leads back.
#[component]
pub(crate) fn BackButton() -> impl IntoView {
    let navigation = use_navigation();
    view! {
        <button type="button" class="back" aria-label=texts().back on:click=move |_| navigation.back()>
            <SvgIcon icon=Icon::Back/>
        </button>
    }
}

/// The link to help about the page the person is on.
#[component]
pub(crate) fn HelpLink(class: &'static str) -> impl IntoView {
    let navigation = use_navigation();
    let go = move |event: web_sys::MouseEvent| {
        // About the page the person is on; help itself leads to its subject already.
        event.prevent_default();
        let here = untrack(|| navigation.location());
        let kind = here.query("ny").unwrap_or_default();
        navigation.go(&["/hjaelp?fra=", &here.path, "&ny=", kind].concat());
    };
    view! {
        <a class=class href="/hjaelp" aria-label=texts().help on:click=go>
            <SvgIcon icon=Icon::Help/>
        </a>
    }
}
