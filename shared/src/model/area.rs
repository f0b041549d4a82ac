//! Biodiversitetsareal: an area looked after for the sake of nature.

use super::schema::{Calendar, Choice, Choices, Line, Link, Prose, Whole, record, states, value_list};

value_list! {
    /// What grows or stands there.
    AreaKind {
        FlowerMeadow = "blomstereng",
        LongGrass = "langt_graes",
        PerennialBed = "staudebed",
        ScrubOrHedge = "krat_hegn",
        RainGarden = "regnbed_lar",
        LakeOrStream = "soe_vandloeb",
        Slope = "skraaning",
        Roof = "tag",
        PlanterBoxes = "plantekasser",
        DeadWood = "doedt_ved",
        ForestFloor = "skovbund",
        LearningGarden = "laeringshave",
    }
}

value_list! {
    /// How the size was found.
    Measured {
        Surveyed = "opmaalt",
        Map = "kort",
        Estimate = "skoen",
        Paced = "skridtet",
        Walked = "gaaet",
    }
}

value_list! {
    /// Who decided on it.
    DecidedBy {
        DepartmentMeeting = "afdelingsmoede",
        DepartmentBoard = "afdelingsbestyrelse",
        OrganisationBoard = "organisationsbestyrelse",
        Organisation = "organisation",
    }
}

value_list! {
    /// Who looks after it.
    Responsible {
        Operations = "drift",
        Residents = "beboere",
        Shared = "faelles",
        External = "ekstern",
    }
}

value_list! {
    /// Whether people can read that it is wild on purpose.
    SignStatus {
        None = "ingen",
        Ordered = "bestilt",
        PutUp = "opsat",
        Missing = "mangler",
        Damaged = "skadet",
    }
}

value_list! {
    /// What the care must heed.
    Constraint {
        AllergyFriendly = "allergivenlig",
        Sightline = "oversigt",
        FireRoad = "brandvej",
        Playground = "legeplads",
    }
}

states! {
    /// How far the area has come.
    AreaState {
        /// Foreslået.
        Proposed = "foreslaaet" => [Decided, Discontinued],
        /// Besluttet.
        Decided = "besluttet" => [Laid, Discontinued] lasting,
        /// Anlagt.
        Laid = "anlagt" => [InCare, Discontinued],
        /// I drift.
        InCare = "i_drift" => [UnderAdjustment, Discontinued],
        /// Under justering.
        UnderAdjustment = "under_justering" => [InCare, Discontinued],
        /// Nedlagt.
        Discontinued = "nedlagt" => [Proposed],
    }
}

/// How many days after a look at its sign an area asks for another (our inference: once a season).
pub const SIGN_CHECK_DAYS: i64 = 91;

record! {
    /// An area looked after for the sake of nature.
    Area {
        /// How far it has come (`status` in records.md).
        state: Choice<AreaState>,
        /// Its name among people.
        name: Line<80>,
        /// What it is.
        kind: Choice<AreaKind>,
        /// Its size in square metres.
        square_metres: Whole<0, 1_000_000>,
        /// How the size was found.
        measured: Choice<Measured>,
        /// Who decided on it.
        decided_by: Choice<DecidedBy>,
        /// When it was decided.
        decided_on: Calendar,
        /// Who looks after it.
        responsible: Choice<Responsible>,
        /// The sign.
        sign_status: Choice<SignStatus>,
        /// When the sign was last looked at.
        sign_checked_on: Calendar,
        /// What the care must heed.
        constraints: Choices<Constraint>,
        /// How far off the size may be, in square metres.
        square_metres_off: Whole<0, 1_000_000>,
        /// Its corners, as [`Outline`](super::outline::Outline) writes them.
        outline: Line<4000>,
        /// The larger area it is part of.
        part_of: Link,
        /// What the sign says.
        sign_text: Line<200>,
        /// When the sign was put up.
        sign_put_up_on: Calendar,
        /// Who else has a part in it.
        partners: Line<200>,
        /// Who pays.
        funding: Line<200>,
        /// Where the adviser's report is kept.
        adviser_report_ref: Line<120>,
        /// How it is cared for, in words.
        care_plan: Prose<1000>,
        /// The corners of a walk that is not finished, as they will stand in `outline`. Here and not on the phone alone,
        /// so that a corner is as durable as anything else a person has entered.
        walk: Line<4000>,
    }
}
