//! Topics of visits and receivers of referrals of an organisation, in numbers.

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::{Kind, Referral, SocialVisit};
use feltbog_shared::office::monitoring::VisitFigures;
use feltbog_shared::suppression::Published;
use leptos::prelude::*;

use crate::components::figures::published;
use crate::components::scrollable_table::ScrollableTable;
use crate::monitoring_texts::monitoring_texts;

/// Both tables; nothing for who may not see the numbers.
#[component]
pub(super) fn VisitTables(figures: Option<VisitFigures>) -> impl IntoView {
    let figures = figures?;
    Some(
        view! {
            <p class="hint">{monitoring_texts().visits_hint}</p>
            <NumberTable
                title=monitoring_texts().visit_topics
                heading=monitoring_texts().topic_heading
                kind=Kind::SocialVisit
                field=SocialVisit::topics().name()
                rows=figures.topics
            />
            <NumberTable
                title=monitoring_texts().referral_receivers
                heading=monitoring_texts().receiver_heading
                kind=Kind::Referral
                field=Referral::receiver_kind().name()
                rows=figures.receivers
            />
        }
        .into_any(),
    )
}

/// The values of a list, each with its number.
#[component]
fn NumberTable(
    title: &'static str,
    /// The heading of the values.
    heading: &'static str,
    /// The kind that has the field.
    kind: Kind,
    /// The field whose values are counted.
    field: &'static str,
    /// The key of each value with its number.
    rows: Vec<(String, Published)>,
) -> impl IntoView {
    let rows = rows.into_iter().map(|(key, number)| {
        view! {
            <tr>
                <th scope="row">{labels::value(texts(), kind, field, &key)}</th>
                <td class="numeric">{published(number)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ScrollableTable label=title>
            <table class="data">
                <caption>{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{heading}</th>
                        <th scope="col" class="numeric">{monitoring_texts().rate_number}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}
