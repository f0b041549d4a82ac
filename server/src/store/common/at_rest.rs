//! Keys of departments and documents, and the encryption of what was written before there were any.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use feltbog_shared::id::{DepartmentId, DocumentId};
use sqlx::QueryBuilder;

use super::dialect::{Database, DatabaseConnection, DatabaseStore, push_among, retry};
use super::upkeep::lock;
use crate::clock::{Random, draw};
use crate::master_key::{MasterKey, MasterKeyName, WrappedKey};
use crate::store::at_rest::{
    AtRest, AtRestStore, DepartmentKey, DocumentPlace, MARK, ValuePlace, WritingKeys, open_note,
};
use crate::store::columns::{QuarantineColumns, department_id, document_id, number, signed};
use crate::store::desk_columns::NoteColumns;
use crate::store::{NoteRow, Result, StoreError};

/// Most rows that one statement writes.
const ROWS: usize = 64;

fn master_name(bytes: &[u8]) -> Result<MasterKeyName> {
    bytes
        .try_into()
        .map_err(|_| StoreError::Corrupt("name of a master key"))
}

/// Decrypts the key of a department. The master key may have been rotated by another process a moment ago.
async fn unwrap_key(
    master: &dyn MasterKey,
    department: DepartmentId,
    wrapped: &WrappedKey,
) -> Result<[u8; 32]> {
    if let Ok(key) = master.unwrap_key(department, wrapped).await {
        return Ok(key);
    }
    master.refresh()?;
    Ok(master.unwrap_key(department, wrapped).await?)
}

