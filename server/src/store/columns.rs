//! Rows as databases give them, and what is read from them. The same for every database.

use std::collections::BTreeMap;

use feltbog_shared::id::{
    AdministrationId, ChangeHash, DepartmentId, DeviceId, DocumentId, DwellingId, OfficeSessionId,
    OrganisationId, UserId,
};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Grant, Modules, Role};
use feltbog_shared::refusal::RefusalCode;
use sqlx::FromRow;

use super::{
    Chain, DepartmentRow, DeviceRow, DocumentSummary, Dwelling, DwellingAddress, Erasure, GrantLevel,
    KeyState, LogEntry, Membership, OfficeAccount, OfficeSessionRow, OidcFlow, PersonGrant, Position,
    Quarantined, Receipt, Record, Result, Rights, RosterDepartment, SessionMethod, Snapshot, SnapshotPage,
    StoreError, Tombstone, Touched,
};
use crate::store::at_rest::{DepartmentKey, ValuePlace, open_value};
use crate::work_meter::note_read;

pub(super) fn number(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| StoreError::Corrupt("number"))
}

pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn chain(bytes: &[u8]) -> Result<Chain> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("chain"))
}

pub(super) fn department_id(bytes: &[u8]) -> Result<DepartmentId> {
    DepartmentId::from_slice(bytes).ok_or(StoreError::Corrupt("department id"))
}

pub(super) fn organisation_id(bytes: &[u8]) -> Result<OrganisationId> {
    OrganisationId::from_slice(bytes).ok_or(StoreError::Corrupt("organisation id"))
}

pub(super) fn administration_id(bytes: &[u8]) -> Result<AdministrationId> {
    AdministrationId::from_slice(bytes).ok_or(StoreError::Corrupt("administration id"))
}

pub(super) fn role(key: &str) -> Result<Role> {
    Role::from_key(key).ok_or(StoreError::Corrupt("role"))
}

pub(super) fn modules(bits: i64) -> Modules {
    Modules::from_bits(u8::try_from(bits).unwrap_or(0))
}

pub(super) fn document_id(bytes: &[u8]) -> Result<DocumentId> {
    DocumentId::from_slice(bytes).ok_or(StoreError::Corrupt("document id"))
}

pub(super) fn user_id(bytes: &[u8]) -> Result<UserId> {
    UserId::from_slice(bytes).ok_or(StoreError::Corrupt("person id"))
}

pub(super) fn change_hash(bytes: &[u8]) -> Result<ChangeHash> {
    ChangeHash::from_slice(bytes).ok_or(StoreError::Corrupt("hash"))
}

pub(super) fn kind(key: &str) -> Result<Kind> {
    Kind::from_key(key).ok_or(StoreError::Corrupt("kind"))
}

/// A participation record: kind, owner and projection.
pub(super) fn said((kind, owner, json): (String, Vec<u8>, String)) -> Result<(Kind, UserId, String)> {
    Ok((self::kind(&kind)?, user_id(&owner)?, json))
}

/// A log's epoch, its head and the chain there, and the chain at another place, if that is there.
pub(super) fn position(
    (epoch, head, head_chain, there): (i64, i64, Vec<u8>, Option<Vec<u8>>),
    seq: u64,
) -> Result<Position> {
    Ok(Position {
        epoch: number(epoch)?,
        head: number(head)?,
        head_chain: chain(&head_chain)?,
        chain: match there {
            _ if seq == 0 => Some([0; 32]),
            there => there.as_deref().map(chain).transpose()?,
        },
    })
}

/// A record and the case it points to.
pub(super) fn belongs((document, case): &(Vec<u8>, Vec<u8>)) -> Result<(DocumentId, DocumentId)> {
    Ok((document_id(document)?, document_id(case)?))
}

/// The count of a device's key, as its row says: the count, the session, its predecessor and the time.
pub(super) type KeyColumns = (Option<i64>, Option<Vec<u8>>, Option<Vec<u8>>, Option<i64>);

/// The state in these columns.
pub(super) fn key_state((counter, session, previous, at): KeyColumns) -> Result<KeyState> {
    let hash = |bytes: Option<Vec<u8>>| {
        let hash = bytes.map(<[u8; 32]>::try_from).transpose();
        hash.map_err(|_| StoreError::Corrupt("session hash"))
    };
    Ok(KeyState {
        counter: number(counter.unwrap_or_default())?,
        session: hash(session)?,
        previous: hash(previous)?,
        at: Moment::from_millis(at.unwrap_or_default()),
    })
}

