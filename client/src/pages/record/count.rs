//! An insect count: where and on what, ten minutes of taps on one screen, the weather, and a receipt.

use feltbog_shared::model::insect_count::{CountState, InsectGroup};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldChange, FieldEdit, Fields, InsectCount, Model};
use leptos::prelude::*;
use std::time::Duration;

use super::form::{Asked, Form};
use super::saved_line;
use crate::components::icon::Icon;
use crate::components::tally::Tally;
use crate::pages::frame::Room;
use crate::state::platform;
use crate::view::texts::t;
use crate::view::timer::{self, Pauses};
use crate::view::{fields, labels, summary};

/// How long the protocol asks for, in minutes.
const MINUTES: i64 = 10;
/// What is left when the phone says so, in milliseconds.
const NEARLY: i64 = 2 * 60_000;

/// How far the count is on the screen.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Before,
    Counting,
    Weather,
    Receipt,
}

pub(super) fn fields(form: Form) -> AnyView {
    let record = form.editor.fields;
    let correcting = RwSignal::new(false);
    let part = Memo::new(move |_| {
        let count = record.with(InsectCount::from_fields);
        match count.state {
            _ if !form.writable => Part::Receipt,
            None if count.started_at.is_none() => Part::Before,
            None | Some(CountState::Running) => Part::Counting,
            Some(CountState::Locked) => Part::Receipt,
            Some(CountState::Finished | CountState::Corrected) => {
                let lacks_weather = count.temp_c.is_none() || count.sky.is_none() || count.dry.is_none();
                if correcting.get() || (lacks_weather && count.state == Some(CountState::Finished)) {
                    Part::Weather
                } else {
                    Part::Receipt
                }
            }
        }
    });
    (move || match part.get() {
        Part::Before => before(form),
        Part::Counting => counting(form),
        Part::Weather => weather(form, correcting),
        Part::Receipt => receipt(form, correcting),
    })
    .into_any()
}

fn before(form: Form) -> AnyView {
    let asked = |label| Asked {
        label,
        ..Asked::default()
    };
    let units = Asked {
        label: t().count_flower_units,
        from: 20,
        ..Asked::default()
    };
    let start = move |_| {
        form.editor.edit_all(vec![
            InsectCount::state().set(CountState::Running),
            InsectCount::started_at().set(platform::now()),
        ]);
    };
    view! {
        <section class="sheet">
            {form.asked(InsectCount::flower().name(), asked(t().count_flower))}
            {form.asked(InsectCount::area().name(), asked(t().count_where))}
            {form.asked(InsectCount::flower_units().name(), units)}
            <p class="hint">{t().count_patch}</p>
        </section>
        <div class="actions">
            <button type="button" class="button primary" on:click=start>{Icon::Bee.draw()}<span>{t().count_start}</span></button>
        </div>
    }
    .into_any()
}

