//! The providers of identities as a file configures them.

use std::fmt;
use std::path::{Path, PathBuf};

use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::permission::Role;
use openidconnect::url::Url;
use serde::Deserialize;

use crate::outbound::{self, is_loopback};

/// Microsoft's tenant of personal accounts.
const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
/// The longest key of a provider.
const KEY: usize = 40;

/// A fault of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ProviderFault(String);

fn fault<T>(text: String) -> Result<T, ProviderFault> {
    Err(ProviderFault(text))
}

/// A provider of identities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// The key in addresses: small letters, digits and hyphens.
    pub key: String,
    /// The name on the button.
    pub name: String,
    /// The issuer, exactly as its discovery document names it.
    pub issuer: String,
    /// The id that the provider knows this server by.
    pub client_id: String,
    /// The file with the secret that goes with it.
    pub client_secret_file: PathBuf,
    /// The secret.
    #[serde(skip)]
    pub client_secret: ClientSecretText,
    /// The kind of provider.
    #[serde(default)]
    pub kind: ProviderKind,
    /// Whether guests of an Entra tenant may sign in.
    #[serde(default)]
    pub allows_guests: bool,
    /// Other hosts that the discovery document names, with their ports where they are not 443.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Scopes to ask for beside `openid` and `profile`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The claim with the person's groups; a dot leads into an object.
    #[serde(default = "groups_claim")]
    pub groups_claim: String,
    /// The organisation in which groups give roles, by its short key or its id. It may be left out where the server has one
    /// organisation.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The roles that groups give. Without any, grants are made by hand.
    #[serde(default, rename = "group")]
    pub groups: Vec<GroupRole>,
    /// Whether a group may give `org_admin`.
    #[serde(default)]
    pub allows_org_admin: bool,
}

fn groups_claim() -> String {
    "roles".to_owned()
}

/// The kind of a provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// Any provider; people are known by `sub`.
    #[default]
    Generic,
    /// Microsoft Entra ID; people are known by `oid` within the tenant.
    Entra,
}

/// A role that a group gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRole {
    /// The group, as the claim names it.
    pub value: String,
    /// The key of the role.
    pub role: String,
    /// The organisation, by its short key or its id; that of the provider when it is left out.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The numbers of the departments; the whole organisation, with those that come later, when it is left out.
    #[serde(default)]
    pub departments: Vec<String>,
    /// The first day, `YYYY-MM-DD`; any when it is left out.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day; none when it is left out.
    #[serde(default)]
    pub until: Option<String>,
}

impl GroupRole {
    /// The beginning and the end of the period.
    pub(super) fn period(&self) -> (Option<Moment>, Option<Moment>) {
        let day = |text: &Option<String>| text.as_deref().and_then(Day::parse);
        let end = day(&self.until).map(|day| day.plus_days(1).start());
        (day(&self.from).map(Day::start), end)
    }
}

/// A secret that is not printed.
#[derive(Clone, Default)]
pub struct ClientSecretText(pub(super) String);

impl fmt::Debug for ClientSecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecretText(…)")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvidersFile {
    #[serde(default)]
    provider: Vec<ProviderSettings>,
}

/// The providers that a TOML file configures, with their secrets. Paths are relative to the file. Without TLS for people
/// (`is_secure`), a provider on the machine itself may do without it too.
///
/// # Errors
/// [`ProviderFault`] for a file that cannot be read or says something that cannot be.
pub fn read(path: &Path, is_secure: bool) -> Result<Vec<ProviderSettings>, ProviderFault> {
    let text = read_text(path)?;
    let file: ProvidersFile =
        toml::from_str(&text).map_err(|error| ProviderFault(format!("{}: {error}", path.display())))?;
    let mut providers = file.provider;
    let folder = path.parent().unwrap_or(Path::new(""));
    for provider in &mut providers {
        let secret = read_text(&folder.join(&provider.client_secret_file))?;
        provider.client_secret = ClientSecretText(secret.trim().to_owned());
        provider.check(is_secure)?;
    }
    let mut keys: Vec<_> = providers.iter().map(|provider| provider.key.as_str()).collect();
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => fault(format!("two providers have the key {}", pair[0])),
        None => Ok(providers),
    }
}

fn read_text(path: &Path) -> Result<String, ProviderFault> {
    std::fs::read_to_string(path)
        .map_err(|error| ProviderFault(format!("cannot read {}: {error}", path.display())))
}

