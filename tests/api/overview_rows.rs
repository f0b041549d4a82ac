//! Parts of the overview beside the numbers of `overview`: city districts, rows, signals for every reader, phones, shares
//! of the outdoors and early warnings, each worked out again from the records by code of its own.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use feltbog_server::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeOutcome, DepartmentRecordRow,
};
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::permission::{Module, Role};
use feltbog_tests::app::{COLLEAGUE, HERE, TestApp, person};
use serde_json::{Value, json};

use crate::overview::{
    COUNTS_CONFLICTS, READS_CONFLICTS, READS_SIGNALS, Right, Truth, at_desk, check_published, conflicts,
    danish_day, day_of, is, nature, number, right, roles, told_nature, truth,
};

const DAY_MILLIS: i64 = 86_400_000;

/// Days on which offices are closed in the years of the demo, besides weekends.
const DAYS_OFF: [&str; 22] = [
    "2025-04-17",
    "2025-04-18",
    "2025-04-21",
    "2025-05-29",
    "2025-06-05",
    "2025-06-09",
    "2025-12-24",
    "2025-12-25",
    "2025-12-26",
    "2025-12-31",
    "2026-01-01",
    "2026-04-02",
    "2026-04-03",
    "2026-04-06",
    "2026-05-14",
    "2026-05-25",
    "2026-06-05",
    "2026-12-24",
    "2026-12-25",
    "2026-12-26",
    "2026-12-31",
    "2027-01-01",
];

fn working_days_after(day: i64, count: i64) -> i64 {
    let (mut day, mut left) = (day, count);
    while left > 0 {
        day += 1;
        // 1970 began on a Thursday.
        let is_weekend = (day + 3).rem_euclid(7) >= 5;
        let is_off = is_weekend || DAYS_OFF.iter().any(|off| day_of(off) == day);
        left -= i64::from(!is_off);
    }
    day
}

#[derive(Default)]
struct Signals {
    open: u64,
    overdue: u64,
    contact_days: Vec<i64>,
    trend: [u64; 13],
}

fn signals<'a>(truths: impl Iterator<Item = &'a Truth>, today: i64) -> Signals {
    let mut sum = Signals::default();
    for truth in truths {
        for (document, fields) in truth.of_kind("signal") {
            let made = fields["created_at"].as_str().map(danish_day);
            let day = made.unwrap_or(today);
            if !is(fields, "state", &["afsluttet"]) {
                sum.open += 1;
                let due = fields["follow_up_on"].as_str().map(day_of).or_else(|| {
                    match fields["urgency"].as_str()? {
                        "akut" | "i_dag" => made,
                        "denne_uge" => made.map(|made| working_days_after(made, 3)),
                        _ => None,
                    }
                });
                sum.overdue += u64::from(due.is_some_and(|due| due < today));
            }
            if today - day < 13 * 28 {
                sum.trend[12 - usize::try_from((today - day).max(0) / 28).unwrap()] += 1;
            }
            if let Some(millis) = truth.contacts.get(&document)
                && today - day < 364
            {
                let received = feltbog_shared::moment::Moment::from_millis(*millis);
                let received = feltbog_server::services::projection::instant(received);
                sum.contact_days.push((danish_day(&received) - day).max(0));
            }
        }
    }
    sum.contact_days.sort_unstable();
    sum
}

/// The rights of a person to a collection, department by department.
fn rights(
    held: &BTreeMap<DepartmentId, BTreeSet<Role>>,
    truths: &[Truth],
    (exact, aggregate): (&[Role], &[Role]),
    module: Option<Module>,
) -> BTreeMap<DepartmentId, Right> {
    let is_on = |id: &DepartmentId| {
        let of = truths.iter().find(|truth| truth.department == *id).unwrap();
        module.is_none_or(|module| of.modules.has(module))
    };
    let right_in = |(id, roles): (&DepartmentId, &BTreeSet<Role>)| {
        let own = right(roles, exact, aggregate);
        (*id, if is_on(id) { own } else { Right::Nothing })
    };
    held.iter().map(right_in).collect()
}

fn with(rights: &BTreeMap<DepartmentId, Right>, wanted: Right) -> BTreeSet<DepartmentId> {
    let with = rights.iter().filter(|(_, right)| **right == wanted);
    with.map(|(id, _)| *id).collect()
}

fn among<'a>(truths: &'a [Truth], ids: &BTreeSet<DepartmentId>) -> impl Iterator<Item = &'a Truth> + use<'a> {
    let ids = ids.clone();
    truths.iter().filter(move |truth| ids.contains(&truth.department))
}