impl DatabaseStore {
    /// The key of a department. Nothing where none was made, or without a master key.
    pub(super) async fn department_key(
        &self,
        department: DepartmentId,
    ) -> Result<Option<Arc<DepartmentKey>>> {
        let Some(master) = self.at_rest.master() else {
            return Ok(None);
        };
        if let Some(known) = self.at_rest.known(department) {
            return Ok(Some(known));
        }
        let row: Option<(Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT master, wrapped FROM department_key WHERE department = $1")
                .bind(department.as_bytes().as_slice())
                .fetch_optional(&self.readers)
                .await?;
        let Some((name, bytes)) = row else {
            return Ok(None);
        };
        let wrapped = WrappedKey {
            master: master_name(&name)?,
            bytes,
        };
        let key = unwrap_key(master, department, &wrapped).await?;
        Ok(Some(self.at_rest.keep(DepartmentKey::new(department, &key))))
    }

    /// The keys of departments, of those that have one.
    pub(super) async fn department_keys(
        &self,
        departments: BTreeSet<DepartmentId>,
    ) -> Result<BTreeMap<DepartmentId, Arc<DepartmentKey>>> {
        let mut keys = BTreeMap::new();
        for department in departments {
            if let Some(key) = self.department_key(department).await? {
                keys.insert(department, key);
            }
        }
        Ok(keys)
    }

    /// The same as [`Self::department_key`], made where there is none. Nothing without a master key, or for a department
    /// that is not there.
    pub(super) async fn made_department_key(
        &self,
        department: DepartmentId,
    ) -> Result<Option<Arc<DepartmentKey>>> {
        if let Some(key) = self.department_key(department).await? {
            return Ok(Some(key));
        }
        let (Some(master), Some(random)) = (self.at_rest.master(), self.at_rest.random()) else {
            return Ok(None);
        };
        let key: [u8; 32] = draw(random);
        let wrapped = &master.wrap_key(department, &key).await?;
        retry(|| async {
            // Of two servers that make one at a time, the first one's stands.
            sqlx::query(
                "INSERT INTO department_key (department, master, wrapped)
                 SELECT id, $2, $3 FROM department WHERE id = $1
                 ON CONFLICT (department) DO NOTHING",
            )
            .bind(department.as_bytes().as_slice())
            .bind(wrapped.master.as_slice())
            .bind(wrapped.bytes.as_slice())
            .execute(&self.writers)
            .await?;
            Ok(())
        })
        .await?;
        self.department_key(department).await
    }

    /// The text of a note as it is to lie in the database.
    pub(super) async fn sealed_note(&self, note: &NoteRow) -> Result<String> {
        let key = self.made_department_key(note.department).await?;
        match (key, self.at_rest.random()) {
            (Some(key), Some(random)) => key.seal_note(random, note.id, note.version, &note.note),
            _ => Ok(note.note.clone()),
        }
    }

    /// Notes as they lie in the database, with their texts decrypted.
    pub(super) async fn opened_notes(&self, notes: Vec<NoteRow>) -> Result<Vec<NoteRow>> {
        let departments = notes.iter().map(|note| note.department).collect();
        let keys = self.department_keys(departments).await?;
        let open = |mut note: NoteRow| -> Result<NoteRow> {
            let key = keys.get(&note.department).map(|key| &**key);
            note.note = open_note(key, note.id, note.version, note.note)?;
            Ok(note)
        };
        notes.into_iter().map(open).collect()
    }

    /// Encrypts what is kept of a document without a key.
    async fn encrypt_document(&self, place: DocumentPlace) -> Result<()> {
        let Some(key) = self.made_department_key(place.department).await? else {
            return Ok(());
        };
        let Some(random) = self.at_rest.random() else {
            return Ok(());
        };
        let key = &key;
        retry(|| async {
            let mut transaction = self.begin().await?;
            // In the order in which everybody holds them.
            let lives: Option<i64> = sqlx::query_scalar(concat!(
                "SELECT upto FROM document WHERE department = $1 AND id = $2",
                for_update!("document")
            ))
            .bind(place.department.as_bytes().as_slice())
            .bind(place.document.as_bytes().as_slice())
            .fetch_optional(&mut *transaction)
            .await?;
            lock(&mut transaction, place.department).await?;
            let before = wrapped_key(&mut transaction, place).await?;
            if lives.is_none() || before.is_some() {
                transaction.rollback().await?;
                return Ok(());
            }
            let (made, wrapped) = key.make_document_key(place.document, random)?;
            keep_keys(&mut transaction, &[(place, wrapped)]).await?;
            let mut keys = WritingKeys::of(&self.at_rest);
            keys.add(made);
            encrypt_values(&mut transaction, place, &keys).await?;
            Ok(transaction.commit().await?)
        })
        .await
    }
}

/// The id of the case that a note's text names.
pub(super) fn case_of_note(note: &str) -> Option<Vec<u8>> {
    #[derive(serde::Deserialize)]
    struct CaseOfNote {
        case: Option<DocumentId>,
    }
    let found: CaseOfNote = serde_json::from_str(note).ok()?;
    found.case.map(|case| case.as_bytes().to_vec())
}

/// The encrypted key of a document.
pub(super) async fn wrapped_key(
    connection: &mut DatabaseConnection,
    place: DocumentPlace,
) -> Result<Option<Vec<u8>>> {
    Ok(
        sqlx::query_scalar("SELECT wrapped FROM document_key WHERE department = $1 AND document = $2")
            .bind(place.department.as_bytes().as_slice())
            .bind(place.document.as_bytes().as_slice())
            .fetch_optional(connection)
            .await?,
    )
}

/// Keeps the encrypted keys of documents.
async fn keep_keys(connection: &mut DatabaseConnection, keys: &[(DocumentPlace, Vec<u8>)]) -> Result<()> {
    for rows in keys.chunks(ROWS) {
        QueryBuilder::<Database>::new("INSERT INTO document_key (department, document, wrapped) ")
            .push_values(rows, |mut row, (place, wrapped)| {
                row.push_bind(place.department.as_bytes().as_slice())
                    .push_bind(place.document.as_bytes().as_slice())
                    .push_bind(wrapped.as_slice());
            })
            .build()
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The keys of documents that are to be written, those of `new` ones made. The keys of their departments are known.
pub(super) async fn writing_keys(
    connection: &mut DatabaseConnection,
    at_rest: &AtRest,
    documents: &[DocumentPlace],
    new: &BTreeSet<DocumentId>,
) -> Result<WritingKeys> {
    let mut keys = WritingKeys::of(at_rest);
    let Some(random) = at_rest.random() else {
        return Ok(keys);
    };
    if documents.is_empty() {
        return Ok(keys);
    }
    let departments: BTreeSet<_> = documents.iter().map(|place| place.department).collect();
    let departments = departments.iter().map(|id| id.as_bytes().to_vec()).collect();
    let ids = documents
        .iter()
        .map(|place| place.document.as_bytes().to_vec())
        .collect();
    let mut query = QueryBuilder::<Database>::new(
        "SELECT department, document, wrapped FROM document_key WHERE department ",
    );
    push_among(&mut query, departments);
    query.push(" AND document ");
    push_among(&mut query, ids);
    let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = query.build_query_as().fetch_all(&mut *connection).await?;
    let homes: BTreeMap<_, _> = documents
        .iter()
        .map(|place| (place.document, place.department))
        .collect();
    for (department, document, wrapped) in rows {
        let (department, document) = (department_id(&department)?, document_id(&document)?);
        if homes.get(&document) == Some(&department) {
            let key = at_rest.known(department).ok_or(StoreError::Locked)?;
            keys.add(key.document_key(document, &wrapped)?);
        }
    }
    let mut made = Vec::new();
    for place in documents {
        if !new.contains(&place.document) || keys.has(place.document) {
            continue;
        }
        if let Some(key) = at_rest.known(place.department) {
            let (key, wrapped) = key.make_document_key(place.document, random)?;
            keys.add(key);
            made.push((*place, wrapped));
        }
    }
    keep_keys(connection, &made).await?;
    Ok(keys)
}

/// Encrypts the values of a document, all of which are plain.
async fn encrypt_values(
    connection: &mut DatabaseConnection,
    place: DocumentPlace,
    keys: &WritingKeys,
) -> Result<()> {
    let (department, document) = (
        place.department.as_bytes().as_slice(),
        place.document.as_bytes().as_slice(),
    );
    let changes: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT seq, bytes FROM log
         WHERE department = $1 AND document = $2 AND entry = 'change' AND length(bytes) > 0",
    )
    .bind(department)
    .bind(document)
    .fetch_all(&mut *connection)
    .await?;
    for (seq, bytes) in changes {
        let sealed = keys.seal(place.document, ValuePlace::Log(number(seq)?), &bytes)?;
        sqlx::query("UPDATE log SET bytes = $3 WHERE department = $1 AND seq = $2")
            .bind(department)
            .bind(seq)
            .bind(&*sealed)
            .execute(&mut *connection)
            .await?;
    }
    let snapshot: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT upto, bytes FROM snapshot WHERE department = $1 AND document = $2")
            .bind(department)
            .bind(document)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some((upto, bytes)) = snapshot {
        let sealed = keys.seal(place.document, ValuePlace::Snapshot(number(upto)?), &bytes)?;
        sqlx::query("UPDATE snapshot SET bytes = $3 WHERE department = $1 AND document = $2")
            .bind(department)
            .bind(document)
            .bind(&*sealed)
            .execute(&mut *connection)
            .await?;
    }
    let photo: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT bytes FROM photo WHERE department = $1 AND document = $2")
            .bind(department)
            .bind(document)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(bytes) = photo {
        let sealed = keys.seal(place.document, ValuePlace::Photo, &bytes)?;
        sqlx::query("UPDATE photo SET bytes = $3 WHERE department = $1 AND document = $2")
            .bind(department)
            .bind(document)
            .bind(&*sealed)
            .execute(&mut *connection)
            .await?;
    }
    encrypt_letter(connection, place, keys).await
}

async fn encrypt_letter(
    connection: &mut DatabaseConnection,
    place: DocumentPlace,
    keys: &WritingKeys,
) -> Result<()> {
    let (department, document) = (
        place.department.as_bytes().as_slice(),
        place.document.as_bytes().as_slice(),
    );
    let letter: Option<(String, Vec<u8>)> =
        sqlx::query_as("SELECT content, pdf FROM letter WHERE department = $1 AND document = $2")
            .bind(department)
            .bind(document)
            .fetch_optional(&mut *connection)
            .await?;
    let Some((content, pdf)) = letter else {
        return Ok(());
    };
    let content = keys.seal_text(place.document, ValuePlace::LetterContent, &content)?;
    let pdf = keys.seal(place.document, ValuePlace::LetterPdf, &pdf)?;
    sqlx::query("UPDATE letter SET content = $3, pdf = $4 WHERE department = $1 AND document = $2")
        .bind(department)
        .bind(document)
        .bind(&*content)
        .bind(&*pdf)
        .execute(connection)
        .await?;
    Ok(())
}

#[async_trait]
impl AtRestStore for DatabaseStore {
    async fn unlock(&self, master: Option<Arc<dyn MasterKey>>, random: Arc<dyn Random>) -> Result<()> {
        let names: Vec<Vec<u8>> = sqlx::query_scalar("SELECT DISTINCT master FROM department_key")
            .fetch_all(&self.readers)
            .await?;
        let Some(master) = master else {
            return match names.is_empty() {
                true => Ok(()),
                false => Err(StoreError::Locked),
            };
        };
        for name in names {
            let name = master_name(&name)?;
            let row: Option<(Vec<u8>, Vec<u8>)> =
                sqlx::query_as("SELECT department, wrapped FROM department_key WHERE master = $1 LIMIT 1")
                    .bind(name.as_slice())
                    .fetch_optional(&self.readers)
                    .await?;
            // Another server may have rotated the master key meanwhile.
            let Some((department, bytes)) = row else {
                continue;
            };
            let wrapped = WrappedKey { master: name, bytes };
            let opened = unwrap_key(&*master, department_id(&department)?, &wrapped).await;
            match opened {
                Err(StoreError::MasterKey(crate::master_key::MasterKeyError::Refused)) => {
                    return Err(StoreError::OtherMasterKey);
                }
                opened => opened?,
            };
        }
        self.at_rest.unlock(master, random);
        let lacking: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT id FROM department
             WHERE NOT EXISTS (SELECT 1 FROM department_key WHERE department_key.department = department.id)",
        )
        .fetch_all(&self.readers)
        .await?;
        for department in lacking {
            self.made_department_key(department_id(&department)?).await?;
        }
        Ok(())
    }

    async fn rewrap_department_keys(&self) -> Result<u64> {
        let Some(master) = self.at_rest.master() else {
            return Ok(0);
        };
        master.refresh()?;
        let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT department, master, wrapped FROM department_key WHERE master <> $1")
                .bind(master.present_name().as_slice())
                .fetch_all(&self.readers)
                .await?;
        let mut count = 0;
        for (department, name, bytes) in rows {
            let before = &WrappedKey {
                master: master_name(&name)?,
                bytes,
            };
            // Another server may be ahead of this one, with the key that comes next here.
            if !master.is_former(&before.master) {
                continue;
            }
            let id = department_id(&department)?;
            let key = unwrap_key(master, id, before).await?;
            let after = &master.wrap_key(id, &key).await?;
            count += retry(|| async {
                let done = sqlx::query(
                    "UPDATE department_key SET master = $2, wrapped = $3 WHERE department = $1 AND wrapped = $4",
                )
                .bind(id.as_bytes().as_slice())
                .bind(after.master.as_slice())
                .bind(after.bytes.as_slice())
                .bind(before.bytes.as_slice())
                .execute(&self.writers)
                .await?;
                Ok(done.rows_affected())
            })
            .await?;
        }
        if count > 0 {
            self.scrub_erased().await?;
        }
        Ok(count)
    }

    async fn encrypt_documents(
        &self,
        after: Option<DocumentPlace>,
        limit: u32,
    ) -> Result<Option<DocumentPlace>> {
        if self.at_rest.master().is_none() {
            return Ok(None);
        }
        let (department, document) = after.map_or_else(Default::default, |place| {
            (
                place.department.as_bytes().to_vec(),
                place.document.as_bytes().to_vec(),
            )
        });
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT department, id FROM document
             WHERE (department, id) > ($1, $2) AND NOT EXISTS (
               SELECT 1 FROM document_key
               WHERE document_key.department = document.department AND document_key.document = document.id)
             ORDER BY department, id LIMIT $3",
        )
        .bind(department)
        .bind(document)
        .bind(signed(u64::from(limit)))
        .fetch_all(&self.readers)
        .await?;
        let is_end = rows.len() < limit as usize;
        let mut last = None;
        for (department, document) in rows {
            let place = DocumentPlace {
                department: department_id(&department)?,
                document: document_id(&document)?,
            };
            self.encrypt_document(place).await?;
            last = Some(place);
        }
        if is_end && (after.is_some() || last.is_some()) {
            // Once for all portions: no byte of what was plain stays in the files.
            self.scrub_erased().await?;
        }
        Ok(last)
    }

