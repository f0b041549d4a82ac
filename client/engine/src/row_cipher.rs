//! Rows as they stand in a database: AES-256-GCM under one of the phone's two keys. Each is bound to its place, so that a
//! row put into the place of another cannot be read.
//!
//! A row is a byte for its key, a vector of twelve bytes, the ciphertext, and its tag of sixteen bytes. Bound to it are
//! that byte, the database, the object store and the key of the row. Databases are a profile's own, and keys of rows hold
//! departments and documents.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

/// Bytes of a key.
pub(crate) const KEY: usize = 32;
/// Bytes of an initialisation vector. Drawn at random: one key may encrypt four thousand million rows.
pub(crate) const VECTOR: usize = 12;
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

/// The key that a row is encrypted with. Its number is the first byte of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKey {
    /// The data key, which a locked phone does not have.
    Data = 1,
    /// The sending key, which a locked phone has too.
    Sending = 2,
}

/// The keys of a profile, as far as they are known.
#[derive(Clone, Copy, Default)]
pub(crate) struct KeySet {
    /// The data key.
    pub(crate) data: Option<[u8; KEY]>,
    /// The sending key.
    pub(crate) sending: Option<[u8; KEY]>,
}

impl KeySet {
    /// Whether the data key is behind a PIN that nobody has entered.
    pub(crate) fn is_locked(&self) -> bool {
        self.data.is_none() && self.sending.is_some()
    }
}

/// Encrypts and decrypts the rows of one database.
pub(crate) struct RowCipher {
    database: String,
    /// Nothing on a locked phone, and where the browser keeps no keys.
    data: Option<Aes256Gcm>,
    /// Nothing where the browser keeps no keys, and on a phone without room for another: the data key takes its place.
    sending: Option<Aes256Gcm>,
    /// Whether some rows may not be encrypted yet.
    reads_plain: bool,
}

