//! The overview, the nature pages and the public pages of areas, on the demo organisation's year. Every number is worked
//! out again from the records, by code of its own.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use feltbog_server::store::Readable;
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::permission::{Module, Role};
use feltbog_tests::app::TestApp;
use feltbog_tests::office::OfficeBrowser;
use serde_json::{Value, json};

/// Days from 1970 to a day, by the calendar's arithmetic.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

pub(crate) fn parts(text: &str) -> (i64, i64, i64) {
    let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap();
    (number(0..4), number(5..7), number(8..10))
}

pub(crate) fn day_of(text: &str) -> i64 {
    let (year, month, day) = parts(text);
    day_number(year, month, day)
}

/// Day in Denmark of a time in UTC: summer time from the last Sunday of March to the last of October, at 1 in UTC.
pub(crate) fn danish_day(text: &str) -> i64 {
    let (year, ..) = parts(text);
    let hour: i64 = text[11..13].parse().unwrap();
    let hours = day_of(text) * 24 + hour;
    let last_sunday = |month: i64| {
        let last = day_number(year, month, 31);
        // 1970 began on a Thursday.
        last - (last + 4).rem_euclid(7)
    };
    let is_summer = hours > last_sunday(3) * 24 && hours < last_sunday(10) * 24 + 1;
    (hours + if is_summer { 2 } else { 1 }).div_euclid(24)
}

pub(crate) struct Truth {
    pub(crate) department: DepartmentId,
    pub(crate) modules: feltbog_shared::permission::Modules,
    /// The department's record, as JSON.
    pub(crate) place: Value,
    records: Vec<(DocumentId, String, UserId, Value)>,
    pub(crate) contacts: BTreeMap<DocumentId, i64>,
}

impl Truth {
    pub(crate) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (DocumentId, &'a Value)> {
        let records = self.records.iter().filter(move |(_, own, _, _)| own == kind);
        records.map(|(document, _, _, fields)| (*document, fields))
    }
}

/// All records of all departments.
pub(crate) async fn truth(app: &TestApp) -> Vec<Truth> {
    let mut found = Vec::new();
    let everything = Readable::everything(UserId::from_bytes([0xee; 16]));
    for organisation in app.app.store.organisation_rows().await.unwrap() {
        for row in app.app.store.department_records(organisation.id).await.unwrap() {
            let records = app
                .app
                .store
                .records(row.id, None, 100_000, &everything)
                .await
                .unwrap();
            let mut contacts = BTreeMap::new();
            for record in records.iter().filter(|record| record.kind.key() == "signal") {
                let receipts = app.app.store.receipts(row.id, record.document).await.unwrap();
                let others = receipts.iter().filter(|receipt| receipt.author != record.owner);
                if let Some(first) = others.map(|receipt| receipt.received_at.millis()).min() {
                    contacts.insert(record.document, first);
                }
            }
            let fields = |record: feltbog_server::store::Record| {
                let projection: Value = serde_json::from_str(&record.projection).unwrap();
                (
                    record.document,
                    record.kind.key().to_owned(),
                    record.owner,
                    projection["fields"].clone(),
                )
            };
            found.push(Truth {
                department: row.id,
                modules: row.modules.and(organisation.modules),
                place: serde_json::from_str(&row.record).unwrap_or_default(),
                records: records.into_iter().map(fields).collect(),
                contacts,
            });
        }
    }
    found
}

/// A browser of a person who is signed in to the office.
pub(crate) async fn at_desk(app: &TestApp, person: UserId) -> OfficeBrowser {
    let account = app.office_account(person, &format!("{person}@example.dk")).await;
    let mut browser = OfficeBrowser::new(app);
    let answer = browser
        .post("/sign-in", &account.sign_in(account.code(app, 0)))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    app.clock.pass(30_000);
    browser
}

