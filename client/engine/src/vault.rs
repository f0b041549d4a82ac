//! The vault: rows of records and pictures stand encrypted on the phone.
//!
//! IndexedDB commits by itself as soon as a transaction waits for something else, so rows are encrypted and decrypted
//! without waiting, by keys in the engine's memory. There are two. The *data key* is for what the phone holds of records. It
//! stands on the phone wrapped by a key of the browser's own, which the browser uses and gives to nobody, and by a PIN where
//! one is chosen. The *sending key* is for what is to be sent, and for drafts: it needs no PIN, so that a locked phone sends.
//! Both stand in the records' database and in that of the phone's keys: the loss of one loses nothing.
//!
//! A key is durable before any row is encrypted with it. Where a wrapped key stands and cannot be opened, nothing is made
//! anew in its place.

mod forward;
mod kept;
mod progress;
mod wrapping;

use std::cell::RefCell;
use std::rc::Rc;

use feltbog_shared::replica::store::StoreError;
use futures::future::LocalBoxFuture;

use self::kept::{Place, Standing, WrappedKey};
use self::wrapping::Form;
use super::commit::commit;
use super::connection::{Connection, Found, VAULT, keys};
use super::requests::{self, Read};
use super::row_cipher::{KEY, KeySet, RowCipher, RowKey, VECTOR};
use super::rows::Encoded;
use super::{scope, turns};

/// Held while keys are made, opened and wrapped, and while rows are brought forward.
const LOCK: &str = "feltbog-vault";
/// The key of the wrapped data key's row.
const WRAPPED: &[u8] = b"vault";
/// The key of the wrapped sending key's row.
const SENDING: &[u8] = b"sending";
/// The key of the row of the data key as it is wrapped for a visit.
const VISIT: &[u8] = b"visit";
/// The error of a browser that keeps no keys of its own in its database.
const NOT_KEPT: &str = "DataCloneError";

impl RowCipher {
    /// A row as it is to stand at its place, with a vector of its own.
    pub(super) fn seal(&self, by: RowKey, store: &str, key: &[u8], row: &[u8]) -> Vec<u8> {
        self.sealed(by, store, key, row, vector())
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
    /// The database with this name, under the keys of a vault.
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
            if !encoded.puts.iter().all(|put| cipher.can_write(put.by)) {
                return Err(StoreError::Unavailable("the phone is locked".into()));
            }
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

    /// Encrypts a row anew, where it does not stand encrypted by this key.
    ///
    /// # Errors
    /// When there is no room, or the storage does not answer.
    pub(super) async fn reseal(&self, by: RowKey, store: &'static str, key: &[u8]) -> Result<(), StoreError> {
        let cipher = &*self.cipher().await?;
        if !cipher.is_whole() {
            return Ok(());
        }
        let work = |database, _| -> LocalBoxFuture<'_, _> {
            Box::pin(async move {
                forward::reseal(&database, by, store, key, cipher).await?;
                Ok(Vec::new())
            })
        };
        self.connection.attempt(&work).await.map(drop)
    }

    /// The cipher of its rows, once all of them are encrypted. On a phone without room for that, rows are encrypted at another
    /// start and are read as they stand until then. On a locked phone they stay as they are.
    ///
    /// # Errors
    /// When the storage does not answer, or a key cannot be opened.
    pub(super) async fn cipher(&self) -> Result<Rc<RowCipher>, StoreError> {
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let _turn = turns::turn(LOCK).await;
        // Another piece of work may have been first.
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let keys = self.vault.keys().await?;
        let mut cipher = RowCipher::new(&self.name, keys);
        if cipher.encrypts() && !keys.is_locked() {
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
            Err(StoreError::Full) => Ok(Rc::new(RowCipher::new(&self.name, KeySet::default()))),
            cipher => cipher,
        }
    }

    fn known(&self) -> Option<Rc<RowCipher>> {
        self.cipher.borrow().clone()
    }
}

/// The result of trying a PIN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tried {
    /// It is the right one.
    Right,
    /// It is not.
    Wrong,
    /// There is none.
    Unprotected,
}

/// The keys of a profile.
pub(super) struct Vault {
    records: Connection,
    keys: Connection,
    /// The secret of the visit that the engine was started for.
    visit: RefCell<Vec<u8>>,
    /// The keys once they are known.
    known: RefCell<Option<KeySet>>,
}

impl Vault {
    /// The vault of the records in the database of this name.
    pub(super) fn for_database(name: &str) -> Self {
        Self {
            records: Connection::new(name),
            keys: Connection::of_keys(&[name, "-key"].concat()),
            visit: RefCell::default(),
            known: RefCell::default(),
        }
    }

