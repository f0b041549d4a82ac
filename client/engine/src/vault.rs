//! The vault: rows of records and pictures stand encrypted on the phone.
//!
//! IndexedDB commits by itself as soon as a transaction waits for something else, so rows are encrypted and decrypted
//! without waiting, by a data key in the engine's memory. That key stands on the phone wrapped by a key of the browser's
//! own, which the browser uses and gives to nobody. Both stand in the records' database and in that of the keys: the loss
//! of one loses nothing.
//!
//! The data key is durable before any row is encrypted with it. Where a wrapped key stands and cannot be opened, nothing
//! is made anew in its place.

mod forward;
mod progress;
mod row_cipher;
mod wrapping;

use std::cell::RefCell;
use std::rc::Rc;

use feltbog_shared::replica::store::StoreError;
use futures::future::LocalBoxFuture;
use indexed_db_futures::BuildPrimitive;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::query_source::QuerySource;
use indexed_db_futures::typed_array::Uint8ArraySlice;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use self::row_cipher::{KEY, VECTOR};
use self::wrapping::Wrapping;
use super::commit::commit;
use super::connection::{Connection, DbError, Found, VAULT, committed, keys, reading, writing};
use super::requests::{self, Read};
use super::rows::Encoded;
use super::{scope, tabs};

pub(super) use self::row_cipher::{RowCipher, is_unreadable, unreadable};

/// Held while the data key is made and while rows are brought forward.
const LOCK: &str = "feltbog-vault";
/// The key of the wrapped data key's row.
const WRAPPED: &[u8] = b"vault";
/// The error of a browser that keeps no keys of its own in its database.
const NOT_KEPT: &str = "DataCloneError";

impl RowCipher {
    /// A row as it is to stand at its place, with a vector of its own.
    pub(super) fn seal(&self, store: &str, key: &[u8], row: &[u8]) -> Vec<u8> {
        self.sealed(store, key, row, vector())
    }
}

fn vector() -> [u8; VECTOR] {
    let random = scope::random();
    let mut vector = [0; VECTOR];
    vector.copy_from_slice(&random[..VECTOR]);
    vector
}

/// A database whose rows are encrypted. It is brought forward when it is first used.
pub(super) struct SealedDatabase {
    name: String,
    pub(super) connection: Connection,
    /// The object stores whose rows are encrypted.
    stores: &'static [&'static str],
    vault: Rc<Vault>,
    cipher: RefCell<Option<Rc<RowCipher>>>,
}

impl SealedDatabase {
    /// The database with this name, under the key of a vault.
    pub(super) fn new(
        name: &str,
        connection: Connection,
        stores: &'static [&'static str],
        vault: Rc<Vault>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            connection,
            stores,
            vault,
            cipher: RefCell::default(),
        }
    }

    /// Reads rows or keys. Boxed, like writing: every caller would otherwise hold all of it in its own state.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) fn read(&self, read: Read) -> LocalBoxFuture<'_, Result<Found, StoreError>> {
        Box::pin(async move {
            let cipher = self.reading_cipher().await?;
            let (read, cipher) = (&read, &*cipher);
            let work =
                |database, _| -> LocalBoxFuture<'_, _> { Box::pin(requests::read(database, read, cipher)) };
            self.connection.attempt(&work).await
        })
    }

    /// Writes a transaction. `tells` says whether a second try looks first whether it stands already.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) fn write(&self, encoded: Encoded, tells: bool) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            // What is only deleted makes the room that a key needs.
            let cipher = if encoded.puts.is_empty() {
                self.reading_cipher().await?
            } else {
                self.cipher().await?
            };
            let (encoded, cipher) = (&encoded, &*cipher);
            let work = |database, again| -> LocalBoxFuture<'_, _> {
                Box::pin(async move {
                    let written = commit(&database, encoded, cipher, again && tells).await;
                    written.map(|()| Vec::new())
                })
            };
            self.connection.attempt(&work).await.map(drop)
        })
    }

    /// The cipher of its rows, once all of them are encrypted. On a phone without room for that, rows are encrypted at another
    /// start and are read as they stand until then.
    ///
    /// # Errors
    /// When the storage does not answer, or the data key cannot be opened.
    pub(super) async fn cipher(&self) -> Result<Rc<RowCipher>, StoreError> {
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let _turn = tabs::turn(LOCK).await;
        // Another piece of work may have been first.
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let key = self.vault.data_key().await?;
        let mut cipher = RowCipher::new(&self.name, key.as_ref());
        if cipher.encrypts() {
            let brought = forward::bring(&self.connection, self.stores, &cipher).await;
            if brought == Err(StoreError::Full) {
                cipher = cipher.reading_plain();
            } else {
                brought?;
            }
        }
        let cipher = Rc::new(cipher);
        self.cipher.replace(Some(cipher.clone()));
        Ok(cipher)
    }

    /// The cipher to read by. Where a phone has no room for a key, no row is encrypted: they are read as they stand.
    async fn reading_cipher(&self) -> Result<Rc<RowCipher>, StoreError> {
        match self.cipher().await {
            Err(StoreError::Full) => Ok(Rc::new(RowCipher::new(&self.name, None))),
            cipher => cipher,
        }
    }

    fn known(&self) -> Option<Rc<RowCipher>> {
        self.cipher.borrow().clone()
    }
}

