//! The retention page among the privacy papers (`docs/privacy/opbevaring.md`): its tables are made of the periods in the
//! code and compared with the page here, and each table of the database has a row on it. After a change of a period:
//!
//! ```sh
//! FELTBOG_WRITE_PAPERS=1 cargo test -p feltbog-server retention_page
//! ```
//!
//! The words above the mark are written by people and stay. A new table of the database is described by hand.

use std::path::PathBuf;

use feltbog_shared::model::deadlines::plus_months;
use feltbog_shared::model::discard::DISCARD_MILLIS;
use feltbog_shared::model::retention::{Period, RetainedRecord, usual_period};
use feltbog_shared::model::signal::PERSONAL_DAYS;
use feltbog_shared::office::monitoring::LINK_DAYS;
use feltbog_shared::permission::{Collection, Role};

use super::*;
use crate::services::enrolment::CODE_LIFETIME_MILLIS;
use crate::services::notifications::mail::DEAD_MILLIS;
use crate::services::sign_in::invitation::{BREAK_GLASS_LINK_MILLIS, INVITATION_MILLIS};
use crate::services::sign_in::session::{BREAK_GLASS_MILLIS, limits};
use crate::services::upkeep::KeepLog;

/// The line below which the page is made.
const MARK: &str = "<!-- Herfra er siden lavet af fristerne i koden. -->";
/// The heading of the list of tables, which is written by hand.
const TABLES: &str = "\n## Tabeller i databasen\n";
const MINUTE_MILLIS: i64 = 60_000;
const HOUR_MILLIS: i64 = 60 * MINUTE_MILLIS;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn path() -> PathBuf {
    folder().join("docs/privacy/opbevaring.md")
}

fn period(collection: Collection) -> String {
    match usual_period(collection) {
        Some(Period::Days(days)) => format!("{days} dage"),
        Some(Period::Months(months)) => format!("{months} måneder"),
        None => "som sagen".to_owned(),
    }
}

/// The day from which the period of a collection counts.
fn counted_from(collection: Collection) -> &'static str {
    match collection {
        Collection::Conflicts => {
            "sagen blev lukket, trukket tilbage, afvist eller samlet med en anden; hændelserne slettes med sagen"
        }
        Collection::Parties => {
            "den seneste ændring af sagens retlige skridt, når den har et; ellers gælder sagens frist. Parter og skridt slettes med sagen"
        }
        Collection::CaseParts => "slettes med sagen",
        Collection::Mediation => "mæglingen sluttede; senest med sagen",
        Collection::Concerns => "bekymringen eller overdragelsen blev afsluttet",
        Collection::Visits => {
            "den seneste ændring af et besøg eller en henvisning, som er slut. En kvittering for en underretning slettes kun, når den er kasseret"
        }
        Collection::VisitNotes => "den seneste ændring af notatet; senest med besøget",
        Collection::Arrears => {
            "den seneste ændring af en kontakt med resultat eller en henvendelse, der er endt"
        }
        _ => "",
    }
}

fn keys(kinds: impl Iterator<Item = Kind>) -> String {
    let keys = kinds.map(|kind| ["`", kind.key(), "`"].concat());
    keys.collect::<Vec<_>>().join(", ")
}

/// The kinds that are erased after their time, and those that are kept.
fn records() -> String {
    let mut text = String::from("## Poster, der slettes efter tid\n\n");
    text.push_str("| samling | slags | sædvanlig frist | regnes fra |\n|---|---|---|---|\n");
    for collection in Collection::ALL {
        let erased = ERASED_KINDS
            .into_iter()
            .filter(|kind| kind.collection() == collection);
        let (key, kinds) = (collection.key(), keys(erased));
        if !kinds.is_empty() {
            let (period, from) = (period(collection), counted_from(collection));
            text.push_str(&format!("| `{key}` | {kinds} | {period} | {from} |\n"));
        }
    }
    let kept = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| !ERASED_KINDS.contains(kind));
    text.push_str(&abandoned());
    text.push_str("\n## Poster, der ikke slettes efter tid\n\n");
    text.push_str(&format!("{}.\n", keys(kept)));
    text
}

/// The periods of records that nobody ends.
fn abandoned() -> String {
    let moment = Moment::from_millis(0);
    let rows = ERASED_KINDS.into_iter().filter_map(|kind| {
        let open = RetainedRecord {
            kind,
            is_open: true,
            is_discarded: false,
            state_since: moment,
            changed_at: moment,
            touched_at: moment,
            due_on: None,
            last_legal_step: None,
            has_case: true,
        };
        let day = RetentionPeriods::default().erased_on(&open)?;
        let is_end = |months: &i32| plus_months(moment.danish_day(), *months) == day;
        let months = (1..=240).find(is_end)?;
        Some(row(&format!("`{}`", kind.key()), &format!("{months} måneder")))
    });
    let rows: Vec<_> = rows.collect();
    [
        "\n## Poster, som ingen gør færdige\n\n| slags | frist efter den seneste ændring, også af det, der slettes med posten, og den seneste dag, nogen skulle gøre noget |\n|---|---|\n",
        &rows.concat(),
    ]
    .concat()
}

