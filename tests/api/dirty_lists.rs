//! Two hundred generated lists of each kind and form: departments, people, grants and dwellings, as text and as workbooks,
//! clean and spoiled. Each ends whole or not at all, with line and column of every spoiled cell, and a list that is taken
//! changes nothing when it comes again. Each day has other lists; `FELTBOG_SEED` asks for those of a day.

use feltbog_server::services::import::{ImportError, List, Lists, carry_out, plan};
use feltbog_server::store::{Dwelling, Roster};
use feltbog_tests::app::TestApp;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use crate::imports::{begun, utf16, windows};

const LISTS: u32 = 200;
/// The most rows of a list, one more.
const ROWS: u32 = 20;
/// The number of the first person who is there before any list of grants.
const FIRST_KNOWN: u32 = 100_000;
/// The date in rows that are not spoiled.
const DATE: &str = "01-02-2026";
/// Stands for a cell of a workbook that is a date where none belongs.
const DATE_CELL: &str = "\u{1}";

/// A column, what spoils its cell, and the column that is named.
type Spoil = (usize, &'static str, &'static str);

/// A kind of list.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Departments,
    People,
    Grants,
    Dwellings,
}

const KINDS: [Kind; 4] = [Kind::Departments, Kind::People, Kind::Grants, Kind::Dwellings];

impl Kind {
    fn header(self) -> &'static [&'static str] {
        match self {
            Self::Departments => &[
                "LBF org.nr",
                "Afd.",
                "Afdelingsnavn",
                "Kommunekode",
                "Antal boliger",
            ],
            Self::People => &["Medarbejdernr", "Navn", "Rolle", "Afdelinger", "Fra", "Til"],
            Self::Grants => &["Medarbejdernr", "Rolle", "Afdelinger", "Fra", "Til"],
            Self::Dwellings => &["Afd.", "Vejnavn", "Husnr", "Etage", "Side/Dør", "Postnr", "By"],
        }
    }

    /// A row that is taken, other in each list.
    fn row(self, list: u32, row: u32) -> Vec<String> {
        let number = 1_000 + list * 100 + row;
        let known = FIRST_KNOWN + list / 4 * ROWS + row;
        match self {
            Self::Departments => owned(["700", &number.to_string(), "Parken", "461", "1.120"]),
            Self::People => owned([
                &number.to_string(),
                "Åse Prøve",
                "Ejendomsfunktionær",
                "14",
                DATE,
                "",
            ]),
            Self::Grants => owned([&known.to_string(), "Social vicevært", "14", DATE, ""]),
            Self::Dwellings => owned([
                "12",
                &format!("Lærkevej {list}"),
                &(row + 1).to_string(),
                "2",
                "tv",
                "9999",
                "Prøveby",
            ]),
        }
    }

    fn spoils(self) -> &'static [Spoil] {
        match self {
            Self::Departments => &[
                (1, "", "Afd."),
                (1, "012", "Afd."),
                (2, "", "Afdelingsnavn"),
                (2, "P?rken", "Afdelingsnavn"),
                (3, "1O1", "Kommunekode"),
                (3, "", "Kommunekode"),
                (4, "12,5", "Antal boliger"),
                (4, "1,23E+07", "Antal boliger"),
                (4, "#VALUE!", "Antal boliger"),
            ],
            Self::People => &[
                (0, "", "Medarbejdernr"),
                (1, "S?ren Prøve", "Navn"),
                (1, "#REF!", "Navn"),
                (1, "Søren 010190-1234", "Navn"),
                (2, "konge", "Rolle"),
                (3, "45", "Afdelinger"),
                (4, "", "Fra"),
                (4, "31-02-2026", "Fra"),
                (4, "2/1/26", "Fra"),
                (5, "31-01-2026", "Til"),
            ],
            Self::Grants => &[
                (0, "", "Medarbejdernr"),
                (0, "999999", "Medarbejdernr"),
                (1, "", "Rolle"),
                (1, "konge", "Rolle"),
                (2, "45", "Afdelinger"),
                (2, "#I/T", "Afdelinger"),
                (3, "31-02-2026", "Fra"),
                (4, "31-01-2026", "Til"),
            ],
            Self::Dwellings => &[
                (0, "", "Afd."),
                (0, "45", "Afd."),
                (1, "", "Adresse"),
                (1, "L?rkevej", "Vejnavn"),
                (2, "tolv", "Husnr"),
                (3, "2,5", "Etage"),
                (3, "0", "Etage"),
                (5, "99X", "Postnr"),
                (5, "", "Adresse"),
                (6, "Pr?veby", "By"),
            ],
        }
    }

    /// The column of a name or word, and the one in which a spreadsheet makes dates of what are none.
    fn words_and_dates(self) -> (usize, usize) {
        match self {
            Self::Departments => (2, 4),
            Self::People => (1, 3),
            Self::Grants => (1, 2),
            Self::Dwellings => (1, 4),
        }
    }

    /// The things that a row adds.
    fn adds(self) -> u32 {
        if self == Self::People { 2 } else { 1 }
    }
}

