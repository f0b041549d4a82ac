//! `feltbog doctor`: looks at everything that goes wrong around a server, says what it finds in a sentence each, and what
//! to do. It changes nothing and prints no secret.

mod address;
mod machine;
mod mail;
mod provider;
mod texts;
mod upgrade;

use std::path::PathBuf;

use feltbog_shared::language::Language;
use feltbog_shared::moment::Moment;
use serde::Serialize;

use self::texts::Doctor;
pub use self::upgrade::{NoVersion, Version};
use crate::config::Config;

/// Milliseconds of a day.
const DAY: i64 = 24 * 3_600_000;

/// Result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// Something to be done soon.
    Warning,
    /// Something that is wrong now.
    Fault,
}

/// A finding: one sentence, and the advice where something is to be done.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Name of the check.
    pub check: &'static str,
    /// Its result.
    pub outcome: Outcome,
    /// The sentence.
    pub text: String,
    /// Advice; empty where all is well.
    pub advice: String,
}

impl Finding {
    fn ok(check: &'static str, text: impl Into<String>) -> Self {
        Self {
            check,
            outcome: Outcome::Ok,
            text: text.into(),
            advice: String::new(),
        }
    }

    fn warning(check: &'static str, text: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            check,
            outcome: Outcome::Warning,
            text: text.into(),
            advice: advice.into(),
        }
    }

    fn fault(check: &'static str, text: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            check,
            outcome: Outcome::Fault,
            text: text.into(),
            advice: advice.into(),
        }
    }

    /// The finding as lines for people.
    pub fn lines(&self, language: Language) -> String {
        let texts = Doctor::of(language);
        let outcome = match self.outcome {
            Outcome::Ok => texts.result_ok,
            Outcome::Warning => texts.result_warning,
            Outcome::Fault => texts.result_fault,
        };
        let first = format!("{outcome}  {}", self.text);
        match self.advice.is_empty() {
            true => first,
            false => format!("{first}\n{}", texts.advice.with(&[&self.advice])),
        }
    }
}

/// The sentence that says where to read on.
pub fn read_more(language: Language) -> &'static str {
    Doctor::of(language).read_more
}

/// An examination of a server.
#[derive(Clone, Debug)]
pub struct Examination {
    /// Configuration of the server.
    pub config: Config,
    /// The configuration file, where there is one.
    pub config_file: Option<PathBuf>,
    /// File with further root certificates for calls to the server's own address.
    pub roots: Option<PathBuf>,
    /// The file with the providers of identities.
    pub providers: Option<PathBuf>,
    /// The version that is to be installed next.
    pub for_version: Option<Version>,
    /// Language of the sentences.
    pub language: Language,
    /// The present moment.
    pub now: Moment,
}

impl Examination {
    /// Carries out all checks.
    pub async fn findings(&self) -> Vec<Finding> {
        let texts = Doctor::of(self.language);
        let mut findings = address::findings(self, texts).await;
        findings.extend(machine::findings(self, texts).await);
        findings.extend(mail::findings(self, texts).await);
        findings.extend(provider::findings(self, texts).await);
        findings.extend(upgrade::findings(self, texts).await);
        findings
    }
}
