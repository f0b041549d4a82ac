//! Afdelingsscreening: a department is looked at once in a quarter, with seven criteria (fsb's strategy of 2017). It is
//! about a department and never about a person.

use super::schema::{Choice, Date, Integer, Text, record, value_list};

value_list! {
    /// Strength of a criterion.
    CriterionLevel {
        Low = "lav",
        Middle = "middel",
        High = "hoej",
    }
}

value_list! {
    /// The conclusion.
    ScreeningConclusion {
        Nothing = "ingen",
        Watch = "hold_oeje",
        LocalSolution = "lokal_loesning",
        SocialCaretaker = "social_vicevaert",
        DevelopmentProject = "udviklingsprojekt",
        MasterPlan = "helhedsplan",
    }
}

/// Months from one screening to the next.
pub const MONTHS_BETWEEN: i64 = 3;

record! {
    /// One department in one quarter.
    Screening {
        /// The year.
        year: Integer<2000, 2199>,
        /// The quarter.
        quarter: Integer<1, 4>,
        /// Level of high rent.
        high_rent: Choice<CriterionLevel>,
        /// Source of the level of high rent.
        high_rent_source: Text<160>,
        /// Remark on the level of high rent.
        high_rent_remark: Text<160>,
        /// Level of many people moving.
        high_turnover: Choice<CriterionLevel>,
        /// Source of the level of many people moving.
        high_turnover_source: Text<160>,
        /// Remark on the level of many people moving.
        high_turnover_remark: Text<160>,
        /// Level of many residents with social problems.
        social_problems: Choice<CriterionLevel>,
        /// Source of the level of many residents with social problems.
        social_problems_source: Text<160>,
        /// Remark on the level of many residents with social problems.
        social_problems_remark: Text<160>,
        /// Level of insecurity.
        insecurity: Choice<CriterionLevel>,
        /// Source of the level of insecurity.
        insecurity_source: Text<160>,
        /// Remark on the level of insecurity.
        insecurity_remark: Text<160>,
        /// Level of violence.
        violence: Choice<CriterionLevel>,
        /// Source of the level of violence.
        violence_source: Text<160>,
        /// Remark on the level of violence.
        violence_remark: Text<160>,
        /// Level of vandalism.
        vandalism: Choice<CriterionLevel>,
        /// Source of the level of vandalism.
        vandalism_source: Text<160>,
        /// Remark on the level of vandalism.
        vandalism_remark: Text<160>,
        /// Level of wear of buildings and grounds.
        wear: Choice<CriterionLevel>,
        /// Source of the level of wear of buildings and grounds.
        wear_source: Text<160>,
        /// Remark on the level of wear of buildings and grounds.
        wear_remark: Text<160>,
        /// The conclusion.
        conclusion: Choice<ScreeningConclusion>,
        /// The action: no finding without one.
        action: Text<200>,
        /// When the department is screened again.
        next_on: Date,
    }
}
