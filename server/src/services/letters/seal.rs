//! Seals of bundles: a line behind the end of a PDF, with the time and a signature (ECDSA on P-256) by a key that is made
//! from the server's secret. Everybody who has the public key can verify a file without asking the server.

use feltbog_shared::moment::Moment;
use feltbog_shared::office_letters::{SealAnswer, SealKey};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use super::hex;
use crate::error::Error;
use crate::seal::Secret;
use crate::state::App;

/// The beginning of the line. PDF reads lines that begin so as comments.
const MARK: &str = "\n%Feltbog-seal-1 ";
/// Most bytes of the line.
const LONGEST_LINE: usize = 400;

/// A seal whose signature fits the file and the key that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidSeal {
    /// The time of the seal.
    pub sealed_at: Moment,
    /// The public key, as hexadecimal digits.
    pub key: String,
}

/// Reason why a file is not taken for a sealed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No seal stands at its end.
    #[error("the file has no seal")]
    Unsealed,
    /// The file or its seal was changed after it was sealed.
    #[error("the file was changed after it was sealed, or the seal is not genuine")]
    Changed,
    /// It was sealed with another key than the one that was named.
    #[error("the file was sealed with another key")]
    OtherKey,
}

fn message(content: &[u8], sealed_at: Moment) -> Vec<u8> {
    let hash = hex(&Sha256::digest(content));
    format!("feltbog bundle seal 1 {} {hash}", sealed_at.millis()).into_bytes()
}

fn signing_key(secret: &Secret) -> Result<SigningKey, Error> {
    SigningKey::from_slice(&secret.bundle_key()).map_err(|error| Error::Fault(error.to_string()))
}

fn key_text(key: &VerifyingKey) -> String {
    hex(key.to_sec1_point(true).as_bytes())
}

/// Seals a PDF.
pub(super) fn seal(secret: &Secret, mut pdf: Vec<u8>, sealed_at: Moment) -> Result<Vec<u8>, Error> {
    let key = signing_key(secret)?;
    let signature: Signature = key.sign(&message(&pdf, sealed_at));
    let line = format!(
        "{MARK}{} {} {}\n",
        sealed_at.millis(),
        key_text(key.verifying_key()),
        hex(&signature.to_bytes())
    );
    pdf.extend_from_slice(line.as_bytes());
    Ok(pdf)
}

/// Verifies a sealed file, with a public key or with the one that the seal names.
///
/// # Errors
/// [`SealError`].
pub fn verify(file: &[u8], key: Option<&str>) -> Result<ValidSeal, SealError> {
    let tail = file.len().saturating_sub(LONGEST_LINE);
    let start = file[tail..]
        .windows(MARK.len())
        .rposition(|part| part == MARK.as_bytes())
        .map(|place| tail + place)
        .ok_or(SealError::Unsealed)?;
    let (content, line) = file.split_at(start);
    let line = std::str::from_utf8(&line[MARK.len()..]).map_err(|_| SealError::Changed)?;
    let line = line.strip_suffix('\n').ok_or(SealError::Changed)?;
    let mut parts = line.split(' ');
    let (Some(at), Some(named), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(SealError::Changed);
    };
    let sealed_at: i64 = at.parse().map_err(|_| SealError::Changed)?;
    // One way alone to write each part, so that no byte of the line can be another.
    if at != sealed_at.to_string() {
        return Err(SealError::Changed);
    }
    let point = unhex(named).ok_or(SealError::Changed)?;
    let verifying = VerifyingKey::from_sec1_bytes(&point).map_err(|_| SealError::Changed)?;
    let signature = unhex(signature).ok_or(SealError::Changed)?;
    let signature = Signature::from_slice(&signature).map_err(|_| SealError::Changed)?;
    let sealed_at = Moment::from_millis(sealed_at);
    verifying
        .verify(&message(content, sealed_at), &signature)
        .map_err(|_| SealError::Changed)?;
    match key.is_none_or(|key| key.trim().eq_ignore_ascii_case(named)) {
        true => Ok(ValidSeal {
            sealed_at,
            key: named.to_owned(),
        }),
        false => Err(SealError::OtherKey),
    }
}

/// Bytes of hexadecimal digits in small letters.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if !text.len().is_multiple_of(2) || !text.bytes().all(is_digit) {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

/// The public key of this server's seals.
///
/// # Errors
/// When the secret makes no key.
pub fn public_key(app: &App) -> Result<SealKey, Error> {
    let key = signing_key(&app.secret)?;
    Ok(SealKey {
        key: key_text(key.verifying_key()),
    })
}

/// Tells when this server sealed the file with a hash, and nothing else of it.
///
/// # Errors
/// `MALFORMED` for a text that is no hash, `NOT_FOUND` for a file that was not sealed here.
pub async fn find(app: &App, hash: &str) -> Result<SealAnswer, Error> {
    let hash = hash.trim().to_ascii_lowercase();
    let hash = unhex(&hash).and_then(|hash| <[u8; 32]>::try_from(hash).ok());
    let hash = hash.ok_or(Error::MALFORMED)?;
    let sealed_at = app.store.bundle_seal(&hash).await?;
    let sealed_at = sealed_at.ok_or(Error::NOT_FOUND)?;
    Ok(SealAnswer { sealed_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_byte_is_refused_wherever_it_is() {
        let secret = Secret::new([7; 32]);
        let at = Moment::from_millis(1_795_219_200_000);
        let file = seal(&secret, b"%PDF-1.7\n words \n%%EOF".to_vec(), at).unwrap();
        let valid = verify(&file, None).unwrap();
        assert_eq!(valid.sealed_at, at);
        assert_eq!(verify(&file, Some(&valid.key)), Ok(valid.clone()));
        let other = seal(&Secret::new([8; 32]), b"%PDF-1.7\n words \n%%EOF".to_vec(), at).unwrap();
        assert_eq!(verify(&other, Some(&valid.key)), Err(SealError::OtherKey));
        for place in 0..file.len() {
            for bit in [1, 32] {
                let mut flipped = file.clone();
                flipped[place] ^= bit;
                assert!(verify(&flipped, None).is_err(), "byte {place}");
            }
        }
        assert_eq!(verify(b"%PDF-1.7\n%%EOF", None), Err(SealError::Unsealed));
        for longer in [&b"\n"[..], b" ", b"x"] {
            assert!(verify(&[&file, longer].concat(), None).is_err());
        }
        assert!(verify(&file[..file.len() - 1], None).is_err());
    }
}
