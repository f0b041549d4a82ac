//! The public part of departments' records, as the server sends it to the phones of a department.
//!
//! `POST /api/v1/departments/information`. A message of its own: apps that do not know it never ask, and a server that
//! does not know it answers as to any unknown path.

use serde::{Deserialize, Serialize};

use crate::id::DepartmentId;

/// Bytes of a [`ContentCheck`].
const CHECK_BYTES: usize = 16;

/// The check value of a department's public part: it differs when the content does, and an internal change leaves it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContentCheck(pub [u8; CHECK_BYTES]);

/// The public parts that a phone holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InformationRequest {
    /// Each department with the check value of its public part.
    pub held: Vec<(DepartmentId, ContentCheck)>,
}

/// The public parts of the departments in which the person has a part to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InformationReply {
    /// Departments with a content that the phone does not hold.
    pub changed: Vec<DepartmentInformation>,
    /// Departments that the phone holds as they are. It forgets all that stand in neither list.
    pub unchanged: Vec<DepartmentId>,
}

/// The public part of a department's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentInformation {
    /// The department.
    pub department: DepartmentId,
    /// The check value of the content.
    pub check: ContentCheck,
    /// The name.
    pub name: String,
    /// The people to call, in order.
    pub contacts: Vec<CallContact>,
    /// The times at which staff can be met.
    pub bases: Vec<WeeklyHours>,
    /// The address of the house rules, or a sentence about them, or empty.
    pub house_rules: String,
    /// Local resources, and whom to call about them.
    pub resources: Vec<CallContact>,
}

/// A person, function or place that can be called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallContact {
    /// The name or the function.
    pub name: String,
    /// The telephone number as written, or empty.
    pub phone: String,
    /// The hours, or another remark.
    pub remark: String,
}

/// A time of the week at which somebody can be met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyHours {
    /// The place.
    pub place: String,
    /// The person or function.
    pub staff: String,
    /// The day of the week: 1 for Monday to 7.
    pub weekday: u8,
    /// The beginning, `HH:MM`, or empty.
    pub from: String,
    /// The end, `HH:MM`, or empty.
    pub to: String,
}

impl InformationRequest {
    /// The request of a phone that holds these.
    pub fn of(held: &[DepartmentInformation]) -> Self {
        let held = held.iter().map(|one| (one.department, one.check));
        Self { held: held.collect() }
    }
}

impl InformationReply {
    /// The public parts that a phone holds after this answer, in order of their names.
    pub fn apply(self, held: Vec<DepartmentInformation>) -> Vec<DepartmentInformation> {
        let Self { changed, unchanged } = self;
        let mut now: Vec<_> = held
            .into_iter()
            .filter(|one| unchanged.contains(&one.department))
            .filter(|one| changed.iter().all(|other| other.department != one.department))
            .collect();
        for one in changed {
            // A handful of departments: a sort made for millions would weigh more in the phone's module.
            let place = now.iter().position(|other| one.name < other.name);
            now.insert(place.unwrap_or(now.len()), one);
        }
        now
    }
}

impl CallContact {
    /// The number as a telephone dials it: digits, with a plus before them where there is one. Nothing for a text that
    /// holds no number.
    pub fn dialled(&self) -> Option<String> {
        let phone = self.phone.trim();
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        match (digits.is_empty(), phone.starts_with('+')) {
            (true, _) => None,
            (false, true) => Some(["+", &digits].concat()),
            (false, false) => Some(digits),
        }
    }
}

impl DepartmentInformation {
    /// The weekly hours in order of days and times.
    pub fn week(&self) -> Vec<&WeeklyHours> {
        let mut week: Vec<&WeeklyHours> = Vec::with_capacity(self.bases.len());
        for one in &self.bases {
            let is_before = |other: &&WeeklyHours| (one.weekday, &one.from) < (other.weekday, &other.from);
            let place = week.iter().position(is_before);
            week.insert(place.unwrap_or(week.len()), one);
        }
        week
    }

    /// The address of the house rules, when it is one that a browser opens.
    pub fn house_rules_link(&self) -> Option<&str> {
        let link = self.house_rules.trim();
        let is_link = link.starts_with("https://") || link.starts_with("http://");
        (is_link && !link.contains(char::is_whitespace)).then_some(link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn information(place: u8, name: &str) -> DepartmentInformation {
        DepartmentInformation {
            department: DepartmentId::from_bytes([place; 16]),
            check: ContentCheck([place; CHECK_BYTES]),
            name: name.into(),
            contacts: Vec::new(),
            bases: Vec::new(),
            house_rules: String::new(),
            resources: Vec::new(),
        }
    }

    #[test]
    fn an_answer_changes_keeps_and_forgets() {
        let held = vec![
            information(1, "Alfa"),
            information(2, "Beta"),
            information(3, "Gamma"),
        ];
        let newer = DepartmentInformation {
            check: ContentCheck([9; CHECK_BYTES]),
            ..information(2, "Beta")
        };
        let reply = InformationReply {
            changed: vec![newer.clone(), information(4, "Aarhus")],
            unchanged: vec![DepartmentId::from_bytes([3; 16])],
        };
        let now = reply.apply(held);
        assert_eq!(now, [information(4, "Aarhus"), newer, information(3, "Gamma")]);
        let request = InformationRequest::of(&now);
        assert_eq!(request.held.len(), 3);
        assert_eq!(InformationReply::default().apply(now), []);
    }

    #[test]
    fn numbers_are_dialled_without_their_spaces() {
        let dialled = |phone: &str| {
            CallContact {
                phone: phone.into(),
                ..CallContact::default()
            }
            .dialled()
        };
        assert_eq!(dialled("12 34 56 78").as_deref(), Some("12345678"));
        assert_eq!(dialled(" +45 12 34 56 78 ").as_deref(), Some("+4512345678"));
        assert_eq!(dialled("spørg på kontoret"), None);
    }

    #[test]
    fn the_week_begins_on_monday_morning() {
        let at = |weekday, from: &str| WeeklyHours {
            weekday,
            from: from.into(),
            ..WeeklyHours::default()
        };
        let information = DepartmentInformation {
            bases: vec![at(3, "09:00"), at(1, "13:00"), at(1, "08:00"), at(3, "08:00")],
            ..information(1, "Alfa")
        };
        let week: Vec<_> = information
            .week()
            .iter()
            .map(|one| (one.weekday, one.from.clone()))
            .collect();
        let expected = [(1, "08:00"), (1, "13:00"), (3, "08:00"), (3, "09:00")];
        assert_eq!(week, expected.map(|(weekday, from)| (weekday, from.to_owned())));
    }

    #[test]
    fn only_an_address_becomes_a_link() {
        let link = |text: &str| {
            let information = DepartmentInformation {
                house_rules: text.into(),
                ..information(1, "Alfa")
            };
            information.house_rules_link().map(str::to_owned)
        };
        assert_eq!(
            link("https://bo.dk/husorden"),
            Some("https://bo.dk/husorden".into())
        );
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link("Se opslaget i opgangen"), None);
    }
}
