//! The taps on the counters of a record, taken back one by one, also after a reload.

use feltbog_presentation::counted_taps;
use feltbog_shared::id::DocumentId;
use leptos::prelude::*;

use super::key_value_store::{self, TAPS};
use super::platform;
use super::profiles::Profiles;
use crate::handle::Handle;

/// The taps on a field of a record. Belongs to the component that made it.
#[derive(Clone, Copy)]
pub(crate) struct CountedTaps {
    /// The groups in the order of the taps.
    taps: RwSignal<Vec<&'static str>>,
    profiles: Handle<Profiles>,
    document: DocumentId,
    field: &'static str,
}

impl CountedTaps {
    /// The taps of the last minutes on a field, as far as its groups are these.
    pub(crate) fn of(
        profiles: Handle<Profiles>,
        document: DocumentId,
        field: &'static str,
        groups: &[&'static str],
    ) -> Self {
        let row = key_value_store::get(&profiles.own(TAPS));
        let taps = counted_taps::read(row.as_deref(), document, field, groups, platform::now());
        Self {
            taps: RwSignal::new(taps),
            profiles,
            document,
            field,
        }
    }

    /// Whether there is none to be taken back. Follows changes.
    pub(crate) fn is_empty(self) -> bool {
        self.taps.read().is_empty()
    }

    /// Notes a tap that was counted.
    pub(crate) fn add(self, group: &'static str) {
        self.taps.update(|taps| taps.push(group));
        self.write(|| {});
    }

    /// Takes the latest tap back: `taken` is told of its group when a reload would not offer it again.
    pub(crate) fn take_back(self, taken: impl FnOnce(&'static str) + 'static) {
        if let Some(group) = self.taps.try_update(Vec::pop).flatten() {
            self.write(move || taken(group));
        }
    }

    /// Writes the row. Where the phone has no room for it, a reload loses the taps.
    fn write(self, written: impl FnOnce() + 'static) {
        let row = self
            .taps
            .with_untracked(|taps| counted_taps::write(self.document, self.field, taps, platform::now()));
        let name = self.profiles.own(TAPS);
        platform::wait(async move {
            drop(key_value_store::set(vec![(name, row)]).await);
            written();
        });
    }
}
