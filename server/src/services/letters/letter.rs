//! Letters of a case: the values to begin with, a preview, and the printed letter that is kept beside the record of a
//! legal step.

use std::collections::BTreeMap;

use feltbog_print::{Block, PrintedDocument};
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::deadlines::plus_working_days;
use feltbog_shared::model::legal_step::LegalStepKind;
use feltbog_shared::model::{ConflictParty, Kind, LegalStep, Model as _};
use feltbog_shared::moment::Day;
use feltbog_shared::office_letters::{
    CaseDocuments, LetterForm, LetterKind, LetterPreview, LetterReceipt, LetterRecipient, LetterRow,
    LetterWanted,
};
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;
use sha2::{Digest as _, Sha256};

use super::case_file::{CaseFile, Purpose, Recorded};
use super::template::{blocks, fields};
use super::templates::{UsedTemplate, used};
use super::{
    LANGUAGE, day_words, hex, label, moment_words, print, record_writer, utc_parts, words, words_of,
};
use crate::clock::draw;
use crate::error::Error;
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::KeptLetter;

/// Working days within which a letter is answered.
const REPLY_WORKING_DAYS: u32 = 10;
/// Days within which an invitation is answered.
const INVITATION_DAYS: i64 = 7;
/// Most characters of a value.
const LONGEST_VALUE: usize = 4_000;

/// The legal step that a letter is kept as.
fn step_kind(kind: LetterKind) -> LegalStepKind {
    match kind {
        LetterKind::Request => LegalStepKind::Request,
        LetterKind::Reminder => LegalStepKind::Reminder,
        LetterKind::LastReminder => LegalStepKind::LastReminder,
        LetterKind::MediationInvitation => LegalStepKind::MediationInvitation,
        LetterKind::Notification => LegalStepKind::Notification,
        LetterKind::Closing => LegalStepKind::Closing,
    }
}

/// A hash in groups of four digits with colons between, in which nothing reads as a CPR number.
pub(super) fn grouped(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().collect();
    let groups = digits.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(":")
}

impl CaseFile {
    /// The values of a kind's fields as far as the case tells them.
    fn values(&self, kind: LetterKind, person: UserId, today: Day) -> BTreeMap<String, String> {
        let texts = words();
        let case = &self.case.record;
        let topic = case.topic.map(|topic| label(&texts.topic, topic).to_lowercase());
        let name = self.names.get(&person).cloned().unwrap_or_default();
        let reply = match kind {
            LetterKind::MediationInvitation => today.plus_days(INVITATION_DAYS),
            _ => plus_working_days(today, REPLY_WORKING_DAYS),
        };
        let reminded = self.steps.iter().rev().find_map(|step| match step.record.kind {
            Some(LegalStepKind::Reminder) => step.record.on,
            _ => None,
        });
        let since = |event: &&Recorded<feltbog_shared::model::ConflictEvent>| {
            let day = event.record.at.map(|at| at.danish_day());
            reminded.is_none_or(|reminded| day.is_some_and(|day| day >= reminded))
        };
        let told = |events: &mut dyn Iterator<Item = &Recorded<feltbog_shared::model::ConflictEvent>>| {
            let lines = events
                .filter(|event| event.record.kind.is_some_and(is_act))
                .map(|event| {
                    let at = event.record.at.map(moment_words).unwrap_or_default();
                    let text = event.record.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    format!("{at}: {text}")
                });
            lines.collect::<Vec<_>>().join("\n")
        };
        let place = case.place.clone().unwrap_or_default();
        let about = match topic {
            Some(topic) if !place.is_empty() => format!("{topic} ({place})"),
            Some(topic) => topic,
            None => String::new(),
        };
        let signature = format!("{name}\n{}", self.organisation.name);
        let known = [
            ("forhold", about),
            (
                "tider",
                case.occurred_at
                    .map(|at| format!("({})", day_words(at.danish_day())))
                    .unwrap_or_default(),
            ),
            ("svarfrist", day_words(reply)),
            ("kontakt", name),
            ("underskriver", signature),
            ("ansvarlig", self.controller.clone()),
            ("kilde", texts.value_source.to_owned()),
            ("sletning", texts.value_retention.to_owned()),
            ("dato_1", reminded.map(day_words).unwrap_or_default()),
            (texts.field_events, told(&mut self.events.iter())),
            (
                texts.field_new_events,
                told(&mut self.events.iter().filter(since)),
            ),
            (texts.field_basis, texts.value_basis.to_owned()),
            (texts.field_categories, texts.value_categories.to_owned()),
            (texts.field_legal_basis, texts.value_legal_basis.to_owned()),
        ];
        let withheld = self.withheld();
        let clean = |value: String| withheld.left_out(&value, texts.withheld);
        known
            .into_iter()
            .map(|(name, value)| (name.to_owned(), clean(value)))
            .collect()
    }

