//! The columns of the three files, each with its term.

/// A file of the archive.
pub(super) struct TableTerms {
    pub(super) file: &'static str,
    pub(super) row_type: &'static str,
    /// Names in the header line, and terms.
    pub(super) terms: &'static [(&'static str, &'static str)],
}

impl TableTerms {
    /// The header line.
    pub(super) fn header(&self) -> String {
        let names: Vec<_> = self.terms.iter().map(|(name, _)| *name).collect();
        names.join("\t")
    }
}

pub(super) const EVENT: TableTerms = TableTerms {
    file: "event.txt",
    row_type: "http://rs.tdwg.org/dwc/terms/Event",
    terms: &[
        ("eventID", "http://rs.tdwg.org/dwc/terms/eventID"),
        ("parentEventID", "http://rs.tdwg.org/dwc/terms/parentEventID"),
        ("type", "http://purl.org/dc/elements/1.1/type"),
        ("eventType", "http://rs.tdwg.org/dwc/terms/eventType"),
        ("eventDate", "http://rs.tdwg.org/dwc/terms/eventDate"),
        (
            "samplingProtocol",
            "http://rs.tdwg.org/dwc/terms/samplingProtocol",
        ),
        ("sampleSizeValue", "http://rs.tdwg.org/dwc/terms/sampleSizeValue"),
        ("sampleSizeUnit", "http://rs.tdwg.org/dwc/terms/sampleSizeUnit"),
        ("samplingEffort", "http://rs.tdwg.org/dwc/terms/samplingEffort"),
        ("habitat", "http://rs.tdwg.org/dwc/terms/habitat"),
        ("eventRemarks", "http://rs.tdwg.org/dwc/terms/eventRemarks"),
        ("locationID", "http://rs.tdwg.org/dwc/terms/locationID"),
        ("locality", "http://rs.tdwg.org/dwc/terms/locality"),
        ("municipality", "http://rs.tdwg.org/dwc/terms/municipality"),
        ("stateProvince", "http://rs.tdwg.org/dwc/terms/stateProvince"),
        ("countryCode", "http://rs.tdwg.org/dwc/terms/countryCode"),
        ("decimalLatitude", "http://rs.tdwg.org/dwc/terms/decimalLatitude"),
        (
            "decimalLongitude",
            "http://rs.tdwg.org/dwc/terms/decimalLongitude",
        ),
        ("geodeticDatum", "http://rs.tdwg.org/dwc/terms/geodeticDatum"),
        (
            "coordinateUncertaintyInMeters",
            "http://rs.tdwg.org/dwc/terms/coordinateUncertaintyInMeters",
        ),
        ("footprintWKT", "http://rs.tdwg.org/dwc/terms/footprintWKT"),
        ("footprintSRS", "http://rs.tdwg.org/dwc/terms/footprintSRS"),
        (
            "informationWithheld",
            "http://rs.tdwg.org/dwc/terms/informationWithheld",
        ),
        (
            "dataGeneralizations",
            "http://rs.tdwg.org/dwc/terms/dataGeneralizations",
        ),
        ("modified", "http://purl.org/dc/terms/modified"),
        ("license", "http://purl.org/dc/terms/license"),
        ("rightsHolder", "http://purl.org/dc/terms/rightsHolder"),
        ("datasetID", "http://rs.tdwg.org/dwc/terms/datasetID"),
        ("datasetName", "http://rs.tdwg.org/dwc/terms/datasetName"),
        (
            "dynamicProperties",
            "http://rs.tdwg.org/dwc/terms/dynamicProperties",
        ),
    ],
};

pub(super) const OCCURRENCE: TableTerms = TableTerms {
    file: "occurrence.txt",
    row_type: "http://rs.tdwg.org/dwc/terms/Occurrence",
    terms: &[
        ("eventID", "http://rs.tdwg.org/dwc/terms/eventID"),
        ("occurrenceID", "http://rs.tdwg.org/dwc/terms/occurrenceID"),
        ("basisOfRecord", "http://rs.tdwg.org/dwc/terms/basisOfRecord"),
        (
            "occurrenceStatus",
            "http://rs.tdwg.org/dwc/terms/occurrenceStatus",
        ),
        ("individualCount", "http://rs.tdwg.org/dwc/terms/individualCount"),
        (
            "organismQuantity",
            "http://rs.tdwg.org/dwc/terms/organismQuantity",
        ),
        (
            "organismQuantityType",
            "http://rs.tdwg.org/dwc/terms/organismQuantityType",
        ),
        ("lifeStage", "http://rs.tdwg.org/dwc/terms/lifeStage"),
        ("scientificName", "http://rs.tdwg.org/dwc/terms/scientificName"),
        ("taxonRank", "http://rs.tdwg.org/dwc/terms/taxonRank"),
        ("kingdom", "http://rs.tdwg.org/dwc/terms/kingdom"),
        ("class", "http://rs.tdwg.org/dwc/terms/class"),
        ("order", "http://rs.tdwg.org/dwc/terms/order"),
        ("family", "http://rs.tdwg.org/dwc/terms/family"),
        ("vernacularName", "http://rs.tdwg.org/dwc/terms/vernacularName"),
        (
            "verbatimIdentification",
            "http://rs.tdwg.org/dwc/terms/verbatimIdentification",
        ),
        (
            "identificationRemarks",
            "http://rs.tdwg.org/dwc/terms/identificationRemarks",
        ),
        ("recordedByID", "http://rs.tdwg.org/dwc/terms/recordedByID"),
        ("license", "http://purl.org/dc/terms/license"),
    ],
};

pub(super) const FACT: TableTerms = TableTerms {
    file: "measurementorfact.txt",
    row_type: "http://rs.tdwg.org/dwc/terms/MeasurementOrFact",
    terms: &[
        ("eventID", "http://rs.tdwg.org/dwc/terms/eventID"),
        ("measurementID", "http://rs.tdwg.org/dwc/terms/measurementID"),
        ("measurementType", "http://rs.tdwg.org/dwc/terms/measurementType"),
        (
            "measurementValue",
            "http://rs.tdwg.org/dwc/terms/measurementValue",
        ),
        ("measurementUnit", "http://rs.tdwg.org/dwc/terms/measurementUnit"),
        (
            "measurementMethod",
            "http://rs.tdwg.org/dwc/terms/measurementMethod",
        ),
    ],
};
