//! The administrative log: who changed what, with the values before and after, and the way back.

use feltbog_presentation::texts::texts;
use feltbog_shared::office::{LogAuthor, LogEntry};
use feltbog_ui::form::{LineField, SelectField};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde_json::Value;

use super::sessions::time;
use crate::address::{ListAddress, ListQuery, escaped, value};
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// The part of the log that is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
struct LogQuery {
    /// Id of the person who made the changes, or nothing.
    person: String,
    /// Key of the kind of change, or nothing.
    kind: String,
    /// The first day, `YYYY-MM-DD`, or nothing.
    from: String,
    /// The last day, `YYYY-MM-DD`, or nothing.
    until: String,
}

impl ListQuery for LogQuery {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            person: value(parameters, "hvem"),
            kind: value(parameters, "hvad"),
            from: value(parameters, "fra"),
            until: value(parameters, "til"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("hvem", self.person.clone()),
            ("hvad", self.kind.clone()),
            ("fra", self.from.clone()),
            ("til", self.until.clone()),
        ]
    }
}

impl LogQuery {
    /// The query as the server understands it.
    fn for_server(&self) -> String {
        let parts = [
            ("person", &self.person),
            ("kind", &self.kind),
            ("from", &self.from),
            ("until", &self.until),
        ];
        let parts = parts.into_iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<_> = parts
            .map(|(name, value)| [name, "=", &escaped(value)].concat())
            .collect();
        parts.join("&")
    }
}

/// The page of the log.
#[component]
pub(crate) fn LogPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let older = RwSignal::new(Vec::<LogEntry>::new());
    let next = RwSignal::new(None::<String>);
    let address = ListAddress::<LogQuery>::of_page();
    let authors = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        // Without them there is no choice of a person, and the log is there all the same.
        async move { Ok(office.api().log_authors(&id).await.unwrap_or_default()) }
    });
    let newest = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        let query = address.query.get().for_server();
        async move {
            let page = office.api().log(&id, &query, None).await?;
            // The page may have been left meanwhile, and its signals with it.
            let _ = older.try_set(Vec::new());
            let _ = next.try_set(page.next);
            Ok(page.rows)
        }
    });
    let loading = Submission::new();
    let load = move |_| {
        let (id, after) = (organisation.id.get_untracked(), next.get_untracked());
        let query = address.query.get_untracked();
        let asked = query.for_server();
        loading.run(
            async move { office.api().log(&id, &asked, after).await },
            move |page| {
                // Another part may be looked at meanwhile.
                if address.query.try_get_untracked().as_ref() == Some(&query) {
                    let _ = older.try_update(|older| older.extend(page.rows));
                    let _ = next.try_set(page.next);
                }
            },
        );
    };
    provide_context(older);
    view! {
        <Page title=office_texts().log>
            <p>{office_texts().log_lead}</p>
            <Loaded answer=authors children=|authors| view! { <LogFilters authors/> }/>
            <Loaded answer=newest children=|newest| view! { <LogTable newest/> }/>
            <SubmissionProblem submission=loading/>
            <div class="buttons" hidden=move || next.read().is_none()>
                <button type="button" class="button" on:click=load>{office_texts().log_older}</button>
            </div>
        </Page>
    }
    .into_any()
}

/// Person, kind of change and period, all in the address.
#[component]
fn LogFilters(authors: Vec<LogAuthor>) -> impl IntoView {
    let address = ListAddress::<LogQuery>::of_page();
    let mut people = vec![(String::new(), office_texts().log_everybody.to_owned())];
    people.extend(
        authors
            .into_iter()
            .map(|author| (author.person.to_string(), author.name)),
    );
    let mut kinds = vec![(String::new(), office_texts().log_every_kind.to_owned())];
    kinds.extend(
        ACTIONS
            .into_iter()
            .map(|action| (action.to_owned(), action_name(action))),
    );
    view! {
        <search class="filters">
            <SelectField
                id="log-person"
                label=office_texts().log_by
                offers=people
                value=Signal::derive(move || address.query.read().person.clone())
                on_choose=move |key| address.change(|query| query.person = key)
            />
            <SelectField
                id="log-kind"
                label=office_texts().log_action
                offers=kinds
                value=Signal::derive(move || address.query.read().kind.clone())
                on_choose=move |key| address.change(|query| query.kind = key)
            />
            <LineField
                id="log-from"
                label=office_texts().log_from
                kind="date"
                value=Signal::derive(move || address.query.read().from.clone())
                on_input=move |day| address.change(|query| query.from = day)
            />
            <LineField
                id="log-until"
                label=office_texts().log_until
                kind="date"
                value=Signal::derive(move || address.query.read().until.clone())
                on_input=move |day| address.change(|query| query.until = day)
            />
        </search>
    }
    .into_any()
}

