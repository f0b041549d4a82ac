//! Words for the values of an effort.

use feltbog_presentation::format;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use feltbog_shared::model::activity::{ActivityKind, ActivityState, SocialGoal};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::screening::ScreeningConclusion;
use feltbog_shared::office::efforts::{
    EffortAction, EffortDepartment, EffortFault, EffortKind, EffortOwner, EffortOwnerKind, EffortState,
    FULL_TIME_MINUTES, ScreeningChoice,
};
use feltbog_ui::choice::Offer;

use crate::components::figures::whole;
use crate::effort_texts::effort_texts;
use crate::wording;

/// The path of the pages.
pub(super) const PATH: &str = "/kontor/indsatser";

/// The path of an effort.
pub(super) fn effort_path(effort: &str) -> String {
    [PATH, "/", effort].concat()
}

/// Keys and words of a list of values, in its order.
pub(super) fn offers<T: Copy>(all: &[T], key: fn(T) -> &'static str, words: &[&'static str]) -> Vec<Offer> {
    let pairs = all.iter().zip(words);
    pairs
        .map(|(value, words)| (key(*value).to_owned(), (*words).to_owned()))
        .collect()
}

/// The same, after an offer for all of them.
pub(super) fn offers_with_all(all: &'static str, offers: Vec<Offer>) -> Vec<Offer> {
    let mut with_all = vec![(String::new(), all.to_owned())];
    with_all.extend(offers);
    with_all
}

fn word(words: &[&'static str], place: usize) -> &'static str {
    words.get(place).copied().unwrap_or_default()
}

/// The words for a kind of effort.
pub(super) fn kind_in_words(kind: EffortKind) -> &'static str {
    word(&effort_texts().kind, kind as usize)
}

/// The words for a state.
pub(super) fn state_in_words(state: EffortState) -> &'static str {
    word(&effort_texts().state, state as usize)
}

/// The words for an action.
pub(super) fn action_in_words(action: EffortAction) -> &'static str {
    word(&effort_texts().action, action as usize)
}

/// The sentence about a fault.
pub(super) fn fault_in_words(fault: EffortFault) -> &'static str {
    word(&effort_texts().fault, fault as usize)
}

/// An owner with its kind.
pub(super) fn owner_in_words(owner: &EffortOwner) -> String {
    let kind = word(&effort_texts().owner_kind, owner.kind as usize);
    match (owner.name.as_str(), owner.kind) {
        ("", _) => kind.to_owned(),
        (name, EffortOwnerKind::Organisation) => name.to_owned(),
        (name, _) => [name, " (", kind, ")"].concat(),
    }
}

/// A department with its organisation.
pub(super) fn department_in_words(department: &EffortDepartment) -> String {
    match department.organisation.as_str() {
        "" => department.name.clone(),
        organisation => [&department.name, ", ", organisation].concat(),
    }
}

/// A day in words; a dash for none.
pub(super) fn day_or_dash(day: &str) -> String {
    match day {
        "" => "–".to_owned(),
        day => wording::day_in_words(day),
    }
}

/// A period in words.
pub(super) fn period_in_words(from: &str, until: &str) -> String {
    match (from, until) {
        ("", "") => "–".to_owned(),
        _ => [&day_or_dash(from), " – ", &day_or_dash(until)].concat(),
    }
}

/// Hundredths of a per cent with the decimal mark of the language: `12,5`.
pub(super) fn share_in_words(share: u32) -> String {
    let fraction = share % 100;
    let whole = whole(u64::from(share / 100));
    let mark = effort_texts().decimal_mark;
    match (fraction, fraction % 10) {
        (0, _) => whole,
        (_, 0) => [&whole, mark, &(fraction / 10).to_string()].concat(),
        (1..10, _) => [&whole, mark, "0", &fraction.to_string()].concat(),
        _ => [&whole, mark, &fraction.to_string()].concat(),
    }
}

/// A share as it was typed, in hundredths of a per cent; nothing for what is no share.
pub(super) fn share_of(text: &str) -> Option<u32> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, fraction) = text.split_once([',', '.']).unwrap_or((text, ""));
    let digits =
        |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole, 3) || !digits(fraction, 2) {
        return None;
    }
    let hundredths = match fraction.len() {
        1 => fraction.parse::<u32>().ok()? * 10,
        0 => 0,
        _ => fraction.parse().ok()?,
    };
    Some(whole.parse::<u32>().ok()? * 100 + hundredths)
}

/// Minutes of a week as hours.
pub(super) fn hours_in_words(minutes: u64) -> String {
    let tenths = (minutes * 10 + 30) / 60;
    match tenths % 10 {
        0 => whole(tenths / 10),
        rest => [
            &whole(tenths / 10),
            effort_texts().decimal_mark,
            &rest.to_string(),
        ]
        .concat(),
    }
}

