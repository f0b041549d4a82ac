//! Reads Fluent files into messages, and refuses the parts of Fluent that the generated code does not have.

use std::collections::BTreeSet;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use fluent_syntax::parser::{self, ParserError};
use fluent_syntax::unicode::unescape_unicode_to_string;

use crate::Source;

/// A file with its messages in order.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) messages: Vec<Message>,
}

/// One text under its key.
pub(crate) struct Message {
    pub(crate) key: String,
    /// Lines of the comment above it, without those that describe placeholders.
    pub(crate) comment: Vec<String>,
    /// Placeholders in the order in which the comment describes them.
    pub(crate) described: Vec<String>,
    pub(crate) text: Text,
}

/// A message's content, by what becomes of it.
#[derive(Debug)]
pub(crate) enum Text {
    /// `&'static str`.
    Plain(String),
    /// `Template`.
    Template(Vec<Piece>),
    /// `Counted`: the sentences about one and about any other number.
    Counted {
        variable: String,
        one: Vec<Piece>,
        other: Vec<Piece>,
    },
}

/// Part of a sentence.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Literal(String),
    Placeholder(String),
}

impl Text {
    /// Names of the placeholders, sorted.
    pub(crate) fn placeholders(&self) -> BTreeSet<&str> {
        match self {
            Self::Plain(_) => BTreeSet::new(),
            Self::Template(pieces) => names(pieces).collect(),
            Self::Counted { variable, one, other } => {
                let mut all: BTreeSet<&str> = names(one).chain(names(other)).collect();
                all.insert(variable);
                all
            }
        }
    }

    /// Name of the shape, for problems.
    pub(crate) fn shape(&self) -> &'static str {
        match self {
            Self::Plain(_) => "a plain text",
            Self::Template(_) => "a text with placeholders",
            Self::Counted { .. } => "a counted text",
        }
    }
}

fn names(pieces: &[Piece]) -> impl Iterator<Item = &str> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Literal(_) => None,
        Piece::Placeholder(name) => Some(name.as_str()),
    })
}

/// Reads the files of one language. Every key stands once in them.
pub(crate) fn files(sources: &[Source], problems: &mut Vec<String>) -> Vec<File> {
    let mut seen = BTreeSet::new();
    let files: Vec<File> = sources.iter().map(|source| file(source, problems)).collect();
    for file in &files {
        for message in &file.messages {
            if !seen.insert(&message.key) {
                problems.push(format!("{}: the key \"{}\" stands twice", file.path, message.key));
            }
        }
    }
    files
}

fn file(source: &Source, problems: &mut Vec<String>) -> File {
    let Source { path, text } = source;
    let resource = match parser::parse(text.as_str()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for ParserError { pos, kind, .. } in errors {
                let line = text
                    .as_bytes()
                    .iter()
                    .take(pos.start)
                    .filter(|byte| **byte == b'\n')
                    .count()
                    + 1;
                problems.push(format!("{path}:{line}: {kind}"));
            }
            resource
        }
    };
    let mut messages = Vec::new();
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Term(term) => {
                problems.push(format!(
                    "{path}: \"-{}\" is a term; write its text into the messages",
                    term.id.name
                ));
                continue;
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {
                continue;
            }
        };
        let key = message.id.name;
        if !message.attributes.is_empty() {
            problems.push(format!(
                "{path}: \"{key}\" has attributes; give each text a key of its own"
            ));
        }
        let content = match &message.value {
            Some(pattern) => text_of(pattern),
            None => Err("has no text".to_owned()),
        };
        let lines = message.comment.map(|comment| comment.content).unwrap_or_default();
        let (described, comment): (Vec<&str>, Vec<&str>) = lines
            .into_iter()
            .partition(|line| line.trim_start().starts_with('$'));
        match content {
            Ok(text) => messages.push(Message {
                key: key.to_owned(),
                comment: comment.into_iter().map(str::to_owned).collect(),
                described: described.into_iter().map(described_name).collect(),
                text,
            }),
            Err(problem) => problems.push(format!("{path}: \"{key}\" {problem}")),
        }
    }
    File {
        path: path.clone(),
        messages,
    }
}

/// The name in a comment's line `$name - meaning`.
fn described_name(line: &str) -> String {
    line.trim_start()
        .trim_start_matches('$')
        .chars()
        .take_while(|char| char.is_ascii_alphanumeric() || "_-".contains(*char))
        .collect()
}

fn text_of(pattern: &Pattern<&str>) -> Result<Text, String> {
    if let [
        PatternElement::Placeable {
            expression: Expression::Select { selector, variants },
        },
    ] = pattern.elements.as_slice()
    {
        return counted(selector, variants);
    }
    let pieces = pieces(pattern)?;
    if names(&pieces).next().is_none() {
        let literals = pieces.iter().map(|piece| match piece {
            Piece::Literal(text) | Piece::Placeholder(text) => text.as_str(),
        });
        return Ok(Text::Plain(literals.collect()));
    }
    let has_braces = pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Literal(text) if text.contains(['{', '}'])));
    if has_braces {
        return Err("has both placeholders and braces; only one of them is possible".to_owned());
    }
    Ok(Text::Template(pieces))
}

fn counted(selector: &InlineExpression<&str>, variants: &[Variant<&str>]) -> Result<Text, String> {
    let InlineExpression::VariableReference { id } = selector else {
        return Err("selects by something else than a placeholder".to_owned());
    };
    let (mut one, mut other) = (None, None);
    for variant in variants {
        let name = match variant.key {
            VariantKey::Identifier { name } => name,
            VariantKey::NumberLiteral { value } => value,
        };
        let branch = match name {
            "one" => &mut one,
            "other" => &mut other,
            _ => {
                return Err(format!(
                    "has the branch [{name}]; its language has [one] and [other]"
                ));
            }
        };
        *branch = Some(pieces(&variant.value)?);
    }
    let one = one.ok_or("counts and lacks the branch [one]")?;
    let other = other.ok_or("counts and lacks the branch [other]")?;
    if let Some(name) = names(&one).chain(names(&other)).find(|name| *name != id.name) {
        return Err(format!(
            "counts ${} and has another placeholder, ${name}; make two texts of it",
            id.name
        ));
    }
    Ok(Text::Counted {
        variable: id.name.to_owned(),
        one,
        other,
    })
}

fn pieces(pattern: &Pattern<&str>) -> Result<Vec<Piece>, String> {
    let element = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Ok(Piece::Literal((*value).to_owned())),
        PatternElement::Placeable { expression } => placeable(expression),
    };
    pattern.elements.iter().map(element).collect()
}

fn placeable(expression: &Expression<&str>) -> Result<Piece, String> {
    let inline = match expression {
        Expression::Inline(inline) => inline,
        Expression::Select { .. } => {
            return Err("has text beside its branches; write whole sentences into the branches".to_owned());
        }
    };
    match inline {
        InlineExpression::StringLiteral { value } => {
            Ok(Piece::Literal(unescape_unicode_to_string(value).into_owned()))
        }
        InlineExpression::NumberLiteral { value } => Ok(Piece::Literal((*value).to_owned())),
        InlineExpression::VariableReference { id } => Ok(Piece::Placeholder(id.name.to_owned())),
        InlineExpression::Placeable { expression } => placeable(expression),
        InlineExpression::FunctionReference { id, .. } => {
            Err(format!("calls {}(); functions are not available", id.name))
        }
        InlineExpression::MessageReference { id, .. } | InlineExpression::TermReference { id, .. } => {
            Err(format!("refers to \"{}\"; write the text itself", id.name))
        }
    }
}
