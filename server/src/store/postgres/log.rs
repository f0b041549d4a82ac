//! The statements of a push and of an erasure, in PostgreSQL.
//!
//! Whoever writes locks documents first, in the order of their ids, and the department last. It
//! holds the department for two statements and the commit.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::moment::Moment;
use sqlx::PgConnection;

use super::administration::make;
use super::at_rest::writing_keys;
use super::desk::write_index;
use super::erasure::forget;
use super::{PostgresStore, retry};
use crate::store::at_rest::{AtRest, ValuePlace, WritingKeys, open_value};
use crate::store::columns::{
    ErasureColumns, Grave, KnownColumns, StateColumns, SummaryColumns, chain, change_hash, department_id,
    document_id, kind, number, packed_heads, packed_proofs, signed, tombstone, user_id,
};
use crate::store::{
    AdministrativeChange, AdministrativeOutcome, Append, AppendDocument, Appended, AppendedTogether, Chain,
    DocumentLookup, DocumentPlace, DocumentState, DocumentSummary, Erasure, KnownChange, LogStore, Result,
    StoreError, Tombstone, next_chain,
};
use crate::work_meter::note_read;

impl PostgresStore {
    /// States as they lie in the database, with their snapshots decrypted. `wrapped` has the keys of the documents as they
    /// are kept.
    async fn opened_states(
        &self,
        states: BTreeMap<DocumentId, DocumentState>,
        mut wrapped: BTreeMap<DocumentId, Option<Vec<u8>>>,
    ) -> Result<BTreeMap<DocumentId, DocumentLookup>> {
        let departments = states.values().map(|state| state.department).collect();
        let keys = self.department_keys(departments).await?;
        let mut opened = BTreeMap::new();
        for (document, mut state) in states {
            let key = keys.get(&state.department).map(|key| &**key);
            let wrapped = wrapped.remove(&document).flatten();
            let place = ValuePlace::Snapshot(state.upto);
            state.bytes = open_value(key, document, wrapped.as_deref(), place, state.bytes)?;
            note_read(state.bytes.len());
            opened.insert(document, DocumentLookup::Live(state));
        }
        Ok(opened)
    }
}

#[async_trait]
impl LogStore for PostgresStore {
    async fn summaries(&self, wanted: &[DocumentId]) -> Result<BTreeMap<DocumentId, DocumentSummary>> {
        let wanted = ids(wanted);
        let mut transaction = self.look().await?;
        let rows: Vec<SummaryColumns> = sqlx::query_as(
            "SELECT document.id, document.department, NULL::text AS collection, document.kind, document.owner,
                    (octet_length(bytes) - CASE WHEN document_key.document IS NULL THEN 0 ELSE 32 END)::bigint
                      AS bytes
             FROM whereabouts
             JOIN document
               ON document.department = whereabouts.department AND document.id = whereabouts.document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             LEFT JOIN document_key
               ON document_key.department = document.department AND document_key.document = document.id
             WHERE whereabouts.document = ANY($1)",
        )
        .bind(&wanted)
        .fetch_all(&mut *transaction)
        .await?;
        let mut found = BTreeMap::new();
        for row in rows {
            found.insert(document_id(&row.id)?, row.read()?);
        }
        if found.len() < wanted.len() {
            for (id, left) in erased(&mut transaction, &wanted).await? {
                found.insert(id, DocumentSummary::Erased(left));
            }
        }
        transaction.commit().await?;
        Ok(found)
    }

