//! Choosing the department to work in.

use leptos::prelude::*;

use super::page::Page;
use crate::state::access::{app, granted};
use feltbog_presentation::texts::t;
use feltbog_shared::wire::Department;
use feltbog_ui::icon::{Icon, SvgIcon};

/// The departments granted.
#[component]
pub fn DepartmentsPage() -> impl IntoView {
    let departments = || {
        app()
            .session()
            .map(|session| granted(&session))
            .unwrap_or_default()
    };
    let rows = move || {
        let chosen = app().access().map(|access| access.department.id);
        let rows = departments().into_iter().map(|department| {
            let is_chosen = chosen == Some(department.id);
            view! { <DepartmentRow department is_chosen/> }
        });
        rows.collect_view()
    };
    view! {
        <Page title=t().choose_department>
            <Show
                when=move || !departments().is_empty()
                fallback=|| view! { <p class="none">{t().no_departments}</p> }
            >
                <ul class="cards">{rows}</ul>
            </Show>
        </Page>
    }
    .into_any()
}

#[component]
fn DepartmentRow(department: Department, is_chosen: bool) -> impl IntoView {
    let id = department.id;
    let work_there = move |_| app().settings.work_in(id, || app().route.go("/"));
    let mark = if is_chosen { Icon::Check } else { Icon::Forward };
    view! {
        <li>
            <button
                type="button"
                class="card"
                aria-current=is_chosen.then_some("true")
                on:click=work_there
            >
                <SvgIcon icon=Icon::Houses/>
                <span class="card-text">
                    <span class="card-title">{department.name}</span>
                </span>
                <SvgIcon icon=mark/>
            </button>
        </li>
    }
}
