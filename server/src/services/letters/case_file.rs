//! A conflict case with everything of it that letters and the bundle tell, as far as the person may read it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use feltbog_shared::document::Document;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{
    ConflictCase, ConflictEvent, ConflictParty, Kind, LegalStep, Model, Photo, Value,
};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::LateReceipt;

use super::withheld::Withheld;
use crate::error::Error;
use crate::services::access::{DepartmentAccess, department_access};
use crate::services::late_receipt::of_legal_step;
use crate::services::organisation_settings;
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{Dwelling, OrganisationRow, Receipt, Record, Snapshot};

/// Most pictures of a case that are looked for.
const PICTURES: u32 = 1_000;

/// A record with its author.
#[derive(Clone, Debug)]
pub(super) struct Recorded<T> {
    pub(super) id: DocumentId,
    pub(super) owner: UserId,
    /// The day on which the server first received it, of an event.
    pub(super) received_on: Option<Day>,
    /// The late receipt of a legal step.
    pub(super) late: Option<LateReceipt>,
    pub(super) record: T,
}

/// A picture of a case.
#[derive(Clone, Debug)]
pub(super) struct CasePicture {
    pub(super) text: String,
    pub(super) jpeg: Vec<u8>,
}

/// A conflict case for an officer who writes its letters.
#[derive(Clone, Debug)]
pub(super) struct CaseFile {
    pub(super) access: DepartmentAccess,
    pub(super) organisation: OrganisationRow,
    /// The controller of personal data in conflicts.
    pub(super) controller: String,
    pub(super) case: Recorded<ConflictCase>,
    pub(super) events: Vec<Recorded<ConflictEvent>>,
    pub(super) parties: Vec<Recorded<ConflictParty>>,
    pub(super) steps: Vec<Recorded<LegalStep>>,
    /// The homes of parties, by the party's record.
    pub(super) homes: BTreeMap<DocumentId, Dwelling>,
    /// The names of authors.
    pub(super) names: BTreeMap<UserId, String>,
}

/// The rights that opening a case asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Letters that are kept, bundles and plans.
    Papers,
    /// Invitations to mediation.
    Invitation,
}

impl CaseFile {
    /// A case of a department, for somebody with the rights of a purpose.
    ///
    /// # Errors
    /// `NO_ACCESS` for a person without those rights, `NOT_FOUND` for a case that is not there or not theirs to read.
    pub(super) async fn open(
        app: &App,
        person: UserId,
        (department, case): (DepartmentId, DocumentId),
        purpose: Purpose,
    ) -> Result<Self, Error> {
        let access = department_access(app, person, department).await?;
        let permission = &access.permission;
        let is_allowed = match purpose {
            Purpose::Papers => permission.may_keep_letters(),
            Purpose::Invitation => permission.may_print_invitations(),
        };
        if !is_allowed {
            return Err(Error::NO_ACCESS);
        }
        let found = app.store.record(department, case, &access.readable).await?;
        if found.is_none_or(|record| record.kind != Kind::ConflictCase) {
            return Err(Error::NOT_FOUND);
        }
        let kinds = [Kind::ConflictEvent, Kind::ConflictParty, Kind::LegalStep];
        let belonging = app.store.cases(department, &kinds, &[case]).await?;
        let mut ids: Vec<_> = belonging.into_iter().map(|(document, _)| document).collect();
        ids.push(case);
        ids.sort_unstable();
        ids.dedup();
        let mut snapshots = app.store.snapshots(department, &ids).await?;
        snapshots.retain(|snapshot| {
            permission.may_read(snapshot.kind.collection(), snapshot.owner, snapshot.document)
        });
        let mut received = BTreeMap::new();
        let is_dated = |one: &&Snapshot| matches!(one.kind, Kind::ConflictEvent | Kind::LegalStep);
        for snapshot in snapshots.iter().filter(is_dated) {
            let receipts = app.store.receipts(department, snapshot.document).await?;
            received.insert(snapshot.document, receipts);
        }
        let mut cases = read::<ConflictCase>(&snapshots, &received)?;
        let mut events = read::<ConflictEvent>(&snapshots, &received)?;
        let parties = read::<ConflictParty>(&snapshots, &received)?;
        let mut steps = read::<LegalStep>(&snapshots, &received)?;
        events.sort_by_key(|event| (event.record.at, event.id));
        steps.sort_by_key(|step| (step.record.on, step.id));
        let case = cases.pop().ok_or(Error::NOT_FOUND)?;
        let mut homes = BTreeMap::new();
        for party in &parties {
            let Some(address) = party.record.dwelling_ref.as_deref() else {
                continue;
            };
            let home = app.store.dwelling_by_address(department, address).await?;
            homes.extend(home.map(|home| (party.id, home)));
        }
        let mut names = BTreeMap::new();
        let authors = events.iter().map(|event| event.owner).chain([case.owner, person]);
        for author in authors {
            if let Entry::Vacant(unknown) = names.entry(author) {
                let name = app.store.person_name(author).await?;
                unknown.insert(name.unwrap_or_default());
            }
        }
        let organisations = app.store.organisation_rows().await?;
        let organisation = organisations
            .into_iter()
            .find(|row| row.id == access.department.organisation)
            .ok_or(Error::NOT_FOUND)?;
        let controller = organisation_settings::controller(app, organisation.id, Kind::ConflictCase).await?;
        Ok(Self {
            access,
            organisation,
            controller,
            case,
            events,
            parties,
            steps,
            homes,
            names,
        })
    }

