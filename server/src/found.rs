//! The commands by which an organisation begins and its lists are read in. Nothing but reading arguments and printing.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use clap::{Args, ValueEnum};
use feltbog_server::Config;
use feltbog_server::clock::{Clock as _, SystemClock, SystemRandom};
use feltbog_server::config::LETS_ENCRYPT;
use feltbog_server::config_file::{self, ConfigFile, DEFAULT_PATH, MailSection};
use feltbog_server::network::Network;
use feltbog_server::services::beginning::{
    self, ADMINISTRATOR, Administrator, FirstDepartment, FirstOrganisation,
};
use feltbog_server::services::enrolment;
use feltbog_server::services::import::{
    self, Choices, DateOrder, Leavers, List, Lists, PersonAnswer, Sentence,
};
use feltbog_server::services::settlement;
use feltbog_server::services::sign_in::invitation;
use feltbog_server::start_count::StartCount;
use feltbog_server::store::{DatabaseUrl, PostgresStore, Roster, Store};
use feltbog_shared::id::OrganisationId;
use feltbog_shared::language::Language;
use serde::Deserialize;

use crate::exit::Misconfigured;
use crate::folders::make_folder;
use crate::mail_arguments::{TlsChoice as MailTlsChoice, check_section};
use crate::{Database, TlsArguments, TlsChoice};

/// The arguments of `feltbog init`. What stands on the command line goes before what stands in the file.
#[derive(Args)]
pub(crate) struct Init {
    /// A TOML file with the values: organisation, key, administration, public_url, database_url, secret_file, erasure_ledger,
    /// [administrator] with name and number, [mail] as in the configuration file, and for each department [[department]]
    /// with number, name, municipality and dwellings.
    #[arg(long)]
    file: Option<PathBuf>,
    /// The name of the organisation.
    #[arg(long)]
    organisation: Option<String>,
    /// A short key for it: small letters, digits and hyphens.
    #[arg(long)]
    key: Option<String>,
    /// The name of the administration that runs the organisation, if it runs others too: the administrator then
    /// administers all of them.
    #[arg(long)]
    administration: Option<String>,
    /// A department; once for each.
    #[arg(long, value_name = "NUMBER:NAME[:MUNICIPALITY[:DWELLINGS]]", value_parser = department)]
    department: Vec<FirstDepartment>,
    /// The name of the first administrator.
    #[arg(long)]
    administrator: Option<String>,
    /// The administrator's number as an employee, so that an import knows the person again.
    #[arg(long)]
    administrator_number: Option<String>,
    /// The address people use, without a path.
    #[arg(long, env = "FELTBOG_PUBLIC_URL")]
    public_url: Option<String>,
    /// The database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(long, env = "FELTBOG_DATABASE_URL", hide_env_values = true)]
    database_url: Option<DatabaseUrl>,
    /// The file with the server's secret; beside a SQLite database without one.
    #[arg(long, env = "FELTBOG_SECRET_FILE")]
    secret_file: Option<PathBuf>,
    /// The file that tells what was erased; beside the database without one.
    #[arg(long, env = "FELTBOG_ERASURE_LEDGER")]
    erasure_ledger: Option<PathBuf>,
    /// The file with the master key, with which records are encrypted in the database.
    #[arg(long, env = "FELTBOG_MASTER_KEY_FILE")]
    master_key_file: Option<PathBuf>,
    /// The address that the server listens on, for the configuration file.
    #[arg(long, env = "FELTBOG_LISTEN")]
    listen: Option<SocketAddr>,
    /// The networks of proxies before the server, for the configuration file; this machine without any, where a proxy
    /// adds HTTPS.
    #[arg(
        long,
        env = "FELTBOG_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        value_delimiter = ','
    )]
    trusted_proxies: Vec<Network>,
    #[command(flatten)]
    tls: TlsArguments,
    /// Whom backups are for, for the configuration file: the line `age1…` that `feltbog keys` printed.
    #[arg(long, env = "FELTBOG_BACKUP_RECIPIENT")]
    recipient: Option<String>,
    /// The folder for dated backups, for the configuration file.
    #[arg(long, env = "FELTBOG_BACKUP_FOLDER")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    mail: MailChoice,
    /// Tell what would be done and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print a new link for the administrator of an organisation that stands.
    #[arg(long)]
    new_link: bool,
}

