//! Restancekontakt: a home on the list of arrears, and what came of calling. Amounts stay in the system of accounts.

use super::schema::{Choice, Date, Integer, Text, record, value_list};

value_list! {
    /// Stage of the arrears.
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
    /// The end of a case with a bailiff's date.
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
        /// Stage of the arrears.
        stage: Choice<ArrearsStage>,
        /// Number of times that contact was tried.
        contact_tries: Integer<0, 50>,
        /// When somebody was first reached.
        first_contact_on: Date,
        /// The result.
        result: Choice<ArrearsResult>,
        /// The end of a case with a bailiff's date.
        eviction_result: Choice<EvictionResult>,
    }
}
