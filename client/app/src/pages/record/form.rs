//! The form of a record: its sheets with the items of its table in `presentation::forms`, whatever the kind.

use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::fields::FormField;
use super::ground::GroundItem;
use super::guide::ConflictGuide;
use super::note::NoteSheet;
use super::notices::{
    ConsentNotice, ContactPersonNotice, DangerNotice, HarmNotice, SignLink, TwoPersonsNotice, UnwantedNotice,
};
use super::steps::StepButtons;
use crate::pages::lists::Followed;
use crate::state::editor::RecordEditor;
use crate::state::present::present;
use feltbog_presentation::fields;
use feltbog_presentation::forms::Item;
use feltbog_presentation::texts::{language, texts};

/// Kinds of records that homes are known from.
pub(super) const HOMES: [Kind; 3] = [Kind::SocialVisit, Kind::Concern, Kind::Handover];

/// A record's fields on a page.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// The record.
    pub(super) editor: RecordEditor,
    /// Whether this person may change it.
    pub(super) writable: bool,
    /// Whether its fields are entered, and not only read.
    pub(super) is_entered: bool,
    around: StoredValue<Followed>,
}

impl Form {
    /// The fields of a record. `around` holds the records that are read beside it.
    pub(super) fn new(editor: RecordEditor, writable: bool, around: Followed) -> Self {
        Self {
            editor,
            writable,
            is_entered: writable,
            around: StoredValue::new(around),
        }
    }

    /// The same, with fields that are to be read.
    pub(super) fn to_be_read(self, is_read: bool) -> Self {
        Self {
            is_entered: self.writable && !is_read,
            ..self
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
            let today = present().today();
            let held = self.editor.held.with(|held| {
                let one = held.iter().find(|one| one.field == name);
                one.map(|one| one.problem.sentence(texts(), today))
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
        Item::Guide => view! { <ConflictGuide form/> }.into_any(),
        Item::Danger => view! { <DangerNotice form/> }.into_any(),
        Item::Unwanted => view! {
            <UnwantedNotice form/>
            <TwoPersonsNotice form/>
        }
        .into_any(),
        Item::Consent => view! { <ConsentNotice form/> }.into_any(),
        Item::Ground => view! { <GroundItem form/> }.into_any(),
        Item::SignWay => view! { <SignLink form/> }.into_any(),
        Item::ContactPerson => view! { <ContactPersonNotice form/> }.into_any(),
        Item::HarmAdvice => view! { <HarmNotice form/> }.into_any(),
        Item::Sheet | Item::LockedSheet | Item::Note => ().into_any(),
    });
    views.collect_view().into_any()
}
