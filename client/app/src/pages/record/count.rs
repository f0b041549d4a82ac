//! An insect count: where and on what, ten minutes of taps on one screen, the weather, and a receipt.

use crate::reactive::{SetIfChanged, effect, memo};
use leptos::prelude::*;
use std::rc::Rc;

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldChange, FieldEdit, Fields, InsectCount, Kind, Model, Value};
use feltbog_shared::moment::Moment;

use super::form::Form;
use super::{discard, done, saved_line, take};
use crate::components::icon::{Draw, Icon};
use crate::components::tally::tally;
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, switch, when};
use crate::pages::lists;
use crate::pages::page::back;
use crate::state::access::{Room, app};
use crate::state::editor::{Editor, set};
use crate::state::platform;
use feltbog_presentation::counting::{self, CountPart};
use feltbog_presentation::earlier::a_year_before;
use feltbog_presentation::forms::{self, key};
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::timer::{self, Pauses};
use feltbog_presentation::{fields, labels, summary};

/// The time left at which the phone gives a warning, in milliseconds.
const NEARLY: i64 = 2 * 60_000;

pub(super) fn fields(form: Form) -> Node {
    let (correcting, wants_receipt) = (ArcRwSignal::new(false), ArcRwSignal::new(false));
    let (asked, corrects, wants) = (form.clone(), correcting.clone(), wants_receipt.clone());
    let part = move || {
        let (corrects, wants) = (corrects.get(), wants.get());
        asked
            .editor
            .fields
            .with(|record| counting::part(record, asked.writable, corrects, wants))
    };
    switch(part, move |part| match part {
        CountPart::Before => before(&form),
        CountPart::Counting => counting(&form.editor),
        CountPart::Weather => weather(&form, &correcting, &wants_receipt),
        CountPart::Receipt => receipt(&form, &correcting),
    })
}

fn before(form: &Form) -> Node {
    let editor = form.editor.clone();
    let (asked, told) = (editor.clone(), editor.clone());
    let label = move || {
        g().count_start
            .with(&[&asked.fields.with(counting::minutes).to_string()])
    };
    let start = button("button primary")
        .child(Icon::Bee.draw())
        .child(el("span").text_of(label))
        .press(move || {
            editor.edit_all(vec![
                set("state", Value::Text(key!(CountState::Running).to_owned())),
                set("started_at", Value::Moment(platform::now())),
            ]);
        });
    let warned = form.editor.clone();
    // The clock is read each time something is entered, and when the day changes.
    let warns = dynamic(move || {
        app().today.track();
        let found = warned
            .fields
            .with(|record| counting::warnings(record, platform::now()));
        if found.is_empty() {
            return Node::NONE;
        }
        let mut list = of_class("ul", "flaws");
        for warning in found {
            list = list.child(el("li").child(g().count_warning.at(warning as usize)));
        }
        [el("p").child(g().count_will_be_invalid).into(), list.into()].into()
    });
    [
        form.sheets(forms::BEFORE_COUNT),
        when(
            move || told.fields.with(|record| !forms::counts_butterflies(record)),
            || paragraph("hint", g().count_patch).into(),
        ),
        // Beside the button that starts it: ten minutes of work are at stake.
        of_class("div", "actions")
            .child(of_class("div", "warns wide").attr("role", "status").child(warns))
            .child(discard(&form.editor))
            .child(start)
            .into(),
    ]
    .into()
}

/// The clock of a count on the screen.
#[derive(Clone)]
struct Clock {
    started: ArcRwSignal<Option<Moment>>,
    pauses: ArcRwSignal<Pauses>,
    now: ArcRwSignal<Moment>,
}

impl Clock {
    fn of(editor: &Rc<Editor>) -> Self {
        let counted = editor.clone();
        let started = move || {
            counted.fields.with(|record| match record.get("started_at") {
                Some(Value::Moment(at)) => Some(*at),
                _ => None,
            })
        };
        let paused = editor.clone();
        let clock = Self {
            started: memo(started),
            // In the record: whoever opens it next, on whichever phone, knows of them.
            pauses: memo(move || paused.fields.with(counting::pauses)),
            now: ArcRwSignal::new(platform::now()),
        };
        let now = clock.now.clone();
        platform::every(250, move || now.set(platform::now()));
        clock
    }

    /// Milliseconds counted so far. Follows the time.
    fn elapsed(&self) -> i64 {
        let (pauses, now) = (self.pauses.get(), self.now.get());
        self.started
            .get()
            .map_or(0, |started| timer::elapsed(started, pauses, now))
    }

