//! Maal: what a department wants to reach, by when, measured by an indicator.

use super::schema::{Choice, Date, Flag, Integer, Text, record, value_list};

value_list! {
    /// The indicator that is measured.
    Indicator {
        SquareMetres = "m2",
        PercentOfGrounds = "pct_areal",
        Evictions = "udsaettelser",
        NeighbourComplaints = "naboklager",
        DaysToFirstContact = "dage_til_kontakt",
        Wellbeing = "trivsel",
        Activities = "aktiviteter",
        Other = "andet",
    }
}

record! {
    /// A goal of a department.
    Goal {
        /// The indicator that is measured.
        indicator: Choice<Indicator>,
        /// The goal in words.
        text: Text<160>,
        /// The value at the beginning, in the unit of the indicator; of averages a hundredfold.
        baseline: Integer<0, 10000000>,
        /// The day of the value at the beginning.
        baseline_on: Date,
        /// The value to reach.
        target: Integer<0, 10000000>,
        /// The day by which it is to be reached.
        target_on: Date,
        /// The value when it was last looked at.
        reached: Integer<0, 10000000>,
        /// When it was last looked at.
        measured_on: Date,
        /// The work towards the goal.
        action: Text<200>,
        /// Holds no longer.
        ended: Flag,
    }
}
