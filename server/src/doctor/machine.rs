//! Checks of the machine: disk, files, database, secret, ledger, backups.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::address::clock;
use super::texts::Doctor;
use super::{DAY, Examination, Finding};
use crate::config::{Config, Tls};
use crate::marks::{self, Mark};
use crate::master_key::MasterKeySource;
use crate::seal::Secret;
use crate::secret_keys::former_files;
use crate::store::Inspection;

/// Least share of the disk that should be free, in per cent.
const FREE: u64 = 15;
/// The share of a quota from which on it is told, in per cent.
const QUOTA: u64 = 80;
/// Greatest age of a backup, in milliseconds: a day and two hours.
const BACKUP_AGE: i64 = 26 * 3_600_000;
/// Greatest age of the night's work, in milliseconds: a day and two hours.
const NIGHT_AGE: i64 = 26 * 3_600_000;
/// Greatest age of a verification.
const VERIFICATION_AGE: i64 = 8 * DAY;
/// Greatest age of a comparison of the secret's copy.
const SECRET_COPY_AGE: i64 = 366 * DAY;

pub(super) async fn findings(examination: &Examination, texts: &'static Doctor) -> Vec<Finding> {
    let config = &examination.config;
    let mut findings = vec![disk(config, texts), files(examination, texts)];
    match config.database.inspect().await {
        Ok(inspection) => findings.extend(database(examination, texts, &inspection)),
        Err(error) => {
            let text = texts.database_away.with(&[&error.to_string()]);
            findings.push(Finding::fault("database", text, texts.database_away_advice));
        }
    }
    findings.push(secret_copy(examination, texts));
    findings.push(ledger(config, texts));
    findings.push(backup(examination, texts));
    findings.push(verification(examination, texts));
    findings.push(background(examination, texts));
    findings
}

fn disk(config: &Config, texts: &Doctor) -> Finding {
    let folder = config.data_folder();
    let shown = folder.display().to_string();
    match marks::disk_space(&folder) {
        Ok(space) => room(texts, &shown, space),
        Err(_) => {
            let text = texts.folder_missing.with(&[&shown]);
            Finding::fault("disk", text, texts.folder_missing_advice)
        }
    }
}

/// The finding for so many free bytes of all.
fn room(texts: &Doctor, shown: &str, (free, all): (u64, u64)) -> Finding {
    let percent = u128::from(free) * 100 / u128::from(all.max(1));
    let percent_shown = percent.to_string();
    let parts = [percent_shown.as_str(), shown];
    match percent < u128::from(FREE) {
        true => Finding::warning("disk", texts.disk_full.with(&parts), texts.disk_full_advice),
        false => Finding::ok("disk", texts.disk_ok.with(&parts)),
    }
}

/// Files that nobody else may read. A folder that others cannot enter protects what is in it.
fn files(examination: &Examination, texts: &Doctor) -> Finding {
    let config = &examination.config;
    let mut files: Vec<PathBuf> = vec![config.secret_file(), config.ledger_file()];
    let former = former_files(&config.secret_file()).unwrap_or_default();
    files.extend(former.into_iter().map(|(_, file)| file));
    if let Some(MasterKeySource::File(file)) = &config.master_key {
        let former = former_files(file).unwrap_or_default();
        files.extend(former.into_iter().map(|(_, file)| file));
        files.push(file.clone());
    }
    files.extend(config.database.file().map(Path::to_owned));
    files.extend(examination.config_file.clone());
    files.extend(config.mail.iter().filter_map(|mail| mail.password_file.clone()));
    match &config.tls {
        Tls::Proxy => {}
        Tls::Files { key, .. } => files.push(key.clone()),
        Tls::Acme(options) => files.push(options.folder.clone()),
    }
    let is_open =
        |path: &Path| std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o007 != 0);
    let is_entered = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::metadata(folder.unwrap_or(Path::new(".")))
            .is_ok_and(|folder| folder.permissions().mode() & 0o001 != 0)
    };
    match files.iter().find(|path| is_open(path) && is_entered(path)) {
        Some(open) => {
            let shown = open.display().to_string();
            let text = texts.files_open.with(&[&shown]);
            Finding::fault("files", text, texts.files_open_advice.with(&[&shown]))
        }
        None => Finding::ok("files", texts.files_ok),
    }
}