    async fn hashes(&self, wanted: &[DocumentId]) -> Result<BTreeMap<DocumentId, BTreeSet<ChangeHash>>> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "SELECT log.document, log.hash
             FROM whereabouts
             JOIN log ON log.department = whereabouts.department AND log.document = whereabouts.document
             WHERE whereabouts.document = ANY($1) AND log.entry = 'change'",
        )
        .bind(ids(wanted))
        .fetch_all(&self.readers)
        .await?;
        let mut found = BTreeMap::<_, BTreeSet<_>>::new();
        for (document, hash) in rows {
            found
                .entry(document_id(&document)?)
                .or_default()
                .insert(change_hash(&hash)?);
        }
        Ok(found)
    }

    async fn documents_within(
        &self,
        wanted: &[DocumentId],
        bytes: u64,
    ) -> Result<Option<BTreeMap<DocumentId, DocumentLookup>>> {
        let wanted = ids(wanted);
        let mut found = BTreeMap::new();
        let mut transaction = self.look().await?;
        if bytes < u64::MAX {
            let size: i64 = sqlx::query_scalar(
                "SELECT coalesce(
                   sum(octet_length(bytes) - CASE WHEN document_key.document IS NULL THEN 0 ELSE 32 END), 0)::bigint
                 FROM whereabouts
                 JOIN snapshot
                   ON snapshot.department = whereabouts.department AND snapshot.document = whereabouts.document
                 LEFT JOIN document_key
                   ON document_key.department = whereabouts.department
                   AND document_key.document = whereabouts.document
                 WHERE whereabouts.document = ANY($1)",
            )
            .bind(&wanted)
            .fetch_one(&mut *transaction)
            .await?;
            if number(size)? > bytes {
                transaction.commit().await?;
                return Ok(None);
            }
        }
        let rows: Vec<StateColumns> = sqlx::query_as(
            "SELECT document.id, document.department, document.kind, document.owner, document.upto, bytes, wrapped
             FROM whereabouts
             JOIN document
               ON document.department = whereabouts.department AND document.id = whereabouts.document
             JOIN snapshot ON snapshot.department = document.department AND snapshot.document = document.id
             LEFT JOIN document_key
               ON document_key.department = document.department AND document_key.document = document.id
             WHERE whereabouts.document = ANY($1)",
        )
        .bind(&wanted)
        .fetch_all(&mut *transaction)
        .await?;
        let (mut states, mut wrapped) = (BTreeMap::new(), BTreeMap::new());
        for row in rows {
            let document = document_id(&row.id)?;
            let state = DocumentState {
                department: department_id(&row.department)?,
                kind: kind(&row.kind)?,
                owner: user_id(&row.owner)?,
                upto: number(row.upto)?,
                bytes: row.bytes,
                changes: Vec::new(),
            };
            states.insert(document, state);
            wrapped.insert(document, row.wrapped);
        }
        if states.len() < wanted.len() {
            for (id, left) in erased(&mut transaction, &wanted).await? {
                found.insert(id, DocumentLookup::Erased(left));
            }
        }
        if !states.is_empty() {
            let changes: Vec<KnownColumns> = sqlx::query_as(
                "SELECT log.document, log.seq, log.hash, log.actor, log.actor_seq, log.author,
                        log.received_at
                 FROM whereabouts
                 JOIN log ON log.department = whereabouts.department AND log.document = whereabouts.document
                 WHERE whereabouts.document = ANY($1) AND log.entry = 'change'
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
                        received_at: Moment::from_millis(row.received_at),
                    });
                }
            }
        }
        transaction.commit().await?;
        found.extend(self.opened_states(states, wrapped).await?);
        Ok(Some(found))
    }

    async fn append(&self, append: Append) -> Result<Appended> {
        let append = &append;
        self.made_department_key(append.department).await?;
        retry(|| async {
            let mut transaction = self.begin().await?;
            if !is_fresh(&mut transaction, append).await? {
                transaction.rollback().await?;
                return Ok(Appended::Stale);
            }
            let rows: Vec<_> = append
                .documents
                .iter()
                .map(|document| document.indexed(append.department))
                .collect();
            // Before the department is held: the documents are already.
            write_index(&mut transaction, &rows).await?;
            let keys = keys_of(&mut transaction, &self.at_rest, append).await?;
            let (head, before) = advance(&mut transaction, append.department, append.entries.len()).await?;
            if !is_unchanged(&mut transaction, append).await? {
                transaction.rollback().await?;
                return Ok(Appended::Stale);
            }
            let first = head + 1 - append.entries.len() as u64;
            let chain = write(&mut transaction, append, first, before, &keys).await?;
            transaction.commit().await?;
            Ok(Appended::Stored { first, head, chain })
        })
        .await
    }

    async fn append_together(
        &self,
        appends: &[Append],
        entries: &[AdministrativeChange],
    ) -> Result<Option<AppendedTogether>> {
        // Documents in the order of their ids, and departments in the order of theirs, as everybody holds them.
        let mut by_document: Vec<&Append> = appends.iter().collect();
        by_document.sort_by_key(|append| append.documents.iter().map(|document| document.document).min());
        let mut by_department: Vec<(usize, &Append)> = appends.iter().enumerate().collect();
        by_department.sort_by_key(|(_, append)| append.department);
        let (by_document, by_department) = (&by_document, &by_department);
        for append in appends {
            self.made_department_key(append.department).await?;
        }
        retry(|| async {
            let mut transaction = self.begin().await?;
            let mut numbers = Vec::with_capacity(entries.len());
            for entry in entries {
                let AdministrativeOutcome::Done(number) = make(&mut transaction, entry).await? else {
                    transaction.rollback().await?;
                    return Ok(None);
                };
                numbers.push(number);
            }
            for append in by_document {
                if !is_fresh(&mut transaction, append).await? {
                    transaction.rollback().await?;
                    return Ok(None);
                }
            }
            for append in by_document {
                let rows: Vec<_> = append
                    .documents
                    .iter()
                    .map(|document| document.indexed(append.department))
                    .collect();
                write_index(&mut transaction, &rows).await?;
            }
            let mut appended = vec![Appended::Stale; appends.len()];
            for (place, append) in by_department {
                let keys = keys_of(&mut transaction, &self.at_rest, append).await?;
                let (head, before) =
                    advance(&mut transaction, append.department, append.entries.len()).await?;
                if !is_unchanged(&mut transaction, append).await? {
                    transaction.rollback().await?;
                    return Ok(None);
                }
                let first = head + 1 - append.entries.len() as u64;
                let chain = write(&mut transaction, append, first, before, &keys).await?;
                if let Some(answer) = appended.get_mut(*place) {
                    *answer = Appended::Stored { first, head, chain };
                }
            }
            transaction.commit().await?;
            Ok(Some(AppendedTogether {
                logs: appended,
                entries: numbers,
            }))
        })
        .await
    }

    async fn erase(&self, erasures: &[Erasure]) -> Result<u64> {
        retry(|| async {
            let mut transaction = self.begin().await?;
            let mut count = 0;
            for (department, erasure) in locate(&mut transaction, erasures).await? {
                count += u64::from(erase_one(&mut transaction, department, &erasure).await?);
            }
            transaction.commit().await?;
            Ok(count)
        })
        .await
        .inspect(|count| {
            if *count > 0 {
                self.scrubs.soon();
            }
        })
    }

    async fn erasures(&self, after: Option<DocumentId>, limit: u32) -> Result<Vec<Erasure>> {
        sqlx::query_as::<_, ErasureColumns>(
            "SELECT department, document, collection, erased_at FROM tombstone
             WHERE document > $1 ORDER BY document LIMIT $2",
        )
        .bind(after.map(|id| id.as_bytes().to_vec()).unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?
        .into_iter()
        .map(ErasureColumns::read)
        .collect()
    }
}

