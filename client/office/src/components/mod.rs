//! Components of the office's pages.

pub(crate) mod case_documents;
pub(crate) mod figures;
pub(crate) mod loaded;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod pdf_link;
pub(crate) mod search;
pub(crate) mod submission;
