//! Sync messages.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: feltbog_fuzz::sow("frame"),
    |data: &[u8]| feltbog_fuzz::frame(data)
);
