//! The requirements of a counting protocol: the groups, the conditions, and the warnings before ten minutes of work.

use feltbog_shared::model::insect_count::{CountFlaw, CountState, InsectGroup, Protocol};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldEdit, Fields, InsectCount, Kind, Model as _, Value};
use feltbog_shared::moment::{Moment, danish_offset};

use super::count_warning::CountWarning;
use super::fields::{text, whole};
use super::forms::{counts_butterflies, key};
use super::labels;
use super::texts::Texts;
use super::timer::Pauses;

/// The reasons that would make a count invalid if it began at a moment, as far as they are known then.
pub fn warnings(record: &Fields, now: Moment) -> Vec<CountWarning> {
    let begun = InsectCount {
        started_at: Some(now),
        ..InsectCount::from_fields(record)
    };
    let flaws = begun.flaws(danish_offset(now));
    let mut warnings = Vec::new();
    if flaws.contains(&CountFlaw::OutOfSeason) {
        warnings.push(CountWarning::OutOfSeason);
    }
    if is_dark(now) {
        warnings.push(CountWarning::Dark);
    }
    if begun.dry == Some(false) {
        warnings.push(CountWarning::Rain);
    }
    if flaws.contains(&CountFlaw::TooCold) {
        warnings.push(CountWarning::Cold);
    }
    warnings
}

/// Whether the sun is below the horizon in the middle of Denmark. Exact to a few minutes, as almanacs give it for
/// everyday use.
fn is_dark(at: Moment) -> bool {
    const NORTH: f64 = 56.0;
    const EAST: f64 = 10.6;
    let days = at.millis() as f64 / 86_400_000.0 - 10_957.5;
    let mean = (280.460 + 0.985_647_4 * days).to_radians();
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let longitude = mean + (1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).to_radians();
    let tilt = 23.439_f64.to_radians();
    let declination = (tilt.sin() * longitude.sin()).asin();
    let ascension = (tilt.cos() * longitude.sin()).atan2(longitude.cos());
    let turned = (280.460_618 + 360.985_647_366 * days + EAST).to_radians() - ascension;
    let north = NORTH.to_radians();
    let height = north.sin() * declination.sin() + north.cos() * declination.cos() * turned.cos();
    height.asin().to_degrees() < -0.8
}

/// The groups that a count's protocol counts.
pub fn groups(record: &Fields) -> &'static [InsectGroup] {
    if counts_butterflies(record) {
        &[InsectGroup::ButterflyOrMoth]
    } else {
        InsectGroup::ALL
    }
}

/// The conditions that a count's protocol asks for and nobody has answered. "Not recorded" is an answer.
pub fn unanswered(record: &Fields) -> Vec<&'static str> {
    let mut asked = vec![
        InsectCount::temp_c().name(),
        InsectCount::sky().name(),
        InsectCount::wind().name(),
        InsectCount::dry().name(),
    ];
    if !counts_butterflies(record) {
        asked.extend([
            InsectCount::shade().name(),
            InsectCount::cover().name(),
            InsectCount::surroundings().name(),
        ]);
    }
    asked.retain(|name| !record.contains_key(*name));
    asked
}

/// Progress of a count on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountPart {
    /// The questions before the count: the place and the plant.
    Before,
    /// The taps.
    Counting,
    /// The conditions.
    Weather,
    /// The summary of the count.
    Receipt,
}

/// The part of a count's page that is shown. `corrects` while the person puts it right, `wants_receipt` once they have
/// asked for the receipt although conditions are not answered.
pub fn part(record: &Fields, is_writable: bool, corrects: bool, wants_receipt: bool) -> CountPart {
    match CountState::from_key(text(record, "state")) {
        _ if !is_writable => CountPart::Receipt,
        None if !record.contains_key(InsectCount::started_at().name()) => CountPart::Before,
        None | Some(CountState::Running) => CountPart::Counting,
        Some(CountState::Locked) => CountPart::Receipt,
        Some(CountState::Finished | CountState::Corrected) if corrects => CountPart::Weather,
        Some(CountState::Finished) if !unanswered(record).is_empty() && !wants_receipt => CountPart::Weather,
        Some(CountState::Finished | CountState::Corrected) => CountPart::Receipt,
    }
}

/// The sentence about an insect that was taken off a group again.
pub fn undone(texts: &Texts, group: &str) -> String {
    let called = labels::value(texts, Kind::InsectCount, InsectCount::counts().name(), group);
    let pages = texts.pages();
    pages
        .count_undone
        .with(&[&called.unwrap_or_default().to_lowercase()])
}