    /// Opens the vault by the secret of a visit, where a PIN is chosen. Returns whether it is open. What was kept for a
    /// visit that has ended goes.
    ///
    /// # Errors
    /// When the storage does not answer, or a key cannot be opened.
    pub(super) async fn begin(&self, visit: Option<Vec<u8>>) -> Result<bool, StoreError> {
        let _turn = turns::turn(LOCK).await;
        self.visit.replace(visit.unwrap_or_default());
        let is_locked = match self.keys().await {
            Ok(keys) => keys.is_locked(),
            // There is no key yet, and no room for one.
            Err(StoreError::Full) => false,
            Err(error) => return Err(error),
        };
        if is_locked {
            // One that stays opens for nobody who does not have the secret of that visit.
            let gone = self.in_turn(async || kept::forget(self.place_of_visit(), VISIT).await);
            drop(gone.await);
        }
        Ok(!is_locked)
    }

    /// Tries a PIN, and keeps the data key for a visit when it is the right one.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn unlock(&self, pin: &str, visit: &[u8]) -> Result<Tried, StoreError> {
        let _turn = turns::turn(LOCK).await;
        self.in_turn(async || self.try_pin(pin, visit).await).await
    }

    async fn try_pin(&self, pin: &str, visit: &[u8]) -> Result<Tried, StoreError> {
        let mut tried: Vec<WrappedKey> = Vec::new();
        for place in self.places() {
            let standing = kept::read(place, WRAPPED).await?;
            let Some(wrapped) = standing.behind_pin() else {
                continue;
            };
            if tried.iter().any(|other| other.wrapping == wrapped.wrapping) {
                continue;
            }
            let secret = wrapping::stretched(pin, wrapped.wrapping.salt());
            let secret = secret.ok_or_else(|| StoreError::Unavailable("no memory".into()))?;
            if let Some(key) = wrapped.opened(&secret).await {
                self.keep_for_visit(&key, visit).await?;
                // The phone may have died while another PIN was chosen: from now on it is this one.
                for place in self.places() {
                    drop(kept::keep(place, WRAPPED, wrapped, true).await);
                }
                return Ok(Tried::Right);
            }
            tried.push(wrapped.clone());
        }
        Ok(if tried.is_empty() {
            Tried::Unprotected
        } else {
            Tried::Wrong
        })
    }

    /// Wraps the data key by a PIN, in the place of what stands, and keeps it for a visit.
    ///
    /// # Errors
    /// When it could not be written, or there are no keys. A phone that stops in between has no PIN, or one of both.
    pub(super) async fn protect(&self, pin: &str, visit: &[u8]) -> Result<(), StoreError> {
        let _turn = turns::turn(LOCK).await;
        let key = self.data_key()?;
        self.in_turn(async || {
            let secret = |salt: &[u8; wrapping::SALT]| wrapping::stretched(pin, salt).map(Vec::from);
            self.keep_in_both(Form::Pin, &key, secret).await?;
            self.keep_for_visit(&key, visit).await
        })
        .await
    }

    /// Wraps the data key by no PIN.
    ///
    /// # Errors
    /// When it could not be written, or there are no keys.
    pub(super) async fn unprotect(&self) -> Result<(), StoreError> {
        let _turn = turns::turn(LOCK).await;
        let key = self.data_key()?;
        self.in_turn(async || {
            self.keep_in_both(Form::Device, &key, |_| Some(Vec::new()))
                .await?;
            kept::forget(self.place_of_visit(), VISIT).await
        })
        .await
    }

    /// Destroys the data key, and with it all that stands encrypted with it.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn destroy(&self) -> Result<(), StoreError> {
        let _turn = turns::turn(LOCK).await;
        self.in_turn(async || {
            for place in self.places() {
                kept::forget(place, WRAPPED).await?;
            }
            kept::forget(self.place_of_visit(), VISIT).await
        })
        .await
    }

    /// Whether the data key is behind a PIN that nobody has entered, as far as it was asked for.
    pub(super) fn is_locked(&self) -> bool {
        self.known.borrow().is_some_and(|keys| keys.is_locked())
    }

    /// The data key of an open vault.
    fn data_key(&self) -> Result<[u8; KEY], StoreError> {
        let known = *self.known.borrow();
        let key = known.and_then(|known| known.data);
        key.ok_or_else(|| StoreError::Unavailable("there is no key".into()))
    }

    async fn keep_in_both(
        &self,
        form: Form,
        key: &[u8; KEY],
        secret: impl FnOnce(&[u8; wrapping::SALT]) -> Option<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let wrapped = WrappedKey::make(form, key, secret).await?;
        let wrapped = wrapped.ok_or_else(|| StoreError::Unavailable("no keys are made".into()))?;
        for place in self.places() {
            kept::keep(place, WRAPPED, &wrapped, true).await?;
        }
        Ok(())
    }

    async fn keep_for_visit(&self, key: &[u8; KEY], visit: &[u8]) -> Result<(), StoreError> {
        let secret = |_: &[u8; wrapping::SALT]| Some(visit.to_vec());
        match WrappedKey::make(Form::Visit, key, secret).await? {
            Some(wrapped) => kept::keep(self.place_of_visit(), VISIT, &wrapped, true).await,
            None => Ok(()),
        }
    }

    /// The keys, which are made when there are none; none where the browser makes or keeps none. Asked for in turn.
    async fn keys(&self) -> Result<KeySet, StoreError> {
        let known = *self.known.borrow();
        if let Some(known) = known {
            return Ok(known);
        }
        let keys = self.in_turn(async || self.find().await).await?;
        self.known.replace(Some(keys));
        Ok(keys)
    }

    /// Does a piece of work on the rows of keys, and gives the connections up afterwards.
    async fn in_turn<T>(&self, work: impl AsyncFnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let done = work().await;
        self.records.close();
        self.keys.close();
        done
    }

    async fn find(&self) -> Result<KeySet, StoreError> {
        let data = match self.find_key(WRAPPED, Form::Device).await? {
            KeyState::Known(key) => Some(key),
            KeyState::Locked => self.key_of_visit().await?,
            KeyState::NoKeys => return Ok(KeySet::default()),
        };
        let sending = match self.find_key(SENDING, Form::Sending).await {
            Ok(KeyState::Known(key)) => Some(key),
            // Until there is room for a key, the data key takes its place.
            Ok(_) | Err(StoreError::Full) => None,
            Err(error) => return Err(error),
        };
        match (data, sending) {
            (None, None) => Err(StoreError::Unavailable("the key for sending is gone".into())),
            (data, sending) => Ok(KeySet { data, sending }),
        }
    }

    /// The data key as it is kept for the visit; nothing when it is kept for another or for none.
    async fn key_of_visit(&self) -> Result<Option<[u8; KEY]>, StoreError> {
        let visit = self.visit.borrow().clone();
        match kept::read(self.place_of_visit(), VISIT).await? {
            Standing::Key(wrapped) if !visit.is_empty() => Ok(wrapped.opened(&visit).await),
            _ => Ok(None),
        }
    }

    async fn find_key(&self, name: &'static [u8], form: Form) -> Result<KeyState, StoreError> {
        let mut stands = Vec::new();
        let mut found: Option<([u8; KEY], WrappedKey)> = None;
        for place in self.places() {
            // A database that does not answer may hold a key.
            let standing = kept::read(place, name).await.unwrap_or(Standing::Unreadable);
            if let Standing::Key(wrapped) = &standing
                && standing.behind_pin().is_none()
                && found.is_none()
            {
                found = wrapped.opened(&[]).await.map(|key| (key, wrapped.clone()));
            }
            stands.push(standing);
        }
        if let Some((key, wrapped)) = found {
            for (place, standing) in self.places().into_iter().zip(&stands) {
                // The phone may have died while a PIN was chosen or taken away: it has none.
                if matches!(standing, Standing::Nothing) || standing.behind_pin().is_some() {
                    // One place is enough to read by; the other is tried again at the next start.
                    drop(kept::keep(place, name, &wrapped, true).await);
                }
            }
            return Ok(KeyState::Known(key));
        }
        if stands.iter().any(|standing| standing.behind_pin().is_some()) {
            return Ok(KeyState::Locked);
        }
        let is_new = stands
            .iter()
            .all(|standing| matches!(standing, Standing::Nothing));
        if is_new {
            return self.make(name, form).await;
        }
        Err(StoreError::Unavailable(
            "the key of this phone's rows cannot be opened".into(),
        ))
    }

    /// Makes a key and keeps it in both places.
    async fn make(&self, name: &'static [u8], form: Form) -> Result<KeyState, StoreError> {
        let made = WrappedKey::make(form, &kept::new_key(), |_| Some(Vec::new())).await?;
        let Some(wrapped) = made else {
            return Ok(KeyState::NoKeys);
        };
        let [first, second] = self.places();
        match kept::keep(first, name, &wrapped, false).await {
            Err(StoreError::Unavailable(reason)) if reason.starts_with(NOT_KEPT) => {
                return Ok(KeyState::NoKeys);
            }
            kept => kept?,
        }
        // A browser that gives no key back would lose every row with it. Another tab's key is as good.
        if let Standing::Key(wrapped) = kept::read(first, name).await?
            && let Some(key) = wrapped.opened(&[]).await
        {
            drop(kept::keep(second, name, &wrapped, false).await);
            return Ok(KeyState::Known(key));
        }
        kept::forget(first, name).await?;
        Ok(KeyState::NoKeys)
    }

    fn places(&self) -> [Place<'_>; 2] {
        [(&self.records, VAULT), (&self.keys, keys::KEY)]
    }

    fn place_of_visit(&self) -> Place<'_> {
        (&self.records, VAULT)
    }
}

/// The state of a key, as far as it is known.
enum KeyState {
    /// It is this one.
    Known([u8; KEY]),
    /// It is behind a PIN.
    Locked,
    /// The browser makes or keeps no keys.
    NoKeys,
}
