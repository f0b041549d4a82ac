//! Pages of records in order of their ids, tokens of machines and webhooks.

use feltbog_shared::id::{DataTokenId, OrganisationId, WebhookId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE, THERE, append_one, document};
use crate::store::{Appended, DataTokenRow, Readable, RecordFilter, Result, Store, WebhookCall, WebhookRow};

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

pub(super) async fn records_are_paged_by_their_ids(store: &impl Store) -> Result<()> {
    for (number, kind, owner) in [
        (3, Kind::Area, METTE),
        (1, Kind::Area, METTE),
        (2, Kind::ConflictCase, JONAS),
        (4, Kind::ConflictCase, METTE),
    ] {
        let appended = store
            .append(append_one(number, document(number), kind, owner, 0))
            .await?;
        assert!(matches!(appended, Appended::Stored { .. }), "{appended:?}");
    }
    let everything = Readable::everything(METTE);
    let filter = |kinds: &[Kind]| RecordFilter {
        kinds: kinds.to_vec(),
        ..RecordFilter::default()
    };
    let both = filter(&[Kind::Area, Kind::ConflictCase]);
    let page = store.record_page(HERE, &both, None, 3, &everything).await?;
    let ids: Vec<_> = page.iter().map(|record| record.document).collect();
    assert_eq!(ids, [document(1), document(2), document(3)]);
    let rest = store
        .record_page(HERE, &both, Some(document(3)), 3, &everything)
        .await?;
    assert_eq!(rest.len(), 1);
    assert_eq!(store.count_selected_records(HERE, &both, &everything).await?, 4);
    assert_eq!(store.count_selected_records(THERE, &both, &everything).await?, 0);
    let areas = filter(&[Kind::Area]);
    assert_eq!(store.count_selected_records(HERE, &areas, &everything).await?, 2);
    assert_eq!(
        store
            .count_selected_records(HERE, &filter(&[]), &everything)
            .await?,
        0
    );
    let nothing = Readable::nothing(METTE);
    assert_eq!(store.count_selected_records(HERE, &both, &nothing).await?, 0);
    let own = Readable {
        own: vec![Kind::ConflictCase.collection()],
        ..Readable::nothing(METTE)
    };
    let owned = store.record_page(HERE, &both, None, 9, &own).await?;
    assert_eq!(
        owned.iter().map(|record| record.document).collect::<Vec<_>>(),
        [document(4)]
    );
    let received = page[0].received_at;
    let until = RecordFilter {
        until: Some(received),
        ..both.clone()
    };
    let from = RecordFilter {
        from: Some(received),
        ..both
    };
    assert_eq!(
        store.count_selected_records(HERE, &until, &everything).await?
            + store.count_selected_records(HERE, &from, &everything).await?,
        4
    );
    assert!(store.count_selected_records(HERE, &from, &everything).await? > 0);
    Ok(())
}

pub(super) async fn tokens_are_made_used_and_revoked(store: &impl Store) -> Result<()> {
    let token = DataTokenRow {
        id: DataTokenId::from_bytes([7; 16]),
        organisation: ORGANISATION,
        person: METTE,
        person_name: String::new(),
        name: "Lager".into(),
        departments: Some(vec![HERE]),
        kinds: vec!["area".into()],
        created_at: at(10),
        expires_at: at(1_000),
        revoked_at: None,
        used_at: None,
    };
    store.add_data_token(&token, [1; 32]).await?;
    let all = DataTokenRow {
        id: DataTokenId::from_bytes([8; 16]),
        departments: None,
        created_at: at(20),
        ..token.clone()
    };
    store.add_data_token(&all, [2; 32]).await?;
    assert!(store.add_data_token(&all, [3; 32]).await.is_err());
    assert_eq!(store.data_token([9; 32]).await?, None);
    let found = store
        .data_token([1; 32])
        .await?
        .unwrap_or_else(|| panic!("a token"));
    assert!(!found.person_name.is_empty());
    assert_eq!(
        DataTokenRow {
            person_name: String::new(),
            ..found
        },
        token
    );
    store.note_data_token(token.id, at(30)).await?;
    assert!(store.revoke_data_token(token.id, at(40)).await?);
    assert!(!store.revoke_data_token(token.id, at(50)).await?);
    let listed = store.data_tokens(ORGANISATION).await?;
    let times: Vec<_> = listed
        .iter()
        .map(|row| (row.id, row.used_at, row.revoked_at))
        .collect();
    assert_eq!(
        times,
        [(all.id, None, None), (token.id, Some(at(30)), Some(at(40)))]
    );
    assert_eq!(store.data_tokens(OrganisationId::from_bytes([9; 16])).await?, []);
    Ok(())
}

