//! Brotli and gzip beside every file worth it, made once per content and kept in `target/compressed`.

use anyhow::{Context, Result};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How hard to try.
#[derive(Clone, Copy)]
pub(crate) enum Effort {
    /// The compression for phones: brotli 11.
    Best,
    /// The compression for work on the screens.
    Quick,
}

impl Effort {
    fn brotli(self) -> u32 {
        match self {
            Self::Best => 11,
            Self::Quick => 4,
        }
    }

    fn gzip(self) -> u32 {
        match self {
            Self::Best => 9,
            Self::Quick => 1,
        }
    }
}

/// Something to compress: its content hash and its bytes.
pub(crate) struct Input<'a> {
    pub(crate) hash: &'a str,
    pub(crate) bytes: &'a [u8],
}

/// The two compressed forms.
#[derive(Clone)]
pub(crate) struct Compressed {
    pub(crate) brotli: Vec<u8>,
    pub(crate) gzip: Vec<u8>,
}

/// Images and fonts are compressed already.
pub(crate) fn worth_it(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"].contains(&extension)
}

/// Compresses all inputs, in their order, on as many threads as there are cores.
pub(crate) fn all(cache: &Path, effort: Effort, inputs: &[Input<'_>]) -> Result<Vec<Compressed>> {
    fs::create_dir_all(cache)?;
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<Compressed>)>> = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, input)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    inputs.get(index).map(|input| (index, input))
                } {
                    let result = one(cache, effort, input);
                    if let Ok(mut done) = done.lock() {
                        done.push((index, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().ok().context("a compressing thread panicked")?;
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn one(cache: &Path, effort: Effort, input: &Input<'_>) -> Result<Compressed> {
    Ok(Compressed {
        brotli: cached(cache, &format!("{}.{}.br", input.hash, effort.brotli()), || {
            brotli(input.bytes, effort.brotli())
        })?,
        gzip: cached(cache, &format!("{}.{}.gz", input.hash, effort.gzip()), || {
            gzip(input.bytes, effort.gzip())
        })?,
    })
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

fn brotli(bytes: &[u8], quality: u32) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, 22);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
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
        let mut unpacked = Vec::new();
        let packed = brotli(text.as_bytes(), 11).unwrap();
        brotli::Decompressor::new(packed.as_slice(), 4096)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text.as_bytes());
        unpacked.clear();
        let packed = gzip(text.as_bytes(), 9).unwrap();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text.as_bytes());
    }

    #[test]
    fn images_are_left_alone() {
        assert!(worth_it("assets/app-0123.wasm"));
        assert!(!worth_it("icon-192.png"));
        assert!(!worth_it("inter.woff2"));
    }
}
