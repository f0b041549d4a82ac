//! Every screen against the rules of WCAG 2.2 AA, in every theme and both languages.

use crate::{people, walking};
use anyhow::{Result, ensure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, department, enrol, enrolled, held_by_phone, saved, session,
    somebody, typed_code,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, button, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{is_long, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Pages that anybody has.
const PAGES: [&str; 24] = [
    "/",
    "/nyt",
    "/mine",
    "/status",
    "/arealer",
    "/areal",
    "/areal/000-000",
    "/indstillinger",
    "/hvem",
    "/kode",
    "/find",
    "/kurser",
    "/logbog",
    "/afdelinger",
    "/anvisninger",
    "/erfaringer",
    "/introduktioner",
    "/godt-hjem",
    "/hjaelp",
    "/hjaelp/installer",
    "/hjaelp/data",
    "/hjaelp/tilgaengelighed",
    "/kopi",
    "/rolle",
];
/// The themes as the person chooses them, with what a phone itself asks for.
const THEMES: [(&str, &str); 3] = [("Lyst", "light"), ("Mørkt", "dark"), ("Sol", "light")];
const LANGUAGES: [&str; 2] = ["Dansk", "English"];

/// Everything that is wrong, so that one run tells all of it.
///
/// The gate holds each screen to every rule in one theme and language, which differ from screen to screen, and to contrast
/// and the size of targets in each theme and each language. The night holds each screen to every rule in every theme in
/// both languages.
#[derive(Default)]
struct Findings {
    found: Vec<String>,
    /// The number of looks at each screen.
    looks: BTreeMap<String, usize>,
    /// In how many themes and languages a test looks at each screen.
    dresses: usize,
}

impl Findings {
    fn in_dresses(dresses: usize) -> Self {
        Self {
            dresses,
            ..Self::default()
        }
    }

    async fn look(&mut self, phone: &Phone, screen: &str, dressed: &str) -> Result<()> {
        let looks = self.looks.entry(screen.to_owned()).or_default();
        // Screens take turns in the theme and language in which they are held to every rule.
        let every_rule = is_long() || *looks == turn(screen, self.dresses);
        *looks += 1;
        let violations = if every_rule {
            phone.axe().await?
        } else {
            phone.faint_texts().await?
        };
        let where_it_is = format!("{screen}, {dressed}");
        for violation in violations {
            for node in &violation.nodes {
                self.found.push(format!(
                    "{where_it_is}: {} – {}\n    {}",
                    violation.id, violation.help, node.html
                ));
            }
        }
        self.touch(phone, &where_it_is).await
    }

    async fn touch(&mut self, phone: &Phone, where_it_is: &str) -> Result<()> {
        for target in phone.hard_to_hit().await? {
            self.found.push(format!("{where_it_is}: hard to hit, {target}"));
        }
        Ok(())
    }

    /// Nothing lies beside the screen, and the thumb still hits.
    async fn fit(&mut self, phone: &Phone, where_it_is: &str) -> Result<()> {
        let parts = phone.run(WIDER, &[]).await?;
        if parts != json!([]) {
            self.found
                .push(format!("{where_it_is}: wider than the screen, {parts:#}"));
        }
        self.touch(phone, where_it_is).await
    }

    fn done(self) -> Result<()> {
        for (screen, looks) in &self.looks {
            ensure!(
                *looks > turn(screen, self.dresses),
                "{screen} was held to every rule in no theme: {looks} looks"
            );
        }
        ensure!(
            self.found.is_empty(),
            "{} violations:\n{}",
            self.found.len(),
            self.found.join("\n")
        );
        Ok(())
    }
}

/// The themes in which a test looks at what is written in a language, as places in [`THEMES`]. Contrast does not depend on
/// words, and sizes do not depend on colours: the gate has each theme once.
fn themes_in(language: &str) -> &'static [usize] {
    match language {
        _ if is_long() => &[0, 1, 2],
        "English" => &[1],
        _ => &[0, 2],
    }
}

/// The number of themes and languages in which a test looks at each screen.
fn dresses() -> usize {
    LANGUAGES.iter().map(|language| themes_in(language).len()).sum()
}

/// The look, counted from 0, in which a screen is held to every rule.
fn turn(screen: &str, dresses: usize) -> usize {
    let sum: usize = screen.bytes().map(usize::from).sum();
    sum % dresses.max(1)
}

#[test]
fn the_first_screen_breaks_no_rule() {
    play("the_first_screen_breaks_no_rule", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage.phone("ny", server.address()).await?;
        let mut findings = Findings::in_dresses(2);
        for scheme in ["light", "dark"] {
            phone.prefer_colours(scheme).await?;
            phone.open("/").await?;
            phone.find(&heading("Åbn Feltbog")).await?;
            findings.look(&phone, "enrolment", scheme).await?;
        }
        // The statement is one tap away, before anybody signs in.
        phone.tap(link("Tilgængelighed")).await?;
        phone.find(&heading("Tilgængelighedserklæring")).await?;
        let broken = phone.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        findings.done()
    });
}

