//! Rules that need several store calls. Routes call them; they call the store and nothing of HTTP.

pub mod access;
pub mod administration;
pub mod affected;
pub mod beginning;
pub mod budget;
pub mod desk;
pub mod device_key;
pub mod enrolment;
pub mod erasure;
pub mod health;
pub mod import;
pub mod photos;
pub mod projection;
pub mod quarantine;
pub mod quota;
pub mod records;
pub mod renewal;
pub mod settlement;
pub mod sign_in;
pub mod sync;
pub mod upkeep;
pub mod wake;
pub mod withdrawal;
