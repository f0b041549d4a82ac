//! A record's history as sentences.

use feltbog_shared::bridge::{Act, HistoryAct};
use feltbog_shared::model::{CasePart, FieldSpec, Kind, Shape, Value};

use super::labels::{self, Present};
use super::summary::{AreaNames, area_name};
use super::texts::Texts;

/// The sentences about one step, one for each act. Links and the moment of creation are left out where nobody chose
/// between two: they are the app's own.
pub fn sentences(
    texts: &Texts,
    present: &Present,
    areas: &AreaNames,
    kind: Kind,
    acts: &[HistoryAct],
) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for (field, key, act) in merged(acts) {
        let Some(spec) = kind.field(field) else { continue };
        let is_kept = matches!(act, Act::Kept { .. });
        if matches!(spec.shape, Shape::Link) && !is_kept {
            continue;
        }
        if field == "created_at" && !is_kept {
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
                let in_words = |value: &_| value_in_words(texts, present, areas, kind, spec, value);
                let others: Vec<String> = instead.iter().map(in_words).collect();
                let kept = value.as_ref().map(in_words);
                let pages = texts.pages();
                match kept.as_deref() {
                    _ if others.contains(&String::new()) => pages.did_keep_one.with(&[name]),
                    Some("") => pages.did_keep_one.with(&[name]),
                    Some(kept) => pages.did_keep.with(&[name, kept, &others.join(", ")]),
                    None => pages.did_keep_none.with(&[name, &others.join(", ")]),
                }
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

/// A value in words; nothing for a link to what has no name here. People and areas have one.
fn value_in_words(
    texts: &Texts,
    present: &Present,
    areas: &AreaNames,
    kind: Kind,
    spec: &FieldSpec,
    value: &Value,
) -> String {
    match (spec.shape, value) {
        (Shape::Link, Value::Text(id)) if spec.name == CasePart::person().name() => (present.name)(id),
        (Shape::Link, Value::Text(id)) => area_name(areas, id).unwrap_or_default().to_owned(),
        _ => labels::in_words(texts, present, kind, spec, value),
    }
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
    use crate::texts::{DA, EN};
    use feltbog_shared::id::DocumentId;
    use feltbog_shared::moment::Moment;

    const PRESENT: Present = Present {
        now: Moment::from_millis(0),
        offset: |_| 60,
        name: |_| "Mette".to_owned(),
        own_value: |_, _, _| None,
    };

    /// Two areas, by the ids of two records.
    fn areas() -> AreaNames {
        let area = |number: u8, name: &str| (DocumentId::from_bytes([number; 16]), name.to_owned());
        vec![area(1, "Engen"), area(2, "Taget")]
    }

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
            sentences(&DA, &PRESENT, &areas(), Kind::ConflictCase, &acts),
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
            value: Some(text("lav")),
            instead: vec![text("hoej")],
        };
        assert_eq!(
            sentences(
                &DA,
                &PRESENT,
                &areas(),
                Kind::ConflictCase,
                &[act("severity", kept)]
            ),
            ["Hvor alvorligt er det: beholdt Lav i stedet for Høj"]
        );
    }

    /// Whatever field is settled, in whichever language, the sentence names what was kept and what was let go.
    #[test]
    fn a_settled_field_of_any_shape_is_told_with_both_values() {
        let two = |shape: Shape| {
            let text = |text: &str| Value::Text(text.to_owned());
            Some(match shape {
                Shape::Choice([one, .., other]) => [text(one), text(other)],
                Shape::Integer(least, most) => [Value::Integer(least), Value::Integer(most)],
                Shape::Flag => [Value::Flag(true), Value::Flag(false)],
                Shape::Date => [text("2026-11-21"), text("2026-10-03")],
                Shape::Timestamp => [1, 2].map(|days| Value::Moment(Moment::from_millis(days * 86_400_000))),
                Shape::Text(_) => [text("Opgang 4"), text("Opgang 7")],
                Shape::Link => [1, 2].map(|number| text(&DocumentId::from_bytes([number; 16]).to_string())),
                _ => return None,
            })
        };
        let mut told = 0;
        for texts in [&DA, &EN] {
            for kind in Kind::ALL {
                for spec in kind.fields() {
                    let Some([kept, other]) = two(spec.shape) else {
                        continue;
                    };
                    let words = [&kept, &other]
                        .map(|value| value_in_words(texts, &PRESENT, &areas(), *kind, spec, value));
                    assert!(
                        words.iter().all(|words| !words.is_empty()),
                        "{kind:?}.{}",
                        spec.name
                    );
                    for value in [Some(kept), None] {
                        let is_kept = value.is_some();
                        let instead = vec![other.clone()];
                        let acts = [act(spec.name, Act::Kept { value, instead })];
                        let sentences = sentences(texts, &PRESENT, &areas(), *kind, &acts);
                        let [sentence] = &sentences[..] else {
                            panic!("{kind:?}.{}: {sentences:?}", spec.name)
                        };
                        assert!(sentence.contains(&words[1]), "{sentence}");
                        assert!(!is_kept || sentence.contains(&words[0]), "{sentence}: {words:?}");
                        let removed = texts.pages().did_clear.with(&[""]);
                        assert!(!sentence.ends_with(&removed), "{sentence}");
                        told += 1;
                    }
                }
            }
        }
        assert!(told > 400, "{told}");
        // What has no name here is said to be one of two, and never to be removed.
        let link = |number: u8| Value::Text(DocumentId::from_bytes([number; 16]).to_string());
        let kept = Act::Kept {
            value: Some(link(8)),
            instead: vec![link(9)],
        };
        assert_eq!(
            sentences(
                &DA,
                &PRESENT,
                &areas(),
                Kind::ConflictEvent,
                &[act("conflict_case", kept)]
            ),
            [DA.pages()
                .did_keep_one
                .with(&[DA.field(Kind::ConflictEvent, "conflict_case")])]
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
            sentences(&DA, &PRESENT, &areas(), Kind::InsectCount, &acts),
            ["Humlebi: +2", "Bille: −1"]
        );
    }
}
