//! Deltagelse: who takes part in a conflict case though their role alone does not let them, and who does not though it
//! would. What follows from it is worked out by the server (`crate::parts`).

use super::schema::{Choice, Flag, Link, Text, record, value_list};

value_list! {
    /// Which way it goes.
    Part {
        Assigned = "tildelt",
        Recused = "inhabil",
    }
}

value_list! {
    /// Why somebody does not take part.
    RecusalReason {
        OwnHome = "egen_bolig",
        Family = "familie",
        Friend = "ven_bekendt",
        Involved = "selv_part",
        Other = "andet",
    }
}

record! {
    /// One person's part in one case.
    CasePart {
        /// The case.
        conflict_case: Link,
        /// Which way it goes.
        part: Choice<Part>,
        /// The person. Somebody who does not take part says so themself.
        person: Link,
        /// Why somebody does not take part.
        reason: Choice<RecusalReason>,
        /// A further remark.
        remark: Text<120>,
        /// Holds no longer.
        ended: Flag,
    }
}
