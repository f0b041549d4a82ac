//! Efforts and staff of the demo, made by the coordinator of the central unit as at a desk.

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::efforts::{
    ActivityLink, AnchoringState, EffortAnchoring, EffortBasis, EffortDepartment, EffortGeography,
    EffortKind, EffortOwner, EffortOwnerKind, EffortPartner, EffortPartnerKind, EffortPlace, EffortPlaceKind,
    EffortPlacement, EffortRecord, EffortState, EffortView, FundingLine, GrantPeriod, LbfArea,
    OnboardingStep, StaffHours, StaffLending, StaffMember,
};

use super::organisation::{DemoDepartment, NAME};
use crate::error::Error;
use crate::services::efforts;
use crate::state::App;

/// Activities that belong to an effort.
const ACTIVITIES: usize = 12;
/// Days since an effort of four years began.
const BEGAN_DAYS: i64 = 400;
/// Days of four years.
const PERIOD_DAYS: i64 = 4 * 365;
/// Days that a member of staff is lent for.
const LENT_DAYS: i64 = 42;

/// Adds the efforts and the staff. Nothing when some are there.
pub(super) async fn add(app: &App, places: &[DemoDepartment], now: Moment) -> Result<(), Error> {
    let [first, second, third, ..] = places else {
        return Ok(());
    };
    let central = first.central;
    if !efforts::list(app, central).await?.is_empty() {
        return Ok(());
    }
    let today = now.danish_day();
    let mut plan = master_plan([first.id, second.id], today);
    plan.basis = screening(app, central, [first.id, second.id]).await?;
    if plan.basis.is_none() {
        plan.state = EffortState::Draft;
    }
    let plan = efforts::add(app, central, &plan).await?;
    link(app, central, &plan).await?;
    let jobs = efforts::add(app, central, &youth_jobs(third.id, today)).await?;
    link(app, central, &jobs).await?;
    efforts::add(app, central, &green_draft([second.id, third.id], today)).await?;
    for member in staff(first, second, &plan, today) {
        efforts::add_staff(app, central, &member).await?;
    }
    Ok(())
}

/// A screening of one of some departments that the coordinator reads.
async fn screening(
    app: &App,
    person: UserId,
    departments: [DepartmentId; 2],
) -> Result<Option<EffortBasis>, Error> {
    let choices = efforts::choices(app, person).await?;
    let mut screenings = choices.screenings.into_iter();
    let found = screenings.find(|screening| departments.contains(&screening.department));
    Ok(found.map(|screening| EffortBasis {
        department: screening.department,
        document: screening.document,
    }))
}

/// Puts the newest activities of its departments to an effort.
async fn link(app: &App, person: UserId, effort: &EffortView) -> Result<(), Error> {
    let id = effort.record.id.clone().unwrap_or_default();
    let others = effort.activities.iter().filter(|activity| !activity.is_linked);
    for activity in others.take(ACTIVITIES) {
        let link = ActivityLink {
            department: activity.department,
            document: activity.document,
            is_linked: true,
        };
        efforts::link_activity(app, person, &id, &link).await?;
    }
    Ok(())
}

fn department(id: DepartmentId) -> EffortDepartment {
    EffortDepartment {
        id,
        name: String::new(),
        organisation: String::new(),
    }
}

fn line(party: &str, share: u32) -> FundingLine {
    FundingLine {
        party: party.to_owned(),
        share,
    }
}

fn partner(kind: EffortPartnerKind, name: &str) -> EffortPartner {
    EffortPartner {
        kind,
        name: name.to_owned(),
    }
}

fn step(title: &str, days: u16) -> OnboardingStep {
    OnboardingStep {
        title: title.to_owned(),
        days,
    }
}

