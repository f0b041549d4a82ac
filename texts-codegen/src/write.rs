//! Writes the struct of a catalogue, its values, and what the compiler holds about its lists.

use std::fmt::Write as _;

use crate::read::{File, Message, Piece, Text};
use crate::{Catalogue, LANGUAGES, List};

/// The kind in the keys of [`List::FieldLabels`] whose fields every kind has.
const EVERY_KIND: &str = "every_kind";

/// A field of the struct: its documentation, its type and its value in each language.
struct Field {
    name: String,
    doc: String,
    rust_type: String,
    values: Vec<String>,
}

/// One text with its keys below a list, in the order of the Danish files.
struct Item<'a> {
    path: &'a str,
    keys: Vec<&'a str>,
    /// The text in each language.
    texts: Vec<&'a str>,
}

/// The code of a catalogue. The languages are known to have the same keys.
pub(crate) fn code(catalogue: &Catalogue, languages: &[Vec<File>]) -> Result<String, Vec<String>> {
    let mut fields = Vec::new();
    let mut checks = String::new();
    let mut problems = Vec::new();
    let [danish, ..] = languages else {
        return Ok(String::new());
    };
    let mut written: Vec<&str> = Vec::new();
    for message in danish.iter().flat_map(|file| &file.messages) {
        let name = message.key.split('-').next().unwrap_or_default();
        let list = catalogue.lists.iter().find(|(list, _)| *list == name);
        let Some((_, list)) = list else {
            fields.push(field(message, languages));
            continue;
        };
        if written.contains(&name) {
            continue;
        }
        written.push(name);
        let items = items(name, languages);
        match list_field(name, *list, &items, &mut checks) {
            Ok(field) => fields.push(field),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(whole(catalogue, &fields, &checks))
    } else {
        Err(problems)
    }
}

fn whole(catalogue: &Catalogue, fields: &[Field], checks: &str) -> String {
    let Catalogue {
        name,
        visibility,
        files,
        ..
    } = catalogue;
    let mut code = format!(
        "// Written by feltbog-texts-codegen from locales/*/{{{}}}. Change those files.\n\n",
        files.join(",")
    );
    let _ = writeln!(
        code,
        "/// The texts of one language.\n{visibility} struct {name} {{"
    );
    if let Some(field) = catalogue.language_field {
        let _ = writeln!(
            code,
            "    /// The language of the texts.\n    {visibility} {field}: Language,"
        );
    }
    for field in fields {
        let _ = writeln!(
            code,
            "    #[doc = {:?}]\n    {visibility} {}: {},",
            field.doc, field.name, field.rust_type
        );
    }
    code.push_str("}\n");
    for (index, ((_, language), name_of_static)) in LANGUAGES.iter().zip(catalogue.statics).enumerate() {
        let _ = writeln!(
            code,
            "\n/// The texts in {language}.\n{visibility} static {name_of_static}: {name} = {name} {{"
        );
        if let Some(field) = catalogue.language_field {
            let _ = writeln!(code, "    {field}: Language::{language},");
        }
        for field in fields {
            let value = field.values.get(index).map_or("", String::as_str);
            let _ = writeln!(code, "    {}: {value},", field.name);
        }
        code.push_str("};\n");
    }
    let _ = write!(
        code,
        "\nimpl {name} {{\n    /// The texts of a language.\n    {visibility} fn of(language: Language) -> &'static \
         Self {{\n        match language {{\n"
    );
    for ((_, language), name_of_static) in LANGUAGES.iter().zip(catalogue.statics) {
        let _ = writeln!(code, "            Language::{language} => &{name_of_static},");
    }
    code.push_str("        }\n    }\n}\n");
    code.push_str(checks);
    code
}

/// The field of a message outside of lists.
fn field(danish: &Message, languages: &[Vec<File>]) -> Field {
    let (rust_type, order) = match &danish.text {
        Text::Plain(_) => ("&'static str".to_owned(), Vec::new()),
        Text::Template(_) => (
            format!("Template<{}>", danish.described.len()),
            danish.described.clone(),
        ),
        Text::Counted { variable, .. } => ("Counted".to_owned(), vec![variable.clone()]),
    };
    let values = in_each(languages, &danish.key).map(|message| value(&message.text, &order));
    let last = in_each(languages, &danish.key).last();
    Field {
        name: danish.key.clone(),
        doc: doc(&danish.comment, last.map(|message| &message.text)),
        rust_type,
        values: values.collect(),
    }
}

/// The message with a key in each language.
fn in_each<'a>(languages: &'a [Vec<File>], key: &'a str) -> impl Iterator<Item = &'a Message> {
    languages.iter().filter_map(move |files| {
        let mut messages = files.iter().flat_map(|file| &file.messages);
        messages.find(|message| message.key == key)
    })
}

/// The comment, or the beginning of the English text where there is none.
fn doc(comment: &[String], english: Option<&Text>) -> String {
    let comment: Vec<&str> = comment.iter().map(String::as_str).collect();
    let comment = comment.join(" ");
    if !comment.trim().is_empty() {
        return format!(" {}", comment.trim());
    }
    let text = match english {
        Some(Text::Plain(text)) => text.clone(),
        Some(Text::Template(pieces) | Text::Counted { other: pieces, .. }) => named(pieces),
        None => String::new(),
    };
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        return " A text that English does without.".to_owned();
    }
    format!(" `{}`", line.replace('`', "'"))
}

