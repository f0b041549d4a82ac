//! Pictures: taken without a network, there when the phone has died, sent after the records and never in their way,
//! and nothing in them but the picture.

mod leaving;
mod readers;

use crate::recording::note_conflict;
use crate::typing::{open_on_full_phone, quota};
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::wire;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, agree, department, enrolled, held_by_phone, saved, session,
    status_line, status_says,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::{Fate, Fault, Network};
use feltbog_tests::screen::{button, group, link, radio};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;
/// Stands in the camera's file, and not in the picture.
const CANARY: &str = "Kanariefugl 55.6761 N 12.5683 E";
/// More often than a picture is tried in a test.
const EVERY_TIME: usize = 50;
/// The size that phones keep pictures below.
const MOST_BYTES: usize = 350 * 1024;
const MOST_PIXELS: u32 = 1_600;

/// A file as a phone's camera makes it: 12 million pixels with much to see, turned by a note beside them, and with
/// the place it was taken at.
pub(crate) fn camera_file(folder: &Path) -> Result<PathBuf> {
    let mut grain = fastrand::Rng::with_seed(7);
    let picture = RgbImage::from_fn(4_000, 3_000, |x, y| {
        let noise = grain.u8(0..40);
        Rgb([(x / 16) as u8, (y / 12) as u8, noise])
    });
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90))?;
    // TIFF, little-endian: one entry, orientation 6 (a quarter turn to the right), and a text behind it.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(CANARY.as_bytes());
    let length = u16::try_from(exif.len() + 2)?.to_be_bytes();
    bytes.splice(2..2, [&[0xff, 0xe1][..], &length, &exif].concat());
    let file = folder.join("kamera.jpg");
    fs::create_dir_all(folder)?;
    fs::write(&file, bytes)?;
    Ok(file)
}

/// Opens the camera and comes back with a file.
pub(crate) async fn take(phone: &Phone, file: &Path) -> Result<()> {
    let input = "[...document.querySelectorAll('label')].find((label) => \
                 label.textContent.includes('Tag et billede')).querySelector('input')";
    until("the button", PATIENCE, async || {
        let there = format!("return document.body.innerText.includes('Tag et billede') && !!{input}");
        Ok((phone.run(&there, &[]).await? == true).then_some(()))
    })
    .await?;
    // The browser's own dialogue does not open here; all else happens as when it does.
    let open = format!(
        "const input = {input}; input.addEventListener('click', (e) => e.preventDefault(), {{ once: true }}); input.click();"
    );
    phone.run(&open, &[]).await?;
    let found = phone
        .debugger("Runtime.evaluate", json!({ "expression": input }))
        .await?;
    let object = found["result"]["objectId"]
        .as_str()
        .context("no field for files")?;
    let files = json!({ "files": [file], "objectId": object });
    phone.debugger("DOM.setFileInputFiles", files).await?;
    Ok(())
}

/// Sizes of the pictures on the page, once all are shown.
pub(crate) async fn pictures(phone: &Phone, count: usize) -> Result<Vec<(u64, u64)>> {
    let script = "return [...document.querySelectorAll('.photos img')].map((one) => [one.naturalWidth, one.naturalHeight])";
    until("the pictures", PATIENCE, async || {
        let sizes: Vec<(u64, u64)> = serde_json::from_value(phone.run(script, &[]).await?)?;
        ensure!(sizes.len() == count, "{} pictures", sizes.len());
        Ok(sizes.iter().all(|(width, _)| *width > 0).then_some(sizes))
    })
    .await
}

/// Begins an observation; its path.
pub(crate) async fn observe(phone: &Phone) -> Result<String> {
    phone.open("/ny/observation").await?;
    phone
        .tap(radio("Insektliv").within(group("Hvad handler det om?")))
        .await?;
    saved(phone).await?;
    phone.path().await
}