#[component]
fn LogTable(newest: Vec<LogEntry>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let older = expect_context::<RwSignal<Vec<LogEntry>>>();
    let undoing = Submission::new();
    let undo = Callback::new(move |number: u64| {
        let id = organisation.id.get_untracked();
        undoing.run(async move { office.api().undo(&id, number).await }, move |_| {
            office.changed(Notice {
                text: office_texts().undone.to_owned(),
                undo: None,
            });
        });
    });
    let newest = StoredValue::new(newest);
    let is_empty = move || newest.with_value(Vec::is_empty) && older.read().is_empty();
    let rows = move || {
        let entries = newest.get_value().into_iter().chain(older.get());
        entries.map(|entry| view! { <LogRow entry undo/> }).collect_view()
    };
    view! {
        <SubmissionProblem submission=undoing/>
        <ScrollableTable label=office_texts().log>
            <table class="data">
                <caption class="unseen">{office_texts().log}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().log_at}</th>
                        <th scope="col">{office_texts().log_by}</th>
                        <th scope="col">{office_texts().log_action}</th>
                        <th scope="col">{office_texts().log_changes}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
        <p hidden=move || !is_empty()>{office_texts().nothing_found}</p>
    }
    .into_any()
}

#[component]
fn LogRow(entry: LogEntry, undo: Callback<u64>) -> impl IntoView {
    let action = action_name(&entry.action);
    let what = [action.as_str(), ": ", &entry.subject].concat();
    let changes = differences(entry.before.as_deref(), entry.after.as_deref());
    let changes = changes.into_iter().map(|(field, before, after)| {
        view! {
            <li>
                <span class="log-field">{field_name(&field)}</span>
                {": "}
                <del>{before}</del>
                {" → "}
                <ins>{after}</ins>
            </li>
        }
    });
    let number = entry.number;
    let button = entry.is_undoable.then(|| {
        view! {
            <button
                type="button"
                class="button small"
                aria-label=[office_texts().undo, ", ", &what].concat()
                on:click=move |_| undo.run(number)
            >
                {office_texts().undo}
            </button>
        }
    });
    view! {
        <tr>
            <td>{time(entry.at)}</td>
            <td>{entry.by}</td>
            <th scope="row">{what}</th>
            <td class="wide">
                <ul>{changes.collect_view()}</ul>
            </td>
            <td>{button}</td>
        </tr>
    }
    .into_any()
}

/// Keys of the actions that have a text, in the order of the texts.
const ACTIONS: [&str; 40] = [
    "organisation_added",
    "organisation_changed",
    "department_added",
    "department_changed",
    "person_added",
    "person_changed",
    "grants_changed",
    "device_revoked",
    "phone_confirmed",
    "card_changed",
    "settings_changed",
    "phone_codes_made",
    "invitation_made",
    "imported",
    "undone",
    "exported",
    "data_token_made",
    "data_token_revoked",
    "webhook_made",
    "webhook_ended",
    "own_value_changed",
    "effort_added",
    "effort_changed",
    "effort_activity_linked",
    "effort_tasks_changed",
    "staff_added",
    "staff_changed",
    "competency_changed",
    "directory_changed",
    "sessions_ended",
    "invitation_withdrawn",
    "nature_settings_changed",
    "map_background_changed",
    "eviction_cost_changed",
    "letter_template_changed",
    "letter_template_approved",
    "interview_link_made",
    "interview_link_closed",
    "own_grants_given",
    "departments_changed",
];

