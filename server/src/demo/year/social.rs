//! Records of the social work around the cases: screenings, goals, activities, rounds of doors, interviews, arrears,
//! inquiries, experiences and receipts.

use fastrand::Rng;
use feltbog_shared::id::UserId;
use feltbog_shared::model::activity::{ActivityKind, ActivityPhase, ActivityState, Organiser, SocialGoal};
use feltbog_shared::model::arrears_contact::{ArrearsResult, ArrearsStage, EvictionResult};
use feltbog_shared::model::child_notification_receipt::NotificationWay;
use feltbog_shared::model::counselling_inquiry::{InquiryOutcome, InquiryTopic, InquiryWay};
use feltbog_shared::model::door_round::{DoorResult, DoorRoundPurpose};
use feltbog_shared::model::experience_note::{ExperienceTopic, Worked};
use feltbog_shared::model::goal::Indicator;
use feltbog_shared::model::screening::{CriterionLevel, ScreeningConclusion};
use feltbog_shared::model::wellbeing_interview::InterviewWay;
use feltbog_shared::model::{
    Activity, ArrearsContact, ChildNotificationReceipt, CounsellingInquiry, DoorRound, ExperienceNote,
    FieldEdit, Goal, Kind, Screening, WellbeingInterview,
};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::permission::Module;

use super::{Act, DAY, DemoDepartment, Diary, YEAR, choose};
use crate::demo::texts;

/// The year's social work in a department. Its choices are drawn from the department's id, so that they leave the other
/// records of the year as they are.
pub(super) fn acts(place: &DemoDepartment, now: Moment) -> Vec<Act> {
    let seed = place.id.as_bytes().iter().fold(0_u64, |seed, byte| {
        seed.wrapping_mul(257).wrapping_add(u64::from(*byte))
    });
    let mut rng = Rng::with_seed(seed);
    let mut diary = Diary {
        rng: &mut rng,
        place,
        now,
        start: now.plus_millis(-YEAR),
        acts: Vec::new(),
        areas: Vec::new(),
        refusals: 0,
    };
    if place.modules.has(Module::Screening) {
        diary.screenings();
        diary.goals();
        diary.interviews(place.dwellings / 20);
    }
    if place.modules.has(Module::Arrears) {
        diary.arrears(place.dwellings * 12 / 1_000);
        diary.inquiries(place.dwellings / 25);
    }
    diary.activities(2 + place.dwellings / 40);
    if let Some(social) = place.social {
        diary.door_rounds(social, place.dwellings / 60);
        if place.modules.has(Module::Visits) && place.dwellings > 300 {
            diary.receipt(social);
        }
    }
    if place.modules.has(Module::Nature) {
        diary.experiences(1 + place.dwellings / 150);
    }
    diary.acts
}