#[test]
fn a_picture_taken_offline_is_there_after_death_and_reaches_a_colleague() {
    play("a_picture_taken_offline", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "grøn", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        let path = observe(&phone).await?;
        take(&phone, &file).await?;
        let [(width, height)] = pictures(&phone, 1).await?[..] else {
            unreachable!("one was counted")
        };
        // Held upright, as the note beside the pixels says.
        ensure!((width, height) == (1_200, 1_600), "{width} × {height}");
        let broken = phone.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        let line = status_line(&phone).await?;
        ensure!(line.contains("mangler at blive sendt"), "{line}");
        phone.kill().await?;
        phone.reopen(&path).await?;
        ensure!(pictures(&phone, 1).await? == [(1_200, 1_600)]);

        // Back online, everything comes through, and the camera's notes do not.
        let lost = phone.network().arm("/photos/", Fault::DropAcknowledgement);
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        ensure!(lost.struck(), "nothing was sent");
        for sent in phone.network().exchanges_with("/photos/") {
            ensure!(
                sent.request_body.len() <= MOST_BYTES,
                "{}",
                sent.request_body.len()
            );
        }
        ensure!(!phone.network().saw(CANARY) && !phone.network().saw("Exif"));
        let kept = photo_on_server(&server, &phone, here.to_string()).await?;
        let size = image::load_from_memory(&kept)?;
        ensure!(size.width().max(size.height()) <= MOST_PIXELS && size.height() > size.width());

        let colleague = enrolled(stage, &server, "mette", CARETAKER).await?;
        colleague.open(&path).await?;
        ensure!(pictures(&colleague, 1).await? == [(1_200, 1_600)]);
        // Seen once it is there without a network.
        colleague.network().set(Network::Refuse).await?;
        colleague.reload().await?;
        ensure!(pictures(&colleague, 1).await? == [(1_200, 1_600)]);
        Ok(())
    });
}

/// Time that the phone lives on after the camera has given its picture, in milliseconds: somewhere between reading it
/// and having it saved.
const LIVES: [u64; 3] = [0, 200, 700];

#[test]
fn a_picture_that_a_full_phone_could_not_keep_is_tried_again_on_whichever_page() {
    play("a_picture_that_a_full_phone_could_not_keep", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "grøn", AMBASSADOR).await?;
        let path = observe(&phone).await?;
        open_on_full_phone(&phone, &path).await?;
        take(&phone, &file).await?;
        phone.see("Billedet er ikke gemt endnu").await?;
        phone.see("Blev ikke gemt").await?;
        phone.turn_to("/mine").await?;
        phone.see("Blev ikke gemt").await?;
        let line = status_line(&phone).await?;
        ensure!(!line.contains("Alt er sendt"), "{line}");
        quota(&phone, None).await?;
        phone.tap(button("Prøv igen")).await?;
        phone.lose_sight_of("Blev ikke gemt").await?;
        phone.open(&path).await?;
        pictures(&phone, 1).await.map(drop)
    });
}

#[test]
fn a_camera_that_is_only_opened_makes_no_record() {
    play("a_camera_that_is_only_opened", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "grøn", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        let observations = async || {
            let held = held_by_phone(&phone, here).await?;
            let kind = Kind::AreaObservation.key();
            Ok::<_, anyhow::Error>(held.values().filter(|record| record.kind == kind).count())
        };
        let before = observations().await?;
        let path = observe(&phone).await?;
        let open = "const input = [...document.querySelectorAll('label')].find((label) =>
                        label.textContent.includes('Tag et billede')).querySelector('input');
                    input.addEventListener('click', (event) => event.preventDefault(), { once: true });
                    input.click();";
        phone.run(open, &[]).await?;
        // The engine answers in order: what was entered after it is kept when it has done all before.
        phone
            .tap(radio("Insektliv").within(group("Hvad handler det om?")))
            .await?;
        saved(&phone).await?;
        ensure!(observations().await? == before, "it was made");
        phone.kill().await?;
        phone.reopen(&path).await?;
        let chosen = radio("Insektliv").within(group("Hvad handler det om?"));
        ensure!(phone.find(&chosen).await?.is("checked"), "the choice is lost");
        Ok(())
    });
}

#[test]
fn a_phone_that_dies_over_a_picture_has_all_of_it_or_none() {
    play("a_phone_that_dies_over_a_picture", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        let path = observe(&phone).await?;
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        let mut seen = 1;
        for millis in LIVES {
            take(&phone, &file).await?;
            tokio::time::sleep(Duration::from_millis(millis)).await;
            phone.kill().await?;
            phone.reopen(&path).await?;
            phone.see("Tag et billede").await?;
            phone.see("Insektliv").await?;
            // What was there before is there now, and what is kept is shown.
            let shown = until("what was kept", PATIENCE, async || {
                let kept = phone.rows("feltbog-photos", "photo").await?.len();
                let script = "return document.querySelectorAll('.photos img').length";
                let shown = usize::try_from(phone.run(script, &[]).await?.as_u64().unwrap_or_default())?;
                ensure!(
                    shown == kept && shown >= seen,
                    "{shown} of {kept} are shown, {seen} were there"
                );
                Ok(Some(shown))
            })
            .await?;
            pictures(&phone, shown).await?;
            seen = shown;
        }
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "Alt er sendt", Duration::from_secs(40)).await?;
        photo_on_server(&server, &phone, here.to_string()).await.map(drop)
    });
}

