//! The server's answers, one module for each thing a phone or a stranger does.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod access;
mod bombs;
mod cases;
mod compaction;
mod demo;
mod enrol;
mod forge;
mod http;
mod metrics;
mod mutated;
mod parts;
mod passed_on;
mod people;
mod photos;
mod refused;
mod settled;
mod several;
mod steps;
mod sync;
mod wake;
