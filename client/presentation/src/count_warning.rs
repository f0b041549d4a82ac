//! Warnings before a count, named alike in rules and texts.

/// A reason that makes a count invalid before it has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountWarning {
    /// Outside 1 April to 30 September.
    OutOfSeason,
    /// The sun is down.
    Dark,
    /// It rains.
    Rain,
    /// Too cold under such a sky.
    Cold,
    /// Too early or too late in the day for butterflies.
    OutOfHours,
}
