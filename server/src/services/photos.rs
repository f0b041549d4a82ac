//! Pictures: looked at before they are opened, written anew so that nothing but the picture is kept, and shown to who
//! may read the record they belong to.

use std::io::Cursor;
use std::sync::LazyLock;

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::photo::{MOST_PIXELS, PICTURE_KINDS};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, ImageResult};
use tokio::sync::Semaphore;

use crate::error::Error;
use crate::services::access::{SignedIn, department_access};
use crate::services::budget;
use crate::state::App;
use crate::store::{DocumentSummary, NewPhoto};

/// A picture with more is not opened: a phone sends at most [`MOST_PIXELS`] squared, and opening takes several bytes
/// for each.
const MOST_OPENED: u64 = 4_000_000;
/// So many pictures a phone is told of that are not here.
const MOST_LACKING: u32 = 1_000;
/// Quality of the kept picture, of a hundred.
const QUALITY: u8 = 80;
/// So many pictures are open at a time; each takes up to about 40 MB.
static OPEN: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(1));

/// Keeps the picture of a record that this person may write. Sent again, it changes nothing.
///
/// # Errors
/// `NOT_FOUND` when there is no such record or none they may see, `NO_ACCESS` when it is not theirs to write, `TOO_LARGE` and
/// `UnreadablePicture` for a picture that is not kept.
pub async fn keep(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    document: DocumentId,
    sent: Vec<u8>,
) -> Result<(), Error> {
    let access = department_access(app, who.person, department).await?;
    let summaries = app.store.summaries(&[document]).await?;
    let (kind, owner) = match summaries.get(&document) {
        Some(DocumentSummary::Live {
            department: its,
            kind,
            owner,
            ..
        }) if *its == department && kind.is_picture() => (*kind, *owner),
        _ => return Err(Error::NOT_FOUND),
    };
    let collection = kind.collection();
    if !access.permission.may_update(collection, owner, document) {
        let is_known = access.permission.may_read(collection, owner, document);
        return Err(if is_known {
            Error::NO_ACCESS
        } else {
            Error::NOT_FOUND
        });
    }
    if app.store.has_photo(department, document).await? {
        return Ok(());
    }
    let size = sent.len() as u64;
    app.stored
        .check(&app.config.quota, department, who.person, size)?;
    app.budgets.spend(who, budget::PICTURE, app.clock.now())?;
    let permit = OPEN.acquire().await.map_err(|_| Error::BUSY)?;
    let written = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        written_anew(&sent)
    });
    // A picture that makes the decoder panic is one that cannot be read.
    let bytes = written.await.unwrap_or(Err(Unkept::Unreadable))?;
    let photo = NewPhoto {
        department,
        document,
        device: who.device,
        received_at: app.clock.now(),
        bytes,
    };
    let size = photo.bytes.len() as u64;
    if app.store.keep_photo(&photo).await? {
        app.stored.add(department, who.person, size);
        Ok(())
    } else {
        Err(Error::NOT_FOUND)
    }
}

/// The picture of a record that this person may read.
///
/// # Errors
/// `NOT_FOUND` when there is none, or none they may see.
pub async fn read(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    document: DocumentId,
) -> Result<Vec<u8>, Error> {
    let access = department_access(app, who.person, department).await?;
    let record = app.store.record(department, document, &access.readable).await?;
    if record.is_none() {
        return Err(Error::NOT_FOUND);
    }
    app.store
        .photo(department, document)
        .await?
        .ok_or(Error::NOT_FOUND)
}

/// The department's records of pictures that have none here and that this person may give one: those a database lost
/// that was restored, those that are still on a phone. The newest of each kind, at most [`MOST_LACKING`].
///
/// # Errors
/// `NO_ACCESS` when the department is not theirs.
pub async fn missing_pictures(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
) -> Result<Vec<DocumentId>, Error> {
    let access = department_access(app, who.person, department).await?;
    let mut all = Vec::new();
    for kind in PICTURE_KINDS {
        let lacking = app.store.photos_lacking(department, kind, MOST_LACKING).await?;
        let theirs = lacking
            .into_iter()
            .filter(|(document, owner)| access.permission.may_update(kind.collection(), *owner, *document));
        all.extend(theirs.map(|(document, _)| document));
    }
    Ok(all)
}

/// Why a picture is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unkept {
    Unreadable,
    TooLarge,
}

impl From<Unkept> for Error {
    fn from(unkept: Unkept) -> Self {
        match unkept {
            Unkept::Unreadable => Self::UnreadablePicture,
            Unkept::TooLarge => Self::TOO_LARGE,
        }
    }
}

/// The picture as the server writes it itself: without anything that came along in the file, and no larger than a
/// screen shows.
fn written_anew(sent: &[u8]) -> Result<Vec<u8>, Unkept> {
    let (width, height) = reader(sent).into_dimensions().map_err(|_| Unkept::Unreadable)?;
    if u64::from(width) * u64::from(height) > MOST_OPENED {
        return Err(Unkept::TooLarge);
    }
    let opened = reader(sent).decode().map_err(|_| Unkept::Unreadable)?;
    let opened = if width.max(height) > MOST_PIXELS {
        opened.thumbnail(MOST_PIXELS, MOST_PIXELS)
    } else {
        opened
    };
    jpeg(&opened).map_err(|_| Unkept::Unreadable)
}

fn reader(sent: &[u8]) -> ImageReader<Cursor<&[u8]>> {
    ImageReader::with_format(Cursor::new(sent), ImageFormat::Jpeg)
}

fn jpeg(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    picture
        .to_rgb8()
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::RgbImage;

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let pixels = RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]));
        jpeg(&DynamicImage::ImageRgb8(pixels)).expect("a picture")
    }

    fn with_exif(mut bytes: Vec<u8>) -> Vec<u8> {
        // Behind the start of the file: a segment APP1 as cameras write it, with a place in it.
        let mut exif = vec![0xff, 0xe1, 0, 22];
        exif.extend(b"Exif\0\0GPS 55.6761 N.");
        exif.truncate(2 + 22);
        bytes.splice(2..2, exif);
        bytes
    }

    #[test]
    fn what_came_along_in_the_file_goes() {
        let sent = with_exif(picture(60, 40));
        assert!(sent.windows(4).any(|part| part == b"Exif"));
        let kept = written_anew(&sent).expect("it can be read");
        assert!(!kept.windows(4).any(|part| part == b"Exif"));
        let shown = reader(&kept).into_dimensions().expect("it can be shown");
        assert_eq!(shown, (60, 40));
    }

    #[test]
    fn a_large_picture_is_made_smaller_and_a_huge_one_is_not_opened() {
        let kept = written_anew(&picture(2_000, 1_000)).expect("it can be read");
        assert_eq!(reader(&kept).into_dimensions().expect("a picture"), (1_600, 800));
        // Only its head says how large it is: 60,000 pixels each way.
        let mut huge = picture(16, 16);
        let head = huge
            .windows(2)
            .position(|mark| mark == [0xff, 0xc0])
            .expect("a frame");
        huge[head + 5..head + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
        assert_eq!(written_anew(&huge), Err(Unkept::TooLarge));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for sent in [&b""[..], b"GIF89a", b"<html>", &picture(60, 40)[..30]] {
            assert_eq!(written_anew(sent), Err(Unkept::Unreadable));
        }
    }
}