/// Chooses a language and a theme, by its place among the themes, and says which.
async fn dress(phone: &Phone, language: &str, place: usize) -> Result<String> {
    let (theme, scheme) = THEMES[place];
    phone.open("/indstillinger").await?;
    phone.tap(radio(language)).await?;
    phone.open("/indstillinger").await?;
    // The theme's own radio buttons, whatever the language calls them: phone, light, dark, sun.
    let themes = Wanted::any("group").nth(1);
    phone
        .tap(Wanted::any("radio").within(themes).nth(place + 1))
        .await?;
    phone.prefer_colours(scheme).await?;
    Ok(format!("{language}, {theme}"))
}

/// The button that leads from reading a record to writing in it, in either language, where the page has it.
async fn way_to_write(phone: &Phone) -> Result<Option<Wanted>> {
    for name in ["Skriv videre", "Go on writing"] {
        let write = button(name);
        if phone.look_for(&write).await?.is_some() {
            return Ok(Some(write));
        }
    }
    Ok(None)
}

#[test]
fn no_screen_breaks_a_rule() {
    play("no_screen_breaks_a_rule", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let mut findings = Findings::in_dresses(dresses());
        for language in LANGUAGES {
            for place in themes_in(language).iter().copied() {
                let dressed = dress(&phone, language, place).await?;
                for path in PAGES {
                    phone.turn_to(path).await?;
                    phone.find(&Wanted::any("navigation")).await?;
                    findings.look(&phone, path, &dressed).await?;
                }
                phone.turn_to("/").await?;
                phone
                    .tap(Wanted::any("link").within(Wanted::any("list").nth(0)).nth(0))
                    .await?;
                phone.comes_to("/sag/").await?;
                let write = until("the way to write", PATIENCE, async || way_to_write(&phone).await).await?;
                findings.look(&phone, "a case to read", &dressed).await?;
                phone.tap(write).await?;
                phone.find(&Wanted::any("textbox").nth(0)).await?;
                findings.look(&phone, "a case", &dressed).await?;
            }
        }
        findings.done()
    });
}

/// The records that each role begins, and the pages they read beside those that anybody has.
const BEGUN: [(&str, &str, &[&str]); 3] = [
    (
        "mette",
        CARETAKER,
        &[
            "/ny/konflikt",
            "/ny/signal",
            "/ny/bekymring",
            "/ny/overdragelse",
            "/ny/observation",
            "/ny/opgave",
            "/ny/areal",
            "/ny/haendelse",
            "/ny/part",
            "/ny/retligt-skridt",
        ],
    ),
    (
        "sanne",
        SOCIAL_CARETAKER,
        &[
            "/",
            "/nyt",
            "/mine",
            "/ny/besoeg",
            "/ny/henvisning",
            "/ny/stedfortraeder",
        ],
    ),
    (
        "birgit",
        AMBASSADOR,
        &["/", "/nyt", "/mine", "/ny/taelling", "/ny/signal"],
    ),
];

