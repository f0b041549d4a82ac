//! The template of a run: the database of the demo organisation and phones that are enrolled in it. Made once, and copied
//! for each test that is not about enrolling.

use crate::demo::{AMBASSADOR, CARETAKER, SOCIAL_CARETAKER, enrol};
use crate::folders::copy_folder;
use crate::phone::Phone;
use crate::proxy::Proxy;
use crate::server::{self, LOG, Server};
use crate::{axe, wait};
use anyhow::{Context, Result};
use futures::future::try_join_all;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::OnceCell;

/// People whose phones the template holds, with the names of their folders.
const PEOPLE: [(&str, &str); 3] = [
    ("caretaker", CARETAKER),
    ("social-caretaker", SOCIAL_CARETAKER),
    ("ambassador", AMBASSADOR),
];
/// The folder of a phone that holds its profile.
const PROFILE: &str = "profile";
/// The file that says that a template is complete.
const COMPLETE: &str = "complete";
/// A first run of the demo organisation in a development build takes its time.
const ENROLLING: Duration = Duration::from_secs(300);

/// The template of this run.
#[derive(Clone, Debug)]
pub(crate) struct Template(PathBuf);

impl Template {
    /// The template that fits the server and the client as they are. The first test that asks makes it, and tests of
    /// other processes wait for that.
    pub(crate) async fn get() -> Result<Self> {
        static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
        let template = TEMPLATE.get_or_try_init(|| async {
            let runs = std::env::temp_dir().join("feltbog-templates");
            fs::create_dir_all(&runs)?;
            let folder = runs.join(name()?);
            if !folder.join(COMPLETE).exists() {
                let lock = File::create(runs.join("lock"))?;
                wait::until("the template of another test", ENROLLING, async || {
                    Ok(lock.try_lock().is_ok().then_some(()))
                })
                .await?;
                if !folder.join(COMPLETE).exists() {
                    make(&folder).await.context("the template cannot be made")?;
                }
            }
            anyhow::Ok(Self(folder))
        });
        Ok(template.await?.clone())
    }

    /// The names of people whose phones it holds.
    pub(crate) fn people() -> impl Iterator<Item = &'static str> {
        PEOPLE.iter().map(|(_, person)| *person)
    }

    /// Copies the server's files into a folder.
    pub(crate) fn copy_server(&self, to: &Path) -> Result<()> {
        copy_folder(&self.0.join("server"), to)?;
        let log = to.join(LOG);
        if log.exists() {
            fs::remove_file(log)?;
        }
        Ok(())
    }

    /// The profile of a person's enrolled phone.
    pub(crate) fn profile(&self, person: &str) -> Result<PathBuf> {
        let found = PEOPLE.iter().find(|(_, other)| *other == person);
        let (folder, _) = found.with_context(|| format!("no phone of {person} in the template"))?;
        Ok(self.0.join(folder).join(PROFILE))
    }
}

/// The folder's name: other programs, another client and another day make another template.
fn name() -> Result<String> {
    let binary = server::binary()?;
    let written = |file: &Path| -> Result<(u64, std::time::SystemTime)> {
        let data = fs::metadata(file).with_context(|| format!("there is no {}", file.display()))?;
        Ok((data.len(), data.modified()?))
    };
    let version = axe::target()?.join("client/version.txt");
    let mut hasher = DefaultHasher::new();
    (written(&binary)?, fs::read(version)?).hash(&mut hasher);
    #[expect(
        clippy::disallowed_methods,
        reason = "the demo organisation's year ends on the day it is made"
    )]
    let now = std::time::SystemTime::now();
    let days = now.duration_since(std::time::UNIX_EPOCH)?.as_secs() / 86_400;
    Ok(format!("template-{days}-{:016x}", hasher.finish()))
}

async fn make(folder: &Path) -> Result<()> {
    if folder.exists() {
        // Left behind by a run that was ended.
        fs::remove_dir_all(folder)?;
    }
    let mut server = Server::start(&folder.join("server"), &["--demo"]).await?;
    let enrolling = PEOPLE.map(|(name, person)| {
        let (server, folder) = (&server, folder.join(name));
        async move {
            let phone = Phone::new(name, &folder, Proxy::start(server.address()).await?)?;
            phone.start().await?;
            enrol(&phone, server, person).await?;
            phone.is_installed().await?;
            phone.close().await
        }
    });
    try_join_all(enrolling).await?;
    server.stop().await?;
    File::create(folder.join(COMPLETE))?;
    Ok(())
}
