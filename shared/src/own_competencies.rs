//! The competencies of the organisations of a person, and the person's own courses, as phones and the desk know them.
//!
//! Phones ask `POST /api/v1/departments/competencies`. It is a message of its own, as that of
//! [`crate::department_information`]: apps and servers that do not know it go on without it.

use serde::{Deserialize, Serialize};

use crate::department_information::ContentCheck;
use crate::id::DepartmentId;
use crate::search::fold;

/// A competency that staff can have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownCompetency {
    /// The name. Tasks require it by this name.
    pub name: String,
    /// The keys of the situations whose action cards it belongs to.
    pub situations: Vec<String>,
}

/// The competencies of an organisation, for the departments of it in which a person has a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationCompetencies {
    /// The departments.
    pub departments: Vec<DepartmentId>,
    /// The competencies, by name.
    pub competencies: Vec<KnownCompetency>,
}

/// A course that the person has taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCourse {
    /// The name of the competency.
    pub competency: String,
    /// The course.
    pub course: String,
    /// The day, `YYYY-MM-DD`.
    pub taken_on: String,
    /// The day from which it has to be repeated, or nothing.
    pub expires_on: Option<String>,
}

impl OwnCourse {
    /// Whether it holds on a day, `YYYY-MM-DD`.
    pub fn holds_on(&self, today: &str) -> bool {
        self.expires_on
            .as_deref()
            .is_none_or(|expires_on| today < expires_on)
    }
}

/// Competencies and own courses as a phone holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneCompetencies {
    /// The check value of the content.
    pub check: ContentCheck,
    /// The competencies of the person's organisations.
    pub organisations: Vec<OrganisationCompetencies>,
    /// The person's courses, the newest first.
    pub courses: Vec<OwnCourse>,
}

/// The version that a phone holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompetenciesRequest {
    /// The check value of what it holds; nothing the first time.
    pub held: Option<ContentCheck>,
}

/// Competencies and own courses; nothing when the phone holds them as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompetenciesReply {
    /// The content in the place of that which is held.
    pub changed: Option<PhoneCompetencies>,
}

impl PhoneCompetencies {
    /// The question to the server.
    pub fn request(&self) -> CompetenciesRequest {
        let is_known = *self != Self::default();
        CompetenciesRequest {
            held: is_known.then_some(self.check),
        }
    }

    /// The content after an answer.
    #[must_use]
    pub fn after(self, reply: CompetenciesReply) -> Self {
        reply.changed.unwrap_or(self)
    }
}

/// The competencies that are known in a department.
pub fn known_in(organisations: &[OrganisationCompetencies], department: DepartmentId) -> &[KnownCompetency] {
    let mut organisations = organisations.iter();
    organisations
        .find(|one| one.departments.contains(&department))
        .map(|one| one.competencies.as_slice())
        .unwrap_or_default()
}

/// Whether two names are of one competency, however they are written.
pub fn is_named_alike(one: &str, other: &str) -> bool {
    fold(one).trim() == fold(other).trim()
}

/// The competencies that a task can require, each by its value in the record and its name. One that stands in the record
/// and is not among the known ones stays.
pub fn competency_offers(known: &[KnownCompetency], standing: &str) -> Vec<(String, String)> {
    let is_standing = |one: &KnownCompetency| is_named_alike(&one.name, standing);
    let offer = |one: &KnownCompetency| match is_standing(one) {
        true => (standing.to_owned(), one.name.clone()),
        false => (one.name.clone(), one.name.clone()),
    };
    let mut offers: Vec<_> = known.iter().map(offer).collect();
    if !standing.trim().is_empty() && !known.iter().any(is_standing) {
        offers.push((standing.to_owned(), standing.to_owned()));
    }
    offers
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const THERE: DepartmentId = DepartmentId::from_bytes([2; 16]);

    fn known(name: &str) -> KnownCompetency {
        KnownCompetency {
            name: name.into(),
            situations: Vec::new(),
        }
    }

    fn pair(value: &str, name: &str) -> (String, String) {
        (value.to_owned(), name.to_owned())
    }

    #[test]
    fn a_task_requires_what_is_known_and_keeps_what_stands() {
        let all = [known("Le"), known("Motorsav")];
        let plain = [pair("Le", "Le"), pair("Motorsav", "Motorsav")];
        assert_eq!(competency_offers(&all, ""), plain);
        assert_eq!(competency_offers(&all, " "), plain);
        // One that was typed in another way is the same one, and stays as it was typed.
        let typed = [pair("Le", "Le"), pair("motorsav ", "Motorsav")];
        assert_eq!(competency_offers(&all, "motorsav "), typed);
        let other = [plain.to_vec(), vec![pair("Sprøjtebevis", "Sprøjtebevis")]].concat();
        assert_eq!(competency_offers(&all, "Sprøjtebevis"), other);
        assert_eq!(competency_offers(&[], ""), []);
    }

    #[test]
    fn each_department_knows_those_of_its_organisation() {
        let organisations = [OrganisationCompetencies {
            departments: vec![HERE],
            competencies: vec![known("Le")],
        }];
        assert_eq!(known_in(&organisations, HERE), [known("Le")]);
        assert_eq!(known_in(&organisations, THERE), []);
    }

    #[test]
    fn an_answer_without_content_leaves_what_is_held() {
        let held = PhoneCompetencies {
            check: ContentCheck([7; 16]),
            courses: vec![OwnCourse {
                competency: "Le".into(),
                expires_on: Some("2027-01-01".into()),
                ..OwnCourse::default()
            }],
            ..PhoneCompetencies::default()
        };
        assert_eq!(PhoneCompetencies::default().request().held, None);
        assert_eq!(held.request().held, Some(ContentCheck([7; 16])));
        assert_eq!(held.clone().after(CompetenciesReply::default()), held);
        let empty = PhoneCompetencies::default();
        let changed = Some(empty.clone());
        assert_eq!(held.clone().after(CompetenciesReply { changed }), empty);
        let course = &held.courses[0];
        assert!(course.holds_on("2026-12-31") && !course.holds_on("2027-01-01"));
    }
}