pub(super) fn hashes(bytes: &[u8]) -> Result<Vec<ChangeHash>> {
    bytes.chunks(32).map(change_hash).collect()
}

pub(super) fn proofs(bytes: &[u8]) -> Result<Vec<(ChangeHash, UserId)>> {
    let split = |proof: &[u8]| {
        let (hash, author) = proof.split_at_checked(32).ok_or(StoreError::Corrupt("proof"))?;
        Ok((change_hash(hash)?, user_id(author)?))
    };
    bytes.chunks(48).map(split).collect()
}

/// Id, collection and owner of a document that was touched, whether it was erased, and the case that it belonged to then.
pub(super) type TouchedColumns = (Vec<u8>, String, Option<Vec<u8>>, bool, Option<Vec<u8>>);

pub(super) fn touched((document, collection, owner, is_erased, case): TouchedColumns) -> Result<Touched> {
    Ok(Touched {
        document: document_id(&document)?,
        collection: Collection::from_key(&collection).ok_or(StoreError::Corrupt("collection"))?,
        owner: owner.as_deref().map(user_id).transpose()?,
        is_erased,
        case: case.as_deref().map(document_id).transpose()?,
    })
}

/// The receipt of a change: its hash, its author, the time, and whether it was received before.
pub(super) fn receipt((hash, author, at, is_returned): (Vec<u8>, Vec<u8>, i64, bool)) -> Result<Receipt> {
    Ok(Receipt {
        hash: change_hash(&hash)?,
        author: user_id(&author)?,
        received_at: Moment::from_millis(at),
        is_returned,
    })
}

pub(crate) fn packed_heads(heads: &[ChangeHash]) -> Vec<u8> {
    heads.iter().flat_map(|hash| hash.0).collect()
}

pub(crate) fn packed_proofs(proofs: &[(ChangeHash, UserId)]) -> Vec<u8> {
    let pack = |(hash, author): &(ChangeHash, UserId)| hash.0.into_iter().chain(*author.as_bytes());
    proofs.iter().flat_map(pack).collect()
}

#[derive(FromRow)]
pub(super) struct DepartmentColumns {
    pub(super) id: Vec<u8>,
    pub(super) organisation: Vec<u8>,
    pub(super) name: String,
    pub(super) modules: i64,
    pub(super) epoch: i64,
    pub(super) head: i64,
}

impl DepartmentColumns {
    pub(super) fn read(self) -> Result<DepartmentRow> {
        Ok(DepartmentRow {
            id: department_id(&self.id)?,
            organisation: organisation_id(&self.organisation)?,
            name: self.name,
            modules: modules(self.modules),
            epoch: number(self.epoch)?,
            head: number(self.head)?,
        })
    }
}

#[derive(FromRow)]
pub(super) struct RosterDepartmentColumns {
    id: Vec<u8>,
    number: Option<String>,
    name: String,
    municipality: String,
    dwellings: i64,
    modules: i64,
    record: String,
}

impl RosterDepartmentColumns {
    pub(super) fn read(self) -> Result<RosterDepartment> {
        Ok(RosterDepartment {
            id: department_id(&self.id)?,
            number: self.number,
            name: self.name,
            municipality: self.municipality,
            dwellings: u32::try_from(self.dwellings).map_err(|_| StoreError::Corrupt("number"))?,
            modules: modules(self.modules),
            record: self.record,
        })
    }
}

#[derive(FromRow)]
pub(super) struct DwellingColumns {
    id: Vec<u8>,
    department: Vec<u8>,
    address_id: Option<String>,
    access_address_id: Option<String>,
    street: String,
    number: String,
    floor: String,
    door: String,
    postcode: String,
    town: String,
    bfe: Option<String>,
    tenancy_number: Option<String>,
}

impl DwellingColumns {
    pub(super) fn read(self) -> Result<Dwelling> {
        Ok(Dwelling {
            id: DwellingId::from_slice(&self.id).ok_or(StoreError::Corrupt("dwelling id"))?,
            department: department_id(&self.department)?,
            address_id: self.address_id,
            access_address_id: self.access_address_id,
            address: DwellingAddress {
                street: self.street,
                number: self.number,
                floor: self.floor,
                door: self.door,
                postcode: self.postcode,
                town: self.town,
            },
            bfe: self.bfe,
            tenancy_number: self.tenancy_number,
        })
    }
}

#[derive(FromRow)]
pub(super) struct GrantColumns {
    pub(super) department: Vec<u8>,
    pub(super) role: String,
    pub(super) valid_from: i64,
    pub(super) valid_until: Option<i64>,
}

