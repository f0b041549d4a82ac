//! The requirements of a counting protocol: the groups, the conditions, and the warnings before ten minutes of work.

use feltbog_shared::model::insect_count::{ButterflySkill, CountFlaw, CountState, InsectGroup, Protocol};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldEdit, Fields, InsectCount, Kind, Model as _, Value};
use feltbog_shared::moment::{Moment, danish_offset};

use super::count_warning::CountWarning;
use super::fields::{tally, text, whole};
use super::forms::{counts_butterflies, key};
use super::labels;
use super::texts::{PageTexts, Texts};
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
    // The dark says as much of the hour.
    if flaws.contains(&CountFlaw::OutOfHours) && !warnings.contains(&CountWarning::Dark) {
        warnings.push(CountWarning::OutOfHours);
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
        InsectGroup::OF_BUTTERFLIES
    } else {
        InsectGroup::ON_FLOWERS
    }
}

/// Every name that a tap of a count may be kept under: its groups, and the finer names of each.
pub fn names(record: &Fields) -> Vec<InsectGroup> {
    let groups = groups(record).iter();
    groups
        .flat_map(|group| core::iter::once(group).chain(group.members()))
        .copied()
        .collect()
}

/// The names that a count is told by: its groups, and behind each the finer names that were counted. What an app counted
/// that tells no butterflies apart comes first.
pub fn told(record: &Fields) -> Vec<InsectGroup> {
    let is_counted = |group: &InsectGroup| own_sum(record, *group) > 0;
    let groups = groups(record);
    let apart = InsectGroup::ButterflyOrMoth;
    let undivided = (!groups.contains(&apart) && is_counted(&apart)).then_some(apart);
    let names = names(record).into_iter();
    let told = names.filter(|name| groups.contains(name) || is_counted(name));
    undivided.into_iter().chain(told).collect()
}

/// The names whose numbers may be put right: those that the count is told by, and every species for those who know them.
pub fn correctable(record: &Fields) -> Vec<InsectGroup> {
    let told = told(record);
    let knows_species = groups(record).iter().any(|group| asks_which(record, *group));
    if !knows_species {
        return told;
    }
    let names = names(record);
    let others = told.into_iter().filter(|name| !names.contains(name));
    others.chain(names.iter().copied()).collect()
}

/// Whether a tap on a group asks first which of its butterflies it was.
pub fn asks_which(record: &Fields, group: InsectGroup) -> bool {
    let skill = ButterflySkill::from_key(text(record, InsectCount::butterfly_skill().name()));
    let knows_species = matches!(
        skill,
        Some(ButterflySkill::SomeSpecies | ButterflySkill::AllSpecies)
    );
    knows_species && counts_butterflies(record) && !group.members().is_empty()
}

/// Individuals that were counted under this name.
pub fn own_sum(record: &Fields, group: InsectGroup) -> i64 {
    tally(record, InsectCount::counts().name(), group.key())
}

/// Individuals that were counted in a group, under its finer names too.
pub fn sum(record: &Fields, group: InsectGroup) -> i64 {
    let finer = group.members().iter().map(|one| own_sum(record, *one));
    own_sum(record, group) + finer.sum::<i64>()
}

/// The mark by which a group or a species of butterflies is known, by its key; empty where there is none to tell.
pub fn mark(pages: &PageTexts, key: &str) -> &'static str {
    InsectGroup::from_key(key).map_or("", |group| pages.butterfly_mark.at(group as usize))
}

