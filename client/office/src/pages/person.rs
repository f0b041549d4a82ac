//! One person: name and number, grants with their periods, phones, and access to the office.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::UserId;
use feltbog_shared::office::{
    DepartmentRecord, GrantChanges, GrantRow, Invitation, OfficeDevice, OfficePerson, PhoneCode,
    PhoneCodesWanted,
};
use feltbog_shared::office_notifications::MailedInvitation;
use feltbog_shared::permission::Role;
use feltbog_ui::form::{ErrorSummary, FieldProblem, LineField, SelectField, problem_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::bulk::{NO_PLACE, place_of, place_offers, role_of};
use super::people_selection::{role_name, role_offers};
use super::person_sessions::PersonSessions;
use super::phone_codes::CodeCard;
use super::sessions::time;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::phone_lock::{PhoneLockDialog, PhoneQuestion};
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::periods::{GrantState, beginning_of, end_of, first_day, last_day, state_of};
use crate::state::{Notice, now, use_office, use_organisation};
use crate::texts::office_texts;

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
        <Page title=office_texts().add_person>
            <p>{office_texts().add_person_lead}</p>
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
        _ => office_texts().person.to_owned(),
    };
    let back = move || view! { <a class="button small" href=organisation.path("/personer")>{office_texts().back_to_people}</a> };
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
        <OfficeAccess person=person.clone()/>
        <PersonSessions person/>
    }
    .into_any()
}

/// An id for somebody who is added; nothing in a browser that draws none, where the server does.
fn drawn_id() -> Option<UserId> {
    window().crypto().ok()?.random_uuid().parse().ok()
}

