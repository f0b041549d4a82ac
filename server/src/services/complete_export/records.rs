//! The records of a department: fields, documents, pictures and letters.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use feltbog_shared::document::Document;
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use serde_json::json;

use super::folder::ExportFile;
use super::{CompleteExportError, Writing};
use crate::services::audit::{self, Actor};
use crate::services::projection::instant;
use crate::services::records;
use crate::store::{CaseApprovalRow, Readable, Snapshot};

/// Documents read at once, and their bytes.
const DOCUMENTS: u32 = 200;
const BYTES: usize = 4 * 1024 * 1024;

impl Writing<'_> {
    /// Writes all records of a department, discarded ones too.
    pub(super) async fn records(&mut self, department: DepartmentId) -> Result<(), CompleteExportError> {
        let everything = Readable::everything(UserId::from_bytes([0; 16]));
        let mut tables = BTreeMap::<Kind, ExportFile>::new();
        let mut after = None;
        loop {
            let page = self
                .app
                .store
                .snapshot_page(department, after, DOCUMENTS, BYTES, &everything)
                .await?;
            if let Some(document) = page.unknown {
                return Err(CompleteExportError::Newer(document));
            }
            let read = page
                .snapshots
                .iter()
                .map(|snapshot| (snapshot.document, snapshot.kind));
            let act = (AuditAction::Read, AuditPurpose::Export);
            audit::note(self.app, Actor::SERVER, act, department, read);
            audit::flush(self.app).await?;
            for snapshot in &page.snapshots {
                self.record(department, snapshot, &everything, &mut tables)
                    .await?;
            }
            after = page.last;
            if !page.more {
                break;
            }
        }
        for table in tables.into_values() {
            self.numbers.records += self.folder.close(table)?;
        }
        Ok(())
    }

    /// Writes a record. One that was erased since its page was read is left out.
    async fn record(
        &mut self,
        department: DepartmentId,
        snapshot: &Snapshot,
        everything: &Readable,
        tables: &mut BTreeMap<Kind, ExportFile>,
    ) -> Result<(), CompleteExportError> {
        let (id, kind) = (snapshot.document, snapshot.kind);
        let store = &self.app.store;
        let Some(record) = store.record(department, id, everything).await? else {
            return match store.snapshots(department, &[id]).await?.is_empty() {
                true => Ok(()),
                false => Err(CompleteExportError::Unreadable(id)),
            };
        };
        let mut object = records::as_json(record)?;
        object["department"] = json!(department);
        let document = Document::from_chunks(kind, &snapshot.bytes);
        let document = document.map_err(|_| CompleteExportError::Unreadable(id))?;
        let home = format!("departments/{department}");
        let key = kind.key();
        let table = match tables.entry(kind) {
            Entry::Occupied(table) => table.into_mut(),
            Entry::Vacant(place) => place.insert(self.folder.create(&format!("{home}/records/{key}.jsonl"))?),
        };
        self.folder.line(table, &object)?;
        let file = format!("{home}/documents/{key}/{id}.automerge");
        self.folder.whole(&file, &document.save())?;
        match kind {
            kind if kind.is_picture() => {
                if let Some(picture) = store.photo(department, id).await? {
                    self.folder
                        .whole(&format!("{home}/pictures/{id}.jpg"), &picture)?;
                    self.numbers.pictures += 1;
                }
            }
            // A plan is kept beside an event, as a letter is beside its step.
            Kind::LegalStep | Kind::ConflictEvent => {
                if let Some(letter) = store.letter(department, id).await? {
                    self.folder
                        .whole(&format!("{home}/letters/{id}.pdf"), &letter.pdf)?;
                    let told = json!({
                        "template": letter.template_kind,
                        "template_version": letter.template_version,
                        "made_at": instant(letter.made_at),
                        "content": super::parsed(&letter.content),
                    });
                    let text = format!("{told}\n");
                    self.folder
                        .whole(&format!("{home}/letters/{id}.json"), text.as_bytes())?;
                    self.numbers.letters += 1;
                }
            }
            Kind::ConflictCase => {
                let asked = store.approvals(department, id).await?;
                if !asked.is_empty() {
                    let told: Vec<_> = asked.iter().map(approval_as_json).collect();
                    let text = format!("{}\n", json!(told));
                    self.folder
                        .whole(&format!("{home}/approvals/{id}.json"), text.as_bytes())?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A step of a case for which a second person was asked.
fn approval_as_json(row: &CaseApprovalRow) -> serde_json::Value {
    json!({
        "act": row.act,
        "reason": row.reason,
        "section_81": row.section_81,
        "outcome": row.outcome,
        "asked_by": row.asked_by,
        "asked_at": instant(row.asked_at),
        "decided_by": row.decision.map(|decision| decision.by),
        "decided_at": row.decision.map(|decision| instant(decision.at)),
        "is_approved": row.decision.map(|decision| decision.is_approved),
    })
}
