//! The lists above the inbox: cases that wait for a second person's yes, records that somebody asked to erase, and cases
//! that nobody has looked at for long.

use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use feltbog_shared::office::approvals::{CaseApproval, ListedCase, WaitingApprovals};
use feltbog_shared::office::desk::DeskPlace;
use feltbog_shared::office::erasure_by_hand::WaitingErasure;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::record::approvals::act_name;
use crate::desk::{present, use_desk};
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// A row of a list: the record, and why it stands there.
#[derive(Clone, PartialEq)]
struct Row {
    place: DeskPlace,
    title: String,
    words: String,
}

fn row_of(case: &ListedCase, department: &str, reason: String) -> Row {
    let summary = wording::summary(Kind::ConflictCase, &case.fields, &present());
    let words = [summary.line.as_str(), department, &reason];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    Row {
        place: DeskPlace {
            department: case.department,
            document: case.document,
        },
        title: summary.title,
        words: words.join(" · "),
    }
}

/// The lists, folded away with their numbers. Nothing while they are empty.
#[component]
pub(crate) fn WaitingCases(
    /// Called with the case that a person opens.
    on_open: Callback<DeskPlace>,
) -> impl IntoView {
    let (office, desk) = (use_office(), use_desk());
    let waiting = RwSignal::new(WaitingApprovals::default());
    Effect::new(move |_| {
        office.revision.track();
        let api = office.api();
        spawn_local(async move {
            // The inbox below says when the server cannot be reached.
            if let Ok(found) = api.waiting_approvals().await {
                let _ = waiting.try_set(found);
            }
        });
    });
    let asked = Memo::new(move |_| {
        let waiting = waiting.read();
        let own = waiting.approvals.iter().filter(|(_, approval)| !approval.is_own);
        let row = |(case, approval): &(ListedCase, CaseApproval)| {
            let reason = [act_name(approval.act), ": ", &approval.asked_by.name].concat();
            row_of(case, &desk.department_name(case.department), reason)
        };
        own.map(row).collect::<Vec<_>>()
    });
    let erasures = Memo::new(move |_| {
        let waiting = waiting.read();
        let own = waiting.erasures.iter().filter(|erasure| !erasure.is_own);
        let row = |erasure: &WaitingErasure| Row {
            place: DeskPlace {
                department: erasure.department,
                document: erasure.document,
            },
            title: texts().kind(erasure.kind).to_owned(),
            words: [
                desk.department_name(erasure.department).as_str(),
                " · ",
                &erasure.asked_by.name,
            ]
            .concat(),
        };
        own.map(row).collect::<Vec<_>>()
    });
    let unseen = Memo::new(move |_| {
        let now = present().now;
        let row = |case: &ListedCase| {
            let days = wording::days_since(case.seen_at, now);
            let reason = office_texts().unseen_since.of(days);
            row_of(case, &desk.department_name(case.department), reason)
        };
        waiting.read().unseen.iter().map(row).collect::<Vec<_>>()
    });
    view! {
        <CaseList title=office_texts().waiting_approvals rows=asked on_open/>
        <CaseList title=office_texts().waiting_erasures rows=erasures on_open/>
        <CaseList title=office_texts().unseen_cases rows=unseen on_open/>
    }
    .into_any()
}

/// A list, folded away with its number. Nothing while it is empty.
#[component]
fn CaseList(title: &'static str, rows: Memo<Vec<Row>>, on_open: Callback<DeskPlace>) -> impl IntoView {
    let buttons = move || {
        let button = |row: Row| {
            let place = row.place;
            view! {
                <li>
                    <button type="button" class="button small" on:click=move |_| on_open.run(place)>
                        {row.title}
                    </button>
                    " "
                    <span>{row.words}</span>
                </li>
            }
        };
        rows.get().into_iter().map(button).collect_view()
    };
    view! {
        <details class="folded waiting-cases" hidden=move || rows.read().is_empty()>
            <summary>{title} " (" {move || rows.read().len()} ")"</summary>
            <ul class="approvals">{buttons}</ul>
        </details>
    }
    .into_any()
}