/// Duration that a count's protocol asks for, in minutes.
pub fn minutes(record: &Fields) -> i64 {
    Protocol::from_key(text(record, InsectCount::protocol().name())).map_or(10, Protocol::minutes)
}

/// The pauses of a count, as they stand in its record.
pub fn pauses(record: &Fields) -> Pauses {
    Pauses {
        over: whole(record, InsectCount::paused_seconds().name()).unwrap_or(0) * 1000,
        since: match record.get(InsectCount::paused_at().name()) {
            Some(Value::Moment(at)) => Some(*at),
            _ => None,
        },
    }
}

/// The edits that end a count which took so many minutes. Where the phone's clock was put back since the start, the count
/// began so many minutes ago: it does not end before its beginning.
pub fn ending(record: &Fields, now: Moment, minutes: i64) -> Vec<FieldEdit> {
    let started_at = InsectCount::started_at();
    let mut edits = vec![
        InsectCount::state().set(CountState::Finished),
        InsectCount::finished_at().set(now),
        InsectCount::minutes().set(minutes),
    ];
    let is_ahead = matches!(record.get(started_at.name()), Some(Value::Moment(started)) if *started > now);
    if is_ahead {
        edits.push(started_at.set(now.plus_millis(-minutes * 60_000)));
    }
    edits
}