/// The mail server, for the configuration file.
#[derive(Args)]
struct MailChoice {
    /// The host of the mail server, for the configuration file. Without one, no mail is sent.
    #[arg(long, env = "FELTBOG_MAIL_SERVER", value_name = "HOST")]
    mail_server: Option<String>,
    /// The port of the mail server.
    #[arg(long, env = "FELTBOG_MAIL_PORT", value_name = "PORT")]
    mail_port: Option<u16>,
    /// TLS of the connection to the mail server; STARTTLS without another word.
    #[arg(long, env = "FELTBOG_MAIL_TLS", value_enum)]
    mail_tls: Option<MailTlsChoice>,
    /// The name to sign in to the mail server with.
    #[arg(long, env = "FELTBOG_MAIL_USER", value_name = "NAME")]
    mail_user: Option<String>,
    /// The file with the password that goes with it.
    #[arg(long, env = "FELTBOG_MAIL_PASSWORD_FILE", value_name = "FILE")]
    mail_password_file: Option<PathBuf>,
    /// The sender: feltbog@example.dk, or Feltbog <feltbog@example.dk>.
    #[arg(long, env = "FELTBOG_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

impl MailChoice {
    /// The section of the configuration file: what is stated, and what is answered where it may be asked.
    ///
    /// # Errors
    /// When the values do not go together.
    fn section(
        &self,
        stated: MailSection,
        asks: bool,
        ask: impl Fn(&str) -> Option<String>,
    ) -> anyhow::Result<MailSection> {
        let server = self.mail_server.clone().or(stated.server);
        let is_asked = server.is_none() && asks;
        let ask = |name: &str| if is_asked { ask(name) } else { None };
        let Some(server) = server.or_else(|| ask("mail server, or nothing to send no mail")) else {
            return Ok(MailSection::default());
        };
        let from = self.mail_from.clone().or(stated.from);
        let from = from.or_else(|| ask("sender of mails (feltbog@example.dk)"));
        let user = self.mail_user.clone().or(stated.user);
        let user = user.or_else(|| ask("name to sign in to the mail server with, or nothing"));
        let password_file = self.mail_password_file.clone().or(stated.password_file);
        let password_file = match &user {
            Some(_) => password_file.or_else(|| ask("file with its password").map(PathBuf::from)),
            None => password_file,
        };
        let section = MailSection {
            server: Some(server),
            port: self.mail_port.or(stated.port),
            tls: self.mail_tls.map(MailTlsChoice::mode).or(stated.tls),
            user,
            password_file,
            from,
            ..stated
        };
        check_section(&section)?;
        Ok(section)
    }
}

/// The arguments of `feltbog import`.
#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    database: Database,
    /// The departments, as CSV or XLSX: Afd. or LBF afd.nr, Afdelingsnavn, Kommunekode, and perhaps Antal boliger, LBF
    /// org.nr, Udeareal, BFE, Boligtype, Bestyrelse, Beboere, Bydel and Ejerforhold.
    #[arg(long, value_name = "FILE")]
    departments: Option<PathBuf>,
    /// The people: Medarbejdernr or objectId, Navn (or Fornavn and Efternavn), and perhaps Mail, Aktiv, Tenant,
    /// userPrincipalName, Rolle, Afdelinger, Fra, Til.
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// The key of the organisation, where the database has several.
    #[arg(long, value_name = "KEY")]
    organisation: Option<String>,
    /// Grants of people who are there or in the list of people: Medarbejdernr or Mail, Rolle, Afdelinger, Fra, and
    /// perhaps Til.
    #[arg(long, value_name = "FILE")]
    grants: Option<PathBuf>,
    /// The dwellings: Afd., Adresse-id or the address, and perhaps Adgangsadresse-id, BFE and the number of the tenancy.
    #[arg(long, value_name = "FILE")]
    dwellings: Option<PathBuf>,
    /// The lists are whole: people of earlier imports who are missing from the list of people have left, and what
    /// imports gave them ends.
    #[arg(long, requires = "people")]
    whole_list: bool,
    /// The number of people who have left. It has to be stated for more than five people, or five in a hundred.
    #[arg(long, value_name = "COUNT", requires = "whole_list")]
    ended: Option<usize>,
    /// The field of a header that is not known, as `E-mail=Mail`; the field `-` leaves a column out. Once for each.
    #[arg(long, value_name = "HEADER=FIELD", value_parser = column)]
    column: Vec<(String, String)>,
    /// The sheet of a workbook, when several have the columns.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The order of dates whose years have two digits.
    #[arg(long, value_enum)]
    date_order: Option<DateOrderName>,
    /// The digits of a person's number: leading zeros that a spreadsheet dropped come back.
    #[arg(long, value_name = "DIGITS", value_parser = clap::value_parser!(u8).range(1..=20))]
    number_width: Option<u8>,
    /// The role of a word that is not known, as `Vagt=caretaker`. Once for each.
    #[arg(long, value_name = "WORD=ROLE", value_parser = column)]
    role: Vec<(String, String)>,
    /// Whether a row means a person who is there, by the number, account or mail address of the row: `417=same` or
    /// `417=new`. Once for each.
    #[arg(long, value_name = "KEY=same|new", value_parser = person_answer)]
    person: Vec<(String, PersonAnswer)>,
    /// The tenant of Entra that object ids belong to, where the list does not say.
    #[arg(long, value_name = "GUID")]
    tenant: Option<String>,
    /// The language of the report, da or en; that of LC_ALL, LC_MESSAGES or LANG without one, and English without those.
    #[arg(long, value_enum)]
    language: Option<LanguageName>,
    /// Write the report as CSV.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Tell what would change and change nothing, not even the version of the database.
    #[arg(long)]
    dry_run: bool,
}

