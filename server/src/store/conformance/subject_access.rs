//! Records that name a home, and the register of requests for access.

use feltbog_shared::home::home_key;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::Day;
use feltbog_shared::office::subject_access::{SubjectRequestState, SubjectRight};

use super::{HERE, METTE, THERE, append_one, document};
use crate::store::{Result, Store, SubjectDocument, SubjectRequestRow};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// A record with a home and the record that it belongs to.
async fn record(
    store: &impl Store,
    number: u8,
    kind: Kind,
    home: &str,
    about: Option<DocumentId>,
    is_discarded: bool,
) -> Result<SubjectDocument> {
    let mut append = append_one(number, document(number), kind, METTE, 0);
    append.documents[0].index = RecordIndex {
        home: home_key(home),
        about,
        is_discarded,
        ..RecordIndex::default()
    };
    store.append(append).await?;
    Ok(SubjectDocument {
        department: HERE,
        document: document(number),
        kind,
        about,
        home: home_key(home),
        is_discarded,
    })
}

pub(super) async fn records_are_found_by_their_home(store: &impl Store) -> Result<()> {
    let (home, other) = ("Opgang 12, 2. tv.", "Opgang 12, 2. th.");
    let case = record(store, 1, Kind::ConflictCase, "", None, false).await?;
    let party = record(store, 2, Kind::ConflictParty, home, Some(document(1)), false).await?;
    let event = record(store, 3, Kind::ConflictEvent, "", Some(document(1)), false).await?;
    let neighbour = record(store, 4, Kind::ConflictParty, other, Some(document(1)), false).await?;
    let visit = record(store, 5, Kind::SocialVisit, "12, 2 tv", None, true).await?;
    let keys = [home_key(home), home_key("not here")];
    let found = store.documents_naming(&[HERE], &keys).await?;
    assert_eq!(found, [party.clone(), visit], "a discarded record is kept too");
    assert_eq!(store.documents_naming(&[THERE], &keys).await?, []);
    assert_eq!(store.documents_naming(&[HERE], &[]).await?, []);
    assert_eq!(
        store.documents_naming(&[HERE], &[String::new()]).await?,
        [],
        "no home is no home"
    );
    assert_eq!(store.documents_naming(&[], &keys).await?, []);
    let around = store.documents_around(HERE, &[document(1)]).await?;
    assert_eq!(around, [case, party, event, neighbour]);
    assert_eq!(store.documents_around(HERE, &[]).await?, []);
    assert_eq!(store.documents_around(THERE, &[document(1)]).await?, []);
    assert_eq!(store.dwellings_of_department(HERE).await?, []);
    Ok(())
}

pub(super) async fn requests_are_kept_until_they_are_forgotten(store: &impl Store) -> Result<()> {
    let request = |number: u8, received_on| SubjectRequestRow {
        id: document(number),
        department: HERE,
        version: 1,
        right: SubjectRight::Access,
        home: "Opgang 12, 2. tv.".into(),
        received_on: day(received_on),
        extended_reason: String::new(),
        state: SubjectRequestState::Open,
        ended_on: None,
    };
    let (late, early) = (request(1, "2026-11-20"), request(2, "2026-11-02"));
    assert!(store.add_subject_request(&late).await?);
    assert!(store.add_subject_request(&early).await?);
    assert!(!store.add_subject_request(&request(1, "2026-01-01")).await?);
    let listed = store.subject_requests(&[HERE]).await?;
    assert_eq!(listed, [early.clone(), late.clone()]);
    assert_eq!(store.subject_requests(&[THERE]).await?, []);
    assert_eq!(store.subject_requests(&[]).await?, []);
    assert_eq!(store.subject_request(document(1)).await?, Some(late.clone()));
    assert_eq!(store.subject_request(document(9)).await?, None);
    let answered = SubjectRequestRow {
        version: 2,
        extended_reason: "Mange sager".into(),
        state: SubjectRequestState::Answered,
        ended_on: Some(day("2026-11-25")),
        ..early
    };
    assert!(store.change_subject_request(&answered).await?);
    assert!(
        !store.change_subject_request(&answered).await?,
        "it was changed since"
    );
    let listed = store.subject_requests(&[HERE]).await?;
    assert_eq!(listed, [late.clone(), answered], "those that wait come first");
    assert_eq!(store.forget_subject_requests(day("2026-11-25")).await?, 0);
    assert_eq!(store.forget_subject_requests(day("2026-11-26")).await?, 1);
    assert_eq!(store.subject_requests(&[HERE]).await?, [late]);
    Ok(())
}

pub(super) async fn requests_keep_their_right(store: &impl Store) -> Result<()> {
    let mut expected = Vec::new();
    for (number, right) in (1..).zip(SubjectRight::ALL) {
        let row = SubjectRequestRow {
            id: document(number),
            department: HERE,
            version: 1,
            right,
            home: "Opgang 12, 2. tv.".into(),
            received_on: day("2026-11-20"),
            extended_reason: String::new(),
            state: SubjectRequestState::Open,
            ended_on: None,
        };
        assert!(store.add_subject_request(&row).await?);
        expected.push(row);
    }
    assert_eq!(store.subject_requests(&[HERE]).await?, expected);
    // Of any right, those that wait come first.
    let refused = SubjectRequestRow {
        version: 2,
        state: SubjectRequestState::Refused,
        ended_on: Some(day("2026-11-21")),
        ..expected.remove(1)
    };
    assert!(store.change_subject_request(&refused).await?);
    expected.push(refused);
    assert_eq!(store.subject_requests(&[HERE]).await?, expected);
    Ok(())
}