pub(super) async fn webhooks_are_taken_once_and_go_on(store: &impl Store) -> Result<()> {
    let webhook = WebhookRow {
        id: WebhookId::from_bytes([7; 16]),
        organisation: ORGANISATION,
        person: METTE,
        person_name: String::new(),
        name: "Lager".into(),
        url: "https://example.dk/hook".into(),
        departments: None,
        kinds: vec!["area".into()],
        created_at: at(10),
        ended_at: None,
        tries: 0,
        next_at: at(10),
    };
    store.add_webhook(&webhook).await?;
    assert_eq!(store.take_due_webhooks(at(9), at(100)).await?, []);
    assert_eq!(store.take_due_webhooks(at(10), at(100)).await?.len(), 1);
    assert_eq!(store.take_due_webhooks(at(11), at(101)).await?, []);
    store.begin_webhook(webhook.id, &[(HERE, 5), (THERE, 0)]).await?;
    store.begin_webhook(webhook.id, &[(HERE, 9)]).await?;
    assert_eq!(store.webhook_cursors(webhook.id).await?, [(HERE, 5), (THERE, 0)]);
    let call = WebhookCall {
        webhook: webhook.id,
        at: at(20),
        events: 3,
        status: Some(200),
        failure: String::new(),
        told: vec![(HERE, 8)],
        tries: 0,
        next_at: at(20),
    };
    store.note_webhook_call(&call).await?;
    let failed = WebhookCall {
        at: at(30),
        status: None,
        failure: "away".into(),
        told: Vec::new(),
        tries: 1,
        next_at: at(60),
        ..call.clone()
    };
    store.note_webhook_call(&failed).await?;
    let log = store.webhook_deliveries(webhook.id).await?;
    let told: Vec<_> = log
        .iter()
        .map(|row| (row.number, row.status, row.failure.as_str()))
        .collect();
    assert_eq!(told, [(2, None, "away"), (1, Some(200), "")]);
    assert_eq!(store.take_due_webhooks(at(59), at(100)).await?, []);
    let due = store.take_due_webhooks(at(60), at(100)).await?;
    assert_eq!(due.iter().map(|row| row.tries).collect::<Vec<_>>(), [1]);
    // Never back.
    store
        .move_webhook(webhook.id, &[(HERE, 7), (THERE, 2)], at(70))
        .await?;
    assert_eq!(store.webhook_cursors(webhook.id).await?, [(HERE, 8), (THERE, 2)]);
    for _ in 0..105 {
        store.note_webhook_call(&call).await?;
    }
    assert_eq!(store.webhook_deliveries(webhook.id).await?.len(), 100);
    assert!(store.end_webhook(webhook.id, at(80)).await?);
    assert!(!store.end_webhook(webhook.id, at(81)).await?);
    assert_eq!(store.take_due_webhooks(at(1_000), at(2_000)).await?, []);
    let listed = store.webhooks(ORGANISATION).await?;
    assert_eq!(
        listed.iter().map(|row| row.ended_at).collect::<Vec<_>>(),
        [Some(at(80))]
    );
    Ok(())
}
