//! The bundle for the tenancy board: one sealed PDF with parties and claim, the course of the case, its warnings and legal steps, and numbered exhibits. Withheld identities stand nowhere in it.

use feltbog_print::{Block, Column, PrintedDocument};
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::legal_step::LegalStepKind;
use feltbog_shared::model::{ConflictEvent, LegalStep};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::LateReceipt;
use feltbog_shared::office_letters::{BundleCheck, BundleWanted};
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;
use sha2::{Digest as _, Sha256};

use super::bundle_checks::SECTION_81;
use super::case_file::{CaseFile, CasePicture, Purpose, Recorded};
use super::letter::is_act;
use super::{LANGUAGE, day_words, label, moment_words, print, seal, stated_day, utc_parts, words};
use crate::error::Error;
use crate::services::desk::approved_direct_way;
use crate::state::App;

/// Most characters of a text of the request.
const LONGEST: usize = 4_000;
/// The page on which a stranger asks for a seal.
pub const SEAL_PAGE: &str = "/segl";

/// The check of what a bundle would lack.
///
/// # Errors
/// `NO_ACCESS`, `NOT_FOUND`; those of [`make`] for a request that cannot be.
pub async fn check(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    wanted: &BundleWanted,
) -> Result<Vec<BundleCheck>, Error> {
    check_request(wanted)?;
    let file = CaseFile::open(app, person, (department, case), Purpose::Papers).await?;
    let approved = approved_direct_way(app, department, case).await?;
    Ok(file.checks(wanted, approved, app.clock.now().danish_day()))
}

/// The sealed bundle.
///
/// # Errors
/// `NO_ACCESS`, `NOT_FOUND`; `TextTooLong`, `CprNumber`; `InvalidValue` for a day or a number that is none.
pub async fn make(
    app: &App,
    person: UserId,
    department: DepartmentId,
    case: DocumentId,
    wanted: &BundleWanted,
) -> Result<Vec<u8>, Error> {
    check_request(wanted)?;
    let file = CaseFile::open(app, person, (department, case), Purpose::Papers).await?;
    let now = app.clock.now();
    let mut letters = Vec::new();
    for step in &file.steps {
        let Some(letter) = app.store.letter(department, step.id).await? else {
            continue;
        };
        let content: PrintedDocument = serde_json::from_str(&letter.content)
            .map_err(|error| Error::Fault(format!("a letter cannot be read: {error}")))?;
        letters.push((step.id, content));
    }
    let pictures = file.pictures(app).await?;
    let contents = Contents {
        wanted,
        letters,
        pictures,
        now,
        seal_address: [app.config.public_url.as_str(), SEAL_PAGE].concat(),
    };
    let mut document = file.bundle(contents)?;
    let withheld = file.withheld();
    withheld.left_out_of(&mut document, words().withheld);
    let pdf = print(document).await?;
    let sealed = seal::seal(&app.secret, pdf, now)?;
    let hash = Sha256::digest(&sealed).into();
    app.store.keep_bundle_seal(&hash, now).await?;
    Ok(sealed)
}

fn check_request(wanted: &BundleWanted) -> Result<(), Error> {
    for text in [&wanted.claim, &wanted.direct_way_reason] {
        if text.chars().count() > LONGEST {
            return Err(Error::Refused(RefusalCode::TextTooLong));
        }
        if holds_cpr(text) {
            return Err(Error::Refused(RefusalCode::CprNumber));
        }
    }
    if wanted
        .section_81
        .is_some_and(|number| !SECTION_81.contains(&number))
    {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    for day in [
        &wanted.lease_on,
        &wanted.house_rules_on,
        &wanted.fee_paid_on,
        &wanted.mandate_on,
    ] {
        stated_day(day)?;
    }
    Ok(())
}

/// The parts of a bundle beside the case's own records.
struct Contents<'a> {
    wanted: &'a BundleWanted,
    letters: Vec<(DocumentId, PrintedDocument)>,
    pictures: Vec<CasePicture>,
    now: Moment,
    seal_address: String,
}

/// An exhibit (*bilag*). Its number is its place in the list, from 1 on.
struct Exhibit {
    title: String,
    blocks: Vec<Block>,
    /// The records that it shows.
    shows: Vec<DocumentId>,
}

fn heading(level: u8, text: impl Into<String>) -> Block {
    Block::Heading {
        level,
        text: text.into(),
    }
}

fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph { text: text.into() }
}

