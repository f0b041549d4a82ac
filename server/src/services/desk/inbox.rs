//! The inbox: records of all departments that wait for somebody, and pending notes.

use std::collections::BTreeMap;

use feltbog_shared::id::UserId;
use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::{DeskName, InboxCount, InboxItem, InboxPage, InboxQuery, InboxReason};

use super::lists::{INBOX_KINDS, everything, keys, names, next, page, row_fields, taken_by, words};
use super::notes;
use super::scope::{may_meet_colleagues, reach};
use crate::error::Error;
use crate::state::App;
use crate::store::{FoundRecord, IndexColumn, IndexQuery};

/// The inbox of a person. `GET /desk/inbox`.
///
/// # Errors
/// `MALFORMED` for a query that cannot be read.
pub async fn inbox(app: &App, person: UserId, query: &InboxQuery) -> Result<InboxPage, Error> {
    let reach = reach(app, person).await?;
    let (offset, limit) = page(&query.after, query.rows)?;
    let kinds: Vec<Kind> = match query.kinds.as_str() {
        "" => INBOX_KINDS.to_vec(),
        text => {
            let named = keys(text);
            INBOX_KINDS
                .into_iter()
                .filter(|kind| named.iter().any(|key| key == kind.key()))
                .collect()
        }
    };
    let reasons: Vec<_> = keys(&query.reasons)
        .iter()
        .filter_map(|key| InboxReason::from_key(key))
        .collect();
    let is_named = reach.named(&query.organisation, &query.departments);
    let in_organisation = reach.named(&query.organisation, "");
    let taken_by = taken_by(&query.assigned, person)?;
    let without_reasons = IndexQuery {
        kinds,
        taken_by,
        words: words(&query.search),
        reasons: Some(Vec::new()),
        with_waiting: query.waiting,
        sort: IndexColumn::Inbox,
        descending: false,
        ..everything(app, reach.groups_of_work(&in_organisation))
    };
    let has_kinds = !query.kinds.is_empty();
    let (noted, mut counts) = if has_kinds || !query.search.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        notes::in_inbox(app, &reach, &in_organisation, taken_by, query.waiting).await?
    };
    let wants_notes = reasons.is_empty() || reasons.contains(&InboxReason::PendingNote);
    let is_of = |item: &InboxItem| reach.places.get(&item.department).is_some_and(&is_named);
    let mut rows: Vec<_> = noted
        .into_iter()
        .filter(|item| wants_notes && is_of(item))
        .collect();
    let noted = rows.len() as u64;
    let wanted = IndexQuery {
        scope: reach.groups_of_work(&is_named),
        reasons: Some(reasons.clone()),
        offset,
        limit,
        ..without_reasons.clone()
    };
    let only_notes = reasons == [InboxReason::PendingNote];
    let page = async {
        match only_notes {
            true => Ok(Vec::new()),
            false => app.store.find_records(&wanted).await,
        }
    };
    let (found, by_department) = tokio::try_join!(page, app.store.count_inbox(&without_reasons))?;
    let mut total = 0;
    for (department, reason, count) in by_department {
        let is_shown = reach.places.get(&department).is_some_and(&is_named);
        if is_shown && !only_notes && (reasons.is_empty() || reasons.contains(&reason)) {
            total += count;
        }
        counts.push(InboxCount {
            department,
            reason,
            count,
        });
    }
    let next = next(offset, found.len(), total);
    if offset > 0 {
        rows.clear();
    }
    // Residents do not learn who of the staff has it.
    let is_told = |found: &&FoundRecord| {
        let place = reach.places.get(&found.record.department);
        place.is_some_and(|place| may_meet_colleagues(&place.permission))
    };
    let takers = found.iter().filter(is_told).filter_map(|found| found.taken_by);
    let takers: Vec<_> = takers.collect();
    let named = names(app, takers).await?;
    rows.extend(found.into_iter().filter_map(|found| {
        let reason = found.reason?;
        let is_told = is_told(&&found);
        let mut item = inbox_item(found, reason, &named);
        item.taken_by = item.taken_by.filter(|_| is_told);
        Some(item)
    }));
    Ok(InboxPage {
        rows,
        total: total + noted,
        next,
        counts,
    })
}

fn inbox_item(found: FoundRecord, reason: InboxReason, named: &BTreeMap<UserId, DeskName>) -> InboxItem {
    let (record, index) = (&found.record, &found.record.index);
    let is_case = record.kind == Kind::ConflictCase;
    InboxItem {
        department: record.department,
        document: record.document,
        kind: Some(record.kind),
        reason,
        since: index.state_since,
        due_on: index.due_on.map(|day| day.to_string()),
        due_for: index.due_for,
        fields: row_fields(record.kind, &found.projection),
        state: index.state.clone(),
        taken_by: found.taken_by.and_then(|person| named.get(&person).cloned()),
        waits_until: found.waits_until.map(|day| day.to_string()),
        case: index.about.filter(|_| !is_case),
    }
}
