//! From named files to what a browser is served: content hashes in the names, and references that follow them.
//!
//! Pure: everything comes in as bytes and goes out as bytes. `{{asset:NAME}}` in a text file becomes the path NAME is
//! served at. Since that path holds NAME's hash, files are finished in the order they refer to each other.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Served at fixed paths: the browser asks for them by name, and they are never cached for long.
const SCRIPT_OF_SHELL: &str = "sw.js";
const START_PAGE: &str = "index.html";
const OFFICE_PAGE: &str = "office.html";
/// The beginning of the names of files that the office alone loads.
const OFFICE: &str = "office";
/// Holds the version; the server's build script watches it.
pub(crate) const VERSION_FILE: &str = "version.txt";

/// A file before its references are filled in.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Text(String),
    Binary(Vec<u8>),
}

/// A finished file.
#[derive(Debug)]
pub(crate) struct Asset {
    /// The name in other files: `app.js`.
    pub(crate) name: String,
    /// The path under which it is served, without the leading slash: `assets/app-0a1b2c3d4e5f.js`. A page is served
    /// under its name.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    /// SHA-256 of `bytes`, in hexadecimal.
    pub(crate) hash: String,
    /// The names it refers to itself.
    references: BTreeSet<String>,
}

impl Asset {
    fn page(name: &str, bytes: Vec<u8>, references: BTreeSet<String>) -> Self {
        Self {
            name: name.to_owned(),
            path: name.to_owned(),
            hash: hash(&bytes),
            bytes,
            references,
        }
    }
}

/// Everything the server embeds.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) files: Vec<Asset>,
    /// Hash over everything a phone may load.
    pub(crate) version: String,
    precache: BTreeSet<String>,
}

impl Bundle {
    /// Names `assets` by their hashes, and fills in references in them and in `roots` (pages and files served at
    /// fixed paths, of which `index.html` and `sw.js` are two).
    pub(crate) fn build(roots: &BTreeMap<String, Source>, assets: &BTreeMap<String, Source>) -> Result<Self> {
        let mut resolver = Resolver {
            sources: assets,
            finished: BTreeMap::new(),
            underway: Vec::new(),
        };
        for name in assets.keys() {
            resolver.finish(name)?;
        }
        let mut pages = Vec::new();
        for (name, source) in roots {
            let filled = resolver.fill(source);
            let (bytes, references) = filled.with_context(|| format!("in client/public/{name}"))?;
            pages.push(Asset::page(name, bytes, references));
        }
        let assets: Vec<Asset> = resolver.finished.into_values().collect();
        let digest = |counts: fn(&Asset) -> bool| {
            let mut digest = Sha256::new();
            for file in assets.iter().chain(&pages).filter(|file| counts(file)) {
                digest.update(format!("{} {}\n", file.path, file.hash));
            }
            hex(&digest.finalize())[..16].to_owned()
        };
        // A change of the office is no new version of the phone's app.
        let version = digest(|file| !file.name.starts_with(OFFICE));
        let everything = digest(|_| true);
        let precache = precache(&assets, &pages);
        let kept = assets.iter().filter(|asset| precache.contains(&asset.name));
        let mut paths = vec!["/".to_owned()];
        paths.extend(kept.map(|asset| format!("/{}", asset.path)));
        let paths = serde_json::to_string(&paths)?;

        let mut files = Vec::new();
        for Asset {
            name,
            bytes,
            references,
            ..
        } in pages
        {
            let mut text = String::from_utf8(bytes)?.replace("{{version}}", &version);
            if name == SCRIPT_OF_SHELL {
                text = text.replace("{{precache}}", &paths);
            }
            reject_leftovers(&text).with_context(|| format!("in client/public/{name}"))?;
            files.push(Asset::page(&name, text.into_bytes(), references));
        }
        files.extend(assets);
        let line = format!("{version}\n{everything}\n").into_bytes();
        files.push(Asset::page(VERSION_FILE, line, BTreeSet::new()));
        Ok(Self {
            files,
            version,
            precache,
        })
    }