impl ProviderSettings {
    /// Checks the values.
    ///
    /// # Errors
    /// [`ProviderFault`].
    pub fn check(&self, is_secure: bool) -> Result<(), ProviderFault> {
        let key = &self.key;
        let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if key.is_empty() || key.len() > KEY || !key.chars().all(is_key) {
            return fault(format!(
                "the key {key:?} of a provider is not made of small letters, digits and hyphens"
            ));
        }
        let Ok(issuer) = Url::parse(&self.issuer) else {
            return fault(format!("provider {key}: the issuer is no address"));
        };
        let host = issuer.host_str().unwrap_or_default();
        let is_plain = issuer.scheme() == "http" && is_loopback(host) && !is_secure;
        if issuer.scheme() != "https" && !is_plain {
            return fault(format!("provider {key}: the issuer must be reached by https://"));
        }
        let is_host = |host: &&String| outbound::authority(&format!("https://{host}")).is_ok();
        if let Some(host) = self.hosts.iter().find(|host| !is_host(host)) {
            return fault(format!("provider {key}: {host:?} is no host"));
        }
        if self.client_secret.0.is_empty() {
            return fault(format!(
                "provider {key}: the file with the client secret is empty"
            ));
        }
        if self.kind == ProviderKind::Entra {
            let tenant = self.tenant().unwrap_or_default();
            if !is_guid(&tenant) || tenant == PERSONAL_TENANT {
                return fault(format!(
                    "provider {key}: the issuer must name one tenant by its id, as \
                     https://login.microsoftonline.com/TENANT-ID/v2.0"
                ));
            }
        }
        let named = self.groups.iter().map(|group| &group.organisation);
        if named
            .chain([&self.organisation])
            .flatten()
            .any(|name| name.trim().is_empty())
        {
            return fault(format!("provider {key}: the organisation has no name"));
        }
        for group in &self.groups {
            let mut days = group.from.iter().chain(&group.until);
            if let Some(day) = days.find(|day| Day::parse(day).is_none()) {
                return fault(format!("provider {key}: {day:?} is no day (YYYY-MM-DD)"));
            }
            let role = Role::from_key(&group.role);
            let is_given = match role {
                None | Some(Role::PrivacyOfficer) => false,
                Some(Role::OrgAdmin) => self.allows_org_admin,
                Some(_) => true,
            };
            if !is_given {
                return fault(format!(
                    "provider {key}: a group cannot give the role {}{}",
                    group.role,
                    match role {
                        Some(Role::OrgAdmin) => " without allows_org_admin = true",
                        _ => "",
                    }
                ));
            }
        }
        Ok(())
    }

    /// The tenant of an Entra issuer: the first part of its path.
    pub(crate) fn tenant(&self) -> Option<String> {
        let issuer = Url::parse(&self.issuer).ok()?;
        Some(issuer.path_segments()?.next()?.to_ascii_lowercase())
    }

    /// The addresses whose hosts and ports may be called for it.
    pub(super) fn addresses(&self) -> impl Iterator<Item = String> {
        let issuer = Url::parse(&self.issuer).ok().map(String::from);
        let hosts = self.hosts.iter().map(|host| format!("https://{host}"));
        issuer.into_iter().chain(hosts)
    }
}

fn is_guid(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(issuer: &str, more: &str) -> ProviderSettings {
        let text = format!(
            "key = \"prov\"\nname = \"Prov\"\nissuer = \"{issuer}\"\nclient_id = \"feltbog\"\n\
             client_secret_file = \"secret\"\n{more}"
        );
        let mut provider: ProviderSettings = toml::from_str(&text).expect("settings");
        provider.client_secret = ClientSecretText("secret".to_owned());
        provider
    }

    #[test]
    fn issuers_are_reached_by_tls_and_name_one_tenant() {
        let is_taken = |issuer: &str, more: &str| provider(issuer, more).check(true).is_ok();
        let entra = "kind = \"entra\"";
        let tenant = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0";
        assert!(is_taken("https://id.example.dk", ""));
        assert!(is_taken(tenant, entra));
        for tenant in [
            "common",
            "organizations",
            "consumers",
            PERSONAL_TENANT,
            "example.dk",
        ] {
            let issuer = format!("https://login.microsoftonline.com/{tenant}/v2.0");
            assert!(!is_taken(&issuer, entra), "{issuer}");
        }
        assert!(!is_taken("http://id.example.dk", ""));
        assert!(!is_taken("http://localhost:9000", ""));
        assert!(provider("http://localhost:9000", "").check(false).is_ok());
        assert!(provider("http://id.example.dk", "").check(false).is_err());
    }

    #[test]
    fn groups_give_no_role_that_is_given_by_hand() {
        let with = |role: &str, more: &str| {
            let group = format!("{more}\n[[group]]\nvalue = \"a\"\nrole = \"{role}\"");
            provider("https://id.example.dk", &group).check(true).is_ok()
        };
        assert!(with("caretaker", ""));
        assert!(!with("privacy_officer", ""));
        assert!(!with("king", ""));
        assert!(!with("org_admin", ""));
        assert!(with("org_admin", "allows_org_admin = true"));
    }
}