    fn party(&self, id: DocumentId) -> Result<&Recorded<ConflictParty>, Error> {
        let party = self.parties.iter().find(|party| party.id == id);
        party.ok_or(Error::NOT_FOUND)
    }

    fn party_name<'a>(&self, party: &'a Recorded<ConflictParty>) -> &'a str {
        match party.record.name.as_deref().unwrap_or_default() {
            "" => words().plan_resident,
            name => name,
        }
    }
}

/// Whether an event tells of an act rather than of what was done about it.
pub(super) fn is_act(kind: feltbog_shared::model::conflict_event::EventKind) -> bool {
    use feltbog_shared::model::conflict_event::EventKind;
    matches!(kind, EventKind::Observation | EventKind::PoliceCalled)
}

fn is_invitation(kind: LetterKind) -> bool {
    kind == LetterKind::MediationInvitation
}

/// The rights that a letter of a kind asks for before it is kept.
fn purpose_of(kind: LetterKind) -> Purpose {
    if is_invitation(kind) {
        Purpose::Invitation
    } else {
        Purpose::Papers
    }
}

/// The letters of a case, and the values to begin another with. Those who keep no letters are offered invitations.
///
/// # Errors
/// `NO_ACCESS`, or `NOT_FOUND` for a case that is not there for this person.
pub async fn list(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
) -> Result<CaseDocuments, Error> {
    let file = CaseFile::open(app, person, (department, case), Purpose::Invitation).await?;
    let may_keep = file.access.permission.may_keep_letters();
    let texts = words();
    let mut letters = Vec::new();
    for step in &file.steps {
        let Some(letter) = app.store.letter(department, step.id).await? else {
            continue;
        };
        letters.push(row(&file, step, &letter));
    }
    let role = |party: &Recorded<ConflictParty>| match party.record.role {
        Some(PartyRole::Complainant) => texts.complainants,
        Some(PartyRole::Respondent) => texts.respondent,
        Some(PartyRole::Witness) => texts.witnesses,
        None => texts.plan_resident,
    };
    let recipients = file.parties.iter().map(|party| LetterRecipient {
        party: party.id,
        name: format!("{} ({})", file.party_name(party), role(party).to_lowercase()),
    });
    let today = app.clock.now().danish_day();
    let mut kinds = Vec::new();
    let offered = LetterKind::ALL
        .iter()
        .filter(|kind| may_keep || is_invitation(**kind));
    for kind in offered {
        let template = used(app, file.organisation.id, *kind).await?;
        let mut values = file.values(*kind, person, today);
        let asked = fields(&template.body).into_iter();
        let asked = asked.filter(|name| !super::templates::TOLD_BY_CASE.contains(&name.as_str()));
        kinds.push(LetterForm {
            kind: *kind,
            title: words_of(*kind).title.to_owned(),
            fields: asked
                .map(|name| {
                    let value = values.remove(&name).unwrap_or_default();
                    (name, value)
                })
                .collect(),
        });
    }
    Ok(CaseDocuments {
        recipients: recipients.collect(),
        letters,
        kinds,
        may_keep,
        plans: if may_keep {
            super::plan::kept(app, &file).await?
        } else {
            Vec::new()
        },
    })
}

fn row(file: &CaseFile, step: &Recorded<LegalStep>, letter: &KeptLetter) -> LetterRow {
    let recipient = step.record.recipient.and_then(|id| file.party(id).ok());
    let kind = LetterKind::from_key(&letter.template_kind);
    LetterRow {
        step: step.id,
        title: kind
            .map(|kind| words_of(kind).title)
            .unwrap_or_default()
            .to_owned(),
        on: step.record.on.map(|day| day.to_string()).unwrap_or_default(),
        recipient: recipient
            .map(|party| file.party_name(party))
            .unwrap_or_default()
            .to_owned(),
        template_version: letter.template_version,
        received_on: step
            .record
            .received_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
        hash: hex(&Sha256::digest(&letter.pdf)),
    }
}

/// A letter with its fields filled, and what keeps it from being printed.
struct FilledLetter {
    template: UsedTemplate,
    document: PrintedDocument,
    preview: LetterPreview,
}

