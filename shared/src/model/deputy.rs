//! Stedfortræder: who looks after a social caretaker's visits and notes while they are away.

use super::schema::{Date, Flag, Link, Text, record};

record! {
    /// Somebody named by whoever made the record, from a day to another. Without a last day it does not hold.
    Deputy {
        /// The deputy.
        person: Link,
        /// The first day.
        from_on: Date,
        /// The last day.
        until_on: Date,
        /// A remark for the deputy.
        remark: Text<120>,
        /// Holds no longer.
        ended: Flag,
    }
}
