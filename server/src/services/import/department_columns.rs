//! The columns of a list of departments.

use super::reading::{Column, Columns};

pub(super) const NUMBER: usize = 0;
pub(super) const NAME_COLUMN: usize = 1;
pub(super) const MUNICIPALITY: usize = 2;
pub(super) const DWELLING_COUNT: usize = 3;
pub(super) const ORGANISATION: usize = 4;
pub(super) const LBF_NUMBER: usize = 5;
pub(super) const OUTDOOR_AREA: usize = 6;
pub(super) const BFE: usize = 7;
pub(super) const HOUSING_FORMS: usize = 8;
pub(super) const REPRESENTATION: usize = 9;
pub(super) const RESIDENTS: usize = 10;
pub(super) const DISTRICT: usize = 11;
pub(super) const OWNERSHIP: usize = 12;

/// The columns of a list of departments. A list with Landsbyggefonden's number alone has it as its own number too.
pub(super) const COLUMNS: Columns = Columns {
    columns: &[
        column("Afd.", &["afd", "afdnr", "afdelingsnr", "afdelingsnummer"]),
        column("Afdelingsnavn", &["afdelingsnavn", "navn"]),
        column("Kommunekode", &["kommunekode", "kommune", "kommunenr"]),
        column("Antal boliger", &["antalboliger", "boliger"]),
        column("LBF org.nr", &["lbforgnr", "orgnr", "selskab", "selskabsnr"]),
        column(
            "LBF afd.nr",
            &["lbfafdnr", "lbfafdelingsnr", "lbfnr", "lbfnummer"],
        ),
        column(
            "Udeareal",
            &["udeareal", "udearealm", "udearealm2", "udearealkvm", "friareal"],
        ),
        column("BFE", &["bfe", "bfenr", "bfenummer"]),
        column(
            "Boligtype",
            &["boligtype", "boligtyper", "boligform", "boligformer"],
        ),
        column(
            "Bestyrelse",
            &["bestyrelse", "beboerrepraesentation", "repraesentation"],
        ),
        column("Beboere", &["beboere", "antalbeboere", "beboertal"]),
        column("Bydel", &["bydel", "bydelsnavn", "distrikt"]),
        column("Ejerforhold", &["ejerforhold", "ejerform", "ejer"]),
    ],
    missing: |has| {
        let mut missing: Vec<_> = [NAME_COLUMN, MUNICIPALITY]
            .into_iter()
            .filter(|column| !has(*column))
            .collect();
        if !has(NUMBER) && !has(LBF_NUMBER) {
            missing.insert(0, NUMBER);
        }
        missing
    },
};

const fn column(name: &'static str, headers: &'static [&'static str]) -> Column {
    Column { name, headers }
}
