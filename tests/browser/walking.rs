//! Areas walked with the phone in hand, paced, and found by the code on their sign: offline, killed in the middle, and
//! where the phone may not say where it is.

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use feltbog_shared::area_code::AreaCode;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::outline::{Corner, Ground, Outline};
use feltbog_shared::wire::{APP_HEADER, APP_VERSION};
use feltbog_tests::chromium::take_the_whole_browser;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, agree, department, enrolled, held_by_phone, saved, session,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use memchr::memmem;
use rqrr::PreparedImage;
use serde_json::{Value, json};
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;
/// A meadow of twenty metres by twenty-one, in metres east and north of its first corner.
pub(crate) const MEADOW: [(f64, f64); 4] = [(0.0, 0.0), (0.0, 21.0), (20.0, 21.0), (20.0, 0.0)];

/// The phone is carried to a place on the meadow, and has noticed. It thinks itself a little further off at each
/// corner, so that the test sees when it has.
pub(crate) async fn arrive(phone: &Phone, at: (f64, f64), corner: u32) -> Result<()> {
    let off = f64::from(corner) + 2.0;
    let here = Ground::around(Corner::new(55.312_5, 10.422_4, off)).corner(at, off);
    let (north, east) = here.degrees();
    phone.is_at(north, east, off).await?;
    phone.see(&format!("GPS er nøjagtig til {off} m")).await
}

/// The phone is carried to a corner, and the button pressed.
async fn mark(phone: &Phone, at: (f64, f64), corner: u32) -> Result<()> {
    arrive(phone, at, corner).await?;
    phone.tap(button("Hjørne")).await?;
    phone.see(&format!("Hjørne {corner} er sat")).await
}

/// Begins an area and goes to where it is walked.
async fn begin(phone: &Phone, name: &str) -> Result<()> {
    name_area(phone, name).await?;
    phone.is_nowhere().await?;
    phone.tap(button("Gå arealet rundt")).await?;
    phone.find(&heading("Gå arealet rundt")).await?;
    Ok(())
}

async fn name_area(phone: &Phone, name: &str) -> Result<()> {
    phone.open("/ny/areal").await?;
    phone.fill(textbox("Navn"), name).await?;
    saved(phone).await
}

/// Walks an area, and half of it once more; the path of its page.
pub(crate) async fn half_walked(phone: &Phone) -> Result<String> {
    begin(phone, "Engen ved Kvæstorbi").await?;
    for (at, corner) in MEADOW.into_iter().zip(1..) {
        mark(phone, at, corner).await?;
    }
    phone.tap(button("Færdig")).await?;
    phone.see("4 hjørner, ca. 420 m²").await?;
    phone.tap(button("Gå arealet rundt")).await?;
    for (at, corner) in [(2.0, 1.0), (-1.0, 14.0), (12.0, 23.0)].into_iter().zip(1..) {
        mark(phone, at, corner).await?;
    }
    arrive(phone, (21.0, 16.0), 4).await?;
    saved(phone).await?;
    let path = phone.path().await?;
    Ok(path.trim_end_matches("/gaa").to_owned())
}

/// The area of a name, as the phone holds it.
async fn area(phone: &Phone, here: DepartmentId, name: &str) -> Result<(DocumentId, Value)> {
    let held = held_by_phone(phone, here).await?;
    let area = held
        .into_iter()
        .find(|(_, record)| record.kind == Kind::Area.key() && record.content["fields"]["name"] == name);
    let (id, record) = area.with_context(|| format!("no area {name}"))?;
    Ok((id, record.content["fields"].clone()))
}