fn owned<const COUNT: usize>(cells: [&str; COUNT]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// A form of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Text(char),
    Book,
}

/// A list as it was generated.
struct Dirty {
    kind: Kind,
    form: Form,
    /// Cells by lines.
    lines: Vec<Vec<String>>,
    /// Rows that are not spoiled.
    good: u32,
    /// Line and column of each spoiled cell; no column for a whole row.
    places: Vec<(u64, String)>,
}

impl Dirty {
    fn new(random: &mut fastrand::Rng, number: u32) -> Self {
        let kind = KINDS[number as usize % 4];
        let form = match number / 4 % 2 {
            0 => Form::Text([';', ',', '\t'][random.usize(..3)]),
            _ => Form::Book,
        };
        let mut list = Self {
            kind,
            form,
            lines: Vec::new(),
            good: 0,
            places: Vec::new(),
        };
        if random.u32(0..4) == 0 {
            list.lines
                .extend([vec!["Udtræk af listen".to_owned()], Vec::new()]);
        }
        let header = kind.header().iter().map(|&cell| cell.to_owned());
        list.lines.push(header.collect());
        // A department brings its action cards along.
        let rows = match kind {
            Kind::Departments => random.u32(1..3),
            _ => random.u32(1..ROWS),
        };
        let surely = (number / 8 % 2 == 1).then(|| random.u32(0..rows));
        for row in 0..rows {
            let cells = kind.row(number, row);
            match surely {
                Some(place) if place == row || random.u32(0..20) == 0 => list.spoil(random, cells),
                _ => {
                    list.good += 1;
                    list.lines.push(cells);
                }
            }
            if random.u32(0..10) == 0 {
                list.lines.push(vec![String::new(); kind.header().len()]);
            }
        }
        if random.u32(0..4) == 0 {
            list.lines.push(vec!["I alt".to_owned(), rows.to_string()]);
        }
        list
    }

    /// Adds a row that is spoiled, by a cell or as a whole.
    fn spoil(&mut self, random: &mut fastrand::Rng, mut cells: Vec<String>) {
        let line = self.lines.len() as u64 + 1;
        let spoils = self.kind.spoils();
        let (word, date) = self.kind.words_and_dates();
        let named = match random.usize(..spoils.len() + 3) {
            0 => {
                // Letters that were read in the wrong encoding once.
                cells[word] = "SÃ¸ren".to_owned();
                ""
            }
            1 => {
                cells.extend(owned(["for", "meget"]));
                ""
            }
            2 if self.form == Form::Book => {
                cells[date] = DATE_CELL.to_owned();
                self.kind.header()[date]
            }
            other => {
                let (column, text, named) = spoils[other % spoils.len()];
                cells[column] = text.to_owned();
                named
            }
        };
        self.places.push((line, named.to_owned()));
        self.lines.push(cells);
    }

