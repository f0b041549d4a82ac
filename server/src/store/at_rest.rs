//! Encryption of what records say, in the database.
//!
//! Each document has a key of its own. It lies in the database, encrypted with the key of its department, and that one
//! encrypted with the master key, which is elsewhere ([`crate::master_key`]). Whoever erases a document deletes its key.
//!
//! A value is `FBE1`, a nonce of 12 bytes, the ciphertext of AES-256-GCM and its tag of 16 bytes. It is bound to its table,
//! department, document and version, so that it can neither be moved nor be put back.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use feltbog_shared::id::{DepartmentId, DocumentId};

use super::{Result, StoreError};
use crate::clock::{Random, draw};
use crate::master_key::MasterKey;

/// The beginning of an encrypted value. No change of Automerge begins so.
pub(super) const MARK: [u8; 4] = *b"FBE1";
/// Bytes of a nonce.
const NONCE: usize = 12;
/// Bytes that an encrypted value has more than a plain one. Statements that measure documents take them off.
#[cfg(test)]
const OVERHEAD: usize = MARK.len() + NONCE + 16;

/// A document in its department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentPlace {
    /// The department.
    pub department: DepartmentId,
    /// The document.
    pub document: DocumentId,
}

/// The place of a value, which it is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValuePlace {
    /// The bytes of a change, by its number in the log.
    Log(u64),
    /// A snapshot, by the number of its last entry.
    Snapshot(u64),
    /// A picture.
    Photo,
    /// The description of a letter.
    LetterContent,
    /// A letter as PDF.
    LetterPdf,
    /// A note that is no document yet, by its version.
    Note(u64),
    /// Refused bytes, of which a document may never come to be.
    Quarantine,
    /// The key of the document itself.
    Key,
}

impl ValuePlace {
    fn associated_data(self, department: DepartmentId, document: DocumentId) -> Vec<u8> {
        let (table, version): (&[u8], u64) = match self {
            Self::Log(seq) => (b"log", seq),
            Self::Snapshot(upto) => (b"snapshot", upto),
            Self::Photo => (b"photo", 0),
            Self::LetterContent => (b"letter content", 0),
            Self::LetterPdf => (b"letter pdf", 0),
            Self::Note(version) => (b"pending_note", version),
            Self::Quarantine => (b"quarantine", 0),
            Self::Key => (b"document_key", 0),
        };
        let parts: [&[u8]; 6] = [
            &MARK,
            table,
            &[0],
            department.as_bytes(),
            document.as_bytes(),
            &version.to_be_bytes(),
        ];
        parts.concat()
    }
}

/// A cipher with a key. Not printed.
#[derive(Clone)]
struct Sealer(Aes256Gcm);

impl Sealer {
    fn new(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(&(*key).into()))
    }

    fn seal(&self, random: &dyn Random, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE] = draw(random);
        let payload = Payload {
            msg: plain,
            aad: associated,
        };
        let sealed = self.0.encrypt(&nonce.into(), payload);
        let sealed = sealed.map_err(|_| StoreError::Corrupt("value: it is too long to encrypt"))?;
        Ok([&MARK[..], &nonce, &sealed].concat())
    }

    fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let refused = || StoreError::Corrupt("encrypted value: it was changed or is another's");
        let rest = sealed.strip_prefix(&MARK).ok_or_else(refused)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or_else(refused)?;
        let payload = Payload {
            msg: rest,
            aad: associated,
        };
        self.0.decrypt(&(*nonce).into(), payload).map_err(|_| refused())
    }
}

/// The key of a department.
pub(super) struct DepartmentKey {
    department: DepartmentId,
    sealer: Sealer,
}

impl DepartmentKey {
    pub(super) fn new(department: DepartmentId, key: &[u8; 32]) -> Self {
        let sealer = Sealer::new(key);
        Self { department, sealer }
    }

    /// A new key for a document, and how it is kept.
    pub(super) fn make_document_key(
        &self,
        document: DocumentId,
        random: &dyn Random,
    ) -> Result<(DocumentKey, Vec<u8>)> {
        let key: [u8; 32] = draw(random);
        let associated = ValuePlace::Key.associated_data(self.department, document);
        let wrapped = self.sealer.seal(random, &associated, &key)?;
        Ok((DocumentKey::new(self.department, document, &key), wrapped))
    }

    /// The key of a document, as it is kept.
    pub(super) fn document_key(&self, document: DocumentId, wrapped: &[u8]) -> Result<DocumentKey> {
        let associated = ValuePlace::Key.associated_data(self.department, document);
        let key = self.sealer.open(&associated, wrapped)?;
        let key: [u8; 32] = key.try_into().map_err(|_| StoreError::Corrupt("document key"))?;
        Ok(DocumentKey::new(self.department, document, &key))
    }

