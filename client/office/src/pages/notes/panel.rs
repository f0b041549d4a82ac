//! A pending note in the panel, with the steps it can take.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DocumentId;
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::{DeclineReason, InboxReason, NoteAct, NoteStep, PendingNote};
use feltbog_ui::card::Fact;
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;

use crate::components::case_finder::CaseFinder;
use crate::components::day_choice::{DayChoice, is_coming};
use crate::components::side_panel::SidePanel;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::{present, today, use_desk};
use crate::state::{Notice, use_office};
use crate::texts::office_texts;
use crate::wording;

/// A step that needs something more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Attach,
    Decline,
    Archive,
    Wait,
    Give,
}

/// A pending note with its steps.
#[component]
pub(super) fn NotePanel(
    /// The note.
    note: PendingNote,
    /// Called when the person closes the panel.
    on_close: Callback<()>,
    /// Called with the note after a step.
    #[prop(into)]
    on_changed: Callback<PendingNote>,
) -> impl IntoView {
    let office = use_office();
    let submission = Submission::new();
    let question = RwSignal::new(None::<Question>);
    let (id, version) = (note.id, note.version);
    let step = Callback::new(move |step: NoteAct| {
        let becomes_case = matches!(step, NoteAct::MakeCase { .. });
        let step = NoteStep { version, step };
        submission.run(
            async move { office.api().step_note(id, &step).await },
            move |note: PendingNote| {
                let text = match becomes_case {
                    true => office_texts().note_became_case,
                    false => office_texts().note_changed,
                };
                office.notice.set(Some(Notice {
                    text: text.to_owned(),
                    undo: None,
                }));
                let _ = on_changed.try_run(note);
            },
        );
    });
    let fact =
        |name: &'static str, words: String| (!words.is_empty()).then(|| view! { <Fact name fact=words/> });
    let day = |day: &Option<String>| {
        let day = day.as_deref().and_then(Day::parse);
        day.map(|day| format::day(texts(), day, today()))
            .unwrap_or_default()
    };
    let owner = note
        .owner
        .as_ref()
        .map(|owner| owner.name.clone())
        .unwrap_or_default();
    let received = present().moment(texts(), note.received_at);
    let line = [untrack(|| use_desk().department_name(note.department)), received].join(" · ");
    let reason = note
        .reason
        .map(wording::decline_reason)
        .unwrap_or_default()
        .to_owned();
    let case = note.case.map(|case| case_link(&note, case));
    let department = note.department;
    let is_open = note.state.is_open();
    let ask = move |asked: Question| {
        question.update(|question| *question = (*question != Some(asked)).then_some(asked));
    };
    let steps = match is_open {
        true => view! {
            <button
                type="button"
                class="button small"
                on:click=move |_| step.run(NoteAct::Own { person: None, due_on: None })
            >
                {office_texts().note_mine}
            </button>
            <button
                type="button"
                class="button small"
                on:click=move |_| step.run(NoteAct::MakeCase { edits: Vec::new() })
            >
                {office_texts().note_make_case}
            </button>
            <button type="button" class="button small" on:click=move |_| ask(Question::Attach)>
                {office_texts().note_attach}
            </button>
            <button type="button" class="button small" on:click=move |_| ask(Question::Give)>
                {office_texts().give_to}
            </button>
            <button type="button" class="button small" on:click=move |_| ask(Question::Wait)>
                {office_texts().wait_until}
            </button>
            <button type="button" class="button small" on:click=move |_| ask(Question::Decline)>
                {office_texts().decline}
            </button>
            <button type="button" class="button small" on:click=move |_| ask(Question::Archive)>
                {office_texts().note_archive}
            </button>
        }
        .into_any(),
        false => view! {
            <button type="button" class="button small" on:click=move |_| step.run(NoteAct::Reopen)>
                {office_texts().note_reopen}
            </button>
        }
        .into_any(),
    };
    let asked = move || {
        let asked = question.get()?;
        Some(view! { <Asked asked department on_step=step/> })
    };
    view! {
        <SidePanel title=Signal::stored(wording::reason(InboxReason::PendingNote).to_owned()) on_close>
            <p class="state-now">{wording::note_state(note.state)}</p>
            <p class="record-line">{line}</p>
            <p class="note-text">{note.text.clone()}</p>
            <div class="facts-list">
                {fact(office_texts().note_from, wording::note_source(note.source).to_owned())}
                {fact(office_texts().note_place, note.place.clone())}
                {fact(office_texts().note_home, note.home.clone())}
                {fact(office_texts().note_contact, note.contact.clone())}
                {fact(office_texts().note_owner, owner)}
                {fact(office_texts().day, day(&note.due_on))}
                {fact(office_texts().wait_until, day(&note.waits_until))}
                {fact(office_texts().reason, reason)}
            </div>
            {case}
            <section class="panel-section">
                <h3>{office_texts().what_next}</h3>
                <div class="buttons">{steps}</div>
                {asked}
                <SubmissionProblem submission/>
            </section>
        </SidePanel>
    }
    .into_any()
}

