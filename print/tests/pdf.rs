//! The PDF of a document, taken apart: its words, its tags, and that words of people stay words.

use std::io::Read as _;

use feltbog_print::{Block, Column, PrintedDocument};

/// A document with every kind of part.
fn document(words: &str) -> PrintedDocument {
    PrintedDocument {
        language: "da".into(),
        title: "Påmindelse".into(),
        author: "Boligforeningen Lærkeby".into(),
        sender: vec![
            "Boligforeningen Lærkeby".into(),
            "Lærkevej 1".into(),
            "8000 Aarhus C".into(),
        ],
        recipient: vec![
            "Åse Sørensen".into(),
            "Birkevej 4, 2. tv.".into(),
            "8000 Aarhus C".into(),
        ],
        date: "26. november 2026".into(),
        footer: "Sag 26-114".into(),
        page_word: "Side".into(),
        of_word: "af".into(),
        made_at: (2026, 11, 26, 12, 0, 0),
        blocks: vec![
            Block::Heading {
                level: 1,
                text: "Påmindelse".into(),
            },
            Block::Paragraph { text: words.into() },
            Block::Notice {
                text: "Svar senest 10. december.".into(),
            },
            Block::Heading {
                level: 2,
                text: "Det lægger vi til grund".into(),
            },
            Block::Points {
                texts: vec![words.into(), "Anden gang".into()],
            },
            Block::Facts {
                pairs: vec![
                    ("Sag".into(), words.into()),
                    ("Afdeling".into(), "Birkevang".into()),
                ],
            },
            Block::Table {
                columns: vec![
                    Column {
                        title: "Dato".into(),
                        width: 1,
                    },
                    Column {
                        title: "Hændelse".into(),
                        width: 3,
                    },
                ],
                rows: vec![
                    vec!["1. maj".into(), words.into()],
                    vec!["2. maj".into(), "Høj musik".into()],
                ],
            },
            Block::Picture {
                jpeg: picture(),
                text: "Opgangen efter festen".into(),
                caption: "Billede 1".into(),
                path: String::new(),
            },
            Block::Small { text: words.into() },
            Block::Signatures {
                labels: vec!["Beboer".into(), "Boligforeningen".into()],
            },
        ],
    }
}

/// A grey JPEG of 8 × 8 pixels.
fn picture() -> Vec<u8> {
    let pixels = image::GrayImage::from_pixel(8, 8, image::Luma([120]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("a picture");
    bytes.into_inner()
}

/// The file with all its streams unpacked, as text.
fn unpacked(pdf: &[u8]) -> String {
    let mut all = String::from_utf8_lossy(pdf).into_owned();
    let starts = pdf.windows(7).enumerate().filter(|(_, part)| part == b"stream\n");
    for (start, _) in starts {
        let mut stream = Vec::new();
        let mut decoder = flate2::read::ZlibDecoder::new(&pdf[start + 7..]);
        if decoder.read_to_end(&mut stream).is_ok() || !stream.is_empty() {
            all.push_str(&String::from_utf8_lossy(&stream));
        }
    }
    all
}

#[test]
fn a_document_is_tagged_named_and_in_its_language() {
    let pdf = document("Høj musik kl. 23.10").to_pdf().expect("a document");
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let unpacked = unpacked(&pdf);
    for part in [
        "/Lang(da)",
        "/MarkInfo",
        "/StructTreeRoot",
        "pdfuaid:part",
        "/H1",
        "/H2",
        "/TH",
        "/LBody",
        "/Figure",
        "/Alt",
    ] {
        let part_with_space = part.replace('(', " (");
        assert!(
            unpacked.contains(part) || unpacked.contains(&part_with_space),
            "{part} is lacking"
        );
    }
    if let Some(path) = std::env::var_os("FELTBOG_PRINT_SAMPLE") {
        std::fs::write(path, &pdf).expect("the sample is written");
    }
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    let document = document("Høj musik");
    assert_eq!(
        document.to_pdf().expect("a document"),
        document.to_pdf().expect("a document")
    );
}

#[test]
fn words_of_people_are_never_markup() {
    let plain = document("x").to_pdf().expect("a document").len();
    for hostile in [
        "#panic(\"no\")",
        "#read(\"/etc/passwd\") #include \"/document.typ\" #image(\"/picture-0.jpg\")",
        "= Heading\n- list\n+ list\n/ term: x\n#set page(fill: red)\n$ x^2 $ `raw` ```raw``` *bold* _it_",
        "] } ) \" \\ \\u{0} \\n <label> @label https://example.org // comment /* comment",
        "\u{0}\u{7}\u{200e}\u{202e}\u{fffe}emoji 😀 and العربية and 漢字\ttab",
        "~ -- --- ... ' \" ’ \u{ad}",
        "",
        "\n\n\n",
    ] {
        let pdf = document(hostile)
            .to_pdf()
            .unwrap_or_else(|error| panic!("{hostile:?}: {error}"));
        assert!(pdf.len() < plain + 40_000, "{hostile:?}");
    }
    // Two words that are markup where Typst reads them would lose their signs.
    let marked = pdf_text(&document("*fed* _skrå_ #let x = 1").to_pdf().expect("a document"));
    assert!(marked.contains("*fed*_skrå_#letx=1"), "{marked}");
}

/// The words of a PDF without blanks, by poppler's `pdftotext`.
fn pdf_text(pdf: &[u8]) -> String {
    use std::io::Write as _;
    let mut child = std::process::Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("pdftotext of poppler-utils is there");
    let mut input = child.stdin.take().expect("an input");
    let pdf = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&pdf));
    let output = child.wait_with_output().expect("an output");
    writer.join().expect("a thread").expect("it is written");
    String::from_utf8_lossy(&output.stdout)
        .split_whitespace()
        .collect()
}

#[test]
fn headings_that_leave_out_a_level_are_refused() {
    let mut odd = document("x");
    odd.blocks.insert(
        1,
        Block::Heading {
            level: 3,
            text: "For dybt".into(),
        },
    );
    assert!(odd.to_pdf().is_err());
}

#[test]
fn a_picture_that_cannot_be_read_is_refused() {
    let mut odd = document("x");
    for block in &mut odd.blocks {
        if let Block::Picture { jpeg, .. } = block {
            *jpeg = b"no picture".to_vec();
        }
    }
    assert!(odd.to_pdf().is_err());
}
