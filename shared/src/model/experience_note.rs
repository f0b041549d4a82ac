//! Erfaring: what worked and what did not, for colleagues in other departments. Nobody's name.

use super::schema::{Choice, Link, RichText, Text, record, value_list};

value_list! {
    /// What it is about.
    ExperienceTopic {
        Meadow = "eng",
        Planting = "beplantning",
        WaterInGrounds = "regnvand",
        Insects = "insekter",
        Signs = "skilte",
        Machines = "maskiner",
        ResidentsTakePart = "beboerdeltagelse",
        YoungPeople = "unge",
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
    /// What worked and what did not.
    ExperienceNote {
        /// What it is about.
        topic: Choice<ExperienceTopic>,
        /// Whether it worked.
        worked: Choice<Worked>,
        /// In one line.
        title: Text<80>,
        /// What was done, what came of it, and what to do next time.
        text: RichText<800>,
        /// The area.
        area: Link,
    }
}