/// Minutes of a week as full positions.
pub(super) fn positions_in_words(minutes: u64) -> String {
    let full = u64::from(FULL_TIME_MINUTES);
    let hundredths = (minutes * 100 + full / 2) / full;
    share_in_words(u32::try_from(hundredths).unwrap_or(u32::MAX))
}

/// The label of a key in a list of the model; empty for none.
fn of_model<T: ValueList>(kind: Kind, field: &str, key: &str) -> String {
    let mut offers = wording::offers::<T>(kind, field).into_iter();
    offers
        .find(|(known, _)| known == key)
        .map(|(_, label)| label)
        .unwrap_or_default()
}

/// The words for a kind of activity.
pub(super) fn activity_kind(key: &str) -> String {
    match key {
        "" => effort_texts().without_kind.to_owned(),
        key => of_model::<ActivityKind>(Kind::Activity, "kind", key),
    }
}

/// The words for the state of an activity.
pub(super) fn activity_state(key: &str) -> String {
    of_model::<ActivityState>(Kind::Activity, "state", key)
}

/// The goals of social work.
pub(super) fn goal_offers() -> Vec<Offer> {
    wording::offers::<SocialGoal>(Kind::Activity, "goal")
}

/// The words for a goal.
pub(super) fn goal_in_words(key: &str) -> String {
    of_model::<SocialGoal>(Kind::Activity, "goal", key)
}

/// A screening: department, quarter and conclusion.
pub(super) fn screening_in_words(screening: &ScreeningChoice) -> String {
    let quarter = effort_texts()
        .quarter
        .with(&[&screening.quarter.to_string(), &screening.year.to_string()]);
    let conclusion = of_model::<ScreeningConclusion>(Kind::Screening, "conclusion", &screening.conclusion);
    let mut text = [&screening.department_name, ", ", &quarter].concat();
    if !conclusion.is_empty() {
        text.push_str(": ");
        text.push_str(&conclusion);
    }
    text
}

/// A number that may be unknown.
pub(super) fn number_or_dash(number: Option<u64>) -> String {
    number.map_or_else(
        || "–".to_owned(),
        |number| format::whole(texts(), i64::try_from(number).unwrap_or(i64::MAX)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::office::efforts::{
        AnchoringState, EffortGeography, EffortPartnerKind, EffortPlaceKind, EffortPlacement, LbfArea,
        StopQuestion,
    };

    #[test]
    fn shares_are_read_as_they_are_told() {
        for (text, share) in [("75", 7_500), ("12,5", 1_250), ("0,05", 5), ("100 %", 10_000)] {
            assert_eq!(share_of(text), Some(share), "{text}");
        }
        assert_eq!(share_of("12.25"), Some(1_225));
        for text in ["", "en", "12,555", "-3", ",5", "1000"] {
            assert_eq!(share_of(text), None, "{text}");
        }
        let told = [7_500, 1_250, 1_225, 5, 10_000].map(share_in_words);
        assert_eq!(told, ["75", "12,5", "12,25", "0,05", "100"]);
    }

    #[test]
    fn minutes_are_hours_and_positions() {
        assert_eq!(hours_in_words(37 * 60), "37");
        assert_eq!(hours_in_words(450), "7,5");
        assert_eq!(positions_in_words(37 * 60), "1");
        assert_eq!(positions_in_words(37 * 30), "0,5");
    }

    #[test]
    fn every_value_has_its_words() {
        let texts = effort_texts();
        let counts = [
            (EffortKind::ALL.len(), texts.kind.len()),
            (EffortGeography::ALL.len(), texts.geography.len()),
            (EffortGeography::ALL.len(), texts.geography_hint.len()),
            (EffortPlacement::ALL.len(), texts.placement.len()),
            (EffortState::ALL.len(), texts.state.len()),
            (EffortOwnerKind::ALL.len(), texts.owner_kind.len()),
            (EffortPlaceKind::ALL.len(), texts.place_kind.len()),
            (EffortPartnerKind::ALL.len(), texts.partner_kind.len()),
            (LbfArea::ALL.len(), texts.lbf_area.len()),
            (AnchoringState::ALL.len(), texts.anchoring_state.len()),
            (StopQuestion::ALL.len(), texts.stop_question.len()),
            (EffortAction::ALL.len(), texts.action.len()),
            (EffortFault::ALL.len(), texts.fault.len()),
        ];
        for (values, words) in counts {
            assert_eq!(values, words);
        }
        assert_eq!(state_in_words(EffortState::FromTheSide), "På sidelinjen");
        assert_eq!(kind_in_words(EffortKind::YouthJobs), "Ungejob");
    }
}
