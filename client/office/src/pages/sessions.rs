//! The person's own sessions, each of which can be ended.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::moment::{Moment, danish_offset};
use feltbog_shared::office::SessionRow;
use leptos::prelude::*;

use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, now, use_office};
use crate::texts::office_texts;

/// The sessions of the person.
#[component]
pub(crate) fn SessionsPage() -> impl IntoView {
    let office = use_office();
    let sessions = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().sessions().await }
    });
    view! {
        <Page title=office_texts().sessions>
            <p>{office_texts().sessions_lead}</p>
            <Loaded answer=sessions children=|sessions| view! { <SessionTable sessions/> }/>
        </Page>
    }
    .into_any()
}

/// The day and time at a moment in Denmark.
pub(crate) fn time(at: Moment) -> String {
    format::moment(texts(), at, now(), danish_offset(at))
}

#[component]
fn SessionTable(sessions: Vec<SessionRow>) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let rows = sessions.into_iter().map(|session| {
        let browser = session.browser.clone();
        let end = move |_| {
            let id = session.id.clone();
            submission.run(async move { office.api().end_session(&id).await }, move |()| {
                office.changed(Notice {
                    text: office_texts().session_is_ended.to_owned(),
                    undo: None,
                });
            });
        };
        let button = if session.is_this {
            view! { <span>{office_texts().session_is_this}</span> }.into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-label=[office_texts().end_session, ", ", &browser].concat()
                    on:click=end
                >
                    {office_texts().end_session}
                </button>
            }
            .into_any()
        };
        view! {
            <tr>
                <th scope="row">{browser}</th>
                <td>{time(session.begun_at)}</td>
                <td>{time(session.seen_at)}</td>
                <td>{button}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <SubmissionProblem submission/>
        <ScrollableTable label=office_texts().sessions>
            <table class="data">
                <caption class="unseen">{office_texts().sessions}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().browser}</th>
                        <th scope="col">{office_texts().begun}</th>
                        <th scope="col">{office_texts().last_seen}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}
