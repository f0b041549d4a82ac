//! Aktivitet: a workshop, a work day or a meeting. How many came, and nobody's name.

use super::schema::{Choice, Date, Integer, Link, Text, record, states, value_list};

value_list! {
    /// The kind of activity.
    ActivityKind {
        Workshop = "workshop",
        WorkDay = "arbejdsdag",
        Meeting = "moede",
        Course = "kursus",
        Gathering = "samvaer",
        YouthJob = "fritidsjob",
        Counselling = "raadgivning",
        Other = "andet",
    }
}

value_list! {
    /// The goal of social work that it serves, of four (fsb's strategy of 2017).
    SocialGoal {
        DevelopWelfare = "udvikle_velfaerd",
        BuildBridges = "bygge_bro",
        SupportCoreWork = "understoette_kerneomraader",
        StrengthenNeighbours = "styrke_naboskab",
    }
}

value_list! {
    /// Degree to which it stands on its own.
    ActivityPhase {
        Started = "igangsat",
        FromTheSide = "paa_sidelinjen",
        RunsItself = "selvkoerende",
    }
}

value_list! {
    /// Those who run it.
    Organiser {
        SocialWork = "boligsocial",
        Operations = "drift",
        Residents = "beboere",
        BoardMembers = "bestyrelse",
        Partner = "partner",
    }
}

states! {
    /// State of an activity.
    ActivityState {
        /// Planlagt.
        Planned = "planlagt" => [Held, Cancelled],
        /// Afholdt.
        Held = "afholdt" => [Planned],
        /// Aflyst.
        Cancelled = "aflyst" => [Planned],
    }
}

record! {
    /// A workshop, a work day or a meeting.
    Activity {
        /// State of the record.
        state: Choice<ActivityState>,
        /// The kind.
        kind: Choice<ActivityKind>,
        /// The name on the notice board.
        name: Text<80>,
        /// The day.
        on: Date,
        /// The place: a room, a lawn or a street.
        place: Text<120>,
        /// The area that it is about.
        area: Link,
        /// Those who run it.
        organiser: Choice<Organiser>,
        /// Number of people who came.
        heads: Integer<0, 5000>,
        /// Number of young people among those who worked.
        young_people: Integer<0, 500>,
        /// Hours of work in all, of those who are paid and those who are not.
        hours: Integer<0, 5000>,
        /// The goal that it serves.
        goal: Choice<SocialGoal>,
        /// Degree to which it stands on its own.
        phase: Choice<ActivityPhase>,
        /// When others took it over.
        handed_off_on: Date,
        /// The result in words, without names.
        remark: Text<200>,
        /// The team of young people that does the work: the name of an association or a scheme, nobody's.
        team: Text<80>,
        /// The care task on which the team is booked.
        task: Link,
        /// First day of the agreement with the team.
        agreed_from_on: Date,
        /// Last day of the agreement with the team.
        agreed_until_on: Date,
    }
}
