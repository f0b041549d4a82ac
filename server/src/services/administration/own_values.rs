//! Values that an organisation adds to lists of the model. Records name them for ever, so that they are retired and never
//! removed.

use feltbog_shared::id::UserId;
use feltbog_shared::office::ChangeReport;
use feltbog_shared::office_values::{OWN_NAME, OWN_VALUES, OwnValueChange, OwnValueList};
use feltbog_shared::own_values::{OwnList, OwnValue};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::search::fold;

use super::{
    OrganisationAuthority, action, added, administer, changed, check_text, json, require, unchanged,
};
use crate::clock::draw;
use crate::error::Error;
use crate::state::App;
use crate::store::{AdministrativeAct, AdministrativeChange};

/// Letters of a key that come from the name.
const KEY_LETTERS: usize = 24;
/// Random bytes at the end of a key, so that no two organisations have the same.
const KEY_RANDOM: usize = 3;

/// The values that an organisation added.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not the person's.
pub async fn list(app: &App, person: UserId, organisation: &str) -> Result<OwnValueList, Error> {
    let authority = OrganisationAuthority::of(app, person, organisation).await?;
    Ok(OwnValueList {
        values: app.store.own_values(authority.organisation.id).await?,
        is_writable: authority.administers_organisation(),
    })
}

/// Adds a value, or changes the names of one and whether it is offered.
///
/// # Errors
/// `NOT_FOUND` when the organisation is not there or not administered as a whole; `VersionConflict` when the value was
/// changed since; `NumberTaken` for a name that the list has already; a code for a value that cannot be.
pub async fn change(
    app: &App,
    person: UserId,
    organisation: &str,
    wanted: &OwnValueChange,
) -> Result<ChangeReport, Error> {
    let authority = OrganisationAuthority::of_whole(app, person, organisation).await?;
    let OwnValueChange { before, after } = wanted;
    let present = app.store.own_values(authority.organisation.id).await?;
    let mut after = OwnValue {
        danish: after.danish.trim().to_owned(),
        english: after.english.trim().to_owned(),
        ..after.clone()
    };
    let Some(before) = before else {
        after.key = new_key(app, &after.danish);
        after.is_retired = false;
        check(&present, &after)?;
        let of_list = present.iter().filter(|own| own.list == after.list);
        require(of_list.count() < OWN_VALUES)?;
        let change = change_of(&authority, None, &after, None)?;
        return Ok(added(administer(app, &change).await?));
    };
    let identity = |own: &OwnValue| (own.list.clone(), own.base.clone(), own.key.clone());
    require(identity(before) == identity(&after))?;
    if !present.contains(before) {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    if *before == after {
        return Ok(unchanged());
    }
    check(&present, &after)?;
    let change = change_of(&authority, Some(before), &after, None)?;
    Ok(changed(administer(app, &change).await?))
}

/// The change of a value, with its entry of the administrative log.
pub(super) fn change_of(
    authority: &OrganisationAuthority,
    before: Option<&OwnValue>,
    after: &OwnValue,
    undoes: Option<u64>,
) -> Result<AdministrativeChange, Error> {
    Ok(AdministrativeChange {
        organisation: authority.organisation.id,
        at: authority.now,
        by: authority.person,
        action: action::OWN_VALUE_CHANGED.to_owned(),
        target: after.key.clone(),
        subject: after.danish.clone(),
        before: before.map(json).transpose()?,
        after: Some(json(after)?),
        undoes,
        act: AdministrativeAct::SetOwnValue {
            expected: before.cloned(),
            wanted: after.clone(),
        },
    })
}

/// Refuses a value that cannot stand beside those that are there.
pub(super) fn check(present: &[OwnValue], wanted: &OwnValue) -> Result<(), Error> {
    let list = OwnList::from_key(&wanted.list).ok_or(Error::Refused(RefusalCode::InvalidValue))?;
    require(list.bases().contains(&wanted.base.as_str()))?;
    require(!wanted.danish.is_empty())?;
    for name in [&wanted.danish, &wanted.english] {
        check_text(name, OWN_NAME)?;
    }
    let name = fold(&wanted.danish);
    let is_same = |own: &&OwnValue| {
        own.list == wanted.list
            && own.base == wanted.base
            && own.key != wanted.key
            && fold(&own.danish) == name
    };
    match present.iter().find(is_same) {
        Some(_) => Err(Error::Refused(RefusalCode::NumberTaken)),
        None => Ok(()),
    }
}

/// A key that is read in exports: the beginning of the name, and some random digits.
fn new_key(app: &App, name: &str) -> String {
    let mut key = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            '\u{e6}' => key.push_str("ae"),
            '\u{f8}' => key.push_str("oe"),
            '\u{e5}' => key.push_str("aa"),
            letter if letter.is_ascii_alphanumeric() => key.push(letter),
            _ if key.ends_with('_') || key.is_empty() => {}
            _ => key.push('_'),
        }
    }
    key.truncate(KEY_LETTERS);
    let random: [u8; KEY_RANDOM] = draw(&*app.random);
    let digits: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}_{digits}", key.trim_end_matches('_'))
}