/// The department of each document, in the order of the documents and each once. One that is not
/// there now belongs to the department named, and one for which that does not exist either is left
/// out. Nobody else erases them meanwhile.
async fn locate(connection: &mut PgConnection, erasures: &[Erasure]) -> Result<Vec<(DepartmentId, Erasure)>> {
    let erasures: BTreeMap<_, _> = erasures
        .iter()
        .rev()
        .map(|erasure| (erasure.document, *erasure))
        .collect();
    let wanted: Vec<_> = erasures.keys().copied().collect();
    let departments: Vec<_> = erasures
        .values()
        .map(|erasure| erasure.department.as_bytes().as_slice())
        .collect();
    sqlx::query(
        "INSERT INTO whereabouts (document, department)
         SELECT document, department
         FROM unnest($1::bytea[], $2::bytea[]) AS named (document, department)
         WHERE EXISTS (SELECT FROM department AS there WHERE there.id = named.department)
         ON CONFLICT (document) DO NOTHING",
    )
    .bind(ids(&wanted))
    .bind(departments)
    .execute(&mut *connection)
    .await?;
    let rows: Vec<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT document, department FROM whereabouts WHERE document = ANY($1) ORDER BY document FOR UPDATE",
    )
    .bind(ids(&wanted))
    .fetch_all(connection)
    .await?;
    let located = |(document, department): &(Vec<u8>, Vec<u8>)| {
        let erasure = erasures
            .get(&document_id(document)?)
            .ok_or(StoreError::Corrupt("whereabouts"))?;
        Ok((department_id(department)?, *erasure))
    };
    rows.iter().map(located).collect()
}

