//! A case officer's morning: thirty items of the inbox by keyboard alone, and the last row of a long table.

use super::roles::{CASE_OFFICER, at_desk};
use crate::keyboard::{press, walk_to};
use anyhow::{Context, Result, ensure};
use feltbog_load::Watch;
use feltbog_shared::office::desk::InboxPage;
use feltbog_tests::phone::Phone;
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::time::Duration;

/// The items of a morning.
const ITEMS: usize = 30;
/// The time that a person has for them. Waits for the server count too.
const MORNING: Duration = Duration::from_secs(600);
/// Most keys for an item on the average.
const KEYS_FOR_AN_ITEM: usize = 12;

/// A desk without a pointer, and the number of keys that were pressed.
struct Keyboard<'a> {
    desk: &'a Phone,
    keys: usize,
}

impl Keyboard<'_> {
    /// A letter, as a shortcut.
    async fn letter(&mut self, letter: char) -> Result<()> {
        self.keys += 1;
        let upper = letter.to_ascii_uppercase();
        let text = letter.to_string();
        press(self.desk, &text, &format!("Key{upper}"), u32::from(upper), &text).await
    }

    async fn named(&mut self, key: &str, number: u32, text: &str) -> Result<()> {
        self.keys += 1;
        press(self.desk, key, key, number, text).await
    }

    async fn space(&mut self) -> Result<()> {
        self.keys += 1;
        press(self.desk, " ", "Space", 32, " ").await
    }

    /// Tabs to what is called so, and presses Enter on it.
    async fn enter_on(&mut self, name: &str) -> Result<()> {
        let tabs = "const before = window.tabs ?? 0; window.tabs = 0;
            window.countsTabs ??= addEventListener('keydown', (event) => {
                if (event.key === 'Tab') window.tabs += 1;
            }) ?? true;
            return before";
        self.desk.run(tabs, &[]).await?;
        walk_to(self.desk, name).await?;
        let pressed = self.desk.run(tabs, &[]).await?.as_u64().unwrap_or_default();
        self.keys += usize::try_from(pressed)?;
        self.named("Enter", 13, "\r").await
    }

    /// The text and the possible acts of the present row, as they are on the screen.
    async fn present(&self) -> Result<(String, Vec<String>)> {
        let script = "const row = document.querySelector('.rows tr[tabindex=\"0\"]');
            const acts = [...document.querySelectorAll('.act-buttons button:not([aria-disabled=true])')];
            return [row?.innerText ?? '', acts.map((act) => act.getAttribute('aria-keyshortcuts'))]";
        let found = self.desk.run(script, &[]).await?;
        Ok(serde_json::from_value(found)?)
    }

    /// Waits until the bar tells of an act, and the list has been read again.
    async fn told(&self, sentence: &str, rows: usize) -> Result<()> {
        until(sentence, PATIENCE, async || {
            let script = "const place = document.querySelector('.undo-bar p');
                return [place?.innerText ?? '', document.querySelector('.row-count').innerText,
                    !!document.querySelector('dialog[open]')]";
            let found = self.desk.run(script, &[]).await?;
            let count = found[1].as_str().and_then(|count| count.split(' ').next());
            let is_so = found[0] == sentence && count == Some(rows.to_string().as_str());
            Ok((is_so && found[2] == false).then_some(()))
        })
        .await
    }
}

