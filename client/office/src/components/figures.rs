//! Numbers as cards and charts, the way several pages show them.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::office::overview::{
    Finding, FindingAction, FindingKind, NatureFigures, Overview, PhoneFigures, usual,
};
use feltbog_shared::suppression::Published;
use feltbog_ui::chart::{ChartNumber, LineChart};
use leptos::prelude::*;

use crate::figures_texts::figures_texts;

/// A whole number with the language's separators.
pub(crate) fn whole(number: u64) -> String {
    format::whole(texts(), i64::try_from(number).unwrap_or(i64::MAX))
}

/// Tenths as a decimal number of the language.
pub(crate) fn tenths(number: u64) -> String {
    // Where a point divides thousands, a comma begins the decimals.
    let separator = match texts().thousands_separator {
        "." => ",",
        _ => ".",
    };
    [&whole(number / 10), separator, &(number % 10).to_string()].concat()
}

/// A published number in words.
pub(crate) fn published(number: Published) -> String {
    match number {
        Published::Number(number) => whole(number),
        Published::AtLeast(number) => figures_texts().at_least.with(&[&whole(number)]),
        Published::Hidden => figures_texts().hidden_number.to_owned(),
    }
}

/// A published number in a chart.
pub(crate) fn chart_number(label: impl Into<String>, number: Published) -> ChartNumber {
    ChartNumber {
        label: label.into(),
        value: number.number().and_then(|number| i64::try_from(number).ok()),
        text: published(number),
        remark: String::new(),
    }
}

/// One number with its words.
#[component]
pub(crate) fn FigureCard(
    /// The words.
    label: &'static str,
    /// The number in words.
    #[prop(into)]
    number: String,
    /// A remark, or empty.
    #[prop(optional, into)]
    remark: String,
) -> impl IntoView {
    let remark = (!remark.is_empty()).then(|| view! { <small>{remark}</small> });
    view! {
        <div class="figure-card">
            <dt>{label}</dt>
            <dd>{number} {remark}</dd>
        </div>
    }
    .into_any()
}

/// The trend of a number over periods of four weeks, beside the usual number of the place itself.
#[component]
pub(crate) fn TrendChart(
    /// Title.
    title: &'static str,
    /// The numbers, the oldest first.
    trend: Vec<Published>,
) -> impl IntoView {
    let count = trend.len();
    let label = |place: usize| match count - 1 - place {
        0 => figures_texts().period_now.to_owned(),
        ago => figures_texts().weeks_ago.with(&[&(4 * ago).to_string()]),
    };
    let usual = usual(&trend).map(|usual| {
        let words = figures_texts().usually.with(&[&whole(usual)]);
        (i64::try_from(usual).unwrap_or(i64::MAX), words)
    });
    let numbers = trend.into_iter().enumerate();
    let numbers = numbers
        .map(|(place, number)| chart_number(label(place), number))
        .collect();
    view! {
        <LineChart
            title=title.to_owned()
            numbers_label=figures_texts().show_numbers
            first_heading=figures_texts().period.to_owned()
            number_heading=figures_texts().number_of.to_owned()
            numbers
            usual
        />
    }
    .into_any()
}

/// Place of a kind of finding among its texts.
fn kind_text(kind: FindingKind) -> &'static str {
    let place = match kind {
        FindingKind::ConflictsRising => 0,
        FindingKind::SignalsRising => 1,
        FindingKind::FollowUpsOverdue => 2,
        FindingKind::OldConflicts => 3,
        FindingKind::SlowContact => 4,
        FindingKind::TasksOverdue => 5,
        FindingKind::ObservationsUnanswered => 6,
        FindingKind::PhonesSilent => 7,
        FindingKind::BelowTarget => 8,
    };
    figures_texts()
        .finding_kind
        .get(place)
        .copied()
        .unwrap_or_default()
}

fn action_text(action: FindingAction) -> &'static str {
    let place = match action {
        FindingAction::OfferDialogue => 0,
        FindingAction::WalkThePlace => 1,
        FindingAction::CallBack => 2,
        FindingAction::DecideNextStep => 3,
        FindingAction::AgreeOnRota => 4,
        FindingAction::PlanTheWork => 5,
        FindingAction::Answer => 6,
        FindingAction::AskToOpenApp => 7,
        FindingAction::ProposeArea => 8,
    };
    figures_texts()
        .finding_action
        .get(place)
        .copied()
        .unwrap_or_default()
}

/// The early warnings, each with its action.
#[component]
pub(crate) fn Findings(
    /// The warnings.
    findings: Vec<Finding>,
) -> impl IntoView {
    if findings.is_empty() {
        return view! { <p>{figures_texts().findings_none}</p> }.into_any();
    }
    let rows = findings.into_iter().map(|finding| {
        let unit = match finding.kind {
            FindingKind::BelowTarget => " m²",
            _ => "",
        };
        let value = [&whole(finding.value), unit].concat();
        let threshold = [&whole(finding.threshold), unit].concat();
        view! {
            <li class="finding">
                <div>
                    <strong>{kind_text(finding.kind)}</strong>
                    {": "}
                    {figures_texts().finding_numbers.with(&[&value, &threshold])}
                </div>
                <div class="finding-action">{action_text(finding.action)}</div>
            </li>
        }
    });
    view! { <ul class="findings">{rows.collect_view()}</ul> }.into_any()
}

