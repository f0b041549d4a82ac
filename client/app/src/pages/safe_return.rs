//! *Godt hjem*: when the person will be out of a home, and colleagues who are not out in time.

use feltbog_shared::id::{DocumentId, SafeReturnId, UserId};
use feltbog_shared::model::{Fields, SocialVisit};
use feltbog_shared::moment::Moment;
use feltbog_shared::safe_return::{
    Announcement, HOME_CHARS, LateReturn, LateStage, OFFERED_MINUTES, OwnReturn, ReturnAct, ReturnOutcome,
    colleagues,
};
use leptos::prelude::*;

use super::department_information::contacts_of;
use super::page::Page;
use crate::contexts::{use_access, use_engine, use_identity, use_navigation};
use crate::handle::Handle;
use crate::state::access::Access;
use crate::state::engine::{Engine, RecordState};
use crate::state::platform;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, format};
use feltbog_ui::card::Card;
use feltbog_ui::choice::{ChoiceField, Offer};
use feltbog_ui::form::{LineField, SelectField, focus_field};
use feltbog_ui::icon::{Icon, SvgIcon};

/// The path of the page.
const PATH: &str = "/godt-hjem";
/// The time that is chosen before the person chooses another, in minutes.
const USUAL_MINUTES: u16 = 30;
/// Interval at which the clock is read, in milliseconds.
const TICK_MILLIS: i32 = 5_000;
/// Longest wait for an answer before the person may try again, in milliseconds.
const LONGEST_WAIT_MILLIS: i32 = 60_000;
/// Ids of the fields.
const HOME_FIELD: &str = "safe-return-home";
const COLLEAGUE_FIELD: &str = "safe-return-colleague";

/// The path of the page for a visit.
pub(super) fn path_of_visit(visit: DocumentId) -> String {
    [PATH, "?besoeg=", &visit.to_string()].concat()
}

/// The way to the page.
pub(super) fn way() -> Card {
    let title = page_texts().safe_return_title.to_owned();
    Card {
        large: false,
        ..Card::way(PATH.to_owned(), Icon::Clock, title, page_texts().safe_return_line)
    }
}

fn clock(at: Moment) -> String {
    format::clock(texts(), at, platform::offset(at))
}

/// The sentence about something that was said and that the server does not know; nothing when it does. Follows changes.
fn problem_of(engine: Handle<Engine>, id: SafeReturnId) -> &'static str {
    let said = engine.return_said.get();
    match said.filter(|(said, _)| *said == id) {
        Some((_, ReturnOutcome::NotReached)) => page_texts().safe_return_not_reached,
        Some((_, ReturnOutcome::Refused)) => page_texts().safe_return_refused,
        Some((_, ReturnOutcome::Told)) | None => "",
    }
}

/// Colleagues who are not out in time, and the person's own announcements. Nothing while there are none.
#[component]
pub(super) fn SafeReturnSheets() -> impl IntoView {
    let engine = use_engine();
    let late = Memo::new(move |_| {
        engine
            .safe_returns
            .with(|shown| shown.open_late().into_iter().cloned().collect::<Vec<_>>())
    });
    let own = Memo::new(move |_| engine.safe_returns.with(|shown| shown.held.own.clone()));
    view! {
        <For each=move || late.get() key=|one| (one.id, one.out_by) children=|late| view! { <LateSheet late/> }/>
        <For each=move || own.get() key=|one| (one.id, one.out_by) children=|own| view! { <OwnSheet own/> }/>
    }
    .into_any()
}

/// A colleague who is not out in time: what to do, and the button that says that somebody has looked after it.
#[component]
fn LateSheet(late: LateReturn) -> impl IntoView {
    let engine = use_engine();
    let id = late.id;
    let title = page_texts().safe_return_late.with(&[&late.name]);
    let out_by = page_texts().safe_return_was_due.with(&[&clock(late.out_by)]);
    let home = (!late.home.is_empty()).then(|| {
        let home = page_texts().safe_return_home_was.with(&[&late.home]);
        view! { <p class="lead">{home}</p> }
    });
    let call = page_texts().safe_return_call.with(&[&late.name]);
    view! {
        <section class="sheet words" role="alert">
            <h2>{title}</h2>
            <p class="lead">{out_by}</p>
            {home}
            <ol class="points">
                <li>{call}</li>
                <li>{page_texts().safe_return_go_two}</li>
            </ol>
            <p class="danger">
                <span>{page_texts().call_112}</span>
                <a class="button" href="tel:112">
                    <SvgIcon icon=Icon::Call/>
                    <span>{page_texts().call_112_button}</span>
                </a>
            </p>
            {contacts_of(late.department)}
            <button type="button" class="button wide" on:click=move |_| engine.end_return(id)>
                {page_texts().safe_return_looked_after}
            </button>
        </section>
    }
    .into_any()
}

/// State of an own announcement.
#[derive(Clone, Copy, PartialEq)]
enum OwnState {
    /// The person is inside, and the time is not over.
    Inside,
    /// The time is over, and the colleague is told in a moment.
    Late,
    /// The colleague is told.
    Told,
    /// The person is out, and the server does not know it.
    Unsent,
}

