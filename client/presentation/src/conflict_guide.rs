//! The steps of a conflict in their order: dialogue first, law second.

use feltbog_shared::model::conflict_case::{ConflictState, Topic};
use feltbog_shared::model::{ConflictCase, Fields, ValueList};

use super::fields::text;
use super::texts::Texts;

/// The place of a conflict among the steps; nothing for one that is over.
pub fn present_step(case: &Fields) -> Option<usize> {
    let state = ConflictState::from_key(text(case, ConflictCase::state().name()));
    match state.unwrap_or(ConflictState::Observed) {
        ConflictState::Observed | ConflictState::Reported => Some(0),
        ConflictState::Screened | ConflictState::AdviceGiven => Some(1),
        ConflictState::MediationOffered | ConflictState::MediationAccepted | ConflictState::Mediated => {
            Some(2)
        }
        ConflictState::WrittenRequest => Some(3),
        ConflictState::Warning => Some(4),
        ConflictState::TenancyBoard | ConflictState::Court => Some(5),
        ConflictState::Monitoring => Some(6),
        ConflictState::Closed
        | ConflictState::Withdrawn
        | ConflictState::Rejected
        | ConflictState::Merged => None,
    }
}

/// A step with its number.
pub fn in_words(texts: &Texts, place: usize) -> String {
    let pages = texts.pages();
    let step = pages.conflict_guide.get(place).copied().unwrap_or_default();
    pages.guide_now.with(&[&(place + 1).to_string(), step])
}

/// Whether the conflict is about violence or threats: mediation is offered to those alone who ask for it.
pub fn is_about_violence(case: &Fields) -> bool {
    let topic = text(case, ConflictCase::topic().name());
    [Topic::Violence, Topic::Threats]
        .iter()
        .any(|one| one.key() == topic)
}

#[cfg(test)]
mod tests {
    use feltbog_shared::language::Language;
    use feltbog_shared::model::Value;

    use super::*;
    use crate::texts::of;

    fn case(name: &str, key: &str) -> Fields {
        Fields::from([(name.to_owned(), Value::Text(key.to_owned()))])
    }

    #[test]
    fn an_open_conflict_has_a_step_and_law_comes_after_dialogue() {
        for state in ConflictState::ALL {
            let step = present_step(&case("state", state.key()));
            assert_eq!(step.is_some(), state.is_open(), "{state:?}");
        }
        let step = |state: ConflictState| present_step(&case("state", state.key()));
        let way = [
            ConflictState::Observed,
            ConflictState::AdviceGiven,
            ConflictState::Mediated,
            ConflictState::WrittenRequest,
            ConflictState::Warning,
            ConflictState::TenancyBoard,
            ConflictState::Monitoring,
        ];
        let steps: Vec<_> = way.into_iter().map(step).collect();
        assert_eq!(steps, (0..7).map(Some).collect::<Vec<_>>());
        assert_eq!(present_step(&Fields::new()), Some(0));
    }

    #[test]
    fn every_step_has_its_words() {
        for language in [Language::Danish, Language::English] {
            let texts = of(language);
            let words: Vec<_> = (0..7).map(|place| in_words(texts, place)).collect();
            assert!(
                words
                    .iter()
                    .all(|words| words.contains(": ") && !words.ends_with(": "))
            );
        }
        assert_eq!(
            in_words(of(Language::Danish), 0),
            "Trin 1 af 7: Hør den, der klager"
        );
    }

    #[test]
    fn violence_and_threats_are_told_apart() {
        let is = |topic: Topic| is_about_violence(&case("topic", topic.key()));
        assert!(is(Topic::Violence) && is(Topic::Threats));
        assert!(!is(Topic::Noise) && !is_about_violence(&Fields::new()));
    }
}
