//! Rows as they stand in a database: AES-256-GCM under the phone's data key. Each is bound to its place, so that a row
//! put into the place of another cannot be read.
//!
//! A row is a byte for its form, a vector of twelve bytes, the ciphertext, and its tag of sixteen bytes. Bound to it are
//! the form, the database, the object store and the key. Databases are a profile's own, and keys hold departments and
//! documents.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

/// Bytes of the data key.
pub(crate) const KEY: usize = 32;
/// Bytes of an initialisation vector. Drawn at random: one key may encrypt four thousand million rows.
pub(crate) const VECTOR: usize = 12;
/// The form of rows that this app writes.
const FORM: u8 = 1;
/// The beginning of the value of a row that cannot be read. No row decodes from it: it is no number and no length.
const UNREADABLE: [u8; 32] = [0xff; 32];

/// The value of a row that cannot be read: its bytes follow, so that it can be put aside as it stands.
pub(crate) fn unreadable(row: &[u8]) -> Vec<u8> {
    [UNREADABLE.as_slice(), row].concat()
}

/// Whether the value is that of a row that could not be read.
pub(crate) fn is_unreadable(value: &[u8]) -> bool {
    value.starts_with(&UNREADABLE)
}

/// Encrypts and decrypts the rows of one database.
pub(crate) struct RowCipher {
    database: String,
    /// Nothing where the browser keeps no keys: rows stand there as they are.
    cipher: Option<Aes256Gcm>,
    /// Whether some rows may not be encrypted yet.
    reads_plain: bool,
}

impl RowCipher {
    /// The cipher of the database with this name.
    pub(crate) fn new(database: &str, key: Option<&[u8; KEY]>) -> Self {
        Self {
            database: database.to_owned(),
            cipher: key.map(|key| Aes256Gcm::new(&(*key).into())),
            reads_plain: false,
        }
    }

    /// The same cipher, for a database in which some rows are not encrypted yet: those are read as they stand.
    pub(crate) fn reading_plain(self) -> Self {
        Self {
            reads_plain: true,
            ..self
        }
    }

    /// Whether rows are encrypted at all.
    pub(crate) fn encrypts(&self) -> bool {
        self.cipher.is_some()
    }

    /// A row as it is to stand at its place.
    pub(crate) fn sealed(&self, store: &str, key: &[u8], row: &[u8], vector: [u8; VECTOR]) -> Vec<u8> {
        let Some(cipher) = &self.cipher else {
            return row.to_vec();
        };
        let aad = &self.place(store, key);
        let sealed = cipher.encrypt(&Nonce::from(vector), Payload { msg: row, aad });
        // Longer than the algorithm takes (64 GB) is longer than the phone's memory.
        let sealed = sealed.unwrap_or_default();
        [[FORM].as_slice(), &vector, &sealed].concat()
    }

    /// The row that stands at a place; [`unreadable`] when it was not written there, or not by this phone.
    pub(crate) fn opened(&self, store: &str, key: &[u8], sealed: Vec<u8>) -> Vec<u8> {
        match self.decrypted(store, key, &sealed) {
            Some(row) => row,
            None if self.cipher.is_none() || self.reads_plain => sealed,
            None => unreadable(&sealed),
        }
    }

    /// Whether a row was encrypted for this place.
    pub(crate) fn is_sealed(&self, store: &str, key: &[u8], row: &[u8]) -> bool {
        self.decrypted(store, key, row).is_some()
    }

    fn decrypted(&self, store: &str, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let cipher = self.cipher.as_ref()?;
        let (_, rest) = sealed.split_first().filter(|(form, _)| **form == FORM)?;
        let (vector, msg) = rest.split_first_chunk::<VECTOR>()?;
        let aad = &self.place(store, key);
        cipher.decrypt(&Nonce::from(*vector), Payload { msg, aad }).ok()
    }

