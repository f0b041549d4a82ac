//! Pictures of the screens as people meet them, in `target/gallery`, to be paged through. Each picture is taken when its
//! heading is there, so a page that does not open fails here.

use crate::app::{AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, enrol};
use crate::photos;
use anyhow::{Context, Result};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, link};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use std::path::PathBuf;

/// A small phone and a common one.
const WINDOWS: [(u32, u32); 2] = [(360, 640), (412, 823)];
/// Pages that everybody has.
const PAGES: [&str; 9] = [
    "/",
    "/nyt",
    "/mine",
    "/find",
    "/arealer",
    "/anvisninger",
    "/hjaelp",
    "/hjaelp/data",
    "/kopi",
];
/// Who looks at them, and what they begin.
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

struct Album {
    folder: PathBuf,
}

impl Album {
    async fn take(&self, phone: &Phone, name: &str) -> Result<()> {
        phone.find(&Wanted::any("heading").nth(0)).await?;
        phone.lose_sight_of("Henter").await?;
        phone.screenshot(&self.folder.join(format!("{name}.png"))).await
    }
}

#[test]
fn gallery() {
    play("gallery", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let target = std::env::current_exe()?;
        let target = target
            .ancestors()
            .find(|folder| folder.ends_with("target"))
            .context("the target folder")?;
        for (width, height) in WINDOWS {
            let album = Album {
                folder: target.join(format!("gallery/{width}x{height}")),
            };
            std::fs::create_dir_all(&album.folder)?;
            for (name, person, begun) in PEOPLE {
                let phone = stage
                    .phone_with_window(&format!("{name}{width}"), server.address(), (width, height))
                    .await?;
                enrol(&phone, &server, person).await?;
                for page in PAGES.iter().chain(begun) {
                    phone.open(page).await?;
                    let called = page.trim_matches('/').replace('/', "-");
                    album.take(&phone, &format!("{name}-{called}")).await?;
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
