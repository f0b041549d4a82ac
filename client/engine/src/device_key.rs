//! The phone's own key, with which it proves itself to the server. Browsers write cookies late: a phone that dies has lost
//! its session, and gets another by its key without asking anybody.
//!
//! The key is made before a code is sent and cannot be read from the browser. It stands in a database of its own, so that
//! no older app trips over it. How often it has signed is kept durably before each signature is sent: a profile that was
//! copied or restored counts what was counted already, and is found out.

use std::cell::RefCell;
use std::rc::Rc;

use feltbog_shared::device_key::{Purpose, SESSION_HASH_BYTES, Signed};
use feltbog_shared::id::DeviceId;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::Failure;
use feltbog_shared::replica::store::StoreError;
use feltbog_shared::wire::{
    self, Challenge, EnrolRequest, KeyEnrolRequest, KeyProof, RegisterKeyRequest, RenewRequest, Session,
};
use futures::future::LocalBoxFuture;
use indexed_db_futures::BuildPrimitive;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::query_source::QuerySource;
use indexed_db_futures::typed_array::Uint8ArraySlice;
use js_sys::{Array, Promise, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::connection::{Connection, DbError, committed, keys, reading, writing};
use super::store::IndexedDbStore;
use super::{rows, scope, transport, turns};

/// Held by the tab that counts.
const LOCK: &str = "feltbog-key";
/// The key that the server knows this phone by.
const CURRENT: &[u8] = b"current";
/// A key that the server may not have heard of yet. It takes the place of the current one when it has.
const PENDING: &[u8] = b"pending";

/// The count of a key, and the server's last answer to it.
#[derive(Clone, Serialize, Deserialize)]
struct KeyState {
    public_key: Vec<u8>,
    /// The count of its signatures.
    counter: u64,
    /// The device it stands for.
    device: Option<DeviceId>,
    /// The hash of the session that it was last given.
    previous: Option<[u8; SESSION_HASH_BYTES]>,
}

/// A key with its state.
struct DeviceKey {
    /// A `CryptoKey`.
    private_key: JsValue,
    state: KeyState,
}

impl DeviceKey {
    /// A new key; nothing where the browser makes none (without HTTPS, say).
    async fn make() -> Option<Self> {
        let made = JsFuture::from(feltbog_make_key().ok()?).await.ok()?;
        let made: Array = made.dyn_into().ok()?;
        let public_key: Uint8Array = made.get(1).dyn_into().ok()?;
        Some(Self {
            private_key: made.get(0),
            state: KeyState {
                public_key: public_key.to_vec(),
                counter: 0,
                device: None,
                previous: None,
            },
        })
    }

    fn to_row(&self) -> JsValue {
        let state = Uint8Array::from(wire::encode(&self.state).as_slice());
        Array::of2(&self.private_key, &state).into()
    }

    fn from_row(row: JsValue) -> Option<Self> {
        let row: Array = row.dyn_into().ok()?;
        let state: Uint8Array = row.get(1).dyn_into().ok()?;
        let private_key = row.get(0);
        // A browser that cannot read a key again may give nothing in its place.
        let state = rows::read(&state.to_vec())?;
        private_key.is_object().then_some(Self { private_key, state })
    }
}

/// The keys on the phone.
pub(super) struct DeviceKeys {
    connection: Connection,
}

impl DeviceKeys {
    /// Those beside the records in the database of this name.
    pub(super) fn for_database(name: &str) -> Self {
        Self {
            connection: Connection::of_keys(&[name, "-key"].concat()),
        }
    }

    /// Forgets every key.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn forget(&self) -> Result<(), StoreError> {
        self.write(None, &[CURRENT, PENDING]).await
    }

    async fn read(&self, place: &'static [u8]) -> Result<Option<DeviceKey>, StoreError> {
        let found = RefCell::new(None);
        let found = &found;
        let work = |database, _| -> LocalBoxFuture<'_, _> {
            Box::pin(async move {
                let transaction = reading(&database, &[keys::KEY])?;
                let store = transaction.object_store(keys::KEY)?;
                let row = store.get::<JsValue, _, _>(Uint8ArraySlice::new(place));
                found.replace(row.primitive()?.await?);
                Ok(Vec::new())
            })
        };
        self.connection.attempt(&work).await?;
        Ok(found.take().and_then(DeviceKey::from_row))
    }

    /// The pending key, which is made when there is none; nothing where the browser makes or keeps none.
    ///
    /// # Errors
    /// When the storage does not answer.
    async fn pending(&self) -> Result<Option<DeviceKey>, StoreError> {
        if let Some(key) = self.read(PENDING).await? {
            return Ok(Some(key));
        }
        let Some(key) = DeviceKey::make().await else {
            return Ok(None);
        };
        let is_kept = self.keep(PENDING, &key).await.is_ok();
        Ok(is_kept.then_some(key))
    }

    async fn keep(&self, place: &'static [u8], key: &DeviceKey) -> Result<(), StoreError> {
        self.write(Some((place, key)), &[]).await
    }

    /// The server knows this phone by the pending key now.
    async fn confirm(
        &self,
        mut key: DeviceKey,
        device: DeviceId,
        session: Option<[u8; SESSION_HASH_BYTES]>,
    ) -> Result<(), StoreError> {
        (key.state.device, key.state.previous) = (Some(device), session);
        self.write(Some((CURRENT, &key)), &[PENDING]).await
    }

    async fn write(
        &self,
        put: Option<(&'static [u8], &DeviceKey)>,
        deletes: &[&'static [u8]],
    ) -> Result<(), StoreError> {
        let put = &put.map(|(place, key)| (place, key.to_row()));
        // Written twice it is the same.
        let work = |database, _| -> LocalBoxFuture<'_, _> {
            Box::pin(async move {
                let transaction = writing(&database, &[keys::KEY])?;
                write_rows(&transaction.object_store(keys::KEY)?, put.as_ref(), deletes)?;
                committed(transaction).await?;
                Ok(Vec::new())
            })
        };
        self.connection.attempt(&work).await.map(drop)
    }

    /// Counts, durably, and then signs.
    async fn prove(
        &self,
        place: &'static [u8],
        key: &mut DeviceKey,
        purpose: Purpose,
        device: Option<DeviceId>,
    ) -> Result<KeyProof, Failure> {
        let Challenge(challenge) = transport::challenge().await?;
        key.state.counter += 1;
        self.keep(place, key).await.map_err(not_now)?;
        let (counter, previous) = (key.state.counter, key.state.previous);
        let origin = scope::origin();
        let signed = Signed {
            purpose,
            origin: &origin,
            device,
            challenge,
            counter,
            previous,
        };
        // Bytes of their own: a slice of the engine's memory is gone once that grows.
        let message = Uint8Array::from(signed.bytes().as_slice());
        let signing = feltbog_sign(&key.private_key, &message).map_err(|_| Failure::Unreachable)?;
        let signature = JsFuture::from(signing).await.map_err(|_| Failure::Unreachable)?;
        Ok(KeyProof {
            challenge,
            counter,
            previous,
            signature: Uint8Array::new(&signature).to_vec(),
        })
    }
}

