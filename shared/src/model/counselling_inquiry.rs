//! Henvendelse til raadgivningen: somebody asks the resident adviser for help. No name and no account of it.

use super::schema::{Choice, Date, Integer, Own, Text, record, value_list};

value_list! {
    /// The topic.
    InquiryTopic {
        Rent = "husleje",
        Debt = "gaeld",
        Benefits = "ydelser",
        Letters = "breve",
        Housing = "bolig",
        Neighbours = "naboer",
        Other = "andet",
    }
}

value_list! {
    /// The way in which it came.
    InquiryWay {
        OfficeHours = "aaben_raadgivning",
        Call = "opkald",
        Mail = "mail",
        FromColleague = "kollega",
    }
}

value_list! {
    /// The outcome.
    InquiryOutcome {
        Solved = "loest",
        SolvedInPart = "delvist_loest",
        ReferredOn = "henvist",
        NotSolved = "ikke_loest",
        Withdrawn = "trukket",
    }
}

record! {
    /// Somebody asks the resident adviser for help.
    CounsellingInquiry {
        /// The day it came.
        received_on: Date,
        /// The way in which it came.
        way: Choice<InquiryWay>,
        /// The topic.
        topic: Choice<InquiryTopic>,
        /// The dwelling, where it has to be known. Not a name.
        dwelling_ref: Text<64>,
        /// When the adviser first answered.
        answered_on: Date,
        /// Minutes spent.
        minutes: Integer<0, 6000>,
        /// The outcome.
        outcome: Choice<InquiryOutcome>,
        /// When it ended.
        ended_on: Date,
        /// The outcome in the organisation's own words.
        own_outcome: Own<InquiryOutcome>,
    }
}