    fn bytes(&self, random: &mut fastrand::Rng) -> Vec<u8> {
        match self.form {
            Form::Text(delimiter) => self.text(random, delimiter),
            Form::Book => self.book(random),
        }
    }

    fn text(&self, random: &mut fastrand::Rng, delimiter: char) -> Vec<u8> {
        let quoted = |cell: &String| match cell.contains(delimiter) {
            true => format!("\"{cell}\""),
            false => cell.clone(),
        };
        let line = |cells: &Vec<String>| {
            let cells: Vec<_> = cells.iter().map(quoted).collect();
            cells.join(&delimiter.to_string())
        };
        let lines: Vec<_> = self.lines.iter().map(line).collect();
        let text = lines.join(["\n", "\r\n"][random.usize(..2)]);
        match random.u32(0..4) {
            // Broken letters would be whole ones in it.
            0 if !text.contains('Ã') => windows(&text),
            1 => utf16(&text),
            2 => format!("\u{feff}{text}").into_bytes(),
            _ => text.into_bytes(),
        }
    }

    fn book(&self, random: &mut fastrand::Rng) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Ark1").unwrap();
        for (line, cells) in (0..).zip(&self.lines) {
            for (column, cell) in (0..).zip(cells) {
                write(random, sheet, (line, column), cell);
            }
        }
        if random.bool() {
            // An old list that somebody has hidden.
            let old = book.add_worksheet().set_name("Gammel").unwrap();
            old.write_row(0, 0, self.kind.header().iter().copied()).unwrap();
            old.set_hidden(true);
        }
        book.save_to_buffer().unwrap()
    }

    fn lists(&self, bytes: Vec<u8>) -> Lists {
        let file = "liste".to_owned();
        let list = Some(List { file, bytes });
        match self.kind {
            Kind::Departments => Lists {
                departments: list,
                ..Lists::default()
            },
            Kind::People => Lists {
                people: list,
                ..Lists::default()
            },
            Kind::Grants => Lists {
                grants: list,
                ..Lists::default()
            },
            Kind::Dwellings => Lists {
                dwellings: list,
                ..Lists::default()
            },
        }
    }
}

/// Writes a cell as a spreadsheet may have it: dates as texts or dates, numbers as texts or numbers.
fn write(random: &mut fastrand::Rng, sheet: &mut Worksheet, (line, column): (u32, u16), cell: &str) {
    let is_date = cell == DATE_CELL || (cell == DATE && random.bool());
    let number = cell.parse::<u32>().ok().filter(|_| !cell.starts_with('0'));
    let written = match number {
        _ if cell.is_empty() => return,
        _ if is_date => {
            let format = Format::new().set_num_format("dd-mm-yyyy");
            let day = ExcelDateTime::from_ymd(2026, 2, 1).unwrap();
            sheet.write_datetime_with_format(line, column, &day, &format)
        }
        Some(number) if random.bool() => sheet.write_number(line, column, number),
        _ => sheet.write_string(line, column, cell),
    };
    written.unwrap();
}

async fn standing(app: &TestApp) -> (Roster, Vec<Dwelling>) {
    let roster = app.app.store.roster().await.unwrap();
    let dwellings = app.app.store.dwellings(&roster).await.unwrap();
    (roster, dwellings)
}

/// The number of things of the kind of a list.
fn count(kind: Kind, (roster, dwellings): &(Roster, Vec<Dwelling>)) -> usize {
    match kind {
        Kind::Departments => roster.departments.len(),
        Kind::People => roster.people.len() + roster.grants.len(),
        Kind::Grants => roster.grants.len(),
        Kind::Dwellings => dwellings.len(),
    }
}

/// The number from which the lists are drawn: another one each day, or the one that is asked for.
fn seed() -> u64 {
    let asked = std::env::var("FELTBOG_SEED").ok();
    if let Some(seed) = asked.and_then(|seed| seed.parse().ok()) {
        return seed;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "every day has other lists; the seed is printed"
    )]
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs() / 86_400)
}

