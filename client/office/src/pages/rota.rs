//! The rota of a department's inbox: the person who watches it, holidays included.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::{Rota, RotaTurn};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{CheckField, LineField, SelectField};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::address::{ListAddress, ListQuery, value};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::{today, use_desk};
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The department of the rota.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RotaAddress {
    department: String,
}

impl ListQuery for RotaAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            department: value(parameters, "afdeling"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![("afdeling", self.department.clone())]
    }
}

/// The page of the rota.
#[component]
pub(crate) fn RotaPage() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let address = ListAddress::<RotaAddress>::of_page();
    let departments = Signal::derive(move || {
        let all = desk.departments().into_iter();
        let all = all.filter(|department| !department.reads.is_empty());
        all.map(|department| (department.id.to_string(), department.name))
            .collect::<Vec<Offer>>()
    });
    let department = Memo::new(move |_| {
        let chosen = address.query.read().department.clone();
        match chosen.is_empty() {
            true => departments
                .get()
                .first()
                .map(|(id, _)| id.clone())
                .unwrap_or_default(),
            false => chosen,
        }
    });
    let content = move || {
        let department: DepartmentId = department.get().parse().ok()?;
        let rota = LocalResource::new(move || {
            office.revision.track();
            async move { office.api().rota(department).await }
        });
        Some(view! { <Loaded answer=rota children=|rota| view! { <RotaForm rota/> }/> })
    };
    view! {
        <Page title=office_texts().rota_title>
            <p class="hint">{office_texts().rota_hint}</p>
            <div class="filters">
                <SelectField
                    id="rota-department"
                    label=office_texts().department
                    offers=departments
                    value=department
                    on_choose=move |id| address.change(|query| query.department = id)
                />
            </div>
            {content}
        </Page>
    }
    .into_any()
}

#[component]
fn RotaForm(rota: Rota) -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let department = rota.department;
    let today_line = match &rota.today {
        Some(name) => office_texts().rota_today.with(&[&name.name]),
        None => office_texts().rota_nobody_today.to_owned(),
    };
    let gaps = match rota.gaps.is_empty() {
        // A rota without a turn has no gaps, and nobody on duty either.
        true if rota.turns.is_empty() => ().into_any(),
        true => view! { <p>{office_texts().rota_no_gaps}</p> }.into_any(),
        false => {
            let gap = |range: (Day, Day)| view! { <li>{range_in_words(range)}</li> };
            view! {
                <h2>{office_texts().rota_gaps}</h2>
                <ul class="gaps">{ranges(&rota.gaps).into_iter().map(gap).collect_view()}</ul>
            }
            .into_any()
        }
    };
    let turns = RwSignal::new(rota.turns.clone());
    let version = rota.version;
    let submission = Submission::new();
    let problem = RwSignal::new("");
    let save = move |_| {
        let turns = turns.get_untracked();
        if let Some(sentence) = problem_of(&turns) {
            problem.set(sentence);
            return;
        }
        problem.set("");
        let rota = Rota {
            department,
            version,
            turns,
            today: None,
            gaps: Vec::new(),
        };
        submission.run(async move { office.api().save_rota(&rota).await }, move |_| {
            let text = office_texts().rota_saved.to_owned();
            office.changed(Notice { text, undo: None });
        });
    };
    let add = move |_| {
        let from = today().to_string();
        let to = today().plus_days(6).to_string();
        let person = desk.person();
        turns.update(|turns| {
            turns.extend(person.map(|person| RotaTurn {
                person,
                name: String::new(),
                from,
                to,
                is_cover: false,
            }));
        });
    };
    let people: Vec<Offer> = untrack(|| desk.colleagues(department))
        .into_iter()
        .map(|person| (person.id.to_string(), person.name))
        .collect();
    let rows = move || {
        let count = turns.read().len();
        if count == 0 {
            return view! { <p class="hint">{office_texts().rota_none}</p> }.into_any();
        }
        let row = |place| view! { <TurnRow turns place people=people.clone()/> };
        (0..count).map(row).collect_view().into_any()
    };
    view! {
        <p class="state-now">{today_line}</p>
        {gaps}
        <div class="turns">{rows}</div>
        <p class="problem" role="alert">{problem}</p>
        <SubmissionProblem submission/>
        <div class="buttons">
            <button type="button" class="button small" on:click=add>{office_texts().rota_add}</button>
            <button type="button" class="button primary" on:click=save>{office_texts().rota_save}</button>
        </div>
    }
    .into_any()
}