    pub(crate) fn file(&self, name: &str) -> Option<&Asset> {
        self.files.iter().find(|file| file.name == name)
    }

    /// The assets that the service worker fetches before the app works offline: the start page and its assets.
    pub(crate) fn precached(&self) -> impl Iterator<Item = &Asset> {
        let is_kept = |file: &&Asset| file.name == START_PAGE || self.precache.contains(&file.name);
        self.files.iter().filter(is_kept)
    }

    /// The assets that are loaded when somebody opens the app for the first time: all that is precached, except the
    /// chunks that come after the first screen.
    pub(crate) fn first_loaded(&self) -> impl Iterator<Item = &Asset> {
        self.precached().filter(|file| !is_chunk(&file.name))
    }

    /// The assets that the first screen waits for: the start page and all it refers to, except the engine, which starts
    /// beside, and the chunks, which come later.
    pub(crate) fn needed_to_paint(&self) -> Vec<&Asset> {
        self.needed_by(START_PAGE)
    }

    /// The assets that the office's first page waits for. No phone loads them.
    pub(crate) fn needed_by_office(&self) -> Vec<&Asset> {
        self.needed_by(OFFICE_PAGE)
    }

    fn needed_by(&self, page: &str) -> Vec<&Asset> {
        let waits = |file: &Asset| !is_of_engine(&file.name) && !is_chunk(&file.name);
        let start = [page];
        // A page names the manifest, whose icons are for the home screen.
        let follow = |file: &Asset| waits(file) && !file.name.ends_with(".webmanifest");
        let names = reached(&self.files, &start, follow);
        let files = self.files.iter();
        files
            .filter(|file| names.contains(file.name.as_str()) && waits(file))
            .collect()
    }
}

/// The engine and its boot script start beside the first screen, which does not wait for them.
fn is_of_engine(name: &str) -> bool {
    name.starts_with("engine.") || name.starts_with("engine-")
}

/// A part of a module that is loaded later.
fn is_chunk(name: &str) -> bool {
    name.ends_with(".wasm") && name.contains('-')
}

/// The names in `start`, and all that `files` with these names lead to where `follow` says so.
fn reached<'a>(files: &'a [Asset], start: &[&'a str], follow: impl Fn(&Asset) -> bool) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut ahead = start.to_vec();
    while let Some(name) = ahead.pop() {
        if reached.insert(name) {
            let file = files.iter().find(|file| file.name == name && follow(file));
            ahead.extend(file.iter().flat_map(|file| &file.references).map(String::as_str));
        }
    }
    reached
}

/// All assets but those that only other pages than the start page lead to (the office is for those online), and but
/// the pictures for the home screen: whoever installs the app is online, and the system keeps them itself.
fn precache(assets: &[Asset], pages: &[Asset]) -> BTreeSet<String> {
    let is_other_page = |page: &&Asset| page.name.ends_with(".html") && page.name != START_PAGE;
    let (others, of_phone): (Vec<_>, Vec<_>) = pages.iter().partition(is_other_page);
    let reached_from = |pages: &[&'_ Asset]| -> BTreeSet<String> {
        let references = pages.iter().flat_map(|page| &page.references);
        let start: Vec<&str> = references.map(String::as_str).collect();
        reached(assets, &start, |_| true)
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    let (of_others, of_phone) = (reached_from(&others), reached_from(&of_phone));
    let is_icon_of_page = |name: &String| {
        let start = pages.iter().find(|page| page.name == START_PAGE);
        !name.ends_with(".png") && start.is_some_and(|page| page.references.contains(name))
    };
    let is_picture = |name: &str| name.ends_with(".png") || name.starts_with("icons/");
    let names = assets.iter().map(|asset| &asset.name);
    let of_phone = names.filter(|name| of_phone.contains(*name) || !of_others.contains(*name));
    of_phone
        .filter(|name| !is_picture(name) || is_icon_of_page(name))
        .cloned()
        .collect()
}

fn reject_leftovers(text: &str) -> Result<()> {
    for placeholder in ["{{precache}}", "{{version}}", "{{asset"] {
        if text.contains(placeholder) {
            bail!("{placeholder} cannot be filled in here");
        }
    }
    Ok(())
}

struct Resolver<'a> {
    sources: &'a BTreeMap<String, Source>,
    finished: BTreeMap<String, Asset>,
    /// The chain of files being finished, to tell a cycle by.
    underway: Vec<String>,
}

