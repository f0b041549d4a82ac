//! The end of a record's page: its author, its history, and the ways out.

use std::rc::Rc;

use feltbog_shared::bridge::SaveFailure;
use feltbog_shared::model::{ConflictCase, Kind, Value};
use leptos::prelude::*;

use super::fields::field_id_of;
use super::{may_write, summed_up};
use crate::contexts::{use_engine, use_identity, use_navigation, use_open_records};
use crate::handle::Handle;
use crate::pages::{lists, log_sheet, printout};
use crate::state::editor::{Editor, OpenRecords, Phase, RecordEditor, Saving};
use crate::state::navigation::Navigation;
use crate::state::platform;
use crate::state::present::present;
use feltbog_presentation::changes::{can_be_discarded, is_discarded};
use feltbog_presentation::fields;
use feltbog_presentation::printout::can_be_printed;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::icon::{Icon, SvgIcon};

/// The author and the link to the history, with the ways out below.
#[component]
pub(super) fn RecordFoot(
    editor: RecordEditor,
    /// Whether the fields are to be read.
    is_read: Memo<bool>,
    /// Set when the person goes on writing.
    goes_on: RwSignal<bool>,
) -> impl IntoView {
    let identity = use_identity();
    let by = Memo::new(move |_| {
        let at = editor.fields.with(|record| match record.get("created_at") {
            Some(Value::Moment(at)) => Some(*at),
            _ => None,
        })?;
        let owner = editor.owner.get()?;
        let when = present().moment(texts(), at);
        Some(
            page_texts()
                .created_by
                .with(&[&identity.name_of(Some(owner)), &when]),
        )
    });
    let history = [&lists::path(editor.document), "/historik"].concat();
    let printed = printout::path(editor.document);
    // The parts of a count have ways of their own.
    let is_reading =
        move || is_read.get() && editor.phase.get() == Phase::Here && may_write(identity, editor);
    let done = (editor.kind != Kind::InsectCount).then(|| {
        view! {
            <Show when=is_reading fallback=move || view! { <DoneActions editor/> }>
                <GoOnWritingButton goes_on/>
            </Show>
        }
    });
    view! {
        <div class="record-foot">
            {move || by.get().map(|by| view! { <p class="by">{by}</p> })}
            <Show when=move || editor.phase.get() == Phase::Here>
                <a class="text-link" href=history.clone()>
                    <SvgIcon icon=Icon::Clock/>
                    <span>{texts().history}</span>
                </a>
            </Show>
            <Show when=move || can_be_printed(editor.kind) && editor.phase.get() == Phase::Here>
                <a class="text-link" href=printed.clone()>
                    <SvgIcon icon=Icon::Book/>
                    <span>{page_texts().printout}</span>
                </a>
            </Show>
            <Show when=move || editor.kind == Kind::ConflictCase && editor.phase.get() == Phase::Here>
                <LogSheetLink editor/>
            </Show>
        </div>
        {done}
    }
    .into_any()
}

/// The link to the resident's log about the topic of a conflict.
#[component]
fn LogSheetLink(editor: RecordEditor) -> impl IntoView {
    let path = move || {
        editor
            .fields
            .with(|case| log_sheet::path(fields::text(case, ConflictCase::topic().name())))
    };
    view! {
        <a class="text-link" href=path>
            <SvgIcon icon=Icon::Book/>
            <span>{page_texts().log_sheet}</span>
        </a>
    }
}

/// The button that leads from reading a record to writing in it.
#[component]
fn GoOnWritingButton(goes_on: RwSignal<bool>) -> impl IntoView {
    let go_on = move |_| {
        goes_on.set(true);
        // The button is gone, and the fields stand below the heading.
        platform::soon(platform::focus_heading);
    };
    view! {
        <div class="actions">
            <button type="button" class="button primary" on:click=go_on>
                <SvgIcon icon=Icon::Forward/>
                <span>{page_texts().go_on_writing}</span>
            </button>
        </div>
    }
    .into_any()
}

