//! Which database to keep things in, named by an address.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use super::{PostgresStore, Result, SqliteStore, Store};

/// The address of a database.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A SQLite file: `sqlite://PATH`.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its whole address: `postgres://USER:PASSWORD@HOST/NAME`.
    Postgres(String),
}

impl DatabaseUrl {
    /// Opens the database and brings it up to date.
    ///
    /// # Errors
    /// When it cannot be opened, is newer than this server, or would lose what it acknowledges.
    pub async fn open(&self) -> Result<Arc<dyn Store>> {
        Ok(match self {
            Self::Sqlite(path) => Arc::new(SqliteStore::open(path).await?),
            Self::Postgres(url) => Arc::new(PostgresStore::open(url).await?),
        })
    }

    /// `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// The whole address with its password, as [`FromStr`] reads it. Never to be printed.
    pub fn whole(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite://{}", path.display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// A file beside the database: `feltbog.db` has `feltbog.db.secret`. One in the working folder for
    /// a database that is no file.
    pub fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.file().unwrap_or(Path::new("feltbog")).as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    }

    /// The file, of a database that is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

/// An address that names no kind of database we know.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the database must be sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME")]
pub struct UnknownDatabase;

impl FromStr for DatabaseUrl {
    type Err = UnknownDatabase;

    fn from_str(url: &str) -> std::result::Result<Self, UnknownDatabase> {
        match url.split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(url.to_owned())),
            _ => Err(UnknownDatabase),
        }
    }
}

impl From<PathBuf> for DatabaseUrl {
    fn from(path: PathBuf) -> Self {
        Self::Sqlite(path)
    }
}

/// Without a password: this is printed.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => {
                let address = url.split_once("://").map_or("", |(_, address)| address);
                let (user, place) = address.rsplit_once('@').unwrap_or(("", address));
                let user = user.split(':').next().unwrap_or_default();
                let at = if user.is_empty() { "" } else { "@" };
                // A password can stand among the parameters as well.
                let place = place.split('?').next().unwrap_or_default();
                write!(f, "postgres://{user}{at}{place}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_database() {
        assert_eq!(
            "sqlite://data/feltbog.db".parse::<DatabaseUrl>().unwrap().file(),
            Some(Path::new("data/feltbog.db"))
        );
        for url in ["postgres://a@b/c", "postgresql:///c"] {
            assert_eq!(url.parse::<DatabaseUrl>().unwrap().file(), None);
        }
        for url in ["", "feltbog.db", "sqlite://", "mysql://a@b/c"] {
            assert!(url.parse::<DatabaseUrl>().is_err(), "{url}");
        }
    }

    #[test]
    fn what_is_printed_has_no_password() {
        let shown = |url: &str| url.parse::<DatabaseUrl>().unwrap().to_string();
        assert_eq!(shown("sqlite://a.db"), "sqlite://a.db");
        assert_eq!(
            shown("postgres://feltbog:hemme@ligt@db.example:5432/feltbog?password=hemmeligt"),
            "postgres://feltbog@db.example:5432/feltbog"
        );
        assert_eq!(shown("postgres:///feltbog?host=/run"), "postgres:///feltbog");
    }
}
