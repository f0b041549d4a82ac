//! Writes the structs of texts from the Fluent files in `locales/`.

use std::process::ExitCode;

use feltbog_texts_codegen::{Catalogue, List, build};

/// The texts of the first screen.
const TEXTS: Catalogue = Catalogue {
    name: "Texts",
    statics: ["DA", "EN"],
    visibility: "pub",
    language_field: Some("written_in"),
    files: &["app.ftl", "app_values.ftl"],
    lists: &[
        ("weekdays", List::Texts),
        ("months", List::Texts),
        ("kind", List::Labels("Kind")),
        ("in_days", List::Texts),
        ("role", List::Labels("Role")),
        ("topic", List::Labels("Topic")),
        ("conflict_state", List::Labels("ConflictState")),
        ("event_kind", List::Labels("EventKind")),
        ("party_role", List::Labels("PartyRole")),
        ("visit_kind", List::Labels("VisitKind")),
        ("visit_result_value", List::Labels("VisitResult")),
        ("visit_state", List::Labels("VisitState")),
        ("area_kind", List::Labels("AreaKind")),
        ("sign_status", List::Labels("SignStatus")),
        ("area_state", List::Labels("AreaState")),
        ("observation_kind", List::Labels("ObservationKind")),
        ("observation_state", List::Labels("ObservationState")),
        ("task_kind", List::Labels("TaskKind")),
        ("tool", List::Labels("Tool")),
        ("task_state", List::Labels("TaskState")),
        ("flower", List::Labels("TargetFlower")),
        ("count_state", List::Labels("CountState")),
        ("mediation_result", List::Labels("MediationResult")),
        ("mediation_state", List::Labels("MediationState")),
        ("receiver_kind", List::Labels("ReceiverKind")),
        ("signal_kind", List::Labels("SignalKind")),
        ("urgency", List::Labels("Urgency")),
        ("signal_state", List::Labels("SignalState")),
        ("passed_on_kind", List::Labels("PassedOnKind")),
        ("handover_role", List::Labels("HandoverRole")),
        ("handover_subject", List::Labels("HandoverSubject")),
        ("legal_step_kind", List::Labels("LegalStepKind")),
        ("referral_outcome", List::Labels("ReferralOutcome")),
        ("situation", List::Labels("Situation")),
        ("every", List::Labels("Every")),
        ("part", List::Labels("Part")),
        ("recusal_reason", List::Labels("RecusalReason")),
        ("photo_moment", List::Labels("PhotoMoment")),
    ],
};

/// The texts of the pages behind it, which are loaded with them.
const PAGE_TEXTS: Catalogue = Catalogue {
    name: "PageTexts",
    statics: ["PAGES_DA", "PAGES_EN"],
    visibility: "pub",
    language_field: None,
    files: &["pages.ftl", "page_values.ftl", "fields.ftl"],
    lists: &[
        ("count_warning", List::Labels("CountWarning")),
        ("past_days", List::Texts),
        ("count_flaw", List::Labels("CountFlaw")),
        ("create_hint", List::Labels("Kind")),
        ("field", List::FieldLabels),
        ("untitled", List::Labels("Kind")),
        ("case_step", List::Labels("ConflictState")),
        ("visit_step", List::Labels("VisitState")),
        ("area_step", List::Labels("AreaState")),
        ("observation_step", List::Labels("ObservationState")),
        ("task_step", List::Labels("TaskState")),
        ("noted_as", List::Labels("NotedAs")),
        ("frequency", List::Labels("Frequency")),
        ("severity", List::Labels("Severity")),
        ("track", List::Labels("Track")),
        ("outcome", List::Labels("Outcome")),
        ("withheld_reason", List::Labels("WithheldReason")),
        ("wants_mediation", List::Labels("WantsMediation")),
        ("asked_by", List::Labels("AskedBy")),
        ("contact_consent", List::Labels("ContactConsent")),
        ("note_consent", List::Labels("NoteConsent")),
        ("entry", List::Labels("Entry")),
        ("visit_topic", List::Labels("VisitTopic")),
        ("measured", List::Labels("Measured")),
        ("decided_by", List::Labels("DecidedBy")),
        ("responsible", List::Labels("Responsible")),
        ("constraint", List::Labels("Constraint")),
        ("answer_decision", List::Labels("AnswerDecision")),
        ("team", List::Labels("Team")),
        ("protocol", List::Labels("Protocol")),
        ("sky", List::Labels("Sky")),
        ("wind", List::Labels("Wind")),
        ("insect", List::Labels("InsectGroup")),
        ("handler_role", List::Labels("HandlerRole")),
        ("welcome_item", List::Labels("WelcomeItem")),
        ("observation_severity", List::Labels("ObservationSeverity")),
        ("flower_unit", List::Labels("FlowerUnit")),
        ("cover", List::Labels("Cover")),
        ("surroundings", List::Labels("Surroundings")),
        ("shade", List::Labels("Shade")),
        ("butterfly_method", List::Labels("ButterflyMethod")),
        ("receiving_team", List::Labels("ReceivingTeam")),
        ("signal_result", List::Labels("SignalResult")),
        ("resident_yes", List::Labels("ResidentYes")),
        ("basis_without_consent", List::Labels("BasisWithoutConsent")),
        ("sent_by", List::Labels("SentBy")),
        ("audience", List::Labels("Audience")),
        ("escalate_to", List::Labels("EscalateTo")),
        ("signal_step", List::Labels("SignalState")),
        ("mediation_step", List::Labels("MediationState")),
    ],
};

/// A heading and the paragraphs below it.
const fn sections(of: Option<&'static str>) -> List {
    List::Records {
        record: "Section",
        parts: &["title", "text"],
        of,
        without: &[],
    }
}

const HELP: Catalogue = Catalogue {
    name: "Help",
    statics: ["DA", "EN"],
    visibility: "pub",
    language_field: None,
    files: &["help.ftl"],
    lists: &[
        ("topics", sections(Some("Topic"))),
        ("role_may", List::Labels("Role")),
        ("install_ways", sections(None)),
        ("data_sections", sections(None)),
        ("accessibility_sections", sections(None)),
    ],
};

const PEOPLE: Catalogue = Catalogue {
    name: "People",
    statics: ["DA", "EN"],
    visibility: "pub",
    language_field: None,
    files: &["people.ftl"],
    lists: &[],
};

fn main() -> ExitCode {
    build(&[TEXTS, PAGE_TEXTS, HELP, PEOPLE])
}
