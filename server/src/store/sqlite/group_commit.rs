//! The queue for the one connection that writes: appends that wait there together are written in one transaction, so
//! that a busy server pays one sync and one round of statements for many phones. One that comes alone waits for nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use feltbog_shared::id::{DepartmentId, DocumentId};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot};

use super::at_rest::writing_keys;
use super::checkpoint::Checkpoints;
use super::log_rows::{APPEND_BASE, hex, ids, portions, write_documents, write_entries};
use crate::store::at_rest::{AtRest, DocumentPlace};
use crate::store::columns::{chain, department_id, document_id, number, signed};
use crate::store::{Append, Appended, Chain, Result, StoreError, next_chain};

/// Most appends of one transaction.
const TOGETHER: usize = 32;

/// An append, and who waits for what becomes of it.
type Waiting = (Append, oneshot::Sender<Result<Appended>>);

/// The queue in which appends wait for the writer.
#[derive(Clone, Debug)]
pub(super) struct WriteQueue(mpsc::Sender<Waiting>);

impl WriteQueue {
    /// Starts the queue of a connection. It runs until the store is dropped.
    pub(super) fn new(writer: SqlitePool, checkpoints: Checkpoints, at_rest: Arc<AtRest>) -> Self {
        let (sender, receiver) = mpsc::channel(TOGETHER);
        // A task of its own: whoever hangs up while it waits takes nobody else's append with them.
        tokio::spawn(serve(writer, checkpoints, at_rest, receiver));
        Self(sender)
    }

    /// Writes an append, with others if there are any. Durable when it answers.
    pub(super) async fn append(&self, append: Append) -> Result<Appended> {
        let (sender, receiver) = oneshot::channel();
        let closed = || StoreError::Database(sqlx::Error::PoolClosed);
        self.0.send((append, sender)).await.map_err(|_| closed())?;
        receiver.await.map_err(|_| closed())?
    }
}

async fn serve(
    writer: SqlitePool,
    checkpoints: Checkpoints,
    at_rest: Arc<AtRest>,
    mut queue: mpsc::Receiver<Waiting>,
) {
    let mut waiting = Vec::with_capacity(TOGETHER);
    while queue.recv_many(&mut waiting, TOGETHER).await > 0 {
        let (appends, answers): (Vec<_>, Vec<_>) = waiting.drain(..).unzip();
        match write(&writer, &appends, &at_rest).await {
            Ok(appended) => {
                for (answer, appended) in answers.into_iter().zip(appended) {
                    // Who hung up asks again, and is told that it is there.
                    let _ = answer.send(Ok(appended));
                }
            }
            // What is wrong with one of them is that one's alone.
            Err(_) if appends.len() > 1 => {
                for (answer, append) in answers.into_iter().zip(appends) {
                    let appended = write(&writer, &[append], &at_rest).await;
                    let _ = answer.send(appended.and_then(|appended| {
                        let one = appended.into_iter().next();
                        one.ok_or(StoreError::Corrupt("an append without an answer"))
                    }));
                }
            }
            Err(error) => {
                if let Some(answer) = answers.into_iter().next() {
                    let _ = answer.send(Err(error));
                }
            }
        }
        checkpoints.soon();
    }
}

/// The stored state that the appends of one transaction build on.
#[derive(Default)]
struct AppendBase {
    erased: BTreeSet<DocumentId>,
    /// The numbers of documents' last entries.
    upto: BTreeMap<DocumentId, u64>,
    /// The ends of logs.
    ends: BTreeMap<DepartmentId, (u64, Chain)>,
}

#[derive(FromRow)]
struct AppendBaseRow {
    part: String,
    id: Vec<u8>,
    number: Option<i64>,
    chain: Option<Vec<u8>>,
}

impl AppendBase {
    async fn read(connection: &mut SqliteConnection, appends: &[Append]) -> Result<Self> {
        let written = appends.iter().flat_map(|append| &append.documents);
        let written = written.map(|document| document.document);
        let unchanged = appends.iter().flat_map(|append| &append.unchanged);
        let documents: BTreeSet<_> = written.chain(unchanged.map(|(document, _)| *document)).collect();
        let documents: Vec<_> = documents.into_iter().collect();
        let departments: BTreeSet<_> = appends.iter().map(|append| append.department).collect();
        let departments: Vec<_> = departments
            .iter()
            .map(|id| format!("\"{}\"", hex(id.as_bytes())))
            .collect();
        let rows: Vec<AppendBaseRow> = sqlx::query_as(APPEND_BASE)
            .bind(ids(&documents))
            .bind(format!("[{}]", departments.join(",")))
            .fetch_all(connection)
            .await?;
        let mut base = Self::default();
        for row in rows {
            let at = number(row.number.unwrap_or_default())?;
            match row.part.as_str() {
                "erased" => {
                    base.erased.insert(document_id(&row.id)?);
                }
                "document" => {
                    base.upto.insert(document_id(&row.id)?, at);
                }
                _ => {
                    let end = (at, chain(&row.chain.unwrap_or_default())?);
                    base.ends.insert(department_id(&row.id)?, end);
                }
            }
        }
        Ok(base)
    }

