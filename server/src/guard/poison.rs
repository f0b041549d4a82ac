//! Changes that no guard of ours lets in, for tests of what happens should one be stored all the same.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{Automerge, ROOT, ReadDoc as _};
use feltbog_shared::document::genesis;
use feltbog_shared::model::Kind;

/// Two changes after those given, the second building on the first: they load, and put a text where no version of
/// Feltbog has one.
pub(crate) fn poison(kind: Kind, chunks: &[u8]) -> [Vec<u8>; 2] {
    let mut document = Automerge::new();
    for chunk in genesis(kind) {
        document.load_incremental(chunk).unwrap();
    }
    document.load_incremental(chunks).unwrap();
    ["x", "y"].map(|value| {
        let mut transaction = document.transaction();
        transaction.put(ROOT, "created_at", value).unwrap();
        let (hash, _) = transaction.commit_with(CommitOptions::default());
        let change = document.get_change_by_hash(&hash.unwrap()).unwrap();
        change.raw_bytes().to_vec()
    })
}