/// The order of day and month.
#[derive(Clone, Copy, ValueEnum)]
enum DateOrderName {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// A language of reports.
#[derive(Clone, Copy, ValueEnum)]
enum LanguageName {
    /// Danish.
    Da,
    /// English.
    En,
}

/// Reads `KEY=same` or `KEY=new`.
fn person_answer(text: &str) -> Result<(String, PersonAnswer), String> {
    let split = text.rsplit_once('=');
    let answer = split.and_then(|(key, answer)| Some((key.to_owned(), PersonAnswer::from_key(answer)?)));
    answer.ok_or_else(|| "write it as 417=same or 417=new".to_owned())
}

/// Reads `HEADER=FIELD`.
fn column(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((header, field)) if !header.is_empty() && !field.is_empty() => {
            Ok((header.trim().to_owned(), field.trim().to_owned()))
        }
        _ => Err("a column is HEADER=FIELD".to_owned()),
    }
}

impl Import {
    /// The lists with the choices for reading them.
    fn lists(&self) -> anyhow::Result<Lists> {
        let role = |(word, role): &(String, String)| (import::folded_header(word), role.clone());
        let tenant = |tenant: &String| {
            let tenant = tenant.to_ascii_lowercase();
            let issuer = import::entra_issuer(&tenant);
            (tenant, issuer)
        };
        let list = |path: &Option<PathBuf>| {
            let read = |path: &PathBuf| {
                let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                let file = path.file_name().unwrap_or(path.as_os_str());
                let file = file.to_string_lossy().into_owned();
                anyhow::Ok(List { file, bytes })
            };
            path.as_ref().map(read).transpose()
        };
        Ok(Lists {
            organisation: None,
            departments: list(&self.departments)?,
            people: list(&self.people)?,
            grants: list(&self.grants)?,
            dwellings: list(&self.dwellings)?,
            leavers: match self.whole_list {
                true => Leavers::End { stated: self.ended },
                false => Leavers::Keep,
            },
            choices: Choices {
                columns: self.column.iter().cloned().collect(),
                sheet: self.sheet.clone(),
                date_order: self.date_order.map(|order| match order {
                    DateOrderName::Dmy => DateOrder::DayFirst,
                    DateOrderName::Mdy => DateOrder::MonthFirst,
                }),
                number_width: self.number_width.map(usize::from),
                roles: self.role.iter().map(role).collect(),
                people: self.person.iter().cloned().collect(),
            },
            issuers: self.tenant.iter().map(tenant).collect(),
            keeps_all_changes: self.report.is_some(),
        })
    }

    fn language(&self) -> Language {
        match self.language {
            Some(LanguageName::Da) => Language::Danish,
            Some(LanguageName::En) => Language::English,
            None => {
                let stated = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
                let mut stated = stated.filter_map(|name| std::env::var(name).ok());
                let stated = stated.find(|value| !value.is_empty()).unwrap_or_default();
                match stated.to_ascii_lowercase().starts_with("da") {
                    true => Language::Danish,
                    false => Language::English,
                }
            }
        }
    }
}