#[test]
fn nothing_that_is_begun_breaks_a_rule_in_any_theme_or_language() {
    play("nothing_that_is_begun_breaks_a_rule", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mut findings = Findings::in_dresses(dresses());
        for (name, person, paths) in BEGUN {
            let phone = enrolled(stage, &server, name, person).await?;
            for language in LANGUAGES {
                for place in themes_in(language).iter().copied() {
                    let dressed = dress(&phone, language, place).await?;
                    for path in paths {
                        phone.turn_to(path).await?;
                        phone.find(&Wanted::any("heading").nth(0)).await?;
                        findings
                            .look(&phone, &format!("{path} of {name}"), &dressed)
                            .await?;
                    }
                }
            }
            phone.close().await?;
        }
        findings.done()
    });
}

/// The records that can be begun beside that, to have one of each kind.
const BESIDE: [(&str, &[&str]); 3] = [
    ("mette", &["/ny/plejeplan", "/ny/planaendring"]),
    ("sanne", &["/ny/bekymring", "/ny/overdragelse"]),
    (
        "birgit",
        &["/ny/observation", "/ny/plejeplan", "/ny/planaendring"],
    ),
];
/// Kinds whose records have no page with fields here: a note stands in its visit, a picture in its record, the office
/// writes the cards for residents.
const WITHOUT_A_PAGE: [Kind; 5] = [
    Kind::VisitNote,
    Kind::Photo,
    Kind::CasePhoto,
    Kind::SignalPhoto,
    Kind::ResidentCard,
];

/// Chooses the first of each group and writes in each field, as somebody would who fills in everything.
const FILL_IN: &str = "
    const main = document.querySelector('main');
    for (const group of main.querySelectorAll('fieldset')) {
        if (!group.querySelector('input:checked')) group.querySelector('input')?.click();
    }
    for (const field of main.querySelectorAll('textarea, input[type=text]')) {
        field.value = field.hasAttribute('inputmode') ? '4' : 'Opgang 4';
        for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }";

