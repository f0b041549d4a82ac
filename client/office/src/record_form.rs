//! A record while a person changes it: each change is sent at once, one request after the other, and what is typed stays
//! until the server has taken it.

use std::collections::BTreeMap;
use std::time::Duration;

use feltbog_presentation::changes::{consequences, enter};
use feltbog_presentation::entry::read_entry;
use feltbog_presentation::fields::apply;
use feltbog_presentation::texts::texts;
use feltbog_shared::bridge::Dispute;
use feltbog_shared::guarded_states::is_of_decision;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::{FieldChange, FieldEdit, Fields, Kind, Shape, Value};
use feltbog_shared::office::desk::{EditOutcome, EditUndo, RecordEdits};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{Api, ApiError};
use crate::desk::today;
use crate::record_draft::RecordDraft;
use crate::request_token::new_token;
use crate::state::{Office, use_office};
use crate::wording::clock_input;

/// The pause in typing after which a text is saved.
const PAUSE: Duration = Duration::from_millis(900);
/// The time after which an unsaved change is sent once more.
const AGAIN: Duration = Duration::from_secs(8);

/// The department of a new record while none is chosen.
pub(crate) const NO_DEPARTMENT: DepartmentId = DepartmentId::from_bytes([0; 16]);

/// The saving of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FieldSaving {
    /// It is on its way.
    Saving,
    /// The server has it, by this change; nothing when it read so already.
    Saved(Option<ChangeHash>),
    /// No answer came. It is sent again.
    NotSaved,
    /// The server refused it, with this sentence.
    Refused(String),
}

/// A text that stands in its field and not in the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HeldText {
    /// The text.
    pub(crate) text: String,
    /// The reason why it cannot stand in the record, or nothing.
    pub(crate) problem: String,
    /// The part of the text with the problem, or nothing.
    pub(crate) marked: String,
}

/// The record that a form changes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FormSubject {
    /// The department.
    pub(crate) department: DepartmentId,
    /// The record; nothing for one that is not made yet.
    pub(crate) document: Option<DocumentId>,
    /// The kind.
    pub(crate) kind: Kind,
    /// The fields.
    pub(crate) fields: Fields,
    /// The heads that were shown.
    pub(crate) heads: Vec<ChangeHash>,
    /// The fields with two people's values.
    pub(crate) disputes: Vec<Dispute>,
    /// Whether the person may change it.
    pub(crate) may_update: bool,
    /// Whether the person may decide in it.
    pub(crate) may_decide: bool,
    /// The name of its draft.
    pub(crate) draft: String,
}

/// Edits under way, with the request's token: a second request with it does nothing twice.
#[derive(Clone)]
struct Batch {
    token: String,
    edits: Vec<FieldEdit>,
}

/// A record while a person changes it.
#[derive(Clone, Copy)]
pub(crate) struct RecordForm {
    /// The kind.
    pub(crate) kind: Kind,
    /// The department of the record, as it is chosen where it is not made yet.
    pub(crate) department: RwSignal<DepartmentId>,
    /// The record; nothing for one that is not made yet.
    pub(crate) document: Option<DocumentId>,
    /// Whether the person may change it.
    pub(crate) may_update: bool,
    /// Whether the person may decide in it.
    may_decide: bool,
    /// The fields as they are shown.
    pub(crate) fields: RwSignal<Fields>,
    /// The fields with two people's values.
    pub(crate) disputes: RwSignal<Vec<Dispute>>,
    /// Texts that stand in no record.
    pub(crate) held: RwSignal<BTreeMap<String, HeldText>>,
    /// The saving of fields.
    pub(crate) saving: RwSignal<BTreeMap<String, FieldSaving>>,
    /// Whether texts of an earlier visit stand in the form.
    pub(crate) is_restored: RwSignal<bool>,
    /// Whether somebody types in it: the last keystroke is not saved yet.
    pub(crate) is_typing: Memo<bool>,
    /// The content of a record that is not made yet.
    pub(crate) entered: RwSignal<Vec<FieldEdit>>,
    /// The fields as the server has them.
    server: StoredValue<Fields>,
    heads: StoredValue<Vec<ChangeHash>>,
    pending: StoredValue<Vec<FieldEdit>>,
    under_way: StoredValue<Option<Batch>>,
    /// Whether what is under way got no answer, and waits to be sent again.
    waits: StoredValue<bool>,
    keystrokes: StoredValue<u32>,
    draft: StoredValue<String>,
    on_saved: Callback<EditOutcome>,
    office: Office,
}

