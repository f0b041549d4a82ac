//! Keys as they stand on the phone: encrypted under a key that only the phone's browser can make, by an HMAC with a key that
//! it gives to nobody. A PIN goes into the message of that HMAC: without the browser's key no PIN can be tried.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::row_cipher::{KEY, VECTOR};

/// Bytes of the salt.
pub(crate) const SALT: usize = 16;
/// Bytes of an encrypted key.
const WRAPPED: usize = KEY + 16;
/// Memory that trying a PIN takes, in kibibytes.
const MEMORY_KIB: u32 = 19 * 1024;
/// Number of times that the memory is gone through.
const PASSES: u32 = 2;

/// The secret beside the browser's key that opens a wrapping. Its number is the first byte of the wrapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The data key, and no secret.
    Device = 1,
    /// The data key, and a PIN.
    Pin = 2,
    /// The data key, and what a page keeps for one visit.
    Visit = 3,
    /// The sending key, and no secret.
    Sending = 4,
}

impl Form {
    const ALL: [Self; 4] = [Self::Device, Self::Pin, Self::Visit, Self::Sending];

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|form| *form as u8 == byte)
    }
}

/// A wrapped key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrapping {
    form: Form,
    salt: [u8; SALT],
    vector: [u8; VECTOR],
    wrapped: Vec<u8>,
}

/// The message whose HMAC with the browser's key is the key of a wrapping.
pub(crate) fn message(form: Form, salt: &[u8; SALT], secret: &[u8]) -> Vec<u8> {
    [b"feltbog data key\0".as_slice(), &[form as u8], salt, secret].concat()
}

/// The secret that a PIN makes with a salt, by Argon2id; nothing when there is no memory for it.
pub(crate) fn stretched(pin: &str, salt: &[u8; SALT]) -> Option<[u8; KEY]> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(KEY)).ok()?;
    let mut secret = [0; KEY];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let made = argon2.hash_password_into(pin.as_bytes(), salt, &mut secret);
    made.ok().map(|()| secret)
}

impl Wrapping {
    /// Wraps a key.
    pub(crate) fn new(
        form: Form,
        key: &[u8; KEY],
        mac: &[u8; KEY],
        salt: [u8; SALT],
        vector: [u8; VECTOR],
    ) -> Option<Self> {
        let (msg, aad) = (key.as_slice(), message(form, &salt, &[]));
        let cipher = Aes256Gcm::new(&(*mac).into());
        let wrapped = cipher.encrypt(&Nonce::from(vector), Payload { msg, aad: &aad });
        Some(Self {
            form,
            salt,
            vector,
            wrapped: wrapped.ok()?,
        })
    }

    /// The secret that it needs.
    pub(crate) fn form(&self) -> Form {
        self.form
    }

    /// Its salt.
    pub(crate) fn salt(&self) -> &[u8; SALT] {
        &self.salt
    }

    /// The message whose HMAC opens it.
    pub(crate) fn message(&self, secret: &[u8]) -> Vec<u8> {
        message(self.form, &self.salt, secret)
    }

    /// The key; nothing when the HMAC is that of another device or secret.
    pub(crate) fn opened(&self, mac: &[u8; KEY]) -> Option<[u8; KEY]> {
        let (msg, aad) = (self.wrapped.as_slice(), message(self.form, &self.salt, &[]));
        let cipher = Aes256Gcm::new(&(*mac).into());
        let opened = cipher.decrypt(&Nonce::from(self.vector), Payload { msg, aad: &aad });
        opened.ok()?.try_into().ok()
    }

    /// Its bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        [
            [self.form as u8].as_slice(),
            &self.salt,
            &self.vector,
            &self.wrapped,
        ]
        .concat()
    }

    /// A wrapping of these bytes; nothing for those of another form.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (form, rest) = bytes.split_first()?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (vector, wrapped) = rest.split_first_chunk()?;
        let form = Form::from_byte(*form)?;
        (wrapped.len() == WRAPPED).then(|| Self {
            form,
            salt: *salt,
            vector: *vector,
            wrapped: wrapped.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapping(form: Form) -> Option<Wrapping> {
        Wrapping::new(form, &[5; KEY], &[6; KEY], [7; SALT], [8; VECTOR])
    }

    #[test]
    fn the_key_opens_by_the_same_device_alone() {
        for form in Form::ALL {
            let wrapping = wrapping(form).expect("it is wrapped");
            assert_eq!(wrapping.opened(&[6; KEY]), Some([5; KEY]));
            assert_eq!(wrapping.opened(&[9; KEY]), None);
            assert!(!wrapping.to_bytes().windows(4).any(|part| part == [5; 4]));
        }
    }

    #[test]
    fn a_wrapping_comes_back_from_its_bytes() {
        for form in Form::ALL {
            let wrapping = wrapping(form).expect("it is wrapped");
            let bytes = wrapping.to_bytes();
            assert_eq!(bytes.len(), 1 + SALT + VECTOR + WRAPPED);
            assert_eq!(Wrapping::from_bytes(&bytes), Some(wrapping));
            for length in 0..bytes.len() {
                assert_eq!(Wrapping::from_bytes(&bytes[..length]), None);
            }
            for other in [0, 5, 255] {
                let mut newer = bytes.clone();
                newer[0] = other;
                assert_eq!(Wrapping::from_bytes(&newer), None);
            }
        }
    }

    #[test]
    fn a_wrapping_of_another_salt_or_form_does_not_open() {
        let bytes = wrapping(Form::Pin).expect("it is wrapped").to_bytes();
        for (place, byte) in [(0, Form::Device as u8), (1, 6)] {
            let mut changed = bytes.clone();
            changed[place] = byte;
            let changed = Wrapping::from_bytes(&changed).expect("it has the form");
            assert_eq!(changed.opened(&[6; KEY]), None);
        }
    }

    #[test]
    fn every_form_salt_and_secret_has_a_message_of_its_own() {
        let mut messages = Vec::new();
        for form in Form::ALL {
            for (salt, secret) in [(1, "135790"), (2, "135790"), (1, "135791"), (1, "")] {
                let message = message(form, &[salt; SALT], secret.as_bytes());
                assert!(!messages.contains(&message), "{form:?} {salt} {secret}");
                messages.push(message);
            }
        }
    }

    /// Phones that are in use keep the key of a wrapping that no PIN opens.
    #[test]
    fn the_message_of_the_first_form_stays() {
        let salt = [7; SALT];
        let first = [b"feltbog data key\0\x01".as_slice(), &salt].concat();
        assert_eq!(message(Form::Device, &salt, &[]), first);
    }

    #[test]
    fn another_pin_or_salt_makes_another_secret() {
        let secret = stretched("135790", &[7; SALT]).expect("there is memory");
        assert_eq!(stretched("135790", &[7; SALT]), Some(secret));
        assert_ne!(stretched("135791", &[7; SALT]), Some(secret));
        assert_ne!(stretched("135790", &[8; SALT]), Some(secret));
        assert_ne!(secret, [0; KEY]);
    }
}