/// A block of a letter as it stands below the heading of its exhibit.
fn below_a_heading(block: &Block) -> Block {
    match block {
        Block::Heading { text, .. } => heading(3, text.clone()),
        other => other.clone(),
    }
}

/// A late receipt in words: `skrevet den 2. marts 2026, modtaget den 9. marts 2026`.
fn late_words(late: &LateReceipt) -> String {
    let day = |text: &str| Day::parse(text).map(day_words).unwrap_or_default();
    words()
        .late
        .with(&[&day(&late.written_on), &day(&late.received_on)])
}

fn columns(titles: &[(&str, u8)]) -> Vec<Column> {
    let column = |(title, width): &(&str, u8)| Column {
        title: (*title).to_owned(),
        width: *width,
    };
    titles.iter().map(column).collect()
}

fn table_or(titles: &[(&str, u8)], rows: Vec<Vec<String>>, none: &str) -> Block {
    match rows.is_empty() {
        true => paragraph(none),
        false => Block::Table {
            columns: columns(titles),
            rows,
        },
    }
}

impl CaseFile {
    fn bundle(&self, contents: Contents) -> Result<PrintedDocument, Error> {
        let texts = words();
        let exhibits = self.exhibits(&contents)?;
        let number_of = |record: DocumentId| {
            let place = exhibits
                .iter()
                .position(|exhibit| exhibit.shows.contains(&record));
            place
                .map(|place| format!("{} {}", texts.exhibit, place + 1))
                .unwrap_or_default()
        };
        let mut blocks = vec![heading(1, texts.bundle_title)];
        blocks.push(self.facts(contents.wanted));
        blocks.push(heading(2, texts.exhibits));
        let listed = exhibits.iter().enumerate();
        let rows = listed.map(|(place, exhibit)| vec![(place + 1).to_string(), exhibit.title.clone()]);
        blocks.push(table_or(
            &[(texts.exhibit_number, 1), (texts.exhibit, 9)],
            rows.collect(),
            texts.no_events,
        ));
        if !self.withheld().is_empty() {
            blocks.push(Block::Small {
                text: texts.withheld_note.to_owned(),
            });
        }
        blocks.push(Block::Small {
            text: format!("{}\n{}", texts.seal_note, contents.seal_address),
        });

        blocks.push(Block::PageBreak);
        blocks.push(heading(2, texts.timeline));
        let rows = self.events.iter().map(|event| {
            vec![
                event.record.at.map(moment_words).unwrap_or_default(),
                self.event_words(event),
                self.source_words(event),
                number_of(event.id),
            ]
        });
        blocks.push(table_or(
            &[
                (texts.date, 3),
                (texts.event, 6),
                (texts.source, 3),
                (texts.exhibit, 2),
            ],
            rows.collect(),
            texts.no_events,
        ));

        let (warnings, others): (Vec<_>, Vec<_>) = self.steps.iter().partition(|step| {
            step.record.kind.is_some_and(|kind| {
                matches!(
                    kind,
                    LegalStepKind::Request
                        | LegalStepKind::Reminder
                        | LegalStepKind::LastReminder
                        | LegalStepKind::Warning
                )
            })
        });
        let step_name = |step: &Recorded<LegalStep>| {
            let kind = step.record.kind.map(|kind| label(&texts.legal_step_kind, kind));
            let late = step.late.as_ref().map(late_words);
            let parts: Vec<_> = kind.into_iter().map(str::to_owned).chain(late).collect();
            parts.join(", ")
        };
        let is_late = self.steps.iter().any(|step| step.late.is_some());
        let day = |day: Option<Day>| day.map(day_words).unwrap_or_default();
        blocks.push(heading(2, texts.warnings));
        let rows = warnings.into_iter().map(|step| {
            let received = match step.record.received_on {
                Some(on) => day_words(on),
                None => texts.not_proved.to_owned(),
            };
            vec![step_name(step), day(step.record.on), received, number_of(step.id)]
        });
        blocks.push(table_or(
            &[
                (texts.letter_label, 4),
                (texts.sent, 3),
                (texts.received, 3),
                (texts.exhibit, 2),
            ],
            rows.collect(),
            texts.no_warnings,
        ));
        blocks.push(heading(2, texts.legal_steps));
        let rows = others.into_iter().map(|step| {
            vec![
                step_name(step),
                day(step.record.on),
                day(step.record.appeal_deadline),
                number_of(step.id),
            ]
        });
        blocks.push(table_or(
            &[
                (texts.event, 4),
                (texts.date, 3),
                (texts.appeal_until, 3),
                (texts.exhibit, 2),
            ],
            rows.collect(),
            texts.no_legal_steps,
        ));
        if is_late {
            blocks.push(Block::Small {
                text: texts.late_note.to_owned(),
            });
        }

        for (place, exhibit) in exhibits.into_iter().enumerate() {
            blocks.push(Block::PageBreak);
            blocks.push(heading(
                2,
                format!("{} {}: {}", texts.exhibit, place + 1, exhibit.title),
            ));
            blocks.extend(exhibit.blocks);
        }
        Ok(PrintedDocument {
            language: LANGUAGE.tag().to_owned(),
            title: format!("{} {}", texts.bundle_title, self.number()),
            author: self.organisation.name.clone(),
            sender: vec![
                self.organisation.name.clone(),
                self.access.department.name.clone(),
            ],
            recipient: Vec::new(),
            date: day_words(contents.now.danish_day()),
            footer: format!("{} · {} {}", texts.footer, texts.case_number, self.number()),
            page_word: texts.page.to_owned(),
            of_word: texts.of.to_owned(),
            made_at: utc_parts(contents.now),
            blocks,
        })
    }

