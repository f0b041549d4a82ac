//! The content of a record's page: its fields, and the records around it.

use std::rc::Rc;

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::{ConflictEvent, Kind};
use feltbog_shared::moment::Moment;
use leptos::prelude::*;

use super::count::Count;
use super::form::{Form, FormSheets};
use super::guidance::{self, CardLink, CardSheet};
use super::news::News;
use super::photos::Photos;
use super::recusal::Recusal;
use crate::contexts::{use_actions, use_identity};
use crate::handle::Handle;
use crate::pages::lists::{self, Followed, MoreRecords};
use crate::pages::new;
use crate::pages::safe_return::SafeReturnLink;
use crate::state::access::Access;
use crate::state::actions::{Actions, Answered, discard};
use crate::state::editor::{Phase, RecordEditor};
use crate::state::edits::beginnings;
use crate::state::platform;
use feltbog_presentation::changes::is_discarded;
use feltbog_presentation::fields;
use feltbog_presentation::forms::{self, Belonging};
use feltbog_presentation::round::is_open;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::card::{ActionLink, CardSection};
use feltbog_ui::icon::{Icon, SvgIcon};

/// Milliseconds for which the button that writes an event down rests after a press.
const REST_MILLIS: i32 = 2_000;

/// Everything below the heading but the foot.
#[component]
pub(super) fn RecordContent(
    editor: RecordEditor,
    writable: bool,
    /// Whether the fields are to be read, until the person goes on writing.
    is_read: bool,
    /// The moment up to which the person has seen the record, when it has changed since.
    news: RwSignal<Option<Moment>>,
    around: Followed,
) -> impl IntoView {
    let form = Form::new(editor, writable, around).to_be_read(is_read);
    let kind = editor.kind;
    let is_card = matches!(kind, Kind::ActionCard | Kind::ResidentCard);
    let reading_only =
        (!writable && !is_card).then(|| view! { <p class="none">{page_texts().reading_only}</p> });
    let passed_on = untrack(|| use_identity().access_in(editor.department))
        .filter(|access| access.passes_on(kind))
        .map(|access| {
            let is_told = access.may_read(Kind::PassedOn);
            let hint = if is_told {
                page_texts().passed_on
            } else {
                page_texts().given_away
            };
            view! { <p class="hint">{hint}</p> }
        });
    let fields = match kind {
        Kind::InsectCount => view! { <Count form/> }.into_any(),
        Kind::ActionCard | Kind::ResidentCard => view! { <CardSheet form/> }.into_any(),
        kind => view! { <FormSheets form items=forms::of(kind)/> }.into_any(),
    };
    let announces_returns = kind == Kind::SocialVisit
        && untrack(|| use_identity().access_in(editor.department))
            .is_some_and(|access| access.permission.may_announce_returns());
    let safe_return = move |is_here: bool| {
        (announces_returns && is_here).then(|| view! { <SafeReturnLink visit=editor.document/> })
    };
    view! {
        <Show when=move || editor.fields.with(is_discarded)>
            <p class="problem">{page_texts().discarded_here}</p>
        </Show>
        {reading_only}
        {passed_on}
        <CardLink form/>
        // Whoever reads a case finds the button before its fields. Where fields are entered, none comes above them.
        {(!form.is_entered).then(|| view! { <HappenedAgainButton form/> })}
        {safe_return(!form.is_entered)}
        {(!form.is_entered).then(|| view! { <News form since=news/> })}
        {fields}
        <Photos form/>
        {form.is_entered.then(|| view! { <HappenedAgainButton form/> })}
        {safe_return(form.is_entered)}
        <BelongingSections form/>
        <Recusal form/>
    }
    .into_any()
}

/// Follows what is read beside a record: the records that point to it, and the action cards where one may be at hand.
pub(super) fn follow_around(editor: RecordEditor) -> Followed {
    let all = forms::belongings(editor.kind);
    let has_guidance = guidance::is_at_hand(editor.kind);
    let pictures = editor.kind.pictures();
    let Some(access) =
        untrack(|| use_identity().access()).filter(|_| has_guidance || pictures.is_some() || !all.is_empty())
    else {
        return Followed::stored(None);
    };
    let mut kinds: Vec<Kind> = all.iter().map(|one| one.kind).collect();
    if has_guidance {
        kinds.extend(crate::pages::guidance::kind(&access));
    }
    kinds.extend(pictures);
    lists::follow_about(&access, &kinds, editor.document)
}

/// Other records that point to this one, each kind under its heading, with a link to add another.
#[component]
fn BelongingSections(form: Form) -> impl IntoView {
    let access = untrack(|| use_identity().access())?;
    let sections = forms::belongings(form.editor.kind)
        .iter()
        .filter(|one| access.may_read(one.kind))
        .map(|one| belonging_section(form, &access, one))
        .collect::<Vec<_>>();
    Some(
        view! {
            {sections}
            <MoreRecords listing=form.around()/>
        }
        .into_any(),
    )
}

fn belonging_section(form: Form, access: &Access, one: &Belonging) -> AnyView {
    let id = form.editor.document.to_string();
    let (kind, link) = (one.kind, one.link);
    let add = access.may_begin(kind).then(|| {
        let label = one
            .add
            .map_or_else(|| page_texts().untitled.at(kind as usize), |label| label(texts()));
        view! { <ActionLink href=new::path_from(kind, &id) icon=Icon::New label/> }
    });
    let cards = lists::first_cards(&form.around(), move |item| {
        item.kind == kind && fields::text(&item.fields, link) == id
    });
    // A person who sees some of them alone is not told that there are none.
    let empty = match access.reads_all(kind) {
        true => (one.none)(texts()),
        false => page_texts().only_own_shown,
    };
    view! { <CardSection heading=(one.heading)(texts()) cards empty>{add}</CardSection> }.into_any()
}

/// The same has happened again in an open case: one tap writes it down, and one takes it back.
#[component]
fn HappenedAgainButton(form: Form) -> impl IntoView {
    let editor = form.editor;
    if editor.kind != Kind::ConflictCase || !form.writable {
        return None;
    }
    let actions = use_actions();
    // One event a press: a second tap within a moment is none.
    let rests = RwSignal::new(false);
    let note = move |_| {
        note_event(actions, editor.document);
        rests.set(true);
        platform::after(REST_MILLIS, move || {
            let _ = rests.try_set(false);
        });
    };
    Some(
        view! {
            <Show when=move || editor.phase.get() == Phase::Here && editor.fields.with(is_open)>
                <button type="button" class="button wide" disabled=rests on:click=note>
                    <SvgIcon icon=Icon::Both/>
                    <span>{page_texts().happened_again}</span>
                </button>
            </Show>
        }
        .into_any(),
    )
}

fn note_event(actions: Handle<Actions>, case: DocumentId) {
    let mut edits = beginnings(Kind::ConflictEvent, Some(case));
    edits.push(ConflictEvent::kind().set(EventKind::Observation));
    let event = platform::new_document();
    let told: Answered = Rc::new(move |is_kept| {
        if is_kept {
            let undo = vec![discard()];
            actions.offer_undo(page_texts().happened_again.to_owned(), event, undo, None);
        }
    });
    actions.create(event, Kind::ConflictEvent, edits, Some(told));
}
