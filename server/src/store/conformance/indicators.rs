//! Indicators that come from elsewhere, and links to the interview.

use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE, THERE};
use crate::store::{IndicatorRow, InterviewLinkRow, Result, Store};

fn row(year: u16, indicator: &str, hundredths: Option<i64>) -> IndicatorRow {
    IndicatorRow {
        department: HERE,
        year,
        indicator: indicator.into(),
        hundredths,
    }
}

pub(super) async fn indicators_are_kept_as_one(store: &impl Store) -> Result<()> {
    let department = store.department(HERE).await?;
    let Some(organisation) = department.map(|department| department.organisation) else {
        panic!("the department is founded");
    };
    let at = Moment::from_millis(10);
    assert_eq!(store.indicators(organisation).await?, []);
    let first = [row(2024, "beboere", Some(21_000)), row(2024, "flytte_pct", None)];
    assert!(
        store
            .keep_indicators(organisation, &[], &first, METTE, at)
            .await?
    );
    assert_eq!(store.indicators(organisation).await?, first);
    // A plan that saw less writes nothing.
    let next = [
        row(2024, "flytte_pct", Some(1_250)),
        row(2023, "beboere", Some(20_000)),
    ];
    assert!(!store.keep_indicators(organisation, &[], &next, JONAS, at).await?);
    assert_eq!(store.indicators(organisation).await?, first);
    assert!(
        store
            .keep_indicators(organisation, &first, &next, JONAS, at)
            .await?
    );
    let stands = [
        row(2023, "beboere", Some(20_000)),
        row(2024, "beboere", Some(21_000)),
        row(2024, "flytte_pct", Some(1_250)),
    ];
    assert_eq!(store.indicators(organisation).await?, stands);
    // A department that is not of the organisation takes nothing.
    let other = feltbog_shared::id::OrganisationId::from_bytes([0x77; 16]);
    assert!(store.keep_indicators(other, &[], &first, METTE, at).await?);
    assert_eq!(store.indicators(other).await?, []);
    Ok(())
}

pub(super) async fn a_link_counts_until_it_is_closed(store: &impl Store) -> Result<()> {
    let link = InterviewLinkRow {
        id: [9; 16],
        department: HERE,
        code: "abc".into(),
        made_by: METTE,
        made_at: Moment::from_millis(10),
        ends_on: "2026-12-31".into(),
        closed_at: None,
        answers: 0,
    };
    assert_eq!(store.interview_link("abc").await?, None);
    store.add_interview_link(&link).await?;
    assert_eq!(store.interview_link("abc").await?, Some(link.clone()));
    assert_eq!(store.interview_links(HERE).await?, std::slice::from_ref(&link));
    assert_eq!(store.interview_links(THERE).await?, []);
    assert!(store.count_interview_answer(link.id, 2).await?);
    assert!(store.count_interview_answer(link.id, 2).await?);
    assert!(!store.count_interview_answer(link.id, 2).await?, "it is full");
    let at = Moment::from_millis(20);
    assert!(!store.close_interview_link(THERE, link.id, at).await?);
    assert!(store.close_interview_link(HERE, link.id, at).await?);
    assert!(!store.close_interview_link(HERE, link.id, at).await?);
    assert!(!store.count_interview_answer(link.id, 9).await?, "it is closed");
    let closed = InterviewLinkRow {
        closed_at: Some(at),
        answers: 2,
        ..link
    };
    assert_eq!(store.interview_link("abc").await?, Some(closed));
    Ok(())
}