    /// Parties, claim and basis.
    fn facts(&self, wanted: &BundleWanted) -> Block {
        let texts = words();
        let mut pairs = vec![
            (texts.case_number.to_owned(), self.number()),
            (texts.landlord.to_owned(), self.organisation.name.clone()),
            (texts.department.to_owned(), self.access.department.name.clone()),
        ];
        for (role, title) in [
            (PartyRole::Respondent, texts.respondent),
            (PartyRole::Complainant, texts.complainants),
            (PartyRole::Witness, texts.witnesses),
        ] {
            let people: Vec<_> = self
                .in_role(role)
                .map(|party| {
                    if party.record.identity_withheld == Some(true) {
                        return texts.name_withheld.to_owned();
                    }
                    let name = match party.record.name.as_deref().unwrap_or_default() {
                        "" => texts.unnamed,
                        name => name,
                    };
                    match self.address(party).as_str() {
                        "" => name.to_owned(),
                        address => format!("{name}, {address}"),
                    }
                })
                .collect();
            if !people.is_empty() {
                pairs.push((title.to_owned(), people.join("\n")));
            }
        }
        let claim = match wanted.claim.trim() {
            "" => texts.no_claim,
            claim => claim,
        };
        pairs.push((texts.claim.to_owned(), claim.to_owned()));
        if let Some(number) = wanted.section_81 {
            let basis = format!("{} {number}", texts.section_81_number);
            pairs.push((texts.section_81.to_owned(), basis));
        }
        let case = &self.case.record;
        if let Some(topic) = case.topic {
            pairs.push((
                texts.topic_label.to_owned(),
                label(&texts.topic, topic).to_owned(),
            ));
        }
        if let Some(place) = &case.place {
            pairs.push((texts.place.to_owned(), place.clone()));
        }
        Block::Facts { pairs }
    }

    fn event_words(&self, event: &Recorded<ConflictEvent>) -> String {
        let kind = event.record.kind.map(|kind| label(&words().event_kind, kind));
        let text = event.record.text.trim();
        match kind {
            Some(kind) if text.is_empty() => kind.to_owned(),
            Some(kind) => format!("{kind}: {text}"),
            None => text.to_owned(),
        }
    }

