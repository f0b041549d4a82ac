//! Darwin Core Archive of counts and sightings: sampling events with occurrences, absences and measurements, as open data
//! without persons.
//!
//! Only documents of class green are read, and of those no free text, no name, no home and no picture. Every event belongs
//! to an area; counts of no area are left out. Ids are derived from the records' and stay the same for ever.

mod butterflies;
mod eml;
mod package;
mod taxa;
mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::area::AreaKind;
use feltbog_shared::model::area_observation::ObservationKind;
use feltbog_shared::model::insect_count::{CountFlaw, CountState, InsectGroup, OtherSystem, Protocol};
use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{Area, AreaObservation, Fields, InsectCount, Kind, Shape, Value};
use feltbog_shared::moment::{Day, Moment, danish_offset};
use uuid::Uuid;

use super::ExportWish;
use super::ExportedDepartment;
use super::place::{self, Precision, ToldPoint};
use super::source::{ExportError, RecordSource};
use super::table::{self, danish_clock};
use crate::error::Error;
use crate::services::projection::instant;
use crate::store::Record;
use eml::Metadata;
use package::{EventRows, Rows};
use taxa::Taxon;

const LICENCE: &str = "http://creativecommons.org/licenses/by/4.0/legalcode";
const DATUM: &str = "EPSG:4326";
/// Fewer dwellings than this in a cell make it a larger one.
const FEW_DWELLINGS: u32 = 5;

/// An area, as far as its events tell of it.
struct ExportedArea {
    location: Uuid,
    locality: String,
    habitat: &'static str,
    precision: Precision,
    point: Option<ToldPoint>,
    footprint: String,
    square_metres: Option<i64>,
}

/// A season of an area.
struct Season {
    first: Day,
    last: Day,
    modified: Moment,
}

/// The dataset of an organisation, while it is written.
struct Dataset<'a> {
    wish: &'a ExportWish,
    namespace: Uuid,
    title: String,
    organisation: String,
    rows: Rows,
    newest: Option<Moment>,
    days: Option<(Day, Day)>,
    years: BTreeSet<i32>,
    bounds: Option<[f64; 4]>,
}

/// Department of the events that are written.
struct Ground {
    municipality: String,
    region: &'static str,
    areas: BTreeMap<DocumentId, ExportedArea>,
    seasons: BTreeMap<(DocumentId, i32), Season>,
}

pub(super) fn write(
    source: &RecordSource,
    wish: &ExportWish,
    sink: &mut impl Write,
) -> Result<(), ExportError> {
    let app = source.app().clone();
    let of = source
        .departments()
        .first()
        .map(|department| department.organisation);
    let organisations = source.wait(async { Ok(app.store.organisation_rows().await?) })?;
    let organisation = organisations.into_iter().find(|row| Some(row.id) == of);
    let organisation = organisation.ok_or(ExportError::Read(Error::NOT_FOUND))?;
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_OID, organisation.id.as_bytes());
    let mut dataset = Dataset {
        wish,
        namespace,
        title: format!("Insects and flowers in green areas of {}", organisation.name),
        organisation: organisation.name,
        rows: Rows::new()?,
        newest: None,
        days: None,
        years: BTreeSet::new(),
        bounds: None,
    };
    for department in source.departments() {
        write_department(source, department, &mut dataset)?;
    }
    let metadata = Metadata {
        dataset: dataset.namespace.urn().to_string(),
        title: dataset.title,
        organisation: dataset.organisation,
        url: app.config.public_url.clone(),
        mailbox: wish.mailbox.clone(),
        published: dataset.newest.unwrap_or(Moment::from_millis(0)).danish_day(),
        days: dataset.days,
        bounds: dataset.bounds,
        seasons: dataset.years.len(),
    };
    tracing::debug!(
        events = dataset.rows.len(),
        "an archive of observations is packed"
    );
    dataset.rows.pack(&metadata, sink)
}