impl GrantColumns {
    /// Whether this server knows the role. One that a newer server gives rights to nothing here.
    pub(super) fn is_known(&self) -> bool {
        Role::from_key(&self.role).is_some()
    }

    pub(super) fn read(self) -> Result<Grant> {
        Ok(Grant {
            role: role(&self.role)?,
            department: department_id(&self.department)?,
            from: Moment::from_millis(self.valid_from),
            until: self.valid_until.map(Moment::from_millis),
        })
    }
}

#[derive(FromRow)]
pub(super) struct GrantedColumns {
    person: Vec<u8>,
    #[sqlx(flatten)]
    grant: GrantColumns,
}

impl GrantedColumns {
    pub(super) fn read(self) -> Result<(UserId, Grant)> {
        Ok((user_id(&self.person)?, self.grant.read()?))
    }
}

/// A grant at a level whose id is given apart.
#[derive(FromRow)]
pub(super) struct PersonGrantColumns {
    person: Vec<u8>,
    level: Vec<u8>,
    role: String,
    valid_from: i64,
    valid_until: Option<i64>,
}

impl PersonGrantColumns {
    pub(super) fn read(self, level: impl Fn(&[u8]) -> Result<GrantLevel>) -> Result<PersonGrant> {
        Ok(PersonGrant {
            person: user_id(&self.person)?,
            level: level(&self.level)?,
            role: role(&self.role)?,
            from: Moment::from_millis(self.valid_from),
            until: self.valid_until.map(Moment::from_millis),
        })
    }
}

/// The grants of all people, and the modules that are on.
pub(super) fn rights(granted: Vec<GrantedColumns>, modules: &[(Vec<u8>, i64)]) -> Result<Rights> {
    let grants = granted
        .into_iter()
        .filter(|row| row.grant.is_known())
        .map(|row| Ok((user_id(&row.person)?, row.grant.read()?)));
    let modules = modules
        .iter()
        .map(|(department, bits)| Ok((department_id(department)?, self::modules(*bits))));
    Ok(Rights {
        grants: grants.collect::<Result<_>>()?,
        modules: modules.collect::<Result<_>>()?,
    })
}

/// A row about a department and a person in it; what a column holds depends on the part.
#[derive(FromRow)]
pub(super) struct MembershipColumns {
    part: String,
    id: Vec<u8>,
    word: String,
    json: Option<String>,
    one: Option<i64>,
    two: Option<i64>,
    three: Option<i64>,
    chain: Option<Vec<u8>>,
    there: Option<Vec<u8>>,
    organisation: Option<Vec<u8>>,
}

impl MembershipColumns {
    pub(super) fn read(rows: Vec<Self>, seq: u64) -> Result<Option<Membership>> {
        let (mut department, mut grants, mut said) = (None, Vec::new(), Vec::new());
        let mut authors = BTreeMap::<UserId, Vec<Grant>>::new();
        for row in rows {
            match row.part.as_str() {
                "department" => {
                    let columns = DepartmentColumns {
                        id: row.id,
                        organisation: row.organisation.unwrap_or_default(),
                        name: row.word,
                        modules: row.one.unwrap_or_default(),
                        epoch: row.two.unwrap_or_default(),
                        head: row.three.unwrap_or_default(),
                    };
                    let chain = row.chain.unwrap_or_default();
                    let position = position((columns.epoch, columns.head, chain, row.there), seq)?;
                    department = Some((columns.read()?, position));
                }
                "grant" => {
                    let columns = GrantColumns {
                        department: row.id,
                        role: row.word,
                        valid_from: row.one.unwrap_or_default(),
                        valid_until: row.two,
                    };
                    if columns.is_known() {
                        grants.push(columns.read()?);
                    }
                }
                "author" => {
                    let columns = GrantColumns {
                        department: row.there.unwrap_or_default(),
                        role: row.word,
                        valid_from: row.one.unwrap_or_default(),
                        valid_until: row.two,
                    };
                    let of_author = authors.entry(user_id(&row.id)?).or_default();
                    if columns.is_known() {
                        of_author.push(columns.read()?);
                    }
                }
                _ => said.push(self::said((row.word, row.id, row.json.unwrap_or_default()))?),
            }
        }
        Ok(department.map(|(department, position)| Membership {
            department,
            position,
            grants,
            said,
            authors,
        }))
    }
}

