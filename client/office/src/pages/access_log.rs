//! The access log for privacy officers: who read or changed a record or what names a dwelling, a random sample, and
//! security events.

use feltbog_presentation::texts::texts;
use feltbog_shared::office::audit::{
    AuditAction, AuditPage, AuditPurpose, AuditQuery, AuditRow, SecurityKind, SecurityPage, SecurityRow,
};
use feltbog_ui::form::LineField;
use leptos::prelude::*;

use super::sessions::time;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::use_office;
use crate::texts::office_texts;

/// The page of the access log.
#[component]
pub(crate) fn AccessLogPage() -> impl IntoView {
    let office = use_office();
    let events = LocalResource::new(move || async move { office.api().security_events("").await });
    view! {
        <Page title=office_texts().access_log>
            <p>{office_texts().access_log_lead}</p>
            <SubjectSearch/>
            <h2>{office_texts().security_events}</h2>
            <p>{office_texts().security_events_lead}</p>
            <Loaded answer=events children=|page: SecurityPage| view! { <SecurityTable page/> }/>
        </Page>
    }
    .into_any()
}

/// The words for a sort of access.
fn action(action: AuditAction) -> &'static str {
    let place = AuditAction::ALL.iter().position(|one| *one == action);
    place.map_or("", |place| office_texts().audit_action[place])
}

/// The words for a screen or a channel.
fn purpose(purpose: AuditPurpose) -> &'static str {
    let place = AuditPurpose::ALL.iter().position(|one| *one == purpose);
    place.map_or("", |place| office_texts().audit_purpose[place])
}

/// The words for a sort of security event.
fn security_kind(kind: SecurityKind) -> &'static str {
    let place = SecurityKind::ALL.iter().position(|one| *one == kind);
    place.map_or("", |place| office_texts().security_kind[place])
}

/// The search by record or dwelling, the sample, and what was found. What is searched for stands in no address.
#[component]
fn SubjectSearch() -> impl IntoView {
    let office = use_office();
    let (document, home) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let found = RwSignal::new(None::<AuditPage>);
    let asked = RwSignal::new(AuditQuery::default());
    let submission = Submission::new();
    let search = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let query = AuditQuery {
            document: document.get_untracked(),
            home: home.get_untracked(),
            after: String::new(),
        };
        asked.set(query.clone());
        submission.run(
            async move { office.api().access_log(&query).await },
            move |page| found.set(Some(page)),
        );
    };
    let sample = move |_| {
        submission.run(async move { office.api().access_sample().await }, move |page| {
            found.set(Some(page))
        });
    };
    let older = move |_| {
        let Some(after) = found.with_untracked(|page| page.as_ref()?.next.clone()) else {
            return;
        };
        let query = AuditQuery {
            after,
            ..asked.get_untracked()
        };
        submission.run(
            async move { office.api().access_log(&query).await },
            move |page: AuditPage| {
                found.update(|found| {
                    let mut rows = found.take().unwrap_or_default().rows;
                    rows.extend(page.rows);
                    *found = Some(AuditPage {
                        rows,
                        next: page.next,
                    });
                });
            },
        );
    };
    let has_older = move || found.with(|page| page.as_ref().is_some_and(|page| page.next.is_some()));
    let table = move || found.get().map(|page| view! { <AccessTable rows=page.rows/> });
    view! {
        <form on:submit=search>
            <LineField
                id="access-home"
                label=office_texts().access_home
                hint=office_texts().access_home_hint
                value=home
                on_input=move |text| home.set(text)
            />
            <LineField
                id="access-document"
                label=office_texts().access_document
                hint=office_texts().access_document_hint
                value=document
                on_input=move |text| document.set(text)
            />
            <div class="buttons">
                <SubmitButton label=office_texts().access_search submission/>
                <button type="button" class="button" on:click=sample>
                    {office_texts().access_sample}
                </button>
            </div>
            <SubmissionProblem submission/>
        </form>
        <div aria-live="polite">{table}</div>
        <Show when=has_older>
            <button type="button" class="button small" on:click=older>
                {office_texts().log_older}
            </button>
        </Show>
    }
    .into_any()
}

#[component]
fn AccessTable(rows: Vec<AuditRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p>{office_texts().access_none}</p> }.into_any();
    }
    let rows = rows.into_iter().map(|row| {
        let kind = row.kind.map_or("", |kind| texts().kind(kind));
        let who = match row.person {
            Some(_) => row.person_name,
            None => office_texts().access_by_server.to_owned(),
        };
        view! {
            <tr>
                <th scope="row">{time(row.at)}</th>
                <td>{who}</td>
                <td>{action(row.action)}</td>
                <td>{purpose(row.purpose)}</td>
                <td>{row.device_name}</td>
                <td>{row.department_name}</td>
                <td>{kind}<br/><small>{row.document.to_string()}</small></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=office_texts().access_log>
            <table class="data">
                <caption class="unseen">{office_texts().access_log}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().log_at}</th>
                        <th scope="col">{office_texts().log_by}</th>
                        <th scope="col">{office_texts().log_action}</th>
                        <th scope="col">{office_texts().access_where}</th>
                        <th scope="col">{office_texts().waiting_phone}</th>
                        <th scope="col">{office_texts().department}</th>
                        <th scope="col">{office_texts().access_subject}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[component]
fn SecurityTable(page: SecurityPage) -> impl IntoView {
    let office = use_office();
    let rows = RwSignal::new(page.rows);
    let next = RwSignal::new(page.next);
    let submission = Submission::new();
    let older = move |_| {
        let after = next.get_untracked().unwrap_or_default();
        submission.run(
            async move { office.api().security_events(&after).await },
            move |page: SecurityPage| {
                rows.update(|rows| rows.extend(page.rows));
                next.set(page.next);
            },
        );
    };
    let line = |row: SecurityRow| {
        view! {
            <tr>
                <th scope="row">{time(row.at)}</th>
                <td>{security_kind(row.kind)}</td>
                <td>{row.count.to_string()}</td>
                <td>{row.person_name}</td>
                <td>{row.address}</td>
                <td><small>{row.route}</small></td>
            </tr>
        }
    };
    view! {
        <Show when=move || !rows.read().is_empty() fallback=|| view! { <p>{office_texts().security_none}</p> }>
            <ScrollableTable label=office_texts().security_events>
                <table class="data">
                    <caption class="unseen">{office_texts().security_events}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{office_texts().log_at}</th>
                            <th scope="col">{office_texts().log_action}</th>
                            <th scope="col">{office_texts().security_count}</th>
                            <th scope="col">{office_texts().log_by}</th>
                            <th scope="col">{office_texts().security_address}</th>
                            <th scope="col">{office_texts().security_route}</th>
                        </tr>
                    </thead>
                    <tbody>{move || rows.get().into_iter().map(line).collect_view()}</tbody>
                </table>
            </ScrollableTable>
        </Show>
        <Show when=move || next.read().is_some()>
            <button type="button" class="button small" on:click=older>
                {office_texts().log_older}
            </button>
        </Show>
        <SubmissionProblem submission/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_words() {
        assert_eq!(office_texts().audit_action.len(), AuditAction::ALL.len());
        assert_eq!(office_texts().audit_purpose.len(), AuditPurpose::ALL.len());
        assert_eq!(office_texts().security_kind.len(), SecurityKind::ALL.len());
        assert_eq!(purpose(AuditPurpose::Bundle), office_texts().audit_purpose[9]);
    }
}
