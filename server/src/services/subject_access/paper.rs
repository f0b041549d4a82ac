//! An answer to a resident as a PDF.

use feltbog_print::{Block, Column, PrintedDocument};
use feltbog_shared::language::Language;
use feltbog_shared::office::subject_access::{SubjectAccessAnswer, SubjectField, SubjectRecord};

use super::words;
use crate::error::Error;
use crate::services::letters::{print, utc_parts};

/// The PDF of an answer.
///
/// # Errors
/// When it cannot be set.
pub(super) async fn pdf(answer: &SubjectAccessAnswer, language: Language) -> Result<Vec<u8>, Error> {
    let texts = words(language);
    let mut blocks = vec![
        heading(1, texts.title),
        Block::Facts {
            pairs: vec![
                (texts.home.to_owned(), answer.home.clone()),
                (texts.department.to_owned(), answer.department_name.clone()),
                (texts.controller.to_owned(), answer.controller.clone()),
                (texts.made_at.to_owned(), answer.made_at_words.clone()),
            ],
        },
        paragraph(texts.lead),
        paragraph(texts.rights),
    ];
    if answer.is_withheld {
        blocks.push(Block::Notice {
            text: texts.withheld_notice.to_owned(),
        });
    }
    if !answer.dwelling.is_empty() {
        blocks.push(heading(2, texts.section_dwelling));
        blocks.push(facts(&answer.dwelling));
    }
    blocks.push(heading(2, texts.section_records));
    if answer.records.is_empty() {
        blocks.push(paragraph(texts.no_records));
    }
    for record in &answer.records {
        blocks.extend(record_blocks(record, language));
    }
    blocks.push(heading(2, texts.section_accesses));
    blocks.extend(access_blocks(answer, language));
    print(PrintedDocument {
        language: language.tag().to_owned(),
        title: texts.title.to_owned(),
        author: answer.controller.clone(),
        sender: vec![answer.controller.clone(), answer.department_name.clone()],
        recipient: Vec::new(),
        date: answer.made_at_words.clone(),
        footer: texts.title.to_owned(),
        page_word: texts.page.to_owned(),
        of_word: texts.page_of.to_owned(),
        made_at: utc_parts(answer.made_at),
        blocks,
    })
    .await
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading {
        level,
        text: text.to_owned(),
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph {
        text: text.to_owned(),
    }
}

fn facts(fields: &[SubjectField]) -> Block {
    let pairs = fields
        .iter()
        .map(|field| (field.label.clone(), field.value.clone()));
    Block::Facts {
        pairs: pairs.collect(),
    }
}

fn record_blocks(record: &SubjectRecord, language: Language) -> Vec<Block> {
    let texts = words(language);
    let mut blocks = vec![heading(3, &record.title)];
    let remarks = [
        (!record.names_home, texts.belongs),
        (record.is_discarded, texts.discarded),
    ];
    let remarks = remarks.into_iter().filter(|(is_so, _)| *is_so);
    blocks.extend(remarks.map(|(_, text)| Block::Small {
        text: text.to_owned(),
    }));
    let labels = [texts.changed_first, texts.changed_last].into_iter();
    let times = labels
        .map(str::to_owned)
        .zip(record.changed_words.iter().cloned());
    let mut pairs: Vec<_> = times.collect();
    pairs.push((texts.department.to_owned(), record.department_name.clone()));
    let fields = record.fields.iter();
    pairs.extend(fields.map(|field| (field.label.clone(), field.value.clone())));
    blocks.push(Block::Facts { pairs });
    blocks
}

fn access_blocks(answer: &SubjectAccessAnswer, language: Language) -> Vec<Block> {
    let texts = words(language);
    if answer.accesses.is_empty() {
        return vec![paragraph(texts.no_accesses)];
    }
    let column = |title: &str, width| Column {
        title: title.to_owned(),
        width,
    };
    let row = |access: &feltbog_shared::office::subject_access::SubjectAccess| {
        vec![
            access.at_words.clone(),
            access.action.clone(),
            access.purpose.clone(),
            access.title.clone(),
        ]
    };
    let mut blocks = vec![Block::Table {
        columns: vec![
            column(texts.column_at, 3),
            column(texts.column_action, 2),
            column(texts.column_purpose, 3),
            column(texts.column_record, 3),
        ],
        rows: answer.accesses.iter().map(row).collect(),
    }];
    if answer.has_more_accesses {
        blocks.push(paragraph(texts.more_accesses));
    }
    blocks
}
