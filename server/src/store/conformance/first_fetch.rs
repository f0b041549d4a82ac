//! The beginning of a first fetch.

use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::DeadlineKind;
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE, append_one, document};
use crate::store::{Readable, Result, Store};

/// Due records come first, then open ones, the person's own, and the newest.
pub(super) async fn todays_work_is_wanted_first(store: &impl Store) -> Result<()> {
    let today = Moment::from_millis(1_795_219_200_000).danish_day();
    let (yesterday, tomorrow) = (today.plus_days(-1), today.plus_days(1));
    let records = [
        (1, METTE, true, Some(yesterday), false),
        (2, METTE, true, Some(tomorrow), false),
        (3, JONAS, true, Some(today), true),
        (4, JONAS, false, None, false),
        (5, METTE, false, Some(yesterday), false),
        (6, METTE, false, None, false),
        (7, METTE, true, Some(today), false),
    ];
    for (number, owner, is_open, due_on, is_discarded) in records {
        let mut append = append_one(number, document(number), Kind::Area, owner, 0);
        let index = &mut append.documents[0].index;
        (index.is_open, index.due_on, index.is_discarded) = (is_open, due_on, is_discarded);
        index.due_for = due_on.map(|_| DeadlineKind::FollowUpFourWeeks);
        store.append(append).await?;
    }
    let readable = Readable::everything(JONAS);
    let wanted = store.wanted_first(HERE, today, 100, &readable).await?;
    assert_eq!(wanted, [7, 1, 2, 4, 3, 6, 5].map(document));
    let wanted = store.wanted_first(HERE, today, 3, &readable).await?;
    assert_eq!(wanted, [7, 1, 2].map(document));
    let nothing = Readable::nothing(JONAS);
    assert_eq!(store.wanted_first(HERE, today, 100, &nothing).await?, []);
    Ok(())
}
