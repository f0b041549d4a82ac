//! Stedfortræder: who looks after a social caretaker's visits and notes while they are away.

use super::schema::{Calendar, Flag, Line, Link, record};

record! {
    /// Somebody named by whoever made the record, from a day to another. Without a last day it does not hold.
    Deputy {
        /// The deputy.
        person: Link,
        /// The first day.
        from_on: Calendar,
        /// The last day.
        until_on: Calendar,
        /// What the deputy should know.
        remark: Line<120>,
        /// Holds no longer.
        ended: Flag,
    }
}
