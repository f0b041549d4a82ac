//! Codes and tokens: random text, the hashes that they are kept under, and codes as people write them.

use sha2::{Digest as _, Sha256};

use crate::clock::draw;
use crate::state::App;

/// Crockford's base 32: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a link's code: 128 bits and two to spare.
pub(super) const LINK_LENGTH: usize = 26;
/// Characters of a session token: 256 bits and four to spare.
const TOKEN_LENGTH: usize = 52;

/// A token for a new session, and its hash.
pub(crate) fn new_token(app: &App) -> (String, [u8; 32]) {
    let token = text(&draw::<TOKEN_LENGTH>(&*app.random));
    let token_hash = hash("token", &token);
    (token, token_hash)
}

/// The hash a session token is kept under; nothing for what is no token.
pub(crate) fn token_hash(token: &str) -> Option<[u8; 32]> {
    (token.len() == TOKEN_LENGTH).then(|| hash("token", token))
}

pub(crate) fn hash(purpose: &str, text: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(purpose)
        .chain_update([0])
        .chain_update(text)
        .finalize()
        .into()
}

/// Random bytes as text, five bits of each.
pub(crate) fn text(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect()
}

/// A code as people write it: in any case, with spaces and dashes, and with letters taken for
/// digits.
pub(crate) fn normal(code: &str) -> String {
    code.chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .take(LINK_LENGTH + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        assert_eq!(normal(" abO1l-xyz9i "), "AB011XYZ91");
        assert_eq!(normal("K7M2Q-9RTVW"), "K7M2Q9RTVW");
    }
}
