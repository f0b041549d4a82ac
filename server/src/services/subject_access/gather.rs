//! Everything that is kept about a home: records that name it, what belongs to them, pending notes, the entry in the
//! register, and the accesses to these records.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::document::Document;
use feltbog_shared::home::{home_key, names_a_street};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::{ConflictParty, Kind, Model as _};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::office::subject_access::{
    MOST_ACCESSES, SubjectAccess, SubjectAccessAnswer, SubjectField, SubjectRecord,
};

use super::Wanted;
use super::words::{ReadRecord, Words};
use crate::error::Error;
use crate::services::audit;
use crate::services::desk::notes_of_homes;
use crate::services::letters::withheld::Withheld;
use crate::state::App;
use crate::store::{Dwelling, NamedAuditRecord, Snapshot, SubjectDocument};

/// Rows of the access log that are read at once.
const ROWS: u32 = 500;
/// Kinds that are about people at work and not about the home.
const OF_STAFF: [Kind; 3] = [Kind::CasePart, Kind::Deputy, Kind::PassedOn];

/// The keys of a home.
struct Homes {
    /// Those by which its department knows it.
    here: BTreeSet<String>,
    /// Those by which it is the same home in every department.
    everywhere: BTreeSet<String>,
    /// Its entry in the register.
    dwelling: Option<Dwelling>,
}

impl Homes {
    /// The home that somebody wrote, with the other names that the register has for it.
    fn of(written: &str, register: Vec<Dwelling>) -> Self {
        let key = home_key(written);
        let is_meant = |dwelling: &Dwelling| keys_of(dwelling).contains(&key);
        let dwelling = register.into_iter().find(is_meant);
        let mut here: BTreeSet<_> = dwelling.iter().flat_map(keys_of).collect();
        here.insert(key);
        let mut everywhere: BTreeSet<_> = here.iter().filter(|key| names_a_street(key)).cloned().collect();
        let address_id = dwelling.as_ref();
        let address_id = address_id.and_then(|dwelling| dwelling.address_id.as_deref());
        everywhere.extend(address_id.map(home_key));
        Self {
            here,
            everywhere,
            dwelling,
        }
    }
}

/// The names of a dwelling of the register: its address with and without the town, its id in DAR, and its number.
fn keys_of(dwelling: &Dwelling) -> BTreeSet<String> {
    let whole = &dwelling.address;
    let mut keys = BTreeSet::new();
    if !whole.street.is_empty() {
        let mut short = whole.clone();
        (short.postcode, short.town) = (String::new(), String::new());
        keys.extend([home_key(&whole.to_string()), home_key(&short.to_string())]);
    }
    let numbers = [&dwelling.address_id, &dwelling.tenancy_number];
    keys.extend(numbers.into_iter().flatten().map(|number| home_key(number)));
    keys.remove("");
    keys
}

/// The records of a department that belong to an answer.
struct DepartmentRecords {
    /// The records by their ids.
    records: BTreeMap<DocumentId, SubjectDocument>,
    /// Those that name the home themselves.
    named: BTreeSet<DocumentId>,
    /// Parties of other homes in the same cases.
    others: BTreeSet<DocumentId>,
}

/// The answer, before it is told to anybody.
pub(super) async fn gather(app: &App, wanted: &Wanted) -> Result<SubjectAccessAnswer, Error> {
    let register = app.store.dwellings_of_department(wanted.department).await?;
    let homes = Homes::of(&wanted.home, register);
    let own_values = app.store.own_values(wanted.organisation).await?;
    let words = Words::new(wanted.language, &own_values);
    let mut answer = SubjectAccessAnswer {
        home: wanted.home.clone(),
        department_name: wanted.department_name.clone(),
        controller: wanted.controller.clone(),
        made_at: app.clock.now(),
        made_at_words: words.moment(app.clock.now()),
        dwelling: homes
            .dwelling
            .as_ref()
            .map(|dwelling| words.dwelling(dwelling))
            .unwrap_or_default(),
        records: Vec::new(),
        accesses: Vec::new(),
        has_more_accesses: false,
        is_withheld: false,
    };
    let mut titles = BTreeMap::new();
    for (department, name) in &wanted.departments {
        let keys = match *department == wanted.department {
            true => &homes.here,
            false => &homes.everywhere,
        };
        let place = SearchedDepartment {
            department: *department,
            name,
            keys,
            words: &words,
        };
        place.add(app, &mut answer).await?;
    }
    if let Some(since) = wanted.since {
        let is_told = |record: &SubjectRecord| {
            let first = record.changed_at.first();
            first.is_none_or(|at| at.danish_day() >= since)
        };
        answer.records.retain(is_told);
    }
    for record in &answer.records {
        titles.insert(record.document, record.title.clone());
    }
    let first = |record: &SubjectRecord| (record.changed_at.first().copied(), record.document);
    answer.records.sort_by_key(first);
    add_accesses(app, wanted, &words, &titles, &mut answer).await?;
    Ok(answer)
}

/// A department that is searched.
struct SearchedDepartment<'a> {
    department: DepartmentId,
    name: &'a str,
    keys: &'a BTreeSet<String>,
    words: &'a Words<'a>,
}

