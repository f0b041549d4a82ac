//! The server's secret and what it proves: that the server accepted a change from its author
//! (seals), and that a phone's place in a log is a place in this log (anchors).
//!
//! The secret lives in a file beside the database and never in it. With it every seal can be
//! checked after the database was restored from an older copy.

use std::io::{Read as _, Write as _};
use std::path::Path;

use chacha20poly1305::ChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::wire::{Anchor, CHALLENGE_LIFETIME_MILLIS, Challenge, Seal, UnsentKey};
use hmac::digest::KeyInit as _;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::clock::{Random, draw};
use crate::store::Chain;

/// The server's secret.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A seal proves that a change was accepted from its author.
const ACCEPTED: &[u8] = b"seal";
/// A seal proves that too, and that the author is the document's owner.
const OWNED: &[u8] = b"owner";

/// The content that a seal covers.
struct SealedChange {
    department: DepartmentId,
    document: DocumentId,
    hash: ChangeHash,
    author: UserId,
}

impl SealedChange {
    fn parts(&self, proves: &'static [u8]) -> [&[u8]; 5] {
        [
            proves,
            self.department.as_bytes(),
            self.document.as_bytes(),
            &self.hash.0,
            self.author.as_bytes(),
        ]
    }
}

/// The two sides of a self-test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelfTest {
    /// `feltbog doctor` asks.
    Question,
    /// The server answers.
    Answer,
}

