//! The privacy papers that come with the server, as the office shows them. They are in Danish.
//!
//! | request | answer |
//! |---|---|
//! | `GET /papers`, `GET /papers?paper={key}` | [`Papers`] |
//!
//! Administrators and privacy officers read them; to others they are not there.

use serde::{Deserialize, Serialize};

/// The query of `GET /papers`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaperQuery {
    /// The key of a paper whose content is wanted too; nothing when empty.
    pub paper: String,
}

/// All papers by their titles, and the content of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// The papers.
    pub titles: Vec<PaperTitle>,
    /// The blocks of the paper that was asked for.
    pub blocks: Vec<PaperBlock>,
}

/// A paper by its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperTitle {
    /// The key.
    pub key: String,
    /// The title.
    pub title: String,
}

/// A line of a paper, or a cell of a table: pieces of text one after another.
pub type PaperLine = Vec<PaperSpan>;

/// A block of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperBlock {
    /// A heading below the title.
    Heading {
        /// Its level: 2 and more.
        level: u8,
        /// Its words.
        line: PaperLine,
    },
    /// A paragraph.
    Paragraph(PaperLine),
    /// A list.
    List {
        /// Whether its items are numbered.
        is_numbered: bool,
        /// Its items.
        items: Vec<PaperLine>,
    },
    /// A table.
    Table {
        /// The heads of its columns; nothing where none of them says anything.
        head: Vec<PaperLine>,
        /// Its rows.
        rows: Vec<Vec<PaperLine>>,
    },
}

/// A piece of text in one style.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSpan {
    /// The text.
    pub text: String,
    /// The style.
    pub style: PaperStyle,
}

/// The style of a piece of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperStyle {
    /// None.
    #[default]
    Plain,
    /// Strong.
    Strong,
    /// Emphasised.
    Emphasis,
    /// A command, an address or a name in code.
    Code,
}
