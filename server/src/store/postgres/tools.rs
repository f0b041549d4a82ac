//! PostgreSQL's own programs for what they do best: copying a whole database while it is written to.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Secretive;
use crate::store::{Result, StoreError};

/// Writes everything to a file, as it is at one moment.
pub(super) async fn dump(url: &Secretive, to: &Path) -> Result<()> {
    let mut dump = connecting("pg_dump", url);
    dump.args(["--format", "custom", "--no-owner", "--no-privileges", "--file"]);
    dump.arg(to);
    run(dump).await
}

/// Reads such a file into an empty database, all or nothing.
pub(super) async fn fill(url: &Secretive, from: &Path) -> Result<()> {
    let mut fill = connecting("pg_restore", url);
    fill.args([
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
    ]);
    fill.arg(from);
    run(fill).await
}

/// A program that connects to the address. The password is not among its arguments, which everybody
/// on the machine can read.
fn connecting(program: &str, url: &Secretive) -> Command {
    let (address, password) = without_password(&url.0);
    let mut command = Command::new(program);
    command.args(["--dbname", &address]);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command
}

/// `postgres://user:password@host/name` in two parts.
fn without_password(url: &str) -> (String, Option<String>) {
    let whole = || (url.to_owned(), None);
    let Some((scheme, address)) = url.split_once("://") else {
        return whole();
    };
    let (authority, rest) = address.split_at(address.find('/').unwrap_or(address.len()));
    let Some((user, host)) = authority.rsplit_once('@') else {
        return whole();
    };
    let Some((user, password)) = user.split_once(':') else {
        return whole();
    };
    let address = format!("{scheme}://{user}@{host}{rest}");
    (address, Some(percent_decoded(password)))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let digits = others.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn run(mut command: Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let failed = |why: String| StoreError::Tool(program.clone(), why);
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .map_err(|error| failed(error.to_string()))?;
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(failed(
            "it is not installed; Debian's package postgresql-client has it".to_owned(),
        )),
        Err(error) => Err(failed(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_told_apart_from_the_address() {
        for (url, address, password) in [
            (
                "postgres://a:b%40c@h:1/n?x=y:z@w",
                "postgres://a@h:1/n?x=y:z@w",
                Some("b@c"),
            ),
            ("postgres://a@h/n", "postgres://a@h/n", None),
            ("postgres:///n?host=/run", "postgres:///n?host=/run", None),
            ("postgres://a:100%@h", "postgres://a@h", Some("100%")),
        ] {
            assert_eq!(
                without_password(url),
                (address.to_owned(), password.map(str::to_owned))
            );
        }
    }
}
