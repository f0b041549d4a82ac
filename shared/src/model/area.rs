//! Biodiversitetsareal: an area looked after for the sake of nature.

use super::schema::{Calendar, Choice, Choices, Line, Prose, Whole, record, states, value_list};

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
        Decided = "besluttet" => [Laid, Discontinued],
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
        /// How it is cared for, in words.
        care_plan: Prose<1000>,
    }
}