/// Keys of the fields that have a text, in the order of the texts.
const FIELDS: [&str; 122] = [
    "name",
    "number",
    "key",
    "cvr",
    "lbf_number",
    "controller",
    "phone_unused_days",
    "confirms_phones",
    "departments",
    "people",
    "municipality",
    "dwellings",
    "outdoor_area",
    "bfe",
    "access_addresses",
    "housing_forms",
    "ownership",
    "representation",
    "modules",
    "contacts",
    "bases",
    "house_rules",
    "resources",
    "retention_months",
    "mail",
    "grants",
    "phones",
    "has_account",
    "id",
    "list",
    "base",
    "danish",
    "english",
    "is_retired",
    "title",
    "signs",
    "steps",
    "do_not",
    "calls",
    "is_danger",
    "escalate_to",
    "audience",
    "approved_by",
    "review_by",
    "document",
    "department",
    "is_for_residents",
    "situation",
    "added",
    "changed",
    "ended",
    "unchanged",
    "format",
    "rows",
    "kinds",
    "department_count",
    "from",
    "until",
    "is_for_sheet",
    "kind",
    "geography",
    "placement",
    "state",
    "handed_off_on",
    "closed_on",
    "owner",
    "purpose",
    "places",
    "partners",
    "funding",
    "lbf_area",
    "goals",
    "anchoring",
    "strategy",
    "by",
    "basis",
    "stop",
    "onboarding",
    "hours",
    "lendings",
    "effort",
    "person",
    "activity",
    "is_linked",
    "task",
    "is_done",
    "due_on",
    "enrolled",
    "phone",
    "remark",
    "situations",
    "months",
    "competency",
    "course",
    "taken_on",
    "expires_on",
    "deadlines",
    "receipt_working_days",
    "assessment_working_days",
    "mediation_contact_days",
    "mediation_meeting_days",
    "follow_up_days",
    "follow_up_months",
    "mediation_follow_up_months",
    "inform_months",
    "no_event_days",
    "answer_working_days",
    "note_working_days",
    "square_metres",
    "percent",
    "is_public",
    "host",
    "source",
    "deepest_zoom",
    "eviction_cost",
    "body",
    "ambassador_scheme",
    "ambassador_variant",
    "controllers",
    "closing_needs_two",
    "unseen_days",
    "accessibility_contact",
];

/// The name of an action; its key for one that this app does not know.
fn action_name(action: &str) -> String {
    let place = ACTIONS.iter().position(|known| *known == action);
    place
        .and_then(|place| office_texts().log_action_name.get(place).copied())
        .map_or_else(|| action.to_owned(), str::to_owned)
}

/// The name of a field in words; its key for one that this app does not know. A field within another is named after it.
fn field_name(field: &str) -> String {
    let name = |key: &str| {
        let place = FIELDS.iter().position(|known| *known == key);
        place
            .and_then(|place| office_texts().log_field.get(place).copied())
            .map_or_else(|| key.to_owned(), str::to_owned)
    };
    field.split('.').map(name).collect::<Vec<_>>().join(", ")
}

/// A value with the fields of its objects beside its own, each named after the object it stands in.
fn flat(value: Value) -> Value {
    let Value::Object(fields) = value else {
        return value;
    };
    let mut all = serde_json::Map::new();
    for (name, value) in fields {
        match value {
            Value::Object(inner) => {
                all.extend(
                    inner
                        .into_iter()
                        .map(|(key, value)| ([&name, ".", &key].concat(), value)),
                );
            }
            value => drop(all.insert(name, value)),
        }
    }
    Value::Object(all)
}

