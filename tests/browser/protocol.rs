//! A count follows its protocol: what makes it invalid is said before it begins, taps count while the time runs, and its
//! end is not hit by mistake.

use anyhow::ensure;
use feltbog_tests::demo::{AMBASSADOR, department, enrol, enrolled, held_by_phone, saved, session};
use feltbog_tests::screen::{button, group, heading, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

#[test]
fn taps_count_while_the_time_runs_and_its_end_is_asked_for() {
    play("taps_count_while_the_time_runs", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        phone.open("/ny/taelling").await?;
        phone.fill(textbox("Temperatur i °C"), "4").await?;
        phone.tap(radio("Sol").within(group("Himmel"))).await?;
        phone.see("Det er for koldt til en gyldig tælling").await?;
        phone
            .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
            .await?;
        phone.tap(button("Start tælling – 10 minutter")).await?;
        phone.tap(button("Humlebi, 0")).await?;
        phone.find(&button("Humlebi, 1")).await?;

        // A pause is in the record: it stands there when the phone has died.
        phone.tap(button("Hold pause")).await?;
        phone.find(&button("Fortsæt")).await?;
        ensure!(
            phone.find(&button("Humlebi, 1")).await?.is("disabled"),
            "it counts in a pause"
        );
        let path = phone.path().await?;
        until("the pause to be kept", PATIENCE, async || {
            Ok(phone.sees("Pause. Tiden står stille.").await?.then_some(()))
        })
        .await?;
        phone.kill().await?;
        phone.reopen(&path).await?;
        phone.find(&button("Fortsæt")).await?;
        ensure!(
            phone.find(&button("Humlebi, 1")).await?.is("disabled"),
            "the pause is lost"
        );
        phone.tap(button("Fortsæt")).await?;
        phone.tap(button("Humlebi, 1")).await?;
        phone.find(&button("Humlebi, 2")).await?;

        // One tap beside the insects ends nothing.
        phone.tap(button("Afslut tælling")).await?;
        phone.find(&button("Ja, afslut nu")).await?;
        phone.tap(button("Tæl videre")).await?;
        phone.tap(button("Humlebi, 2")).await?;
        phone.tap(button("Afslut tælling")).await?;
        phone.tap(button("Ja, afslut nu")).await?;
        phone.find(&heading("Hvordan var vejret?")).await?;

        // Ended by mistake, it goes on.
        phone.tap(button("Fortryd")).await?;
        phone.find(&button("Humlebi, 3")).await?;
        phone.tap(button("Afslut tælling")).await?;
        phone.tap(button("Ja, afslut nu")).await?;

        // Rain can be said, and the page stays until all is answered.
        phone.tap(radio("Regn").within(group("Var det tørvejr?"))).await?;
        for (question, answer) in [
            ("Vind", "Stille"),
            ("Var der skygge?", "Ikke noteret"),
            ("Hvor meget fylder blomsten?", "Ikke noteret"),
        ] {
            phone.find(&heading("Hvordan var vejret?")).await?;
            phone.tap(radio(answer).within(group(question))).await?;
        }
        phone.find(&heading("Hvordan var vejret?")).await?;
        phone.tap(button("Din tælling")).await?;
        phone.find(&heading("Din tælling")).await?;
        phone.see("ikke gyldig").await
    });
}