/// Whether a tap counts at a moment: while the time runs, neither in a pause nor after the end.
pub fn taps_count(record: &Fields, now: Moment) -> bool {
    let pauses = pauses(record);
    let is_running = text(record, "state") == key!(CountState::Running);
    match record.get(InsectCount::started_at().name()) {
        Some(Value::Moment(started)) if is_running && pauses.since.is_none() => {
            super::timer::elapsed(*started, pauses, now) < minutes(record) * 60_000
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::apply;
    use crate::texts::{DA, EN};
    use feltbog_shared::model::insect_count::{Sky, Wind};
    use feltbog_shared::moment::{Day, from_danish_clock};

    fn record(edits: &[FieldEdit]) -> Fields {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| apply(&mut record, edit));
        record
    }

    fn at(clock: &str) -> Moment {
        from_danish_clock(clock).unwrap()
    }

    #[test]
    fn a_count_ends_after_its_beginning_whichever_way_the_clock_was_put() {
        let started = at("2026-07-12T12:00");
        for (now, begun) in [
            ("2026-07-12T12:10", "2026-07-12T12:00"),
            ("2026-07-12T12:00", "2026-07-12T12:00"),
            ("2026-07-12T11:30", "2026-07-12T11:20"),
            ("2026-07-09T12:10", "2026-07-09T12:00"),
            ("2026-08-12T12:10", "2026-07-12T12:00"),
        ] {
            let before = record(&[
                InsectCount::state().set(CountState::Running),
                InsectCount::started_at().set(started),
            ]);
            let edits = ending(&before, at(now), 10);
            let kind = Kind::InsectCount;
            assert_eq!(kind.check_edits(&before, &edits), Ok(()), "{now}");
            assert_eq!(
                kind.check_days_of_edits(&before, &edits, at(now)),
                Ok(()),
                "{now}"
            );
            let mut after = before.clone();
            edits.iter().for_each(|edit| apply(&mut after, edit));
            let count = InsectCount::from_fields(&after);
            assert_eq!(count.started_at, Some(at(begun)), "{now}");
            assert_eq!(count.finished_at, Some(at(now)));
            assert_eq!(
                (count.state, count.minutes),
                (Some(CountState::Finished), Some(10))
            );
        }
    }

    #[test]
    fn what_was_taken_off_again_is_said_in_a_sentence() {
        let group = InsectGroup::Bumblebee.key();
        assert_eq!(undone(&DA, group), "1 humlebi er trukket fra");
        assert_eq!(undone(&EN, group), "1 bumblebee was taken off");
    }

    #[test]
    fn what_makes_a_count_invalid_is_said_before_it_begins() {
        let noon = at("2026-07-12T12:00");
        let cold = [InsectCount::temp_c().set(12), InsectCount::sky().set(Sky::Sun)];
        for (edits, now, expected) in [
            (&[][..], noon, vec![]),
            (&[], at("2026-03-31T12:00"), vec![CountWarning::OutOfSeason]),
            (&[], at("2026-10-01T12:00"), vec![CountWarning::OutOfSeason]),
            (&[], at("2026-07-12T23:30"), vec![CountWarning::Dark]),
            (
                &[],
                at("2026-11-28T18:00"),
                vec![CountWarning::OutOfSeason, CountWarning::Dark],
            ),
            (&cold, noon, vec![CountWarning::Cold]),
            (&[InsectCount::dry().set(false)], noon, vec![CountWarning::Rain]),
            (
                &[InsectCount::dry().set(true), InsectCount::temp_c().set(13)],
                noon,
                vec![],
            ),
        ] {
            assert_eq!(warnings(&record(edits), now), expected, "{edits:?}");
        }
    }

    /// Sunrise and sunset in the middle of Denmark by the almanac, to within a quarter of an hour.
    #[test]
    fn the_sun_rises_and_sets_when_it_does() {
        for (day, rise, set) in [
            ("2026-06-21", (4, 30), (22, 5)),
            ("2026-12-21", (8, 50), (15, 40)),
            ("2026-03-20", (6, 20), (18, 30)),
            ("2026-09-23", (7, 5), (19, 15)),
        ] {
            let first = Day::parse(day).unwrap().start();
            let clock = |(hour, minute): (i64, i64)| first.plus_millis((hour * 60 + minute) * 60_000);
            let danish = |at: Moment| at.plus_millis(-i64::from(danish_offset(at)) * 60_000);
            let quarter = 15 * 60_000;
            let (rise, set) = (danish(clock(rise)), danish(clock(set)));
            assert!(
                is_dark(rise.plus_millis(-quarter)) && !is_dark(rise.plus_millis(quarter)),
                "{day} rise"
            );
            assert!(
                !is_dark(set.plus_millis(-quarter)) && is_dark(set.plus_millis(quarter)),
                "{day} set"
            );
        }
    }

    #[test]
    fn taps_count_while_the_time_runs_and_at_no_other_time() {
        let started = at("2026-07-12T12:00");
        let after = |seconds: i64| started.plus_millis(seconds * 1000);
        let running = record(&[
            InsectCount::state().set(CountState::Running),
            InsectCount::started_at().set(started),
        ]);
        assert!(taps_count(&running, after(0)) && taps_count(&running, after(599)));
        assert!(!taps_count(&running, after(600)) && !taps_count(&running, after(6_000)));
        let mut paused = running.clone();
        apply(&mut paused, &InsectCount::paused_at().set(after(60)));
        assert!(!taps_count(&paused, after(61)) && !taps_count(&paused, after(599)));
        let mut resumed = running.clone();
        apply(&mut resumed, &InsectCount::paused_seconds().set(100));
        assert!(taps_count(&resumed, after(699)) && !taps_count(&resumed, after(700)));
        let mut finished = running.clone();
        apply(&mut finished, &InsectCount::state().set(CountState::Finished));
        assert!(!taps_count(&finished, after(1)) && !taps_count(&Fields::new(), after(1)));
        let mut butterflies = running;
        apply(
            &mut butterflies,
            &InsectCount::protocol().set(Protocol::ButterfliesFifteenMinutes),
        );
        assert!(taps_count(&butterflies, after(899)) && !taps_count(&butterflies, after(900)));
        assert_eq!(groups(&butterflies), [InsectGroup::ButterflyOrMoth]);
        assert_eq!(groups(&Fields::new()).len(), 10);
    }

    #[test]
    fn the_conditions_stay_until_all_are_answered() {
        let mut count = record(&[
            InsectCount::state().set(CountState::Finished),
            InsectCount::started_at().set(at("2026-07-12T12:00")),
        ]);
        let mut answers = vec![
            InsectCount::temp_c().set(19),
            InsectCount::sky().set(Sky::Sun),
            InsectCount::dry().set(true),
            InsectCount::wind().set(Wind::Still),
        ];
        for name in ["shade", "cover", "surroundings"] {
            answers.push(FieldEdit {
                field: name.to_owned(),
                change: feltbog_shared::model::FieldChange::Set(Value::Text("ikke_noteret".to_owned())),
            });
        }
        for answer in answers {
            assert_eq!(
                part(&count, true, false, false),
                CountPart::Weather,
                "before {answer:?}"
            );
            assert_eq!(part(&count, true, false, true), CountPart::Receipt);
            apply(&mut count, &answer);
        }
        assert_eq!(part(&count, true, false, false), CountPart::Receipt);
        assert_eq!(part(&count, true, true, false), CountPart::Weather);
    }
}
