//! Brings the log of writes into the file (a checkpoint, <https://sqlite.org/wal.html>) on a connection of its own, so
//! that nobody's commit waits for it. Left to SQLite, whoever fills the log does it before they are answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::SqlitePool;
use tokio::sync::mpsc;

/// From a write to the checkpoint that takes it in, with what came meanwhile: seldom enough that a page written often
/// is brought in once, often enough that the disk is never busy with it for long.
const PAUSE: Duration = Duration::from_millis(250);

/// Pages of the log, 16 MB, from which on it is begun anew.
const PAGES: i64 = 4000;

/// Pages few enough to be brought in while the writer waits.
const FEW: i64 = 200;

/// How often it is tried to cut the log before the rest is left to the background.
const CUTS: usize = 5;

/// Most checkpoints beside the writer at a time. Each leaves what was written while it ran, which is less each time.
const ROUNDS: usize = 4;

/// Asks for checkpoints. They end with the last of these.
#[derive(Clone, Debug)]
pub(super) struct Checkpoints {
    wanted: mpsc::Sender<()>,
    /// Whether the log still holds something that was erased.
    holds_erased: Arc<AtomicBool>,
}

impl Checkpoints {
    /// Of the file that `writer` writes, on a pool of one other connection to it.
    pub(super) fn beside(writer: SqlitePool, own: SqlitePool) -> Self {
        let (wanted, receiver) = mpsc::channel(1);
        let holds_erased = Arc::new(AtomicBool::new(false));
        tokio::spawn(serve(writer, own, receiver, holds_erased.clone()));
        Self { wanted, holds_erased }
    }

    /// Something was erased: cuts the log to nothing, since what was written before stands in it until it is written
    /// over. While somebody reads from the log that has to wait, and is done soon after.
    pub(super) async fn cut(&self, own: &SqlitePool) -> sqlx::Result<()> {
        for _ in 0..CUTS {
            if truncate(own).await? {
                return Ok(());
            }
        }
        self.holds_erased.store(true, Ordering::SeqCst);
        self.soon();
        Ok(())
    }

    /// Something was written.
    pub(super) fn soon(&self) {
        // One that is asked for already takes this in too.
        let _ = self.wanted.try_send(());
    }
}

async fn serve(
    writer: SqlitePool,
    own: SqlitePool,
    mut written: mpsc::Receiver<()>,
    holds_erased: Arc<AtomicBool>,
) {
    while written.recv().await.is_some() {
        tokio::time::sleep(PAUSE).await;
        while holds_erased.swap(false, Ordering::SeqCst) {
            match truncate(&own).await {
                Ok(true) => {}
                Ok(false) => {
                    holds_erased.store(true, Ordering::SeqCst);
                    tokio::time::sleep(PAUSE).await;
                }
                Err(sqlx::Error::PoolClosed) => return,
                Err(error) => tracing::error!(%error, "the log of writes still holds what was erased"),
            }
        }
        match bring_in(&writer, &own).await {
            Ok(()) => {}
            Err(sqlx::Error::PoolClosed) => return,
            // Nothing is lost: it stands in the log. The next write asks again, and the writer brings in what has
            // become too long.
            Err(error) => tracing::warn!(%error, "the log of writes could not be brought into the file"),
        }
    }
}

/// Brings all of the log into the file and cuts it to nothing. False while somebody reads from it.
async fn truncate(connection: &SqlitePool) -> sqlx::Result<bool> {
    let (is_busy, ..): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(connection)
        .await?;
    Ok(is_busy == 0)
}

async fn bring_in(writer: &SqlitePool, own: &SqlitePool) -> sqlx::Result<()> {
    let mut before = 0;
    for _ in 0..ROUNDS {
        let (pages, brought_in) = checkpoint(own).await?;
        if pages < PAGES {
            return Ok(());
        }
        if brought_in - before < FEW {
            break;
        }
        before = brought_in;
    }
    // The log begins anew with the first write that finds all of it brought in, so the last of it is brought in while
    // nobody writes.
    checkpoint(writer).await?;
    Ok(())
}

/// Pages of the log, and how many of them are in the file now. Waits for nobody who reads or writes.
async fn checkpoint(connection: &SqlitePool) -> sqlx::Result<(i64, i64)> {
    let (_, pages, brought_in): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)")
        .fetch_one(connection)
        .await?;
    Ok((pages, brought_in))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use feltbog_shared::id::UserId;
    use feltbog_shared::model::Kind;

    use super::*;
    use crate::store::conformance::{append_one, document, founded};
    use crate::store::{LogStore as _, SqliteStore};

    /// Pages of the log, and how many of them are in the file, as its index says (the "wal-index" of
    /// <https://sqlite.org/walformat.html>).
    fn standing(index: &Path) -> (u32, u32) {
        let bytes = std::fs::read(index).unwrap();
        let number = |at| u32::from_ne_bytes(*bytes[at..].first_chunk().unwrap());
        (number(16), number(96))
    }

    #[tokio::test]
    async fn what_was_written_comes_into_the_file_beside_the_writer_and_the_log_begins_anew() {
        const LARGE: usize = 1 << 20;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.db");
        let store = founded(SqliteStore::open(&path).await.unwrap()).await.unwrap();
        let write = async |number, size: usize| {
            let mut append = append_one(
                number,
                document(number),
                Kind::Area,
                UserId::from_bytes([3; 16]),
                0,
            );
            append.documents[0].bytes = vec![number; size];
            store.append(append).await.unwrap();
        };
        for number in 1..=20 {
            write(number, LARGE).await;
        }
        let index = folder.path().join("log.db-shm");
        let all_in = async {
            loop {
                let (pages, brought_in) = standing(&index);
                if brought_in == pages && pages > 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), all_in)
            .await
            .unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > 20 * LARGE as u64);
        write(21, 1).await;
        assert!(standing(&index).0 < 100, "{:?}", standing(&index));
    }
}
