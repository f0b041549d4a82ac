//! Keys of phones: redeeming again, renewing, registering, and challenges.

use feltbog_shared::id::DeviceId;
use feltbog_shared::moment::Moment;

use super::{METTE, enrolled};
use crate::store::{Invitation, NewKey, Redemption, Renewal, Renewed, Result, Store, Withdrawal};

const CODE: [u8; 32] = [1; 32];
const DEVICE: DeviceId = DeviceId::from_bytes([9; 16]);
const FIRST: [u8; 32] = [11; 32];
const SECOND: [u8; 32] = [12; 32];
const THIRD: [u8; 32] = [13; 32];

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn key(number: u8, counter: u64) -> NewKey {
    NewKey {
        public_key: vec![number; 65],
        counter,
    }
}

fn redemption(number: u8, token_hash: [u8; 32], key: Option<NewKey>, now: i64) -> Redemption {
    Redemption {
        code_hash: CODE,
        device: DeviceId::from_bytes([number; 16]),
        device_name: "Telefon".into(),
        token_hash,
        key,
        confirmation: None,
        now: at(now),
    }
}

fn renewal(counter: u64, previous: [u8; 32], token_hash: [u8; 32], now: i64) -> Renewal {
    Renewal {
        device: DEVICE,
        counter,
        previous: Some(previous),
        token_hash,
        now: at(now),
    }
}

/// Which device a session is of, unless there is no such session or it was ended.
async fn device_of(store: &impl Store, token_hash: [u8; 32]) -> Result<Option<DeviceId>> {
    let row = store.session(token_hash).await?;
    Ok(row.filter(|row| !row.is_revoked).map(|row| row.device))
}

/// A device with a key, whose code works until 1,000.
async fn enrolled_with_key(store: &impl Store) -> Result<()> {
    let invitation = Invitation {
        link_hash: CODE,
        typed_hash: [2; 32],
        person: METTE,
        created_at: at(100),
        expires_at: at(1_000),
    };
    store.invite(invitation).await?;
    let redeemed = store.redeem(&redemption(9, FIRST, Some(key(1, 1)), 200)).await?;
    assert_eq!(redeemed, Some(METTE));
    assert_eq!(device_of(store, FIRST).await?, Some(DEVICE));
    Ok(())
}

pub(super) async fn a_phone_redeems_its_code_again(store: &impl Store) -> Result<()> {
    enrolled_with_key(store).await?;
    let invited = async |key: Option<NewKey>, now| {
        let key = key.as_ref().map(|key| key.public_key.as_slice());
        store.invited(CODE, key, at(now)).await
    };
    assert_eq!(invited(Some(key(1, 2)), 300).await?, Some(METTE));
    assert_eq!(invited(Some(key(2, 2)), 300).await?, None, "another phone");
    assert_eq!(invited(None, 300).await?, None, "a phone without a key");
    assert_eq!(invited(Some(key(1, 2)), 1_000).await?, None, "too late");
    for (refused, why) in [
        (redemption(8, SECOND, None, 300), "a phone without a key"),
        (redemption(8, SECOND, Some(key(2, 2)), 300), "another phone"),
        (redemption(8, SECOND, Some(key(1, 1)), 300), "the same count"),
        (redemption(8, SECOND, Some(key(1, 2)), 1_000), "too late"),
    ] {
        assert_eq!(store.redeem(&refused).await?, None, "{why}");
        assert_eq!(device_of(store, FIRST).await?, Some(DEVICE), "{why}");
    }
    let again = redemption(8, SECOND, Some(key(1, 2)), 300);
    assert_eq!(store.redeem(&again).await?, Some(METTE));
    assert_eq!(device_of(store, SECOND).await?, Some(DEVICE), "the same device");
    assert_eq!(
        store.session(FIRST).await?,
        None,
        "in the place of the one before"
    );
    assert_eq!(store.devices(METTE).await?.len(), 1);
    store.withdraw(&[Withdrawal::Device(DEVICE, at(400))]).await?;
    let again = redemption(8, THIRD, Some(key(1, 3)), 500);
    assert_eq!(store.redeem(&again).await?, None, "withdrawn");
    Ok(())
}

pub(super) async fn a_key_renews_the_session_of_its_device(store: &impl Store) -> Result<()> {
    enrolled_with_key(store).await?;
    assert_eq!(store.public_key(DEVICE).await?, Some(vec![1; 65]));
    let renewed = store.renew(&renewal(2, FIRST, SECOND, 5_000)).await?;
    assert_eq!(renewed, Renewed::Session);
    assert_eq!(device_of(store, SECOND).await?, Some(DEVICE));
    assert_eq!(
        store.session(FIRST).await?,
        None,
        "in the place of the one before"
    );
    // Two tabs that counted at once.
    let renewed = store.renew(&renewal(2, FIRST, THIRD, 65_000)).await?;
    assert_eq!(renewed, Renewed::Session);
    for forked in [
        renewal(2, FIRST, SECOND, 65_001),
        renewal(1, THIRD, SECOND, 5_000),
        renewal(3, [77; 32], SECOND, 5_000),
    ] {
        assert_eq!(store.renew(&forked).await?, Renewed::Forked, "{forked:?}");
        assert_eq!(
            device_of(store, THIRD).await?,
            Some(DEVICE),
            "nothing was changed"
        );
    }
    // A server that was restored does not know what it gave since.
    store.raise_epochs().await?;
    let renewed = store.renew(&renewal(7, [77; 32], SECOND, 70_000)).await?;
    assert_eq!(renewed, Renewed::Session);
    store.withdraw(&[Withdrawal::Device(DEVICE, at(80_000))]).await?;
    let renewed = store.renew(&renewal(8, SECOND, THIRD, 90_000)).await?;
    assert_eq!(renewed, Renewed::Withdrawn);
    assert_eq!(device_of(store, THIRD).await?, None);
    assert!(store.session(SECOND).await?.is_some_and(|row| row.is_revoked));
    Ok(())
}

