//! State of the desk: the person's departments and colleagues, names of people, and the last act that can be taken back.

use std::cell::RefCell;
use std::collections::BTreeMap;

use feltbog_presentation::labels::Present;
use feltbog_presentation::texts::{language, texts};
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::{Fields, Kind};
use feltbog_shared::moment::{Day, danish_offset};
use feltbog_shared::office::desk::{
    DeskDepartment, DeskName, DeskPerson, DeskPlace, DeskScope, TriageReport,
};
use feltbog_shared::own_competencies::{KnownCompetency, known_in};
use feltbog_shared::own_values::{self, DepartmentValues};
use feltbog_shared::permission::Role;
use feltbog_ui::choice::Offer;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::request_token::random;
use crate::state::{Office, SessionState, now};
use crate::texts::office_texts;

thread_local! {
    static NAMES: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
    /// The values that organisations added to lists.
    static OWN_VALUES: RefCell<Vec<DepartmentValues>> = const { RefCell::new(Vec::new()) };
}

/// The state of the desk. It lasts as long as the person is signed in.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// The person's departments and colleagues; nothing while they are not known.
    pub(crate) scope: RwSignal<Option<DeskScope>>,
    /// The reason why they could not be read.
    pub(crate) error: RwSignal<Option<ApiError>>,
    /// The last act, for the bar that takes it back.
    pub(crate) last_act: RwSignal<Option<LastAct>>,
    office: Office,
}

impl Desk {
    /// The desk of the person who is signed in. Asks the server for its scope.
    pub(crate) fn new(office: Office) -> Self {
        let desk = Self {
            scope: RwSignal::new(None),
            error: RwSignal::new(None),
            last_act: RwSignal::new(None),
            office,
        };
        desk.read_scope();
        desk
    }

