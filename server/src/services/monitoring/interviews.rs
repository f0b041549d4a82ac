//! The interview that residents answer on their own phones, by a link. An answer becomes the record that a phone makes of
//! an interview, and nothing of it tells of the resident: its times are those of the day, its owner is the coordinator who
//! made the link, and neither address nor device is kept.

use std::net::IpAddr;

use feltbog_shared::document::{Document, EditedRecord, Writer};
use feltbog_shared::id::{ActorId, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::schema::Timestamp;
use feltbog_shared::model::wellbeing_interview::{ANSWERS, InterviewWay};
use feltbog_shared::model::{FieldChange, FieldEdit, Kind, Value, WellbeingInterview};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Permission};
use feltbog_shared::wire::Offered;

use super::links::is_open;
use crate::clock::draw;
use crate::error::Error;
use crate::services::access::department_access;
use crate::services::sync;
use crate::state::App;
use crate::store::InterviewLinkRow;

/// The most answers by one link for each dwelling of the department.
const ANSWERS_OF_DWELLING: u64 = 3;
/// The most answers by one link of a department whose dwellings are few or not known.
const LEAST_MOST: u64 = 60;
/// The longest code.
const CODE: usize = 64;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// An interview that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterviewOffer {
    /// The name of the organisation.
    pub organisation: String,
    /// The name of the department.
    pub department: String,
    /// The id of the record that an answer becomes: sent twice, it is one.
    pub document: DocumentId,
}

/// The outcome of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// They were taken in.
    Taken,
    /// There is no such link, or it is closed.
    Closed,
    /// There is no answer, or one that cannot be.
    Empty,
    /// Too many answers came from this address, or by this link.
    TooMany,
}

/// A link that takes answers, with the rights under which they come in.
struct Opened {
    link: InterviewLinkRow,
    permission: Permission,
    department: String,
    dwellings: u32,
}

