//! Trivselsinterview: five answers from 1 to 5. No text field and nothing that points to a home.

use super::schema::{Choice, Date, Integer, record, value_list};

value_list! {
    /// The way in which the answers were given.
    InterviewWay {
        AtTheDoor = "ved_doeren",
        AtAnActivity = "ved_aktivitet",
        OwnPhone = "egen_telefon",
    }
}

/// Lowest and highest answer.
pub const ANSWERS: core::ops::RangeInclusive<i64> = 1..=5;

record! {
    /// Five answers of one resident.
    WellbeingInterview {
        /// The day.
        on: Date,
        /// The way in which the answers were given.
        way: Choice<InterviewWay>,
        /// Safety of being out in the evening.
        safety: Integer<1, 5>,
        /// Terms with the neighbours.
        neighbours: Integer<1, 5>,
        /// Liking of the outdoor areas.
        green: Integer<1, 5>,
        /// Ease of reaching those who run the estate.
        contact: Integer<1, 5>,
        /// Whether there is somebody to do something with.
        community: Integer<1, 5>,
    }
}

impl WellbeingInterview {
    /// The five answers, in the order in which they are asked.
    pub fn answers(&self) -> [Option<i64>; 5] {
        [
            self.safety,
            self.neighbours,
            self.green,
            self.contact,
            self.community,
        ]
    }
}