/// The edits that begin a count. Who looks for butterflies and said nothing of their knowledge tells groups apart.
pub fn beginning(record: &Fields, now: Moment) -> Vec<FieldEdit> {
    let mut edits = vec![
        InsectCount::state().set(CountState::Running),
        InsectCount::started_at().set(now),
    ];
    let skill = InsectCount::butterfly_skill();
    if counts_butterflies(record) && !record.contains_key(skill.name()) {
        edits.push(skill.set(ButterflySkill::Groups));
    }
    edits
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
    }

    fn butterflies(edits: Vec<FieldEdit>) -> Fields {
        let protocol = InsectCount::protocol().set(Protocol::ButterfliesFifteenMinutes);
        record(&[vec![protocol], edits].concat())
    }

    fn seen(group: InsectGroup, number: i64) -> FieldEdit {
        InsectCount::counts().count(group, number)
    }

    #[test]
    fn butterflies_are_offered_by_group_and_insects_on_flowers_as_ever() {
        assert_eq!(groups(&Fields::new()), InsectGroup::ON_FLOWERS);
        assert_eq!(names(&Fields::new()), InsectGroup::ON_FLOWERS);
        let count = butterflies(Vec::new());
        assert_eq!(groups(&count), InsectGroup::OF_BUTTERFLIES);
        assert_eq!(told(&count), InsectGroup::OF_BUTTERFLIES);
        let all = names(&count);
        let listed = [InsectGroup::FAMILIES, InsectGroup::PAIRS, InsectGroup::SPECIES].concat();
        assert!(listed.iter().all(|name| all.contains(name)));
        assert_eq!(all.len(), listed.len() + InsectGroup::OF_BUTTERFLIES.len());
    }

    #[test]
    fn a_group_is_summed_with_its_species_and_they_are_told_behind_it() {
        let count = butterflies(vec![
            seen(InsectGroup::Tortoiseshells, 2),
            seen(InsectGroup::AglaisIo, 3),
            seen(InsectGroup::ButterflyOrMoth, 1),
            seen(InsectGroup::PapilioMachaon, 0),
        ]);
        assert_eq!(sum(&count, InsectGroup::Tortoiseshells), 5);
        assert_eq!(own_sum(&count, InsectGroup::Tortoiseshells), 2);
        assert_eq!(sum(&count, InsectGroup::Whites), 0);
        let told = told(&count);
        assert_eq!(
            told[0],
            InsectGroup::ButterflyOrMoth,
            "of an app that knows no groups"
        );
        assert_eq!(told.len(), InsectGroup::OF_BUTTERFLIES.len() + 2);
        let group = told.iter().position(|name| *name == InsectGroup::Tortoiseshells);
        assert_eq!(told[group.unwrap() + 1], InsectGroup::AglaisIo);
    }

    #[test]
    fn who_knows_species_is_asked_which_and_nobody_else() {
        let skill = |skill| vec![InsectCount::butterfly_skill().set(skill)];
        let asks = |edits, group| asks_which(&butterflies(edits), group);
        assert!(!asks(Vec::new(), InsectGroup::Whites));
        assert!(!asks(skill(ButterflySkill::Groups), InsectGroup::Whites));
        assert!(asks(skill(ButterflySkill::SomeSpecies), InsectGroup::Whites));
        assert!(asks(
            skill(ButterflySkill::AllSpecies),
            InsectGroup::UnknownButterfly
        ));
        assert!(!asks(skill(ButterflySkill::AllSpecies), InsectGroup::DayMoth));
        let on_flowers = record(&skill(ButterflySkill::AllSpecies));
        assert!(!asks_which(&on_flowers, InsectGroup::Whites));

        // The same people put species right.
        let corrects = |edits| correctable(&butterflies(edits));
        assert_eq!(corrects(Vec::new()), InsectGroup::OF_BUTTERFLIES);
        let all = corrects(skill(ButterflySkill::AllSpecies));
        assert!(all.contains(&InsectGroup::AglaisIo) && all.len() == names(&butterflies(Vec::new())).len());
        let mut undivided = skill(ButterflySkill::SomeSpecies);
        undivided.push(seen(InsectGroup::ButterflyOrMoth, 1));
        assert_eq!(corrects(undivided)[0], InsectGroup::ButterflyOrMoth);
        assert_eq!(correctable(&on_flowers), InsectGroup::ON_FLOWERS);
    }

    #[test]
    fn a_count_of_butterflies_begins_with_what_its_author_knows() {
        let now = at("2026-07-12T12:00");
        let begun = |before: &Fields| {
            let mut after = before.clone();
            beginning(before, now)
                .iter()
                .for_each(|edit| apply(&mut after, edit));
            let count = InsectCount::from_fields(&after);
            assert_eq!(
                (count.state, count.started_at),
                (Some(CountState::Running), Some(now))
            );
            count.butterfly_skill
        };
        let all = InsectCount::butterfly_skill().set(ButterflySkill::AllSpecies);
        assert_eq!(begun(&Fields::new()), None);
        assert_eq!(begun(&butterflies(Vec::new())), Some(ButterflySkill::Groups));
        assert_eq!(begun(&butterflies(vec![all])), Some(ButterflySkill::AllSpecies));
    }

    #[test]
    fn the_hour_is_said_before_butterflies_are_looked_for() {
        let early = at("2026-07-12T08:30");
        assert_eq!(
            warnings(&butterflies(Vec::new()), early),
            [CountWarning::OutOfHours]
        );
        assert_eq!(warnings(&Fields::new(), early), []);
        let night = at("2026-07-12T23:30");
        assert_eq!(warnings(&butterflies(Vec::new()), night), [CountWarning::Dark]);
    }

    #[test]
    fn each_group_and_each_species_has_a_mark_in_both_languages() {
        for texts in [&DA, &EN] {
            let marked = [InsectGroup::OF_BUTTERFLIES, InsectGroup::SPECIES].concat();
            for name in marked {
                assert_ne!(mark(texts.pages(), name.key()), "", "{name:?}");
            }
            assert_eq!(mark(texts.pages(), InsectGroup::Bumblebee.key()), "");
            assert_eq!(mark(texts.pages(), "enhjoerning"), "");
        }
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