/// No corner is made of a position that has grown old: the page says how old it is and waits for a new one.
#[test]
fn a_corner_waits_for_a_fresh_position() {
    play("a_corner_waits_for_a_fresh_position", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        begin(&phone, "Kvæstorbi").await?;
        arrive(&phone, MEADOW[0], 1).await?;
        ensure!(
            !phone.find(&button("Hjørne")).await?.is("disabled"),
            "it waits already"
        );
        // The phone does not know any more where it is, and twelve seconds go by.
        phone.is_nowhere().await?;
        let seconds = "const now = Date.now; Date.now = () => now.call(Date) + 12_000;";
        phone.run(seconds, &[]).await?;
        phone.see("sekunder gammel. Venter på en ny").await?;
        ensure!(
            phone.find(&button("Hjørne")).await?.is("disabled"),
            "a corner of an old position"
        );
        // Found again, it is a corner of where the person is now.
        mark(&phone, MEADOW[1], 1).await?;
        phone.see("1 hjørne").await
    });
}

#[test]
fn an_area_walked_offline_outlives_a_kill() {
    play("an_area_walked_offline_outlives_a_kill", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        begin(&phone, "Kvæstorbi").await?;
        for (at, corner) in MEADOW.into_iter().zip(1..3) {
            mark(&phone, at, corner).await?;
        }
        saved(&phone).await?;
        phone.kill().await?;

        phone.reopen("/arealer").await?;
        phone.tap(link("Kvæstorbi").loosely()).await?;
        phone.is_nowhere().await?;
        phone.tap(button("Gå videre – 2 hjørner er gemt")).await?;
        phone.see("2 hjørner").await?;
        mark(&phone, MEADOW[2], 3).await?;
        // Too soon, and back again.
        mark(&phone, (10.0, 30.0), 4).await?;
        phone.tap(button("Fortryd")).await?;
        phone.see("Hjørne 4 er fortrudt").await?;
        mark(&phone, MEADOW[3], 4).await?;
        // All the way round: the first corner once more is no corner.
        mark(&phone, (0.1, 0.1), 5).await?;
        phone.tap(button("Færdig")).await?;
        phone.see("4 hjørner, ca. 420 m² ±").await?;
        phone.find(&button("Gå arealet rundt")).await?;

        let (_, fields) = area(&phone, here, "Kvæstorbi").await?;
        let size = fields["square_metres"].as_i64().context("no size")?;
        let off = fields["square_metres_off"].as_i64().context("not how far off")?;
        ensure!((417..=423).contains(&size), "{fields}");
        // 3, 4, 5 and 6 metres: √((9 + 16 + 25 + 36) · 841 / 4 + …) = 138.
        ensure!((136..=140).contains(&off), "{fields}");
        ensure!(
            fields["measured"] == "gaaet" && fields["walk"].is_null(),
            "{fields}"
        );
        let outline = fields["outline"].as_str().and_then(Outline::parse);
        let offs: Vec<_> = outline.iter().flat_map(|it| &it.0).map(|it| it.off).collect();
        ensure!(offs == [30, 40, 50, 60].map(Some), "{fields}");
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, BACK_ONLINE).await
    });
}

#[test]
fn a_walk_that_cannot_be_an_area_is_told_and_kept() {
    play("a_walk_that_cannot_be_an_area", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        begin(&phone, "Kvæstorbi").await?;
        for (at, corner) in [MEADOW[0], MEADOW[2]].into_iter().zip(1..) {
            mark(&phone, at, corner).await?;
        }
        phone.tap(button("Hjørne")).await?;
        phone.see("GPS står stadig ved det forrige hjørne").await?;
        phone.tap(button("Færdig")).await?;
        phone.see("Et areal har mindst 3 hjørner").await?;
        mark(&phone, MEADOW[1], 3).await?;
        mark(&phone, MEADOW[3], 4).await?;
        phone.tap(button("Færdig")).await?;
        phone.see("Linjerne krydser hinanden").await?;
        saved(&phone).await?;
        let (_, fields) = area(&phone, here, "Kvæstorbi").await?;
        let walk = fields["walk"].as_str().and_then(Outline::parse);
        ensure!(walk.is_some_and(|walk| walk.0.len() == 4), "{fields}");
        ensure!(
            fields["outline"].is_null() && fields["square_metres"].is_null(),
            "{fields}"
        );

        // What was walked can be thrown away, and taken back.
        phone.tap(button("Tilbage")).await?;
        phone.tap(button("Begynd forfra")).await?;
        phone.find(&button("Gå arealet rundt")).await?;
        phone.tap(button("Fortryd")).await?;
        phone.find(&button("Gå videre – 4 hjørner er gemt")).await?;
        Ok(())
    });
}

