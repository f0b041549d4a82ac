//! Forslag fra raadgiver: a measure that an adviser recommends for an area, and the answer to it.

use super::schema::{Choice, Date, Link, Text, record, value_list};

value_list! {
    /// The answer to a measure.
    MeasureAnswer {
        Yes = "ja",
        No = "nej",
        Later = "senere",
    }
}

record! {
    /// A measure that an adviser recommends for an area. One that is put off is looked at again on `follow_up_on`.
    AdviserMeasure {
        /// The area.
        area: Link,
        /// The measure, in words.
        text: Text<300>,
        /// The place of the adviser's report.
        report_ref: Text<120>,
        /// The answer.
        answer: Choice<MeasureAnswer>,
        /// When it was answered.
        answered_on: Date,
        /// The reason for the answer.
        reason: Text<300>,
    }
}
