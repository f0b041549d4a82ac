//! Countersigned checkpoints of the access log. A second party, who has a key of its own and no access to the server, signs
//! each checkpoint that it keeps. Who runs the server can then neither make the log anew nor say that a line was never
//! kept, and an outsider checks an exported log by the lines and two public keys alone.

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use super::chain::{self, NoCheckpoint, hex, is_signed, unhex};
use crate::clock::{Random, draw};
use crate::store::AuditCheckpoint;

/// The beginning of a countersigned line.
const MARK: &str = "feltbog-audit-2";

/// Reason why a checkpoint is not countersigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// The text is no key.
    #[error("this is no key")]
    NoKey,
    /// The checkpoint is another server's, or was changed.
    #[error("the checkpoint is not signed with the server's key that was stated")]
    NotTheServers,
    /// A kept line is signed with another key, or was changed.
    #[error("the kept line at row {0} is not countersigned with this key")]
    NotOurs(i64),
    /// The log has become shorter than a kept line says.
    #[error(
        "the kept lines go on to row {0}, and this checkpoint is older: rows were cut off, or a backup was restored"
    )]
    Older(i64),
    /// The log has another row at a number that was kept.
    #[error("the kept line at row {0} has another hash: the log was written anew")]
    WrittenAnew(i64),
}

/// A checkpoint that a second party has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countersigned {
    /// The checkpoint with the server's signature.
    pub checkpoint: AuditCheckpoint,
    /// The public key of the second party.
    witness: Vec<u8>,
    /// The signature of the second party.
    signature: Vec<u8>,
}

fn signed_text(checkpoint: &AuditCheckpoint) -> Vec<u8> {
    format!("feltbog audit countersignature 1 {}", chain::line(checkpoint)).into_bytes()
}

impl Countersigned {
    /// Whether the countersignature holds, and is made with a stated public key.
    pub fn is_by(&self, public_key: &str) -> bool {
        let Ok(key) = VerifyingKey::from_sec1_bytes(&self.witness) else {
            return false;
        };
        let Ok(signature) = Signature::from_slice(&self.signature) else {
            return false;
        };
        let text = signed_text(&self.checkpoint);
        public_key == hex(&self.witness) && key.verify(&text, &signature).is_ok()
    }
}

/// The line of a countersigned checkpoint.
pub fn line(countersigned: &Countersigned) -> String {
    let checkpoint = &countersigned.checkpoint;
    format!(
        "{MARK} {} {} {} {} {} {}",
        checkpoint.number,
        checkpoint.at.millis(),
        hex(&checkpoint.hash),
        hex(&checkpoint.signature),
        hex(&countersigned.witness),
        hex(&countersigned.signature)
    )
}

/// The countersigned checkpoint of a line.
///
/// # Errors
/// [`NoCheckpoint`].
pub fn parse(line: &str) -> Result<Countersigned, NoCheckpoint> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [mark, number, at, hash, server, witness, signature] = words[..] else {
        return Err(NoCheckpoint);
    };
    if mark != MARK {
        return Err(NoCheckpoint);
    }
    let plain = [chain::MARK, number, at, hash, server].join(" ");
    Ok(Countersigned {
        checkpoint: chain::parse(&plain)?,
        witness: unhex(witness).ok_or(NoCheckpoint)?,
        signature: unhex(signature).ok_or(NoCheckpoint)?,
    })
}

/// The key of a second party.
pub struct WitnessKey {
    bytes: [u8; 32],
    key: SigningKey,
}

impl WitnessKey {
    fn of(bytes: [u8; 32]) -> Result<Self, WitnessError> {
        let key = SigningKey::from_slice(&bytes).map_err(|_| WitnessError::NoKey)?;
        Ok(Self { bytes, key })
    }

    /// A new key.
    ///
    /// # Errors
    /// `NoKey` for random bytes that are none, which nearly never happens: try again.
    pub fn new(random: &dyn Random) -> Result<Self, WitnessError> {
        Self::of(draw::<32>(random))
    }

    /// The key of a text.
    ///
    /// # Errors
    /// `NoKey`.
    pub fn parse(text: &str) -> Result<Self, WitnessError> {
        let bytes = unhex(text.trim()).and_then(|bytes| bytes.try_into().ok());
        Self::of(bytes.ok_or(WitnessError::NoKey)?)
    }

    /// The text of the key, for a file of its owner alone.
    pub fn text(&self) -> String {
        hex(&self.bytes)
    }

    /// The public key, as hexadecimal digits.
    pub fn public(&self) -> String {
        hex(self.key.verifying_key().to_sec1_point(true).as_bytes())
    }

