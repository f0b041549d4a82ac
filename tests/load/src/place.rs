//! A place to measure at: an organisation with departments and caretakers in a database of its own, and codes for
//! their phones.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::services::enrolment;
use feltbog_server::store::{DatabaseUrl, Foundation, NewDepartment};
use feltbog_server::{App, Config};
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::permission::{Grant, Modules, Role};

use crate::now;

/// Lifetime of the codes: a measurement may take its time.
const CODES: i64 = 24 * 3_600_000;

/// The department with a number.
pub fn department(number: usize) -> DepartmentId {
    DepartmentId::from_bytes(bytes(0xd0, number))
}

/// The person with a number.
pub fn person(number: usize) -> UserId {
    UserId::from_bytes(bytes(0x50, number))
}

fn bytes(mark: u8, number: usize) -> [u8; 16] {
    let mut bytes = [mark; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
    bytes
}

/// Makes a database with departments, and in each so many caretakers. Returns a code for the phone of each: those of
/// the first department first.
///
/// # Errors
/// When the database cannot be made.
pub async fn found(database: &Path, departments: usize, people: usize) -> Result<Vec<String>> {
    found_at(config(database.to_owned()), departments, people).await
}

/// A server on a database.
pub fn config(database: impl Into<DatabaseUrl>) -> Config {
    Config::new(database, "http://localhost:8080")
}

/// The same in any database.
///
/// # Errors
/// When the database cannot be made.
pub async fn found_at(config: Config, departments: usize, people: usize) -> Result<Vec<String>> {
    let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    let from = now().plus_millis(-60_000);
    let mut foundation = Foundation {
        organisation: "Prøvebo".into(),
        ..Foundation::default()
    };
    for number in 0..departments {
        foundation.departments.push(NewDepartment {
            id: department(number),
            name: format!("Afdeling {number}"),
            municipality: "Strandby".into(),
            dwellings: 100,
            modules: Modules::all(),
        });
        for place in 0..people {
            let id = person(number * people + place);
            foundation.people.push((id, format!("Person {number}-{place}")));
            let grant = Grant {
                role: Role::Caretaker,
                department: department(number),
                from,
                until: None,
            };
            foundation.grants.push((id, grant));
        }
    }
    app.store.found(&foundation).await?;
    let mut codes = Vec::new();
    for number in 0..departments * people {
        let codes_of = enrolment::invite(&app, person(number), CODES).await?;
        codes.push(codes_of.link);
    }
    app.close().await;
    Ok(codes)
}
