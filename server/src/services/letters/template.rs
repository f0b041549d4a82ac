//! Templates of letters: text with fields in brackets. Headings begin with `# `, points with `- `, and a paragraph that
//! stands out with `> `. An empty line ends a paragraph.

use std::collections::BTreeMap;

use feltbog_print::Block;

/// The field of the signature, whose lines are no points.
const SIGNATURE: &str = "underskriver";

/// The names in brackets of a template, in order, each once.
pub(super) fn fields(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = body;
    while let Some((_, after)) = rest.split_once('[') {
        let Some((name, after)) = after.split_once(']') else {
            break;
        };
        if is_name(name) && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
        rest = after;
    }
    found
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The sentences that a template lacks. Blanks and ends of lines count as one blank.
pub(super) fn lacking(body: &str, mandatory: &str) -> Vec<String> {
    let body = blanks_joined(body);
    let sentences = mandatory.lines().map(str::trim).filter(|line| !line.is_empty());
    sentences
        .filter(|sentence| !body.contains(&blanks_joined(sentence)))
        .map(str::to_owned)
        .collect()
}

fn blanks_joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A part of a template, before its fields are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Heading(&'a str),
    Notice(&'a str),
    Points(&'a str),
    Paragraph(&'a str),
}

fn parts(body: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in body.lines() {
        match (line.trim(), parts.last_mut()) {
            ("", Some(last)) if last.is_empty() => {}
            ("", _) => parts.push(String::new()),
            (line, Some(last)) => {
                if !last.is_empty() {
                    last.push('\n');
                }
                last.push_str(line);
            }
            (_, None) => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn part(text: &str) -> Part<'_> {
    if let Some(heading) = text.strip_prefix("# ") {
        Part::Heading(heading)
    } else if let Some(notice) = text.strip_prefix("> ") {
        Part::Notice(notice)
    } else if text.lines().all(|line| line.starts_with("- ")) {
        Part::Points(text)
    } else {
        Part::Paragraph(text)
    }
}

/// The blocks of a letter. The signs of a template are read before its fields are filled, so a value never makes a
/// heading or a field. A field that stands alone and has several lines becomes points.
pub(super) fn blocks(body: &str, values: &BTreeMap<String, String>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for text in parts(body) {
        match part(&text) {
            Part::Heading(text) => blocks.push(Block::Heading {
                level: if blocks.is_empty() { 1 } else { 2 },
                text: filled(text, values),
            }),
            Part::Notice(text) => blocks.push(Block::Notice {
                text: filled(text, values),
            }),
            Part::Points(text) => blocks.push(Block::Points {
                texts: text
                    .lines()
                    .map(|line| filled(line.trim_start_matches("- "), values))
                    .collect(),
            }),
            Part::Paragraph(text) => blocks.push(paragraph(text, values)),
        }
    }
    blocks
}

fn paragraph(text: &str, values: &BTreeMap<String, String>) -> Block {
    let name = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let is_list = |name: &&str| is_name(name) && *name != SIGNATURE;
    let value = name.filter(is_list).and_then(|name| values.get(name));
    match value.filter(|value| value.trim().lines().count() > 1) {
        Some(value) => Block::Points {
            texts: value
                .lines()
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect(),
        },
        None => Block::Paragraph {
            text: filled(text, values),
        },
    }
}

/// A text with its fields filled. A value is never searched for fields itself; a field without a value stays as it is.
fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let field = after.split_once(']').filter(|(name, _)| is_name(name));
        match field.and_then(|(name, after)| values.get(name).map(|value| (value, after))) {
            Some((value, after)) => {
                out.push_str(value.trim());
                rest = after;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use feltbog_shared::office_letters::LetterKind;

    use super::*;
    use crate::services::letters::words_of;

    #[test]
    fn the_templates_that_come_with_feltbog_hold_what_they_must() {
        for kind in LetterKind::ALL {
            let words = words_of(*kind);
            assert!(lacking(words.body, words.mandatory).is_empty(), "{kind:?}");
            assert!(words.mandatory.lines().count() >= 4, "{kind:?}");
            let known: Vec<_> = words.fields.lines().map(str::trim).collect();
            for field in fields(words.body) {
                assert!(
                    known.contains(&field.as_str()) || field == "modtager",
                    "{kind:?}: {field}"
                );
            }
        }
    }

    #[test]
    fn a_sentence_that_is_lacking_is_named() {
        let words = words_of(LetterKind::Reminder);
        let sentence = "I alvorlige tilfælde kan lejemålet opsiges eller ophæves.";
        let body = words.body.replace(sentence, "");
        assert_eq!(lacking(&body, words.mandatory), [sentence]);
        let broken = words.body.replace("opsiges eller", "opsiges\n  eller");
        assert!(lacking(&broken, words.mandatory).is_empty());
    }

    #[test]
    fn values_stay_values() {
        let values = BTreeMap::from([
            ("forhold".to_owned(), "# [tider] *støj*".to_owned()),
            ("tider".to_owned(), "i går".to_owned()),
            ("nye".to_owned(), "en\nto\n".to_owned()),
        ]);
        let made = blocks(
            "# Om [forhold]\n\nDet er [forhold] [tider].\n\n[nye]\n\n- a [x]\n- b",
            &values,
        );
        let expected = [
            Block::Heading {
                level: 1,
                text: "Om # [tider] *støj*".into(),
            },
            Block::Paragraph {
                text: "Det er # [tider] *støj* i går.".into(),
            },
            Block::Points {
                texts: vec!["en".into(), "to".into()],
            },
            Block::Points {
                texts: vec!["a [x]".into(), "b".into()],
            },
        ];
        assert_eq!(made, expected);
    }
}
