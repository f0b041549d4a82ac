//! A database made ready beside the one whose place it is to take.

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use std::str::FromStr as _;
use std::time::Duration;

use super::{Secretive, code};
use crate::store::{Result, StoreError};

/// The database that every cluster has, to make and name others from.
const MAINTENANCE: &str = "postgres";
/// How often it is looked whether a database is in use, until it is not.
const LOOKS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);
/// Most bytes of a name, less what is put behind it. PostgreSQL cuts off what is beyond 63.
const NAME: usize = 40;

/// A database beside another. It is no more than a name until it is [made](Self::make).
#[derive(Debug)]
pub struct StagingDatabase {
    options: PgConnectOptions,
    target: String,
    name: String,
    aside: String,
    url: Secretive,
}

/// The outcome of an attempt to take another database's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwapOutcome {
    /// The databases were swapped. The name that the other has now, when there was one with anything in it.
    Swapped(Option<String>),
    /// Somebody is connected to the other. Nothing has changed.
    InUse,
}

impl StagingDatabase {
    /// One to take the place of the database at an address, with a mark that no other has.
    ///
    /// # Errors
    /// When the address does not name a database.
    pub fn beside(target: &str, mark: i64) -> Result<Self> {
        let options = PgConnectOptions::from_str(target)?.application_name("feltbog restoring");
        let named = options.get_database().map(str::to_owned);
        let unnamed = || {
            let sentence = "the address must name the database in its path: postgres://USER@HOST/NAME";
            StoreError::Database(sqlx::Error::Configuration(sentence.into()))
        };
        let target_name = named.ok_or_else(unnamed)?;
        let short = short(&target_name);
        let name = format!("{short}_restore_{mark}");
        Ok(Self {
            url: Secretive(with_name(target, &name).ok_or_else(unnamed)?),
            aside: format!("{short}_before_{mark}"),
            target: target_name,
            name,
            options,
        })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url.0
    }

    /// Whether anybody is connected to the database whose place it is to take, and stays so: what a
    /// server was connected with is there for a moment after it has ended.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub async fn is_target_used(&self) -> Result<bool> {
        let mut maintenance = self.maintenance().await?;
        let mut used = true;
        for look in 0..LOOKS {
            if look > 0 {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
            used = sqlx::query_scalar(
                "SELECT EXISTS (SELECT FROM pg_stat_activity
                 WHERE datname = $1 AND backend_type = 'client backend' AND pid <> pg_backend_pid())",
            )
            .bind(&self.target)
            .fetch_one(&mut maintenance)
            .await?;
            if !used {
                break;
            }
        }
        maintenance.close().await?;
        Ok(used)
    }

    /// Whether there is anything in the database whose place it is to take.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn holds_target_anything(&self) -> Result<bool> {
        if !self.is_target_there().await? {
            return Ok(false);
        }
        let mut target = self.options.clone().database(&self.target).connect().await?;
        let holds = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
             WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')",
        )
        .fetch_one(&mut target)
        .await?;
        target.close().await?;
        Ok(holds)
    }

    /// Makes it, with nothing in it.
    ///
    /// # Errors
    /// When the cluster refuses.
    pub async fn make(&self) -> Result<()> {
        let made = self
            .command(format!(
                "CREATE DATABASE {} TEMPLATE template0",
                quoted(&self.name)
            ))
            .await;
        match made {
            Err(StoreError::Database(error)) if code(&error).is_some_and(|code| code == "42501") => {
                Err(StoreError::Tool(
                    "making a database beside the one to restore".to_owned(),
                    "the address's user may not: ALTER ROLE … CREATEDB, and NOCREATEDB when it is done"
                        .to_owned(),
                ))
            }
            made => made,
        }
    }

    /// Gives it the other's name, and the other one that says when it was put aside. Both or neither
    /// happens. An other with nothing in it is dropped.
    ///
    /// # Errors
    /// When the cluster refuses; then nothing has changed.
    pub async fn take_place(&self) -> Result<SwapOutcome> {
        let there = self.is_target_there().await?;
        let held = self.holds_target_anything().await?;
        let mut maintenance = self.maintenance().await?;
        let renamed = async {
            let mut transaction = maintenance.begin().await?;
            if there {
                rename(&mut transaction, &self.target, &self.aside).await?;
            }
            rename(&mut transaction, &self.name, &self.target).await?;
            transaction.commit().await
        };
        let renamed = renamed.await;
        maintenance.close().await?;
        match renamed {
            Err(error) if code(&error).is_some_and(|code| code == "55006") => return Ok(SwapOutcome::InUse),
            renamed => renamed?,
        }
        if there && !held {
            self.command(format!("DROP DATABASE {}", quoted(&self.aside)))
                .await?;
        }
        Ok(SwapOutcome::Swapped(held.then(|| self.aside.clone())))
    }

    /// Drops it.
    ///
    /// # Errors
    /// When the cluster refuses.
    pub async fn discard(&self) -> Result<()> {
        self.command(format!(
            "DROP DATABASE IF EXISTS {} WITH (FORCE)",
            quoted(&self.name)
        ))
        .await
    }

    async fn is_target_there(&self) -> Result<bool> {
        let mut maintenance = self.maintenance().await?;
        let there = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&self.target)
            .fetch_one(&mut maintenance)
            .await?;
        maintenance.close().await?;
        Ok(there)
    }

    async fn maintenance(&self) -> Result<PgConnection> {
        Ok(self.options.clone().database(MAINTENANCE).connect().await?)
    }

    async fn command(&self, command: String) -> Result<()> {
        let mut maintenance = self.maintenance().await?;
        // Names are quoted, and nothing else in it comes from outside.
        sqlx::raw_sql(sqlx::AssertSqlSafe(command))
            .execute(&mut maintenance)
            .await?;
        Ok(maintenance.close().await?)
    }
}

async fn rename(connection: &mut PgConnection, from: &str, to: &str) -> sqlx::Result<()> {
    let command = format!("ALTER DATABASE {} RENAME TO {}", quoted(from), quoted(to));
    sqlx::raw_sql(sqlx::AssertSqlSafe(command))
        .execute(connection)
        .await?;
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn short(name: &str) -> &str {
    &name[..name.floor_char_boundary(NAME)]
}

/// The address of another database in the same cluster.
fn with_name(url: &str, name: &str) -> Option<String> {
    let (scheme, address) = url.split_once("://")?;
    let (address, parameters) = match address.split_once('?') {
        Some((address, parameters)) => (address, format!("?{parameters}")),
        None => (address, String::new()),
    };
    let (authority, path) = address.rsplit_once('/')?;
    // A name among the parameters would win.
    let is_plain = !path.is_empty() && !parameters.contains("dbname=");
    is_plain.then(|| {
        let name: String = name.bytes().map(escaped).collect();
        format!("{scheme}://{authority}/{name}{parameters}")
    })
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_has_another_name_and_the_same_address() {
        for (url, expected) in [
            (
                "postgres://a:b@h:1/n?x=y",
                Some("postgres://a:b@h:1/felt%20bog?x=y"),
            ),
            (
                "postgres:///n?host=/run",
                Some("postgres:///felt%20bog?host=/run"),
            ),
            ("postgres://a@h/", None),
            ("postgres://a@h", None),
            ("postgres://a@h/n?dbname=m", None),
        ] {
            assert_eq!(with_name(url, "felt bog").as_deref(), expected, "{url}");
        }
        assert_eq!(short(&"æ".repeat(30)), "æ".repeat(20));
    }
}