#[component]
fn TurnRow(turns: RwSignal<Vec<RotaTurn>>, place: usize, people: Vec<Offer>) -> impl IntoView {
    let Some(first) = turns.with_untracked(|turns| turns.get(place).cloned()) else {
        return ().into_any();
    };
    let mut people = people;
    let own = first.person.to_string();
    if !people.iter().any(|(id, _)| *id == own) {
        people.push((own, first.name.clone()));
    }
    let turn = RwSignal::new(first);
    let change = Callback::new(move |changed: RotaTurn| {
        turn.set(changed.clone());
        // The other rows stand as they are: only the number of turns draws them anew.
        turns.maybe_update(|turns| {
            if let Some(turn) = turns.get_mut(place) {
                *turn = changed;
            }
            false
        });
    });
    let id = |name: &str| ["turn-", &place.to_string(), "-", name].concat();
    view! {
        <div class="form-row">
            <SelectField
                id=id("person")
                label=office_texts().rota_person
                offers=people
                value=Signal::derive(move || turn.read().person.to_string())
                on_choose=move |id: String| {
                    if let Ok(person) = id.parse() {
                        change.run(RotaTurn { person, ..turn.get_untracked() });
                    }
                }
            />
            <LineField
                id=id("from")
                label=office_texts().rota_from
                kind="date"
                value=Signal::derive(move || turn.read().from.clone())
                on_input=move |from| change.run(RotaTurn { from, ..turn.get_untracked() })
            />
            <LineField
                id=id("to")
                label=office_texts().rota_to
                kind="date"
                value=Signal::derive(move || turn.read().to.clone())
                on_input=move |to| change.run(RotaTurn { to, ..turn.get_untracked() })
            />
            <CheckField
                id=id("cover")
                label=office_texts().rota_cover
                value=Signal::derive(move || turn.read().is_cover)
                on_change=move |is_cover| change.run(RotaTurn { is_cover, ..turn.get_untracked() })
            />
            <button
                type="button"
                class="button small"
                on:click=move |_| {
                    turns.update(|turns| {
                        if place < turns.len() {
                            turns.remove(place);
                        }
                    });
                }
            >
                {office_texts().rota_remove}
            </button>
        </div>
    }
    .into_any()
}

/// The reason why turns cannot be saved; nothing when they can.
fn problem_of(turns: &[RotaTurn]) -> Option<&'static str> {
    let is_out_of_order = |turn: &RotaTurn| match (Day::parse(&turn.from), Day::parse(&turn.to)) {
        (Some(from), Some(to)) => to < from,
        _ => true,
    };
    turns
        .iter()
        .any(is_out_of_order)
        .then_some(office_texts().rota_day_order)
}

/// Days one after the other as ranges.
fn ranges(days: &[String]) -> Vec<(Day, Day)> {
    let mut ranges: Vec<(Day, Day)> = Vec::new();
    for day in days.iter().filter_map(|day| Day::parse(day)) {
        match ranges.last_mut() {
            Some((_, last)) if last.plus_days(1) == day => *last = day,
            _ => ranges.push((day, day)),
        }
    }
    ranges
}

fn range_in_words((from, to): (Day, Day)) -> String {
    let word = |day| format::day(texts(), day, today());
    match from == to {
        true => word(from),
        false => texts().task_window.with(&[&word(from), &word(to)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::UserId;

    #[test]
    fn days_one_after_the_other_are_one_range() {
        let days = ["2026-11-30", "2026-12-01", "2026-12-03"].map(str::to_owned);
        let told: Vec<_> = ranges(&days)
            .into_iter()
            .map(|(from, to)| [from.to_string(), to.to_string()])
            .collect();
        assert_eq!(told, [["2026-11-30", "2026-12-01"], ["2026-12-03", "2026-12-03"]]);
    }

    #[test]
    fn a_turn_ends_after_it_begins() {
        let turn = |from: &str, to: &str| RotaTurn {
            person: UserId::from_bytes([1; 16]),
            name: String::new(),
            from: from.to_owned(),
            to: to.to_owned(),
            is_cover: false,
        };
        assert_eq!(problem_of(&[turn("2026-11-30", "2026-11-30")]), None);
        assert!(problem_of(&[turn("2026-11-30", "2026-11-29")]).is_some());
        assert!(problem_of(&[turn("", "2026-11-29")]).is_some());
    }
}
