//! The sheet of a map that is drawn on: which part of the ground it shows, how large, and the tiles behind it.

use core::f64::consts::PI;

use feltbog_shared::model::outline::{Corner, Ground, Outline};

use super::area_drawing::DRAWN_OFF;
use super::map::{Spot, WIDTH};

/// Height of the sheet.
pub const HEIGHT: i64 = 2_200;
/// The share of the sheet that what is shown fills at most.
const FILL: f64 = 0.8;
/// The smallest and largest number of units of the sheet for a metre.
const SCALES: (f64, f64) = (0.02, 400.0);
/// The smallest extent of what is shown at first, in metres.
const LEAST_METRES: f64 = 20.0;
/// Units of the sheet that a tile takes at least: some 256 pixels of a screen.
const TILE_UNITS: f64 = 700.0;
/// Most tiles of a sheet.
const TILES: i64 = 80;
/// The northernmost latitude of Web Mercator.
const MERCATOR_LATITUDE: f64 = 85.0;

/// The part of the ground on the sheet: north up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapSheet {
    middle: Corner,
    /// Units of the sheet for a metre.
    scale: f64,
}

/// A tile of the background: its name at a service, and its place on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapTile {
    /// Zoom, column and row.
    pub name: (u8, u32, u32),
    /// The upper left corner.
    pub spot: Spot,
    /// Width and height.
    pub size: (i64, i64),
}

impl MapSheet {
    /// The sheet that shows all of these outlines; nothing when there is no corner.
    pub fn around<'a>(outlines: impl Iterator<Item = &'a Outline> + Clone) -> Option<Self> {
        let corners = || outlines.clone().flat_map(|outline| &outline.0);
        let ground = Ground::around(*corners().next()?);
        let (mut west, mut south, mut east, mut north) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for corner in corners() {
            let (x, y) = ground.metres(corner);
            (west, east) = (west.min(x), east.max(x));
            (south, north) = (south.min(y), north.max(y));
        }
        let (wide, high) = ((east - west).max(LEAST_METRES), (north - south).max(LEAST_METRES));
        let scale = (WIDTH as f64 * FILL / wide).min(HEIGHT as f64 * FILL / high);
        Some(Self {
            middle: ground.corner(((west + east) / 2.0, (south + north) / 2.0), DRAWN_OFF),
            scale: scale.clamp(SCALES.0, SCALES.1),
        })
    }

    /// The place of a corner on the sheet.
    pub fn spot(&self, corner: &Corner) -> Spot {
        let (x, y) = Ground::around(self.middle).metres(corner);
        (
            WIDTH / 2 + (x * self.scale).round() as i64,
            HEIGHT / 2 - (y * self.scale).round() as i64,
        )
    }

    /// The places of the corners of an outline.
    pub fn spots(&self, outline: &Outline) -> Vec<Spot> {
        outline.0.iter().map(|corner| self.spot(corner)).collect()
    }

    /// The corner at a place of the sheet.
    pub fn corner(&self, (x, y): Spot) -> Corner {
        let east = (x - WIDTH / 2) as f64 / self.scale;
        let north = (HEIGHT / 2 - y) as f64 / self.scale;
        Ground::around(self.middle).corner((east, north), DRAWN_OFF)
    }

    /// The sheet so many times as large, around its middle.
    #[must_use]
    pub fn zoomed(self, factor: f64) -> Self {
        let scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        Self { scale, ..self }
    }

    /// The sheet moved by so many of its widths east and heights north.
    #[must_use]
    pub fn moved(self, (east, north): (f64, f64)) -> Self {
        let by = (
            east * WIDTH as f64 / self.scale,
            north * HEIGHT as f64 / self.scale,
        );
        let middle = Ground::around(self.middle).corner(by, DRAWN_OFF);
        // The poles, and the side of the globe where days begin, have no areas.
        let (north, east) = middle.degrees();
        match north.abs() <= 85.0 && east.abs() <= 180.0 {
            true => Self { middle, ..self },
            false => self,
        }
    }

    /// The length of the longest of 1, 2, 5, 10, 20, … metres that takes a third of the sheet at most, in units, and the
    /// metres.
    pub fn bar(&self) -> (i64, i64) {
        let mut metres = 1;
        let mut factor = 1;
        while factor <= 100_000 {
            for digit in [1, 2, 5] {
                if (digit * factor) as f64 * self.scale <= WIDTH as f64 / 3.0 {
                    metres = digit * factor;
                }
            }
            factor *= 10;
        }
        ((metres as f64 * self.scale) as i64, metres)
    }

    /// The tiles behind the sheet, at the deepest zoom whose tiles are large enough to be read.
    pub fn tiles(&self, deepest: u8) -> Vec<MapTile> {
        let (latitude, _) = self.middle.degrees();
        let equator = 40_075_016.686;
        let round_here = equator * latitude.to_radians().cos() * self.scale;
        let wanted = (round_here / TILE_UNITS).max(1.0).log2().floor();
        let zoom = (wanted as i64).clamp(0, i64::from(deepest)) as u8;
        let (north_west, south_east) = (self.corner((0, 0)), self.corner((WIDTH, HEIGHT)));
        let count = f64::from(1_u32 << zoom.min(30));
        let last = count as i64 - 1;
        let column = |corner: &Corner| ((corner.degrees().1 + 180.0) / 360.0 * count).floor() as i64;
        let row = |corner: &Corner| (mercator(corner.degrees().0) * count).floor() as i64;
        let columns = column(&north_west).max(0)..=column(&south_east).min(last);
        let rows = row(&north_west).max(0)..=row(&south_east).min(last);
        let mut tiles = Vec::new();
        for y in rows {
            for x in columns.clone() {
                if tiles.len() as i64 >= TILES {
                    return tiles;
                }
                let corner = |x: i64, y: i64| {
                    let longitude = x as f64 / count * 360.0 - 180.0;
                    Corner::new(latitude_of(y as f64 / count), longitude.min(180.0), DRAWN_OFF)
                };
                let (from, to) = (self.spot(&corner(x, y)), self.spot(&corner(x + 1, y + 1)));
                let (Ok(column), Ok(row)) = (u32::try_from(x), u32::try_from(y)) else {
                    continue;
                };
                tiles.push(MapTile {
                    name: (zoom, column, row),
                    spot: from,
                    size: (to.0 - from.0, to.1 - from.1),
                });
            }
        }
        tiles
    }
}