/// The file of `feltbog init`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct InitFile {
    organisation: Option<String>,
    key: Option<String>,
    administration: Option<String>,
    #[serde(default)]
    department: Vec<FirstDepartment>,
    administrator: Option<AdministratorEntry>,
    public_url: Option<String>,
    database_url: Option<String>,
    secret_file: Option<PathBuf>,
    erasure_ledger: Option<PathBuf>,
    #[serde(default)]
    mail: MailSection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdministratorEntry {
    name: String,
    number: Option<String>,
}

/// Reads `NUMBER:NAME[:MUNICIPALITY[:DWELLINGS]]`.
fn department(text: &str) -> Result<FirstDepartment, String> {
    let mut parts = text.split(':').map(|part| part.trim().to_owned());
    let (Some(number), Some(name)) = (parts.next(), parts.next()) else {
        return Err("a department is NUMBER:NAME[:MUNICIPALITY[:DWELLINGS]]".to_owned());
    };
    let municipality = parts.next().unwrap_or_default();
    let dwellings = match parts.next() {
        Some(count) => count
            .parse()
            .map_err(|_| format!("{count} is no number of dwellings"))?,
        None => 0,
    };
    match parts.next() {
        Some(_) => Err("a department has at most four parts".to_owned()),
        None => Ok(FirstDepartment {
            number,
            name,
            municipality,
            dwellings,
        }),
    }
}

impl Init {
    /// Whether a value of the configuration file was stated, and is no default.
    fn has_stated(&self, name: &str) -> bool {
        match name {
            "public_url" => self.public_url.is_some(),
            "database_url" => self.database_url.is_some(),
            "tls" => !matches!(self.tls.tls, TlsChoice::Proxy),
            "trusted_proxies" => !self.trusted_proxies.is_empty(),
            _ => true,
        }
    }

    /// The organisation, the database and the mail server, from the command line, the file and answers. The mail server is
    /// asked about where a configuration file will be written.
    fn read(
        &self,
        kept: &ConfigFile,
        usual: DatabaseUrl,
        writes_file: bool,
    ) -> anyhow::Result<(FirstOrganisation, Database, MailSection)> {
        let file: InitFile = match &self.file {
            Some(path) => {
                let text = std::fs::read_to_string(path);
                let text = text.with_context(|| format!("cannot read {}", path.display()))?;
                toml::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?
            }
            None => InitFile::default(),
        };
        let named = |flag: &Option<String>, stated: Option<String>, name: &str| {
            let value = flag.clone().or(stated).or_else(|| ask(name));
            value.with_context(|| format!("name the {name} (--{name}, or {name} in the file)"))
        };
        let (name, number) = match file.administrator {
            Some(entry) => (Some(entry.name), entry.number),
            None => (None, None),
        };
        let beginning = FirstOrganisation {
            organisation: named(&self.organisation, file.organisation, "organisation")?,
            key: named(&self.key, file.key, "key")?,
            administration: self.administration.clone().or(file.administration),
            departments: match self.department.is_empty() {
                true => file.department,
                false => self.department.clone(),
            },
            administrator: Administrator {
                name: named(&self.administrator, name, "administrator")?,
                number: self.administrator_number.clone().or(number),
            },
        };
        beginning.check()?;
        let address = self
            .public_url
            .clone()
            .or(file.public_url)
            .or(kept.public_url.clone());
        let address = address
            .or_else(|| ask("address that people use (https://…)"))
            .context("name the address that people use (--public-url, or public_url in the file)")?;
        let stated = file.database_url.map(|url| url.parse()).transpose()?;
        let database_url = self.database_url.clone().or(stated).or(kept.database_url.clone());
        let secret_file = self.secret_file.clone().or(file.secret_file);
        let erasure_ledger = self.erasure_ledger.clone().or(file.erasure_ledger);
        let database = Database {
            database_url: database_url.unwrap_or(usual),
            secret_file: secret_file.or(kept.secret_file.clone()),
            erasure_ledger: erasure_ledger.or(kept.erasure_ledger.clone()),
            master_key_file: self.master_key_file.clone().or(kept.master_key_file.clone()),
            public_url: Some(address),
        };
        let mail = self.mail.section(file.mail, writes_file, ask)?;
        Ok((beginning, database, mail))
    }
}

