//! Action cards as the office reads and changes them. A change is made for the person who is signed in, in each
//! department's own copy, and goes through the guard like one from a phone.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::document::{Document, DocumentError, Writer};
use feltbog_shared::id::{ActorId, DepartmentId, DeviceId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::action_card::{Audience, EscalateTo, REVIEW_DAYS, Situation};
use feltbog_shared::model::{ActionCard, FieldEdit, Kind, Model as _, ResidentCard, ValueList as _};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::{BULK_CHANGES, ChangeReport};
use feltbog_shared::office_cards::{
    CardApproval, CardChange, CardDepartment, CardReport, CardWords, OfficeCard, OfficeCards,
};
use feltbog_shared::permission::Permission;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::Offered;
use serde_json::json;

use super::access::department_access;
use super::sync;
use crate::clock::draw;
use crate::error::Error;
use crate::state::App;
use crate::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeEntry, DepartmentRecordRow, DocumentLookup,
};

/// The kind of change in the administrative log.
pub(crate) const CARD_CHANGED: &str = "card_changed";
/// The kinds of cards.
const KINDS: [Kind; 2] = [Kind::ActionCard, Kind::ResidentCard];
/// The most cards that are read in a department.
const CARDS: u32 = 200;

/// A person of the office for whom records are changed.
#[derive(Clone, Debug)]
pub struct Author {
    /// The person.
    pub person: UserId,
    /// The session of the office, which stands in the log in the place of a device.
    pub session: DeviceId,
}

/// The action cards of an organisation's departments, as far as the person may read them.
///
/// # Errors
/// `NOT_FOUND` when the person reads no cards there.
pub async fn list(app: &App, person: UserId, organisation: &str) -> Result<OfficeCards, Error> {
    let places = DepartmentOfCards::all(app, person, organisation).await?;
    if places.is_empty() {
        return Err(Error::NOT_FOUND);
    }
    let mut listed = OfficeCards::default();
    for place in &places {
        let mut cards: Vec<OfficeCard> = cards(app, person, place)
            .await?
            .iter()
            .map(|(document, card)| message(place.row.id, *document, card))
            .collect();
        let rank = |card: &OfficeCard| Situation::from_key(&card.situation).map(|one| one as usize);
        cards.sort_by_key(|card| (rank(card), card.is_for_residents, card.document));
        listed.cards.extend(cards);
        listed.departments.push(CardDepartment {
            id: place.row.id,
            name: place.row.name.clone(),
            municipality: place.row.municipality.clone(),
            is_writable: place.may_write(Kind::ActionCard) || place.may_write(Kind::ResidentCard),
        });
    }
    Ok(listed)
}

/// Changes a card in the departments that are named, as a new edition, and notes it in the administrative log: in all of
/// them or in none.
///
/// # Errors
/// `NOT_FOUND` for a department in which the person reads no cards; `NO_ACCESS` for one in which they change none;
/// `VersionConflict` when a card that the person saw has a newer edition; a code for a value that cannot be. Nothing is
/// changed then.
pub async fn change(
    app: &App,
    author: &Author,
    organisation: &str,
    change: &CardChange,
) -> Result<CardReport, Error> {
    let refused = |code| Error::Refused(code);
    if change.departments.len() > BULK_CHANGES || change.departments.is_empty() {
        return Err(refused(RefusalCode::InvalidValue));
    }
    let edit = CardEdit::of(change, app.clock.now())?;
    let mut places = DepartmentOfCards::all(app, author.person, organisation).await?;
    let wanted: BTreeSet<_> = change.departments.iter().copied().collect();
    places.retain(|place| wanted.contains(&place.row.id));
    if places.len() != wanted.len() {
        return Err(Error::NOT_FOUND);
    }
    if !places.iter().all(|place| place.may_write(edit.kind)) {
        return Err(Error::NO_ACCESS);
    }
    let mut report = CardReport::default();
    let mut planned = Vec::new();
    for place in &places {
        let found = cards(app, author.person, place).await?;
        let mut theirs = found.iter().filter(|(_, card)| edit.is_of(card));
        let Some((document, card)) = theirs.next() else {
            report.missing.push(place.row.id);
            continue;
        };
        let edits = edit.edits(card);
        // Also of a request that is repeated, after it was written in some departments or its answer got lost.
        if edits.is_empty() {
            report.unchanged += 1;
            continue;
        }
        let seen = change.seen.iter().find(|(seen, _)| seen == document);
        if seen.is_some_and(|(_, version)| *version != edition(card)) {
            return Err(refused(RefusalCode::VersionConflict));
        }
        match Planned::prepare(app, author, place, (*document, card), &edits).await? {
            Some(one) => planned.push(one),
            None => report.unchanged += 1,
        }
    }
    report.changed = u32::try_from(planned.len()).unwrap_or(u32::MAX);
    report.entry = write(app, author, planned).await?;
    Ok(report)
}

