//! Wrapped keys in their rows, beside the browser's own keys under them.

use std::cell::RefCell;

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

use super::vector;
use super::wrapping::{self, Form, Wrapping};
use crate::connection::{Connection, DbError, committed, reading, writing};
use crate::row_cipher::KEY;
use crate::{requests, scope};

/// The database and the object store that rows of wrapped keys stand in.
pub(super) type Place<'a> = (&'a Connection, &'static str);

/// The state of a place for a wrapped key.
pub(super) enum Standing {
    /// Nothing.
    Nothing,
    /// Something that this app cannot read, or a storage that does not answer.
    Unreadable,
    /// A wrapped key.
    Key(WrappedKey),
}

impl Standing {
    /// The wrapped key that a PIN opens.
    pub(super) fn behind_pin(&self) -> Option<&WrappedKey> {
        match self {
            Self::Key(wrapped) if wrapped.wrapping.form() == Form::Pin => Some(wrapped),
            _ => None,
        }
    }
}

/// A key as it stands on the phone.
#[derive(Clone)]
pub(super) struct WrappedKey {
    /// The browser's own key: a `CryptoKey`.
    device_key: JsValue,
    pub(super) wrapping: Wrapping,
}

impl WrappedKey {
    /// Wraps a key under another key of the browser's own, and the secret that is made with a salt. Nothing where the
    /// browser makes no keys (without HTTPS, say).
    pub(super) async fn make(
        form: Form,
        key: &[u8; KEY],
        secret: impl FnOnce(&[u8; wrapping::SALT]) -> Option<Vec<u8>>,
    ) -> Result<Option<Self>, StoreError> {
        let made = feltbog_make_vault_key().map_err(refused)?;
        let device_key = JsFuture::from(made).await.map_err(refused)?;
        if !device_key.is_object() {
            return Ok(None);
        }
        let salt = scope::random();
        let secret = secret(&salt).ok_or_else(|| refused(JsValue::NULL))?;
        let mac = mac(&device_key, &wrapping::message(form, &salt, &secret)).await;
        let wrapping = mac.and_then(|mac| Wrapping::new(form, key, &mac, salt, vector()));
        let wrapping = wrapping.ok_or_else(|| refused(JsValue::NULL))?;
        Ok(Some(Self { device_key, wrapping }))
    }

    /// The key, by a secret.
    pub(super) async fn opened(&self, secret: &[u8]) -> Option<[u8; KEY]> {
        let mac = mac(&self.device_key, &self.wrapping.message(secret)).await?;
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

/// A new key.
pub(super) fn new_key() -> [u8; KEY] {
    let mut key = [0; KEY];
    for half in key.chunks_mut(16) {
        half.copy_from_slice(&scope::random());
    }
    key
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

/// The row in a place under a name.
///
/// # Errors
/// When the storage does not answer.
pub(super) async fn read(place: Place<'_>, name: &'static [u8]) -> Result<Standing, StoreError> {
    let (connection, store) = place;
    let found = RefCell::new(None);
    let found = &found;
    let work = |database, _| -> LocalBoxFuture<'_, _> {
        Box::pin(async move {
            let transaction = reading(&database, &[store])?;
            let rows = transaction.object_store(store)?;
            let row = rows.get::<JsValue, _, _>(Uint8ArraySlice::new(name));
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

/// Keeps a wrapped key where none stands, or in the place of the one that does.
///
/// # Errors
/// When it could not be written.
pub(super) async fn keep(
    place: Place<'_>,
    name: &'static [u8],
    wrapped: &WrappedKey,
    replaces: bool,
) -> Result<(), StoreError> {
    let (connection, store) = place;
    let row = &wrapped.to_row();
    let work = |database, _| -> LocalBoxFuture<'_, _> {
        Box::pin(async move {
            let transaction = writing(&database, &[store])?;
            let rows = transaction.object_store(store)?;
            let stands = rows.get::<JsValue, _, _>(Uint8ArraySlice::new(name));
            if stands.primitive()?.await?.is_none() || replaces {
                put(&rows, name, row)?;
            }
            drop(rows);
            committed(transaction).await?;
            Ok(Vec::new())
        })
    };
    connection.attempt(&work).await.map(drop)
}

fn put(rows: &ObjectStore<'_>, name: &[u8], row: &JsValue) -> Result<(), DbError> {
    let put = rows.put(row.clone()).with_key(Uint8ArraySlice::new(name));
    drop(put.without_key_type().primitive()?);
    Ok(())
}

/// Forgets what stands in a place under a name.
///
/// # Errors
/// When it could not be written.
pub(super) async fn forget(place: Place<'_>, name: &'static [u8]) -> Result<(), StoreError> {
    let (connection, store) = place;
    let work = |database, _| -> LocalBoxFuture<'_, _> {
        Box::pin(async move {
            let transaction = writing(&database, &[store])?;
            requests::delete(&transaction, store, name)?;
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
