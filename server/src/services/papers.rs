//! The privacy papers of `docs/privacy`, built into the server and taken apart for the office.

use feltbog_shared::id::UserId;
use feltbog_shared::office::papers::{
    PaperBlock, PaperLine, PaperQuery, PaperSpan, PaperStyle, PaperTitle, Papers,
};
use feltbog_shared::permission::Role;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::error::Error;
use crate::state::App;

/// The papers by the names of their files.
const PAPERS: [(&str, &str); 7] = [
    (
        "konsekvensanalyse",
        include_str!("../../../docs/privacy/konsekvensanalyse.md"),
    ),
    (
        "fortegnelse",
        include_str!("../../../docs/privacy/fortegnelse.md"),
    ),
    ("datakort", include_str!("../../../docs/privacy/datakort.md")),
    ("opbevaring", include_str!("../../../docs/privacy/opbevaring.md")),
    ("sikkerhed", include_str!("../../../docs/privacy/sikkerhed.md")),
    (
        "tilgaengelighed",
        include_str!("../../../docs/privacy/tilgaengelighed.md"),
    ),
    ("haendelser", include_str!("../../../docs/privacy/haendelser.md")),
];

/// The papers, with the content of one where the query names it. `GET /papers`.
///
/// # Errors
/// `NOT_FOUND` for people who are neither administrators nor privacy officers, and for a paper that is not there.
pub async fn read(app: &App, person: UserId, query: &PaperQuery) -> Result<Papers, Error> {
    let now = app.clock.now();
    let mut grants = app.store.person_grants(person).await?;
    grants.retain(|grant| grant.holds_at(now));
    // While somebody is an ambassador anywhere, no other role of theirs counts (docs/domain/access.md, rule 4).
    let is_ambassador = grants.iter().any(|grant| grant.role == Role::GreenAmbassador);
    let reads = |role: Role| matches!(role, Role::OrgAdmin | Role::PrivacyOfficer);
    if is_ambassador || !grants.iter().any(|grant| reads(grant.role)) {
        return Err(Error::NOT_FOUND);
    }
    let blocks = match query.paper.as_str() {
        "" => Vec::new(),
        key => {
            let found = PAPERS.iter().find(|(name, _)| *name == key);
            let (_, text) = found.ok_or(Error::NOT_FOUND)?;
            blocks(text)
        }
    };
    let titles = PAPERS.iter().map(|(key, text)| PaperTitle {
        key: (*key).to_owned(),
        title: title(text).to_owned(),
    });
    Ok(Papers {
        titles: titles.collect(),
        blocks,
    })
}

/// The title of a paper: its first line.
fn title(text: &str) -> &str {
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches('#').trim()
}

/// The blocks of a paper below its title.
fn blocks(text: &str) -> Vec<PaperBlock> {
    let (_, rest) = text.split_once('\n').unwrap_or_default();
    let mut reader = BlockReader::default();
    for event in Parser::new_ext(rest, Options::ENABLE_TABLES) {
        reader.take(event);
    }
    reader.blocks
}

/// Collects the blocks of a paper. Lists within lists are read as one.
#[derive(Default)]
struct BlockReader {
    blocks: Vec<PaperBlock>,
    /// The text since the last line ended.
    line: PaperLine,
    style: PaperStyle,
    /// The list that is read: whether it is numbered, and its items.
    list: Option<(bool, Vec<PaperLine>)>,
    /// The cells of the row that is read.
    row: Vec<PaperLine>,
    /// The rows of the table that is read, the heads first.
    rows: Vec<Vec<PaperLine>>,
}

