//! Own introductions to efforts and the experiences of the organisation, as the server sends them to a phone.
//!
//! `POST /api/v1/departments/sharing`, and with the same messages `POST /api/v1/departments/effort-tasks` for tasks of the
//! person's departments in efforts. Messages of their own beside [`crate::department_directory`]: apps and servers that do
//! not know one of them go on without it.

use serde::{Deserialize, Serialize};

use crate::department_information::ContentCheck;
use crate::id::{DocumentId, EffortTaskId};
use crate::moment::Moment;
use crate::search::{fold, needles};

/// Most experiences that a phone holds, the newest.
pub const PHONE_EXPERIENCES: usize = 200;

/// The most tasks of departments that a phone holds, by day.
pub const PHONE_TASKS: usize = 100;

/// A part of everything shared with a person, with a message and a row of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedPart {
    /// Introductions of the person, and experiences of all departments.
    Person,
    /// Tasks of the person's departments in efforts: each as the introduction to something that is to be done.
    Departments,
}

impl SharedPart {
    /// The last part of the path under `/api/v1/departments/`.
    pub fn path(self) -> &'static str {
        match self {
            Self::Person => "sharing",
            Self::Departments => "effort-tasks",
        }
    }
}

/// The version that a phone holds, and the introductions that its person has had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingRequest {
    /// The check value of what it holds; nothing the first time.
    pub held: Option<ContentCheck>,
    /// Introductions that the person has had, with the time by the phone.
    pub introduced: Vec<(EffortTaskId, Moment)>,
}

/// Everything shared with the person; nothing when the phone holds it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingReply {
    /// The content in the place of that which is held.
    pub changed: Option<PhoneSharing>,
}

/// Everything shared with a person that a phone holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneSharing {
    /// The check value of the content.
    pub check: ContentCheck,
    /// The efforts to which the person is to be introduced, by day.
    pub introductions: Vec<OwnIntroduction>,
    /// Experiences of all departments of the person's organisations, the newest first. Nobody's name.
    pub experiences: Vec<SharedExperience>,
}

/// An effort to which a person is to be introduced: one row, whatever else they may read of the effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnIntroduction {
    /// The task that is ticked off.
    pub task: EffortTaskId,
    /// The effort's name.
    pub effort: String,
    /// The effort's purpose; of a task of the department what is to be done.
    pub purpose: String,
    /// The name of the department in which the person works.
    pub department: String,
    /// The last day, `YYYY-MM-DD`.
    pub due_on: String,
}

/// `GET /api/v1/office/user/introductions`: the efforts to which the person is to be introduced, by day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnIntroductions {
    /// The rows.
    pub rows: Vec<OwnIntroduction>,
    /// Tasks of the person's departments that nobody has done, by day.
    #[serde(default)]
    pub tasks: Vec<OwnIntroduction>,
}

/// `POST /api/v1/office/user/introductions`: introductions that the person has had. Answered by [`OwnIntroductions`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntroductionsHad {
    /// Their tasks.
    pub tasks: Vec<EffortTaskId>,
}

/// An experience of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedExperience {
    /// The record.
    pub document: DocumentId,
    /// The name of its department.
    pub department: String,
    /// The day it was written, `YYYY-MM-DD`.
    pub written_on: String,
    /// The key of its topic, or empty.
    pub topic: String,
    /// The key of whether it worked, or empty.
    pub worked: String,
    /// The experience in one line.
    pub title: String,
    /// The work, its result, and advice.
    pub text: String,
}

impl SharedExperience {
    /// Whether every word of a search stands in it. `topic` is what its topic is called.
    pub fn is_found_by(&self, search: &str, topic: &str) -> bool {
        let words = [&self.title, " ", &self.text, " ", &self.department, " ", topic].concat();
        let words = fold(&words);
        needles(search).iter().all(|needle| needle.is_in(&words))
    }
}