/// After the last minute a tap counts nothing, however often the thumb comes down.
#[test]
fn no_tap_counts_after_the_end() {
    play("no_tap_counts_after_the_end", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        phone.open("/ny/taelling").await?;
        phone
            .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
            .await?;
        phone.tap(button("Start tælling – 10 minutter")).await?;
        phone.tap(button("Humlebi, 0")).await?;
        phone.find(&button("Humlebi, 1")).await?;
        let minutes = "const now = Date.now; Date.now = () => now.call(Date) + 601_000;";
        phone.run(minutes, &[]).await?;
        phone.see("Tiden er gået. Tryk på Afslut tælling.").await?;
        // A browser hands no tap to what is disabled, so the middle of the button is pressed as a thumb does.
        let middle = "const all = [...document.querySelectorAll('button')];
            const named = (one) => (one.getAttribute('aria-label') ?? one.textContent).trim().startsWith('Humlebi');
            const { left, top, width, height } = all.find(named).getBoundingClientRect();
            return [left + width / 2, top + height / 2];";
        let (x, y): (f64, f64) = serde_json::from_value(phone.run(middle, &[]).await?)?;
        for _ in 0..3 {
            for kind in ["mousePressed", "mouseReleased"] {
                let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
                phone.debugger("Input.dispatchMouseEvent", event).await?;
            }
        }
        ensure!(
            phone.find(&button("Humlebi, 1")).await?.is("disabled"),
            "it counts"
        );
        phone.tap(button("Afslut tælling")).await?;
        phone.find(&heading("Hvordan var vejret?")).await?;
        let path = phone.path().await?;
        phone.turn_to(path.as_str()).await?;
        ensure!(phone.look_for(&button("Humlebi, 2")).await?.is_none());
        Ok(())
    });
}

/// Puts recorders in the place of the browser's tones and notifications, of which a browser without a screen has none.
const RECORDERS: &str = "window.tones = [];
    window.shown = [];
    window.AudioContext = class {
        currentTime = 0;
        state = 'running';
        async resume() {}
        createOscillator() {
            return { frequency: {}, connect: (next) => next, start: (at) => window.tones.push(at), stop() {} };
        }
        createGain() {
            return { gain: { setValueAtTime() {} }, connect: (next) => next };
        }
        async close() {
            this.state = 'closed';
            window.tones = [];
        }
    };
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
        window.shown.push([title, options.tag, options.body ?? '']);
    };";

/// With two minutes left and at the end a phone in a pocket sounds, and a locked one shows that, where its person allows it.
#[test]
fn a_count_says_when_it_is_nearly_over_and_when_it_is_over() {
    play("a_count_says_when_it_is_nearly_over", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        phone.open("/ny/taelling").await?;
        phone
            .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
            .await?;
        phone.run(RECORDERS, &[]).await?;
        phone.tap(button("Start tælling – 10 minutter")).await?;
        let tones = async || -> anyhow::Result<Vec<f64>> {
            Ok(serde_json::from_value(
                phone.run("return window.tones", &[]).await?,
            )?)
        };
        let planned = |tones: &[f64]| match tones {
            [nearly, over] => *nearly <= 480.0 && (over - nearly - 120.0).abs() < 0.01,
            _ => false,
        };
        until("two tones", PATIENCE, async || {
            Ok(planned(&tones().await?).then_some(()))
        })
        .await?;
        phone.tap(button("Hold pause")).await?;
        until("a pause to be silent", PATIENCE, async || {
            Ok(tones().await?.is_empty().then_some(()))
        })
        .await?;
        phone.tap(button("Fortsæt")).await?;
        until("the tones after the pause", PATIENCE, async || {
            Ok(planned(&tones().await?).then_some(()))
        })
        .await?;

        // Nobody looks at the page while the time passes.
        let later = "const now = Date.now; Date.now = () => now.call(Date) + arguments[0];";
        phone.run(later, &[json!(481_000)]).await?;
        phone.see("2 minutter tilbage").await?;
        let shown = async || phone.run("return window.shown", &[]).await;
        ensure!(
            shown().await? == json!([]),
            "a person who looks at it is notified"
        );
        let hidden = "Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })";
        phone.run(hidden, &[]).await?;
        phone.run(later, &[json!(121_000)]).await?;
        until("the notification", PATIENCE, async || {
            Ok(
                (shown().await? == json!([["Tiden er gået. Tryk på Afslut tælling.", "count", ""]]))
                    .then_some(()),
            )
        })
        .await?;
        phone.tap(button("Afslut tælling")).await?;
        phone.find(&heading("Hvordan var vejret?")).await?;
        until("silence", PATIENCE, async || {
            Ok(tones().await?.is_empty().then_some(()))
        })
        .await
    });
}

