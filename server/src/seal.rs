//! The server's secret and what it proves: that the server accepted a change from its author
//! (seals), and that a phone's place in a log is a place in this log (anchors).
//!
//! The secret lives in a file beside the database and never in it. With it every seal can be
//! checked after the database was restored from an older copy. It has former keys once it was rotated
//! ([`crate::secret_keys`]).

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::ChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::wire::{Anchor, CHALLENGE_LIFETIME_MILLIS, Challenge, Seal, UnsentKey};
use hmac::digest::KeyInit as _;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::clock::{Random, draw};
use crate::secret_keys::{Key, Keyring};
use crate::store::Chain;

/// The server's secret. Clones share its keys.
#[derive(Clone)]
pub struct Secret(Arc<Keyring>);

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
        Self(Arc::new(Keyring::of(bytes)))
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
                let bytes: Key = draw(random);
                file.write_all(&bytes)?;
                file.sync_all()?;
                Self::existing(path)
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Self::existing(path),
            Err(error) => Err(error),
        }
    }

    /// Reads the secret from a file that is there, with the former ones beside it.
    ///
    /// # Errors
    /// When a file cannot be read or holds anything but 32 bytes.
    pub fn existing(path: &Path) -> std::io::Result<Self> {
        Ok(Self(Arc::new(Keyring::read(path)?)))
    }

    /// Reads the files anew. Whether the secret was rotated or the next one prepared since.
    ///
    /// # Errors
    /// As [`Secret::existing`]; then the secret stays as it is.
    pub fn refresh(&self, now: Moment) -> std::io::Result<bool> {
        self.0.tell(now);
        self.0.refresh()
    }

    /// The names of the secret and of the former ones, the newest first.
    pub fn fingerprints(&self) -> Vec<[u8; 16]> {
        self.0.known().iter().map(fingerprint).collect()
    }

    /// Whether a name is that of the secret that was prepared to come next.
    pub fn is_next(&self, named: &[u8; 16]) -> bool {
        self.0.next().is_some_and(|key| fingerprint(&key) == *named)
    }

    /// A mark of the rotations until now, nought before the first. A phone fetches everything anew when it changes, and gets
    /// new seals before those under the former secret end.
    pub fn rotation_mark(&self) -> u32 {
        if self.0.known().len() < 2 {
            return 0;
        }
        let [a, b, c, d, ..] = self.tag(&[b"rotation"]);
        u32::from_be_bytes([a, b, c, d])
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
        self.is_tag(&seal.0, &change.parts(proves))
    }

    /// The check of the rights that a cursor was made under: their fingerprint, and a check value of it, of the person
    /// and of the place. Nobody else can use it, and nobody at another place or with other rights.
    pub fn cursor_rights(
        &self,
        department: DepartmentId,
        person: UserId,
        fingerprint: u32,
        place: (u64, u64, &Chain),
    ) -> u64 {
        cursor_rights(&self.0.present(), department, person, fingerprint, place)
    }

    /// Whether this server made the check of rights in a cursor, for this person and place.
    pub fn is_cursor_rights(
        &self,
        rights: u64,
        department: DepartmentId,
        person: UserId,
        place: (u64, u64, &Chain),
    ) -> bool {
        let fingerprint = (rights >> 32) as u32;
        let is_made_with = |key: &Key| cursor_rights(key, department, person, fingerprint, place) == rights;
        self.0.accepted().iter().any(is_made_with)
    }

    /// The check value of a place in a log; nothing before its first entry.
    pub fn anchor(
        &self,
        department: DepartmentId,
        epoch: u64,
        sequence: u64,
        chain: &Chain,
    ) -> Option<Anchor> {
        anchor(&self.0.present(), department, (epoch, sequence, chain))
    }

    /// Whether this is the check value that this server gives, or gave before a rotation, to a place in a log.
    pub fn is_anchor(
        &self,
        named: Option<Anchor>,
        department: DepartmentId,
        place: (u64, u64, &Chain),
    ) -> bool {
        let keys = self.0.accepted();
        let is_named = |key: &Key| {
            let made = anchor(key, department, place);
            // Of one that was sealed the first half alone is left.
            let half = made.map(|Anchor(made)| {
                let mut half = [0; 16];
                half[..8].copy_from_slice(&made[..8]);
                Anchor(half)
            });
            named == made || named == half
        };
        keys.iter().any(is_named)
    }

    /// The key with which somebody's phones encrypt unsent changes, once access on them is taken away.
    pub fn unsent_key(&self, user: UserId) -> UnsentKey {
        UnsentKey(self.lasting_key(&[b"unsent", user.as_bytes()]))
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
        if !self.is_tag(&challenge[16..], &[b"challenge", random, time]) {
            return None;
        }
        let made_at = Moment::from_millis(i64::from_be_bytes(time.try_into().ok()?));
        let end = made_at.plus_millis(CHALLENGE_LIFETIME_MILLIS);
        (now < end).then_some(end)
    }

    /// The check value of a line of the erasure ledger, after the line before it.
    pub fn erasure_link(&self, before: &[u8; 16], line: &str) -> [u8; 16] {
        self.tag(&[b"erasure", before, line.as_bytes()])
    }

    /// The check values that a line of the erasure ledger may have: that of now, and those before a rotation.
    pub fn erasure_links(&self, before: &[u8; 16], line: &str) -> Vec<[u8; 16]> {
        let parts: [&[u8]; 3] = [b"erasure", before, line.as_bytes()];
        self.0.known().iter().map(|key| tag(key, &parts)).collect()
    }

    /// The check value of a line with the count of starts.
    pub fn start_count(&self, line: &str) -> [u8; 16] {
        self.tag(&[b"start count", line.as_bytes()])
    }

    /// The check values that a line with the count of starts may have: that of now, and those before a rotation.
    pub fn start_counts(&self, line: &str) -> Vec<[u8; 16]> {
        let parts: [&[u8]; 2] = [b"start count", line.as_bytes()];
        self.0.known().iter().map(|key| tag(key, &parts)).collect()
    }

    /// Reads the files anew before something on the disk is judged that another process may have written.
    pub(crate) fn reread(&self) {
        if let Err(error) = self.0.refresh() {
            tracing::warn!(%error, "the files of the secret could not be read anew");
        }
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
        self.is_tag(tag, &[b"self-test question", &at.millis().to_be_bytes()])
    }

    /// A name for the secret itself, to tell whether two are the same.
    pub fn fingerprint(&self) -> [u8; 16] {
        fingerprint(&self.0.present())
    }

    /// A name for an address that does not tell the address.
    pub fn pseudonym(&self, address: &[u8]) -> [u8; 16] {
        self.tag(&[b"address", address])
    }

    /// The secret by which a webhook signs.
    pub(crate) fn webhook_key(&self, webhook: &[u8; 16]) -> [u8; 32] {
        self.lasting_key(&[b"webhook", webhook])
    }

    /// The keyed hash under which the hash of a password is kept.
    pub fn password_hash(&self, hash: &[u8; 32]) -> [u8; 32] {
        derived(&self.0.present(), &[b"password", hash])
    }

    /// Whether a hash of a password is the one that is kept. Takes the same time for every hash.
    pub fn is_password_hash(&self, hash: &[u8; 32], kept: &[u8; 32]) -> bool {
        let parts: [&[u8]; 2] = [b"password", hash];
        let is_kept = |key: &Key| mac(key, &parts).is_some_and(|mac| mac.verify_slice(kept).is_ok());
        // No key is left out, so that the time does not tell which one it was.
        self.0
            .known()
            .iter()
            .fold(false, |found, key| found | is_kept(key))
    }

    /// The secret of one-time codes that an invitation with this token offers.
    pub fn offered_totp_secret(&self, token: &str) -> [u8; 20] {
        let mut secret = [0; 20];
        secret.copy_from_slice(&self.lasting_key(&[b"offered totp", token.as_bytes()])[..20]);
        secret
    }

    /// The encrypted secret of a person's one-time codes: the nonce, then the ciphertext.
    pub fn encrypt_totp_secret(&self, person: UserId, secret: &[u8], nonce: [u8; 12]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: secret,
            aad: person.as_bytes(),
        };
        let key = self.0.present();
        let sealed = cipher(&key, b"totp").encrypt(&nonce.into(), payload).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// The secret of a person's one-time codes; nothing when it was encrypted for somebody else or with another key.
    pub fn decrypt_totp_secret(&self, person: UserId, sealed: &[u8]) -> Option<Vec<u8>> {
        self.decrypt(b"totp", person.as_bytes(), sealed)
    }

    /// The private key of the seals of bundles, as a number on P-256.
    pub(crate) fn bundle_key(&self) -> [u8; 32] {
        self.lasting_key(&[b"bundle seal"])
    }

    /// The private key of the checkpoints of the access log, as a number on P-256.
    pub(crate) fn audit_key(&self) -> [u8; 32] {
        self.lasting_key(&[b"audit checkpoint"])
    }

    /// The encrypted content of a mail that waits: the nonce, then the ciphertext.
    pub fn encrypt_mail(&self, id: &[u8; 16], content: &[u8], nonce: [u8; 12]) -> Option<Vec<u8>> {
        self.encrypt(b"mail", id, content, nonce)
    }

    /// The content of a mail; nothing when it is another's or was encrypted with another key.
    pub fn decrypt_mail(&self, id: &[u8; 16], sealed: &[u8]) -> Option<Vec<u8>> {
        self.decrypt(b"mail", id, sealed)
    }

    /// The encrypted home of an announcement of when somebody will be out of it: the nonce, then the ciphertext.
    pub fn encrypt_visited_home(&self, id: &[u8; 16], home: &str, nonce: [u8; 12]) -> Option<Vec<u8>> {
        self.encrypt(b"visited home", id, home.as_bytes(), nonce)
    }

    /// The home of an announcement; nothing when it is another's or was encrypted with another key.
    pub fn decrypt_visited_home(&self, id: &[u8; 16], sealed: &[u8]) -> Option<String> {
        String::from_utf8(self.decrypt(b"visited home", id, sealed)?).ok()
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
        let key = self.0.present();
        let sealed = cipher(&key, b"refresh token")
            .encrypt(&nonce.into(), payload)
            .ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// The refresh token of a subject at an issuer; nothing when it is another's or was encrypted with another key.
    pub fn decrypt_refresh_token(&self, (issuer, subject): (&str, &str), sealed: &[u8]) -> Option<String> {
        let whose = [issuer, "\n", subject].concat();
        let token = self.decrypt(b"refresh token", whose.as_bytes(), sealed)?;
        String::from_utf8(token).ok()
    }

    /// A content encrypted for a purpose and a subject: the nonce, then the ciphertext.
    fn encrypt(&self, purpose: &[u8], subject: &[u8], content: &[u8], nonce: [u8; 12]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: content,
            aad: subject,
        };
        let key = self.0.present();
        let sealed = cipher(&key, purpose).encrypt(&nonce.into(), payload).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// The content of what was encrypted for a purpose and a subject, under whichever key.
    fn decrypt(&self, purpose: &[u8], subject: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
        self.0.known().iter().find_map(|key| {
            let payload = Payload {
                msg: sealed,
                aad: subject,
            };
            cipher(key, purpose).decrypt(nonce.into(), payload).ok()
        })
    }

    /// Bytes for the private key that push services know this server by. Nearly all are one; another try has others.
    pub fn push_key(&self, attempt: u8) -> [u8; 32] {
        self.lasting_key(&[b"push", &[attempt]])
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

    /// The proofs of the same that are accepted: that of now, and those before a rotation.
    pub fn known_browsers(&self, account: &str, name: &[u8; 16]) -> Vec<[u8; 16]> {
        let parts: [&[u8]; 3] = [b"known browser", name, account.as_bytes()];
        self.0.accepted().iter().map(|key| tag(key, &parts)).collect()
    }

    /// A key whose other half is elsewhere. A rotation does not change it.
    pub(crate) fn lasting_key(&self, parts: &[&[u8]]) -> [u8; 32] {
        derived(&self.0.first(), parts)
    }

    fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        tag(&self.0.present(), parts)
    }

    /// Whether a check value is this server's, by the present secret or by a former one that is accepted still.
    fn is_tag(&self, stated: &[u8], parts: &[&[u8]]) -> bool {
        let is_made_with =
            |key: &Key| mac(key, parts).is_some_and(|mac| mac.verify_truncated_left(stated).is_ok());
        self.0.accepted().iter().any(is_made_with)
    }
}

