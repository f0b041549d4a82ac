//! The constant first change of each kind: it makes the places of texts, sets and counters, so
//! that two phones which write the first words of "the same" field offline merge instead of
//! hiding each other's.
//!
//! The bytes are kept, never made again: a change's bytes are its name. When a kind gains a field
//! with a place of its own, another constant change is added behind the first.

use std::sync::OnceLock;

use crate::id::ChangeHash;
use crate::model::Kind;

/// The root field that says which kind a document is of; no record has a field of this name.
pub(super) const KIND_FIELD: &str = "record";

macro_rules! kept {
    ($($kind:ident: $($file:literal),+;)+) => {
        /// The genesis of a kind: uncompressed change chunks, oldest first.
        pub fn genesis(kind: Kind) -> &'static [&'static [u8]] {
            match kind {
                $(Kind::$kind => &[$(include_bytes!(concat!("genesis/", $file, ".bin"))),+],)+
            }
        }
    };
}

kept! {
    ConflictCase: "conflict_case";
    ConflictEvent: "conflict_event";
    ConflictParty: "conflict_party";
    SocialVisit: "social_visit";
    VisitNote: "visit_note";
    Area: "area";
    AreaObservation: "area_observation";
    InsectCount: "insect_count";
    CareTask: "care_task";
    Signal: "signal";
    Concern: "concern";
    Handover: "handover";
    LegalStep: "legal_step";
    Mediation: "mediation";
    Referral: "referral";
    ActionCard: "action_card";
    ResidentCard: "resident_card";
    CarePlanEntry: "care_plan_entry";
    PlanRevision: "plan_revision";
    PassedOn: "passed_on";
    CasePart: "case_part";
    Deputy: "deputy";
    Photo: "photo";
    Activity: "activity";
    DoorRound: "door_round";
    WellbeingInterview: "wellbeing_interview";
    Screening: "screening";
    Goal: "goal";
    ArrearsContact: "arrears_contact";
    CounsellingInquiry: "counselling_inquiry";
    ExperienceNote: "experience_note";
    ChildNotificationReceipt: "child_notification_receipt";
    AdviserMeasure: "adviser_measure";
    CasePhoto: "case_photo";
    SignalPhoto: "signal_photo";
}

/// The same, read.
pub(super) fn changes(kind: Kind) -> Result<Vec<automerge::Change>, super::DocumentError> {
    let read = |kind: Kind| {
        let chunks = genesis(kind).iter();
        let read =
            chunks.map(|chunk| automerge::Change::from_bytes(chunk.to_vec()).map_err(super::unreadable));
        read.collect()
    };
    // Read once: a first fetch begins thousands of documents. In the order of `Kind::ALL`, which is that of the kinds.
    static READ: OnceLock<Vec<Result<Vec<automerge::Change>, super::DocumentError>>> = OnceLock::new();
    let all = READ.get_or_init(|| Kind::ALL.iter().copied().map(read).collect());
    all.get(kind as usize).cloned().unwrap_or_else(|| read(kind))
}

/// The names of a kind's genesis changes. Every document of the kind holds them; they never
/// travel.
pub fn genesis_hashes(kind: Kind) -> &'static [ChangeHash] {
    // Read once: they are asked for with every change. In the order of `Kind::ALL`, which is that of the kinds.
    static HASHES: OnceLock<Vec<Vec<ChangeHash>>> = OnceLock::new();
    let read = |kind: &Kind| {
        let infos = genesis(*kind)
            .iter()
            .filter_map(|chunk| super::ChangeInfo::read(chunk).ok());
        infos.map(|info| info.hash).collect()
    };
    HASHES
        .get_or_init(|| Kind::ALL.iter().map(read).collect())
        .get(kind as usize)
        .map_or(&[], Vec::as_slice)
}

/// Whether a change is part of a kind's genesis.
pub fn is_genesis(kind: Kind, hash: ChangeHash) -> bool {
    genesis_hashes(kind).contains(&hash)
}

#[cfg(test)]
pub(super) mod make {
    //! Origin of the kept bytes, to check them and to make those of a new kind.

    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, Automerge, ObjType, ROOT, ReadDoc, ScalarValue};

    use crate::model::insect_count::InsectGroup;
    use crate::model::{Kind, Shape};

    /// The actor of every genesis: sixteen noughts, which no random actor is.
    const ACTOR: [u8; 16] = [0; 16];

    pub(in crate::document) fn make(kind: Kind) -> Vec<u8> {
        let mut document = Automerge::new().with_actor(ActorId::from(ACTOR.as_slice()));
        let mut transaction = document.transaction();
        transaction.put(ROOT, super::KIND_FIELD, kind.key()).unwrap();
        for spec in kind.fields() {
            match spec.shape {
                Shape::RichText(_) => drop(transaction.put_object(ROOT, spec.name, ObjType::Text).unwrap()),
                Shape::Choices(_) => drop(transaction.put_object(ROOT, spec.name, ObjType::Map).unwrap()),
                Shape::Counters(keys) => {
                    let map = transaction.put_object(ROOT, spec.name, ObjType::Map).unwrap();
                    // Keys that came to a list after its genesis have counters from their first step on.
                    let born = match kind {
                        Kind::InsectCount => InsectGroup::ON_FLOWERS.len(),
                        _ => keys.len(),
                    };
                    for key in keys.iter().take(born) {
                        transaction.put(&map, *key, ScalarValue::counter(0)).unwrap();
                    }
                }
                _ => {}
            }
        }
        transaction.commit_with(CommitOptions::default().with_time(0));
        let heads = document.get_heads();
        document
            .get_change_by_hash(&heads[0])
            .unwrap()
            .raw_bytes()
            .to_vec()
    }
}
