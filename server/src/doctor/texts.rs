//! The sentences of `feltbog doctor`, written from `locales/*/doctor.ftl`.

use feltbog_shared::language::Language;

use crate::template::Template;

include!(concat!(env!("OUT_DIR"), "/doctor.rs"));