    /// The bytes that name a place. Names hold no zero, and the key is last.
    fn place(&self, store: &str, key: &[u8]) -> Vec<u8> {
        let names = ["feltbog row", &self.database, store].join("\0");
        [[FORM].as_slice(), names.as_bytes(), b"\0", key].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTOR_7: [u8; VECTOR] = [7; VECTOR];

    fn cipher(database: &str, key: u8) -> RowCipher {
        RowCipher::new(database, Some(&[key; KEY]))
    }

    #[test]
    fn a_row_is_read_at_its_place_alone() {
        let here = cipher("feltbog", 1);
        let sealed = here.sealed("record", b"one", b"Kaelderen", VECTOR_7);
        assert!(!sealed.windows(9).any(|part| part == b"Kaelderen"));
        assert_eq!(here.opened("record", b"one", sealed.clone()), b"Kaelderen");
        for (cipher, store, key) in [
            (&here, "record", "two"),
            (&here, "view", "one"),
            (&here, "record\0one", ""),
            (&cipher("feltbog-2", 1), "record", "one"),
            (&cipher("feltbog", 2), "record", "one"),
        ] {
            let opened = cipher.opened(store, key.as_bytes(), sealed.clone());
            assert!(is_unreadable(&opened), "{store}");
            // It is put aside as it stands.
            assert_eq!(opened[UNREADABLE.len()..], sealed);
        }
    }

    #[test]
    fn a_row_with_one_bit_changed_is_not_read() {
        let cipher = cipher("feltbog", 1);
        let sealed = cipher.sealed("outbox", b"key", b"row", VECTOR_7);
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(
                is_unreadable(&cipher.opened("outbox", b"key", changed)),
                "bit {bit}"
            );
        }
        for length in 0..sealed.len() {
            let cut = sealed[..length].to_vec();
            assert!(is_unreadable(&cipher.opened("outbox", b"key", cut)));
        }
    }

    #[test]
    fn an_empty_row_and_a_large_one_come_back() {
        let cipher = cipher("feltbog-photos", 1);
        for row in [Vec::new(), vec![0xa5; 100_000]] {
            let sealed = cipher.sealed("photo", b"key", &row, VECTOR_7);
            assert_eq!(sealed.len(), row.len() + 1 + VECTOR + 16);
            assert_eq!(cipher.opened("photo", b"key", sealed), row);
        }
    }

    #[test]
    fn an_encrypted_row_is_told_from_a_plain_one_of_the_same_beginning() {
        let cipher = cipher("feltbog", 1);
        let plain = [FORM; 64];
        assert!(!cipher.is_sealed("view", b"key", &plain));
        let sealed = cipher.sealed("view", b"key", &plain, VECTOR_7);
        assert!(cipher.is_sealed("view", b"key", &sealed));
        assert!(!cipher.is_sealed("view", b"other", &sealed));
    }

    #[test]
    fn plain_rows_are_read_while_some_are_not_encrypted_yet() {
        let cipher = cipher("feltbog", 1).reading_plain();
        assert_eq!(cipher.opened("view", b"key", b"row".to_vec()), b"row");
        let sealed = cipher.sealed("view", b"key", b"row", VECTOR_7);
        assert!(cipher.is_sealed("view", b"key", &sealed) && !cipher.is_sealed("view", b"key", b"row"));
        assert_eq!(cipher.opened("view", b"key", sealed), b"row");
    }

    #[test]
    fn nothing_decodes_from_an_unreadable_row() {
        use feltbog_shared::wire;
        for row in [b"".as_slice(), &[1], &[0; 64], &[FORM; 64]] {
            let value = unreadable(row);
            assert!(wire::decode::<u32>(&value).is_err() && wire::decode::<u64>(&value).is_err());
            assert!(wire::decode::<i64>(&value).is_err() && wire::decode::<bool>(&value).is_err());
            assert!(wire::decode::<Vec<u8>>(&value).is_err() && wire::decode::<String>(&value).is_err());
            assert!(wire::decode::<Option<u8>>(&value).is_err());
        }
    }

    #[test]
    fn rows_stand_as_they_are_without_a_key() {
        let plain = RowCipher::new("feltbog", None);
        assert!(!plain.encrypts() && !plain.is_sealed("view", b"key", &[FORM]));
        assert_eq!(plain.sealed("view", b"key", b"row", VECTOR_7), b"row");
        assert_eq!(plain.opened("view", b"key", b"row".to_vec()), b"row");
    }

    /// What phones have written must stay readable: this is a row of the first form.
    #[test]
    fn rows_keep_their_form() {
        let sealed = cipher("feltbog", 1).sealed("session", b"all-sent", b"\x4d", VECTOR_7);
        assert_eq!(sealed[..1 + VECTOR], [1, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7]);
        let key = [1_u8; KEY].into();
        let opened = Aes256Gcm::new(&key).decrypt(
            &Nonce::from(VECTOR_7),
            Payload {
                msg: &sealed[1 + VECTOR..],
                aad: b"\x01feltbog row\0feltbog\0session\0all-sent",
            },
        );
        assert_eq!(opened.ok().as_deref(), Some(b"\x4d".as_slice()));
    }
}
