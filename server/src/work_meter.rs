//! The bytes of records that a request reads, so that its budget is charged for its work and not for its size alone.
//!
//! The store notes what it reads, wherever it is asked from, so that no service forgets to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! {
    static READ: Arc<AtomicU64>;
}

/// Notes bytes that the request at work has read. Outside of a request nothing is noted.
pub(crate) fn note_read(bytes: usize) {
    let _ = READ.try_with(|read| read.fetch_add(bytes as u64, Ordering::Relaxed));
}

/// Does the work of a request, with the bytes it has read. They are counted as well when it is given up.
pub(crate) async fn metered<T>(read: Arc<AtomicU64>, work: impl Future<Output = T>) -> T {
    READ.scope(read, work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_are_noted_for_the_request_at_work() {
        note_read(1);
        let (one, other) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let work = async |bytes: usize| {
            note_read(bytes);
            tokio::task::yield_now().await;
            note_read(bytes);
        };
        tokio::join!(metered(one.clone(), work(5)), metered(other.clone(), work(70)));
        assert_eq!(
            (one.load(Ordering::Relaxed), other.load(Ordering::Relaxed)),
            (10, 140)
        );
    }
}