/// Asks at a terminal. Nothing without one, or without an answer.
fn ask(name: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    eprint!("The {name}: ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok()?;
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// The configuration file of a server that begins, and its content where it stands already.
struct Settings {
    path: PathBuf,
    stands: Option<ConfigFile>,
}

impl Settings {
    /// The file that is named, or the usual one where its folder is.
    fn find(named: Option<PathBuf>) -> anyhow::Result<Option<Self>> {
        let usual = PathBuf::from(DEFAULT_PATH);
        let has_folder = usual.parent().is_some_and(Path::is_dir);
        let Some(path) = named.or(has_folder.then_some(usual)) else {
            return Ok(None);
        };
        let stands = match path.exists() {
            true => Some(ConfigFile::read(&path)?),
            false => None,
        };
        Ok(Some(Self { path, stands }))
    }

    /// The database of a server without another word: that of the package, or one in this folder.
    fn usual_database(&self) -> anyhow::Result<DatabaseUrl> {
        let path = match self.path == Path::new(DEFAULT_PATH) {
            true => PathBuf::from("/var/lib/feltbog/feltbog.db"),
            false => std::path::absolute("feltbog.db")?,
        };
        Ok(DatabaseUrl::Sqlite(path))
    }

    /// Refuses values that differ from those of a file that stands.
    fn compare(&self, values: &[(&'static str, String)]) -> anyhow::Result<()> {
        let Some(stands) = &self.stands else {
            return Ok(());
        };
        let kept = stands.values();
        for (name, value) in values {
            let before = kept.iter().find(|(other, _)| other == name);
            // The value may be a password.
            ensure!(
                before.is_some_and(|(_, before)| before == value),
                Misconfigured(format!(
                    "{} has another value for {name}: nothing was changed. Edit the file, or name its value",
                    self.path.display()
                ))
            );
        }
        Ok(())
    }

    /// Writes the file whole, for its owner and for the group of its folder.
    fn write(&self, values: &[(&'static str, String)]) -> anyhow::Result<()> {
        let failed = || format!("cannot write {}", self.path.display());
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let text = config_file::written(values);
        // What was written is what will be read.
        let mut file = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
        file.write_all(text.as_bytes()).with_context(failed)?;
        file.as_file().sync_all().with_context(failed)?;
        ConfigFile::read(file.path())?;
        let group = std::fs::metadata(folder).with_context(failed)?.gid();
        std::os::unix::fs::fchown(file.as_file(), None, Some(group)).with_context(failed)?;
        let mode = std::fs::Permissions::from_mode(0o640);
        file.as_file().set_permissions(mode).with_context(failed)?;
        file.persist(&self.path).with_context(failed)?;
        Ok(())
    }
}

impl Init {
    /// The values that the configuration file is to have.
    fn values(
        &self,
        database: &Database,
        config: &Config,
        mail: &MailSection,
    ) -> Vec<(&'static str, String)> {
        let path = |path: &PathBuf| path.display().to_string();
        let optional = [
            ("secret_file", database.secret_file.as_ref().map(path)),
            ("erasure_ledger", database.erasure_ledger.as_ref().map(path)),
            ("master_key_file", database.master_key_file.as_ref().map(path)),
            ("listen", self.listen.map(|address| address.to_string())),
            ("tls_certificate", self.tls.tls_certificate.as_ref().map(path)),
            ("tls_key", self.tls.tls_key.as_ref().map(path)),
            (
                "acme_directory",
                (self.tls.acme_directory != LETS_ENCRYPT).then(|| self.tls.acme_directory.clone()),
            ),
            ("acme_contact", self.tls.acme_contact.clone()),
            ("acme_folder", self.tls.acme_folder.as_ref().map(path)),
            ("acme_roots", self.tls.acme_roots.as_ref().map(path)),
            ("recipient", self.recipient.clone()),
            ("folder", self.folder.as_ref().map(path)),
            ("mail_server", mail.server.clone()),
            ("mail_port", mail.port.map(|port| port.to_string())),
            ("mail_tls", mail.tls.map(|mode| mode.key().to_owned())),
            ("mail_user", mail.user.clone()),
            ("mail_password_file", mail.password_file.as_ref().map(path)),
            ("mail_from", mail.from.clone()),
            ("mail_roots", mail.roots.as_ref().map(path)),
            ("mail_digest_hour", mail.digest_hour.map(|hour| hour.to_string())),
        ];
        let mode = match self.tls.tls {
            TlsChoice::Proxy => "proxy",
            TlsChoice::Files => "files",
            TlsChoice::Acme => "acme",
        };
        let proxies: Vec<_> = self.trusted_proxies.iter().map(ToString::to_string).collect();
        let proxies = match (proxies.is_empty(), self.tls.tls) {
            (true, TlsChoice::Proxy) if config.is_secure() => Some("127.0.0.1/32,::1/128".to_owned()),
            (true, _) => None,
            (false, _) => Some(proxies.join(",")),
        };
        let mut values = vec![
            ("public_url", config.public_url.clone()),
            ("database_url", database.database_url.whole()),
            ("tls", mode.to_owned()),
        ];
        values.extend(proxies.map(|proxies| ("trusted_proxies", proxies)));
        values.extend(
            optional
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        values
    }
}

/// Gives files that root has made to the owner of their folder, which is the server's user.
fn give_to_owner(files: &[PathBuf]) -> anyhow::Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    for file in files.iter().filter(|file| file.exists()) {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let owner = std::fs::metadata(folder.unwrap_or(Path::new(".")))?;
        std::os::unix::fs::chown(file, Some(owner.uid()), Some(owner.gid()))
            .with_context(|| format!("cannot give {} to the server's user", file.display()))?;
    }
    Ok(())
}

/// Begins an organisation.
pub(crate) async fn init(arguments: Init, config_file: Option<PathBuf>) -> anyhow::Result<()> {
    let settings = Settings::find(config_file)?;
    let kept = settings
        .as_ref()
        .and_then(|settings| settings.stands.clone())
        .unwrap_or_default();
    let usual = match &settings {
        Some(settings) => settings.usual_database()?,
        None => DatabaseUrl::Sqlite("feltbog.db".into()),
    };
    let writes_file = settings
        .as_ref()
        .is_some_and(|settings| settings.stands.is_none());
    let (beginning, database, mail) = arguments.read(&kept, usual, writes_file)?;
    let config = database.config(8080);
    let address = &config.public_url;
    ensure!(
        address.starts_with("https://") || !config.is_secure(),
        "people's phones would send their session unencrypted to {address}: name an address with https://"
    );
    let values = arguments.values(&database, &config, &mail);
    if let Some(settings) = &settings {
        let stated = values.iter().filter(|(name, _)| arguments.has_stated(name));
        settings.compare(&stated.cloned().collect::<Vec<_>>())?;
    }
    println!("feltbog init will:");
    match &settings {
        Some(Settings { path, stands: None }) => println!("- write {} (0640)", path.display()),
        Some(Settings { path, .. }) => println!("- leave {} as it is", path.display()),
        None => {}
    }
    println!("- make {} or bring it up to date", database.database_url);
    println!(
        "- make the secret {} unless it is there",
        config.secret_file().display()
    );
    for line in beginning.plan() {
        println!("- {line}");
    }
    match &mail.server {
        Some(server) => println!("- send mail by {server}"),
        None if writes_file => println!("- send no mail: name --mail-server, or [mail] in the file"),
        None => {}
    }
    println!("- print links for the administrator's phone and for the office, at {address}");
    println!("What stands already with these values stays as it is.");
    if arguments.dry_run {
        match standing(&database.database_url, &beginning).await? {
            None => println!("PostgreSQL was not looked at, because it has to be brought up to date first."),
            Some(roster) => match beginning.compare(&roster)? {
                Some(_) => println!("The organisation stands with these values."),
                None => println!("There is no organisation yet."),
            },
        }
        println!("Nothing was done: this was a dry run.");
        return Ok(());
    }
    // Nothing that is made from here on is for others.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    if let Some(settings) = settings.filter(|settings| settings.stands.is_none()) {
        settings.write(&values)?;
    }
    make_folder(&config.data_folder())?;
    let ledger = config.ledger_file();
    let starts = beside(&ledger, StartCount::ENDING);
    let mut files = vec![config.secret_file(), ledger, starts];
    if let Some(file) = config.database.file() {
        files.extend(["", "-wal", "-shm"].map(|ending| beside(file, ending)));
    }
    let app = database.open_with(config).await?;
    let begun = beginning::begin(&app, &beginning).await?;
    // The ledger notes now what it would note at the next start, so that another run changes nothing.
    settlement::settle(&*app.store, &app.ledger, SystemClock.now()).await?;
    match (begun.is_new, begun.cards) {
        (true, cards) => println!("{} has begun, with {cards} action cards.", beginning.organisation),
        (false, 0) => println!(
            "{} stands with these values: nothing was changed.",
            beginning.organisation
        ),
        (false, cards) => println!(
            "{} stood already; {cards} action cards were missing and are there now.",
            beginning.organisation
        ),
    }
    if begun.is_new || arguments.new_link {
        let codes = enrolment::invite(&app, begun.administrator, enrolment::CODE_LIFETIME_MILLIS).await?;
        println!(
            "{} ({}), once and within ten minutes:",
            beginning.administrator.name,
            ADMINISTRATOR.key()
        );
        println!("Link: {}", enrolment::link(&app, &codes));
        println!("Code: {}", codes.typed);
        let office = invitation::invite(&app, begun.administrator).await?;
        println!("Office, once and within 72 hours: {}", office.link);
    } else {
        println!(
            "For another link for {}: feltbog init with --new-link.",
            beginning.administrator.name
        );
    }
    app.close().await;
    give_to_owner(&files)
}

/// Imports lists. `false` when they have faults, and nothing was imported.
pub(crate) async fn import(arguments: Import) -> anyhow::Result<bool> {
    let mut lists = arguments.lists()?;
    let is_named = [&lists.departments, &lists.people, &lists.grants, &lists.dwellings];
    ensure!(
        is_named.into_iter().any(Option::is_some),
        "name a list: --departments, --people, --grants or --dwellings"
    );
    let language = arguments.language();
    let tell = |plan: &import::Plan| {
        for line in plan.lines(language) {
            println!("{line}");
        }
        if let Some(path) = &arguments.report {
            let written = std::fs::write(path, plan.csv(language));
            written.with_context(|| format!("cannot write {}", path.display()))?;
        }
        anyhow::Ok(())
    };
    if arguments.dry_run {
        let url = &arguments.database.database_url;
        let Some(looked) = look_at(url).await? else {
            bail!("a dry run changes nothing, and the database is not up to date: run feltbog migrate first");
        };
        let Some(looked) = looked else {
            bail!("there is no database yet: begin an organisation with feltbog init");
        };
        let has_organisation = looked.store.organisation().await?.is_some();
        ensure!(
            has_organisation,
            "the database has no organisation yet: begin one with feltbog init"
        );
        lists.organisation = organisation(&*looked.store, arguments.organisation.as_deref()).await?;
        let plan = import::plan_on(&*looked.store, &lists, SystemClock.now(), &SystemRandom).await?;
        looked.store.close().await;
        tell(&plan)?;
        println!("{}", plan.outcome(language, true));
        return Ok(plan.fault_count == 0);
    }
    let app = arguments.database.open().await?;
    require_organisation(&app).await?;
    lists.organisation = match organisation(&*app.store, arguments.organisation.as_deref()).await {
        Ok(organisation) => organisation,
        Err(error) => {
            app.close().await;
            return Err(error);
        }
    };
    let plan = import::plan(&app, &lists).await?;
    tell(&plan)?;
    if plan.fault_count == 0 {
        let cards = match import::carry_out(&app, &plan).await {
            Ok(cards) => cards,
            Err(error) => match error.text(language) {
                Some(text) => bail!(text),
                None => return Err(error.into()),
            },
        };
        println!("{}", plan.outcome(language, false));
        if cards > 0 {
            let count = cards.to_string();
            println!("{}", Sentence::Cards { count }.text(language));
        }
    } else {
        println!("{}", plan.outcome(language, false));
    }
    app.close().await;
    Ok(plan.fault_count == 0)
}

/// A database that is looked at and not touched.
struct Looked {
    store: Arc<dyn Store>,
    /// The folder of the copy, for as long as it is looked at.
    _folder: Option<tempfile::TempDir>,
}

/// Opens a database without touching it: SQLite in a copy. The outer nothing stands for one that has to be brought up
/// to date first, the inner for one that is not there.
async fn look_at(database: &DatabaseUrl) -> anyhow::Result<Option<Option<Looked>>> {
    let file = match database {
        DatabaseUrl::Postgres(url) => {
            let store = PostgresStore::open_current(url).await?;
            let looked = |store| Looked {
                store: Arc::new(store),
                _folder: None,
            };
            return Ok(store.map(|store| Some(looked(store))));
        }
        DatabaseUrl::Sqlite(file) => file,
    };
    if !file.exists() {
        return Ok(Some(None));
    }
    // A copy is opened, because opening brings a database up to date.
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let copy = folder.path().join("copy.db");
    copy_file(file, &copy)?;
    let log = beside(file, "-wal");
    if log.exists() {
        copy_file(&log, &beside(&copy, "-wal"))?;
    }
    let store = DatabaseUrl::Sqlite(copy).open().await?;
    let _folder = Some(folder);
    Ok(Some(Some(Looked { store, _folder })))
}

/// The organisation in a database that is not to be touched. Nothing for one that cannot be read without a change.
async fn standing(database: &DatabaseUrl, beginning: &FirstOrganisation) -> anyhow::Result<Option<Roster>> {
    let Some(looked) = look_at(database).await? else {
        return Ok(None);
    };
    let Some(looked) = looked else {
        return Ok(Some(Roster::default()));
    };
    let roster = beginning.roster(&*looked.store).await;
    looked.store.close().await;
    Ok(Some(roster?))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn copy_file(from: &Path, to: &Path) -> anyhow::Result<()> {
    let copied = std::fs::copy(from, to);
    copied.with_context(|| format!("cannot read {}", from.display()))?;
    Ok(())
}

/// The organisation with a key, or the only one.
async fn organisation(store: &dyn Store, key: Option<&str>) -> anyhow::Result<Option<OrganisationId>> {
    let known = store.organisations().await?;
    let found = match (key, known.as_slice()) {
        (Some(key), all) => all.iter().find(|(_, _, other)| other.as_deref() == Some(key)),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    if let Some((id, ..)) = found {
        return Ok(Some(*id));
    }
    let keys: Vec<_> = known.into_iter().filter_map(|(_, _, key)| key).collect();
    bail!("name the organisation with --organisation: {}", keys.join(", "))
}

/// Says what to do on a database without an organisation.
pub(crate) async fn require_organisation(app: &feltbog_server::App) -> anyhow::Result<()> {
    if app.store.organisation().await?.is_none() {
        app.close().await;
        bail!("the database has no organisation yet: begin one with feltbog init");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice() -> MailChoice {
        MailChoice {
            mail_server: None,
            mail_port: None,
            mail_tls: None,
            mail_user: None,
            mail_password_file: None,
            mail_from: None,
        }
    }

    fn answers(name: &str) -> Option<String> {
        let known = [
            ("mail server", "smtp.example.dk"),
            ("sender", "feltbog@example.dk"),
            ("name to sign in", "feltbog"),
            ("file with", "/etc/feltbog/mail.password"),
        ];
        let found = known.iter().find(|(begin, _)| name.starts_with(begin));
        found.map(|(_, answer)| (*answer).to_owned())
    }

    #[test]
    fn the_mail_server_is_stated_or_answered_or_left_out() {
        let none = choice().section(MailSection::default(), true, |_| None).unwrap();
        assert_eq!(none.server, None);
        // Nobody is asked where no file will be written.
        let none = choice().section(MailSection::default(), false, answers).unwrap();
        assert_eq!(none.server, None);
        let asked = choice().section(MailSection::default(), true, answers).unwrap();
        assert_eq!(
            (
                asked.server.as_deref(),
                asked.from.as_deref(),
                asked.user.as_deref()
            ),
            (
                Some("smtp.example.dk"),
                Some("feltbog@example.dk"),
                Some("feltbog")
            )
        );
        assert_eq!(asked.password_file, Some("/etc/feltbog/mail.password".into()));
        // A flag goes before the file, and what is stated is not asked about.
        let stated = MailSection {
            server: Some("smtp.file.dk".into()),
            from: Some("a@file.dk".into()),
            port: Some(2525),
            ..MailSection::default()
        };
        let flags = MailChoice {
            mail_server: Some("smtp.flag.dk".into()),
            ..choice()
        };
        let read = flags.section(stated, true, answers).unwrap();
        assert_eq!(
            (read.server.as_deref(), read.from.as_deref(), read.port, read.user),
            (Some("smtp.flag.dk"), Some("a@file.dk"), Some(2525), None)
        );
        let lacking = MailChoice {
            mail_server: Some("smtp.flag.dk".into()),
            ..choice()
        };
        assert!(lacking.section(MailSection::default(), false, answers).is_err());
    }
}