#[test]
fn a_phone_that_does_not_say_where_it_is_says_what_to_do_instead() {
    play("a_phone_that_does_not_say_where_it_is", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        name_area(&phone, "Kvæstorbi").await?;
        phone.may_be_placed("denied").await?;
        phone.tap(button("Gå arealet rundt")).await?;
        phone.see("Feltbog må ikke se, hvor telefonen er").await?;
        // Allowed after all.
        phone.is_nowhere().await?;
        phone.tap(button("Prøv igen")).await?;
        phone.see("Telefonen kan ikke finde ud af, hvor den er").await?;
        phone.is_at(55.3, 10.4, 60.0).await?;
        phone.see("Så stor usikkerhed giver et dårligt mål").await?;
        phone.is_at(55.3, 10.4, 4.0).await?;
        phone.see("GPS er nøjagtig til 4 m").await?;
        phone.lose_sight_of("Så stor usikkerhed").await?;
        phone.tap(button("Tilbage")).await?;

        // Paced instead.
        let open = "document.querySelector('details:has(#pace-long)').open = true";
        phone.run(open, &[]).await?;
        phone.fill(textbox("Skridt på langs"), "40").await?;
        phone.fill(textbox("Skridt på tværs"), "20").await?;
        // They are there after the page is gone.
        until("the paces to be kept", PATIENCE, async || {
            let rows = phone.rows("feltbog-page", "value").await?;
            let is_kept = |(name, value): &(String, Vec<u8>)| {
                name.contains("feltbog.paces.") && String::from_utf8_lossy(value).contains("20")
            };
            Ok(rows.iter().any(is_kept).then_some(()))
        })
        .await?;
        phone.reload().await?;
        for (field, paces) in [("Skridt på langs", "40"), ("Skridt på tværs", "20")] {
            let part = phone.find(&textbox(field)).await?;
            ensure!(part.value == paces, "{part:?}");
        }
        phone.fill(textbox("Dit skridt i cm"), "80").await?;
        phone.tap(button("Brug målet")).await?;
        saved(&phone).await?;
        until("the size that was paced", PATIENCE, async || {
            let (_, fields) = area(&phone, here, "Kvæstorbi").await?;
            let is_it = fields["square_metres"] == 512
                && fields["square_metres_off"] == 106
                && fields["measured"] == "skridtet";
            ensure!(is_it, "{fields}");
            Ok(Some(()))
        })
        .await?;
        // A size that is typed is off by nobody knows what, and the step stays what it was.
        phone.fill(textbox("Størrelse i m²"), "500\t").await?;
        until("the size that was typed", PATIENCE, async || {
            let (_, fields) = area(&phone, here, "Kvæstorbi").await?;
            let is_it = fields["square_metres"] == 500
                && fields["square_metres_off"].is_null()
                && fields["measured"] == "skoen";
            ensure!(is_it, "{fields}");
            Ok(Some(()))
        })
        .await?;
        phone.reload().await?;
        phone.find(&heading("Kvæstorbi")).await?;
        phone.run(open, &[]).await?;
        let step = phone.find(&textbox("Dit skridt i cm")).await?;
        ensure!(step.value == "80", "{step:?}");
        Ok(())
    });
}