fn counting(form: Form) -> AnyView {
    expect_context::<Room>().take_all();
    let editor = form.editor;
    let kept_as = ["feltbog.pauses.", &editor.document.to_string()].concat();
    let pauses = RwSignal::new(Pauses::from_text(&platform::kept(&kept_as).unwrap_or_default()));
    let now = RwSignal::new(platform::now());
    if let Ok(ticks) = set_interval_with_handle(move || now.set(platform::now()), Duration::from_millis(250))
    {
        on_cleanup(move || ticks.clear());
    }
    let started = Memo::new(move |_| {
        editor
            .fields
            .with(|record| InsectCount::from_fields(record).started_at)
    });
    let elapsed = Memo::new(move |_| {
        started
            .get()
            .map_or(0, |started| timer::elapsed(started, pauses.get(), now.get()))
    });
    let left = Memo::new(move |_| timer::left(elapsed.get(), MINUTES));
    let is_over = Memo::new(move |_| elapsed.get() >= MINUTES * 60_000);
    let is_nearly_over = Memo::new(move |_| elapsed.get() >= MINUTES * 60_000 - NEARLY);
    let is_paused = Memo::new(move |_| pauses.get().since.is_some());
    Effect::new(move |before: Option<bool>| {
        let over = is_over.get();
        if before == Some(false) && over {
            platform::buzz(900);
        }
        over
    });
    Effect::new(move |before: Option<bool>| {
        let nearly = is_nearly_over.get();
        if before == Some(false) && nearly {
            platform::buzz(250);
        }
        nearly
    });

    let taps = RwSignal::new(Vec::<&'static str>::new());
    let undone = RwSignal::new("");
    let count_of = Callback::new(move |key: &'static str| {
        editor.fields.with(|record| fields::tally(record, "counts", key))
    });
    let tap = Callback::new(move |key: &'static str| {
        undone.set("");
        taps.update(|taps| taps.push(key));
        editor.edit(counted(key, 1));
    });
    let undo = move |_| {
        if let Some(key) = taps.try_update(Vec::pop).flatten() {
            undone.set(key);
            editor.edit(counted(key, -1));
        }
    };
    let pause = {
        let kept_as = kept_as.clone();
        move |_| {
            pauses.update(|pauses| *pauses = pauses.toggled(platform::now()));
            platform::keep(&kept_as, &pauses.get_untracked().to_text());
        }
    };
    let finish = move |_| {
        let minutes = timer::minutes(elapsed.get_untracked(), MINUTES);
        platform::forget(&kept_as);
        editor.edit_all(vec![
            InsectCount::state().set(CountState::Finished),
            InsectCount::finished_at().set(platform::now()),
            InsectCount::minutes().set(minutes),
        ]);
    };
    let says = move || {
        let undone = undone.get();
        if !undone.is_empty() {
            return (t().count_undone)(labels::value(t(), editor.kind, "counts", undone).unwrap_or_default());
        }
        let sentence = match () {
            () if is_over.get() => t().count_time_over,
            () if is_paused.get() => t().count_paused,
            () if is_nearly_over.get() => t().count_two_left,
            () => t().count_rule,
        };
        sentence.to_owned()
    };
    let leave = super::back();
    view! {
        <div class="counting" class:over=move || is_over.get()>
            <div class="counting-top">
                <button type="button" class="back" aria-label=t().back on:click=move |_| leave.run(())>{Icon::Back.draw()}</button>
                <p class="time" role="timer" aria-label=t().count_time_left>{move || left.get()}</p>
                <button type="button" class="button small" on:click=pause>
                    {move || if is_paused.get() { Icon::Play.draw() } else { Icon::Pause.draw() }}
                    <span>{move || if is_paused.get() { t().count_resume } else { t().count_pause }}</span>
                </button>
            </div>
            <p class="counting-says" aria-live="polite">{says}</p>
            <Tally groups=groups() count=count_of on_tap=tap />
            {saved_line(editor)}
            <div class="counting-foot">
                <button type="button" class="button" disabled=move || taps.with(Vec::is_empty) on:click=undo>
                    {Icon::Undo.draw()}<span>{t().undo}</span>
                </button>
                <button type="button" class="button primary" on:click=finish>{Icon::Check.draw()}<span>{t().count_finish}</span></button>
            </div>
        </div>
    }
    .into_any()
}

fn weather(form: Form, correcting: RwSignal<bool>) -> AnyView {
    let temperature = Asked {
        from: 18,
        ..Asked::default()
    };
    view! {
        <section class="sheet">
            <h2>{t().count_weather}</h2>
            {form.asked(InsectCount::temp_c().name(), temperature)}
            {form.field(InsectCount::sky().name())}
            {form.field(InsectCount::wind().name())}
            {form.field(InsectCount::dry().name())}
        </section>
        {move || correcting.get().then(|| mend(form, correcting))}
        {super::done()}
    }
    .into_any()
}