async fn opened(app: &App, code: &str) -> Result<Option<Opened>, Error> {
    if code.is_empty() || code.len() > CODE || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    let today = app.clock.now().danish_day();
    let link = app.store.interview_link(code).await?;
    let Some(link) = link.filter(|link| is_open(link, today)) else {
        return Ok(None);
    };
    // The link ends with the rights of the person who made it, and with the module.
    let access = match department_access(app, link.made_by, link.department).await {
        Ok(access) => access,
        Err(Error::Refused(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let row = app.store.department_record(link.department).await?;
    let may_add = access.permission.may_create(Collection::Interviews);
    Ok(row.filter(|_| may_add).map(|row| Opened {
        link,
        permission: access.permission,
        department: row.name,
        dwellings: row.dwellings,
    }))
}

/// The beginning of the day: times of answers tell no more.
fn day_of(now: Moment) -> Moment {
    Moment::from_millis(now.millis() - now.millis().rem_euclid(DAY_MILLIS))
}

/// The interview behind a code; nothing when there is none, or it is closed.
///
/// # Errors
/// When the database fails.
pub async fn offered(app: &App, code: &str) -> Result<Option<InterviewOffer>, Error> {
    let Some(opened) = opened(app, code).await? else {
        return Ok(None);
    };
    let row = app.store.department_record(opened.link.department).await?;
    let organisations = app.store.organisation_rows().await?;
    let organisation = row.and_then(|row| organisations.into_iter().find(|one| one.id == row.organisation));
    Ok(Some(InterviewOffer {
        organisation: organisation.map(|one| one.name).unwrap_or_default(),
        department: opened.department,
        document: DocumentId::new(day_of(app.clock.now()), draw(&*app.random)),
    }))
}

/// Takes answers in: one for each question, in order, as far as they were given. Answers under an id that is known are
/// taken already.
///
/// # Errors
/// When the database fails, or the record is refused.
pub async fn take_answers(
    app: &App,
    code: &str,
    address: Option<IpAddr>,
    document: DocumentId,
    answers: [Option<i64>; 5],
) -> Result<AnswerOutcome, Error> {
    let Some(opened) = opened(app, code).await? else {
        return Ok(AnswerOutcome::Closed);
    };
    let is_possible = answers.iter().flatten().all(|answer| ANSWERS.contains(answer));
    let is_version_seven = document.as_bytes()[6] >> 4 == 7;
    if !is_possible || !is_version_seven || answers.iter().all(Option::is_none) {
        return Ok(AnswerOutcome::Empty);
    }
    if app.store.summaries(&[document]).await?.contains_key(&document) {
        return Ok(AnswerOutcome::Taken);
    }
    let now = app.clock.now();
    if address.is_some_and(|address| !app.answer_limits.enter(address, now)) {
        return Ok(AnswerOutcome::TooMany);
    }
    let most = (u64::from(opened.dwellings) * ANSWERS_OF_DWELLING).max(LEAST_MOST);
    if !app.store.count_interview_answer(opened.link.id, most).await? {
        return Ok(AnswerOutcome::TooMany);
    }
    let (maker, department, id) = (opened.link.made_by, opened.link.department, opened.link.id);
    let wanted = Wanted {
        document,
        maker,
        permission: opened.permission,
        writer: Writer {
            actor: ActorId(draw(&*app.random)),
            author: maker,
            at: day_of(now),
        },
        edits: edits(now, answers),
    };
    let made = tokio::task::spawn_blocking(move || wanted.make()).await;
    let bytes = made.map_err(|error| Error::Fault(error.to_string()))??;
    match hand_in(app, maker, DeviceId::from_bytes(id), department, document, bytes).await {
        Err(Error::TooMany(_)) => Ok(AnswerOutcome::TooMany),
        other => other.map(|()| AnswerOutcome::Taken),
    }
}

async fn hand_in(
    app: &App,
    maker: UserId,
    link: DeviceId,
    department: DepartmentId,
    document: DocumentId,
    bytes: Vec<u8>,
) -> Result<(), Error> {
    let change = Offered {
        document,
        kind: Kind::WellbeingInterview,
        bytes,
        relayed: None,
    };
    sync::push_for_person(app, (maker, link), department, change).await
}

fn edits(now: Moment, answers: [Option<i64>; 5]) -> Vec<FieldEdit> {
    let created_at: feltbog_shared::model::schema::Field<Timestamp> = WellbeingInterview::created_at();
    let mut edits = vec![
        FieldEdit {
            field: created_at.name().to_owned(),
            change: FieldChange::Set(Value::Moment(day_of(now))),
        },
        WellbeingInterview::on().set(now.danish_day()),
        WellbeingInterview::way().set(InterviewWay::OwnPhone),
    ];
    let fields = [
        WellbeingInterview::safety(),
        WellbeingInterview::neighbours(),
        WellbeingInterview::green(),
        WellbeingInterview::contact(),
        WellbeingInterview::community(),
    ];
    let given = fields.into_iter().zip(answers);
    edits.extend(given.filter_map(|(field, answer)| Some(field.set(answer?))));
    edits
}

/// A record to make.
struct Wanted {
    document: DocumentId,
    maker: UserId,
    permission: Permission,
    writer: Writer,
    edits: Vec<FieldEdit>,
}

impl Wanted {
    fn make(self) -> Result<Vec<u8>, Error> {
        let unreadable = |error: String| Error::Fault(error);
        let kind = Kind::WellbeingInterview;
        let mut document = Document::new(kind).map_err(|error| unreadable(error.to_string()))?;
        let record = EditedRecord {
            document: self.document,
            kind,
            owner: self.maker,
            is_there: false,
        };
        let rights = document.check_rights(&self.permission, record, &self.edits);
        rights.map_err(|refusal| Error::Refused(refusal.code))?;
        let change = document.edit(self.writer, None, &self.edits);
        let change = change.map_err(|error| unreadable(error.to_string()))?;
        let change = change.ok_or_else(|| unreadable("an interview without a change".to_owned()))?;
        Ok(change.bytes)
    }
}