fn named(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Placeholder(name) => format!("{{{name}}}"),
    };
    pieces.iter().map(piece).collect()
}

fn value(text: &Text, order: &[String]) -> String {
    match text {
        Text::Plain(text) => format!("{text:?}"),
        Text::Template(pieces) => format!("Template({:?})", numbered(pieces, order)),
        Text::Counted { one, other, .. } => {
            let one: String = one
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(text) => text.as_str(),
                    Piece::Placeholder(_) => "1",
                })
                .collect();
            let more = numbered(other, order);
            format!("Counted {{ one: {one:?}, more: Template({more:?}) }}")
        }
    }
}

/// The sentence with the places of its placeholders: `{0}`, `{1}`.
fn numbered(pieces: &[Piece], order: &[String]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Placeholder(name) => {
            let place = order.iter().position(|described| described == name);
            format!("{{{}}}", place.unwrap_or_default())
        }
    };
    pieces.iter().map(piece).collect()
}

/// The texts of a list.
fn items<'a>(list: &str, languages: &'a [Vec<File>]) -> Vec<Item<'a>> {
    let Some(danish) = languages.first() else {
        return Vec::new();
    };
    let mut items = Vec::new();
    for file in danish {
        for message in &file.messages {
            let mut keys = message.key.split('-');
            if keys.next() != Some(list) {
                continue;
            }
            let texts = in_each(languages, &message.key).filter_map(|message| match &message.text {
                Text::Plain(text) => Some(text.as_str()),
                Text::Template(_) | Text::Counted { .. } => None,
            });
            items.push(Item {
                path: &file.path,
                keys: keys.collect(),
                texts: texts.collect(),
            });
        }
    }
    items
}

/// The distinct first keys of a list's items, in order.
fn firsts<'a>(items: &[Item<'a>]) -> Vec<&'a str> {
    let mut firsts = Vec::new();
    for item in items {
        if let Some(first) = item.keys.first()
            && !firsts.contains(first)
        {
            firsts.push(*first);
        }
    }
    firsts
}

fn list_field(name: &str, list: List, items: &[Item], checks: &mut String) -> Result<Field, Vec<String>> {
    let keys = firsts(items);
    let path = items.first().map_or("", |item| item.path);
    let languages = 0..LANGUAGES.len();
    let (doc, rust_type, values) = match list {
        List::Texts => (
            format!(" In this order: {}.", keys.join(", ")),
            format!("[&'static str; {}]", items.len()),
            languages
                .map(|at| array(items.iter().map(|item| quoted(item, at))))
                .collect(),
        ),
        List::TextsOf(of) => {
            checks.push_str(&values_of(path, name, of, &keys, &[]));
            (
                format!(" In the order of [`{of}`]."),
                format!("[&'static str; {}]", items.len()),
                languages
                    .map(|at| array(items.iter().map(|item| quoted(item, at))))
                    .collect(),
            )
        }
        List::Labels(of) => {
            checks.push_str(&values_of(path, name, of, &keys, &[]));
            (
                format!(" Names of the values of [`{of}`]."),
                "Labels".to_owned(),
                languages.map(|at| labels(items.iter(), at)).collect(),
            )
        }
        List::Records {
            record,
            parts,
            of,
            without,
        } => {
            lacking_parts(name, &keys, parts, items)?;
            if let Some(of) = of {
                checks.push_str(&values_of(path, name, of, &keys, without));
            }
            let record_in = |at: usize, key: &str| {
                let part = |part: &&str| {
                    let item = items.iter().find(|item| item.keys == [key, *part]);
                    format!(
                        "{part}: {}",
                        item.map_or_else(String::new, |item| quoted(item, at))
                    )
                };
                let parts: Vec<String> = parts.iter().map(part).collect();
                format!("{record} {{ {} }}", parts.join(", "))
            };
            (
                format!(" In this order: {}.", keys.join(", ")),
                format!("[{record}; {}]", keys.len()),
                languages
                    .map(|at| array(keys.iter().map(|key| record_in(at, key))))
                    .collect(),
            )
        }
        List::FieldLabels => {
            let kinds: Vec<&str> = keys.iter().copied().filter(|key| *key != EVERY_KIND).collect();
            checks.push_str(&fields_of(path, name, &kinds, items));
            let labels_in = |at: usize, kind: &str| {
                let first =
                    |of: &'static str| items.iter().filter(move |item| item.keys.first() == Some(&of));
                let own = items.iter().filter(|item| item.keys.first() == Some(&kind));
                labels(first(EVERY_KIND).chain(own), at)
            };
            (
                " Names of the fields of each [`Kind`], in the order of its fields.".to_owned(),
                format!("[Labels; {}]", kinds.len()),
                languages
                    .map(|at| array(kinds.iter().map(|kind| labels_in(at, kind))))
                    .collect(),
            )
        }
    };
    Ok(Field {
        name: name.to_owned(),
        doc,
        rust_type,
        values,
    })
}

