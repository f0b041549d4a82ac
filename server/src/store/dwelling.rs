//! The dwellings of departments.

use std::fmt;

use feltbog_shared::id::{DepartmentId, DwellingId};
use sha2::{Digest as _, Sha256};

/// A dwelling (*bolig*) of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dwelling {
    /// The id.
    pub id: DwellingId,
    /// The department.
    pub department: DepartmentId,
    /// The id of the home in DAR (*adresse-id*).
    pub address_id: Option<String>,
    /// The id of the entrance in DAR (*adgangsadresse-id*).
    pub access_address_id: Option<String>,
    /// The address; its parts are empty where they are not known.
    pub address: DwellingAddress,
    /// The BFE number of the property.
    pub bfe: Option<String>,
    /// The number of the tenancy (*lejemål*).
    pub tenancy_number: Option<String>,
}

/// The address, or the id in DAR where there is none.
impl fmt::Display for Dwelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.address.street.as_str(), &self.address_id) {
            ("", Some(id)) => f.write_str(id),
            _ => self.address.fmt(f),
        }
    }
}

/// A hash over dwellings in order of their ids.
pub fn digest_dwellings(dwellings: &[Dwelling]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for dwelling in dwellings {
        let text = format!("{dwelling:?}");
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

/// The address of a dwelling in its normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DwellingAddress {
    /// The name of the street.
    pub street: String,
    /// The number, 1 to 999, and perhaps one capital letter: `12B`.
    pub number: String,
    /// The floor: `st`, `kl`, `k2` to `k9`, or 1 to 99; empty without one.
    pub floor: String,
    /// The door: `tv`, `mf`, `th`, 1 to 9999, or small letters, digits, `/` and `-`; empty without one.
    pub door: String,
    /// The postcode of four digits, or empty.
    pub postcode: String,
    /// The town, or empty.
    pub town: String,
}

/// The address on one line.
impl fmt::Display for DwellingAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.street, self.number)?;
        let is_number = self.floor.starts_with(|letter: char| letter.is_ascii_digit());
        let stop = if is_number || matches!(self.floor.as_str(), "st" | "kl") {
            "."
        } else {
            ""
        };
        match (self.floor.as_str(), self.door.as_str()) {
            ("", "") => {}
            (floor, "") => write!(f, ", {floor}{stop}")?,
            ("", door) => write!(f, ", {door}")?,
            (floor, door) => write!(f, ", {floor}{stop} {door}")?,
        }
        match (self.postcode.as_str(), self.town.as_str()) {
            ("", _) => Ok(()),
            (postcode, town) => write!(f, ", {}", format!("{postcode} {town}").trim_end()),
        }
    }
}

impl DwellingAddress {
    /// The text by which two addresses are the same: without the town, and with the street in small letters.
    pub fn key(&self) -> String {
        let street = self.street.to_lowercase();
        [&street, &self.number, &self.floor, &self.door, &self.postcode]
            .map(String::as_str)
            .join("|")
    }
}