#[test]
fn butterflies_are_counted_without_a_flower_and_without_bees() {
    play("butterflies_are_counted_without_a_flower", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        phone.open("/ny/taelling").await?;
        phone.find(&group("Hvilken blomst ser du på?")).await?;
        phone
            .tap(radio("Sommerfugle i 15 minutter").within(group("Metode")))
            .await?;
        phone.lose(&group("Hvilken blomst ser du på?")).await?;
        phone.tap(button("Start tælling – 15 minutter")).await?;
        // Nobody has to know a species: each group counts by one tap.
        phone.tap(button("Takvinge, 0")).await?;
        phone.find(&button("Takvinge, 1")).await?;
        phone.tap(button("Ukendt sommerfugl, 0")).await?;
        phone.find(&button("Ukendt sommerfugl, 1")).await?;
        ensure!(
            phone.look_for(&button("Humlebi, 0")).await?.is_none(),
            "bees are counted"
        );
        Ok(())
    });
}

/// A person who knows species taps the group and then the species, and is back at the groups.
#[test]
fn who_knows_species_is_asked_which_butterfly_it_was() {
    play("who_knows_species_is_asked_which", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage
            .phone_with_window("birgit", server.address(), (360, 640))
            .await?;
        enrol(&phone, &server, AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        phone.open("/ny/taelling").await?;
        phone
            .tap(radio("Sommerfugle i 15 minutter").within(group("Metode")))
            .await?;
        phone
            .tap(radio("Jeg kender nogle arter").within(group("Hvor godt kender du sommerfugle?")))
            .await?;
        phone.see("Sådan kender du dem").await?;
        phone.tap(button("Start tælling – 15 minutter")).await?;

        phone.tap(button("Takvinge, 0")).await?;
        phone.find(&heading("Hvilken er det?")).await?;
        phone.see("fire store øjne").await?;
        phone.tap(button("Dagpåfugleøje, 0")).await?;
        phone.tap(button("Takvinge, 1")).await?;
        phone.tap(button("Ved ikke hvilken, 0")).await?;
        // Going back counts nothing, and a group without species counts at once.
        phone.tap(button("Takvinge, 2")).await?;
        phone.tap(button("Alle grupper")).await?;
        phone.find(&button("Takvinge, 2")).await?;
        phone.tap(button("Natsværmer om dagen, 0")).await?;
        phone.find(&button("Natsværmer om dagen, 1")).await?;
        // A tap is taken back by itself, of a species too, and after the phone has died.
        phone.tap(button("Hvid sommerfugl, 0")).await?;
        phone.tap(button("Aurora, 0")).await?;
        phone.find(&button("Hvid sommerfugl, 1")).await?;
        saved(&phone).await?;
        let path = phone.path().await?;
        phone.kill().await?;
        phone.reopen(&path).await?;
        phone.find(&button("Hvid sommerfugl, 1")).await?;
        phone.tap(button("Fortryd")).await?;
        phone.find(&button("Hvid sommerfugl, 0")).await?;

        phone.tap(button("Afslut tælling")).await?;
        phone.tap(button("Ja, afslut nu")).await?;
        phone.find(&heading("Hvordan var vejret?")).await?;
        phone
            .tap(radio("Nej").within(group("Er tællingen også skrevet et andet sted?")))
            .await?;
        saved(&phone).await?;
        phone.tap(button("Din tælling")).await?;
        phone.find(&heading("Din tælling")).await?;
        phone.see("Dagpåfugleøje").await?;
        let held = held_by_phone(&phone, here).await?;
        // Records of others may still arrive. None of them says where else it was entered.
        let ours: Vec<_> = held
            .iter()
            .filter(|(id, record)| !before.contains_key(id) && record.content["fields"]["also_in"] == "ingen")
            .collect();
        let [(_, count)] = &ours[..] else {
            anyhow::bail!("{} counts", ours.len());
        };
        let fields = &count.content["fields"];
        ensure!(fields["butterfly_skill"] == "nogle_arter", "{fields}");
        let counts = &fields["counts"];
        for (key, number) in [
            ("aglais_io", 1),
            ("takvinge", 1),
            ("natsvaermer_dag", 1),
            ("anthocharis_cardamines", 0),
        ] {
            ensure!(counts[key] == number, "{key}: {counts}");
        }
        Ok(())
    });
}
