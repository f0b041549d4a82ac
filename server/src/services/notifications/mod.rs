//! News for people outside the app: mail, and push to phones. Neither holds anything that somebody recorded.

pub mod digest;
pub mod mail;
pub mod push;
pub(crate) mod sender;
mod texts;
pub mod waiting;

use feltbog_shared::id::UserId;
use feltbog_shared::language::Language;
use feltbog_shared::office_notifications::{MySettings, MySettingsChange};

use crate::error::Error;
use crate::state::App;
use crate::store::PersonSettings;

/// The language of a person's mails.
async fn language_of(app: &App, person: UserId) -> Result<Language, Error> {
    let settings = app.store.person_settings(person).await?;
    Ok(settings.map(|settings| settings.language).unwrap_or_default())
}

/// The settings of a person who is signed in to the office.
///
/// # Errors
/// When the database fails.
pub async fn my_settings(app: &App, person: UserId) -> Result<MySettings, Error> {
    let kept = app.store.person_settings(person).await?;
    Ok(MySettings {
        mail: app.store.person_mail(person).await?,
        sends_mail: app.config.mail.is_some(),
        digest_hour: app.config.mail.as_ref().map_or(0, |mail| mail.digest_hour),
        // Nobody has said that they want none, and everybody who comes here can say so.
        digest: kept.is_none_or(|settings| settings.digest),
        language: kept
            .map(|settings| settings.language)
            .unwrap_or_default()
            .tag()
            .to_owned(),
    })
}

/// Changes the settings of a person.
///
/// # Errors
/// When the database fails.
pub async fn change_my_settings(
    app: &App,
    person: UserId,
    change: &MySettingsChange,
) -> Result<MySettings, Error> {
    let settings = PersonSettings {
        digest: change.digest,
        language: Language::preferred(&change.language),
    };
    app.store.set_person_settings(person, settings).await?;
    my_settings(app, person).await
}