impl SearchedDepartment<'_> {
    /// Adds what the department keeps about the home.
    async fn add(&self, app: &App, answer: &mut SubjectAccessAnswer) -> Result<(), Error> {
        if self.keys.is_empty() {
            return Ok(());
        }
        let mut found = self.find(app).await?;
        let ids: Vec<_> = found.records.keys().chain(&found.others).copied().collect();
        let snapshots = app.store.snapshots(self.department, &ids).await?;
        let read = read(snapshots).await?;
        leave_out_the_withheld(&mut found, &read);
        let withheld = self.withheld(app, &found, &read).await?;
        answer.is_withheld |= !withheld.is_empty();
        for document in found.records.values() {
            let Some(record) = read.get(&document.document) else {
                continue;
            };
            let receipts = app.store.receipts(self.department, document.document).await?;
            let changed_at: Vec<_> = receipts.iter().map(|receipt| receipt.received_at).collect();
            answer.records.push(SubjectRecord {
                department: self.department,
                department_name: self.name.to_owned(),
                document: document.document,
                kind: Some(document.kind),
                title: self.words.kind(document.kind).to_owned(),
                names_home: found.named.contains(&document.document),
                is_discarded: document.is_discarded,
                fields: self.words.fields(document.kind, record, &withheld),
                changed_words: self.first_and_last(&changed_at),
                changed_at,
            });
        }
        self.add_notes(app, &withheld, answer).await
    }

    /// The records that name the home, and those that belong to them: visits with their notes and referrals, the cases
    /// of its parties with their events. Nothing of other homes, and nothing about people at work.
    async fn find(&self, app: &App) -> Result<DepartmentRecords, Error> {
        let keys: Vec<_> = self.keys.iter().cloned().collect();
        let named = app.store.documents_naming(&[self.department], &keys).await?;
        let parties = named.iter().filter(|one| one.kind == Kind::ConflictParty);
        let cases: Vec<_> = parties.filter_map(|party| party.about).collect();
        let mut frontier: Vec<_> = named.iter().map(|one| one.document).chain(cases).collect();
        let mut found = DepartmentRecords {
            named: named.iter().map(|one| one.document).collect(),
            records: named.into_iter().map(|one| (one.document, one)).collect(),
            others: BTreeSet::new(),
        };
        while !frontier.is_empty() {
            let around = app.store.documents_around(self.department, &frontier).await?;
            frontier.clear();
            for one in around {
                if found.records.contains_key(&one.document) {
                    continue;
                }
                if one.kind == Kind::ConflictParty {
                    found.others.insert(one.document);
                    continue;
                }
                let is_of_another_home = !one.home.is_empty() && !self.keys.contains(&one.home);
                if is_of_another_home || OF_STAFF.contains(&one.kind) {
                    continue;
                }
                frontier.push(one.document);
                found.records.insert(one.document, one);
            }
        }
        Ok(found)
    }

    /// The identities that the other parties of the cases withhold.
    async fn withheld(
        &self,
        app: &App,
        found: &DepartmentRecords,
        read: &BTreeMap<DocumentId, ReadRecord>,
    ) -> Result<Withheld, Error> {
        let mut parties = Vec::new();
        for record in found.others.iter().filter_map(|other| read.get(other)) {
            let party = ConflictParty::from_fields(&record.fields);
            let home = match party.dwelling_ref.as_deref() {
                Some(home) => app.store.dwelling_by_address(self.department, home).await?,
                None => None,
            };
            parties.push((party, home));
        }
        let parties = parties.iter().map(|(party, home)| (party, home.as_ref()));
        Ok(Withheld::of(parties))
    }

    /// Adds the pending notes that name the home. The way to reach their senders is not told.
    async fn add_notes(
        &self,
        app: &App,
        withheld: &Withheld,
        answer: &mut SubjectAccessAnswer,
    ) -> Result<(), Error> {
        let texts = self.words.texts;
        for note in notes_of_homes(app, &[self.department], self.keys).await? {
            let fields = [
                ("home", texts.note_home, note.home),
                ("place", texts.note_place, note.place),
                ("text", texts.note_text, note.text),
            ];
            let fields = fields.into_iter().filter(|(.., value)| !value.is_empty());
            let fields = fields.map(|(name, label, value)| SubjectField {
                name: name.to_owned(),
                label: label.to_owned(),
                value: withheld.left_out(&value, texts.instead),
            });
            let mut changed_at = vec![note.received_at, note.changed_at];
            changed_at.dedup();
            answer.records.push(SubjectRecord {
                department: note.department,
                department_name: self.name.to_owned(),
                document: note.id,
                kind: None,
                title: texts.pending_note.to_owned(),
                names_home: true,
                is_discarded: false,
                fields: fields.collect(),
                changed_words: self.first_and_last(&changed_at),
                changed_at,
            });
        }
        Ok(())
    }

    fn first_and_last(&self, changed_at: &[Moment]) -> Vec<String> {
        let (first, last) = (changed_at.first(), changed_at.last());
        let last = last.filter(|last| Some(*last) != first);
        let both = first.into_iter().chain(last);
        both.map(|at| self.words.moment(*at)).collect()
    }
}