/// People without a role, to whom the lists of grants give one.
async fn make_known_people(app: &TestApp) {
    let mut text = "Medarbejdernr;Navn\n".to_owned();
    for number in 0..LISTS / 4 * ROWS {
        text += &format!("{};Bo Prøve\n", FIRST_KNOWN + number);
    }
    let lists = Lists {
        people: Some(List {
            file: "folk.csv".into(),
            bytes: text.into_bytes(),
        }),
        ..Lists::default()
    };
    let planned = plan(&app.app, &lists).await.unwrap();
    assert_eq!(planned.findings, []);
    carry_out(&app.app, &planned).await.unwrap();
}

#[tokio::test]
async fn two_hundred_dirty_lists_end_whole_or_not_at_all() {
    let app = begun().await;
    make_known_people(&app).await;
    let seed = seed();
    println!("seed {seed}; the same lists come with FELTBOG_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut before = standing(&app).await;
    for number in 0..LISTS {
        let list = Dirty::new(&mut random, number);
        let lists = list.lists(list.bytes(&mut random));
        let what = format!(
            "seed {seed}, {:?} as {:?}: {:?}",
            list.kind, list.form, list.lines
        );
        let planned = plan(&app.app, &lists).await.unwrap();
        let mut found: Vec<_> = planned
            .findings
            .iter()
            .map(|one| (one.line, one.column.clone()))
            .collect();
        found.sort_unstable();
        assert_eq!(found, list.places, "{what}");
        for finding in &planned.findings {
            let is_in_sheet = finding
                .cell
                .as_ref()
                .is_some_and(|cell| cell.starts_with("Ark1!"));
            assert_eq!(is_in_sheet, list.form == Form::Book, "{what}: {finding}");
            assert!(!finding.to_string().contains("010190"), "{what}");
        }
        let carried_out = carry_out(&app.app, &planned).await;
        let after = standing(&app).await;
        if list.places.is_empty() {
            carried_out.unwrap();
            assert_eq!(planned.added, list.good * list.kind.adds(), "{what}");
            assert_eq!(
                count(list.kind, &after) - count(list.kind, &before),
                planned.added as usize,
                "{what}"
            );
            let again = plan(&app.app, &lists).await.unwrap();
            assert!(again.is_empty() && again.findings.is_empty(), "{what}");
            before = after;
        } else {
            assert!(matches!(carried_out, Err(ImportError::Refused)), "{what}");
            assert_eq!(after, before, "{what}");
        }
    }
}

/// A quotation mark that is never closed makes one row of all that follows: the whole list is refused, with the line.
#[tokio::test]
async fn an_open_quote_refuses_every_kind_of_list() {
    let app = begun().await;
    make_known_people(&app).await;
    let before = standing(&app).await;
    for (number, kind) in (0..).zip(KINDS) {
        let mut lines = vec![kind.header().join(";")];
        lines.extend((0..5).map(|row| kind.row(number, row).join(";")));
        let (word, _) = kind.words_and_dates();
        let mut cells = kind.row(number, 3);
        cells[word].insert(0, '"');
        lines[4] = cells.join(";");
        let list = Dirty {
            kind,
            form: Form::Text(';'),
            lines: Vec::new(),
            good: 0,
            places: Vec::new(),
        };
        let lists = list.lists(lines.join("\n").into_bytes());
        let planned = plan(&app.app, &lists).await.unwrap();
        let places = planned.findings.iter().map(|one| (one.line, one.column.as_str()));
        assert_eq!(places.collect::<Vec<_>>(), [(5, "")], "{kind:?}");
        let carried_out = carry_out(&app.app, &planned).await;
        assert!(matches!(carried_out, Err(ImportError::Refused)), "{kind:?}");
        assert_eq!(standing(&app).await, before);
    }
}
