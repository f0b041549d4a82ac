//! Restancekontakt: a home on the list of arrears, and what came of calling. Amounts stay in the system of accounts.

use super::schema::{Choice, Date, Integer, Text, record, value_list};

value_list! {
    /// How far the arrears have come.
    ArrearsStage {
        Reminder = "rykker",
        Terminated = "ophaevet",
        BailiffDate = "foged_berammet",
    }
}

value_list! {
    /// The result.
    ArrearsResult {
        Agreement = "aftale",
        Paid = "betalt",
        ReferredToMunicipality = "henvist_kommune",
        NoContact = "ingen_kontakt",
    }
}

value_list! {
    /// How it ended where a bailiff's date was set.
    EvictionResult {
        Stayed = "blev_boende",
        MovedOut = "flyttede_selv",
        Evicted = "udsat",
    }
}

record! {
    /// A home on the list of arrears.
    ArrearsContact {
        /// The day of the list that it stood on.
        source_list_on: Date,
        /// The dwelling. Not a name.
        dwelling_ref: Text<64>,
        /// How far the arrears have come.
        stage: Choice<ArrearsStage>,
        /// Number of times that contact was tried.
        contact_tries: Integer<0, 50>,
        /// When somebody was first reached.
        first_contact_on: Date,
        /// The result.
        result: Choice<ArrearsResult>,
        /// How it ended where a bailiff's date was set.
        eviction_result: Choice<EvictionResult>,
    }
}
