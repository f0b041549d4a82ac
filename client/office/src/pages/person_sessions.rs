//! The browsers in which a person is signed in to the office, as their administrators see and end them.

use feltbog_shared::office::{OfficePerson, SessionRow};
use leptos::prelude::*;

use super::sessions::time;
use crate::components::loaded::Loaded;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The person whose sessions are shown: id and name.
#[derive(Clone)]
struct Subject {
    id: String,
    name: String,
}

/// The sessions of a person.
#[component]
pub(crate) fn PersonSessions(person: OfficePerson) -> impl IntoView {
    let office = use_office();
    let subject = Subject {
        id: person.id.map(|id| id.to_string()).unwrap_or_default(),
        name: person.name,
    };
    let id = subject.id.clone();
    provide_context(subject);
    let sessions = LocalResource::new(move || {
        office.revision.track();
        let id = id.clone();
        async move {
            match office.api().sessions_of(&id).await {
                // Somebody without a role, or whose sessions others administer.
                Err(error) if error.code() == "not_found" => Ok(None),
                answer => answer.map(Some),
            }
        }
    });
    view! { <Loaded answer=sessions children=|sessions| view! { <SessionGroup sessions/> }/> }.into_any()
}

#[component]
fn SessionGroup(sessions: Option<Vec<SessionRow>>) -> impl IntoView {
    sessions.map(|sessions| {
        view! {
            <section class="group">
                <h2>{office_texts().person_sessions}</h2>
                <Sessions sessions/>
            </section>
        }
    })
}

#[component]
fn Sessions(sessions: Vec<SessionRow>) -> impl IntoView {
    let office = use_office();
    let subject = expect_context::<Subject>();
    let submission = Submission::new();
    if sessions.is_empty() {
        return view! { <p>{office_texts().person_sessions_none}</p> }.into_any();
    }
    let end = move |_| {
        let Subject { id, name } = subject.clone();
        submission.run(
            async move { office.api().end_sessions_of(&id).await },
            move |()| {
                office.changed(Notice {
                    text: office_texts().person_sessions_ended.with(&[&name]),
                    undo: None,
                });
            },
        );
    };
    let rows = sessions.into_iter().map(|session| {
        view! {
            <tr>
                <th scope="row">{session.browser}</th>
                <td>{time(session.begun_at)}</td>
                <td>{time(session.seen_at)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=office_texts().person_sessions>
            <table class="data">
                <caption class="unseen">{office_texts().person_sessions}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().browser}</th>
                        <th scope="col">{office_texts().begun}</th>
                        <th scope="col">{office_texts().last_seen}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
        <p class="hint">{office_texts().person_sessions_hint}</p>
        <SubmissionProblem submission/>
        <div class="buttons">
            <button type="button" class="button" on:click=end>{office_texts().person_sessions_end}</button>
        </div>
    }
    .into_any()
}
