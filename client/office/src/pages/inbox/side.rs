//! Numbers beside the inbox, by reason and by department; each is a filter.

use feltbog_shared::office::desk::{InboxCount, InboxReason};
use leptos::prelude::*;

use super::address::InboxAddress;
use crate::address::ListAddress;
use crate::desk::use_desk;
use crate::texts::office_texts;
use crate::wording;

/// The numbers beside the inbox.
#[component]
pub(super) fn InboxSide(counts: RwSignal<Vec<InboxCount>>) -> impl IntoView {
    let desk = use_desk();
    let address = ListAddress::<InboxAddress>::of_page();
    let reasons = Memo::new(move |_| {
        let department = address.query.read().department.clone();
        by_reason(&counts.read(), &department)
    });
    let departments = Memo::new(move |_| {
        let reason = address.query.read().reason.clone();
        let numbers = by_department(&counts.read(), &reason);
        let named = numbers.into_iter().map(|(id, count)| {
            let name = id.parse().map(|id| desk.department_name(id));
            (id, name.unwrap_or_default(), count)
        });
        let mut named: Vec<_> = named.collect();
        named.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.1.cmp(&other.1)));
        named
    });
    let reason_row = move |(key, label, count): (&'static str, &'static str, u64)| {
        let choose = move |_| address.change(|query| toggle(&mut query.reason, key));
        let is_chosen = move || address.query.read().reason == key;
        view! {
            <li>
                <button type="button" class="count-row" aria-pressed=move || pressed(is_chosen()) on:click=choose>
                    <span>{label}</span>
                    <span class="count">{count}</span>
                </button>
            </li>
        }
    };
    let department_row = move |(id, name, count): (String, String, u64)| {
        let (own, chosen) = (id.clone(), id);
        let choose = move |_| address.change(|query| toggle(&mut query.department, &chosen));
        let is_chosen = move || address.query.read().department == own;
        view! {
            <li>
                <button type="button" class="count-row" aria-pressed=move || pressed(is_chosen()) on:click=choose>
                    <span>{name}</span>
                    <span class="count">{count}</span>
                </button>
            </li>
        }
    };
    view! {
        <div class="desk-side">
            <h2 id="side-reasons">{office_texts().reason}</h2>
            <ul aria-labelledby="side-reasons">
                {move || reasons.get().into_iter().map(reason_row).collect_view()}
            </ul>
            <h2 id="side-departments">{office_texts().departments}</h2>
            <ul aria-labelledby="side-departments" class="side-departments">
                {move || departments.get().into_iter().map(department_row).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

fn pressed(is_pressed: bool) -> &'static str {
    if is_pressed { "true" } else { "false" }
}

/// Chooses a key, or nothing when it was chosen.
fn toggle(chosen: &mut String, key: &str) {
    if chosen == key {
        chosen.clear();
    } else {
        key.clone_into(chosen);
    }
}

/// The numbers of the reasons that occur, in their order: key, words, number.
pub(crate) fn by_reason(counts: &[InboxCount], department: &str) -> Vec<(&'static str, &'static str, u64)> {
    let is_there = |count: &&InboxCount| department.is_empty() || count.department.to_string() == department;
    let number = |reason| {
        let counts = counts.iter().filter(|count| count.reason == reason);
        counts.filter(is_there).map(|count| count.count).sum::<u64>()
    };
    let all = InboxReason::ALL.into_iter();
    all.map(|reason| (reason.key(), wording::reason(reason), number(reason)))
        .filter(|(.., number)| *number > 0)
        .collect()
}

/// The numbers of the departments that occur, for a reason or for all.
pub(crate) fn by_department(counts: &[InboxCount], reason: &str) -> Vec<(String, u64)> {
    let mut numbers: Vec<(String, u64)> = Vec::new();
    let counts = counts.iter();
    for count in counts.filter(|count| reason.is_empty() || count.reason.key() == reason) {
        let id = count.department.to_string();
        match numbers.iter_mut().find(|(known, _)| *known == id) {
            Some((_, number)) => *number += count.count,
            None => numbers.push((id, count.count)),
        }
    }
    numbers.retain(|(_, number)| *number > 0);
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::DepartmentId;

    #[test]
    fn numbers_are_added_up_by_reason_and_by_department() {
        let [one, other] = [1, 2].map(|byte| DepartmentId::from_bytes([byte; 16]));
        let count = |department, reason, count| InboxCount {
            department,
            reason,
            count,
        };
        let counts = [
            count(one, InboxReason::New, 3),
            count(one, InboxReason::Overdue, 2),
            count(other, InboxReason::New, 4),
            count(other, InboxReason::Due, 0),
        ];
        let keys = |rows: Vec<(&'static str, &'static str, u64)>| {
            rows.into_iter()
                .map(|(key, _, count)| (key, count))
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(by_reason(&counts, "")), [("overdue", 2), ("new", 7)]);
        assert_eq!(keys(by_reason(&counts, &other.to_string())), [("new", 4)]);
        assert_eq!(
            by_department(&counts, "new"),
            [(one.to_string(), 3), (other.to_string(), 4)]
        );
        assert_eq!(by_department(&counts, "")[0].1, 5);
    }

    #[test]
    fn a_second_press_takes_the_filter_away() {
        let mut chosen = String::new();
        toggle(&mut chosen, "new");
        assert_eq!(chosen, "new");
        toggle(&mut chosen, "due");
        assert_eq!(chosen, "due");
        toggle(&mut chosen, "due");
        assert_eq!(chosen, "");
    }
}
