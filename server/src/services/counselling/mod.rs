//! Arrears and counselling: the contacts of the fortnightly list, its import, the inquiries of the resident adviser, and
//! the effects of both.

mod effect;
mod imports;
mod lists;

pub use effect::{effect, set_cost};
pub use imports::{ArrearsList, apply_list, plan_list};
pub use lists::{arrears, inquiries};

use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{Fields, Kind};

use crate::services::projection::read_fields;

/// The fields of a record that stands, by its projection; nothing for one that was discarded or cannot be read.
fn standing_fields(kind: Kind, projection: &str) -> Option<Fields> {
    read_fields(kind, projection).filter(|fields| !fields.contains_key(DISCARDED_AT))
}
