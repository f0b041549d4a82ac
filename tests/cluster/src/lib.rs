//! PostgreSQL for tests: a cluster of their own that goes when they go, and a database for each.
//!
//! The cluster keeps what it is told, as PostgreSQL does unless it is told otherwise: what is tested
//! is what is served. It listens on a socket in its folder and nowhere else.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};

/// Names the folder of a cluster that runs already.
pub const VARIABLE: &str = "FELTBOG_TEST_POSTGRES";
/// The package that brings PostgreSQL, on Debian.
pub const PACKAGE: &str = "postgresql";

/// The one who may do everything in it.
const SUPERUSER: &str = "feltbog";
const STARTING: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Runs PostgreSQL until nobody holds the other end of its input any more, however that came to
/// be, and leaves nothing behind. One that dies is started again, as a service would be.
const KEEPER: &str = r#"
programs=$1
folder=$2
shift 2
serve() {
    while [ -e "$folder/keep" ]; do
        "$programs/postgres" -D "$folder/data" -k "$folder" -c max_connections=300 \
            -c shared_buffers=64MB -c max_wal_size=2GB -c wal_level=minimal -c max_wal_senders=0 \
            "$@" </dev/null >>"$folder/log" 2>&1
        # What died may hold its memory still.
        sleep 0.1
    done
}
touch "$folder/keep"
serve "$@" &
keeping=$!
cat >/dev/null
rm "$folder/keep"
while kill -0 "$keeping" 2>/dev/null; do
    kill -QUIT "$(head -n 1 "$folder/data/postmaster.pid")" 2>/dev/null
    sleep 0.05
done
rm -rf "$folder"
"#;

/// Makes a certificate for the machine itself and the authority that vouches for it, with the program that comes with
/// PostgreSQL's package.
const CERTIFICATES: &str = r#"
cd "$1"
printf '[req]\ndistinguished_name = name\n[name]\n[authority]\nbasicConstraints = critical,CA:TRUE\n' >made.cnf
printf 'basicConstraints = critical,CA:FALSE\nsubjectAltName = DNS:localhost,IP:127.0.0.1\n' >server.ext
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
key authority.key && key server.key
openssl req -x509 -new -key authority.key -out authority.pem -days 3650 -subj /CN=Authority \
    -config made.cnf -extensions authority
openssl req -new -key server.key -out server.csr -subj /CN=localhost -config made.cnf
openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -set_serial 1 -days 3650 \
    -extfile server.ext -out server.pem
chmod 0600 server.key
"#;

/// A cluster, running.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
    /// Lets go of it when this is dropped; nothing when somebody else holds it.
    keeper: Option<Child>,
}