impl RecordForm {
    /// Whether the person may change a field: those of a decision are for those who decide.
    pub(crate) fn may_write(self, field: &str) -> bool {
        self.may_update && (self.may_decide || !is_of_decision(self.kind, field))
    }

    /// The form of a record, with what was typed and not saved the last time.
    pub(crate) fn new(subject: FormSubject, on_saved: Callback<EditOutcome>) -> Self {
        let draft = RecordDraft::kept(&subject.draft);
        let is_restored = !draft.texts.is_empty();
        let held = draft.texts.into_iter().map(|(field, text)| {
            let held = HeldText {
                text,
                ..HeldText::default()
            };
            (field, held)
        });
        let mut fields = subject.fields.clone();
        draft.edits.iter().for_each(|edit| apply(&mut fields, edit));
        let held = RwSignal::new(held.collect::<BTreeMap<_, _>>());
        let form = Self {
            kind: subject.kind,
            department: RwSignal::new(subject.department),
            document: subject.document,
            may_update: subject.may_update,
            may_decide: subject.may_decide,
            fields: RwSignal::new(fields),
            disputes: RwSignal::new(subject.disputes),
            held,
            saving: RwSignal::new(BTreeMap::new()),
            is_restored: RwSignal::new(is_restored),
            is_typing: Memo::new(move |_| !held.read().is_empty()),
            entered: RwSignal::new(draft.edits),
            server: StoredValue::new(subject.fields),
            heads: StoredValue::new(subject.heads),
            pending: StoredValue::new(Vec::new()),
            under_way: StoredValue::new(None),
            waits: StoredValue::new(false),
            keystrokes: StoredValue::new(0),
            draft: StoredValue::new(subject.draft),
            on_saved,
            office: use_office(),
        };
        on_cleanup(move || {
            form.save_texts();
            form.send_rest();
        });
        form
    }

    /// Shows the record as the server has it now, unless changes of this form are under way.
    pub(crate) fn show(self, fields: &Fields, heads: &[ChangeHash], disputes: &[Dispute]) {
        let is_quiet = self.under_way.with_value(Option::is_none) && self.pending.with_value(Vec::is_empty);
        if is_quiet && self.document.is_some() {
            self.server.set_value(fields.clone());
            self.heads.set_value(heads.to_vec());
            if self.fields.with_untracked(|known| known != fields) {
                self.fields.set(fields.clone());
            }
            if self.disputes.with_untracked(|known| known != disputes) {
                self.disputes.set(disputes.to_vec());
            }
        }
    }

    /// The text of a field: what was typed, or else what the record holds. Follows changes.
    pub(crate) fn text(self, name: &str) -> String {
        let held = self
            .held
            .with(|held| held.get(name).map(|held| held.text.clone()));
        held.unwrap_or_else(|| self.fields.with(|fields| text_of(fields.get(name))))
    }

    /// The reason why a typed text cannot stand in the record, or nothing. Follows changes.
    pub(crate) fn problem(self, name: &str) -> String {
        let held = self.held.read();
        held.get(name)
            .map(|held| held.problem.clone())
            .unwrap_or_default()
    }

    /// The part of a typed text that has the problem, or nothing. Follows changes.
    pub(crate) fn marked(self, name: &str) -> String {
        let held = self.held.read();
        held.get(name).map(|held| held.marked.clone()).unwrap_or_default()
    }

    /// Takes a text as it is typed. It is kept at once, and saved after a pause.
    pub(crate) fn write(self, name: &'static str, text: String) {
        self.held.update(|held| {
            let held = held.entry(name.to_owned()).or_default();
            held.text = text;
            held.problem.clear();
            held.marked.clear();
        });
        self.saving.update(|saving| drop(saving.remove(name)));
        self.keep_draft();
        self.keystrokes.update_value(|count| *count += 1);
        let keystroke = self.keystrokes.get_value();
        set_timeout(
            move || {
                if self.keystrokes.try_get_value() == Some(keystroke) {
                    self.save_texts();
                }
            },
            PAUSE,
        );
    }