/// Roles of people by department.
pub(crate) async fn roles(app: &TestApp) -> BTreeMap<UserId, BTreeMap<DepartmentId, BTreeSet<Role>>> {
    let mut found: BTreeMap<UserId, BTreeMap<DepartmentId, BTreeSet<Role>>> = BTreeMap::new();
    let now = feltbog_server::clock::Clock::now(&*app.clock);
    for organisation in app.app.store.organisation_rows().await.unwrap() {
        for row in app.app.store.department_records(organisation.id).await.unwrap() {
            for member in app.app.store.members(row.id).await.unwrap() {
                if member.grant.department == row.id && member.grant.holds_at(now) {
                    let own = found.entry(member.person).or_default();
                    own.entry(row.id).or_default().insert(member.grant.role);
                }
            }
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Right {
    Exact,
    Aggregate,
    Nothing,
}

/// The table of docs/domain/access.md, for two collections.
pub(crate) fn right(roles: &BTreeSet<Role>, exact: &[Role], aggregate: &[Role]) -> Right {
    if roles.contains(&Role::GreenAmbassador) {
        return Right::Nothing;
    }
    match roles {
        roles if roles.iter().any(|role| exact.contains(role)) => Right::Exact,
        roles if roles.iter().any(|role| aggregate.contains(role)) => Right::Aggregate,
        _ => Right::Nothing,
    }
}

pub(crate) const READS_CONFLICTS: [Role; 3] = [Role::Caretaker, Role::CaseOfficer, Role::OperationsManager];
pub(crate) const COUNTS_CONFLICTS: [Role; 2] = [Role::Board, Role::CentralUnit];
pub(crate) const READS_SIGNALS: [Role; 7] = [
    Role::Caretaker,
    Role::SocialCaretaker,
    Role::FinancialAdviser,
    Role::CaseOfficer,
    Role::OperationsManager,
    Role::CentralUnit,
    Role::PrivacyOfficer,
];

#[derive(Default, Debug, PartialEq)]
pub(crate) struct Conflicts {
    pub(crate) open: u64,
    pub(crate) by_age: [u64; 4],
    by_state: BTreeMap<String, u64>,
    pub(crate) overdue: u64,
    closed: u64,
    early: u64,
    later: u64,
    pub(crate) trend: [u64; 13],
}

pub(crate) fn is(fields: &Value, name: &str, keys: &[&str]) -> bool {
    fields[name].as_str().is_some_and(|key| keys.contains(&key))
}

pub(crate) fn conflicts<'a>(truths: impl Iterator<Item = &'a Truth>, today: i64) -> Conflicts {
    let mut sum = Conflicts::default();
    for (_, fields) in truths.flat_map(|truth| truth.of_kind("conflict_case")) {
        let day = fields["created_at"].as_str().map_or(today, danish_day);
        let age = today - day;
        let state = fields["state"].as_str().unwrap_or("observed").to_owned();
        if !["closed", "withdrawn", "rejected", "merged"].contains(&state.as_str()) {
            sum.open += 1;
            let band = match age {
                ..28 => 0,
                28..60 => 1,
                60..180 => 2,
                _ => 3,
            };
            sum.by_age[band] += 1;
            *sum.by_state.entry(state.clone()).or_default() += 1;
            let follow_up = fields["follow_up_on"].as_str();
            sum.overdue += u64::from(follow_up.is_some_and(|on| day_of(on) < today));
        }
        if state == "closed" && age < 364 {
            sum.closed += 1;
            let solved = is(fields, "outcome", &["loest_selv", "aftale", "ophoert"]);
            let in_writing =
                is(fields, "noted_as", &["skriftlig_klage"]) || is(fields, "track", &["skriftligt"]);
            if solved && !in_writing {
                sum.early += 1;
            } else if solved || is(fields, "outcome", &["henstilling_fulgt"]) {
                sum.later += 1;
            }
        }
        if state != "merged" && age < 13 * 28 {
            sum.trend[12 - usize::try_from(age.max(0) / 28).unwrap()] += 1;
        }
    }
    sum
}

pub(crate) fn number(published: &Value) -> Option<u64> {
    published["number"].as_u64()
}

/// A published number is the true one and at least five, or is not told.
pub(crate) fn check_published(told: &Value, truth: u64, what: &str) {
    match number(told) {
        Some(number) => assert!(number == truth && number >= 5, "{what}: {told} for {truth}"),
        None => assert!(told == "hidden" || told["at_least"].is_u64(), "{what}: {told}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_number_is_that_of_the_records() {
    let app = TestApp::start_with_demo().await;
    let (truths, people) = (truth(&app).await, roles(&app).await);
    let mut seen: BTreeSet<Role> = BTreeSet::new();
    let (mut exact_numbers, mut published_numbers, mut hidden) = (0, 0, 0);
    for (person, departments) in &people {
        let held: BTreeSet<Role> = departments.values().flatten().copied().collect();
        if held.is_subset(&seen) {
            continue;
        }
        seen.extend(held);
        let mut browser = at_desk(&app, *person).await;
        let answer = browser.get("/overview").await;
        assert_eq!(answer.status, StatusCode::OK);
        let overview: Value = answer.json();
        let today = day_of(overview["day"].as_str().unwrap());
        let rights =
            |exact: &[Role], aggregate: &[Role], module: Option<Module>| -> BTreeMap<DepartmentId, Right> {
                let right_in = |(id, roles): (&DepartmentId, &BTreeSet<Role>)| {
                    let modules = truths
                        .iter()
                        .find(|truth| truth.department == *id)
                        .unwrap()
                        .modules;
                    let is_on = module.is_none_or(|module| modules.has(module));
                    let right = if is_on {
                        right(roles, exact, aggregate)
                    } else {
                        Right::Nothing
                    };
                    (*id, right)
                };
                departments.iter().map(right_in).collect()
            };
        let of = |rights: &BTreeMap<DepartmentId, Right>, wanted: Right| -> BTreeSet<DepartmentId> {
            let with = rights.iter().filter(|(_, right)| **right == wanted);
            with.map(|(id, _)| *id).collect()
        };
        let among = |ids: &BTreeSet<DepartmentId>| -> Vec<&Truth> {
            truths
                .iter()
                .filter(|truth| ids.contains(&truth.department))
                .collect()
        };

        let own = rights(&READS_CONFLICTS, &COUNTS_CONFLICTS, Some(Module::Conflicts));
        let (exact, counted) = (of(&own, Right::Exact), of(&own, Right::Aggregate));
        let told = &overview["conflicts"];
        let readable: BTreeSet<_> = exact.union(&counted).copied().collect();
        let sum = conflicts(among(&readable).into_iter(), today);
        if readable.is_empty() {
            assert!(told.is_null(), "{departments:?}: {told}");
        } else if counted.is_empty() {
            exact_numbers += 1;
            let cells = |cells: &Value| -> Vec<u64> {
                let cells = cells.as_array().unwrap().iter();
                cells.map(|cell| number(cell).unwrap()).collect()
            };
            assert_eq!(number(&told["open"]), Some(sum.open));
            assert_eq!(cells(&told["by_age"]), sum.by_age);
            for state in told["by_state"].as_array().unwrap() {
                let truth = sum.by_state.get(state[0].as_str().unwrap()).copied();
                assert_eq!(number(&state[1]), Some(truth.unwrap_or_default()), "{state}");
            }
            assert_eq!(number(&told["overdue"]), Some(sum.overdue));
            assert_eq!(number(&told["closed"]), Some(sum.closed));
            assert_eq!(number(&told["solved_early"]), Some(sum.early));
            assert_eq!(number(&told["solved_later"]), Some(sum.later));
            assert_eq!(cells(&told["trend"]), sum.trend);
        } else if exact.is_empty() {
            assert_eq!(told["is_exact"], false);
            check_published(&told["open"], sum.open, "open");
            check_published(&told["overdue"], sum.overdue, "overdue");
            check_published(&told["closed"], sum.closed, "closed");
            check_published(&told["solved_early"], sum.early, "solved early");
            check_published(&told["solved_later"], sum.later, "solved later");
            for (cell, truth) in told["by_age"].as_array().unwrap().iter().zip(sum.by_age) {
                check_published(cell, truth, "age");
            }
            for state in told["by_state"].as_array().unwrap() {
                let truth = sum.by_state.get(state[0].as_str().unwrap()).copied();
                check_published(&state[1], truth.unwrap_or_default(), "state");
            }
            for (cell, truth) in told["trend"].as_array().unwrap().iter().zip(sum.trend) {
                check_published(cell, truth, "trend");
            }
            published_numbers += told.to_string().matches("number").count();
            hidden += told.to_string().matches("hidden").count();
            for row in overview["rows"].as_array().unwrap() {
                let id = row["place"]["id"].as_str().unwrap();
                let Ok(id) = id.parse::<DepartmentId>() else {
                    continue;
                };
                if row["place"]["level"] == "department" && own.get(&id) == Some(&Right::Aggregate) {
                    let truth = conflicts(among(&BTreeSet::from([id])).into_iter(), today);
                    check_published(&row["open_conflicts"], truth.open, "row");
                }
            }
        }

        let own = rights(&READS_SIGNALS, &[Role::Board], None);
        let (exact, counted) = (of(&own, Right::Exact), of(&own, Right::Aggregate));
        let told = &overview["signals"];
        if exact.is_empty() && counted.is_empty() {
            assert!(told.is_null());
        } else if counted.is_empty() {
            let mut days = Vec::new();
            let (mut open, mut trend) = (0, [0; 13]);
            for truth in among(&exact) {
                for (document, fields) in truth.of_kind("signal") {
                    let day = fields["created_at"].as_str().map_or(today, danish_day);
                    open += u64::from(!is(fields, "state", &["afsluttet"]));
                    if today - day < 13 * 28 {
                        trend[12 - usize::try_from((today - day).max(0) / 28).unwrap()] += 1;
                    }
                    if let Some(millis) = truth.contacts.get(&document)
                        && today - day < 364
                    {
                        // The demo's year lies in the past: the server received all of it on one day.
                        let received = feltbog_server::services::projection::instant(
                            feltbog_shared::moment::Moment::from_millis(*millis),
                        );
                        days.push((danish_day(&received) - day).max(0));
                    }
                }
            }
            days.sort_unstable();
            assert_eq!(number(&told["open"]), Some(open));
            assert_eq!(number(&told["contacted"]), Some(days.len() as u64));
            let median = (!days.is_empty()).then(|| days[(days.len() - 1) / 2]);
            assert_eq!(told["median_days"].as_i64(), median);
            let cells: Vec<u64> = told["trend"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(number)
                .collect();
            assert_eq!(cells, trend);
        }
    }
    assert!(
        exact_numbers >= 2 && published_numbers >= 5 && hidden >= 5,
        "{exact_numbers} {published_numbers} {hidden}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_sees_no_small_number_and_no_name() {
    let app = TestApp::start_with_demo().await;
    let people = roles(&app).await;
    let is_board = |held: &BTreeMap<DepartmentId, BTreeSet<Role>>| {
        held.values().flatten().all(|role| *role == Role::Board)
    };
    let (board, departments) = people.iter().find(|(_, held)| is_board(held)).unwrap();
    let mut names = BTreeSet::new();
    for organisation in app.app.store.organisation_rows().await.unwrap() {
        for row in app.app.store.people_of(organisation.id).await.unwrap() {
            names.insert(row.name);
        }
    }
    let mut browser = at_desk(&app, *board).await;
    let mut texts = Vec::new();
    let first: Value = browser.get("/overview").await.json();
    let id = first["place"]["id"].as_str().unwrap().to_owned();
    let level = first["place"]["level"].as_str().unwrap().to_owned();
    texts.push(first.to_string());
    for place in first["above"].as_array().unwrap() {
        let path = format!(
            "/overview/{}/{}",
            place["level"].as_str().unwrap(),
            place["id"].as_str().unwrap()
        );
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK);
        texts.push(answer.json::<Value>().to_string());
    }
    for department in departments.keys() {
        let answer = browser.get(&format!("/overview/department/{department}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        texts.push(answer.json::<Value>().to_string());
    }
    let organisation = app.app.store.organisation_rows().await.unwrap()[0].id;
    let nature = browser.get(&format!("/nature/{organisation}")).await;
    assert_eq!(nature.status, StatusCode::OK);
    texts.push(nature.json::<Value>().to_string());
    for text in &texts {
        for small in 0..5 {
            for told in ["number", "at_least"] {
                let cell = format!("{{\"{told}\":{small}}}");
                assert!(!text.contains(&cell), "{cell}: {text}");
            }
        }
        for name in names.iter().filter(|name| name.contains(' ')) {
            assert!(!text.contains(name.as_str()), "{name}");
        }
    }
    // Of another department there is nothing, and no sign that it is there.
    let other = people
        .values()
        .flat_map(BTreeMap::keys)
        .find(|id| !departments.contains_key(id));
    let other = other.unwrap();
    assert_eq!(
        browser.get(&format!("/overview/department/{other}")).await.status,
        StatusCode::NOT_FOUND
    );
    let answer = browser
        .get(&format!("/nature/{organisation}?department={other}"))
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!id.is_empty() && !level.is_empty());
}

#[derive(Default, Debug, PartialEq)]
pub(crate) struct Nature {
    areas: u64,
    square_metres: u64,
    proposed: u64,
    tasks: u64,
    tasks_overdue: u64,
    unanswered: u64,
    valid_counts: u64,
    invalid_counts: u64,
}

pub(crate) fn nature<'a>(truths: impl Iterator<Item = &'a Truth>, today: i64, year: &str) -> Nature {
    let mut sum = Nature::default();
    for truth in truths {
        for (_, area) in truth.of_kind("area") {
            sum.proposed += u64::from(is(area, "state", &["foreslaaet"]));
            if is(area, "state", &["anlagt", "i_drift", "under_justering"]) {
                sum.areas += 1;
                if area["part_of"].is_null() {
                    sum.square_metres += area["square_metres"].as_u64().unwrap_or_default();
                }
            }
        }
        for (_, task) in truth.of_kind("care_task") {
            if !is(task, "state", &["udfoert", "godkendt", "aflyst"]) {
                sum.tasks += 1;
                let to = task["window_to"].as_str();
                sum.tasks_overdue += u64::from(to.is_some_and(|to| day_of(to) < today));
            }
        }
        for (_, observation) in truth.of_kind("area_observation") {
            sum.unanswered += u64::from(!is(observation, "state", &["besvaret", "lukket"]));
        }
        for (_, count) in truth.of_kind("insect_count") {
            let started = count["started_at"].as_str().unwrap_or_default();
            if !is(count, "state", &["faerdig", "rettet", "laast"]) || !started.starts_with(year) {
                continue;
            }
            let month = started[5..7].parse::<u8>().unwrap();
            let minutes = match count["protocol"].as_str() {
                Some("15min_sommerfugl") => 15,
                _ => 10,
            };
            let least = if is(count, "sky", &["sol"]) { 13 } else { 15 };
            let valid = count["dry"] == json!(true)
                && (4..=9).contains(&month)
                && count["minutes"] == json!(minutes)
                && count["sky"].is_string()
                && count["temp_c"].as_i64().is_some_and(|temp| temp >= least);
            sum.valid_counts += u64::from(valid);
            sum.invalid_counts += u64::from(!valid);
        }
    }
    sum
}

pub(crate) fn told_nature(figures: &Value) -> Nature {
    let number = |name: &str| figures[name].as_u64().unwrap();
    Nature {
        areas: number("areas"),
        square_metres: number("square_metres"),
        proposed: number("proposed"),
        tasks: number("tasks"),
        tasks_overdue: number("tasks_overdue"),
        unanswered: number("unanswered"),
        valid_counts: number("valid_counts"),
        invalid_counts: number("invalid_counts"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nature_is_counted_against_targets_and_shown_to_all_where_it_is_wanted() {
    let app = TestApp::start_with_demo().await;
    let (truths, people) = (truth(&app).await, roles(&app).await);
    let central = people.iter().find(|(_, held)| {
        held.len() == truths.len() && held.values().all(|roles| roles.contains(&Role::CentralUnit))
    });
    let (central, _) = central.unwrap();
    let truths: Vec<Truth> = truths
        .into_iter()
        .filter(|truth| truth.modules.has(Module::Nature))
        .collect();
    let organisation = app.app.store.organisation_rows().await.unwrap()[0].id;
    let mut browser = at_desk(&app, *central).await;
    let report: Value = browser.get(&format!("/nature/{organisation}")).await.json();
    let day = report["day"].as_str().unwrap();
    let today = day_of(day);
    assert_eq!(
        told_nature(&report["figures"]),
        nature(truths.iter(), today, &day[..4])
    );
    for department in report["departments"].as_array().unwrap() {
        let id: DepartmentId = department["id"].as_str().unwrap().parse().unwrap();
        let own = truths.iter().filter(|truth| truth.department == id);
        assert_eq!(told_nature(&department["figures"]), nature(own, today, &day[..4]));
    }
    let finished = truths.iter().flat_map(|truth| truth.of_kind("insect_count"));
    let finished = finished.filter(|(_, count)| is(count, "state", &["faerdig", "rettet", "laast"]));
    assert_eq!(report["counts"].as_array().unwrap().len(), finished.count());

    let areas: Vec<DocumentId> = truths
        .iter()
        .flat_map(|truth| truth.of_kind("area"))
        .filter(|(_, area)| is(area, "state", &["i_drift"]))
        .map(|(document, _)| document)
        .collect();
    let page = format!("/areal/{}", AreaCode::of(areas[0]));
    let mut guest = OfficeBrowser::new(&app);
    let before = guest.open(&page).await;
    assert!(!String::from_utf8_lossy(&before.body).contains("m²"));
    let settings =
        json!({ "department": null, "square_metres": 9_000_000, "percent": 30, "is_public": true });
    let path = format!("/api/v1/office/nature/{organisation}/settings");
    let (board, _) = people
        .iter()
        .find(|(_, held)| held.values().flatten().all(|role| *role == Role::Board))
        .unwrap();
    let mut of_board = at_desk(&app, *board).await;
    let refused = of_board
        .send(Method::PUT, &path, Some(settings.to_string()))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let kept = browser.send(Method::PUT, &path, Some(settings.to_string())).await;
    assert_eq!(kept.status, StatusCode::OK, "{:?}", kept.body);
    let report: Value = browser.get(&format!("/nature/{organisation}")).await.json();
    assert_eq!(report["figures"]["target_square_metres"], 9_000_000);
    let overview: Value = browser.get("/overview").await.json();
    let lacking = 9_000_000 - report["figures"]["square_metres"].as_i64().unwrap();
    let finding = overview["findings"].as_array().unwrap().iter();
    let finding: Vec<_> = finding
        .filter(|finding| finding["kind"] == "below_target")
        .collect();
    assert_eq!(finding[0]["value"], json!(lacking));
    assert_eq!(finding[0]["action"], "propose_area");

    let public = guest.open(&page).await;
    let text = String::from_utf8_lossy(&public.body).into_owned();
    assert!(public.status == StatusCode::OK && text.contains("m²"), "{text}");
    for organisation in app.app.store.organisation_rows().await.unwrap() {
        for row in app.app.store.people_of(organisation.id).await.unwrap() {
            assert!(!text.contains(&row.name), "{}", row.name);
        }
    }
}
