//! One-time codes by RFC 6238: six digits, thirty seconds, one step to either side.

use feltbog_shared::moment::Moment;
use totp_rs::{Builder, Secret, Totp};

/// The issuer that authenticator apps show.
const ISSUER: &str = "Feltbog";

fn codes(secret: &[u8], account: &str) -> Option<Totp> {
    let secret: Box<[u8]> = secret.into();
    Builder::new()
        .with_secret(Secret::new(secret))
        .with_account_name(account.replace(':', " "))
        .with_issuer(Some(ISSUER))
        .build()
        .ok()
}

fn seconds(now: Moment) -> u64 {
    u64::try_from(now.millis() / 1_000).unwrap_or(0)
}

/// The time step that a code belongs to; nothing for a code that is wrong now.
pub(super) fn step(secret: &[u8], code: &str, now: Moment) -> Option<u64> {
    codes(secret, "")?.check(code, seconds(now))
}

/// The address that sets an authenticator app up.
pub(super) fn address(secret: &[u8], account: &str) -> Option<String> {
    codes(secret, account)?.to_url().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, in six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (at, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            let at = Moment::from_millis(at * 1_000);
            assert!(step(secret, code, at).is_some());
            assert!(step(secret, code, at.plus_millis(30_000)).is_some());
            assert!(step(secret, code, at.plus_millis(90_000)).is_none());
        }
    }

    #[test]
    fn an_address_names_issuer_and_account() {
        let address = address(b"12345678901234567890", "anne@example.dk").expect("an address");
        assert!(
            address.starts_with("otpauth://totp/Feltbog:anne%40example.dk?secret="),
            "{address}"
        );
    }
}
