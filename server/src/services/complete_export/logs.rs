//! The logs: administrative, of accesses, and of security events. Each row is read and written page by page.

use feltbog_shared::id::OrganisationId;
use serde_json::json;

use super::{CompleteExportError, Writing, parsed};
use crate::services::audit::{self, chain, rows};
use crate::services::projection::instant;

/// Rows read at once.
const ROWS: u32 = 500;

impl Writing<'_> {
    /// Writes the administrative log of an organisation, the newest entry first.
    pub(super) async fn administrative_log(
        &mut self,
        organisation: OrganisationId,
    ) -> Result<(), CompleteExportError> {
        let path = format!("organisations/{organisation}/administrative_log.jsonl");
        let mut file = self.folder.create(&path)?;
        let mut before = None;
        loop {
            let store = &self.app.store;
            let entries = store.administrative_entries(organisation, before, ROWS).await?;
            let Some(last) = entries.last() else { break };
            before = Some(last.number);
            for entry in &entries {
                let object = json!({
                    "number": entry.number,
                    "at": instant(entry.at),
                    "by": entry.by,
                    "action": entry.action,
                    "target": entry.target,
                    "subject": entry.subject,
                    "before": entry.before.as_deref().map(parsed),
                    "after": entry.after.as_deref().map(parsed),
                    "undone_by": entry.undone_by,
                });
                self.folder.line(&mut file, &object)?;
            }
        }
        self.folder.close(file)?;
        Ok(())
    }

    /// Writes the access log with its chain, its checkpoints as `feltbog audit verify` reads them, and security events,
    /// the newest first.
    pub(super) async fn access_log(&mut self) -> Result<(), CompleteExportError> {
        audit::flush(self.app).await?;
        let store = &self.app.store;
        let mut file = self.folder.create("access_log.jsonl")?;
        let mut after = 0;
        loop {
            let rows = store.audit_records(after, ROWS).await?;
            let Some(last) = rows.last() else { break };
            after = last.number;
            for row in &rows {
                self.folder.line(&mut file, &rows::as_json(row))?;
            }
        }
        self.numbers.accesses = self.folder.close(file)?;

        let checkpoints = store.audit_checkpoints().await?;
        let lines: Vec<String> = checkpoints
            .iter()
            .map(|checkpoint| chain::line(checkpoint) + "\n")
            .collect();
        self.folder
            .whole("access_log_checkpoints.txt", lines.concat().as_bytes())?;

        let mut file = self.folder.create("security_events.jsonl")?;
        let mut before = i64::MAX;
        loop {
            let events = store.security_events(before, ROWS).await?;
            let Some((last, _)) = events.last() else { break };
            before = *last;
            for (_, event) in &events {
                let object = json!({
                    "at": instant(event.at),
                    "kind": event.kind.key(),
                    "count": event.count,
                    "person": event.person,
                    "address": event.address,
                    "route": event.route,
                });
                self.folder.line(&mut file, &object)?;
            }
        }
        self.folder.close(file)?;
        Ok(())
    }
}
