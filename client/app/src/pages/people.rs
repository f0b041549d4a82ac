//! Hvem er du?: the people who enrolled on this phone, the lock with its pin, and room for somebody new.

use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::html::{Button, Input};
use leptos::prelude::*;

use feltbog_shared::bridge::{SaveFailure, Status};

use super::lists::Skeleton;
use super::page::Page;
use crate::contexts::{use_app, use_background_sync, use_engine, use_navigation, use_profiles};
use crate::handle::Handle;
use crate::reactive::SetIfChanged;
use crate::state::app::App;
use crate::state::background_sync::end_access;
use crate::state::engine::Engine;
use crate::state::pin::{self, Tried};
use crate::state::platform;
use crate::state::profiles::{self, Profile, Profiles};
use crate::state::reload::reload;
use feltbog_presentation::people::{People, people_texts};
use feltbog_presentation::status;
use feltbog_presentation::texts::{language, texts};
use feltbog_ui::icon::{Icon, SvgIcon};

/// The question on the locked phone.
#[derive(Clone, PartialEq)]
enum Question {
    /// The question which person is there.
    Who,
    /// A person's pin.
    Pin(Profile),
    /// A new code, for a person who has forgotten the pin.
    Code(Profile),
}

/// The locked phone, on every route: names, and nothing of what anybody has written.
#[component]
pub fn LockedPage() -> impl IntoView {
    use_background_sync().look_after();
    let mut all = profiles::all();
    let first = match all.len() {
        1 => question_about(all.remove(0)).unwrap_or(Question::Who),
        _ => Question::Who,
    };
    let question = RwSignal::new(first);
    let content = move || match question.get() {
        Question::Who => view! { <WhoQuestion question/> }.into_any(),
        Question::Pin(person) => view! { <PinQuestion person question/> }.into_any(),
        Question::Code(person) => view! { <CodeQuestion person question/> }.into_any(),
    };
    view! {
        <div class="cover">
            <p class="cover-brand">
                <SvgIcon icon=Icon::Lock/>
                <span>{texts().brand}</span>
            </p>
            {content}
        </div>
    }
    .into_any()
}

#[component]
fn WhoQuestion(question: RwSignal<Question>) -> impl IntoView {
    let (app, profiles) = (use_app(), use_profiles());
    let rows = move || {
        profiles.guarded.track();
        let rows = profiles::all().into_iter().map(|person| {
            let chosen = person.clone();
            let choose = move |_| match question_about(chosen.clone()) {
                Some(asked) => question.set(asked),
                None => open(app, chosen.profile_id),
            };
            view! {
                <li>
                    <button type="button" class="card" on:click=choose>
                        <SvgIcon icon=Icon::Person/>
                        <PersonName person/>
                        <SvgIcon icon=Icon::Forward/>
                    </button>
                </li>
            }
        });
        rows.collect_view()
    };
    view! {
        <Page title=texts().who>
            <ul class="cards">{rows}</ul>
            <AddPersonButton/>
            <p class="hint">{people_texts().still_sends}</p>
        </Page>
    }
    .into_any()
}

/// The question that a person is asked before their part of the phone opens; none where there is no pin.
fn question_about(person: Profile) -> Option<Question> {
    if pin::is_spent(person.profile_id) {
        return Some(Question::Code(person));
    }
    profiles::has_pin(person.profile_id).then_some(Question::Pin(person))
}

/// A person's name, with their roles below.
#[component]
fn PersonName(person: Profile) -> impl IntoView {
    let roles = person.roles.split(',').filter_map(|role| role.parse().ok());
    let roles: Vec<_> = roles.map(|role| texts().role.at(role)).collect();
    view! {
        <span class="card-text">
            <span class="card-title">{person.name}</span>
            <span class="card-line">{roles.join(", ")}</span>
        </span>
    }
}

/// The button that makes room for somebody new.
#[component]
fn AddPersonButton() -> impl IntoView {
    let (engine, profiles) = (use_engine(), use_profiles());
    let problem = RwSignal::new("");
    let add = move |_| {
        if !profiles.add(move || reload(engine, "/enrol", true)) {
            problem.set(people_texts().phone_full);
        }
    };
    view! {
        <button type="button" class="button wide" on:click=add>
            <SvgIcon icon=Icon::New/>
            <span>{people_texts().add_person}</span>
        </button>
        <p class="problem" role="alert">{problem}</p>
    }
}

