//! The periods of an organisation's deadlines among its settings.

use feltbog_shared::model::deadlines::DeadlineRules;
use feltbog_ui::form::{FieldProblem, LineField, problem_of};
use leptos::prelude::*;

use crate::texts::office_texts;

/// A period: its key, the most that can be meant, and its place in the rules.
struct Period {
    key: &'static str,
    most: i64,
    read: fn(&DeadlineRules) -> i64,
    write: fn(&mut DeadlineRules, i64),
}

/// Most working days, days and months.
const WORKING_DAYS: i64 = 250;
const DAYS: i64 = 730;
const MONTHS: i64 = 36;

fn unsigned(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or_default()
}

/// The periods, in the order of their texts.
const PERIODS: [Period; 11] = [
    Period {
        key: "receipt",
        most: WORKING_DAYS,
        read: |rules| i64::from(rules.receipt_working_days),
        write: |rules, number| rules.receipt_working_days = unsigned(number),
    },
    Period {
        key: "assessment",
        most: WORKING_DAYS,
        read: |rules| i64::from(rules.assessment_working_days),
        write: |rules, number| rules.assessment_working_days = unsigned(number),
    },
    Period {
        key: "mediation_contact",
        most: DAYS,
        read: |rules| rules.mediation_contact_days,
        write: |rules, number| rules.mediation_contact_days = number,
    },
    Period {
        key: "mediation_meeting",
        most: DAYS,
        read: |rules| rules.mediation_meeting_days,
        write: |rules, number| rules.mediation_meeting_days = number,
    },
    Period {
        key: "follow_up",
        most: DAYS,
        read: |rules| rules.follow_up_days,
        write: |rules, number| rules.follow_up_days = number,
    },
    Period {
        key: "second_follow_up",
        most: MONTHS,
        read: |rules| i64::from(rules.follow_up_months),
        write: |rules, number| rules.follow_up_months = small(number),
    },
    Period {
        key: "third_follow_up",
        most: MONTHS,
        read: |rules| i64::from(rules.mediation_follow_up_months),
        write: |rules, number| rules.mediation_follow_up_months = small(number),
    },
    Period {
        key: "inform",
        most: 1,
        read: |rules| i64::from(rules.inform_months),
        write: |rules, number| rules.inform_months = small(number),
    },
    Period {
        key: "no_event",
        most: DAYS,
        read: |rules| rules.no_event_days,
        write: |rules, number| rules.no_event_days = number,
    },
    Period {
        key: "answer",
        most: WORKING_DAYS,
        read: |rules| i64::from(rules.answer_working_days),
        write: |rules, number| rules.answer_working_days = unsigned(number),
    },
    Period {
        key: "note",
        most: WORKING_DAYS,
        read: |rules| i64::from(rules.note_working_days),
        write: |rules, number| rules.note_working_days = unsigned(number),
    },
];

/// The least that can be meant: a month that the law sets may be none.
fn least(period: &Period) -> i64 {
    i64::from(period.most > 1)
}

fn field_id(period: &Period) -> String {
    ["settings-period-", period.key].concat()
}

/// Periods as typed.
pub(super) fn typed_periods(rules: &DeadlineRules) -> Vec<String> {
    PERIODS
        .iter()
        .map(|period| (period.read)(rules).to_string())
        .collect()
}

/// The periods to send, or the fields that hold none. An empty field is the usual period.
pub(super) fn read_periods(typed: &[String]) -> Result<DeadlineRules, Vec<FieldProblem>> {
    let (mut rules, mut problems) = (DeadlineRules::default(), Vec::new());
    for (period, text) in PERIODS.iter().zip(typed) {
        match text.trim() {
            "" => {}
            text => match text.parse() {
                Ok(number) if (least(period)..=period.most).contains(&number) => {
                    (period.write)(&mut rules, number)
                }
                _ => problems.push(FieldProblem::new(
                    field_id(period),
                    office_texts().settings_period_wanted,
                )),
            },
        }
    }
    if problems.is_empty() {
        Ok(rules)
    } else {
        Err(problems)
    }
}

/// The fields of the periods.
#[component]
pub(super) fn Periods(typed: RwSignal<Vec<String>>, problems: RwSignal<Vec<FieldProblem>>) -> impl IntoView {
    let rows = PERIODS.iter().zip(office_texts().deadline_period).enumerate();
    let rows = rows.map(|(place, (period, label))| {
        let id = field_id(period);
        view! {
            <LineField
                id=id.clone()
                label
                keyboard=Some("numeric")
                value=Signal::derive(move || typed.read().get(place).cloned().unwrap_or_default())
                problem=problem_of(problems, id)
                on_input=move |text: String| {
                    typed.update(|typed| {
                        if let Some(held) = typed.get_mut(place) {
                            *held = text;
                        }
                    });
                }
            />
        }
    });
    view! {
        <fieldset class="group">
            <legend>{office_texts().deadlines}</legend>
            <p class="hint">{office_texts().settings_periods_hint}</p>
            <div class="form-grid">{rows.collect_view()}</div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_back_and_faults_named() {
        let rules = DeadlineRules {
            assessment_working_days: 9,
            follow_up_months: 4,
            ..DeadlineRules::default()
        };
        let mut typed = typed_periods(&rules);
        assert_eq!(read_periods(&typed), Ok(rules));
        let usual = vec![String::new(); PERIODS.len()];
        assert_eq!(read_periods(&usual), Ok(DeadlineRules::default()));
        // The law sets a month.
        typed[7] = "2".into();
        typed[0] = "0".into();
        let fields: Vec<_> = read_periods(&typed)
            .unwrap_err()
            .into_iter()
            .map(|one| one.field)
            .collect();
        assert_eq!(fields, ["settings-period-receipt", "settings-period-inform"]);
    }
}
