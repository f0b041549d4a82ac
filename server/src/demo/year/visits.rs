//! Social visits with what the resident said yes to, and holidays with a deputy.

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::referral::ReceiverKind;
use feltbog_shared::model::social_visit::{
    AskedBy, ContactConsent, Entry, NoteConsent, VisitKind, VisitResult, VisitState, VisitTopic, WelcomeItem,
};
use feltbog_shared::model::{Deputy, FieldEdit, Kind, SocialVisit, VisitNote};
use feltbog_shared::moment::{Day, Moment};

use super::{DAY, Diary, choose, day};
use crate::demo::texts;

/// The results of ten visits.
const RESULTS: [VisitResult; 10] = [
    VisitResult::Talked,
    VisitResult::Talked,
    VisitResult::Talked,
    VisitResult::NotAtHome,
    VisitResult::Referred,
    VisitResult::Referred,
    VisitResult::NewAppointment,
    VisitResult::NewAppointment,
    VisitResult::Ended,
    VisitResult::WantsNoContact,
];

impl Diary<'_> {
    pub(super) fn visits(&mut self, count: u32) {
        let Some(social) = self.place.social else {
            return;
        };
        for _ in 0..count {
            self.visit(social);
        }
        if let Some(deputy) = self.place.deputy {
            self.holidays(social, deputy);
        }
    }

    fn visit(&mut self, social: UserId) {
        let at = self.some_day();
        let kind = self.value::<VisitKind>();
        let result = self.pick(&RESULTS);
        let is_met = result != VisitResult::NotAtHome;
        let is_refused = result == VisitResult::WantsNoContact;
        // Nobody goes to a home again that wants no contact.
        let dwelling = if is_refused {
            self.refusals += 1;
            format!(
                "Opgang {}, {}. tv.",
                21 + self.refusals / 4,
                1 + self.refusals % 4
            )
        } else {
            self.dwelling()
        };
        let keeps_note = is_met && !is_refused && self.chance(45);
        let edits = vec![
            choose("state", VisitState::Done),
            SocialVisit::kind().set(kind),
            SocialVisit::dwelling_ref().set(&dwelling),
            SocialVisit::at().set(at),
            SocialVisit::asked_by().set(self.value::<AskedBy>()),
            SocialVisit::minutes().set(if is_met { self.rng.i64(2..13) * 5 } else { 5 }),
            SocialVisit::result().set(result),
        ];
        let mut edits = edits;
        if is_met {
            edits.extend(self.met(at, kind, is_refused, keeps_note));
        } else {
            edits.push(SocialVisit::consent_contact().set(ContactConsent::NotAsked));
        }
        let kept = self.days(at, 7..29);
        if result == VisitResult::NewAppointment {
            edits.push(SocialVisit::next_on().set(kept.danish_day()));
        }
        let receiver = self.receiver();
        let has_yes = self.chance(90);
        if result == VisitResult::Referred && has_yes {
            edits.push(SocialVisit::share_with().include(receiver.0));
        }
        let visit = self.create(at, social, Kind::SocialVisit, edits);
        if result == VisitResult::Referred {
            self.referral(at, social, visit, receiver, has_yes, true);
        }
        if keeps_note {
            let text = self.pick(texts::VISIT_NOTES);
            self.note(at.plus_millis(6 * 60_000), social, visit, text);
        }
        if result == VisitResult::NewAppointment {
            // Nearly every appointment was kept; the few others are overdue.
            if self.chance(95) {
                self.close_visit(kept, social, visit);
            }
        } else {
            let closed = self.days(at, 1..30);
            self.close_visit(closed, social, visit);
        }
    }

    /// The fields that are only known of a resident who was met.
    fn met(&mut self, at: Moment, kind: VisitKind, is_refused: bool, keeps_note: bool) -> Vec<FieldEdit> {
        let entry = match kind {
            VisitKind::Telephone => Entry::Telephone,
            VisitKind::Walk => Entry::Outside,
            _ if is_refused => Entry::AtTheDoor,
            _ => self.pick(&[Entry::InvitedIn, Entry::AtTheDoor]),
        };
        let contact = if is_refused {
            ContactConsent::No
        } else {
            ContactConsent::Yes
        };
        let note = if keeps_note {
            NoteConsent::Yes
        } else {
            NoteConsent::No
        };
        let mut edits = vec![
            SocialVisit::consent_contact().set(contact),
            SocialVisit::consent_note().set(note),
            SocialVisit::consent_on().set(at.danish_day()),
            SocialVisit::entry().set(entry),
        ];
        if is_refused {
            return edits;
        }
        for _ in 0..self.rng.u32(1..=2) {
            edits.push(SocialVisit::topics().include(self.value::<VisitTopic>()));
        }
        if kind == VisitKind::Welcome {
            let items = [
                WelcomeItem::KeysAndContact,
                WelcomeItem::Waste,
                WelcomeItem::Neighbours,
            ];
            edits.extend(items.map(|item| SocialVisit::welcome_done().include(item)));
        }
        edits
    }

    pub(super) fn note(&mut self, at: Moment, social: UserId, visit: DocumentId, text: &'static str) {
        let edits = vec![VisitNote::visit().set(visit), VisitNote::text().rewrite(text)];
        self.create(at, social, Kind::VisitNote, edits);
    }

    fn close_visit(&mut self, at: Moment, social: UserId, visit: DocumentId) {
        let closed = vec![choose("state", VisitState::Closed)];
        self.edit(at, social, visit, Kind::SocialVisit, closed);
    }

    /// Three weeks of July, and two weeks to come. Each has its days, and a deputy who is told what to know.
    fn holidays(&mut self, social: UserId, deputy: UserId) {
        let today = self.now.danish_day();
        let july = [today.0.year(), today.0.year() - 1]
            .into_iter()
            .filter_map(|year| Day::parse(&format!("{year:04}-07-06")))
            .find(|first| first.plus_days(21) < today);
        let coming = today.plus_days(16);
        for (from, days, told) in [
            july.map(|first| (first, 20, first.start().plus_millis(-20 * DAY))),
            Some((coming, 13, self.now.plus_millis(-10 * DAY))),
        ]
        .into_iter()
        .flatten()
        {
            let at = self.working_before(told);
            if at < self.start {
                continue;
            }
            let edits = vec![
                Deputy::person().set(DocumentId::from_bytes(*deputy.as_bytes())),
                day("from_on", from),
                day("until_on", from.plus_days(days)),
                Deputy::remark().set(texts::DEPUTY_REMARK),
            ];
            self.create(at, social, Kind::Deputy, edits);
        }
    }

    /// Somebody to be helped on to, and what they are called.
    pub(super) fn receiver(&mut self) -> (ReceiverKind, &'static str) {
        self.pick(&[
            (ReceiverKind::MunicipalHousingAdviser, "Kommunens boligrådgivning"),
            (ReceiverKind::CitizenService, "Borgerservice"),
            (ReceiverKind::DebtCounselling, "Gældsrådgivningen på biblioteket"),
            (ReceiverKind::Association, "Besøgsvennerne"),
            (ReceiverKind::LocalCommunity, "Torsdagscafeen i fælleshuset"),
            (ReceiverKind::FinancialAdviser, "Økonomisk rådgiver"),
        ])
    }
}