    /// Saves what was typed, as far as it can stand in the record.
    pub(crate) fn save_texts(self) {
        let Some(typed) = self.held.try_with_untracked(|held| held.clone()) else {
            return;
        };
        let mut edits = Vec::new();
        for (name, held) in typed {
            let Some(spec) = self.kind.field(&name) else {
                continue;
            };
            let record = self.fields.get_untracked();
            match read_entry(self.kind, spec, &held.text, &record, today()) {
                Ok(change) => {
                    let is_same = is_as_before(record.get(spec.name), &change);
                    // A text on its way stays in the draft until the server has it.
                    let is_kept = self.document.is_none()
                        || self
                            .server
                            .with_value(|server| is_as_before(server.get(spec.name), &change));
                    if is_same && is_kept {
                        self.held.update(|held| drop(held.remove(&name)));
                    } else if !is_same {
                        edits.push(FieldEdit { field: name, change });
                    }
                }
                Err(problem) => {
                    let sentence = problem.sentence(texts(), today());
                    let marked = problem.place(spec.shape, &held.text);
                    let marked = marked.map(|place| {
                        let part = held.text.chars().skip(place.start).take(place.len());
                        part.collect::<String>()
                    });
                    self.held.update(|all| {
                        if let Some(held) = all.get_mut(&name) {
                            held.problem = sentence;
                            held.marked = marked.unwrap_or_default();
                        }
                    });
                }
            }
        }
        self.is_restored.set(false);
        self.edit_all(edits);
        self.keep_draft();
    }

    /// Changes a field.
    pub(crate) fn edit(self, name: &str, change: FieldChange) {
        self.edit_all(vec![FieldEdit {
            field: name.to_owned(),
            change,
        }]);
    }

    /// Changes fields together, with what follows from it.
    pub(crate) fn edit_all(self, edits: Vec<FieldEdit>) {
        let Some(before) = self.fields.try_get_untracked().filter(|_| !edits.is_empty()) else {
            return;
        };
        let mut edits = edits;
        edits.extend(consequences(self.kind, &before, &edits, self.document.is_some()));
        self.fields
            .update(|fields| edits.iter().for_each(|edit| apply(fields, edit)));
        if self.document.is_none() {
            self.held
                .update(|held| edits.iter().for_each(|edit| drop(held.remove(&edit.field))));
            self.entered
                .update(|entered| edits.into_iter().for_each(|edit| enter(entered, edit)));
            self.keep_draft();
            return;
        }
        self.set_saving(&edits, &FieldSaving::Saving);
        self.pending.update_value(|pending| pending.extend(edits));
        self.send();
    }

    /// Chooses the department of a record that is not made yet. Records of another department are links no more.
    pub(crate) fn choose_department(self, department: DepartmentId) {
        let before = self.department.get_untracked();
        self.department.set(department);
        if before == department || before == NO_DEPARTMENT {
            return;
        }
        let entered = self.entered.get_untracked();
        let is_link = |name: &str| {
            self.kind
                .field(name)
                .is_some_and(|spec| spec.shape == Shape::Link)
        };
        let links = entered.into_iter().filter(|edit| is_link(&edit.field));
        let clear = |edit: FieldEdit| FieldEdit {
            field: edit.field,
            change: FieldChange::Clear,
        };
        self.edit_all(links.map(clear).collect());
    }

    /// Keeps one of several people's values.
    pub(crate) fn settle(self, name: &str, value: Value) {
        self.disputes
            .update(|disputes| disputes.retain(|dispute| dispute.field != name));
        self.edit(name, FieldChange::Set(value));
    }

    /// Takes a change back.
    pub(crate) fn undo(self, name: String, change: ChangeHash) {
        let Some(document) = self.document else { return };
        let (api, department) = (self.office.api(), self.department.get_untracked());
        let undo = EditUndo {
            token: new_token(),
            change,
        };
        self.saving
            .update(|saving| drop(saving.insert(name.clone(), FieldSaving::Saving)));
        spawn_local(async move {
            let state = match api.undo_edit(department, document, &undo).await {
                Ok(outcome) => {
                    self.take(&outcome);
                    FieldSaving::Saved(None)
                }
                Err(error) => FieldSaving::Refused(error.sentence()),
            };
            let _ = self.saving.try_update(|saving| drop(saving.insert(name, state)));
        });
    }