/// Takes items, lets them wait, sets a day to look at them again and declines, as a case officer does before coffee. Every
/// item is opened by nothing but keys, each act ends in a sentence, and the last one is taken back.
#[test]
fn a_morning_of_thirty_items_is_worked_by_keyboard_alone() {
    play("office_morning", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor/sager").await?;
        let inbox = "/desk/inbox?rows=1";
        let mut rows = usize::try_from(henrik.get::<InboxPage>(inbox).await?.total)?;
        ensure!(rows > ITEMS, "{rows} items wait");
        let mut keyboard = Keyboard { desk: &desk, keys: 0 };
        until("the page of cases", PATIENCE, async || {
            let has_rows = "return !!document.querySelector('.rows tr[tabindex=\"0\"] td + td')";
            Ok((desk.run(has_rows, &[]).await? == true).then_some(()))
        })
        .await?;
        let watch = Watch::start();
        keyboard.letter('g').await?;
        keyboard.letter('i').await?;
        desk.comes_to("/kontor/indbakke").await?;
        desk.see(&format!("{rows} rækker")).await?;
        let mut done = [0_usize; 4];
        for item in 0..ITEMS {
            keyboard.letter('j').await?;
            let (row, acts) = keyboard.present().await?;
            ensure!(!row.is_empty(), "no row has the keyboard at item {item}");
            let may = |key: &str| acts.iter().any(|act| act == key);
            match item % 5 {
                2 if may("v") => {
                    keyboard.letter('v').await?;
                    keyboard.space_on_first().await?;
                    keyboard.enter_on("Vent til").await?;
                    rows -= 1;
                    keyboard.told("Sat til at vente.", rows).await?;
                    done[1] += 1;
                }
                3 if may("f") => {
                    keyboard.letter('f').await?;
                    keyboard.space_on_first().await?;
                    keyboard.enter_on("Følg op").await?;
                    rows -= 1;
                    keyboard.told("Sat til opfølgning.", rows).await?;
                    done[2] += 1;
                }
                4 if may("a") => {
                    keyboard.letter('a').await?;
                    keyboard.space_on_first().await?;
                    keyboard.enter_on("Afvis").await?;
                    rows -= 1;
                    keyboard.told("Afvist.", rows).await?;
                    done[3] += 1;
                }
                _ => {
                    keyboard.letter('t').await?;
                    let taken = "return document.querySelector('.rows tr[tabindex=\"0\"]').innerText
                        .includes(arguments[0])";
                    until("the item to be theirs", PATIENCE, async || {
                        Ok((desk.run(taken, &[json!(CASE_OFFICER)]).await? == true).then_some(()))
                    })
                    .await?;
                    keyboard.told("Taget.", rows).await?;
                    done[0] += 1;
                }
            }
        }
        ensure!(
            done.iter().sum::<usize>() == ITEMS && done.iter().all(|count| *count > 0),
            "{done:?}"
        );
        let waits = henrik.get::<InboxPage>(inbox).await?.total;
        ensure!(
            usize::try_from(waits)? == rows,
            "{waits} wait at the server, {rows} on the screen"
        );
        keyboard.letter('u').await?;
        keyboard.told("Ændringen er fortrudt.", rows + 1).await?;
        let (took, keys) = (watch.elapsed(), keyboard.keys);
        println!(
            "{ITEMS} items: {:.0} s, {keys} keys, {done:?}",
            took.as_secs_f64()
        );
        ensure!(took <= MORNING, "{took:?}");
        ensure!(keys <= ITEMS * KEYS_FOR_AN_ITEM, "{keys} keys");
        Ok(())
    });
}

impl Keyboard<'_> {
    /// Waits for the dialog, whose first choice has the focus, and chooses it.
    async fn space_on_first(&mut self) -> Result<()> {
        until("the dialog", PATIENCE, async || {
            let is_there = "return !!document.activeElement?.closest('dialog[open] form')";
            Ok((self.desk.run(is_there, &[]).await? == true).then_some(()))
        })
        .await?;
        self.space().await
    }
}

/// A table of any length is reached to its end, by keyboard and by scrolling, and its columns have the width they ask for.
#[test]
fn the_last_row_of_a_long_table_is_reached() {
    play("office_long_table", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let page = "/kontor/sager?tilstand=alle";
        let (_, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, page).await?;
        let counted = until("the cases", PATIENCE, async || {
            let count =
                "return Number(document.querySelector('table.virtual')?.getAttribute('aria-rowcount') ?? 0)";
            Ok(desk.run(count, &[]).await?.as_u64().filter(|count| *count > 60))
        })
        .await?;
        let sizes = "const window = document.querySelector('.data-window');
            const columns = [...document.querySelectorAll('.virtual thead th')];
            const widths = columns.map((column) => Math.round(column.getBoundingClientRect().width));
            return [window.scrollHeight, new Set(widths).size, widths]";
        let sizes = desk.run(sizes, &[]).await?;
        let rows = f64::from(u32::try_from(counted)?);
        let height = sizes[0].as_f64().context("no height")?;
        ensure!(height > rows * 40.0, "{height} px for {rows} rows");
        ensure!(
            sizes[1].as_u64().is_some_and(|widths| widths > 1),
            "columns have no width of their own: {sizes}"
        );

        desk.run("document.querySelector('.rows tr[tabindex=\"0\"]').focus()", &[])
            .await?;
        press(&desk, "End", "End", 35, "").await?;
        let last = "const row = document.activeElement;
            return Number(row?.getAttribute('aria-rowindex') ?? 0) * (row?.querySelector('.row-waits') ? 0 : 1)";
        until("the last row", PATIENCE, async || {
            Ok((desk.run(last, &[]).await? == counted).then_some(()))
        })
        .await?;
        let top = "const window = document.querySelector('.data-window'); window.scrollTop = 0";
        desk.run(top, &[]).await?;
        until("the first row", PATIENCE, async || {
            let first = "return document.querySelector('.rows tr').getAttribute('aria-rowindex')";
            Ok((desk.run(first, &[]).await? == "2").then_some(()))
        })
        .await
    });
}
