//! The pages. Each knows components, state and the client of the server's interface.

mod bulk;
mod cases;
mod department;
mod departments;
mod frame;
mod imports;
mod inbox;
mod invitation;
mod log;
mod mediations;
mod notes;
mod organisation;
mod overview;
mod people;
mod person;
mod phone_codes;
mod rota;
pub(crate) mod routes;
mod sessions;
mod sign_in;
mod start;
