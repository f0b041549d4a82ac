//! Changes for the guard.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: feltbog_fuzz::sow("guard"),
    |data: &[u8]| feltbog_fuzz::guard(data)
);
