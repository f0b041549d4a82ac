//! Nabokonflikt: the shell of a neighbour conflict. Place, topic and state; nobody's identity.
//! Who is involved stands in `conflict_party`, what happened in `conflict_event`.
//!
//! States and deadlines after records.md; deadlines without a source there are our inference.

use super::mediation::MediationResult;
use super::schema::{
    Choice, Date, Flag, Integer, Link, Own, RichText, Text, Timestamp, record, states, value_list,
};

value_list! {
    /// The topic of the neighbours' disagreement.
    Topic {
        Noise = "stoej",
        NoiseFromChildren = "stoej_boern",
        Music = "musik",
        Pets = "husdyr",
        Smoke = "roeg",
        Smell = "lugt",
        Waste = "affald",
        LaundryOrCommonRoom = "vasketur_faellesrum",
        Parking = "parkering",
        GardenOrHedge = "have_hegn",
        WildArea = "vildt_areal",
        Harassment = "chikane",
        Threats = "trusler",
        Violence = "vold",
        Vandalism = "haervaerk",
        NeglectedDwelling = "vanroegt_bolig",
        Other = "andet",
    }
}

value_list! {
    /// The source of the knowledge: seen oneself, told, or complained of in writing.
    NotedAs {
        SeenMyself = "set_selv",
        HeardFromResident = "hoert_fra_beboer",
        WrittenComplaint = "skriftlig_klage",
    }
}

value_list! {
    /// Frequency of the conflict.
    Frequency {
        Once = "en_gang",
        SeveralTimes = "flere_gange",
        Weekly = "hver_uge",
        Daily = "dagligt",
    }
}

value_list! {
    /// Whether anybody is afraid, as it looks on the round.
    Afraid {
        No = "nej",
        Uneasy = "utryg",
        Afraid = "bange",
        NotAsked = "ikke_spurgt",
    }
}

value_list! {
    /// Severity.
    Severity {
        Low = "lav",
        Middle = "middel",
        High = "hoej",
        Acute = "akut",
    }
}

value_list! {
    /// Which way it is handled: dialogue first.
    Track {
        Dialogue = "dialog",
        Written = "skriftligt",
    }
}

value_list! {
    /// The role that handles it.
    HandlerRole {
        Caretaker = "ejendomsfunktionaer",
        OperationsManager = "driftsleder",
        CaseOfficer = "sagsbehandler",
        Mediator = "konfliktmaegler",
    }
}

value_list! {
    /// The result.
    Outcome {
        SolvedThemselves = "loest_selv",
        Agreement = "aftale",
        Ceased = "ophoert",
        RequestFollowed = "henstilling_fulgt",
        WarningGiven = "advarsel_givet",
        BoardWarning = "naevn_advarsel",
        BoardConditional = "naevn_betinget",
        Terminated = "opsagt",
        Revoked = "ophaevet",
        MovedOut = "flyttet",
        NotHouseRules = "ikke_husorden",
        NoAnswer = "intet_svar",
    }
}

states! {
    /// State of a conflict.
    ConflictState {
        /// Set: noted by a caretaker, nobody has complained.
        Observed = "observed" => [Reported, Screened, Withdrawn, Rejected, Merged, Closed],
        /// Klage modtaget.
        Reported = "reported" => [Screened, Withdrawn, Rejected, Merged],
        /// Vurderet.
        Screened = "screened" => [AdviceGiven, MediationOffered, WrittenRequest, Withdrawn, Rejected, Merged],
        /// Råd givet.
        AdviceGiven = "advice_given" => [Monitoring, MediationOffered, WrittenRequest, Withdrawn, Closed],
        /// Mægling tilbudt.
        MediationOffered = "mediation_offered" => [MediationAccepted, AdviceGiven, WrittenRequest, Monitoring, Withdrawn],
        /// Begge vil mægle.
        MediationAccepted = "mediation_accepted" => [Mediated, WrittenRequest, Withdrawn],
        /// Mæglet.
        Mediated = "mediated" => [Monitoring, WrittenRequest],
        /// Henstilling.
        WrittenRequest = "written_request" => [Monitoring, Warning, MediationOffered, Withdrawn],
        /// Advarsel eller påmindelse.
        Warning = "warning" => [Monitoring, TenancyBoard, MediationOffered, Withdrawn],
        /// Beboerklagenævn.
        TenancyBoard = "tenancy_board" => [Monitoring, Court],
        /// Boligret.
        Court = "court" => [Monitoring, Closed],
        /// Opfølgning.
        Monitoring = "monitoring" => [Closed, WrittenRequest, Warning, MediationOffered],
        /// Lukket; may be opened again for a repeat.
        Closed = "closed" => [Monitoring, Reported],
        /// Trukket tilbage.
        Withdrawn = "withdrawn" => [Reported],
        /// Ikke husorden.
        Rejected = "rejected" => [Reported],
        /// Samlet med en anden sag.
        Merged = "merged" => [],
    }
}

impl ConflictState {
    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Closed | Self::Withdrawn | Self::Rejected | Self::Merged
        )
    }

    /// Whether the desk may merge a case in this state with another: every open one that is not before a board or court.
    pub fn can_be_merged(self) -> bool {
        self.is_open() && !matches!(self, Self::TenancyBoard | Self::Court)
    }
}

record! {
    /// The shell of a neighbour conflict.
    ConflictCase {
        /// State of the record.
        state: Choice<ConflictState>,
        /// The topic.
        topic: Choice<Topic>,
        /// The source of the knowledge.
        noted_as: Choice<NotedAs>,
        /// Stairwell, area or common room. Not a door, not a name.
        place: Text<120>,
        /// When it happened.
        occurred_at: Timestamp,
        /// Frequency.
        frequency: Choice<Frequency>,
        /// Whether anybody is afraid.
        afraid: Choice<Afraid>,
        /// Whether it happened at night.
        night: Flag,
        /// Severity.
        severity: Choice<Severity>,
        /// Number of people involved.
        parties_count: Integer<0, 500>,
        /// Dialogue or letters.
        track: Choice<Track>,
        /// The observations, without names.
        description: RichText<500>,
        /// The role that handles it.
        handler_role: Choice<HandlerRole>,
        /// The result of a mediation; all that the case learns of it, with the date.
        mediation_result: Choice<MediationResult>,
        /// When the mediation ended.
        mediation_on: Date,
        /// The case it was merged with.
        merged_into: Link,
        /// The result.
        outcome: Choice<Outcome>,
        /// The topic in the organisation's own words.
        own_topic: Own<Topic>,
        /// The day by which somebody has promised to call. It stands until it is taken away or another day takes its place.
        contact_promised_on: Date,
    }
}