impl Cluster {
    /// Makes a cluster and starts it. It ends when this is dropped, or with this process.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start() -> Result<Self> {
        Self::start_in(&std::env::temp_dir())
    }

    /// The same with its folder within another one.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_in(parent: &Path) -> Result<Self> {
        Self::start_as(parent, None, false)
    }

    /// The same, which listens at an address of this machine too.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_listening(address: &str) -> Result<Self> {
        Self::start_as(&std::env::temp_dir(), Some(address), false)
    }

    /// The same, which listens at 127.0.0.1 and encrypts what is said there.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_with_tls() -> Result<Self> {
        Self::start_as(&std::env::temp_dir(), Some("127.0.0.1"), true)
    }

    fn start_as(parent: &Path, address: Option<&str>, tls: bool) -> Result<Self> {
        static STARTED: AtomicU32 = AtomicU32::new(0);

        let programs = programs()?;
        let number = STARTED.fetch_add(1, Ordering::SeqCst);
        let name = format!("feltbog-pg-{}-{number}", std::process::id());
        let folder = parent.join(name);
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        // PostgreSQL refuses to run as root.
        let user = if is_root()? { Some(unprivileged()?) } else { None };
        if let Some((user, group)) = user {
            chown(&folder, Some(user), Some(group))?;
        }
        let become_user = |command: &mut Command| {
            if let Some((user, group)) = user {
                command.uid(user).gid(group);
            }
        };
        let mut initdb = Command::new(programs.join("initdb"));
        initdb
            .args(["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"])
            .args(["--locale", "C.UTF-8", "--no-sync", "--pgdata"])
            .arg(folder.join("data"))
            .current_dir("/");
        become_user(&mut initdb);
        run(&mut initdb)?;
        let mut settings = vec![format!("listen_addresses={}", address.unwrap_or_default())];
        let mut port = 5432;
        if let Some(address) = address {
            // Free as long as nobody takes it in between; then PostgreSQL does not start.
            port = TcpListener::bind((address, 0))?.local_addr()?.port();
            let mut access = fs::OpenOptions::new()
                .append(true)
                .open(folder.join("data/pg_hba.conf"))?;
            access.write_all(b"host all all samenet trust\n")?;
        }
        settings.push(format!("port={port}"));
        if tls {
            let mut certificates = Command::new("sh");
            certificates
                .args(["-ec", CERTIFICATES, "certificates"])
                .arg(&folder);
            become_user(&mut certificates);
            run(&mut certificates)?;
            let file = |name: &str| folder.join(name).display().to_string();
            settings.push("ssl=on".to_owned());
            settings.push(format!("ssl_cert_file={}", file("server.pem")));
            settings.push(format!("ssl_key_file={}", file("server.key")));
        }
        let mut keeper = Command::new("sh");
        keeper
            .args(["-c", KEEPER, "keeper"])
            .args([&programs, &folder])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Not stopped with the tests by a key that is pressed, but by their end.
            .process_group(0);
        become_user(&mut keeper);
        let cluster = Self {
            programs,
            keeper: Some(keeper.spawn().context("cannot start a shell")?),
            folder,
            port,
        };
        cluster.wait()?;
        Ok(cluster)
    }

    /// The cluster of this test run: the one that is named in [`VARIABLE`], or one that lasts as
    /// long as this process.
    ///
    /// # Errors
    /// When there is none and none can be started.
    pub fn shared() -> Result<&'static Self> {
        static SHARED: OnceLock<std::result::Result<Cluster, String>> = OnceLock::new();

        let shared = SHARED.get_or_init(|| Self::named_or_new().map_err(|error| format!("{error:#}")));
        shared.as_ref().map_err(|error| anyhow!("{error}"))
    }

    fn named_or_new() -> Result<Self> {
        let Some(folder) = std::env::var_os(VARIABLE) else {
            return Self::start();
        };
        Ok(Self {
            folder: folder.into(),
            programs: programs()?,
            port: 5432,
            keeper: None,
        })
    }

    /// Its folder, to be named in [`VARIABLE`].
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://{SUPERUSER}@localhost/{database}?host={}",
            self.folder.display()
        )
    }

    /// The address of one of its databases for who comes over the network to where it listens.
    pub fn network_url(&self, address: &str, database: &str) -> String {
        format!("postgres://{SUPERUSER}@{address}:{}/{database}", self.port)
    }

    /// The certificate of who vouches for the cluster's own, where it encrypts.
    pub fn authority(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    fn wait(&self) -> Result<()> {
        let mut waited = Duration::ZERO;
        while self.sql("postgres", "SHOW server_version").is_err() {
            if waited > STARTING {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL does not start:\n{log}");
            }
            std::thread::sleep(BETWEEN_LOOKS);
            waited += BETWEEN_LOOKS;
        }
        Ok(())
    }

    /// SIGKILL to the server, in the middle of whatever it is at; what is left of it notices and goes.
    /// Returns when another one answers.
    ///
    /// # Errors
    /// When it cannot be killed, or none comes back.
    pub fn kill(&self) -> Result<()> {
        let killed = self.pid()?;
        run(Command::new("kill").args(["-KILL", &killed]))?;
        let mut waited = Duration::ZERO;
        while self.pid().is_ok_and(|pid| pid == killed) && waited < STARTING {
            std::thread::sleep(BETWEEN_LOOKS);
            waited += BETWEEN_LOOKS;
        }
        self.wait()
    }

    fn pid(&self) -> Result<String> {
        let file = fs::read_to_string(self.folder.join("data/postmaster.pid"))?;
        let pid = file.lines().next().context("an empty file")?;
        Ok(pid.to_owned())
    }

    /// Has a command carried out in a database and returns what it says.
    ///
    /// # Errors
    /// When the database refuses it.
    pub fn sql(&self, database: &str, command: &str) -> Result<String> {
        self.psql(database, &[Path::new("--command"), Path::new(command)])
    }

    fn psql(&self, database: &str, arguments: &[&Path]) -> Result<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--host"])
            .arg(&self.folder)
            .args(["--port", &self.port.to_string()])
            .args(["--username", SUPERUSER, "--dbname", database])
            .args(["--set", "ON_ERROR_STOP=1"])
            .args(arguments);
        run(&mut psql)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            // It has nothing more to say.
            drop(keeper.wait());
        }
    }
}

