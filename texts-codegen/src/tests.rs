//! Files that do not match are refused with a sentence that names file and key.

use super::*;

const CATALOGUE: Catalogue = Catalogue {
    name: "PageTexts",
    statics: ["DA", "EN"],
    visibility: "pub",
    language_field: None,
    files: &["a.ftl"],
    lists: &[],
};

fn with_lists(lists: &'static [(&'static str, List)]) -> Catalogue {
    Catalogue { lists, ..CATALOGUE }
}

fn generated(catalogue: &Catalogue, danish: &str, english: &str) -> Result<String, Vec<String>> {
    let source = |folder: &str, text: &str| {
        vec![Source {
            path: format!("locales/{folder}/a.ftl"),
            text: text.to_owned(),
        }]
    };
    generate(catalogue, &[source("da", danish), source("en", english)])
}

fn code(catalogue: &Catalogue, danish: &str, english: &str) -> String {
    generated(catalogue, danish, english).unwrap()
}

fn problem(danish: &str, english: &str) -> String {
    problem_of(&CATALOGUE, danish, english)
}

fn problem_of(catalogue: &Catalogue, danish: &str, english: &str) -> String {
    let problems = generated(catalogue, danish, english).unwrap_err();
    let [problem] = problems.as_slice() else {
        panic!("{problems:#?}");
    };
    problem.clone()
}

#[test]
fn a_missing_key_is_refused() {
    assert_eq!(
        problem("home = Hjem\nback = Tilbage\n", "home = Home\n"),
        "locales/en/a.ftl: the key \"back\" is missing; locales/da/a.ftl has it"
    );
}

#[test]
fn an_unknown_key_is_refused() {
    assert_eq!(
        problem("home = Hjem\n", "home = Home\nback = Back\n"),
        "locales/en/a.ftl: the key \"back\" is unknown; locales/da/a.ftl does not have it"
    );
}

#[test]
fn differing_placeholders_are_refused() {
    assert_eq!(
        problem(
            "# $day - a day\nuntil = senest { $day }\n",
            "until = by { $date }\n"
        ),
        "locales/en/a.ftl: \"until\" has the placeholders $date, but $day in locales/da/a.ftl"
    );
    assert_eq!(
        problem("# $day - a day\nuntil = senest { $day }\n", "until = by then\n"),
        "locales/en/a.ftl: \"until\" has the placeholders none, but $day in locales/da/a.ftl"
    );
}

#[test]
fn placeholders_without_a_description_are_refused() {
    let found = problem("until = senest { $day }\n", "until = by { $day }\n");
    assert!(
        found
            .starts_with("locales/da/a.ftl: \"until\" has the placeholders $day, its comment describes none"),
        "{found}"
    );
}

#[test]
fn a_missing_plural_branch_is_refused() {
    let danish = "found = { $count ->\n    [one] 1 fundet\n   *[other] { $count } fundet\n}\n";
    assert_eq!(
        problem(danish, "found = { $count ->\n   *[other] { $count } found\n}\n"),
        "locales/en/a.ftl: \"found\" counts and lacks the branch [one]"
    );
    let found = problem(
        danish,
        "found = { $count ->\n    [one] 1\n    [few] 2\n   *[other] { $count }\n}\n",
    );
    assert!(found.contains("\"found\" has the branch [few]"), "{found}");
}

#[test]
fn a_counted_text_stays_counted() {
    let danish = "found = { $count ->\n    [one] 1 fundet\n   *[other] { $count } fundet\n}\n";
    assert_eq!(
        problem(danish, "found = { $count } found\n"),
        "locales/en/a.ftl: \"found\" is a text with placeholders, but a counted text in locales/da/a.ftl"
    );
}

#[test]
fn parts_of_fluent_without_code_are_refused() {
    for (text, said) in [
        ("-brand = Feltbog\n", "\"-brand\" is a term"),
        ("home = { -brand }\n", "\"home\" refers to \"brand\""),
        ("home = { NUMBER($a) }\n", "\"home\" calls NUMBER()"),
        ("home = Hjem\n    .title = Hjem\n", "\"home\" has attributes"),
        (
            "home = Nu { $a ->\n    [one] 1\n   *[other] 2\n}\n",
            "\"home\" has text beside its branches",
        ),
    ] {
        let problems = generated(&CATALOGUE, text, text).unwrap_err();
        assert!(
            problems.iter().any(|problem| problem.contains(said)),
            "{problems:?}"
        );
    }
}

