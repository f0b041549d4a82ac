//! Now and here, as sentences need them: the clock, the time zone, and the names of people.
//!
//! [`Present`] takes the names from a function without surroundings. The identity is therefore known to this thread, and
//! so is the day: editors that save after their page is gone read it where no component is.

use crate::handle::Handle;
use crate::reactive::SetIfChanged;
use feltbog_presentation::labels::Present;
use feltbog_presentation::texts::texts;
use feltbog_shared::moment::Day;
use leptos::prelude::*;
use std::cell::OnceCell;

use super::identity::Identity;
pub(crate) use super::own_values::own_value_offers;
use super::{own_values, platform};

/// Interval between two looks at the day, in milliseconds. A phone's timer stops while the phone sleeps, so that no
/// timer is set for midnight.
const DAY_INTERVAL_MS: i32 = 5_000;

thread_local! {
    /// The day in Denmark. It follows at midnight, and when the app is looked at again.
    static TODAY: ArcRwSignal<Day> = ArcRwSignal::new(day_now());
    static IDENTITY: OnceCell<Handle<Identity>> = const { OnceCell::new() };
}

/// Takes the names of people from an identity, from now on.
pub(super) fn take_names_from(identity: Handle<Identity>) {
    // There is one identity.
    let _ = IDENTITY.with(|known| known.set(identity));
}

/// Follows the day.
pub(super) fn follow_days() {
    let look = || TODAY.with(|today| today.set_if_changed(day_now()));
    platform::every(DAY_INTERVAL_MS, look);
    platform::listen(&window(), "focus", move |_| look());
    platform::listen(&document(), "visibilitychange", move |_| look());
}

/// Tracks the day: the reader runs again when there is another day.
pub(crate) fn track_today() {
    TODAY.with(Track::track);
}

/// Now and here. Follows the day, and the names of values that organisations added.
pub(crate) fn present() -> Present {
    track_today();
    own_values::track();
    Present {
        now: platform::now(),
        offset: platform::offset,
        name: name_of,
        own_value: own_values::name_of,
    }
}

fn name_of(id: &str) -> String {
    IDENTITY.with(|identity| {
        identity.get().map_or_else(
            || texts().somebody.to_owned(),
            |identity| identity.name_of(id.parse().ok()),
        )
    })
}

fn day_now() -> Day {
    let now = platform::now();
    now.day(platform::offset(now))
}
