//! Erfaring: what worked and what did not, for colleagues in other departments. Nobody's name.

use super::schema::{Choice, Link, RichText, Text, record, value_list};

value_list! {
    /// The topic.
    ExperienceTopic {
        Meadow = "eng",
        Planting = "beplantning",
        WaterInGrounds = "regnvand",
        Insects = "insekter",
        Signs = "skilte",
        Machines = "maskiner",
        ResidentsTakePart = "beboerdeltagelse",
        YoungPeople = "unge",
        Visits = "besoeg",
        NewTenants = "nye_beboere",
        NeighbourConflicts = "nabokonflikter",
        Loneliness = "ensomhed",
        Safety = "tryghed",
        Economy = "oekonomi",
        Other = "andet",
    }
}

value_list! {
    /// Whether it worked.
    Worked {
        Yes = "virkede",
        InPart = "delvist",
        No = "virkede_ikke",
    }
}

record! {
    /// An experience for colleagues.
    ExperienceNote {
        /// The topic.
        topic: Choice<ExperienceTopic>,
        /// Whether it worked.
        worked: Choice<Worked>,
        /// In one line.
        title: Text<80>,
        /// The work, its result, and advice for next time.
        text: RichText<800>,
        /// The area.
        area: Link,
    }
}
