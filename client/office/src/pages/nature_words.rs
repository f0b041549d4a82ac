//! Addresses and names of the nature pages.

use feltbog_presentation::fields::text;
use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::{Area, CareTask, Fields, Kind};
use feltbog_shared::office::desk::DeskPlace;
use feltbog_shared::office::nature::{NatureRecord, NatureReport};
use feltbog_shared::office::overview::{Overview, OverviewLevel};

use crate::desk::place_key;

/// The path of the nature page of an organisation.
pub(super) fn nature_path(organisation: &str) -> String {
    ["/kontor/natur/", organisation].concat()
}

/// The path of the nature page with a record open beside it; all departments for an empty one.
pub(super) fn open_path(organisation: &str, department: &str, place: DeskPlace) -> String {
    let mut path = nature_path(organisation);
    path.push('?');
    if !department.is_empty() {
        path.push_str(&["afdeling=", department, "&"].concat());
    }
    path.push_str(&["aabn=", &place_key(place)].concat());
    path
}

/// The organisation of a place in an overview; nothing for an administration.
pub(super) fn organisation_of(overview: &Overview) -> Option<String> {
    let places = overview.above.iter().chain([&overview.place]);
    let mut organisations = places.filter(|place| place.level == OverviewLevel::Organisation);
    organisations.next().map(|place| place.id.clone())
}

/// The word for a value of a field, or nothing.
pub(super) fn word(kind: Kind, field: &str, fields: &Fields) -> &'static str {
    labels::value(texts(), kind, field, text(fields, field)).unwrap_or_default()
}

/// The name of an area, or the name of its kind.
pub(super) fn area_name(area: &NatureRecord) -> String {
    match text(&area.fields, Area::name().name()) {
        "" => word(Kind::Area, Area::kind().name(), &area.fields).to_owned(),
        name => name.to_owned(),
    }
}

/// The name of the area that a record is about.
pub(super) fn name_of(report: &NatureReport, fields: &Fields) -> String {
    let id = text(fields, CareTask::area().name()).to_owned();
    let mut areas = report.areas.iter();
    let found = areas.find(|area| area.document.to_string() == id);
    found.map(area_name).unwrap_or_default()
}

/// The place of an area as an address has it.
pub(super) fn drawing_path(organisation: &str, place: DeskPlace) -> String {
    let path = nature_path(organisation);
    [&path, "/tegn/", &place_key(place)].concat()
}
