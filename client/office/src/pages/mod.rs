//! The pages. Each knows components, state and the client of the server's interface.

mod bulk;
mod case_documents;
mod department;
mod departments;
mod frame;
mod imports;
mod invitation;
mod letter_templates;
mod log;
mod organisation;
mod overview;
mod people;
mod person;
mod phone_codes;
pub(crate) mod routes;
mod sessions;
mod sign_in;