impl FilledLetter {
    /// Whether every field has a value and nobody withheld is told.
    fn is_printable(&self) -> bool {
        self.preview.empty_fields.is_empty() && !self.preview.tells_withheld
    }
}

async fn fill(
    app: &App,
    file: &CaseFile,
    person: UserId,
    wanted: &LetterWanted,
) -> Result<FilledLetter, Error> {
    let now = app.clock.now();
    let party = file.party(wanted.recipient)?;
    let template = used(app, file.organisation.id, wanted.kind).await?;
    let mut values = file.values(wanted.kind, person, now.danish_day());
    for (name, value) in &wanted.fields {
        if value.chars().count() > LONGEST_VALUE {
            return Err(Error::Refused(RefusalCode::TextTooLong));
        }
        if holds_cpr(value) {
            return Err(Error::Refused(RefusalCode::CprNumber));
        }
        values.insert(name.clone(), value.clone());
    }
    let (name, address) = (file.party_name(party), file.address(party));
    values.insert("modtager".to_owned(), name.to_owned());
    values.insert("adresse".to_owned(), address.clone());
    values.insert("dato".to_owned(), day_words(now.danish_day()));
    values.insert("sagsnr".to_owned(), file.number());
    let asked = fields(&template.body).into_iter();
    let empty_fields = asked.filter(|name| values.get(name).is_none_or(|value| value.trim().is_empty()));
    let empty_fields: Vec<_> = empty_fields.filter(|name| name != "adresse").collect();
    let blocks = blocks(&template.body, &values);
    let text = text_of(&blocks);
    // A letter to the person who withholds their identity may name them.
    let others: Vec<_> = file.parties.iter().filter(|one| one.id != party.id).collect();
    let withheld = super::withheld::Withheld::of(
        others
            .into_iter()
            .map(|one| (&one.record, file.homes.get(&one.id))),
    );
    let texts = words();
    let title = words_of(wanted.kind).title;
    let mut recipient = vec![name.to_owned()];
    recipient.extend(
        address
            .split(", ")
            .filter(|line| !line.is_empty())
            .map(str::to_owned),
    );
    let document = PrintedDocument {
        language: LANGUAGE.tag().to_owned(),
        title: title.to_owned(),
        author: file.organisation.name.clone(),
        sender: vec![
            file.organisation.name.clone(),
            file.access.department.name.clone(),
        ],
        recipient,
        date: day_words(now.danish_day()),
        footer: format!("{title} · {} {}", texts.case_number, file.number()),
        page_word: texts.page.to_owned(),
        of_word: texts.of.to_owned(),
        made_at: utc_parts(now),
        blocks,
    };
    Ok(FilledLetter {
        template,
        document,
        preview: LetterPreview {
            tells_withheld: withheld.is_told_by(&text),
            text,
            empty_fields,
        },
    })
}

/// The words of blocks, a paragraph each.
fn text_of(blocks: &[Block]) -> String {
    let words = |block: &Block| match block {
        Block::Heading { text, .. }
        | Block::Paragraph { text }
        | Block::Small { text }
        | Block::Notice { text } => text.clone(),
        Block::Points { texts } => texts.join("\n"),
        _ => String::new(),
    };
    blocks.iter().map(words).collect::<Vec<_>>().join("\n\n")
}

/// A letter before it is kept.
///
/// # Errors
/// As [`list`]; `CprNumber` and `TextTooLong` for a value.
pub async fn preview(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    wanted: &LetterWanted,
) -> Result<LetterPreview, Error> {
    let file = CaseFile::open(app, person, (department, case), purpose_of(wanted.kind)).await?;
    Ok(fill(app, &file, person, wanted).await?.preview)
}

