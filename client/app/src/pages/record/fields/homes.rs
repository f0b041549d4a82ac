//! All homes of a department to choose from: those of the office's list, and those that are written in records.

use feltbog_shared::id::DepartmentId;
use leptos::prelude::*;

use super::field_id;
use crate::handle::Handle;
use crate::pages::record::form::Form;
use crate::state::engine::Engine;
use feltbog_presentation::homes::{KnownHome, homes_of, known_homes, stairwells};
use feltbog_presentation::texts::page_texts;
use feltbog_ui::choice::{ChoiceField, Offer};

/// Stairwells, and the homes of the one that is chosen. Nothing where no home is known.
#[component]
pub(super) fn HomeChooser(
    form: Form,
    name: &'static str,
    homes: Memo<Vec<KnownHome>>,
    /// Whether any home is known.
    is_any: Memo<bool>,
    /// The home that is written now.
    chosen: Memo<String>,
    /// Called with the home that a person chose.
    on_choose: Callback<String>,
) -> impl IntoView {
    // Homes are looked through when somebody asks for the list.
    let is_open = RwSignal::new(false);
    view! {
        <Show when=move || is_any.get()>
            <details class="folded home-chooser" on:toggle=move |_| is_open.set(true)>
                <summary>{page_texts().homes_choose}</summary>
                <Show when=move || is_open.get()>
                    <ByStairwell form name homes chosen on_choose/>
                </Show>
            </details>
        </Show>
    }
    .into_any()
}

#[component]
fn ByStairwell(
    form: Form,
    name: &'static str,
    homes: Memo<Vec<KnownHome>>,
    chosen: Memo<String>,
    on_choose: Callback<String>,
) -> impl IntoView {
    let offers = Memo::new(move |_| {
        let stairwells = stairwells(&homes.read()).into_iter();
        stairwells
            .map(|stairwell| (stairwell.key, stairwell.name))
            .collect::<Vec<Offer>>()
    });
    let stairwell = RwSignal::new(String::new());
    let doors = Memo::new(move |_| {
        let homes = homes.read();
        let doors = homes_of(&homes, &stairwell.read()).into_iter();
        doors
            .map(|(home, door)| (home.to_owned(), door.to_owned()))
            .collect::<Vec<Offer>>()
    });
    view! {
        <ChoiceField
            legend=page_texts().homes_stairwell
            name=[&field_id(form, name), "-stairwell"].concat()
            offers
            value=stairwell
            on_choose=move |key: String| stairwell.set(key)
        />
        <Show when=move || !doors.read().is_empty()>
            <ChoiceField
                legend=page_texts().homes_door
                name=[&field_id(form, name), "-door"].concat()
                offers=doors
                value=chosen
                on_choose
            />
        </Show>
    }
    .into_any()
}

/// Whether the office's list has homes of a department. Follows it.
pub(super) fn are_listed(engine: Handle<Engine>, department: DepartmentId) -> bool {
    engine.homes.with(|departments| {
        let mut departments = departments.iter();
        departments.any(|one| one.department == department && !one.homes.is_empty())
    })
}

/// Homes of a department: those of the office's list, and those that are written in records. Follows the list.
pub(super) fn all_homes(
    engine: Handle<Engine>,
    department: DepartmentId,
    written: &[String],
) -> Vec<KnownHome> {
    let departments = engine.homes.get();
    let listed = departments.iter().filter(|one| one.department == department);
    let listed = listed.flat_map(|one| &one.homes).map(String::as_str);
    known_homes(listed, written.iter().map(String::as_str))
}
