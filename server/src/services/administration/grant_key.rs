//! The name of a grant: person, level, role and beginning.

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;

use crate::store::{GrantLevel, PersonGrant};

/// The name of a grant: there is one at most.
pub(super) type GrantKey = (UserId, GrantLevel, Role, Moment);

/// The name of a grant.
pub(super) fn key(grant: &PersonGrant) -> GrantKey {
    (grant.person, grant.level, grant.role, grant.from)
}
