//! The pages of an organisation, and who is led to them.

use feltbog_shared::office::{OfficeSession, Organisation};
use feltbog_shared::permission::Role;

use crate::state::address_key;

/// The pages of an organisation that are open to its central unit.
pub(super) const OF_CENTRAL_UNIT: [&str; 2] = ["/anvisninger", "/systemer"];

/// The pages of an organisation that the server refuses to operations managers.
const OF_ADMINISTRATORS: [&str; 5] = ["/telefoner", "/invitationer", "/import", "/log", "/systemer"];

/// Whether the navigation leads to a page of an organisation, as far as the session tells who may open it.
pub(super) fn leads_to(session: &OfficeSession, key: &str, page: &str) -> bool {
    let is_among = |organisation: &Organisation| address_key(organisation) == key;
    let is_administrator = session.roles.contains(&Role::OrgAdmin);
    let is_reached = administered(session).any(is_among);
    let is_reached = is_reached && (is_administrator || !OF_ADMINISTRATORS.contains(&page));
    is_reached || (OF_CENTRAL_UNIT.contains(&page) && session.coordinated.iter().any(is_among))
}

/// The organisations that a person may administer something of.
pub(super) fn administered(session: &OfficeSession) -> impl Iterator<Item = &Organisation> {
    let administrations = session.administrations.iter();
    administrations.flat_map(|administration| &administration.organisations)
}

#[cfg(test)]
mod tests {
    use feltbog_shared::id::UserId;
    use feltbog_shared::moment::Moment;
    use feltbog_shared::office::{Administration, SignInMethod};
    use feltbog_shared::permission::Modules;

    use super::*;

    fn organisation(key: &str) -> Organisation {
        Organisation {
            id: key.to_owned(),
            version: 1,
            name: key.to_owned(),
            key: key.to_owned(),
            cvr: String::new(),
            lbf_number: String::new(),
            modules: Modules::all(),
            controller: String::new(),
            phone_unused_days: 30,
            confirms_phones: false,
            departments: 1,
            people: 1,
        }
    }

    fn session_of(roles: &[Role], reached: &[&str], coordinated: &[&str]) -> OfficeSession {
        let organisations =
            |keys: &[&str]| -> Vec<Organisation> { keys.iter().copied().map(organisation).collect() };
        OfficeSession {
            person: UserId::from_bytes([1; 16]),
            name: String::new(),
            administrations: vec![Administration {
                id: String::new(),
                name: String::new(),
                organisations: organisations(reached),
            }],
            coordinated: organisations(coordinated),
            roles: roles.to_vec(),
            method: SignInMethod::Password,
            idle_until: Moment::from_millis(0),
            ends_at: Moment::from_millis(0),
            stepped_up_until: None,
            now: Moment::from_millis(0),
        }
    }

    #[test]
    fn nobody_is_led_to_a_page_that_the_server_refuses() {
        let administrator = session_of(&[Role::OrgAdmin], &["nord"], &[]);
        let manager = session_of(&[Role::OperationsManager], &["nord"], &[]);
        let of_unit = session_of(&[Role::CentralUnit], &[], &["nord"]);
        let both = session_of(
            &[Role::OperationsManager, Role::CentralUnit],
            &["nord"],
            &["nord"],
        );
        for page in [
            "/afdelinger",
            "/personer",
            "/alle-telefoner",
            "/indstillinger",
            "",
        ] {
            assert!(leads_to(&administrator, "nord", page), "{page}");
            assert!(leads_to(&manager, "nord", page), "{page}");
            assert!(!leads_to(&of_unit, "nord", page), "{page}");
        }
        for page in OF_ADMINISTRATORS {
            assert!(leads_to(&administrator, "nord", page), "{page}");
            assert!(!leads_to(&manager, "nord", page), "{page}");
        }
        for page in OF_CENTRAL_UNIT {
            assert!(leads_to(&of_unit, "nord", page), "{page}");
            assert!(leads_to(&both, "nord", page), "{page}");
        }
        assert!(!leads_to(&both, "nord", "/invitationer"));
        for session in [administrator, manager, of_unit] {
            assert!(!leads_to(&session, "syd", "/anvisninger"));
        }
    }
}
