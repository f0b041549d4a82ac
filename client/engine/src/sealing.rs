//! The escrow of unsent changes, for a phone whose access was taken away. AES-256-GCM by WebCrypto.
//!
//! The server derives the key per person and gives it to the person who is signed in. The phone holds it for that day and
//! deletes it when it encrypts. The ciphertext can be decrypted once the same person is signed in again, and by nobody
//! else.

use feltbog_shared::replica::store::StoreError;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use super::connection::stores;
use super::row_cipher::is_unreadable;
use super::rows::{Delete, Put, SEALED, SEALED_PICTURES, SEALED_RECORDS, UNSENT_KEY};
use super::store::IndexedDbStore;
use super::{copy, scope, transport};

/// Bytes of an initialisation vector.
const VECTOR: usize = 12;

/// Encrypts unsent changes. One transaction stores the ciphertext and deletes the plaintext and the key. Pictures stand in
/// another database and follow, also when the phone stops in between. Nothing is encrypted without a key, without
/// WebCrypto, or while an older ciphertext exists.
///
/// # Errors
/// When the storage does not answer, or has no room. Nothing is lost.
pub(super) async fn seal(store: &IndexedDbStore) -> Result<(), StoreError> {
    let [key, before] = store.sealed().await?;
    if is_unreadable(&before) {
        return Ok(());
    }
    if !before.is_empty() {
        return let_pictures_follow(store).await;
    }
    let copy::Gathered {
        copy,
        mut rows,
        pictures,
        records,
    } = copy::gathered(store).await?;
    if key.is_empty() || (rows.is_empty() && pictures.is_empty()) {
        return Ok(());
    }
    let vector = &scope::random()[..VECTOR];
    let Ok(sealed) = crypt(&key, vector, &copy, "encrypt").await else {
        return Ok(());
    };
    rows.push(row(UNSENT_KEY));
    let sealed = Put::plain(SEALED, [vector, &sealed].concat());
    let records = Put::new(stores::SESSION, SEALED_RECORDS, &records);
    let pictures = Put::new(stores::SESSION, SEALED_PICTURES, &pictures);
    store.replace_rows(vec![sealed, records, pictures], rows).await?;
    let_pictures_follow(store).await
}

/// Deletes the pictures that are in the ciphertext, as far as they stand beside it.
async fn let_pictures_follow(store: &IndexedDbStore) -> Result<(), StoreError> {
    let pictures = store.sealed_pictures().await?;
    if !pictures.is_empty() {
        store.photos.forget(&pictures).await?;
    }
    store.replace_rows(Vec::new(), vec![row(SEALED_PICTURES)]).await
}

/// Fetches the escrow key of the signed-in person and decrypts the ciphertext, if there is one. Returns whether changes
/// came back. A ciphertext that cannot be decrypted, or whose changes cannot be stored, stays. The engine asks for the key
/// each time, because a server whose secret was lost has another one.
///
/// # Errors
/// When the storage does not answer.
pub(super) async fn open(store: &IndexedDbStore) -> Result<bool, StoreError> {
    let Ok(key) = transport::unsent_key().await else {
        return Ok(false);
    };
    let [known, sealed] = store.sealed().await?;
    if sealed.is_empty() && known == key {
        return Ok(false);
    }
    let (vector, sealed) = sealed.split_at(VECTOR.min(sealed.len()));
    // Nothing opens to nothing.
    let is_back = match crypt(&key, vector, sealed, "decrypt").await {
        Ok(copy) => copy::taken(store, &copy).await.is_ok(),
        Err(_) => false,
    };
    let gone: Vec<Delete> = if is_back {
        [SEALED, SEALED_RECORDS, SEALED_PICTURES].map(row).into()
    } else {
        Vec::new()
    };
    store
        .replace_rows(vec![Put::plain(UNSENT_KEY, key)], gone)
        .await?;
    Ok(is_back)
}

fn row(key: &[u8]) -> Delete {
    Delete::new(stores::SESSION, key.to_vec())
}

/// Seals ("encrypt") or opens ("decrypt").
async fn crypt(key: &[u8], vector: &[u8], bytes: &[u8], usage: &str) -> Result<Vec<u8>, JsValue> {
    // Bytes of their own: a slice of the engine's memory is gone once that grows.
    let [key, vector, bytes] = [key, vector, bytes].map(Uint8Array::from);
    let done = JsFuture::from(feltbog_crypt(usage, &key, &vector, &bytes)?).await?;
    Ok(Uint8Array::new(&done).to_vec())
}

#[wasm_bindgen]
extern "C" {
    /// In `engine-boot.js`.
    #[wasm_bindgen(catch, js_name = feltbogCrypt)]
    fn feltbog_crypt(
        usage: &str,
        key: &Uint8Array,
        vector: &Uint8Array,
        bytes: &Uint8Array,
    ) -> Result<Promise, JsValue>;
}
