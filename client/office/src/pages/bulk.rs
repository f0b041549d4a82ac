//! Changes to the people who are chosen in the table: a role for all, the end of a role, codes for phones. The effects are
//! shown before anything is changed.

use feltbog_shared::moment::Moment;
use feltbog_shared::office::{
    ChangeReport, DepartmentRecord, GrantChanges, GrantPlace, GrantRow, OfficePerson, PhoneCodesWanted,
};
use feltbog_shared::permission::Role;
use feltbog_ui::form::{ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::people_selection::{Selection, department_offers, role_offers};
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::periods::{GrantState, beginning_of, end_of, first_day, state_of};
use crate::state::{Notice, now, use_office, use_organisation};
use crate::texts::office_texts;

/// The change that is being prepared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Grant,
    End,
}

/// The key of the place that nobody has chosen yet.
pub(crate) const NO_PLACE: &str = "-";

/// Keys and names of the places of a grant: none at first, so that nobody gives a role everywhere by mistake.
pub(crate) fn place_offers(departments: &[DepartmentRecord]) -> Vec<(String, String)> {
    let mut places = vec![
        (NO_PLACE.to_owned(), office_texts().choose.to_owned()),
        (String::new(), office_texts().whole_organisation.to_owned()),
    ];
    places.extend(department_offers(departments));
    places
}

/// The place of a key in the list of places: empty for the whole organisation, otherwise a department's id.
pub(crate) fn place_of(key: &str, organisation: &str) -> Option<GrantPlace> {
    if key.is_empty() {
        return Some(GrantPlace::Organisation(organisation.to_owned()));
    }
    key.parse().ok().map(GrantPlace::Department)
}

/// The role of a key.
pub(crate) fn role_of(key: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.key() == key)
}

/// The grants of people in a role and place that end at a moment although they would hold longer.
fn ended(
    people: &[&OfficePerson],
    role: Role,
    place: &GrantPlace,
    until: Moment,
    now: Moment,
) -> Vec<GrantRow> {
    let grants = people.iter().flat_map(|person| &person.grants);
    let are_open = grants.filter(|grant| {
        grant.role == role
            && grant.place == *place
            && state_of(grant, now) != GrantState::Ended
            && grant.until.is_none_or(|known| known > until)
    });
    are_open
        .map(|grant| GrantRow {
            // A grant that has not begun never holds.
            until: Some(until.max(grant.from)),
            ..grant.clone()
        })
        .collect()
}

/// The bar above the table, while somebody is chosen.
#[component]
pub(crate) fn BulkBar() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let selection = expect_context::<Selection>();
    let task = RwSignal::new(None::<Task>);
    let count = move || selection.chosen.read().len();
    let is_nobody = move || count() == 0;
    let making = Submission::new();
    let make_codes = move |_| {
        let id = organisation.id.get_untracked();
        let wanted = PhoneCodesWanted {
            people: selection.chosen.get_untracked().into_iter().collect(),
            is_for_sheet: true,
        };
        making.run(
            async move { office.api().phone_codes(&id, &wanted).await },
            move |codes| drop(selection.codes.try_set(codes)),
        );
    };
    let begin =
        move |wanted: Task| move |_| task.update(|task| *task = (*task != Some(wanted)).then_some(wanted));
    let form = move || {
        task.get().map(|task_now| {
            view! { <BulkForm task=task_now on_done=move |()| task.set(None)/> }
        })
    };
    view! {
        <section class="bulk" hidden=is_nobody aria-label=office_texts().chosen_people>
            <div class="buttons">
                <p class="lead">{move || office_texts().chosen.of(i64::try_from(count()).unwrap_or(i64::MAX))}</p>
                <button
                    type="button"
                    class="button small"
                    aria-expanded=move || if task.get() == Some(Task::Grant) { "true" } else { "false" }
                    on:click=begin(Task::Grant)
                >
                    {office_texts().give_role}
                </button>
                <button
                    type="button"
                    class="button small"
                    aria-expanded=move || if task.get() == Some(Task::End) { "true" } else { "false" }
                    on:click=begin(Task::End)
                >
                    {office_texts().end_role}
                </button>
                <button type="button" class="button small" on:click=make_codes>{office_texts().make_codes}</button>
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| selection.chosen.update(|chosen| chosen.clear())
                >
                    {office_texts().choose_nobody}
                </button>
            </div>
            <SubmissionProblem submission=making/>
            {form}
        </section>
    }
    .into_any()
}

