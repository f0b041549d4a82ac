//! When devices were last heard of, so that somebody notices a phone that has gone silent.
//!
//! Noted in memory with each request and written down once in a while: a request never waits for
//! it, and what a crash loses is a minute.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use feltbog_shared::id::DeviceId;

/// Devices that have asked for something and are not written down.
#[derive(Debug, Default)]
pub(crate) struct LastSeen(Mutex<BTreeSet<DeviceId>>);

impl LastSeen {
    /// Notes that a device has asked for something.
    pub(crate) fn note(&self, device: DeviceId) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(device);
    }

    /// The devices since this was last called.
    pub(crate) fn take(&self) -> Vec<DeviceId> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *seen).into_iter().collect()
    }
}
