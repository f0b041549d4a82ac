//! Records of kinds that are about nobody, listed: areas and work to link to, activities and rounds to read.

use feltbog_shared::id::UserId;
use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::{LISTED_KINDS, ListedRecord, RecordsPage, RecordsQuery};

use super::lists::{everything, keys, next, page, row_fields, words};
use super::scope::reach;
use crate::error::Error;
use crate::state::App;
use crate::store::{IndexColumn, IndexQuery};

/// A page of the records that a person reads. `GET /desk/records`.
///
/// # Errors
/// `MALFORMED` for a query that cannot be read.
pub async fn records(app: &App, person: UserId, query: &RecordsQuery) -> Result<RecordsPage, Error> {
    let reach = reach(app, person).await?;
    let (offset, limit) = page(&query.after, query.rows)?;
    let kinds = listed_kinds(&query.kinds);
    if kinds.is_empty() {
        return Ok(RecordsPage::default());
    }
    let wanted = IndexQuery {
        kinds,
        words: words(&query.search),
        sort: IndexColumn::Created,
        descending: true,
        offset,
        limit,
        ..everything(
            app,
            reach.groups(reach.named(&query.organisation, &query.departments)),
        )
    };
    let (found, total) = tokio::try_join!(app.store.find_records(&wanted), app.store.count_records(&wanted))?;
    let next = next(offset, found.len(), total);
    let rows = found.into_iter().map(|found| ListedRecord {
        department: found.record.department,
        document: found.record.document,
        kind: found.record.kind,
        created_at: found.record.index.created_at,
        fields: row_fields(found.record.kind, &found.projection),
    });
    Ok(RecordsPage {
        rows: rows.collect(),
        total,
        next,
    })
}

/// The kinds that a query names, of those that are listed; all of these when it names none.
fn listed_kinds(named: &str) -> Vec<Kind> {
    let named = keys(named);
    let is_named = |kind: &Kind| named.is_empty() || named.iter().any(|key| key == kind.key());
    LISTED_KINDS.into_iter().filter(is_named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_about_people_is_listed() {
        assert_eq!(listed_kinds(""), LISTED_KINDS);
        assert_eq!(listed_kinds("activity,social_visit"), [Kind::Activity]);
        assert!(listed_kinds("concern").is_empty());
    }
}
