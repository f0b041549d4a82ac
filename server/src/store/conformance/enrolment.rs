//! Invitations, devices and sessions, and their end.

use feltbog_shared::id::DeviceId;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Role};

use super::{HERE, JONAS, METTE, enrolled, grant};
use crate::store::{Invitation, Redemption, Result, Store, Withdrawal};

pub(super) async fn invitations_and_sessions(store: &impl Store) -> Result<()> {
    let invitation = |number: u8, expires| Invitation {
        link_hash: [number; 32],
        typed_hash: [number + 1; 32],
        person: METTE,
        created_at: Moment::from_millis(100),
        expires_at: Moment::from_millis(expires),
    };
    let redemption = |code, number: u8, now| Redemption {
        code_hash: [code; 32],
        device: DeviceId::from_bytes([number; 16]),
        device_name: "Telefon".into(),
        token_hash: [number; 32],
        key: None,
        confirmation: None,
        now: Moment::from_millis(now),
    };
    store.invite(invitation(1, 200)).await?;
    store.invite(invitation(3, 200)).await?;
    let invited = async |code, now| store.invited([code; 32], None, Moment::from_millis(now)).await;
    assert_eq!(invited(1, 200).await?, None, "too late");
    assert_eq!(invited(9, 150).await?, None, "unknown");
    assert_eq!(invited(2, 150).await?, Some(METTE), "asking uses nothing up");
    assert_eq!(store.redeem(&redemption(1, 10, 200)).await?, None, "too late");
    assert_eq!(store.redeem(&redemption(9, 11, 150)).await?, None, "unknown");
    assert_eq!(store.redeem(&redemption(2, 12, 150)).await?, Some(METTE));
    assert_eq!(
        store.redeem(&redemption(1, 13, 151)).await?,
        None,
        "its other half was used"
    );
    assert_eq!(invited(2, 151).await?, None, "used");
    let session = store
        .session([12; 32])
        .await?
        .map(|row| (row.person, row.name, row.device, row.is_revoked));
    assert_eq!(
        session,
        Some((METTE, "Mette".to_owned(), DeviceId::from_bytes([12; 16]), false))
    );
    assert_eq!(store.session([13; 32]).await?, None);
    assert!(store.device_has_session(DeviceId::from_bytes([12; 16])).await?);
    store
        .withdraw(&[Withdrawal::Device(
            DeviceId::from_bytes([12; 16]),
            Moment::from_millis(300),
        )])
        .await?;
    let session = store.session([12; 32]).await?;
    assert!(session.is_some_and(|row| row.is_revoked && row.person == METTE));
    assert!(!store.device_has_session(DeviceId::from_bytes([12; 16])).await?);

    let mut tries = Vec::new();
    for (address, window) in [(1, 5), (1, 5), (2, 5), (1, 6), (1, 5)] {
        tries.push(store.count_try([address; 16], window).await?);
    }
    assert_eq!(tries, [1, 2, 1, 1, 3]);
    Ok(())
}

pub(super) async fn access_is_taken_away_for_good(store: &impl Store) -> Result<()> {
    let at = Moment::from_millis;
    let device = enrolled(store, 20, METTE, 100).await?;
    enrolled(store, 21, METTE, 100).await?;
    assert_eq!(store.withdrawals(at(9_999)).await?, [].into());
    // One to come is none yet.
    let coming = Grant {
        until: Some(at(500)),
        ..grant(Role::CaseOfficer, HERE)
    };
    store.grant(JONAS, coming).await?;
    let taken = [
        Withdrawal::Device(device, at(200)),
        Withdrawal::Role(METTE, HERE, Role::Caretaker, at(200)),
    ];
    assert_eq!(store.withdraw(&taken).await?, 2);
    assert!(!store.device_has_session(device).await?);
    assert!(store.device_has_session(DeviceId::from_bytes([21; 16])).await?);
    assert_eq!(store.withdrawals(at(300)).await?, taken.into());
    let ended = Withdrawal::Role(JONAS, HERE, Role::CaseOfficer, at(500));
    assert!(store.withdrawals(at(500)).await?.contains(&ended));
    // A role given since stands, however often the same is taken away.
    let since = Grant {
        from: at(300),
        ..grant(Role::Caretaker, HERE)
    };
    store.grant(METTE, since).await?;
    assert_eq!(store.withdraw(&taken).await?, 0);
    assert!(store.grants(METTE).await?.contains(&since));
    // So does one that is prolonged, though it began before.
    let prolonged = grant(Role::Caretaker, HERE);
    store.grant(METTE, prolonged).await?;
    assert_eq!(store.withdraw(&taken).await?, 0);
    assert!(store.grants(METTE).await?.contains(&prolonged));
    // It ends when somebody ends it once more.
    let again = Withdrawal::Role(METTE, HERE, Role::Caretaker, at(400));
    assert_eq!(store.withdraw(&[again]).await?, 2);
    Ok(())
}

pub(super) async fn devices_that_say_nothing_are_counted(store: &impl Store) -> Result<()> {
    let since = async |at| {
        let presence = store.presence(Moment::from_millis(at)).await?;
        Result::Ok([presence.devices, presence.silent])
    };
    let one = enrolled(store, 20, METTE, 100).await?;
    let other = enrolled(store, 21, JONAS, 200).await?;
    assert_eq!(since(100).await?, [2, 0]);
    assert_eq!(since(150).await?, [2, 1]);
    let unknown = DeviceId::from_bytes([99; 16]);
    store
        .set_last_seen(&[one, unknown], Moment::from_millis(300))
        .await?;
    assert_eq!(since(150).await?, [2, 0]);
    assert_eq!(since(250).await?, [2, 1]);
    let gone = Withdrawal::Device(other, Moment::from_millis(400));
    store.withdraw(&[gone]).await?;
    assert_eq!(since(250).await?, [1, 0]);
    assert_eq!(since(301).await?, [1, 1]);
    let devices = store.devices(METTE).await?;
    assert!(devices.iter().any(|device| device.id == one
        && device.enrolled_at == Moment::from_millis(100)
        && device.seen_at == Some(Moment::from_millis(300))));
    assert_eq!(store.devices(JONAS).await?, []);
    Ok(())
}
