//! Printed documents: a typed description becomes an accessible PDF (PDF/UA-1), by Typst. Nothing is read or written, and
//! the same description gives the same bytes. Words of people are strings in it; Typst shows them and never reads them
//! as markup.

mod world;

use serde::{Deserialize, Serialize};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use world::PrintWorld;

/// The most pictures of one document.
pub const MOST_PICTURES: usize = 200;

/// A document to print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedDocument {
    /// Language of the words, as in `da`.
    pub language: String,
    /// Title, for the window and for readers aloud.
    pub title: String,
    /// The organisation that answers for it.
    pub author: String,
    /// The head of the first page: the name, then the lines beside it.
    pub sender: Vec<String>,
    /// Lines of the address it goes to; none for a document that is not sent.
    pub recipient: Vec<String>,
    /// The date in words.
    pub date: String,
    /// The left side of the foot of each page.
    pub footer: String,
    /// The word for page, and the one between its number and their count.
    pub page_word: String,
    /// The word between the number of a page and the count of all.
    pub of_word: String,
    /// The time it was made, in UTC: year, month, day, hour, minute, second.
    pub made_at: (i32, u8, u8, u8, u8, u8),
    /// The content.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A heading of level 1 to 3. The first of a document has level 1, and none leaves out a level.
    Heading {
        /// The level.
        level: u8,
        /// The words.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// The words.
        text: String,
    },
    /// A paragraph in small type.
    Small {
        /// The words.
        text: String,
    },
    /// A list of points.
    Points {
        /// The points.
        texts: Vec<String>,
    },
    /// Names with their values.
    Facts {
        /// Name and value of each.
        pairs: Vec<(String, String)>,
    },
    /// A paragraph that stands out.
    Notice {
        /// The words.
        text: String,
    },
    /// A table with a head.
    Table {
        /// The columns.
        columns: Vec<Column>,
        /// The rows, each as long as there are columns.
        rows: Vec<Vec<String>>,
    },
    /// A picture.
    Picture {
        /// JPEG.
        #[serde(skip)]
        jpeg: Vec<u8>,
        /// A description for those who do not see it.
        text: String,
        /// The words below it.
        caption: String,
        /// The name of its file within the document, given while it is printed.
        #[serde(default)]
        path: String,
    },
    /// Lines to sign on, beside each other.
    Signatures {
        /// The words below each.
        labels: Vec<String>,
    },
    /// The next part begins on a page of its own.
    PageBreak,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The title.
    pub title: String,
    /// The share of the width; nought for as wide as its words.
    pub width: u8,
}

/// The reason why a document cannot be printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// It has more than [`MOST_PICTURES`].
    #[error("the document has too many pictures")]
    TooManyPictures,
    /// The description cannot be written down.
    #[error("the document cannot be described: {0}")]
    Description(#[from] serde_json::Error),
    /// Typst refuses it; its own words, which name no content.
    #[error("the document cannot be set: {0}")]
    Typesetting(String),
}

impl PrintedDocument {
    /// The document as a PDF that keeps PDF/UA-1. Characters that the fonts lack become `\u{fffd}`, since a PDF without
    /// glyphs for its words would not be readable aloud.
    ///
    /// # Errors
    /// `TooManyPictures`; `Typesetting` for headings that leave out a level or a picture that cannot be read.
    pub fn to_pdf(&self) -> Result<Vec<u8>, PrintError> {
        let mut document = self.clone();
        let mut pictures = Vec::new();
        for block in &mut document.blocks {
            if let Block::Picture { jpeg, path, .. } = block {
                *path = format!("/picture-{}.jpg", pictures.len());
                pictures.push(std::mem::take(jpeg));
            }
        }
        if pictures.len() > MOST_PICTURES {
            return Err(PrintError::TooManyPictures);
        }
        let mut described = serde_json::to_value(&document)?;
        world::keep_printable(&mut described);
        let world = PrintWorld::new(serde_json::to_vec(&described)?, pictures);
        let pdf = typeset(&world, self.made_at);
        // Nothing of the document stays in Typst's memory.
        comemo::evict(0);
        pdf
    }
}

fn typeset(world: &PrintWorld, made_at: (i32, u8, u8, u8, u8, u8)) -> Result<Vec<u8>, PrintError> {
    let compiled = typst::compile::<PagedDocument>(world).output;
    let document = compiled.map_err(|errors| refusal(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| PrintError::Typesetting(error.message().to_string()))?;
    let (year, month, day, hour, minute, second) = made_at;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Feltbog".to_owned())),
        timestamp: Datetime::from_ymd_hms(year, month, day, hour, minute, second).map(Timestamp::new_utc),
        standards,
        ident: Smart::Auto,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| refusal(&errors))
}

fn refusal(errors: &[SourceDiagnostic]) -> PrintError {
    let messages: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
    PrintError::Typesetting(messages.join("; "))
}