/// Undoes the change of cards that an entry is about, in all of its departments or in none: each card reads as before, in
/// a new edition, and is approved as it was then unless the day of its review has come.
///
/// # Errors
/// `NOT_FOUND` when the person may not change the card of the entry; `NotUndoable` when a card is not any more as the
/// change left it, or not theirs to change.
pub(crate) async fn undo(
    app: &App,
    author: &Author,
    organisation: OrganisationId,
    entry: &AdministrativeEntry,
) -> Result<ChangeReport, Error> {
    let places = DepartmentOfCards::all(app, author.person, &organisation.to_string()).await?;
    // Others are told nothing of an entry.
    Undone::of(app, &places, entry).await?;
    let reach = u64::try_from(BULK_CHANGES).unwrap_or(u64::MAX);
    let limit = u32::try_from(2 * BULK_CHANGES).unwrap_or(u32::MAX);
    let last = entry.number.saturating_add(reach);
    let near = app
        .store
        .administrative_entries(organisation, Some(last), limit)
        .await?;
    // The entries of one request have one moment.
    let is_of_request = |other: &&AdministrativeEntry| {
        other.action == CARD_CHANGED && other.at == entry.at && other.by == entry.by
    };
    let mut planned = Vec::new();
    for one in near.iter().filter(is_of_request) {
        let not_undoable = |error| match error {
            Error::Refused(RefusalCode::NotFound) => Error::Refused(RefusalCode::NotUndoable),
            other => other,
        };
        let undone = Undone::of(app, &places, one).await.map_err(not_undoable)?;
        let change = undone.change(app.clock.now());
        let edits = undone.edits(&CardEdit::of(&change, app.clock.now())?);
        let held = (undone.document, &undone.card);
        let prepared = Planned::prepare(app, author, undone.place, held, &edits).await?;
        planned.extend(prepared.map(|mut prepared| {
            prepared.entry.undoes = Some(one.number);
            prepared
        }));
    }
    if planned.is_empty() {
        return Err(Error::Refused(RefusalCode::NotUndoable));
    }
    let changed = u32::try_from(planned.len()).unwrap_or(u32::MAX);
    Ok(ChangeReport {
        changed,
        entry: write(app, author, planned).await?,
        ..ChangeReport::default()
    })
}

/// Whether a person can undo what an entry tells of a card. Other cards of the same change are not looked at.
pub(crate) async fn is_undoable(
    app: &App,
    person: UserId,
    organisation: OrganisationId,
    entry: &AdministrativeEntry,
) -> Result<(), Error> {
    let places = DepartmentOfCards::all(app, person, &organisation.to_string()).await?;
    Undone::of(app, &places, entry).await.map(drop)
}

/// A card as an entry left it, with its content of before.
struct Undone<'a> {
    place: &'a DepartmentOfCards,
    document: DocumentId,
    card: (Kind, ActionCard),
    before: OfficeCard,
}

