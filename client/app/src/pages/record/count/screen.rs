//! The screen of a count that is under way: the time above, the groups, and the ways to take back and to end below.

use feltbog_shared::model::InsectCount;
use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::schema::ValueList;
use leptos::prelude::*;

use super::clock::Clock;
use super::which::WhichButterfly;
use super::{called, counted};
use crate::contexts::{use_layout, use_profiles};
use crate::pages::page::BackButton;
use crate::pages::record::saved::SavedLine;
use crate::state::counted_taps::CountedTaps;
use crate::state::editor::RecordEditor;
use crate::state::layout::LayoutMode;
use crate::state::platform;
use feltbog_presentation::counting;
use feltbog_presentation::forms;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::timer::{self, Pauses};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::recreate::RecreateOnChange;
use feltbog_ui::tally::TallyButtons;

/// Milliseconds before the end at which the phone says that it is near.
const NEARLY: i64 = 2 * 60_000;
/// Milliseconds of buzzing at the end, and when it is near.
const BUZZ_OVER: u32 = 900;
const BUZZ_NEARLY: u32 = 250;

/// State of the screen that its parts share.
#[derive(Clone, Copy)]
struct Counting {
    editor: RecordEditor,
    clock: Clock,
    is_over: Memo<bool>,
    is_nearly_over: Memo<bool>,
    is_paused: Memo<bool>,
    /// The taps that can be taken back.
    taps: CountedTaps,
    /// Group of the tap that was taken back last, or nothing.
    undone: RwSignal<&'static str>,
    /// Group whose butterflies are shown, or nothing.
    asked: RwSignal<Option<InsectGroup>>,
}

/// The screen.
#[component]
pub(super) fn CountingScreen(editor: RecordEditor) -> impl IntoView {
    use_layout().request(LayoutMode::Fullscreen);
    let clock = Clock::of(editor);
    let whole = editor.fields.with_untracked(counting::minutes);
    let (nearly, over) = (whole * 60_000 - NEARLY, whole * 60_000);
    clock.sound_at([nearly, over]);
    let counting = Counting {
        editor,
        clock,
        is_over: clock.has_passed(over, page_texts().count_time_over, BUZZ_OVER),
        is_nearly_over: clock.has_passed(nearly, page_texts().count_two_left, BUZZ_NEARLY),
        is_paused: Memo::new(move |_| clock.pauses.read().since.is_some()),
        taps: taps_of(editor),
        undone: RwSignal::new(""),
        asked: RwSignal::new(None),
    };
    let counts_butterflies = editor.fields.with_untracked(forms::counts_butterflies);
    let rests = Memo::new(move |_| counting.is_over.get() || counting.is_paused.get());
    view! {
        <div class="counting" data-over=move || counting.is_over.get().then_some("")>
            <div class="counting-top">
                <BackButton/>
                <p class="time" role="timer" aria-label=page_texts().count_time_left>
                    {move || timer::left(clock.elapsed(), whole)}
                </p>
                <PauseButton counting/>
            </div>
            <div class="counting-says">
                <p aria-live="polite">{move || counting.said(counts_butterflies)}</p>
                <SavedLine editor/>
            </div>
            <RecreateOnChange value=Signal::from(counting.asked) let:asked>
                {match asked {
                    None => view! { <Groups counting rests/> }.into_any(),
                    Some(group) => view! {
                        <WhichButterfly
                            editor
                            group
                            disabled=rests
                            on_tap=move |key| counting.tap_finer(key)
                            on_back=move |()| counting.show_groups()
                        />
                    }
                    .into_any(),
                }}
            </RecreateOnChange>
            <CountingFoot counting/>
        </div>
    }
    .into_any()
}

/// The buttons of the groups.
#[component]
fn Groups(counting: Counting, #[prop(into)] rests: Signal<bool>) -> impl IntoView {
    let editor = counting.editor;
    let groups = called(editor.fields.with_untracked(counting::groups));
    let count = move |key: &'static str| {
        let number = |group| editor.fields.with(|record| counting::sum(record, group));
        InsectGroup::from_key(key).map_or(0, number)
    };
    view! { <TallyButtons groups disabled=rests count on_tap=move |key| counting.tap_group(key)/> }
}

/// The taps of the last minutes, also of before a reload.
fn taps_of(editor: RecordEditor) -> CountedTaps {
    let names = editor.fields.with_untracked(counting::names);
    let groups: Vec<_> = names.into_iter().map(InsectGroup::key).collect();
    let field = InsectCount::counts().name();
    CountedTaps::of(use_profiles(), editor.document, field, &groups)
}

