//! HTTP/1.1 as far as a proxy must read it: heads, bodies of a length and bodies in chunks.

use anyhow::{Context, Result, ensure};
use memchr::memmem;
use std::io::Read;
use tokio::io::{AsyncRead, AsyncReadExt};

/// A head without some of its lines; names in lower case.
pub(super) fn without(head: &[u8], names: &[&str]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(head.len());
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        if !names
            .iter()
            .any(|gone| name.eq_ignore_ascii_case(gone.as_bytes()))
        {
            kept.extend_from_slice(line);
        }
    }
    kept
}

pub(super) fn decompressed(request: &Head, body: Vec<u8>) -> Vec<u8> {
    if request
        .header("content-encoding")
        .is_none_or(|encoding| !encoding.eq_ignore_ascii_case("gzip"))
    {
        return body;
    }
    let mut plain = Vec::new();
    match flate2::read::MultiGzDecoder::new(body.as_slice()).read_to_end(&mut plain) {
        Ok(_) => plain,
        Err(_) => body,
    }
}

/// The start of a request or an answer.
#[derive(Debug)]
pub(super) struct Head {
    /// Of a request.
    pub(super) method: String,
    /// Of a request.
    pub(super) path: String,
    /// Of an answer.
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    /// Whether the connection ends with this.
    pub(super) closes: bool,
}

impl Head {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes).context("a head is not text")?;
        let mut lines = text.split("\r\n");
        let mut first = lines.next().unwrap_or_default().splitn(3, ' ');
        let (one, two) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut head = Self {
            method: one.to_owned(),
            path: two.to_owned(),
            status: 0,
            headers,
            closes: false,
        };
        if one.starts_with("HTTP/") {
            head.status = two.parse().context("a status is not a number")?;
        }
        head.closes = head
            .header("connection")
            .is_some_and(|value| value.to_ascii_lowercase().contains("close"));
        Ok(head)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn is_chunked(&self) -> bool {
        self.header("transfer-encoding")
            .is_some_and(|value| value.to_ascii_lowercase().contains("chunked"))
    }

    pub(super) fn length(&self) -> Result<Option<usize>> {
        let length = self.header("content-length").map(str::parse).transpose();
        length.context("a length is not a number")
    }
}

/// Part of a body that is still to come.
#[derive(Debug)]
pub(super) enum Body {
    Bytes(usize),
    Chunks,
    UntilClose,
    Ended,
}

impl Body {
    pub(super) fn of_request(request: &Head) -> Result<Self> {
        if request.is_chunked() {
            return Ok(Self::Chunks);
        }
        Ok(Self::Bytes(request.length()?.unwrap_or(0)))
    }

    pub(super) fn of_response(request: &Head, response: &Head) -> Result<Self> {
        if request.method == "HEAD" || matches!(response.status, 204 | 304) {
            return Ok(Self::Ended);
        }
        if response.is_chunked() {
            return Ok(Self::Chunks);
        }
        Ok(response.length()?.map_or(Self::UntilClose, Self::Bytes))
    }
}

/// A piece of a body.
pub(super) struct Piece {
    /// As it stands on the wire.
    pub(super) raw: Vec<u8>,
    /// Without chunk marks.
    pub(super) plain: Vec<u8>,
}

/// Bytes read at once.
const READ_BYTES: usize = 16 * 1024;

/// One direction of a connection.
pub(super) struct Pipe<R> {
    inner: R,
    /// Read and not yet used.
    pub(super) rest: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Pipe<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            rest: Vec::new(),
        }
    }

    /// Reads more; false at the end.
    pub(super) async fn fill(&mut self) -> Result<bool> {
        self.rest.reserve(READ_BYTES);
        Ok(self.inner.read_buf(&mut self.rest).await? > 0)
    }

    fn take(&mut self, bytes: usize) -> Vec<u8> {
        let rest = self.rest.split_off(bytes);
        std::mem::replace(&mut self.rest, rest)
    }

    /// The next head with the empty line after it; nothing when the other side has closed.
    pub(super) async fn head(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = memmem::find(&self.rest, b"\r\n\r\n") {
                return Ok(Some(self.take(at + 4)));
            }
            ensure!(self.rest.len() < 256 * 1024, "a head without end");
            if !self.fill().await? {
                ensure!(self.rest.is_empty(), "closed in the middle of a head");
                return Ok(None);
            }
        }
    }

    /// The next piece of a body, as soon as there is one; nothing at its end.
    pub(super) async fn body(&mut self, body: &mut Body) -> Result<Option<Piece>> {
        match body {
            Body::Ended | Body::Bytes(0) => Ok(None),
            Body::Bytes(left) => {
                if self.rest.is_empty() {
                    ensure!(self.fill().await?, "closed in the middle of a body");
                }
                let plain = self.take(self.rest.len().min(*left));
                *left -= plain.len();
                Ok(Some(Piece {
                    raw: plain.clone(),
                    plain,
                }))
            }
            Body::UntilClose => {
                if self.rest.is_empty() && !self.fill().await? {
                    return Ok(None);
                }
                let plain = self.take(self.rest.len());
                Ok(Some(Piece {
                    raw: plain.clone(),
                    plain,
                }))
            }
            Body::Chunks => loop {
                // Nothing is taken before all of it is there, so that waiting for it can be given up at any time.
                if let Some((size, whole)) = chunk(&self.rest)? {
                    let raw = self.take(whole);
                    let end = raw.len() - 2;
                    let plain = raw[end - size..end].to_vec();
                    if size == 0 {
                        *body = Body::Ended;
                    }
                    return Ok(Some(Piece { raw, plain }));
                }
                ensure!(self.fill().await?, "closed in the middle of a chunk");
            },
        }
    }
}

/// The size of the chunk at the start of `bytes` and the length of all that belongs to it, when it is all there.
pub(super) fn chunk(bytes: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(line) = memmem::find(bytes, b"\r\n") else {
        return Ok(None);
    };
    let size = std::str::from_utf8(&bytes[..line])?;
    let size = size.split(';').next().unwrap_or_default().trim();
    let size = usize::from_str_radix(size, 16).context("a chunk without a size")?;
    let whole = if size > 0 {
        line + 2 + size + 2
    } else {
        // Trailers may stand between the last size and the empty line.
        match memmem::find(&bytes[line..], b"\r\n\r\n") {
            Some(at) => line + at + 4,
            None => return Ok(None),
        }
    };
    Ok((bytes.len() >= whole).then_some((size, whole)))
}