/// The form of one secret: its field with a hint and the problem of it, and a button.
#[component]
fn SecretForm(
    /// Id of the field.
    id: &'static str,
    /// `text`, `password` or `tel`; only `text` is not digits.
    kind: &'static str,
    /// Label of the field.
    label: &'static str,
    /// Advice below the label.
    hint: &'static str,
    /// Label of the button.
    button: &'static str,
    /// Most characters, if there is a limit.
    #[prop(optional)]
    max_length: Option<usize>,
    /// Text of the field.
    value: RwSignal<String>,
    /// Problem of the field, or nothing.
    problem: RwSignal<String>,
    /// The field, for taking the focus back to it.
    #[prop(optional)]
    field: NodeRef<Input>,
    /// Called when the form is sent.
    #[prop(into)]
    on_send: Callback<()>,
) -> impl IntoView {
    let (hint_id, problem_id) = ([id, "-h"].concat(), [id, "-p"].concat());
    let described_by = [hint_id.as_str(), &problem_id].join(" ");
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        on_send.run(());
    };
    view! {
        <form class="sheet" novalidate=true on:submit=send>
            <div class="field">
                <label for=id>{label}</label>
                <p class="hint" id=hint_id>{hint}</p>
                <input
                    node_ref=field
                    class="line code"
                    type=kind
                    id=id
                    autocomplete="off"
                    inputmode=(kind != "text").then_some("numeric")
                    maxlength=max_length.map(|length| length.to_string())
                    aria-describedby=described_by
                    aria-invalid=move || (!problem.read().is_empty()).then_some("true")
                    bind:value=value
                />
                <p class="problem" role="alert" id=problem_id>{problem}</p>
            </div>
            <button type="submit" class="button primary wide">{button}</button>
        </form>
    }
    .into_any()
}

#[component]
fn PinQuestion(person: Profile, question: RwSignal<Question>) -> impl IntoView {
    let (app, words) = (use_app(), people_texts());
    let profile_id = person.profile_id;
    let field = NodeRef::<Input>::new();
    let value = RwSignal::new(String::new());
    let problem = RwSignal::new(wait_of(words, pin::wait(profile_id)));
    let is_busy = StoredValue::new(false);
    let asked = StoredValue::new(person.clone());
    let send = move || {
        if is_busy.get_value() {
            return;
        }
        is_busy.set_value(true);
        problem.set(String::new());
        let digits = value.get_untracked();
        platform::wait(async move {
            let tried = pin::open(app.background_sync, profile_id, &digits).await;
            // The person may have chosen another name meanwhile.
            let _ = is_busy.try_update_value(|is_busy| *is_busy = false);
            let said = match tried {
                Ok(Tried::Right) => return open(app, profile_id),
                Ok(Tried::Spent) => {
                    if let Some(person) = asked.try_get_value() {
                        let _ = question.try_set(Question::Code(person));
                    }
                    return;
                }
                Ok(Tried::Wrong(0)) => words.pin_wrong.to_owned(),
                Ok(Tried::Wrong(left)) => wait_of(words, left),
                Err(why) => not_done(&why),
            };
            let _ = problem.try_set(said);
            let _ = value.try_set(String::new());
            if let Some(field) = field.try_get_untracked().flatten() {
                // A field that cannot take the focus is shown all the same.
                let _ = field.focus();
            }
        });
    };
    // The lock opens with the last digit.
    let length = pin::length(profile_id);
    Effect::new(move |_| {
        if length.is_some() && Some(value.read().len()) == length {
            send();
        }
    });
    let title = person.name.clone();
    let forgotten = move |_| question.set(Question::Code(person.clone()));
    view! {
        <Page title>
            <SecretForm
                id="pin"
                kind="password"
                label=words.pin
                hint=words.pin_opens
                button=texts().enrol_go
                value
                problem
                field
                on_send=move |()| send()
            />
            <button type="button" class="button wide" on:click=forgotten>{words.pin_forgotten}</button>
            <SomebodyElseButton question/>
        </Page>
    }
    .into_any()
}

/// The way back to the names; with one name, the way to another.
#[component]
fn SomebodyElseButton(question: RwSignal<Question>) -> impl IntoView {
    view! {
        <button type="button" class="button wide" on:click=move |_| question.set(Question::Who)>
            {people_texts().somebody_else}
        </button>
    }
}

fn wait_of(words: &People, seconds: i64) -> String {
    match seconds {
        0 => String::new(),
        1..60 => words.wait_seconds.of(seconds),
        _ => words.wait_minutes.of((seconds + 59) / 60),
    }
}

