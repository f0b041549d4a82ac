//! Sommerfugl: what was seen of one species or group during a butterfly count.

use super::schema::{Choice, Line, Link, Whole, record, value_list};

value_list! {
    /// How far it had come in its life.
    Stage {
        Adult = "voksen",
        Caterpillar = "larve",
        Pupa = "puppe",
        Egg = "aeg",
    }
}

record! {
    /// One species or group of a butterfly count.
    ButterflySighting {
        /// The count.
        count: Link,
        /// The species or group, as far as it is known.
        species_text: Line<120>,
        /// How many.
        number: Whole<0, 10_000>,
        /// How far in its life.
        stage: Choice<Stage>,
    }
}