#[test]
fn what_cannot_be_parsed_is_refused_with_its_line() {
    let problems = generated(&CATALOGUE, "home = Hjem\n\nback = {\n", "home = Home\n").unwrap_err();
    assert!(
        problems
            .iter()
            .any(|problem| problem.starts_with("locales/da/a.ftl:3:")
                || problem.starts_with("locales/da/a.ftl:4:")),
        "{problems:?}"
    );
}

#[test]
fn a_key_twice_is_refused() {
    assert_eq!(
        problem("home = Hjem\n", "home = Home\nhome = House\n"),
        "locales/en/a.ftl: the key \"home\" stands twice"
    );
}

#[test]
fn a_key_of_no_list_is_refused() {
    let found = problem("topic-noise = Larm\n", "topic-noise = Noise\n");
    assert!(
        found.starts_with("locales/da/a.ftl: \"topic-noise\" belongs to no list"),
        "{found}"
    );
    let lists = with_lists(&[("topic", List::Labels("Topic"))]);
    assert_eq!(
        problem_of(&lists, "home = Hjem\n", "home = Home\n"),
        "locales/da/a.ftl: the list \"topic\" has no texts"
    );
}

#[test]
fn a_value_that_a_language_lacks_is_refused() {
    let lists = with_lists(&[("topic", List::Labels("Topic"))]);
    assert_eq!(
        problem_of(
            &lists,
            "topic-noise = Larm\ntopic-smoke = Os\n",
            "topic-noise = Noise\n"
        ),
        "locales/en/a.ftl: the key \"topic-smoke\" is missing; locales/da/a.ftl has it"
    );
}

#[test]
fn a_record_without_a_part_is_refused() {
    let lists = with_lists(&[(
        "topics",
        List::Records {
            record: "Section",
            parts: &["title", "text"],
            of: None,
            without: &[],
        },
    )]);
    let text = "topics-home-title = A\n";
    assert_eq!(
        problem_of(&lists, text, text),
        "locales/da/a.ftl: the key \"topics-home-text\" is missing"
    );
}

#[test]
fn texts_become_constants() {
    let danish = "home = Hjem\n# Told after saving.\n# $kept - a value\n# $lost - another\ndid = { $kept } for { $lost }\n";
    let code = code(
        &CATALOGUE,
        danish,
        "home = Home\ndid = not { $lost } but { $kept }\n",
    );
    for line in [
        "    #[doc = \" `Home`\"]\n    pub home: &'static str,",
        "    #[doc = \" Told after saving.\"]\n    pub did: Template<2>,",
        "    home: \"Hjem\",",
        "    did: Template(\"{0} for {1}\"),",
        "    did: Template(\"not {1} but {0}\"),",
    ] {
        assert!(code.contains(line), "{line}\n{code}");
    }
}

#[test]
fn blanks_lines_and_escapes_are_kept() {
    let text = "at = { \" \" }kl.{ \" \" }\nnone = { \"\" }\nsize = ±{ \"\\u00A0\" }m\nlong =\n    En.\n    To.\nbrace = { \"{\" }\n";
    let code = code(&CATALOGUE, text, text);
    for line in [
        "at: \" kl. \",",
        "none: \"\",",
        "size: \"±\\u{a0}m\",",
        "long: \"En.\\nTo.\",",
        "brace: \"{\",",
    ] {
        assert!(code.contains(line), "{line}\n{code}");
    }
}

#[test]
fn counted_texts_have_two_sentences() {
    let text = "found = { $count ->\n    [one] { $count } A\n   *[other] { $count } B\n}\n";
    let code = code(&CATALOGUE, text, text);
    assert!(
        code.contains("found: Counted { one: \"1 A\", more: Template(\"{0} B\") },"),
        "{code}"
    );
}

#[test]
fn lists_keep_the_danish_order_and_are_compared_with_their_enum() {
    let lists = with_lists(&[("topic", List::Labels("Topic"))]);
    let code = code(
        &lists,
        "topic-noise = Larm\ntopic-bad_smell = Lugt\n",
        "topic-bad_smell = Smell\ntopic-noise = Noise\n",
    );
    for line in [
        "topic: Labels(\"Larm\\nLugt\\n\"),",
        "topic: Labels(\"Noise\\nSmell\\n\"),",
        "Topic::BadSmell => 1,",
        "a.ftl: topic-bad_smell does not stand in the order of Topic",
    ] {
        assert!(code.contains(line), "{line}\n{code}");
    }
}