    /// The parties with a role.
    pub(super) fn in_role(&self, role: PartyRole) -> impl Iterator<Item = &Recorded<ConflictParty>> {
        let is_in_role = move |party: &&Recorded<ConflictParty>| party.record.role == Some(role);
        self.parties.iter().filter(is_in_role)
    }

    /// The identities that are withheld.
    pub(super) fn withheld(&self) -> Withheld {
        let parties = self.parties.iter();
        Withheld::of(parties.map(|party| (&party.record, self.homes.get(&party.id))))
    }

    /// The address of a party on one line; empty where it is not known.
    pub(super) fn address(&self, party: &Recorded<ConflictParty>) -> String {
        let home = self.homes.get(&party.id);
        home.map(|home| home.address.to_string()).unwrap_or_default()
    }

    /// The number of the case: the last eight digits of its id.
    pub(super) fn number(&self) -> String {
        let id = self.case.id.to_string();
        id[id.len().saturating_sub(8)..].to_uppercase()
    }

    /// The pictures of the case: those of its events, then those of places that are about it.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn pictures(&self, app: &App) -> Result<Vec<CasePicture>, Error> {
        let department = self.access.department.id;
        let mut records = Vec::new();
        let of_case = [self.case.id];
        for (document, _) in app.store.cases(department, &[Kind::CasePhoto], &of_case).await? {
            let record = app.store.record(department, document, &self.access.readable);
            records.extend(record.await?);
        }
        records.extend(self.pictures_of_places(app).await?);
        let mut pictures = Vec::new();
        for record in records {
            let Some(jpeg) = app.store.photo(department, record.document).await? else {
                continue;
            };
            let fields = read_fields(record.kind, &record.projection).unwrap_or_default();
            let text = match fields.get(Photo::text().name()) {
                Some(Value::Text(text)) => text.clone(),
                _ => String::new(),
            };
            pictures.push(CasePicture { text, jpeg });
            if pictures.len() == feltbog_print::MOST_PICTURES {
                break;
            }
        }
        Ok(pictures)
    }

    /// The records of pictures of places that are about the case or its events, oldest first.
    async fn pictures_of_places(&self, app: &App) -> Result<Vec<Record>, Error> {
        let department = self.access.department.id;
        let mut readable = self.access.readable.clone();
        let collection = Kind::Photo.collection();
        if self.access.permission.may_print_pictures_of_cases() && !readable.all.contains(&collection) {
            readable.all.push(collection);
        }
        let kind = Some(Kind::Photo);
        let mut records = app.store.records(department, kind, PICTURES, &readable).await?;
        let is_of_case =
            |about: DocumentId| about == self.case.id || self.events.iter().any(|event| event.id == about);
        records.retain(|record| {
            let fields = read_fields(record.kind, &record.projection).unwrap_or_default();
            Photo::from_fields(&fields).about.is_some_and(is_of_case)
        });
        records.reverse();
        Ok(records)
    }
}

/// The records of a kind that were not discarded.
fn read<T: Model>(
    snapshots: &[Snapshot],
    received: &BTreeMap<DocumentId, Vec<Receipt>>,
) -> Result<Vec<Recorded<T>>, Error> {
    let mut records = Vec::new();
    for snapshot in snapshots.iter().filter(|snapshot| snapshot.kind == T::KIND) {
        let document = Document::from_chunks(snapshot.kind, &snapshot.bytes)
            .map_err(|_| Error::Fault("a document cannot be read".to_owned()))?;
        let fields = document.fields();
        if fields.contains_key(DISCARDED_AT) {
            continue;
        }
        let receipts = received.get(&snapshot.document).map(Vec::as_slice);
        let receipts = receipts.unwrap_or_default();
        let first = receipts.first().and_then(Receipt::first_received_at);
        let late = match snapshot.kind {
            Kind::LegalStep => of_legal_step(&fields, &document.history(), receipts),
            _ => None,
        };
        records.push(Recorded {
            id: snapshot.document,
            owner: snapshot.owner,
            received_on: first.map(Moment::danish_day),
            late,
            record: T::from_fields(&fields),
        });
    }
    Ok(records)
}
