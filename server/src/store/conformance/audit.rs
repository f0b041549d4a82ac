//! The access log, its checkpoints, and security events.

use feltbog_shared::home::home_key;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose, SecurityKind};

use super::{HERE, JONAS, METTE, PHONE, THERE, append_one, document};
use crate::store::{
    AuditCheckpoint, AuditEntry, AuditHead, AuditRecord, Erasure, Result, SecurityEvent, Store,
};

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn entry(number: u64, document: DocumentId, millis: i64) -> AuditEntry {
    AuditEntry {
        at: at(millis),
        person: Some(METTE),
        device: Some(PHONE),
        action: AuditAction::Read,
        purpose: AuditPurpose::PhoneFetch,
        department: Some(HERE),
        document: Some(document),
        kind: Some(Kind::ConflictCase),
        count: number,
    }
}

async fn numbers(store: &impl Store, departments: &[feltbog_shared::id::DepartmentId]) -> Result<Vec<i64>> {
    let found = store
        .audit_of_documents(departments, &[document(1), document(3)], i64::MAX, 10)
        .await?;
    Ok(found.into_iter().map(|one| one.record.number).collect())
}

pub(super) async fn rows_are_chained_and_found(store: &impl Store) -> Result<()> {
    let begin = AuditHead {
        number: 0,
        hash: [0; 32],
    };
    assert_eq!(store.audit_head().await?, begin);
    let lost = AuditEntry {
        person: None,
        device: None,
        action: AuditAction::Lost,
        purpose: AuditPurpose::Overload,
        department: None,
        document: None,
        kind: None,
        ..entry(7, document(1), 20)
    };
    let entries = [entry(1, document(1), 10), lost, entry(1, document(2), 30)];
    store.append_audit(&entries[..1]).await?;
    store.append_audit(&[]).await?;
    store.append_audit(&entries[1..]).await?;
    // More rows than one statement writes.
    let many: Vec<_> = (0..1_200).map(|_| entry(1, document(3), 40)).collect();
    store.append_audit(&many).await?;
    let mut expected = Vec::new();
    let mut hash = [0; 32];
    for (number, entry) in (1..).zip(entries.iter().chain(&many)) {
        let record = AuditRecord::of(entry, number, &hash);
        hash = record.expected_hash(&hash);
        expected.push(record);
    }
    assert_eq!(store.audit_records(0, 2_000).await?, expected);
    assert_eq!(store.audit_records(2, 1).await?, expected[2..3]);
    assert_eq!(store.audit_head().await?, AuditHead { number: 1_203, hash });
    let first = store
        .audit_of_documents(&[HERE], &[document(1)], i64::MAX, 10)
        .await?;
    assert_eq!(first[0].record, expected[0]);
    assert_eq!(first[0].person_name.as_deref(), Some("Mette"));
    assert_eq!(first[0].department_name.as_deref(), Some("Her"));
    assert_eq!(
        (first.len(), &first[0].device_name),
        (1, &None),
        "the phone is unknown"
    );
    let newest: Vec<i64> = (1_194..=1_203).rev().collect();
    assert_eq!(numbers(store, &[HERE]).await?, newest);
    assert_eq!(numbers(store, &[THERE]).await?, [0; 0]);
    let drawn = store.audit_sample(&[HERE], at(35), 20).await?;
    assert_eq!(drawn.len(), 20);
    assert!(drawn.iter().all(|one| one.record.number > 3));
    assert!(store.audit_sample(&[THERE], at(0), 20).await?.is_empty());
    Ok(())
}

pub(super) async fn rows_end_at_a_checkpoint_and_outlive_records(store: &impl Store) -> Result<()> {
    let append = append_one(1, document(1), Kind::ConflictCase, METTE, 0);
    store.append(append).await?;
    let entries: Vec<_> = (0..4).map(|_| entry(1, document(1), 10)).collect();
    store.append_audit(&entries).await?;
    let rows = store.audit_records(0, 10).await?;
    let erasure = Erasure {
        department: HERE,
        document: document(1),
        collection: Kind::ConflictCase.collection(),
        erased_at: at(40),
    };
    store.erase(&[erasure]).await?;
    assert_eq!(
        store.audit_records(0, 10).await?,
        rows,
        "the log outlives the record"
    );
    assert!(
        store
            .documents_of_home(&[HERE], &home_key("Opgang 12, 2. tv."))
            .await?
            .is_empty()
    );
    let checkpoint = |number: i64| AuditCheckpoint {
        number,
        at: at(50),
        hash: rows[usize::try_from(number).unwrap_or_default() - 1].expected_hash(&[1; 32]),
        signature: vec![9; 64],
    };
    let (first, second) = (checkpoint(1), checkpoint(3));
    store.keep_audit_checkpoint(&second).await?;
    store.keep_audit_checkpoint(&first).await?;
    let other = AuditCheckpoint {
        at: at(60),
        ..first.clone()
    };
    store.keep_audit_checkpoint(&other).await?;
    assert_eq!(store.audit_checkpoints().await?, [first, second.clone()]);
    assert_eq!(store.forget_audit(2).await?, 0, "there is no checkpoint");
    assert_eq!(store.forget_audit(3).await?, 3);
    assert_eq!(store.audit_records(0, 10).await?, rows[3..]);
    assert_eq!(store.audit_checkpoints().await?, [second]);
    assert_eq!(store.audit_head().await?.number, 4);
    Ok(())
}

pub(super) async fn security_events_are_kept_and_forgotten(store: &impl Store) -> Result<()> {
    let event = |millis, person| SecurityEvent {
        at: at(millis),
        kind: SecurityKind::FailedCode,
        count: 3,
        person,
        address: "192.0.2.7".into(),
        route: "/api/v1/enrol".into(),
    };
    let events = [event(10, None), event(20, Some(JONAS)), event(30, None)];
    store.note_security(&events).await?;
    store.note_security(&[]).await?;
    let all = store.security_events(i64::MAX, 10).await?;
    let kept: Vec<_> = all.iter().map(|(_, event)| event.clone()).collect();
    assert_eq!(kept, [events[2].clone(), events[1].clone(), events[0].clone()]);
    assert_eq!(store.security_events(all[0].0, 1).await?, all[1..2]);
    assert_eq!(store.forget_security(at(20), 100).await?, 1);
    assert_eq!(store.forget_security(at(0), 1).await?, 1);
    assert_eq!(store.security_events(i64::MAX, 10).await?, all[..1]);
    Ok(())
}
