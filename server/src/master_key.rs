//! The master key, which lies outside of the database. With it the keys of departments are encrypted
//! (`server/src/store/at_rest.rs`).
//!
//! [`MasterKey`] has the shape of a key management service (PKCS#11's `C_WrapKey` and `C_UnwrapKey`): it takes and gives the
//! keys of departments alone, so that the master key itself never has to be in the server's memory. [`LocalMasterKey`] has
//! it from a file or from the environment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use async_trait::async_trait;
use feltbog_shared::id::DepartmentId;
use sha2::Digest as _;

use crate::clock::{Random, draw};
use crate::secret_keys::{Key, Keyring};

/// A name for a master key, which tells nothing of it.
pub type MasterKeyName = [u8; 16];

/// The key of a department, encrypted with a master key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// The name of the master key.
    pub master: MasterKeyName,
    /// The encrypted key.
    pub bytes: Vec<u8>,
}

/// An error of a master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The key was encrypted with a master key that is not here, for another department, or was changed since.
    #[error("the key of a department cannot be decrypted with the master key")]
    Refused,
    /// The files of the master key.
    #[error("the master key in {0} cannot be read: {1}")]
    File(PathBuf, std::io::Error),
    /// The text in the environment.
    #[error("FELTBOG_MASTER_KEY must hold 64 hexadecimal digits, and after a comma those of each former key")]
    Text,
    /// A service that keeps the key.
    #[error("the service that keeps the master key failed: {0}")]
    Service(String),
}

/// Encrypts and decrypts keys of departments.
#[async_trait]
pub trait MasterKey: Send + Sync + 'static {
    /// The name of the present key.
    fn present_name(&self) -> MasterKeyName;
    /// Whether a name is that of a key that the present one has replaced. That of a next one is not.
    fn is_former(&self, name: &MasterKeyName) -> bool;
    /// Encrypts the key of a department with the present key.
    ///
    /// # Errors
    /// When the service that keeps it fails.
    async fn wrap_key(&self, department: DepartmentId, key: &[u8; 32]) -> Result<WrappedKey, MasterKeyError>;
    /// Decrypts the key of a department.
    ///
    /// # Errors
    /// `Refused` for one that it did not encrypt for this department.
    async fn unwrap_key(
        &self,
        department: DepartmentId,
        wrapped: &WrappedKey,
    ) -> Result<[u8; 32], MasterKeyError>;
    /// Looks for a rotation. Whether the keys have changed since the last look.
    ///
    /// # Errors
    /// When the keys cannot be read; then they stay as they are.
    fn refresh(&self) -> Result<bool, MasterKeyError>;
}

/// The place from which a server takes its master key.
#[derive(Clone, PartialEq, Eq)]
pub enum MasterKeySource {
    /// A file.
    File(PathBuf),
    /// The text of `FELTBOG_MASTER_KEY`.
    Text(String),
}

/// Without a key: this is printed.
impl std::fmt::Debug for MasterKeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
            Self::Text(_) => f.write_str("Text(…)"),
        }
    }
}

impl MasterKeySource {
    /// Takes the master key.
    ///
    /// # Errors
    /// When there is none in the place.
    pub fn open(&self, random: Arc<dyn Random>) -> Result<Arc<dyn MasterKey>, MasterKeyError> {
        let master = match self {
            Self::File(file) => LocalMasterKey::from_file(file, random)?,
            Self::Text(text) => LocalMasterKey::from_text(text, random)?,
        };
        Ok(Arc::new(master))
    }
}

/// A master key in the server's own memory.
pub struct LocalMasterKey {
    /// The file, where there is one.
    file: PathBuf,
    keys: Keyring,
    random: Arc<dyn Random>,
}

impl LocalMasterKey {
    /// The key in a file of 32 bytes, with the next one and the former ones beside it ([`crate::secret_keys`]).
    ///
    /// # Errors
    /// When a file cannot be read or holds anything but 32 bytes.
    pub fn from_file(file: &Path, random: Arc<dyn Random>) -> Result<Self, MasterKeyError> {
        let file = file.to_owned();
        match Keyring::read(&file) {
            Ok(keys) => Ok(Self { file, keys, random }),
            Err(error) => Err(MasterKeyError::File(file, error)),
        }
    }

    /// The key in a text of 64 hexadecimal digits. Former ones stand behind it, each after a comma.
    ///
    /// # Errors
    /// `Text` for any other text.
    pub fn from_text(text: &str, random: Arc<dyn Random>) -> Result<Self, MasterKeyError> {
        let keys: Option<Vec<Key>> = text.trim().split(',').map(key_of_digits).collect();
        let keys = keys.ok_or(MasterKeyError::Text)?;
        let (present, former) = keys.split_first().ok_or(MasterKeyError::Text)?;
        Ok(Self {
            file: PathBuf::new(),
            keys: Keyring::of_known(*present, former),
            random,
        })
    }
}