/// An invitation to mediation as a PDF that is not kept: mediators write no legal steps.
///
/// # Errors
/// As [`preview`]; `NO_ACCESS` for any other kind; `InvalidValue` for a letter with empty fields or one that tells a
/// withheld identity.
pub async fn print_invitation(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    wanted: &LetterWanted,
) -> Result<Vec<u8>, Error> {
    if !is_invitation(wanted.kind) {
        return Err(Error::NO_ACCESS);
    }
    let file = CaseFile::open(app, person, (department, case), Purpose::Invitation).await?;
    let filled = fill(app, &file, person, wanted).await?;
    if !filled.is_printable() {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    print(filled.document).await
}

/// Prints a letter and keeps it as a legal step of the case, with the person as its author.
///
/// # Errors
/// As [`preview`]; `InvalidValue` for a letter with empty fields or one that tells a withheld identity.
pub async fn keep(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    wanted: &LetterWanted,
) -> Result<LetterRow, Error> {
    let file = CaseFile::open(app, person, (department, case), Purpose::Papers).await?;
    let now = app.clock.now();
    let step = match wanted.token.as_str() {
        "" => DocumentId::new(now, draw(&*app.random)),
        token => token.parse().map_err(|_| Error::MALFORMED)?,
    };
    if step.as_bytes()[6] >> 4 != 7 {
        return Err(Error::MALFORMED);
    }
    // A request whose answer got lost is repeated.
    let known = file.steps.iter().find(|known| known.id == step);
    if let Some(known) = known
        && let Some(letter) = app.store.letter(department, step).await?
    {
        return Ok(row(&file, known, &letter));
    }
    if known.is_none() && !app.store.summaries(&[step]).await?.is_empty() {
        return Err(Error::NO_ACCESS);
    }
    let filled = fill(app, &file, person, wanted).await?;
    if !filled.is_printable() {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let content = serde_json::to_string(&filled.document).map_err(|error| Error::Fault(error.to_string()))?;
    let pdf = print(filled.document).await?;
    let size = pdf.len() as u64;
    app.stored.check(&app.config.quota, department, person, size)?;
    let hash = hex(&Sha256::digest(&pdf));
    let title = words_of(wanted.kind).title;
    let edits = [
        LegalStep::created_at().set(now),
        LegalStep::conflict_case().set(case),
        LegalStep::kind().set(step_kind(wanted.kind)),
        LegalStep::on().set(now.danish_day()),
        LegalStep::recipient().set(wanted.recipient),
        LegalStep::pdf_hash().set(&grouped(&hash)),
        LegalStep::document_ref().set(&format!("{title}, v{}", filled.template.version)),
    ];
    record_writer::write(app, person, department, (step, Kind::LegalStep), &edits).await?;
    let letter = KeptLetter {
        department,
        document: step,
        template_kind: wanted.kind.key().to_owned(),
        template_version: filled.template.version,
        made_at: now,
        content,
        pdf,
    };
    if !app.store.keep_letter(&letter).await? {
        return Err(Error::NOT_FOUND);
    }
    app.stored.add(department, person, size);
    Ok(LetterRow {
        step,
        title: title.to_owned(),
        on: now.danish_day().to_string(),
        recipient: file.party_name(file.party(wanted.recipient)?).to_owned(),
        template_version: letter.template_version,
        received_on: String::new(),
        hash,
    })
}

/// The PDF of a letter, for those who may read its legal step.
///
/// # Errors
/// `NOT_FOUND` when there is none, or none they may see.
pub async fn read(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    step: DocumentId,
) -> Result<Vec<u8>, Error> {
    let access = crate::services::access::department_access(app, person, department).await?;
    let record = app.store.record(department, step, &access.readable).await?;
    let record = record.filter(|record| record.kind == Kind::LegalStep);
    let record = record.ok_or(Error::NOT_FOUND)?;
    let fields = read_fields(record.kind, &record.projection).unwrap_or_default();
    if LegalStep::from_fields(&fields).conflict_case != Some(case) {
        return Err(Error::NOT_FOUND);
    }
    let letter = app.store.letter(department, step).await?;
    letter.map(|letter| letter.pdf).ok_or(Error::NOT_FOUND)
}

/// Notes the receipt of a letter on its legal step.
///
/// # Errors
/// As [`list`]; `InvalidValue` for a day that is none, lies ahead, or lies before the letter.
pub async fn note_receipt(
    app: &App,
    person: UserId,
    department: DepartmentId,
    (case, step): (DocumentId, DocumentId),
    receipt: &LetterReceipt,
) -> Result<(), Error> {
    let file = CaseFile::open(app, person, (department, case), Purpose::Papers).await?;
    let known = file.steps.iter().find(|known| known.id == step);
    let known = known.ok_or(Error::NOT_FOUND)?;
    let invalid = || Error::Refused(RefusalCode::InvalidValue);
    let day = Day::parse(receipt.received_on.trim()).ok_or_else(invalid)?;
    let today = app.clock.now().danish_day();
    if day > today || known.record.on.is_some_and(|on| day < on) {
        return Err(invalid());
    }
    let mut edits = vec![LegalStep::received_on().set(day)];
    let proof = receipt.proof.trim();
    if !proof.is_empty() {
        edits.push(LegalStep::document_ref().set(proof));
    }
    record_writer::write(app, person, department, (step, Kind::LegalStep), &edits).await
}
