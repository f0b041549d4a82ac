//! The form of a member of staff, new or known.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::moment::Day;
use feltbog_shared::office::efforts::{
    EffortChoices, EffortDepartmentChoice, EffortSummary, StaffHours, StaffLending, StaffMember,
};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{CheckField, ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::form_places::RemoveButton;
use super::words::{PATH, offers_with_all};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::{today, use_desk};
use crate::effort_texts::effort_texts;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The member of staff of the form while it is typed.
type Member = RwSignal<StaffMember>;
type Problems = RwSignal<Vec<FieldProblem>>;

/// Days of a lending, as proposed.
const PROPOSED_DAYS: i64 = 28;
/// The last part of the address of a new member.
const NEW: &str = "ny";

/// Everything that the form offers.
#[derive(Clone)]
struct StaffForm {
    member: Option<StaffMember>,
    choices: EffortChoices,
    efforts: Vec<EffortSummary>,
}

/// A member of staff, new or known.
#[component]
pub(crate) fn StaffMemberPage() -> impl IntoView {
    let office = use_office();
    let parameters = use_params_map();
    let staff = Memo::new(move |_| parameters.read().get("staff").unwrap_or_default());
    let answer = LocalResource::new(move || {
        office.revision.track();
        let staff = staff.get();
        async move {
            let choices = office.api().effort_choices().await?;
            let efforts = office.api().efforts().await?;
            let page = office.api().effort_staff().await?;
            let mut members = page.members.into_iter();
            let member = match staff.as_str() {
                NEW => new_member(&choices),
                id => members.find(|member| member.id.as_deref() == Some(id) && member.may_change),
            };
            Ok(StaffForm {
                member,
                choices,
                efforts,
            })
        }
    });
    let title = Signal::derive(move || match staff.read().as_str() {
        NEW => effort_texts().new_staff,
        _ => effort_texts().change_staff,
    });
    let title = Signal::derive(move || title.get().to_owned());
    view! {
        <Page title>
            <p>
                <a href=[PATH, "/bemanding"].concat()>{effort_texts().all_staff}</a>
            </p>
            <Loaded answer children=|form| view! { <MemberForm form/> }/>
        </Page>
    }
    .into_any()
}

/// A new member in the first department in which the person adds staff.
fn new_member(choices: &EffortChoices) -> Option<StaffMember> {
    let mut departments = choices.departments.iter();
    let first = departments.find(|department| department.adds_staff)?;
    Some(StaffMember {
        id: None,
        version: 0,
        department: first.id,
        department_name: String::new(),
        name: String::new(),
        person: None,
        title: String::new(),
        effort: None,
        effort_name: String::new(),
        funding: String::new(),
        base: String::new(),
        hours: Vec::new(),
        from: String::new(),
        until: String::new(),
        lendings: Vec::new(),
        may_change: true,
    })
}

/// Problems to be mended before a member is sent.
fn problems_of(member: &StaffMember) -> Vec<FieldProblem> {
    let texts = effort_texts();
    let mut problems = Vec::new();
    if member.name.trim().is_empty() && member.person.is_none() {
        problems.push(FieldProblem::new("staff-name", office_texts().name_wanted));
    }
    if !member.until.is_empty() && member.until < member.from {
        problems.push(FieldProblem::new("staff-until", texts.period_reversed));
    }
    for (place, hours) in member.hours.iter().enumerate() {
        if hours.minutes().is_none() {
            let field = ["staff-hours-", &place.to_string(), "-to"].concat();
            problems.push(FieldProblem::new(field, office_texts().hours_wanted));
        }
    }
    for (place, lending) in member.lendings.iter().enumerate() {
        let days = Day::parse(&lending.from).zip(Day::parse(&lending.until));
        let field = |part: &str| ["staff-lending-", &place.to_string(), part].concat();
        if days.is_none_or(|(from, until)| until < from) {
            problems.push(FieldProblem::new(field("-until"), texts.lending_days_wanted));
        }
        if lending.department == member.department {
            problems.push(FieldProblem::new(field("-department"), texts.lending_elsewhere));
        }
    }
    problems
}

#[component]
fn MemberForm(form: StaffForm) -> impl IntoView {
    let office = use_office();
    let navigate = use_navigate();
    let Some(member) = form.member else {
        return view! { <p>{effort_texts().staff_missing}</p> }.into_any();
    };
    let member: Member = RwSignal::new(member);
    let problems: Problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let departments = StoredValue::new(form.choices.departments);
    let efforts = form.efforts;
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let wanted = member.get_untracked();
        let found = problems_of(&wanted);
        let is_sound = found.is_empty();
        problems.set(found);
        if !is_sound {
            return;
        }
        let navigate = navigate.clone();
        submission.run(async move { office.api().save_staff(&wanted).await }, move |_| {
            office.changed(Notice {
                text: effort_texts().staff_saved.to_owned(),
                undo: None,
            });
            navigate(&[PATH, "/bemanding"].concat(), Default::default());
        });
    };
    view! {
        <form class="office-page" novalidate=true on:submit=send>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <MemberBasics member problems departments efforts/>
            <HoursGroup member problems/>
            <LendingsGroup member problems departments/>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}

/// A text of the member.
fn text_of(member: Member, read: fn(&StaffMember) -> &String) -> Signal<String> {
    Signal::derive(move || read(&member.read()).clone())
}

/// Departments as offers, those that a person may put staff to.
fn department_offers(
    departments: StoredValue<Vec<EffortDepartmentChoice>>,
    is_offered: impl Fn(&EffortDepartmentChoice) -> bool,
) -> Vec<Offer> {
    departments.with_value(|departments| {
        let offered = departments.iter().filter(|department| is_offered(department));
        offered
            .map(|department| (department.id.to_string(), department.name.clone()))
            .collect()
    })
}

#[component]
fn MemberBasics(
    member: Member,
    problems: Problems,
    departments: StoredValue<Vec<EffortDepartmentChoice>>,
    efforts: Vec<EffortSummary>,
) -> impl IntoView {
    let texts = effort_texts();
    let is_new = member.with_untracked(|member| member.id.is_none());
    let own = member.with_untracked(|member| member.department);
    let department_choices = department_offers(departments, |department| match is_new {
        true => department.adds_staff,
        false => department.has_staff || department.id == own,
    });
    let efforts = efforts.into_iter().map(|effort| (effort.id, effort.name));
    let efforts = offers_with_all(texts.no_effort, efforts.collect());
    view! {
        <fieldset class="group">
            <legend>{texts.staff_basics}</legend>
            <div class="form-grid">
                <ProfileField member/>
                <LineField
                    id="staff-name"
                    label=texts.staff_name
                    value=text_of(member, |member| &member.name)
                    problem=problem_of(problems, "staff-name")
                    on_input=move |text| member.update(|member| member.name = text)
                />
                <LineField
                    id="staff-title"
                    label=texts.staff_title
                    value=text_of(member, |member| &member.title)
                    on_input=move |text| member.update(|member| member.title = text)
                />
                <SelectField
                    id="staff-own-department"
                    label=office_texts().department
                    offers=department_choices
                    value=Signal::derive(move || member.read().department.to_string())
                    on_choose=move |key: String| {
                        if let Ok(department) = key.parse() {
                            member.update(|member| member.department = department);
                        }
                    }
                />
                <SelectField
                    id="staff-effort"
                    label=texts.effort
                    offers=efforts
                    value=Signal::derive(move || member.read().effort.clone().unwrap_or_default())
                    on_choose=move |key: String| {
                        member.update(|member| member.effort = Some(key).filter(|key| !key.is_empty()));
                    }
                />
                <LineField
                    id="staff-funding"
                    label=texts.staff_funding
                    hint=texts.staff_funding_hint
                    value=text_of(member, |member| &member.funding)
                    on_input=move |text| member.update(|member| member.funding = text)
                />
                <LineField
                    id="staff-base"
                    label=texts.staff_base
                    hint=texts.staff_base_hint
                    value=text_of(member, |member| &member.base)
                    on_input=move |text| member.update(|member| member.base = text)
                />
                <LineField
                    id="staff-from"
                    label=texts.from
                    kind="date"
                    value=text_of(member, |member| &member.from)
                    on_input=move |text| member.update(|member| member.from = text)
                />
                <LineField
                    id="staff-until"
                    label=texts.until
                    kind="date"
                    value=text_of(member, |member| &member.until)
                    problem=problem_of(problems, "staff-until")
                    on_input=move |text| member.update(|member| member.until = text)
                />
            </div>
        </fieldset>
    }
    .into_any()
}

/// The profile of the member among the colleagues of the department; without one the name is written.
#[component]
fn ProfileField(member: Member) -> impl IntoView {
    let desk = use_desk();
    let colleagues = Memo::new(move |_| {
        let member = member.read();
        let people = desk.colleagues(member.department).into_iter();
        let mut offers: Vec<Offer> = people
            .map(|person| (person.id.to_string(), person.name))
            .collect();
        if let Some(person) = member.person.map(|person| person.to_string())
            && offers.iter().all(|(known, _)| *known != person)
        {
            offers.push((person, member.name.clone()));
        }
        offers_with_all(effort_texts().no_profile, offers)
    });
    let choose = move |key: String| {
        let name = colleagues.with_untracked(|colleagues| {
            let mut colleagues = colleagues.iter();
            let found = colleagues.find(|(known, _)| *known == key && !known.is_empty());
            found.map(|(_, name)| name.clone())
        });
        member.update(|member| {
            member.person = key.parse().ok();
            if let Some(name) = name {
                member.name = name;
            }
        });
    };
    view! {
        <SelectField
            id="staff-profile"
            label=effort_texts().profile
            offers=colleagues
            value=Signal::derive(move || {
                member.read().person.map(|person| person.to_string()).unwrap_or_default()
            })
            on_choose=choose
        />
    }
}

/// Hours of the week.
#[component]
fn HoursGroup(member: Member, problems: Problems) -> impl IntoView {
    let texts = effort_texts();
    let count = Memo::new(move |_| member.read().hours.len());
    let read = move |place: usize, part: fn(&StaffHours) -> String| {
        Signal::derive(move || member.read().hours.get(place).map(part).unwrap_or_default())
    };
    let write = move |place: usize, part: fn(&mut StaffHours, String)| {
        move |text: String| {
            member.update(|member| {
                if let Some(hours) = member.hours.get_mut(place) {
                    part(hours, text);
                }
            });
        }
    };
    let weekdays = || {
        let days = (1_u8..).zip(office_texts().weekday);
        days.map(|(number, day)| (number.to_string(), day.to_owned()))
            .collect::<Vec<_>>()
    };
    let row = move |place: usize| {
        let name = ["staff-hours-", &place.to_string()].concat();
        let to_id = [&name, "-to"].concat();
        view! {
            <div class="form-row">
                <SelectField
                    id=[&name, "-day"].concat()
                    label=office_texts().base_weekday
                    offers=weekdays()
                    value=read(place, |hours| hours.weekday.to_string())
                    on_choose=write(place, |hours, text| hours.weekday = text.parse().unwrap_or(hours.weekday))
                />
                <LineField
                    id=[&name, "-from"].concat()
                    label=office_texts().from_hour
                    kind="time"
                    value=read(place, |hours| hours.from.clone())
                    on_input=write(place, |hours, text| hours.from = text)
                />
                <LineField
                    id=to_id.clone()
                    label=office_texts().to_hour
                    kind="time"
                    value=read(place, |hours| hours.to.clone())
                    problem=problem_of(problems, to_id)
                    on_input=write(place, |hours, text| hours.to = text)
                />
                <RemoveButton on_press=move |()| member.update(|member| drop(member.hours.remove(place)))/>
            </div>
        }
    };
    let add = move |_| {
        member.update(|member| {
            let last = member.hours.last().map_or(0, |hours| hours.weekday);
            member.hours.push(StaffHours {
                weekday: (last % 7) + 1,
                from: "08:00".to_owned(),
                to: "15:00".to_owned(),
            });
        });
    };
    view! {
        <fieldset class="group">
            <legend>{texts.staff_hours}</legend>
            <For each=move || 0..count.get() key=|place| *place let:place>
                {row(place)}
            </For>
            <button type="button" class="button small" on:click=add>{texts.add_hours}</button>
        </fieldset>
    }
    .into_any()
}

/// Departments that the member is lent to, each with its last day.
#[component]
fn LendingsGroup(
    member: Member,
    problems: Problems,
    departments: StoredValue<Vec<EffortDepartmentChoice>>,
) -> impl IntoView {
    let texts = effort_texts();
    let count = Memo::new(move |_| member.read().lendings.len());
    let choices = Memo::new(move |_| {
        let member = member.read();
        let mut offers = department_offers(departments, |department| department.id != member.department);
        for lending in &member.lendings {
            let id = lending.department.to_string();
            if offers.iter().all(|(known, _)| *known != id) {
                offers.push((id, lending.department_name.clone()));
            }
        }
        offers
    });
    let add = move |_| {
        let first = choices.with_untracked(|choices| {
            let first = choices.first();
            first.and_then(|(id, _)| id.parse::<DepartmentId>().ok())
        });
        let Some(department) = first else { return };
        member.update(|member| {
            member.lendings.push(StaffLending {
                department,
                department_name: String::new(),
                from: today().to_string(),
                until: today().plus_days(PROPOSED_DAYS).to_string(),
                gives_access: false,
                roles: Vec::new(),
            });
        });
    };
    view! {
        <fieldset class="group">
            <legend>{texts.lendings}</legend>
            <p class="hint">{texts.lendings_hint}</p>
            <For each=move || 0..count.get() key=|place| *place let:place>
                <LendingRow member problems choices departments place/>
            </For>
            <button type="button" class="button small" on:click=add>{texts.add_lending}</button>
        </fieldset>
    }
    .into_any()
}

#[component]
fn LendingRow(
    member: Member,
    problems: Problems,
    choices: Memo<Vec<Offer>>,
    departments: StoredValue<Vec<EffortDepartmentChoice>>,
    place: usize,
) -> impl IntoView {
    let texts = effort_texts();
    let name = ["staff-lending-", &place.to_string()].concat();
    let (department_id, until_id) = ([&name, "-department"].concat(), [&name, "-until"].concat());
    let read = move |part: fn(&StaffLending) -> String| {
        Signal::derive(move || member.read().lendings.get(place).map(part).unwrap_or_default())
    };
    let write = move |part: fn(&mut StaffLending, String)| {
        move |text: String| {
            member.update(|member| {
                if let Some(lending) = member.lendings.get_mut(place) {
                    part(lending, text);
                }
            });
        }
    };
    // Somebody with a profile, and both departments of the person who lends.
    let may_give_access = Memo::new(move |_| {
        let member = member.read();
        let other = member.lendings.get(place).map(|lending| lending.department);
        let adds_staff = |id: DepartmentId| {
            departments.with_value(|departments| departments.iter().any(|one| one.id == id && one.adds_staff))
        };
        member.person.is_some() && adds_staff(member.department) && other.is_some_and(adds_staff)
    });
    let gives_access = Memo::new(move |_| {
        let member = member.read();
        let lending = member.lendings.get(place);
        lending.is_some_and(|lending| lending.gives_access)
    });
    let access_id = [&name, "-access"].concat();
    let access = move || {
        (may_give_access.get() || gives_access.get()).then(|| {
            let set = move |is_on: bool| {
                member.update(|member| {
                    if let Some(lending) = member.lendings.get_mut(place) {
                        lending.gives_access = is_on;
                    }
                });
            };
            view! {
                <CheckField
                    id=access_id.clone()
                    label=texts.lending_access
                    value=gives_access
                    on_change=set
                />
            }
        })
    };
    view! {
        <div class="form-row">
            <SelectField
                id=department_id.clone()
                label=texts.lent_to
                offers=choices
                value=read(|lending| lending.department.to_string())
                problem=problem_of(problems, department_id)
                on_choose=write(|lending, key| {
                    if let Ok(department) = key.parse() {
                        lending.department = department;
                    }
                })
            />
            <LineField
                id=[&name, "-from"].concat()
                label=texts.from
                kind="date"
                value=read(|lending| lending.from.clone())
                on_input=write(|lending, text| lending.from = text)
            />
            <LineField
                id=until_id.clone()
                label=texts.until
                kind="date"
                value=read(|lending| lending.until.clone())
                problem=problem_of(problems, until_id)
                on_input=write(|lending, text| lending.until = text)
            />
            {access}
            <RemoveButton on_press=move |()| member.update(|member| drop(member.lendings.remove(place)))/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lending_has_a_last_day_and_another_department() {
        let department = DepartmentId::from_bytes([1; 16]);
        let choices = EffortChoices {
            departments: vec![EffortDepartmentChoice {
                id: department,
                name: "Birkevang".to_owned(),
                organisation: String::new(),
                has_efforts: true,
                has_staff: true,
                adds_staff: true,
            }],
            ..EffortChoices::default()
        };
        let mut member = new_member(&choices).unwrap();
        member.hours.push(StaffHours {
            weekday: 1,
            from: "15:00".to_owned(),
            to: "08:00".to_owned(),
        });
        member.lendings.push(StaffLending {
            department,
            department_name: String::new(),
            from: "2026-11-29".to_owned(),
            until: String::new(),
            gives_access: false,
            roles: Vec::new(),
        });
        let problems = problems_of(&member);
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "staff-name",
                "staff-hours-0-to",
                "staff-lending-0-until",
                "staff-lending-0-department"
            ]
        );
    }
}