fn database(examination: &Examination, texts: &Doctor, found: &Inspection) -> Vec<Finding> {
    let config = &examination.config;
    let mut findings = Vec::new();
    findings.push(match found.migration {
        Some(migration) if migration > found.known => {
            let text = texts.database_newer.with(&[&migration.to_string()]);
            Finding::fault("database", text, texts.database_newer_advice)
        }
        Some(migration) if migration == found.known => Finding::ok("database", texts.database_ok),
        older => {
            let text = texts
                .database_older
                .with(&[&older.unwrap_or_default().to_string()]);
            Finding::warning("database", text, texts.database_older_advice)
        }
    });
    findings.push(match found.careless.first() {
        Some((setting, value)) => {
            let text = texts.durability_careless.with(&[setting, value]);
            Finding::fault("durability", text, texts.durability_careless_advice)
        }
        None => Finding::ok("durability", texts.durability_ok),
    });
    findings.push(match found.orphans {
        0 => Finding::ok("orphans", texts.orphans_ok),
        count => {
            let text = texts.orphans_found.with(&[&count.to_string()]);
            Finding::fault("orphans", text, texts.orphans_found_advice)
        }
    });
    findings.push(quota(config, texts, found));
    let secret = Secret::existing(&config.secret_file()).ok();
    let fits = secret.is_some_and(|secret| {
        found
            .secret
            .is_none_or(|known| secret.fingerprints().contains(&known))
    });
    findings.push(match fits {
        true => Finding::ok("secret", texts.secret_ok),
        false => {
            let text = texts
                .secret_other
                .with(&[&config.secret_file().display().to_string()]);
            Finding::fault("secret", text, texts.secret_other_advice)
        }
    });
    findings.extend(
        found
            .clock
            .map(|there| clock(texts, examination.now.since(there))),
    );
    findings
}

/// The greatest share of their quotas that one person and one department use.
fn quota(config: &Config, texts: &Doctor, found: &Inspection) -> Finding {
    let percent = |used: u64, of: u64| u128::from(used) * 100 / u128::from(of.max(1));
    let person = percent(found.most_of_person, config.quota.person);
    let department = percent(found.most_of_department, config.quota.department);
    let used = person.max(department);
    let shown = used.to_string();
    let check = "quota";
    if used >= 100 {
        Finding::fault(check, texts.quota_used_up.with(&[&shown]), texts.quota_advice)
    } else if used >= u128::from(QUOTA) {
        Finding::warning(check, texts.quota_nearly.with(&[&shown]), texts.quota_advice)
    } else {
        Finding::ok(check, texts.quota_ok.with(&[&shown]))
    }
}

/// The age of a mark, in milliseconds.
fn age(examination: &Examination, mark: Mark) -> Option<i64> {
    let at = marks::read(&examination.config.data_folder(), mark)?;
    Some(examination.now.since(at))
}

fn secret_copy(examination: &Examination, texts: &Doctor) -> Finding {
    let check = "secret_copy";
    match age(examination, Mark::SecretCopy).filter(|age| *age <= SECRET_COPY_AGE) {
        Some(age) => Finding::ok(check, texts.secret_copy_ok.with(&[&(age / DAY).to_string()])),
        None => {
            let file = examination.config.secret_file().display().to_string();
            let advice = texts.secret_copy_missing_advice.with(&[&file]);
            Finding::warning(check, texts.secret_copy_missing, advice)
        }
    }
}

fn ledger(config: &Config, texts: &Doctor) -> Finding {
    let file = config.ledger_file();
    let disk = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::metadata(folder.unwrap_or(Path::new(".")))
            .ok()
            .map(|folder| folder.dev())
    };
    // A database elsewhere is on another disk.
    let is_same = config
        .database
        .file()
        .is_some_and(|database| disk(database) == disk(&file));
    match is_same {
        true => {
            let text = texts.ledger_same_disk.with(&[&file.display().to_string()]);
            Finding::warning("ledger", text, texts.ledger_same_disk_advice)
        }
        false => Finding::ok("ledger", texts.ledger_ok),
    }
}

