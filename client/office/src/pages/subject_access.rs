//! Subject access for privacy officers: the requests of every right with their deadlines, and everything that is kept of a home, to read
//! through, to print and to save. A home stands in no address.

use feltbog_presentation::format;
use feltbog_presentation::texts::{language, texts};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::moment::Day;
use feltbog_shared::office::subject_access::{
    NewSubjectRequest, SubjectAccessAnswer, SubjectAccessQuery, SubjectField, SubjectRecord, SubjectRequest,
    SubjectRequestChange, SubjectRequestState, SubjectRequestStep, SubjectRight,
};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::{LineField, SelectField};
use leptos::prelude::*;

use crate::api::subject_access::save_as_data;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::print_button::PrintButton;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::{new_document, today, use_desk};
use crate::state::{Notice, Office, use_office};
use crate::texts::office_texts;

/// Name of the saved data.
const DATA_FILE: &str = "indsigt.json";

/// The answer that is shown, with what was asked for.
type Shown = RwSignal<Option<(SubjectAccessQuery, SubjectAccessAnswer)>>;

/// The page of subject access.
#[component]
pub(crate) fn SubjectAccessPage() -> impl IntoView {
    let office = use_office();
    let requests = LocalResource::new(move || {
        office.revision.track();
        async move { office.api().subject_requests().await }
    });
    let shown: Shown = RwSignal::new(None);
    provide_context(shown);
    let answer = move || {
        shown
            .get()
            .map(|(query, answer)| view! { <Answer query answer/> })
    };
    view! {
        <Page title=office_texts().subject_access>
            <div class="no-print">
                <p>{office_texts().subject_access_lead}</p>
                <Question/>
            </div>
            <div aria-live="polite">{answer}</div>
            <div class="no-print">
                <h2>{office_texts().subject_requests}</h2>
                <p>{office_texts().subject_requests_lead}</p>
                <Loaded
                    answer=requests
                    children=|requests| view! { <RequestTable requests/> }
                />
            </div>
        </Page>
    }
    .into_any()
}

/// Asks for the answer about a home.
fn show(office: Office, submission: Submission, shown: Shown, query: SubjectAccessQuery) {
    let asked = query.clone();
    submission.run(
        async move { office.api().subject_access(&asked).await },
        move |answer| {
            // The page may have been left meanwhile.
            let _ = shown.try_set(Some((query, answer)));
        },
    );
}

/// The home that is asked about: its answer, and its line in the register.
#[component]
fn Question() -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let shown = expect_context::<Shown>();
    let departments = Signal::derive(move || {
        let all = desk.departments().into_iter();
        let own = all.filter(|department| department.answers_subject_access);
        own.map(|department| (department.id.to_string(), department.name))
            .collect::<Vec<Offer>>()
    });
    let chosen = RwSignal::new(String::new());
    let department = Memo::new(move |_| match chosen.get() {
        none if none.is_empty() => {
            let offers = departments.read();
            offers.first().map(|(id, _)| id.clone()).unwrap_or_default()
        }
        chosen => chosen,
    });
    let home = RwSignal::new(String::new());
    let since = RwSignal::new(String::new());
    let received_on = RwSignal::new(today().to_string());
    let asked_for = RwSignal::new(SubjectRight::Access.key().to_owned());
    let rights: Vec<Offer> = SubjectRight::ALL
        .into_iter()
        .map(|one| (one.key().to_owned(), right(one).to_owned()))
        .collect();
    // A request that is sent twice is one, until it is taken.
    let id = RwSignal::new(new_document());
    let (submission, noting) = (Submission::new(), Submission::new());
    let place = move || department.get_untracked().parse::<DepartmentId>().ok();
    let ask = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(department) = place() else { return };
        let query = SubjectAccessQuery {
            department,
            home: home.get_untracked(),
            since: since.get_untracked(),
            language: language(),
        };
        show(office, submission, shown, query);
    };
    let note = move |_| {
        let (Some(department), Ok(request)) = (place(), id.get_untracked().parse::<DocumentId>()) else {
            return;
        };
        let request = NewSubjectRequest {
            id: request,
            department,
            right: SubjectRight::from_key(&asked_for.get_untracked()).unwrap_or_default(),
            home: home.get_untracked(),
            received_on: received_on.get_untracked(),
        };
        noting.run(
            async move { office.api().add_subject_request(&request).await },
            move |_| {
                let _ = id.try_set(new_document());
                office.changed(Notice {
                    text: office_texts().subject_noted.to_owned(),
                    undo: None,
                });
            },
        );
    };
    view! {
        <form class="group" on:submit=ask>
            <SelectField
                id="subject-department"
                label=office_texts().department
                offers=departments
                value=department
                on_choose=move |id| chosen.set(id)
            />
            <LineField
                id="subject-home"
                label=office_texts().subject_home
                hint=office_texts().subject_home_hint
                value=home
                on_input=move |text| home.set(text)
            />
            <LineField
                id="subject-since"
                kind="date"
                label=office_texts().subject_since
                hint=office_texts().subject_since_hint
                value=since
                on_input=move |text| since.set(text)
            />
            <LineField
                id="subject-received-on"
                kind="date"
                label=office_texts().subject_received_on
                value=received_on
                on_input=move |text| received_on.set(text)
            />
            <SelectField
                id="subject-right"
                label=office_texts().subject_right_label
                offers=Signal::stored(rights)
                value=asked_for
                on_choose=move |key| asked_for.set(key)
            />
            <div class="buttons">
                <SubmitButton label=office_texts().subject_show submission/>
                <button type="button" class="button" on:click=note>
                    {office_texts().subject_note}
                </button>
            </div>
            <SubmissionProblem submission/>
            <SubmissionProblem submission=noting/>
        </form>
    }
    .into_any()
}