impl Secret {
    /// The secret with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the secret from a file, or makes the file, readable for its owner alone.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds anything but 32 bytes.
    pub fn from_file(path: &Path, random: &dyn Random) -> std::io::Result<Self> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(mut file) => {
                let bytes = draw(random);
                file.write_all(&bytes)?;
                file.sync_all()?;
                Ok(Self(bytes))
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Self::existing(path),
            Err(error) => Err(error),
        }
    }

    /// Reads the secret from a file that is there.
    ///
    /// # Errors
    /// When the file cannot be read or holds anything but 32 bytes.
    pub fn existing(path: &Path) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(33).read_to_end(&mut bytes)?;
        let bytes = bytes.try_into().map_err(|_| {
            std::io::Error::new(std::io::ErrorKind::InvalidData, "the secret must be 32 bytes")
        })?;
        Ok(Self(bytes))
    }

    /// Proof that this server accepted a change from its author.
    pub fn seal(
        &self,
        department: DepartmentId,
        document: DocumentId,
        hash: ChangeHash,
        author: UserId,
    ) -> Seal {
        let change = SealedChange {
            department,
            document,
            hash,
            author,
        };
        Seal(self.tag(&change.parts(ACCEPTED)))
    }

    /// The same for a change to the document of an owner. That of an owner's own change proves whose the document is
    /// too, so that a server which lost the document does not take whoever comes first for its owner.
    pub fn seal_in_document_of(
        &self,
        owner: UserId,
        department: DepartmentId,
        document: DocumentId,
        hash: ChangeHash,
        author: UserId,
    ) -> Seal {
        let change = SealedChange {
            department,
            document,
            hash,
            author,
        };
        let proves = if author == owner { OWNED } else { ACCEPTED };
        Seal(self.tag(&change.parts(proves)))
    }

    /// Whether a seal is this server's.
    pub fn verify(
        &self,
        seal: Seal,
        department: DepartmentId,
        document: DocumentId,
        hash: ChangeHash,
        author: UserId,
    ) -> bool {
        let change = SealedChange {
            department,
            document,
            hash,
            author,
        };
        self.is_seal(seal, &change, ACCEPTED) || self.is_seal(seal, &change, OWNED)
    }

    /// Whether a seal is this server's and proves that the change's author is the document's owner.
    pub fn proves_owner(
        &self,
        seal: Seal,
        department: DepartmentId,
        document: DocumentId,
        hash: ChangeHash,
        author: UserId,
    ) -> bool {
        let change = SealedChange {
            department,
            document,
            hash,
            author,
        };
        self.is_seal(seal, &change, OWNED)
    }

    fn is_seal(&self, seal: Seal, change: &SealedChange, proves: &'static [u8]) -> bool {
        self.mac(&change.parts(proves))
            .is_some_and(|mac| mac.verify_truncated_left(&seal.0).is_ok())
    }

    /// The check of the rights that a cursor was made under: their fingerprint, and a check value of it, of the person
    /// and of the place. Nobody else can use it, and nobody at another place or with other rights.
    pub fn cursor_rights(
        &self,
        department: DepartmentId,
        person: UserId,
        fingerprint: u32,
        (epoch, sequence, chain): (u64, u64, &Chain),
    ) -> u64 {
        let [a, b, c, d, ..] = self.tag(&[
            b"rights",
            department.as_bytes(),
            person.as_bytes(),
            &fingerprint.to_be_bytes(),
            &epoch.to_be_bytes(),
            &sequence.to_be_bytes(),
            chain,
        ]);
        u64::from(fingerprint) << 32 | u64::from(u32::from_be_bytes([a, b, c, d]))
    }

    /// The check value of a place in a log; nothing before its first entry.
    pub fn anchor(
        &self,
        department: DepartmentId,
        epoch: u64,
        sequence: u64,
        chain: &Chain,
    ) -> Option<Anchor> {
        let parts = [
            b"anchor".as_slice(),
            department.as_bytes(),
            &epoch.to_be_bytes(),
            &sequence.to_be_bytes(),
            chain,
        ];
        (sequence > 0).then(|| Anchor(self.tag(&parts)))
    }

    /// The key with which somebody's phones encrypt unsent changes, once access on them is taken away.
    pub fn unsent_key(&self, user: UserId) -> UnsentKey {
        UnsentKey(self.key(&[b"unsent", user.as_bytes()]))
    }

    /// A challenge for a phone: eight random bytes, the time, and a check value of both. Nothing is kept of it until it is
    /// answered.
    pub fn challenge(&self, random: [u8; 8], now: Moment) -> Challenge {
        let time = now.millis().to_be_bytes();
        let tag = self.tag(&[b"challenge", &random, &time]);
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&random);
        bytes[8..16].copy_from_slice(&time);
        bytes[16..].copy_from_slice(&tag);
        Challenge(bytes)
    }

    /// The end of a challenge of this server's; nothing for one that is not, or has ended.
    pub fn challenge_end(&self, challenge: &[u8; 32], now: Moment) -> Option<Moment> {
        let (random, time) = (&challenge[..8], &challenge[8..16]);
        let mac = self.mac(&[b"challenge", random, time])?;
        mac.verify_truncated_left(&challenge[16..]).ok()?;
        let made_at = Moment::from_millis(i64::from_be_bytes(time.try_into().ok()?));
        let end = made_at.plus_millis(CHALLENGE_LIFETIME_MILLIS);
        (now < end).then_some(end)
    }

    /// The check value of a line of the erasure ledger, after the line before it.
    pub fn erasure_link(&self, before: &[u8; 16], line: &str) -> [u8; 16] {
        self.tag(&[b"erasure", before, line.as_bytes()])
    }

    /// The check value of a line with the count of starts.
    pub fn start_count(&self, line: &str) -> [u8; 16] {
        self.tag(&[b"start count", line.as_bytes()])
    }

    /// The check value of a question or an answer between `feltbog doctor` and a server with the same secret.
    pub fn self_test(&self, side: SelfTest, at: Moment) -> [u8; 16] {
        let side: &[u8] = match side {
            SelfTest::Question => b"self-test question",
            SelfTest::Answer => b"self-test answer",
        };
        self.tag(&[side, &at.millis().to_be_bytes()])
    }

    /// Whether a question is that of somebody who has the secret.
    pub fn is_self_test(&self, tag: &[u8; 16], at: Moment) -> bool {
        self.mac(&[b"self-test question", &at.millis().to_be_bytes()])
            .is_some_and(|mac| mac.verify_truncated_left(tag).is_ok())
    }

    /// A name for the secret itself, to tell whether two are the same.
    pub fn fingerprint(&self) -> [u8; 16] {
        self.tag(&[b"fingerprint"])
    }

    /// A name for an address that does not tell the address.
    pub fn pseudonym(&self, address: &[u8]) -> [u8; 16] {
        self.tag(&[b"address", address])
    }

    /// The secret by which a webhook signs.
    pub(crate) fn webhook_key(&self, webhook: &[u8; 16]) -> [u8; 32] {
        self.key(&[b"webhook", webhook])
    }

    /// The keyed hash under which the hash of a password is kept.
    pub fn password_hash(&self, hash: &[u8; 32]) -> [u8; 32] {
        self.key(&[b"password", hash])
    }

    /// Whether a hash of a password is the one that is kept. Takes the same time for every hash.
    pub fn is_password_hash(&self, hash: &[u8; 32], kept: &[u8; 32]) -> bool {
        self.mac(&[b"password", hash])
            .is_some_and(|mac| mac.verify_slice(kept).is_ok())
    }

    /// The secret of one-time codes that an invitation with this token offers.
    pub fn offered_totp_secret(&self, token: &str) -> [u8; 20] {
        let mut secret = [0; 20];
        secret.copy_from_slice(&self.key(&[b"offered totp", token.as_bytes()])[..20]);
        secret
    }

    /// The encrypted secret of a person's one-time codes: the nonce, then the ciphertext.
    pub fn encrypt_totp_secret(&self, person: UserId, secret: &[u8], nonce: [u8; 12]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: secret,
            aad: person.as_bytes(),
        };
        let sealed = self.totp_cipher().encrypt(&nonce.into(), payload).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// The secret of a person's one-time codes; nothing when it was encrypted for somebody else or with another key.
    pub fn decrypt_totp_secret(&self, person: UserId, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
        let payload = Payload {
            msg: sealed,
            aad: person.as_bytes(),
        };
        self.totp_cipher().decrypt(nonce.into(), payload).ok()
    }

    /// The private key of the seals of bundles, as a number on P-256.
    pub(crate) fn bundle_key(&self) -> [u8; 32] {
        self.key(&[b"bundle seal"])
    }

    /// The private key of the checkpoints of the access log, as a number on P-256.
    pub(crate) fn audit_key(&self) -> [u8; 32] {
        self.key(&[b"audit checkpoint"])
    }

    fn totp_cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&self.key(&[b"totp"]).into())
    }

    /// The encrypted content of a mail that waits: the nonce, then the ciphertext.
    pub fn encrypt_mail(&self, id: &[u8; 16], content: &[u8], nonce: [u8; 12]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: content,
            aad: id,
        };
        let sealed = self.mail_cipher().encrypt(&nonce.into(), payload).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// The content of a mail; nothing when it is another's or was encrypted with another key.
    pub fn decrypt_mail(&self, id: &[u8; 16], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
        let payload = Payload { msg: sealed, aad: id };
        self.mail_cipher().decrypt(nonce.into(), payload).ok()
    }

    /// The encrypted refresh token of a subject at an issuer: the nonce, then the ciphertext.
    pub fn encrypt_refresh_token(
        &self,
        (issuer, subject): (&str, &str),
        token: &str,
        nonce: [u8; 12],
    ) -> Option<Vec<u8>> {
        let whose = [issuer, "\n", subject].concat();
        let payload = Payload {
            msg: token.as_bytes(),
            aad: whose.as_bytes(),
        };
        let sealed = self.refresh_cipher().encrypt(&nonce.into(), payload).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// The refresh token of a subject at an issuer; nothing when it is another's or was encrypted with another key.
    pub fn decrypt_refresh_token(&self, (issuer, subject): (&str, &str), sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
        let whose = [issuer, "\n", subject].concat();
        let payload = Payload {
            msg: sealed,
            aad: whose.as_bytes(),
        };
        let token = self.refresh_cipher().decrypt(nonce.into(), payload).ok()?;
        String::from_utf8(token).ok()
    }

    fn refresh_cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&self.key(&[b"refresh token"]).into())
    }

    fn mail_cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&self.key(&[b"mail"]).into())
    }

    /// Bytes for the private key that push services know this server by. Nearly all are one; another try has others.
    pub fn push_key(&self, attempt: u8) -> [u8; 32] {
        self.key(&[b"push", &[attempt]])
    }

    /// A name for what tries to sign in are counted by, that tells neither account nor address.
    pub fn attempt_subject(&self, kind: &str, account: &str, address: &str) -> [u8; 16] {
        self.tag(&[
            b"attempt",
            kind.as_bytes(),
            &[0],
            account.as_bytes(),
            &[0],
            address.as_bytes(),
        ])
    }

    /// The proof that an account was signed in on a browser with this name.
    pub fn known_browser(&self, account: &str, name: &[u8; 16]) -> [u8; 16] {
        self.tag(&[b"known browser", name, account.as_bytes()])
    }

    fn key(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut key = [0; 32];
        if let Some(mac) = self.mac(parts) {
            key.copy_from_slice(&mac.finalize().into_bytes());
        }
        key
    }

    fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mut tag = [0; 16];
        if let Some(mac) = self.mac(parts) {
            tag.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        tag
    }

    fn mac(&self, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
        // A key of any length is a key for HMAC, so there is always one.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        parts.iter().for_each(|part| mac.update(part));
        Some(mac)
    }
}
