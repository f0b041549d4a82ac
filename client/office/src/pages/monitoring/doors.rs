//! Rounds of doors of a department this year, by stairwell.

use feltbog_shared::office::monitoring::{DoorFigures, StairwellFigures};
use leptos::prelude::*;

use crate::components::figures::{published, whole};
use crate::components::scrollable_table::ScrollableTable;
use crate::monitoring_texts::monitoring_texts;

/// The rounds of a department; nothing for who may not count them.
#[component]
pub(super) fn DoorsSection(
    /// All of them together.
    all: Option<DoorFigures>,
    /// Each stairwell.
    stairwells: Option<Vec<StairwellFigures>>,
) -> impl IntoView {
    let texts = monitoring_texts();
    let (all, stairwells) = all.zip(stairwells)?;
    let content = match stairwells.is_empty() {
        true => view! { <p>{texts.doors_none}</p> }.into_any(),
        false => view! { <StairwellTable all stairwells/> }.into_any(),
    };
    Some(
        view! {
            <section class="section">
                <h3>{texts.doors}</h3>
                {content}
            </section>
        }
        .into_any(),
    )
}

/// The cells of the numbers.
fn numbers(figures: DoorFigures) -> impl IntoView {
    view! {
        <td class="numeric">{whole(figures.rounds)}</td>
        <td class="numeric">{whole(figures.doors)}</td>
        <td class="numeric">{published(figures.contacts)}</td>
        <td class="numeric">{published(figures.interviews)}</td>
    }
}

#[component]
fn StairwellTable(all: DoorFigures, stairwells: Vec<StairwellFigures>) -> impl IntoView {
    let texts = monitoring_texts();
    let rows = stairwells.into_iter().map(|one| {
        let name = match one.stairwell.as_str() {
            "" => texts.no_stairwell.to_owned(),
            name => name.to_owned(),
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                {numbers(one.figures)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <p class="hint">{texts.doors_hint}</p>
        <ScrollableTable label=texts.doors>
            <table class="data">
                <caption>{texts.doors}</caption>
                <thead>
                    <tr>
                        <th scope="col">{texts.stairwell}</th>
                        <th scope="col" class="numeric">{texts.rounds}</th>
                        <th scope="col" class="numeric">{texts.doors_knocked}</th>
                        <th scope="col" class="numeric">{texts.contacts}</th>
                        <th scope="col" class="numeric">{texts.interviews_at_doors}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows}
                    <tr>
                        <th scope="row">{texts.whole_department}</th>
                        {numbers(all)}
                    </tr>
                </tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}
