//! Components of the office's pages.

pub(crate) mod figures;
pub(crate) mod loaded;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod search;
pub(crate) mod submission;