/// The data key of a profile.
pub(super) struct Vault {
    records: Connection,
    keys: Connection,
    /// The data key once it is known; no key where the browser keeps none.
    known: RefCell<Option<Option<[u8; KEY]>>>,
}

impl Vault {
    /// The vault of the records in the database of this name.
    pub(super) fn for_database(name: &str) -> Self {
        Self {
            records: Connection::new(name),
            keys: Connection::of_keys(&[name, "-key"].concat()),
            known: RefCell::default(),
        }
    }

    /// The data key, which is made when there is none; no key where the browser makes or keeps none.
    async fn data_key(&self) -> Result<Option<[u8; KEY]>, StoreError> {
        let known = *self.known.borrow();
        if let Some(known) = known {
            return Ok(known);
        }
        let key = self.find().await;
        self.records.close();
        self.keys.close();
        let key = key?;
        self.known.replace(Some(key));
        Ok(key)
    }

    async fn find(&self) -> Result<Option<[u8; KEY]>, StoreError> {
        let places = [(&self.records, VAULT), (&self.keys, keys::KEY)];
        let mut stands = Vec::with_capacity(places.len());
        let mut found = None;
        for (connection, store) in places {
            // A database that does not answer may hold a key.
            let standing = read(connection, store).await.unwrap_or(Standing::Unreadable);
            if let Standing::Key(wrapped) = &standing
                && found.is_none()
            {
                found = wrapped.opened().await.map(|key| (key, wrapped.clone()));
            }
            stands.push(standing);
        }
        let is_new = stands
            .iter()
            .all(|standing| matches!(standing, Standing::Nothing));
        match found {
            Some((key, wrapped)) => {
                for ((connection, store), standing) in places.into_iter().zip(&stands) {
                    if matches!(standing, Standing::Nothing) {
                        // One place is enough to read by; the other is tried again at the next start.
                        drop(keep(connection, store, &wrapped).await);
                    }
                }
                Ok(Some(key))
            }
            None if is_new => self.make().await,
            None => Err(StoreError::Unavailable(
                "the key of this phone's rows cannot be opened".into(),
            )),
        }
    }

    /// Makes a data key and keeps it in both places.
    async fn make(&self) -> Result<Option<[u8; KEY]>, StoreError> {
        let Some(wrapped) = WrappedKey::make().await? else {
            return Ok(None);
        };
        match keep(&self.records, VAULT, &wrapped).await {
            Err(StoreError::Unavailable(reason)) if reason.starts_with(NOT_KEPT) => return Ok(None),
            kept => kept?,
        }
        // A browser that gives no key back would lose every row with it. Another tab's key is as good.
        if let Standing::Key(wrapped) = read(&self.records, VAULT).await?
            && let Some(key) = wrapped.opened().await
        {
            drop(keep(&self.keys, keys::KEY, &wrapped).await);
            return Ok(Some(key));
        }
        forget(&self.records).await?;
        Ok(None)
    }
}

/// What stands in a place for the wrapped key.
enum Standing {
    Nothing,
    Unreadable,
    Key(WrappedKey),
}

/// The data key as it stands on the phone.
#[derive(Clone)]
struct WrappedKey {
    /// The browser's own key: a `CryptoKey`.
    device_key: JsValue,
    wrapping: Wrapping,
}

