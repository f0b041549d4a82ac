//! The server's answers, one module for each thing a phone or a stranger does.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod access;
mod beginning;
mod bombs;
mod cases;
mod compaction;
mod consent;
mod days;
mod demo;
mod desk;
mod device_key;
mod discarded;
mod enrol;
mod existence;
mod forge;
mod given_back;
mod http;
mod imports;
mod limits;
mod links;
mod matrix;
mod metrics;
mod mutated;
mod office_accounts;
mod office_administration;
mod office_providers;
mod office_sessions;
mod participation;
mod parts;
mod passed_on;
mod people;
mod photos;
mod profiles;
mod readers;
mod receipts;
mod refused;
mod settled;
mod several;
mod steps;
mod sync;
mod wake;
