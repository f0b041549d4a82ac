//! The papers of a case: its letters, a new letter, the bundle for the tenancy board and the agreed plan.

use std::collections::BTreeMap;

use feltbog_shared::moment::Day;
use feltbog_shared::office_letters::{
    BundleCheck, BundleCheckOutcome, BundleWanted, CaseDocuments, CasePlan, KeptPlan, LetterKind,
    LetterPreview, LetterReceipt, LetterRecipient, LetterRow, LetterWanted, PlanPromise, PlanWanted,
};
use feltbog_ui::form::{CheckField, LineField, LinesField, SelectField};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::letters::CasePath;
use crate::components::loaded::Loaded;
use crate::components::pdf_link::PdfLink;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::desk::new_document;
use crate::kept_draft::KeptDraft;
use crate::state::{Notice, use_office};
use crate::texts::office_texts;
use crate::wording::day_in_words;

/// The number of letters that were kept on the page.
#[derive(Clone, Copy)]
struct LettersKept(RwSignal<u32>);

/// The parties to whom letters may go.
#[derive(Clone, Copy)]
struct Recipients(RwSignal<Vec<LetterRecipient>>);

/// The papers of a case.
#[component]
pub(crate) fn CaseDocumentsPanel(
    /// The department's id.
    #[prop(into)]
    department: String,
    /// The case's id.
    #[prop(into)]
    case: String,
    /// The number of the case's parties, as far as it is known; letters go to parties.
    #[prop(into)]
    parties: Signal<usize>,
) -> impl IntoView {
    let office = use_office();
    let path = CasePath { department, case };
    provide_context(StoredValue::new(path.clone()));
    let parties = Memo::new(move |_| parties.get());
    let letters = {
        let path = path.clone();
        LocalResource::new(move || {
            office.revision.track();
            parties.track();
            let path = path.clone();
            async move { office.api().case_documents(&path).await }
        })
    };
    // The form of a new letter is made anew by nothing but a letter that was kept.
    let kept = RwSignal::new(0_u32);
    provide_context(LettersKept(kept));
    let recipients = RwSignal::new(Vec::new());
    provide_context(Recipients(recipients));
    Effect::new(move |_| {
        if let Some(Ok(documents)) = &*letters.read() {
            recipients.maybe_update(|recipients| {
                let changes = *recipients != documents.recipients;
                if changes {
                    recipients.clone_from(&documents.recipients);
                }
                changes
            });
        }
    });
    let forms = LocalResource::new(move || {
        kept.track();
        let path = path.clone();
        async move { office.api().case_documents(&path).await }
    });
    view! {
        <section class="group" aria-label=office_texts().case_documents>
            <h2>{office_texts().case_documents}</h2>
            <Loaded answer=letters children=|documents| view! { <Papers documents/> }/>
            <Loaded answer=forms children=|documents| view! { <PaperForms documents/> }/>
        </section>
    }
    .into_any()
}

/// A new letter, and the bundle and the plan for those who keep letters.
#[component]
fn PaperForms(documents: CaseDocuments) -> impl IntoView {
    let others = documents.may_keep.then(|| {
        view! {
            <BundleForm/>
            <PlanForm/>
        }
    });
    view! {
        <LetterForm documents/>
        {others}
    }
    .into_any()
}

/// The case that the panel is about.
fn use_case() -> CasePath {
    expect_context::<StoredValue<CasePath>>().get_value()
}

#[component]
fn Papers(documents: CaseDocuments) -> impl IntoView {
    let letters = documents.letters;
    let plans = documents.plans;
    let plans = (!plans.is_empty()).then(|| {
        let lines = plans
            .into_iter()
            .map(|plan| view! { <KeptPlanLine plan/> })
            .collect_view();
        view! { <ul class="approvals">{lines}</ul> }
    });
    let letters = match letters.is_empty() {
        true => view! { <p>{office_texts().letters_none}</p> }.into_any(),
        false => view! { <LetterTable letters/> }.into_any(),
    };
    view! {
        {letters}
        {plans}
    }
    .into_any()
}

