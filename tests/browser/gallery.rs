//! Pictures of the screens as people meet them, in `target/gallery`, to be paged through. Each picture is taken when its
//! heading is there, so a page that does not open fails here. The gate opens every page once on a small phone; all
//! sizes, themes and languages belong to the night.

use anyhow::{Context, Result};
use feltbog_tests::demo::{AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, enrol, enrolled};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::Wanted;
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use serde_json::json;
use std::path::PathBuf;

/// A small phone and a common one.
const WINDOWS: [(u32, u32); 2] = [(360, 640), (412, 823)];
/// Pages that everybody has.
const PAGES: [&str; 10] = [
    "/",
    "/nyt",
    "/mine",
    "/find",
    "/arealer",
    "/afdelinger",
    "/anvisninger",
    "/hjaelp",
    "/hjaelp/data",
    "/kopi",
];
/// The people who look at them, and the records they begin.
const PEOPLE: [(&str, &str, &[&str]); 3] = [
    (
        "vicevaert",
        CARETAKER,
        &[
            "/ny/konflikt",
            "/ny/signal",
            "/ny/observation",
            "/ny/opgave",
            "/ny/areal",
        ],
    ),
    (
        "social",
        SOCIAL_CARETAKER,
        &[
            "/ny/besoeg",
            "/ny/bekymring",
            "/ny/overdragelse",
            "/ny/henvisning",
            "/ny/stedfortraeder",
        ],
    ),
    ("ambassadoer", AMBASSADOR, &["/ny/taelling", "/ny/signal"]),
];

/// Appearance of pages: its name, the language and the theme.
const DRESSES: [(&str, &str, &str); 4] = [
    ("lys", "da", "light"),
    ("moerk", "da", "dark"),
    ("sol", "da", "sun"),
    ("english", "en", "light"),
];
/// A tablet's screen.
const TABLET: (u32, u32) = (820, 1180);
/// The narrowest phone.
const NARROW: (u32, u32) = (320, 640);

struct Album {
    folder: PathBuf,
}

impl Album {
    /// The pictures of one size of screen.
    fn open(width: u32, height: u32) -> Result<Self> {
        Self::called(&format!("{width}x{height}"))
    }

    fn called(name: &str) -> Result<Self> {
        let target = std::env::current_exe()?;
        let target = target
            .ancestors()
            .find(|folder| folder.ends_with("target"))
            .context("the target folder")?;
        let folder = target.join("gallery").join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    async fn take(&self, phone: &Phone, name: &str) -> Result<()> {
        phone.find(&Wanted::any("heading").nth(0)).await?;
        phone.lose_sight_of("Henter").await?;
        phone.lose_sight_of("Loading").await?;
        phone.screenshot(&self.folder.join(format!("{name}.png"))).await
    }
}

/// Puts on a language and a theme.
async fn wear(phone: &Phone, language: &str, theme: &str) -> Result<()> {
    let dress = "localStorage.setItem('feltbog.language', arguments[0]);
        localStorage.setItem('feltbog.theme', arguments[1])";
    phone.run(dress, &[language.into(), theme.into()]).await?;
    phone.open("/").await
}

#[test]
fn every_page_opens_on_a_small_phone() {
    play("every_page_opens_on_a_small_phone", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (width, height) = WINDOWS[0];
        let album = Album::called("gate")?;
        for (name, person, begun) in PEOPLE {
            let phone = enrolled(stage, &server, name, person).await?;
            phone.resize(width, height).await?;
            pages(&phone, &album, name, begun).await?;
            phone.close().await?;
        }
        Ok(())
    });
}

/// A page's path as the name of a picture.
fn called(page: &str) -> String {
    page.trim_matches('/').replace('/', "-")
}

async fn pages(phone: &Phone, album: &Album, name: &str, begun: &[&str]) -> Result<()> {
    for page in PAGES.iter().chain(begun) {
        phone.turn_to(page).await?;
        album.take(phone, &format!("{name}-{}", called(page))).await?;
    }
    Ok(())
}

/// The whole gallery.
mod night {
    use super::*;
    use crate::{people, photos, walking};
    use feltbog_tests::screen::{button, link};

    /// Areas in every theme and both languages: they are used in the brightest light.
    #[test]
    fn gallery_of_areas() {
        play("gallery_of_areas", async |stage| {
            let server = Server::start_demo(&stage.folder("server")).await?;
            for (width, height) in WINDOWS {
                let album = Album::open(width, height)?;
                let phone = stage
                    .phone_with_window(&format!("areal{width}"), server.address(), (width, height))
                    .await?;
                enrol(&phone, &server, CARETAKER).await?;
                let area = walking::half_walked(&phone).await?;
                for (called, language, theme) in DRESSES {
                    wear(&phone, language, theme).await?;
                    for (name, path, shown) in [
                        ("kort", "/arealer".to_owned(), "figure"),
                        ("areal", area.clone(), "figure"),
                        ("gaa", format!("{area}/gaa"), "image"),
                        ("skilt", format!("{area}/skilt"), "image"),
                        ("kode", "/areal".to_owned(), "textbox"),
                    ] {
                        phone.turn_to(&path).await?;
                        phone.find(&Wanted::any(shown).nth(0)).await?;
                        if name == "areal" {
                            let show = "document.querySelector('figure').scrollIntoView({ block: 'center' })";
                            phone.run(show, &[]).await?;
                        }
                        album.take(&phone, &format!("areal-{name}-{called}")).await?;
                    }
                }
                phone.close().await?;
            }
            Ok(())
        });
    }

