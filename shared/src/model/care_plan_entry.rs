//! Plejeplan: one line of an area's care plan, a kind of work and the months it is done in.

use super::care_task::{TaskKind, Tool};
use super::schema::{Choice, Flag, Integer, Link, Text, record, value_list};

value_list! {
    /// Frequency.
    Every {
        Year = "hvert_aar",
        SecondYear = "hvert_andet_aar",
        Month = "hver_maaned",
        WhenNeeded = "efter_behov",
    }
}

record! {
    /// One line of an area's care plan.
    CarePlanEntry {
        /// The area.
        area: Link,
        /// The work.
        kind: Choice<TaskKind>,
        /// The first month, 1 to 12.
        from_month: Integer<1, 12>,
        /// The last month, 1 to 12.
        to_month: Integer<1, 12>,
        /// Frequency.
        every: Choice<Every>,
        /// With what.
        tool: Choice<Tool>,
        /// Whether cuttings are taken away afterwards.
        remove_cuttings: Flag,
        /// The rule it rests on.
        rule_ref: Text<120>,
    }
}
