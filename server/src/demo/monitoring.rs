//! City districts, numbers of residents, contact persons and imported indicators of the demo's departments.

use fastrand::Rng;
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::ValueList as _;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::monitoring::{ImportedIndicator, LEAST_RESIDENTS};
use serde_json::{Value, json};

use super::texts;
use crate::error::Error;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange, DepartmentRecordRow, IndicatorRow};

/// Years of which there are indicators, up to the one before the present.
const YEARS: i32 = 3;
/// The action in the administrative log.
const ACTION: &str = "department_changed";

/// Residents of a department, in hundredths of its dwellings.
fn residents(rng: &mut Rng, dwellings: u32) -> u32 {
    dwellings * rng.u32(165..215) / 100
}

/// The value of an indicator in a year, a hundredfold: it lies around a middle of its own and drifts a little.
fn value(rng: &mut Rng, indicator: ImportedIndicator, residents: u32) -> Option<i64> {
    let (low, high) = match indicator {
        ImportedIndicator::Residents => return Some(i64::from(residents) * 100),
        ImportedIndicator::Rent => (82_000, 109_000),
        ImportedIndicator::Moves => (800, 1_900),
        ImportedIndicator::Working => (4_600, 6_800),
        ImportedIndicator::BasicSchool => (1_900, 4_400),
        ImportedIndicator::CashBenefit => (150, 900),
        ImportedIndicator::Convicted => (40, 190),
        ImportedIndicator::Turnout => (5_200, 7_900),
        _ => (4_000, 8_500),
    };
    // Small numbers are hidden by the source itself.
    let is_hidden = indicator == ImportedIndicator::Convicted && residents < 200;
    (!is_hidden).then(|| rng.i64(low..high))
}

/// Gives the departments districts, residents and a contact person, and imports indicators in the name of a person.
/// Nothing when some are there.
pub(super) async fn add(
    app: &App,
    seed: u64,
    departments: impl Iterator<Item = (DepartmentId, UserId)>,
    now: Moment,
) -> Result<(), Error> {
    let mut rng = Rng::with_seed(seed);
    let mut rows = Vec::new();
    let mut found = None;
    for (number, (id, by)) in departments.enumerate() {
        let Some(row) = app.store.department_record(id).await? else {
            continue;
        };
        found = Some((row.organisation, by));
        let people = residents(&mut rng, row.dwellings);
        let district = texts::DISTRICTS[number % texts::DISTRICTS.len()];
        rows.extend(indicators(&mut rng, id, people, now));
        change(app, row, by, (district, people), now).await?;
    }
    let Some((organisation, by)) = found else {
        return Ok(());
    };
    rows.sort();
    app.store
        .keep_indicators(organisation, &[], &rows, by, now)
        .await?;
    Ok(())
}

fn indicators(rng: &mut Rng, department: DepartmentId, people: u32, now: Moment) -> Vec<IndicatorRow> {
    let this_year = now.danish_day().0.year();
    let mut rows = Vec::new();
    for year in this_year - YEARS..this_year {
        for indicator in ImportedIndicator::ALL {
            let value = value(rng, *indicator, people);
            if people < LEAST_RESIDENTS && indicator.is_about_residents() {
                continue;
            }
            rows.push(IndicatorRow {
                department,
                year: u16::try_from(year).unwrap_or_default(),
                indicator: indicator.key().to_owned(),
                hundredths: value,
            });
        }
    }
    rows
}

async fn change(
    app: &App,
    row: DepartmentRecordRow,
    by: UserId,
    (district, people): (&str, u32),
    now: Moment,
) -> Result<(), Error> {
    let mut record: Value = serde_json::from_str(&row.record).unwrap_or_else(|_| json!({}));
    if let Some(record) = record.as_object_mut() {
        record.insert("district".to_owned(), json!(district));
        record.insert("residents".to_owned(), json!(people));
        // The one to call when a resident needs help that is not technical.
        let (name, phone, remark) = texts::CONTACT_PERSON;
        let contact = json!([{ "name": name, "phone": phone, "remark": remark }]);
        record.entry("contacts").or_insert(contact);
    }
    let change = AdministrativeChange {
        organisation: row.organisation,
        at: now,
        by,
        action: ACTION.to_owned(),
        target: row.id.to_string(),
        subject: row.name.clone(),
        before: None,
        after: None,
        undoes: None,
        act: AdministrativeAct::ChangeDepartment(DepartmentRecordRow {
            record: record.to_string(),
            ..row
        }),
    };
    app.store.administer(&change).await?;
    Ok(())
}
