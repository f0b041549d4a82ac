//! *Godt hjem*: people say when they will be out of a home, and colleagues are told when they are not.
//!
//! An announcement is a row of the server and no record. It leaves no entry in a log: nobody is to be measured by it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, SafeReturnId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Permission;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::safe_return::{
    Announcement, EXTENSION_MINUTES, FORGOTTEN_MILLIS, HOME_CHARS, LONGEST_MINUTES, LateReturn, LateStage,
    MOST_OPEN, OwnReturn, ReturnAct, SafeReturnReply, SafeReturnRequest,
};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::clock::draw;
use crate::error::Error;
use crate::services::notifications::{mail, push};
use crate::state::{App, Signal, State};
use crate::store::SafeReturnRow;

/// The time between two looks for people who are late.
const EVERY: Duration = Duration::from_secs(5);
const MINUTE_MILLIS: i64 = 60_000;
/// Most announcements that a phone ends at once.
const MOST_ENDED: usize = 50;

/// Takes in what a person says and answers with what concerns them.
///
/// # Errors
/// `NOT_FOUND` for a department or a colleague of others, and for an announcement that is over; `InvalidValue` for a time or
/// a home that is none, and for too many announcements at a time.
pub async fn ask(app: &App, person: UserId, request: &SafeReturnRequest) -> Result<SafeReturnReply, Error> {
    for id in request.ended.iter().take(MOST_ENDED) {
        end(app, person, *id).await?;
    }
    match &request.act {
        Some(ReturnAct::Announce(announcement)) => announce(app, person, announcement).await?,
        Some(ReturnAct::Extend { id, seen }) => extend(app, person, *id, *seen).await?,
        None => {}
    }
    reply(app, person).await
}

async fn reply(app: &App, person: UserId) -> Result<SafeReturnReply, Error> {
    let now = app.clock.now();
    let own = app.store.open_returns_of(person).await?.into_iter();
    let own = own.map(|row| OwnReturn {
        id: row.id,
        colleague: row.colleague,
        out_by: row.out_by,
    });
    Ok(SafeReturnReply {
        now,
        own: own.collect(),
        late: late_for(app, person).await?,
    })
}

/// Colleagues who are not out in time, as far as a person is told of them by now.
///
/// # Errors
/// When the database fails.
pub async fn late_for(app: &App, person: UserId) -> Result<Vec<LateReturn>, Error> {
    let now = app.clock.now();
    let mut late = Vec::new();
    for row in app.store.late_returns(now).await? {
        if !is_told(app, person, &row, now).await? {
            continue;
        }
        let name = app.store.person_name(row.person).await?;
        let home = app.secret.decrypt_visited_home(row.id.as_bytes(), &row.home);
        late.push(LateReturn {
            id: row.id,
            department: row.department,
            name: name.unwrap_or_default(),
            home: home.unwrap_or_default(),
            out_by: row.out_by,
        });
    }
    Ok(late)
}

/// Whether a person is told by now that somebody else is late.
async fn is_told(app: &App, person: UserId, row: &SafeReturnRow, now: Moment) -> Result<bool, Error> {
    let Some(stage) = LateStage::reached(row.out_by, now) else {
        return Ok(false);
    };
    if person == row.person || stage < LateStage::Colleague {
        return Ok(false);
    }
    let Some(permission) = permission(app, person, row.department).await? else {
        return Ok(false);
    };
    let is_colleague = person == row.colleague && permission.may_announce_returns();
    let is_manager = stage == LateStage::Manager && permission.is_told_of_late_returns();
    Ok(is_colleague || is_manager)
}

/// The rights of a person in a department by their roles; nothing when there is no such department.
async fn permission(
    app: &App,
    person: UserId,
    department: DepartmentId,
) -> Result<Option<Permission>, Error> {
    let (row, now) = (app.store.department(department).await?, app.clock.now());
    let Some(row) = row else { return Ok(None) };
    let grants = app.store.grants(person).await?;
    Ok(Some(Permission::new(
        person,
        &grants,
        department,
        row.modules,
        now,
    )))
}