    /// Asks the server for departments and colleagues.
    pub(crate) fn read_scope(self) {
        self.error.set(None);
        let api = self.office.api();
        spawn_local(async move {
            match api.desk_scope().await {
                Ok(scope) => {
                    let people = scope.people.iter();
                    learn(people.map(|person| (person.id, person.name.as_str())));
                    OWN_VALUES.set(scope.own_values.clone());
                    let _ = self.scope.try_set(Some(scope));
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }

    /// The person who is signed in. Does not follow changes.
    pub(crate) fn person(self) -> Option<UserId> {
        self.office.session.with_untracked(|session| match session {
            SessionState::SignedIn(session) => Some(session.person),
            _ => None,
        })
    }

    /// The departments. Follows changes.
    pub(crate) fn departments(self) -> Vec<DeskDepartment> {
        let scope = self.scope.read();
        scope
            .as_ref()
            .map(|scope| scope.departments.clone())
            .unwrap_or_default()
    }

    /// Choices of a filter by department: all, and each that `is_offered`. Follows changes.
    pub(crate) fn department_offers(self, is_offered: impl Fn(&DeskDepartment) -> bool) -> Vec<Offer> {
        let every = (String::new(), office_texts().every_department.to_owned());
        let offered = self.departments().into_iter().filter(is_offered);
        let offers = offered.map(|department| (department.id.to_string(), department.name));
        std::iter::once(every).chain(offers).collect()
    }

    /// A department. Follows changes.
    pub(crate) fn department(self, id: DepartmentId) -> Option<DeskDepartment> {
        let scope = self.scope.read();
        let mut departments = scope.iter().flat_map(|scope| &scope.departments);
        departments.find(|department| department.id == id).cloned()
    }

    /// The name of a department; empty for one that is not the person's. Follows changes.
    pub(crate) fn department_name(self, id: DepartmentId) -> String {
        self.department(id)
            .map(|department| department.name)
            .unwrap_or_default()
    }

    /// Whether the person may read some records of a kind somewhere. Follows changes.
    pub(crate) fn reads(self, kind: Kind) -> bool {
        self.any(|department| department.reads.contains(&kind))
    }

    /// Whether the person may make records of a kind somewhere. Follows changes.
    pub(crate) fn creates(self, kind: Kind) -> bool {
        self.any(|department| department.creates.contains(&kind))
    }

    /// Whether the person has one of these roles somewhere. Follows changes.
    pub(crate) fn has_role(self, roles: &[Role]) -> bool {
        self.any(|department| department.roles.iter().any(|role| roles.contains(role)))
    }

    /// Whether the person edits the letter templates of some organisation. Follows changes.
    pub(crate) fn edits_letter_templates(self) -> bool {
        self.any(|department| department.edits_letter_templates)
    }

    /// Whether the person reads the access log of some department. Follows changes.
    pub(crate) fn reads_access_log(self) -> bool {
        self.any(|department| department.reads_access_log)
    }

    /// Whether the person answers what residents of some department ask about their home. Follows changes.
    pub(crate) fn answers_subject_access(self) -> bool {
        self.any(|department| department.answers_subject_access)
    }

    /// Whether something of the desk is open to the person at all. Follows changes.
    pub(crate) fn is_open(self) -> bool {
        self.any(|department| !department.reads.is_empty())
    }

    /// The competencies that are known in a department. Follows changes.
    pub(crate) fn competencies(self, department: DepartmentId) -> Vec<KnownCompetency> {
        let scope = self.scope.read();
        let known = scope
            .as_ref()
            .map(|scope| known_in(&scope.competencies, department));
        known.unwrap_or_default().to_vec()
    }

    /// The people who have a role in a department. Follows changes.
    pub(crate) fn colleagues(self, department: DepartmentId) -> Vec<DeskPerson> {
        let scope = self.scope.read();
        let people = scope.iter().flat_map(|scope| &scope.people);
        let is_there = |person: &&DeskPerson| person.roles.iter().any(|(place, _)| *place == department);
        people.filter(is_there).cloned().collect()
    }

    fn any(self, is_so: impl Fn(&DeskDepartment) -> bool) -> bool {
        let scope = self.scope.read();
        let mut departments = scope.iter().flat_map(|scope| &scope.departments);
        departments.any(is_so)
    }
}

/// The desk.
pub(crate) fn use_desk() -> Desk {
    expect_context()
}

/// Keeps names of people for sentences.
pub(crate) fn learn<'a>(names: impl Iterator<Item = (UserId, &'a str)>) {
    NAMES.with_borrow_mut(|known| {
        for (id, name) in names.filter(|(_, name)| !name.is_empty()) {
            known.insert(id.to_string(), name.to_owned());
        }
    });
}

/// Keeps names of people as the server tells them.
pub(crate) fn learn_names(names: &[DeskName]) {
    learn(names.iter().map(|name| (name.id, name.name.as_str())));
}

/// The name of a person by the id as a field holds it; "somebody" for one that is not known.
pub(crate) fn name_of(id: &str) -> String {
    NAMES.with_borrow(|names| {
        let name = names.get(id).cloned();
        name.unwrap_or_else(|| texts().somebody.to_owned())
    })
}

/// The values of an organisation that can be chosen in a field of a record, with their names.
pub(crate) fn own_value_offers(
    department: DepartmentId,
    field: (Kind, &str),
    record: &Fields,
) -> Vec<(String, String)> {
    OWN_VALUES.with_borrow(|known| own_values::offers(known, department, language(), field, record))
}

fn own_value_name(kind: Kind, field: &str, value: &str) -> Option<String> {
    OWN_VALUES.with_borrow(|known| own_values::name_of(known, language(), kind, field, value))
}

/// Now and here, as sentences need it. Days and times are those of Denmark.
pub(crate) fn present() -> Present {
    Present {
        now: now(),
        offset: danish_offset,
        name: name_of,
        own_value: own_value_name,
    }
}

/// The present day in Denmark.
pub(crate) fn today() -> Day {
    now().danish_day()
}

/// The id of a new record or note, by which the server knows a request that comes twice.
pub(crate) fn new_document() -> String {
    let mut bytes = [0; 10];
    let random = random();
    bytes
        .iter_mut()
        .zip(random.iter().rev())
        .for_each(|(byte, drawn)| *byte = *drawn);
    DocumentId::new(now(), bytes).to_string()
}

/// The last act at the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LastAct {
    /// The sentence about it.
    pub(crate) text: String,
    /// Sentences about what was refused.
    pub(crate) problems: Vec<String>,
    /// The request by which it can be taken back; empty for what cannot.
    pub(crate) token: String,
    /// The number of items that it changed.
    pub(crate) done: usize,
}

/// The number of items that a report tells as changed.
pub(crate) fn done_count(report: &TriageReport) -> usize {
    report.items.iter().filter(|item| item.refusal.is_none()).count()
}

/// Sentences about the items that were not changed, each once.
pub(crate) fn refusals(report: &TriageReport) -> Vec<String> {
    let refused = report.items.iter().filter_map(|item| item.refusal);
    let mut sentences: Vec<String> = Vec::new();
    for sentence in refused.map(|refusal| refusal.sentence(language()).to_owned()) {
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    let count = report.items.iter().filter(|item| item.refusal.is_some()).count();
    if count > 0 {
        sentences.insert(0, office_texts().did_not_all.of(count as i64));
    }
    sentences
}

/// A place as it stands in an address.
pub(crate) fn place_key(place: DeskPlace) -> String {
    [place.department.to_string(), place.document.to_string()].join("_")
}

/// The place of a text in an address; nothing for any other.
pub(crate) fn place_of(key: &str) -> Option<DeskPlace> {
    let (department, document) = key.split_once('_')?;
    Some(DeskPlace {
        department: department.parse().ok()?,
        document: document.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_itself_back() {
        let place = DeskPlace {
            department: DepartmentId::from_bytes([1; 16]),
            document: DocumentId::from_bytes([2; 16]),
        };
        assert_eq!(place_of(&place_key(place)), Some(place));
        assert_eq!(place_of("noget"), None);
        assert_eq!(place_of(""), None);
    }
}
