//! A note of what somebody sent or told, in a dialog. What is typed stays in this tab until the server has it.

use feltbog_shared::office::desk::{NewNote, NoteSource};
use feltbog_shared::personal::find_cpr;
use feltbog_ui::choice::{ChoiceField, Offer};
use feltbog_ui::form::{LineField, LinesField, SelectField};
use leptos::prelude::*;

use crate::components::dialog::Dialog;
use crate::components::record::draft_name;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::desk::{new_document, use_desk};
use crate::record_draft::RecordDraft;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;
use crate::wording;

/// The senders in the order of their chips.
const SOURCES: [NoteSource; 5] = [
    NoteSource::Resident,
    NoteSource::Board,
    NoteSource::Partner,
    NoteSource::Staff,
    NoteSource::Anonymous,
];
/// The name of the draft.
const DRAFT: &str = "new.note";

/// A dialog that writes a note down.
#[component]
pub(super) fn NewNoteDialog(
    /// Whether it is open.
    is_open: RwSignal<bool>,
    /// Called when the note was written down.
    #[prop(into)]
    on_made: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog id="new-note" title=office_texts().new_note.to_owned() is_open>
            <NewNoteForm is_open on_made/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn NewNoteForm(is_open: RwSignal<bool>, on_made: Callback<()>) -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    // The name is of the person who is signed in, and nobody can be asked for it once the form is gone.
    let kept_as = StoredValue::new(draft_name(DRAFT));
    let draft = RwSignal::new(kept_as.with_value(|name| RecordDraft::kept(name)));
    let token = StoredValue::new(new_document());
    let text_of = move |name: &'static str| {
        Signal::derive(move || draft.read().texts.get(name).cloned().unwrap_or_default())
    };
    let write = move |name: &'static str| {
        move |text: String| {
            draft.update(|draft| {
                draft.texts.insert(name.to_owned(), text);
            });
            kept_as.with_value(|name| draft.read_untracked().keep(name));
        }
    };
    let mut departments: Vec<Offer> = vec![(String::new(), office_texts().choose_department.to_owned())];
    let all = untrack(|| desk.departments()).into_iter();
    departments.extend(all.map(|department| (department.id.to_string(), department.name)));
    let sources: Vec<Offer> = SOURCES
        .iter()
        .enumerate()
        .map(|(place, source)| (place.to_string(), wording::note_source(*source).to_owned()))
        .collect();
    let is_anonymous = Memo::new(move |_| {
        let draft = draft.read();
        source_of(draft.texts.get("source").map_or("", String::as_str)) == Some(NoteSource::Anonymous)
    });
    let problem = RwSignal::new("");
    let submission = Submission::new();
    let make = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match note_of(&draft.get_untracked(), token.get_value()) {
            Err(sentence) => problem.set(sentence),
            Ok(note) => {
                problem.set("");
                let name = kept_as.get_value();
                submission.run(async move { office.api().add_note(&note).await }, move |_| {
                    RecordDraft::default().keep(&name);
                    let _ = is_open.try_set(false);
                    let text = office_texts().note_created.to_owned();
                    office.notice.set(Some(Notice { text, undo: None }));
                    let _ = on_made.try_run(());
                });
            }
        }
    };
    view! {
        <form class="new-record" on:submit=make>
            <SelectField
                id="new-note-department"
                label=office_texts().department
                offers=departments
                value=text_of("department")
                on_choose=write("department")
            />
            <ChoiceField
                legend=office_texts().note_from
                name="new-note-source"
                offers=sources
                value=text_of("source")
                on_choose=write("source")
            />
            <LinesField
                id="new-note-text"
                label=office_texts().note_text
                hint=office_texts().note_hint
                value=text_of("text")
                on_input=write("text")
            />
            <LineField
                id="new-note-place"
                label=office_texts().note_place
                hint=office_texts().note_place_hint
                value=text_of("place")
                on_input=write("place")
            />
            <Show when=move || !is_anonymous.get()>
                <LineField
                    id="new-note-home"
                    label=office_texts().note_home
                    value=text_of("home")
                    on_input=write("home")
                />
                <LineField
                    id="new-note-contact"
                    label=office_texts().note_contact
                    value=text_of("contact")
                    on_input=write("contact")
                />
            </Show>
            <p class="problem" role="alert">{problem}</p>
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().create submission/>
            </div>
        </form>
    }
    .into_any()
}

fn source_of(key: &str) -> Option<NoteSource> {
    let place: usize = key.parse().ok()?;
    SOURCES.get(place).copied()
}

/// The note of a draft; the sentence about what is lacking otherwise.
fn note_of(draft: &RecordDraft, token: String) -> Result<NewNote, &'static str> {
    let texts = office_texts();
    let text = |name: &str| draft.texts.get(name).map_or("", |text| text.trim()).to_owned();
    let department = text("department").parse().map_err(|_| texts.choose_department)?;
    let source = source_of(&text("source")).ok_or(texts.note_source_wanted)?;
    let content = text("text");
    if content.is_empty() {
        return Err(texts.note_text_wanted);
    }
    let all = ["text", "place", "home", "contact"].map(text);
    if all.iter().any(|text| !find_cpr(text).is_empty()) {
        return Err(feltbog_presentation::texts::page_texts().no_sensitive);
    }
    let is_known = source != NoteSource::Anonymous;
    let of_known = |name: &str| if is_known { text(name) } else { String::new() };
    Ok(NewNote {
        token,
        department,
        source,
        text: content,
        place: text("place"),
        home: of_known("home"),
        contact: of_known("contact"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::DepartmentId;

    fn draft(pairs: &[(&str, &str)]) -> RecordDraft {
        let department = DepartmentId::from_bytes([1; 16]).to_string();
        let mut draft = RecordDraft::default();
        draft.texts.insert("department".to_owned(), department);
        for (name, text) in pairs {
            draft.texts.insert((*name).to_owned(), (*text).to_owned());
        }
        draft
    }

    #[test]
    fn a_note_needs_sender_and_text_and_holds_no_cpr_number() {
        let note = |pairs: &[(&str, &str)]| note_of(&draft(pairs), "t".to_owned());
        assert_eq!(note(&[]), Err(office_texts().note_source_wanted));
        assert_eq!(note(&[("source", "0")]), Err(office_texts().note_text_wanted));
        assert!(note(&[("source", "0"), ("text", "Ring til 010203-1234")]).is_err());
        let anonymous = [
            ("source", "4"),
            ("text", " Larm "),
            ("home", "4, 2. th"),
            ("contact", "12345678"),
        ];
        let written = note(&anonymous).unwrap();
        assert_eq!((written.text.as_str(), written.home.as_str()), ("Larm", ""));
        assert_eq!(written.contact, "");
    }
}
