//! A record that is not made yet, in a dialog. What is entered stays in this tab until it is made.

use feltbog_presentation::fields::apply;
use feltbog_presentation::forms::beginning;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::{
    ArrearsContact, CounsellingInquiry, FieldChange, FieldEdit, Fields, Kind, Value,
};
use feltbog_shared::office::desk::{EditOutcome, NewRecord};
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;

use super::draft_name;
use super::fields::RecordFields;
use crate::components::dialog::Dialog;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::{new_document, today, use_desk};
use crate::record_form::{FormSubject, NO_DEPARTMENT, RecordForm};
use crate::state::{Notice, now, use_office};
use crate::texts::office_texts;

/// The kind and place of a new record.
#[derive(Clone, Copy)]
pub(crate) struct NewRecordSubject {
    /// The kind.
    pub(crate) kind: Kind,
    /// The department; nothing to have it chosen.
    pub(crate) department: Option<DepartmentId>,
    /// The field that points to the record it belongs to, and that record.
    pub(crate) link: Option<(&'static str, DocumentId)>,
}

/// A dialog that makes a record.
#[component]
pub(crate) fn NewRecordDialog(
    /// Id of the dialog, unique on the page.
    #[prop(into)]
    id: String,
    /// Kind and place.
    subject: NewRecordSubject,
    /// Whether it is open.
    is_open: RwSignal<bool>,
    /// Called with the department and the record that was made.
    #[prop(into)]
    on_made: Callback<(DepartmentId, EditOutcome)>,
) -> impl IntoView {
    let title = match subject.kind {
        Kind::ConflictCase => office_texts().new_case,
        kind => texts().kind(kind),
    };
    view! {
        <Dialog id title=title.to_owned() is_open>
            <NewRecordForm subject is_open on_made/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn NewRecordForm(
    subject: NewRecordSubject,
    is_open: RwSignal<bool>,
    on_made: Callback<(DepartmentId, EditOutcome)>,
) -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let offers = Memo::new(move |_| {
        let departments = desk.departments().into_iter();
        let departments = departments.filter(|one| one.creates.contains(&subject.kind));
        departments
            .map(|one| (one.id.to_string(), one.name))
            .collect::<Vec<Offer>>()
    });
    let first = offers.with_untracked(|offers| match &offers[..] {
        [(only, _)] => only.clone(),
        _ => String::new(),
    });
    let department = RwSignal::new(
        subject
            .department
            .map_or(first, |department| department.to_string()),
    );
    let base = StoredValue::new(first_edits(subject));
    let mut fields = Fields::new();
    base.with_value(|edits| edits.iter().for_each(|edit| apply(&mut fields, edit)));
    let link = subject.link.map(|(_, document)| document.to_string());
    let draft = [
        "new.",
        subject.kind.key(),
        ".",
        link.as_deref().unwrap_or_default(),
    ]
    .concat();
    let known = subject
        .department
        .or_else(|| department.get_untracked().parse().ok());
    let form = RecordForm::new(
        FormSubject {
            department: known.unwrap_or(NO_DEPARTMENT),
            document: None,
            kind: subject.kind,
            fields,
            heads: Vec::new(),
            disputes: Vec::new(),
            may_update: true,
            // Whoever decides does so in the record, once it is there.
            may_decide: false,
            draft: draft_name(&draft),
        },
        Callback::new(|_| ()),
    );
    let submission = Submission::new();
    let token = StoredValue::new(new_document());
    let problem = RwSignal::new(String::new());
    let make = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        form.save_texts();
        let Ok(department) = department.get_untracked().parse::<DepartmentId>() else {
            problem.set(office_texts().choose_department.to_owned());
            return;
        };
        problem.set(String::new());
        if untrack(|| form.has_problem()) {
            return;
        }
        let record = NewRecord {
            token: token.get_value(),
            kind: subject.kind,
            edits: all_edits(&base.get_value(), &form.entered.get_untracked()),
        };
        let api = office.api();
        submission.run(
            async move { api.make_record(department, &record).await },
            move |outcome| {
                form.forget();
                let _ = is_open.try_set(false);
                let text = office_texts().created_record.with(&[texts().kind(subject.kind)]);
                office.notice.set(Some(Notice { text, undo: None }));
                let _ = on_made.try_run((department, outcome));
            },
        );
    };
    let choose_department = move |id: String| {
        if let Ok(chosen) = id.parse() {
            form.choose_department(chosen);
        }
        department.set(id);
    };
    let choice = subject.department.is_none().then(|| {
        let all = Signal::derive(move || {
            let mut all = vec![(String::new(), office_texts().choose_department.to_owned())];
            all.extend(offers.get());
            all
        });
        view! {
            <SelectField
                id="new-record-department"
                label=office_texts().department
                offers=all
                value=department
                problem
                on_choose=choose_department
            />
        }
    });
    view! {
        <form class="new-record" on:submit=make>
            {choice}
            <RecordFields form/>
            <p class="hint">{office_texts().draft_here}</p>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().create submission/>
            </div>
        </form>
    }
    .into_any()
}

/// The first content of a new record: its state, the present moment, and the record it belongs to.
fn first_edits(subject: NewRecordSubject) -> Vec<FieldEdit> {
    let set = |field: &str, value| FieldEdit {
        field: field.to_owned(),
        change: FieldChange::Set(value),
    };
    let first = beginning(subject.kind);
    let key = first
        .key
        .map(|(field, key)| set(field, Value::Text(key.to_owned())));
    let moment = first.now.map(|field| set(field, Value::Moment(now())));
    let follow_up = first.follow_up.map(|days| {
        let day = today().plus_days(days).to_string();
        set("follow_up_on", Value::Text(day))
    });
    let day = first_day(subject.kind).map(|field| set(field, Value::Text(today().to_string())));
    let link = subject
        .link
        .map(|(field, document)| set(field, Value::Text(document.to_string())));
    [key, moment, follow_up, day, link]
        .into_iter()
        .flatten()
        .collect()
}

/// The field of a new record that holds today: the day by which numbers of a year count it.
fn first_day(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::CounsellingInquiry => Some(CounsellingInquiry::received_on().name()),
        Kind::ArrearsContact => Some(ArrearsContact::source_list_on().name()),
        _ => None,
    }
}

/// The first edits and those that were entered; what was entered goes before.
fn all_edits(first: &[FieldEdit], entered: &[FieldEdit]) -> Vec<FieldEdit> {
    let is_entered = |edit: &&FieldEdit| !entered.iter().any(|one| one.field == edit.field);
    let mut all: Vec<FieldEdit> = first.iter().filter(is_entered).cloned().collect();
    all.extend(entered.iter().cloned());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_entered_takes_the_place_of_the_first_content() {
        let edit = |field: &str, text: &str| FieldEdit {
            field: field.to_owned(),
            change: FieldChange::Set(Value::Text(text.to_owned())),
        };
        let first = [edit("state", "observed"), edit("occurred_at", "a")];
        let entered = [edit("occurred_at", "b"), edit("topic", "musik")];
        let all = all_edits(&first, &entered);
        assert_eq!(
            all,
            [
                edit("state", "observed"),
                edit("occurred_at", "b"),
                edit("topic", "musik")
            ]
        );
    }
}