#[derive(FromRow)]
pub(super) struct MemberColumns {
    pub(super) person: Vec<u8>,
    pub(super) name: String,
    #[sqlx(flatten)]
    pub(super) grant: GrantColumns,
}

#[derive(FromRow)]
pub(super) struct StateColumns {
    pub(super) id: Vec<u8>,
    pub(super) department: Vec<u8>,
    pub(super) kind: String,
    pub(super) owner: Vec<u8>,
    pub(super) upto: i64,
    pub(super) bytes: Vec<u8>,
    pub(super) wrapped: Option<Vec<u8>>,
}

/// The remains of an erased document.
pub(super) fn tombstone(department: &[u8], collection: &str, owner: Option<&[u8]>) -> Result<Tombstone> {
    Ok(Tombstone {
        department: department_id(department)?,
        collection: Collection::from_key(collection).ok_or(StoreError::Corrupt("collection"))?,
        owner: owner.map(user_id).transpose()?,
    })
}

/// Of a document that was erased there is the collection; of another, its kind and its size.
#[derive(FromRow)]
pub(super) struct SummaryColumns {
    pub(super) id: Vec<u8>,
    pub(super) department: Vec<u8>,
    pub(super) collection: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) owner: Option<Vec<u8>>,
    pub(super) bytes: Option<i64>,
}

impl SummaryColumns {
    pub(super) fn read(&self) -> Result<DocumentSummary> {
        if let Some(collection) = &self.collection {
            let owner = self.owner.as_deref();
            return Ok(DocumentSummary::Erased(tombstone(
                &self.department,
                collection,
                owner,
            )?));
        }
        let (Some(kind), Some(owner), Some(bytes)) = (&self.kind, &self.owner, self.bytes) else {
            return Err(StoreError::Corrupt("document"));
        };
        Ok(DocumentSummary::Live {
            department: department_id(&self.department)?,
            kind: self::kind(kind)?,
            owner: user_id(owner)?,
            bytes: number(bytes)?,
        })
    }
}

#[derive(FromRow)]
pub(super) struct KnownColumns {
    pub(super) document: Vec<u8>,
    pub(super) seq: i64,
    pub(super) hash: Vec<u8>,
    pub(super) actor: Vec<u8>,
    pub(super) actor_seq: i64,
    pub(super) author: Vec<u8>,
    pub(super) received_at: i64,
}

#[derive(FromRow)]
pub(super) struct LogColumns {
    pub(super) seq: i64,
    pub(super) entry: String,
    pub(super) document: Vec<u8>,
    pub(super) kind: Option<String>,
    pub(super) owner: Option<Vec<u8>>,
    pub(super) author: Option<Vec<u8>>,
    pub(super) hash: Option<Vec<u8>>,
    pub(super) received_at: i64,
    pub(super) bytes: Option<Vec<u8>>,
    /// The key of the document, as it is kept.
    pub(super) wrapped: Option<Vec<u8>>,
}

impl LogColumns {
    /// The entry, its bytes decrypted with the key of the department.
    pub(super) fn read(self, key: Option<&DepartmentKey>) -> Result<LogEntry> {
        let document = document_id(&self.document)?;
        if self.entry == "tombstone" {
            return Ok(LogEntry::Tombstone { document });
        }
        let missing = || StoreError::Corrupt("change");
        let bytes = self.bytes.ok_or_else(missing)?;
        let is_unknown = |key: &String| Kind::from_key(key).is_none();
        if self.kind.as_ref().is_some_and(is_unknown) {
            let seq = number(self.seq)?;
            return Ok(LogEntry::Unknown { seq });
        }
        if bytes.is_empty() {
            let seq = number(self.seq)?;
            return Ok(LogEntry::Compacted { document, seq });
        }
        let place = ValuePlace::Log(number(self.seq)?);
        let bytes = open_value(key, document, self.wrapped.as_deref(), place, bytes)?;
        Ok(LogEntry::Change {
            document,
            kind: kind(&self.kind.ok_or_else(missing)?)?,
            owner: user_id(&self.owner.ok_or_else(missing)?)?,
            author: user_id(&self.author.ok_or_else(missing)?)?,
            hash: change_hash(&self.hash.ok_or_else(missing)?)?,
            received_at: Moment::from_millis(self.received_at),
            bytes,
        })
    }
}

/// The facts that a tombstone keeps of its document, so that only those hear of it who could read it.
#[derive(FromRow)]
pub(super) struct Grave {
    pub(super) department: Vec<u8>,
    pub(super) collection: String,
    pub(super) owner: Option<Vec<u8>>,
    /// The case it belonged to.
    pub(super) about: Option<Vec<u8>>,
    /// The number of its first change.
    pub(super) first_seq: Option<i64>,
}

