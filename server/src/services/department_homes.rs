//! The homes of departments on the phones of those who write about homes.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::department_homes::{DepartmentHomes, HomesReply, HomesRequest};
use feltbog_shared::department_information::ContentCheck;
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::permission::{Collection, Permission};
use feltbog_shared::wire;
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::state::App;
use crate::store::DwellingAddress;

/// Collections with records about homes.
const ABOUT_HOMES: [Collection; 4] = [
    Collection::Visits,
    Collection::Concerns,
    Collection::Parties,
    Collection::Arrears,
];

/// The homes that a person's phone may hold, as far as it does not hold them already. People who add no record about a home
/// are sent none.
///
/// # Errors
/// When the database fails.
pub async fn read(app: &App, person: UserId, request: &HomesRequest) -> Result<HomesReply, Error> {
    let now = app.clock.now();
    let grants = app.store.grants(person).await?;
    let places: BTreeSet<DepartmentId> = grants.iter().map(|grant| grant.department).collect();
    let held: BTreeMap<DepartmentId, ContentCheck> = request.held.iter().copied().collect();
    let mut reply = HomesReply::default();
    for id in places {
        let Some(department) = app.store.department(id).await? else {
            continue;
        };
        let permission = Permission::new(person, &grants, id, department.modules, now);
        if !ABOUT_HOMES
            .iter()
            .any(|collection| permission.may_create(*collection))
        {
            continue;
        }
        let dwellings = app.store.dwellings_of_department(id).await?;
        let addresses = dwellings.into_iter().map(|dwelling| dwelling.address);
        let homes = checked(id, in_words(addresses.collect()));
        if held.get(&id) == Some(&homes.check) {
            reply.unchanged.push(id);
        } else {
            reply.changed.push(homes);
        }
    }
    Ok(reply)
}

/// Addresses without postcode and town, each once, as somebody walks past them. Homes of which only an id is known have
/// none.
fn in_words(mut addresses: Vec<DwellingAddress>) -> Vec<String> {
    addresses.retain(|address| !address.street.is_empty());
    addresses.sort_by_cached_key(walk);
    let mut homes: Vec<String> = addresses
        .into_iter()
        .map(|address| {
            let within = DwellingAddress {
                postcode: String::new(),
                town: String::new(),
                ..address
            };
            within.to_string()
        })
        .collect();
    homes.dedup();
    homes
}

/// The place of an address among others: by street, number, floor from the cellar up, and door from the left.
type WalkPlace = (String, u32, String, i32, String, u32, String);

fn walk(address: &DwellingAddress) -> WalkPlace {
    let digits = |text: &str| -> u32 {
        let end = text.find(|letter: char| !letter.is_ascii_digit());
        text.get(..end.unwrap_or(text.len()))
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default()
    };
    let floor = match address.floor.as_str() {
        cellar if cellar.starts_with('k') => -1,
        "" | "st" => 0,
        floor => i32::try_from(digits(floor)).unwrap_or(i32::MAX),
    };
    let door = match address.door.as_str() {
        "tv" => 1,
        "mf" => 2,
        "th" => 3,
        door => digits(door),
    };
    (
        address.street.to_lowercase(),
        digits(&address.number),
        address.number.clone(),
        floor,
        address.floor.clone(),
        door,
        address.door.clone(),
    )
}

/// Homes with the check value of all of them.
fn checked(department: DepartmentId, homes: Vec<String>) -> DepartmentHomes {
    let digest = Sha256::digest(wire::encode(&homes));
    let mut check = ContentCheck::default();
    for (byte, drawn) in check.0.iter_mut().zip(digest) {
        *byte = drawn;
    }
    DepartmentHomes {
        department,
        check,
        homes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_stand_in_the_order_of_a_walk_and_once() {
        let address = |number: &str, floor: &str, door: &str| DwellingAddress {
            street: "Prøvevej".into(),
            number: number.into(),
            floor: floor.into(),
            door: door.into(),
            postcode: "9999".into(),
            town: "Prøveby".into(),
        };
        let mixed = vec![
            address("10", "1", "th"),
            address("2", "1", "th"),
            address("2", "st", "tv"),
            DwellingAddress::default(),
            address("2", "1", "tv"),
            address("2", "kl", ""),
            address("2", "1", "tv"),
            address("2B", "", ""),
        ];
        assert_eq!(
            in_words(mixed),
            [
                "Prøvevej 2, kl.",
                "Prøvevej 2, st. tv",
                "Prøvevej 2, 1. tv",
                "Prøvevej 2, 1. th",
                "Prøvevej 2B",
                "Prøvevej 10, 1. th",
            ]
        );
    }
}