fn write_department(
    source: &RecordSource,
    department: &ExportedDepartment,
    dataset: &mut Dataset<'_>,
) -> Result<(), ExportError> {
    let app = source.app();
    let record = source.wait(async { Ok(app.store.department_record(department.id).await?) })?;
    let (stated, dwellings) = record.map_or_else(Default::default, |row| (row.municipality, row.dwellings));
    let (municipality, region) = taxa::municipality(&stated);
    let mut ground = Ground {
        municipality,
        region,
        areas: BTreeMap::new(),
        seasons: BTreeMap::new(),
    };
    source.batches_in(department, &[Kind::Area], |_, records| {
        for record in records {
            let place = dataset.place(&record, dwellings)?;
            ground.areas.insert(record.document, place);
        }
        Ok(())
    })?;
    let kinds = [Kind::InsectCount, Kind::AreaObservation];
    source.batches_in(department, &kinds, |_, records| {
        for record in records {
            match record.kind {
                Kind::InsectCount => dataset.count(&mut ground, &record)?,
                _ => dataset.sighting(&mut ground, &record)?,
            }
        }
        Ok(())
    })?;
    dataset.seasons(&ground)
}

/// The record behind a projection.
fn model<M: feltbog_shared::model::Model>(record: &Record) -> Result<M, ExportError> {
    let (held, _) = table::fields(record)?;
    let mut fields = Fields::new();
    for spec in record.kind.fields() {
        let Some(value) = held.get(spec.name) else {
            continue;
        };
        let value = match (spec.shape, value) {
            (Shape::Timestamp, serde_json::Value::String(text)) => table::moment(text).map(Value::Moment),
            (_, serde_json::Value::String(text)) => Some(Value::Text(text.clone())),
            (_, serde_json::Value::Number(number)) => number.as_i64().map(Value::Integer),
            (_, serde_json::Value::Bool(flag)) => Some(Value::Flag(*flag)),
            (_, serde_json::Value::Array(keys)) => Some(Value::Keys(
                keys.iter()
                    .filter_map(|key| Some(key.as_str()?.to_owned()))
                    .collect(),
            )),
            (_, serde_json::Value::Object(counts)) => Some(Value::Counters(
                counts
                    .iter()
                    .filter_map(|(key, count)| Some((key.clone(), count.as_i64()?)))
                    .collect(),
            )),
            _ => None,
        };
        if let Some(value) = value {
            fields.insert(spec.name.to_owned(), value);
        }
    }
    Ok(M::from_fields(&fields))
}

fn key<T: ValueList>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.key().to_owned())
}