/// Everything shared with the person, as the phone keeps it between two answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSharing {
    /// The content as the server sent it.
    pub sharing: PhoneSharing,
    /// Introductions that the person has had and of which the server does not know yet.
    pub unsent: Vec<(EffortTaskId, Moment)>,
}

impl HeldSharing {
    /// The question to the server.
    pub fn request(&self) -> SharingRequest {
        let is_known = self.sharing != PhoneSharing::default();
        SharingRequest {
            held: is_known.then_some(self.sharing.check),
            introduced: self.unsent.clone(),
        }
    }

    /// Notes that the person has had an introduction.
    pub fn introduce(&mut self, task: EffortTaskId, now: Moment) {
        if self.unsent.iter().all(|(known, _)| *known != task) {
            self.unsent.push((task, now));
        }
    }

    /// Replaces what the phone holds by an answer to a request.
    pub fn apply(&mut self, request: &SharingRequest, reply: SharingReply) {
        self.unsent.retain(|one| !request.introduced.contains(one));
        if let Some(sharing) = reply.changed {
            self.sharing = sharing;
        }
    }

    /// The introductions that the person has not had.
    pub fn open(&self) -> Vec<&OwnIntroduction> {
        let is_had = |row: &OwnIntroduction| self.unsent.iter().any(|(task, _)| *task == row.task);
        let introductions = self.sharing.introductions.iter();
        introductions.filter(|row| !is_had(row)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(byte: u8) -> OwnIntroduction {
        OwnIntroduction {
            task: EffortTaskId::from_bytes([byte; 16]),
            effort: "Mit Kvarter".into(),
            purpose: String::new(),
            department: "Her".into(),
            due_on: "2026-12-01".into(),
        }
    }

    #[test]
    fn an_introduction_that_was_had_without_the_net_is_told_until_it_is_known() {
        let (now, one, other) = (Moment::from_millis(5), row(1), row(2));
        let mut held = HeldSharing {
            sharing: PhoneSharing {
                introductions: vec![one.clone(), other.clone()],
                ..PhoneSharing::default()
            },
            ..HeldSharing::default()
        };
        held.introduce(one.task, now);
        held.introduce(one.task, Moment::from_millis(9));
        assert_eq!(held.open(), [&other]);
        let request = held.request();
        assert_eq!(request.introduced, [(one.task, now)]);
        // An answer that got lost leaves it to be told again.
        assert_eq!(held.request(), request);
        let known = PhoneSharing {
            introductions: vec![other.clone()],
            ..PhoneSharing::default()
        };
        held.apply(&request, SharingReply { changed: Some(known) });
        assert_eq!((held.unsent.len(), held.open()), (0, vec![&other]));
    }

    #[test]
    fn what_was_had_while_the_server_was_asked_is_told_the_next_time() {
        let mut held = HeldSharing::default();
        held.introduce(row(1).task, Moment::from_millis(5));
        let request = held.request();
        held.introduce(row(2).task, Moment::from_millis(6));
        held.apply(&request, SharingReply::default());
        assert_eq!(held.unsent, [(row(2).task, Moment::from_millis(6))]);
    }

    #[test]
    fn an_experience_is_found_by_its_words_in_any_order_and_writing() {
        let experience = SharedExperience {
            document: DocumentId::from_bytes([1; 16]),
            department: "Lærkevangen".into(),
            written_on: "2026-06-01".into(),
            topic: "eng".into(),
            worked: "ja".into(),
            title: "Høslæt i september".into(),
            text: "Høet blev fjernet efter en uge.".into(),
        };
        for search in ["", "september HØSLÆT", "hoslaet", "laerkevangen uge", "eng"] {
            assert!(experience.is_found_by(search, "Eng"), "{search}");
        }
        for search in ["oktober", "høslæt oktober"] {
            assert!(!experience.is_found_by(search, "Eng"), "{search}");
        }
    }
}