    async fn encrypt_notes(&self, limit: u32) -> Result<u64> {
        if self.at_rest.master().is_none() {
            return Ok(0);
        }
        // Base64 of an encrypted text begins so, and no JSON does.
        let rows: Vec<NoteColumns> =
            sqlx::query_as("SELECT * FROM pending_note WHERE note NOT LIKE 'RkJFM%' ORDER BY id LIMIT $1")
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
                .await?;
        let notes: Vec<NoteRow> = rows.into_iter().map(NoteColumns::read).collect::<Result<_>>()?;
        for note in &notes {
            let sealed = &self.sealed_note(note).await?;
            let case = &case_of_note(&note.note);
            retry(|| async {
                // One that was decided on meanwhile has another version, and is encrypted already.
                sqlx::query("UPDATE pending_note SET note = $3, case_id = $4 WHERE id = $1 AND version = $2")
                    .bind(note.id.as_bytes().as_slice())
                    .bind(signed(note.version))
                    .bind(sealed.as_str())
                    .bind(case.as_deref())
                    .execute(&self.writers)
                    .await?;
                Ok(())
            })
            .await?;
        }
        if !notes.is_empty() {
            self.scrub_erased().await?;
        }
        Ok(notes.len() as u64)
    }

    async fn encrypt_refused(&self, limit: u32) -> Result<u64> {
        let Some(random) = self.at_rest.random() else {
            return Ok(0);
        };
        let rows: Vec<QuarantineColumns> = sqlx::query_as(
            "SELECT * FROM quarantine
             WHERE substr(bytes, 1, 4) <> $1
               AND EXISTS (SELECT 1 FROM department WHERE department.id = quarantine.department)
             ORDER BY id LIMIT $2",
        )
        .bind(MARK.as_slice())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        let count = rows.len() as u64;
        for row in rows {
            let (id, department, document) = (
                row.id,
                department_id(&row.department)?,
                document_id(&row.document)?,
            );
            let Some(key) = self.made_department_key(department).await? else {
                continue;
            };
            let sealed = &key.seal_refused(random, document, &row.bytes)?;
            retry(|| async {
                sqlx::query("UPDATE quarantine SET bytes = $2 WHERE id = $1")
                    .bind(id)
                    .bind(sealed.as_slice())
                    .execute(&self.writers)
                    .await?;
                Ok(())
            })
            .await?;
        }
        if count > 0 {
            self.scrub_erased().await?;
        }
        Ok(count)
    }

    async fn plain_documents(&self) -> Result<u64> {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM document WHERE NOT EXISTS (
               SELECT 1 FROM document_key
               WHERE document_key.department = document.department AND document_key.document = document.id)",
        )
        .fetch_one(&self.readers)
        .await?;
        number(count)
    }
}
