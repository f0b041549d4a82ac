//! Remarks on the rows of lists, each with its place.

use std::fmt;

use feltbog_shared::language::Language;

use super::sentence::Sentence;

/// The most faults, and the most warnings, that are kept with their places; the rest is counted.
const KEPT: usize = 10_000;

/// A remark on a place in a list: a fault, by which nothing is imported, or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFinding {
    /// The file.
    pub file: String,
    /// The line or row, counted from 1.
    pub line: u64,
    /// The header of the column; empty for a whole row or file.
    pub column: String,
    /// The cell of a workbook, as `Ark1!C17`.
    pub cell: Option<String>,
    /// The sentence.
    pub sentence: Sentence,
}

impl ImportFinding {
    /// The place within the file: `14, Etage` or `Ark1!C17`.
    pub fn place(&self) -> String {
        match (&self.cell, self.column.as_str()) {
            (Some(cell), _) => cell.clone(),
            (None, "") => self.line.to_string(),
            (None, column) => format!("{}, {column}", self.line),
        }
    }

    /// File, place and sentence in a language.
    pub fn text(&self, language: Language) -> String {
        let (file, line, column) = (self.file.clone(), self.line.to_string(), self.column.clone());
        let place = match &self.cell {
            Some(cell) => Sentence::AtCell {
                file,
                cell: cell.clone(),
                column,
            },
            None if column.is_empty() => Sentence::AtLine { file, line },
            None => Sentence::AtColumn { file, line, column },
        };
        format!("{}: {}", place.text(language), self.sentence.text(language))
    }
}

impl fmt::Display for ImportFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

/// The remarks of an import so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Remarks {
    pub(super) faults: Vec<ImportFinding>,
    pub(super) warnings: Vec<ImportFinding>,
    /// The headers of the file, as written.
    pub(super) headers: Vec<String>,
    /// The first values of each column, by its header.
    pub(super) samples: Vec<(String, Vec<String>)>,
    /// The sheets of a workbook that have the columns, when there are several.
    pub(super) sheets: Vec<String>,
    fault_count: usize,
    warning_count: usize,
}

impl Remarks {
    /// Adds a fault.
    pub(super) fn fault(&mut self, finding: ImportFinding) {
        self.fault_count += 1;
        if self.faults.len() < KEPT {
            self.faults.push(finding);
        }
    }

    /// Adds a warning.
    pub(super) fn warn(&mut self, finding: ImportFinding) {
        self.warning_count += 1;
        if self.warnings.len() < KEPT {
            self.warnings.push(finding);
        }
    }

    /// Takes back warnings for which others are told.
    pub(super) fn withdraw_warnings(&mut self, is_withdrawn: impl Fn(&ImportFinding) -> bool) {
        let before = self.warnings.len();
        self.warnings.retain(|warning| !is_withdrawn(warning));
        self.warning_count -= before - self.warnings.len();
    }

    /// The number of faults, those that were not kept too.
    pub(super) fn faults(&self) -> usize {
        self.fault_count
    }

    /// Sorts both by place, and tells of those that were not kept.
    pub(super) fn settle(&mut self) {
        for (findings, count) in [
            (&mut self.faults, self.fault_count),
            (&mut self.warnings, self.warning_count),
        ] {
            findings.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
            if let Some(last) = findings.last()
                && count > findings.len()
            {
                let (file, line) = (last.file.clone(), last.line);
                findings.push(ImportFinding {
                    file,
                    line,
                    column: String::new(),
                    cell: None,
                    sentence: Sentence::MoreRemarks {
                        count: (count - KEPT).to_string(),
                    },
                });
            }
        }
    }
}