/// A record of each kind with all that stands on its page, in each theme.
#[test]
fn no_record_breaks_a_rule() {
    play("no_record_breaks_a_rule", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mut findings = Findings::in_dresses(3);
        let mut seen = BTreeSet::new();
        let (mediator, officer, adviser) = {
            let phone = enrolled(stage, &server, "spoerger", CARETAKER).await?;
            let session = session(&server, &phone).await?;
            phone.close().await?;
            (
                somebody(stage, &server, &session, Role::Mediator).await?.0,
                somebody(stage, &server, &session, Role::CaseOfficer).await?.0,
                somebody(stage, &server, &session, Role::FinancialAdviser)
                    .await?
                    .0,
            )
        };
        let begun = BEGUN.into_iter().zip(BESIDE);
        let everybody = begun.map(|((name, person, paths), (_, beside))| (name, person, paths, beside));
        let at_a_desk: [(&str, &str, &[&str], &[&str]); 3] = [
            ("maegler", &mediator, &["/ny/maegling"], &[]),
            ("sagsbehandler", &officer, &["/ny/deltagelse"], &[]),
            (
                "raadgiver",
                &adviser,
                &["/ny/henvendelse", "/ny/restancekontakt"],
                &[],
            ),
        ];
        for (name, person, paths, beside) in everybody.chain(at_a_desk) {
            let phone = enrolled(stage, &server, name, person).await?;
            let here = department(&session(&server, &phone).await?)?;
            let begun = paths.iter().chain(beside).filter(|path| path.starts_with("/ny/"));
            for path in begun.filter(|path| **path != "/ny/taelling") {
                phone.open(path).await?;
                phone.find(&Wanted::any("heading").nth(0)).await?;
                if phone.look_for(&button("Færdig")).await?.is_some() {
                    phone.run(FILL_IN, &[]).await?;
                    saved(&phone).await?;
                }
            }
            let mut richest: BTreeMap<String, (usize, DocumentId)> = BTreeMap::new();
            for (document, held) in held_by_phone(&phone, here).await? {
                let content = held.content.to_string().len();
                let known = richest.entry(held.kind).or_insert((content, document));
                *known = (*known).max((content, document));
            }
            // What somebody else was shown already is shown in the same way; the night looks at all of it.
            richest.retain(|kind, _| is_long() || !seen.contains(kind));
            for (language, place) in [("Dansk", 0), ("English", 1), ("Dansk", 2)] {
                let dressed = dress(&phone, language, place).await?;
                for (kind, (_, document)) in &richest {
                    phone.turn_to(&format!("/sag/{document}")).await?;
                    phone.find(&Wanted::any("heading").nth(0)).await?;
                    let shown = "return !!document.querySelector('main .page') && !document.querySelector('main .skeleton')";
                    until("the record", PATIENCE, async || {
                        Ok((phone.run(shown, &[]).await? == true).then_some(()))
                    })
                    .await?;
                    findings
                        .look(&phone, &format!("a {kind} of {name}"), &dressed)
                        .await?;
                    if let Some(write) = way_to_write(&phone).await? {
                        phone.tap(write).await?;
                        findings
                            .look(&phone, &format!("a {kind} of {name} to write in"), &dressed)
                            .await?;
                    }
                    seen.insert(kind.clone());
                }
            }
            phone.close().await?;
        }
        let lacking: Vec<_> = Kind::ALL
            .iter()
            .filter(|kind| !seen.contains(kind.key()) && !WITHOUT_A_PAGE.contains(kind))
            .collect();
        ensure!(lacking.is_empty(), "no record of {lacking:?}");
        findings.done()
    });
}

/// The screens before all pages of a phone that several people share.
#[test]
fn no_screen_of_a_shared_phone_breaks_a_rule() {
    play("no_screen_of_a_shared_phone_breaks_a_rule", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = people::of_two(stage, &server).await?;
        let mut findings = Findings::in_dresses(dresses());
        for (language, words) in [
            (
                "Dansk",
                [
                    "Lås eller skift person",
                    "Glemt pinkode",
                    "Pinkode",
                    "En anden person",
                ],
            ),
            (
                "English",
                ["Lock or change person", "Forgotten PIN", "PIN", "Somebody else"],
            ),
        ] {
            let [lock, forgotten, pin, other] = words;
            for place in themes_in(language).iter().copied() {
                let dressed = dress(&phone, language, place).await?;
                for width in [320, 360] {
                    phone.resize(width, 640).await?;
                    findings
                        .fit(&phone, &format!("a guarded phone {width} px wide, {dressed}"))
                        .await?;
                }
                phone.resize(412, 823).await?;
                phone.tap(button(lock)).await?;
                phone.find(&button(CARETAKER).loosely()).await?;
                findings.look(&phone, "who", &dressed).await?;
                phone.tap(button(CARETAKER).loosely()).await?;
                phone.find(&heading(CARETAKER)).await?;
                // The third wrong one in all makes one wait; either is a sentence in red.
                phone.fill(textbox(pin), "000000").await?;
                phone.find(&textbox(pin).loosely().nth(0)).await?;
                findings.look(&phone, "a pin", &dressed).await?;
                phone.tap(button(forgotten)).await?;
                phone.find(&heading(CARETAKER)).await?;
                findings.look(&phone, "a new code", &dressed).await?;
                phone.tap(button(other)).await?;
                phone.tap(button(SOCIAL_CARETAKER).loosely()).await?;
                phone.fill(textbox(pin), people::SANNES).await?;
                phone.find(&Wanted::any("navigation")).await?;
            }
        }
        // Who is new chooses a pin first.
        phone
            .run("localStorage.setItem('feltbog.language', 'da')", &[])
            .await?;
        phone.open("/hvem").await?;
        phone.tap(button("Tilføj en person")).await?;
        let code = typed_code(&server, AMBASSADOR).await?;
        phone.fill(textbox("Skriv din kode for at åbne"), &code).await?;
        phone.tap(button("Åbn")).await?;
        phone.find(&heading("Vælg pinkode")).await?;
        for (theme, scheme) in [("light", "light"), ("dark", "dark"), ("sun", "light")] {
            for (language, title) in [("da", "Vælg pinkode"), ("en", "Choose a PIN")] {
                let set = "localStorage.setItem('feltbog.theme', arguments[0]);
                    localStorage.setItem('feltbog.language', arguments[1]);";
                phone.run(set, &[theme.into(), language.into()]).await?;
                phone.prefer_colours(scheme).await?;
                phone.reload().await?;
                phone.find(&heading(title)).await?;
                findings
                    .look(&phone, "the first pin", &format!("{language}, {theme}"))
                    .await?;
            }
        }
        findings.done()
    });
}