/// The newest picture of the department, as the server shows it.
pub(crate) async fn photo_on_server(server: &Server, phone: &Phone, department: String) -> Result<Vec<u8>> {
    let cookies = phone.cookies().await?;
    let path = format!("/api/v1/departments/{department}/records?kind=photo");
    let records = server.get(&path, &cookies).await?.context("no records")?;
    let all = records["records"].as_array().context("no list")?;
    // The newest: the demo has pictures of its own.
    let newest = all.iter().max_by_key(|one| one["fields"]["created_at"].as_str());
    let id = newest
        .and_then(|one| one["id"].as_str())
        .context("no picture's record")?;
    let address = server.address();
    let answer = reqwest::Client::new()
        .get(format!(
            "http://{address}/api/v1/departments/{department}/photos/{id}"
        ))
        .header("cookie", cookies)
        .header(wire::APP_HEADER, wire::APP_VERSION)
        .send()
        .await?
        .error_for_status()?;
    Ok(answer.bytes().await?.to_vec())
}

#[test]
fn a_picture_that_does_not_come_through_holds_nothing_up() {
    play("a_picture_that_does_not_come_through", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        for _ in 0..EVERY_TIME {
            phone.network().arm("/photos/", Fault::DropAcknowledgement);
        }
        phone.network().set(Network::Refuse).await?;
        let path = observe(&phone).await?;
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        phone.open("/").await?;
        note_conflict(&phone, "Støj", "Lav", "Opgang 6", "Musik.").await?;
        phone.network().set(Network::Pass).await?;
        // All records are there, the picture is not, and nobody says that it is.
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        phone.open("/status").await?;
        phone.find(&link("Billede").loosely()).await?;
        ensure!(!phone.sees("Alt er sendt").await?);
        phone.network().disarm();
        phone.tap(button("Prøv igen")).await?;
        status_says(&phone, "Alt er sendt", Duration::from_secs(40)).await?;
        phone.open(&path).await?;
        pictures(&phone, 1).await?;
        Ok(())
    });
}

/// Whatever kept it away: without a network, and while its record had arrived before it.
#[test]
fn a_picture_that_was_not_to_be_had_comes_by_itself() {
    play("a_picture_that_was_not_to_be_had", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "grøn", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        let mut paths = Vec::new();
        for _ in 0..2 {
            paths.push(observe(&phone).await?);
            take(&phone, &file).await?;
            pictures(&phone, 1).await?;
            status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        }
        let colleague = enrolled(stage, &server, "mette", CARETAKER).await?;
        agree(&server, &[&phone, &colleague], here, BACK_ONLINE).await?;
        for (path, network) in paths.iter().zip([Network::Refuse, Network::PhotosUnknown]) {
            colleague.network().set(network).await?;
            colleague.open(path).await?;
            colleague.see("Billedet vises, når der er net.").await?;
            colleague.network().set(Network::Pass).await?;
            ensure!(pictures(&colleague, 1).await? == [(1_200, 1_600)], "{network:?}");
        }
        Ok(())
    });
}

#[test]
fn a_server_that_does_not_know_the_record_takes_no_picture_along() {
    play("a_server_that_does_not_know_the_record", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        let path = observe(&phone).await?;
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        phone.network().set(Network::PhotosUnknown).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        until("the picture to be tried", BACK_ONLINE, async || {
            let tried = phone.network().exchanges_with("/photos/");
            Ok(tried.iter().any(|one| one.fate == Fate::Portal).then_some(()))
        })
        .await?;
        // It stays, on the page and on the phone, and counts as not sent.
        phone.open("/status").await?;
        phone.find(&link("Billede").loosely()).await?;
        let kept = phone.rows("feltbog-photos", "photo").await?;
        ensure!(kept.len() == 1, "{} pictures", kept.len());
        phone.network().set(Network::Pass).await?;
        phone.tap(button("Prøv igen")).await?;
        status_says(&phone, "Alt er sendt", Duration::from_secs(40)).await?;
        phone.open(&path).await?;
        pictures(&phone, 1).await?;
        photo_on_server(&server, &phone, here.to_string()).await.map(drop)
    });
}

