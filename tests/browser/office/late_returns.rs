//! *Godt hjem* at a desk: the first page shows the manager a colleague who is not out of a home in time.

use super::roles::{MANAGER, at_desk};
use anyhow::{Context, Result, ensure};
use feltbog_server::clock::{Clock as _, SystemClock};
use feltbog_server::store::{DatabaseUrl, SafeReturnRow};
use feltbog_shared::id::{SafeReturnId, UserId};
use feltbog_tests::demo::{CARETAKER, SOCIAL_CARETAKER, department, enrolled, session};
use feltbog_tests::screen::{button, heading};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

/// The number of a person's announcements that are open.
async fn open_returns(server: &Server, person: UserId) -> Result<usize> {
    let store = server.database_url().parse::<DatabaseUrl>()?.open().await?;
    let rows = store.open_returns_of(person).await?;
    store.close().await;
    Ok(rows.len())
}

#[test]
fn a_manager_sees_at_the_desk_who_is_late_and_ends_the_alarm() {
    play("office_late_returns", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let known = session(&server, &sanne).await?;
        let mut people = known.people.iter();
        let colleague = people.find(|person| person.name == CARETAKER);
        let now = SystemClock.now();
        let row = SafeReturnRow {
            id: SafeReturnId::new(now, [7; 10]),
            department: department(&known)?,
            person: known.user,
            colleague: colleague.context("no colleague")?.user,
            out_by: now.plus_millis(-20 * 60_000),
            home: Vec::new(),
            told: 0,
        };
        let store = server.database_url().parse::<DatabaseUrl>()?.open().await?;
        ensure!(store.announce_return(&row).await?);
        store.close().await;

        let (_, desk) = at_desk(stage, &server, "bente", MANAGER, "/kontor").await?;
        let alarm = heading(&format!("{SOCIAL_CARETAKER} er ikke meldt ude"));
        desk.find(&alarm).await?;
        let broken = desk.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        desk.tap(button("Det er afklaret")).await?;
        desk.lose(&alarm).await?;
        until("the end of the announcement", PATIENCE, async || {
            Ok((open_returns(&server, known.user).await? == 0).then_some(()))
        })
        .await
    });
}