    /// Whether each document's last entry is the one that was seen: 0 for a new one, and never for an erased one.
    fn is_as_seen(&self, append: &Append) -> bool {
        let upto = |document| self.upto.get(document).copied().unwrap_or(0);
        let mut unchanged = append.unchanged.iter();
        unchanged.all(|(document, seen)| upto(document) == *seen)
            && append.documents.iter().all(|document| {
                upto(&document.document) == document.seen && !self.erased.contains(&document.document)
            })
    }
}

/// Writes appends in one transaction, each as if those before it were there already.
async fn write(writer: &SqlitePool, appends: &[Append], at_rest: &AtRest) -> Result<Vec<Appended>> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    let answers = write_within(&mut transaction, appends, at_rest).await?;
    transaction.commit().await?;
    Ok(answers)
}

/// The same within a transaction.
pub(super) async fn write_within(
    transaction: &mut SqliteConnection,
    appends: &[Append],
    at_rest: &AtRest,
) -> Result<Vec<Appended>> {
    let mut base = AppendBase::read(&mut *transaction, appends).await?;
    let (mut entries, mut documents, mut grown) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut answers = Vec::with_capacity(appends.len());
    for append in appends {
        if !base.is_as_seen(append) {
            answers.push(Appended::Stale);
            continue;
        }
        let end = base.ends.get_mut(&append.department);
        let (head, link) = end.ok_or(StoreError::Database(sqlx::Error::RowNotFound))?;
        let first = *head + 1;
        let mut last = BTreeMap::new();
        for entry in &append.entries {
            *head += 1;
            *link = next_chain(link, "change", entry.document, Some(entry.hash));
            last.insert(entry.document, *head);
            entries.push((append, entry, *head, *link));
        }
        answers.push(Appended::Stored {
            first,
            head: *head,
            chain: *link,
        });
        grown.insert(append.department);
        for document in &append.documents {
            let upto = last.get(&document.document).copied().unwrap_or(document.seen);
            base.upto.insert(document.document, upto);
            documents.push((append, document, upto));
        }
    }
    let places: Vec<_> = documents
        .iter()
        .map(|(append, document, _)| DocumentPlace {
            department: append.department,
            document: document.document,
        })
        .collect();
    let new = documents.iter().filter(|(_, document, _)| document.seen == 0);
    let new: BTreeSet<_> = new.map(|(_, document, _)| document.document).collect();
    let keys = writing_keys(&mut *transaction, at_rest, &places, &new).await?;
    write_entries(&mut *transaction, &entries, &keys).await?;
    write_documents(&mut *transaction, &documents, &keys).await?;
    let ends: Vec<_> = grown
        .iter()
        .filter_map(|department| Some((department, base.ends.get(department)?)))
        .collect();
    write_ends(transaction, &ends).await?;
    Ok(answers)
}

/// Writes where logs end now.
async fn write_ends(
    connection: &mut SqliteConnection,
    ends: &[(&DepartmentId, &(u64, Chain))],
) -> Result<()> {
    for portion in portions(ends) {
        QueryBuilder::<Sqlite>::new("WITH now (id, head, chain) AS (")
            .push_values(portion, |mut row, (department, (head, link))| {
                row.push_bind(department.as_bytes().as_slice())
                    .push_bind(signed(*head))
                    .push_bind(link.as_slice());
            })
            .push(
                ") UPDATE department SET head = now.head, chain = now.chain FROM now
                 WHERE department.id = now.id",
            )
            .build()
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::UserId;
    use feltbog_shared::model::Kind;

    use super::*;
    use crate::store::conformance::{append_one, document, founded};
    use crate::store::{LogStore as _, ReadStore as _, SqliteStore};

    const METTE: UserId = UserId::from_bytes([3; 16]);

    /// Five arrive while the connection is held by somebody: they are written together.
    #[tokio::test]
    async fn what_waits_together_is_judged_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("queue.db")).await.unwrap();
        let store = founded(store).await.unwrap();
        let held = store.begin().await.unwrap();
        let begin = |number| append_one(number, document(number), Kind::Area, METTE, 0);
        let mut same_change = begin(9);
        same_change.entries.push(same_change.entries[0].clone());
        let appends = [
            begin(1),
            // Of the document before it, as it stands only with it; and as it stood.
            append_one(2, document(1), Kind::Area, METTE, 1),
            append_one(3, document(1), Kind::Area, METTE, 0),
            same_change,
            begin(4),
        ];
        let mut waiting = Vec::new();
        for append in appends {
            let store = store.clone();
            waiting.push(tokio::spawn(async move { store.append(append).await }));
            // In this order.
            tokio::task::yield_now().await;
        }
        drop(held);
        let mut told = Vec::new();
        for one in waiting {
            told.push(one.await.unwrap().map(|appended| match appended {
                Appended::Stored { first, .. } => Some(first),
                Appended::Stale => None,
            }));
        }
        assert!(
            matches!(
                told[..],
                [Ok(Some(1)), Ok(Some(2)), Ok(None), Err(_), Ok(Some(3))]
            ),
            "{told:?}"
        );
        let department = begin(1).department;
        let end = store.position(department, 3).await.unwrap().unwrap();
        assert_eq!((end.head, Some(end.head_chain)), (3, end.chain));
    }
}
