//! Builds again when the migrations change, and in a release when the embedded client does. A development build reads the
//! client's files while it runs, from a folder that must be there when it is compiled. The words of the action cards, of
//! imports, of the pages of signing in, of mails, of letters, of the public pages of areas and interviews, of the report of
//! efforts, of answers to residents and of `feltbog doctor` are written from the Fluent files in `locales/`.

use std::process::ExitCode;
use std::{env, fs};

use feltbog_texts_codegen::{Catalogue, List, build};

const GUIDANCE: Catalogue = Catalogue {
    name: "Guidance",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["guidance.ftl"],
    lists: &[(
        "card",
        List::Records {
            record: "Words",
            parts: &["title", "signs", "steps", "do_not", "calls"],
            of: Some("Situation"),
            without: &["other"],
        },
    )],
};

const IMPORT: Catalogue = Catalogue {
    name: "ImportTexts",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["import.ftl"],
    lists: &[],
};

const SIGN_IN: Catalogue = Catalogue {
    name: "SignInPage",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["sign_in.ftl"],
    lists: &[],
};

const DOCTOR: Catalogue = Catalogue {
    name: "Doctor",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["doctor.ftl"],
    lists: &[],
};

const MAILS: Catalogue = Catalogue {
    name: "MailTexts",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["mails.ftl"],
    lists: &[],
};

const LETTERS: Catalogue = Catalogue {
    name: "LetterTexts",
    statics: ["DA", "EN"],
    visibility: "pub(crate)",
    language_field: None,
    files: &["letters.ftl", "bundle.ftl"],
    lists: &[
        (
            "letter",
            List::Records {
                record: "LetterWords",
                parts: &["title", "body", "mandatory", "fields"],
                of: Some("LetterKind"),
                without: &[],
            },
        ),
        ("topic", List::TextsOf("Topic")),
        ("event_kind", List::TextsOf("EventKind")),
        ("legal_step_kind", List::TextsOf("LegalStepKind")),
        ("noted_as", List::TextsOf("NotedAs")),
        ("month", List::Texts),
    ],
};

const PUBLIC_AREA: Catalogue = Catalogue {
    name: "PublicAreaPage",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["public_area.ftl"],
    lists: &[
        ("area_kind", List::TextsOf("AreaKind")),
        ("area_reason", List::TextsOf("AreaKind")),
    ],
};

const PUBLIC_ACCESSIBILITY: Catalogue = Catalogue {
    name: "PublicAccessibilityPage",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["public_accessibility.ftl"],
    lists: &[],
};

const PUBLIC_INTERVIEW: Catalogue = Catalogue {
    name: "PublicInterviewPage",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["public_interview.ftl"],
    lists: &[("question", List::Texts)],
};

const EFFORTS: Catalogue = Catalogue {
    name: "EffortTexts",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["efforts.ftl"],
    lists: &[("activity_kind", List::Texts), ("care_kind", List::Texts)],
};

const SUBJECT_ACCESS: Catalogue = Catalogue {
    name: "SubjectAccessTexts",
    statics: ["DA", "EN"],
    visibility: "pub(super)",
    language_field: None,
    files: &["subject_access.ftl"],
    lists: &[
        ("access_action", List::TextsOf("AuditAction")),
        ("access_purpose", List::TextsOf("AuditPurpose")),
    ],
};

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=../migrations");
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../target/client/version.txt");
    }
    if let Err(error) = fs::create_dir_all("../target/client") {
        println!("cargo:warning=the client's folder cannot be made: {error}");
    }
    build(&[
        GUIDANCE,
        IMPORT,
        SIGN_IN,
        DOCTOR,
        MAILS,
        LETTERS,
        PUBLIC_ACCESSIBILITY,
        PUBLIC_AREA,
        PUBLIC_INTERVIEW,
        EFFORTS,
        SUBJECT_ACCESS,
    ])
}
