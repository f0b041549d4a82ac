//! Brotli and gzip beside every file worth it, made once per content and kept in `target/compressed`.

use crate::assets::Asset;
use anyhow::{Result, anyhow};
use brotlic::{BrotliEncoderOptions, CompressorWriter, Quality, WindowSize};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

/// The levels of brotli and gzip.
pub(crate) type Effort = (u32, u32);
/// The compression for phones.
pub(crate) const BEST: Effort = (11, 9);
/// The compression for work on the screens.
pub(crate) const QUICK: Effort = (4, 1);

/// The two compressed forms.
pub(crate) struct Compressed {
    pub(crate) brotli: Vec<u8>,
    pub(crate) gzip: Vec<u8>,
}

/// Images and fonts are compressed already.
pub(crate) fn worth_it(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"].contains(&extension)
}

/// Compresses all files on as many threads as there are cores. The result is by the hash of a file's content.
pub(crate) fn all(cache: &Path, (br, gz): Effort, files: &[&Asset]) -> Result<BTreeMap<String, Compressed>> {
    fs::create_dir_all(cache)?;
    let compressed = files.par_iter().map(|Asset { hash, bytes, .. }| {
        let compressed = Compressed {
            brotli: cached(cache, &format!("{hash}.{br}c.br"), || brotli(bytes, br))?,
            gzip: cached(cache, &format!("{hash}.{gz}.gz"), || gzip(bytes, gz))?,
        };
        Ok((hash.clone(), compressed))
    });
    compressed.collect()
}

fn cached(cache: &Path, name: &str, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let path = cache.join(name);
    if let Ok(bytes) = fs::read(&path) {
        return Ok(bytes);
    }
    let bytes = make()?;
    // Renamed into place, so that an interrupted build leaves no half file behind.
    let unfinished = cache.join(format!("{name}.{}", std::process::id()));
    fs::write(&unfinished, &bytes)?;
    fs::rename(&unfinished, &path)?;
    Ok(bytes)
}

/// The reference encoder: its port to Rust makes two thousandths more of the same module.
fn brotli(bytes: &[u8], quality: u32) -> Result<Vec<u8>> {
    let encoder = BrotliEncoderOptions::new()
        .quality(Quality::new(u8::try_from(quality)?)?)
        .window_size(WindowSize::new(22)?)
        // One that knows how much comes cuts it into better blocks.
        .size_hint(u32::try_from(bytes.len())?)
        .build()?;
    let mut writer = CompressorWriter::with_encoder(encoder, Vec::new());
    writer.write_all(bytes)?;
    writer.into_inner().map_err(|error| anyhow!("{error}"))
}

fn gzip(bytes: &[u8], level: u32) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_unpacks() {
        let text = "Nabokonflikt i opgangen. ".repeat(200);
        let (mut from_brotli, mut from_gzip) = (String::new(), String::new());
        let packed = brotli(text.as_bytes(), 11).unwrap();
        brotli::Decompressor::new(packed.as_slice(), 4096)
            .read_to_string(&mut from_brotli)
            .unwrap();
        let packed = gzip(text.as_bytes(), 9).unwrap();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_string(&mut from_gzip)
            .unwrap();
        assert_eq!((&from_brotli, &from_gzip), (&text, &text));
    }

    #[test]
    fn images_are_left_alone() {
        assert!(worth_it("assets/app-0123.wasm"));
        assert!(!worth_it("icon-192.png"));
        assert!(!worth_it("inter.woff2"));
    }
}
