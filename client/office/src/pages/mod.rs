//! The pages. Each knows components, state and the client of the server's interface.

mod board;
mod bulk;
mod cards;
mod department;
mod departments;
mod figures;
mod data_access;
mod exports;
mod frame;
mod imports;
mod invitation;
mod letter_templates;
mod log;
mod my_settings;
mod nature;
mod nature_counts;
mod organisation;
mod overview;
mod people;
mod person;
mod phone_codes;
pub(crate) mod routes;
mod sessions;
mod settings;
mod sign_in;
mod waiting_phones;
