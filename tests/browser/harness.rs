//! The harness on trial, against pages and a small server of its own: what it claims to cut is cut, what it claims to
//! find is found, and what it does not find is not there.

mod network;
mod phones;
mod site;