/// The early warnings that follow from the numbers of an overview, as kind and value.
fn warnings(told: &Value) -> BTreeSet<(String, u64)> {
    let mut found = BTreeSet::new();
    let mut warn = |kind: &str, value: Option<u64>, least: u64| {
        if let Some(value) = value.filter(|value| *value >= least) {
            found.insert((kind.to_owned(), value));
        }
    };
    for (section, rising) in [("conflicts", "conflicts_rising"), ("signals", "signals_rising")] {
        let Some(trend) = told[section]["trend"].as_array() else {
            continue;
        };
        let (present, before) = trend.split_last().unwrap();
        let before: Option<Vec<u64>> = before.iter().map(number).collect();
        if let Some(mut before) = before {
            before.sort_unstable();
            let usual = before[(before.len() - 1) / 2];
            let half = usual / 2 + usual % 2;
            warn(rising, number(present), (usual + half).max(usual + 3));
        }
    }
    let conflicts = &told["conflicts"];
    warn("follow_ups_overdue", number(&conflicts["overdue"]), 1);
    let old = conflicts["by_age"].as_array().and_then(|ages| ages.last());
    warn("old_conflicts", old.and_then(number), 1);
    warn("slow_contact", told["signals"]["median_days"].as_u64(), 7);
    let nature = &told["nature"];
    warn("tasks_overdue", nature["tasks_overdue"].as_u64(), 1);
    warn("observations_unanswered", nature["unanswered"].as_u64(), 1);
    let by_share = nature["target_percent"].as_u64().zip(nature["outdoor"].as_u64());
    let by_share = by_share.map(|(percent, outdoor)| (outdoor * percent).div_ceil(100));
    let target = nature["target_square_metres"].as_u64().max(by_share);
    let lacking = target.map(|target| target.saturating_sub(nature["square_metres"].as_u64().unwrap()));
    warn("below_target", lacking, 1);
    warn("phones_silent", told["phones"]["silent"].as_u64(), 1);
    found
}

fn told_warnings(told: &Value) -> BTreeSet<(String, u64)> {
    let findings = told["findings"].as_array().unwrap().iter();
    let one = |finding: &Value| {
        assert!(finding["action"].is_string(), "{finding}");
        let kind = finding["kind"].as_str().unwrap().to_owned();
        (kind, finding["value"].as_u64().unwrap())
    };
    findings.map(one).collect()
}

