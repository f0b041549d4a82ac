//! Holds the tables of the model to the file of their number, because phones and servers of several models work
//! together: what one of them does not know has to be told by the number.
//!
//! When this test fails, a table has changed: a kind, role, field, value, state or code was added, or a limit or list is
//! another. Raise [`MODEL`] and let the test write the new file:
//!
//! ```sh
//! FELTBOG_WRITE_MODEL=1 cargo test -p feltbog-shared model_tables
//! ```
//!
//! The files of earlier models are never edited: the second test holds each model to the one before it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::model::schema::TALLY_MAX;
use crate::model::{Kind, Shape, Value};
use crate::model_number::{FIELDS_SINCE, KnownModel, MODEL};
use crate::permission::{Collection, Module, Role};
use crate::refusal::RefusalCode;
use crate::wire;

/// The lists whose places stand on the wire and in rows: they grow at the end only.
const LISTS: [&str; 5] = ["kind", "role", "collection", "module", "code"];

/// The first model with a file. The one before it had a refusal code less, and no number.
const FIRST_FILE: u32 = 2;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/model_tables")
}

fn file(number: u32) -> Option<String> {
    std::fs::read_to_string(folder().join(format!("{number}.txt"))).ok()
}

/// The shape of a field: its name, and what it allows.
fn shape(shape: Shape) -> (&'static str, String) {
    match shape {
        Shape::Choice(keys) => ("choice", keys.join(" ")),
        Shape::Choices(keys) => ("choices", keys.join(" ")),
        Shape::Integer(min, max) => ("integer", format!("{min} {max}")),
        Shape::Flag => ("flag", String::new()),
        Shape::Date => ("date", String::new()),
        Shape::Timestamp => ("timestamp", String::new()),
        Shape::Text(most) => ("text", most.to_string()),
        Shape::RichText(most) => ("rich_text", most.to_string()),
        Shape::Counters(keys) => ("counters", keys.join(" ")),
        Shape::Link => ("link", String::new()),
        Shape::Own(keys) => ("own", keys.join(" ")),
    }
}

/// The steps that a kind's states allow: from each, and at the beginning.
fn steps(kind: Kind) -> Vec<(&'static str, Vec<&'static str>)> {
    let Some(Shape::Choice(states)) = kind.field("state").map(|spec| spec.shape) else {
        return Vec::new();
    };
    let allowed = |from: Option<&'static str>| {
        let value = from.map(|from| Value::Text(from.to_owned()));
        let may = |to: &&&'static str| kind.check_step(value.as_ref(), to).is_ok();
        (from.unwrap_or("-"), states.iter().filter(may).copied().collect())
    };
    core::iter::once(None)
        .chain(states.iter().copied().map(Some))
        .map(allowed)
        .collect()
}

/// The tables of this build.
fn tables() -> String {
    let mut text = String::new();
    let mut list = |name: &str, keys: Vec<&str>| {
        for key in keys {
            writeln!(text, "{name} {key}").unwrap();
        }
    };
    list("kind", Kind::ALL.iter().map(|kind| kind.key()).collect());
    list("role", Role::ALL.iter().map(|role| role.key()).collect());
    list(
        "collection",
        Collection::ALL.iter().map(|one| one.key()).collect(),
    );
    list("module", Module::ALL.iter().map(|module| module.key()).collect());
    list(
        "code",
        RefusalCode::ALL.iter().map(|code| code.as_str()).collect(),
    );
    let limits = [
        ("change_bytes", wire::CHANGE_BYTES as u64),
        ("change_operations", wire::CHANGE_OPERATIONS as u64),
        ("change_dependencies", wire::CHANGE_DEPENDENCIES as u64),
        ("batch_changes", wire::BATCH_CHANGES as u64),
        ("batch_bytes", wire::BATCH_BYTES as u64),
        ("document_operations", wire::DOCUMENT_OPERATIONS as u64),
        ("document_bytes", wire::DOCUMENT_BYTES as u64),
        ("tally", TALLY_MAX.unsigned_abs()),
    ];
    for (name, most) in limits {
        writeln!(text, "limit {name} {most}").unwrap();
    }
    for kind in Kind::ALL {
        writeln!(text, "in {} {}", kind.key(), kind.collection().key()).unwrap();
        for spec in kind.fields() {
            let (name, allows) = shape(spec.shape);
            let line = format!("field {}.{} {name} {allows}", kind.key(), spec.name);
            writeln!(text, "{}", line.trim_end()).unwrap();
        }
        for (from, to) in steps(*kind) {
            let line = format!("step {} {from} {}", kind.key(), to.join(" "));
            writeln!(text, "{}", line.trim_end()).unwrap();
        }
    }
    text
}

