//! Mail that waits, the settings for it, and phones that are told by push.

use feltbog_shared::language::Language;
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE};
use crate::store::{PersonSettings, QueuedMail, Result, Store};

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn mail(number: u8, created_at: i64) -> QueuedMail {
    QueuedMail {
        id: [number; 16],
        person: METTE,
        kind: "digest".into(),
        content: vec![number; 40],
        created_at: at(created_at),
        expires_at: at(9_000),
        attempts: 0,
    }
}

pub(super) async fn a_mail_is_one_servers_at_a_time(store: &impl Store) -> Result<()> {
    assert_eq!(store.claim_mail(at(100), at(200)).await?, None);
    assert!(store.queue_mail(&mail(1, 100), None).await?);
    assert!(store.queue_mail(&mail(2, 101), None).await?);
    assert_eq!(store.claim_mail(at(99), at(200)).await?, None, "not due yet");
    let claimed = QueuedMail {
        attempts: 1,
        ..mail(1, 100)
    };
    assert_eq!(store.claim_mail(at(150), at(200)).await?, Some(claimed.clone()));
    let other = store.claim_mail(at(150), at(200)).await?;
    assert_eq!(other.map(|mail| mail.id), Some([2; 16]));
    assert_eq!(store.claim_mail(at(199), at(300)).await?, None);
    // The servers died.
    let again = store.claim_mail(at(200), at(300)).await?;
    assert_eq!(again.map(|mail| (mail.id, mail.attempts)), Some(([1; 16], 2)));
    store.retry_mail([1; 16], at(400)).await?;
    store.mail_sent([2; 16]).await?;
    assert_eq!(store.claim_mail(at(399), at(500)).await?, None);
    let queue = store.mail_queue(at(0)).await?;
    assert_eq!((queue.waiting, queue.oldest, queue.dead), (1, Some(at(100)), 0));
    assert_eq!(
        store
            .claim_mail(at(400), at(500))
            .await?
            .map(|mail| mail.attempts),
        Some(3)
    );
    store.bury_mail([1; 16], at(450)).await?;
    assert_eq!(store.claim_mail(at(5_000), at(6_000)).await?, None);
    let queue = store.mail_queue(at(450)).await?;
    assert_eq!((queue.waiting, queue.oldest, queue.dead), (0, None, 1));
    assert_eq!(store.mail_queue(at(451)).await?.dead, 0);
    assert_eq!(store.row_counts().await?["mail"], 0);

    // One of a kind, until its time is over.
    assert!(store.queue_mail(&mail(3, 1_000), Some(at(900))).await?);
    assert!(!store.queue_mail(&mail(4, 1_001), Some(at(1_000))).await?);
    assert!(store.queue_mail(&mail(5, 2_000), Some(at(1_001))).await?);
    assert_eq!(store.mail_queue(at(0)).await?.waiting, 2);
    Ok(())
}

pub(super) async fn settings_of_people_are_kept(store: &impl Store) -> Result<()> {
    assert_eq!(store.person_settings(METTE).await?, None);
    for (digest, language) in [(true, Language::English), (false, Language::Danish)] {
        let settings = PersonSettings { digest, language };
        store.set_person_settings(METTE, settings).await?;
        assert_eq!(store.person_settings(METTE).await?, Some(settings));
    }
    assert_eq!(store.person_settings(JONAS).await?, None);
    // Nobody has a mail address.
    assert_eq!(store.digest_readers().await?, []);
    Ok(())
}

pub(super) async fn the_arrival_of_a_record_is_told_once(store: &impl Store) -> Result<()> {
    let document = super::document(1);
    assert!(store.announce(HERE, document, at(1)).await?);
    assert!(!store.announce(HERE, document, at(2)).await?);
    assert!(store.announce(HERE, super::document(2), at(3)).await?);
    Ok(())
}