/// Discards a record that its author made in the last minutes, and leaves its page once that is kept.
#[component]
pub(super) fn DiscardButton(editor: RecordEditor) -> impl IntoView {
    let (engine, identity) = (use_engine(), use_identity());
    let (navigation, is_leaving) = (use_navigation(), RwSignal::new(false));
    Effect::new(move |_| {
        let saving = editor.saving.get();
        if !is_leaving.get() || saving == Saving::Busy {
            return;
        }
        is_leaving.set(false);
        if !matches!(saving, Saving::Failed(_)) {
            platform::soon(move || navigation.back());
        }
    });
    let may_discard = move || {
        let me = identity.session().map(|session| session.user);
        let is_possible = can_be_discarded(editor.kind) && !editor.fields.with(is_discarded);
        me.is_some_and(|me| is_possible && editor.can_discard(me, platform::now()))
    };
    let discard = move |_| {
        let title = untrack(|| summed_up(engine, editor)).title;
        editor.discard(texts().discarded.with(&[&title]));
        is_leaving.set(true);
    };
    view! {
        <Show when=may_discard>
            <button type="button" class="button" on:click=discard>
                <SvgIcon icon=Icon::Undo/>
                <span>{page_texts().discard}</span>
            </button>
        </Show>
    }
    .into_any()
}

/// The ways out of a record. The main one leads out once everything on the page is kept; until then the page shows what is
/// not.
#[component]
pub(super) fn DoneActions(editor: RecordEditor) -> impl IntoView {
    let is_leaving = RwSignal::new(false);
    let (navigation, records) = (use_navigation(), use_open_records());
    leave_when_kept(navigation, records, is_leaving);
    let finish = move |_| {
        let open = records.editors.borrow().clone();
        for editor in &open {
            if let Err(field) = editor.finish() {
                return show_field(editor, &field);
            }
        }
        is_leaving.set(true);
    };
    view! {
        <div class="actions">
            <DiscardButton editor/>
            <button type="button" class="button primary" on:click=finish>
                <SvgIcon icon=Icon::Check/>
                <span>{texts().done}</span>
            </button>
        </div>
    }
    .into_any()
}

/// Leads back as soon as nothing on the page is on its way any more, unless something could not be kept.
fn leave_when_kept(navigation: Handle<Navigation>, records: Handle<OpenRecords>, is_leaving: RwSignal<bool>) {
    Effect::new(move |_| {
        if !is_leaving.get() {
            return;
        }
        let open = records.editors.borrow().clone();
        let is_busy = |editor: &Rc<Editor>| editor.saving.with(|saving| *saving == Saving::Busy);
        // Each is asked, so that each is followed.
        if open.iter().filter(|editor| is_busy(editor)).count() > 0 {
            return;
        }
        // The reason why a choice does not stand is said beside it, and nothing that was written goes with it.
        let is_kept = |editor: &Rc<Editor>| {
            editor.saving.with(|saving| match saving {
                Saving::Failed(failure) => matches!(failure, SaveFailure::Refused(_)),
                Saving::Held(_) => false,
                _ => true,
            })
        };
        let may_leave = open.iter().filter(|editor| !is_kept(editor)).count() == 0;
        platform::soon(move || {
            // The effect may run again before this: the way back is gone once.
            let was_leaving = is_leaving.try_update(|is_leaving| std::mem::replace(is_leaving, false));
            if may_leave && was_leaving == Some(true) {
                navigation.back();
            }
        });
    });
}

/// Takes the person to a field that is to be changed, and marks what is to be changed in it.
fn show_field(editor: &Editor, field: &str) {
    let id = field_id_of(editor.document, field);
    let place = editor.held.with_untracked(|held| {
        let one = held.iter().find(|one| one.field == field)?;
        one.problem
            .place(editor.kind.field(field)?.shape, &one.text)
            .map(|place| {
                // The browser counts in units of UTF-16.
                let units = |range: core::ops::Range<usize>| {
                    let part = one.text.chars().skip(range.start).take(range.len());
                    part.map(char::len_utf16).sum::<usize>()
                };
                let before = units(0..place.start);
                before..before + units(place)
            })
    });
    platform::show_field(&id, place);
}