#[test]
fn pictures_that_a_restored_server_lost_are_given_back() {
    play("pictures_that_a_restored_server_lost", async |stage| {
        let mut server = Server::start_demo(&stage.folder("server")).await?;
        let copy = stage.folder("copy.sqlite");
        let file = camera_file(&stage.folder("camera"))?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let ambassador = enrolled(stage, &server, "grøn", AMBASSADOR).await?;
        let reader = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let of_the_demo = server_has(&server, &reader, here).await?;
        // The backup has the record of the first picture, and not yet the picture.
        let first = observe(&phone).await?;
        phone.network().set(Network::PhotosUnknown).await?;
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await?;
        server.stop().await?;
        server.copy_database(&copy)?;
        server.start_again().await?;
        phone.network().set(Network::Pass).await?;
        // Of the second it has neither. Two others look at that.
        let second = observe(&phone).await?;
        take(&phone, &file).await?;
        pictures(&phone, 1).await?;
        status_says(&phone, "Alt er sendt", Duration::from_secs(40)).await?;
        agree(&server, &[&phone, &ambassador, &reader], here, BACK_ONLINE).await?;
        for other in [&ambassador, &reader] {
            other.open(&second).await?;
            pictures(other, 1).await?;
        }
        for writer in [&phone, &ambassador] {
            writer.network().set(Network::Refuse).await?;
        }
        server.stop().await?;
        server.put_back(&copy)?;
        server.start_again().await?;

        // Who may only read gives back what was written, and no picture.
        agree(&server, &[&reader], here, BACK_ONLINE).await?;
        until("the pictures to be asked for", PATIENCE, async || {
            let asked = reader.network().exchanges_with("/photos/lacking");
            Ok((!asked.is_empty()).then_some(()))
        })
        .await?;
        let line = status_line(&reader).await?;
        ensure!(!line.contains("mangler"), "{line}");
        let on_server = async || server_has(&server, &reader, here).await;
        ensure!(
            on_server().await? == of_the_demo,
            "the pictures are there already"
        );
        // Their log is the server's again, and the pictures are not there: who may write gives back the one that was looked
        // at, and who took them the other.
        for (writer, back) in [(&ambassador, 1), (&phone, 2)] {
            writer.network().set(Network::Pass).await?;
            until("the picture to be back", PATIENCE, async || {
                Ok((on_server().await? == of_the_demo + back).then_some(()))
            })
            .await?;
            // Nothing of the ambassador's own ever waited, unless the picture was seen to.
            until("the status line to be at rest", BACK_ONLINE, async || {
                let line = status_line(writer).await?;
                let is_at_rest = ["Alt er sendt", "Intet at sende"]
                    .iter()
                    .any(|words| line.contains(words));
                Ok(is_at_rest.then_some(()))
            })
            .await?;
        }
        let new = enrolled(stage, &server, "ny", CARETAKER).await?;
        for path in [first, second] {
            new.open(&path).await?;
            pictures(&new, 1).await?;
        }
        Ok(())
    });
}

/// Number of the department's pictures on the server, of those it knows the records of.
async fn server_has(server: &Server, phone: &Phone, department: DepartmentId) -> Result<usize> {
    let cookies = phone.cookies().await?;
    let path = format!("/api/v1/departments/{department}/records?kind=photo");
    let records = server.get(&path, &cookies).await?.context("no records")?;
    let mut count = 0;
    for record in records["records"].as_array().context("no list")? {
        let id = record["id"].as_str().context("a picture without an id")?;
        let address = server.address();
        let answer = reqwest::Client::new()
            .head(format!(
                "http://{address}/api/v1/departments/{department}/photos/{id}"
            ))
            .header("cookie", cookies.as_str())
            .header(wire::APP_HEADER, wire::APP_VERSION)
            .send()
            .await?;
        count += usize::from(answer.status().is_success());
    }
    Ok(count)
}

#[test]
fn what_is_no_picture_is_said_and_loses_nothing() {
    play("what_is_no_picture", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let file = stage.folder("camera").join("note.jpg");
        fs::create_dir_all(stage.folder("camera"))?;
        fs::write(&file, "Ikke et billede")?;
        observe(&phone).await?;
        take(&phone, &file).await?;
        phone.see("Billedet kan ikke læses.").await?;
        let kept = phone.rows("feltbog-photos", "state").await?;
        ensure!(kept.is_empty(), "{} pictures", kept.len());
        let good = camera_file(&stage.folder("camera"))?;
        take(&phone, &good).await?;
        pictures(&phone, 1).await?;
        let said: Value = phone.run("return document.body.innerText", &[]).await?;
        ensure!(!said.to_string().contains("kan ikke læses"));
        Ok(())
    });
}