fn write_rows(
    store: &ObjectStore<'_>,
    put: Option<&(&'static [u8], JsValue)>,
    deletes: &[&'static [u8]],
) -> Result<(), DbError> {
    if let Some((place, row)) = put {
        let put = store.put(row.clone()).with_key(Uint8ArraySlice::new(place));
        drop(put.without_key_type().primitive()?);
    }
    for place in deletes {
        drop(store.delete(Uint8ArraySlice::new(place)).primitive()?);
    }
    Ok(())
}

/// The storage does not answer: to be tried again like a server that is not reached.
fn not_now(_: StoreError) -> Failure {
    Failure::Unreachable
}

/// Signs in with a code. The key is on the phone before the code is spent: should the phone die before it hears the
/// answer, the same code works again.
///
/// # Errors
/// As [`transport::enrol`].
pub(super) async fn enrol(
    store: &IndexedDbStore,
    request: EnrolRequest,
    whose: &str,
) -> Result<Session, Failure> {
    let _turn = turns::turn(LOCK).await;
    let Some(mut key) = store.keys.pending().await.map_err(not_now)? else {
        return transport::enrol(&request, whose).await;
    };
    let proof = match store.keys.prove(PENDING, &mut key, Purpose::Enrol, None).await {
        // A server of the version before, beside which this one is being brought in, knows no keys.
        Err(Failure::Refused(RefusalCode::NotFound)) => return transport::enrol(&request, whose).await,
        proof => proof?,
    };
    let request = KeyEnrolRequest {
        code: request.code,
        device_name: request.device_name,
        key: key.state.public_key.clone(),
        proof,
    };
    let enrolled = transport::enrol_with_key(&request, whose).await?;
    let (device, hash) = (enrolled.session.device, enrolled.hash);
    // Not kept, the code can be redeemed again.
    store
        .keys
        .confirm(key, device, Some(hash))
        .await
        .map_err(not_now)?;
    Ok(enrolled.session)
}

/// Asks who is signed in. A session that the browser has lost is renewed, and a phone without a key gets one.
///
/// # Errors
/// `SignedOut` or `Withdrawn` when nobody is, and this phone cannot be signed in by its key.
pub(super) async fn session(store: Rc<IndexedDbStore>) -> Result<Session, Failure> {
    match transport::session().await {
        Ok(session) => {
            let device = session.device;
            spawn_local(async move { drop(register(&store, device).await) });
            Ok(session)
        }
        Err(Failure::SignedOut) => renew(&store).await,
        other => other,
    }
}

async fn renew(store: &IndexedDbStore) -> Result<Session, Failure> {
    let _turn = turns::turn(LOCK).await;
    let current = async || store.keys.read(CURRENT).await.map_err(not_now);
    if current().await?.is_none() {
        return Err(Failure::SignedOut);
    }
    // Another tab may have renewed it meanwhile.
    match transport::session().await {
        Err(Failure::SignedOut) => {}
        other => return other,
    }
    // A challenge may end on a slow network.
    for is_last in [false, true] {
        let Some(mut key) = current().await? else { break };
        let Some(device) = key.state.device else { break };
        let proof = store
            .keys
            .prove(CURRENT, &mut key, Purpose::Renew, Some(device))
            .await?;
        match transport::renew(&RenewRequest { device, proof }).await {
            Ok(renewed) => {
                key.state.previous = Some(renewed.hash);
                // Not kept, the next proof names the session before, as after an answer that was lost.
                drop(store.keys.keep(CURRENT, &key).await);
                return Ok(renewed.session);
            }
            Err(Failure::Refused(RefusalCode::ProofNotValid)) if !is_last => {}
            Err(Failure::Refused(RefusalCode::ProofNotValid)) => break,
            Err(failure) => return Err(failure),
        }
    }
    Err(Failure::SignedOut)
}

/// Hands over a key for a device that was enrolled without one.
async fn register(store: &IndexedDbStore, device: DeviceId) -> Result<(), Failure> {
    let _turn = turns::turn(LOCK).await;
    let current = store.keys.read(CURRENT).await.map_err(not_now)?;
    if current.is_some_and(|key| key.state.device == Some(device)) {
        return Ok(());
    }
    let Some(mut key) = store.keys.pending().await.map_err(not_now)? else {
        return Ok(());
    };
    let proof = store
        .keys
        .prove(PENDING, &mut key, Purpose::Register, Some(device))
        .await?;
    let request = RegisterKeyRequest {
        key: key.state.public_key.clone(),
        proof,
    };
    transport::register_key(&request).await?;
    store.keys.confirm(key, device, None).await.map_err(not_now)
}

#[wasm_bindgen]
extern "C" {
    /// In `engine-boot.js`.
    #[wasm_bindgen(catch, js_name = feltbogMakeKey)]
    fn feltbog_make_key() -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_name = feltbogSign)]
    fn feltbog_sign(key: &JsValue, message: &Uint8Array) -> Result<Promise, JsValue>;
}
