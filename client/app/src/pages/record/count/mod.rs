//! An insect count: place and flower, ten minutes of taps on one screen, the weather, and a receipt.

mod before;
mod clock;
mod receipt;
mod screen;
mod weather;
mod which;

use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldChange, FieldEdit, InsectCount};
use leptos::prelude::*;

use self::before::BeforeCount;
use self::receipt::Receipt;
use self::screen::CountingScreen;
use self::weather::Weather;
use super::form::Form;
use crate::state::editor::RecordEditor;
use feltbog_presentation::counting::{self, CountPart};
use feltbog_presentation::texts::page_texts;
use feltbog_ui::recreate::RecreateOnChange;
use feltbog_ui::tally::Group;

/// The part of a count that is under way.
#[component]
pub(super) fn Count(form: Form) -> impl IntoView {
    let (is_correcting, wants_receipt) = (RwSignal::new(false), RwSignal::new(false));
    let part = Memo::new(move |_| {
        let (corrects, wants) = (is_correcting.get(), wants_receipt.get());
        form.editor
            .fields
            .with(|record| counting::part(record, form.writable, corrects, wants))
    });
    view! {
        <RecreateOnChange value=Signal::from(part) let:part>
            {match part {
                CountPart::Before => view! { <BeforeCount form/> }.into_any(),
                CountPart::Counting => view! { <CountingScreen editor=form.editor/> }.into_any(),
                CountPart::Weather => view! { <Weather form is_correcting wants_receipt/> }.into_any(),
                CountPart::Receipt => view! { <Receipt form is_correcting/> }.into_any(),
            }}
        </RecreateOnChange>
    }
    .into_any()
}

/// Groups as they are drawn: keys and names.
fn called(groups: &[InsectGroup]) -> Vec<Group> {
    let groups = groups.iter();
    groups
        .map(|group| (group.key(), page_texts().insect.at(*group as usize)))
        .collect()
}

/// The names that a count is told by when its page is opened.
fn told(editor: RecordEditor) -> Vec<Group> {
    called(&editor.fields.with_untracked(counting::told))
}

/// The names whose numbers may be put right.
fn correctable(editor: RecordEditor) -> Vec<Group> {
    called(&editor.fields.with_untracked(counting::correctable))
}

/// The edit that counts so many more of a group, or so many fewer.
fn counted(key: &str, by: i64) -> FieldEdit {
    FieldEdit {
        field: InsectCount::counts().name().to_owned(),
        change: FieldChange::Count(key.to_owned(), by),
    }
}