fn case_link(note: &PendingNote, case: DocumentId) -> impl IntoView + use<> {
    let place = feltbog_shared::office::desk::DeskPlace {
        department: note.department,
        document: case,
    };
    let address = ["/kontor/sager?tilstand=alle&vis=", &crate::desk::place_key(place)].concat();
    view! { <a class="text-link" href=address>{texts().kind(feltbog_shared::model::Kind::ConflictCase)}</a> }
}

#[component]
fn Asked(
    asked: Question,
    department: feltbog_shared::id::DepartmentId,
    on_step: Callback<NoteAct>,
) -> impl IntoView {
    let desk = use_desk();
    let choice = RwSignal::new(String::new());
    let problem = RwSignal::new("");
    let field = match asked {
        Question::Attach => view! { <CaseFinder department chosen=choice/> }.into_any(),
        Question::Wait => view! { <DayChoice id="note-day" day=choice/> }.into_any(),
        Question::Give => {
            let mut offers: Vec<Offer> = vec![(String::new(), office_texts().choose_colleague.to_owned())];
            let people = untrack(|| desk.colleagues(department)).into_iter();
            offers.extend(people.map(|person| (person.id.to_string(), person.name)));
            view! {
                <SelectField
                    id="note-person"
                    label=office_texts().give_to
                    offers
                    value=choice
                    on_choose=move |id| choice.set(id)
                />
            }
            .into_any()
        }
        Question::Decline | Question::Archive => {
            let mut offers: Vec<Offer> = vec![(String::new(), office_texts().choose_reason.to_owned())];
            let reasons = DeclineReason::ALL.into_iter().enumerate();
            offers.extend(
                reasons
                    .map(|(place, reason)| (place.to_string(), wording::decline_reason(reason).to_owned())),
            );
            view! {
                <SelectField
                    id="note-reason"
                    label=office_texts().choose_reason
                    offers
                    value=choice
                    on_choose=move |key| choice.set(key)
                />
            }
            .into_any()
        }
    };
    let go = move |_| match act(asked, &choice.get_untracked()) {
        Ok(act) => {
            problem.set("");
            on_step.run(act);
        }
        Err(sentence) => problem.set(sentence),
    };
    view! {
        <div class="asked">
            {field}
            <p class="problem" role="alert">{problem}</p>
            <button type="button" class="button primary" on:click=go>{office_texts().do_it}</button>
        </div>
    }
    .into_any()
}

/// The step of a question with its answer; the sentence about what is lacking otherwise.
fn act(asked: Question, choice: &str) -> Result<NoteAct, &'static str> {
    let texts = office_texts();
    let reason = || {
        let place: Option<usize> = choice.parse().ok();
        let reason = place.and_then(|place| DeclineReason::ALL.get(place).copied());
        reason.ok_or(texts.choose_reason)
    };
    Ok(match asked {
        Question::Attach => NoteAct::Attach {
            case: choice.parse().map_err(|_| texts.choose_case)?,
        },
        Question::Give => NoteAct::Own {
            person: Some(choice.parse().map_err(|_| texts.choose_colleague)?),
            due_on: None,
        },
        Question::Decline => NoteAct::Decline { reason: reason()? },
        Question::Archive => NoteAct::Archive { reason: reason()? },
        Question::Wait if is_coming(choice) => NoteAct::Wait {
            until: choice.to_owned(),
        },
        Question::Wait => return Err(texts.choose_day),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_asks_for_what_it_needs() {
        let texts = office_texts();
        assert_eq!(act(Question::Attach, ""), Err(texts.choose_case));
        assert_eq!(act(Question::Give, "x"), Err(texts.choose_colleague));
        assert_eq!(act(Question::Archive, ""), Err(texts.choose_reason));
        assert_eq!(
            act(Question::Decline, "1"),
            Ok(NoteAct::Decline {
                reason: DeclineReason::NotHouseRules
            })
        );
    }
}
