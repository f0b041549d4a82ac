//! Biodiversitetsareal: an area looked after for the sake of nature.

use super::schema::{Choice, Choices, Date, Integer, Link, RichText, Text, record, states, value_list};

value_list! {
    /// The vegetation or structure of an area.
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
    /// Method by which the size was found.
    Measured {
        Surveyed = "opmaalt",
        Map = "kort",
        Estimate = "skoen",
        Paced = "skridtet",
        Walked = "gaaet",
    }
}

value_list! {
    /// The body that decided on it.
    DecidedBy {
        DepartmentMeeting = "afdelingsmoede",
        DepartmentBoard = "afdelingsbestyrelse",
        OrganisationBoard = "organisationsbestyrelse",
        Organisation = "organisation",
    }
}

value_list! {
    /// The party that looks after it.
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
    /// A constraint that the care must heed.
    Constraint {
        AllergyFriendly = "allergivenlig",
        Sightline = "oversigt",
        FireRoad = "brandvej",
        Playground = "legeplads",
    }
}

states! {
    /// State of an area.
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

/// Days after a look at its sign until an area asks for another (our inference: once a season).
pub const SIGN_CHECK_DAYS: i64 = 91;

record! {
    /// An area looked after for the sake of nature.
    Area {
        /// State of the record (`status` in records.md).
        state: Choice<AreaState>,
        /// Its name among people.
        name: Text<80>,
        /// The kind of area.
        kind: Choice<AreaKind>,
        /// Its size in square metres.
        square_metres: Integer<0, 1_000_000>,
        /// Method by which the size was found.
        measured: Choice<Measured>,
        /// The body that decided on it.
        decided_by: Choice<DecidedBy>,
        /// When it was decided.
        decided_on: Date,
        /// The party that looks after it.
        responsible: Choice<Responsible>,
        /// The sign.
        sign_status: Choice<SignStatus>,
        /// When the sign was last looked at.
        sign_checked_on: Date,
        /// A constraint that the care must heed.
        constraints: Choices<Constraint>,
        /// Inaccuracy of the size, in square metres.
        square_metres_off: Integer<0, 1_000_000>,
        /// Its corners, as [`Outline`](super::outline::Outline) writes them.
        outline: Text<4000>,
        /// The larger area it is part of.
        part_of: Link,
        /// The text of the sign.
        sign_text: Text<200>,
        /// When the sign was put up.
        sign_put_up_on: Date,
        /// Other partners.
        partners: Text<200>,
        /// The source of the money.
        funding: Text<200>,
        /// The materials it is made of: soil, stone, wood.
        materials: Text<200>,
        /// The origin of its plants and seeds.
        plant_origin: Text<200>,
        /// The place of the adviser's report.
        adviser_report_ref: Text<120>,
        /// Care of the area, in words.
        care_plan: RichText<1000>,
        /// The corners of a walk that is not finished, as they will stand in `outline`. Here and not on the phone alone,
        /// so that a corner is as durable as anything else a person has entered.
        walk: Text<4000>,
    }
}
