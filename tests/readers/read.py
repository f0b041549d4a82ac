"""Reads an export with libraries that know nothing of Feltbog, checks it against the rules of its format, and prints what
it holds as JSON.

    read.py csv|xlsx|geojson|dwca FILE
"""

import csv
import json
import re
import sys
import zipfile
from xml.etree import ElementTree


def read_csv(path):
    with open(path, "rb") as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf"), "no byte order mark"
    assert b"\n" not in raw.replace(b"\r\n", b""), "a line that does not end with CR and LF"
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len({len(row) for row in rows}) == 1, "rows of different lengths"
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def read_xlsx(path):
    import openpyxl

    # A file without the ending of a workbook is read as one when it is open.
    with open(path, "rb") as file:
        book = openpyxl.load_workbook(file)
    sheets = {}
    for sheet in book:
        rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
        assert all(kind != "f" for row in rows for _, kind in row), "a formula"
        header = [value for value, _ in rows[0]]
        sheets[sheet.title] = [
            {name: [str(value) if kind == "d" else value, kind] for name, (value, kind) in zip(header, row)}
            for row in rows[1:]
        ]
    return sheets


def read_geojson(path):
    from pyproj import Geod
    from shapely.geometry import shape

    with open(path, encoding="utf-8") as file:
        collection = json.load(file)
    assert collection["type"] == "FeatureCollection" and "crs" not in collection
    earth = Geod(ellps="WGS84")
    areas = {}
    for feature in collection["features"]:
        assert feature["type"] == "Feature" and feature["id"]
        geometry = feature["geometry"]
        measured = None
        if geometry is not None and geometry["type"] == "Polygon":
            for ring in geometry["coordinates"]:
                assert ring[0] == ring[-1] and len(ring) >= 4, "a ring that is not closed"
                assert all(len(position) == 2 for position in ring)
                assert all(7 < lon < 16 and 54 < lat < 58 for lon, lat in ring), "not in Denmark"
            polygon = shape(geometry)
            assert polygon.is_valid, "a polygon that crosses itself"
            assert polygon.exterior.is_ccw, "a ring that turns clockwise"
            measured, _ = earth.geometry_area_perimeter(polygon)
        areas[feature["id"]] = {"square_metres": measured, "properties": feature["properties"]}
    return areas


DWC = "http://rs.tdwg.org/dwc/terms/"


def terms_are_known(path):
    """Each file of the archive has as many columns as its description, and the rules of meta.xml hold."""
    names = {"m": "http://rs.tdwg.org/dwc/text/"}
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("meta.xml"))
        assert root.tag == "{http://rs.tdwg.org/dwc/text/}archive" and root.get("metadata") == "eml.xml"
        for table in [root.find("m:core", names), *root.findall("m:extension", names)]:
            assert table.get("fieldsEnclosedBy") == "", "quotes would be taken for enclosures"
            terms = [field.get("term") for field in table.findall("m:field", names)]
            assert len(terms) == len(set(terms)), "DUPLICATED_TERM"
            text = archive.read(table.find("m:files/m:location", names).text).decode("utf-8")
            assert not text.startswith("\ufeff") and "\ufffd" not in text and "\r" not in text
            for line in text.rstrip("\n").split("\n"):
                assert len(line.split("\t")) == len(terms), "COLUMN_MISMATCH"
        eml = ElementTree.fromstring(archive.read("eml.xml"))
        assert eml.tag == "{https://eml.ecoinformatics.org/eml-2.2.0}eml" and eml.get("packageId")
        dataset = eml.find("dataset")
        order = [child.tag for child in dataset]
        known = (
            "title creator metadataProvider pubDate language abstract keywordSet intellectualRights licensed "
            "distribution coverage maintenance contact methods"
        ).split()
        assert [known.index(tag) for tag in order] == sorted(known.index(tag) for tag in order), order
        for tag in ("title", "creator", "pubDate", "abstract", "contact"):
            assert tag in order, tag
        assert len(dataset.findtext("title")) >= 10
        assert len(dataset.findtext("abstract/para")) >= 25
        assert dataset.findtext("contact/individualName/surName"), "RESOURCE_CONTACTS_MISSING_OR_INCOMPLETE"
        assert dataset.findtext("licensed/identifier") == "CC-BY-4.0"
        assert "creativecommons.org/licenses/by/4.0" in dataset.find("intellectualRights/para/ulink").get("url")
        assert eml.findtext("additionalMetadata/metadata/gbif/citation")