/// State of an own announcement. Follows the time.
fn state_of(engine: Handle<Engine>, own: &OwnReturn, now: Moment) -> OwnState {
    let colleague_after = LateStage::Colleague.after_millis() / 60_000;
    engine
        .safe_returns
        .with(|shown| match shown.minutes_late(own, now) {
            _ if shown.is_unsent(own.id) => OwnState::Unsent,
            None => OwnState::Inside,
            Some(minutes) if minutes < colleague_after => OwnState::Late,
            Some(_) => OwnState::Told,
        })
}

/// An own announcement, with the buttons that end and extend it.
#[component]
fn OwnSheet(own: OwnReturn) -> impl IntoView {
    let (engine, identity) = (use_engine(), use_identity());
    let (id, out_by, colleague) = (own.id, own.out_by, own.colleague);
    let now = RwSignal::new(platform::now());
    platform::every(TICK_MILLIS, move || {
        let _ = now.try_set(platform::now());
    });
    let state = Memo::new(move |_| state_of(engine, &own, now.get()));
    let sentence = move || {
        let name = identity.name_of(Some(colleague));
        let sentence = match state.get() {
            OwnState::Inside => page_texts().safe_return_inside,
            OwnState::Late => page_texts().safe_return_over,
            OwnState::Told => page_texts().safe_return_told,
            OwnState::Unsent => page_texts().safe_return_unsent,
        };
        sentence.with(&[&name])
    };
    let class = move || match state.get() {
        OwnState::Inside => "lead",
        _ => "danger",
    };
    let extend = move |_| engine.say_return(ReturnAct::Extend { id, seen: out_by }, None);
    view! {
        <section class="sheet words">
            <h2>{page_texts().safe_return_out_by.with(&[&clock(out_by)])}</h2>
            <p class=class role="status">{sentence}</p>
            <Show when=move || state.get() != OwnState::Unsent>
                <button type="button" class="button primary wide" on:click=move |_| engine.end_return(id)>
                    <SvgIcon icon=Icon::Check/>
                    <span>{page_texts().safe_return_end}</span>
                </button>
                <button type="button" class="button wide" on:click=extend>
                    {page_texts().safe_return_extend}
                </button>
                <p class="problem" role="alert">{move || problem_of(engine, id)}</p>
            </Show>
        </section>
    }
    .into_any()
}

/// The link from a visit to the page about it.
#[component]
pub(super) fn SafeReturnLink(visit: DocumentId) -> impl IntoView {
    view! {
        <a class="text-link" href=path_of_visit(visit)>
            <SvgIcon icon=Icon::Clock/>
            <span>{page_texts().safe_return_title}</span>
        </a>
    }
}

/// Saying when one will be out.
#[component]
pub(crate) fn SafeReturnPage() -> impl IntoView {
    let (access, engine) = (use_access(), use_engine());
    // Nobody is in two homes: who is inside finds the way out, and no form.
    let is_inside = Memo::new(move |_| {
        engine.safe_returns.with(|shown| {
            let mut own = shown.held.own.iter();
            own.any(|own| !shown.is_unsent(own.id))
        })
    });
    let content = match access.permission.may_announce_returns() {
        true => {
            let form =
                move || (!is_inside.get()).then(|| view! { <AnnouncementForm access=access.clone()/> });
            form.into_any()
        }
        false => view! { <p class="none">{page_texts().safe_return_not_for_role}</p> }.into_any(),
    };
    view! {
        <Page title=page_texts().safe_return_title has_way_back=true>
            <SafeReturnSheets/>
            {content}
        </Page>
    }
    .into_any()
}

/// Entries of the form.
#[derive(Clone, Copy)]
struct Entries {
    /// The id of the announcement: a second try has the same.
    id: RwSignal<SafeReturnId>,
    home: RwSignal<String>,
    minutes: RwSignal<String>,
    colleague: RwSignal<String>,
    /// Whether the person was told that a colleague has to be chosen.
    lacks_colleague: RwSignal<bool>,
    /// Whether the answer is on its way.
    is_saying: RwSignal<bool>,
}

impl Entries {
    fn new() -> Self {
        Self {
            id: RwSignal::new(new_id()),
            home: RwSignal::new(String::new()),
            minutes: RwSignal::new(USUAL_MINUTES.to_string()),
            colleague: RwSignal::new(String::new()),
            lacks_colleague: RwSignal::new(false),
            is_saying: RwSignal::new(false),
        }
    }

    /// Characters of the home that are too many.
    fn too_long(self) -> usize {
        self.home
            .with(|home| home.trim().chars().count().saturating_sub(HOME_CHARS))
    }
}

fn new_id() -> SafeReturnId {
    SafeReturnId::new(platform::now(), platform::random_bytes())
}

