//! From named files to what a browser is served: content hashes in the names, and references that follow them.
//!
//! Pure: everything comes in as bytes and goes out as bytes. `{{asset:NAME}}` in a text file becomes the path NAME is
//! served at. Since that path holds NAME's hash, files are finished in the order they refer to each other.

use crate::bindgen::LATER;
use anyhow::{Context, Result, bail};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Served at fixed paths: the browser asks for them by name, and they are never cached for long.
const SCRIPT_OF_SHELL: &str = "sw.js";
const START_PAGE: &str = "index.html";
const OFFICE_PAGE: &str = "office.html";
/// Holds the version; the server's build script watches it.
pub(crate) const VERSION_FILE: &str = "version.txt";

/// A file before its references are filled in.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Text(String),
    Binary(Vec<u8>),
}

/// A finished file.
#[derive(Clone, Debug)]
pub(crate) struct Asset {
    /// The name in other files: `app.js`.
    pub(crate) name: String,
    /// The path under which it is served, without the leading slash: `assets/app-0a1b2c3d4e5f.js`.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    /// SHA-256 of `bytes`, in hexadecimal.
    pub(crate) hash: String,
    /// The names it refers to itself.
    references: BTreeSet<String>,
}

/// Everything the server embeds.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) files: Vec<Asset>,
    /// Hash over everything a phone may load.
    pub(crate) version: String,
    precache: BTreeSet<String>,
}

/// The part of a file a report needs.
#[derive(Debug, Serialize)]
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    pub(crate) path: &'a str,
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
            let (bytes, references) = resolver
                .fill(source)
                .with_context(|| format!("in client/public/{name}"))?;
            pages.push((name, bytes, references));
        }
        let finished = resolver.finished;
        let precache = precache(&finished, &pages);

        let mut digest = Sha256::new();
        for asset in finished.values() {
            digest.update(&asset.path);
            digest.update([0]);
        }
        for (name, bytes, _) in &pages {
            digest.update(name);
            digest.update([0]);
            digest.update(bytes);
        }
        let version = hex(&digest.finalize())[..16].to_owned();

        let mut paths = vec!["/".to_owned()];
        paths.extend(precache.iter().map(|name| format!("/{}", finished[name].path)));
        let paths = serde_json::to_string(&paths)?;

        let mut files = Vec::new();
        for (name, bytes, references) in pages {
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => fill_fixed(name, text, &version, &paths)?.into_bytes(),
                Err(binary) => binary.into_bytes(),
            };
            let hash = hash(&bytes);
            files.push(Asset {
                name: name.clone(),
                path: name.clone(),
                bytes,
                hash,
                references,
            });
        }
        files.extend(finished.into_values());
        let bytes = format!("{version}\n").into_bytes();
        let hash = hash(&bytes);
        let (name, path) = (VERSION_FILE.to_owned(), VERSION_FILE.to_owned());
        files.push(Asset {
            name,
            path,
            bytes,
            hash,
            references: BTreeSet::new(),
        });
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
        self.files
            .iter()
            .filter(|file| file.name == START_PAGE || self.precache.contains(&file.name))
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
        let mut names = BTreeSet::new();
        let mut ahead = vec![page];
        while let Some(name) = ahead.pop() {
            let Some(file) = self.file(name) else { continue };
            if is_of_engine(name) || is_chunk(name) || !names.insert(name) {
                continue;
            }
            // A page names the manifest, whose icons are for the home screen.
            if !name.ends_with(".webmanifest") {
                ahead.extend(file.references.iter().map(String::as_str));
            }
        }
        self.files
            .iter()
            .filter(|file| names.contains(file.name.as_str()))
            .collect()
    }
}

/// The engine and its boot script start beside the first screen, which does not wait for them.
fn is_of_engine(name: &str) -> bool {
    name.starts_with("engine.") || name.starts_with("engine-")
}

/// A part of a module that is loaded later, or a script.
fn is_chunk(name: &str) -> bool {
    (name.ends_with(".wasm") && name.contains('-')) || name.starts_with(LATER)
}

/// All assets but those that only other pages than the start page lead to (the office is for those online), and but
/// the pictures for the home screen: whoever installs the app is online, and the system keeps them itself.
fn precache(
    finished: &BTreeMap<String, Asset>,
    pages: &[(&String, Vec<u8>, BTreeSet<String>)],
) -> BTreeSet<String> {
    let reach = |wanted: &dyn Fn(&str) -> bool| {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&str> = Vec::new();
        for (name, _, references) in pages {
            if wanted(name) {
                ahead.extend(references.iter().map(String::as_str));
            }
        }
        while let Some(name) = ahead.pop() {
            if reached.insert(name.to_owned())
                && let Some(asset) = finished.get(name)
            {
                ahead.extend(asset.references.iter().map(String::as_str));
            }
        }
        reached
    };
    let is_other_page = |name: &str| name.ends_with(".html") && name != START_PAGE;
    let of_phone = reach(&|name| !is_other_page(name));
    let of_others = reach(&is_other_page);
    let is_picture = |name: &str| name.ends_with(".png") || name.starts_with("icons/");
    let on_start_page = |name: &String| {
        let start = pages.iter().find(|(page, ..)| *page == START_PAGE);
        start.is_some_and(|(_, _, references)| references.contains(name))
    };
    finished
        .keys()
        .filter(|name| of_phone.contains(*name) || !of_others.contains(*name))
        .filter(|name| !is_picture(name) || (on_start_page(name) && !name.ends_with(".png")))
        .cloned()
        .collect()
}

