//! Hjem is a day: what is due is seen at once on a small phone, and a visit is made from its row.

use crate::recording::go_home;
use crate::roles::phone_of;
use anyhow::ensure;
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{
    CARETAKER, DEPARTMENT, SOCIAL_CARETAKER, department, enrolled, held_by_phone, saved, session, somebody,
};
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{Wanted, button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde::Deserialize;
use serde_json::json;

/// Rows of the day that are seen from edge to edge, places that are cut off, and the share of the screen that the bars
/// take.
const DAY: &str = "const isIn = (row, y) => {
        const { left } = row.getBoundingClientRect();
        return row.contains(document.elementFromPoint(left + 20, y));
    };
    const rows = [...document.querySelectorAll('main .day .cards > li')].filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return isIn(row, top + 2) && isIn(row, bottom - 2);
    });
    const cut = [...document.querySelectorAll('main .day .card-title')].filter(
        (title) => title.scrollWidth > title.clientWidth + 1 || title.scrollHeight > title.clientHeight + 1,
    );
    const bars = ['.head', '.foot', '.tiles'].map((bar) => document.querySelector(bar).offsetHeight);
    return {
        rows: rows.length,
        cut: cut.map((title) => title.textContent),
        bars: bars.reduce((all, one) => all + one) / window.innerHeight,
    };";

#[derive(Debug, Deserialize)]
struct Day {
    rows: usize,
    cut: Vec<String>,
    bars: f64,
}

#[test]
fn at_least_four_rows_of_the_day_are_seen_on_a_small_phone() {
    play("at_least_four_rows_of_the_day", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.resize(360, 640).await?;
        phone.open("/").await?;
        phone.find(&heading("Dagens runde")).await?;
        until("four rows", PATIENCE, async || {
            let day: Day = serde_json::from_value(phone.run(DAY, &[]).await?)?;
            ensure!(
                day.rows >= 4 && day.cut.is_empty() && day.bars <= 1.0 / 3.0,
                "{day:?}"
            );
            Ok(Some(()))
        })
        .await?;
        // A row says by when. Counting is one step further away than what a caretaker does ten times a week.
        let rows = phone
            .screen()
            .await?
            .items_below("Dagens runde")
            .unwrap_or_default();
        ensure!(rows.iter().any(|row| row.contains("Senest ")), "{rows:?}");
        phone.find(&link("Konflikt")).await?;
        phone.find(&link("Areal")).await?;
        ensure!(phone.look_for(&link("Tæl")).await?.is_none());
        phone.tap(link("Fejl eller bekymring ved et sted")).await?;
        phone.find(&textbox("Hvor er det?")).await.map(drop)
    });
}

/// The link that makes a visit to the home that each department of the demo has an overdue appointment with.
const WAY: &str = "Besøg nu: Opgang 18, 2. mf.";

#[test]
fn a_visit_that_is_overdue_is_made_from_its_row_which_then_goes() {
    play("a_visit_that_is_overdue_is_made", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        phone.find(&heading("I dag")).await?;
        phone.see("kl. ").await?;
        phone
            .tap(Wanted::new("DisclosureTriangle", "Overskredet (").loosely())
            .await?;
        // The department that is open comes first.
        phone.find(&link(WAY).nth(0)).await?;
        let first = "return [...document.querySelectorAll('main a[aria-label]')]
            .find((link) => link.ariaLabel === arguments[0]).getAttribute('href')";
        let way = phone.run(first, &[json!(WAY)]).await?;
        phone.tap(link(WAY).nth(0)).await?;
        let home = phone.find(&textbox("Hvor er besøget?")).await?;
        ensure!(home.value == "Opgang 18, 2. mf.", "{home:?}");
        phone
            .tap(radio("Talt sammen").within(group("Hvordan gik det?")))
            .await?;
        saved(&phone).await?;
        phone.tap(button("Færdig")).await?;
        // One choice is a draft until its author says that they are done.
        let news = until("the visit to be kept", PATIENCE, async || {
            let mut news = held_by_phone(&phone, here).await?;
            news.retain(|document, _| !before.contains_key(document));
            ensure!(news.len() == 1, "{news:?}");
            Ok(Some(news))
        })
        .await?;
        let visit = news.values().next().map(|visit| visit.content["fields"].clone());
        let visit = visit.unwrap_or_default();
        ensure!(
            visit["kind"] == "aftalt" && visit["asked_by"] == "funktionaer",
            "{visit}"
        );
        ensure!(visit["dwelling_ref"] == "Opgang 18, 2. mf.", "{visit}");

        go_home(&phone).await?;
        phone.find(&heading("I dag")).await?;
        until("the row to go", PATIENCE, async || {
            let is_there = "return [...document.querySelectorAll('main a')]
                .some((link) => link.getAttribute('href') === arguments[0])";
            let is_there = phone.run(is_there, std::slice::from_ref(&way)).await?;
            Ok((is_there == json!(false)).then_some(()))
        })
        .await
    });
}

/// A visit of the next days to a home to which two should go.
const FOR_TWO: &str = "Opgang 20, 1. mf.";