impl WrappedKey {
    /// A new data key and its wrapping; nothing where the browser makes no keys (without HTTPS, say).
    async fn make() -> Result<Option<Self>, StoreError> {
        let made = feltbog_make_vault_key().map_err(refused)?;
        let device_key = JsFuture::from(made).await.map_err(refused)?;
        if !device_key.is_object() {
            return Ok(None);
        }
        let mut key = [0; KEY];
        for half in key.chunks_mut(16) {
            half.copy_from_slice(&scope::random());
        }
        let salt = scope::random();
        let mac = mac(&device_key, &wrapping::message(&salt)).await;
        let wrapping = mac.and_then(|mac| Wrapping::new(&key, &mac, salt, vector()));
        let wrapping = wrapping.ok_or_else(|| refused(JsValue::NULL))?;
        Ok(Some(Self { device_key, wrapping }))
    }

    /// The data key.
    async fn opened(&self) -> Option<[u8; KEY]> {
        let mac = mac(&self.device_key, &self.wrapping.message()).await?;
        self.wrapping.opened(&mac)
    }

    fn to_row(&self) -> JsValue {
        let wrapping = Uint8Array::from(self.wrapping.to_bytes().as_slice());
        Array::of2(&self.device_key, &wrapping).into()
    }

    fn from_row(row: JsValue) -> Option<Self> {
        let row: Array = row.dyn_into().ok()?;
        let wrapping: Uint8Array = row.get(1).dyn_into().ok()?;
        let device_key = row.get(0);
        let wrapping = Wrapping::from_bytes(&wrapping.to_vec())?;
        // A browser that cannot read a key again may give nothing in its place.
        device_key.is_object().then_some(Self { device_key, wrapping })
    }
}

fn refused(_: JsValue) -> StoreError {
    StoreError::Unavailable("the browser makes no key".into())
}

/// The HMAC of a message with the browser's own key.
async fn mac(device_key: &JsValue, message: &[u8]) -> Option<[u8; KEY]> {
    // Bytes of their own: a slice of the engine's memory is gone once that grows.
    let message = Uint8Array::from(message);
    let made = JsFuture::from(feltbog_mac(device_key, &message).ok()?)
        .await
        .ok()?;
    Uint8Array::new(&made).to_vec().try_into().ok()
}

/// What stands in a place.
async fn read(connection: &Connection, store: &'static str) -> Result<Standing, StoreError> {
    let found = RefCell::new(None);
    let found = &found;
    let work = |database, _| -> LocalBoxFuture<'_, _> {
        Box::pin(async move {
            let transaction = reading(&database, &[store])?;
            let rows = transaction.object_store(store)?;
            let row = rows.get::<JsValue, _, _>(Uint8ArraySlice::new(WRAPPED));
            found.replace(row.primitive()?.await?);
            Ok(Vec::new())
        })
    };
    connection.attempt(&work).await?;
    Ok(match found.take() {
        None => Standing::Nothing,
        Some(row) => WrappedKey::from_row(row).map_or(Standing::Unreadable, Standing::Key),
    })
}

/// Keeps a wrapped key where none stands.
async fn keep(connection: &Connection, store: &'static str, wrapped: &WrappedKey) -> Result<(), StoreError> {
    let row = &wrapped.to_row();
    let work = |database, _| -> LocalBoxFuture<'_, _> {
        Box::pin(async move {
            let transaction = writing(&database, &[store])?;
            let rows = transaction.object_store(store)?;
            let stands = rows.get::<JsValue, _, _>(Uint8ArraySlice::new(WRAPPED));
            if stands.primitive()?.await?.is_none() {
                put(&rows, row)?;
            }
            drop(rows);
            committed(transaction).await?;
            Ok(Vec::new())
        })
    };
    connection.attempt(&work).await.map(drop)
}

fn put(rows: &ObjectStore<'_>, row: &JsValue) -> Result<(), DbError> {
    let put = rows.put(row.clone()).with_key(Uint8ArraySlice::new(WRAPPED));
    drop(put.without_key_type().primitive()?);
    Ok(())
}

/// Forgets the wrapped key of the records.
async fn forget(connection: &Connection) -> Result<(), StoreError> {
    let work = |database, _| -> LocalBoxFuture<'_, _> {
        Box::pin(async move {
            let transaction = writing(&database, &[VAULT])?;
            requests::delete(&transaction, VAULT, WRAPPED)?;
            committed(transaction).await?;
            Ok(Vec::new())
        })
    };
    connection.attempt(&work).await.map(drop)
}

#[wasm_bindgen]
extern "C" {
    /// In `engine-boot.js`.
    #[wasm_bindgen(catch, js_name = feltbogMakeVaultKey)]
    fn feltbog_make_vault_key() -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_name = feltbogMac)]
    fn feltbog_mac(key: &JsValue, message: &Uint8Array) -> Result<Promise, JsValue>;
}