/// The content of a document, with its id.
fn read_one(snapshot: &Snapshot) -> Result<(DocumentId, ReadRecord), Error> {
    let document = Document::from_chunks(snapshot.kind, &snapshot.bytes)
        .map_err(|_| Error::Fault("a document cannot be read".to_owned()))?;
    let record = ReadRecord {
        fields: document.fields(),
        disputes: document.disputes(),
    };
    Ok((snapshot.document, record))
}

/// Reads documents beside the threads that answer.
async fn read(snapshots: Vec<Snapshot>) -> Result<BTreeMap<DocumentId, ReadRecord>, Error> {
    let work = move || -> Result<BTreeMap<_, _>, Error> { snapshots.iter().map(read_one).collect() };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Fault(error.to_string()))?
}

/// Leaves out a withheld party that lives where another party of the same case with another part lives: who asks may be
/// the one from whom the identity is withheld.
fn leave_out_the_withheld(found: &mut DepartmentRecords, read: &BTreeMap<DocumentId, ReadRecord>) {
    let party = |document: &DocumentId| {
        let record = read.get(document)?;
        Some(ConflictParty::from_fields(&record.fields))
    };
    let of_home: Vec<_> = found
        .records
        .values()
        .filter(|one| one.kind == Kind::ConflictParty)
        .filter_map(|one| Some((one.document, party(&one.document)?)))
        .collect();
    for (document, withholding) in &of_home {
        let has_opponent = of_home.iter().any(|(_, other)| {
            other.conflict_case == withholding.conflict_case && other.role != withholding.role
        });
        if withholding.identity_withheld == Some(true) && has_opponent {
            found.records.remove(document);
            found.named.remove(document);
            found.others.insert(*document);
        }
    }
}

/// Adds the accesses to the records of an answer, the newest first.
async fn add_accesses(
    app: &App,
    wanted: &Wanted,
    words: &Words<'_>,
    titles: &BTreeMap<DocumentId, String>,
    answer: &mut SubjectAccessAnswer,
) -> Result<(), Error> {
    // What is noted and not written yet belongs to the answer.
    audit::flush(app).await?;
    let departments: Vec<_> = wanted.departments.keys().copied().collect();
    let documents: Vec<_> = titles.keys().copied().collect();
    let mut before = i64::MAX;
    loop {
        let page = app
            .store
            .audit_of_documents(&departments, &documents, before, ROWS)
            .await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        before = last.record.number;
        for row in page {
            if answer.accesses.len() == MOST_ACCESSES {
                answer.has_more_accesses = true;
                return Ok(());
            }
            answer.accesses.extend(access(&row, words, titles));
        }
    }
}

/// A row of the access log in words; nothing for one that this server cannot read.
fn access(
    row: &NamedAuditRecord,
    words: &Words<'_>,
    titles: &BTreeMap<DocumentId, String>,
) -> Option<SubjectAccess> {
    let record = &row.record;
    let document = DocumentId::from_slice(&record.document)?;
    let at = Moment::from_millis(record.at);
    Some(SubjectAccess {
        at,
        at_words: words.moment(at),
        action: words.action(AuditAction::from_key(&record.action)?).to_owned(),
        purpose: words.purpose(AuditPurpose::from_key(&record.purpose)?).to_owned(),
        document,
        title: titles.get(&document).cloned().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::DwellingId;

    use super::*;
    use crate::store::DwellingAddress;

    fn dwelling() -> Dwelling {
        Dwelling {
            id: DwellingId::from_bytes([1; 16]),
            department: DepartmentId::from_bytes([2; 16]),
            address_id: Some("0a3f50a0-1111-32b8-e044-0003ba298018".into()),
            access_address_id: None,
            address: DwellingAddress {
                street: "Engvej".into(),
                number: "1".into(),
                floor: "1".into(),
                door: "tv".into(),
                postcode: "5000".into(),
                town: "Odense C".into(),
            },
            bfe: None,
            tenancy_number: Some("12-001".into()),
        }
    }

    #[test]
    fn a_home_is_known_by_every_name_that_the_register_has() {
        let names = [
            "Engvej 1, 1. tv",
            "engvej 1 1 t.v.",
            "Engvej 1, 1. tv, 5000 Odense C",
            "12-001",
            "0A3F50A0-1111-32B8-E044-0003BA298018",
        ];
        for name in names {
            let homes = Homes::of(name, vec![dwelling()]);
            assert!(homes.dwelling.is_some(), "{name}");
            for other in names {
                assert!(homes.here.contains(&home_key(other)), "{name}, {other}");
            }
            assert!(
                !homes.everywhere.contains(&home_key("12-001")),
                "a number is of one department"
            );
            assert!(homes.everywhere.contains(&home_key("Engvej 1, 1. tv")));
        }
        let unknown = Homes::of("Opgang 4, 2. tv.", vec![dwelling()]);
        assert!(unknown.dwelling.is_none());
        assert_eq!(unknown.here.len(), 1);
        assert!(unknown.everywhere.is_empty());
    }
}