/// A number as its reader may see it.
fn check_cell(told: &Value, right: Right, truth: u64, what: &str) {
    match right {
        Right::Exact => assert_eq!(number(told), Some(truth), "{what}: {told}"),
        Right::Aggregate => check_published(told, truth, what),
        Right::Nothing => assert!(told.is_null(), "{what}: {told}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signals_rows_and_warnings_are_those_of_the_records() {
    let app = TestApp::start_with_demo().await;
    let (truths, people) = (truth(&app).await, roles(&app).await);
    let mut seen: BTreeSet<Role> = BTreeSet::new();
    let (mut counted_readers, mut rows, mut warned) = (0, 0, BTreeSet::new());
    for (reader, held) in &people {
        let all: BTreeSet<Role> = held.values().flatten().copied().collect();
        if all.is_subset(&seen) {
            continue;
        }
        seen.extend(all);
        let mut browser = at_desk(&app, *reader).await;
        let told: Value = browser.get("/overview").await.json();
        let today = day_of(told["day"].as_str().unwrap());
        let year = &told["day"].as_str().unwrap()[..4];
        assert_eq!(told_warnings(&told), warnings(&told), "{held:?}");
        warned.extend(told_warnings(&told).into_iter().map(|(kind, _)| kind));

        let of_signals = rights(held, &truths, (&READS_SIGNALS[..], &[Role::Board][..]), None);
        let (exact, counted) = (
            with(&of_signals, Right::Exact),
            with(&of_signals, Right::Aggregate),
        );
        let readable: BTreeSet<_> = exact.union(&counted).copied().collect();
        let sum = signals(among(&truths, &readable), today);
        let figures = &told["signals"];
        let contacted = sum.contact_days.len() as u64;
        let median = sum.contact_days.get(sum.contact_days.len().saturating_sub(1) / 2);
        if exact.is_empty() && !counted.is_empty() {
            counted_readers += 1;
            check_published(&figures["open"], sum.open, "open");
            check_published(&figures["overdue"], sum.overdue, "overdue");
            check_published(&figures["contacted"], contacted, "contacted");
            for (cell, truth) in figures["trend"].as_array().unwrap().iter().zip(sum.trend) {
                check_published(cell, truth, "trend");
            }
            if let Some(days) = figures["median_days"].as_i64() {
                assert_eq!(Some(&days), median);
                assert!(contacted >= 5, "a median of {contacted}");
            }
        } else if counted.is_empty() && !exact.is_empty() {
            assert_eq!(number(&figures["overdue"]), Some(sum.overdue));
        }

        let counts = (&READS_CONFLICTS[..], &COUNTS_CONFLICTS[..]);
        let of_conflicts = rights(held, &truths, counts, Some(Module::Conflicts));
        for row in told["rows"].as_array().unwrap() {
            assert_eq!(row["place"]["level"], "department");
            let id: DepartmentId = row["place"]["id"].as_str().unwrap().parse().unwrap();
            let own = || among(&truths, &BTreeSet::from([id]));
            let name = row["place"]["name"].as_str().unwrap();
            let open = conflicts(own(), today).open;
            check_cell(&row["open_conflicts"], of_conflicts[&id], open, name);
            check_cell(
                &row["open_signals"],
                of_signals[&id],
                signals(own(), today).open,
                name,
            );
            if !row["nature"].is_null() {
                assert_eq!(told_nature(&row["nature"]), nature(own(), today, year), "{name}");
            }
            rows += 1;
        }
    }
    assert!(counted_readers >= 1 && rows >= 20, "{counted_readers} {rows}");
    assert!(!warned.is_empty(), "the demo has nothing to warn of");
}

/// The departments of a person by city district.
fn districts(
    truths: &[Truth],
    held: &BTreeMap<DepartmentId, BTreeSet<Role>>,
) -> BTreeMap<String, BTreeSet<DepartmentId>> {
    let mut found = BTreeMap::<String, BTreeSet<DepartmentId>>::new();
    for truth in truths.iter().filter(|truth| held.contains_key(&truth.department)) {
        if let Some(name) = truth.place["district"].as_str() {
            found.entry(name.to_owned()).or_default().insert(truth.department);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_district_has_the_numbers_of_its_departments() {
    let app = TestApp::start_with_demo().await;
    let (truths, people) = (truth(&app).await, roles(&app).await);
    let mut tried = BTreeSet::new();
    let mut last = None;
    for (reader, held) in people.iter().filter(|(_, held)| held.len() > 4) {
        let all: BTreeSet<Role> = held.values().flatten().copied().collect();
        let is_wanted = [Role::CaseOfficer, Role::CentralUnit]
            .iter()
            .any(|role| all.contains(role));
        if !is_wanted || !tried.insert(all) {
            continue;
        }
        let counts = (&READS_CONFLICTS[..], &COUNTS_CONFLICTS[..]);
        let own = rights(held, &truths, counts, Some(Module::Conflicts));
        let is_exact = with(&own, Right::Aggregate).is_empty();
        let mut browser = at_desk(&app, *reader).await;
        let whole: Value = browser.get("/overview").await.json();
        let today = day_of(whole["day"].as_str().unwrap());
        let year = whole["day"].as_str().unwrap()[..4].to_owned();
        let expected = districts(&truths, held);
        let told = whole["districts"].as_array().unwrap();
        let names: Vec<_> = told
            .iter()
            .map(|row| row["place"]["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, expected.keys().collect::<Vec<_>>());
        for row in told {
            let name = row["place"]["name"].as_str().unwrap();
            let ids = &expected[name];
            let readable: BTreeSet<_> = ids
                .iter()
                .filter(|id| own[*id] != Right::Nothing)
                .copied()
                .collect();
            let sum = conflicts(among(&truths, &readable), today);
            let right = if is_exact { Right::Exact } else { Right::Aggregate };
            check_cell(&row["open_conflicts"], right, sum.open, name);
            let id = row["place"]["id"].as_str().unwrap();
            let page: Value = browser.get(&format!("/overview/district/{id}")).await.json();
            assert_eq!(page["place"], row["place"]);
            assert_eq!(page["above"].as_array().unwrap().len(), 2);
            assert_eq!(page["rows"].as_array().unwrap().len(), ids.len());
            assert!(page["districts"].as_array().unwrap().is_empty());
            assert_eq!(page["conflicts"]["open"], row["open_conflicts"], "{name}");
            for (cell, truth) in page["conflicts"]["trend"]
                .as_array()
                .unwrap()
                .iter()
                .zip(sum.trend)
            {
                check_cell(cell, right, truth, name);
            }
            if is_exact {
                let ages: Vec<_> = page["conflicts"]["by_age"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(number)
                    .collect();
                assert_eq!(ages, sum.by_age.map(Some));
                assert_eq!(number(&page["conflicts"]["overdue"]), Some(sum.overdue));
            } else {
                let nature_on: BTreeSet<_> = among(&truths, ids)
                    .filter(|truth| truth.modules.has(Module::Nature))
                    .map(|truth| truth.department)
                    .collect();
                let truth = nature(among(&truths, &nature_on), today, &year);
                assert_eq!(told_nature(&page["nature"]), truth, "{name}");
            }
            // A department names its district on the way up.
            let first = page["rows"][0]["place"]["id"].as_str().unwrap();
            let department: Value = browser.get(&format!("/overview/department/{first}")).await.json();
            assert_eq!(department["above"][2], row["place"]);
            last = Some((id.to_owned(), ids.clone()));
        }
    }
    assert!(tried.len() >= 2, "{tried:?}");
    // Who has no department there is told nothing of a district.
    let (id, ids) = last.unwrap();
    let outsider = people
        .iter()
        .find(|(_, held)| held.keys().all(|own| !ids.contains(own)));
    let mut browser = at_desk(&app, *outsider.unwrap().0).await;
    let answer = browser.get(&format!("/overview/district/{id}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

/// Registers the outdoors of a department.
async fn register_outdoors(app: &TestApp, by: UserId, department: DepartmentId, square_metres: u32) {
    let row = app
        .app
        .store
        .department_record(department)
        .await
        .unwrap()
        .unwrap();
    let mut record: Value = serde_json::from_str(&row.record).unwrap_or_else(|_| json!({}));
    record["outdoor_area"] = json!(square_metres);
    let change = AdministrativeChange {
        organisation: row.organisation,
        at: feltbog_server::clock::Clock::now(&*app.clock),
        by,
        action: "department_changed".to_owned(),
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
    let outcome = app.app.store.administer(&change).await.unwrap();
    assert!(matches!(outcome, AdministrativeOutcome::Done(_)), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_outdoors_are_those_that_departments_register() {
    let app = TestApp::start_with_demo().await;
    let (truths, people) = (truth(&app).await, roles(&app).await);
    let with_areas: Vec<DepartmentId> = truths
        .iter()
        .filter(|truth| truth.modules.has(Module::Nature) && truth.of_kind("area").next().is_some())
        .map(|truth| truth.department)
        .collect();
    let central = people.iter().find(|(_, held)| {
        held.len() == truths.len() && held.values().all(|roles| roles.contains(&Role::CentralUnit))
    });
    let central = *central.unwrap().0;
    for (place, department) in with_areas.iter().enumerate() {
        register_outdoors(&app, central, *department, 40_000 + u32::try_from(place).unwrap()).await;
    }
    let mut browser = at_desk(&app, central).await;
    let told: Value = browser.get("/overview").await.json();
    let outdoor = told["nature"]["outdoor"].as_u64().unwrap();
    let expected: u64 = (0..with_areas.len() as u64).map(|place| 40_000 + place).sum();
    assert_eq!(outdoor, expected);
    for row in told["rows"].as_array().unwrap() {
        let id: DepartmentId = row["place"]["id"].as_str().unwrap().parse().unwrap();
        let place = with_areas.iter().position(|one| *one == id);
        let registered = place.map(|place| 40_000 + place as u64);
        assert_eq!(row["nature"]["outdoor"].as_u64(), registered, "{row}");
    }
    // The share that the page shows is of these numbers, in tenths of a per cent.
    let figures: feltbog_shared::office::overview::NatureFigures =
        serde_json::from_value(told["nature"].clone()).unwrap();
    let exact = told["nature"]["square_metres"].as_f64().unwrap() / expected as f64 * 1_000.0;
    assert_eq!(figures.share_tenths(), Some(exact.floor() as u64));
}

#[tokio::test]
async fn phones_are_counted_and_silent_ones_among_them() {
    let app = TestApp::start().await;
    // Two people of the department, one of them with two phones.
    app.enrol(COLLEAGUE).await;
    app.enrol_role(Role::Caretaker).await;
    app.clock.pass(4 * DAY_MILLIS);
    app.enrol(COLLEAGUE).await;
    let mut manager = at_desk(&app, person(Role::OperationsManager)).await;
    let told: Value = manager.get(&format!("/overview/department/{HERE}")).await.json();
    assert_eq!(told["phones"], json!({ "phones": 3, "silent": 2 }));
    assert_eq!(told_warnings(&told), warnings(&told));
    assert!(told_warnings(&told).contains(&("phones_silent".to_owned(), 2)));
    // One that is heard of again is silent no more.
    let own = app.app.store.devices(COLLEAGUE).await.unwrap();
    let now = feltbog_server::clock::Clock::now(&*app.clock);
    app.app.store.set_last_seen(&[own[0].id], now).await.unwrap();
    let told: Value = manager.get(&format!("/overview/department/{HERE}")).await.json();
    assert_eq!(told["phones"], json!({ "phones": 3, "silent": 1 }));
    // Who neither manages nor administers sees no phones.
    let mut officer = at_desk(&app, person(Role::CaseOfficer)).await;
    let told: Value = officer.get(&format!("/overview/department/{HERE}")).await.json();
    assert!(told["phones"].is_null());
}