    /// The author of an event, and when it was written down.
    fn source_words(&self, event: &Recorded<ConflictEvent>) -> String {
        let texts = words();
        let name = self.names.get(&event.owner).cloned().unwrap_or_default();
        let happened = event.record.at.map(|at| at.danish_day());
        let written = match event.received_on {
            Some(day) if Some(day) == happened => texts.same_day.to_owned(),
            Some(day) => format!("{} {}", texts.written_on, day_words(day)),
            None => String::new(),
        };
        let parts = [name, written];
        let parts = parts.iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    fn exhibits(&self, contents: &Contents) -> Result<Vec<Exhibit>, Error> {
        let texts = words();
        let wanted = contents.wanted;
        let mut exhibits = Vec::new();
        let paper = |title: &str, day: &str| -> Result<Option<Exhibit>, Error> {
            Ok(stated_day(day)?.map(|day| Exhibit {
                title: format!("{title} {}", day_words(day)),
                blocks: vec![paragraph(texts.enclosed)],
                shows: Vec::new(),
            }))
        };
        exhibits.extend(paper(texts.exhibit_lease, &wanted.lease_on)?);
        exhibits.extend(paper(texts.exhibit_rules, &wanted.house_rules_on)?);
        exhibits.push(self.complaint());
        let is_observed = |event: &&Recorded<ConflictEvent>| event.record.kind.is_some_and(is_act);
        let is_talk = |event: &&Recorded<ConflictEvent>| {
            let kinds = [
                EventKind::Conversation,
                EventKind::Call,
                EventKind::Meeting,
                EventKind::Letter,
            ];
            event.record.kind.is_some_and(|kind| kinds.contains(&kind))
        };
        exhibits.extend(self.told(texts.exhibit_observations, self.events.iter().filter(is_observed)));
        for (step, content) in &contents.letters {
            let on = self.steps.iter().find(|known| known.id == *step);
            let on = on
                .and_then(|step| step.record.on)
                .map(day_words)
                .unwrap_or_default();
            exhibits.push(Exhibit {
                title: format!("{} {on}", content.title),
                blocks: content.blocks.iter().map(below_a_heading).collect(),
                shows: vec![*step],
            });
        }
        exhibits.extend(self.told(texts.exhibit_talks, self.events.iter().filter(is_talk)));
        if self.mediation_was_offered() {
            exhibits.push(Exhibit {
                title: texts.exhibit_mediation.to_owned(),
                blocks: vec![paragraph(texts.mediation_was_offered)],
                shows: Vec::new(),
            });
        }
        if !contents.pictures.is_empty() {
            let numbered = contents.pictures.iter().enumerate();
            let blocks = numbered.map(|(place, picture)| {
                let caption = format!("{} {}", texts.photo, place + 1);
                Block::Picture {
                    jpeg: picture.jpeg.clone(),
                    text: match picture.text.trim() {
                        "" => caption.clone(),
                        text => text.to_owned(),
                    },
                    caption: match picture.text.trim() {
                        "" => caption,
                        text => format!("{caption}: {text}"),
                    },
                    path: String::new(),
                }
            });
            exhibits.push(Exhibit {
                title: texts.exhibit_pictures.to_owned(),
                blocks: blocks.collect(),
                shows: Vec::new(),
            });
        }
        exhibits.extend(paper(texts.exhibit_fee, &wanted.fee_paid_on)?);
        exhibits.extend(paper(texts.exhibit_mandate, &wanted.mandate_on)?);
        Ok(exhibits)
    }

    /// The complaint as the case tells it.
    fn complaint(&self) -> Exhibit {
        let texts = words();
        let case = &self.case.record;
        let mut pairs = Vec::new();
        if let Some(at) = case.occurred_at {
            pairs.push((texts.date.to_owned(), moment_words(at)));
        }
        if let Some(topic) = case.topic {
            pairs.push((
                texts.topic_label.to_owned(),
                label(&texts.topic, topic).to_owned(),
            ));
        }
        if let Some(noted_as) = case.noted_as {
            pairs.push((
                texts.source.to_owned(),
                label(&texts.noted_as, noted_as).to_owned(),
            ));
        }
        if let Some(place) = &case.place {
            pairs.push((texts.place.to_owned(), place.clone()));
        }
        let mut blocks = Vec::new();
        if !pairs.is_empty() {
            blocks.push(Block::Facts { pairs });
        }
        if !case.description.trim().is_empty() {
            blocks.push(paragraph(case.description.trim()));
        }
        Exhibit {
            title: texts.exhibit_complaint.to_owned(),
            blocks,
            shows: vec![self.case.id],
        }
    }

    /// An exhibit of events; nothing without any.
    fn told<'a>(
        &self,
        title: &str,
        events: impl Iterator<Item = &'a Recorded<ConflictEvent>>,
    ) -> Option<Exhibit> {
        let texts = words();
        let events: Vec<_> = events.collect();
        let rows: Vec<_> = events
            .iter()
            .map(|event| {
                vec![
                    event.record.at.map(moment_words).unwrap_or_default(),
                    self.event_words(event),
                    self.source_words(event),
                ]
            })
            .collect();
        (!rows.is_empty()).then(|| Exhibit {
            title: title.to_owned(),
            blocks: vec![Block::Table {
                columns: columns(&[(texts.date, 3), (texts.event, 7), (texts.source, 3)]),
                rows,
            }],
            shows: events.iter().map(|event| event.id).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_receipt_names_both_days() {
        let late = LateReceipt {
            written_on: "2026-03-02".to_owned(),
            received_on: "2026-03-09".to_owned(),
        };
        let told = "skrevet den 2. marts 2026, modtaget den 9. marts 2026";
        assert_eq!(late_words(&late), told);
    }
}
