//! Small pictures of green places, drawn by the demo itself: a sky, what grows, and what is there to be seen. Nobody
//! and nothing that belongs to anybody is in them.

use std::sync::LazyLock;

use fastrand::Rng;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageResult, Rgb, RgbImage};

use crate::error::Error;

/// Their width and height, in pixels.
const SIZE: (u32, u32) = (240, 180);
/// The row where the sky ends.
const HORIZON: u32 = 60;
/// Their JPEG quality, of a hundred.
const QUALITY: u8 = 70;
/// The plants, and the colour of their flowers.
const MEADOWS: [([u8; 3], [u8; 3]); 3] = [
    ([88, 132, 60], [238, 226, 240]),
    ([120, 140, 66], [222, 92, 120]),
    ([150, 142, 78], [247, 205, 70]),
];
/// The number of different pictures: each meadow in flower and after the cut.
pub(super) const COUNT: usize = 2 * MEADOWS.len();

static ALL: LazyLock<Vec<ImageResult<Vec<u8>>>> = LazyLock::new(|| (0..COUNT).map(draw).collect());

/// The picture with a number, as a phone sends it.
pub(super) fn of(number: usize) -> Result<Vec<u8>, Error> {
    match &ALL[number % COUNT] {
        Ok(bytes) => Ok(bytes.clone()),
        Err(error) => Err(Error::Fault(format!("a demo picture: {error}"))),
    }
}

fn draw(number: usize) -> ImageResult<Vec<u8>> {
    let mut rng = Rng::with_seed(number as u64);
    let (green, flower) = MEADOWS[number % MEADOWS.len()];
    let is_cut = number >= MEADOWS.len();
    let (width, height) = SIZE;
    let mut picture = RgbImage::from_fn(width, height, |x, y| {
        if y < HORIZON {
            let light = (y * 60 / HORIZON) as u8;
            return Rgb([140 + light, 180 + light / 2, 225]);
        }
        // Cut grass lies in rows towards the onlooker.
        let row = if is_cut && ((x + (y - HORIZON) / 3) / 14).is_multiple_of(2) {
            34
        } else {
            0
        };
        let near = ((y - HORIZON) / 4) as u8;
        Rgb(green.map(|part| part.saturating_sub(near).saturating_add(row + rng.u8(..22))))
    });
    let flowers = if is_cut { 12 } else { 320 };
    for _ in 0..flowers {
        let (x, y) = (rng.u32(2..width - 2), rng.u32(HORIZON + 4..height - 2));
        let reach = (y - HORIZON) / 60;
        for (x, y) in (x - reach..=x + reach).flat_map(|x| (y - reach..=y + reach).map(move |y| (x, y))) {
            if x < width && y < height {
                picture.put_pixel(x, y, Rgb(flower));
            }
        }
    }
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use image::ImageReader;

    use super::*;

    #[test]
    fn every_picture_is_another_and_can_be_shown() {
        let all: BTreeSet<_> = (0..COUNT).map(|number| of(number).unwrap()).collect();
        assert_eq!(all.len(), COUNT);
        for bytes in &all {
            let picture = ImageReader::new(std::io::Cursor::new(bytes))
                .with_guessed_format()
                .unwrap()
                .decode()
                .unwrap();
            assert_eq!((picture.width(), picture.height()), SIZE);
            assert!(bytes.len() < 60_000, "{}", bytes.len());
        }
    }
}