/// The parts that stick out to the sides. What is only there for screen readers and what lies in a picture does not
/// count.
const WIDER: &str = "
    const { innerWidth } = window;
    const wide = [];
    for (const part of document.querySelectorAll('body *')) {
        if (part.closest('svg, .skip, [hidden]') || getComputedStyle(part).visibility === 'hidden') continue;
        const { left, right, width, height } = part.getBoundingClientRect();
        if (width < 2 || height < 2) continue;
        if (left < -1 || right > innerWidth + 1) wide.push(part.outerHTML.slice(0, 120));
        const { overflowX } = getComputedStyle(part);
        if (part.scrollWidth > part.clientWidth + 1 && ['auto', 'scroll'].includes(overflowX)) {
            wide.push(`scrolls: ${part.outerHTML.slice(0, 120)}`);
        }
    }
    return wide.slice(0, 5)";

/// The narrowest phone, and letters twice as large on a common one.
const TIGHT: [(&str, (u32, u32), &str); 2] = [
    ("320 px wide", (320, 640), "100%"),
    ("200 % text", (412, 823), "200%"),
];

#[test]
fn everything_fits_a_narrow_phone_and_large_letters() {
    play("everything_fits", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mut findings = Findings::default();
        for (name, person, paths) in BEGUN {
            let phone = enrolled(stage, &server, name, person).await?;
            let mut pages: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
            if person == CARETAKER {
                pages.extend(PAGES.iter().map(|path| (*path).to_owned()));
            }
            let here = department(&session(&server, &phone).await?)?;
            let mut kinds = BTreeSet::new();
            for (document, held) in held_by_phone(&phone, here).await? {
                if kinds.insert(held.kind) {
                    pages.push(format!("/sag/{document}"));
                }
            }
            for language in LANGUAGES {
                dress(&phone, language, 0).await?;
                for path in &pages {
                    phone.turn_to(path).await?;
                    phone.find(&Wanted::any("heading").nth(0)).await?;
                    phone
                        .lose_sight_of(if language == "Dansk" { "Henter" } else { "Loading" })
                        .await?;
                    for is_written in [false, true] {
                        if is_written {
                            let Some(write) = way_to_write(&phone).await? else {
                                continue;
                            };
                            phone.tap(write).await?;
                        }
                        for (what, (width, height), letters) in TIGHT {
                            phone.resize(width, height).await?;
                            let enlarge = "document.documentElement.style.fontSize = arguments[0]";
                            phone.run(enlarge, &[json!(letters)]).await?;
                            let where_it_is = format!("{path}, {what}, {language}, written: {is_written}");
                            findings.fit(&phone, &where_it_is).await?;
                        }
                    }
                }
            }
            phone.close().await?;
        }
        findings.done()
    });
}

