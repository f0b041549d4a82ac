//! The place of an overview among the departments of its reader: an administration, an organisation, a city district of
//! one, or a department.

use std::collections::BTreeMap;

use feltbog_shared::office::overview::{OverviewLevel, OverviewPlace};
use serde::Deserialize;

use super::places::{AdministrationOfReader, DepartmentOfReader, OrganisationOfReader};

/// The part of a department's record that is read here.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PlaceDetails {
    district: String,
}

/// A city district, as far as its reader has departments there.
#[derive(Clone)]
pub(super) struct District {
    pub(super) place: OverviewPlace,
    /// The place of its organisation among those of the reader.
    pub(super) organisation: usize,
    /// The places of its departments among those of the organisation.
    pub(super) members: Vec<usize>,
}

/// The place that is shown.
pub(super) struct Chosen<'a> {
    pub(super) administration: &'a AdministrationOfReader,
    /// The organisation; nothing for all of them.
    pub(super) organisation: Option<usize>,
    /// The district of the organisation; nothing for all of them.
    pub(super) district: Option<District>,
    /// The department of the organisation; nothing for all of them.
    pub(super) department: Option<usize>,
}

/// The districts of an organisation, by name. A department that names none is in none.
fn districts(organisation: usize, of: &OrganisationOfReader) -> Vec<District> {
    let mut members = BTreeMap::<String, Vec<usize>>::new();
    for (at, department) in of.departments.iter().enumerate() {
        let details: PlaceDetails = serde_json::from_str(&department.row.record).unwrap_or_default();
        if !details.district.is_empty() {
            members.entry(details.district).or_default().push(at);
        }
    }
    let id = of.row.id.to_string();
    let district = |(name, members): (String, Vec<usize>)| District {
        place: OverviewPlace {
            level: OverviewLevel::District,
            id: district_id(&id, &name),
            name,
        },
        organisation,
        members,
    };
    members.into_iter().map(district).collect()
}

/// The id of a district for addresses: that of its organisation, and its name in hexadecimal digits.
fn district_id(organisation: &str, name: &str) -> String {
    let name: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    [organisation, ".", &name].concat()
}

/// The place that was asked for.
pub(super) fn find<'a>(
    administrations: &'a [AdministrationOfReader],
    wanted: Option<(OverviewLevel, &str)>,
) -> Option<Chosen<'a>> {
    let whole = |administration| Chosen {
        administration,
        organisation: None,
        district: None,
        department: None,
    };
    let Some((level, id)) = wanted else {
        let first = administrations.first()?;
        let [organisation] = first.organisations.as_slice() else {
            return Some(whole(first));
        };
        return Some(Chosen {
            organisation: Some(0),
            department: (organisation.departments.len() == 1).then_some(0),
            ..whole(first)
        });
    };
    for administration in administrations {
        if level == OverviewLevel::Administration && administration.id.to_string() == id {
            return Some(whole(administration));
        }
        for (at, organisation) in administration.organisations.iter().enumerate() {
            let mut chosen = Chosen {
                organisation: Some(at),
                ..whole(administration)
            };
            let is_it = match level {
                OverviewLevel::Administration => false,
                OverviewLevel::Organisation => organisation.row.id.to_string() == id,
                OverviewLevel::District => {
                    let mut all = districts(at, organisation).into_iter();
                    chosen.district = all.find(|district| district.place.id == id);
                    chosen.district.is_some()
                }
                OverviewLevel::Department => {
                    let mut departments = organisation.departments.iter();
                    chosen.department = departments.position(|one| one.row.id.to_string() == id);
                    chosen.department.is_some()
                }
            };
            if is_it {
                return Some(chosen);
            }
        }
    }
    None
}

fn department_place(department: &DepartmentOfReader) -> OverviewPlace {
    OverviewPlace {
        level: OverviewLevel::Department,
        id: department.row.id.to_string(),
        name: department.row.name.clone(),
    }
}

impl Chosen<'_> {
    fn administration_place(&self) -> OverviewPlace {
        OverviewPlace {
            level: OverviewLevel::Administration,
            id: self.administration.id.to_string(),
            name: self.administration.name.clone(),
        }
    }

    fn organisation_place(&self, organisation: usize) -> OverviewPlace {
        let row = &self.administration.organisations[organisation].row;
        OverviewPlace {
            level: OverviewLevel::Organisation,
            id: row.id.to_string(),
            name: row.name.clone(),
        }
    }

    /// The place itself.
    pub(super) fn place(&self) -> OverviewPlace {
        match (self.organisation, &self.district, self.department) {
            (Some(organisation), _, Some(department)) => {
                department_place(&self.administration.organisations[organisation].departments[department])
            }
            (Some(_), Some(district), None) => district.place.clone(),
            (Some(organisation), None, None) => self.organisation_place(organisation),
            (None, ..) => self.administration_place(),
        }
    }

    /// The places above it, from the top.
    pub(super) fn above(&self) -> Vec<OverviewPlace> {
        let Some(organisation) = self.organisation else {
            return Vec::new();
        };
        let mut above = vec![self.administration_place()];
        if self.district.is_some() || self.department.is_some() {
            above.push(self.organisation_place(organisation));
        }
        if let Some(department) = self.department {
            let all = districts(organisation, &self.administration.organisations[organisation]);
            let own = all.into_iter().find(|one| one.members.contains(&department));
            above.extend(own.map(|district| district.place));
        }
        above
    }

    /// Indices of organisation and department of everything that is shown.
    pub(super) fn shown(&self) -> Vec<(usize, usize)> {
        let organisations = self.administration.organisations.iter().enumerate();
        let mut shown = Vec::new();
        for (place, organisation) in organisations {
            if self.organisation.is_some_and(|wanted| wanted != place) {
                continue;
            }
            for at in 0..organisation.departments.len() {
                let is_in_district = self
                    .district
                    .as_ref()
                    .is_none_or(|district| district.members.contains(&at));
                if is_in_district && self.department.is_none_or(|wanted| wanted == at) {
                    shown.push((place, at));
                }
            }
        }
        shown
    }

    /// The places directly below, each with its departments.
    pub(super) fn below(&self) -> Vec<(OverviewPlace, Vec<(usize, usize)>)> {
        match (self.organisation, self.department) {
            (Some(_), Some(_)) => Vec::new(),
            (Some(organisation), None) => {
                let departments = &self.administration.organisations[organisation].departments;
                let place =
                    |(_, at): (usize, usize)| (department_place(&departments[at]), vec![(organisation, at)]);
                self.shown().into_iter().map(place).collect()
            }
            (None, _) => (0..self.administration.organisations.len())
                .map(|organisation| {
                    let departments = &self.administration.organisations[organisation].departments;
                    let members = (0..departments.len()).map(|at| (organisation, at)).collect();
                    (self.organisation_place(organisation), members)
                })
                .collect(),
        }
    }

    /// The districts of an organisation that is shown as a whole.
    pub(super) fn districts_below(&self) -> Vec<District> {
        match (self.organisation, &self.district, self.department) {
            (Some(organisation), None, None) => {
                districts(organisation, &self.administration.organisations[organisation])
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_district_is_of_its_organisation_and_fits_an_address() {
        let id = district_id("0190", "Ø/st");
        assert_eq!(id, "0190.c3982f7374");
        assert_ne!(id, district_id("0191", "Ø/st"));
        assert_ne!(id, district_id("0190", "Ø st"));
    }
}