/// Erases one document of a department, unless it is.
async fn erase_one(
    connection: &mut PgConnection,
    department: DepartmentId,
    erasure: &Erasure,
) -> Result<bool> {
    let (place, id) = (
        department.as_bytes().as_slice(),
        erasure.document.as_bytes().as_slice(),
    );
    let lives: Option<Grave> = sqlx::query_as(
        "SELECT document.department, document.collection, document.owner,
                decode(replace(substring(json from '\"conflict_case\":\"([0-9a-fA-F-]{36})\"'), '-', ''), 'hex') AS about,
                (SELECT min(seq) FROM log WHERE log.department = document.department
                   AND log.document = document.id AND entry = 'change') AS first_seq
         FROM document LEFT JOIN projection
           ON projection.department = document.department AND projection.document = document.id
         WHERE document.department = $1 AND document.id = $2 FOR UPDATE OF document",
    )
    .bind(place)
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    if lives.is_none() {
        let before: Option<i64> =
            sqlx::query_scalar("SELECT seq FROM tombstone WHERE department = $1 AND document = $2")
                .bind(place)
                .bind(id)
                .fetch_optional(&mut *connection)
                .await?;
        if before.is_some() {
            return Ok(false);
        }
    }
    let grave = lives.unwrap_or_else(|| Grave::of_unknown(erasure));
    forget(connection, department, erasure.document).await?;
    let (head, before) = advance(connection, department, 1).await?;
    let link = next_chain(&before, "tombstone", erasure.document, None);
    sqlx::query(
        "WITH
         entry AS (
           INSERT INTO log (department, seq, entry, chain, document, received_at)
           VALUES ($1, $2, 'tombstone', $3, $4, $5)
         ),
         grave AS (
           INSERT INTO tombstone (department, document, collection, seq, erased_at, owner, about, first_seq)
           VALUES ($1, $4, $6, $2, $5, $7, $8, $9)
         )
         UPDATE department SET chain = $3 WHERE id = $1",
    )
    .bind(place)
    .bind(signed(head))
    .bind(link.as_slice())
    .bind(id)
    .bind(erasure.erased_at.millis())
    .bind(grave.collection)
    .bind(grave.owner)
    .bind(grave.about)
    .bind(grave.first_seq)
    .execute(connection)
    .await?;
    Ok(true)
}

/// Those of the documents that were erased, with what is left of them.
async fn erased(connection: &mut PgConnection, wanted: &[&[u8]]) -> Result<Vec<(DocumentId, Tombstone)>> {
    /// Document, department, collection and owner.
    type Row = (Vec<u8>, Vec<u8>, String, Option<Vec<u8>>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT tombstone.document, tombstone.department, tombstone.collection, tombstone.owner FROM whereabouts
         JOIN tombstone
           ON tombstone.department = whereabouts.department AND tombstone.document = whereabouts.document
         WHERE whereabouts.document = ANY($1)",
    )
    .bind(wanted)
    .fetch_all(connection)
    .await?;
    let left = |(document, department, collection, owner): &Row| {
        let left = tombstone(department, collection, owner.as_deref())?;
        Ok((document_id(document)?, left))
    };
    rows.iter().map(left).collect()
}

pub(super) fn ids(ids: &[DocumentId]) -> Vec<&[u8]> {
    ids.iter().map(|id| id.as_bytes().as_slice()).collect()
}

/// Locks the documents of an append and tells whether all are as the caller saw them: those that
/// were there have not grown, and the others belong to no department yet and now to this one.
pub(super) async fn is_fresh(connection: &mut PgConnection, append: &Append) -> Result<bool> {
    let (mut old, mut new) = (BTreeMap::new(), Vec::new());
    for document in &append.documents {
        if document.seen > 0 {
            old.insert(document.document, document.seen);
        } else {
            new.push(document.document);
        }
    }
    if !old.is_empty() {
        let wanted: Vec<_> = old.keys().copied().collect();
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT id, upto FROM document WHERE department = $1 AND id = ANY($2) ORDER BY id FOR UPDATE",
        )
        .bind(append.department.as_bytes().as_slice())
        .bind(ids(&wanted))
        .fetch_all(&mut *connection)
        .await?;
        for (id, upto) in &rows {
            if old.remove(&document_id(id)?) != Some(number(*upto)?) {
                return Ok(false);
            }
        }
        if !old.is_empty() {
            return Ok(false);
        }
    }
    if new.is_empty() {
        return Ok(true);
    }
    new.sort_unstable();
    let claimed = sqlx::query(
        "INSERT INTO whereabouts (document, department) SELECT document, $2 FROM unnest($1) AS document
         ON CONFLICT (document) DO NOTHING",
    )
    .bind(ids(&new))
    .bind(append.department.as_bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(claimed.rows_affected() == new.len() as u64)
}