#[test]
fn the_tables_are_those_of_the_models_number() {
    let now = tables();
    let kept = file(MODEL);
    if kept.is_none() && std::env::var_os("FELTBOG_WRITE_MODEL").is_some() {
        std::fs::write(folder().join(format!("{MODEL}.txt")), &now).unwrap();
        return;
    }
    let kept = kept.unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&kept), lines(&now));
    let gone = before.iter().filter(|line| !after.contains(line));
    let new = after.iter().filter(|line| !before.contains(line));
    let changes: Vec<_> = gone
        .map(|line| format!("- {line}"))
        .chain(new.map(|line| format!("+ {line}")))
        .collect();
    assert!(
        kept == now,
        "the tables are not those of model {MODEL}: raise it, and see this file's first lines\n{}",
        changes.join("\n")
    );
}

/// The second word of each line that begins with a name.
fn named<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let words = text.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    words
        .filter(|words| words.first() == Some(&name))
        .filter_map(|words| words.get(1).copied())
        .collect()
}

/// Each field with the name of its shape, and each kind with its collection: what may never change.
fn fixed(text: &str) -> BTreeMap<&str, &str> {
    let words = text.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    words
        .filter(|words| matches!(words.first(), Some(&"field" | &"in")))
        .filter_map(|words| Some((*words.get(1)?, *words.get(2)?)))
        .collect()
}

/// The names of the fields of some kinds.
fn fields_of<'a>(text: &'a str, kinds: &[&str]) -> Vec<&'a str> {
    let mut fields = named(text, "field");
    fields.retain(|name| {
        let kind = name.split_once('.').map(|(kind, _)| kind);
        kind.is_some_and(|kind| kinds.contains(&kind))
    });
    fields
}

/// Why a model cannot follow another: phones hold rows and documents of the one before.
fn breaks(before: &str, after: &str) -> Option<String> {
    for list in LISTS {
        let (old, new) = (named(before, list), named(after, list));
        if !new.starts_with(&old) {
            return Some(format!("{list}: {old:?} does not begin {new:?}"));
        }
    }
    let (old, new) = (fixed(before), fixed(after));
    let broken = old.iter().find(|(name, is)| new.get(*name) != Some(*is));
    broken.map(|(name, is)| format!("{name} was {is} and is {:?}", new.get(name)))
}

#[test]
fn each_model_keeps_what_stands_in_rows_and_documents() {
    let files: Vec<(u32, String)> = (FIRST_FILE..=MODEL)
        .map(|number| {
            let text = file(number);
            (
                number,
                text.unwrap_or_else(|| panic!("the file of model {number} is missing")),
            )
        })
        .collect();
    let mut fields_since = 1;
    for pair in files.windows(2) {
        let [(_, before), (number, after)] = pair else {
            continue;
        };
        assert_eq!(breaks(before, after), None, "model {number}");
        let kinds = named(before, "kind");
        if fields_of(before, &kinds) != fields_of(after, &kinds) {
            fields_since = *number;
        }
    }
    assert_eq!(fields_since, FIELDS_SINCE, "a field was added");
    let (_, first) = &files[0];
    let before = KnownModel::FIRST;
    assert_eq!(named(first, "kind").len(), before.kinds as usize);
    assert_eq!(named(first, "role").len(), before.roles as usize);
    assert_eq!(named(first, "code").len(), before.codes as usize + 1);
}

#[test]
fn a_list_that_loses_or_moves_a_value_and_a_field_of_another_shape_are_noticed() {
    let now = tables();
    let changed = |from: &str, to: &str| {
        let text = now.replacen(from, to, 1);
        assert_ne!(text, now, "{from}");
        breaks(&now, &text)
    };
    assert_eq!(breaks(&now, &now), None);
    assert_eq!(
        changed("role org_admin\n", "role org_admin\nrole janitor\n"),
        None
    );
    assert_eq!(
        changed("field area.name text 80\n", "field area.name text 40\n"),
        None
    );
    assert!(changed("role board\n", "").is_some());
    assert!(
        changed(
            "kind area\nkind area_observation\n",
            "kind area_observation\nkind area\n"
        )
        .is_some()
    );
    assert!(changed("field area.name text", "field area.name rich_text").is_some());
    assert!(changed("field area.name text", "field area.title text").is_some());
    assert!(changed("in area nature", "in area signals").is_some());
}
