//! The texts of mails, written from `locales/*/mails.ftl`.

use feltbog_shared::language::Language;

use crate::template::Template;

include!(concat!(env!("OUT_DIR"), "/mail_texts.rs"));
