//! Acts on one item of the inbox or on the marked ones: what will happen is said before, and each act can be taken back.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::area_observation::AnswerDecision;
use feltbog_shared::model::signal::SignalResult;
use feltbog_shared::model::{Kind, ValueList};
use feltbog_shared::office::desk::{
    DeclineReason, DeskPlace, InboxItem, TRIAGE_ITEMS, TriageAct, TriageReport, TriageRequest,
};
use feltbog_ui::choice::{ChoiceField, Offer};
use feltbog_ui::form::{LinesField, SelectField};
use leptos::prelude::*;

use super::place_of_item;
use crate::components::case_finder::CaseFinder;
use crate::components::day_choice::{DayChoice, is_coming};
use crate::components::dialog::Dialog;
use crate::components::message_bar::undo;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::components::virtual_table::TableCursor;
use crate::desk::{Desk, LastAct, done_count, refusals, use_desk};
use crate::kept_draft::KeptDraft;
use crate::paged::PagedRows;
use crate::request_token::new_token;
use crate::shortcuts::{Shortcut, use_shortcuts};
use crate::state::{Office, use_office};
use crate::texts::office_texts;
use crate::wording::{self, Act, effects, is_possible};

/// The acts in the order of their buttons, each with its key.
const ACTS: [(Act, &str); 7] = [
    (Act::Take, "t"),
    (Act::Belongs, "s"),
    (Act::Decline, "a"),
    (Act::Wait, "v"),
    (Act::Give, "o"),
    (Act::Answer, "b"),
    (Act::FollowUp, "f"),
];

/// The name of an act on its button.
fn name_of(act: Act) -> &'static str {
    let texts = office_texts();
    match act {
        Act::Take => texts.take,
        Act::Give => texts.give_to,
        Act::Belongs => texts.belongs_to_case,
        Act::Decline => texts.decline,
        Act::Wait => texts.wait_until,
        Act::Answer => texts.answer,
        Act::FollowUp => texts.set_follow_up,
    }
}

/// The sentence after an act.
fn done_of(act: Act) -> &'static str {
    let texts = office_texts();
    match act {
        Act::Take => texts.did_take,
        Act::Give => texts.did_give,
        Act::Belongs => texts.did_belong,
        Act::Decline => texts.did_decline,
        Act::Wait => texts.did_wait,
        Act::Answer => texts.did_answer,
        Act::FollowUp => texts.did_follow_up,
    }
}

/// The acts of the inbox: on the marked items, or on the present one.
#[derive(Clone, Copy)]
pub(super) struct Triage {
    rows: PagedRows<InboxItem>,
    cursor: TableCursor,
    is_open: RwSignal<bool>,
    act: RwSignal<Act>,
    submission: Submission,
    /// The request that no answer came to yet.
    sent: StoredValue<Option<TriageRequest>>,
    /// The text that is typed in the dialog.
    typed: StoredValue<Option<KeptDraft<(String, String)>>>,
    office: Office,
    desk: Desk,
}

impl Triage {
    /// The acts on rows of a list.
    pub(super) fn new(rows: PagedRows<InboxItem>, cursor: TableCursor) -> Self {
        let (office, desk) = (use_office(), use_desk());
        use_shortcuts().register(vec![Shortcut::new("u", office_texts().key_undo, move || {
            undo(office, desk);
        })]);
        Self {
            rows,
            cursor,
            is_open: RwSignal::new(false),
            act: RwSignal::new(Act::Take),
            submission: Submission::new(),
            sent: StoredValue::new(None),
            typed: StoredValue::new(None),
            office,
            desk,
        }
    }

    /// The items an act is for: the marked ones, or else the present one. Follows changes.
    fn items(self) -> Vec<InboxItem> {
        let marked = self.cursor.marked.read();
        if marked.is_empty() {
            return self.rows.row(self.cursor.row.get()).into_iter().collect();
        }
        let rows = self.rows.rows.read();
        let is_marked = |item: &&InboxItem| marked.contains(&item.document.to_string());
        rows.iter()
            .filter(is_marked)
            .take(TRIAGE_ITEMS)
            .cloned()
            .collect()
    }