impl Grave {
    /// Of a document that never came, only the erasure says anything.
    pub(super) fn of_unknown(erasure: &Erasure) -> Self {
        Self {
            department: erasure.department.as_bytes().to_vec(),
            collection: erasure.collection.key().to_owned(),
            owner: None,
            about: None,
            first_seq: None,
        }
    }
}

#[derive(FromRow)]
pub(super) struct ErasureColumns {
    pub(super) department: Vec<u8>,
    pub(super) document: Vec<u8>,
    pub(super) collection: String,
    pub(super) erased_at: i64,
}

impl ErasureColumns {
    pub(super) fn read(self) -> Result<Erasure> {
        Ok(Erasure {
            department: department_id(&self.department)?,
            document: document_id(&self.document)?,
            collection: Collection::from_key(&self.collection).ok_or(StoreError::Corrupt("collection"))?,
            erased_at: Moment::from_millis(self.erased_at),
        })
    }
}

#[derive(FromRow)]
pub(super) struct DeviceColumns {
    id: Vec<u8>,
    name: String,
    enrolled_at: i64,
    seen_at: Option<i64>,
}

impl DeviceColumns {
    pub(super) fn read(self) -> Result<DeviceRow> {
        Ok(DeviceRow {
            id: DeviceId::from_slice(&self.id).ok_or(StoreError::Corrupt("device id"))?,
            name: self.name,
            enrolled_at: Moment::from_millis(self.enrolled_at),
            seen_at: self.seen_at.map(Moment::from_millis),
        })
    }
}

#[derive(FromRow)]
pub(super) struct QuarantineColumns {
    pub(super) id: i64,
    pub(super) department: Vec<u8>,
    pub(super) document: Vec<u8>,
    pub(super) kind: String,
    pub(super) reason: String,
    pub(super) bytes: Vec<u8>,
    pub(super) person: Vec<u8>,
    pub(super) device: Vec<u8>,
    pub(super) received_at: i64,
}

impl QuarantineColumns {
    pub(super) fn read(self) -> Result<(i64, Quarantined)> {
        let quarantined = Quarantined {
            department: department_id(&self.department)?,
            document: document_id(&self.document)?,
            kind: kind(&self.kind)?,
            reason: RefusalCode::from_code(&self.reason).ok_or(StoreError::Corrupt("reason"))?,
            bytes: self.bytes,
            person: user_id(&self.person)?,
            device: DeviceId::from_slice(&self.device).ok_or(StoreError::Corrupt("device id"))?,
            received_at: Moment::from_millis(self.received_at),
        };
        Ok((self.id, quarantined))
    }
}

#[derive(FromRow)]
pub(super) struct SnapshotColumns {
    pub(super) id: Vec<u8>,
    pub(super) kind: String,
    pub(super) owner: Vec<u8>,
    pub(super) received_at: i64,
    pub(super) bytes: Vec<u8>,
    pub(super) proofs: Vec<u8>,
    /// The number of the document's last entry.
    pub(super) upto: i64,
    /// The key of the document, as it is kept.
    pub(super) wrapped: Option<Vec<u8>>,
}

impl SnapshotPage {
    /// A page of a department that no document was looked at of.
    pub(super) fn empty() -> Self {
        Self {
            snapshots: Vec::new(),
            last: None,
            unknown: None,
            more: false,
        }
    }

    /// Takes in the next row.
    pub(super) fn take(&mut self, row: SnapshotColumns, key: Option<&DepartmentKey>) -> Result<()> {
        let document = document_id(&row.id)?;
        self.last = Some(document);
        match Kind::from_key(&row.kind) {
            Some(_) => self.snapshots.push(row.read(key)?),
            None => self.unknown = self.unknown.or(Some(document)),
        }
        Ok(())
    }
}

impl SnapshotColumns {
    /// The snapshot, decrypted with the key of the department.
    pub(super) fn read(self, key: Option<&DepartmentKey>) -> Result<Snapshot> {
        let document = document_id(&self.id)?;
        let place = ValuePlace::Snapshot(number(self.upto)?);
        let bytes = open_value(key, document, self.wrapped.as_deref(), place, self.bytes)?;
        Ok(Snapshot {
            document,
            kind: kind(&self.kind)?,
            owner: user_id(&self.owner)?,
            received_at: Moment::from_millis(self.received_at),
            bytes,
            proofs: proofs(&self.proofs)?,
        })
    }
}