    /// Buzzes when so much has been counted, once.
    fn buzz_at(&self, elapsed: i64, millis: u32) -> ArcRwSignal<bool> {
        let clock = self.clone();
        let is_past = memo(move || clock.elapsed() >= elapsed);
        let (watched, mut before) = (is_past.clone(), None);
        effect(move || {
            let is_past = watched.get();
            if before == Some(false) && is_past {
                platform::buzz(millis);
            }
            before = Some(is_past);
        });
        is_past
    }
}

fn counting(editor: &Rc<Editor>) -> Node {
    take(Room::Whole, Room::Focused);
    let clock = Clock::of(editor);
    let whole = editor.fields.with_untracked(counting::minutes);
    let groups = groups(editor);
    let is_over = clock.buzz_at(whole * 60_000, 900);
    let is_nearly_over = clock.buzz_at(whole * 60_000 - NEARLY, 250);
    let paused = clock.pauses.clone();
    let is_paused = memo(move || paused.with(|pauses| pauses.since.is_some()));

    let counts_butterflies = editor.fields.with_untracked(forms::counts_butterflies);
    let taps = ArcRwSignal::new(Vec::<&'static str>::new());
    let undone = ArcRwSignal::new("");
    let says = {
        let (is_over, is_paused, undone, taps) =
            (is_over.clone(), is_paused.clone(), undone.clone(), taps.clone());
        move || match undone.get() {
            "" if is_over.get() => g().count_time_over.to_owned(),
            "" if is_paused.get() => g().count_paused.to_owned(),
            "" if is_nearly_over.get() => g().count_two_left.to_owned(),
            "" if taps.with(Vec::is_empty) && counts_butterflies => g().count_rule_butterflies.to_owned(),
            "" if taps.with(Vec::is_empty) => g().count_rule.to_owned(),
            "" => String::new(),
            key => {
                let group = labels::value(t(), Kind::InsectCount, "counts", key).unwrap_or_default();
                g().count_undone.with(&[group])
            }
        }
    };
    let (shown, tapped) = (editor.clone(), editor.clone());
    let (marks, forgets) = (taps.clone(), undone.clone());
    let rests = {
        let (is_over, is_paused) = (is_over.clone(), is_paused.clone());
        memo(move || is_over.get() || is_paused.get())
    };
    let buttons = tally(
        groups,
        &rests,
        move |key| shown.fields.with(|record| fields::tally(record, "counts", key)),
        move |key| {
            // The screen's clock is up to a quarter of a second late.
            if tapped
                .fields
                .with_untracked(|record| counting::taps_count(record, platform::now()))
            {
                forgets.set_if_changed("");
                marks.update(|taps| taps.push(key));
                tapped.edit(counted(key, 1));
            }
        },
    );
    let colours = is_over.clone();
    of_class("div", "counting")
        .attr_of("data-over", move || colours.get().then_some(""))
        .child(top(editor, &clock, whole, &is_paused))
        .child(
            of_class("div", "counting-says")
                .child(el("p").attr("aria-live", "polite").text_of(says))
                .child(saved_line(editor)),
        )
        .child(buttons)
        .child(foot(editor, &clock, &is_over, &taps, &undone))
        .into()
}

fn top(editor: &Rc<Editor>, clock: &Clock, whole: i64, is_paused: &ArcRwSignal<bool>) -> El {
    let shown = clock.clone();
    let time = of_class("p", "time")
        .attr("role", "timer")
        .attr("aria-label", g().count_time_left)
        .text_of(move || timer::left(shown.elapsed(), whole));
    let (pauses, editor) = (clock.pauses.clone(), editor.clone());
    let paused = is_paused.clone();
    let pause = button("button small")
        .child(switch(
            move || paused.get(),
            |is_paused| {
                let (icon, label) = if *is_paused {
                    (Icon::Play, g().count_resume)
                } else {
                    (Icon::Pause, g().count_pause)
                };
                [icon.draw(), el("span").child(label).into()].into()
            },
        ))
        .press(move || {
            let Pauses { over, since } = pauses.get_untracked().toggled(platform::now());
            editor.edit_all(vec![
                InsectCount::paused_seconds().set((over + 500) / 1000),
                match since {
                    Some(since) => InsectCount::paused_at().set(since),
                    None => InsectCount::paused_at().clear(),
                },
            ]);
        });
    of_class("div", "counting-top")
        .child(back())
        .child(time)
        .child(pause)
}

fn undo(
    editor: &Rc<Editor>,
    taps: &ArcRwSignal<Vec<&'static str>>,
    undone: &ArcRwSignal<&'static str>,
) -> El {
    let (editor, taps, undone) = (editor.clone(), taps.clone(), undone.clone());
    let none = taps.clone();
    button("button")
        .attr_of("disabled", move || none.with(Vec::is_empty).then_some(""))
        .child(Icon::Undo.draw())
        .child(el("span").child(t().undo))
        .press(move || {
            if let Some(key) = taps.try_update(Vec::pop).flatten() {
                undone.set_if_changed(key);
                editor.edit(counted(key, -1));
            }
        })
}

/// The part of the page below the insects. Before the time is over, the end is asked for once more, in another place
/// than where the first tap was: what stands beside the insects is hit by mistake.
fn foot(
    editor: &Rc<Editor>,
    clock: &Clock,
    is_over: &ArcRwSignal<bool>,
    taps: &ArcRwSignal<Vec<&'static str>>,
    undone: &ArcRwSignal<&'static str>,
) -> Node {
    let asks = ArcRwSignal::new(false);
    let (asked, editor, clock) = (asks.clone(), editor.clone(), clock.clone());
    let (taps, undone, is_over) = (taps.clone(), undone.clone(), is_over.clone());
    switch(
        move || asked.get(),
        move |is_asked| {
            let (asks, ends, clock, is_over) = (asks.clone(), editor.clone(), clock.clone(), is_over.clone());
            let foot = of_class("div", "counting-foot");
            let named =
                |icon: Icon, label: &str| button("button").child(icon.draw()).child(el("span").child(label));
            if *is_asked {
                let goes_on = asks.clone();
                let end = named(Icon::Check, g().count_finish_now).press(move || finish(&ends, &clock));
                let on = named(Icon::Play, g().count_go_on).press(move || goes_on.set_if_changed(false));
                return foot.child(end).child(on).into();
            }
            let end = named(Icon::Check, g().count_finish).press(move || {
                if is_over.get_untracked() {
                    finish(&ends, &clock);
                } else {
                    asks.set_if_changed(true);
                }
            });
            foot.child(undo(&editor, &taps, &undone)).child(end).into()
        },
    )
}

/// Ends the count. For some minutes it can be gone on with.
fn finish(editor: &Rc<Editor>, clock: &Clock) {
    let minutes = timer::minutes(clock.elapsed(), editor.fields.with_untracked(counting::minutes));
    let edits = vec![
        set("state", Value::Text(key!(CountState::Finished).to_owned())),
        set("finished_at", Value::Moment(platform::now())),
        set("minutes", Value::Integer(minutes)),
    ];
    editor.step(g().count_finished.to_owned(), edits, None);
}

fn weather(form: &Form, correcting: &ArcRwSignal<bool>, wants_receipt: &ArcRwSignal<bool>) -> Node {
    let receipt = {
        let (correcting, wants_receipt) = (correcting.clone(), wants_receipt.clone());
        button("button wide").child(g().count_receipt).press(move || {
            wants_receipt.set_if_changed(true);
            correcting.set_if_changed(false);
        })
    };
    let sheet = of_class("section", "sheet")
        .child(el("h2").child(g().count_weather))
        .child(form.items(forms::WEATHER))
        .child(receipt);
    let (corrects, editor) = (correcting.clone(), form.editor.clone());
    let mend = when(move || corrects.get(), move || mend(&editor));
    [sheet.into(), mend, done(&form.editor).into()].into()
}

/// The counts once more, to be put right.
fn mend(editor: &Rc<Editor>) -> Node {
    let mut rows = of_class("ul", "mends");
    for (key, label) in groups(editor) {
        let (shown, changed) = (editor.clone(), editor.clone());
        let sum = move || shown.fields.with(|record| fields::tally(record, "counts", key));
        let step = |name: &str, sign: &str, by: i64| {
            let editor = changed.clone();
            button("step")
                .attr("aria-label", &[name, ", ", label].concat())
                .child(sign)
                .press(move || {
                    if editor
                        .fields
                        .with_untracked(|record| fields::tally(record, "counts", key))
                        + by
                        >= 0
                    {
                        editor.edit(counted(key, by));
                    }
                })
        };
        let row = of_class("li", "mend")
            .child(el("span").child(label))
            .child(step(g().fewer, "−", -1))
            .child(el("output").text_of(move || sum().to_string()))
            .child(step(g().more, "+", 1));
        rows = rows.child(row);
    }
    of_class("section", "sheet").child(rows).into()
}

fn receipt(form: &Form, correcting: &ArcRwSignal<bool>) -> Node {
    let record = &form.editor.fields;
    let (sums, said, judged, held) = (record.clone(), record.clone(), record.clone(), record.clone());
    let before = last_year(form);
    let counted_groups = groups(&form.editor);
    let (earlier, named) = (before.clone(), before);
    let rows = dynamic(move || {
        let before = earlier.get();
        let row = |(key, label): (&str, &str)| {
            let sum = sums.with(|record| fields::tally(record, "counts", key));
            let cell = |sum: i64| el("td").child(sum.to_string());
            el("tr")
                .child(el("th").attr("scope", "row").child(label))
                .child(cell(sum))
                .child(
                    before
                        .as_ref()
                        .map(|before| cell(fields::tally(before, "counts", key))),
                )
                .into()
        };
        counted_groups
            .iter()
            .copied()
            .map(row)
            .collect::<Vec<Node>>()
            .into()
    });
    // Nothing stands above one column of sums.
    let heads = dynamic(move || {
        let column = |name: &str| el("th").attr("scope", "col").child(name);
        if named.with(Option::is_none) {
            return Node::NONE;
        }
        let row = el("tr")
            .child(el("td"))
            .child(column(g().this_time))
            .child(column(g().last_year));
        el("thead").child(row).into()
    });
    let sheet = of_class("section", "sheet receipt")
        .child(el("h2").child(g().count_receipt))
        .child(of_class("p", "lead").text_of(move || t().count_total.of(held.with(summary::total))))
        .child(el("p").text_of(move || said.with(facts)))
        .child(dynamic(move || judged.with(verdict)))
        .child(el("table").child(heads).child(el("tbody").child(rows)));
    let (writable, locked) = (form.writable, record.clone());
    let may_correct =
        move || writable && locked.with(|record| fields::text(record, "state") != key!(CountState::Locked));
    let (editor, correcting) = (form.editor.clone(), correcting.clone());
    let correct = when(may_correct, move || {
        let (editor, correcting) = (editor.clone(), correcting.clone());
        button("button wide")
            .child(g().count_correct)
            .press(move || {
                let state = editor
                    .fields
                    .with_untracked(|record| fields::text(record, "state").to_owned());
                if state == key!(CountState::Finished) {
                    let corrected = key!(CountState::Corrected).to_owned();
                    editor.edit(set("state", Value::Text(corrected)));
                }
                correcting.set_if_changed(true);
            })
            .into()
    });
    [sheet.child(correct).into(), done(&form.editor).into()].into()
}

/// The count of the same protocol in the same area about a year before, as far as the phone has it.
fn last_year(form: &Form) -> ArcRwSignal<Option<Fields>> {
    let record = form.editor.fields.clone();
    let area = record.with_untracked(|count| fields::text(count, "area").parse().ok());
    let Some((access, area)) = app().access().zip(area) else {
        return ArcRwSignal::new(None);
    };
    let counts = lists::follow_about(&access, &[Kind::InsectCount], area);
    memo(move || {
        let found = |items: &[ListItem]| record.with(|count| a_year_before(count, items).cloned());
        lists::with_items(&counts, found)
    })
}

/// On what and how was counted, in one line.
fn facts(record: &Fields) -> String {
    let mut said: Vec<String> = Vec::new();
    for name in ["flower", "minutes", "temp_c", "sky", "wind"] {
        let (Some(value), Some(spec)) = (record.get(name), Kind::InsectCount.field(name)) else {
            continue;
        };
        said.push(match (name, value) {
            ("temp_c", Value::Integer(degrees)) => g().degrees.with(&[&degrees.to_string()]),
            ("minutes", Value::Integer(minutes)) => g().minutes.of(*minutes),
            _ => labels::in_words(t(), &platform::present(), Kind::InsectCount, spec, value),
        });
    }
    said.join(" · ")
}

fn verdict(record: &Fields) -> Node {
    let count = InsectCount::from_fields(record);
    let offset = count.started_at.map_or(0, platform::offset);
    let flaws = count.flaws(offset);
    if flaws.is_empty() {
        let praise = [g().count_thanks, " ", g().count_valid].concat();
        return paragraph("valid", Icon::Check.draw())
            .child(el("span").child(praise))
            .into();
    }
    let mut list = of_class("ul", "flaws");
    for flaw in flaws {
        list = list.child(el("li").child(g().count_flaw.at(flaw as usize)));
    }
    [el("p").child(g().count_not_valid).into(), list.into()].into()
}

/// The groups that the count's protocol counts, each with what it is called.
fn groups(editor: &Editor) -> Vec<(&'static str, &'static str)> {
    let groups = editor.fields.with_untracked(counting::groups).iter();
    groups
        .map(|group| (group.key(), g().insect.at(*group as usize)))
        .collect()
}

fn counted(key: &str, by: i64) -> FieldEdit {
    FieldEdit {
        field: InsectCount::counts().name().to_owned(),
        change: FieldChange::Count(key.to_owned(), by),
    }
}
