//! The screens: one file per route, and the frame around them.

mod areas;
mod copy;
mod department_information;
mod departments;
mod enrol;
mod find;
mod follow_up;
pub(crate) mod frame;
mod guidance;
mod help;
mod history;
mod home;
mod lazy_pages;
mod lists;
mod mine;
mod new;
mod page;
mod people;
mod push;
mod record;
mod refer;
mod round;
mod routes;
mod settings;
mod sharing;
mod sign;
mod status;
