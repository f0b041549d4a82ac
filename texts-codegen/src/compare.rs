//! Compares the files of one language with the Danish ones, and the Danish ones with their catalogue.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::{File, Message, Text};
use crate::{Catalogue, List};

/// Pushes a sentence for each key and comment of the Danish files that the code cannot be written from.
pub(crate) fn reference(catalogue: &Catalogue, danish: &[File], problems: &mut Vec<String>) {
    for file in danish {
        for message in &file.messages {
            if let Err(problem) = key(catalogue, message).and_then(|()| comment(message)) {
                problems.push(format!("{}: \"{}\" {problem}", file.path, message.key));
            }
        }
    }
    for (name, _) in catalogue.lists {
        let mut keys = danish.iter().flat_map(|file| &file.messages);
        if !keys.any(|message| message.key.split('-').next() == Some(*name) && message.key != *name) {
            let paths: Vec<&str> = danish.iter().map(|file| file.path.as_str()).collect();
            problems.push(format!("{}: the list \"{name}\" has no texts", paths.join(", ")));
        }
    }
}

/// Whether a key has the form of a field or of its list, and the text the shape that a list holds.
fn key(catalogue: &Catalogue, message: &Message) -> Result<(), String> {
    let parts: Vec<&str> = message.key.split('-').collect();
    let is_name = |part: &&str| {
        part.starts_with(|char: char| char.is_ascii_lowercase())
            && part
                .chars()
                .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
    };
    if !parts.iter().all(is_name) {
        return Err("is no key: use small letters, digits and _, and - within lists".to_owned());
    }
    let list = catalogue
        .lists
        .iter()
        .find(|(name, _)| parts.first() == Some(name));
    let Some((name, list)) = list else {
        return if parts.len() == 1 {
            Ok(())
        } else {
            Err("belongs to no list: name its list in build.rs, or write _ for -".to_owned())
        };
    };
    let wanted = match list {
        List::Texts | List::TextsOf(_) | List::Labels(_) => 2,
        List::Records { .. } | List::FieldLabels => 3,
    };
    if parts.len() != wanted {
        let form = if wanted == 2 { "value" } else { "value-part" };
        return Err(format!("is not of the form {name}-{form}"));
    }
    let Text::Plain(text) = &message.text else {
        return Err(format!("is {}; a list has plain texts", message.text.shape()));
    };
    match list {
        List::Labels(_) | List::FieldLabels if text.contains('\n') => {
            Err("has several lines; this list has one for each text".to_owned())
        }
        List::Records { parts: known, .. } if !parts.last().is_some_and(|part| known.contains(part)) => {
            Err(format!("is none of the parts {}", known.join(", ")))
        }
        _ => Ok(()),
    }
}

/// Whether the comment describes each placeholder once. The order of its lines is that of the code's arguments, so
/// that a sentence may be written anew without a look at the code.
fn comment(message: &Message) -> Result<(), String> {
    if !matches!(message.text, Text::Template(_)) {
        return Ok(());
    }
    let placeholders = message.text.placeholders();
    let described: BTreeSet<&str> = message.described.iter().map(String::as_str).collect();
    if described == placeholders && described.len() == message.described.len() {
        return Ok(());
    }
    Err(format!(
        "has the placeholders {}, its comment describes {}: write a line \"# $name - meaning\" for each, in the order \
         in which the code passes them",
        list(&placeholders),
        list(&described)
    ))
}

/// Pushes a sentence for each text that differs in more than its words.
pub(crate) fn languages(danish: &[File], other: &[File], problems: &mut Vec<String>) {
    for (danish, other) in danish.iter().zip(other) {
        let known: BTreeMap<&str, &Message> = by_key(danish);
        let found: BTreeMap<&str, &Message> = by_key(other);
        for message in &danish.messages {
            match found.get(message.key.as_str()) {
                None => problems.push(format!(
                    "{}: the key \"{}\" is missing; {} has it",
                    other.path, message.key, danish.path
                )),
                Some(translated) => {
                    if let Err(problem) = same_form(message, translated) {
                        problems.push(format!(
                            "{}: \"{}\" {problem} in {}",
                            other.path, message.key, danish.path
                        ));
                    }
                }
            }
        }
        for message in &other.messages {
            if !known.contains_key(message.key.as_str()) {
                problems.push(format!(
                    "{}: the key \"{}\" is unknown; {} does not have it",
                    other.path, message.key, danish.path
                ));
            }
        }
    }
}

fn by_key(file: &File) -> BTreeMap<&str, &Message> {
    file.messages
        .iter()
        .map(|message| (message.key.as_str(), message))
        .collect()
}

fn same_form(danish: &Message, other: &Message) -> Result<(), String> {
    let (wanted, found) = (danish.text.placeholders(), other.text.placeholders());
    if wanted != found {
        return Err(format!(
            "has the placeholders {}, but {}",
            list(&found),
            list(&wanted)
        ));
    }
    if danish.text.shape() != other.text.shape() {
        return Err(format!("is {}, but {}", other.text.shape(), danish.text.shape()));
    }
    Ok(())
}

/// Names of placeholders as they are written: `$count, $day`.
fn list(names: &BTreeSet<&str>) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let written: Vec<String> = names.iter().map(|name| format!("${name}")).collect();
    written.join(", ")
}
