//! Whole requests.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: feltbog_fuzz::sow("envelope"),
    |data: &[u8]| feltbog_fuzz::envelope(data)
);
