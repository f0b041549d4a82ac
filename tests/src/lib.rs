//! Shared means of the tests of the whole: the server in the test's own process, and phones, networks and a server that
//! are processes of their own.

pub mod app;
mod axe;
pub mod chromium;
pub mod database;
pub mod demo;
pub mod desk;
pub mod edition;
mod folders;
pub mod identity_provider;
pub mod needle;
pub mod night;
pub mod office;
pub mod other_browser;
pub mod package;
pub mod phone;
pub mod proxy;
pub mod screen;
pub mod server;
pub mod stage;
mod template;
pub mod wait;
