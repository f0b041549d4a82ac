//! The sheet of effects: evictions and avoided evictions of a year, the reckoning of what was saved, and the solved share
//! of inquiries.

use feltbog_shared::office::counselling::{
    EffectAction, EffectRow, EffectSheet, InquiryFigures, MOST_EVICTION_COST,
};
use feltbog_ui::form::{LineField, SelectField};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::address::{ListAddress, ListQuery, value};
use crate::components::figures::{FigureCard, published, tenths, whole};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::counselling_texts::counselling_texts;
use crate::state::{Notice, use_office};

/// The organisation and year in the address.
#[derive(Clone, Debug, Default, PartialEq)]
struct EffectAddress {
    organisation: String,
    year: String,
}

impl ListQuery for EffectAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            organisation: value(parameters, "organisation"),
            year: value(parameters, "aar"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("organisation", self.organisation.clone()),
            ("aar", self.year.clone()),
        ]
    }
}

/// The sheet of an organisation in a year.
#[component]
pub(crate) fn EffectPage() -> impl IntoView {
    let office = use_office();
    let address = ListAddress::<EffectAddress>::of_page();
    provide_context(address);
    let answer = LocalResource::new(move || {
        office.revision.track();
        let query = address.query.get();
        async move { office.api().effect(&query.organisation, &query.year).await }
    });
    view! {
        <Page title=counselling_texts().effect actions=|| view! { <PrintButton/> }>
            <p>{counselling_texts().effect_lead}</p>
            <Loaded answer children=|sheet| view! { <SheetContent sheet/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn SheetContent(sheet: EffectSheet) -> impl IntoView {
    let address: ListAddress<EffectAddress> = expect_context();
    let years = sheet
        .years
        .iter()
        .map(|year| (year.to_string(), year.to_string()));
    let years: Vec<_> = years.collect();
    let cost = sheet.may_set.then(|| view! { <CostForm sheet=sheet.clone()/> });
    let title = [sheet.name.as_str(), ", ", &sheet.year.to_string()].concat();
    view! {
        <div class="filters no-print">
            <SelectField
                id="effect-organisation"
                label=counselling_texts().organisation
                offers=sheet.organisations.clone()
                value=Signal::stored(sheet.organisation.clone())
                on_choose=move |id: String| address.change(|query| query.organisation = id)
            />
            <SelectField
                id="effect-year"
                label=counselling_texts().year
                offers=years
                value=Signal::stored(sheet.year.to_string())
                on_choose=move |year: String| address.change(|query| query.year = year)
            />
        </div>
        <p>
            <strong>{title}</strong>
        </p>
        <EffectCards total=sheet.total.clone() cost=sheet.eviction_cost/>
        <Formula sheet=sheet.clone()/>
        {cost}
        <EffectTable total=sheet.total rows=sheet.rows cost=sheet.eviction_cost/>
        <InquiryCards figures=sheet.inquiries/>
        <p class="hint">{counselling_texts().hidden_hint}</p>
    }
    .into_any()
}

/// An amount in kroner; a dash where it is not told.
fn kroner(amount: Option<u64>) -> String {
    amount.map_or_else(
        || "–".to_owned(),
        |amount| counselling_texts().kroner.with(&[&whole(amount)]),
    )
}

/// Evictions for each 1,000 dwellings; a dash where they are not told.
fn per_thousand(row: &EffectRow) -> String {
    row.evictions_per_10_000().map_or_else(|| "–".to_owned(), tenths)
}

/// The measure of a line in words.
fn action(row: &EffectRow) -> &'static str {
    let action = row.action();
    let place = EffectAction::ALL.iter().position(|one| *one == action);
    place
        .and_then(|place| counselling_texts().effect_action.get(place).copied())
        .unwrap_or_default()
}

#[component]
fn EffectCards(total: EffectRow, cost: u64) -> impl IntoView {
    view! {
        <dl class="figures">
            <FigureCard label=counselling_texts().contacts number=published(total.contacts)/>
            <FigureCard label=counselling_texts().evictions number=published(total.evictions)/>
            <FigureCard label=counselling_texts().evictions_per_thousand number=per_thousand(&total)/>
            <FigureCard
                label=counselling_texts().avoided
                number=published(total.avoided)
                remark=counselling_texts().avoided_hint
            />
            <FigureCard label=counselling_texts().saving number=kroner(total.saving(cost))/>
        </dl>
    }
    .into_any()
}

/// The reckoning in words: by the cost that is reckoned with, and as CFBU expects it.
#[component]
fn Formula(sheet: EffectSheet) -> impl IntoView {
    let (total, cost) = (&sheet.total, sheet.eviction_cost);
    let own = match (total.avoided.number(), total.saving(cost)) {
        (Some(avoided), Some(saving)) => {
            counselling_texts()
                .formula_own
                .with(&[&whole(avoided), &whole(cost), &whole(saving)])
        }
        _ => counselling_texts().formula_hidden.to_owned(),
    };
    let source = match sheet.is_own_cost {
        true => counselling_texts().cost_is_own,
        false => counselling_texts().cost_by_cfbu,
    };
    let expected = counselling_texts()
        .formula_expected
        .with(&[&whole(total.dwellings), &whole(total.expected_saving())]);
    view! {
        <section class="section">
            <h2>{counselling_texts().formula}</h2>
            <p>{own} " (" {source} ")"</p>
            <p>{expected}</p>
        </section>
    }
    .into_any()
}

/// The cost that a person typed; nothing in it for the cost by CFBU.
fn typed_cost(text: &str) -> Option<Option<u64>> {
    let digits: String = text
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '.')
        .collect();
    if digits.is_empty() {
        return Some(None);
    }
    let cost = digits.parse().ok()?;
    (1..=MOST_EVICTION_COST).contains(&cost).then_some(Some(cost))
}

/// The form for the organisation's own cost of an eviction.
#[component]
fn CostForm(sheet: EffectSheet) -> impl IntoView {
    let office = use_office();
    let typed = RwSignal::new(match sheet.is_own_cost {
        true => sheet.eviction_cost.to_string(),
        false => String::new(),
    });
    let problem = RwSignal::new(String::new());
    let submission = Submission::new();
    let organisation = sheet.organisation;
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(cost) = typed_cost(&typed.read_untracked()) else {
            problem.set(counselling_texts().cost_wanted.to_owned());
            return;
        };
        problem.set(String::new());
        let organisation = organisation.clone();
        submission.run(
            async move { office.api().set_eviction_cost(&organisation, cost).await },
            move |()| {
                office.changed(Notice {
                    text: counselling_texts().cost_saved.to_owned(),
                    undo: None,
                });
            },
        );
    };
    view! {
        <form class="group no-print" novalidate=true on:submit=send>
            <LineField
                id="effect-cost"
                label=counselling_texts().cost
                hint=counselling_texts().cost_hint
                keyboard=Some("numeric")
                value=typed
                problem
                on_input=move |text| typed.set(text)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=counselling_texts().save_cost submission/>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn EffectTable(total: EffectRow, rows: Vec<EffectRow>, cost: u64) -> impl IntoView {
    let total = EffectRow {
        department: None,
        name: counselling_texts().whole_organisation.to_owned(),
        ..total
    };
    let rows = std::iter::once(total).chain(rows).map(|row| {
        view! {
            <tr>
                <th scope="row">{row.name.clone()}</th>
                <td class="numeric">{whole(row.dwellings)}</td>
                <td class="numeric">{published(row.contacts)}</td>
                <td class="numeric">{published(row.evictions)}</td>
                <td class="numeric">{per_thousand(&row)}</td>
                <td class="numeric">{published(row.avoided)}</td>
                <td class="numeric">{kroner(row.saving(cost))}</td>
                <td class="wide">{action(&row)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=counselling_texts().departments>
            <table class="data">
                <caption>{counselling_texts().departments}</caption>
                <thead>
                    <tr>
                        <th scope="col">{counselling_texts().department}</th>
                        <th scope="col" class="numeric">{counselling_texts().dwellings}</th>
                        <th scope="col" class="numeric">{counselling_texts().contacts}</th>
                        <th scope="col" class="numeric">{counselling_texts().evictions}</th>
                        <th scope="col" class="numeric">{counselling_texts().evictions_per_thousand}</th>
                        <th scope="col" class="numeric">{counselling_texts().avoided}</th>
                        <th scope="col" class="numeric">{counselling_texts().saving}</th>
                        <th scope="col">{counselling_texts().effect_action_heading}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

/// The inquiries that ended, with the solved share.
#[component]
fn InquiryCards(figures: InquiryFigures) -> impl IntoView {
    let share = figures
        .solved_percent()
        .map_or_else(|| "–".to_owned(), |percent| [&percent.to_string(), " %"].concat());
    view! {
        <section class="section">
            <h2>{counselling_texts().inquiry_figures}</h2>
            <dl class="figures">
                <FigureCard label=counselling_texts().ended number=published(figures.ended)/>
                <FigureCard
                    label=counselling_texts().solved_share
                    number=share
                    remark=published(figures.solved)
                />
                <FigureCard label=counselling_texts().referred number=published(figures.referred)/>
                <FigureCard label=counselling_texts().unsolved number=published(figures.unsolved)/>
            </dl>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::typed_cost;

    #[test]
    fn a_cost_is_read_as_people_write_it() {
        assert_eq!(typed_cost(" 61.500 "), Some(Some(61_500)));
        assert_eq!(typed_cost("61 500"), Some(Some(61_500)));
        assert_eq!(typed_cost("  "), Some(None));
        for text in ["0", "-5", "1,5", "meget", "99999999999999999999"] {
            assert_eq!(typed_cost(text), None, "{text}");
        }
    }
}
