//! Competencies, courses and the directory of the demo organisation, and the pages about roles that its people have read.

use std::collections::BTreeSet;

use fastrand::Rng;
use feltbog_shared::id::{DocumentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::competence::{DirectoryKind, ROLE_PAGE_VERSION};
use serde_json::json;

use super::organisation::{MUNICIPALITIES, Organisation};
use crate::error::Error;
use crate::state::App;
use crate::store::{CompetencyRow, DirectoryRow, HeldCompetencyRow};

/// Name, course, months after which it is repeated, and the situations whose action cards it belongs to.
type DemoCompetency = (&'static str, &'static str, Option<u64>, &'static [&'static str]);

/// The competency that a task of today requires.
pub(super) const CHAINSAW: &str = "Motorsav";

const COMPETENCIES: [DemoCompetency; 4] = [
    (
        "Biodiversitet i grønne områder",
        "Biodiversitet i anlægsgartnerfaget (AMU)",
        None,
        &["invasiv_plante", "klage_vildt_areal"],
    ),
    (
        "Psykisk førstehjælp",
        "Psykisk førstehjælp, to dage",
        Some(36),
        &["psykisk_krise", "selvmordstanker"],
    ),
    (
        "Konflikt og mægling",
        "Klager og konflikter (BL)",
        None,
        &["husspektakler_nabostoej"],
    ),
    (CHAINSAW, "Motorsav, grundkursus", None, &[]),
];

/// Kind, situation, name, telephone number and remark of the entries of every municipality. The numbers are nobody's.
const ENTRIES: [(DirectoryKind, &str, &str, &str, &str); 5] = [
    (
        DirectoryKind::Resource,
        "",
        "Beboerhusets fællessal",
        "00 00 00 11",
        "Kan lånes af alle; spørg om nøglen på hverdage 10–12",
    ),
    (
        DirectoryKind::Resource,
        "",
        "Haveforeningens frø- og redskabsbytte",
        "",
        "Lørdage i maj og september",
    ),
    (
        DirectoryKind::Contact,
        "",
        "Kommunens boligrådgiver",
        "00 00 00 12",
        "Hverdage 9–14",
    ),
    (
        DirectoryKind::Escalation,
        "foged_udsaettelse",
        "Borgerservice, hjælp ved udsættelse",
        "00 00 00 13",
        "Hverdage 9–15",
    ),
    (
        DirectoryKind::Escalation,
        "bekymring_for_barn",
        "Kommunens modtagelse for børn",
        "00 00 00 14",
        "Døgnet rundt",
    ),
];

/// Adds competencies, courses and the directory, and notes that the people have read the pages about their roles.
pub(super) async fn add(
    app: &App,
    seed: u64,
    organisation: &Organisation,
    since: Moment,
    now: Moment,
) -> Result<(), Error> {
    let mut rng = Rng::with_seed(seed);
    let id = organisation.foundation.id;
    let staff: BTreeSet<UserId> = organisation
        .places
        .iter()
        .flat_map(|place| place.caretakers.iter().copied().chain(place.social))
        .collect();
    competencies(app, &mut rng, id, &staff, now).await?;
    directory(app, &mut rng, id, now).await?;
    let grants = &organisation.foundation.grants;
    for (person, _) in &organisation.foundation.people {
        let own = grants.iter().filter(|(of, _)| of == person);
        let roles: BTreeSet<_> = own.map(|(_, grant)| grant.role).collect();
        let read: Vec<_> = roles
            .into_iter()
            .map(|role| (role.key().to_owned(), since))
            .collect();
        app.store
            .read_role_pages(*person, ROLE_PAGE_VERSION, &read)
            .await?;
    }
    Ok(())
}

fn new_id(rng: &mut Rng, at: Moment) -> [u8; 16] {
    let mut random = [0; 10];
    rng.fill(&mut random);
    *DocumentId::new(at, random).as_bytes()
}

async fn competencies(
    app: &App,
    rng: &mut Rng,
    organisation: OrganisationId,
    staff: &BTreeSet<UserId>,
    now: Moment,
) -> Result<(), Error> {
    for (name, course, months, situations) in COMPETENCIES {
        let competency = CompetencyRow {
            id: new_id(rng, now),
            version: 1,
            name: name.to_owned(),
            situations: json!(situations).to_string(),
            months,
        };
        app.store.keep_competency(organisation, &competency).await?;
        for person in staff {
            // One of four has taken the course.
            if rng.u8(0..4) > 0 {
                continue;
            }
            let taken_on = now.danish_day().plus_days(-rng.i64(30..900));
            let days = months.and_then(|months| i64::try_from(months).ok());
            let expires_on = days.map(|months| taken_on.plus_days(months * 365 / 12).to_string());
            let held = HeldCompetencyRow {
                id: new_id(rng, now),
                person: *person,
                competency: competency.id,
                course: course.to_owned(),
                taken_on: taken_on.to_string(),
                expires_on,
            };
            app.store.add_held_competency(organisation, &held).await?;
        }
    }
    Ok(())
}

async fn directory(app: &App, rng: &mut Rng, organisation: OrganisationId, now: Moment) -> Result<(), Error> {
    for municipality in MUNICIPALITIES {
        for (kind, situation, name, phone, remark) in ENTRIES {
            let entry = DirectoryRow {
                id: new_id(rng, now),
                version: 1,
                kind: kind.key().to_owned(),
                municipality: municipality.to_owned(),
                situation: situation.to_owned(),
                name: name.to_owned(),
                phone: phone.to_owned(),
                remark: remark.to_owned(),
            };
            app.store.keep_directory_entry(organisation, &entry).await?;
        }
    }
    Ok(())
}