    /// Sends again what did not arrive.
    pub(crate) fn try_again(self) {
        let is_waiting = self.waits.try_get_value() == Some(true);
        if let Some(Some(batch)) = self.under_way.try_get_value().filter(|_| is_waiting) {
            self.waits.set_value(false);
            self.set_saving(&batch.edits, &FieldSaving::Saving);
            self.send_batch(batch);
        }
    }

    /// Forgets what was entered in a record that is not made yet, or was made meanwhile.
    pub(crate) fn forget(self) {
        self.held.set(BTreeMap::new());
        self.entered.set(Vec::new());
        self.keep_draft();
    }

    /// Whether a typed text cannot stand in the record. Follows changes.
    pub(crate) fn has_problem(self) -> bool {
        self.held.read().values().any(|held| !held.problem.is_empty())
    }

    fn send(self) {
        if self.waits.get_value() {
            self.try_again();
            return;
        }
        if self.under_way.with_value(Option::is_some) || self.pending.with_value(Vec::is_empty) {
            return;
        }
        let edits = self.pending.try_update_value(std::mem::take).unwrap_or_default();
        let batch = Batch {
            token: new_token(),
            edits,
        };
        self.under_way.set_value(Some(batch.clone()));
        self.send_batch(batch);
    }

    /// Sends what waits behind a request under way: its answer finds no form any more that would send it.
    fn send_rest(self) {
        let rest = self.pending.try_update_value(std::mem::take).unwrap_or_default();
        if !rest.is_empty() {
            self.send_batch(Batch {
                token: new_token(),
                edits: rest,
            });
        }
    }

    fn send_batch(self, batch: Batch) {
        let Some(document) = self.document else { return };
        let (api, department) = (self.office.api(), self.department.get_untracked());
        let request = RecordEdits {
            token: batch.token.clone(),
            heads: self.heads.get_value(),
            edits: batch.edits.clone(),
        };
        let draft = self.draft.get_value();
        // Everything that the answer needs when the form is gone by then.
        spawn_local(async move {
            let answer = send_edits(api, department, document, &request, &draft).await;
            self.answered(&batch, answer);
        });
    }

    fn answered(self, batch: &Batch, answer: Result<EditOutcome, ApiError>) {
        if self.fields.is_disposed() {
            return;
        }
        match answer {
            Ok(outcome) => {
                self.under_way.set_value(None);
                let saved = saved_texts(&batch.edits);
                self.held.update(|held| {
                    held.retain(|name, held| saved.get(name).is_none_or(|text| *text != held.text.trim()));
                });
                self.set_saving(&batch.edits, &FieldSaving::Saved(outcome.change));
                self.take(&outcome);
                self.keep_draft();
            }
            Err(ApiError::Refused { sentence, code }) if !code.is_empty() => {
                self.under_way.set_value(None);
                self.set_saving(&batch.edits, &FieldSaving::Refused(sentence.clone()));
                self.held.update(|held| {
                    for edit in &batch.edits {
                        if let Some(held) = held.get_mut(&edit.field) {
                            held.problem = sentence.clone();
                        }
                    }
                });
                let mut fields = self.server.get_value();
                self.pending
                    .with_value(|pending| pending.iter().for_each(|edit| apply(&mut fields, edit)));
                self.fields.set(fields);
            }
            Err(_) => {
                self.waits.set_value(true);
                self.set_saving(&batch.edits, &FieldSaving::NotSaved);
                let pending = self.pending.get_value();
                self.set_saving(&pending, &FieldSaving::NotSaved);
                set_timeout(
                    move || {
                        let is_signed_in = self.office.has_ended.try_get_untracked() == Some(false);
                        if is_signed_in {
                            self.try_again();
                        }
                    },
                    AGAIN,
                );
                return;
            }
        }
        self.send();
    }