/// A day in words.
fn day(text: &str) -> String {
    Day::parse(text).map_or_else(|| text.to_owned(), |day| format::day(texts(), day, today()))
}

/// The words for a state.
fn state(state: SubjectRequestState) -> &'static str {
    let place = SubjectRequestState::ALL.iter().position(|one| *one == state);
    place.map_or("", |place| office_texts().subject_state[place])
}

/// The words for a right.
fn right(right: SubjectRight) -> &'static str {
    let place = SubjectRight::ALL.iter().position(|one| *one == right);
    place.map_or("", |place| office_texts().subject_right[place])
}

#[component]
fn RequestTable(requests: Vec<SubjectRequest>) -> impl IntoView {
    if requests.is_empty() {
        return view! { <p>{office_texts().subject_no_requests}</p> }.into_any();
    }
    let rows = requests
        .into_iter()
        .map(|request| view! { <RequestRow request/> });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=office_texts().subject_requests>
            <table class="data">
                <caption class="unseen">{office_texts().subject_requests}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().subject_home}</th>
                        <th scope="col">{office_texts().subject_right_column}</th>
                        <th scope="col">{office_texts().department}</th>
                        <th scope="col">{office_texts().subject_received_on}</th>
                        <th scope="col">{office_texts().subject_due_on}</th>
                        <th scope="col">{office_texts().subject_state_label}</th>
                        <th scope="col">{office_texts().subject_steps}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[component]
fn RequestRow(request: SubjectRequest) -> impl IntoView {
    let overdue = request
        .is_overdue
        .then(|| view! { <br/><strong>{office_texts().subject_overdue}</strong> });
    let extended = (!request.extended_reason.is_empty()).then(|| {
        let words = [office_texts().subject_extended, ": ", &request.extended_reason].concat();
        view! { <br/><small>{words}</small> }
    });
    let ended = (!request.ended_on.is_empty()).then(|| {
        let words = [office_texts().subject_ended_on, " ", &day(&request.ended_on)].concat();
        view! { <br/><small>{words}</small> }
    });
    let is_open = request.state == SubjectRequestState::Open;
    let row = request.clone();
    let steps = is_open.then(move || view! { <RequestSteps request=row/> });
    view! {
        <tr>
            <th scope="row">{request.home}</th>
            <td>{right(request.right)}</td>
            <td>{request.department_name}</td>
            <td>{day(&request.received_on)}</td>
            <td>{day(&request.due_on)} {overdue} {extended}</td>
            <td>{state(request.state)} {ended}</td>
            <td>{steps}</td>
        </tr>
    }
    .into_any()
}

/// The buttons of a request that waits.
#[component]
fn RequestSteps(request: SubjectRequest) -> impl IntoView {
    let office = use_office();
    let shown = expect_context::<Shown>();
    let submission = Submission::new();
    let reason = RwSignal::new(String::new());
    let (id, version) = (StoredValue::new(request.id.to_string()), request.version);
    let can_be_extended = request.extended_reason.is_empty();
    let field = id.with_value(|id| ["subject-reason-", id].concat());
    let step = move |step: SubjectRequestStep| {
        let change = SubjectRequestChange { version, step };
        let id = id.get_value();
        submission.run(
            async move { office.api().change_subject_request(&id, &change).await },
            move |_| office.read_again(),
        );
    };
    let (department, home) = (request.department, request.home);
    let answer = move |_| {
        let query = SubjectAccessQuery {
            department,
            home: home.clone(),
            since: String::new(),
            language: language(),
        };
        show(office, submission, shown, query);
    };
    let extend = move |_| {
        step(SubjectRequestStep::Extend {
            reason: reason.get_untracked(),
        });
    };
    let extension = can_be_extended.then(move || {
        view! {
            <LineField
                id=field
                label=office_texts().subject_reason
                value=reason
                on_input=move |text| reason.set(text)
            />
            <button type="button" class="button small" on:click=extend>
                {office_texts().subject_extend}
            </button>
        }
    });
    view! {
        <div class="buttons">
            <button type="button" class="button small" on:click=answer>
                {office_texts().subject_fetch}
            </button>
            <button type="button" class="button small" on:click=move |_| step(SubjectRequestStep::Answer)>
                {office_texts().subject_answered}
            </button>
            <button type="button" class="button small" on:click=move |_| step(SubjectRequestStep::Refuse)>
                {office_texts().subject_refused}
            </button>
            <button type="button" class="button small" on:click=move |_| step(SubjectRequestStep::Withdraw)>
                {office_texts().subject_withdrawn}
            </button>
        </div>
        {extension}
        <SubmissionProblem submission/>
    }
    .into_any()
}