#[derive(FromRow)]
pub(super) struct RecordColumns {
    pub(super) id: Vec<u8>,
    pub(super) kind: String,
    pub(super) owner: Vec<u8>,
    pub(super) received_at: i64,
    pub(super) heads: Vec<u8>,
    pub(super) json: String,
}

impl RecordColumns {
    /// The records of known kinds: others are for a newer server to show.
    pub(super) fn read_known(rows: Vec<Self>) -> Result<Vec<Record>> {
        let known = rows.into_iter().filter(|row| Kind::from_key(&row.kind).is_some());
        known.map(Self::read).collect()
    }

    pub(super) fn read(self) -> Result<Record> {
        note_read(self.json.len());
        Ok(Record {
            document: document_id(&self.id)?,
            kind: kind(&self.kind)?,
            owner: user_id(&self.owner)?,
            received_at: Moment::from_millis(self.received_at),
            heads: hashes(&self.heads)?,
            projection: self.json,
        })
    }
}

#[derive(FromRow)]
pub(super) struct OfficeAccountColumns {
    person: Vec<u8>,
    mail: String,
    password_salt: Vec<u8>,
    password_hash: Vec<u8>,
    totp_secret: Vec<u8>,
    last_totp_step: i64,
}

impl OfficeAccountColumns {
    pub(super) fn read(self) -> Result<OfficeAccount> {
        let corrupt = |_| StoreError::Corrupt("password hash");
        Ok(OfficeAccount {
            person: user_id(&self.person)?,
            mail: self.mail,
            password_salt: self.password_salt.try_into().map_err(corrupt)?,
            password_hash: self.password_hash.try_into().map_err(corrupt)?,
            totp_secret: self.totp_secret,
            last_totp_step: number(self.last_totp_step)?,
        })
    }
}

pub(super) fn office_session_id(bytes: &[u8]) -> Result<OfficeSessionId> {
    OfficeSessionId::from_slice(bytes).ok_or(StoreError::Corrupt("session id"))
}

#[derive(FromRow)]
pub(super) struct OfficeSessionColumns {
    id: Vec<u8>,
    person: Vec<u8>,
    name: String,
    method: String,
    provider: Option<String>,
    issuer: Option<String>,
    subject: Option<String>,
    sid: Option<String>,
    browser: String,
    begun_at: i64,
    seen_at: i64,
    idle_until: i64,
    ends_at: i64,
    stepped_up_until: Option<i64>,
}

impl OfficeSessionColumns {
    pub(super) fn read(self) -> Result<OfficeSessionRow> {
        let method = match (self.method.as_str(), self.provider, self.issuer, self.subject) {
            ("password", ..) => SessionMethod::Password,
            ("break_glass", ..) => SessionMethod::BreakGlass,
            ("provider", Some(key), Some(issuer), Some(subject)) => SessionMethod::Provider {
                key,
                issuer,
                subject,
                sid: self.sid,
            },
            _ => return Err(StoreError::Corrupt("way of signing in")),
        };
        Ok(OfficeSessionRow {
            id: office_session_id(&self.id)?,
            person: user_id(&self.person)?,
            name: self.name,
            method,
            browser: self.browser,
            begun_at: Moment::from_millis(self.begun_at),
            seen_at: Moment::from_millis(self.seen_at),
            idle_until: Moment::from_millis(self.idle_until),
            ends_at: Moment::from_millis(self.ends_at),
            stepped_up_until: self.stepped_up_until.map(Moment::from_millis),
        })
    }
}

#[derive(FromRow)]
pub(super) struct OidcFlowColumns {
    provider: String,
    state: String,
    nonce: String,
    verifier: String,
    return_path: String,
    claimed: Option<String>,
    invitation: Option<Vec<u8>>,
    session: Option<Vec<u8>>,
    expires_at: i64,
}

impl OidcFlowColumns {
    pub(super) fn read(self) -> Result<OidcFlow> {
        let invitation = self.invitation.map(<[u8; 32]>::try_from).transpose();
        Ok(OidcFlow {
            provider: self.provider,
            state: self.state,
            nonce: self.nonce,
            verifier: self.verifier,
            return_path: self.return_path,
            claimed: self.claimed,
            invitation: invitation.map_err(|_| StoreError::Corrupt("invitation"))?,
            session: self.session.as_deref().map(office_session_id).transpose()?,
            expires_at: Moment::from_millis(self.expires_at),
        })
    }
}