fn lacking_parts(name: &str, keys: &[&str], parts: &[&str], items: &[Item]) -> Result<(), Vec<String>> {
    let mut lacking = Vec::new();
    for key in keys {
        for part in parts {
            if !items.iter().any(|item| item.keys == [*key, *part]) {
                let path = items
                    .iter()
                    .find(|item| item.keys.first() == Some(key))
                    .map_or("", |item| item.path);
                lacking.push(format!("{path}: the key \"{name}-{key}-{part}\" is missing"));
            }
        }
    }
    if lacking.is_empty() { Ok(()) } else { Err(lacking) }
}

fn quoted(item: &Item, language: usize) -> String {
    format!("{:?}", item.texts.get(language).copied().unwrap_or_default())
}

fn array(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    format!("[{}]", values.join(", "))
}

/// All texts in one string, a line for each.
fn labels<'a>(items: impl Iterator<Item = &'a Item<'a>>, language: usize) -> String {
    let lines: String = items
        .flat_map(|item| [item.texts.get(language).copied().unwrap_or_default(), "\n"])
        .collect();
    format!("Labels({lines:?})")
}

/// Code that compiles when a list has a text for each variant of an enum, in the enum's order.
fn values_of(path: &str, list: &str, of: &str, keys: &[&str], without: &[&str]) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let mut code = format!(
        "\nconst _: () = {{\n    // The variant that the compiler misses here has no text: write \"{list}-<variant>\" \
         into {file} of every language.\n    const fn place(value: {of}) -> usize {{\n        match value {{ // \
         {file}: \"{list}-<variant>\" is missing for a variant of {of}\n"
    );
    for (place, key) in keys.iter().chain(without).enumerate() {
        let _ = writeln!(code, "            {of}::{} => {place},", camel_case(key));
    }
    code.push_str("        }\n    }\n");
    for key in keys.iter().chain(without) {
        let variant = camel_case(key);
        let _ = writeln!(
            code,
            "    assert!(place({of}::{variant}) == {of}::{variant} as usize, \"{file}: {list}-{key} does not stand in the \
             order of {of}\");"
        );
    }
    code.push_str("};\n");
    code
}

/// Code that compiles when each kind of record has a text for each of its fields, in their order.
fn fields_of(path: &str, list: &str, kinds: &[&str], items: &[Item]) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let names_of = |kind: &str| -> Vec<&str> {
        items
            .iter()
            .filter(|item| {
                item.keys
                    .first()
                    .is_some_and(|first| *first == EVERY_KIND || *first == kind)
            })
            .filter_map(|item| item.keys.get(1).copied())
            .collect()
    };
    let mut code = "\nconst _: () = {\n    const fn is_at(fields: &[FieldSpec], place: usize, name: &str) -> bool {\n        \
                    place < fields.len() && is_same(fields[place].name, name)\n    }\n"
        .to_owned();
    for (place, kind) in kinds.iter().enumerate() {
        let record = camel_case(kind);
        let names = names_of(kind);
        let _ = writeln!(
            code,
            "    assert!(<{record} as Model>::KIND as usize == {place}, \"{file}: {list}-{kind} does not stand in the \
             order of Kind\");\n    let fields = <{record} as Model>::FIELDS;"
        );
        for (place, name) in names.iter().enumerate() {
            let _ = writeln!(
                code,
                "    assert!(is_at(fields, {place}, {name:?}), \"{file}: before {list}-{kind}-{name} a field of \
                 {record} has no text, or the order is another\");"
            );
        }
        let _ = writeln!(
            code,
            "    assert!(fields.len() == {}, \"{file}: a field at the end of {record} has no text \
             {list}-{kind}-<field>\");",
            names.len()
        );
    }
    let _ = write!(
        code,
        "    assert!(Kind::ALL.len() == {}, \"{file}: the last kind has no texts {list}-<kind>-<field>\");\n}};\n\n\
         const fn is_same(one: &str, other: &str) -> bool {{\n    let (one, other) = (one.as_bytes(), \
         other.as_bytes());\n    let mut at = 0;\n    while at < one.len() && at < other.len() && one[at] == other[at] \
         {{\n        at += 1;\n    }}\n    at == one.len() && at == other.len()\n}}\n",
        kinds.len()
    );
    code
}

/// `conflict_case` as `ConflictCase`.
fn camel_case(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(word).collect()
}

/// `PageTexts` as `page_texts`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for char in name.chars() {
        if char.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(char.to_ascii_lowercase());
    }
    snake
}