    /// Encrypts a note, which is no document yet and has no key of its own, as Base64.
    pub(super) fn seal_note(
        &self,
        random: &dyn Random,
        id: DocumentId,
        version: u64,
        note: &str,
    ) -> Result<String> {
        let associated = ValuePlace::Note(version).associated_data(self.department, id);
        let sealed = self.sealer.seal(random, &associated, note.as_bytes())?;
        Ok(STANDARD.encode(sealed))
    }

    /// Encrypts refused bytes.
    pub(super) fn seal_refused(
        &self,
        random: &dyn Random,
        document: DocumentId,
        bytes: &[u8],
    ) -> Result<Vec<u8>> {
        let associated = ValuePlace::Quarantine.associated_data(self.department, document);
        self.sealer.seal(random, &associated, bytes)
    }

    /// Decrypts refused bytes. Those that cannot be decrypted stay as they are: before there was a master key, whoever was
    /// refused may have sent any bytes.
    pub(super) fn open_refused(&self, document: DocumentId, bytes: Vec<u8>) -> Vec<u8> {
        let associated = ValuePlace::Quarantine.associated_data(self.department, document);
        self.sealer.open(&associated, &bytes).unwrap_or(bytes)
    }
}

/// Decrypts a note. One from before the master key is plain.
pub(super) fn open_note(
    key: Option<&DepartmentKey>,
    id: DocumentId,
    version: u64,
    note: String,
) -> Result<String> {
    if !note.starts_with(TEXT_MARK) {
        return Ok(note);
    }
    let key = key.ok_or(StoreError::Locked)?;
    let refused = || StoreError::Corrupt("encrypted note: it was changed or is another's");
    let sealed = STANDARD.decode(note).map_err(|_| refused())?;
    let associated = ValuePlace::Note(version).associated_data(key.department, id);
    let opened = key.sealer.open(&associated, &sealed)?;
    String::from_utf8(opened).map_err(|_| refused())
}

/// The key of a document.
pub(super) struct DocumentKey {
    department: DepartmentId,
    document: DocumentId,
    sealer: Sealer,
}

impl DocumentKey {
    fn new(department: DepartmentId, document: DocumentId, key: &[u8; 32]) -> Self {
        Self {
            department,
            document,
            sealer: Sealer::new(key),
        }
    }

    /// Encrypts a value for its place.
    pub(super) fn seal(&self, random: &dyn Random, place: ValuePlace, plain: &[u8]) -> Result<Vec<u8>> {
        let associated = place.associated_data(self.department, self.document);
        self.sealer.seal(random, &associated, plain)
    }

    /// Decrypts the value of a place.
    pub(super) fn open(&self, place: ValuePlace, sealed: &[u8]) -> Result<Vec<u8>> {
        let associated = place.associated_data(self.department, self.document);
        self.sealer.open(&associated, sealed)
    }
}

/// A value as it lies in the database: plain for a document without a key.
pub(super) fn open_value(
    key: Option<&DepartmentKey>,
    document: DocumentId,
    wrapped: Option<&[u8]>,
    place: ValuePlace,
    bytes: Vec<u8>,
) -> Result<Vec<u8>> {
    let Some(wrapped) = wrapped else {
        if bytes.starts_with(&MARK) {
            return Err(StoreError::Corrupt("encrypted value: its key is gone"));
        }
        return Ok(bytes);
    };
    // Nothing is left of a change that the snapshot alone holds.
    if matches!(place, ValuePlace::Log(_)) && bytes.is_empty() {
        return Ok(bytes);
    }
    let key = key.ok_or(StoreError::Locked)?;
    key.document_key(document, wrapped)?.open(place, &bytes)
}

/// The beginning of [`MARK`] in Base64. No JSON begins so.
const TEXT_MARK: &str = "RkJFM";

/// The same for a text, which is Base64 where it is encrypted.
pub(super) fn open_text(
    key: Option<&DepartmentKey>,
    document: DocumentId,
    wrapped: Option<&[u8]>,
    place: ValuePlace,
    text: String,
) -> Result<String> {
    if wrapped.is_none() {
        if text.starts_with(TEXT_MARK) {
            return Err(StoreError::Corrupt("encrypted text: its key is gone"));
        }
        return Ok(text);
    }
    let refused = || StoreError::Corrupt("encrypted text: it was changed or is another's");
    let sealed = STANDARD.decode(text).map_err(|_| refused())?;
    let opened = open_value(key, document, wrapped, place, sealed)?;
    String::from_utf8(opened).map_err(|_| refused())
}

