//! Doerrunde: doors of a stairwell at which somebody knocked. Numbers alone: no door and no name.

use super::schema::{Choice, Counters, Text, Timestamp, record, value_list};

value_list! {
    /// Why somebody knocked.
    DoorRoundPurpose {
        Welcome = "velkomst",
        Wellbeing = "trivsel",
        Safety = "tryghed",
        Green = "groent",
        Invitation = "indbydelse",
        Other = "andet",
    }
}

value_list! {
    /// The result at one door.
    DoorResult {
        NobodyHome = "ikke_hjemme",
        Talked = "talt_sammen",
        Interviewed = "interview",
        WantsNoTalk = "oensker_ikke",
    }
}

record! {
    /// Doors of a stairwell at which somebody knocked.
    DoorRound {
        /// The stairwell or the street with its number. Not a door, not a name.
        stairwell: Text<80>,
        /// Why somebody knocked.
        purpose: Choice<DoorRoundPurpose>,
        /// When it began.
        started_at: Timestamp,
        /// Number of doors by what came of them.
        doors: Counters<DoorResult>,
        /// A general remark, without names.
        remark: Text<200>,
    }
}
