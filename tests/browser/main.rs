//! Tests that need a real browser. What they are built on proves itself first, in [`harness`].

mod harness;