/// A master key, and the randomness for the keys and nonces under it.
struct Unlocked {
    master: Arc<dyn MasterKey>,
    random: Arc<dyn Random>,
}

/// The master key of an open store, and the keys of departments that were decrypted with it.
#[derive(Default)]
pub(super) struct AtRest {
    unlocked: OnceLock<Unlocked>,
    departments: RwLock<BTreeMap<DepartmentId, Arc<DepartmentKey>>>,
}

impl fmt::Debug for AtRest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AtRest(…)")
    }
}

impl AtRest {
    /// Takes the master key. One that was taken before stays.
    pub(super) fn unlock(&self, master: Arc<dyn MasterKey>, random: Arc<dyn Random>) {
        let _ = self.unlocked.set(Unlocked { master, random });
    }

    /// The master key, where there is one.
    pub(super) fn master(&self) -> Option<&dyn MasterKey> {
        self.unlocked.get().map(|unlocked| &*unlocked.master)
    }

    /// The randomness for keys and nonces, where there is a master key.
    pub(super) fn random(&self) -> Option<&dyn Random> {
        self.unlocked.get().map(|unlocked| &*unlocked.random)
    }

    /// The key of a department, if it was decrypted before.
    pub(super) fn known(&self, department: DepartmentId) -> Option<Arc<DepartmentKey>> {
        let known = self.departments.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&department).cloned()
    }

    /// Keeps the decrypted key of a department.
    pub(super) fn keep(&self, key: DepartmentKey) -> Arc<DepartmentKey> {
        let (department, key) = (key.department, Arc::new(key));
        let mut known = self.departments.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(department, key.clone());
        key
    }
}

/// The keys of the documents that a transaction writes. A document without one is written as it is.
#[derive(Default)]
pub(super) struct WritingKeys {
    random: Option<Arc<dyn Random>>,
    keys: BTreeMap<DocumentId, DocumentKey>,
}

impl WritingKeys {
    /// No keys yet, with the randomness for what is encrypted with those to come.
    pub(super) fn of(at_rest: &AtRest) -> Self {
        let random = at_rest.unlocked.get().map(|unlocked| unlocked.random.clone());
        let keys = BTreeMap::new();
        Self { random, keys }
    }

    /// Adds the key of a document.
    pub(super) fn add(&mut self, key: DocumentKey) {
        self.keys.insert(key.document, key);
    }

    /// Whether a document has a key.
    pub(super) fn has(&self, document: DocumentId) -> bool {
        self.keys.contains_key(&document)
    }

    /// A value as it is to lie in the database.
    pub(super) fn seal<'a>(
        &self,
        document: DocumentId,
        place: ValuePlace,
        plain: &'a [u8],
    ) -> Result<Cow<'a, [u8]>> {
        let Some(key) = self.keys.get(&document) else {
            return Ok(Cow::Borrowed(plain));
        };
        let random = self.random.as_deref().ok_or(StoreError::Locked)?;
        Ok(Cow::Owned(key.seal(random, place, plain)?))
    }

    /// The same for a text, which is Base64 where it is encrypted.
    pub(super) fn seal_text<'a>(
        &self,
        document: DocumentId,
        place: ValuePlace,
        plain: &'a str,
    ) -> Result<Cow<'a, str>> {
        Ok(match self.seal(document, place, plain.as_bytes())? {
            Cow::Borrowed(_) => Cow::Borrowed(plain),
            Cow::Owned(sealed) => Cow::Owned(STANDARD.encode(sealed)),
        })
    }
}

