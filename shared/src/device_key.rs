//! The message that a phone signs with its own key, byte for byte the same on the phone and the server.
//!
//! The key is ECDSA P-256 with SHA-256; a signature is r and s, 32 bytes each.

use crate::id::DeviceId;

/// Bytes of a public key: an uncompressed point, as browsers export it "raw".
pub const KEY_BYTES: usize = 65;
/// Bytes of a challenge.
pub const CHALLENGE_BYTES: usize = 32;
/// Bytes of the hash of a session's token.
pub const SESSION_HASH_BYTES: usize = 32;

/// The first bytes of everything signed, so that no other message of the product can be taken for one.
const TAG: &[u8] = b"feltbog device key 1\0";

/// The request that a signature is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A code is redeemed. The phone does not know its device yet.
    Enrol,
    /// A device that was enrolled without a key gets one.
    Register,
    /// A session is renewed.
    Renew,
}

/// Everything a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'a> {
    /// The request.
    pub purpose: Purpose,
    /// The origin the app was loaded from, so that a signature given to another site is worth nothing here.
    pub origin: &'a str,
    /// The device; none when it enrols.
    pub device: Option<DeviceId>,
    /// The server's challenge.
    pub challenge: [u8; CHALLENGE_BYTES],
    /// The phone's count of its signatures with this key.
    pub counter: u64,
    /// The hash of the session that the phone was last given for this key; none when it knows of none.
    pub previous: Option<[u8; SESSION_HASH_BYTES]>,
}

impl Signed<'_> {
    /// The bytes to sign. Only the origin varies in length, and its length stands before it.
    pub fn bytes(&self) -> Vec<u8> {
        let purpose = match self.purpose {
            Purpose::Enrol => 1,
            Purpose::Register => 2,
            Purpose::Renew => 3,
        };
        let device = self.device.map(|device| *device.as_bytes()).unwrap_or_default();
        let mut bytes = TAG.to_vec();
        bytes.push(purpose);
        bytes.extend((self.origin.len() as u64).to_be_bytes());
        bytes.extend(self.origin.as_bytes());
        bytes.extend(device);
        bytes.extend(self.challenge);
        bytes.extend(self.counter.to_be_bytes());
        bytes.push(u8::from(self.previous.is_some()));
        bytes.extend(self.previous.unwrap_or_default());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: Signed<'_> = Signed {
        purpose: Purpose::Renew,
        origin: "https://feltbog.example",
        device: Some(DeviceId::from_bytes([1; 16])),
        challenge: [2; CHALLENGE_BYTES],
        counter: 3,
        previous: Some([4; SESSION_HASH_BYTES]),
    };

    #[test]
    fn each_part_changes_the_bytes() {
        let variants = [
            SIGNED,
            Signed {
                purpose: Purpose::Register,
                ..SIGNED
            },
            Signed {
                purpose: Purpose::Enrol,
                ..SIGNED
            },
            Signed {
                origin: "https://feltbog.example:8443",
                ..SIGNED
            },
            Signed {
                device: None,
                ..SIGNED
            },
            Signed {
                challenge: [3; CHALLENGE_BYTES],
                ..SIGNED
            },
            Signed { counter: 4, ..SIGNED },
            Signed {
                previous: None,
                ..SIGNED
            },
            Signed {
                previous: Some([0; SESSION_HASH_BYTES]),
                ..SIGNED
            },
        ];
        for (place, one) in variants.iter().enumerate() {
            for other in &variants[place + 1..] {
                assert_ne!(one.bytes(), other.bytes(), "{one:?} {other:?}");
            }
        }
    }

    /// Phones that were enrolled sign these bytes: another form needs another tag, and a server that knows both.
    #[test]
    fn the_bytes_are_those_that_enrolled_phones_sign() {
        let expected = [
            b"feltbog device key 1\0\x03\0\0\0\0\0\0\0\x17https://feltbog.example".as_slice(),
            &[1; 16],
            &[2; 32],
            &[0, 0, 0, 0, 0, 0, 0, 3, 1],
            &[4; 32],
        ];
        assert_eq!(SIGNED.bytes(), expected.concat());
    }
}