fn number(value: Option<i64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A moment with the offset of clocks in Denmark.
fn local(moment: Moment) -> String {
    let (day, [hours, minutes, seconds]) = danish_clock(moment);
    let offset = danish_offset(moment) / 60;
    format!("{day}T{hours:02}:{minutes:02}:{seconds:02}+{offset:02}:00")
}

impl Dataset<'_> {
    /// An id that is derived from a text, for ever the same.
    fn derived(&self, text: &str) -> Uuid {
        Uuid::new_v5(&self.namespace, text.as_bytes())
    }

    fn place(&self, record: &Record, dwellings: u32) -> Result<ExportedArea, ExportError> {
        let area: Area = model(record)?;
        let (fields, _) = table::fields(record)?;
        // An area may state how precisely its place is told, and under which name.
        let stated = |name: &str| fields.get(name).and_then(serde_json::Value::as_str);
        let usual = match area.kind {
            Some(AreaKind::PlanterBoxes) => Precision::Cell(1_000),
            _ => Precision::Point,
        };
        let precision = stated("public_precision")
            .and_then(Precision::from_key)
            .unwrap_or(usual);
        let precision = match precision {
            Precision::Cell(_) if dwellings < FEW_DWELLINGS => Precision::Cell(10_000),
            precision => precision,
        };
        let outline = area
            .outline
            .as_deref()
            .and_then(Outline::parse)
            .map(Outline::closed);
        let is_told = matches!(precision, Precision::Polygon | Precision::Point);
        let habitat = taxa::habitat(area.kind);
        let locality = match (is_told, stated("public_name")) {
            (false, _) => String::new(),
            (true, Some(name)) => name.to_owned(),
            (true, None) => {
                let (first, rest) = habitat.split_at(1);
                format!("{}{rest}, housing estate", first.to_uppercase())
            }
        };
        let footprint = outline.as_ref().filter(|outline| {
            precision == Precision::Polygon && outline.0.len() >= 3 && !outline.crosses_itself()
        });
        let spell = if is_told {
            "location"
        } else {
            "generalised location"
        };
        Ok(ExportedArea {
            location: self.derived(&format!("{spell} {}", record.document)),
            locality,
            habitat,
            precision,
            point: place::told(outline.as_ref(), precision),
            footprint: footprint.map_or_else(String::new, well_known_text),
            square_metres: area.square_metres,
        })
    }

    /// Notes that an event is among those of a season.
    fn note(&mut self, ground: &mut Ground, area: DocumentId, day: Day, modified: Moment) -> Uuid {
        let year = day.0.year();
        let season = ground.seasons.entry((area, year)).or_insert(Season {
            first: day,
            last: day,
            modified,
        });
        season.first = season.first.min(day);
        season.last = season.last.max(day);
        season.modified = season.modified.max(modified);
        self.years.insert(year);
        self.newest = self.newest.max(Some(modified));
        self.days = Some(
            self.days
                .map_or((day, day), |(first, last)| (first.min(day), last.max(day))),
        );
        self.season_id(area, year)
    }

    fn season_id(&self, area: DocumentId, year: i32) -> Uuid {
        self.derived(&format!("season {area} {year}"))
    }

    /// The columns that are the same for every event of an area.
    fn event(&mut self, ground: &Ground, place: &ExportedArea, id: Uuid, modified: Moment) -> Event {
        if let Some(point) = &place.point {
            let (latitude, longitude) = (point.latitude, point.longitude);
            let here = [latitude, longitude, latitude, longitude];
            let [south, west, north, east] = self.bounds.unwrap_or(here);
            self.bounds = Some([
                south.min(latitude),
                west.min(longitude),
                north.max(latitude),
                east.max(longitude),
            ]);
        }
        let mut event = Event::default();
        event.set("eventID", id.urn().to_string());
        event.set("type", "Event");
        event.set("habitat", place.habitat);
        event.set("locationID", place.location.urn().to_string());
        event.set("locality", &place.locality);
        event.set("municipality", &ground.municipality);
        event.set("stateProvince", ground.region);
        event.set("countryCode", "DK");
        match &place.point {
            Some(point) => {
                event.set("decimalLatitude", format!("{:.5}", point.latitude));
                event.set("decimalLongitude", format!("{:.5}", point.longitude));
                event.set("geodeticDatum", DATUM);
                event.set("coordinateUncertaintyInMeters", point.uncertainty.to_string());
            }
            None if place.precision == Precision::Withheld => {
                event.set("informationWithheld", "Coordinates withheld");
            }
            None => event.set("informationWithheld", "Coordinates not recorded"),
        }
        if let (Precision::Cell(width), Some(_)) = (place.precision, &place.point) {
            let kilometres = width / 1_000;
            event.set(
                "dataGeneralizations",
                format!("Centre of {kilometres} km cell; private garden"),
            );
        }
        if !place.footprint.is_empty() {
            event.set("footprintWKT", &place.footprint);
            event.set("footprintSRS", DATUM);
        }
        event.set("modified", instant(modified));
        event.set("license", LICENCE);
        event.set("rightsHolder", &self.organisation);
        event.set("datasetID", self.namespace.urn().to_string());
        event.set("datasetName", &self.title);
        event
    }

    fn seasons(&mut self, ground: &Ground) -> Result<(), ExportError> {
        for ((area, year), season) in &ground.seasons {
            let Some(place) = ground.areas.get(area) else {
                continue;
            };
            let id = self.season_id(*area, *year);
            let mut event = self.event(ground, place, id, season.modified);
            event.set("eventType", "siteSeason");
            event.set("eventDate", format!("{}/{}", season.first, season.last));
            self.rows.add(EventRows {
                id: *id.as_bytes(),
                event: event.columns(),
                ..EventRows::default()
            })?;
        }
        Ok(())
    }

    fn count(&mut self, ground: &mut Ground, record: &Record) -> Result<(), ExportError> {
        let count: InsectCount = model(record)?;
        let is_done = match count.state {
            Some(CountState::Locked) => true,
            Some(CountState::Finished | CountState::Corrected) => self.wish.includes_unlocked,
            Some(CountState::Running) | None => false,
        };
        let (Some(area), Some(started), true) = (count.area, count.started_at, is_done) else {
            return Ok(());
        };
        let flaws = count.flaws(danish_offset(started));
        // A find is entered in one system only.
        let is_elsewhere = matches!(
            count.also_in,
            Some(OtherSystem::Arter | OtherSystem::ButterflyCount)
        );
        let is_left_out = is_elsewhere || (!flaws.is_empty() && !self.wish.includes_invalid);
        if !ground.areas.contains_key(&area) || is_left_out {
            return Ok(());
        }
        let id = self.derived(&record.document.to_string());
        let season = self.note(ground, area, started.danish_day(), record.received_at);
        let Some(place) = ground.areas.get(&area) else {
            return Ok(());
        };
        let mut event = self.event(ground, place, id, record.received_at);
        event.set("parentEventID", season.urn().to_string());
        event.set("eventType", "count");
        let is_precise = matches!(place.precision, Precision::Polygon | Precision::Point);
        event.set(
            "eventDate",
            match (is_precise, count.finished_at) {
                (false, _) => started.danish_day().to_string(),
                (true, Some(finished)) if finished >= started => {
                    format!("{}/{}", local(started), local(finished))
                }
                (true, _) => local(started),
            },
        );
        let protocol = count.protocol.unwrap_or(Protocol::FitTenMinutes);
        event.set(
            "samplingProtocol",
            match protocol {
                Protocol::FitTenMinutes => "FIT Count (UK PoMS)",
                Protocol::GroupOrClass => "FIT Count by group",
                Protocol::ButterfliesFifteenMinutes => "15-min butterfly count (eBMS)",
            },
        );
        let size = match (protocol, count.walked_metres) {
            (Protocol::ButterfliesFifteenMinutes, Some(metres)) => number(Some(metres * 5)),
            (Protocol::ButterfliesFifteenMinutes, None) => number(place.square_metres),
            _ => "0.25".to_owned(),
        };
        if !size.is_empty() {
            event.set("sampleSizeValue", size);
            event.set("sampleSizeUnit", "square_metre");
        }
        if let Some(minutes) = count.minutes {
            let observers = match (protocol, count.group_heads) {
                (Protocol::GroupOrClass, Some(heads)) => format!("group of {heads}"),
                _ => "1 observer".to_owned(),
            };
            event.set("samplingEffort", format!("{minutes} minutes; {observers}"));
        }
        event.set("eventRemarks", remarks(&flaws));
        let properties = serde_json::json!({
            "protocolValid": flaws.is_empty(),
            "mode": count.butterfly_method.map(ValueList::key),
            "schema": 1,
        });
        event.set("dynamicProperties", properties.to_string());
        let rows = EventRows {
            id: *id.as_bytes(),
            event: event.columns(),
            occurrences: self.occurrences(record, id, &count, protocol),
            facts: self.facts(record, id, &count, protocol, flaws.is_empty()),
        };
        Ok(self.rows.add(rows)?)
    }

    /// Occurrences: seen, or looked for and not seen. An absence is told only where it is true for its name.
    fn occurrences(
        &self,
        record: &Record,
        event: Uuid,
        count: &InsectCount,
        protocol: Protocol,
    ) -> Vec<Vec<String>> {
        if butterflies::are_told_apart(count) {
            return butterflies::identified(count)
                .into_iter()
                .map(|(group, number)| {
                    let id = self.derived(&format!("{} {}", record.document, group.key()));
                    let taxon = taxa::of_group(group);
                    let level = butterflies::level(group);
                    occurrence(event, id, Some(number), &taxon, taxon.danish, level)
                })
                .collect();
        }
        let seen = |group: InsectGroup| count.counts.get(&group).copied().unwrap_or_default().max(0);
        let bees = [
            InsectGroup::Bumblebee,
            InsectGroup::Honeybee,
            InsectGroup::SolitaryBee,
        ];
        let is_nothing = InsectGroup::ON_FLOWERS.iter().all(|group| seen(*group) == 0);
        let mut rows = Vec::new();
        for group in counted(protocol) {
            let number = seen(*group);
            let is_absent = number == 0
                && match group {
                    InsectGroup::SolitaryBee => bees.iter().all(|bee| seen(*bee) == 0),
                    InsectGroup::OtherFly => seen(InsectGroup::Hoverfly) == 0,
                    InsectGroup::SmallInsect => false,
                    InsectGroup::OtherInsect => is_nothing,
                    _ => true,
                };
            if number > 0 || is_absent {
                let id = self.derived(&format!("{} {}", record.document, group.key()));
                let taxon = taxa::of_group(*group);
                rows.push(occurrence(event, id, Some(number), &taxon, taxon.danish, "group"));
            }
        }
        rows
    }

    fn facts(
        &self,
        record: &Record,
        event: Uuid,
        count: &InsectCount,
        protocol: Protocol,
        is_valid: bool,
    ) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut add = |name: &str, value: String, unit: &str| {
            if !value.is_empty() {
                let id = self.derived(&format!("{} fact {name}", record.document));
                rows.push(vec![
                    event.urn().to_string(),
                    id.urn().to_string(),
                    name.to_owned(),
                    value,
                    unit.to_owned(),
                    String::new(),
                ]);
            }
        };
        let groups = match butterflies::are_told_apart(count) {
            true => butterflies::counted(count),
            false => counted(protocol).to_vec(),
        };
        for group in groups {
            let seen = count.counts.get(&group).copied().unwrap_or_default().max(0);
            add(
                &format!("count of {}", group.key()),
                seen.to_string(),
                "individuals",
            );
        }
        let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
        add("air temperature", number(count.temp_c), "\u{b0}C");
        add("sky", key(count.sky), "");
        add("wind", key(count.wind), "");
        add("shade", key(count.shade), "");
        add("dry", count.dry.map_or_else(String::new, yes), "");
        let flower = count.flower.map(taxa::flower).unwrap_or_default();
        add("target flower", flower.to_owned(), "");
        add(
            "flower units",
            number(count.flower_units),
            &key(count.flower_unit),
        );
        add("knowledge of butterflies", key(count.butterfly_skill), "");
        add("cover", key(count.cover), "");
        add("surroundings", key(count.surroundings), "");
        add("pause", number(count.paused_seconds), "second");
        add("path length", number(count.walked_metres), "metre");
        if count.walked_metres.is_some() {
            add("strip width", "5".to_owned(), "metre");
        }
        let observers = match protocol {
            Protocol::GroupOrClass => number(count.group_heads),
            _ => "1".to_owned(),
        };
        add("observers", observers, "individuals");
        add("conditions met", yes(is_valid), "");
        rows
    }

    fn sighting(&mut self, ground: &mut Ground, record: &Record) -> Result<(), ExportError> {
        let observation: AreaObservation = model(record)?;
        let is_of_species = matches!(
            observation.kind,
            Some(ObservationKind::SpeciesSeen | ObservationKind::InvasiveSpecies)
        );
        let taxon = observation.species_text.as_deref().and_then(taxa::of_species);
        let (Some(area), Some(taxon), true) = (observation.area, taxon, is_of_species) else {
            return Ok(());
        };
        if !ground.areas.contains_key(&area) {
            return Ok(());
        }
        // A phone's id tells when it was made.
        let is_timed = record.document.as_bytes()[6] >> 4 == 7;
        let made = if is_timed {
            record.document.made_at()
        } else {
            record.received_at
        };
        let day = made.min(record.received_at).danish_day();
        let id = self.derived(&record.document.to_string());
        let season = self.note(ground, area, day, record.received_at);
        let Some(place) = ground.areas.get(&area) else {
            return Ok(());
        };
        let mut event = self.event(ground, place, id, record.received_at);
        event.set("parentEventID", season.urn().to_string());
        event.set("eventType", "sighting");
        event.set("eventDate", day.to_string());
        event.set("samplingProtocol", "ad hoc observation");
        event.set("eventRemarks", "No effort was recorded: a chance sighting");
        event.set("dynamicProperties", r#"{"schema":1}"#);
        let of = self.derived(&format!("{} species", record.document));
        let rows = EventRows {
            id: *id.as_bytes(),
            event: event.columns(),
            occurrences: vec![occurrence(id, of, None, &taxon, taxon.danish, "")],
            facts: Vec::new(),
        };
        Ok(self.rows.add(rows)?)
    }
}

