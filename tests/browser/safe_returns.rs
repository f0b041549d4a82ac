//! *Godt hjem*: going in is said with signal, coming out without, and a colleague's phone tells of somebody who is late.

use crate::recording::go_home;
use anyhow::{Context, Result, ensure};
use feltbog_server::clock::{Clock as _, SystemClock};
use feltbog_server::store::{DatabaseUrl, SafeReturnRow};
use feltbog_shared::id::UserId;
use feltbog_tests::demo::{CARETAKER, SOCIAL_CARETAKER, enrolled, saved, session};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{Wanted, button, combobox, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

/// The home, with a word that stands nowhere else.
const HOME: &str = "Kvæstorbivej 12, 2. th.";
const WORD: &str = "Kvæstorbivej";

/// The heading of an own announcement.
fn out_by() -> Wanted {
    heading("Ude senest kl. ").loosely()
}

/// Begins a visit and goes from there to the page that says when its author will be out.
async fn begin_visit(phone: &Phone) -> Result<()> {
    phone.tap(link("Nyt besøg")).await?;
    phone.fill(textbox("Hvor er besøget?"), HOME).await?;
    phone.tap(link("Godt hjem")).await?;
    let field = phone.find(&textbox("Hvor går du ind?")).await?;
    until("the home of the visit", PATIENCE, async || {
        let field = phone.look_for(&textbox("Hvor går du ind?")).await?;
        Ok(field.is_some_and(|field| field.value == HOME).then_some(()))
    })
    .await
    .with_context(|| format!("{field:?}"))
}

/// Chooses the colleague who is told.
pub(crate) async fn name_colleague(phone: &Phone, name: &str) -> Result<()> {
    phone.find(&combobox("Hvem skal have besked?")).await?;
    let choose = "const list = document.querySelector('main select');
        const found = [...list.options].find((option) => option.text === arguments[0]);
        if (!found) return false;
        list.value = found.value;
        list.dispatchEvent(new Event('change', { bubbles: true }));
        return true";
    let chosen = phone.run(choose, &[json!(name)]).await?;
    ensure!(chosen == true, "{name} is no colleague");
    Ok(())
}

/// The open announcements of a person, as the server has them.
async fn open_returns(server: &Server, person: UserId) -> Result<Vec<SafeReturnRow>> {
    let store = server.database_url().parse::<DatabaseUrl>()?.open().await?;
    let rows = store.open_returns_of(person).await?;
    store.close().await;
    Ok(rows)
}

#[test]
fn going_in_needs_a_network_and_coming_out_does_not() {
    play("going_in_needs_a_network", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let me = session(&server, &phone).await?.user;
        begin_visit(&phone).await?;
        phone.network().set(Network::Refuse).await?;
        phone.tap(button("Jeg går ind nu")).await?;
        phone.see("Vælg den kollega, der skal have besked.").await?;
        name_colleague(&phone, CARETAKER).await?;
        phone.tap(button("Jeg går ind nu")).await?;
        phone.see("Ikke meldt. Find net først.").await?;
        ensure!(phone.look_for(&out_by()).await?.is_none(), "nobody knows of it");
        phone.network().set(Network::Pass).await?;
        phone.tap(button("Jeg går ind nu")).await?;
        phone.find(&out_by()).await?;
        phone
            .see(&format!("{CARETAKER} får besked, hvis du ikke er ude."))
            .await?;
        ensure!(open_returns(&server, me).await?.len() == 1, "two tries are one");

        // Inside there is no network. The result of the visit says that its author is out.
        phone.network().set(Network::Refuse).await?;
        phone.tap(button("Tilbage")).await?;
        phone
            .tap(radio("Talt sammen").within(group("Hvordan gik det?")))
            .await?;
        saved(&phone).await?;
        phone.tap(button("Færdig")).await?;
        phone.lose(&button("Færdig")).await?;
        go_home(&phone).await?;
        let unsent =
            format!("Du er ude, men det er ikke sendt endnu. Ring til {CARETAKER}, hvis du ikke får net.");
        phone.see(&unsent).await?;
        ensure!(open_returns(&server, me).await?.len() == 1, "there is no network");
        phone.kill().await?;
        phone.reopen("/").await?;
        phone.see(&unsent).await?;
        phone.network().set(Network::Pass).await?;
        phone.lose(&out_by()).await?;
        ensure!(open_returns(&server, me).await?.is_empty());
        Ok(())
    });
}

#[test]
fn a_colleagues_phone_tells_of_somebody_who_is_not_out_in_time() {
    play("a_colleagues_phone_tells_of_somebody", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let me = session(&server, &sanne).await?.user;
        begin_visit(&sanne).await?;
        name_colleague(&sanne, CARETAKER).await?;
        sanne.tap(radio("Om 15 minutter")).await?;
        sanne.tap(button("Jeg går ind nu")).await?;
        sanne.find(&out_by()).await?;
        let rows = open_returns(&server, me).await?;
        let row = rows.first().context("no announcement")?;
        // One tap adds a quarter of an hour.
        sanne.tap(button("Forlæng 15 minutter")).await?;
        let longer = until("more time", PATIENCE, async || {
            let rows = open_returns(&server, me).await?;
            let moved = rows.iter().find(|one| one.out_by != row.out_by);
            Ok(moved.map(|one| one.out_by))
        })
        .await?;
        ensure!(longer.since(row.out_by) == 15 * 60_000, "{longer:?}");

        // The time goes by: six minutes ago it was over.
        let past = SystemClock.now().plus_millis(-6 * 60_000);
        let store = server.database_url().parse::<DatabaseUrl>()?.open().await?;
        ensure!(store.extend_return(row.id, me, longer, past).await?);
        store.close().await;
        let alarm = heading(&format!("{SOCIAL_CARETAKER} er ikke meldt ude"));
        mette.find(&alarm).await?;
        mette.see(&format!("Bolig: {HOME}")).await?;
        let broken = mette.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        mette.tap(button("Det er afklaret")).await?;
        mette.lose(&alarm).await?;
        until("the server to know it", PATIENCE, async || {
            Ok(open_returns(&server, me).await?.is_empty().then_some(()))
        })
        .await?;

        // The home is not kept on the phone of the colleague; on the visitor's it is the visit's.
        sanne.close().await?;
        mette.close().await?;
        ensure!(sanne.profile_holds(WORD).await?, "the search finds nothing");
        ensure!(!mette.profile_holds(WORD).await?, "the home is kept");
        Ok(())
    });
}