/// A database that is dropped with this.
#[derive(Debug)]
pub struct Database {
    cluster: &'static Cluster,
    name: String,
}

impl Database {
    /// A database with nothing in it, in the cluster of this test run.
    ///
    /// # Errors
    /// When there is no PostgreSQL.
    pub fn new() -> Result<Self> {
        Self::made_of("template0")
    }

    /// A copy of a database of this test run that `fill` has filled, at the address it is given. The first test that asks
    /// for one of this name fills it, and tests of other processes wait for that.
    ///
    /// # Errors
    /// When there is no PostgreSQL, or `fill` fails or leaves a connection open.
    pub async fn copy_of_run(name: &str, fill: impl AsyncFnOnce(&str) -> Result<()>) -> Result<Self> {
        let cluster = Cluster::shared()?;
        let lock = File::create(cluster.folder.join(format!("{name}.lock")))?;
        lock.lock()?;
        let filled = cluster.folder.join(format!("{name}.filled"));
        if !filled.exists() {
            let unfilled = format!("{name}_unfilled");
            // Left behind by a test that was ended.
            cluster.sql(
                "postgres",
                &format!("DROP DATABASE IF EXISTS {unfilled} WITH (FORCE)"),
            )?;
            cluster.sql(
                "postgres",
                &format!("CREATE DATABASE {unfilled} TEMPLATE template0"),
            )?;
            fill(&cluster.url(&unfilled)).await?;
            let named = format!("ALTER DATABASE {unfilled} RENAME TO {name}");
            cluster.sql("postgres", &named)?;
            File::create(&filled)?;
        }
        drop(lock);
        Self::made_of(name)
    }

    /// A copy. Nobody may be connected to what is copied.
    ///
    /// # Errors
    /// When somebody is.
    pub fn copy(&self) -> Result<Self> {
        Self::made_of(&self.name)
    }

    /// Puts a copy in its place. Nobody may be connected to the copy, and who is to this is let go.
    ///
    /// # Errors
    /// When somebody is.
    pub fn restore(&self, copy: &Self) -> Result<()> {
        self.drop_it()?;
        self.make(&copy.name)
    }