fn backup(examination: &Examination, texts: &Doctor) -> Finding {
    let check = "backup";
    let Some(age) = age(examination, Mark::Backup) else {
        return Finding::fault(check, texts.backup_none, texts.backup_advice);
    };
    let hours = (age / 3_600_000).to_string();
    match age > BACKUP_AGE {
        true => Finding::fault(check, texts.backup_old.with(&[&hours]), texts.backup_advice),
        false => Finding::ok(check, texts.backup_ok.with(&[&hours])),
    }
}

fn verification(examination: &Examination, texts: &Doctor) -> Finding {
    let check = "verification";
    let Some(age) = age(examination, Mark::Verification) else {
        return Finding::warning(check, texts.verification_none, texts.verification_advice);
    };
    let days = (age / DAY).to_string();
    match age > VERIFICATION_AGE {
        true => Finding::warning(
            check,
            texts.verification_old.with(&[&days]),
            texts.verification_advice,
        ),
        false => Finding::ok(check, texts.verification_ok.with(&[&days])),
    }
}

/// The work that a server does each night while it runs.
fn background(examination: &Examination, texts: &Doctor) -> Finding {
    let check = "background";
    let Some(age) = age(examination, Mark::NightWork) else {
        return Finding::warning(check, texts.background_none, texts.background_advice);
    };
    let hours = (age / 3_600_000).to_string();
    match age > NIGHT_AGE {
        true => Finding::warning(
            check,
            texts.background_old.with(&[&hours]),
            texts.background_advice,
        ),
        false => Finding::ok(check, texts.background_ok.with(&[&hours])),
    }
}

#[cfg(test)]
mod tests {
    use feltbog_shared::language::Language;
    use feltbog_shared::moment::Moment;

    use super::*;
    use crate::doctor::Outcome;
    use crate::store::DatabaseUrl;

    #[test]
    fn what_only_a_broken_machine_shows_has_its_sentence() {
        for language in [Language::Danish, Language::English] {
            let texts = Doctor::of(language);
            assert_eq!(room(texts, "/data", (15, 100)).outcome, Outcome::Ok);
            let full = room(texts, "/data", (14, 100));
            assert_eq!(full.outcome, Outcome::Warning);
            assert!(
                full.text.contains("14 %") && full.text.contains("/data"),
                "{full:?}"
            );

            let examination = Examination {
                config: Config::new(
                    DatabaseUrl::Sqlite("nowhere/feltbog.db".into()),
                    "http://localhost",
                ),
                config_file: None,
                roots: None,
                providers: None,
                for_version: None,
                language,
                now: Moment::default(),
            };
            let broken = Inspection {
                migration: Some(9_000),
                known: 8,
                careless: vec![("fsync".to_owned(), "off".to_owned())],
                orphans: 3,
                most_of_person: examination.config.quota.person / 2,
                most_of_department: examination.config.quota.department / 100 * 104,
                ..Inspection::default()
            };
            let told = database(&examination, texts, &broken);
            for (check, says) in [
                ("database", "9000"),
                ("durability", "fsync = off"),
                ("orphans", "3 "),
                ("quota", "104 %"),
            ] {
                let found = told.iter().find(|finding| finding.check == check);
                let found = found.expect("a finding");
                assert_eq!(found.outcome, Outcome::Fault);
                assert!(found.text.contains(says) && !found.advice.is_empty(), "{found:?}");
            }
            for (percent, outcome) in [(79, Outcome::Ok), (80, Outcome::Warning), (100, Outcome::Fault)] {
                let used = Inspection {
                    most_of_person: examination.config.quota.person / 100 * percent,
                    ..Inspection::default()
                };
                let found = quota(&examination.config, texts, &used);
                assert_eq!(found.outcome, outcome, "{found:?}");
                assert!(found.text.contains(&format!("{percent} %")), "{found:?}");
            }
        }
    }
}
