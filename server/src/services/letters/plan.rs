//! The plan that is agreed with a complainant, on one page to print at the doorstep. It names no other party.

use feltbog_print::{Block, Column, PrintedDocument};
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::{ConflictCase, ConflictEvent, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::office_letters::{CasePlan, KeptPlan, PlanPromise, PlanWanted};
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;

use super::case_file::{CaseFile, Purpose, Recorded};
use super::{LANGUAGE, day_words, print, record_writer, stated_day, utc_parts, words};
use crate::error::Error;
use crate::state::App;
use crate::store::KeptLetter;

/// The key of plans among the papers that are kept.
const PLAN: &str = "plan";
/// Most characters of a wish and of an act.
const LONGEST: usize = 200;
/// Most acts of each side: more do not fit on the page.
const MOST_ACTS: usize = 5;
/// The first letter of a name that is looked for in the plan has at least so many behind it.
const SHORTEST_NAME: usize = 2;

/// The plan as a PDF.
///
/// # Errors
/// `NO_ACCESS`, `NOT_FOUND`; `TextTooLong`, `CprNumber`; `InvalidValue` for a day that is none and for a plan that names
/// another party of the case.
pub async fn pdf(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    plan: &CasePlan,
) -> Result<Vec<u8>, Error> {
    let file = CaseFile::open(app, person, (department, case), Purpose::Papers).await?;
    print(document(&file, plan, app.clock.now())?).await
}

/// The page of a plan.
fn document(file: &CaseFile, plan: &CasePlan, now: Moment) -> Result<PrintedDocument, Error> {
    check(file, plan)?;
    let texts = words();
    let party = match plan.party {
        None => None,
        Some(id) => Some(
            file.parties
                .iter()
                .find(|party| party.id == id)
                .ok_or(Error::NOT_FOUND)?,
        ),
    };
    let mut blocks = vec![Block::Heading {
        level: 1,
        text: texts.plan_title.to_owned(),
    }];
    if !plan.wish.trim().is_empty() {
        blocks.push(heading(texts.plan_wish));
        blocks.push(Block::Paragraph {
            text: plan.wish.trim().to_owned(),
        });
    }
    for (title, acts) in [(texts.plan_we, &plan.we_do), (texts.plan_you, &plan.you_do)] {
        blocks.push(heading(title));
        blocks.push(acts_of(acts)?);
    }
    let next = stated_day(&plan.next_contact_on)?
        .map(day_words)
        .unwrap_or_default();
    let next = [next.as_str(), plan.way.trim()]
        .into_iter()
        .filter(|part| !part.is_empty());
    let next = next.collect::<Vec<_>>().join(", ");
    if !next.is_empty() {
        blocks.push(heading(texts.plan_next));
        blocks.push(Block::Paragraph { text: next });
    }
    blocks.push(Block::Notice {
        text: format!("{}\n{}", texts.plan_keep, texts.plan_danger),
    });
    blocks.push(Block::Signatures {
        labels: vec![texts.plan_resident.to_owned(), texts.plan_staff.to_owned()],
    });
    let name = party.and_then(|party| party.record.name.clone());
    Ok(PrintedDocument {
        language: LANGUAGE.tag().to_owned(),
        title: texts.plan_title.to_owned(),
        author: file.organisation.name.clone(),
        sender: vec![
            file.organisation.name.clone(),
            file.access.department.name.clone(),
        ],
        recipient: Vec::new(),
        date: [name.unwrap_or_default(), day_words(now.danish_day())]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        footer: format!("{} · {} {}", texts.plan_footer, texts.case_number, file.number()),
        page_word: texts.page.to_owned(),
        of_word: texts.of.to_owned(),
        made_at: utc_parts(now),
        blocks,
    })
}

/// Whether a plan names no other party, and fits on its page.
fn check(file: &CaseFile, plan: &CasePlan) -> Result<(), Error> {
    let said = [&plan.wish, &plan.way].into_iter();
    let said = said.chain(plan.we_do.iter().chain(&plan.you_do).map(|act| &act.what));
    let others = file.parties.iter().filter(|one| Some(one.id) != plan.party);
    let names: Vec<_> = others
        .filter_map(|one| one.record.name.as_deref())
        .flat_map(|name| name.split_whitespace())
        .filter(|name| name.chars().count() > SHORTEST_NAME)
        .map(str::to_lowercase)
        .collect();
    for text in said {
        if text.chars().count() > LONGEST {
            return Err(Error::Refused(RefusalCode::TextTooLong));
        }
        if holds_cpr(text) {
            return Err(Error::Refused(RefusalCode::CprNumber));
        }
        let text = text.to_lowercase();
        let mut parts = text.split(|c: char| !c.is_alphanumeric());
        // A name in the genitive names its person too.
        let is_named = |part: &str| {
            names
                .iter()
                .any(|name| part.strip_suffix('s').unwrap_or(part) == name || part == name)
        };
        if parts.any(is_named) {
            return Err(Error::Refused(RefusalCode::InvalidValue));
        }
    }
    if plan.we_do.len().max(plan.you_do.len()) > MOST_ACTS {
        return Err(Error::Refused(RefusalCode::TextTooLong));
    }
    Ok(())
}

/// Keeps a plan beside an event of the case, with the person as its author. The event tells that a plan was agreed, and
/// nothing of it: others read events. The day of the next contact is promised in the case.
///
/// # Errors
/// As [`pdf`]; `MALFORMED` for a token that is no id, `NO_ACCESS` for one that is another record's.
pub async fn keep(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    wanted: &PlanWanted,
) -> Result<KeptPlan, Error> {
    let event: DocumentId = wanted.token.parse().map_err(|_| Error::MALFORMED)?;
    if event.as_bytes()[6] >> 4 != 7 {
        return Err(Error::MALFORMED);
    }
    let file = CaseFile::open(app, person, (department, case), Purpose::Papers).await?;
    let now = app.clock.now();
    let today = now.danish_day();
    let known = file.events.iter().any(|known| known.id == event);
    if known && app.store.letter(department, event).await?.is_some() {
        let plans = kept(app, &file).await?;
        return plans
            .into_iter()
            .find(|plan| plan.event == event)
            .ok_or(Error::NOT_FOUND);
    }
    if !known && !app.store.summaries(&[event]).await?.is_empty() {
        return Err(Error::NO_ACCESS);
    }
    let page = document(&file, &wanted.plan, now)?;
    let content = serde_json::to_string(&page).map_err(|error| Error::Fault(error.to_string()))?;
    let pdf = print(page).await?;
    let size = pdf.len() as u64;
    app.stored.check(&app.config.quota, department, person, size)?;
    let edits = [
        ConflictEvent::created_at().set(now),
        ConflictEvent::conflict_case().set(case),
        ConflictEvent::at().set(now),
        ConflictEvent::kind().set(EventKind::Conversation),
        ConflictEvent::text().rewrite(words().plan_noted),
    ];
    record_writer::write(app, person, department, (event, Kind::ConflictEvent), &edits).await?;
    let letter = KeptLetter {
        department,
        document: event,
        template_kind: PLAN.to_owned(),
        template_version: 1,
        made_at: now,
        content,
        pdf,
    };
    if !app.store.keep_letter(&letter).await? {
        return Err(Error::NOT_FOUND);
    }
    app.stored.add(department, person, size);
    let next = stated_day(&wanted.plan.next_contact_on)?.filter(|next| *next >= today);
    let is_open = file.case.record.state.is_none_or(ConflictState::is_open);
    if let Some(next) = next.filter(|_| is_open) {
        let promise = [ConflictCase::contact_promised_on().set(next)];
        record_writer::write(app, person, department, (case, Kind::ConflictCase), &promise).await?;
    }
    Ok(KeptPlan {
        event,
        on: today.to_string(),
        by: file.names.get(&person).cloned().unwrap_or_default(),
    })
}

/// The plans that were kept with a case, the oldest first.
pub(super) async fn kept(app: &App, file: &CaseFile) -> Result<Vec<KeptPlan>, Error> {
    let mut plans = Vec::new();
    let noted = |event: &&Recorded<ConflictEvent>| event.record.text.starts_with(words().plan_noted);
    for event in file.events.iter().filter(noted) {
        let department = file.access.department.id;
        let Some(letter) = app.store.letter(department, event.id).await? else {
            continue;
        };
        plans.push(KeptPlan {
            event: event.id,
            on: letter.made_at.danish_day().to_string(),
            by: file.names.get(&event.owner).cloned().unwrap_or_default(),
        });
    }
    plans.sort_by(|one, other| (&one.on, one.event).cmp(&(&other.on, other.event)));
    Ok(plans)
}

/// The PDF of a plan that was kept.
///
/// # Errors
/// `NO_ACCESS`, or `NOT_FOUND` when there is none.
pub async fn read(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    event: DocumentId,
) -> Result<Vec<u8>, Error> {
    let file = CaseFile::open(app, person, (department, case), Purpose::Papers).await?;
    if !file.events.iter().any(|known| known.id == event) {
        return Err(Error::NOT_FOUND);
    }
    let letter = app.store.letter(department, event).await?;
    let plan = letter.filter(|letter| letter.template_kind == PLAN);
    plan.map(|plan| plan.pdf).ok_or(Error::NOT_FOUND)
}

fn heading(text: &str) -> Block {
    Block::Heading {
        level: 2,
        text: text.to_owned(),
    }
}

fn acts_of(acts: &[PlanPromise]) -> Result<Block, Error> {
    let texts = words();
    let mut rows = Vec::new();
    for act in acts.iter().filter(|act| !act.what.trim().is_empty()) {
        let by = stated_day(&act.by)?.map(day_words).unwrap_or_default();
        rows.push(vec![act.what.trim().to_owned(), by]);
    }
    if rows.is_empty() {
        return Ok(Block::Paragraph {
            text: texts.plan_nothing.to_owned(),
        });
    }
    let column = |title: &str, width| Column {
        title: title.to_owned(),
        width,
    };
    Ok(Block::Table {
        columns: vec![column(texts.plan_what, 5), column(texts.plan_by, 2)],
        rows,
    })
}
