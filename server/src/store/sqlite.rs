//! The store on one SQLite file: the default, and enough for two thousand phones.
//!
//! One connection writes, so that writers wait in line instead of failing; several read beside
//! it. Everything acknowledged is on disk (`synchronous = FULL`), and what is erased is
//! overwritten (`secure_delete`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Grant, Modules, Role};
use futures::TryStreamExt as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Executor as _, FromRow, Sqlite, SqliteConnection, SqlitePool, Transaction};

use super::{
    Append, Appended, Chain, DepartmentRow, DocumentState, Found, Foundation, Invitation, KnownChange,
    LogEntry, LogPage, Member, Position, Quarantined, Readable, Record, Redemption, Result, SessionRow,
    Snapshot, SnapshotPage, Store, StoreError, next_chain,
};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/sqlite");

/// Readers beside the one writer.
const READERS: u32 = 4;
/// Refused batches that are kept for each department, the newest.
const QUARANTINE_ROWS: i64 = 100;

/// A store on a SQLite file.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    pub(super) writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the file, makes it when it is missing, and brings it up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is newer than this server, or would lose what it
    /// acknowledges.
    pub async fn open(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(20));
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        migrate(&writer).await?;
        let readers = pool(READERS)
            .connect_with(options.create_if_missing(false))
            .await?;
        for pool in [&writer, &readers] {
            assert_settings(pool).await?;
        }
        Ok(Self { writer, readers })
    }

    /// Writes a copy of the whole database to a new file.
    ///
    /// # Errors
    /// When the copy cannot be written.
    pub async fn copy_to(&self, path: &Path) -> Result<()> {
        sqlx::query("VACUUM INTO ?")
            .bind(path.to_string_lossy().as_ref())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

async fn migrate(pool: &SqlitePool) -> Result<()> {
    match MIGRATIONS.run(pool).await {
        Err(sqlx::migrate::MigrateError::VersionMissing(version)) => Err(StoreError::Newer(version)),
        other => other.map_err(StoreError::Migrate),
    }
}

/// A promise kept only by settings is worth no more than the settings: refuse to start otherwise.
async fn assert_settings(pool: &SqlitePool) -> Result<()> {
    let wanted = [
        ("journal_mode", "PRAGMA journal_mode", "wal"),
        ("synchronous", "PRAGMA synchronous", "2"),
        ("foreign_keys", "PRAGMA foreign_keys", "1"),
        ("secure_delete", "PRAGMA secure_delete", "1"),
    ];
    let mut connection = pool.acquire().await?;
    for (pragma, question, wanted) in wanted {
        let row = connection.fetch_one(question).await?;
        let found = text_or_number(&row)?;
        if found != wanted {
            return Err(StoreError::Setting {
                pragma,
                wanted,
                found,
            });
        }
    }
    Ok(())
}

fn text_or_number(row: &sqlx::sqlite::SqliteRow) -> Result<String> {
    use sqlx::Row as _;

    match row.try_get::<i64, _>(0) {
        Ok(number) => Ok(number.to_string()),
        Err(_) => Ok(row.try_get::<String, _>(0)?),
    }
}

fn number(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| StoreError::Corrupt("number"))
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn chain(bytes: &[u8]) -> Result<Chain> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("chain"))
}

fn department_id(bytes: &[u8]) -> Result<DepartmentId> {
    DepartmentId::from_slice(bytes).ok_or(StoreError::Corrupt("department id"))
}

fn document_id(bytes: &[u8]) -> Result<DocumentId> {
    DocumentId::from_slice(bytes).ok_or(StoreError::Corrupt("document id"))
}

fn user_id(bytes: &[u8]) -> Result<UserId> {
    UserId::from_slice(bytes).ok_or(StoreError::Corrupt("person id"))
}

fn change_hash(bytes: &[u8]) -> Result<ChangeHash> {
    ChangeHash::from_slice(bytes).ok_or(StoreError::Corrupt("hash"))
}

fn kind(key: &str) -> Result<Kind> {
    Kind::from_key(key).ok_or(StoreError::Corrupt("kind"))
}

fn hashes(bytes: &[u8]) -> Result<Vec<ChangeHash>> {
    bytes.chunks(32).map(change_hash).collect()
}

fn proofs(bytes: &[u8]) -> Result<Vec<(ChangeHash, UserId)>> {
    let split = |proof: &[u8]| {
        let (hash, author) = proof.split_at_checked(32).ok_or(StoreError::Corrupt("proof"))?;
        Ok((change_hash(hash)?, user_id(author)?))
    };
    bytes.chunks(48).map(split).collect()
}