fn cursor_rights(
    key: &Key,
    department: DepartmentId,
    person: UserId,
    fingerprint: u32,
    (epoch, sequence, chain): (u64, u64, &Chain),
) -> u64 {
    let parts: [&[u8]; 7] = [
        b"rights",
        department.as_bytes(),
        person.as_bytes(),
        &fingerprint.to_be_bytes(),
        &epoch.to_be_bytes(),
        &sequence.to_be_bytes(),
        chain,
    ];
    let [a, b, c, d, ..] = tag(key, &parts);
    u64::from(fingerprint) << 32 | u64::from(u32::from_be_bytes([a, b, c, d]))
}

fn anchor(
    key: &Key,
    department: DepartmentId,
    (epoch, sequence, chain): (u64, u64, &Chain),
) -> Option<Anchor> {
    let parts: [&[u8]; 5] = [
        b"anchor",
        department.as_bytes(),
        &epoch.to_be_bytes(),
        &sequence.to_be_bytes(),
        chain,
    ];
    (sequence > 0).then(|| Anchor(tag(key, &parts)))
}

fn fingerprint(key: &Key) -> [u8; 16] {
    tag(key, &[b"fingerprint"])
}

fn cipher(key: &Key, purpose: &[u8]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&derived(key, &[purpose]).into())
}