    /// A phone that several people share: who, the pin, a new code, choosing a pin, and the people of the phone.
    #[test]
    fn gallery_of_a_shared_phone() {
        play("gallery_of_a_shared_phone", async |stage| {
            let server = Server::start_demo(&stage.folder("server")).await?;
            let (width, height) = WINDOWS[0];
            let album = Album::open(width, height)?;
            let phone = people::of_two(stage, &server).await?;
            phone.resize(width, height).await?;
            for (called, language, theme) in DRESSES {
                wear(&phone, language, theme).await?;
                for (name, path) in [("hjem", "/"), ("flere", "/hvem"), ("kode", "/kode")] {
                    phone.turn_to(path).await?;
                    album.take(&phone, &format!("delt-{name}-{called}")).await?;
                }
                let (lock, leave, stay) = match language {
                    "da" => ("Lås eller skift person", "Tag mig af telefonen", "Nej, bliv"),
                    _ => ("Lock or change person", "Take me off this phone", "No, stay"),
                };
                phone.turn_to("/hvem").await?;
                phone.tap(button(leave)).await?;
                phone.find(&button(stay)).await?;
                album.take(&phone, &format!("delt-af-{called}")).await?;
                phone.turn_to("/").await?;
                phone.tap(button(lock)).await?;
                let mette = button(CARETAKER).loosely();
                phone.find(&mette).await?;
                album.take(&phone, &format!("delt-hvem-{called}")).await?;
                phone.tap(mette).await?;
                phone.fill(Wanted::any("textbox"), "000000").await?;
                phone.find(&Wanted::any("alert")).await?;
                album.take(&phone, &format!("delt-pin-{called}")).await?;
                phone.tap(Wanted::any("button").nth(1)).await?;
                album.take(&phone, &format!("delt-glemt-{called}")).await?;
                phone.tap(Wanted::any("button").nth(1)).await?;
                phone.tap(button(SOCIAL_CARETAKER).loosely()).await?;
                phone.fill(Wanted::any("textbox"), people::SANNES).await?;
                phone.find(&Wanted::any("navigation")).await?;
            }
            Ok(())
        });
    }

    #[test]
    fn gallery() {
        play("gallery", async |stage| {
            let server = Server::start_demo(&stage.folder("server")).await?;
            for (width, height) in WINDOWS {
                let album = Album::open(width, height)?;
                for (name, person, begun) in PEOPLE {
                    let phone = stage
                        .phone_with_window(&format!("{name}{width}"), server.address(), (width, height))
                        .await?;
                    enrol(&phone, &server, person).await?;
                    pages(&phone, &album, name, begun).await?;
                    if width == WINDOWS[1].0 {
                        dressed(&phone, name, begun).await?;
                    }
                    if person == CARETAKER {
                        phone.open("/").await?;
                        phone.tap(link("Støj").loosely().nth(0)).await?;
                        phone.find(&button("Tilbage")).await?;
                        album.take(&phone, &format!("{name}-sag")).await?;
                    }
                    if person == CARETAKER {
                        let file = photos::camera_file(&stage.folder("camera"))?;
                        photos::observe(&phone).await?;
                        photos::take(&phone, &file).await?;
                        photos::pictures(&phone, 1).await?;
                        let show = "document.querySelector('.photos').scrollIntoView({ block: 'center' })";
                        phone.run(show, &[]).await?;
                        album.take(&phone, &format!("{name}-billede")).await?;
                    }
                    if person != AMBASSADOR {
                        phone.open("/anvisninger").await?;
                        phone.tap(link("Nabostøj").loosely()).await?;
                        phone.find(&button("Tilbage")).await?;
                        album.take(&phone, &format!("{name}-anvisning")).await?;
                    }
                    phone.close().await?;
                }
            }
            Ok(())
        });
    }

    /// The same pages in the other dresses, on a tablet and a narrow phone, in the colours that a person forces on all pages,
    /// and with letters twice as large, in folders of their own.
    async fn dressed(phone: &Phone, name: &str, begun: &[&str]) -> Result<()> {
        let (first, others) = (DRESSES[0], &DRESSES[1..]);
        for (dress, language, theme) in others {
            wear(phone, language, theme).await?;
            pages(phone, &Album::called(dress)?, name, begun).await?;
        }
        wear(phone, first.1, first.2).await?;
        phone.resize(TABLET.0, TABLET.1).await?;
        pages(phone, &Album::called("tablet")?, name, begun).await?;
        phone.resize(NARROW.0, NARROW.1).await?;
        pages(phone, &Album::called("smal")?, name, begun).await?;
        for (scheme, album) in [("light", "tvungne-farver"), ("dark", "tvungne-farver-moerk")] {
            let features = json!({ "features": [
                { "name": "forced-colors", "value": "active" },
                { "name": "prefers-color-scheme", "value": scheme },
            ] });
            phone.debugger("Emulation.setEmulatedMedia", features).await?;
            pages(phone, &Album::called(album)?, name, begun).await?;
        }
        // Without colours of its own again.
        phone.close().await?;
        phone.reopen("/").await?;
        let enlarge = "document.documentElement.style.fontSize = '200%'";
        phone.run(enlarge, &[]).await?;
        pages(phone, &Album::called("store-bogstaver")?, name, begun).await
    }
}
