//! The background of the map: tiles of a service that the organisation chose. The server fetches them, so that a browser
//! asks nobody else and the site's policy of content stays as strict as it is.

use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::office::nature_work::{MapBackground, MapBackgroundSetting};
use feltbog_shared::refusal::RefusalCode;
use serde_json::json;

use super::places::{DepartmentOfReader, OrganisationOfReader, may_set, organisation_of};
use crate::error::Error;
use crate::outbound::{Bytes, Outbound};
use crate::services::administration::noting::{Noted, note};
use crate::state::App;
use crate::store::MapBackgroundRow;

/// Most characters of an address of tiles.
const URL: usize = 500;
/// Most characters of the source.
const ATTRIBUTION: usize = 200;
/// The deepest zoom of any service.
const DEEPEST: u8 = 22;
/// The places in an address of tiles.
const PLACES: [&str; 3] = ["{z}", "{x}", "{y}"];
/// The kinds of pictures that are passed on.
const PICTURES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// A tile.
#[derive(Debug)]
pub struct Tile {
    /// The kind of picture.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

/// The background as those see it who read the map.
pub(super) async fn shown(app: &App, organisation: OrganisationId) -> Result<Option<MapBackground>, Error> {
    let row = app.store.map_background(organisation).await?;
    Ok(row.map(|row| MapBackground {
        attribution: row.attribution,
        deepest_zoom: row.deepest_zoom,
    }))
}

/// The background as those see it who set it. The address may hold a key of the service.
///
/// # Errors
/// `NOT_FOUND` for an organisation that is not the person's, `NO_ACCESS` without the right.
pub async fn read(app: &App, person: UserId, organisation: &str) -> Result<MapBackgroundSetting, Error> {
    let organisation = settable(app, person, organisation).await?;
    let row = app.store.map_background(organisation.row.id).await?;
    let row = row.map(|row| MapBackgroundSetting {
        url: row.url,
        attribution: row.attribution,
        deepest_zoom: row.deepest_zoom,
    });
    Ok(row.unwrap_or_default())
}

/// Keeps the background. An empty address ends it.
///
/// # Errors
/// As [`read`]; `InvalidValue` for an address that cannot be called or lacks a place, and for a background without its
/// source.
pub async fn set(
    app: &App,
    person: UserId,
    organisation: &str,
    setting: &MapBackgroundSetting,
) -> Result<(), Error> {
    let found = settable(app, person, organisation).await?;
    let (url, attribution) = (setting.url.trim(), setting.attribution.trim());
    if url.is_empty() {
        return keep(app, person, &found, None).await;
    }
    let is_sensible = url.len() <= URL
        && PLACES.iter().all(|place| url.matches(place).count() == 1)
        && (1..=ATTRIBUTION).contains(&attribution.chars().count())
        && (1..=DEEPEST).contains(&setting.deepest_zoom)
        && outbound(app).check(&address(url, (0, 0, 0))).is_ok();
    if !is_sensible {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let row = MapBackgroundRow {
        url: url.to_owned(),
        attribution: attribution.to_owned(),
        deepest_zoom: setting.deepest_zoom,
    };
    keep(app, person, &found, Some(&row)).await
}

/// Keeps a background and notes it. The address may hold a key of the service, so that the log tells its host alone.
async fn keep(
    app: &App,
    person: UserId,
    organisation: &OrganisationOfReader,
    row: Option<&MapBackgroundRow>,
) -> Result<(), Error> {
    let id = organisation.row.id;
    let before = app.store.map_background(id).await?;
    app.store.set_map_background(id, row).await?;
    let told = |row: &MapBackgroundRow| {
        let host = row.url.split('/').nth(2).unwrap_or_default();
        json!({ "host": host, "source": row.attribution, "deepest_zoom": row.deepest_zoom }).to_string()
    };
    let noted = Noted {
        organisation: id,
        by: person,
        action: "map_background_changed",
        target: "map_background".to_owned(),
        subject: organisation.row.name.clone(),
        before: before.as_ref().map(told),
        after: row.map(told),
    };
    note(app, noted).await
}

/// A tile for somebody who reads the map: zoom, column and row.
///
/// # Errors
/// `NOT_FOUND` for a tile that is not there, or not for this person.
pub async fn tile(
    app: &App,
    person: UserId,
    organisation: &str,
    (zoom, column, row): (u8, u32, u32),
) -> Result<Tile, Error> {
    let organisation = organisation_of(app, person, organisation).await?;
    if !organisation
        .departments
        .iter()
        .any(DepartmentOfReader::reads_nature)
    {
        return Err(Error::NOT_FOUND);
    }
    let background = app.store.map_background(organisation.row.id).await?;
    let background = background.ok_or(Error::NOT_FOUND)?;
    let count = 1_u32.checked_shl(u32::from(zoom)).unwrap_or_default();
    if zoom > background.deepest_zoom || column >= count || row >= count {
        return Err(Error::NOT_FOUND);
    }
    let url = address(&background.url, (zoom, column, row));
    let answer = outbound(app).get_one_of(&url, &PICTURES).await;
    let (media_type, bytes) = answer.map_err(|error| {
        tracing::debug!(%error, "a tile of the map did not come");
        Error::NOT_FOUND
    })?;
    Ok(Tile { media_type, bytes })
}

/// The organisation whose background the person may set.
async fn settable(app: &App, person: UserId, organisation: &str) -> Result<OrganisationOfReader, Error> {
    let organisation = organisation_of(app, person, organisation).await?;
    match organisation.is_whole && organisation.departments.iter().all(may_set) {
        true => Ok(organisation),
        false => Err(Error::NO_ACCESS),
    }
}

fn outbound(app: &App) -> &Outbound {
    app.map_tiles
        .get_or_init(|| Outbound::for_webhooks(!app.config.is_secure()))
}

/// The address of a tile.
fn address(url: &str, (zoom, column, row): (u8, u32, u32)) -> String {
    let numbers = [u32::from(zoom), column, row];
    let parts = PLACES.iter().zip(numbers);
    parts.fold(url.to_owned(), |url, (place, number)| {
        url.replace(place, &number.to_string())
    })
}