/// A walk in the making, and the sign of an area.
#[test]
fn no_screen_of_an_area_breaks_a_rule() {
    play("no_screen_of_an_area_breaks_a_rule", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let mut findings = Findings::in_dresses(dresses());
        let area = walking::half_walked(&phone).await?;
        for language in LANGUAGES {
            for place in themes_in(language).iter().copied() {
                let dressed = dress(&phone, language, place).await?;
                for (page, part) in [
                    ("", "figure"),
                    ("/gaa", "image"),
                    ("/skilt", "image"),
                    ("/udskrift", "article"),
                ] {
                    phone.turn_to(&format!("{area}{page}")).await?;
                    phone.find(&Wanted::any(part).nth(0)).await?;
                    findings.look(&phone, &format!("an area{page}"), &dressed).await?;
                }
            }
        }
        findings.done()
    });
}

/// The words to look for, in a language.
struct InWords {
    language: &'static str,
    consent: &'static str,
    end: &'static str,
    note: &'static str,
    said: &'static str,
    start: &'static str,
    none: &'static str,
    finish: &'static str,
    weather: &'static str,
    /// On the card of a count that has its weather.
    received: &'static str,
    receipt: &'static str,
}

const IN_WORDS: [InWords; 2] = [
    InWords {
        language: "Dansk",
        consent: "Ja, du må skrive",
        end: "Ja, afslut nu",
        note: "Åbn notatet",
        said: "Hvad blev der sagt?",
        start: "Start tælling – 10 minutter",
        none: "Humlebi, 0",
        finish: "Afslut tælling",
        weather: "Hvordan var vejret?",
        received: "insekter",
        receipt: "Din tælling",
    },
    InWords {
        language: "English",
        consent: "Yes, you may write",
        end: "Yes, finish now",
        note: "Open the note",
        said: "What was said?",
        start: "Start count – 10 minutes",
        none: "Bumblebee, 0",
        finish: "Finish count",
        weather: "How was the weather?",
        received: "insects",
        receipt: "Your count",
    },
];

#[test]
fn no_screen_of_other_roles_breaks_a_rule() {
    play("no_screen_of_other_roles_breaks_a_rule", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mut findings = Findings::in_dresses(dresses());
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let birgit = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let mut counts = 0;
        for words in IN_WORDS {
            for place in themes_in(words.language).iter().copied() {
                let dressed = dress(&sanne, words.language, place).await?;
                sanne.open("/ny/besoeg").await?;
                sanne.tap(radio(words.consent)).await?;
                sanne.tap(button(words.note)).await?;
                sanne.find(&Wanted::new("textbox", words.said)).await?;
                findings.look(&sanne, "a visit with its note", &dressed).await?;

                let dressed = dress(&birgit, words.language, place).await?;
                birgit.open("/ny/taelling").await?;
                birgit.tap(button(words.start)).await?;
                birgit.find(&button(words.none)).await?;
                findings.look(&birgit, "a count", &dressed).await?;
                birgit.tap(button(words.finish)).await?;
                birgit.tap(button(words.end)).await?;
                birgit.find(&heading(words.weather)).await?;
                findings.look(&birgit, "after a count", &dressed).await?;
                birgit.open("/mine").await?;
                // The newest are those that were just begun and have no weather.
                counts += 1;
                let older = counts;
                birgit.tap(link(words.received).loosely().nth(older)).await?;
                // A count whose conditions were not all answered shows its receipt when it is asked for.
                until("the receipt", PATIENCE, async || {
                    if birgit.look_for(&button(words.receipt)).await?.is_some() {
                        birgit.tap(button(words.receipt)).await?;
                    }
                    Ok(birgit.look_for(&heading(words.receipt)).await?.map(|_| ()))
                })
                .await?;
                findings.look(&birgit, "a receipt", &dressed).await?;
            }
        }
        findings.done()
    });
}

