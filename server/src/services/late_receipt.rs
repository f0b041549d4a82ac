//! Changes that the server received well after the day that their author states: legal steps that are dated back, and
//! what a phone or a person noted long before it was sent.

use std::collections::BTreeMap;

use feltbog_shared::bridge::{Act, HistoryStep};
use feltbog_shared::document::Document;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::{Fields, Kind, LegalStep, Model as _};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::{LateReceipt, RelatedRecord};

use crate::error::Error;
use crate::state::App;
use crate::store::{Receipt, Snapshot};

/// Days by which a receipt may follow the stated day: a phone may be without signal over a night.
const DAYS_IN_TIME: i64 = 1;

/// The late receipts of a record's own steps, and of the legal steps that belong to it.
#[derive(Debug, Default)]
pub(super) struct LateReceipts {
    /// By the step's change.
    pub(super) steps: BTreeMap<ChangeHash, LateReceipt>,
    /// By the legal step's record.
    pub(super) legal_steps: BTreeMap<DocumentId, LateReceipt>,
}

impl LateReceipts {
    /// Those of a record with this history and these records that belong to it.
    ///
    /// # Errors
    /// When the database fails, or a legal step cannot be read.
    pub(super) async fn read(
        app: &App,
        (department, document): (DepartmentId, DocumentId),
        history: &[HistoryStep],
        related: &[RelatedRecord],
    ) -> Result<Self, Error> {
        let received = first_receipts(&app.store.receipts(department, document).await?);
        let late_step = |step: &HistoryStep| {
            let late = late(step.at.danish_day(), *received.get(&step.change)?)?;
            Some((step.change, late))
        };
        let mut found = Self {
            steps: history.iter().filter_map(late_step).collect(),
            legal_steps: BTreeMap::new(),
        };
        let legal_steps = related.iter().filter(|one| one.kind == Kind::LegalStep);
        let legal_steps: Vec<_> = legal_steps.map(|one| one.document).collect();
        if legal_steps.is_empty() {
            return Ok(found);
        }
        for snapshot in app.store.snapshots(department, &legal_steps).await? {
            let receipts = app.store.receipts(department, snapshot.document).await?;
            let late = of_snapshot(&snapshot, &receipts)?;
            found
                .legal_steps
                .extend(late.map(|late| (snapshot.document, late)));
        }
        Ok(found)
    }
}

/// Whether a state of a case is a warning or a legal step. The rest of what phones without signal send late is no matter
/// of evidence.
pub(super) fn is_legal_state(kind: Kind, state: &str) -> bool {
    use ConflictState::{Court, TenancyBoard, Warning, WrittenRequest};

    let state = ConflictState::from_key(state).filter(|_| kind == Kind::ConflictCase);
    matches!(state, Some(WrittenRequest | Warning | TenancyBoard | Court))
}

/// The times at which the server first received changes, as far as they are known.
pub(super) fn first_receipts(receipts: &[Receipt]) -> BTreeMap<ChangeHash, Moment> {
    let known = |receipt: &Receipt| Some((receipt.hash, receipt.first_received_at()?));
    receipts.iter().filter_map(known).collect()
}

fn of_snapshot(snapshot: &Snapshot, receipts: &[Receipt]) -> Result<Option<LateReceipt>, Error> {
    let document = Document::from_chunks(snapshot.kind, &snapshot.bytes)
        .map_err(|_| Error::Fault("a document cannot be read".to_owned()))?;
    Ok(of_legal_step(&document.fields(), &document.history(), receipts))
}

/// The late receipt of a legal step: the day that it states, and the day on which the server knew both that day and the
/// kind of step. Nothing where it was received in time, or nobody knows when.
pub(super) fn of_legal_step(
    fields: &Fields,
    history: &[HistoryStep],
    receipts: &[Receipt],
) -> Option<LateReceipt> {
    let stated = LegalStep::from_fields(fields).on?;
    let received = first_receipts(receipts);
    let known_since = |field: &str| {
        let shown = fields.get(field)?;
        let says = |step: &&HistoryStep| {
            step.acts.iter().any(|told| {
                let value = match &told.act {
                    Act::Set(value) => Some(value),
                    Act::Kept { value, .. } => value.as_ref(),
                    _ => None,
                };
                told.field == field && value == Some(shown)
            })
        };
        let times: Option<Vec<_>> = history
            .iter()
            .filter(says)
            .map(|step| received.get(&step.change).copied())
            .collect();
        times?.into_iter().min()
    };
    let fields = [LegalStep::kind().name(), LegalStep::on().name()];
    let received = fields.into_iter().filter_map(known_since).max()?;
    late(stated, received)
}