async fn announce(app: &App, person: UserId, announcement: &Announcement) -> Result<(), Error> {
    let Announcement {
        id,
        department,
        colleague,
        minutes,
        home,
    } = announcement;
    let own = permission(app, person, *department).await?;
    let theirs = permission(app, *colleague, *department).await?;
    let may =
        |permission: &Option<Permission>| permission.as_ref().is_some_and(Permission::may_announce_returns);
    if colleague == &person || !may(&own) || !may(&theirs) {
        return Err(Error::NOT_FOUND);
    }
    let home = home.trim();
    let is_usable = (1..=LONGEST_MINUTES).contains(minutes) && home.chars().count() <= HOME_CHARS;
    let open = app.store.open_returns_of(person).await?;
    let is_known = open.iter().any(|row| row.id == *id);
    if !is_usable || (open.len() >= MOST_OPEN && !is_known) {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let sealed = app
        .secret
        .encrypt_visited_home(id.as_bytes(), home, draw(&*app.random));
    let row = SafeReturnRow {
        id: *id,
        department: *department,
        person,
        colleague: *colleague,
        out_by: app.clock.now().plus_millis(i64::from(*minutes) * MINUTE_MILLIS),
        home: sealed.ok_or_else(|| Error::Fault("a home cannot be encrypted".to_owned()))?,
        told: 0,
    };
    // One that comes twice keeps its first time.
    app.store.announce_return(&row).await?;
    Ok(())
}

/// Gives an announcement more time, from now on when its time was over.
async fn extend(app: &App, person: UserId, id: SafeReturnId, seen: Moment) -> Result<(), Error> {
    let own = app.store.open_return(id).await?;
    let own = own.filter(|row| row.person == person).ok_or(Error::NOT_FOUND)?;
    let until = own
        .out_by
        .max(app.clock.now())
        .plus_millis(EXTENSION_MINUTES * MINUTE_MILLIS);
    // A second tap saw the time before the first.
    app.store.extend_return(id, person, seen, until).await?;
    Ok(())
}

/// Ends an announcement of the person, or one of somebody who is late and whom the person is told of. Others are passed
/// over: whoever asks again learns nothing of them.
///
/// # Errors
/// When the database fails.
pub async fn end(app: &App, person: UserId, id: SafeReturnId) -> Result<(), Error> {
    let now = app.clock.now();
    let Some(row) = app.store.open_return(id).await? else {
        return Ok(());
    };
    if row.person == person || is_told(app, person, &row, now).await? {
        app.store.end_return(id, now).await?;
    }
    Ok(())
}

/// The stages that this server's listeners were told of, with the time of the announcement.
#[derive(Debug, Default)]
pub struct ToldStages(BTreeMap<SafeReturnId, (Moment, u8)>);

/// Tells people of those who are late, each stage once, and deletes what is over.
///
/// # Errors
/// When the database fails. Doing it again is safe.
pub async fn look(app: &App, told: &mut ToldStages) -> Result<(), Error> {
    let now = app.clock.now();
    let late = app.store.late_returns(now).await?;
    for row in &late {
        let Some(reached) = LateStage::reached(row.out_by, now) else {
            continue;
        };
        let number = reached as u8;
        let before = match told.0.insert(row.id, (row.out_by, number)) {
            Some((out_by, before)) if out_by == row.out_by => before,
            _ => 0,
        };
        // Every server tells those who listen at it, and one of them tells phones that do not.
        if before < number {
            let people = people_of(app, row, before, reached).await?;
            app.send(Signal::LateReturn(Arc::new(people)));
        }
        if row.told < number && app.store.claim_late_return(row.id, row.out_by, number).await? {
            let people = people_of(app, row, row.told, reached).await?;
            push::tell_at_once(app, row.department, &people).await?;
            if reached == LateStage::Manager {
                // Who is at a desk may have no phone with Feltbog.
                let managers = managers(app, row).await?.into_iter().collect();
                mail::tell_late_return(app, &managers).await?;
            }
        }
    }
    told.0.retain(|id, _| late.iter().any(|row| row.id == *id));
    let forgotten = now.plus_millis(-FORGOTTEN_MILLIS);
    app.store.forget_returns(now, forgotten).await?;
    Ok(())
}

/// The people who are told at the stages behind one, up to another.
async fn people_of(
    app: &App,
    row: &SafeReturnRow,
    before: u8,
    reached: LateStage,
) -> Result<BTreeSet<UserId>, Error> {
    let mut people = BTreeSet::new();
    for stage in LateStage::ALL {
        if stage > reached || stage as u8 <= before {
            continue;
        }
        match stage {
            LateStage::Visitor => people.extend([row.person]),
            LateStage::Colleague => people.extend([row.colleague]),
            LateStage::Manager => people.extend(managers(app, row).await?),
        }
    }
    Ok(people)
}

/// The operations managers of an announcement's department.
async fn managers(app: &App, row: &SafeReturnRow) -> Result<Vec<UserId>, Error> {
    let members = app.store.members(row.department).await?;
    let people: BTreeSet<UserId> = members.iter().map(|member| member.person).collect();
    let mut managers = Vec::new();
    for person in people {
        let permission = permission(app, person, row.department).await?;
        if permission.is_some_and(|permission| permission.is_told_of_late_returns()) {
            managers.push(person);
        }
    }
    Ok(managers)
}

/// Looks for people who are late until the server stops or is gone.
pub(crate) fn watching(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state = Arc::downgrade(state);
    let at_work = async move {
        let mut told = ToldStages::default();
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            if let Err(error) = look(&App::from(state), &mut told).await {
                tracing::warn!(%error, "cannot look just now for people who are not out of a home in time");
            }
        }
    };
    async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}