    fn made_of(template: &str) -> Result<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);

        let number = MADE.fetch_add(1, Ordering::SeqCst);
        let database = Self {
            cluster: Cluster::shared()?,
            name: format!("test_{}_{number}", std::process::id()),
        };
        database.make(template)?;
        Ok(database)
    }

    fn make(&self, template: &str) -> Result<()> {
        let command = format!("CREATE DATABASE {} TEMPLATE {template}", self.name);
        self.cluster.sql("postgres", &command)?;
        Ok(())
    }

    fn drop_it(&self) -> Result<()> {
        let command = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        self.cluster.sql("postgres", &command)?;
        Ok(())
    }

    /// A copy of it as it is now, whoever is connected.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn dumped(&self) -> Result<Self> {
        let copy = Self::new()?;
        let file = self.cluster.folder.join(&copy.name);
        fs::write(&file, self.dump()?)?;
        let read = self.cluster.psql(&copy.name, &[Path::new("--file"), &file]);
        fs::remove_file(&file)?;
        read.map(|_| copy)
    }

    /// Everything in it, as text.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn dump(&self) -> Result<String> {
        let mut dump = Command::new(self.cluster.programs.join("pg_dump"));
        dump.arg("--host").arg(&self.cluster.folder);
        run(dump.args(["--username", SUPERUSER, "--dbname", &self.name]))
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.cluster.url(&self.name)
    }

    /// Whether there is a database with a name in the same cluster.
    pub fn has_beside(&self, name: &str) -> bool {
        self.cluster.sql(name, "SHOW server_version").is_ok()
    }

    /// Has a command carried out, as somebody beside the server, and returns what it says.
    ///
    /// # Errors
    /// When the database refuses it.
    pub fn sql(&self, command: &str) -> Result<String> {
        self.cluster.sql(&self.name, command)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // It goes with the cluster at the latest.
        drop(self.drop_it());
    }
}

/// Whether PostgreSQL is installed.
pub fn is_installed() -> bool {
    programs().is_ok()
}

/// The folder of PostgreSQL's programs, the newest where there are several.
fn programs() -> Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_unstable();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = versions
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .chain(std::env::split_paths(&path));
    let is_whole = |folder: &PathBuf| {
        ["initdb", "postgres", "psql"]
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    folders.into_iter().find(is_whole).with_context(|| {
        format!(
            "PostgreSQL is missing. `cargo xtask setup` installs it as root; otherwise:\n\n    \
             sudo apt-get install -y {PACKAGE}\n"
        )
    })
}

fn is_root() -> Result<bool> {
    Ok(fs::metadata("/proc/self")?.uid() == 0)
}

/// User and group to run as: the package's own, or the system's nobody.
fn unprivileged() -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let ids = |wanted: &str| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(wanted))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres")
        .or_else(|| ids("nobody"))
        .context("there is neither a user postgres nor a user nobody to run PostgreSQL as")
}

fn run(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error: io::Error| {
        anyhow!(
            "cannot start {}: {error}",
            command.get_program().to_string_lossy()
        )
    })?;
    ensure!(
        output.status.success(),
        "{} failed:\n{}{}",
        command.get_program().to_string_lossy(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_is_its_own_and_keeps_what_it_is_told() {
        let one = Database::new().unwrap();
        one.sql("CREATE TABLE held (what TEXT)").unwrap();
        let copy = one.copy().unwrap();
        copy.sql("DROP TABLE held").unwrap();
        one.sql("TABLE held").unwrap();
        assert!(copy.sql("TABLE held").is_err());
        one.dumped().unwrap().sql("TABLE held").unwrap();
        one.restore(&copy).unwrap();
        assert!(one.sql("TABLE held").is_err());
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            assert_eq!(one.sql(&format!("SHOW {setting}")).unwrap(), "on");
        }
    }

    #[test]
    fn a_cluster_comes_back_when_it_is_killed_and_leaves_nothing_behind() {
        let cluster = Cluster::start().unwrap();
        cluster.sql("postgres", "CREATE TABLE held (what TEXT)").unwrap();
        let before = cluster.pid().unwrap();
        cluster.kill().unwrap();
        assert_ne!(cluster.pid().unwrap(), before);
        cluster.sql("postgres", "TABLE held").unwrap();
        let folder = cluster.folder().to_owned();
        assert!(folder.join("data/PG_VERSION").is_file());
        drop(cluster);
        assert!(!folder.exists());
    }
}
