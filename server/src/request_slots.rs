//! The limits of requests at work: in all, and of each device and address.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use feltbog_shared::id::{DeviceId, UserId};
use tokio::sync::Semaphore;

use crate::error::Error;

/// Time to wait after one address or device has too many requests at work, in seconds.
const WAIT_SECONDS: u64 = 2;

/// A signed-in client that has slots of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Client {
    /// A phone.
    Device(DeviceId),
    /// A person, with all their sessions of the office or all their tokens.
    Person(UserId),
}

/// The slots of requests.
#[derive(Debug)]
pub(crate) struct RequestSlots {
    /// Of people who are signed in.
    pub(crate) people: SlotClass,
    /// Of everybody else.
    pub(crate) guests: SlotClass,
    /// Sessions that are looked up at once.
    pub(crate) sign_ins: Semaphore,
    pub(crate) guests_of_address: Counts<IpAddr>,
    pub(crate) guest_bodies_of_address: Counts<IpAddr>,
    pub(crate) sign_ins_of_address: Counts<IpAddr>,
    pub(crate) of_client: Counts<Client>,
    pub(crate) bodies_of_client: Counts<Client>,
}

/// The slots of one class of clients.
#[derive(Debug)]
pub(crate) struct SlotClass {
    /// Requests at work; more are turned away at once rather than kept waiting.
    pub(crate) at_work: Semaphore,
    /// Bytes of bodies that are held in memory.
    pub(crate) body_bytes: Semaphore,
}

impl SlotClass {
    const fn new(at_work: usize, body_bytes: usize) -> Self {
        Self {
            at_work: Semaphore::const_new(at_work),
            body_bytes: Semaphore::const_new(body_bytes),
        }
    }
}

impl Default for RequestSlots {
    fn default() -> Self {
        Self {
            people: SlotClass::new(256, 256 * 1024 * 1024),
            guests: SlotClass::new(256, 32 * 1024 * 1024),
            sign_ins: Semaphore::new(64),
            guests_of_address: Counts::default(),
            guest_bodies_of_address: Counts::default(),
            sign_ins_of_address: Counts::default(),
            of_client: Counts::default(),
            bodies_of_client: Counts::default(),
        }
    }
}

/// Number of requests that each client has under way.
#[derive(Debug)]
pub(crate) struct Counts<K>(Mutex<HashMap<K, usize>>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash> Counts<K> {
    /// Counts one more, for as long as the returned value lives.
    ///
    /// # Errors
    /// `TooMany` at the limit.
    pub(crate) fn enter(&self, key: &K, most: usize) -> Result<Entered<'_, K>, Error> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key.clone()).or_default();
        if *count >= most {
            return Err(Error::TooMany(WAIT_SECONDS));
        }
        *count += 1;
        drop(counts);
        Ok(Entered(self, key.clone()))
    }
}

/// One counted request. Dropping it takes it off the count.
pub(crate) struct Entered<'a, K: Eq + Hash>(&'a Counts<K>, K);

impl<K: Eq + Hash> Drop for Entered<'_, K> {
    fn drop(&mut self) {
        let mut counts = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.1);
            }
        }
    }
}