impl Resolver<'_> {
    /// Makes sure `name` is in `finished`, and returns its path.
    fn finish(&mut self, name: &str) -> Result<String> {
        if let Some(asset) = self.finished.get(name) {
            return Ok(asset.path.clone());
        }
        if self.underway.iter().any(|other| other == name) {
            let circle = self.underway.join(" → ");
            bail!("files refer to each other in a circle: {circle} → {name}");
        }
        let Some(source) = self.sources.get(name) else {
            let known: Vec<&str> = self.sources.keys().map(String::as_str).collect();
            bail!("there is no asset {name}; there are {}", known.join(", "));
        };
        self.underway.push(name.to_owned());
        let (bytes, references) = self.fill(source).with_context(|| format!("in asset {name}"))?;
        self.underway.pop();
        if let Source::Text(_) = source {
            reject_leftovers(&String::from_utf8_lossy(&bytes)).with_context(|| format!("in asset {name}"))?;
        }
        let mut asset = Asset::page(name, bytes, references);
        asset.path = hashed_path(name, &asset.hash);
        let path = asset.path.clone();
        self.finished.insert(name.to_owned(), asset);
        Ok(path)
    }

    /// The content with `{{asset:NAME}}` replaced, and the names it held.
    fn fill(&mut self, source: &Source) -> Result<(Vec<u8>, BTreeSet<String>)> {
        let text = match source {
            Source::Binary(bytes) => return Ok((bytes.clone(), BTreeSet::new())),
            Source::Text(text) => text,
        };
        let mut references = BTreeSet::new();
        let mut parts = text.split("{{asset:");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, after) = part.split_once("}}").context("{{asset: without }}")?;
            let path = self.finish(name)?;
            filled.push_str(&format!("/{path}{after}"));
            references.insert(name.to_owned());
        }
        Ok((filled.into_bytes(), references))
    }
}