impl BlockReader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.add(&text, self.style),
            Event::Code(text) => self.add(&text, PaperStyle::Code),
            Event::SoftBreak | Event::HardBreak => self.add(" ", PaperStyle::Plain),
            Event::Start(tag) => self.begin(&tag),
            Event::End(end) => self.end(end),
            _ => {}
        }
    }

    fn add(&mut self, text: &str, style: PaperStyle) {
        match self.line.last_mut() {
            Some(span) if span.style == style => span.text.push_str(text),
            _ => self.line.push(PaperSpan {
                text: text.to_owned(),
                style,
            }),
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.style = PaperStyle::Strong,
            Tag::Emphasis => self.style = PaperStyle::Emphasis,
            Tag::List(first) => {
                self.end_item();
                self.list.get_or_insert((first.is_some(), Vec::new()));
            }
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Strong | TagEnd::Emphasis => self.style = PaperStyle::Plain,
            TagEnd::Heading(level) => {
                let line = std::mem::take(&mut self.line);
                let level = level as u8;
                self.blocks.push(PaperBlock::Heading { level, line });
            }
            // The paragraph of an item ends with the item.
            TagEnd::Paragraph if self.list.is_none() => {
                let line = std::mem::take(&mut self.line);
                self.blocks.push(PaperBlock::Paragraph(line));
            }
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => {
                if let Some((is_numbered, items)) = self.list.take() {
                    self.blocks.push(PaperBlock::List { is_numbered, items });
                }
            }
            TagEnd::TableCell => self.row.push(std::mem::take(&mut self.line)),
            TagEnd::TableHead | TagEnd::TableRow => self.rows.push(std::mem::take(&mut self.row)),
            TagEnd::Table => {
                let mut rows = std::mem::take(&mut self.rows).into_iter();
                let mut head = rows.next().unwrap_or_default();
                if head.iter().all(Vec::is_empty) {
                    head.clear();
                }
                let rows = rows.collect();
                self.blocks.push(PaperBlock::Table { head, rows });
            }
            _ => {}
        }
    }

    fn end_item(&mut self) {
        let line = std::mem::take(&mut self.line);
        if let Some((_, items)) = self.list.as_mut().filter(|_| !line.is_empty()) {
            items.push(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> PaperLine {
        vec![PaperSpan {
            text: text.to_owned(),
            style: PaperStyle::Plain,
        }]
    }

    #[test]
    fn headings_lists_tables_and_styles_are_told_apart() {
        let text = "# Titel\n\nEn *linje*\nmed [link](a.md) og `kode`.\n\n## To\n\n1. først\n2. så\n\n| | b |\n|---|---|\n| c | **d** |\n\n| | |\n|---|---|\n| e | f |\n";
        let span = |text: &str, style| PaperSpan {
            text: text.to_owned(),
            style,
        };
        let expected = [
            PaperBlock::Paragraph(vec![
                span("En ", PaperStyle::Plain),
                span("linje", PaperStyle::Emphasis),
                span(" med link og ", PaperStyle::Plain),
                span("kode", PaperStyle::Code),
                span(".", PaperStyle::Plain),
            ]),
            PaperBlock::Heading {
                level: 2,
                line: plain("To"),
            },
            PaperBlock::List {
                is_numbered: true,
                items: vec![plain("først"), plain("så")],
            },
            PaperBlock::Table {
                head: vec![Vec::new(), plain("b")],
                rows: vec![vec![plain("c"), vec![span("d", PaperStyle::Strong)]]],
            },
            PaperBlock::Table {
                head: Vec::new(),
                rows: vec![vec![plain("e"), plain("f")]],
            },
        ];
        assert_eq!(title(text), "Titel");
        assert_eq!(blocks(text), expected);
    }

    #[test]
    fn every_paper_has_a_title_headings_and_no_sign_of_its_markup() {
        let line = |line: &PaperLine| {
            let plain = line.iter().filter(|span| span.style != PaperStyle::Code);
            plain.map(|span| span.text.as_str()).collect::<String>()
        };
        for (key, text) in PAPERS {
            assert!(!title(text).is_empty(), "{key}");
            let blocks = blocks(text);
            let headings = blocks
                .iter()
                .filter(|block| matches!(block, PaperBlock::Heading { .. }));
            assert!(headings.count() > 2, "{key}");
            let lines = blocks.iter().flat_map(|block| match block {
                PaperBlock::Heading { line, .. } | PaperBlock::Paragraph(line) => vec![line],
                PaperBlock::List { items, .. } => items.iter().collect(),
                PaperBlock::Table { head, rows } => head.iter().chain(rows.iter().flatten()).collect(),
            });
            for words in lines.map(line) {
                let is_markup = ["**", "](", "| ", "## ", "`", "<!--"]
                    .iter()
                    .any(|sign| words.contains(sign));
                assert!(!is_markup, "{key}: {words}");
            }
        }
    }
}
