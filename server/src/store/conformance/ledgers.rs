//! Erasures and withdrawals that servers on one database find of each other.

use feltbog_shared::id::DeviceId;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Role};

use super::{HERE, JONAS, METTE, document, enrolled, grant};
use crate::store::{Erasure, Result, Store, Withdrawal};

pub(super) async fn what_servers_did_of_late_is_found(store: &impl Store) -> Result<()> {
    let at = Moment::from_millis;
    let erasure = |number, millis| Erasure {
        department: HERE,
        document: document(number),
        collection: Kind::Area.collection(),
        erased_at: at(millis),
    };
    let [first, second, third] = [erasure(3, 100), erasure(1, 200), erasure(2, 300)];
    assert_eq!(store.erase(&[third, first, second]).await?, 3);
    assert_eq!(store.erasures_since(at(0)).await?, [first, second, third]);
    assert_eq!(store.erasures_since(at(200)).await?, [second, third]);
    assert_eq!(store.erasures_since(at(301)).await?, []);

    let device = enrolled(store, 20, METTE, 100).await?;
    assert_eq!(device, DeviceId::from_bytes([20; 16]));
    let taken = [
        Withdrawal::Device(device, at(200)),
        Withdrawal::Role(METTE, HERE, Role::Caretaker, at(200)),
    ];
    assert_eq!(store.withdraw(&taken).await?, 2);
    let by_itself = Grant {
        until: Some(at(250)),
        ..grant(Role::CaseOfficer, HERE)
    };
    store.grant(JONAS, by_itself).await?;
    let found: Vec<_> = store.withdrawals(at(300)).await?.into_iter().collect();
    assert_eq!(found.len(), 3);
    assert_eq!(store.carried_out(&found).await?, taken);
    Ok(())
}
