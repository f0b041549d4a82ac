//! A record's history as sentences.

use feltbog_shared::bridge::{Act, HistoryAct};
use feltbog_shared::model::{Kind, Shape};

use super::labels::{self, Present};
use super::texts::Texts;

/// What one step did, one sentence per act. Links and the moment of creation are left out: they are the app's own.
pub(crate) fn sentences(texts: &Texts, present: &Present, kind: Kind, acts: &[HistoryAct]) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for (field, key, act) in merged(acts) {
        let Some(spec) = kind.field(field) else { continue };
        if matches!(spec.shape, Shape::Link) {
            continue;
        }
        if field == "created_at" {
            sentences.insert(0, texts.pages().did_create.to_owned());
            continue;
        }
        let name = texts.field(kind, field).trim_end_matches('?');
        let called =
            |key: &str| labels::value(texts, kind, field, key).map_or_else(|| key.to_owned(), str::to_owned);
        sentences.push(match act {
            Act::Set(value) => texts
                .pages()
                .did_set
                .with(&[name, &labels::in_words(texts, present, kind, spec, &value)]),
            Act::Kept { value, instead } => {
                let in_words = |value: &_| labels::in_words(texts, present, kind, spec, value);
                let others: Vec<String> = instead.iter().map(in_words).collect();
                let others = others.join(", ");
                texts.pages().did_keep.with(&[name, &in_words(&value), &others])
            }
            Act::Cleared => texts.pages().did_clear.with(&[name]),
            Act::Included(key) => texts.pages().did_include.with(&[name, &called(&key)]),
            Act::Excluded(key) => texts.pages().did_exclude.with(&[name, &called(&key)]),
            Act::Counted(_, by) => {
                let sign = if by < 0 { "−" } else { "+" };
                let number = [sign, &by.unsigned_abs().to_string()].concat();
                texts.pages().did_count.with(&[&called(key), &number])
            }
            Act::Wrote { added, removed } => {
                let (added, removed) = (added.to_string(), removed.to_string());
                match (added.as_str(), removed.as_str()) {
                    (added, "0") => texts.pages().did_write.with(&[name, added]),
                    ("0", removed) => texts.pages().did_delete.with(&[name, removed]),
                    (added, removed) => texts.pages().did_rewrite.with(&[name, added, removed]),
                }
            }
        });
    }
    sentences
}

/// Acts with taps on the same counter, and writing in the same text, added up.
fn merged(acts: &[HistoryAct]) -> Vec<(&str, &str, Act)> {
    let mut merged: Vec<(&str, &str, Act)> = Vec::new();
    for HistoryAct { field, act } in acts {
        let key = if let Act::Counted(key, _) = act {
            key.as_str()
        } else {
            ""
        };
        let earlier = merged
            .iter_mut()
            .find(|(name, one, _)| *name == field && *one == key);
        match (earlier, act) {
            (Some((.., Act::Counted(_, sum))), Act::Counted(_, by)) => *sum += by,
            (
                Some((.., Act::Wrote { added, removed })),
                Act::Wrote {
                    added: more,
                    removed: fewer,
                },
            ) => {
                *added += more;
                *removed += fewer;
            }
            _ => merged.push((field, key, act.clone())),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::texts::DA;
    use feltbog_shared::model::Value;
    use feltbog_shared::moment::Moment;

    const PRESENT: Present = Present {
        now: Moment::from_millis(0),
        offset: |_| 60,
        name: |_| String::new(),
    };

    fn act(field: &str, act: Act) -> HistoryAct {
        HistoryAct {
            field: field.to_owned(),
            act,
        }
    }

    #[test]
    fn a_step_reads_as_sentences() {
        let acts = [
            act("created_at", Act::Set(Value::Moment(Moment::from_millis(0)))),
            act("topic", Act::Set(Value::Text("musik".into()))),
            act(
                "description",
                Act::Wrote {
                    added: 12,
                    removed: 0,
                },
            ),
            act("description", Act::Wrote { added: 3, removed: 2 }),
            act("night", Act::Set(Value::Flag(true))),
        ];
        assert_eq!(
            sentences(&DA, &PRESENT, Kind::ConflictCase, &acts),
            [
                "Oprettede det",
                "Emne: Musik",
                "Hvad har du set eller hørt: skrev 15 tegn og slettede 2",
                "Om natten: Ja",
            ]
        );
    }

    #[test]
    fn what_was_kept_of_two_values_is_told_with_the_other() {
        let text = |key: &str| Value::Text(key.to_owned());
        let kept = Act::Kept {
            value: text("lav"),
            instead: vec![text("hoej")],
        };
        assert_eq!(
            sentences(&DA, &PRESENT, Kind::ConflictCase, &[act("severity", kept)]),
            ["Hvor alvorligt er det: beholdt Lav i stedet for Høj"]
        );
    }

    #[test]
    fn taps_are_added_up() {
        let tap = |key: &str, by| act("counts", Act::Counted(key.to_owned(), by));
        let acts = [
            tap("humlebi", 1),
            tap("bille", 1),
            tap("humlebi", 1),
            tap("bille", -2),
        ];
        assert_eq!(
            sentences(&DA, &PRESENT, Kind::InsectCount, &acts),
            ["Humlebi: +2", "Bille: −1"]
        );
    }
}
