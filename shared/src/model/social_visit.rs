//! Socialt besøg: a social caretaker's visit. What was said stands in `visit_note`, which has an
//! audience of its own.

use super::referral::ReceiverKind;
use super::schema::{Choice, Choices, Date, Flag, Integer, Own, Text, Timestamp, record, states, value_list};

value_list! {
    /// The occasion.
    VisitKind {
        Welcome = "velkomst",
        Outreach = "opsoegende",
        Arranged = "aftalt",
        FollowUp = "opfoelgning",
        WithInspection = "med_eftersyn",
        Telephone = "telefon",
        Walk = "gaatur",
    }
}

value_list! {
    /// The person or office that asked for it.
    AskedBy {
        Resident = "beboer",
        Caretaker = "funktionaer",
        Board = "bestyrelse",
        ConflictTeam = "konfliktteam",
        Municipality = "kommune",
        Others = "andre",
    }
}

value_list! {
    /// The resident's answer, asked each time.
    ContactConsent {
        Yes = "ja",
        No = "nej",
        NotAsked = "ikke_spurgt",
    }
}

value_list! {
    /// The resident's answer about a note being kept.
    NoteConsent {
        Yes = "ja",
        No = "nej",
    }
}

value_list! {
    /// Point that the visitor reached: the door, the hall, a room.
    Entry {
        InvitedIn = "inviteret_ind",
        AtTheDoor = "ved_doeren",
        Outside = "ude",
        Telephone = "telefon",
    }
}

value_list! {
    /// The topics of the conversation.
    VisitTopic {
        Economy = "oekonomi",
        Arrears = "restance",
        Loneliness = "ensomhed",
        HousingAdviser = "kontakt_boligraadgiver",
        Conflict = "konflikt",
        CleaningOfTheHome = "rengoering_hjem",
        Moving = "flytning",
        PracticalHelp = "praktisk_hjaelp",
        Community = "faellesskab",
        Other = "andet",
    }
}

value_list! {
    /// The result.
    VisitResult {
        Talked = "talt_sammen",
        NotAtHome = "ikke_hjemme",
        WantsNoContact = "oensker_ikke_kontakt",
        Referred = "henvist",
        NewAppointment = "ny_aftale",
        Ended = "afsluttet",
    }
}

value_list! {
    /// The points that a new resident is shown or told.
    WelcomeItem {
        KeysAndContact = "noegler_kontakt",
        HouseRules = "husorden",
        Waste = "affald",
        Neighbours = "naboer",
        CommonRooms = "faellesrum",
        EconomyOffer = "oekonomi_tilbud",
        GreenArea = "groent_omraade",
    }
}

value_list! {
    /// The one incident toward staff because of which two should go.
    SafetyReason {
        Violence = "vold",
        Threat = "trussel",
        Weapon = "vaaben",
        Dog = "hund",
        Other = "andet_konkret",
    }
}

states! {
    /// State of a visit.
    VisitState {
        /// Planlagt.
        Planned = "planlagt" => [Done, Closed],
        /// Udført.
        Done = "udfoert" => [FollowUp, Closed],
        /// Opfølgning.
        FollowUp = "opfoelgning" => [Done, Closed],
        /// Afsluttet.
        Closed = "afsluttet" => [FollowUp],
    }
}

/// Days for which a resident who wants no contact is left in peace (records.md: six months).
pub const NO_CONTACT_DAYS: i64 = 183;
/// Days after somebody moved in until they are offered a welcome visit (requirements.md, F03).
pub const WELCOME_DAYS: i64 = 14;
/// Days for which a note that two should go holds, unless it names its last day (records.md).
pub const SAFETY_DAYS: i64 = 90;
/// Days before its last day on which somebody looks at it again (records.md).
pub const SAFETY_REVIEW_DAYS: i64 = 14;

record! {
    /// One visit.
    SocialVisit {
        /// State of the record.
        state: Choice<VisitState>,
        /// The occasion.
        kind: Choice<VisitKind>,
        /// The dwelling, as the social caretaker knows it. Not a name.
        dwelling_ref: Text<64>,
        /// When it took place.
        at: Timestamp,
        /// Duration in minutes.
        minutes: Integer<0, 600>,
        /// The person or office that asked for it.
        asked_by: Choice<AskedBy>,
        /// Whether the resident wants the contact.
        consent_contact: Choice<ContactConsent>,
        /// Whether a note may be kept.
        consent_note: Choice<NoteConsent>,
        /// When the resident was asked.
        consent_on: Date,
        /// Point that the visitor reached: the door, the hall, a room.
        entry: Choice<Entry>,
        /// The topics of the conversation.
        topics: Choices<VisitTopic>,
        /// The result.
        result: Choice<VisitResult>,
        /// When to come again.
        next_on: Date,
        /// The household, by a name that says nothing.
        household_ref: Text<64>,
        /// With whom the resident lets something be shared.
        share_with: Choices<ReceiverKind>,
        /// The points that a new resident has been shown or told.
        welcome_done: Choices<WelcomeItem>,
        /// Whether two should go.
        safety_two_persons: Flag,
        /// Until when two should go.
        safety_until: Date,
        /// Why two should go: one concrete incident, never an illness, an origin, a debt or hearsay.
        safety_reason: Choice<SafetyReason>,
        /// A topic in the organisation's own words.
        own_topic: Own<VisitTopic>,
    }
}

impl SocialVisit {
    /// Whether the resident wants no contact: they said so as the outcome of the visit, or when they were asked.
    pub fn wants_no_contact(&self) -> bool {
        self.result == Some(VisitResult::WantsNoContact) || self.consent_contact == Some(ContactConsent::No)
    }

    /// Whether the visit says that two should go to the home.
    pub fn needs_two_persons(&self) -> bool {
        self.safety_two_persons == Some(true)
    }
}
