//! The pure domain of Feltbog, shared by the phone and the server: what is recorded, who may see
//! it, how it merges and how it syncs.
//!
//! Nothing here performs IO, reads a clock, draws randomness or knows an async runtime. Time,
//! randomness and ids are passed in, so that the same code runs on the phone, on the server, in
//! the load generator and in simulations that can be replayed from a seed.

pub mod area_code;
pub mod bridge;
pub mod caution;
pub mod department_directory;
pub mod department_homes;
pub mod department_information;
pub mod department_sharing;
pub mod device_key;
#[cfg(feature = "documents")]
pub mod document;
pub mod guarded_states;
pub mod home;
pub mod id;
pub mod language;
pub mod model;
pub mod model_number;
#[cfg(test)]
mod model_tables;
pub mod moment;
pub mod office;
pub mod office_cards;
pub mod office_data;
pub mod office_letters;
pub mod office_notifications;
pub mod office_phones;
pub mod office_relocation;
pub mod office_settings;
pub mod office_values;
pub mod office_welcome;
pub mod own_competencies;
pub mod own_phones;
pub mod own_values;
pub mod parts;
pub mod permission;
pub mod personal;
pub mod record_room;
pub mod refusal;
#[cfg(feature = "documents")]
pub mod replica;
pub mod safe_return;
pub mod search;
#[cfg(feature = "documents")]
pub mod sorted;
pub mod suppression;
pub mod wire;
pub mod writing;