fn derived(key: &Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut derived = [0; 32];
    if let Some(mac) = mac(key, parts) {
        derived.copy_from_slice(&mac.finalize().into_bytes());
    }
    derived
}

fn tag(key: &Key, parts: &[&[u8]]) -> [u8; 16] {
    let mut tag = [0; 16];
    if let Some(mac) = mac(key, parts) {
        tag.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    }
    tag
}

fn mac(key: &Key, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    // A key of any length is a key for HMAC, so there is always one.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    parts.iter().for_each(|part| mac.update(part));
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;
    use crate::secret_keys::{FORMER_KEY_DAYS, prepare, switch};

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const METTE: UserId = UserId::from_bytes([3; 16]);
    const CHAIN: Chain = [5; 32];

    fn at(days: i64) -> Moment {
        Moment::from_millis(1_795_219_200_000 + days * 86_400_000)
    }

    /// A secret that is rotated, and what it said before and after.
    fn rotated<T>(say: impl Fn(&Secret) -> T) -> (tempfile::TempDir, Secret, T, T) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        let secret = Secret::from_file(&file, &SystemRandom).unwrap();
        let before = say(&secret);
        prepare(&file, &SystemRandom).unwrap();
        switch(&file, at(0)).unwrap();
        assert!(secret.refresh(at(0)).unwrap());
        let after = say(&secret);
        (folder, secret, before, after)
    }

    #[test]
    fn what_phones_hold_is_accepted_for_a_time_after_a_rotation() {
        let place = (2, 7, &CHAIN);
        let (document, hash) = (DocumentId::from_bytes([2; 16]), ChangeHash([4; 32]));
        let say = |secret: &Secret| {
            (
                secret.seal(HERE, document, hash, METTE),
                secret.anchor(HERE, 2, 7, &CHAIN),
                secret.cursor_rights(HERE, METTE, 9, place),
                secret.rotation_mark(),
            )
        };
        let (_folder, secret, before, after) = rotated(say);
        assert!(before.0 != after.0 && before.1 != after.1 && before.2 != after.2);
        assert!(before.3 == 0 && after.3 != 0, "phones fetch new seals");
        let holds = |(seal, anchor, rights, _): (Seal, Option<Anchor>, u64, u32)| {
            [
                secret.verify(seal, HERE, document, hash, METTE),
                secret.is_anchor(anchor, HERE, place),
                secret.is_cursor_rights(rights, HERE, METTE, place),
            ]
        };
        for (days, is_accepted) in [(FORMER_KEY_DAYS - 1, true), (FORMER_KEY_DAYS, false)] {
            secret.refresh(at(days)).unwrap();
            assert_eq!(holds(before), [is_accepted; 3], "after {days} days");
            assert_eq!(holds(after), [true; 3]);
        }
        // One that nobody had is refused as ever.
        let other = Secret::new([9; 32]);
        assert_eq!(holds(say(&other)), [false; 3]);
    }

    #[test]
    fn what_lies_here_is_read_for_ever_and_lasting_keys_stay() {
        let say = |secret: &Secret| {
            (
                secret.encrypt_totp_secret(METTE, b"totp", [1; 12]).unwrap(),
                secret.encrypt_mail(&[7; 16], b"mail", [1; 12]).unwrap(),
                secret
                    .encrypt_refresh_token(("i", "s"), "token", [1; 12])
                    .unwrap(),
                secret.password_hash(&[6; 32]),
                [
                    secret.bundle_key(),
                    secret.audit_key(),
                    secret.push_key(0),
                    secret.webhook_key(&[8; 16]),
                    secret.unsent_key(METTE).0,
                ],
            )
        };
        let (_folder, secret, before, after) = rotated(say);
        assert_eq!(before.4, after.4);
        secret.refresh(at(10 * FORMER_KEY_DAYS)).unwrap();
        for (totp, mail, token, password, _) in [&before, &after] {
            assert_eq!(
                secret.decrypt_totp_secret(METTE, totp).as_deref(),
                Some(&b"totp"[..])
            );
            assert_eq!(secret.decrypt_mail(&[7; 16], mail).as_deref(), Some(&b"mail"[..]));
            let read = secret.decrypt_refresh_token(("i", "s"), token);
            assert_eq!(read.as_deref(), Some("token"));
            assert!(secret.is_password_hash(&[6; 32], password));
        }
        assert!(
            before.0 != after.0 && before.3 != after.3,
            "new ones are under the new secret"
        );
        assert!(!secret.is_password_hash(&[5; 32], &before.3));
        assert_eq!(Secret::new([9; 32]).decrypt_mail(&[7; 16], &before.1), None);
    }
}