/// A plan that was kept, and the way to it.
#[component]
fn KeptPlanLine(plan: KeptPlan) -> impl IntoView {
    let office = use_office();
    let case = use_case();
    let submission = Submission::new();
    let address = RwSignal::new(String::new());
    let event = plan.event.to_string();
    let see = move |_| {
        let (case, event) = (case.clone(), event.clone());
        submission.run(
            async move { office.api().kept_plan(&case, &event).await },
            move |found| address.set(found),
        );
    };
    let name = office_texts()
        .plan_kept_by
        .with(&[&day_in_words(&plan.on), &plan.by]);
    let label = [office_texts().see_pdf, ": ", &name].concat();
    view! {
        <li>
            {name}
            " "
            <button type="button" class="button small" aria-label=label on:click=see>
                {office_texts().see_pdf}
            </button>
            <PdfLink address name=Signal::stored(office_texts().plan.to_owned())/>
            <SubmissionProblem submission/>
        </li>
    }
    .into_any()
}

#[component]
fn LetterTable(letters: Vec<LetterRow>) -> impl IntoView {
    let rows = letters
        .into_iter()
        .map(|letter| view! { <LetterLine letter/> })
        .collect_view();
    view! {
        <ScrollableTable label=office_texts().case_documents>
            <table class="data">
                <caption class="unseen">{office_texts().case_documents}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().letter_name}</th>
                        <th scope="col">{office_texts().letter_to}</th>
                        <th scope="col">{office_texts().letter_on}</th>
                        <th scope="col">{office_texts().letter_received}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[component]
fn LetterLine(letter: LetterRow) -> impl IntoView {
    let office = use_office();
    let case = use_case();
    let submission = Submission::new();
    let (address, received) = (
        RwSignal::new(String::new()),
        RwSignal::new(letter.received_on.clone()),
    );
    let step = letter.step.to_string();
    let see = {
        let (case, step) = (case.clone(), step.clone());
        move |_| {
            let (case, step) = (case.clone(), step.clone());
            submission.run(
                async move { office.api().letter_pdf(&case, &step).await },
                move |found| address.set(found),
            );
        }
    };
    let field = ["letter-received-", &step].concat();
    let note = move |_| {
        let (case, step) = (case.clone(), step.clone());
        let receipt = LetterReceipt {
            received_on: received.get_untracked(),
            proof: String::new(),
        };
        submission.run(
            async move { office.api().note_letter_receipt(&case, &step, &receipt).await },
            move |()| {
                office.changed(Notice {
                    text: office_texts().letter_receipt_noted.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let receipt = match letter.received_on.is_empty() {
        false => view! { <span>{day_in_words(&letter.received_on)}</span> }.into_any(),
        true => view! {
            <LineField
                id=field
                label=office_texts().letter_received
                kind="date"
                value=received
                on_input=move |text| received.set(text)
            />
            <button type="button" class="button small" on:click=note>
                {office_texts().letter_receipt_note}
            </button>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">{letter.title.clone()}</th>
            <td>{letter.recipient}</td>
            <td>{day_in_words(&letter.on)}</td>
            <td>{receipt}<SubmissionProblem submission/></td>
            <td>
                <button type="button" class="button small" on:click=see>
                    {office_texts().see_pdf}
                </button>
                <PdfLink address name=Signal::stored(letter.title)/>
            </td>
        </tr>
    }
    .into_any()
}

/// The name of a field of a letter as a label.
fn label_of(field: &str) -> String {
    let mut letters = field.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first
        .chain(letters.map(|letter| if letter == '_' { ' ' } else { letter }))
        .collect()
}

/// A letter that is being written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LetterEntries {
    kind: String,
    recipient: String,
    fields: BTreeMap<String, String>,
}

/// The letter that was being written in a case; an empty one of this kind otherwise.
fn kept_letter(case: &CasePath, kind: &str, fields: Vec<(String, String)>) -> KeptDraft<LetterEntries> {
    let empty = LetterEntries {
        kind: kind.to_owned(),
        recipient: String::new(),
        fields: fields.into_iter().collect(),
    };
    KeptDraft::of(&["letter.", &case.case].concat(), empty)
}

#[component]
fn LetterForm(documents: CaseDocuments) -> impl IntoView {
    let LettersKept(kept) = expect_context();
    let office = use_office();
    let case = use_case();
    let may_keep = documents.may_keep;
    let first_kind = documents
        .kinds
        .first()
        .map_or(LetterKind::Request, |form| form.kind);
    let address = RwSignal::new(String::new());
    let Recipients(parties) = expect_context();
    let forms = StoredValue::new(documents.kinds.clone());
    let fields_of = move |key: &str| {
        forms.with_value(|forms| {
            let form = forms.iter().find(|form| form.kind.key() == key);
            form.map(|form| form.fields.clone()).unwrap_or_default()
        })
    };
    let entries = kept_letter(&case, first_kind.key(), fields_of(first_kind.key()));
    let LetterEntries {
        kind,
        recipient,
        fields,
    } = entries.value.get_untracked();
    let kind = RwSignal::new(kind);
    // The party that was chosen, as long as it is there; else the first one.
    let chosen = RwSignal::new(recipient);
    let values = RwSignal::new(fields);
    Effect::new(move |_| {
        entries.value.set(LetterEntries {
            kind: kind.get(),
            recipient: chosen.get(),
            fields: values.get(),
        });
    });
    let preview = RwSignal::new(None::<LetterPreview>);
    let read_entries_again = move || {
        preview.set(None);
        let entries = entries.value.get_untracked();
        kind.set(entries.kind);
        chosen.set(entries.recipient);
        values.set(entries.fields);
    };
    let recipient = Memo::new(move |_| {
        let (parties, chosen) = (parties.read(), chosen.read());
        let found = parties.iter().find(|one| one.party.to_string() == *chosen);
        found
            .or(parties.first())
            .map(|one| one.party.to_string())
            .unwrap_or_default()
    });
    let submission = Submission::new();
    let sent = StoredValue::new(None::<LetterWanted>);
    let kinds: Vec<_> = documents
        .kinds
        .iter()
        .map(|form| (form.kind.key().to_owned(), form.title.clone()))
        .collect();
    let recipients = Memo::new(move |_| {
        let parties = parties.read();
        let offers = parties
            .iter()
            .map(|one| (one.party.to_string(), one.name.clone()));
        offers.collect::<Vec<_>>()
    });
    let nobody = move || {
        let is_empty = recipients.read().is_empty();
        is_empty.then(|| view! { <p class="problem">{office_texts().letter_no_recipient}</p> })
    };
    // What is kept is what was looked at: a change asks for another look.
    let choose_kind = move |key: String| {
        preview.set(None);
        values.set(fields_of(&key).into_iter().collect());
        kind.set(key);
    };
    let choose_recipient = move |key| {
        preview.set(None);
        chosen.set(key);
    };
    let enter = move |name: String, text: String| {
        preview.set(None);
        values.update(|values| drop(values.insert(name, text)));
    };
    let fields = move || {
        let fields = fields_of(&kind.read());
        let field = |(name, _): (String, String)| {
            let (own, asked) = (name.clone(), name.clone());
            let value = Signal::derive(move || values.read().get(&asked).cloned().unwrap_or_default());
            view! {
                <LinesField
                    id=["letter-field-", &name].concat()
                    label=label_of(&name)
                    value
                    on_input=move |text| enter(own.clone(), text)
                />
            }
        };
        fields.into_iter().map(field).collect_view()
    };
    let wanted = move || {
        Some(LetterWanted {
            token: String::new(),
            kind: LetterKind::from_key(&kind.get_untracked())?,
            recipient: recipient.get_untracked().parse().ok()?,
            fields: values.get_untracked(),
        })
    };
    let look = {
        let case = case.clone();
        move |_| {
            let (case, Some(wanted)) = (case.clone(), wanted()) else {
                return;
            };
            submission.run(
                async move { office.api().preview_letter(&case, &wanted).await },
                move |found| preview.set(Some(found)),
            );
        }
    };
    let is_seen = Memo::new(move |_| preview.read().is_some());
    let fetch = {
        let case = case.clone();
        move |_| {
            let (case, Some(wanted)) = (case.clone(), wanted()) else {
                return;
            };
            if is_seen.get_untracked() {
                submission.run(
                    async move { office.api().print_invitation(&case, &wanted).await },
                    move |found| address.set(found),
                );
            }
        }
    };
    let keep = move |_| {
        let (case, Some(mut wanted)) = (case.clone(), wanted()) else {
            return;
        };
        if !is_seen.get_untracked() {
            return;
        }
        // The same letter once more is the same request: its answer may have got lost.
        let token = sent.with_value(|sent| {
            let sent = sent.clone().unwrap_or_else(|| wanted.clone());
            let token = sent.token.clone();
            let is_same = LetterWanted {
                token: String::new(),
                ..sent
            } == wanted;
            Some(token).filter(|token| is_same && !token.is_empty())
        });
        wanted.token = token.unwrap_or_else(new_document);
        sent.set_value(Some(wanted.clone()));
        submission.run(
            async move { office.api().keep_letter(&case, &wanted).await },
            move |_| {
                let _ = sent.try_set_value(None);
                entries.forget();
                office.changed(Notice {
                    text: office_texts().letter_kept.to_owned(),
                    undo: None,
                });
                let _ = kept.try_update(|kept| *kept += 1);
            },
        );
    };
    let shown = move || {
        preview.get().map(|preview| {
            let empty = (!preview.empty_fields.is_empty()).then(|| {
                let names = preview.empty_fields.join(", ");
                view! { <p class="problem">{office_texts().letter_empty_fields}{": "}{names}</p> }
            });
            let told = preview
                .tells_withheld
                .then(|| view! { <p class="problem">{office_texts().letter_tells_withheld}</p> });
            let lines = preview.text.split("\n\n").map(str::to_owned).collect::<Vec<_>>();
            let lines = lines
                .into_iter()
                .map(|line| view! { <p>{line}</p> })
                .collect_view();
            view! {
                <div role="status">
                    {empty}
                    {told}
                    <h4>{office_texts().letter_text}</h4>
                    {lines}
                </div>
            }
        })
    };
    let is_off = move || (submission.is_busy.get() || !is_seen.get()).then_some("true");
    let send = match may_keep {
        true => view! {
            <button type="button" class="button primary" aria-disabled=is_off on:click=keep>
                {office_texts().letter_keep}
            </button>
        }
        .into_any(),
        false => view! {
            <button type="button" class="button primary" aria-disabled=is_off on:click=fetch>
                {office_texts().letter_invitation_pdf}
            </button>
        }
        .into_any(),
    };
    let lead = (!may_keep).then(|| view! { <p class="hint">{office_texts().letter_invitation_not_kept}</p> });
    view! {
        <details open=entries.is_restored_untracked()>
            <summary>{office_texts().new_letter}</summary>
            {entries.notice(read_entries_again)}
            {lead}
            <div class="form-grid">
                <SelectField
                    id="letter-kind"
                    label=office_texts().letter_choose
                    offers=Signal::stored(kinds)
                    value=kind
                    on_choose=choose_kind
                />
                <SelectField
                    id="letter-recipient"
                    label=office_texts().letter_recipient
                    offers=recipients
                    value=recipient
                    on_choose=choose_recipient
                />
                {fields}
            </div>
            {nobody}
            {shown}
            <SubmissionProblem submission/>
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || submission.is_busy.get().then_some("true")
                    on:click=look
                >
                    {office_texts().letter_preview}
                </button>
                {send}
            </div>
            <PdfLink address name=Signal::stored(office_texts().new_letter.to_owned())/>
        </details>
    }
    .into_any()
}

#[component]
fn BundleForm() -> impl IntoView {
    let office = use_office();
    let case = use_case();
    let kept = KeptDraft::of(&["bundle.", &case.case].concat(), BundleWanted::default());
    let wanted = kept.value;
    let number_of = move || {
        let number = wanted.with_untracked(|wanted| wanted.section_81);
        number.map(|number| number.to_string()).unwrap_or_default()
    };
    let number = RwSignal::new(number_of());
    let enter_number = move |text: String| {
        wanted.update(|wanted| wanted.section_81 = text.trim().parse().ok());
        number.set(text);
    };
    let checks = RwSignal::new(Vec::<BundleCheck>::new());
    let address = RwSignal::new(String::new());
    let submission = Submission::new();
    let check = {
        let case = case.clone();
        move |_| {
            let (case, request) = (case.clone(), wanted.get_untracked());
            submission.run(
                async move { office.api().check_bundle(&case, &request).await },
                move |found| checks.set(found),
            );
        }
    };
    let make = move |_| {
        let (case, request) = (case.clone(), wanted.get_untracked());
        submission.run(
            async move { office.api().bundle(&case, &request).await },
            move |found| address.set(found),
        );
    };
    let day = |id: &'static str,
               label: &'static str,
               read: fn(&BundleWanted) -> String,
               write: fn(&mut BundleWanted, String)| {
        view! {
            <LineField
                id
                label
                kind="date"
                value=Signal::derive(move || wanted.with(read))
                on_input=move |text| wanted.update(|wanted| write(wanted, text))
            />
        }
    };
    let rows = move || checks.get().into_iter().map(check_line).collect_view();
    view! {
        <details open=kept.is_restored_untracked()>
            <summary>{office_texts().bundle}</summary>
            {kept.notice(move || number.set(number_of()))}
            <p class="hint">{office_texts().bundle_lead}</p>
            <div class="form-grid">
                <LinesField
                    id="bundle-claim"
                    label=office_texts().bundle_claim
                    value=Signal::derive(move || wanted.read().claim.clone())
                    on_input=move |text| wanted.update(|wanted| wanted.claim = text)
                />
                <LineField
                    id="bundle-number"
                    label=office_texts().bundle_number
                    keyboard=Some("numeric")
                    value=number
                    on_input=enter_number
                />
                {day(
                    "bundle-lease",
                    office_texts().bundle_lease_on,
                    |wanted| wanted.lease_on.clone(),
                    |wanted, day| wanted.lease_on = day,
                )}
                {day(
                    "bundle-rules",
                    office_texts().bundle_rules_on,
                    |wanted| wanted.house_rules_on.clone(),
                    |wanted, day| wanted.house_rules_on = day,
                )}
                {day(
                    "bundle-fee",
                    office_texts().bundle_fee_on,
                    |wanted| wanted.fee_paid_on.clone(),
                    |wanted, day| wanted.fee_paid_on = day,
                )}
                {day(
                    "bundle-mandate",
                    office_texts().bundle_mandate_on,
                    |wanted| wanted.mandate_on.clone(),
                    |wanted, day| wanted.mandate_on = day,
                )}
                <LinesField
                    id="bundle-direct"
                    label=office_texts().bundle_direct
                    value=Signal::derive(move || wanted.read().direct_way_reason.clone())
                    on_input=move |text| wanted.update(|wanted| wanted.direct_way_reason = text)
                />
                <CheckField
                    id="bundle-witnesses"
                    label=office_texts().bundle_witnesses
                    value=Signal::derive(move || wanted.read().witnesses_ready)
                    on_change=move |is_ready| wanted.update(|wanted| wanted.witnesses_ready = is_ready)
                />
            </div>
            <div role="status">
                <ul>{rows}</ul>
            </div>
            <SubmissionProblem submission/>
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || submission.is_busy.get().then_some("true")
                    on:click=check
                >
                    {office_texts().bundle_check}
                </button>
                <button
                    type="button"
                    class="button primary"
                    aria-disabled=move || submission.is_busy.get().then_some("true")
                    on:click=make
                >
                    {office_texts().bundle_make}
                </button>
            </div>
            <PdfLink address name=Signal::stored(office_texts().bundle.to_owned())/>
        </details>
    }
    .into_any()
}

fn check_line(check: BundleCheck) -> impl IntoView {
    let outcome = match check.outcome {
        BundleCheckOutcome::Present => office_texts().bundle_outcome_present,
        BundleCheckOutcome::Lacking => office_texts().bundle_outcome_lacking,
        BundleCheckOutcome::Assess => office_texts().bundle_outcome_assess,
    };
    view! {
        <li>
            <strong>{outcome}</strong>
            {": "}
            {check.text}
        </li>
    }
}

/// The acts of a text: one a line, with the day at its end where there is one.
fn promises(text: &str) -> Vec<PlanPromise> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let ended = line
                .rsplit_once(' ')
                .and_then(|(what, day)| Some((what, day_of(day)?)));
            let (what, by) = ended.map_or((line, String::new()), |(what, day)| (what, day.to_string()));
            PlanPromise {
                what: what.trim_end().to_owned(),
                by,
            }
        })
        .collect()
}

/// The day of a text as it is written by hand, `1.12.2026` or `1/12-26`, or as `2026-12-01`.
fn day_of(text: &str) -> Option<Day> {
    let parts: Option<Vec<u32>> = text
        .split(['.', '/', '-'])
        .map(|part| part.parse().ok())
        .collect();
    let [first, month, last] = parts?[..] else {
        return None;
    };
    let (year, day) = if first > 31 { (first, last) } else { (last, first) };
    let year = if year < 100 { 2_000 + year } else { year };
    Day::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

#[component]
fn PlanForm() -> impl IntoView {
    let office = use_office();
    let case = use_case();
    let kept = KeptDraft::of(&["plan.", &case.case].concat(), <[String; 5]>::default());
    let entry = |place: usize| Signal::derive(move || kept.value.read()[place].clone());
    let [wish, we, you, next, way] = std::array::from_fn(entry);
    let write = move |place: usize| move |text: String| kept.value.update(|all| all[place] = text);
    let address = RwSignal::new(String::new());
    let submission = Submission::new();
    let written = move || CasePlan {
        party: None,
        wish: wish.get_untracked(),
        we_do: promises(&we.get_untracked()),
        you_do: promises(&you.get_untracked()),
        next_contact_on: next.get_untracked(),
        way: way.get_untracked(),
    };
    let print = {
        let case = case.clone();
        move |_| {
            let (case, plan) = (case.clone(), written());
            submission.run(
                async move { office.api().case_plan(&case, &plan).await },
                move |found| address.set(found),
            );
        }
    };
    // The same until it was kept: a request that is repeated keeps nothing twice.
    let token = StoredValue::new(new_document());
    let keep = move |_| {
        let case = case.clone();
        let sent = kept.value.get_untracked();
        let wanted = PlanWanted {
            token: token.get_value(),
            plan: written(),
        };
        submission.run(
            async move { office.api().keep_plan(&case, &wanted).await },
            move |_| {
                token.set_value(new_document());
                kept.forget_sent(&sent);
                office.changed(Notice {
                    text: office_texts().plan_is_kept.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let lines = |id: &'static str, label: &'static str, value: Signal<String>, place: usize| {
        view! { <LinesField id label value on_input=write(place)/> }
    };
    view! {
        <details open=kept.is_restored_untracked()>
            <summary>{office_texts().plan}</summary>
            {kept.notice(|| {})}
            <p class="hint">{office_texts().plan_lead}</p>
            <div class="form-grid">
                {lines("plan-wish", office_texts().plan_wish, wish, 0)}
                {lines("plan-we", office_texts().plan_we, we, 1)}
                {lines("plan-you", office_texts().plan_you, you, 2)}
                <LineField
                    id="plan-next"
                    label=office_texts().plan_next
                    kind="date"
                    value=next
                    on_input=write(3)
                />
                <LineField
                    id="plan-way"
                    label=office_texts().plan_way
                    value=way
                    on_input=write(4)
                />
            </div>
            <SubmissionProblem submission/>
            <div class="buttons">
                <button
                    type="button"
                    class="button primary"
                    aria-disabled=move || submission.is_busy.get().then_some("true")
                    on:click=print
                >
                    {office_texts().plan_print}
                </button>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || submission.is_busy.get().then_some("true")
                    on:click=keep
                >
                    {office_texts().plan_keep}
                </button>
            </div>
            <PdfLink address name=Signal::stored(office_texts().plan.to_owned())/>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{label_of, promises};

    #[test]
    fn a_field_begins_as_labels_do() {
        assert_eq!(label_of("dato_1"), "Dato 1");
        assert_eq!(label_of(""), "");
    }

    #[test]
    fn the_day_at_the_end_of_a_line_is_its_own() {
        let acts = promises("Vi ringer 2026-12-01\n\n Vi taler med naboen \n");
        assert_eq!(
            (acts[0].what.as_str(), acts[0].by.as_str()),
            ("Vi ringer", "2026-12-01")
        );
        assert_eq!(
            (acts[1].what.as_str(), acts[1].by.as_str()),
            ("Vi taler med naboen", "")
        );
        assert_eq!(acts.len(), 2);
        for written in ["1.12.2026", "01-12-2026", "1/12-26", "2026-12-01"] {
            let acts = promises(&format!("Vi ringer {written}"));
            assert_eq!(acts[0].by, "2026-12-01", "{written}");
        }
        assert_eq!(promises("Vi ringer 32.12.2026")[0].what, "Vi ringer 32.12.2026");
    }
}