#[component]
fn PersonForm(person: OfficePerson) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let navigate = use_navigate();
    let is_new = person.id.is_none();
    // Drawn once: the server knows by it what it has taken already when an answer was lost.
    let id_of_new = drawn_id();
    let draft = RwSignal::new(person);
    let problems = RwSignal::new(Vec::new());
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let mut person = draft.get_untracked();
        person.id = person.id.or(id_of_new);
        let mut found = Vec::new();
        if person.name.trim().is_empty() {
            found.push(FieldProblem::new("person-name", office_texts().name_wanted));
        }
        if !person.mail.is_empty() && !person.mail.contains('@') {
            found.push(FieldProblem::new("person-mail", office_texts().mail_wanted));
        }
        problems.set(found);
        if !problems.read_untracked().is_empty() {
            return;
        }
        let (id, name) = (organisation.id.get_untracked(), person.name.clone());
        let (list, navigate, of) = (organisation.path("/personer?s="), navigate.clone(), id.clone());
        submission.run(
            async move {
                match is_new {
                    true => office.api().add_person(&id, &person).await,
                    false => office.api().save_person(&id, &person).await,
                }
            },
            move |report| {
                office.changed(Notice {
                    text: office_texts().saved.with(&[&name]),
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
            <ErrorSummary heading=office_texts().correct_first problems/>
            <div class="form-grid">
                <LineField
                    id="person-name"
                    label=office_texts().name
                    value=Signal::derive(move || draft.read().name.clone())
                    problem=problem_of(problems, "person-name")
                    on_input=move |text| draft.update(|draft| draft.name = text)
                />
                <LineField
                    id="person-number"
                    label=office_texts().employee_number
                    value=Signal::derive(move || draft.read().number.clone())
                    on_input=move |text| draft.update(|draft| draft.number = text)
                />
                <LineField
                    id="person-mail"
                    label=office_texts().account
                    kind="email"
                    value=Signal::derive(move || draft.read().mail.clone())
                    problem=problem_of(problems, "person-mail")
                    on_input=move |text: String| draft.update(|draft| draft.mail = text.trim().to_owned())
                />
            </div>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().save submission/>
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
                    text: office_texts()
                        .grants_changed
                        .of(i64::from(report.added + report.changed)),
                    undo: report.entry.map(|entry| (of, entry)),
                });
            },
        );
    });
    let id = person.id;
    let is_empty = person.grants.is_empty();
    let rows = person.grants.into_iter().enumerate();
    let rows = rows.map(|(place, grant)| view! { <GrantTableRow place grant on_change=change/> });
    let rows = rows.collect_view();
    let table = view! {
        <ScrollableTable label=office_texts().roles>
            <table class="data">
                <caption>{office_texts().roles}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().role}</th>
                        <th scope="col">{office_texts().place}</th>
                        <th scope="col">{office_texts().first_day}</th>
                        <th scope="col">{office_texts().last_day}</th>
                        <th scope="col">{office_texts().state}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    };
    view! {
        {if is_empty { view! { <p>{office_texts().no_roles}</p> }.into_any() } else { table.into_any() }}
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
    let label = [office_texts().last_day, ", ", &name].concat();
    let from = format::day(texts(), grant.from.danish_day(), now().danish_day());
    let (role, place_name) = (role_name(grant.role), grant.place_name.clone());
    let grant = StoredValue::new(grant);
    let save = move |_| {
        let day = until.get_untracked();
        let end = end_of(&day);
        if !day.is_empty() && end.is_none_or(|end| end < grant.get_value().from) {
            return problem.set(office_texts().end_before_beginning.to_owned());
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
        GrantState::Coming => office_texts().grant_coming,
        GrantState::Holding => office_texts().grant_holding,
        GrantState::Ended => office_texts().grant_ended,
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
                    <button type="button" class="button small" aria-label=[office_texts().save, ", ", &name].concat() on:click=save>
                        {office_texts().save}
                    </button>
                    <button
                        type="button"
                        class="button small"
                        aria-label=[office_texts().end_now, ", ", &name].concat()
                        hidden=has_ended
                        on:click=end_now
                    >
                        {office_texts().end_now}
                    </button>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn NewGrant(person: UserId, departments: Vec<DepartmentRecord>, on_add: Callback<GrantRow>) -> impl IntoView {
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
            (None, _) => Some(FieldProblem::new("new-grant-from", office_texts().day_wanted)),
            (_, None) if !until_day.is_empty() => {
                Some(FieldProblem::new("new-grant-until", office_texts().day_wanted))
            }
            (Some(begin), Some(end)) if end <= begin => Some(FieldProblem::new(
                "new-grant-until",
                office_texts().end_before_beginning,
            )),
            _ => None,
        };
        let place = place_of(&place.read_untracked(), &organisation.id.read_untracked());
        let no_place = place
            .is_none()
            .then(|| FieldProblem::new("new-grant-place", office_texts().choose_place));
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
            <h2>{office_texts().add_role}</h2>
            <ErrorSummary heading=office_texts().correct_first problems/>
            <div class="form-grid">
                <SelectField
                    id="new-grant-role"
                    label=office_texts().role
                    offers=role_offers()
                    value=role
                    on_choose=move |key| role.set(key)
                />
                <SelectField
                    id="new-grant-place"
                    label=office_texts().place
                    offers=places
                    value=place
                    problem=problem_of(problems, "new-grant-place")
                    on_choose=move |key| place.set(key)
                />
                <LineField
                    id="new-grant-from"
                    label=office_texts().first_day
                    kind="date"
                    value=from
                    problem=problem_of(problems, "new-grant-from")
                    on_input=move |text| from.set(text)
                />
                <LineField
                    id="new-grant-until"
                    label=office_texts().last_day
                    hint=office_texts().last_day_hint
                    kind="date"
                    value=until
                    problem=problem_of(problems, "new-grant-until")
                    on_input=move |text| until.set(text)
                />
            </div>
            <div class="buttons">
                <button type="submit" class="button">{office_texts().add_role}</button>
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
    let question = PhoneQuestion::new();
    let ask = Callback::new(move |(id, name): (String, String)| question.ask(id, name));
    let revoke = Callback::new(move |()| {
        let (id, name) = question.phone();
        let of = organisation.id.get_untracked();
        revoking.run(
            async move { office.api().revoke_device(&of, &id).await },
            move |()| {
                question.close();
                office.changed(Notice {
                    text: office_texts().phone_is_locked.with(&[&name]),
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
        .map(|device| view! { <PhoneRow device on_revoke=ask/> })
        .collect_view();
    let table = view! {
        <ScrollableTable label=office_texts().phones>
            <table class="data">
                <caption>{office_texts().phones}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().name}</th>
                        <th scope="col">{office_texts().enrolled_at}</th>
                        <th scope="col">{office_texts().last_seen}</th>
                        <th scope="col">{office_texts().state}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    };
    view! {
        {if is_empty { view! { <p>{office_texts().no_phones}</p> }.into_any() } else { table.into_any() }}
        <PhoneLockDialog question submission=revoking on_lock=revoke/>
        <div class="buttons">
            <button type="button" class="button" on:click=make>{office_texts().make_code}</button>
        </div>
        <SubmissionProblem submission=making/>
        <div role="status">
            {move || {
                code.get()
                    .map(|code| {
                        view! {
                            <ul class="code-cards">
                                <CodeCard code/>
                            </ul>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

#[component]
fn PhoneRow(device: OfficeDevice, on_revoke: Callback<(String, String)>) -> impl IntoView {
    let id = device.id.to_string();
    let name = device.name.clone();
    let is_locked = device.revoked_at.is_some();
    let state = match device.revoked_at {
        Some(at) => office_texts().phone_locked_at.with(&[&time(at)]),
        None => office_texts().phone_in_use.to_owned(),
    };
    let button = device.revoked_at.is_none().then(|| {
        let label = [office_texts().phone_is_gone, ", ", &name].concat();
        view! {
            <button
                type="button"
                class="button small"
                aria-label=label
                on:click=move |_| on_revoke.run((id.clone(), name.clone()))
            >
                {office_texts().phone_is_gone}
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
    let by_mail = view! { <InvitationByMail id=id.clone() mail=person.mail/> };
    let invite = move |_| {
        let id = id.clone();
        inviting.run(async move { office.api().invite(&id).await }, move |made| {
            drop(invitation.try_set(Some(made)))
        });
    };
    let words = if person.has_account {
        office_texts().has_account
    } else {
        office_texts().has_no_account
    };
    let label = if person.has_account {
        office_texts().invite_again
    } else {
        office_texts().invite
    };
    let link = move || {
        invitation.get().map(|invitation| {
            view! {
                <p>{office_texts().invitation_lead.with(&[&time(invitation.expires_at)])}</p>
                <p class="copy-code">{invitation.link}</p>
            }
        })
    };
    view! {
        <section class="group">
            <h2>{office_texts().office_access}</h2>
            <p>{words}</p>
            <div class="buttons">
                <button type="button" class="button" on:click=invite>{label}</button>
            </div>
            <SubmissionProblem submission=inviting/>
            <div role="status" class="section">{link}</div>
            {by_mail}
        </section>
    }
    .into_any()
}

/// The invitation by mail, where the person has an address and the server sends mail.
#[component]
fn InvitationByMail(id: String, mail: String) -> impl IntoView {
    let office = use_office();
    let settings = LocalResource::new(move || async move { office.api().my_settings().await });
    let mailed = RwSignal::new(None::<MailedInvitation>);
    let mailing = Submission::new();
    let send = Callback::new(move |()| {
        let id = id.clone();
        mailing.run(
            async move { office.api().invite_by_mail(&id).await },
            move |made| drop(mailed.try_set(Some(made))),
        );
    });
    let has_mail = !mail.is_empty();
    let is_offered = move || has_mail && matches!(settings.get(), Some(Ok(settings)) if settings.sends_mail);
    let told = move || {
        mailed.get().map(|mailed| {
            office_texts()
                .invitation_mailed
                .with(&[&mailed.mail, &time(mailed.expires_at)])
        })
    };
    view! {
        <Show when=is_offered>
            <div class="buttons">
                <button type="button" class="button" on:click=move |_| send.run(())>
                    {office_texts().invite_by_mail}
                </button>
            </div>
        </Show>
        <SubmissionProblem submission=mailing/>
        <p role="status">{told}</p>
    }
    .into_any()
}