/// The keys of an append's documents, which it holds.
async fn keys_of(connection: &mut PgConnection, at_rest: &AtRest, append: &Append) -> Result<WritingKeys> {
    let place = |document: &AppendDocument| DocumentPlace {
        department: append.department,
        document: document.document,
    };
    let places: Vec<_> = append.documents.iter().map(place).collect();
    let new = append.documents.iter().filter(|document| document.seen == 0);
    let new: BTreeSet<_> = new.map(|document| document.document).collect();
    writing_keys(connection, at_rest, &places, &new).await
}

/// Whether the documents that an append was decided by have their last entries still. Asked while the department is held:
/// what others wrote in it before is visible then, and what they write after comes after.
async fn is_unchanged(connection: &mut PgConnection, append: &Append) -> Result<bool> {
    if append.unchanged.is_empty() {
        return Ok(true);
    }
    let wanted: Vec<_> = append.unchanged.iter().map(|(document, _)| *document).collect();
    let rows: Vec<(Vec<u8>, i64)> =
        sqlx::query_as("SELECT id, upto FROM document WHERE department = $1 AND id = ANY($2)")
            .bind(append.department.as_bytes().as_slice())
            .bind(ids(&wanted))
            .fetch_all(connection)
            .await?;
    let mut present = BTreeMap::new();
    for (id, upto) in &rows {
        present.insert(document_id(id)?, number(*upto)?);
    }
    let upto = |document| present.get(document).copied().unwrap_or(0);
    Ok(append
        .unchanged
        .iter()
        .all(|(document, seen)| upto(document) == *seen))
}

/// Takes the department's next numbers and with them its row, which stays locked until the commit:
/// numbers are given in the order of commits, so that a reader's cursor never passes a number that
/// becomes visible later.
pub(super) async fn advance(
    connection: &mut PgConnection,
    department: DepartmentId,
    entries: usize,
) -> Result<(u64, Chain)> {
    let (head, before): (i64, Vec<u8>) =
        sqlx::query_as("UPDATE department SET head = head + $1 WHERE id = $2 RETURNING head, chain")
            .bind(signed(entries as u64))
            .bind(department.as_bytes().as_slice())
            .fetch_one(connection)
            .await?;
    Ok((number(head)?, chain(&before)?))
}