    /// Signs a checkpoint of the server with a public key, unless it contradicts what was kept before.
    ///
    /// # Errors
    /// The reason why it is not signed.
    pub fn countersign(
        &self,
        checkpoint: AuditCheckpoint,
        server_key: &str,
        kept: &[Countersigned],
    ) -> Result<Countersigned, WitnessError> {
        let bytes = unhex(server_key.trim()).ok_or(WitnessError::NoKey)?;
        let server = VerifyingKey::from_sec1_bytes(&bytes).map_err(|_| WitnessError::NoKey)?;
        if !is_signed(&checkpoint, &server) {
            return Err(WitnessError::NotTheServers);
        }
        for one in kept {
            let number = one.checkpoint.number;
            if !one.is_by(&self.public()) {
                return Err(WitnessError::NotOurs(number));
            }
            if number > checkpoint.number {
                return Err(WitnessError::Older(number));
            }
            if number == checkpoint.number && one.checkpoint.hash != checkpoint.hash {
                return Err(WitnessError::WrittenAnew(number));
            }
        }
        let signature: Signature = self.key.sign(&signed_text(&checkpoint));
        Ok(Countersigned {
            witness: self.key.verifying_key().to_sec1_point(true).as_bytes().to_vec(),
            signature: signature.to_bytes().to_vec(),
            checkpoint,
        })
    }
}

#[cfg(test)]
mod tests {
    use feltbog_shared::moment::Moment;

    use super::*;
    use crate::seal::Secret;
    use crate::store::AuditHead;

    fn secret() -> Secret {
        Secret::new([7; 32])
    }

    fn checkpoint(number: i64, byte: u8) -> AuditCheckpoint {
        let head = AuditHead {
            number,
            hash: [byte; 32],
        };
        chain::sign(&secret(), head, Moment::from_millis(1_000)).unwrap()
    }

    fn server_key() -> String {
        chain::public_key(&secret()).unwrap()
    }

    fn witness(digits: &str) -> WitnessKey {
        WitnessKey::parse(&digits.repeat(32)).unwrap()
    }

    fn signed(number: i64, byte: u8) -> Countersigned {
        let made = witness("11").countersign(checkpoint(number, byte), &server_key(), &[]);
        made.unwrap()
    }

    #[test]
    fn a_countersigned_line_reads_back_and_holds_for_its_key() {
        let made = signed(5, 1);
        let read = parse(&line(&made)).unwrap();
        assert_eq!(read, made);
        assert!(read.is_by(&witness("11").public()));
        assert!(!read.is_by(&witness("12").public()));
        assert!(parse(&chain::line(&made.checkpoint)).is_err());
        assert!(WitnessKey::parse("11").is_err());
        let again = WitnessKey::parse(&witness("11").text()).unwrap();
        assert_eq!(again.public(), witness("11").public());
    }

    #[test]
    fn a_changed_digit_is_found_wherever_it_is() {
        let public = witness("11").public();
        let whole = line(&signed(5, 1));
        let first = MARK.len() + 1;
        for place in first..whole.len() {
            let mut changed = whole.clone().into_bytes();
            changed[place] = match changed[place] {
                b' ' => continue,
                b'0' => b'1',
                _ => b'0',
            };
            let changed = String::from_utf8(changed).unwrap();
            let holds = parse(&changed).is_ok_and(|read| read.is_by(&public));
            assert!(!holds, "{place}: {changed}");
        }
    }

    #[test]
    fn a_log_that_went_back_or_was_made_anew_is_not_countersigned() {
        let key = witness("11");
        let kept = [signed(3, 3), signed(5, 5)];
        let next = |number, byte| key.countersign(checkpoint(number, byte), &server_key(), &kept);
        assert!(next(6, 6).is_ok());
        assert!(next(5, 5).is_ok(), "the same line once more");
        assert_eq!(next(4, 4), Err(WitnessError::Older(5)));
        assert_eq!(next(5, 9), Err(WitnessError::WrittenAnew(5)));
        let other = witness("12").countersign(checkpoint(6, 6), &server_key(), &kept);
        assert_eq!(other, Err(WitnessError::NotOurs(3)));
        let other_server = chain::public_key(&Secret::new([8; 32])).unwrap();
        let other = key.countersign(checkpoint(6, 6), &other_server, &kept);
        assert_eq!(other, Err(WitnessError::NotTheServers));
        let mut forged = checkpoint(6, 6);
        forged.hash[0] ^= 1;
        let forged = key.countersign(forged, &server_key(), &kept);
        assert_eq!(forged, Err(WitnessError::NotTheServers));
    }
}