/// The counts once more, to be put right.
fn mend(form: Form, correcting: RwSignal<bool>) -> AnyView {
    let editor = form.editor;
    let rows = groups()
        .into_iter()
        .map(|(key, label)| {
            let sum = move || editor.fields.with(|record| fields::tally(record, "counts", key));
            let change = move |by: i64| {
                if sum() + by >= 0 {
                    editor.edit(counted(key, by));
                }
            };
            view! {
                <li class="mend">
                    <span>{label}</span>
                    <button type="button" class="step" aria-label=[t().fewer, ", ", label].concat() on:click=move |_| change(-1)>"−"</button>
                    <output>{sum}</output>
                    <button type="button" class="step" aria-label=[t().more, ", ", label].concat() on:click=move |_| change(1)>"+"</button>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <section class="sheet">
            <ul class="mends">{rows}</ul>
            <button type="button" class="button wide" on:click=move |_| correcting.set(false)>{t().count_receipt}</button>
        </section>
    }
    .into_any()
}

fn receipt(form: Form, correcting: RwSignal<bool>) -> AnyView {
    let record = form.editor.fields;
    let rows = move || {
        record.with(|record| {
            groups()
                .into_iter()
                .map(|(key, label)| {
                    let sum = fields::tally(record, "counts", key);
                    view! { <tr><th scope="row">{label}</th><td>{sum}</td></tr> }.into_any()
                })
                .collect::<Vec<_>>()
        })
    };
    let correct = move |_| {
        let state = record.with_untracked(|record| InsectCount::from_fields(record).state);
        if state == Some(CountState::Finished) {
            form.editor.edit(InsectCount::state().set(CountState::Corrected));
        }
        correcting.set(true);
    };
    let may_correct = move || {
        let locked = record.with(|record| InsectCount::from_fields(record).state) == Some(CountState::Locked);
        (form.writable && !locked).then(|| {
            view! { <button type="button" class="button wide" on:click=correct>{t().count_correct}</button> }.into_any()
        })
    };
    let facts = move || {
        record.with(|record| {
            let words = ["flower", "minutes", "temp_c", "sky", "wind"].map(|name| {
                let value = record.get(name)?;
                let spec = form.editor.kind.field(name)?;
                Some(match (name, value) {
                    ("temp_c", feltbog_shared::model::Value::Whole(degrees)) => (t().degrees)(*degrees),
                    ("minutes", feltbog_shared::model::Value::Whole(minutes)) => (t().minutes)(*minutes),
                    _ => labels::in_words(t(), &platform::present(), form.editor.kind, spec, value),
                })
            });
            words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        })
    };
    view! {
        <section class="sheet receipt">
            <h2>{t().count_receipt}</h2>
            <p class="lead">{move || (t().count_total)(record.with(summary::total))}</p>
            <p>{facts}</p>
            {move || record.with(verdict)}
            <table><tbody>{rows}</tbody></table>
            {may_correct}
        </section>
        {super::done()}
    }
    .into_any()
}

fn verdict(record: &Fields) -> AnyView {
    let count = InsectCount::from_fields(record);
    let offset = count.started_at.map_or(0, platform::offset);
    let flaws = count.flaws(offset);
    if flaws.is_empty() {
        return view! { <p class="valid">{Icon::Check.draw()}<span>{t().count_thanks}" "{t().count_valid}</span></p> }.into_any();
    }
    let flaws = flaws
        .into_iter()
        .map(|flaw| view! { <li>{(t().count_flaw)(flaw)}</li> }.into_any())
        .collect::<Vec<_>>();
    view! {
        <p>{t().count_not_valid}</p>
        <ul class="flaws">{flaws}</ul>
    }
    .into_any()
}

fn groups() -> Vec<(&'static str, &'static str)> {
    InsectGroup::ALL
        .iter()
        .map(|group| (group.key(), (t().insect)(*group)))
        .collect()
}

fn counted(key: &str, by: i64) -> FieldEdit {
    FieldEdit {
        field: InsectCount::counts().name().to_owned(),
        change: FieldChange::Count(key.to_owned(), by),
    }
}
