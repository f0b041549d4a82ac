//! Templates of letters, printed letters, and seals of bundles.

use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE, append_one, document};
use crate::store::{Erasure, KeptLetter, LetterTemplateRow, Result, Store};

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

pub(super) async fn a_template_is_approved_once_and_by_another(store: &impl Store) -> Result<()> {
    let department = store.department(HERE).await?;
    let Some(organisation) = department.map(|department| department.organisation) else {
        panic!("the department is founded");
    };
    assert_eq!(store.letter_templates(organisation).await?, []);
    let row = |version, body: &str| LetterTemplateRow {
        kind: "reminder".into(),
        version,
        body: body.into(),
        written_by: METTE,
        written_at: at(10),
        approved_by: None,
    };
    assert!(store.keep_letter_template(organisation, &row(1, "en")).await?);
    assert!(!store.keep_letter_template(organisation, &row(1, "to")).await?);
    assert!(store.keep_letter_template(organisation, &row(2, "to")).await?);
    let approve = |version, by| store.approve_letter_template(organisation, "reminder", version, by, at(20));
    assert!(!approve(1, METTE).await?, "the author approves nothing");
    assert!(approve(1, JONAS).await?);
    assert!(!approve(1, JONAS).await?, "once is enough");
    assert!(!approve(3, JONAS).await?);
    let approved = LetterTemplateRow {
        approved_by: Some(JONAS),
        ..row(1, "en")
    };
    assert_eq!(
        store.letter_templates(organisation).await?,
        [approved, row(2, "to")]
    );
    Ok(())
}

pub(super) async fn a_letter_needs_its_record_and_goes_with_it(store: &impl Store) -> Result<()> {
    let letter = KeptLetter {
        department: HERE,
        document: document(1),
        template_kind: "reminder".into(),
        template_version: 3,
        made_at: at(30),
        content: "{}".into(),
        pdf: vec![1, 2, 3],
    };
    assert!(!store.keep_letter(&letter).await?, "there is no record");
    let append = append_one(1, document(1), Kind::LegalStep, METTE, 0);
    store.append(append).await?;
    assert!(store.keep_letter(&letter).await?);
    let other = KeptLetter {
        pdf: vec![9],
        ..letter.clone()
    };
    assert!(store.keep_letter(&other).await?);
    assert_eq!(store.letter(HERE, document(1)).await?, Some(letter));
    let erasure = Erasure {
        department: HERE,
        document: document(1),
        collection: Kind::LegalStep.collection(),
        erased_at: at(40),
    };
    store.erase(&[erasure]).await?;
    assert_eq!(store.letter(HERE, document(1)).await?, None);
    Ok(())
}

pub(super) async fn a_seal_keeps_its_first_time(store: &impl Store) -> Result<()> {
    let hash = [7; 32];
    assert_eq!(store.bundle_seal(&hash).await?, None);
    store.keep_bundle_seal(&hash, at(50)).await?;
    store.keep_bundle_seal(&hash, at(60)).await?;
    assert_eq!(store.bundle_seal(&hash).await?, Some(at(50)));
    assert_eq!(store.bundle_seal(&[8; 32]).await?, None);
    Ok(())
}
