//! One person: name and number, grants with their periods, phones, and access to the office.

use feltbog_presentation::format;
use feltbog_presentation::texts::t;
use feltbog_shared::office::{
    DepartmentRecord, GrantChanges, GrantRow, Invitation, OfficeDevice, OfficePerson, PhoneCode,
    PhoneCodesWanted,
};
use feltbog_shared::permission::Role;
use feltbog_ui::form::{ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::bulk::{NO_PLACE, place_of, place_offers, role_of};
use super::people::{role_name, role_offers};
use super::phone_codes::CodeCard;
use super::sessions::time;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::periods::{GrantState, beginning_of, end_of, first_day, last_day, state_of};
use crate::state::{Notice, now, use_office, use_organisation};
use crate::texts::o;

/// The page of a new person.
#[component]
pub(crate) fn NewPersonPage() -> impl IntoView {
    let person = OfficePerson {
        id: None,
        version: 0,
        number: String::new(),
        name: String::new(),
        mail: String::new(),
        grants: Vec::new(),
        phones: 0,
        has_account: false,
    };
    view! {
        <Page title=o().add_person>
            <p>{o().add_person_lead}</p>
            <PersonForm person/>
        </Page>
    }
    .into_any()
}

/// Everything on the page of a person.
#[derive(Clone)]
struct Details {
    person: OfficePerson,
    departments: Vec<DepartmentRecord>,
    devices: Vec<OfficeDevice>,
}

/// The page of a person.
#[component]
pub(crate) fn PersonPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let parameters = use_params_map();
    let answer = LocalResource::new(move || {
        office.revision.track();
        let (of, id) = (
            organisation.id.get(),
            parameters.read().get("id").unwrap_or_default(),
        );
        async move {
            Ok(Details {
                person: office.api().person(&of, &id).await?,
                departments: office.api().departments(&of).await?,
                devices: office.api().devices(&of, &id).await?,
            })
        }
    });
    let title = move || match answer.get() {
        Some(Ok(details)) => details.person.name,
        _ => o().person.to_owned(),
    };
    let back = move || view! { <a class="button small" href=organisation.path("/personer")>{o().back_to_people}</a> };
    view! {
        <Page title=Signal::derive(title) actions=back>
            <Loaded answer children=|details| view! { <PersonDetails details/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn PersonDetails(details: Details) -> impl IntoView {
    let Details {
        person,
        departments,
        devices,
    } = details;
    view! {
        <PersonForm person=person.clone()/>
        <Grants person=person.clone() departments/>
        <Phones person=person.clone() devices/>
        <OfficeAccess person/>
    }
    .into_any()
}

#[component]
fn PersonForm(person: OfficePerson) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let navigate = use_navigate();
    let draft = RwSignal::new(person);
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let person = draft.get_untracked();
        let mut found = Vec::new();
        if person.name.trim().is_empty() {
            found.push(FieldProblem::new("person-name", o().name_wanted));
        }
        if !person.mail.is_empty() && !person.mail.contains('@') {
            found.push(FieldProblem::new("person-mail", o().mail_wanted));
        }
        problems.set(found);
        if !problems.read_untracked().is_empty() {
            return;
        }
        let (id, name, is_new) = (
            organisation.id.get_untracked(),
            person.name.clone(),
            person.id.is_none(),
        );
        let (list, navigate, of) = (organisation.path("/personer?s="), navigate.clone(), id.clone());
        submission.run(
            async move { office.api().save_person(&id, &person).await },
            move |report| {
                office.changed(Notice {
                    text: o().saved.with(&[&name]),
                    undo: report.entry.map(|entry| (of, entry)),
                });
                if is_new {
                    navigate(
                        &[list, crate::address::escaped(&name)].concat(),
                        Default::default(),
                    );
                }
            },
        );
    };
    view! {
        <form class="group" novalidate=true on:submit=send>
            <ErrorSummary heading=o().correct_first problems/>
            <div class="form-grid">
                <LineField
                    id="person-name"
                    label=o().name
                    value=Signal::derive(move || draft.read().name.clone())
                    problem=problem_of(problems, "person-name")
                    on_input=move |text| draft.update(|draft| draft.name = text)
                />
                <LineField
                    id="person-number"
                    label=o().employee_number
                    value=Signal::derive(move || draft.read().number.clone())
                    on_input=move |text| draft.update(|draft| draft.number = text)
                />
                <LineField
                    id="person-mail"
                    label=o().account
                    kind="email"
                    value=Signal::derive(move || draft.read().mail.clone())
                    problem=problem_of(problems, "person-mail")
                    on_input=move |text: String| draft.update(|draft| draft.mail = text.trim().to_owned())
                />
            </div>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=o().save submission/>
            </div>
        </form>
    }
    .into_any()
}

/// The person's grants: a row for each, and a form for one more.
#[component]
fn Grants(person: OfficePerson, departments: Vec<DepartmentRecord>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let submission = Submission::new();
    let change = Callback::new(move |grant: GrantRow| {
        let id = organisation.id.get_untracked();
        let of = id.clone();
        let changes = GrantChanges {
            grants: vec![grant],
            is_preview: false,
        };
        submission.run(
            async move { office.api().change_grants(&id, &changes).await },
            move |report| {
                office.changed(Notice {
                    text: o().grants_changed.of(i64::from(report.added + report.changed)),
                    undo: report.entry.map(|entry| (of, entry)),
                });
            },
        );
    });
    let id = person.id;
    let is_empty = person.grants.is_empty();
    let rows = person.grants.into_iter().enumerate();
    let rows = rows.map(|(place, grant)| view! { <GrantTableRow place grant on_change=change/> });
    let table = view! {
        <div class="table-scroll">
            <table class="data">
                <caption>{o().roles}</caption>
                <thead>
                    <tr>
                        <th scope="col">{o().role}</th>
                        <th scope="col">{o().place}</th>
                        <th scope="col">{o().first_day}</th>
                        <th scope="col">{o().last_day}</th>
                        <th scope="col">{o().state}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    };
    view! {
        {if is_empty { view! { <p>{o().no_roles}</p> }.into_any() } else { table.into_any() }}
        {id.map(|id| view! { <NewGrant person=id departments on_add=change/> })}
        <SubmissionProblem submission/>
    }
    .into_any()
}

#[component]
fn GrantTableRow(place: usize, grant: GrantRow, on_change: Callback<GrantRow>) -> impl IntoView {
    let state = state_of(&grant, now());
    let has_ended = state == GrantState::Ended;
    let until = RwSignal::new(grant.until.map(last_day).unwrap_or_default());
    let problem = RwSignal::new(String::new());
    let name = [role_name(grant.role), ", ", &grant.place_name].concat();
    let label = [o().last_day, ", ", &name].concat();
    let from = format::day(t(), grant.from.danish_day(), now().danish_day());
    let (role, place_name) = (role_name(grant.role), grant.place_name.clone());
    let grant = StoredValue::new(grant);
    let save = move |_| {
        let day = until.get_untracked();
        let end = end_of(&day);
        if !day.is_empty() && end.is_none_or(|end| end < grant.get_value().from) {
            return problem.set(o().end_before_beginning.to_owned());
        }
        problem.set(String::new());
        on_change.run(GrantRow {
            until: end,
            ..grant.get_value()
        });
    };
    let end_now = move |_| {
        let mut ended = grant.get_value();
        ended.until = Some(now().max(ended.from));
        on_change.run(ended);
    };
    let words = match state {
        GrantState::Coming => o().grant_coming,
        GrantState::Holding => o().grant_holding,
        GrantState::Ended => o().grant_ended,
    };
    let id = ["grant-", &place.to_string()].concat();
    view! {
        <tr class:ended=has_ended>
            <th scope="row">{role}</th>
            <td>{place_name}</td>
            <td>{from}</td>
            <td>
                <input
                    class="line"
                    type="date"
                    id=id.clone()
                    aria-label=label
                    aria-describedby=[&id, "-p"].concat()
                    prop:value=until
                    on:input=move |event| until.set(event_target_value(&event))
                />
                <p class="problem" role="alert" id=[&id, "-p"].concat()>{problem}</p>
            </td>
            <td>{words}</td>
            <td>
                <div class="buttons">
                    <button type="button" class="button small" aria-label=[o().save, ", ", &name].concat() on:click=save>
                        {o().save}
                    </button>
                    <button
                        type="button"
                        class="button small"
                        aria-label=[o().end_now, ", ", &name].concat()
                        hidden=has_ended
                        on:click=end_now
                    >
                        {o().end_now}
                    </button>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn NewGrant(
    person: feltbog_shared::id::UserId,
    departments: Vec<DepartmentRecord>,
    on_add: Callback<GrantRow>,
) -> impl IntoView {
    let organisation = use_organisation();
    let (role, place) = (
        RwSignal::new(Role::Caretaker.key().to_owned()),
        RwSignal::new(NO_PLACE.to_owned()),
    );
    let (from, until) = (RwSignal::new(first_day(now())), RwSignal::new(String::new()));
    let problems = RwSignal::new(Vec::new());
    let places = place_offers(&departments);
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let (from_day, until_day) = (from.get_untracked(), until.get_untracked());
        let (begin, end) = (beginning_of(&from_day), end_of(&until_day));
        let problem = match (begin, end) {
            (None, _) => Some(FieldProblem::new("new-grant-from", o().day_wanted)),
            (_, None) if !until_day.is_empty() => Some(FieldProblem::new("new-grant-until", o().day_wanted)),
            (Some(begin), Some(end)) if end <= begin => {
                Some(FieldProblem::new("new-grant-until", o().end_before_beginning))
            }
            _ => None,
        };
        let place = place_of(&place.read_untracked(), &organisation.id.read_untracked());
        let no_place = place
            .is_none()
            .then(|| FieldProblem::new("new-grant-place", o().choose_place));
        problems.set(no_place.into_iter().chain(problem).collect());
        let (Some(begin), Some(role), Some(place)) = (begin, role_of(&role.read_untracked()), place) else {
            return;
        };
        if problems.read_untracked().is_empty() {
            on_add.run(GrantRow {
                person,
                role,
                place,
                place_name: String::new(),
                from: begin,
                until: end,
            });
        }
    };
    view! {
        <form class="group" novalidate=true on:submit=add>
            <h2>{o().add_role}</h2>
            <ErrorSummary heading=o().correct_first problems/>
            <div class="form-grid">
                <SelectField
                    id="new-grant-role"
                    label=o().role
                    offers=role_offers()
                    value=role
                    on_choose=move |key| role.set(key)
                />
                <SelectField
                    id="new-grant-place"
                    label=o().place
                    offers=places
                    value=place
                    problem=problem_of(problems, "new-grant-place")
                    on_choose=move |key| place.set(key)
                />
                <LineField
                    id="new-grant-from"
                    label=o().first_day
                    kind="date"
                    value=from
                    problem=problem_of(problems, "new-grant-from")
                    on_input=move |text| from.set(text)
                />
                <LineField
                    id="new-grant-until"
                    label=o().last_day
                    hint=o().last_day_hint
                    kind="date"
                    value=until
                    problem=problem_of(problems, "new-grant-until")
                    on_input=move |text| until.set(text)
                />
            </div>
            <div class="buttons">
                <button type="submit" class="button">{o().add_role}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The person's phones, and a code for one more.
#[component]
fn Phones(person: OfficePerson, devices: Vec<OfficeDevice>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let (revoking, making) = (Submission::new(), Submission::new());
    let code = RwSignal::new(None::<PhoneCode>);
    let revoke = Callback::new(move |(id, name): (String, String)| {
        let of = organisation.id.get_untracked();
        revoking.run(
            async move { office.api().revoke_device(&of, &id).await },
            move |()| {
                office.changed(Notice {
                    text: o().phone_is_locked.with(&[&name]),
                    undo: None,
                });
            },
        );
    });
    let make = move |_| {
        let of = organisation.id.get_untracked();
        let wanted = PhoneCodesWanted {
            people: person.id.into_iter().collect(),
            is_for_sheet: false,
        };
        making.run(
            async move { office.api().phone_codes(&of, &wanted).await },
            move |codes| drop(code.try_set(codes.into_iter().next())),
        );
    };
    let is_empty = devices.is_empty();
    let rows = devices
        .into_iter()
        .map(|device| view! { <PhoneRow device on_revoke=revoke/> })
        .collect_view();
    let table = view! {
        <div class="table-scroll">
            <table class="data">
                <caption>{o().phones}</caption>
                <thead>
                    <tr>
                        <th scope="col">{o().name}</th>
                        <th scope="col">{o().enrolled_at}</th>
                        <th scope="col">{o().last_seen}</th>
                        <th scope="col">{o().state}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    view! {
        {if is_empty { view! { <p>{o().no_phones}</p> }.into_any() } else { table.into_any() }}
        <SubmissionProblem submission=revoking/>
        <div class="buttons">
            <button type="button" class="button" on:click=make>{o().make_code}</button>
        </div>
        <SubmissionProblem submission=making/>
        <ul class="code-cards" role="status">{move || code.get().map(|code| view! { <CodeCard code/> })}</ul>
    }
    .into_any()
}

#[component]
fn PhoneRow(device: OfficeDevice, on_revoke: Callback<(String, String)>) -> impl IntoView {
    let id = device.id.to_string();
    let name = device.name.clone();
    let is_locked = device.revoked_at.is_some();
    let state = match device.revoked_at {
        Some(at) => o().phone_locked_at.with(&[&time(at)]),
        None => o().phone_in_use.to_owned(),
    };
    let button = device.revoked_at.is_none().then(|| {
        let label = [o().phone_is_gone, ", ", &name].concat();
        view! {
            <button
                type="button"
                class="button small"
                aria-label=label
                on:click=move |_| on_revoke.run((id.clone(), name.clone()))
            >
                {o().phone_is_gone}
            </button>
        }
    });
    view! {
        <tr class:ended=is_locked>
            <th scope="row">{device.name}</th>
            <td>{time(device.enrolled_at)}</td>
            <td>{device.seen_at.map(time)}</td>
            <td>{state}</td>
            <td>{button}</td>
        </tr>
    }
    .into_any()
}

/// The person's access to the office, and an invitation to it.
#[component]
fn OfficeAccess(person: OfficePerson) -> impl IntoView {
    let office = use_office();
    let id = person.id.map(|id| id.to_string()).unwrap_or_default();
    let invitation = RwSignal::new(None::<Invitation>);
    let inviting = Submission::new();
    let invite = move |_| {
        let id = id.clone();
        inviting.run(async move { office.api().invite(&id).await }, move |made| {
            drop(invitation.try_set(Some(made)))
        });
    };
    let words = if person.has_account {
        o().has_account
    } else {
        o().has_no_account
    };
    let label = if person.has_account {
        o().invite_again
    } else {
        o().invite
    };
    let link = move || {
        invitation.get().map(|invitation| {
            view! {
                <p>{o().invitation_lead.with(&[&time(invitation.expires_at)])}</p>
                <p class="copy-code">{invitation.link}</p>
            }
        })
    };
    view! {
        <section class="group">
            <h2>{o().office_access}</h2>
            <p>{words}</p>
            <div class="buttons">
                <button type="button" class="button" on:click=invite>{label}</button>
            </div>
            <SubmissionProblem submission=inviting/>
            <div role="status" class="section">{link}</div>
        </section>
    }
    .into_any()
}
