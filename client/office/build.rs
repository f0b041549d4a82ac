//! Writes the office's texts from the Fluent files in `locales/`.

use std::process::ExitCode;

use feltbog_texts_codegen::{Catalogue, List, build};

/// The texts of the office.
const OFFICE_TEXTS: Catalogue = Catalogue {
    name: "OfficeTexts",
    statics: ["DA", "EN"],
    visibility: "pub(crate)",
    language_field: None,
    files: &[
        "frame.ftl",
        "sign_in.ftl",
        "organisations.ftl",
        "departments.ftl",
        "people.ftl",
        "waiting_phones.ftl",
        "cards.ftl",
        "settings.ftl",
        "imports.ftl",
        "log.ftl",
        "mail.ftl",
        "letters.ftl",
        "data.ftl",
        "desk.ftl",
        "access_log.ftl",
        "subject_access.ftl",
    ],
    lists: &[
        ("module", List::Texts),
        ("ownership", List::Texts),
        ("representation", List::Texts),
        ("ambassador_variant", List::Texts),
        ("housing_form", List::Texts),
        ("weekday", List::Texts),
        ("collection", List::Texts),
        ("person_state", List::Texts),
        ("phone_state", List::Texts),
        ("import_kind", List::Texts),
        ("import_kind_hint", List::Texts),
        ("log_action_name", List::Texts),
        ("log_field", List::Texts),
        ("export_format_name", List::Texts),
        ("export_format_hint", List::Texts),
        ("inbox_reason", List::Texts),
        ("deadline", List::Texts),
        ("deadline_period", List::Texts),
        ("approval_number", List::Texts),
        ("decline_reason", List::Texts),
        ("pattern_likeness", List::Texts),
        ("mediation_stage", List::Texts),
        ("note_source", List::Texts),
        ("note_state", List::Texts),
        ("audit_action", List::Texts),
        ("audit_purpose", List::Texts),
        ("security_kind", List::Texts),
        ("subject_state", List::Texts),
        ("subject_right", List::Texts),
    ],
};

/// The texts of overview, nature and the board's page.
const FIGURES_TEXTS: Catalogue = Catalogue {
    name: "FiguresTexts",
    statics: ["DA", "EN"],
    visibility: "pub(crate)",
    language_field: None,
    files: &["figures.ftl"],
    lists: &[
        ("finding_kind", List::Texts),
        ("finding_action", List::Texts),
        ("age_band", List::Texts),
        ("count_flaw", List::Texts),
    ],
};

/// The texts of screening and monitoring.
const MONITORING_TEXTS: Catalogue = Catalogue {
    name: "MonitoringTexts",
    statics: ["DA", "EN"],
    visibility: "pub(crate)",
    language_field: None,
    files: &["monitoring.ftl"],
    lists: &[
        ("level", List::Texts),
        ("criterion", List::Texts),
        ("criterion_level", List::Texts),
        ("question", List::Texts),
        ("imported_indicator", List::Texts),
        ("size_class", List::Texts),
    ],
};

/// The texts of efforts, their tasks, staff and report.
const EFFORT_TEXTS: Catalogue = Catalogue {
    name: "EffortTexts",
    statics: ["DA", "EN"],
    visibility: "pub(crate)",
    language_field: None,
    files: &["efforts.ftl"],
    lists: &[
        ("kind", List::Texts),
        ("geography", List::Texts),
        ("geography_hint", List::Texts),
        ("placement", List::Texts),
        ("state", List::Texts),
        ("owner_kind", List::Texts),
        ("place_kind", List::Texts),
        ("partner_kind", List::Texts),
        ("lbf_area", List::Texts),
        ("anchoring_state", List::Texts),
        ("stop_question", List::Texts),
        ("action", List::Texts),
        ("fault", List::Texts),
    ],
};

/// The texts of arrears and counselling.
const COUNSELLING_TEXTS: Catalogue = Catalogue {
    name: "CounsellingTexts",
    statics: ["DA", "EN"],
    visibility: "pub(crate)",
    language_field: None,
    files: &["counselling.ftl"],
    lists: &[("effect_action", List::Texts)],
};

/// The texts of sharing and competence.
const COMPETENCE_TEXTS: Catalogue = Catalogue {
    name: "CompetenceTexts",
    statics: ["DA", "EN"],
    visibility: "pub(crate)",
    language_field: None,
    files: &["competence.ftl"],
    lists: &[
        ("directory_kind", List::Texts),
        ("role_page", List::Labels("Role")),
    ],
};

/// The texts of work with nature, and of what a board decides and reports.
const NATURE_TEXTS: Catalogue = Catalogue {
    name: "NatureTexts",
    statics: ["DA", "EN"],
    visibility: "pub(crate)",
    language_field: None,
    files: &["nature.ftl"],
    lists: &[],
};

fn main() -> ExitCode {
    build(&[
        OFFICE_TEXTS,
        FIGURES_TEXTS,
        MONITORING_TEXTS,
        EFFORT_TEXTS,
        COUNSELLING_TEXTS,
        COMPETENCE_TEXTS,
        NATURE_TEXTS,
    ])
}
