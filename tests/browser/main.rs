//! Tests that need a real browser. What they are built on proves itself first, in [`harness`].

mod accessibility;
mod copy;
mod counting;
mod dying;
mod engine;
mod engines;
mod enrolment;
mod field;
mod gallery;
mod harness;
mod installing;
mod keyboard;
mod main_job;
mod parts;
mod people;
mod photos;
mod recording;
mod tabs;
mod taps;
mod traps;
mod updating;
mod walking;