    /// Marks the present item, or takes its mark away, and goes on to the next one.
    pub(super) fn mark(self) {
        let row = self.cursor.row.get_untracked();
        if let Some(item) = untrack(|| self.rows.row(row)) {
            self.cursor.toggle(&item.document.to_string());
            self.cursor.step(1, self.rows.total.get_untracked());
        }
    }

    /// Begins an act: one that needs nothing more for one item is done at once, any other is asked for.
    pub(super) fn begin(self, act: Act) {
        let items = untrack(|| self.items());
        if !items.iter().any(|item| is_possible(act, item)) {
            return;
        }
        if act == Act::Take && items.len() == 1 {
            self.send(act, TriageAct::Take);
            return;
        }
        self.act.set(act);
        self.submission.error.set(None);
        self.is_open.set(true);
    }

    fn send(self, act: Act, request: TriageAct) {
        let items = untrack(|| self.items());
        let possible = items.iter().filter(|item| is_possible(act, item));
        let places: Vec<DeskPlace> = possible.map(place_of_item).collect();
        // The same act once more is the same request: its answer may have got lost.
        let same = self.sent.with_value(|sent| {
            let sent = sent.as_ref()?;
            (sent.items == places && sent.act == request).then(|| sent.token.clone())
        });
        let token = same.unwrap_or_else(new_token);
        let request = TriageRequest {
            token: token.clone(),
            items: places,
            act: request,
        };
        self.sent.set_value(Some(request.clone()));
        let api = self.office.api();
        self.submission
            .run(async move { api.triage(&request).await }, move |report| {
                self.done(act, token, &report)
            });
    }

    fn done(self, act: Act, token: String, report: &TriageReport) {
        let _ = self.sent.try_set_value(None);
        if let Some(typed) = self.typed.try_update_value(Option::take).flatten() {
            typed.forget();
        }
        let _ = self.is_open.try_set(false);
        let is_done = |item: &InboxItem| {
            let mut outcomes = report.items.iter();
            outcomes.any(|one| one.place == place_of_item(item) && one.refusal.is_none())
        };
        let leaves = !matches!(act, Act::Take | Act::Give);
        let mut gone = 0;
        self.rows.rows.update(|rows| {
            let before = rows.len();
            if leaves {
                rows.retain(|item| !is_done(item));
            } else {
                for item in rows.iter_mut().filter(|item| is_done(item)) {
                    let outcome = report.items.iter().find(|one| one.place == place_of_item(item));
                    item.taken_by = outcome.and_then(|one| one.taken_by.clone());
                }
            }
            gone = before - rows.len();
        });
        self.rows
            .total
            .update(|total| *total = total.saturating_sub(gone));
        self.cursor.marked.set(Default::default());
        self.desk.last_act.set(Some(LastAct {
            text: done_of(act).to_owned(),
            problems: refusals(report),
            token,
            done: done_count(report),
        }));
        self.rows.read_again();
    }
}

/// The acts as buttons, and how many items are marked.
#[component]
pub(super) fn TriageBar(triage: Triage) -> impl IntoView {
    let items = Memo::new(move |_| triage.items());
    let buttons = ACTS
        .into_iter()
        .map(|(act, key)| {
            let is_off = move || !items.read().iter().any(|item| is_possible(act, item));
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-disabled=move || is_off().then_some("true")
                    aria-keyshortcuts=key
                    on:click=move |_| triage.begin(act)
                >
                    {name_of(act)}
                    " "
                    <kbd aria-hidden="true">{key}</kbd>
                </button>
            }
        })
        .collect_view();
    let marked = move || triage.cursor.marked.read().len();
    let words = move || match marked() {
        0 => wording::counted(office_texts().rows_found, triage.rows.total.get()),
        count => wording::counted(office_texts().rows_marked, count),
    };
    view! {
        <div class="act-bar" role="group" aria-label=office_texts().desk>
            <p class="row-count" role="status">{words}</p>
            <Show when=move || 0 < marked()>
                <button
                    type="button"
                    class="text-button"
                    on:click=move |_| triage.cursor.marked.set(Default::default())
                >
                    {office_texts().unmark}
                </button>
            </Show>
            <div class="act-buttons">{buttons}</div>
        </div>
        <Show when=move || !triage.is_open.get()>
            <SubmissionProblem submission=triage.submission/>
        </Show>
    }
    .into_any()
}