/// The groups that a protocol counts.
fn counted(protocol: Protocol) -> &'static [InsectGroup] {
    match protocol {
        Protocol::ButterfliesFifteenMinutes => &[InsectGroup::ButterflyOrMoth],
        Protocol::FitTenMinutes | Protocol::GroupOrClass => InsectGroup::ON_FLOWERS,
    }
}

fn remarks(flaws: &[CountFlaw]) -> String {
    let word = |flaw: &CountFlaw| match flaw {
        CountFlaw::NotDry => "not dry",
        CountFlaw::OutOfSeason => "out of season",
        CountFlaw::WrongDuration => "not the protocol's duration",
        CountFlaw::TooCold => "too cold",
        CountFlaw::WeatherMissing => "weather not recorded",
        CountFlaw::TooWindy => "too windy",
        CountFlaw::OutOfHours => "outside 10 to 17 o'clock",
    };
    flaws.iter().map(word).collect::<Vec<_>>().join("; ")
}

/// A row of something that was seen or, at nought, was not. Without a number it was seen.
fn occurrence(
    event: Uuid,
    id: Uuid,
    seen: Option<i64>,
    taxon: &Taxon,
    verbatim: &str,
    remarks: &str,
) -> Vec<String> {
    let status = if seen == Some(0) { "absent" } else { "present" };
    let unit = if seen.is_some() { "individuals" } else { "" };
    let is_animal = taxon.kingdom == "Animalia";
    [
        event.urn().to_string().as_str(),
        id.urn().to_string().as_str(),
        "HumanObservation",
        status,
        &number(seen),
        &number(seen),
        unit,
        if is_animal && seen.is_some() { "adult" } else { "" },
        taxon.scientific,
        taxon.rank,
        taxon.kingdom,
        taxon.class,
        taxon.order,
        taxon.family,
        taxon.danish,
        verbatim,
        remarks,
        "",
        LICENCE,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn well_known_text(outline: &Outline) -> String {
    let corners: Vec<_> = super::geo_json::ring(outline)
        .iter()
        .map(|corner| {
            let (north, east) = corner.degrees();
            format!("{east:.7} {north:.7}")
        })
        .collect();
    format!("POLYGON (({}))", corners.join(", "))
}

/// The columns of an event by their names.
#[derive(Default)]
struct Event(BTreeMap<&'static str, String>);

impl Event {
    fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.insert(name, value.into());
    }

    /// The values in the order of the file's columns.
    fn columns(mut self) -> Vec<String> {
        let terms = terms::EVENT.terms.iter();
        terms
            .map(|(name, _)| self.0.remove(name).unwrap_or_default())
            .collect()
    }
}