/// The fields whose values differ, with both values in words. Values that are no objects are one field without a name.
fn differences(before: Option<&str>, after: Option<&str>) -> Vec<(String, String, String)> {
    let read = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let read = |text| flat(read(text).unwrap_or_default());
    let (before, after) = (read(before), read(after));
    let mut names: Vec<&String> = Vec::new();
    for object in [&before, &after].into_iter().filter_map(Value::as_object) {
        for name in object.keys().filter(|name| *name != "version") {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names.sort();
    if names.is_empty() {
        let (before, after) = (words(&before), words(&after));
        return match before == after {
            true => Vec::new(),
            false => vec![(String::new(), before, after)],
        };
    }
    let value = |object: &Value, name: &str| object.get(name).map(words).unwrap_or_default();
    let fields = names
        .into_iter()
        .map(|name| (name.clone(), value(&before, name), value(&after, name)));
    fields.filter(|(_, before, after)| before != after).collect()
}

/// A value in words: texts as they are, lists with commas. Ids say nothing to anybody.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, _)| *name != "id");
            let fields = fields
                .map(|(_, value)| words(value))
                .filter(|field| !field.is_empty());
            fields.collect::<Vec<_>>().join(" ")
        }
        Value::Bool(is_so) => if *is_so { texts().yes } else { texts().no }.to_owned(),
        Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields of what is changed most have texts, and so have those of the cards' words.
    #[test]
    fn fields_are_told_in_words() {
        use feltbog_shared::office::competence::Competency;
        use feltbog_shared::office_cards::OfficeCard;
        use feltbog_shared::office_settings::OrganisationSettings;
        use feltbog_shared::own_values::OwnValue;

        assert_eq!(office_texts().log_field.len(), FIELDS.len());
        assert_eq!(office_texts().log_action_name.len(), ACTIONS.len());
        let card = r#"{"document":"00000000-0000-0000-0000-000000000000",
            "department":"00000000-0000-0000-0000-000000000000","is_for_residents":false,"situation":"","version":1,
            "danish":{"title":"","signs":"","steps":"","do_not":"","calls":""},
            "english":{"title":"","signs":"","steps":"","do_not":"","calls":""},"is_danger":false,"escalate_to":"",
            "audience":[],"approved_by":"","review_by":""}"#;
        let card: OfficeCard = serde_json::from_str(card).unwrap();
        let entry = r#"{"id":"","version":1,"kind":"contact","municipality":"","situation":"","name":"","phone":"",
            "remark":""}"#;
        let course =
            r#"{"id":"","person":"","name":"","competency":"","course":"","taken_on":"","expires_on":""}"#;
        let messages = [
            serde_json::to_value(card).unwrap(),
            serde_json::to_value(OrganisationSettings::default()).unwrap(),
            serde_json::to_value(OwnValue::default()).unwrap(),
            serde_json::to_value(Competency::default()).unwrap(),
            serde_json::from_str(entry).unwrap(),
            serde_json::from_str(course).unwrap(),
        ];
        for message in messages {
            for name in flat(message).as_object().unwrap().keys() {
                let is_known = name
                    .split('.')
                    .all(|part| FIELDS.contains(&part) || part == "version");
                assert!(is_known, "{name} has no text");
            }
        }
        assert_eq!(field_name("danish.title"), "Dansk, Overskrift");
        assert_eq!(field_name("unknown"), "unknown");
    }

    #[test]
    fn the_part_that_is_looked_at_is_asked_for() {
        let mut query = LogQuery::default();
        assert_eq!(query.for_server(), "");
        query.kind = "imported".into();
        query.until = "2026-11-29".into();
        assert_eq!(query.for_server(), "kind=imported&until=2026-11-29");
    }

    #[test]
    fn nested_fields_are_told_by_themselves() {
        let before = r#"{"danish":{"title":"Vand","signs":"a"},"version":1}"#;
        let after = r#"{"danish":{"title":"Vandskade","signs":"a"},"version":2}"#;
        let told = differences(Some(before), Some(after));
        assert_eq!(told, [("danish.title".into(), "Vand".into(), "Vandskade".into())]);
    }

    #[test]
    fn only_what_differs_is_told() {
        let before = r#"{"name":"Birk","number":"7","version":1,"bfe":["1"]}"#;
        let after = r#"{"name":"Birkevang","number":"7","version":2,"bfe":["1","2"]}"#;
        let told = differences(Some(before), Some(after));
        let expected = [("bfe", "1", "1, 2"), ("name", "Birk", "Birkevang")];
        let told: Vec<_> = told
            .iter()
            .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
            .collect();
        assert_eq!(told, expected);
        assert_eq!(differences(None, Some("[1]")).len(), 1);
        assert!(differences(None, None).is_empty());
    }
}