    /// Takes over what the server answered.
    fn take(self, outcome: &EditOutcome) {
        if self.fields.is_disposed() {
            return;
        }
        self.server.set_value(outcome.fields.clone());
        self.heads.set_value(outcome.heads.clone());
        let mut fields = outcome.fields.clone();
        self.pending
            .with_value(|pending| pending.iter().for_each(|edit| apply(&mut fields, edit)));
        self.fields.set(fields);
        self.disputes.set(outcome.disputes.clone());
        let _ = self.on_saved.try_run(outcome.clone());
    }

    fn set_saving(self, edits: &[FieldEdit], state: &FieldSaving) {
        self.saving.update(|saving| {
            for edit in edits {
                saving.insert(edit.field.clone(), state.clone());
            }
        });
    }

    fn keep_draft(self) {
        let texts = self.held.with_untracked(|held| {
            let held = held.iter();
            held.map(|(name, held)| (name.clone(), held.text.clone()))
                .collect()
        });
        let draft = RecordDraft {
            texts,
            edits: self.entered.get_untracked(),
        };
        self.draft.with_value(|name| draft.keep(name));
    }
}

/// Sends edits, and forgets the draft of what the server has taken.
async fn send_edits(
    api: Api,
    department: DepartmentId,
    document: DocumentId,
    request: &RecordEdits,
    draft: &str,
) -> Result<EditOutcome, ApiError> {
    let outcome = api.edit_record(department, document, request).await?;
    let mut kept = RecordDraft::kept(draft);
    kept.forget(&saved_texts(&request.edits));
    kept.keep(draft);
    Ok(outcome)
}

/// Texts of edits, as they were typed.
fn saved_texts(edits: &[FieldEdit]) -> BTreeMap<String, String> {
    let text = |edit: &FieldEdit| {
        let text = match &edit.change {
            FieldChange::Rewrite(text) => text.trim().to_owned(),
            FieldChange::Set(value) => text_of(Some(value)),
            FieldChange::Clear => String::new(),
            _ => return None,
        };
        Some((edit.field.clone(), text))
    };
    edits.iter().filter_map(text).collect()
}

/// The text of a field in which something is typed.
fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Moment(_)) => clock_input(value),
        _ => String::new(),
    }
}

/// Whether a change leaves a field as it is.
fn is_as_before(value: Option<&Value>, change: &FieldChange) -> bool {
    match (change, value) {
        (FieldChange::Set(to), value) => value == Some(to),
        (FieldChange::Clear, value) => value.is_none(),
        (FieldChange::Rewrite(text), Some(Value::Text(known))) => text == known,
        (FieldChange::Rewrite(text), None) => text.is_empty(),
        _ => false,
    }
}

/// Whether something is typed in a field of a shape.
pub(crate) fn is_typed(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::Text(_) | Shape::RichText(_) | Shape::Integer(..) | Shape::Date | Shape::Timestamp
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::moment::Moment;

    #[test]
    fn a_change_to_the_same_is_none() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert!(is_as_before(Some(&text("a")), &FieldChange::Set(text("a"))));
        assert!(is_as_before(
            Some(&text("a")),
            &FieldChange::Rewrite("a".to_owned())
        ));
        assert!(is_as_before(None, &FieldChange::Rewrite(String::new())));
        assert!(is_as_before(None, &FieldChange::Clear));
        assert!(!is_as_before(Some(&text("a")), &FieldChange::Clear));
        assert!(!is_as_before(None, &FieldChange::Set(text("a"))));
    }

    #[test]
    fn saved_texts_read_as_they_were_typed() {
        let edit = |field: &str, change| FieldEdit {
            field: field.to_owned(),
            change,
        };
        let at = Moment::from_millis(1_795_699_800_000);
        let saved = saved_texts(&[
            edit("place", FieldChange::Set(Value::Text("Opgang 4".to_owned()))),
            edit("minutes", FieldChange::Set(Value::Integer(30))),
            edit("at", FieldChange::Set(Value::Moment(at))),
            edit("description", FieldChange::Rewrite("Musik".to_owned())),
            edit("name", FieldChange::Clear),
            edit("topics", FieldChange::Include("flytning".to_owned())),
        ]);
        let values: Vec<_> = saved
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        assert_eq!(
            values,
            [
                ("at", "2026-11-26T14:30"),
                ("description", "Musik"),
                ("minutes", "30"),
                ("name", ""),
                ("place", "Opgang 4"),
            ]
        );
    }
}
