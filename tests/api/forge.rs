//! Bytes that no phone of ours sends: changes made by hand, chunks of every type, wrong counts.

use automerge::transaction::{CommitOptions, Transaction};
use automerge::{ActorId, Author, Automerge, ReadDoc as _};
use feltbog_shared::document::genesis;
use feltbog_shared::id::UserId;
use feltbog_shared::model::Kind;
use feltbog_tests::app::Draft;

/// A change to a new document of a kind, by an actor and an author, with whatever is written.
pub(crate) fn change(
    kind: Kind,
    actor: [u8; 16],
    author: Option<UserId>,
    options: CommitOptions,
    write: impl FnOnce(&mut Transaction<'_>),
) -> Vec<u8> {
    let mut document = born(kind);
    document.set_author(author.map(|author| Author::from(author.as_bytes().to_vec())));
    // Changing the author changes the actor, so the actor comes second.
    document.set_actor(ActorId::from(actor.as_slice()));
    let mut transaction = document.transaction();
    write(&mut transaction);
    let (hash, _) = transaction.commit_with(options);
    document
        .get_change_by_hash(&hash.unwrap())
        .unwrap()
        .raw_bytes()
        .to_vec()
}

/// A change that follows what a draft holds, with whatever is written.
pub(crate) fn following(
    draft: &Draft,
    actor: [u8; 16],
    author: UserId,
    write: impl FnOnce(&mut Transaction<'_>),
) -> Vec<u8> {
    following_with(draft, actor, author, CommitOptions::default(), write)
}

/// The same, with the time and whatever else a change says of itself.
pub(crate) fn following_with(
    draft: &Draft,
    actor: [u8; 16],
    author: UserId,
    options: CommitOptions,
    write: impl FnOnce(&mut Transaction<'_>),
) -> Vec<u8> {
    let mut document = born(draft.kind);
    for change in &draft.made {
        document.load_incremental(&change.bytes).unwrap();
    }
    document.set_author(Some(Author::from(author.as_bytes().to_vec())));
    document.set_actor(ActorId::from(actor.as_slice()));
    let mut transaction = document.transaction();
    write(&mut transaction);
    let (hash, _) = transaction.commit_with(options);
    let change = document.get_change_by_hash(&hash.unwrap());
    change.unwrap().raw_bytes().to_vec()
}

/// A document with its genesis and nothing else.
pub(crate) fn born(kind: Kind) -> Automerge {
    let mut document = Automerge::new();
    for chunk in genesis(kind) {
        document.load_incremental(chunk).unwrap();
    }
    document
}

/// A chunk of any type around any content, with a checksum that is right.
pub(crate) fn chunk(of_type: u8, content: &[u8]) -> Vec<u8> {
    let mut length = Vec::new();
    unsigned(&mut length, content.len() as u64);
    let sum = sha256(&[&[of_type], length.as_slice(), content].concat());
    [
        &[0x85, 0x6f, 0x4a, 0x83],
        &sum[..4],
        &[of_type],
        length.as_slice(),
        content,
    ]
    .concat()
}

/// The content of a chunk behind its header.
pub(crate) fn content(chunk: &[u8]) -> &[u8] {
    let length = chunk[9..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    &chunk[9 + length..]
}

/// A change that holds nothing but a claim of so many operations.
pub(crate) fn claiming(operations: i64, dependency: [u8; 32]) -> Vec<u8> {
    let mut content = vec![1];
    content.extend(dependency);
    content.push(16);
    content.extend([0x77; 16]);
    // Sequence 1, first operation 100, time 0, no message, no other actors.
    content.extend([1, 100, 0, 0, 0]);
    // One column: actions, as one run of so many deletions.
    let mut runs = Vec::new();
    signed(&mut runs, operations);
    runs.push(3);
    content.extend([1, 0x42]);
    unsigned(&mut content, runs.len() as u64);
    content.extend(runs);
    chunk(1, &content)
}

fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = value as u8 & 0x7f;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;

    sha2::Sha256::digest(bytes).into()
}

/// The change with another number for its first operation.
pub(crate) fn numbered(bytes: &[u8], first: u64) -> Vec<u8> {
    let old = content(bytes);
    let actor = 1 + 32 * usize::from(old[0]);
    let begin = actor + 1 + usize::from(old[actor]) + 1;
    assert!(old[0] < 0x80 && old[begin - 1] < 0x80, "numbers of one byte");
    let length = old[begin..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    let mut number = Vec::new();
    unsigned(&mut number, first);
    chunk(1, &[&old[..begin], &number, &old[begin + length..]].concat())
}