def read_dwca(path):
    from dwca.read import DwCAReader

    terms_are_known(path)
    with DwCAReader(path) as archive:
        assert archive.core_contains_term(DWC + "eventID")
        assert archive.descriptor.core.type == DWC + "Event", "CORE_ROWTYPE_UNDETERMINED"
        orphans = archive.orphaned_extension_rows()
        assert all(not rows for rows in orphans.values()), "RECORD_REFERENTIAL_INTEGRITY_VIOLATION"
        events, occurrences, facts = {}, [], []
        for row in archive:
            event = {key.rsplit("/", 1)[-1]: value for key, value in row.data.items()}
            assert row.id == event["eventID"] and row.id not in events, "RECORD_NOT_UNIQUELY_IDENTIFIED"
            events[row.id] = event
            for extension in row.extensions:
                found = {key.rsplit("/", 1)[-1]: value for key, value in extension.data.items()}
                (occurrences if extension.rowtype == DWC + "Occurrence" else facts).append(found)
    assert list(events) == sorted(events), "not in order of ids"
    ids = [row["occurrenceID"] for row in occurrences]
    assert len(ids) == len(set(ids)), "OCCURRENCE_NOT_UNIQUELY_IDENTIFIED"
    ids = [row["measurementID"] for row in facts]
    assert len(ids) == len(set(ids))
    moment = r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+0[12]:00)?"
    for event in events.values():
        assert event["license"] == "http://creativecommons.org/licenses/by/4.0/legalcode", "LICENSE_MISSING_OR_UNKNOWN"
        assert re.fullmatch(f"{moment}(/{moment})?", event["eventDate"]), "RECORDED_DATE_INVALID"
        assert event["type"] == "Event" and event["countryCode"] == "DK" and event["locationID"]
        if event["eventType"] == "siteSeason":
            assert not event["parentEventID"], "PARENT_EVENT_INFINITE_LINEAGE"
        else:
            assert events[event["parentEventID"]]["eventType"] == "siteSeason"
        if event["decimalLatitude"]:
            latitude, longitude = float(event["decimalLatitude"]), float(event["decimalLongitude"])
            assert 54 < latitude < 58 and 7 < longitude < 16, "COUNTRY_COORDINATE_MISMATCH"
            assert event["geodeticDatum"] == "EPSG:4326", "GEODETIC_DATUM_ASSUMED_WGS84"
            assert int(event["coordinateUncertaintyInMeters"]) >= 5, "COORDINATE_UNCERTAINTY_METERS_INVALID"
            assert len(event["decimalLatitude"].split(".")[1]) <= 6, "COORDINATE_ROUNDED"
        else:
            assert event["informationWithheld"] and not event["coordinateUncertaintyInMeters"]
        if event["footprintWKT"]:
            from shapely import wkt

            assert wkt.loads(event["footprintWKT"]).is_valid, "FOOTPRINT_WKT_INVALID"
    for row in occurrences:
        assert row["basisOfRecord"] == "HumanObservation", "BASIS_OF_RECORD_INVALID"
        assert row["occurrenceStatus"] in ("present", "absent"), "OCCURRENCE_STATUS_UNPARSABLE"
        if row["individualCount"]:
            count = int(row["individualCount"])
            assert count >= 0, "INDIVIDUAL_COUNT_INVALID"
            absent = row["occurrenceStatus"] == "absent"
            assert (count == 0) == absent, "INDIVIDUAL_COUNT_CONFLICTS_WITH_OCCURRENCE_STATUS"
        assert row["scientificName"] and row["taxonRank"] and row["kingdom"]
        assert not row["recordedByID"]
    return {"events": list(events.values()), "occurrences": occurrences, "facts": facts}


READERS = {"csv": read_csv, "xlsx": read_xlsx, "geojson": read_geojson, "dwca": read_dwca}

if __name__ == "__main__":
    print(json.dumps(READERS[sys.argv[1]](sys.argv[2])))