impl<'a> Undone<'a> {
    async fn of(
        app: &App,
        places: &'a [DepartmentOfCards],
        entry: &AdministrativeEntry,
    ) -> Result<Self, Error> {
        let not_undoable = || Error::Refused(RefusalCode::NotUndoable);
        let read = |json: &Option<String>| -> Option<OfficeCard> {
            json.as_deref().and_then(|json| serde_json::from_str(json).ok())
        };
        let (Some(before), Some(after)) = (read(&entry.before), read(&entry.after)) else {
            return Err(not_undoable());
        };
        let kind = match after.is_for_residents {
            true => Kind::ResidentCard,
            false => Kind::ActionCard,
        };
        let mut theirs = places.iter();
        let place = theirs.find(|place| place.row.id == after.department && place.may_write(kind));
        let place = place.ok_or(Error::NOT_FOUND)?;
        if entry.undone_by.is_some() {
            return Err(not_undoable());
        }
        let found = app.store.documents(&[after.document]).await?;
        let Some(DocumentLookup::Live(state)) = found.get(&after.document) else {
            return Err(not_undoable());
        };
        let card = (state.kind, read_card(state.kind, &state.bytes)?);
        if state.department != place.row.id || message(place.row.id, after.document, &card) != after {
            return Err(not_undoable());
        }
        Ok(Self {
            place,
            document: after.document,
            card,
            before,
        })
    }

    /// The change that brings the content of before back.
    fn change(&self, now: Moment) -> CardChange {
        let OfficeCard { danish, english, .. } = self.before.clone();
        let is_approved = !self.before.approved_by.is_empty()
            && Day::parse(&self.before.review_by).is_some_and(|day| day > now.danish_day());
        CardChange {
            is_for_residents: self.before.is_for_residents,
            situation: self.before.situation.clone(),
            departments: vec![self.place.row.id],
            seen: Vec::new(),
            calls: Some((danish.calls.clone(), english.calls.clone())),
            words: Some((danish, english)),
            is_danger: Some(self.before.is_danger),
            escalate_to: Some(self.before.escalate_to.clone()),
            audience: (!self.before.is_for_residents).then(|| self.before.audience.clone()),
            approval: is_approved.then(|| CardApproval {
                approved_by: self.before.approved_by.clone(),
                review_by: self.before.review_by.clone(),
            }),
        }
    }

    fn edits(&self, edit: &CardEdit<'_>) -> Vec<FieldEdit> {
        let mut edits = edit.edits(&self.card);
        // The entry told of an approval alone.
        if edits.is_empty() && self.card.1.approved_by.is_some() {
            edits.push(ActionCard::approved_by().clear());
        }
        edits
    }
}

/// A change of a card that is made and not written, with its entry of the administrative log.
struct Planned {
    department: DepartmentId,
    offered: Offered,
    entry: AdministrativeChange,
}

impl Planned {
    /// Nothing when the card reads so already.
    async fn prepare(
        app: &App,
        author: &Author,
        place: &DepartmentOfCards,
        (document, card): (DocumentId, &(Kind, ActionCard)),
        edits: &[FieldEdit],
    ) -> Result<Option<Self>, Error> {
        let made = prepare_for_person(app, author, document, edits).await?;
        Ok(made.map(|(offered, after)| {
            let before = message(place.row.id, document, card);
            let after = message(place.row.id, document, &(card.0, after));
            Self {
                department: place.row.id,
                offered,
                entry: entry_of(app.clock.now(), author, place, &before, &after),
            }
        }))
    }
}

/// Writes changes of cards with their entries, all or none. The first of the entries.
async fn write(app: &App, author: &Author, planned: Vec<Planned>) -> Result<Option<u64>, Error> {
    if planned.is_empty() {
        return Ok(None);
    }
    let at = app.clock.now();
    let (mut changes, mut entries) = (Vec::new(), Vec::new());
    for one in planned {
        changes.push((one.department, one.offered));
        entries.push(AdministrativeChange { at, ..one.entry });
    }
    let who = (author.person, author.session);
    let numbers = sync::push_together(app, who, changes, &entries).await?;
    Ok(numbers.first().copied())
}

