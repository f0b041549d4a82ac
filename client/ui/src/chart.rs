//! Charts as SVG, each with the table of its numbers: bars, lines with gaps, and small multiples of years. Whole numbers
//! in units of the drawing, so that no floating point has to be written.

use leptos::prelude::*;

/// Width of a drawing.
const WIDTH: i64 = 640;
/// Height of the row of a bar.
const ROW: i64 = 34;
/// Room for the words left of a bar.
const WORDS: i64 = 240;
/// Room for the number right of a bar.
const NUMBER: i64 = 64;
/// Height of the field of a line or of columns.
const FIELD: i64 = 150;
/// Room above and below the field.
const MARGIN: i64 = 26;

/// One number of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartNumber {
    /// The words for it.
    pub label: String,
    /// The number; nothing for one that is not told, which leaves a gap.
    pub value: Option<i64>,
    /// The number in words, as the table shows it.
    pub text: String,
    /// A remark in the table, or empty.
    pub remark: String,
}

/// The top of an axis: 1, 2 or 5 times a power of ten, and no less than the largest number.
pub fn axis_top(numbers: &[Option<i64>]) -> i64 {
    let most = numbers.iter().flatten().copied().max().unwrap_or_default();
    let mut step: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let top = step.saturating_mul(factor);
            if top >= most {
                return top;
            }
        }
        step = step.saturating_mul(10);
    }
}

/// A length in proportion to a number, out of a length for the top of the axis.
pub fn scaled(value: i64, top: i64, length: i64) -> i64 {
    value.max(0).saturating_mul(length) / top.max(1)
}

