//! The data key as it stands on the phone: encrypted under a key that only the phone's browser can make, by an HMAC
//! with a key that it gives to nobody.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

use super::row_cipher::{KEY, VECTOR};

/// Bytes of the salt.
pub(crate) const SALT: usize = 16;
/// The form of wrappings that this app writes: by the device's key alone.
const FORM: u8 = 1;
/// Bytes of the encrypted data key.
const WRAPPED: usize = KEY + 16;

/// A wrapped data key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrapping {
    salt: [u8; SALT],
    vector: [u8; VECTOR],
    wrapped: Vec<u8>,
}

/// The message whose HMAC with the device's key is the key of a wrapping with this salt.
pub(crate) fn message(salt: &[u8; SALT]) -> Vec<u8> {
    [b"feltbog data key\0".as_slice(), &[FORM], salt].concat()
}

impl Wrapping {
    /// Wraps the data key.
    pub(crate) fn new(
        data_key: &[u8; KEY],
        mac: &[u8; KEY],
        salt: [u8; SALT],
        vector: [u8; VECTOR],
    ) -> Option<Self> {
        let (msg, aad) = (data_key.as_slice(), message(&salt));
        let wrapped =
            Aes256Gcm::new(&(*mac).into()).encrypt(&Nonce::from(vector), Payload { msg, aad: &aad });
        Some(Self {
            salt,
            vector,
            wrapped: wrapped.ok()?,
        })
    }

    /// The message whose HMAC opens it.
    pub(crate) fn message(&self) -> Vec<u8> {
        message(&self.salt)
    }

    /// The data key; nothing when the HMAC is that of another device.
    pub(crate) fn opened(&self, mac: &[u8; KEY]) -> Option<[u8; KEY]> {
        let (msg, aad) = (self.wrapped.as_slice(), self.message());
        let opened =
            Aes256Gcm::new(&(*mac).into()).decrypt(&Nonce::from(self.vector), Payload { msg, aad: &aad });
        opened.ok()?.try_into().ok()
    }

    /// Its bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        [[FORM].as_slice(), &self.salt, &self.vector, &self.wrapped].concat()
    }

    /// A wrapping of these bytes; nothing for those of another form.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (form, rest) = bytes.split_first()?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (vector, wrapped) = rest.split_first_chunk()?;
        (*form == FORM && wrapped.len() == WRAPPED).then(|| Self {
            salt: *salt,
            vector: *vector,
            wrapped: wrapped.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapping() -> Option<Wrapping> {
        Wrapping::new(&[5; KEY], &[6; KEY], [7; SALT], [8; VECTOR])
    }

    #[test]
    fn the_data_key_opens_by_the_same_device_alone() {
        let wrapping = wrapping().expect("it is wrapped");
        assert_eq!(wrapping.opened(&[6; KEY]), Some([5; KEY]));
        assert_eq!(wrapping.opened(&[9; KEY]), None);
        assert!(!wrapping.to_bytes().windows(4).any(|part| part == [5; 4]));
    }

    #[test]
    fn a_wrapping_comes_back_from_its_bytes() {
        let wrapping = wrapping().expect("it is wrapped");
        let bytes = wrapping.to_bytes();
        assert_eq!(bytes.len(), 1 + SALT + VECTOR + WRAPPED);
        assert_eq!(Wrapping::from_bytes(&bytes), Some(wrapping));
        for length in 0..bytes.len() {
            assert_eq!(Wrapping::from_bytes(&bytes[..length]), None);
        }
        let mut newer = bytes;
        newer[0] = FORM + 1;
        assert_eq!(Wrapping::from_bytes(&newer), None);
    }

    #[test]
    fn a_wrapping_with_another_salt_does_not_open() {
        let mut bytes = wrapping().expect("it is wrapped").to_bytes();
        bytes[1] ^= 1;
        let changed = Wrapping::from_bytes(&bytes).expect("it has the form");
        assert_eq!(changed.opened(&[6; KEY]), None);
    }
}