/// The path of a file with the beginning of its hash before its extension.
fn hashed_path(name: &str, hash: &str) -> String {
    let short = &hash[..12];
    match name.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => format!("assets/{stem}-{short}.{extension}"),
        _ => format!("assets/{name}-{short}"),
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(files: &[(&str, &str)]) -> BTreeMap<String, Source> {
        let named = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Source::Text((*text).to_owned())));
        named.collect()
    }

    fn content<'a>(bundle: &'a Bundle, name: &str) -> &'a str {
        std::str::from_utf8(&bundle.file(name).unwrap().bytes).unwrap()
    }

    #[test]
    fn references_follow_the_hash_of_what_they_name() {
        let roots = named(&[("index.html", "<script src={{asset:boot.js}}>")]);
        let before = named(&[("boot.js", "import '{{asset:app.js}}'"), ("app.js", "1")]);
        let after = named(&[("boot.js", "import '{{asset:app.js}}'"), ("app.js", "2")]);
        let before = Bundle::build(&roots, &before).unwrap();
        let after = Bundle::build(&roots, &after).unwrap();
        assert_eq!(
            content(&before, "boot.js"),
            format!("import '/{}'", before.file("app.js").unwrap().path)
        );
        assert_eq!(
            content(&before, "index.html"),
            format!("<script src=/{}>", before.file("boot.js").unwrap().path)
        );
        assert_ne!(
            before.file("boot.js").unwrap().path,
            after.file("boot.js").unwrap().path
        );
        assert_ne!(before.version, after.version);
    }

    #[test]
    fn folders_stay_in_the_path() {
        assert_eq!(
            hashed_path("icons/add.svg", "0123456789abcdef"),
            "assets/icons/add-0123456789ab.svg"
        );
        assert_eq!(
            hashed_path("app.wasm", "0123456789abcdef"),
            "assets/app-0123456789ab.wasm"
        );
    }

    #[test]
    fn an_unknown_name_fails() {
        let error = Bundle::build(
            &named(&[("index.html", "{{asset:nope.js}}")]),
            &named(&[("app.js", "")]),
        );
        let error = format!("{:#}", error.unwrap_err());
        assert!(
            error.contains("client/public/index.html")
                && error.contains("nope.js")
                && error.contains("app.js"),
            "{error}"
        );
    }

    #[test]
    fn a_circle_fails() {
        let assets = named(&[("a.js", "{{asset:b.js}}"), ("b.js", "{{asset:a.js}}")]);
        let error = format!("{:#}", Bundle::build(&BTreeMap::new(), &assets).unwrap_err());
        assert!(error.contains("a.js → b.js → a.js"), "{error}");
    }

    #[test]
    fn a_placeholder_that_stands_where_it_means_nothing_fails() {
        assert!(Bundle::build(&named(&[("index.html", "{{precache}}")]), &BTreeMap::new()).is_err());
        assert!(Bundle::build(&BTreeMap::new(), &named(&[("app.js", "{{version}}")])).is_err());
    }

    #[test]
    fn the_service_worker_gets_the_phones_files_and_the_version() {
        let roots = named(&[
            ("index.html", "{{asset:app.js}}"),
            ("office.html", "{{asset:office.js}}"),
            ("sw.js", "const V='{{version}}',P={{precache}}"),
        ]);
        let assets = named(&[
            ("app.js", "{{asset:app.wasm}}"),
            ("app.wasm", ""),
            ("office.js", ""),
            ("icon.svg", ""),
        ]);
        let bundle = Bundle::build(&roots, &assets).unwrap();
        let path = |name: &str| format!("\"/{}\"", bundle.file(name).unwrap().path);
        let expected = format!(
            "const V='{}',P=[\"/\",{},{},{}]",
            bundle.version,
            path("app.js"),
            path("app.wasm"),
            path("icon.svg")
        );
        assert_eq!(content(&bundle, "sw.js"), expected);
        // The first line is the phone's version; the second one changes with the office too.
        let versions = |office: &str| {
            let mut assets = assets.clone();
            assets.insert("office.js".to_owned(), Source::Text(office.to_owned()));
            let bundle = Bundle::build(&roots, &assets).unwrap();
            let lines = content(&bundle, "version.txt").lines().map(str::to_owned);
            lines.collect::<Vec<_>>()
        };
        let (before, after) = (versions(""), versions("other"));
        assert_eq!(before[0], bundle.version);
        assert_eq!(after[0], bundle.version);
        assert_ne!(before[1], after[1]);
    }

    #[test]
    fn the_first_screen_does_not_wait_for_the_engine() {
        let roots = named(&[
            (
                "index.html",
                "{{asset:app-boot.js}} {{asset:engine-boot.js}} {{asset:style.css}}",
            ),
            ("sw.js", ""),
        ]);
        let assets = named(&[
            ("app-boot.js", "{{asset:app.wasm}}"),
            ("app.wasm", ""),
            ("engine-boot.js", "{{asset:engine.wasm}}"),
            ("engine.wasm", ""),
            ("style.css", "{{asset:font.woff2}}"),
            ("font.woff2", ""),
            ("icon.png", ""),
        ]);
        let bundle = Bundle::build(&roots, &assets).unwrap();
        let names: Vec<_> = bundle
            .needed_to_paint()
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        assert_eq!(
            names,
            ["index.html", "app-boot.js", "app.wasm", "font.woff2", "style.css"]
        );
        // All but the picture, which is for the home screen.
        assert_eq!(bundle.precached().count(), 7);
    }
}