/// An effort of four years that began a while ago, with an area of its grant period where there is one.
fn of_four_years(kind: EffortKind, name: &str, area: LbfArea, today: Day) -> EffortRecord {
    let from = today.plus_days(-BEGAN_DAYS);
    EffortRecord {
        name: name.to_owned(),
        from: from.to_string(),
        until: from.plus_days(PERIOD_DAYS).to_string(),
        lbf_area: GrantPeriod::of_year(from.0.year())
            .filter(|period| *period == area.period())
            .map(|_| area),
        ..EffortRecord::draft(kind)
    }
}

fn master_plan(departments: [DepartmentId; 2], today: Day) -> EffortRecord {
    let name = "Helhedsplan for Lærkevangen og Møllebakken";
    let plan = of_four_years(
        EffortKind::MasterPlan,
        name,
        LbfArea::CohesionAndCitizenship,
        today,
    );
    EffortRecord {
        geography: EffortGeography::SeveralEstates,
        placement: EffortPlacement::Local,
        state: EffortState::Started,
        owner: EffortOwner {
            kind: EffortOwnerKind::Organisation,
            name: NAME.to_owned(),
        },
        purpose: "Flere beboere deltager i fællesskaber, og flere unge kommer i fritidsjob.".to_owned(),
        departments: departments.map(department).to_vec(),
        partners: vec![
            partner(EffortPartnerKind::Municipality, "Strandby Kommune"),
            partner(EffortPartnerKind::SchoolSocialPolice, "SSP Strandby"),
            partner(EffortPartnerKind::Association, "Lærkeby Idrætsforening"),
        ],
        funding: vec![
            line("Landsbyggefonden", 7_500),
            line("Strandby Kommune", 1_250),
            line(NAME, 1_250),
        ],
        goals: vec!["bygge_bro".to_owned(), "styrke_naboskab".to_owned()],
        anchoring: EffortAnchoring {
            strategy: "Afdelingsbestyrelserne overtager fællesspisningen, og kommunen overtager fritidsjob."
                .to_owned(),
            owner: "Afdelingsbestyrelserne".to_owned(),
            by: today.plus_days(PERIOD_DAYS - BEGAN_DAYS - 90).to_string(),
            state: AnchoringState::UnderWay,
        },
        onboarding: vec![
            step("Hæng planens plakat op i alle opgange", 14),
            step("Aftal, hvem der viser rundt, når planens medarbejdere kommer", 21),
        ],
        ..plan
    }
}

fn youth_jobs(place: DepartmentId, today: Day) -> EffortRecord {
    let jobs = of_four_years(
        EffortKind::YouthJobs,
        "Lommepengejob i Engholm",
        LbfArea::Employment,
        today,
    );
    EffortRecord {
        geography: EffortGeography::EstatesAndInstitutions,
        placement: EffortPlacement::Central,
        state: EffortState::FromTheSide,
        owner: EffortOwner {
            kind: EffortOwnerKind::Municipality,
            name: "Engholm Kommune".to_owned(),
        },
        purpose: "Unge fra 13 til 17 år får et lommepengejob i de grønne områder.".to_owned(),
        departments: vec![department(place)],
        places: vec![
            EffortPlace {
                kind: EffortPlaceKind::School,
                name: "Engholm Skole".to_owned(),
            },
            EffortPlace {
                kind: EffortPlaceKind::MunicipalHousing,
                name: "Kommunens boliger på Åvej".to_owned(),
            },
        ],
        partners: vec![
            partner(EffortPartnerKind::JobCentre, "Jobcenter Engholm"),
            partner(EffortPartnerKind::Institution, "Engholm Skole"),
        ],
        funding: vec![line("Engholm Kommune", 6_000), line(NAME, 4_000)],
        goals: vec!["udvikle_velfaerd".to_owned(), "bygge_bro".to_owned()],
        anchoring: EffortAnchoring {
            strategy: "Ordningen er lagt ind i jobcenterets drift.".to_owned(),
            owner: "Jobcenter Engholm".to_owned(),
            by: today.plus_days(-30).to_string(),
            state: AnchoringState::Anchored,
        },
        onboarding: vec![step("Find fem opgaver, som et ungehold kan løse", 10)],
        ..jobs
    }
}

