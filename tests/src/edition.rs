//! Another version of the app, made of the one a server has: every file has other bytes and so another name, and
//! everything that names it says so. What a browser makes of it is what it makes of any new version.

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// A file and what a server says with it.
#[derive(Clone, Debug)]
pub struct Served {
    /// The answer's head, without the status and without what depends on the content.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: Vec<u8>,
}

/// The files of a version by their path.
pub type Edition = BTreeMap<String, Served>;

/// The files that are not named by their content.
const PAGES: [&str; 2] = ["/", "/sw.js"];

/// The version that a server has.
///
/// # Errors
/// When it does not answer.
pub async fn own(server: SocketAddr) -> Result<Edition> {
    let worker = fetched(server, "/sw.js").await?;
    let text = String::from_utf8(worker.body.clone())?;
    let (_, list) = text.split_once("const paths = ").context("no list of files")?;
    let (list, _) = list.split_once(';').context("no end of the list")?;
    let paths: Vec<String> = serde_json::from_str(list)?;
    let mut files = BTreeMap::new();
    files.insert("/sw.js".to_owned(), worker);
    for path in paths {
        let file = fetched(server, &path).await?;
        files.insert(path, file);
    }
    Ok(files)
}

/// Makes another version of the one that a server has. `mark` stands in each of its files.
///
/// # Errors
/// When the server does not answer, or its files name one another in a circle.
pub async fn another(server: SocketAddr, mark: &str) -> Result<Edition> {
    another_with(server, mark, "").await
}

/// Makes a version whose clock is so many milliseconds ahead of the machine's, on the page and in the worker.
///
/// # Errors
/// As [`another`].
pub async fn with_clock_ahead(server: SocketAddr, millis: i64) -> Result<Edition> {
    // Each file says so. A page and a worker each run several of them, and move their clock once.
    let script = format!(
        "if (!globalThis.clockMoved) {{
           globalThis.clockMoved = true;
           const now = Date.now;
           Date.now = () => now.call(Date) + ({millis});
         }}"
    );
    another_with(server, "another-clock", &script).await
}

async fn another_with(server: SocketAddr, mark: &str, script: &str) -> Result<Edition> {
    let mut files = own(server).await?;
    // Files are named anew when all that they name has been.
    let mut renamed: Vec<(String, String)> = Vec::new();
    let mut edition = Edition::new();
    while !files.is_empty() {
        let names: Vec<String> = files.keys().cloned().collect();
        let waits_for = |path: &String| {
            let body = &files[path].body;
            names
                .iter()
                .any(|other| other != path && !PAGES.contains(&other.as_str()) && holds(body, base(other)))
        };
        let ready: Vec<String> = names.iter().filter(|path| !waits_for(path)).cloned().collect();
        ensure!(!ready.is_empty(), "these name one another: {names:?}");
        for path in ready {
            let mut file = files.remove(&path).context("a file twice")?;
            file.body = marked(&path, file.body, &renamed, (mark, script))?;
            let name = if PAGES.contains(&path.as_str()) {
                path
            } else {
                let name = named(&path, &file.body)?;
                renamed.push((base(&path).to_owned(), base(&name).to_owned()));
                name
            };
            edition.insert(name, file);
        }
    }
    Ok(edition)
}

async fn fetched(server: SocketAddr, path: &str) -> Result<Served> {
    let answer = reqwest::get(format!("http://{server}{path}"))
        .await?
        .error_for_status()?;
    let about_content = [
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "etag",
        "date",
    ];
    let headers = answer.headers().iter();
    let headers = headers.filter(|(name, _)| !about_content.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| Ok((name.to_string(), value.to_str()?.to_owned())));
    Ok(Served {
        headers: headers.collect::<Result<_>>()?,
        body: answer.bytes().await?.to_vec(),
    })
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn holds(body: &[u8], word: &str) -> bool {
    memchr::memmem::find(body, word.as_bytes()).is_some()
}

fn marked(
    path: &str,
    body: Vec<u8>,
    renamed: &[(String, String)],
    (mark, script): (&str, &str),
) -> Result<Vec<u8>> {
    let ending = path.rsplit_once('.').map_or("html", |(_, ending)| ending);
    if ending == "wasm" {
        // A section that no engine reads: id 0, its length, the length of its name, its name.
        let length = u8::try_from(mark.len())?;
        ensure!(length < 126, "a longer mark takes a longer number");
        return Ok([&body, &[0, length + 1, length][..], mark.as_bytes()].concat());
    }
    let mut text = String::from_utf8(body)?;
    for (old, new) in renamed {
        text = text.replace(old, new);
    }
    Ok(match ending {
        "js" => format!("{text}\n/* {mark} */\n{script}\n"),
        "css" => format!("{text}\n/* {mark} */\n"),
        _ => format!("{text}\n<!-- {mark} -->\n"),
    }
    .replace("const version = \"", &format!("const version = \"{mark}-"))
    .into_bytes())
}

/// The file's name with the hash of its content: the first six bytes of SHA-256, as the app checks.
fn named(path: &str, body: &[u8]) -> Result<String> {
    let (stem, ending) = path.rsplit_once('.').context("a file without an ending")?;
    let (stem, _) = stem.rsplit_once('-').context("a file without a hash")?;
    let digest = Sha256::digest(body);
    let hash: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{stem}-{hash}.{ending}"))
}