#[component]
fn CodeQuestion(person: Profile, question: RwSignal<Question>) -> impl IntoView {
    let app = use_app();
    let profile_id = person.profile_id;
    let value = RwSignal::new(untrack(|| app.navigation.take_code()).unwrap_or_default());
    let is_spent = pin::is_spent(profile_id);
    let problem = RwSignal::new(if is_spent {
        // The phone may have died before it was done.
        app.background_sync.forget_key(profile_id);
        people_texts().pin_spent.to_owned()
    } else {
        String::new()
    });
    let is_busy = StoredValue::new(false);
    let send = move |()| {
        let code = value.get_untracked();
        if code.trim().is_empty() || is_busy.get_value() {
            return;
        }
        is_busy.set_value(true);
        problem.set(String::new());
        app.background_sync.enrol(profile_id, code, move |result| {
            let _ = is_busy.try_update_value(|is_busy| *is_busy = false);
            let said = match result {
                Ok(()) => return pin::drop_of(profile_id, move || open(app, profile_id)),
                Err(Some(refusal)) => refusal.code.sentence(language()).to_owned(),
                Err(None) => texts().enrol_unreachable.to_owned(),
            };
            let _ = problem.try_set(said);
        });
    };
    view! {
        <Page title=person.name>
            <SecretForm
                id="code"
                kind="text"
                label=texts().enrol_code
                hint=people_texts().new_code
                button=texts().enrol_go
                value
                problem
                on_send=send
            />
            <SomebodyElseButton question/>
        </Page>
    }
    .into_any()
}

/// The phone is this person's: at once when it was before, else in a page loaded anew.
fn open(app: App, profile_id: u8) {
    app.profiles.open(profile_id, move || {
        app.background_sync.end(profile_id);
        match app.engine.profile_id.get() {
            // Nobody's records have been read yet.
            0 => {
                app.begin();
                app.profiles.locked.set_if_changed(false);
            }
            started if started == profile_id => {
                app.profiles.locked.set_if_changed(false);
                app.engine.resume();
            }
            _ => reload(app.engine, "/", false),
        }
    });
}

/// Why something is not on the disk, in a field's own line.
fn not_done(why: &SaveFailure) -> String {
    texts().not_done.with(&[status::failure(why)])
}

/// The choice of a first pin, before anything else is shown, when several people share the phone.
#[component]
pub fn FirstPinPage() -> impl IntoView {
    let profiles = use_profiles();
    let lead = if profiles::has_pin(profiles.profile_id.get()) {
        people_texts().pin_longer
    } else {
        people_texts().pin_why
    };
    view! {
        <Page title=people_texts().choose_pin>
            <ChoosePin lead on_chosen=move |()| profiles.look_again()/>
        </Page>
    }
    .into_any()
}

/// The choice of another pin, or of the first while one person is alone.
#[component]
pub fn PinPage(
    /// Whether somebody new is added afterwards.
    adds: bool,
) -> impl IntoView {
    let lead = if adds {
        people_texts().pin_first
    } else {
        people_texts().pin_why
    };
    let (engine, navigation, profiles) = (use_engine(), use_navigation(), use_profiles());
    let chosen = move |()| {
        profiles.look_again();
        if !adds || !profiles.add(move || reload(engine, "/enrol", true)) {
            navigation.back_or("/hvem");
        }
    };
    view! {
        <Page title=people_texts().choose_pin has_way_back=true>
            <ChoosePin lead on_chosen=chosen/>
        </Page>
    }
    .into_any()
}

#[component]
fn ChoosePin(lead: &'static str, #[prop(into)] on_chosen: Callback<()>) -> impl IntoView {
    let (engine, words) = (use_engine(), people_texts());
    let is_busy = StoredValue::new(false);
    let value = RwSignal::new(String::new());
    let problem = RwSignal::new(String::new());
    let send = move |()| {
        let digits = value.get_untracked();
        if !pin::is_pin(&digits) {
            return problem.set(words.pin_rule.to_owned());
        }
        if is_busy.get_value() {
            return;
        }
        is_busy.set_value(true);
        platform::wait(async move {
            let chosen = pin::choose(engine, engine.profile_id.get(), &digits).await;
            let _ = is_busy.try_update_value(|is_busy| *is_busy = false);
            let said = match chosen {
                Ok(()) => {
                    // Nobody waits for it when the person has left the page.
                    let _ = on_chosen.try_run(());
                    return;
                }
                Err(None) => words.pin_not_kept.to_owned(),
                Err(Some(why)) => not_done(&why),
            };
            let _ = problem.try_set(said);
        });
    };
    view! {
        <p class="lead">{lead}</p>
        <SecretForm
            id="pin"
            kind="tel"
            label=words.new_pin
            hint=words.pin_rule
            button=words.save_pin
            max_length=pin::LONGEST
            value
            problem
            on_send=send
        />
        <p class="hint">{words.no_secret}</p>
    }
    .into_any()
}

/// Flere på telefonen: the people on it, the lock, and the pin of the person who has it.
#[component]
pub fn SharedPhonePage() -> impl IntoView {
    let (engine, profiles, words) = (use_engine(), use_profiles(), people_texts());
    let names = move || {
        profiles.guarded.track();
        profiles::all()
            .into_iter()
            .map(|person| view! { <PersonName person/> })
            .collect_view()
    };
    view! {
        <Page title=words.shared>
            <p class="lead">{words.shared_lead}</p>
            <section class="sheet">{names}</section>
            {move || lock_and_pin(engine, profiles)}
            <p class="hint">{words.no_secret}</p>
            <LeavePhone/>
        </Page>
    }
    .into_any()
}