/// Paces that never became a size do not stay with the phone of somebody who has left it.
#[test]
fn no_paces_stay_after_signing_out() {
    play("no_paces_stay", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        name_area(&phone, "Kvæstorbi").await?;
        let open = "document.querySelector('details:has(#pace-long)').open = true";
        phone.run(open, &[]).await?;
        phone.fill(textbox("Skridt på langs"), "40").await?;
        let paces = async || {
            let rows = phone.rows("feltbog-page", "value").await?;
            let is_kept = |(name, _): &&(String, Vec<u8>)| name.contains("feltbog.paces.");
            anyhow::Ok(rows.iter().filter(is_kept).count())
        };
        until("the paces to be kept", PATIENCE, async || {
            Ok((paces().await? == 1).then_some(()))
        })
        .await?;
        let ended = "return (await fetch('/api/v1/session', { method: 'DELETE',
            headers: { [given[0]]: given[1] } })).status";
        let version = APP_VERSION.to_string();
        let status = phone
            .run_async(ended, &[json!(APP_HEADER), json!(version)])
            .await?;
        ensure!(status == 200 || status == 204, "{status}");
        phone.reload().await?;
        until("the paces to go", PATIENCE, async || {
            Ok((paces().await? == 0).then_some(()))
        })
        .await
    });
}

#[test]
fn an_area_is_found_by_the_code_on_its_sign() {
    play("an_area_is_found_by_the_code_on_its_sign", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        name_area(&phone, "Kvæstorbi").await?;
        phone.tap(link("Print skilt med kode")).await?;
        phone.see("Området er vildt med vilje").await?;
        let (id, _) = area(&phone, here, "Kvæstorbi").await?;
        let code = AreaCode::of(id).to_string();
        phone.see(&code).await?;
        phone.find(&button("Print skiltet")).await?;

        let record = format!("/sag/{id}");
        // As a camera opens it.
        phone.open(&format!("/areal/{code}")).await?;
        phone.comes_to(&record).await?;
        // As it is typed, where codes are asked for and where everything is.
        phone.open("/areal").await?;
        phone.fill(textbox("Skriv koden fra skiltet"), "ABC").await?;
        phone.tap(button("Find arealet")).await?;
        phone.see("En kode har 6 tegn").await?;
        let typed = code.to_lowercase().replace('-', " ");
        phone.fill(textbox("Skriv koden fra skiltet"), &typed).await?;
        phone.tap(button("Find arealet")).await?;
        phone.comes_to(&record).await?;
        phone.open("/find").await?;
        phone.see(" fundet").await?;
        phone.fill(textbox("Hvad leder du efter?"), &typed).await?;
        phone.find(&heading("Koden på skiltet")).await?;
        // What the code leads to is found; no number says that nothing is.
        phone.lose_sight_of("fundet").await?;
        phone.tap(link("Kvæstorbi").loosely()).await?;
        phone.comes_to(&record).await?;
        phone.open("/areal/000-000").await?;
        phone.see("Intet areal på telefonen har koden 000-000").await?;

        // Somebody who is not signed in sees a friendly sentence, and nothing else.
        let stranger = stage.phone("forbi", server.address()).await?;
        stranger.open(&format!("/areal/{code}")).await?;
        stranger.see("Området er vildt med vilje").await?;
        ensure!(!stranger.sees("Kvæstorbi").await?, "a name is seen");
        Ok(())
    });
}

/// The barcode reader that browsers on phones have and Chromium here has not: it reads what the test holds before the
/// camera, once the camera sees anything. The streams of the camera are kept to see them end.
const READER: &str = "
window.streams = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await open(wish);
  streams.push(stream);
  return stream;
};
window.BarcodeDetector = class {
  constructor({ formats }) {
    this.reads = formats.includes('qr_code');
  }
  async detect(video) {
    const sees = this.reads && video.videoWidth > 0 && window.before;
    window.looked = (window.looked ?? 0) + (video.videoWidth > 0);
    return sees ? [{ rawValue: window.before }] : [];
  }
};
";