impl RowCipher {
    /// The cipher of the database with this name. Without keys, rows stand as they are.
    pub(crate) fn new(database: &str, keys: KeySet) -> Self {
        let cipher = |key: [u8; KEY]| Aes256Gcm::new(&key.into());
        Self {
            database: database.to_owned(),
            data: keys.data.map(cipher),
            sending: keys.sending.map(cipher),
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
        self.data.is_some() || self.sending.is_some()
    }

    /// Whether it has the sending key.
    pub(crate) fn has_sending_key(&self) -> bool {
        self.sending.is_some()
    }

    /// Whether every row stands encrypted by the keys that it should.
    pub(crate) fn is_whole(&self) -> bool {
        self.data.is_some() && self.sending.is_some() && !self.reads_plain
    }

    /// Whether it can encrypt by this key, or none is needed.
    pub(crate) fn can_write(&self, by: RowKey) -> bool {
        !self.encrypts() || self.written_by(by).is_some()
    }

    /// A row as it is to stand at its place.
    pub(crate) fn sealed(
        &self,
        by: RowKey,
        store: &str,
        key: &[u8],
        row: &[u8],
        vector: [u8; VECTOR],
    ) -> Vec<u8> {
        let Some((by, cipher)) = self.written_by(by) else {
            // Nothing is written in the clear because a phone is locked.
            return if self.encrypts() { Vec::new() } else { row.to_vec() };
        };
        let aad = &self.place(by as u8, store, key);
        let sealed = cipher.encrypt(&Nonce::from(vector), Payload { msg: row, aad });
        // Longer than the algorithm takes (64 GB) is longer than the phone's memory.
        let sealed = sealed.unwrap_or_default();
        [[by as u8].as_slice(), &vector, &sealed].concat()
    }

    /// The row that stands at a place; [`unreadable`] when it was not written there, not by this phone, or by a key that a
    /// locked phone does not have.
    pub(crate) fn opened(&self, store: &str, key: &[u8], sealed: Vec<u8>) -> Vec<u8> {
        match self.decrypted(store, key, &sealed) {
            Some(row) => row,
            None if !self.encrypts() || self.reads_plain => sealed,
            None => unreadable(&sealed),
        }
    }

    /// Whether a row was encrypted for this place, by either key.
    pub(crate) fn is_sealed(&self, store: &str, key: &[u8], row: &[u8]) -> bool {
        self.decrypted(store, key, row).is_some()
    }

    /// Whether a row was encrypted for this place by the key that one written now would be.
    pub(crate) fn is_sealed_by(&self, by: RowKey, store: &str, key: &[u8], row: &[u8]) -> bool {
        let by = self.written_by(by).map(|(by, _)| by as u8);
        by == row.first().copied() && self.is_sealed(store, key, row)
    }

    /// The row that was encrypted for this place, by either key; nothing when it was not.
    pub(crate) fn decrypted(&self, store: &str, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (by, rest) = sealed.split_first()?;
        let cipher = match *by {
            by if by == RowKey::Data as u8 => self.data.as_ref(),
            by if by == RowKey::Sending as u8 => self.sending.as_ref(),
            _ => None,
        };
        let (vector, msg) = rest.split_first_chunk::<VECTOR>()?;
        let aad = &self.place(*by, store, key);
        cipher?.decrypt(&Nonce::from(*vector), Payload { msg, aad }).ok()
    }

    /// The key by which a row is encrypted that is to be encrypted by this one.
    fn written_by(&self, by: RowKey) -> Option<(RowKey, &Aes256Gcm)> {
        match (by, &self.sending, &self.data) {
            (RowKey::Sending, Some(cipher), _) => Some((RowKey::Sending, cipher)),
            (_, _, Some(cipher)) => Some((RowKey::Data, cipher)),
            _ => None,
        }
    }

    /// The bytes that name a place. Names hold no zero, and the key is last.
    fn place(&self, by: u8, store: &str, key: &[u8]) -> Vec<u8> {
        let names = ["feltbog row", &self.database, store].join("\0");
        [[by].as_slice(), names.as_bytes(), b"\0", key].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::RowKey::{Data, Sending};
    use super::*;

    const VECTOR_7: [u8; VECTOR] = [7; VECTOR];

    /// The cipher of a phone whose data key has these bytes. The sending key has the others.
    fn cipher(database: &str, key: u8) -> RowCipher {
        RowCipher::new(database, keys(key))
    }

    fn keys(key: u8) -> KeySet {
        KeySet {
            data: Some([key; KEY]),
            sending: Some([!key; KEY]),
        }
    }

    #[test]
    fn a_row_is_read_at_its_place_alone() {
        let here = cipher("feltbog", 1);
        for by in [Data, Sending] {
            let sealed = here.sealed(by, "record", b"one", b"Kaelderen", VECTOR_7);
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
    }

    #[test]
    fn a_row_with_one_bit_changed_is_not_read() {
        let cipher = cipher("feltbog", 1);
        let sealed = cipher.sealed(Data, "outbox", b"key", b"row", VECTOR_7);
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
    fn a_locked_phone_reads_and_writes_what_is_to_be_sent_and_nothing_else() {
        let open = cipher("feltbog", 1);
        let data = open.sealed(Data, "view", b"key", b"Kaelderen", VECTOR_7);
        let sending = open.sealed(Sending, "outbox", b"key", b"Loftet", VECTOR_7);
        let locked = RowCipher::new(
            "feltbog",
            KeySet {
                data: None,
                ..keys(1)
            },
        );
        assert!(locked.encrypts() && !locked.is_whole());
        assert!(is_unreadable(&locked.opened("view", b"key", data)));
        assert_eq!(locked.opened("outbox", b"key", sending), b"Loftet");
        assert!(locked.can_write(Sending) && !locked.can_write(Data));
        assert_eq!(locked.sealed(Data, "view", b"key", b"Kaelderen", VECTOR_7), b"");
        let written = locked.sealed(Sending, "session", b"key", b"row", VECTOR_7);
        assert_eq!(open.opened("session", b"key", written), b"row");
    }

    #[test]
    fn the_data_key_takes_the_place_of_a_sending_key_that_is_not_there_yet() {
        let open = cipher("feltbog", 1);
        let before = RowCipher::new(
            "feltbog",
            KeySet {
                sending: None,
                ..keys(1)
            },
        );
        let sealed = before.sealed(Sending, "outbox", b"key", b"row", VECTOR_7);
        assert_eq!(sealed[0], Data as u8);
        assert!(before.is_sealed_by(Sending, "outbox", b"key", &sealed) && !before.is_whole());
        assert_eq!(open.opened("outbox", b"key", sealed.clone()), b"row");
        // It is to be encrypted once more.
        assert!(open.is_sealed("outbox", b"key", &sealed));
        assert!(!open.is_sealed_by(Sending, "outbox", b"key", &sealed));
        assert!(open.is_sealed_by(Data, "outbox", b"key", &sealed));
    }

    #[test]
    fn an_empty_row_and_a_large_one_come_back() {
        let cipher = cipher("feltbog-photos", 1);
        for row in [Vec::new(), vec![0xa5; 100_000]] {
            let sealed = cipher.sealed(Sending, "photo", b"key", &row, VECTOR_7);
            assert_eq!(sealed.len(), row.len() + 1 + VECTOR + 16);
            assert_eq!(cipher.opened("photo", b"key", sealed), row);
        }
    }

    #[test]
    fn an_encrypted_row_is_told_from_a_plain_one_of_the_same_beginning() {
        let cipher = cipher("feltbog", 1);
        for by in [Data, Sending] {
            let plain = [by as u8; 64];
            assert!(!cipher.is_sealed("view", b"key", &plain));
            let sealed = cipher.sealed(by, "view", b"key", &plain, VECTOR_7);
            assert!(cipher.is_sealed_by(by, "view", b"key", &sealed));
            assert!(!cipher.is_sealed("view", b"other", &sealed));
        }
    }

    #[test]
    fn plain_rows_are_read_while_some_are_not_encrypted_yet() {
        let cipher = cipher("feltbog", 1).reading_plain();
        assert_eq!(cipher.opened("view", b"key", b"row".to_vec()), b"row");
        let sealed = cipher.sealed(Data, "view", b"key", b"row", VECTOR_7);
        assert!(cipher.is_sealed("view", b"key", &sealed) && !cipher.is_sealed("view", b"key", b"row"));
        assert_eq!(cipher.opened("view", b"key", sealed), b"row");
        assert!(!cipher.is_whole());
    }

    #[test]
    fn nothing_decodes_from_an_unreadable_row() {
        use feltbog_shared::wire;
        for row in [b"".as_slice(), &[1], &[0; 64], &[2; 64]] {
            let value = unreadable(row);
            assert!(wire::decode::<u32>(&value).is_err() && wire::decode::<u64>(&value).is_err());
            assert!(wire::decode::<i64>(&value).is_err() && wire::decode::<bool>(&value).is_err());
            assert!(wire::decode::<Vec<u8>>(&value).is_err() && wire::decode::<String>(&value).is_err());
            assert!(wire::decode::<Option<u8>>(&value).is_err());
        }
    }

    #[test]
    fn rows_stand_as_they_are_without_a_key() {
        let plain = RowCipher::new("feltbog", KeySet::default());
        assert!(!plain.encrypts() && !plain.is_sealed("view", b"key", &[1]));
        assert!(plain.can_write(Data) && plain.can_write(Sending));
        assert_eq!(plain.sealed(Data, "view", b"key", b"row", VECTOR_7), b"row");
        assert_eq!(plain.opened("view", b"key", b"row".to_vec()), b"row");
    }

    /// Rows of both keys as phones have written them must stay readable.
    #[test]
    fn rows_keep_their_form() {
        for (by, number, key) in [(Data, 1, 1), (Sending, 2, !1)] {
            let sealed = cipher("feltbog", 1).sealed(by, "session", b"all-sent", b"\x4d", VECTOR_7);
            assert_eq!(sealed[..1 + VECTOR], [[number].as_slice(), &VECTOR_7].concat());
            let place = [[number].as_slice(), b"feltbog row\0feltbog\0session\0all-sent"].concat();
            let opened = Aes256Gcm::new(&[key; KEY].into()).decrypt(
                &Nonce::from(VECTOR_7),
                Payload {
                    msg: &sealed[1 + VECTOR..],
                    aad: &place,
                },
            );
            assert_eq!(opened.ok().as_deref(), Some(b"\x4d".as_slice()));
        }
    }
}