/// The share of the world's square in Web Mercator that lies north of a latitude.
fn mercator(latitude: f64) -> f64 {
    let angle = latitude.clamp(-MERCATOR_LATITUDE, MERCATOR_LATITUDE).to_radians();
    (1.0 - (angle.tan() + 1.0 / angle.cos()).ln() / PI) / 2.0
}

/// The latitude with this share of the world's square north of it.
fn latitude_of(share: f64) -> f64 {
    let angle = (PI * (1.0 - 2.0 * share)).sinh().atan();
    angle.to_degrees().clamp(-MERCATOR_LATITUDE, MERCATOR_LATITUDE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(metres: f64) -> Outline {
        let ground = Ground::around(Corner::new(55.676_098, 12.568_337, 1.0));
        let flat = [(0.0, 0.0), (metres, 0.0), (metres, metres), (0.0, metres)];
        Outline(flat.iter().map(|at| ground.corner(*at, 1.0)).collect())
    }

    #[test]
    fn a_place_on_the_sheet_is_the_corner_it_shows() {
        for metres in [5.0, 80.0, 900.0] {
            let area = square(metres);
            let sheet = MapSheet::around([&area].into_iter()).unwrap();
            for sheet in [
                sheet,
                sheet.zoomed(2.0),
                sheet.moved((0.2, -0.1)),
                sheet.zoomed(1e9),
            ] {
                for corner in &area.0 {
                    let back = sheet.corner(sheet.spot(corner));
                    let off = feltbog_shared::model::outline::distance(&back, corner);
                    assert!(off < 1.0, "{metres}: {off}");
                }
            }
            for (x, y) in sheet.spots(&area) {
                assert!((0..=WIDTH).contains(&x) && (0..=HEIGHT).contains(&y), "{x} {y}");
            }
            let spots = sheet.spots(&area);
            assert!(spots[2].1 < spots[0].1 && spots[1].0 > spots[0].0, "north is up");
            let (length, shown) = sheet.bar();
            assert!(length > 0 && length <= WIDTH / 3 && shown > 0);
        }
        assert!(MapSheet::around([].into_iter()).is_none());
    }

    #[test]
    fn tiles_cover_the_sheet_and_show_their_ground() {
        let area = square(150.0);
        let sheet = MapSheet::around([&area].into_iter()).unwrap();
        for (sheet, deepest) in [(sheet, 19), (sheet, 15), (sheet.zoomed(0.01), 19)] {
            let tiles = sheet.tiles(deepest);
            assert!(!tiles.is_empty() && tiles.len() <= 40, "{}", tiles.len());
            let (west, north) = (
                tiles.iter().map(|tile| tile.spot.0).min().unwrap(),
                tiles.iter().map(|tile| tile.spot.1).min().unwrap(),
            );
            let east = tiles.iter().map(|tile| tile.spot.0 + tile.size.0).max().unwrap();
            let south = tiles.iter().map(|tile| tile.spot.1 + tile.size.1).max().unwrap();
            assert!(west <= 0 && north <= 0 && east >= WIDTH - 2 && south >= HEIGHT - 2);
            for tile in &tiles {
                assert!(tile.name.0 <= deepest && tile.size.0 > 0 && tile.size.1 > 0);
            }
        }
        // The tile of the town hall square of Copenhagen, by the definition of the scheme.
        let tile = sheet.tiles(12)[0];
        assert_eq!(tile.name, (12, 2190, 1281));
    }
}