#[test]
fn a_home_to_which_two_should_go_says_so_on_its_row_and_in_every_form_about_it() {
    play("a_home_to_which_two_should_go", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        phone.network().set(Network::Refuse).await?;
        phone.find(&heading("De næste 7 dage")).await?;
        until("the row to say so", PATIENCE, async || {
            let rows = phone.screen().await?.items_below("De næste 7 dage");
            let is_it = |row: &String| row.contains(FOR_TWO) && row.contains("I skal være to");
            Ok(rows.is_some_and(|rows| rows.iter().any(is_it)).then_some(()))
        })
        .await?;
        // Another visit to the home, in another spelling.
        phone.tap(link("Nyt besøg")).await?;
        phone.fill(textbox("Hvor er besøget?"), "opgang 20, 1 mf").await?;
        let why = format!("I skal være to. Grund: Hund. Skrevet af {SOCIAL_CARETAKER}. Gælder til");
        phone.see(&why).await?;
        phone
            .fill(textbox("Hvor er besøget?"), "Opgang 21, 1. mf.")
            .await?;
        phone.lose_sight_of(&why).await
    });
}

#[test]
fn a_case_officer_finds_the_cases_of_all_departments() {
    play("a_case_officer_finds_the_cases", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        mette.close().await?;
        let (person, _) = somebody(stage, &server, &known, Role::CaseOfficer).await?;
        let phone = phone_of(stage, &server, "sagsbehandler", &person).await?;
        let theirs = session(&server, &phone).await?;
        let others: Vec<String> = theirs
            .departments
            .iter()
            .map(|department| department.name.clone())
            .filter(|name| name != DEPARTMENT)
            .collect();
        ensure!(!others.is_empty(), "the case officer works in one department");
        // A row of another department names it.
        let name = until("a case of another department", PATIENCE, async || {
            for name in &others {
                if phone.look_for(&link(name).loosely().nth(0)).await?.is_some() {
                    return Ok(Some(name.clone()));
                }
            }
            Ok(None)
        })
        .await?;
        phone.tap(link(&name).loosely().nth(0)).await?;
        phone.find(&button("Tilbage")).await?;
        // Its page is about its department, which is the open one from then on.
        go_home(&phone).await?;
        phone
            .find(&link(&format!("{name}, skift afdeling")))
            .await
            .map(drop)
    });
}

/// A case under mediation, which nobody has set a day for.
const IN_MEDIATION: &str = "Trappen i blok E";

#[test]
fn a_case_officer_sees_on_hjem_what_is_due_in_a_case_and_why() {
    play("a_case_officer_sees_what_is_due", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        mette.close().await?;
        let (person, _) = somebody(stage, &server, &known, Role::CaseOfficer).await?;
        let phone = phone_of(stage, &server, "sagsbehandler", &person).await?;
        let is_due = async |words: &str| {
            let rows = phone.screen().await?.items_below("Følg op i dag");
            let is_it = |row: &String| row.contains(IN_MEDIATION) && row.contains(words);
            Ok::<_, anyhow::Error>(rows.is_some_and(|rows| rows.iter().any(is_it)))
        };
        // Other departments have such a case too; the open one comes first.
        let case = link(IN_MEDIATION).loosely().nth(0);
        phone.find(&case).await?;
        let promised = "Vi har lovet at ringe";
        ensure!(!is_due(promised).await?, "it is due from the beginning");
        phone.tap(case).await?;
        phone.tap(button("Skriv videre")).await?;
        phone
            .tap(button("I dag").within(group("Vi ringer senest")))
            .await?;
        saved(&phone).await?;
        go_home(&phone).await?;
        until("the promise to be due", PATIENCE, async || {
            Ok(is_due(promised).await?.then_some(()))
        })
        .await
    });
}

#[test]
fn a_case_officer_is_told_on_hjem_that_a_party_is_not_informed() {
    play("a_party_is_not_informed", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        mette.close().await?;
        let (person, _) = somebody(stage, &server, &known, Role::CaseOfficer).await?;
        let phone = phone_of(stage, &server, "sagsbehandler", &person).await?;
        phone.tap(link(IN_MEDIATION).loosely().nth(0)).await?;
        phone.tap(link("Tilføj part")).await?;
        phone.find(&heading("Ny part")).await?;
        phone
            .tap(radio("Indklaget").within(group("Rolle i sagen")))
            .await?;
        saved(&phone).await?;
        phone.tap(button("Færdig")).await?;
        go_home(&phone).await?;
        let is_told = async || {
            let rows = phone.screen().await?.items_below("Følg op i dag");
            let is_it =
                |row: &String| row.contains(IN_MEDIATION) && row.contains("Underret den, der er klaget over");
            Ok::<_, anyhow::Error>(rows.is_some_and(|rows| rows.iter().any(is_it)))
        };
        ensure!(!is_told().await?, "it is told too early");
        // Five weeks go by, and nobody closes the app.
        let weeks = "const now = Date.now; Date.now = () => now.call(Date) + 35 * 86_400_000;
                     window.dispatchEvent(new Event('focus'));";
        phone.run(weeks, &[]).await?;
        until("the party to be due", PATIENCE, async || {
            Ok(is_told().await?.then_some(()))
        })
        .await
    });
}
