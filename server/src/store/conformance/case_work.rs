//! Steps of cases that a second person agrees to, and when cases were last looked at.

use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE, THERE, append_one, document};
use crate::store::{CaseApprovalRow, CaseDecision, Erasure, Result, Store};

const HOUR_MILLIS: i64 = 3_600_000;

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

/// Keeps a case whose last change was received at a moment.
async fn keep_case(store: &impl Store, number: u8, changed_at: i64, is_open: bool) -> Result<DocumentId> {
    let id = document(number);
    let mut append = append_one(number, id, Kind::ConflictCase, METTE, 0);
    for kept in &mut append.documents {
        kept.index = RecordIndex {
            state: "reported".into(),
            changed_at: at(changed_at),
            is_open,
            ..RecordIndex::default()
        };
    }
    store.append(append).await?;
    Ok(id)
}

async fn erase(store: &impl Store, id: DocumentId) -> Result<()> {
    let erasure = Erasure {
        department: HERE,
        document: id,
        collection: Kind::ConflictCase.collection(),
        erased_at: at(90),
    };
    store.erase(&[erasure]).await?;
    Ok(())
}

pub(super) async fn a_step_is_asked_for_once_and_agreed_to_by_another(store: &impl Store) -> Result<()> {
    let row = |reason: &str| CaseApprovalRow {
        department: HERE,
        document: document(1),
        act: "direct_way".into(),
        reason: reason.into(),
        section_81: Some(1),
        outcome: None,
        asked_by: METTE,
        asked_at: at(10),
        decision: None,
    };
    assert!(!store.ask_approval(&row("Vold")).await?, "there is no case");
    let id = keep_case(store, 1, 5, true).await?;
    assert!(store.ask_approval(&row("Vold")).await?);
    assert!(!store.ask_approval(&row("Igen")).await?, "one waits");
    assert_eq!(store.approvals(HERE, id).await?, [row("Vold")]);
    let waiting = store.waiting_approvals(&[HERE, THERE]).await?;
    let waiting: Vec<_> = waiting
        .iter()
        .map(|(step, case)| (step.reason.as_str(), case.document, case.owner))
        .collect();
    assert_eq!(waiting, [("Vold", id, METTE)]);
    assert_eq!(store.waiting_approvals(&[THERE]).await?, []);

    let decide = |by, is_approved| {
        let decision = CaseDecision {
            by,
            at: at(20),
            is_approved,
        };
        store.decide_approval(HERE, id, "direct_way", decision)
    };
    assert!(!decide(METTE, true).await?, "nobody agrees with themselves");
    assert!(decide(JONAS, true).await?);
    assert!(!decide(JONAS, false).await?, "once is enough");
    assert_eq!(store.waiting_approvals(&[HERE]).await?, []);
    let decided = CaseApprovalRow {
        decision: Some(CaseDecision {
            by: JONAS,
            at: at(20),
            is_approved: true,
        }),
        ..row("Vold")
    };
    assert_eq!(store.approvals(HERE, id).await?, [decided]);

    // It is asked for anew, and taken back by the one who asked.
    assert!(store.ask_approval(&row("Igen")).await?);
    assert!(decide(METTE, false).await?);
    erase(store, id).await?;
    assert_eq!(store.approvals(HERE, id).await?, []);
    Ok(())
}

pub(super) async fn an_erasure_waits_beside_a_step_and_for_any_kind(store: &impl Store) -> Result<()> {
    let case = keep_case(store, 1, 5, true).await?;
    let visit = document(2);
    store
        .append(append_one(2, visit, Kind::SocialVisit, METTE, 0))
        .await?;
    let row = |document, act: &str| CaseApprovalRow {
        department: HERE,
        document,
        act: act.into(),
        reason: "Ved en fejl".into(),
        section_81: None,
        outcome: None,
        asked_by: METTE,
        asked_at: at(10),
        decision: None,
    };
    for wanted in [row(case, "close"), row(case, "erase"), row(visit, "erase")] {
        assert!(store.ask_approval(&wanted).await?, "{wanted:?}");
    }
    let waiting = store.waiting_approvals(&[HERE]).await?;
    let told: Vec<_> = waiting
        .iter()
        .map(|(row, _)| (row.document, row.act.as_str()))
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.contains(&(visit, "erase")));
    let decision = CaseDecision {
        by: JONAS,
        at: at(20),
        is_approved: true,
    };
    assert!(store.decide_approval(HERE, case, "erase", decision).await?);
    let acts: Vec<_> = store.approvals(HERE, case).await?;
    let waits: Vec<_> = acts
        .iter()
        .filter(|row| row.decision.is_none())
        .map(|row| row.act.as_str())
        .collect();
    assert_eq!(waits, ["close"], "the step is another request");
    erase(store, case).await?;
    assert_eq!(store.approvals(HERE, case).await?, []);
    Ok(())
}

pub(super) async fn a_case_is_unseen_until_somebody_looks_or_writes(store: &impl Store) -> Result<()> {
    let one = keep_case(store, 1, HOUR_MILLIS, true).await?;
    let two = keep_case(store, 2, 2 * HOUR_MILLIS, true).await?;
    keep_case(store, 3, 9 * HOUR_MILLIS, true).await?;
    keep_case(store, 4, HOUR_MILLIS, false).await?;
    let unseen = async || {
        let cases = store.unseen_cases(&[HERE], at(5 * HOUR_MILLIS), 10).await?;
        let told = |case: &crate::store::WaitingCase| (case.document, case.seen_at.millis() / HOUR_MILLIS);
        Ok::<Vec<_>, crate::store::StoreError>(cases.iter().map(told).collect())
    };
    assert_eq!(unseen().await?, [(one, 1), (two, 2)]);
    assert_eq!(store.unseen_cases(&[THERE], at(5 * HOUR_MILLIS), 10).await?, []);
    let first = store.unseen_cases(&[HERE], at(5 * HOUR_MILLIS), 1).await?;
    assert_eq!(first.len(), 1);
    store.look_at_case(HERE, one, at(3 * HOUR_MILLIS)).await?;
    assert_eq!(unseen().await?, [(two, 2), (one, 3)]);
    // A second look within the hour is not noted, a later one is.
    store.look_at_case(HERE, one, at(4 * HOUR_MILLIS - 1)).await?;
    assert_eq!(unseen().await?, [(two, 2), (one, 3)]);
    store.look_at_case(HERE, one, at(6 * HOUR_MILLIS)).await?;
    assert_eq!(unseen().await?, [(two, 2)]);
    store.look_at_case(HERE, document(9), at(6 * HOUR_MILLIS)).await?;
    erase(store, two).await?;
    assert_eq!(unseen().await?, []);
    Ok(())
}