/// The share of the outdoor area in words.
pub(crate) fn share(figures: &NatureFigures) -> String {
    match figures.share_tenths() {
        Some(share) => [&tenths(share), " %"].concat(),
        None => figures_texts().outdoor_unknown.to_owned(),
    }
}

/// The target in words.
pub(crate) fn target(figures: &NatureFigures) -> String {
    let square_metres = figures
        .target_square_metres
        .map(|target| [&whole(target), " m²"].concat());
    let percent = figures
        .target_percent
        .map(|target| [&whole(target), " %"].concat());
    let words: Vec<String> = square_metres.into_iter().chain(percent).collect();
    match words.is_empty() {
        true => figures_texts().target_none.to_owned(),
        false => words.join(" / "),
    }
}

/// Areas against the target, tasks, answers and counts.
#[component]
pub(crate) fn NatureCards(
    /// The numbers.
    figures: NatureFigures,
) -> impl IntoView {
    let aim = [figures_texts().target, ": ", &target(&figures)].concat();
    view! {
        <dl class="figures">
            <FigureCard
                label=figures_texts().laid_out
                number=[&whole(figures.square_metres), " m²"].concat()
                remark=aim
            />
            <FigureCard label=figures_texts().share_outdoor number=share(&figures)/>
            <FigureCard label=figures_texts().areas_count number=whole(figures.areas)/>
            <FigureCard label=figures_texts().areas_proposed number=whole(figures.proposed)/>
            <FigureCard label=figures_texts().tasks_waiting number=whole(figures.tasks)/>
            <FigureCard label=figures_texts().tasks_late number=whole(figures.tasks_overdue)/>
            <FigureCard label=figures_texts().unanswered number=whole(figures.unanswered)/>
            <FigureCard label=figures_texts().valid_counts number=whole(figures.valid_counts)/>
            <FigureCard label=figures_texts().invalid_counts number=whole(figures.invalid_counts)/>
        </dl>
    }
    .into_any()
}

/// Phones, and that nobody knows what is unsent on the silent ones.
#[component]
pub(crate) fn PhoneCards(
    /// The numbers.
    figures: PhoneFigures,
) -> impl IntoView {
    let remark = match figures.silent {
        0 => "",
        _ => figures_texts().phones_unsent,
    };
    view! {
        <dl class="figures">
            <FigureCard label=figures_texts().phones_count number=whole(figures.phones)/>
            <FigureCard label=figures_texts().phones_silent number=whole(figures.silent) remark/>
        </dl>
    }
    .into_any()
}

/// Numbers of conflicts as cards.
#[component]
pub(crate) fn ConflictCards(
    /// The overview.
    overview: Overview,
) -> impl IntoView {
    let conflicts = overview.conflicts.map(|conflicts| {
        let both = conflicts
            .solved_early
            .number()
            .zip(conflicts.solved_later.number())
            .zip(conflicts.closed.number());
        let share = both.map_or_else(
            || figures_texts().hidden_number.to_owned(),
            |((early, later), closed)| match closed {
                0 => "–".to_owned(),
                closed => [&((early + later) * 100 / closed).to_string(), " %"].concat(),
            },
        );
        let hint = (!conflicts.is_exact).then(|| view! { <p class="hint">{figures_texts().hidden_hint}</p> });
        view! {
            <section class="section">
                <h2>{figures_texts().conflicts}</h2>
                {hint}
                <dl class="figures">
                    <FigureCard label=figures_texts().open_conflicts number=published(conflicts.open)/>
                    <FigureCard label=figures_texts().overdue_follow_ups number=published(conflicts.overdue)/>
                    <FigureCard label=figures_texts().closed_year number=published(conflicts.closed)/>
                    <FigureCard label=figures_texts().solved_share number=share/>
                    <FigureCard
                        label=figures_texts().solved_early
                        number=published(conflicts.solved_early)
                        remark=figures_texts().solved_early_hint
                    />
                </dl>
            </section>
        }
    });
    let signals = overview.signals.map(|signals| {
        let days = signals.median_days.map_or_else(|| "–".to_owned(), whole);
        view! {
            <section class="section">
                <h2>{figures_texts().signals}</h2>
                <dl class="figures">
                    <FigureCard label=figures_texts().open_signals number=published(signals.open)/>
                    <FigureCard label=figures_texts().signals_overdue number=published(signals.overdue)/>
                    <FigureCard label=figures_texts().contacted number=published(signals.contacted)/>
                    <FigureCard label=figures_texts().contact_days number=days/>
                </dl>
            </section>
        }
    });
    view! {
        {conflicts}
        {signals}
    }
    .into_any()
}