/// The answer as it is printed, with the ways to save it.
#[component]
fn Answer(query: SubjectAccessQuery, answer: SubjectAccessAnswer) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let data = StoredValue::new(answer.clone());
    let save_pdf = move |_| {
        let query = query.clone();
        submission.run(
            async move { office.api().save_subject_access_paper(&query).await },
            |()| {},
        );
    };
    let save_data = move |_| {
        let saved = data.with_value(|answer| save_as_data(answer, DATA_FILE));
        submission.error.set(saved.err());
    };
    let withheld = answer
        .is_withheld
        .then(|| view! { <p>{office_texts().subject_withheld}</p> });
    let register = (!answer.dwelling.is_empty()).then(|| {
        let fields = fields(answer.dwelling);
        view! {
            <h3>{office_texts().subject_dwelling}</h3>
            <dl>{fields}</dl>
        }
    });
    let nothing = answer
        .records
        .is_empty()
        .then(|| view! { <p>{office_texts().subject_nothing}</p> });
    let records = answer
        .records
        .into_iter()
        .map(|record| view! { <Record record/> });
    let records = records.collect_view();
    let more = answer
        .has_more_accesses
        .then(|| view! { <p>{office_texts().subject_more_accesses}</p> });
    let accesses = (!answer.accesses.is_empty()).then(|| {
        let rows = answer.accesses.into_iter().map(|access| {
            view! {
                <tr>
                    <th scope="row">{access.at_words}</th>
                    <td>{access.action}</td>
                    <td>{access.purpose}</td>
                    <td>{access.title}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        view! {
            <h3>{office_texts().subject_accesses}</h3>
            <ScrollableTable label=office_texts().subject_accesses>
                <table class="data">
                    <caption class="unseen">{office_texts().subject_accesses}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{office_texts().log_at}</th>
                            <th scope="col">{office_texts().log_action}</th>
                            <th scope="col">{office_texts().access_where}</th>
                            <th scope="col">{office_texts().access_subject}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollableTable>
            {more}
        }
    });
    view! {
        <section class="group" aria-label=office_texts().subject_answer>
            <h2>{[office_texts().subject_answer, ": ", &answer.home].concat()}</h2>
            <p class="no-print">{office_texts().subject_read_first}</p>
            <dl>
                <dt>{office_texts().department}</dt>
                <dd>{answer.department_name}</dd>
                <dt>{office_texts().subject_controller}</dt>
                <dd>{answer.controller}</dd>
                <dt>{office_texts().subject_made_at}</dt>
                <dd>{answer.made_at_words}</dd>
            </dl>
            {withheld}
            {register}
            <h3>{office_texts().subject_records}</h3>
            {nothing}
            {records}
            {accesses}
            <div class="buttons">
                <PrintButton/>
                <button type="button" class="button" on:click=save_pdf>
                    {office_texts().subject_save_pdf}
                </button>
                <button type="button" class="button" on:click=save_data>
                    {office_texts().subject_save_data}
                </button>
            </div>
            <SubmissionProblem submission/>
        </section>
    }
    .into_any()
}

/// Labels and values.
fn fields(fields: Vec<SubjectField>) -> AnyView {
    let pairs = fields.into_iter().map(|field| {
        view! {
            <dt>{field.label}</dt>
            <dd>{field.value}</dd>
        }
    });
    pairs.collect_view().into_any()
}

#[component]
fn Record(record: SubjectRecord) -> impl IntoView {
    let belongs = (!record.names_home).then(|| view! { <p>{office_texts().subject_belongs}</p> });
    let discarded = record
        .is_discarded
        .then(|| view! { <p>{office_texts().subject_discarded}</p> });
    let labels = [
        office_texts().subject_first_change,
        office_texts().subject_last_change,
    ];
    let times = labels.into_iter().zip(record.changed_words).map(|(label, time)| {
        view! {
            <dt>{label}</dt>
            <dd>{time}</dd>
        }
    });
    let times = times.collect_view();
    view! {
        <section class="panel-section">
            <h4>{record.title}</h4>
            {belongs}
            {discarded}
            <dl>
                {times}
                <dt>{office_texts().department}</dt>
                <dd>{record.department_name}</dd>
                {fields(record.fields)}
            </dl>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_right_has_its_words() {
        assert_eq!(office_texts().subject_right.len(), SubjectRight::ALL.len());
        assert_eq!(right(SubjectRight::Objection), office_texts().subject_right[3]);
        assert_eq!(office_texts().subject_state.len(), SubjectRequestState::ALL.len());
        assert_eq!(
            state(SubjectRequestState::Withdrawn),
            office_texts().subject_state[2]
        );
    }
}
