//! Printed documents of conflict cases: letters from templates, the bundle for the tenancy board, and the plan that is
//! agreed with a complainant. docs/domain/conflicts.md has the law and the wording behind them.

pub mod bundle;
mod bundle_checks;
mod case_file;
pub mod letter;
pub mod plan;
mod record_writer;
pub mod seal;
mod template;
pub mod templates;
pub(in crate::services) mod withheld;

use std::sync::LazyLock;

use feltbog_print::PrintedDocument;
use feltbog_shared::language::Language;
use feltbog_shared::model::ValueList;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office_letters::LetterKind;
use tokio::sync::Semaphore;

use crate::error::Error;

/// The words of the printed documents, written from `locales/*/letters.ftl` and `bundle.ftl`.
pub(crate) mod texts {
    use feltbog_shared::language::Language;
    use feltbog_shared::model::conflict_case::{NotedAs, Topic};
    use feltbog_shared::model::conflict_event::EventKind;
    use feltbog_shared::model::legal_step::LegalStepKind;
    use feltbog_shared::office_letters::LetterKind;

    use crate::template::Template;

    /// The words of a kind of letter.
    pub(crate) struct LetterWords {
        /// The name.
        pub(crate) title: &'static str,
        /// The template that comes with Feltbog.
        pub(crate) body: &'static str,
        /// Sentences that every template must hold, one a line.
        pub(crate) mandatory: &'static str,
        /// Names of the fields, one a line.
        pub(crate) fields: &'static str,
    }

    include!(concat!(env!("OUT_DIR"), "/letter_texts.rs"));
}

use texts::{LetterTexts, LetterWords};

/// Letters are in Danish: theirs is the wording that has legal effect.
pub(crate) const LANGUAGE: Language = Language::Danish;

/// Documents are set one at a time; each takes up to some hundred megabytes and a second of a core.
static SETTING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(1));

fn words() -> &'static LetterTexts {
    LetterTexts::of(LANGUAGE)
}

fn words_of(kind: LetterKind) -> &'static LetterWords {
    &words().letter[kind as usize]
}

/// The label of a value of a list.
fn label<T: ValueList>(labels: &[&'static str], value: T) -> &'static str {
    let place = T::ALL.iter().position(|one| *one == value);
    place
        .and_then(|place| labels.get(place).copied())
        .unwrap_or_default()
}

/// A day in words: `26. november 2026`.
fn day_words(day: Day) -> String {
    let month = usize::from(day.month()) - 1;
    let name = words().month.get(month).copied().unwrap_or_default();
    format!("{}. {name} {}", day.0.day(), day.0.year())
}

/// A moment in words, in Danish time: `26. november 2026 kl. 23.10`.
fn moment_words(moment: Moment) -> String {
    let minutes = moment.seconds().div_euclid(60) + i64::from(feltbog_shared::moment::danish_offset(moment));
    let of_day = minutes.rem_euclid(24 * 60);
    format!(
        "{} kl. {:02}.{:02}",
        day_words(moment.danish_day()),
        of_day / 60,
        of_day % 60
    )
}

/// The parts of a moment in UTC, as a PDF states them.
pub(in crate::services) fn utc_parts(moment: Moment) -> (i32, u8, u8, u8, u8, u8) {
    let day = moment.day(0);
    let seconds = moment.seconds().rem_euclid(86_400);
    let part = |value: i64| u8::try_from(value).unwrap_or_default();
    (
        day.0.year(),
        day.month(),
        day.0.day(),
        part(seconds / 3_600),
        part(seconds / 60 % 60),
        part(seconds % 60),
    )
}

/// A day of a message; nothing for an empty one.
///
/// # Errors
/// `InvalidValue` for a text that is no day.
fn stated_day(text: &str) -> Result<Option<Day>, Error> {
    match text.trim() {
        "" => Ok(None),
        text => Day::parse(text)
            .map(Some)
            .ok_or(Error::Refused(feltbog_shared::refusal::RefusalCode::InvalidValue)),
    }
}

/// Sets a document as PDF, beside the threads that answer.
pub(in crate::services) async fn print(document: PrintedDocument) -> Result<Vec<u8>, Error> {
    let permit = SETTING.acquire().await.map_err(|_| Error::BUSY)?;
    let printed = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        document.to_pdf()
    });
    printed
        .await
        .map_err(|error| Error::Fault(error.to_string()))?
        .map_err(|error| Error::Fault(error.to_string()))
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
