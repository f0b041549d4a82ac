//! Components of the office's pages.

pub(crate) mod case_documents;
pub(crate) mod case_finder;
pub(crate) mod columns;
pub(crate) mod day_choice;
pub(crate) mod desk_list;
pub(crate) mod dialog;
pub(crate) mod drawing_map;
pub(crate) mod figures;
pub(crate) mod loaded;
pub(crate) mod message_bar;
pub(crate) mod page;
pub(crate) mod pdf_link;
pub(crate) mod phone_lock;
pub(crate) mod picture;
pub(crate) mod print_button;
pub(crate) mod record;
pub(crate) mod record_act;
pub(crate) mod scrollable_table;
pub(crate) mod search;
pub(crate) mod shortcut_help;
pub(crate) mod side_panel;
pub(crate) mod submission;
pub(crate) mod virtual_table;
pub(crate) mod waiting_cases;