/// A row of the table of other periods.
fn row(what: &str, period: &str) -> String {
    format!("| {what} | {period} |\n")
}

/// The periods of announcements and of what is no record.
fn others() -> String {
    let now = Moment::from_millis(0);
    let audit_days = now.since(chain::deleted_before(now)) / DAY_MILLIS;
    let log_days = KeepLog::default().0.map_or(0, |kept| kept.as_secs() / 86_400);
    let (idle, longest) = limits(&[Role::Caretaker]);
    let (short_idle, short) = limits(&[Role::OrgAdmin]);
    let session = |idle: i64, longest: i64| {
        format!(
            "{} minutter uden brug, højst {} timer",
            idle / MINUTE_MILLIS,
            longest / HOUR_MILLIS
        )
    };
    let minutes = |millis: i64| format!("{} minutter", millis / MINUTE_MILLIS);
    let days = |days: i64| format!("{days} dage");
    let rows = [
        row(
            "Sletningen bliver varslet på posten",
            &format!("{ANNOUNCED_DAYS} dage før fristen, mindst {NOTICE_DAYS} dage før sletningen"),
        ),
        row(
            "Nattens sletning begynder",
            &format!("efter klokken {} om natten", NIGHT_MILLIS / HOUR_MILLIS),
        ),
        row(
            "Ventetid efter en start af serveren, før noget slettes efter tid",
            &format!("{} minutter", FIRST.as_secs() / 60),
        ),
        row(
            "Besøgsnotat, når beboeren har sagt nej",
            &format!("{} efter at nejet er modtaget", minutes(DISCARD_MILLIS)),
        ),
        row(
            "Henvendelse på kontoret, der er afvist eller arkiveret",
            &days(PERSONAL_DAYS),
        ),
        row("Adgangslog", &days(audit_days)),
        row(
            "Sikkerhedshændelser",
            &format!("{}, højst {SECURITY_EVENTS} rækker", days(audit_days)),
        ),
        row(
            "Indholdet af enkelte ændringer i loggen (posten selv bliver)",
            &format!("{log_days} dage"),
        ),
        row(
            "Ændringer, der blev afvist og sat til side",
            "til den, der driver serveren, har set på dem",
        ),
        row("Kode til en telefon", &minutes(CODE_LIFETIME_MILLIS)),
        row(
            "Invitation til kontoret",
            &format!("{} timer", INVITATION_MILLIS / HOUR_MILLIS),
        ),
        row("Nødadgang: linket", &minutes(BREAK_GLASS_LINK_MILLIS)),
        row("Nødadgang: når man er logget ind", &minutes(BREAK_GLASS_MILLIS)),
        row("Logget ind på kontoret", &session(idle, longest)),
        row(
            "Logget ind på kontoret som administrator eller databeskyttelsesrådgiver",
            &session(short_idle, short),
        ),
        row("Mail, der ikke kunne sendes", &days(DEAD_MILLIS / DAY_MILLIS)),
        row(
            "Link til trivselsinterview",
            &format!("højst {}", days(LINK_DAYS)),
        ),
    ];
    [
        "\n## Andre frister\n\n| hvad | frist |\n|---|---|\n",
        &rows.concat(),
    ]
    .concat()
}

#[test]
fn the_retention_page_tells_the_periods_of_the_code() {
    let page = std::fs::read_to_string(path()).unwrap();
    let (written, _) = page.split_once(MARK).unwrap();
    let now = [written, MARK, "\n\n", &records(), &others()].concat();
    if std::env::var_os("FELTBOG_WRITE_PAPERS").is_some() {
        std::fs::write(path(), &now).unwrap();
        return;
    }
    let differs = page.lines().zip(now.lines()).find(|(one, other)| one != other);
    assert!(
        page == now,
        "the page is not that of the code: see this file's first lines\n{differs:?}"
    );
}

/// The tables that the migrations leave.
fn tables() -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder().join("migrations/sqlite")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut tables = BTreeSet::new();
    for file in files {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let words: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
            match words[..] {
                ["CREATE", "TABLE", name, ..] => {
                    tables.insert(name.to_owned());
                }
                ["DROP", "TABLE", name] => {
                    tables.remove(name);
                }
                ["ALTER", "TABLE", name, "RENAME", "TO", new] => {
                    tables.remove(name);
                    tables.insert(new.to_owned());
                }
                _ => {}
            }
        }
    }
    tables
}

#[test]
fn every_table_of_the_database_has_a_row_on_the_retention_page() {
    let page = std::fs::read_to_string(path()).unwrap();
    let (written, _) = page.split_once(MARK).unwrap();
    let (_, listed) = written.split_once(TABLES).unwrap();
    let names = listed.lines().filter_map(|line| line.strip_prefix("| `"));
    let first_cells = names.filter_map(|rest| rest.split_once(" | "));
    let described: Vec<String> = first_cells
        .flat_map(|(cell, _)| cell.split(", "))
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    let unique: BTreeSet<String> = described.iter().cloned().collect();
    assert_eq!(unique.len(), described.len(), "a table is described twice");
    assert_eq!(unique, tables());
}
