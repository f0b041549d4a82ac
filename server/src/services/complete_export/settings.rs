//! Settings of organisations and departments beside their rows: nature, maps, links to interviews, activities of efforts,
//! holds and announced erasures.

use feltbog_shared::id::{DepartmentId, OrganisationId};
use serde_json::json;

use super::{CompleteExportError, Writing, hex};
use crate::services::projection::instant;

impl Writing<'_> {
    /// Writes the settings of an organisation and of its departments. Codes of links to interviews are left out: whoever
    /// has one may answer.
    pub(super) async fn settings(
        &mut self,
        id: OrganisationId,
        departments: &[DepartmentId],
    ) -> Result<(), CompleteExportError> {
        let store = &self.app.store;
        let home = format!("organisations/{id}");
        let nature = store.nature_settings(id).await?.into_iter().map(|row| {
            json!({
                "department": row.department, "square_metres": row.square_metres, "percent": row.percent,
                "is_public": row.is_public,
            })
        });
        self.folder
            .lines(&format!("{home}/nature_settings.jsonl"), nature)?;
        let background = store.map_background(id).await?.into_iter().map(
            |row| json!({ "url": row.url, "attribution": row.attribution, "deepest_zoom": row.deepest_zoom }),
        );
        self.folder
            .lines(&format!("{home}/map_background.jsonl"), background)?;
        let activities = store.effort_activities(departments).await?.into_iter();
        let activities = activities.map(|(effort, department, document)| {
            json!({ "effort": effort, "department": department, "activity": document })
        });
        self.folder
            .lines(&format!("{home}/effort_activities.jsonl"), activities)?;
        for department in departments {
            self.settings_of_department(*department).await?;
        }
        Ok(())
    }

    async fn settings_of_department(&mut self, id: DepartmentId) -> Result<(), CompleteExportError> {
        let store = &self.app.store;
        let home = format!("departments/{id}");
        let links = store.interview_links(id).await?.into_iter().map(|row| {
            json!({
                "id": hex(&row.id), "made_by": row.made_by, "made_at": instant(row.made_at),
                "ends_on": row.ends_on, "closed_at": row.closed_at.map(instant), "answers": row.answers,
            })
        });
        self.folder
            .lines(&format!("{home}/interview_links.jsonl"), links)?;
        let holds = store.legal_holds(id).await?.into_iter();
        let holds = holds.map(|(document, hold)| {
            json!({
                "document": document, "reason": hold.reason, "held_by": hold.held_by,
                "held_at": instant(hold.held_at),
            })
        });
        self.folder.lines(&format!("{home}/legal_holds.jsonl"), holds)?;
        let notices = store.erasure_notices(id).await?.into_iter();
        let notices = notices.map(|(document, notice)| {
            json!({
                "document": document, "announced_on": notice.announced_on.to_string(),
                "erase_on": notice.erase_on.to_string(),
            })
        });
        self.folder
            .lines(&format!("{home}/announced_erasures.jsonl"), notices)?;
        Ok(())
    }
}
