//! Harm to the parties of a conflict: each answer has its own sentence about what it asks for. Nothing is summed up.

use feltbog_shared::model::conflict_party::{Aloneness, Fear, HarmDuration, OtherHomes, SleepHarm};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{ConflictParty, Fields};

use super::fields::text;
use super::forms::key;
use super::texts::Texts;

/// Answers that say nothing about how bad it is.
const UNRANKED: [&str; 2] = [key!(OtherHomes::NotSaid), key!(OtherHomes::Unknown)];

/// A question that is asked again at follow-ups.
struct Question {
    first: &'static str,
    again: &'static str,
    /// Its answers, from the mildest.
    answers: &'static [&'static str],
}

const SLEEP: Question = Question {
    first: ConflictParty::sleep().name(),
    again: ConflictParty::sleep_again().name(),
    answers: SleepHarm::KEYS,
};
const FEAR: Question = Question {
    first: ConflictParty::fear().name(),
    again: ConflictParty::fear_again().name(),
    answers: Fear::KEYS,
};
const ALONE: Question = Question {
    first: ConflictParty::alone().name(),
    again: ConflictParty::alone_again().name(),
    answers: Aloneness::KEYS,
};
const OTHER_HOMES: Question = Question {
    first: ConflictParty::other_homes().name(),
    again: ConflictParty::other_homes_again().name(),
    answers: OtherHomes::KEYS,
};

impl Question {
    /// The latest answer. An answer that says nothing leaves the one before it.
    fn latest<'a>(&self, party: &'a Fields) -> &'a str {
        match text(party, self.again) {
            again if again.is_empty() || UNRANKED.contains(&again) => text(party, self.first),
            again => again,
        }
    }

    fn rank(&self, answer: &str) -> Option<usize> {
        let rank = self.answers.iter().position(|one| *one == answer);
        rank.filter(|_| !UNRANKED.contains(&answer))
    }

    /// Whether the latest follow-up tells of more harm than the first answer.
    fn is_worse(&self, party: &Fields) -> bool {
        let first = self.rank(text(party, self.first));
        let again = self.rank(text(party, self.again));
        again.zip(first).is_some_and(|(again, first)| again > first)
    }
}

/// A sentence for each of a party's answers that asks for something, the most urgent first.
pub fn advice(texts: &Texts, party: &Fields) -> Vec<&'static str> {
    let pages = texts.pages();
    let (fear, alone) = (FEAR.latest(party), ALONE.latest(party));
    let lasted = text(party, ConflictParty::lasted().name());
    let is_of_violence = fear == key!(Fear::OfViolence);
    let is_alone = alone == key!(Aloneness::Yes);
    let sleeps_badly = SLEEP.latest(party) == key!(SleepHarm::AlmostNightly);
    let are_several = OTHER_HOMES.latest(party) == key!(OtherHomes::Several);
    let is_worse = [SLEEP, FEAR, ALONE, OTHER_HOMES]
        .iter()
        .any(|question| question.is_worse(party));
    let sentences = [
        (is_of_violence, pages.harm_call_today),
        (is_of_violence, pages.call_112),
        (fear == key!(Fear::Afraid), pages.harm_call_afraid),
        (sleeps_badly, pages.harm_call_sleep),
        (is_alone, pages.harm_call_alone),
        (is_alone, pages.harm_offer_visit),
        (are_several, pages.harm_logs),
        (lasted == key!(HarmDuration::OverSixMonths), pages.harm_lasting),
        (is_worse, pages.harm_worse),
    ];
    let asked_for = sentences.into_iter().filter(|(holds, _)| *holds);
    asked_for.map(|(_, sentence)| sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::apply;
    use crate::texts::DA;
    use feltbog_shared::model::FieldEdit;

    fn said(edits: &[FieldEdit]) -> Vec<&'static str> {
        let mut party = Fields::new();
        edits.iter().for_each(|edit| apply(&mut party, edit));
        advice(&DA, &party)
    }

    #[test]
    fn each_answer_has_its_own_sentence() {
        let pages = DA.pages();
        let (fear, alone) = (ConflictParty::fear(), ConflictParty::alone());
        for (edits, expected) in [
            (vec![], vec![]),
            (vec![fear.set(Fear::Uneasy), alone.set(Aloneness::Mostly)], vec![]),
            (vec![fear.set(Fear::Afraid)], vec![pages.harm_call_afraid]),
            (
                vec![fear.set(Fear::OfViolence)],
                vec![pages.harm_call_today, pages.call_112],
            ),
            (
                vec![ConflictParty::sleep().set(SleepHarm::AlmostNightly)],
                vec![pages.harm_call_sleep],
            ),
            (
                vec![alone.set(Aloneness::Yes)],
                vec![pages.harm_call_alone, pages.harm_offer_visit],
            ),
            (
                vec![
                    ConflictParty::other_homes().set(OtherHomes::Several),
                    ConflictParty::lasted().set(HarmDuration::OverSixMonths),
                ],
                vec![pages.harm_logs, pages.harm_lasting],
            ),
        ] {
            assert_eq!(said(&edits), expected, "{edits:?}");
        }
    }

    #[test]
    fn a_follow_up_counts_and_no_answer_is_not_better() {
        let pages = DA.pages();
        let (first, again) = (ConflictParty::fear(), ConflictParty::fear_again());
        // Better, worse, and not said.
        assert_eq!(said(&[first.set(Fear::Afraid), again.set(Fear::No)]), [""; 0]);
        assert_eq!(
            said(&[first.set(Fear::No), again.set(Fear::Afraid)]),
            [pages.harm_call_afraid, pages.harm_worse]
        );
        assert_eq!(
            said(&[first.set(Fear::Afraid), again.set(Fear::NotSaid)]),
            [pages.harm_call_afraid]
        );
        let homes = (ConflictParty::other_homes(), ConflictParty::other_homes_again());
        assert_eq!(
            said(&[homes.0.set(OtherHomes::One), homes.1.set(OtherHomes::Unknown)]),
            [""; 0]
        );
    }

    #[test]
    fn answers_that_say_nothing_have_one_key_in_all_lists() {
        for keys in [SleepHarm::KEYS, Fear::KEYS, Aloneness::KEYS, OtherHomes::KEYS] {
            assert!(keys.contains(&UNRANKED[0]), "{keys:?}");
        }
    }
}