pub(super) async fn a_device_gets_one_key(store: &impl Store) -> Result<()> {
    let device = enrolled(store, 9, METTE, 100).await?;
    assert_eq!(store.public_key(device).await?, None);
    let without = store.renew(&renewal(1, FIRST, SECOND, 200)).await?;
    assert_eq!(without, Renewed::Withdrawn, "it has no key");
    assert!(store.register_key(device, &key(1, 1), at(200)).await?);
    assert!(
        store.register_key(device, &key(1, 2), at(210)).await?,
        "once more"
    );
    assert!(!store.register_key(device, &key(2, 9), at(220)).await?, "another");
    assert_eq!(store.public_key(device).await?, Some(vec![1; 65]));
    let unknown = DeviceId::from_bytes([99; 16]);
    assert!(!store.register_key(unknown, &key(1, 1), at(220)).await?);
    let first = Renewal {
        previous: None,
        ..renewal(2, FIRST, SECOND, 300)
    };
    assert_eq!(store.renew(&first).await?, Renewed::Session);
    assert_eq!(device_of(store, SECOND).await?, Some(device));
    Ok(())
}

pub(super) async fn a_challenge_is_answered_once(store: &impl Store) -> Result<()> {
    let spend = async |number: u8, now| store.spend_challenge([number; 32], at(100), at(now)).await;
    assert!(spend(1, 10).await?);
    assert!(!spend(1, 99).await?);
    assert!(spend(2, 99).await?);
    // What has ended is not kept.
    assert!(store.spend_challenge([3; 32], at(200), at(100)).await?);
    assert_eq!(store.row_counts().await?["challenge"], 1);
    Ok(())
}

pub(super) async fn a_phone_waits_for_its_number(store: &impl Store) -> Result<()> {
    store
        .invite(Invitation {
            link_hash: CODE,
            typed_hash: [2; 32],
            person: METTE,
            created_at: at(100),
            expires_at: at(1_000),
        })
        .await?;
    let waiting = Redemption {
        confirmation: Some("0417".into()),
        ..redemption(9, FIRST, None, 200)
    };
    assert_eq!(store.redeem(&waiting).await?, Some(METTE));
    let row = store.session(FIRST).await?;
    let known = row.map(|row| (row.confirmation, row.enrolled_at, row.used_at));
    assert_eq!(known, Some((Some("0417".into()), at(200), at(200))));
    let organisation = store.organisation_rows().await?.remove(0).id;
    let listed = store.waiting_phones(organisation).await?;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].device, listed[0].number.as_str()), (DEVICE, "0417"));
    let elsewhere = feltbog_shared::id::OrganisationId::from_bytes([0x77; 16]);
    assert_eq!(store.waiting_phones(elsewhere).await?, []);
    let rules = store.phone_rules(METTE).await?;
    assert_eq!((rules.unused_days, rules.confirms_phones), (30, false));

    assert!(!store.confirm_phone(DEVICE, "0418").await?, "another number");
    assert!(store.confirm_phone(DEVICE, "0417").await?);
    assert!(!store.confirm_phone(DEVICE, "0417").await?, "once");
    assert_eq!(store.waiting_phones(organisation).await?, []);
    store.set_last_seen(&[DEVICE], at(5_000)).await?;
    let row = store.session_of_device(DEVICE).await?;
    assert_eq!(
        row.map(|row| (row.confirmation, row.used_at)),
        Some((None, at(5_000)))
    );
    let phones = store.phones_within(organisation).await?;
    let told: Vec<_> = phones
        .iter()
        .map(|phone| {
            (
                phone.device.id,
                phone.person,
                phone.device.seen_at,
                phone.revoked_at,
            )
        })
        .collect();
    assert_eq!(told, [(DEVICE, METTE, Some(at(5_000)), None)]);
    assert!(!phones[0].is_waiting && !phones[0].person_name.is_empty());
    assert_eq!(store.phones_within(elsewhere).await?, []);
    store.withdraw(&[Withdrawal::Device(DEVICE, at(6_000))]).await?;
    assert_eq!(store.session_of_device(DEVICE).await?, None);
    let phones = store.phones_within(organisation).await?;
    assert_eq!(phones[0].revoked_at, Some(at(6_000)));
    Ok(())
}