#[component]
fn BulkForm(task: Task, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let selection = expect_context::<Selection>();
    let (role, place) = (
        RwSignal::new(Role::Caretaker.key().to_owned()),
        RwSignal::new(NO_PLACE.to_owned()),
    );
    let (from, until) = (RwSignal::new(first_day(now())), RwSignal::new(String::new()));
    let problems = RwSignal::new(Vec::new());
    let preview = RwSignal::new(None::<(GrantChanges, ChangeReport)>);
    let (previewing, applying) = (Submission::new(), Submission::new());
    // A new choice has other effects.
    Effect::new(move |_| {
        selection.chosen.track();
        role.track();
        place.track();
        from.track();
        until.track();
        preview.set(None);
    });
    let changes = move || -> Result<Vec<GrantRow>, FieldProblem> {
        let day = |id: &str| FieldProblem::new(id, office_texts().day_wanted);
        let role = role_of(&role.read_untracked())
            .ok_or_else(|| FieldProblem::new("bulk-role", office_texts().choose_role))?;
        let place = place_of(&place.read_untracked(), &organisation.id.read_untracked())
            .ok_or_else(|| FieldProblem::new("bulk-place", office_texts().choose_place))?;
        let (from_day, until_day) = (from.get_untracked(), until.get_untracked());
        let chosen = selection.chosen.get_untracked();
        let end = match until_day.is_empty() {
            true => None,
            false => Some(end_of(&until_day).ok_or_else(|| day("bulk-until"))?),
        };
        if task == Task::End {
            let people = selection.people.read_untracked();
            let is_chosen = |person: &&OfficePerson| person.id.is_some_and(|id| chosen.contains(&id));
            let people: Vec<&OfficePerson> = people.iter().filter(is_chosen).collect();
            let end = end.ok_or_else(|| day("bulk-until"))?;
            return Ok(ended(&people, role, &place, end, now()));
        }
        let begin = beginning_of(&from_day).ok_or_else(|| day("bulk-from"))?;
        if end.is_some_and(|end| end <= begin) {
            return Err(FieldProblem::new(
                "bulk-until",
                office_texts().end_before_beginning,
            ));
        }
        let grants = chosen.into_iter().map(|person| GrantRow {
            person,
            role,
            place: place.clone(),
            place_name: String::new(),
            from: begin,
            until: end,
        });
        Ok(grants.collect())
    };
    let show = move |event: SubmitEvent| {
        event.prevent_default();
        let grants = match changes() {
            Ok(grants) => grants,
            Err(problem) => return problems.set(vec![problem]),
        };
        problems.set(Vec::new());
        let changes = GrantChanges {
            grants,
            is_preview: true,
        };
        let id = organisation.id.get_untracked();
        previewing.run(
            async move {
                let report = office.api().change_grants(&id, &changes).await?;
                Ok((changes, report))
            },
            move |found| drop(preview.try_set(Some(found))),
        );
    };
    let apply = move |_| {
        let Some((mut changes, _)) = preview.get_untracked() else {
            return;
        };
        changes.is_preview = false;
        let id = organisation.id.get_untracked();
        let of = id.clone();
        applying.run(
            async move { office.api().change_grants(&id, &changes).await },
            move |report| {
                let count = i64::from(report.added + report.changed);
                office.changed(Notice {
                    text: office_texts().grants_changed.of(count),
                    undo: report.entry.map(|entry| (of, entry)),
                });
                // The page may have been left meanwhile.
                let _ = on_done.try_run(());
            },
        );
    };
    let places = move || place_offers(&selection.departments.read());
    let effects = move || {
        preview.get().map(|(_, report)| {
            let numbers = [report.added, report.changed, report.unchanged].map(|number| number.to_string());
            let [added, changed, unchanged] = &numbers;
            let is_something = report.added + report.changed > 0;
            view! {
                <p class="lead">{office_texts().effects.with(&[added, changed, unchanged])}</p>
                <button type="button" class="button primary" hidden=!is_something on:click=apply>
                    {office_texts().carry_out}
                </button>
            }
        })
    };
    let from_field = (task == Task::Grant).then(|| {
        view! {
            <LineField
                id="bulk-from"
                label=office_texts().first_day
                kind="date"
                value=from
                problem=problem_of(problems, "bulk-from")
                on_input=move |text| from.set(text)
            />
        }
    });
    let until_hint = if task == Task::Grant {
        office_texts().last_day_hint
    } else {
        ""
    };
    view! {
        <form class="group" novalidate=true on:submit=show>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <div class="form-grid">
                <SelectField
                    id="bulk-role"
                    label=office_texts().role
                    offers=role_offers()
                    value=role
                    problem=problem_of(problems, "bulk-role")
                    on_choose=move |key| role.set(key)
                />
                <SelectField
                    id="bulk-place"
                    label=office_texts().place
                    offers=Signal::derive(places)
                    value=place
                    problem=problem_of(problems, "bulk-place")
                    on_choose=move |key| place.set(key)
                />
                {from_field}
                <LineField
                    id="bulk-until"
                    label=office_texts().last_day
                    hint=until_hint
                    kind="date"
                    value=until
                    problem=problem_of(problems, "bulk-until")
                    on_input=move |text| until.set(text)
                />
            </div>
            <SubmissionProblem submission=previewing/>
            <div class="buttons">
                <SubmitButton label=office_texts().show_effects submission=previewing/>
                <button type="button" class="button" on:click=move |_| on_done.run(())>{office_texts().cancel}</button>
            </div>
            <div role="status" class="effects">{effects}</div>
            <SubmissionProblem submission=applying/>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::{DepartmentId, UserId};

    #[test]
    fn only_grants_that_would_hold_longer_are_ended() {
        let now = Moment::from_millis(1_000_000);
        let (id, place) = (
            UserId::from_bytes([1; 16]),
            GrantPlace::Department(DepartmentId::from_bytes([1; 16])),
        );
        let grant = |role, from: i64, until: Option<i64>| GrantRow {
            person: id,
            role,
            place: place.clone(),
            place_name: String::new(),
            from: now.plus_millis(from),
            until: until.map(|until| now.plus_millis(until)),
        };
        let person = OfficePerson {
            id: Some(id),
            version: 1,
            number: String::new(),
            name: String::new(),
            mail: String::new(),
            grants: vec![
                grant(Role::Caretaker, -100, None),
                grant(Role::Caretaker, -100, Some(-50)),
                grant(Role::Caretaker, -100, Some(10)),
                grant(Role::Caretaker, 500, None),
                grant(Role::Mediator, -100, None),
            ],
            phones: 0,
            has_account: false,
        };
        let until = now.plus_millis(100);
        let rows = ended(&[&person], Role::Caretaker, &place, until, now);
        let ends: Vec<_> = rows.iter().map(|row| row.until).collect();
        assert_eq!(ends, [Some(until), Some(now.plus_millis(500))]);
    }

    #[test]
    fn keys_lead_to_roles_and_places() {
        assert_eq!(role_of("mediator"), Some(Role::Mediator));
        assert_eq!(role_of(""), None);
        assert_eq!(place_of("", "o"), Some(GrantPlace::Organisation("o".to_owned())));
        assert_eq!(place_of(NO_PLACE, "o"), None);
    }
}