/// Keeps keys, and encrypts what was written before there was a master key.
#[async_trait]
pub trait AtRestStore: Send + Sync + 'static {
    /// Takes the master key for everything that follows. Without one the database must not be encrypted.
    ///
    /// # Errors
    /// `Locked` when the database is encrypted and there is no master key, `OtherMasterKey` when it is another.
    async fn unlock(&self, master: Option<Arc<dyn MasterKey>>, random: Arc<dyn Random>) -> Result<()>;
    /// Looks for a rotation, and encrypts the keys of departments with the present master key that are encrypted with a
    /// former one. How many were.
    async fn rewrap_department_keys(&self) -> Result<u64>;
    /// Gives keys to at most `limit` documents that have none, after a place and in order of places, and encrypts what is
    /// kept of them. The last of them; nothing when there was none.
    async fn encrypt_documents(
        &self,
        after: Option<DocumentPlace>,
        limit: u32,
    ) -> Result<Option<DocumentPlace>>;
    /// Encrypts at most `limit` notes from before the master key. How many there were.
    async fn encrypt_notes(&self, limit: u32) -> Result<u64>;
    /// Encrypts at most `limit` refused changes from before the master key. How many there were.
    async fn encrypt_refused(&self, limit: u32) -> Result<u64>;
    /// The number of documents without a key.
    async fn plain_documents(&self) -> Result<u64>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const THERE: DepartmentId = DepartmentId::from_bytes([2; 16]);
    const ONE: DocumentId = DocumentId::from_bytes([3; 16]);
    const TWO: DocumentId = DocumentId::from_bytes([4; 16]);

    #[test]
    fn a_value_opens_in_its_place_alone() {
        let key = DepartmentKey::new(HERE, &[9; 32]);
        let (one, wrapped) = key.make_document_key(ONE, &SystemRandom).unwrap();
        let sealed = one
            .seal(&SystemRandom, ValuePlace::Log(7), b"kanariefugl")
            .unwrap();
        assert!(!sealed.windows(11).any(|window| window == b"kanariefugl"));
        let open = |key: &DepartmentKey, document, place| {
            open_value(Some(key), document, Some(&wrapped), place, sealed.clone())
        };
        assert_eq!(open(&key, ONE, ValuePlace::Log(7)).unwrap(), b"kanariefugl");
        for place in [ValuePlace::Log(8), ValuePlace::Snapshot(7), ValuePlace::Photo] {
            assert!(open(&key, ONE, place).is_err(), "{place:?}");
        }
        assert!(open(&key, TWO, ValuePlace::Log(7)).is_err());
        // The same key material in another department.
        let there = DepartmentKey::new(THERE, &[9; 32]);
        assert!(open(&there, ONE, ValuePlace::Log(7)).is_err());
        assert!(open(&DepartmentKey::new(HERE, &[8; 32]), ONE, ValuePlace::Log(7)).is_err());
    }

    #[test]
    fn a_value_without_its_key_and_a_plain_one_with_a_key_are_refused() {
        let key = DepartmentKey::new(HERE, &[9; 32]);
        let (one, wrapped) = key.make_document_key(ONE, &SystemRandom).unwrap();
        let place = ValuePlace::Snapshot(7);
        let sealed = one.seal(&SystemRandom, place, b"").unwrap();
        let open = |key, wrapped, bytes: &[u8]| open_value(key, ONE, wrapped, place, bytes.to_vec());
        assert_eq!(open(Some(&key), Some(&wrapped), &sealed).unwrap(), b"");
        assert!(open(Some(&key), None, &sealed).is_err());
        assert!(open(Some(&key), Some(&wrapped), b"plain").is_err());
        assert!(open(Some(&key), Some(&wrapped), b"").is_err());
        let locked = open(None, Some(&wrapped), &sealed);
        assert!(matches!(locked, Err(StoreError::Locked)));
        assert_eq!(open(None, None, b"plain").unwrap(), b"plain");
    }

    #[test]
    fn a_text_is_base64_where_it_is_encrypted() {
        let key = DepartmentKey::new(HERE, &[9; 32]);
        let (one, wrapped) = key.make_document_key(ONE, &SystemRandom).unwrap();
        let mut keys = WritingKeys {
            random: Some(Arc::new(SystemRandom)),
            ..WritingKeys::default()
        };
        let place = ValuePlace::LetterContent;
        assert_eq!(keys.seal_text(ONE, place, "{}").unwrap(), "{}");
        keys.add(one);
        let sealed = keys.seal_text(ONE, place, "{}").unwrap().into_owned();
        assert!(sealed.starts_with(TEXT_MARK));
        let open = |wrapped, text: &str| open_text(Some(&key), ONE, wrapped, place, text.to_owned());
        assert_eq!(open(Some(&wrapped), &sealed).unwrap(), "{}");
        assert_eq!(open(None, "{}").unwrap(), "{}");
        assert!(open(None, &sealed).is_err());
        assert!(open(Some(&wrapped), "{}").is_err());
        let moved = open_text(Some(&key), ONE, Some(&wrapped), ValuePlace::LetterPdf, sealed);
        assert!(moved.is_err());
    }

    #[test]
    fn two_values_of_the_same_words_differ() {
        let key = DepartmentKey::new(HERE, &[9; 32]);
        let (one, _) = key.make_document_key(ONE, &SystemRandom).unwrap();
        let seal = || one.seal(&SystemRandom, ValuePlace::Photo, b"same").unwrap();
        assert_ne!(seal(), seal());
        // As the statements in `log.rs` of both databases have it.
        assert_eq!((seal().len(), OVERHEAD), (4 + OVERHEAD, 32));
    }
}