/// The dialog that asks for what an act needs, and says what it will do.
#[component]
pub(super) fn TriageDialog(triage: Triage) -> impl IntoView {
    let title = Signal::derive(move || name_of(triage.act.get()).to_owned());
    view! {
        <Dialog id="triage" title is_open=triage.is_open>
            <TriageForm triage/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn TriageForm(triage: Triage) -> impl IntoView {
    let act = triage.act.get_untracked();
    let items = untrack(|| triage.items());
    let possible: Vec<InboxItem> = items
        .iter()
        .filter(|item| is_possible(act, item))
        .cloned()
        .collect();
    let department = one_department(&possible);
    let kept = KeptDraft::of(&draft_name(act, &possible), (String::new(), String::new()));
    triage.typed.set_value(Some(kept));
    let (choice, text) = kept.value.get_untracked();
    let (choice, text) = (RwSignal::new(choice), RwSignal::new(text));
    Effect::new(move |_| kept.value.set((choice.get(), text.get())));
    let read_again = move || {
        let (typed_choice, typed_text) = kept.value.get_untracked();
        choice.set(typed_choice);
        text.set(typed_text);
    };
    let problem = RwSignal::new("");
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match request(act, &choice.get_untracked(), &text.get_untracked()) {
            Ok(request) => {
                problem.set("");
                triage.send(act, request);
            }
            Err(sentence) => problem.set(sentence),
        }
    };
    let question = match (act, department) {
        (Act::Take, _) => ().into_any(),
        (Act::Belongs | Act::Give, None) => {
            return view! { <p class="problem">{office_texts().several_departments}</p> }.into_any();
        }
        (Act::Belongs, Some(department)) => view! { <CaseFinder department chosen=choice/> }.into_any(),
        (Act::Give, Some(department)) => {
            let mut offers: Vec<Offer> = vec![(String::new(), office_texts().choose_colleague.to_owned())];
            let people = untrack(|| triage.desk.colleagues(department)).into_iter();
            offers.extend(people.map(|person| (person.id.to_string(), person.name)));
            view! {
                <SelectField
                    id="triage-person"
                    label=office_texts().give_to
                    offers
                    value=choice
                    on_choose=move |id| choice.set(id)
                />
            }
            .into_any()
        }
        (Act::Decline, _) => {
            let offers: Vec<Offer> = DeclineReason::ALL
                .into_iter()
                .map(|reason| (reason_key(reason), wording::decline_reason(reason).to_owned()))
                .collect();
            view! {
                <ChoiceField
                    legend=office_texts().choose_reason
                    name="triage-reason"
                    offers
                    value=choice
                    on_choose=move |key| choice.set(key)
                />
            }
            .into_any()
        }
        (Act::Wait | Act::FollowUp, _) => view! { <DayChoice id="triage-day" day=choice/> }.into_any(),
        (Act::Answer, _) => {
            let is_signal = possible.first().and_then(|item| item.kind) != Some(Kind::AreaObservation);
            let offers = match is_signal {
                true => wording::offers::<SignalResult>(Kind::Signal, "result"),
                false => wording::offers::<AnswerDecision>(Kind::AreaObservation, "answer_decision"),
            };
            let words = (!is_signal).then(|| {
                view! {
                    <LinesField
                        id="triage-answer"
                        label=office_texts().answer_text
                        hint=office_texts().note_hint
                        value=text
                        on_input=move |typed| text.set(typed)
                    />
                }
            });
            view! {
                <ChoiceField
                    legend=office_texts().answer_result
                    name="triage-result"
                    offers
                    value=choice
                    on_choose=move |key| choice.set(key)
                />
                {words}
            }
            .into_any()
        }
    };
    let effects = effects(act, &items)
        .into_iter()
        .map(|effect| view! { <li>{effect}</li> });
    view! {
        <form class="triage-form" on:submit=send>
            {kept.notice(read_again)}
            {question}
            <div class="effects-said">
                <h3>{office_texts().what_happens}</h3>
                <ul>{effects.collect_view()}</ul>
            </div>
            <p class="problem" role="alert">{problem}</p>
            <SubmissionProblem submission=triage.submission/>
            <div class="buttons">
                <SubmitButton label=name_of(act) submission=triage.submission/>
                <button type="button" class="button" on:click=move |_| triage.is_open.set(false)>
                    {office_texts().cancel}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// The name under which is kept what is typed for an act on these items.
fn draft_name(act: Act, items: &[InboxItem]) -> String {
    let key = ACTS
        .iter()
        .find(|(other, _)| *other == act)
        .map_or("", |(_, key)| *key);
    let mut documents: Vec<_> = items.iter().map(|item| item.document.to_string()).collect();
    documents.sort_unstable();
    ["triage.", key, ".", &documents.join(".")].concat()
}

/// The department of items, when they are all of one.
fn one_department(items: &[InboxItem]) -> Option<DepartmentId> {
    let first = items.first()?.department;
    items.iter().all(|item| item.department == first).then_some(first)
}

fn reason_key(reason: DeclineReason) -> String {
    let value = serde_json::to_value(reason).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The request for an act with what was chosen and written; the sentence about what is lacking otherwise.
fn request(act: Act, choice: &str, text: &str) -> Result<TriageAct, &'static str> {
    let texts = office_texts();
    Ok(match act {
        Act::Take => TriageAct::Take,
        Act::Give => TriageAct::Assign {
            person: choice.parse().map_err(|_| texts.choose_colleague)?,
        },
        Act::Belongs => TriageAct::BelongsTo {
            case: choice.parse().map_err(|_| texts.choose_case)?,
        },
        Act::Decline => {
            let mut reasons = DeclineReason::ALL.into_iter();
            let reason = reasons.find(|reason| reason_key(*reason) == choice);
            TriageAct::Decline {
                reason: reason.ok_or(texts.choose_reason)?,
            }
        }
        Act::Wait if is_coming(choice) => TriageAct::Wait {
            until: choice.to_owned(),
        },
        Act::FollowUp if is_coming(choice) => TriageAct::FollowUp {
            on: Some(choice.to_owned()),
        },
        Act::Wait | Act::FollowUp => return Err(texts.choose_day),
        Act::Answer => {
            let is_known =
                SignalResult::from_key(choice).is_some() || AnswerDecision::from_key(choice).is_some();
            if !is_known {
                return Err(texts.choose_result);
            }
            TriageAct::Answer {
                text: text.trim().to_owned(),
                result: choice.to_owned(),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_asks_for_what_it_needs() {
        assert_eq!(request(Act::Take, "", ""), Ok(TriageAct::Take));
        assert_eq!(request(Act::Decline, "", ""), Err(office_texts().choose_reason));
        assert_eq!(
            request(Act::Decline, "not_house_rules", ""),
            Ok(TriageAct::Decline {
                reason: DeclineReason::NotHouseRules
            })
        );
        assert_eq!(request(Act::Give, "x", ""), Err(office_texts().choose_colleague));
        assert_eq!(request(Act::Belongs, "", ""), Err(office_texts().choose_case));
        let answer = request(Act::Answer, AnswerDecision::KEYS[0], " Vi lader det stå. ");
        assert!(matches!(answer, Ok(TriageAct::Answer { text, .. }) if text == "Vi lader det stå."));
        assert_eq!(request(Act::Answer, "", ""), Err(office_texts().choose_result));
    }

    #[test]
    fn each_act_has_a_name_and_a_key_of_its_own() {
        let mut keys: Vec<_> = ACTS.iter().map(|(_, key)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), ACTS.len());
        assert!(
            ACTS.iter()
                .all(|(act, _)| !name_of(*act).is_empty() && !done_of(*act).is_empty())
        );
    }
}
