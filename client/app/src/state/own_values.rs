//! The values that organisations added to lists, as the engine reports them.

use crate::reactive::SetIfChanged;
use feltbog_presentation::texts::language;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::{Fields, Kind};
use feltbog_shared::own_values::{self, DepartmentValues};
use leptos::prelude::*;

thread_local! {
    static OWN_VALUES: ArcRwSignal<Vec<DepartmentValues>> = ArcRwSignal::new(Vec::new());
}

/// Knows the values that organisations added to lists, from now on.
pub(super) fn know_own_values(values: Vec<DepartmentValues>) {
    OWN_VALUES.with(|known| known.set_if_changed(values));
}

/// Tracks the values: the reader runs again when there are others.
pub(super) fn track() {
    OWN_VALUES.with(Track::track);
}

/// The values of an organisation that can be chosen in a field of a record, with their names. Follows changes.
pub(crate) fn own_value_offers(
    department: DepartmentId,
    field: (Kind, &str),
    record: &Fields,
) -> Vec<(String, String)> {
    OWN_VALUES
        .with(|known| known.with(|known| own_values::offers(known, department, language(), field, record)))
}

/// The name of such a value; nothing for one that is not known.
pub(super) fn name_of(kind: Kind, field: &str, value: &str) -> Option<String> {
    OWN_VALUES.with(|known| {
        known.with_untracked(|known| own_values::name_of(known, language(), kind, field, value))
    })
}
