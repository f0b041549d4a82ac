//! Plejeopgave: work to be done in an area within a window of days.

use super::schema::{Calendar, Choice, Flag, Line, Link, Prose, Whole, record, states, value_list};

value_list! {
    /// The work.
    TaskKind {
        HayCut = "hoeslaet",
        HayRemoval = "fjern_hoe",
        Sowing = "saaning",
        SeedCollection = "froeindsamling",
        Oversowing = "eftersaaning",
        Planting = "plantning",
        EdgeMowing = "kantslaaning",
        InvasiveControl = "invasiv_bekaempelse",
        SignCheck = "skiltetjek",
        Watering = "vanding",
        CleanUp = "oprydning",
    }
}

value_list! {
    /// Who does it.
    Team {
        Operations = "drift",
        ResidentGroup = "beboergruppe",
        YouthTeam = "unge_hold",
        Contractor = "entreprenoer",
    }
}

value_list! {
    /// With what.
    Tool {
        Scythe = "le",
        SickleBarMower = "fingerklipper",
        BrushCutter = "buskrydder",
        ByHand = "haand",
        Machine = "maskine",
    }
}

states! {
    /// How far the task has come.
    TaskState {
        /// Planlagt.
        Planned = "planlagt" => [Assigned, Running, Done, Cancelled, Postponed],
        /// Tildelt.
        Assigned = "tildelt" => [Running, Done, Cancelled, Postponed],
        /// I gang.
        Running = "i_gang" => [Done, Postponed],
        /// Udført.
        Done = "udfoert" => [Approved, Running],
        /// Godkendt.
        Approved = "godkendt" => [],
        /// Aflyst.
        Cancelled = "aflyst" => [Planned],
        /// Udskudt.
        Postponed = "udskudt" => [Planned, Assigned, Running, Done, Cancelled],
    }
}

/// How many days before its window closes a task reminds (records.md).
pub const REMINDER_DAYS: i64 = 14;
/// Cuttings are removed so many days after the cut at the earliest and at the latest (records.md,
/// after Odense's quality handbook 2r).
pub const HAY_REMOVAL_DAYS: (i64, i64) = (7, 14);

record! {
    /// Work to be done in an area.
    CareTask {
        /// How far it has come.
        state: Choice<TaskState>,
        /// The work.
        kind: Choice<TaskKind>,
        /// The area.
        area: Link,
        /// Not before this day.
        window_from: Calendar,
        /// Not after this day.
        window_to: Calendar,
        /// Who does it.
        assigned_team: Choice<Team>,
        /// Whether young people with a pocket-money job can do it.
        suitable_for_youth: Flag,
        /// How long it took, in minutes.
        minutes_spent: Whole<0, 100_000>,
        /// How many helped. No names.
        helpers_count: Whole<0, 1_000>,
        /// With what.
        tool: Choice<Tool>,
        /// The competency it takes.
        required_competency: Line<60>,
        /// When it was done.
        done_on: Calendar,
        /// The task it follows: cuttings are removed after a cut.
        after: Link,
        /// A remark.
        remark: Prose<300>,
    }
}
