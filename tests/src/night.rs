//! The night, which holds more than the gate.

/// Whether the run is the night's, which holds more than the gate: see the README beside this crate.
pub fn is_long() -> bool {
    std::env::var_os("FELTBOG_TEST_LONG").is_some()
}
