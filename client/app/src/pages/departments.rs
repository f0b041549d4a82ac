//! Choosing the department to work in.

use leptos::prelude::*;

use super::page::Page;
use crate::contexts::{use_identity, use_navigation, use_settings};
use crate::state::access::granted;
use feltbog_presentation::texts::texts;
use feltbog_shared::wire::Department;
use feltbog_ui::icon::{Icon, SvgIcon};

/// The departments granted.
#[component]
pub fn DepartmentsPage() -> impl IntoView {
    let identity = use_identity();
    let departments = Memo::new(move |_| {
        identity
            .session()
            .map(|session| granted(&session))
            .unwrap_or_default()
    });
    view! {
        <Page title=texts().choose_department>
            <Show
                when=move || departments.with(|departments| !departments.is_empty())
                fallback=|| view! { <p class="none">{texts().no_departments}</p> }
            >
                <ul class="cards">
                    <For
                        each=move || departments.get()
                        key=|department| (department.id, department.name.clone())
                        children=|department| view! { <DepartmentRow department/> }
                    />
                </ul>
            </Show>
        </Page>
    }
    .into_any()
}

/// A department to choose. The row stays while the choice is read, so that no tap falls between two of them.
#[component]
fn DepartmentRow(department: Department) -> impl IntoView {
    let id = department.id;
    let (identity, navigation, settings) = (use_identity(), use_navigation(), use_settings());
    let is_chosen = move || identity.access().is_some_and(|access| access.department.id == id);
    let work_there = move |_| settings.set_department(id, move || navigation.go("/"));
    view! {
        <li>
            <button
                type="button"
                class="card"
                aria-current=move || is_chosen().then_some("true")
                on:click=work_there
            >
                <SvgIcon icon=Icon::Houses/>
                <span class="card-text">
                    <span class="card-title">{department.name}</span>
                </span>
                {move || {
                    let icon = if is_chosen() { Icon::Check } else { Icon::Forward };
                    view! { <SvgIcon icon/> }
                }}
            </button>
        </li>
    }
}
