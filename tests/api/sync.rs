//! Push and pull between phones of one department.

use feltbog_shared::model::conflict_case::{Severity, Topic};
use feltbog_shared::model::{ConflictCase, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{Cursor, Entry, Verdict};
use feltbog_tests::app::{COLLEAGUE, HERE, TestApp, document};

#[tokio::test]
async fn what_one_phone_pushes_another_pulls() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let jonas = app.enrol(COLLEAGUE).await;
    let (_, empty) = jonas.pull_all(HERE, Cursor::default()).await;

    let mut case = mette.create(document(1), Kind::ConflictCase, &[ConflictCase::topic().set(Topic::Noise)]);
    mette.edit(&mut case, &[ConflictCase::severity().set(Severity::High)]);
    let reply = mette.push(HERE, case.offers()).await;
    assert!(matches!(reply.verdicts[..], [Verdict::Accepted(1, _), Verdict::Accepted(2, _)]), "{reply:?}");

    let (entries, cursor) = jonas.pull_all(HERE, empty).await;
    let bytes: Vec<_> = entries
        .iter()
        .map(|entry| match entry {
            Entry::Change { bytes, .. } => bytes.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(bytes, case.made.iter().map(|change| change.bytes.clone()).collect::<Vec<_>>());
    assert_eq!(cursor.sequence, 2);

    let (entries, _) = jonas.pull_all(HERE, Cursor::default()).await;
    assert_eq!(entries.len(), 1);
    assert!(matches!(&entries[0], Entry::Snapshot { seals, .. } if seals.len() == 2));
}