#[component]
fn AnnouncementForm(access: Access) -> impl IntoView {
    let engine = use_engine();
    let location = untrack(|| use_navigation().location());
    let visit: Option<DocumentId> = location.query("besoeg").and_then(|id| id.parse().ok());
    let department = access.department.id;
    let known = colleagues(&access.session, department);
    let entries = Entries::new();
    if let Some(visit) = visit {
        take_home_of_visit(engine, visit, entries.home);
    }
    follow_outcome(engine, entries);
    let say = move |_| {
        let colleague = entries.colleague.with_untracked(|id| id.parse::<UserId>().ok());
        entries.lacks_colleague.set(colleague.is_none());
        let Some(colleague) = colleague else {
            return focus_field(COLLEAGUE_FIELD);
        };
        if untrack(|| entries.too_long()) > 0 {
            return focus_field(HOME_FIELD);
        }
        let minutes = entries.minutes.with_untracked(|minutes| minutes.parse::<u16>());
        let announcement = Announcement {
            id: entries.id.get_untracked(),
            department,
            colleague,
            minutes: minutes.unwrap_or(USUAL_MINUTES),
            home: entries.home.with_untracked(|home| home.trim().to_owned()),
        };
        entries.is_saying.set(true);
        platform::after(LONGEST_WAIT_MILLIS, move || {
            let _ = entries.is_saying.try_set(false);
        });
        engine.say_return(ReturnAct::Announce(announcement), visit);
    };
    view! {
        <section class="sheet">
            <p class="hint">{page_texts().safe_return_lead}</p>
            <AnnouncementFields entries known/>
            <p class="problem" role="alert">{move || problem_of(engine, entries.id.get())}</p>
            <button type="button" class="button primary wide" disabled=entries.is_saying on:click=say>
                <SvgIcon icon=Icon::Clock/>
                <span>
                    {move || match entries.is_saying.get() {
                        true => page_texts().safe_return_saying,
                        false => page_texts().safe_return_go_in,
                    }}
                </span>
            </button>
        </section>
    }
    .into_any()
}

/// The fields of the form.
#[component]
fn AnnouncementFields(entries: Entries, known: Vec<(UserId, String)>) -> impl IntoView {
    let minutes: Vec<Offer> = OFFERED_MINUTES
        .iter()
        .map(|minutes| {
            let minutes = minutes.to_string();
            let label = page_texts().safe_return_minutes.with(&[&minutes]);
            (minutes, label)
        })
        .collect();
    let nobody = (
        String::new(),
        page_texts().safe_return_choose_colleague.to_owned(),
    );
    let known = known.into_iter().map(|(user, name)| (user.to_string(), name));
    let offers: Vec<Offer> = std::iter::once(nobody).chain(known).collect();
    let too_long = Signal::derive(move || match entries.too_long() {
        0 => String::new(),
        count => page_texts().too_long.with(&[&count.to_string()]),
    });
    let lacks_colleague = Signal::derive(move || match entries.lacks_colleague.get() {
        true => page_texts().safe_return_lacks_colleague.to_owned(),
        false => String::new(),
    });
    view! {
        <LineField
            id=HOME_FIELD
            label=page_texts().safe_return_home
            hint=page_texts().safe_return_home_hint
            value=entries.home
            problem=too_long
            on_input=move |home| entries.home.set(home)
        />
        <ChoiceField
            legend=page_texts().safe_return_when
            name="safe-return-minutes"
            offers=minutes
            value=entries.minutes
            on_choose=move |minutes: String| entries.minutes.set(minutes)
        />
        <SelectField
            id=COLLEAGUE_FIELD
            label=page_texts().safe_return_colleague
            offers=offers
            value=entries.colleague
            problem=lacks_colleague
            on_choose=move |colleague: String| {
                entries.lacks_colleague.set(false);
                entries.colleague.set(colleague);
            }
        />
    }
    .into_any()
}

/// Begins with the home of a visit, once it is known and unless the person has written one.
fn take_home_of_visit(engine: Handle<Engine>, visit: DocumentId, home: RwSignal<String>) {
    let name = SocialVisit::dwelling_ref().name();
    // A visit that was begun just now may be a draft.
    if let Some(draft) = engine.draft_of(visit).filter(|draft| !draft.edits.is_empty()) {
        let mut entered = Fields::default();
        let edits = draft.seeds.iter().chain(&draft.edits);
        edits.for_each(|edit| fields::apply(&mut entered, edit));
        return home.set(fields::text(&entered, name).to_owned());
    }
    let state = engine.follow(visit);
    on_cleanup(move || engine.leave(visit));
    Effect::new(move |_| {
        let RecordState::Loaded(view) = state.get() else {
            return;
        };
        let written = fields::text(&view.fields, name).to_owned();
        if home.with_untracked(String::is_empty) {
            home.set(written);
        }
    });
}

/// Lets the person say it again once the answer is there. What the server knows is over, and the next one has another id.
fn follow_outcome(engine: Handle<Engine>, entries: Entries) {
    Effect::new(move |_| {
        let Some((id, outcome)) = engine.return_said.get() else {
            return;
        };
        if id == entries.id.get_untracked() {
            entries.is_saying.set(false);
            if outcome == ReturnOutcome::Told {
                entries.id.set(new_id());
            }
        }
    });
}
