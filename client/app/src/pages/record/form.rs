//! The form of a record: its sheets with the items of its table in `presentation::forms`, whatever the kind.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::Kind;
use feltbog_shared::model::consent::{ConsentProblem, consent_problem};
use leptos::prelude::*;

use super::fields::FormField;
use super::ground::GroundItem;
use super::note::NoteSheet;
use super::steps::StepButtons;
use crate::pages::lists::{self, Followed};
use crate::pages::sign;
use crate::state::access::app;
use crate::state::editor::{Phase, RecordEditor};
use crate::state::platform;
use feltbog_presentation::fields;
use feltbog_presentation::forms::{self, Item};
use feltbog_presentation::round::unwanted_until;
use feltbog_presentation::texts::{language, of_pages as g, t};
use feltbog_ui::icon::{Icon, SvgIcon};

/// Kinds of records that homes are known from.
pub(super) const HOMES: [Kind; 3] = [Kind::SocialVisit, Kind::Concern, Kind::Handover];

/// A record's fields on a page.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// The record.
    pub(super) editor: RecordEditor,
    /// Whether this person may change it.
    pub(super) writable: bool,
    around: StoredValue<Followed>,
}

impl Form {
    /// The fields of a record. `around` holds the records that are read beside it.
    pub(super) fn new(editor: RecordEditor, writable: bool, around: Followed) -> Self {
        Self {
            editor,
            writable,
            around: StoredValue::new(around),
        }
    }

    /// The records that are read beside it.
    pub(super) fn around(self) -> Followed {
        self.around.get_value()
    }

    /// Text, key or day of a field.
    pub(super) fn text(self, name: &'static str) -> Memo<String> {
        Memo::new(move |_| {
            self.editor
                .fields
                .with(|record| fields::text(record, name).to_owned())
        })
    }

    /// Problem of a field, or nothing.
    pub(super) fn problem(self, name: &'static str) -> Memo<String> {
        Memo::new(move |_| {
            let today = platform::present().today();
            let held = self.editor.held.with(|held| {
                let one = held.iter().find(|one| one.field == name);
                one.map(|one| one.problem.sentence(t(), today))
            });
            held.unwrap_or_else(|| {
                self.editor.refused.with(|refused| {
                    let refusal = refused.iter().find(|(field, _)| field == name);
                    refusal
                        .map_or("", |(_, refusal)| refusal.code.sentence(language()))
                        .to_owned()
                })
            })
        })
    }
}

/// The sheets of a page with their items.
#[component]
pub(super) fn FormSheets(form: Form, items: &'static [Item]) -> impl IntoView {
    let begins_sheet = |item: &Item| matches!(item, Item::Sheet | Item::LockedSheet | Item::Note);
    let sheets = items.chunk_by(|_, next| !begins_sheet(next)).map(|sheet| {
        let (first, items) = sheet.split_first()?;
        let sheet = match first {
            Item::Note => view! { <NoteSheet visit=form/> }.into_any(),
            Item::Sheet => view! { <section class="sheet"><FormItems form items/></section> }.into_any(),
            Item::LockedSheet => {
                view! { <section class="sheet locked"><FormItems form items/></section> }.into_any()
            }
            _ => return None,
        };
        Some(sheet)
    });
    sheets.collect_view().into_any()
}

/// Items of one sheet.
#[component]
pub(super) fn FormItems(form: Form, items: &'static [Item]) -> impl IntoView {
    let views = items.iter().map(|item| match *item {
        Item::Field(ask) => match ask.when {
            None => view! { <FormField form ask/> }.into_any(),
            Some(holds) => view! {
                <Show when=move || form.editor.fields.with(holds)>
                    <FormField form ask/>
                </Show>
            }
            .into_any(),
        },
        Item::Steps(heading) => view! { <StepButtons form heading/> }.into_any(),
        Item::Danger => view! { <DangerNotice form/> }.into_any(),
        Item::Unwanted => view! { <UnwantedNotice form/> }.into_any(),
        Item::Consent => view! { <ConsentNotice form/> }.into_any(),
        Item::Ground => view! { <GroundItem form/> }.into_any(),
        Item::SignWay => view! { <SignLink form/> }.into_any(),
        Item::Sheet | Item::LockedSheet | Item::Note => ().into_any(),
    });
    views.collect_view().into_any()
}

/// The link to the sign that is printed.
#[component]
fn SignLink(form: Form) -> impl IntoView {
    let editor = form.editor;
    view! {
        <Show when=move || editor.phase.get() == Phase::Here>
            <a class="text-link" href=sign::path(editor.document)>
                <SvgIcon icon=Icon::Book/>
                <span>{g().sign}</span>
            </a>
        </Show>
    }
    .into_any()
}

/// The emergency call, while the case is acute.
#[component]
fn DangerNotice(form: Form) -> impl IntoView {
    view! {
        <Show when=move || form.editor.fields.with(forms::is_acute)>
            <p class="danger">
                <span>{g().call_112}</span>
                <a class="button" href="tel:112">
                    <SvgIcon icon=Icon::Call/>
                    <span>{g().call_112_button}</span>
                </a>
            </p>
        </Show>
    }
    .into_any()
}

/// The reason why the record is not passed on as it is, as soon as the resident's answer is known.
#[component]
fn ConsentNotice(form: Form) -> impl IntoView {
    let editor = form.editor;
    let sentence = Memo::new(move |_| {
        let problem = editor
            .fields
            .with(|record| consent_problem(editor.kind, record))?;
        // A choice that is not made yet is asked for when the author says that the record is finished.
        let is_said = problem == ConsentProblem::ResidentSaidNo || editor.blocked.get().is_some();
        is_said.then(|| match (problem, editor.kind) {
            (ConsentProblem::NoReceiver, _) => g().consent_no_receiver,
            (ConsentProblem::ResidentSaidNo, Kind::Concern) => g().consent_said_no_concern,
            (ConsentProblem::ResidentSaidNo, _) => g().consent_said_no,
            (ConsentProblem::NoYesAndNoBasis, _) => g().consent_no_yes,
        })
    });
    let notice = move || {
        sentence
            .get()
            .map(|sentence| view! { <p class="danger">{sentence}</p> })
    };
    view! { <div class="warns" role="alert">{notice}</div> }.into_any()
}

/// Warns that the resident of this dwelling wants no contact.
#[component]
fn UnwantedNotice(form: Form) -> impl IntoView {
    let access = app().access()?;
    let listing = lists::follow(&access, &HOMES, None);
    let editor = form.editor;
    let sentence = Memo::new(move |_| {
        let present = platform::present();
        let until = lists::with_items(&listing, |items| {
            // This visit itself may be the one at which they said so.
            let is_other = |item: &&ListItem| item.document != editor.document;
            let others: Vec<_> = items.iter().filter(is_other).cloned().collect();
            editor
                .fields
                .with(|visit| unwanted_until(&others, visit, present.today(), platform::offset))
        });
        until.map(|until| g().contact_unwanted.with(&[&present.day(t(), until)]))
    });
    let notice = move || {
        sentence
            .get()
            .map(|sentence| view! { <p class="danger">{sentence}</p> })
    };
    Some(view! { <div class="warns" role="status">{notice}</div> }.into_any())
}
