//! Small pictures of places, drawn by the demo itself: a sky, what grows, and what is there to be seen. Nobody and
//! nothing that belongs to anybody is in them.

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
/// The number of different pictures of green places: each meadow in flower and after the cut.
pub(super) const COUNT: usize = 2 * MEADOWS.len();
/// The picture of a cellar without light.
pub(super) const CELLAR: usize = COUNT;
/// The picture of a path in the evening.
pub(super) const PATH: usize = COUNT + 1;
/// The number of all pictures.
const NUMBER: usize = COUNT + 2;

static ALL: LazyLock<Vec<ImageResult<Vec<u8>>>> = LazyLock::new(|| (0..NUMBER).map(draw).collect());

/// The picture with a number, as a phone sends it.
pub(super) fn of(number: usize) -> Result<Vec<u8>, Error> {
    match &ALL[number % NUMBER] {
        Ok(bytes) => Ok(bytes.clone()),
        Err(error) => Err(Error::Fault(format!("a demo picture: {error}"))),
    }
}

fn draw(number: usize) -> ImageResult<Vec<u8>> {
    let picture = match number {
        CELLAR | PATH => dark(number),
        _ => meadow(number),
    };
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

/// Walls that lead to a dark end, or a path that is lighter than what lies beside it.
fn dark(number: usize) -> RgbImage {
    let mut rng = Rng::with_seed(number as u64);
    let (width, height) = SIZE;
    RgbImage::from_fn(width, height, |x, y| {
        let (aside, ahead) = (x.abs_diff(width / 2), y.abs_diff(HORIZON));
        let light = match number {
            CELLAR => aside.max(ahead) / 2,
            _ if y > HORIZON && aside < ahead => 70,
            _ => 24,
        };
        let light = light as u8 + rng.u8(..12);
        Rgb([light, light, light + 16])
    })
}

fn meadow(number: usize) -> RgbImage {
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
    picture
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use image::ImageReader;

    use super::*;

    #[test]
    fn every_picture_is_another_and_can_be_shown() {
        let all: BTreeSet<_> = (0..NUMBER).map(|number| of(number).unwrap()).collect();
        assert_eq!(all.len(), NUMBER);
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