/// Reads the code that stands in the page, from a picture of the page.
async fn read_from_picture(phone: &Phone) -> Result<String> {
    let shown = "document.querySelector('.qr').scrollIntoView({ block: 'center', behavior: 'instant' })";
    phone.run(shown, &[]).await?;
    let wish = json!({ "format": "jpeg", "quality": 90 });
    let taken = phone.debugger("Page.captureScreenshot", wish).await?;
    let taken = BASE64_STANDARD.decode(taken["data"].as_str().context("no picture")?)?;
    let grey = image::load_from_memory(&taken)?.into_luma8();
    let (width, height) = grey.dimensions();
    let shade = |x, y| grey.get_pixel(x as u32, y as u32).0[0];
    let mut picture = PreparedImage::prepare_from_greyscale(width as usize, height as usize, shade);
    let found = picture.detect_grids();
    ensure!(found.len() == 1, "{} codes", found.len());
    Ok(found[0].decode()?.1)
}

#[test]
fn a_sign_fits_one_sheet_and_its_code_is_read_by_the_camera() {
    play("a_sign_fits_one_sheet", async |stage| {
        take_the_whole_browser();
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        name_area(&phone, "Engen bag det lange fælleshus ved legepladsen").await?;
        phone.tap(link("Print skilt med kode")).await?;
        phone.find(&button("Print skiltet")).await?;
        let (id, _) = area(&phone, here, "Engen bag det lange fælleshus ved legepladsen").await?;
        let on_screen = read_from_picture(&phone).await?;
        ensure!(
            on_screen.ends_with(&format!("/areal/{}", AreaCode::of(id))),
            "{on_screen}"
        );
        let sheet = json!({ "preferCSSPageSize": true, "paperWidth": 8.27, "paperHeight": 11.69 });
        let printed = phone.debugger("Page.printToPDF", sheet).await?;
        let printed = BASE64_STANDARD.decode(printed["data"].as_str().context("nothing printed")?)?;
        std::fs::write(stage.folder("skilt.pdf"), &printed)?;
        let pages = memmem::find_iter(&printed, b"/Type /Page\n").count();
        ensure!(pages == 1, "{pages} sheets");
        // As it stands on the sheet.
        phone
            .debugger("Emulation.setEmulatedMedia", json!({ "media": "print" }))
            .await?;
        ensure!(read_from_picture(&phone).await? == on_screen);
        ensure!(!phone.sees("Print skiltet").await?, "the button is printed");
        phone
            .debugger("Emulation.setEmulatedMedia", json!({ "media": "" }))
            .await?;

        let reader = json!({ "source": READER });
        phone
            .debugger("Page.addScriptToEvaluateOnNewDocument", reader)
            .await?;
        phone.may("camera", "granted").await?;
        phone.network().set(Network::Refuse).await?;
        phone.open("/areal").await?;
        phone.tap(button("Scan koden")).await?;
        phone.see("Hold kameraet hen over koden").await?;
        // Somebody else's code is no way to anywhere.
        phone.run("window.before = 'https://example.org/'", &[]).await?;
        until("it to be looked at", PATIENCE, async || {
            Ok((phone.run("return window.looked > 2", &[]).await? == true).then_some(()))
        })
        .await?;
        ensure!(phone.path().await? == "/areal");
        phone
            .run("window.before = arguments[0]", &[on_screen.into()])
            .await?;
        phone.comes_to(&format!("/sag/{id}")).await?;
        until("the camera to be off", PATIENCE, async || {
            let lives = "return streams.length === 1 && streams[0].getTracks().every((one) => one.readyState === 'ended')";
            Ok((phone.run(lives, &[]).await? == true).then_some(()))
        })
        .await?;

        phone.may("camera", "denied").await?;
        phone.open("/areal").await?;
        phone.tap(button("Scan koden")).await?;
        phone.see("Kameraet kan ikke bruges her.").await?;
        phone.find(&textbox("Skriv koden fra skiltet")).await?;
        Ok(())
    });
}