/// Collections as a JSON list, to be matched with `json_each`.
fn keys(collections: &[Collection]) -> String {
    let keys: Vec<String> = collections
        .iter()
        .map(|one| format!("\"{}\"", one.key()))
        .collect();
    format!("[{}]", keys.join(","))
}

fn ids(ids: &[DocumentId]) -> String {
    let ids: Vec<String> = ids
        .iter()
        .map(|id| format!("\"{}\"", hex(id.as_bytes())))
        .collect();
    format!("[{}]", ids.join(","))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[derive(FromRow)]
struct DepartmentColumns {
    id: Vec<u8>,
    name: String,
    modules: i64,
    epoch: i64,
    head: i64,
}

impl DepartmentColumns {
    fn read(self) -> Result<DepartmentRow> {
        Ok(DepartmentRow {
            id: department_id(&self.id)?,
            name: self.name,
            modules: Modules::from_bits(u8::try_from(self.modules).unwrap_or(0)),
            epoch: number(self.epoch)?,
            head: number(self.head)?,
        })
    }
}

#[derive(FromRow)]
struct GrantColumns {
    department: Vec<u8>,
    role: String,
    valid_from: i64,
    valid_until: Option<i64>,
}

impl GrantColumns {
    fn read(self) -> Result<Grant> {
        Ok(Grant {
            role: Role::from_key(&self.role).ok_or(StoreError::Corrupt("role"))?,
            department: department_id(&self.department)?,
            from: Moment::from_millis(self.valid_from),
            until: self.valid_until.map(Moment::from_millis),
        })
    }
}

#[derive(FromRow)]
struct MemberColumns {
    person: Vec<u8>,
    name: String,
    #[sqlx(flatten)]
    grant: GrantColumns,
}

#[derive(FromRow)]
struct StateColumns {
    id: Vec<u8>,
    department: Vec<u8>,
    kind: String,
    owner: Vec<u8>,
    upto: i64,
    bytes: Vec<u8>,
}

#[derive(FromRow)]
struct KnownColumns {
    document: Vec<u8>,
    seq: i64,
    hash: Vec<u8>,
    actor: Vec<u8>,
    actor_seq: i64,
    author: Vec<u8>,
}

#[derive(FromRow)]
struct LogColumns {
    seq: i64,
    entry: String,
    document: Vec<u8>,
    kind: Option<String>,
    owner: Option<Vec<u8>>,
    author: Option<Vec<u8>>,
    hash: Option<Vec<u8>>,
    received_at: i64,
    bytes: Option<Vec<u8>>,
}

impl LogColumns {
    fn read(self) -> Result<LogEntry> {
        let document = document_id(&self.document)?;
        if self.entry == "tombstone" {
            return Ok(LogEntry::Tombstone { document });
        }
        let missing = || StoreError::Corrupt("change");
        Ok(LogEntry::Change {
            document,
            kind: kind(&self.kind.ok_or_else(missing)?)?,
            owner: user_id(&self.owner.ok_or_else(missing)?)?,
            author: user_id(&self.author.ok_or_else(missing)?)?,
            hash: change_hash(&self.hash.ok_or_else(missing)?)?,
            received_at: Moment::from_millis(self.received_at),
            bytes: self.bytes.ok_or_else(missing)?,
        })
    }
}

#[derive(FromRow)]
struct SnapshotColumns {
    id: Vec<u8>,
    kind: String,
    owner: Vec<u8>,
    received_at: i64,
    bytes: Vec<u8>,
    proofs: Vec<u8>,
}

#[derive(FromRow)]
struct RecordColumns {
    id: Vec<u8>,
    kind: String,
    owner: Vec<u8>,
    received_at: i64,
    heads: Vec<u8>,
    json: String,
}

impl RecordColumns {
    fn read(self) -> Result<Record> {
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

#[async_trait]
impl Store for SqliteStore {
    async fn ping(&self) -> Result<()> {
        sqlx::query_scalar::<_, i64>("SELECT 1")
            .fetch_one(&self.readers)
            .await?;
        Ok(())
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    async fn organisation(&self) -> Result<Option<String>> {
        Ok(sqlx::query_scalar("SELECT name FROM organisation")
            .fetch_optional(&self.readers)
            .await?)
    }

    async fn found(&self, foundation: &Foundation) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO organisation (id, name) VALUES (1, ?)")
            .bind(&foundation.organisation)
            .execute(&mut *transaction)
            .await?;
        for department in &foundation.departments {
            sqlx::query(
                "INSERT INTO department (id, name, municipality, dwellings, modules, chain)
                 VALUES (?, ?, ?, ?, ?, zeroblob(32))",
            )
            .bind(department.id.as_bytes().as_slice())
            .bind(&department.name)
            .bind(&department.municipality)
            .bind(i64::from(department.dwellings))
            .bind(i64::from(department.modules.bits()))
            .execute(&mut *transaction)
            .await?;
        }
        for (person, name) in &foundation.people {
            sqlx::query("INSERT INTO person (id, name) VALUES (?, ?)")
                .bind(person.as_bytes().as_slice())
                .bind(name)
                .execute(&mut *transaction)
                .await?;
        }
        for (person, grant) in &foundation.grants {
            insert_grant(&mut transaction, *person, *grant).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn is_done(&self, name: &str) -> Result<bool> {
        let found: Option<i64> = sqlx::query_scalar("SELECT at FROM done WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.readers)
            .await?;
        Ok(found.is_some())
    }

    async fn mark_done(&self, name: &str, now: Moment) -> Result<()> {
        sqlx::query("INSERT OR IGNORE INTO done (name, at) VALUES (?, ?)")
            .bind(name)
            .bind(now.millis())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn department(&self, id: DepartmentId) -> Result<Option<DepartmentRow>> {
        sqlx::query_as::<_, DepartmentColumns>(
            "SELECT id, name, modules, epoch, head FROM department WHERE id = ?",
        )
        .bind(id.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?
        .map(DepartmentColumns::read)
        .transpose()
    }

    async fn raise_epochs(&self) -> Result<()> {
        sqlx::query("UPDATE department SET epoch = epoch + 1")
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn set_modules(&self, department: DepartmentId, modules: Modules) -> Result<()> {
        sqlx::query("UPDATE department SET modules = ? WHERE id = ?")
            .bind(i64::from(modules.bits()))
            .bind(department.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn grants(&self, person: UserId) -> Result<Vec<Grant>> {
        sqlx::query_as::<_, GrantColumns>(
            "SELECT department, role, valid_from, valid_until FROM grant_ WHERE person = ?
             ORDER BY department, role, valid_from",
        )
        .bind(person.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(GrantColumns::read)
        .collect()
    }

    async fn grant(&self, person: UserId, grant: Grant) -> Result<()> {
        let mut transaction = self.begin().await?;
        insert_grant(&mut transaction, person, grant).await?;
        Ok(transaction.commit().await?)
    }

    async fn end_grant(
        &self,
        person: UserId,
        department: DepartmentId,
        role: Role,
        at: Moment,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE grant_ SET valid_until = ?
             WHERE person = ? AND department = ? AND role = ? AND (valid_until IS NULL OR valid_until > ?)",
        )
        .bind(at.millis())
        .bind(person.as_bytes().as_slice())
        .bind(department.as_bytes().as_slice())
        .bind(role.key())
        .bind(at.millis())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    async fn members(&self, department: DepartmentId) -> Result<Vec<Member>> {
        sqlx::query_as::<_, MemberColumns>(
            "SELECT person.id AS person, person.name, department, role, valid_from, valid_until
             FROM grant_ JOIN person ON person.id = grant_.person
             WHERE department = ? ORDER BY person.name, person.id, role",
        )
        .bind(department.as_bytes().as_slice())
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(|row| {
            Ok(Member {
                person: user_id(&row.person)?,
                name: row.name,
                grant: row.grant.read()?,
            })
        })
        .collect()
    }

    async fn person_named(&self, name: &str) -> Result<Option<UserId>> {
        let id: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT id FROM person WHERE name = ? ORDER BY id LIMIT 1")
                .bind(name)
                .fetch_optional(&self.readers)
                .await?;
        id.as_deref().map(user_id).transpose()
    }

    async fn invite(&self, invitation: Invitation) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM enrolment WHERE expires_at < ?")
            .bind(invitation.created_at.millis())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO enrolment (link_hash, typed_hash, person, created_at, expires_at)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(invitation.link_hash.as_slice())
        .bind(invitation.typed_hash.as_slice())
        .bind(invitation.person.as_bytes().as_slice())
        .bind(invitation.created_at.millis())
        .bind(invitation.expires_at.millis())
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    async fn redeem(&self, redemption: &Redemption) -> Result<Option<UserId>> {
        let mut transaction = self.begin().await?;
        let person: Option<Vec<u8>> = sqlx::query_scalar(
            "UPDATE enrolment SET used_at = ?1
             WHERE (link_hash = ?2 OR typed_hash = ?2) AND used_at IS NULL AND expires_at > ?1
             RETURNING person",
        )
        .bind(redemption.now.millis())
        .bind(redemption.code_hash.as_slice())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(person) = person else {
            return Ok(None);
        };
        sqlx::query("INSERT INTO device (id, person, name, enrolled_at) VALUES (?, ?, ?, ?)")
            .bind(redemption.device.as_bytes().as_slice())
            .bind(&person)
            .bind(&redemption.device_name)
            .bind(redemption.now.millis())
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO session (token_hash, person, device, created_at) VALUES (?, ?, ?, ?)")
            .bind(redemption.token_hash.as_slice())
            .bind(&person)
            .bind(redemption.device.as_bytes().as_slice())
            .bind(redemption.now.millis())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        user_id(&person).map(Some)
    }

    async fn count_try(&self, address: [u8; 16], window: i64) -> Result<u32> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM attempt WHERE window < ?")
            .bind(window - 1)
            .execute(&mut *transaction)
            .await?;
        let tries: i64 = sqlx::query_scalar(
            "INSERT INTO attempt (address, window, tries) VALUES (?, ?, 1)
             ON CONFLICT (address, window) DO UPDATE SET tries = tries + 1 RETURNING tries",
        )
        .bind(address.as_slice())
        .bind(window)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(u32::try_from(tries).unwrap_or(u32::MAX))
    }

    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<SessionRow>> {
        let row: Option<(Vec<u8>, String, Vec<u8>)> = sqlx::query_as(
            "SELECT session.person, person.name, session.device
             FROM session JOIN person ON person.id = session.person
             WHERE token_hash = ? AND revoked_at IS NULL",
        )
        .bind(token_hash.as_slice())
        .fetch_optional(&self.readers)
        .await?;
        let Some((person, name, device)) = row else {
            return Ok(None);
        };
        let device = DeviceId::from_slice(&device).ok_or(StoreError::Corrupt("device id"))?;
        Ok(Some(SessionRow {
            person: user_id(&person)?,
            name,
            device,
        }))
    }

    async fn device_has_session(&self, device: DeviceId) -> Result<bool> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM session WHERE device = ? AND revoked_at IS NULL LIMIT 1")
                .bind(device.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        Ok(found.is_some())
    }

    async fn revoke(&self, device: DeviceId, now: Moment) -> Result<()> {
        sqlx::query("UPDATE session SET revoked_at = ? WHERE device = ? AND revoked_at IS NULL")
            .bind(now.millis())
            .bind(device.as_bytes().as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn documents(&self, wanted: &[DocumentId]) -> Result<BTreeMap<DocumentId, Found>> {
        let wanted = ids(wanted);
        let mut found = BTreeMap::new();
        let mut transaction = self.readers.begin().await?;
        let erased: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT document FROM tombstone WHERE document IN (SELECT unhex(value) FROM json_each(?))",
        )
        .bind(&wanted)
        .fetch_all(&mut *transaction)
        .await?;
        for id in erased {
            found.insert(document_id(&id)?, Found::Erased);
        }
        let rows: Vec<StateColumns> = sqlx::query_as(
            "SELECT document.id, document.department, document.kind, document.owner, document.upto, bytes
             FROM document JOIN snapshot
               ON snapshot.department = document.department AND snapshot.document = document.id
             WHERE document.id IN (SELECT unhex(value) FROM json_each(?))",
        )
        .bind(&wanted)
        .fetch_all(&mut *transaction)
        .await?;
        let mut states = BTreeMap::new();
        for row in rows {
            let state = DocumentState {
                department: department_id(&row.department)?,
                kind: kind(&row.kind)?,
                owner: user_id(&row.owner)?,
                upto: number(row.upto)?,
                bytes: row.bytes,
                changes: Vec::new(),
            };
            states.insert(document_id(&row.id)?, state);
        }
        let changes: Vec<KnownColumns> = sqlx::query_as(
            "SELECT log.document, log.seq, log.hash, log.actor, log.actor_seq, log.author
             FROM document JOIN log ON log.department = document.department AND log.document = document.id
             WHERE document.id IN (SELECT unhex(value) FROM json_each(?)) AND log.entry = 'change'
             ORDER BY log.seq",
        )
        .bind(&wanted)
        .fetch_all(&mut *transaction)
        .await?;
        for row in changes {
            if let Some(state) = states.get_mut(&document_id(&row.document)?) {
                state.changes.push(KnownChange {
                    seq: number(row.seq)?,
                    hash: change_hash(&row.hash)?,
                    actor: row.actor,
                    actor_seq: number(row.actor_seq)?,
                    author: user_id(&row.author)?,
                });
            }
        }
        transaction.commit().await?;
        found.extend(states.into_iter().map(|(id, state)| (id, Found::Live(state))));
        Ok(found)
    }

    async fn append(&self, append: &Append) -> Result<Appended> {
        let mut transaction = self.begin().await?;
        for document in &append.documents {
            if seen_before(&mut transaction, document.document).await? != document.seen {
                return Ok(Appended::Stale);
            }
        }
        // The department's row is locked from here on: numbers are given in the order of commits,
        // so that a reader's cursor never passes a number that becomes visible later.
        let (head, before): (i64, Vec<u8>) =
            sqlx::query_as("UPDATE department SET head = head + ? WHERE id = ? RETURNING head, chain")
                .bind(i64::try_from(append.entries.len()).unwrap_or(i64::MAX))
                .bind(append.department.as_bytes().as_slice())
                .fetch_one(&mut *transaction)
                .await?;
        let head = number(head)?;
        let first = head + 1 - append.entries.len() as u64;
        let mut link = chain(&before)?;
        let mut last = BTreeMap::new();
        for (seq, entry) in (first..).zip(&append.entries) {
            link = next_chain(&link, "change", entry.document, Some(entry.hash));
            last.insert(entry.document, seq);
            sqlx::query(
                "INSERT INTO log (department, seq, entry, chain, document, hash, actor, actor_seq, author,
                                  bytes, device, relayed_by, received_at)
                 VALUES (?, ?, 'change', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(append.department.as_bytes().as_slice())
            .bind(signed(seq))
            .bind(link.as_slice())
            .bind(entry.document.as_bytes().as_slice())
            .bind(entry.hash.0.as_slice())
            .bind(&entry.actor)
            .bind(signed(entry.actor_seq))
            .bind(entry.author.as_bytes().as_slice())
            .bind(&entry.bytes)
            .bind(append.device.as_bytes().as_slice())
            .bind(entry.relayed_by.map(|person| person.as_bytes().to_vec()))
            .bind(append.received_at.millis())
            .execute(&mut *transaction)
            .await?;
        }
        for document in &append.documents {
            let upto = last.get(&document.document).copied().unwrap_or(document.seen);
            write_document(&mut transaction, append, document, upto).await?;
        }
        set_chain(&mut transaction, append.department, &link).await?;
        transaction.commit().await?;
        Ok(Appended::Stored {
            first,
            head,
            chain: link,
        })
    }

    async fn quarantine(&self, refused: &[Quarantined]) -> Result<()> {
        let mut transaction = self.begin().await?;
        let mut departments = BTreeSet::new();
        for one in refused {
            departments.insert(one.department);
            sqlx::query(
                "INSERT INTO quarantine (department, document, kind, reason, bytes, person, device, received_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(one.department.as_bytes().as_slice())
            .bind(one.document.as_bytes().as_slice())
            .bind(one.kind.key())
            .bind(one.reason)
            .bind(&one.bytes)
            .bind(one.person.as_bytes().as_slice())
            .bind(one.device.as_bytes().as_slice())
            .bind(one.received_at.millis())
            .execute(&mut *transaction)
            .await?;
        }
        for department in departments {
            sqlx::query(
                "DELETE FROM quarantine WHERE department = ?1 AND id NOT IN
                 (SELECT id FROM quarantine WHERE department = ?1 ORDER BY id DESC LIMIT ?2)",
            )
            .bind(department.as_bytes().as_slice())
            .bind(QUARANTINE_ROWS)
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn erase(&self, department: DepartmentId, document: DocumentId, now: Moment) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let collection: Option<String> =
            sqlx::query_scalar("SELECT collection FROM document WHERE department = ? AND id = ?")
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .fetch_optional(&mut *transaction)
                .await?;
        let Some(collection) = collection else {
            return Ok(false);
        };
        sqlx::query(
            "UPDATE log SET entry = 'erased', document = NULL, hash = NULL, actor = NULL, actor_seq = NULL,
                            author = NULL, bytes = NULL, device = NULL, relayed_by = NULL
             WHERE department = ? AND document = ?",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .execute(&mut *transaction)
        .await?;
        for statement in [
            "DELETE FROM actor WHERE department = ? AND document = ?",
            "DELETE FROM snapshot WHERE department = ? AND document = ?",
            "DELETE FROM projection WHERE department = ? AND document = ?",
            "DELETE FROM quarantine WHERE department = ? AND document = ?",
            "DELETE FROM document WHERE department = ? AND id = ?",
        ] {
            sqlx::query(statement)
                .bind(department.as_bytes().as_slice())
                .bind(document.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        let (head, before): (i64, Vec<u8>) =
            sqlx::query_as("UPDATE department SET head = head + 1 WHERE id = ? RETURNING head, chain")
                .bind(department.as_bytes().as_slice())
                .fetch_one(&mut *transaction)
                .await?;
        let link = next_chain(&chain(&before)?, "tombstone", document, None);
        sqlx::query(
            "INSERT INTO log (department, seq, entry, chain, document, received_at)
             VALUES (?, ?, 'tombstone', ?, ?, ?)",
        )
        .bind(department.as_bytes().as_slice())
        .bind(head)
        .bind(link.as_slice())
        .bind(document.as_bytes().as_slice())
        .bind(now.millis())
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO tombstone (department, document, collection, seq, erased_at) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .bind(collection)
        .bind(head)
        .bind(now.millis())
        .execute(&mut *transaction)
        .await?;
        set_chain(&mut transaction, department, &link).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn position(&self, department: DepartmentId, seq: u64) -> Result<Option<Position>> {
        let mut transaction = self.readers.begin().await?;
        let row: Option<(i64, i64, Vec<u8>)> =
            sqlx::query_as("SELECT epoch, head, chain FROM department WHERE id = ?")
                .bind(department.as_bytes().as_slice())
                .fetch_optional(&mut *transaction)
                .await?;
        let Some((epoch, head, head_chain)) = row else {
            return Ok(None);
        };
        let chain_there = chain_at(&mut transaction, department, seq).await?;
        transaction.commit().await?;
        Ok(Some(Position {
            epoch: number(epoch)?,
            head: number(head)?,
            head_chain: chain(&head_chain)?,
            chain: chain_there,
        }))
    }

    async fn log_page(
        &self,
        department: DepartmentId,
        after: u64,
        limit: u32,
        bytes: usize,
        readable: &Readable,
    ) -> Result<LogPage> {
        let mut transaction = self.readers.begin().await?;
        let head: i64 = sqlx::query_scalar("SELECT head FROM department WHERE id = ?")
            .bind(department.as_bytes().as_slice())
            .fetch_one(&mut *transaction)
            .await?;
        let head = number(head)?;
        // Numbers have no gaps, so the page's end is known before it is read.
        let mut upto = head.min(after.saturating_add(u64::from(limit)));
        let mut entries = Vec::new();
        let mut size = 0;
        let rows = sqlx::query_as::<_, LogColumns>(
            "SELECT log.seq, log.entry, log.document, document.kind, document.owner, log.author, log.hash,
                    log.received_at, log.bytes
             FROM log
             LEFT JOIN document ON document.department = log.department AND document.id = log.document
             LEFT JOIN tombstone
               ON tombstone.department = log.department AND tombstone.document = log.document
             WHERE log.department = ?1 AND log.seq > ?2 AND log.seq <= ?3 AND (
               (log.entry = 'change' AND (
                 document.collection IN (SELECT value FROM json_each(?4))
                 OR (document.owner = ?6 AND document.collection IN (SELECT value FROM json_each(?5)))))
               OR (log.entry = 'tombstone' AND (
                 tombstone.collection IN (SELECT value FROM json_each(?4))
                 OR tombstone.collection IN (SELECT value FROM json_each(?5)))))
             ORDER BY log.seq",
        )
        .bind(department.as_bytes().as_slice())
        .bind(signed(after))
        .bind(signed(upto))
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .fetch(&mut *transaction);
        {
            let mut rows = std::pin::pin!(rows);
            while let Some(row) = rows.try_next().await? {
                if size > bytes {
                    upto = number(row.seq)? - 1;
                    break;
                }
                size += row.bytes.as_ref().map_or(0, Vec::len);
                entries.push(row.read()?);
            }
        }
        let chain = match chain_at(&mut transaction, department, upto).await? {
            Some(chain) => chain,
            None => return Err(StoreError::Corrupt("gap in the log")),
        };
        transaction.commit().await?;
        Ok(LogPage {
            entries,
            upto,
            chain,
            head,
        })
    }

    async fn tombstones(&self, department: DepartmentId, readable: &Readable) -> Result<Vec<DocumentId>> {
        let rows: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT document FROM tombstone WHERE department = ?1 AND (
               collection IN (SELECT value FROM json_each(?2))
               OR collection IN (SELECT value FROM json_each(?3)))
             ORDER BY document",
        )
        .bind(department.as_bytes().as_slice())
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|id| document_id(id)).collect()
    }

    async fn snapshot_page(
        &self,
        department: DepartmentId,
        after: Option<DocumentId>,
        limit: u32,
        bytes: usize,
        readable: &Readable,
    ) -> Result<SnapshotPage> {
        let rows = sqlx::query_as::<_, SnapshotColumns>(
            "SELECT document.id, document.kind, document.owner, received_at, bytes, proofs
             FROM document JOIN snapshot
               ON snapshot.department = document.department AND snapshot.document = document.id
             WHERE document.department = ?1 AND document.id > ?2 AND (
               document.collection IN (SELECT value FROM json_each(?3))
               OR (document.owner = ?5 AND document.collection IN (SELECT value FROM json_each(?4))))
             ORDER BY document.id LIMIT ?6",
        )
        .bind(department.as_bytes().as_slice())
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .bind(i64::from(limit) + 1)
        .fetch(&self.readers);
        let mut rows = std::pin::pin!(rows);
        let mut snapshots = Vec::new();
        let mut size = 0;
        while let Some(row) = rows.try_next().await? {
            if size > bytes || snapshots.len() >= limit as usize {
                return Ok(SnapshotPage {
                    snapshots,
                    more: true,
                });
            }
            size += row.bytes.len() + row.proofs.len() / 3;
            snapshots.push(Snapshot {
                document: document_id(&row.id)?,
                kind: kind(&row.kind)?,
                owner: user_id(&row.owner)?,
                received_at: Moment::from_millis(row.received_at),
                bytes: row.bytes,
                proofs: proofs(&row.proofs)?,
            });
        }
        Ok(SnapshotPage {
            snapshots,
            more: false,
        })
    }

    async fn records(
        &self,
        department: DepartmentId,
        kind: Option<Kind>,
        limit: u32,
        readable: &Readable,
    ) -> Result<Vec<Record>> {
        sqlx::query_as::<_, RecordColumns>(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = ?1 AND (?2 IS NULL OR document.kind = ?2) AND (
               document.collection IN (SELECT value FROM json_each(?3))
               OR (document.owner = ?5 AND document.collection IN (SELECT value FROM json_each(?4))))
             ORDER BY received_at DESC, document.id DESC LIMIT ?6",
        )
        .bind(department.as_bytes().as_slice())
        .bind(kind.map(Kind::key))
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(RecordColumns::read)
        .collect()
    }

    async fn record(
        &self,
        department: DepartmentId,
        document: DocumentId,
        readable: &Readable,
    ) -> Result<Option<Record>> {
        sqlx::query_as::<_, RecordColumns>(
            "SELECT document.id, document.kind, document.owner, received_at, heads, json
             FROM document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             JOIN projection
               ON projection.department = document.department AND projection.document = document.id
             WHERE document.department = ?1 AND document.id = ?2 AND (
               document.collection IN (SELECT value FROM json_each(?3))
               OR (document.owner = ?5 AND document.collection IN (SELECT value FROM json_each(?4))))",
        )
        .bind(department.as_bytes().as_slice())
        .bind(document.as_bytes().as_slice())
        .bind(keys(&readable.all))
        .bind(keys(&readable.own))
        .bind(readable.person.as_bytes().as_slice())
        .fetch_optional(&self.readers)
        .await?
        .map(RecordColumns::read)
        .transpose()
    }

    async fn row_counts(&self) -> Result<BTreeMap<String, u64>> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )
        .fetch_all(&self.readers)
        .await?;
        let mut counts = BTreeMap::new();
        for table in tables {
            // The names come from the schema itself.
            let question = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\""));
            let count: i64 = sqlx::query_scalar(question).fetch_one(&self.readers).await?;
            counts.insert(table, number(count)?);
        }
        Ok(counts)
    }
}

async fn insert_grant(connection: &mut SqliteConnection, person: UserId, grant: Grant) -> Result<()> {
    sqlx::query(
        "INSERT INTO grant_ (department, person, role, valid_from, valid_until) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (department, person, role, valid_from) DO UPDATE SET valid_until = excluded.valid_until",
    )
    .bind(grant.department.as_bytes().as_slice())
    .bind(person.as_bytes().as_slice())
    .bind(grant.role.key())
    .bind(grant.from.millis())
    .bind(grant.until.map(Moment::millis))
    .execute(connection)
    .await?;
    Ok(())
}

/// The number of a document's last entry, 0 for a new one; `u64::MAX`, which nobody has seen, for
/// an erased one.
async fn seen_before(connection: &mut SqliteConnection, document: DocumentId) -> Result<u64> {
    let upto: Option<i64> = sqlx::query_scalar("SELECT upto FROM document WHERE id = ?")
        .bind(document.as_bytes().as_slice())
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(upto) = upto {
        return number(upto);
    }
    let erased: Option<i64> = sqlx::query_scalar("SELECT seq FROM tombstone WHERE document = ?")
        .bind(document.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    Ok(if erased.is_some() { u64::MAX } else { 0 })
}

pub(super) async fn write_document(
    connection: &mut SqliteConnection,
    append: &Append,
    document: &super::AppendDocument,
    upto: u64,
) -> Result<()> {
    let (department, id) = (
        append.department.as_bytes().as_slice(),
        document.document.as_bytes().as_slice(),
    );
    sqlx::query(
        "INSERT INTO document (department, id, kind, collection, owner, upto) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (department, id) DO UPDATE SET upto = excluded.upto",
    )
    .bind(department)
    .bind(id)
    .bind(document.kind.key())
    .bind(document.kind.collection().key())
    .bind(document.owner.as_bytes().as_slice())
    .bind(signed(upto))
    .execute(&mut *connection)
    .await?;
    for (actor, author) in &document.actors {
        sqlx::query("INSERT INTO actor (department, document, actor, author, device) VALUES (?, ?, ?, ?, ?)")
            .bind(department)
            .bind(id)
            .bind(actor)
            .bind(author.as_bytes().as_slice())
            .bind(append.device.as_bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    let heads: Vec<u8> = document.heads.iter().flat_map(|hash| hash.0).collect();
    let proofs: Vec<u8> = document
        .proofs
        .iter()
        .flat_map(|(hash, author)| hash.0.into_iter().chain(*author.as_bytes()))
        .collect();
    sqlx::query(
        "INSERT INTO snapshot (department, document, upto, heads, bytes, proofs, received_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (department, document) DO UPDATE SET upto = excluded.upto, heads = excluded.heads,
           bytes = excluded.bytes, proofs = excluded.proofs, received_at = excluded.received_at",
    )
    .bind(department)
    .bind(id)
    .bind(signed(upto))
    .bind(heads)
    .bind(&document.bytes)
    .bind(proofs)
    .bind(append.received_at.millis())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO projection (department, document, kind, json) VALUES (?, ?, ?, ?)
         ON CONFLICT (department, document) DO UPDATE SET json = excluded.json",
    )
    .bind(department)
    .bind(id)
    .bind(document.kind.key())
    .bind(&document.projection)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

async fn set_chain(connection: &mut SqliteConnection, department: DepartmentId, chain: &Chain) -> Result<()> {
    sqlx::query("UPDATE department SET chain = ? WHERE id = ?")
        .bind(chain.as_slice())
        .bind(department.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

async fn chain_at(
    connection: &mut SqliteConnection,
    department: DepartmentId,
    seq: u64,
) -> Result<Option<Chain>> {
    if seq == 0 {
        return Ok(Some([0; 32]));
    }
    let found: Option<Vec<u8>> = sqlx::query_scalar("SELECT chain FROM log WHERE department = ? AND seq = ?")
        .bind(department.as_bytes().as_slice())
        .bind(signed(seq))
        .fetch_optional(connection)
        .await?;
    found.as_deref().map(chain).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn does_what_every_store_must_do() {
        let folder = tempfile::tempdir().unwrap();
        let mut number = 0;
        let empty = async || {
            number += 1;
            SqliteStore::open(&folder.path().join(format!("{number}.db")))
                .await
                .unwrap()
        };
        conformance::run(empty).await.unwrap();
    }

    #[tokio::test]
    async fn a_database_from_a_newer_server_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("newer.db");
        let store = SqliteStore::open(&path).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from tomorrow', TRUE, x'00', 0)",
        )
        .execute(&store.writer)
        .await
        .unwrap();
        store.close().await;
        let opened = SqliteStore::open(&path).await;
        assert!(matches!(opened, Err(StoreError::Newer(9999))), "{opened:?}");
    }

    #[tokio::test]
    async fn settings_that_would_lose_what_was_acknowledged_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("careless.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal);
        let pool = SqlitePoolOptions::new().connect_with(options).await.unwrap();
        let asserted = assert_settings(&pool).await;
        assert!(
            matches!(
                asserted,
                Err(StoreError::Setting {
                    pragma: "synchronous",
                    ..
                })
            ),
            "{asserted:?}"
        );
    }

    #[tokio::test]
    async fn what_was_erased_is_in_no_byte_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erased.db");
        let store = conformance::founded(SqliteStore::open(&path).await.unwrap())
            .await
            .unwrap();
        let id = conformance::document(1);
        let mut append = conformance::append_one(1, id, Kind::ConflictCase, UserId::from_bytes([3; 16]), 0);
        let word = b"kanariefugl";
        append.entries[0].bytes = word.to_vec();
        append.documents[0].bytes = word.repeat(100);
        append.documents[0].projection = String::from_utf8(word.repeat(2_000)).unwrap();
        store.append(&append).await.unwrap();
        let holds = |path: &Path| {
            std::fs::read(path)
                .unwrap()
                .windows(word.len())
                .any(|window| window == word)
        };
        let copy = folder.path().join("copy.db");
        store.copy_to(&copy).await.unwrap();
        assert!(holds(&copy));
        assert!(
            store
                .erase(append.department, id, Moment::from_millis(1))
                .await
                .unwrap()
        );
        store.close().await;
        assert!(!holds(&path));
    }
}
