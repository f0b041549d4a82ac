//! The latest visit to each home: what was arranged before it is followed up by it.

use super::schema::{Fields, Value};
use super::social_visit::VisitState;
use super::unfinished::{goes_on, is_unfinished};
use super::{Kind, Model as _, SocialVisit};
use crate::home::home_key;
use crate::moment::{Day, Moment, danish_offset};
use crate::sorted::Map;

/// The home and the day of a visit.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitedHome {
    home: String,
    day: Day,
    /// Whether the visit is still to be made.
    is_planned: bool,
}

impl VisitedHome {
    /// Those of a record; nothing of any other than a visit to a home that has a name.
    pub fn of(kind: Kind, fields: &Fields, created_at: Moment) -> Option<Self> {
        if kind != Kind::SocialVisit {
            return None;
        }
        let home = match fields.get(SocialVisit::dwelling_ref().name()) {
            Some(Value::Text(home)) => home_key(home),
            _ => return None,
        };
        let at = match fields.get(SocialVisit::at().name()) {
            Some(Value::Moment(at)) => *at,
            _ => created_at,
        };
        let day = at.day(danish_offset(at));
        let is_planned = SocialVisit::from_fields(fields).state == Some(VisitState::Planned);
        (!home.is_empty()).then_some(Self {
            home,
            day,
            is_planned,
        })
    }
}

/// The latest visit to each home among some. It follows up what was arranged before it.
#[derive(Default)]
pub struct LatestVisits {
    days: Map<String, Day>,
    /// The earliest day on which a visit to a home is planned.
    planned: Map<String, Day>,
    /// Homes with an arrangement that was followed up, as far as was asked.
    followed_up: Map<String, ()>,
}

impl LatestVisits {
    /// The latest of these.
    pub fn among<'a>(visits: impl Iterator<Item = &'a VisitedHome>) -> Self {
        let mut days: Map<String, Day> = Map::new();
        let mut planned: Map<String, Day> = Map::new();
        for visit in visits {
            let VisitedHome { home, day, .. } = visit;
            match days.get_mut(home) {
                Some(known) => *known = (*known).max(*day),
                None => drop(days.insert(home.clone(), *day)),
            }
            if !visit.is_planned {
                continue;
            }
            match planned.get_mut(home) {
                Some(known) => *known = (*known).min(*day),
                None => drop(planned.insert(home.clone(), *day)),
            }
        }
        Self {
            days,
            planned,
            followed_up: Map::new(),
        }
    }

    /// Whether a record is unfinished, when the newest are asked for first. What was arranged at a visit is followed up by
    /// a later one to the same home; a visit that follows up a newer record has to be known with it, and so has one that may
    /// have been made in the place of one that is planned.
    pub fn is_unfinished(&mut self, kind: Kind, fields: &Fields, visit: Option<&VisitedHome>) -> bool {
        let is_unfinished = is_unfinished(kind, fields);
        let Some(VisitedHome {
            home,
            day,
            is_planned,
        }) = visit
        else {
            return is_unfinished;
        };
        if !is_planned && self.planned.get(home).is_some_and(|planned| planned <= day) {
            return true;
        }
        let is_latest = self.days.get(home).is_none_or(|latest| latest <= day);
        if is_latest {
            return is_unfinished || self.followed_up.get(home).is_some();
        }
        let visit = SocialVisit::from_fields(fields);
        if visit.state == Some(VisitState::Planned) || visit.wants_no_contact() {
            return is_unfinished;
        }
        if goes_on(kind, fields) == Some(true) {
            self.followed_up.insert(home.clone(), ());
            return false;
        }
        // Nothing was arranged at it. It may say that two should go.
        is_unfinished
    }
}
