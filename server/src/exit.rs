//! The exit codes of the command line. They are told apart by the service manager, by timers and by scripts.

use std::process::ExitCode;

use feltbog_server::backup::BackupError;
use feltbog_server::config::InsecureUrl;
use feltbog_server::config_file::ConfigFileError;
use feltbog_server::services::at_rest::MasterKeyRotationError;
use feltbog_server::services::rotation::RotationError;
use feltbog_server::store::StoreError;
use feltbog_server::tls::TlsError;
use feltbog_server::{OpenError, ServeError};

/// Wrong configuration.
const CONFIGURATION: u8 = 3;
/// A database that a newer server wrote.
const NEWER: u8 = 4;
/// A secret that is missing, unreadable or another one.
const SECRET: u8 = 5;
/// `feltbog doctor` found nothing worse than warnings.
pub(crate) const WARNINGS: u8 = 6;
/// `feltbog doctor` found faults.
pub(crate) const FAULTS: u8 = 7;
/// A database that is away just now.
const LATER: u8 = 75;

/// Values that do not go together.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Misconfigured(pub(crate) String);

/// The exit code for an error.
pub(crate) fn code(error: &anyhow::Error) -> ExitCode {
    let found = error.chain().find_map(|error| {
        if error.is::<ConfigFileError>() || error.is::<Misconfigured>() || error.is::<InsecureUrl>() {
            return Some(CONFIGURATION);
        }
        if error.is::<TlsError>() {
            return Some(CONFIGURATION);
        }
        if let Some(ServeError::Tls(_)) = error.downcast_ref() {
            return Some(CONFIGURATION);
        }
        if let Some(RotationError::OtherSecret(_) | RotationError::File(..)) = error.downcast_ref() {
            return Some(SECRET);
        }
        if let Some(BackupError::Store(error)) = error.downcast_ref() {
            return of_store(error);
        }
        match error.downcast_ref() {
            Some(MasterKeyRotationError::Store(error)) => return of_store(error),
            Some(MasterKeyRotationError::File(..)) => return Some(SECRET),
            Some(MasterKeyRotationError::NoFile) => return Some(CONFIGURATION),
            None => {}
        }
        match error.downcast_ref() {
            Some(OpenError::Secret(..) | OpenError::OtherSecret(_)) => return Some(SECRET),
            Some(OpenError::Unnamed) => return Some(CONFIGURATION),
            Some(OpenError::Store(error)) => return of_store(error),
            _ => {}
        }
        error.downcast_ref().and_then(of_store)
    });
    found.map_or(ExitCode::FAILURE, ExitCode::from)
}

fn of_store(error: &StoreError) -> Option<u8> {
    match error {
        StoreError::Newer(_) => Some(NEWER),
        StoreError::Locked | StoreError::OtherMasterKey | StoreError::MasterKey(_) => Some(SECRET),
        StoreError::Setting { .. } => Some(CONFIGURATION),
        error if error.is_away() => Some(LATER),
        _ => None,
    }
}