/// Writes everything in one statement, since a department waits meanwhile.
pub(super) async fn write(
    connection: &mut PgConnection,
    append: &Append,
    first: u64,
    before: Chain,
    keys: &WritingKeys,
) -> Result<Chain> {
    let mut link = before;
    let mut last = BTreeMap::new();
    let mut entries = Entries::default();
    for (seq, entry) in (first..).zip(&append.entries) {
        link = next_chain(&link, "change", entry.document, Some(entry.hash));
        last.insert(entry.document, seq);
        entries.seqs.push(signed(seq));
        entries.chains.push(link);
        entries.documents.push(entry.document.as_bytes());
        entries.hashes.push(&entry.hash.0);
        entries.actors.push(&entry.actor);
        entries.actor_seqs.push(signed(entry.actor_seq));
        entries.authors.push(entry.author.as_bytes());
        let bytes = keys.seal(entry.document, ValuePlace::Log(seq), &entry.bytes)?;
        entries.bytes.push(bytes);
        entries.relayed_by.push(
            entry
                .relayed_by
                .as_ref()
                .map(|person| person.as_bytes().as_slice()),
        );
        entries.is_returned.push(entry.is_returned);
    }
    let mut documents = Documents::default();
    let mut actors = Actors::default();
    for document in &append.documents {
        let upto = last.get(&document.document).copied().unwrap_or(document.seen);
        documents.ids.push(document.document.as_bytes());
        documents.kinds.push(document.kind.key());
        documents.collections.push(document.kind.collection().key());
        documents.owners.push(document.owner.as_bytes());
        documents.uptos.push(signed(upto));
        documents.heads.push(packed_heads(&document.heads));
        let bytes = keys.seal(document.document, ValuePlace::Snapshot(upto), &document.bytes)?;
        documents.bytes.push(bytes);
        documents.proofs.push(packed_proofs(&document.proofs));
        documents.projections.push(&document.projection);
        for (actor, author) in &document.actors {
            actors.documents.push(document.document.as_bytes());
            actors.actors.push(actor);
            actors.authors.push(author.as_bytes());
        }
    }
    sqlx::query(
        "WITH
         entries AS (
           INSERT INTO log (department, seq, entry, chain, document, hash, actor, actor_seq, author, bytes,
                            device, relayed_by, is_returned, received_at)
           SELECT $1, seq, 'change', chain, document, hash, actor, actor_seq, author, bytes,
                  $2, relayed_by, is_returned, $3
           FROM unnest($4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bigint[],
                       $10::bytea[], $11::bytea[], $12::bytea[], $26::boolean[])
             AS new (seq, chain, document, hash, actor, actor_seq, author, bytes, relayed_by, is_returned)
         ),
         given AS (
           SELECT * FROM unnest($13::bytea[], $14::text[], $15::text[], $16::bytea[], $17::bigint[],
                                $18::bytea[], $19::bytea[], $20::bytea[], $21::text[])
             AS given (id, kind, collection, owner, upto, heads, bytes, proofs, json)
         ),
         documents AS (
           INSERT INTO document (department, id, kind, collection, owner, upto)
           SELECT $1, id, kind, collection, owner, upto FROM given
           ON CONFLICT (department, id) DO UPDATE SET upto = excluded.upto, owner = excluded.owner
         ),
         actors AS (
           INSERT INTO actor (department, document, actor, author, device)
           SELECT $1, document, actor, author, $2
           FROM unnest($22::bytea[], $23::bytea[], $24::bytea[]) AS new (document, actor, author)
         ),
         snapshots AS (
           INSERT INTO snapshot (department, document, upto, heads, bytes, proofs, received_at)
           SELECT $1, id, upto, heads, bytes, proofs, $3 FROM given
           ON CONFLICT (department, document) DO UPDATE SET upto = excluded.upto, heads = excluded.heads,
             bytes = excluded.bytes, proofs = excluded.proofs, received_at = excluded.received_at
         ),
         projections AS (
           INSERT INTO projection (department, document, kind, json)
           SELECT $1, id, kind, json FROM given
           ON CONFLICT (department, document) DO UPDATE SET json = excluded.json
         )
         UPDATE department SET chain = $25 WHERE id = $1",
    )
    .bind(append.department.as_bytes().as_slice())
    .bind(append.device.as_bytes().as_slice())
    .bind(append.received_at.millis())
    .bind(entries.seqs)
    .bind(entries.chains)
    .bind(entries.documents)
    .bind(entries.hashes)
    .bind(entries.actors)
    .bind(entries.actor_seqs)
    .bind(entries.authors)
    .bind(entries.bytes.iter().map(|bytes| &**bytes).collect::<Vec<&[u8]>>())
    .bind(entries.relayed_by)
    .bind(documents.ids)
    .bind(documents.kinds)
    .bind(documents.collections)
    .bind(documents.owners)
    .bind(documents.uptos)
    .bind(documents.heads)
    .bind(
        documents
            .bytes
            .iter()
            .map(|bytes| &**bytes)
            .collect::<Vec<&[u8]>>(),
    )
    .bind(documents.proofs)
    .bind(documents.projections)
    .bind(actors.documents)
    .bind(actors.actors)
    .bind(actors.authors)
    .bind(link.as_slice())
    .bind(entries.is_returned)
    .execute(connection)
    .await?;
    Ok(link)
}

/// Entries of a log, column by column.
#[derive(Default)]
struct Entries<'a> {
    seqs: Vec<i64>,
    chains: Vec<Chain>,
    documents: Vec<&'a [u8]>,
    hashes: Vec<&'a [u8]>,
    actors: Vec<&'a [u8]>,
    actor_seqs: Vec<i64>,
    authors: Vec<&'a [u8]>,
    bytes: Vec<Cow<'a, [u8]>>,
    relayed_by: Vec<Option<&'a [u8]>>,
    is_returned: Vec<bool>,
}

/// Documents as they stand afterwards, column by column.
#[derive(Default)]
struct Documents<'a> {
    ids: Vec<&'a [u8]>,
    kinds: Vec<&'a str>,
    collections: Vec<&'a str>,
    owners: Vec<&'a [u8]>,
    uptos: Vec<i64>,
    heads: Vec<Vec<u8>>,
    bytes: Vec<Cow<'a, [u8]>>,
    proofs: Vec<Vec<u8>>,
    projections: Vec<&'a str>,
}

/// New actors, column by column.
#[derive(Default)]
struct Actors<'a> {
    documents: Vec<&'a [u8]>,
    actors: Vec<&'a [u8]>,
    authors: Vec<&'a [u8]>,
}
