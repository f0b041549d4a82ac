//! Nyt: choosing what to write down, and the way from there to an empty record.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::SignalKind;

use super::lists::{self, Skeleton};
use super::page::{NotFoundPage, Page, parameter};
use super::refer::ReferPage;
use crate::contexts::{use_access, use_navigation, use_open_records};
use crate::handle::Handle;
use crate::state::access::Access;
use crate::state::editor::OpenRecords;
use crate::state::navigation::Navigation;
use crate::state::platform;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::card::{Card, CardList};
use feltbog_ui::icon::Icon;
use feltbog_ui::recreate::RecreateOnChange;
use leptos::prelude::*;

/// The kinds that are begun on their own, in the order they are offered.
const OFFERED: [Kind; 19] = [
    Kind::ConflictCase,
    Kind::SocialVisit,
    Kind::Signal,
    Kind::Concern,
    Kind::Handover,
    Kind::InsectCount,
    Kind::AreaObservation,
    Kind::CareTask,
    Kind::Area,
    Kind::Deputy,
    Kind::Activity,
    Kind::DoorRound,
    Kind::WellbeingInterview,
    Kind::CounsellingInquiry,
    Kind::ArrearsContact,
    Kind::ExperienceNote,
    Kind::ChildNotificationReceipt,
    Kind::Screening,
    Kind::Goal,
];

/// The last part of the path that begins a record of a kind.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::ConflictCase => "konflikt",
        Kind::ConflictEvent => "haendelse",
        Kind::ConflictParty => "part",
        Kind::SocialVisit => "besoeg",
        Kind::VisitNote => "notat",
        Kind::Area => "areal",
        Kind::AreaObservation => "observation",
        Kind::InsectCount => "taelling",
        Kind::CareTask => "opgave",
        Kind::Signal => "signal",
        Kind::Concern => "bekymring",
        Kind::Handover => "overdragelse",
        Kind::LegalStep => "retligt-skridt",
        Kind::Mediation => "maegling",
        Kind::Referral => "henvisning",
        Kind::ActionCard => "anvisning",
        Kind::ResidentCard => "anvisning-for-alle",
        Kind::CarePlanEntry => "plejeplan",
        Kind::PlanRevision => "planaendring",
        Kind::AdviserMeasure => "raadgiver-forslag",
        Kind::PassedOn => "sendt-videre",
        Kind::CasePart => "deltagelse",
        Kind::Deputy => "stedfortraeder",
        Kind::Photo => "billede",
        Kind::CasePhoto => "billede-i-sag",
        Kind::SignalPhoto => "billede-til-signal",
        Kind::Activity => "aktivitet",
        Kind::DoorRound => "doerrunde",
        Kind::WellbeingInterview => "trivselsinterview",
        Kind::Screening => "screening",
        Kind::Goal => "maal",
        Kind::ArrearsContact => "restancekontakt",
        Kind::CounsellingInquiry => "henvendelse",
        Kind::ExperienceNote => "erfaring",
        Kind::ChildNotificationReceipt => "kvittering",
    }
}

/// The kind that the last part of such a path names.
pub(crate) fn kind_of(what: &str) -> Option<Kind> {
    Kind::ALL.iter().copied().find(|kind| word(*kind) == what)
}

/// The path that begins a record of a kind.
pub(crate) fn path(kind: Kind) -> String {
    ["/ny/", word(kind)].concat()
}

/// The path that begins a record of a kind that belongs to another record.
pub(crate) fn path_from(kind: Kind, from: &str) -> String {
    [&path(kind), "?til=", from].concat()
}

/// The path that begins a visit which was arranged at an earlier one, in the department of that.
pub(crate) fn path_of_visit_after(earlier: DocumentId, department: DepartmentId) -> String {
    let path = path(Kind::SocialVisit);
    let (earlier, department) = (earlier.to_string(), department.to_string());
    [&path, "?efter=", &earlier, "&afdeling=", &department].concat()
}

/// Nyt.
#[component]
pub fn NewPage(access: Access) -> impl IntoView {
    // What somebody never sees again is not what they come for.
    let is_given_away = |kind: &Kind| access.passes_on(*kind) && !access.may_read(Kind::PassedOn);
    let first = OFFERED.into_iter().filter(|kind| !is_given_away(kind));
    let mut offers: Vec<Card> = first
        .chain(OFFERED.into_iter().filter(is_given_away))
        .filter(|kind| access.may_create(*kind))
        .map(|kind| {
            let hint = page_texts().create_hint.at(kind as usize);
            Card::way(path(kind), lists::icon(kind), texts().kind(kind).to_owned(), hint)
        })
        .collect();
    if access.permission.refers_concerns_on() {
        let title = page_texts().refer_title.to_owned();
        offers.push(Card::way(
            path(Kind::Concern),
            lists::icon(Kind::Concern),
            title,
            "",
        ));
    }
    // Those who inspect homes: a caretaker, and not the one who visits.
    if access.passes_on(Kind::Concern) && access.may_create(Kind::CareTask) {
        let (title, hint) = (page_texts().after_inspection, page_texts().after_inspection_hint);
        let path = [
            &path(Kind::Concern),
            "?slags=",
            SignalKind::NotTechnicalHelp.key(),
        ]
        .concat();
        offers.push(Card::way(path, Icon::Forward, title.to_owned(), hint));
    }
    view! {
        <Page title=page_texts().new_title>
            <CardList cards=move |_| offers.clone() empty=page_texts().new_nothing/>
        </Page>
    }
    .into_any()
}

/// The way from the path of a kind to an empty record of it: gives the record its id and goes there. Nothing is made before
/// the first entry.
#[component]
pub fn BeginRecordPage() -> impl IntoView {
    let (navigation, records) = (use_navigation(), use_open_records());
    let begin = move |word: String| match kind_of(&word) {
        Some(Kind::Concern) if use_access().permission.refers_concerns_on() => {
            view! { <ReferPage access=use_access()/> }.into_any()
        }
        Some(kind) => {
            begin(navigation, records, kind);
            view! { <Skeleton/> }.into_any()
        }
        None => view! { <NotFoundPage/> }.into_any(),
    };
    view! { <RecreateOnChange value=Signal::from(parameter("kind")) children=begin/> }
}

fn begin(navigation: Handle<Navigation>, records: Handle<OpenRecords>, kind: Kind) {
    let document = platform::new_document();
    records.fresh.set(Some(document));
    let mut path = [&lists::path(document), "?ny=", kind.key()].concat();
    let location = untrack(|| navigation.location());
    // "areal" is what older links say.
    if let Some(id) = location.query("til").or_else(|| location.query("areal")) {
        path.push_str("&til=");
        path.push_str(id);
    }
    for name in ["slags", "efter", "afdeling"] {
        if let Some(value) = location.query(name) {
            for part in ["&", name, "=", value] {
                path.push_str(part);
            }
        }
    }
    platform::soon(move || navigation.go_instead(&path));
}