impl Diary<'_> {
    fn screenings(&mut self) {
        for number in 0..4_i64 {
            let at = self.working(self.start.plus_millis((20 + number * 91) * DAY));
            let on = at.danish_day();
            let level = |diary: &mut Self| {
                diary.pick(&[
                    CriterionLevel::Low,
                    CriterionLevel::Low,
                    CriterionLevel::Middle,
                    CriterionLevel::High,
                ])
            };
            let levels = [(); 7].map(|()| level(self));
            let high = levels
                .iter()
                .filter(|level| **level == CriterionLevel::High)
                .count();
            let (conclusion, action) = match high {
                0 => (ScreeningConclusion::Nothing, texts::SCREENING_ACTIONS[0]),
                1 | 2 => (ScreeningConclusion::Watch, texts::SCREENING_ACTIONS[1]),
                3 => (ScreeningConclusion::LocalSolution, texts::SCREENING_ACTIONS[2]),
                _ => (ScreeningConclusion::SocialCaretaker, texts::SCREENING_ACTIONS[3]),
            };
            let edits = vec![
                Screening::year().set(i64::from(on.0.year())),
                Screening::quarter().set(i64::from(on.month() - 1) / 3 + 1),
                Screening::high_rent().set(levels[0]),
                Screening::high_turnover().set(levels[1]),
                Screening::high_turnover_source().set(texts::SCREENING_SOURCES[0]),
                Screening::social_problems().set(levels[2]),
                Screening::insecurity().set(levels[3]),
                Screening::insecurity_source().set(texts::SCREENING_SOURCES[1]),
                Screening::insecurity_remark().set(texts::SCREENING_REMARK),
                Screening::violence().set(levels[4]),
                Screening::vandalism().set(levels[5]),
                Screening::vandalism_source().set(texts::SCREENING_SOURCES[2]),
                Screening::wear().set(levels[6]),
                Screening::conclusion().set(conclusion),
                Screening::action().set(action),
                Screening::next_on().set(on.plus_days(91)),
            ];
            self.create(at, self.place.central, Kind::Screening, edits);
        }
    }

    fn goals(&mut self) {
        let at = self.working(self.start.plus_millis(30 * DAY));
        let on = at.danish_day();
        let goals = [
            (Indicator::PercentOfGrounds, texts::GOALS[0], 8, 30, 12),
            (Indicator::DaysToFirstContact, texts::GOALS[1], 9, 3, 5),
        ];
        for (minutes, (indicator, (text, action), baseline, target, reached)) in (0..).zip(goals) {
            let edits = vec![
                Goal::indicator().set(indicator),
                Goal::text().set(text),
                Goal::baseline().set(baseline),
                Goal::baseline_on().set(on),
                Goal::target().set(target),
                Goal::target_on().set(on.plus_days(730)),
                Goal::action().set(action),
            ];
            let at = at.plus_millis(minutes * 600_000);
            let goal = self.create(at, self.place.central, Kind::Goal, edits);
            let later = self.days(at, 200..280);
            let measured = vec![
                Goal::reached().set(reached),
                Goal::measured_on().set(later.danish_day()),
            ];
            self.edit(later, self.place.central, goal, Kind::Goal, measured);
        }
    }

    fn interviews(&mut self, count: u32) {
        for _ in 0..count {
            let at = self.some_day();
            let author = self.place.social.unwrap_or(self.place.manager);
            let way = self.pick(&[
                InterviewWay::AtTheDoor,
                InterviewWay::AtTheDoor,
                InterviewWay::AtAnActivity,
            ]);
            let answer = |diary: &mut Self| diary.pick(&[2, 3, 3, 4, 4, 5]);
            let edits = vec![
                WellbeingInterview::on().set(at.danish_day()),
                WellbeingInterview::way().set(way),
                WellbeingInterview::safety().set(answer(self)),
                WellbeingInterview::neighbours().set(answer(self)),
                WellbeingInterview::green().set(answer(self)),
                WellbeingInterview::contact().set(answer(self)),
                WellbeingInterview::community().set(answer(self)),
            ];
            self.create(at, author, Kind::WellbeingInterview, edits);
        }
    }

    fn arrears(&mut self, count: u32) {
        for number in 0..count {
            let at = self.day_before_last_weeks();
            let on = at.danish_day();
            let stage = self.pick(&[
                ArrearsStage::Reminder,
                ArrearsStage::Terminated,
                ArrearsStage::BailiffDate,
            ]);
            let mut edits = vec![
                ArrearsContact::source_list_on().set(on),
                ArrearsContact::dwelling_ref().set(&self.dwelling()),
                ArrearsContact::stage().set(stage),
            ];
            let adviser = self.place.adviser;
            let contact = self.create(at, adviser, Kind::ArrearsContact, std::mem::take(&mut edits));
            let reached = self.days(at, 2..20);
            let result = self.pick(&[
                ArrearsResult::Agreement,
                ArrearsResult::Agreement,
                ArrearsResult::Paid,
                ArrearsResult::ReferredToMunicipality,
                ArrearsResult::NoContact,
            ]);
            edits.push(ArrearsContact::contact_tries().set(self.rng.i64(1..5)));
            if result != ArrearsResult::NoContact {
                edits.push(ArrearsContact::first_contact_on().set(reached.danish_day()));
            }
            edits.push(ArrearsContact::result().set(result));
            if stage == ArrearsStage::BailiffDate {
                let end = if number % 4 == 3 {
                    EvictionResult::Evicted
                } else {
                    EvictionResult::Stayed
                };
                edits.push(ArrearsContact::eviction_result().set(end));
            }
            self.edit(reached, adviser, contact, Kind::ArrearsContact, edits);
        }
    }

    fn inquiries(&mut self, count: u32) {
        for _ in 0..count {
            let at = self.day_before_last_weeks();
            let on = at.danish_day();
            let edits = vec![
                CounsellingInquiry::received_on().set(on),
                CounsellingInquiry::way().set(self.value::<InquiryWay>()),
                CounsellingInquiry::topic().set(self.value::<InquiryTopic>()),
            ];
            let adviser = self.place.adviser;
            let inquiry = self.create(at, adviser, Kind::CounsellingInquiry, edits);
            let ended = self.days(at, 1..20);
            // Nineteen of twenty are solved (Domea).
            let outcome = if self.chance(95) {
                self.pick(&[
                    InquiryOutcome::Solved,
                    InquiryOutcome::Solved,
                    InquiryOutcome::SolvedInPart,
                ])
            } else {
                InquiryOutcome::NotSolved
            };
            let edits = vec![
                CounsellingInquiry::answered_on().set(on),
                CounsellingInquiry::minutes().set(self.rng.i64(1..9) * 15),
                CounsellingInquiry::outcome().set(outcome),
                CounsellingInquiry::ended_on().set(ended.danish_day()),
            ];
            self.edit(ended, adviser, inquiry, Kind::CounsellingInquiry, edits);
        }
    }

    fn activities(&mut self, count: u32) {
        for number in 0..count {
            let at = self.some_day();
            let (kind, name, place) = self.pick(texts::ACTIVITIES);
            let is_planned = number == 0;
            let held = if is_planned {
                self.days(self.now, 5..20)
            } else {
                self.days(at, 10..25)
            };
            let author = self.place.social.unwrap_or(self.place.manager);
            let made = if is_planned { self.ago(6, 10) } else { at };
            let edits = vec![
                choose("state", ActivityState::Planned),
                Activity::kind().set(kind),
                Activity::name().set(name),
                Activity::on().set(held.danish_day()),
                Activity::place().set(place),
                Activity::organiser().set(self.value::<Organiser>()),
                Activity::goal().set(self.value::<SocialGoal>()),
                Activity::phase().set(self.value::<ActivityPhase>()),
            ];
            let activity = self.create(made, author, Kind::Activity, edits);
            if is_planned {
                continue;
            }
            let mut edits = vec![
                choose("state", ActivityState::Held),
                Activity::heads().set(self.rng.i64(5..60)),
                Activity::hours().set(self.rng.i64(2..30)),
            ];
            if kind == ActivityKind::YouthJob {
                edits.push(Activity::young_people().set(self.rng.i64(3..9)));
            }
            self.edit(
                held.plus_millis(3 * 3_600_000),
                author,
                activity,
                Kind::Activity,
                edits,
            );
        }
    }

    fn door_rounds(&mut self, social: UserId, count: u32) {
        for number in 0..count {
            let at = self.some_day();
            let stairwell = format!("Opgang {}", number % 20 + 1);
            let doors = [
                (DoorResult::NobodyHome, self.rng.i64(2..7)),
                (DoorResult::Talked, self.rng.i64(1..6)),
                (DoorResult::Interviewed, self.rng.i64(0..3)),
                (DoorResult::WantsNoTalk, self.rng.i64(0..2)),
            ];
            let mut edits = vec![
                DoorRound::stairwell().set(&stairwell),
                DoorRound::purpose().set(self.value::<DoorRoundPurpose>()),
                DoorRound::started_at().set(at),
            ];
            edits.extend(doors.map(|(result, count)| DoorRound::doors().count(result, count)));
            self.create(at.plus_millis(40 * 60_000), social, Kind::DoorRound, edits);
        }
    }

    fn experiences(&mut self, count: u32) {
        for _ in 0..count {
            let at = self.some_day();
            let (topic, worked, title, text): (ExperienceTopic, Worked, &str, &str) =
                self.pick(texts::EXPERIENCES);
            let edits = vec![
                ExperienceNote::topic().set(topic),
                ExperienceNote::worked().set(worked),
                ExperienceNote::title().set(title),
                ExperienceNote::text().rewrite(text),
            ];
            let caretaker = self.caretaker();
            let author = match topic {
                ExperienceTopic::Visits | ExperienceTopic::NewTenants => {
                    self.place.social.unwrap_or(caretaker)
                }
                _ => caretaker,
            };
            self.create(at, author, Kind::ExperienceNote, edits);
        }
    }

    fn receipt(&mut self, social: UserId) {
        let at = self.day_before_last_weeks();
        let sent: Day = at.danish_day();
        let edits: Vec<FieldEdit> = vec![
            ChildNotificationReceipt::sent_on().set(sent),
            ChildNotificationReceipt::municipality().set(texts::MUNICIPALITY),
            ChildNotificationReceipt::way().set(NotificationWay::SecureMail),
        ];
        self.create(at, social, Kind::ChildNotificationReceipt, edits);
    }
}
