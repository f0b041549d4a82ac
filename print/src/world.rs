//! The surroundings of Typst: the look of documents, one document's words and pictures, and two fonts. No file system.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

/// Noto Sans (SIL Open Font License 1.1, `print/fonts/OFL.txt`).
const FONTS: [&[u8]; 2] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
];
const TEMPLATE: &str = include_str!("../templates/document.typ");
/// Stands for a character that the fonts lack.
const UNPRINTABLE: char = '\u{fffd}';

/// The parts that all documents share.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let fonts: Vec<_> = FONTS
        .iter()
        .filter_map(|font| Font::new(Bytes::new(*font), 0))
        .collect();
    Shared {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// Replaces the characters of all texts that no font has a glyph for.
pub(crate) fn keep_printable(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) if !text.chars().all(is_printable) => {
            *text = text.chars().filter_map(printable).collect();
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(keep_printable),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(keep_printable),
        _ => {}
    }
}

/// Whether all fonts have a glyph for a character, or it ends a line.
fn is_printable(character: char) -> bool {
    let has_glyph = |font: &Font| font.info().coverage.contains(character as u32);
    character == '\n' || (!character.is_control() && SHARED.fonts.iter().all(has_glyph))
}

/// The character to print for another; nothing for one that is not seen.
fn printable(character: char) -> Option<char> {
    match character {
        _ if is_printable(character) => Some(character),
        '\t' => Some(' '),
        _ if character.is_control() => None,
        _ => Some(UNPRINTABLE),
    }
}

/// The surroundings of one document.
pub(crate) struct PrintWorld {
    main: Source,
    document: Bytes,
    pictures: Vec<Bytes>,
}

impl PrintWorld {
    pub(crate) fn new(document: Vec<u8>, pictures: Vec<Vec<u8>>) -> Self {
        Self {
            main: Source::new(file_id("/document.typ"), TEMPLATE.to_owned()),
            document: Bytes::new(document),
            pictures: pictures.into_iter().map(Bytes::new).collect(),
        }
    }

    /// The picture with a name that this document gave.
    fn picture(&self, name: &str) -> Option<Bytes> {
        let number = name.strip_prefix("/picture-")?.strip_suffix(".jpg")?;
        self.pictures.get(number.parse::<usize>().ok()?).cloned()
    }
}

/// The name of a file as Typst knows it. Names are few and the same for every document.
fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).or_else(|_| VirtualPath::new("document"));
    match path {
        Ok(path) => RootedPath::new(VirtualRoot::Project, path).intern(),
        Err(_) => Source::detached("").id(),
    }
}

impl World for PrintWorld {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHARED.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.main.id() {
            true => Ok(self.main.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.get().vpath().get_with_slash();
        match name {
            "/document.json" => Ok(self.document.clone()),
            _ => self.picture(name).ok_or(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHARED.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
