//! The state that outlives a restore or is shared by several servers: the secret's name, withdrawals from people and
//! devices, and the times when devices were last heard of.

use std::collections::BTreeSet;

use async_trait::async_trait;
use feltbog_shared::id::{AdministrationId, DepartmentId, DeviceId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;

use super::{Erasure, GrantLevel, Result};

/// Access that was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Withdrawal {
    /// A device lost its session.
    Device(DeviceId, Moment),
    /// A person's role in a department ended. One given later stands.
    Role(UserId, DepartmentId, Role, Moment),
    /// A person's role in a whole organisation ended. One given later stands.
    OrganisationRole(UserId, OrganisationId, Role, Moment),
    /// A person's role in a whole administration ended. One given later stands.
    AdministrationRole(UserId, AdministrationId, Role, Moment),
}

impl Withdrawal {
    /// The end of a role at a level.
    pub fn of_role(person: UserId, level: GrantLevel, role: Role, at: Moment) -> Self {
        match level {
            GrantLevel::Department(id) => Self::Role(person, id, role, at),
            GrantLevel::Organisation(id) => Self::OrganisationRole(person, id, role, at),
            GrantLevel::Administration(id) => Self::AdministrationRole(person, id, role, at),
        }
    }
}

/// A phone that somebody enrolled and that has not been signed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// The device's own name when it was enrolled.
    pub name: String,
    /// When it was enrolled.
    pub enrolled_at: Moment,
    /// When it was last heard of, to the minute or so.
    pub seen_at: Option<Moment>,
}

/// How many devices there are with a session that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// All of them.
    pub devices: u64,
    /// Those that have asked for nothing for a while.
    pub silent: u64,
}

/// Keeps what servers have in common.
#[async_trait]
pub trait ServersStore: Send + Sync + 'static {
    /// The name of the secret that belongs to the database; nothing before the first server.
    async fn secret(&self) -> Result<Option<[u8; 16]>>;
    /// Keeps a secret's name, when there is none yet, and tells which there is then.
    async fn claim(&self, fingerprint: [u8; 16]) -> Result<[u8; 16]>;
    /// Keeps another secret's name in the place of the one there is, and raises every epoch: all that
    /// the old one proved to phones is void.
    async fn replace_secret(&self, fingerprint: [u8; 16]) -> Result<()>;
    /// Keeps another secret's name in the place of the one that was rotated. What the old one proved holds on. Whether the
    /// database belonged to that one.
    async fn rotate_secret(&self, before: [u8; 16], after: [u8; 16]) -> Result<bool>;
    /// The count of starts that the database holds for a ledger.
    async fn server_starts(&self, ledger: [u8; 16]) -> Result<Option<u64>>;
    /// Keeps the count of starts for a ledger, which never goes down.
    async fn set_server_starts(&self, ledger: [u8; 16], starts: u64) -> Result<()>;
    /// Takes access away, all or nothing. How many sessions and roles held until then. The end of a role is carried out
    /// once: one that was given again or prolonged since stands.
    async fn withdraw(&self, withdrawals: &[Withdrawal]) -> Result<u64>;
    /// The withdrawals up to now, in order.
    async fn withdrawals(&self, now: Moment) -> Result<BTreeSet<Withdrawal>>;
    /// Those of some withdrawals that were carried out: a role that ended by itself is none of them.
    async fn carried_out(&self, withdrawals: &[Withdrawal]) -> Result<Vec<Withdrawal>>;
    /// The erasures since a moment, in the order of their times.
    async fn erasures_since(&self, since: Moment) -> Result<Vec<Erasure>>;
    /// A person's devices that have a session, in the order in which they were enrolled.
    async fn devices(&self, person: UserId) -> Result<Vec<DeviceRow>>;
    /// Notes that devices have asked for something.
    async fn set_last_seen(&self, devices: &[DeviceId], now: Moment) -> Result<()>;
    /// Counts devices, and those that were last seen, or if never then enrolled, before a moment.
    async fn presence(&self, since: Moment) -> Result<Presence>;
}