fn lock_and_pin(engine: Handle<Engine>, profiles: Handle<Profiles>) -> AnyView {
    let words = people_texts();
    let (profile_id, is_guarded) = (profiles.profile_id.get(), profiles.guarded.get());
    let has_pin = profiles::has_pin(profile_id);
    let lock = is_guarded.then(|| {
        view! {
            <button type="button" class="button primary wide" on:click=move |_| profiles.lock()>
                <SvgIcon icon=Icon::Lock/>
                <span>{texts().lock}</span>
            </button>
        }
    });
    let add = if has_pin {
        view! { <AddPersonButton/> }.into_any()
    } else {
        view! {
            <a class="button wide" href=["/kode?til=ny", &profiles::code()].concat()>
                <SvgIcon icon=Icon::New/>
                <span>{words.add_person}</span>
            </a>
        }
        .into_any()
    };
    let remove = (has_pin && profiles::all().len() < 2).then(|| {
        let remove = move |_| pin::remove(engine, profile_id, move || profiles.look_again());
        view! {
            <button type="button" class="button wide" on:click=remove>{words.remove_pin}</button>
        }
    });
    view! {
        {lock}
        {add}
        <a class="button wide" href="/kode">
            {if has_pin { words.change_pin } else { words.choose_pin }}
        </a>
        {remove}
    }
    .into_any()
}

/// Progress of a person who leaves the phone.
#[derive(Clone, Copy, PartialEq)]
enum Leaving {
    /// The offer, with the reason why it did not work.
    Offered(&'static str),
    /// The question whether they mean it.
    Asked,
    /// Under way.
    Busy,
}

/// The way off the phone, for when everything is sent. A person who asks before the engine has reported waits for it.
#[component]
fn LeavePhone() -> impl IntoView {
    let (engine, profiles) = (use_engine(), use_profiles());
    let stage = RwSignal::new(Leaving::Offered(""));
    Effect::new(move |_| {
        if stage.get() == Leaving::Asked && engine.status.with(all_is_sent) == Some(false) {
            // They are to ask again, and not to be asked whenever all is sent.
            stage.set(Leaving::Offered(people_texts().leave_unsent));
        }
    });
    let shown = Memo::new(move |_| match (stage.get(), engine.status.with(all_is_sent)) {
        (Leaving::Asked, None) => Leaving::Busy,
        (stage, _) => stage,
    });
    move || match shown.get() {
        Leaving::Offered(problem) => {
            let button = NodeRef::<Button>::new();
            if !problem.is_empty() {
                focus_on_load(button);
            }
            view! {
                <p class="problem" role="alert">{problem}</p>
                <button
                    node_ref=button
                    type="button"
                    class="button wide"
                    on:click=move |_| stage.set(Leaving::Asked)
                >
                    {people_texts().leave}
                </button>
            }
            .into_any()
        }
        Leaving::Asked => {
            let stay = NodeRef::<Button>::new();
            focus_on_load(stay);
            view! {
                <p class="lead" role="status">{people_texts().leave_lead}</p>
                <button type="button" class="button primary wide" on:click=move |_| leave(engine, profiles, stage)>
                    {people_texts().leave_yes}
                </button>
                <button
                    node_ref=stay
                    type="button"
                    class="button wide"
                    on:click=move |_| stage.set(Leaving::Offered(""))
                >
                    {people_texts().stay}
                </button>
            }
            .into_any()
        }
        Leaving::Busy => view! { <Skeleton/> }.into_any(),
    }
}

/// Takes the focus to a button as soon as it is in the page, which scrolls to it.
fn focus_on_load(button: NodeRef<Button>) {
    button.on_load(|button| {
        // It is in the document only after its view was mounted.
        set_timeout(move || drop(button.focus()), Duration::ZERO);
    });
}

/// Whether everything is sent, as far as the engine has said.
fn all_is_sent(status: &Status) -> Option<bool> {
    let has_said = status.all_sent_at.is_some() || status.reached.is_some();
    has_said.then(|| status.unsent + status.refused + status.put_aside == 0)
}

/// Ends this phone's access. The engine finds it ended, lets go of what was sent, and says when nothing is left.
fn leave(engine: Handle<Engine>, profiles: Handle<Profiles>, stage: RwSignal<Leaving>) {
    if engine.status.with_untracked(all_is_sent) != Some(true) {
        return stage.set(Leaving::Offered(people_texts().leave_unsent));
    }
    stage.set(Leaving::Busy);
    platform::wait(async move {
        if end_access(profiles.profile_id.get()).await {
            engine.sync_now();
        } else {
            let _ = stage.try_set(Leaving::Offered(people_texts().leave_unreachable));
        }
    });
}
