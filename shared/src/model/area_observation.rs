//! Observation på et areal: what somebody saw, and the answer they got.

use super::schema::{Choice, Link, RichText, Text, record, states, value_list};

value_list! {
    /// The kind of observation.
    ObservationKind {
        Flowering = "blomstring",
        SpeciesSeen = "art_set",
        InsectLife = "insektliv",
        InvasiveSpecies = "invasiv_art",
        Waste = "affald",
        Sign = "skilt",
        Wear = "slitage",
        Damage = "skade",
        ResidentNuisance = "gene_beboer",
        OutsideInquiry = "henvendelse_udefra",
        GoodNews = "godt_nyt",
    }
}

value_list! {
    /// The decision that the answer led to.
    AnswerDecision {
        Task = "opgave",
        PlanChanged = "plan_aendres",
        NoChange = "ingen_aendring",
    }
}

value_list! {
    /// Severity.
    ObservationSeverity {
        Low = "lav",
        Middle = "middel",
        High = "hoej",
    }
}

states! {
    /// State of an observation.
    ObservationState {
        /// Ny.
        New = "ny" => [Seen, Answered, Closed],
        /// Set.
        Seen = "set" => [Answered, Closed],
        /// Besvaret.
        Answered = "besvaret" => [Closed],
        /// Lukket.
        Closed = "lukket" => [Seen],
    }
}

record! {
    /// An observation of somebody in an area. Never who complained.
    AreaObservation {
        /// State of the record.
        state: Choice<ObservationState>,
        /// The area.
        area: Link,
        /// The kind of observation.
        kind: Choice<ObservationKind>,
        /// The species, as far as it is known.
        species_text: Text<120>,
        /// The observation, in words.
        text: RichText<500>,
        /// Severity.
        severity: Choice<ObservationSeverity>,
        /// The spot, as [`Outline`](super::outline::Outline) writes a single point.
        spot: Text<40>,
        /// The answer the reporter reads.
        answer_text: RichText<500>,
        /// The decision that the answer led to.
        answer_decision: Choice<AnswerDecision>,
    }
}