fn read_card(kind: Kind, bytes: &[u8]) -> Result<ActionCard, Error> {
    let read = Document::from_chunks(kind, bytes);
    let read = read.map_err(|error| Error::Fault(format!("an action card: {error}")))?;
    Ok(ActionCard::from_fields(&read.fields()))
}

/// A department in which a person reads action cards.
struct DepartmentOfCards {
    row: DepartmentRecordRow,
    permission: Permission,
}

impl DepartmentOfCards {
    /// The departments of an organisation, by number and name.
    async fn all(app: &App, person: UserId, organisation: &str) -> Result<Vec<Self>, Error> {
        let id: OrganisationId = organisation.parse().map_err(|_| Error::NOT_FOUND)?;
        let now = app.clock.now();
        let grants = app.store.grants(person).await?;
        let granted: BTreeSet<_> = grants.iter().map(|grant| grant.department).collect();
        let mut places = Vec::new();
        for row in app.store.department_records(id).await? {
            if !granted.contains(&row.id) {
                continue;
            }
            let permission = Permission::new(person, &grants, row.id, row.modules, now);
            let reads = |kind: &Kind| permission.access(kind.collection()).read.is_all();
            if KINDS.iter().any(reads) {
                places.push(Self { row, permission });
            }
        }
        places.sort_by(|one, other| (&one.row.name, one.row.id).cmp(&(&other.row.name, other.row.id)));
        Ok(places)
    }

    fn may_write(&self, kind: Kind) -> bool {
        self.permission.access(kind.collection()).update.is_all()
    }
}

/// The cards of a department by record. A residents' card is read as one for staff, without an audience.
async fn cards(
    app: &App,
    person: UserId,
    place: &DepartmentOfCards,
) -> Result<BTreeMap<DocumentId, (Kind, ActionCard)>, Error> {
    let access = department_access(app, person, place.row.id).await?;
    let mut ids = Vec::new();
    for kind in KINDS {
        let rows = app
            .store
            .records(place.row.id, Some(kind), CARDS, &access.readable)
            .await?;
        ids.extend(rows.iter().map(|row| row.document));
    }
    let mut found = BTreeMap::new();
    for (document, state) in app.store.documents(&ids).await? {
        let DocumentLookup::Live(state) = state else {
            continue;
        };
        found.insert(document, (state.kind, read_card(state.kind, &state.bytes)?));
    }
    Ok(found)
}

fn edition((_, card): &(Kind, ActionCard)) -> u32 {
    card.version
        .and_then(|version| u32::try_from(version).ok())
        .unwrap_or_default()
}

