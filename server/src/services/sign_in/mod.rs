//! Signing in to the office: local accounts, sessions, invitations and providers of identities.

pub mod account;
pub mod administer;
mod attempts;
pub(crate) mod groups;
pub mod invitation;
pub mod oidc;
pub mod password;
pub mod session;
pub mod settings;
mod totp;

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;
use unicode_normalization::UnicodeNormalization as _;

use crate::error::Error;
use crate::state::App;

/// The longest mail address, in bytes.
const MAIL: usize = 254;

/// A mail address as accounts are found by: NFKC and small letters. Nothing for what is none.
pub fn folded_mail(mail: &str) -> Option<String> {
    let folded: String = mail.trim().nfkc().flat_map(char::to_lowercase).collect();
    let (name, host) = folded.rsplit_once('@')?;
    let is_text = |text: &str| {
        !text.is_empty()
            && !text
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || c == ':')
    };
    (folded.len() <= MAIL && is_text(name) && is_text(host)).then_some(folded)
}

/// The roles that a person holds now, anywhere, in order and each once.
///
/// # Errors
/// When the database fails.
pub async fn roles(app: &App, person: UserId, now: Moment) -> Result<Vec<Role>, Error> {
    let grants = app.store.grants(person).await?;
    let holds = |role: &Role| {
        grants
            .iter()
            .any(|grant| grant.role == *role && grant.holds_at(now))
    };
    Ok(Role::ALL.iter().copied().filter(holds).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_are_folded() {
        assert_eq!(
            folded_mail(" Anne@Example.DK "),
            Some("anne@example.dk".to_owned())
        );
        for none in ["", "anne", "@example.dk", "anne@", "an ne@example.dk", "a\n@b"] {
            assert_eq!(folded_mail(none), None, "{none}");
        }
    }
}