/// The words of a count of butterflies, in a language: the protocol, what is known, the drawings, the start, a group, the
/// question about it.
const BUTTERFLIES: [(&str, [&str; 6]); 2] = [
    (
        "Dansk",
        [
            "Sommerfugle i 15 minutter",
            "Jeg kender nogle arter",
            "Sådan kender du dem",
            "Start tælling – 15 minutter",
            "Takvinge, 0",
            "Hvilken er det?",
        ],
    ),
    (
        "English",
        [
            "Butterflies in 15 minutes",
            "I know some species",
            "How to know them",
            "Start count – 15 minutes",
            "Tortoiseshell or peacock, 0",
            "Which one is it?",
        ],
    ),
];

#[test]
fn no_screen_of_a_count_of_butterflies_breaks_a_rule() {
    play("no_screen_of_butterflies_breaks_a_rule", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mut findings = Findings::in_dresses(dresses());
        let birgit = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        for (language, [protocol, skill, drawings, start, group, which]) in BUTTERFLIES {
            for place in themes_in(language).iter().copied() {
                let dressed = dress(&birgit, language, place).await?;
                birgit.open("/ny/taelling").await?;
                birgit.tap(radio(protocol)).await?;
                birgit.tap(radio(skill)).await?;
                birgit.tap(Wanted::new("DisclosureTriangle", drawings)).await?;
                findings
                    .look(&birgit, "before a count of butterflies", &dressed)
                    .await?;
                birgit.tap(button(start)).await?;
                birgit.find(&button(group)).await?;
                findings.look(&birgit, "a count of butterflies", &dressed).await?;
                birgit.tap(button(group)).await?;
                birgit.find(&heading(which)).await?;
                findings
                    .look(&birgit, "the butterflies of a group", &dressed)
                    .await?;
            }
        }
        findings.done()
    });
}

/// Whether what has the focus can be seen, and what is in its way. Chips are drawn by their label.
const FOCUS_IS_SEEN: &str = "
    const focused = document.activeElement;
    const shown = focused.closest('label') ?? focused;
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const name = (focused.ariaLabel ?? shown.textContent) || focused.labels?.[0]?.textContent || focused.id;
    for (const y of [top + 4, bottom - 4]) {
        const there = document.elementFromPoint((left + right) / 2, y);
        if (!there || !(shown.contains(there) || there.contains(focused))) return [name, there?.outerHTML ?? 'nothing'];
    }
    return [name, null]";

#[test]
fn nothing_covers_what_has_the_focus() {
    play("nothing_covers_what_has_the_focus", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = stage
            .phone_with_window("mette", server.address(), (360, 640))
            .await?;
        enrol(&phone, &server, CARETAKER).await?;
        let mut hidden = Vec::new();
        for (path, last) in [("/ny/konflikt", "Færdig"), ("/", "Mine")] {
            phone.open(path).await?;
            phone.find(&Wanted::any("heading").nth(0)).await?;
            let mut walked = 0;
            loop {
                for kind in ["rawKeyDown", "keyUp"] {
                    let key =
                        json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
                    phone.debugger("Input.dispatchKeyEvent", key).await?;
                }
                let (name, cover): (String, Option<String>) =
                    serde_json::from_value(phone.run(FOCUS_IS_SEEN, &[]).await?)?;
                walked += 1;
                if let Some(cover) = cover {
                    hidden.push(format!("{path}: {name} is under {cover}"));
                }
                if name.trim() == last || walked > 150 {
                    break;
                }
            }
            ensure!((5..150).contains(&walked), "{path}: {walked} stops");
        }
        ensure!(hidden.is_empty(), "{}", hidden.join("\n"));
        Ok(())
    });
}

#[test]
fn the_status_line_says_where_it_leads() {
    play("the_status_line_says_where_it_leads", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.tap(link("Se, hvad der er sendt").loosely()).await?;
        phone.find(&heading("Hvad er sendt?")).await?;
        Ok(())
    });
}
