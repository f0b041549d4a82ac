//! The report of a plan: for the office app, as CSV, and as lines for the command line.

use feltbog_shared::language::Language;
use feltbog_shared::office::{ImportChange, ImportPlan, ImportQuestion, ImportRemark};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::sentence::harmless;
use super::{Change, ImportError, ImportFinding, PersonAnswer, PersonQuestion, Plan, Sentence};

/// The most changes that the office app and the command line are told.
const SHOWN: usize = 200;

impl Plan {
    /// The plan as the office app shows it.
    pub fn for_office(&self, language: Language, is_applied: bool) -> ImportPlan {
        let forms: Vec<_> = self.forms.iter().map(|(_, form)| form.text(language)).collect();
        let remark = |finding: &ImportFinding| ImportRemark {
            place: finding.place(),
            code: finding.sentence.code().to_owned(),
            sentence: match &finding.sentence {
                Sentence::LeaversKeep { count, total } => {
                    let (count, total) = (count.clone(), total.clone());
                    Sentence::LeaversOfOffice { count, total }.text(language)
                }
                sentence => sentence.text(language),
            },
        };
        let change = |change: &Change| ImportChange {
            line: u32::try_from(change.line).unwrap_or(u32::MAX),
            subject: change.subject.clone(),
            field: change.field.text(language),
            before: change.before.clone(),
            after: change.after.clone(),
        };
        let question = |question: &PersonQuestion| ImportQuestion {
            key: question.key.clone(),
            code: question.code.to_owned(),
            name: question.name.clone(),
            known: question.known.clone(),
            answer: question.answer.map_or("", PersonAnswer::key).to_owned(),
        };
        ImportPlan {
            hash: self.hash.clone(),
            form: forms.join("; "),
            columns: self.columns.clone(),
            added: self.added,
            changed: self.changed,
            unchanged: self.unchanged,
            ended: self.ended,
            skipped: self.skipped,
            faults: self.findings.iter().map(remark).collect(),
            warnings: self.warnings.iter().map(remark).collect(),
            changes: self.changes.iter().take(SHOWN).map(change).collect(),
            change_count: self.change_count,
            is_applied,
            sheets: self.sheets.clone(),
            roles: self.roles.clone(),
            questions: self.questions.iter().map(question).collect(),
            ..ImportPlan::default()
        }
    }

    /// The lines of the report for the command line, without its outcome.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let mut lines = Vec::new();
        for (file, form) in &self.forms {
            lines.push(format!("{file}: {}", form.text(language)));
        }
        lines.extend(self.warnings.iter().map(|finding| finding.text(language)));
        if self.fault_count == 0 {
            for change in self.changes.iter().take(SHOWN) {
                lines.push(change.text(language));
            }
            let shown = u32::try_from(self.changes.len().min(SHOWN)).unwrap_or(u32::MAX);
            if self.change_count > shown {
                let count = (self.change_count - shown).to_string();
                lines.push(Sentence::MoreChanges { count }.text(language));
            }
        }
        lines.extend(self.findings.iter().map(|finding| finding.text(language)));
        let totals = Sentence::Totals {
            added: self.added.to_string(),
            changed: self.changed.to_string(),
            unchanged: self.unchanged.to_string(),
            ended: self.ended.to_string(),
            skipped: self.skipped.to_string(),
        };
        if self.fault_count == 0 {
            lines.push(totals.text(language));
        }
        lines
    }

    /// The outcome of an import in one sentence; `is_dry_run` when nothing was to be done.
    pub fn outcome(&self, language: Language, is_dry_run: bool) -> String {
        let count = self.total().to_string();
        let sentence = match (self.fault_count, is_dry_run, self.is_empty()) {
            (0, true, _) => Sentence::DryRun { count },
            (0, false, true) => Sentence::Nothing,
            (0, false, false) => Sentence::Done { count },
            (faults, ..) => Sentence::Faults {
                count: faults.to_string(),
            },
        };
        sentence.text(language)
    }

    /// The report as CSV for a spreadsheet: UTF-8 with a mark, semicolons, and no cell that is taken for a formula.
    pub fn csv(&self, language: Language) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(vec![0xef, 0xbb, 0xbf]);
        self.each_row(language, |row| {
            // Writing into memory cannot fail.
            let _ = writer.write_record(row.map(|cell| harmless(&cell)));
        });
        writer.into_inner().unwrap_or_default()
    }

    /// The report as a workbook. Every cell is a text and never a formula.
    ///
    /// # Errors
    /// When the workbook cannot be written.
    pub fn workbook(&self, language: Language) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_freeze_panes(1, 0)?;
        for (column, width) in (0..).zip([10, 20, 20, 70, 30, 30]) {
            sheet.set_column_width(column, width)?;
        }
        let bold = Format::new().set_bold();
        let (mut line, mut outcome) = (0, Ok(()));
        self.each_row(language, |row| {
            for (column, cell) in (0..).zip(&row) {
                let written = match line {
                    0 => sheet.write_string_with_format(line, column, cell, &bold),
                    _ => sheet.write_string(line, column, cell),
                };
                if let Err(error) = written.map(drop) {
                    outcome = Err(error);
                    return;
                }
            }
            line += 1;
        });
        outcome?;
        book.save_to_buffer()
    }

    /// Gives each row of the report: the header, the faults, the warnings, and the changes of a plan without faults.
    fn each_row(&self, language: Language, mut give: impl FnMut([String; 6])) {
        let header = [
            Sentence::ReportKind,
            Sentence::ReportPlace,
            Sentence::ReportCode,
            Sentence::ReportSentence,
            Sentence::ReportBefore,
            Sentence::ReportAfter,
        ];
        give(header.map(|sentence| sentence.text(language)));
        for (kind, findings) in [
            (Sentence::KindFault, &self.findings),
            (Sentence::KindWarning, &self.warnings),
        ] {
            for finding in findings {
                let place = match finding.file.as_str() {
                    "" => finding.place(),
                    file => format!("{file}, {}", finding.place()),
                };
                give([
                    kind.text(language),
                    place,
                    finding.sentence.code().to_owned(),
                    finding.sentence.text(language),
                    String::new(),
                    String::new(),
                ]);
            }
        }
        if self.fault_count > 0 {
            return;
        }
        for change in &self.changes {
            give([
                Sentence::KindChange.text(language),
                change.line.to_string(),
                change.field.code().to_owned(),
                format!("{}: {}", change.subject, change.field.text(language)),
                change.before.clone(),
                change.after.clone(),
            ]);
        }
    }
}

impl Change {
    /// The change on one line.
    fn text(&self, language: Language) -> String {
        let field = self.field.text(language);
        let line = match self.line {
            0 => String::new(),
            line => format!("{line}: "),
        };
        match self.before.as_str() {
            "" => format!("{line}{}: {field}: {}", self.subject, self.after),
            before => format!("{line}{}: {field}: {before} -> {}", self.subject, self.after),
        }
    }
}

impl ImportError {
    /// The sentence of a refusal that is no failure.
    pub fn text(&self, language: Language) -> Option<String> {
        match self {
            Self::Refused => Some(Sentence::Refused.text(language)),
            Self::Moved => Some(Sentence::Moved.text(language)),
            Self::Failed(_) => None,
        }
    }
}