fn fill_fixed(name: &str, text: String, version: &str, precache: &str) -> Result<String> {
    let mut text = text.replace("{{version}}", version);
    if name == SCRIPT_OF_SHELL {
        text = text.replace("{{precache}}", precache);
    }
    reject_leftovers(&text).with_context(|| format!("in client/public/{name}"))?;
    Ok(text)
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
    /// Makes sure `name` is in `finished`.
    fn finish(&mut self, name: &str) -> Result<()> {
        if self.finished.contains_key(name) {
            return Ok(());
        }
        if self.underway.iter().any(|other| other == name) {
            bail!(
                "files refer to each other in a circle: {} → {name}",
                self.underway.join(" → ")
            );
        }
        let Some(source) = self.sources.get(name) else {
            let known = self
                .sources
                .keys()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            bail!("there is no asset {name}; there are {known}");
        };
        self.underway.push(name.to_owned());
        let (bytes, references) = self.fill(source).with_context(|| format!("in asset {name}"))?;
        self.underway.pop();
        if let Source::Text(_) = source {
            reject_leftovers(&String::from_utf8_lossy(&bytes)).with_context(|| format!("in asset {name}"))?;
        }
        let hash = hash(&bytes);
        let path = hashed_path(name, &hash);
        self.finished.insert(
            name.to_owned(),
            Asset {
                name: name.to_owned(),
                path,
                bytes,
                hash,
                references,
            },
        );
        Ok(())
    }

    /// The content with `{{asset:NAME}}` replaced, and the names it held.
    fn fill(&mut self, source: &Source) -> Result<(Vec<u8>, BTreeSet<String>)> {
        let text = match source {
            Source::Binary(bytes) => return Ok((bytes.clone(), BTreeSet::new())),
            Source::Text(text) => text,
        };
        let mut references = BTreeSet::new();
        let mut filled = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("{{asset:") {
            let (name, after) = after.split_once("}}").context("{{asset: without }}")?;
            self.finish(name)?;
            filled.push_str(before);
            filled.push('/');
            filled.push_str(&self.finished[name].path);
            references.insert(name.to_owned());
            rest = after;
        }
        filled.push_str(rest);
        Ok((filled.into_bytes(), references))
    }
}

fn hashed_path(name: &str, hash: &str) -> String {
    let (folder, file) = name
        .rsplit_once('/')
        .map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let short = &hash[..12];
    match file.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{folder}{slash}{stem}-{short}.{extension}"),
        None => format!("assets/{folder}{slash}{file}-{short}"),
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Leaves out comments and blank space that mean nothing; touches neither strings nor selectors.
pub(crate) fn minify_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut chars = css.chars().peekable();
    let mut space = false;
    while let Some(char) = chars.next() {
        match char {
            '/' if chars.peek() == Some(&'*') => {
                chars.next();
                let mut before = ' ';
                for inside in chars.by_ref() {
                    if before == '*' && inside == '/' {
                        break;
                    }
                    before = inside;
                }
                space = true;
            }
            char if char.is_whitespace() => space = true,
            char => {
                let after_punctuation = out.ends_with(['{', '}', ';', ',']) || out.is_empty();
                if space && !after_punctuation && !['{', '}', ';', ','].contains(&char) {
                    out.push(' ');
                }
                space = false;
                if char == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(char);
                if char == '"' || char == '\'' {
                    let mut escaped = false;
                    for inside in chars.by_ref() {
                        out.push(inside);
                        if inside == char && !escaped {
                            break;
                        }
                        escaped = inside == '\\' && !escaped;
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Source {
        Source::Text(text.to_owned())
    }

    fn named(files: &[(&str, &str)]) -> BTreeMap<String, Source> {
        files
            .iter()
            .map(|(name, content)| ((*name).to_owned(), text(content)))
            .collect()
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
        assert_eq!(content(&bundle, "version.txt").trim(), bundle.version);
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

    #[test]
    fn css_loses_comments_and_blanks_only() {
        let css = "/* why */\n.a  >  .b :hover , p {\n  color : red ;\n  content: \"  /* no */ \\\" \";\n  width: calc(1px + 2px);\n}\n";
        let expected = ".a > .b :hover,p{color : red;content: \"  /* no */ \\\" \";width: calc(1px + 2px)}";
        assert_eq!(minify_css(css), expected);
    }
}