/// The runs of neighbouring numbers that are told, as places in the list and numbers.
pub fn runs(numbers: &[Option<i64>]) -> Vec<Vec<(usize, i64)>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    for (place, number) in numbers.iter().enumerate() {
        match number {
            Some(number) => run.push((place, *number)),
            None if run.is_empty() => {}
            None => runs.push(std::mem::take(&mut run)),
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// The table of a chart's numbers, folded away.
#[component]
fn ChartTable(
    /// Title of the chart.
    title: String,
    /// Words for opening the table.
    numbers_label: &'static str,
    /// Heading of the first column.
    first_heading: String,
    /// Heading of the numbers.
    number_heading: String,
    /// The numbers.
    numbers: Vec<ChartNumber>,
) -> impl IntoView {
    let has_remarks = numbers.iter().any(|number| !number.remark.is_empty());
    let rows = numbers.into_iter().map(move |number| {
        let remark = has_remarks.then(|| view! { <td>{number.remark}</td> });
        view! {
            <tr>
                <th scope="row">{number.label}</th>
                <td class="numeric">{number.text}</td>
                {remark}
            </tr>
        }
    });
    let remarks = has_remarks.then(|| view! { <td></td> });
    view! {
        <details class="chart-numbers">
            <summary>{numbers_label}</summary>
            <table class="data">
                <caption>{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{first_heading}</th>
                        <th scope="col" class="numeric">{number_heading}</th>
                        {remarks}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </details>
    }
    .into_any()
}

/// Horizontal bars. A number that is not told has no bar, and its words stand in its place.
#[component]
pub fn BarChart(
    /// Title.
    title: String,
    /// Words for opening the table.
    numbers_label: &'static str,
    /// Heading of the words.
    first_heading: String,
    /// Heading of the numbers.
    number_heading: String,
    /// The numbers.
    numbers: Vec<ChartNumber>,
) -> impl IntoView {
    let values: Vec<_> = numbers.iter().map(|number| number.value).collect();
    let top = axis_top(&values);
    let room = WIDTH - WORDS - NUMBER;
    let height = ROW * i64::try_from(numbers.len()).unwrap_or_default();
    let bars = numbers.clone().into_iter().zip(0..).map(|(number, place): (_, i64)| {
        let y = place * ROW;
        let length = number.value.map_or(0, |value| scaled(value, top, room));
        view! {
            <text class="chart-word" x=(WORDS - 12).to_string() y=(y + 22).to_string()>{number.label}</text>
            <rect
                class="chart-bar"
                x=WORDS.to_string()
                y=(y + 5).to_string()
                width=length.to_string()
                height=(ROW - 10).to_string()
            ></rect>
            <text class="chart-number" x=(WORDS + length + 8).to_string() y=(y + 22).to_string()>{number.text}</text>
        }
    });
    let sheet = ["0 0 ", &WIDTH.to_string(), " ", &height.to_string()].concat();
    view! {
        <figure class="chart">
            <figcaption>{title.clone()}</figcaption>
            <svg class="chart-drawing" viewBox=sheet role="img" aria-label=title.clone()>
                {bars.collect_view()}
            </svg>
            <ChartTable title numbers_label first_heading number_heading numbers/>
        </figure>
    }
    .into_any()
}

/// A line over periods. Numbers that are not told are gaps, and a lone number between gaps is a dot.
#[component]
pub fn LineChart(
    /// Title.
    title: String,
    /// Words for opening the table.
    numbers_label: &'static str,
    /// Heading of the periods.
    first_heading: String,
    /// Heading of the numbers.
    number_heading: String,
    /// The numbers, the oldest first.
    numbers: Vec<ChartNumber>,
    /// The usual number, as a broken line, with its words.
    usual: Option<(i64, String)>,
) -> impl IntoView {
    let values: Vec<_> = numbers.iter().map(|number| number.value).collect();
    let usual_value = usual.as_ref().map(|(value, _)| *value);
    let top = axis_top(&[values.clone(), vec![usual_value]].concat());
    let count = i64::try_from(values.len()).unwrap_or_default().max(2);
    let x = move |place: usize| {
        let place = i64::try_from(place).unwrap_or_default();
        MARGIN + place * (WIDTH - 2 * MARGIN) / (count - 1)
    };
    let y = move |value: i64| MARGIN + FIELD - scaled(value, top, FIELD);
    let lines = runs(&values).into_iter().map(move |run| {
        let points: Vec<String> = run
            .iter()
            .map(|(place, value)| [&x(*place).to_string(), ",", &y(*value).to_string()].concat())
            .collect();
        view! { <polyline class="chart-line" points=points.join(" ")></polyline> }
    });
    let dots = runs(&values).into_iter().flatten().map(move |(place, value)| {
        view! { <circle class="chart-dot" cx=x(place).to_string() cy=y(value).to_string() r="4"></circle> }
    });
    let base = (MARGIN + FIELD).to_string();
    let usual = usual.map(|(value, words)| {
        let at = y(value);
        view! {
            <line
                class="chart-usual"
                x1=MARGIN.to_string()
                x2=(WIDTH - MARGIN).to_string()
                y1=at.to_string()
                y2=at.to_string()
            ></line>
            <text class="chart-word" x=(WIDTH - MARGIN).to_string() y=(at - 7).to_string()>{words}</text>
        }
    });
    let ends = [numbers.first(), numbers.last()].map(|end| end.map(|end| end.label.clone()));
    let [first, last] = ends;
    let below = (MARGIN + FIELD + 20).to_string();
    let sheet = [
        "0 0 ",
        &WIDTH.to_string(),
        " ",
        &(FIELD + 2 * MARGIN + 8).to_string(),
    ]
    .concat();
    view! {
        <figure class="chart">
            <figcaption>{title.clone()}</figcaption>
            <svg class="chart-drawing" viewBox=sheet role="img" aria-label=title.clone()>
                <line
                    class="chart-axis"
                    x1=MARGIN.to_string()
                    x2=(WIDTH - MARGIN).to_string()
                    y1=base.clone()
                    y2=base
                ></line>
                <text class="chart-number" x=MARGIN.to_string() y=(MARGIN - 8).to_string()>{top.to_string()}</text>
                {usual}
                {lines.collect_view()}
                {dots.collect_view()}
                <text class="chart-number" x=MARGIN.to_string() y=below.clone()>{first}</text>
                <text class="chart-word" x=(WIDTH - MARGIN).to_string() y=below>{last}</text>
            </svg>
            <ChartTable title numbers_label first_heading number_heading numbers/>
        </figure>
    }
    .into_any()
}

/// Columns of years: one small chart of several that share an axis. A year without a number is a gap and not a nought.
#[component]
pub fn YearColumns(
    /// Title.
    title: String,
    /// Words for opening the table.
    numbers_label: &'static str,
    /// Heading of the years.
    first_heading: String,
    /// Heading of the numbers.
    number_heading: String,
    /// The numbers by year.
    numbers: Vec<ChartNumber>,
    /// The top of the axis that all charts of the page share.
    top: i64,
) -> impl IntoView {
    let width = 300;
    let count = i64::try_from(numbers.len()).unwrap_or_default().max(1);
    let step = (width - 20) / count;
    let columns = numbers.clone().into_iter().zip(0..).map(|(number, place): (_, i64)| {
        let x = 10 + place * step;
        let height = number.value.map_or(0, |value| scaled(value, top, FIELD));
        let middle = (x + step / 2).to_string();
        view! {
            <rect
                class="chart-bar"
                x=(x + step / 6).to_string()
                y=(MARGIN + FIELD - height).to_string()
                width=(step * 2 / 3).to_string()
                height=height.to_string()
            ></rect>
            <text class="chart-middle" x=middle.clone() y=(MARGIN + FIELD - height - 6).to_string()>{number.text}</text>
            <text class="chart-middle" x=middle y=(MARGIN + FIELD + 18).to_string()>{number.label}</text>
        }
    });
    let base = (MARGIN + FIELD).to_string();
    let sheet = ["0 0 ", &width.to_string(), " ", &(FIELD + 2 * MARGIN).to_string()].concat();
    view! {
        <figure class="chart chart-small">
            <figcaption>{title.clone()}</figcaption>
            <svg class="chart-drawing" viewBox=sheet role="img" aria-label=title.clone()>
                <line class="chart-axis" x1="10" x2=(width - 10).to_string() y1=base.clone() y2=base></line>
                {columns.collect_view()}
            </svg>
            <ChartTable title numbers_label first_heading number_heading numbers/>
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_number() {
        let tops = [0, 1, 3, 6, 10, 11, 47, 501].map(|most| axis_top(&[Some(most), None]));
        assert_eq!(tops, [1, 1, 5, 10, 10, 20, 50, 1_000]);
        assert_eq!(axis_top(&[]), 1);
    }

    #[test]
    fn lengths_are_in_proportion_and_no_longer_than_the_axis() {
        assert_eq!(scaled(0, 20, 300), 0);
        assert_eq!(scaled(10, 20, 300), 150);
        assert_eq!(scaled(20, 20, 300), 300);
        assert_eq!(scaled(-4, 20, 300), 0);
    }

    #[test]
    fn numbers_that_are_not_told_divide_the_line() {
        let numbers = [None, Some(1), Some(2), None, None, Some(0), None];
        assert_eq!(runs(&numbers), vec![vec![(1, 1), (2, 2)], vec![(5, 0)]]);
        assert!(runs(&[None, None]).is_empty());
    }
}
