//! Retligt skridt: a formal step in a conflict. A letter that the office prints is kept
//! beside its record.

use super::schema::{Choice, Date, Link, Text, record, value_list};
use crate::moment::Day;

value_list! {
    /// The kind of step.
    LegalStepKind {
        Reminder = "paamindelse",
        Warning = "advarsel",
        BroughtToBoard = "naevn_indbragt",
        BoardDecision = "naevn_afgoerelse",
        Appeal = "anke",
        Request = "henstilling",
        LastReminder = "sidste_paamindelse",
        MediationInvitation = "indbydelse_maegling",
        Notification = "underretning",
        Closing = "afslutning",
    }
}

/// Days after the tenancy board's decision within which it can be brought before the housing court
/// (records.md, after bdk.dk: four weeks).
pub const APPEAL_DAYS: i64 = 28;
/// The month whose days are not counted in the four weeks (almenlejeloven, section 106, see docs/domain/records.md).
const MONTH_NOT_COUNTED: u8 = 7;

/// The last day on which a decision that was notified on a day can be brought before the housing court.
pub fn appeal_deadline(notified: Day) -> Day {
    let days_after = (1..).map(|days| notified.plus_days(days));
    let counted = days_after.filter(|day| day.month() != MONTH_NOT_COUNTED);
    let weeks = usize::try_from(APPEAL_DAYS).unwrap_or_default();
    counted.take(weeks).last().unwrap_or(notified)
}

record! {
    /// A formal step in a conflict.
    LegalStep {
        /// The case.
        conflict_case: Link,
        /// The kind.
        kind: Choice<LegalStepKind>,
        /// When it was taken.
        on: Date,
        /// Until when it can be appealed.
        appeal_deadline: Date,
        /// The place of the letter.
        document_ref: Text<120>,
        /// The party that the letter goes to.
        recipient: Link,
        /// When the letter was received.
        received_on: Date,
        /// SHA-256 of the printed letter, in groups of four hexadecimal digits with colons between, so that no part of it
        /// reads as a CPR number.
        pdf_hash: Text<80>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_july_are_not_counted() {
        for (notified, last) in [
            ("2026-06-17", "2026-08-15"),
            ("2026-03-02", "2026-03-30"),
            ("2026-06-02", "2026-06-30"),
            ("2026-06-03", "2026-08-01"),
            ("2026-07-10", "2026-08-28"),
            ("2026-12-14", "2027-01-11"),
        ] {
            let day = |text| Day::parse(text).unwrap();
            assert_eq!(appeal_deadline(day(notified)), day(last), "{notified}");
        }
    }
}