fn key_of_digits(digits: &str) -> Option<Key> {
    let digits = digits.trim().as_bytes();
    let mut key = [0; 32];
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

fn name_of(key: &Key) -> MasterKeyName {
    let mut sum = sha2::Sha256::new();
    sum.update(b"feltbog master key");
    sum.update(key);
    let sum: [u8; 32] = sum.finalize().into();
    let mut name = [0; 16];
    name.copy_from_slice(&sum[..16]);
    name
}

/// The data that a wrapped key is bound to.
fn associated_data(department: DepartmentId, master: &MasterKeyName) -> Vec<u8> {
    let parts: [&[u8]; 3] = [b"feltbog department key", department.as_bytes(), master];
    parts.concat()
}

#[async_trait]
impl MasterKey for LocalMasterKey {
    fn present_name(&self) -> MasterKeyName {
        name_of(&self.keys.present())
    }

    fn is_former(&self, name: &MasterKeyName) -> bool {
        let known = self.keys.known();
        known.iter().skip(1).any(|key| name_of(key) == *name)
    }

    async fn wrap_key(&self, department: DepartmentId, key: &[u8; 32]) -> Result<WrappedKey, MasterKeyError> {
        let present = self.keys.present();
        let master = name_of(&present);
        let payload = Payload {
            msg: key,
            aad: &associated_data(department, &master),
        };
        let nonce: [u8; 12] = draw(&*self.random);
        let sealed = Aes256Gcm::new(&present.into()).encrypt(&nonce.into(), payload);
        let sealed = sealed.map_err(|_| MasterKeyError::Refused)?;
        Ok(WrappedKey {
            master,
            bytes: [&nonce[..], &sealed].concat(),
        })
    }

    async fn unwrap_key(
        &self,
        department: DepartmentId,
        wrapped: &WrappedKey,
    ) -> Result<[u8; 32], MasterKeyError> {
        let mut known = self.keys.known().into_iter().chain(self.keys.next());
        let named = known.find(|key| name_of(key) == wrapped.master);
        let key = named.ok_or(MasterKeyError::Refused)?;
        let (nonce, sealed) = wrapped
            .bytes
            .split_first_chunk::<12>()
            .ok_or(MasterKeyError::Refused)?;
        let payload = Payload {
            msg: sealed,
            aad: &associated_data(department, &wrapped.master),
        };
        let opened = Aes256Gcm::new(&key.into()).decrypt(&(*nonce).into(), payload);
        let opened = opened.map_err(|_| MasterKeyError::Refused)?;
        opened.try_into().map_err(|_| MasterKeyError::Refused)
    }

    fn refresh(&self) -> Result<bool, MasterKeyError> {
        let failed = |error| MasterKeyError::File(self.file.clone(), error);
        self.keys.refresh().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const THERE: DepartmentId = DepartmentId::from_bytes([2; 16]);

    fn of_text(text: &str) -> Result<LocalMasterKey, MasterKeyError> {
        LocalMasterKey::from_text(text, Arc::new(SystemRandom))
    }

    #[tokio::test]
    async fn a_key_is_unwrapped_for_its_department_alone() {
        let master = of_text(&"0a".repeat(32)).unwrap();
        let wrapped = master.wrap_key(HERE, &[7; 32]).await.unwrap();
        assert_eq!(master.unwrap_key(HERE, &wrapped).await.unwrap(), [7; 32]);
        assert!(master.unwrap_key(THERE, &wrapped).await.is_err());
        let mut changed = wrapped.clone();
        changed.bytes[20] ^= 1;
        assert!(master.unwrap_key(HERE, &changed).await.is_err());
        let other = of_text(&"0b".repeat(32)).unwrap();
        assert!(other.unwrap_key(HERE, &wrapped).await.is_err());
        assert_ne!(other.present_name(), master.present_name());
    }

    #[tokio::test]
    async fn a_former_key_unwraps_and_wraps_nothing_new() {
        let (old, new) = ("0a".repeat(32), "0b".repeat(32));
        let wrapped = of_text(&old).unwrap().wrap_key(HERE, &[7; 32]).await.unwrap();
        let rotated = of_text(&format!("{new},{old}")).unwrap();
        assert_eq!(rotated.unwrap_key(HERE, &wrapped).await.unwrap(), [7; 32]);
        let anew = rotated.wrap_key(HERE, &[7; 32]).await.unwrap();
        assert_eq!(rotated.present_name(), anew.master);
        assert!(rotated.is_former(&wrapped.master) && !rotated.is_former(&anew.master));
    }

    #[test]
    fn a_text_is_a_key_or_refused() {
        for text in [
            "",
            "0a",
            &"0g".repeat(32),
            &"0a".repeat(33),
            &format!("{},", "0a".repeat(32)),
        ] {
            assert!(matches!(of_text(text), Err(MasterKeyError::Text)), "{text}");
        }
        assert!(of_text(&format!(" {}\n", "AB".repeat(32))).is_ok());
    }

    #[tokio::test]
    async fn a_file_that_is_rotated_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master");
        std::fs::write(&file, [1; 32]).unwrap();
        let master = LocalMasterKey::from_file(&file, Arc::new(SystemRandom)).unwrap();
        let wrapped = master.wrap_key(HERE, &[7; 32]).await.unwrap();
        crate::secret_keys::prepare(&file, &SystemRandom).unwrap();
        // Another server may have the next one in use already.
        assert!(master.refresh().unwrap());
        let ahead = folder.path().join("ahead");
        std::fs::copy(folder.path().join("master.next"), &ahead).unwrap();
        let ahead = LocalMasterKey::from_file(&ahead, Arc::new(SystemRandom)).unwrap();
        let next = ahead.wrap_key(HERE, &[8; 32]).await.unwrap();
        assert_eq!(master.unwrap_key(HERE, &next).await.unwrap(), [8; 32]);
        assert!(!master.is_former(&next.master));
        crate::secret_keys::switch(&file, feltbog_shared::moment::Moment::from_millis(5)).unwrap();
        assert!(master.refresh().unwrap());
        assert_eq!(master.unwrap_key(HERE, &wrapped).await.unwrap(), [7; 32]);
        let anew = master.wrap_key(HERE, &[7; 32]).await.unwrap();
        assert_ne!(anew.master, wrapped.master);
        assert_eq!(anew.master, next.master);
        assert!(master.is_former(&wrapped.master));
    }
}