fn late(stated: Day, received: Moment) -> Option<LateReceipt> {
    let received_on = received.danish_day();
    (received_on > stated.plus_days(DAYS_IN_TIME)).then(|| LateReceipt {
        written_on: stated.to_string(),
        received_on: received_on.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::bridge::HistoryAct;
    use feltbog_shared::id::UserId;
    use feltbog_shared::model::Value;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn step(number: u8, acts: &[(&str, &str)]) -> HistoryStep {
        let act = |(field, value): &(&str, &str)| HistoryAct {
            field: (*field).to_owned(),
            act: Act::Set(Value::Text((*value).to_owned())),
        };
        HistoryStep {
            change: ChangeHash([number; 32]),
            author: None,
            at: Moment::default(),
            acts: acts.iter().map(act).collect(),
        }
    }

    fn receipt(number: u8, on: &str, is_returned: bool) -> Receipt {
        Receipt {
            hash: ChangeHash([number; 32]),
            author: UserId::from_bytes([1; 16]),
            received_at: day(on).start(),
            is_returned,
        }
    }

    fn shown(on: &str) -> Fields {
        [("kind", "advarsel"), ("on", on)]
            .map(|(name, value)| (name.to_owned(), Value::Text(value.to_owned())))
            .into()
    }

    fn received_on(on: &str, history: &[HistoryStep], receipts: &[Receipt]) -> Option<String> {
        of_legal_step(&shown(on), history, receipts).map(|late| late.received_on)
    }

    #[test]
    fn a_day_more_than_a_day_before_the_receipt_is_late() {
        let history = [step(1, &[("kind", "advarsel"), ("on", "2026-03-02")])];
        let received = |on| received_on("2026-03-02", &history, &[receipt(1, on, false)]);
        assert_eq!(received("2026-03-02"), None);
        assert_eq!(received("2026-03-03"), None);
        assert_eq!(received("2026-03-04").as_deref(), Some("2026-03-04"));
    }

    #[test]
    fn the_change_that_says_it_counts_and_not_the_records_first() {
        let first = step(1, &[("kind", "advarsel"), ("on", "2026-03-20")]);
        let receipts = [receipt(1, "2026-03-20", false), receipt(2, "2026-03-21", false)];
        let moved_back = [step(2, &[("on", "2026-03-02")]), first];
        assert_eq!(
            received_on("2026-03-02", &moved_back, &receipts).as_deref(),
            Some("2026-03-21")
        );
        let became_a_warning = [
            step(2, &[("kind", "advarsel")]),
            step(1, &[("kind", "paamindelse"), ("on", "2026-03-19")]),
        ];
        assert_eq!(
            received_on("2026-03-19", &became_a_warning, &receipts).as_deref(),
            Some("2026-03-21")
        );
        // Said once more, as when a dispute is settled: known since the first time.
        let again = [
            step(2, &[("on", "2026-03-20")]),
            step(1, &[("kind", "advarsel"), ("on", "2026-03-20")]),
        ];
        let receipts = [receipt(1, "2026-03-20", false), receipt(2, "2026-05-01", false)];
        assert_eq!(received_on("2026-03-20", &again, &receipts), None);
    }

    #[test]
    fn steps_of_a_case_count_from_the_written_request_on() {
        let legal = ["written_request", "warning", "tenancy_board", "court"];
        for state in ConflictState::ALL {
            let is_legal = is_legal_state(Kind::ConflictCase, state.key());
            assert_eq!(is_legal, legal.contains(&state.key()), "{}", state.key());
        }
        assert!(!is_legal_state(Kind::Signal, "warning"));
    }

    #[test]
    fn a_change_that_was_given_back_accuses_nobody() {
        let history = [step(1, &[("kind", "advarsel"), ("on", "2026-03-02")])];
        let returned = receipt(1, "2026-04-01", true);
        assert_eq!(received_on("2026-03-02", &history, &[returned]), None);
    }
}