impl Counting {
    /// A tap on a group: counts one, or asks first which of its butterflies it was.
    fn tap_group(self, key: &'static str) {
        let asks = |group: &InsectGroup| {
            let fields = self.editor.fields;
            fields.with_untracked(|record| counting::asks_which(record, *group))
        };
        match InsectGroup::from_key(key).filter(asks) {
            Some(group) => {
                self.asked.set(Some(group));
                platform::focus_soon(".which h2".to_owned());
            }
            None => self.tap(key),
        }
    }

    fn tap_finer(self, key: &'static str) {
        self.tap(key);
        self.show_groups();
    }

    /// Goes back to the groups, with the focus on the one that was open.
    fn show_groups(self) {
        if let Some(group) = self.asked.get_untracked() {
            self.asked.set(None);
            platform::focus_soon([".tally[data-group=\"", group.key(), "\"]"].concat());
        }
    }

    fn tap(self, key: &'static str) {
        // The screen's clock is up to a quarter of a second late.
        let counts = |record: &_| counting::taps_count(record, platform::now());
        if self.editor.fields.with_untracked(counts) {
            self.undone.set("");
            self.editor.edit(counted(key, 1));
            self.taps.add(key);
        }
    }

    fn take_back(self) {
        let edit = self.editor.edit_beyond_page();
        self.taps.take_back(move |key| {
            // The page may be gone, and the count goes on.
            let _ = self.undone.try_set(key);
            edit(counted(key, -1));
        });
    }

    fn toggle_pause(self) {
        let Pauses { over, since } = self.clock.pauses.get_untracked().toggled(platform::now());
        self.editor.edit_all(vec![
            InsectCount::paused_seconds().set((over + 500) / 1000),
            match since {
                Some(since) => InsectCount::paused_at().set(since),
                None => InsectCount::paused_at().clear(),
            },
        ]);
    }

    /// Ends the count. For some minutes it can be gone on with.
    fn finish(self) {
        let asked = self.editor.fields.with_untracked(counting::minutes);
        let minutes = timer::minutes(untrack(|| self.clock.elapsed()), asked);
        let edits = self
            .editor
            .fields
            .with_untracked(|record| counting::ending(record, platform::now(), minutes));
        self.editor
            .step(page_texts().count_finished.to_owned(), edits, None);
    }

    /// The sentence above the groups.
    fn said(self, counts_butterflies: bool) -> String {
        match self.undone.get() {
            "" if self.is_over.get() => page_texts().count_time_over.to_owned(),
            "" if self.is_paused.get() => page_texts().count_paused.to_owned(),
            "" if self.is_nearly_over.get() => page_texts().count_two_left.to_owned(),
            "" if !self.taps.is_empty() => String::new(),
            "" if counts_butterflies => page_texts().count_rule_butterflies.to_owned(),
            "" => page_texts().count_rule.to_owned(),
            key => counting::undone(texts(), key),
        }
    }
}

#[component]
fn PauseButton(counting: Counting) -> impl IntoView {
    let content = move || {
        let (icon, label) = if counting.is_paused.get() {
            (Icon::Play, page_texts().count_resume)
        } else {
            (Icon::Pause, page_texts().count_pause)
        };
        view! {
            <SvgIcon icon/>
            <span>{label}</span>
        }
    };
    view! {
        <button type="button" class="button small" on:click=move |_| counting.toggle_pause()>
            {content}
        </button>
    }
}

/// The ways to take back and to end. Before the time is over, the end is asked for once more, in another place than that of
/// the first tap: a button beside the insects is hit by mistake.
#[component]
fn CountingFoot(counting: Counting) -> impl IntoView {
    let is_asked = RwSignal::new(false);
    let ask = move |()| {
        if counting.is_over.get_untracked() {
            counting.finish();
        } else {
            is_asked.set(true);
        }
    };
    let offer = move || {
        view! {
            <div class="counting-foot">
                <button
                    type="button"
                    class="button"
                    disabled=move || counting.taps.is_empty()
                    on:click=move |_| counting.take_back()
                >
                    <SvgIcon icon=Icon::Undo/>
                    <span>{texts().undo}</span>
                </button>
                <FootButton icon=Icon::Check label=page_texts().count_finish on_press=ask/>
            </div>
        }
    };
    view! {
        <Show when=move || is_asked.get() fallback=offer>
            <div class="counting-foot">
                <FootButton
                    icon=Icon::Check
                    label=page_texts().count_finish_now
                    on_press=move |()| counting.finish()
                />
                <FootButton
                    icon=Icon::Play
                    label=page_texts().count_go_on
                    on_press=move |()| is_asked.set(false)
                />
            </div>
        </Show>
    }
    .into_any()
}

#[component]
fn FootButton(icon: Icon, label: &'static str, #[prop(into)] on_press: Callback<()>) -> impl IntoView {
    view! {
        <button type="button" class="button" on:click=move |_| on_press.run(())>
            <SvgIcon icon/>
            <span>{label}</span>
        </button>
    }
}