fn message(department: DepartmentId, document: DocumentId, found: &(Kind, ActionCard)) -> OfficeCard {
    let (kind, card) = found;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    OfficeCard {
        document,
        department,
        is_for_residents: *kind == Kind::ResidentCard,
        situation: card.situation.map(|one| one.key().to_owned()).unwrap_or_default(),
        version: edition(found),
        danish: CardWords {
            title: text(&card.title),
            signs: card.signs.clone(),
            steps: card.steps.clone(),
            do_not: card.do_not.clone(),
            calls: card.calls.clone(),
        },
        english: CardWords {
            title: text(&card.title_en),
            signs: card.signs_en.clone(),
            steps: card.steps_en.clone(),
            do_not: card.do_not_en.clone(),
            calls: card.calls_en.clone(),
        },
        is_danger: card.danger.unwrap_or_default(),
        escalate_to: card.escalate_to.map(|to| to.key().to_owned()).unwrap_or_default(),
        audience: card.audience.iter().map(|one| one.key().to_owned()).collect(),
        approved_by: text(&card.approved_by),
        review_by: card.review_by.map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// The edits of the fields that both kinds of cards have, as far as their values differ.
macro_rules! card_edits {
    ($card:ident, $edit:expr, $present:expr) => {{
        let (change, present) = ($edit.change, $present);
        let mut edits: Vec<FieldEdit> = Vec::new();
        if let Some((danish, english)) = &change.words {
            let lines = [
                ($card::title().set(&danish.title), &present.title, &danish.title),
                (
                    $card::title_en().set(&english.title),
                    &present.title_en,
                    &english.title,
                ),
            ];
            for (edit, held, wanted) in lines {
                if held.as_deref().unwrap_or_default() != wanted.trim() {
                    edits.push(edit);
                }
            }
            let texts = [
                (
                    $card::signs().rewrite(&danish.signs),
                    &present.signs,
                    &danish.signs,
                ),
                (
                    $card::signs_en().rewrite(&english.signs),
                    &present.signs_en,
                    &english.signs,
                ),
                (
                    $card::steps().rewrite(&danish.steps),
                    &present.steps,
                    &danish.steps,
                ),
                (
                    $card::steps_en().rewrite(&english.steps),
                    &present.steps_en,
                    &english.steps,
                ),
                (
                    $card::do_not().rewrite(&danish.do_not),
                    &present.do_not,
                    &danish.do_not,
                ),
                (
                    $card::do_not_en().rewrite(&english.do_not),
                    &present.do_not_en,
                    &english.do_not,
                ),
            ];
            edits.extend(
                texts
                    .into_iter()
                    .filter(|(_, held, wanted)| held != wanted)
                    .map(|(edit, ..)| edit),
            );
        }
        if let Some((danish, english)) = &change.calls {
            let texts = [
                ($card::calls().rewrite(danish), &present.calls, danish),
                ($card::calls_en().rewrite(english), &present.calls_en, english),
            ];
            edits.extend(
                texts
                    .into_iter()
                    .filter(|(_, held, wanted)| held != wanted)
                    .map(|(edit, ..)| edit),
            );
        }
        if let Some(is_danger) = change.is_danger
            && present.danger != Some(is_danger)
        {
            edits.push($card::danger().set(is_danger));
        }
        if let Some(to) = $edit.escalate_to
            && present.escalate_to != to
        {
            edits.push(match to {
                Some(to) => $card::escalate_to().set(to),
                None => $card::escalate_to().clear(),
            });
        }
        edits
    }};
}
/// A change of a card whose keys and days can be.
struct CardEdit<'a> {
    change: &'a CardChange,
    kind: Kind,
    situation: Situation,
    escalate_to: Option<Option<EscalateTo>>,
    audience: Option<BTreeSet<Audience>>,
    approval: Option<(&'a str, Day)>,
}

impl<'a> CardEdit<'a> {
    fn of(change: &'a CardChange, now: Moment) -> Result<Self, Error> {
        let invalid = || Error::Refused(RefusalCode::InvalidValue);
        let escalate_to = match change.escalate_to.as_deref() {
            None => None,
            Some("") => Some(None),
            Some(key) => Some(Some(EscalateTo::from_key(key).ok_or_else(invalid)?)),
        };
        let audience = change.audience.as_ref().map(|keys| {
            let keys = keys.iter().map(|key| Audience::from_key(key).ok_or_else(invalid));
            keys.collect::<Result<BTreeSet<_>, _>>()
        });
        let approval = change.approval.as_ref().map(
            |CardApproval {
                 approved_by,
                 review_by,
             }| {
                let day = match review_by.as_str() {
                    "" => Some(now.danish_day().plus_days(REVIEW_DAYS)),
                    day => Day::parse(day),
                };
                let by = approved_by.trim();
                let day = day.filter(|day| !by.is_empty() && *day > now.danish_day());
                day.map(|day| (by, day)).ok_or_else(invalid)
            },
        );
        Ok(Self {
            change,
            kind: if change.is_for_residents {
                Kind::ResidentCard
            } else {
                Kind::ActionCard
            },
            situation: Situation::from_key(&change.situation).ok_or_else(invalid)?,
            escalate_to,
            audience: audience.transpose()?,
            approval: approval.transpose()?,
        })
    }

    fn is_of(&self, (kind, card): &(Kind, ActionCard)) -> bool {
        *kind == self.kind && card.situation == Some(self.situation)
    }

    /// The edits that take a card there; none when it stands as wanted. A change of content is a new edition, and one that
    /// is not approved with it takes the approval away.
    fn edits(&self, (_, card): &(Kind, ActionCard)) -> Vec<FieldEdit> {
        match self.kind {
            Kind::ResidentCard => self.edits_of_residents(card),
            _ => self.edits_of_staff(card),
        }
    }

    fn edits_of_staff(&self, card: &ActionCard) -> Vec<FieldEdit> {
        let mut edits = card_edits!(ActionCard, self, card);
        if let Some(audience) = &self.audience {
            let joins = audience.difference(&card.audience);
            edits.extend(joins.map(|one| ActionCard::audience().include(*one)));
            let leaves = card.audience.difference(audience);
            edits.extend(leaves.map(|one| ActionCard::audience().exclude(*one)));
        }
        self.with_edition(edits, card)
    }

    fn edits_of_residents(&self, card: &ActionCard) -> Vec<FieldEdit> {
        let edits = card_edits!(ResidentCard, self, card);
        self.with_edition(edits, card)
    }

    /// The edits with those of edition and approval. Both kinds of cards have these fields by the same names.
    fn with_edition(&self, mut edits: Vec<FieldEdit>, card: &ActionCard) -> Vec<FieldEdit> {
        let is_changed = !edits.is_empty();
        if is_changed {
            edits.push(ActionCard::version().set(card.version.unwrap_or_default() + 1));
        }
        match &self.approval {
            Some((by, day)) => {
                if card.approved_by.as_deref() != Some(*by) {
                    edits.push(ActionCard::approved_by().set(by));
                }
                if card.review_by != Some(*day) {
                    edits.push(ActionCard::review_by().set(*day));
                }
            }
            None if is_changed && card.approved_by.is_some() => edits.push(ActionCard::approved_by().clear()),
            None => {}
        }
        edits
    }
}

/// Makes a change of a card for a person of the office, as a phone of theirs would, with the card after it. Nothing is
/// written. Nothing when the card reads so already.
///
/// # Errors
/// `NOT_FOUND` when the record is not there; a code for a value that cannot be.
async fn prepare_for_person(
    app: &App,
    author: &Author,
    document: DocumentId,
    edits: &[FieldEdit],
) -> Result<Option<(Offered, ActionCard)>, Error> {
    let found = app.store.documents(&[document]).await?.remove(&document);
    let Some(DocumentLookup::Live(state)) = found else {
        return Err(Error::NOT_FOUND);
    };
    let writer = Writer {
        actor: ActorId(draw(&*app.random)),
        author: author.person,
        at: app.clock.now(),
    };
    let fault = |error: DocumentError| Error::Fault(format!("a record of the office: {error}"));
    let kind = state.kind;
    let mut record = Document::from_chunks(kind, &state.bytes).map_err(fault)?;
    let change = match record.edit(writer, None, edits) {
        Err(DocumentError::Refused(refusal)) => return Err(Error::Refused(refusal.code)),
        made => made.map_err(fault)?,
    };
    Ok(change.map(|change| {
        let offered = Offered {
            document,
            kind,
            bytes: change.bytes,
            relayed: None,
        };
        (offered, ActionCard::from_fields(&record.fields()))
    }))
}

/// The entry of a changed card in the administrative log of its organisation.
fn entry_of(
    at: Moment,
    author: &Author,
    place: &DepartmentOfCards,
    before: &OfficeCard,
    after: &OfficeCard,
) -> AdministrativeChange {
    AdministrativeChange {
        organisation: place.row.organisation,
        at,
        by: author.person,
        action: CARD_CHANGED.to_owned(),
        target: before.document.to_string(),
        subject: [&before.danish.title, ", ", &place.row.name].concat(),
        before: Some(json!(before).to_string()),
        after: Some(json!(after).to_string()),
        undoes: None,
        act: AdministrativeAct::Note,
    }
}
