//! Choosing the department to work in.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::components::icon::Icon;
use crate::components::page::Page;
use crate::state::access::{app, granted};
use crate::view::texts::t;

/// The departments granted.
#[component]
pub(crate) fn Departments() -> impl IntoView {
    let app = app();
    let navigate = use_navigate();
    let departments = move || {
        let granted = app.session().map(|session| granted(&session)).unwrap_or_default();
        if granted.is_empty() {
            return view! { <p class="none">{t().no_departments}</p> }.into_any();
        }
        let chosen = app.access().map(|access| access.department.id);
        let items = granted
            .into_iter()
            .map(|department| {
                let navigate = navigate.clone();
                let choose = move |_| {
                    app.settings.work_in(department.id);
                    navigate("/", NavigateOptions::default());
                };
                let current = (chosen == Some(department.id)).then_some("true");
                view! {
                    <li>
                        <button type="button" class="card" aria-current=current on:click=choose>
                            {Icon::Houses.draw()}
                            <span class="card-text"><span class="card-title">{department.name}</span></span>
                            {if current.is_some() { Icon::Check.draw() } else { Icon::Forward.draw() }}
                        </button>
                    </li>
                }
                .into_any()
            })
            .collect::<Vec<_>>();
        view! { <ul class="cards">{items}</ul> }.into_any()
    };
    view! { <Page title=t().choose_department>{departments}</Page> }.into_any()
}
