//! The pages. Each knows components, state and the client of the server's interface.

mod board;
mod bulk;
mod department;
mod departments;
mod figures;
mod frame;
mod imports;
mod invitation;
mod log;
mod nature;
mod nature_counts;
mod organisation;
mod overview;
mod people;
mod person;
mod phone_codes;
pub(crate) mod routes;
mod sessions;
mod sign_in;