/// A draft that lacks its anchoring.
fn green_draft(departments: [DepartmentId; 2], today: Day) -> EffortRecord {
    EffortRecord {
        name: "Grønne nabofællesskaber".to_owned(),
        geography: EffortGeography::TownBalance,
        placement: EffortPlacement::Mixed,
        purpose: "Naboer passer blomsterenge og køkkenhaver sammen.".to_owned(),
        owner: EffortOwner {
            kind: EffortOwnerKind::Organisation,
            name: NAME.to_owned(),
        },
        departments: departments.map(department).to_vec(),
        places: vec![EffortPlace {
            kind: EffortPlaceKind::TownPlace,
            name: "Byhaven ved stationen".to_owned(),
        }],
        from: today.plus_days(60).to_string(),
        goals: vec!["styrke_naboskab".to_owned()],
        ..EffortRecord::draft(EffortKind::GreenEffort)
    }
}

/// Hours on the first days of the week.
fn hours(days: u8, from: &str, to: &str) -> Vec<StaffHours> {
    let day = |weekday| StaffHours {
        weekday,
        from: from.to_owned(),
        to: to.to_owned(),
    };
    (1..=days).map(day).collect()
}

fn staff(first: &DemoDepartment, second: &DemoDepartment, plan: &EffortView, today: Day) -> Vec<StaffMember> {
    let member = StaffMember {
        id: None,
        version: 0,
        department: first.id,
        department_name: String::new(),
        name: "Amina Sø".to_owned(),
        person: None,
        title: "Projektleder".to_owned(),
        effort: plan.record.id.clone(),
        effort_name: String::new(),
        funding: "Landsbyggefonden".to_owned(),
        base: "Fælleshuset, Lærkevangen 2".to_owned(),
        hours: hours(5, "08:30", "15:54"),
        from: plan.record.from.clone(),
        until: plan.record.until.clone(),
        lendings: Vec::new(),
        may_change: false,
    };
    let worker = StaffMember {
        name: "Jeppe Lindhard".to_owned(),
        title: "Boligsocial medarbejder".to_owned(),
        hours: hours(4, "10:00", "17:00"),
        lendings: vec![StaffLending {
            department: second.id,
            department_name: String::new(),
            from: today.to_string(),
            until: today.plus_days(LENT_DAYS).to_string(),
            gives_access: false,
            roles: Vec::new(),
        }],
        ..member.clone()
    };
    let visitor = first.social.map(|social| StaffMember {
        person: Some(social),
        // The name is the profile's.
        name: "Social vicevært".to_owned(),
        title: "Social vicevært".to_owned(),
        effort: None,
        funding: NAME.to_owned(),
        base: "Driftskontoret".to_owned(),
        hours: hours(5, "08:00", "15:24"),
        from: String::new(),
        until: String::new(),
        ..member.clone()
    });
    [member, worker].into_iter().chain(visitor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_efforts_lack_nothing_for_their_states() {
        let today = Day::parse("2026-11-29").unwrap();
        let ids = [
            DepartmentId::from_bytes([1; 16]),
            DepartmentId::from_bytes([2; 16]),
        ];
        let mut plan = master_plan(ids, today);
        plan.basis = Some(EffortBasis {
            department: ids[0],
            document: feltbog_shared::id::DocumentId::from_bytes([3; 16]),
        });
        assert_eq!(plan.faults(), []);
        assert_eq!(plan.lbf_area, Some(LbfArea::CohesionAndCitizenship));
        assert_eq!(youth_jobs(ids[0], today).faults(), []);
        assert_eq!(green_draft(ids, today).faults(), []);
        // After the last known grant period there is no area.
        let later = Day::parse("2028-11-29").unwrap();
        assert_eq!(master_plan(ids, later).lbf_area, None);
    }
}
