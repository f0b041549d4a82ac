//! The pictures of the README's tour of the office, in `target/gallery/kontor`: each screen as its person meets it, at 1280
//! and 1920, light and dark. The gate takes one of them.

use super::roles::{CASE_OFFICER, at_desk};
use anyhow::Result;
use feltbog_tests::desk::DESK;
use feltbog_tests::phone::Phone;
use feltbog_tests::server::Server;
use feltbog_tests::stage::{is_long, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::path::PathBuf;

/// A large screen of an office.
const LARGE: (u32, u32) = (1920, 1080);

fn album() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().find(|folder| folder.ends_with("target"));
    let folder = target.unwrap_or(&program).join("gallery/kontor");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Waits until a page has its content and nothing of it is on its way.
async fn drawn(desk: &Phone) -> Result<()> {
    until("the content of the page", PATIENCE, async || {
        let is_drawn = "return !!document.querySelector('h1')
            && !document.querySelector('.skeleton, .row-waits')
            && [...document.images].every((image) => image.complete)";
        Ok((desk.run(is_drawn, &[]).await? == true).then_some(()))
    })
    .await
}

#[test]
fn pictures_of_the_office() {
    play("office_tour", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let album = album()?;
        let people = [
            (
                CASE_OFFICER,
                "sagsbehandler",
                &[
                    ("start", "/kontor"),
                    ("indbakke", "/kontor/indbakke"),
                    ("sager", "/kontor/sager"),
                    ("tal", "/kontor/overblik"),
                    ("eksport", "/kontor/eksport"),
                    ("breve", "/kontor/breve"),
                ][..],
            ),
            (
                "Bente Yılmaz",
                "driftsleder",
                &[("natur", "/kontor/natur"), ("bestyrelse", "/kontor/bestyrelse")][..],
            ),
            ("Gitte Lund", "maegler", &[("maegling", "/kontor/maegling")][..]),
        ];
        let people = if is_long() { &people[..] } else { &people[..1] };
        for (person, name, pages) in people {
            let (_, desk) = at_desk(stage, &server, name, person, "/kontor").await?;
            let pages = if is_long() { *pages } else { &pages[..1] };
            for (page, path) in pages {
                for (theme, size) in [("light", DESK), ("dark", LARGE), ("light", LARGE), ("dark", DESK)] {
                    desk.resize(size.0, size.1).await?;
                    desk.run(
                        "document.documentElement.dataset.theme = arguments[0]",
                        &[json!(theme)],
                    )
                    .await?;
                    desk.turn_to(path).await?;
                    drawn(&desk).await?;
                    let file = format!("{name}-{page}-{theme}-{}.png", size.0);
                    desk.screenshot(&album.join(file)).await?;
                }
            }
            desk.close().await?;
        }
        Ok(())
    });
}
