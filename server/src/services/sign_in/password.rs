//! Passwords of local accounts: the rules for new ones, and their hashes.
//!
//! A password is hashed by Argon2id and the result by HMAC with a key of the server, so that a copied database alone
//! does not let anybody try passwords.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, Version};
use feltbog_shared::refusal::RefusalCode;
use unicode_normalization::UnicodeNormalization as _;

use crate::error::Error;
use crate::state::App;

/// The shortest new password, in characters.
const SHORTEST: usize = 15;
/// The longest password, in characters.
const LONGEST: usize = 256;
/// The longest text that is normalised, in bytes.
const LONGEST_BYTES: usize = 4 * LONGEST;
/// The longest unit whose repetition is easily guessed, in characters.
const UNIT: usize = 12;
/// Common passwords of fifteen characters or more, and words that are easily guessed when repeated; folded, one a line.
const COMMON: &str = include_str!("common_passwords.txt");

/// A password as it is hashed.
pub(super) struct Password(String);

impl Password {
    /// A password as somebody typed or pasted it.
    ///
    /// # Errors
    /// `PasswordNotAllowed` for one that is longer than any can be.
    pub(super) fn new(typed: &str) -> Result<Self, Error> {
        let not_allowed = Error::Refused(RefusalCode::PasswordNotAllowed);
        if typed.len() > LONGEST_BYTES {
            return Err(not_allowed);
        }
        let normal: String = typed.nfkc().collect();
        match normal.chars().count() <= LONGEST {
            true => Ok(Self(normal)),
            false => Err(not_allowed),
        }
    }

    /// Whether a new account may have it, with the words that somebody who knows the account would guess.
    pub(super) fn is_allowed(&self, guesses: &[&str]) -> bool {
        let folded = fold(&self.0);
        let is_guess = |guess: &&str| {
            let guess = fold(guess);
            !guess.is_empty() && is_repeated(&folded, &guess)
        };
        self.0.chars().count() >= SHORTEST
            && folded.chars().count() >= SHORTEST / 2
            && !COMMON.lines().any(|line| is_repeated(&folded, line))
            && !guesses.iter().any(is_guess)
            && !is_periodic(&folded)
            && !is_sequence(&folded)
    }

    /// The keyed hash, made off the threads that serve requests.
    ///
    /// # Errors
    /// `TooMany` when as many passwords are hashed as there are cores.
    async fn hash(self, app: &App, salt: [u8; 16]) -> Result<[u8; 32], Error> {
        let turn = Arc::clone(&app.hashing).try_acquire_owned();
        let turn = turn.map_err(|_| Error::TooMany(1))?;
        let hashing = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut hash = [0; 32];
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
                .hash_password_into(self.0.as_bytes(), &salt, &mut hash)
                .map(|()| hash)
        });
        hashing
            .await
            .map_err(|error| Error::Fault(error.to_string()))?
            .map_err(|error| Error::Fault(error.to_string()))
    }

    /// The hash that is kept.
    ///
    /// # Errors
    /// As [`Password::is`].
    pub(super) async fn kept_hash(self, app: &App, salt: [u8; 16]) -> Result<[u8; 32], Error> {
        Ok(app.secret.password_hash(&self.hash(app, salt).await?))
    }

    /// Whether it is the password with this salt and kept hash. Takes the same time either way.
    ///
    /// # Errors
    /// `TooMany` when as many passwords are hashed as there are cores.
    pub(super) async fn is(self, app: &App, salt: [u8; 16], kept: &[u8; 32]) -> Result<bool, Error> {
        let hash = self.hash(app, salt).await?;
        Ok(app.secret.is_password_hash(&hash, kept))
    }
}

/// Small letters and digits alone.
fn fold(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Whether a text is a word once or several times over, with up to four digits behind it.
fn is_repeated(text: &str, word: &str) -> bool {
    let mut rest = text;
    let mut times = 0;
    while let Some(shorter) = rest.strip_prefix(word) {
        rest = shorter;
        times += 1;
    }
    times > 0 && rest.len() <= 4 && rest.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is a short unit over and over, the last time perhaps cut short.
fn is_periodic(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let longest = UNIT.min(characters.len() / 2);
    (1..=longest).any(|unit| {
        let ahead = characters.iter().skip(unit);
        characters.iter().zip(ahead).all(|(one, other)| one == other)
    })
}

/// Whether each character is the next, or the one before, of the character before it: `abcdef…`, `987654…`.
fn is_sequence(text: &str) -> bool {
    let numbers: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let is_step = |step: i64| {
        numbers.windows(2).all(|pair| {
            // After 9 comes 0, and after z comes a.
            let difference = pair[1] - pair[0];
            difference == step || difference == -9 * step || difference == -25 * step
        })
    };
    is_step(1) || is_step(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(password: &str) -> bool {
        let guesses = ["Enghaveparken Boligforening", "Anne Margrethe", "anne@eng.dk"];
        Password::new(password).is_ok_and(|password| password.is_allowed(&guesses))
    }

    #[test]
    fn passwords_are_long_and_not_easily_guessed() {
        for good in [
            "korrekt hest batteri klamme",
            "Æblegrød med fløde på",
            "tre små katte under taget",
            "x7$kQ!9zLp@2vN#8",
        ] {
            assert!(is_allowed(good), "{good}");
        }
        for bad in [
            "",
            "kort",
            "fjorten tegn !",
            "passwordpassword",
            "Password Password 1",
            "123456789012345",
            "abcdefghijklmnopq",
            "aaaaaaaaaaaaaaaaaaa",
            "abc123abc123abc123",
            "qwertyuiopasdfgh",
            "Enghaveparken Boligforening",
            "enghaveparkenboligforening2026",
            "anne margrethe anne margrethe",
            "feltbogfeltbogfeltbog",
            "               ",
            "!!!!!!!!!!!!!!!!",
        ] {
            assert!(!is_allowed(bad), "{bad}");
        }
        assert!(is_allowed(&"lang tekst med mange ord ".repeat(10)));
        assert!(!is_allowed(&"å".repeat(257)));
    }
}
