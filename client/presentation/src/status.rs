//! The state of everything recorded, in one line: never more than is known.

use feltbog_shared::bridge::{Delivery, SaveFailure, Status};
use feltbog_shared::moment::Moment;

use super::format;
use super::labels::Present;
use super::texts::{Texts, language, texts};

/// Weight of a line; shown by its icon and its colour, and said by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Received by the server.
    Sent,
    /// On the phone, and on its way.
    OnPhone,
    /// Somebody should look.
    Look,
}

/// A line with its tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Weight of the line.
    pub tone: Tone,
    /// The words of the line.
    pub text: String,
}

/// The number of records with something that the server has not received, for a person who is signed out.
pub fn unsent_records(status: &Status) -> u32 {
    status.unsent + status.refused + status.drafts + status.sealed
}

/// The status line. "Everything is sent" stands here only when the server has received all there is, and "saved" only
/// while nothing that was entered is on its way to the phone's store (`is_unsaved`).
pub fn line(texts: &Texts, present: &Present, status: &Status, is_unsaved: bool) -> Line {
    let refused = (status.refused > 0).then(|| texts.not_taken.of(status.refused.into()));
    let drafts = (status.drafts > 0).then(|| texts.drafts.of(status.drafts.into()));
    let unsent = (status.unsent > 0).then(|| texts.lacks_sending.with(&[&status.unsent.to_string()]));
    let offline = (status.reached == Some(false)).then(|| texts.no_net.to_owned());
    let busy =
        (status.busy && status.unsent > 0 && status.reached != Some(false)).then(|| texts.sending.to_owned());
    let sent = match status.all_sent_at {
        Some(at) if unsent.is_none() && refused.is_none() && drafts.is_none() && !is_unsaved => {
            Some(all_sent(texts, present, at))
        }
        _ => None,
    };
    let full = status.full.then(|| texts.storage_full.to_owned());
    let tone = match (&sent, &refused, status.put_aside) {
        _ if status.full => Tone::Look,
        (_, Some(_), _) | (_, _, 1..) => Tone::Look,
        _ if drafts.is_some() => Tone::Look,
        (Some(_), ..) => Tone::Sent,
        _ => Tone::OnPhone,
    };
    let first = match sent {
        _ if status.first_sync && unsent.is_none() && refused.is_none() => texts.first_sync.to_owned(),
        Some(sent) => sent,
        None if is_unsaved => texts.not_saved_yet.to_owned(),
        // A phone on which nothing was ever written has saved nothing.
        None if status.all_sent_at.is_none() && unsent_records(status) == 0 && status.put_aside == 0 => {
            texts.nothing_to_send.to_owned()
        }
        None => texts.on_phone.to_owned(),
    };
    let parts: Vec<String> = [Some(first), full, refused, drafts, unsent, busy, offline]
        .into_iter()
        .flatten()
        .collect();
    Line {
        tone,
        text: parts.join(" · "),
    }
}

/// Minutes by which a phone's clock may be wrong without anybody noticing.
const CLOCK_OFF_MINUTES: i64 = 15;

/// The warning about a phone's clock that is ahead of the server's by so many minutes, if it is far off.
pub fn clock_off(texts: &Texts, minutes: i64) -> Option<String> {
    let off = minutes.abs();
    if off < CLOCK_OFF_MINUTES {
        return None;
    }
    let how_much = match off {
        ..=119 => texts.clock_minutes.with(&[&off.to_string()]),
        120..=2_879 => texts.clock_hours.with(&[&(off / 60).to_string()]),
        _ => texts.clock_days.with(&[&(off / 1_440).to_string()]),
    };
    let sentence = if minutes > 0 {
        texts.clock_ahead
    } else {
        texts.clock_behind
    };
    Some(sentence.with(&[&how_much]))
}

/// Why something was not saved, and what to do.
pub fn failure(failure: &SaveFailure) -> &'static str {
    match failure {
        SaveFailure::Refused(refusal) => refusal.code.sentence(language()),
        SaveFailure::StorageFull => texts().storage_full,
        SaveFailure::StorageUnavailable => texts().storage_silent,
        SaveFailure::Missing => texts().record_missing,
    }
}

/// The delivery of one record, in words.
pub fn delivery(texts: &Texts, present: &Present, delivery: &Delivery) -> Line {
    match delivery {
        Delivery::OnPhone(_) => Line {
            tone: Tone::OnPhone,
            text: texts.item_waits.to_owned(),
        },
        Delivery::Received(at) => {
            let text = match at {
                Some(at) => [texts.item_sent, " ", &moment(texts, present, *at)].concat(),
                None => texts.item_sent.to_owned(),
            };
            Line {
                tone: Tone::Sent,
                text,
            }
        }
        Delivery::Refused(_) => Line {
            tone: Tone::Look,
            text: texts.item_refused.to_owned(),
        },
        Delivery::Draft => Line {
            tone: Tone::Look,
            text: texts.item_draft.to_owned(),
        },
    }
}

/// Why a record is where it is, and what to do.
pub fn reason(texts: &Texts, delivery: &Delivery) -> String {
    match delivery {
        Delivery::OnPhone(changes) => texts.item_waits_changes.of((*changes).into()),
        Delivery::Received(_) => texts.item_sent.to_owned(),
        Delivery::Refused(refusal) => refusal.code.sentence(language()).to_owned(),
        Delivery::Draft => texts.item_draft.to_owned(),
    }
}

fn all_sent(texts: &Texts, present: &Present, at: Moment) -> String {
    [texts.all_sent, " ", &moment(texts, present, at)].concat()
}

/// Today's times without their day.
fn moment(texts: &Texts, present: &Present, at: Moment) -> String {
    let offset = (present.offset)(at);
    if at.day(offset) == present.today() {
        format::clock(texts, at, offset)
    } else {
        present.moment(texts, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::DA;
    use feltbog_shared::refusal::RefusalCode;

    /// 2026-11-26 13:32 UTC.
    const NOW: Moment = Moment::from_millis(1_795_699_920_000);
    const PRESENT: Present = Present {
        now: NOW,
        offset: |_| 60,
        name: |_| String::new(),
        own_value: |_, _, _| None,
    };

    fn says(status: &Status) -> (Tone, String) {
        let line = line(&DA, &PRESENT, status, false);
        (line.tone, line.text)
    }

    #[test]
    fn all_is_sent_only_when_it_is() {
        let sent = Status {
            all_sent_at: Some(NOW),
            reached: Some(true),
            ..Status::default()
        };
        assert_eq!(says(&sent), (Tone::Sent, "Alt er sendt 14.32".into()));
        for status in [
            Status {
                unsent: 1,
                ..sent.clone()
            },
            Status {
                refused: 1,
                ..sent.clone()
            },
            Status {
                all_sent_at: None,
                ..sent.clone()
            },
            Status {
                drafts: 1,
                ..sent.clone()
            },
        ] {
            assert!(!says(&status).1.contains("Alt er sendt"), "{status:?}");
        }
        // A phone that never sent anything has saved nothing either.
        let fresh = Status {
            all_sent_at: None,
            ..sent.clone()
        };
        assert_eq!(says(&fresh), (Tone::OnPhone, "Intet at sende".into()));
        let begun = Status {
            unsent: 1,
            ..fresh.clone()
        };
        assert_eq!(says(&begun).1, "Gemt på telefonen · 1 mangler at blive sendt");
        assert_eq!(line(&DA, &PRESENT, &fresh, true).text, "Ikke gemt endnu");
        let unsaved = line(&DA, &PRESENT, &sent, true).text;
        assert_eq!(unsaved, "Ikke gemt endnu");
        let draft = Status {
            drafts: 1,
            ..sent.clone()
        };
        assert_eq!(
            says(&draft),
            (Tone::Look, "Gemt på telefonen · 1 er ikke færdig".into())
        );
        let waiting = Status {
            unsent: 3,
            reached: Some(false),
            ..sent
        };
        let text = "Gemt på telefonen · 3 mangler at blive sendt · ingen forbindelse lige nu";
        assert_eq!(says(&waiting), (Tone::OnPhone, text.into()));
    }

    #[test]
    fn whatever_form_unsent_records_have_they_are_counted() {
        let status = Status {
            unsent: 1,
            refused: 2,
            drafts: 4,
            sealed: 8,
            all_sent_at: Some(NOW),
            ..Status::default()
        };
        assert_eq!(unsent_records(&status), 15);
        assert_eq!(unsent_records(&Status::default()), 0);
    }

    #[test]
    fn a_clock_that_is_far_off_is_told() {
        for (minutes, said) in [
            (0, None),
            (-14, None),
            (
                15,
                Some("Telefonens ur går 15 minutter foran. Stil det, så dage og frister passer."),
            ),
            (
                -300,
                Some("Telefonens ur går 5 timer bagud. Stil det, så dage og frister passer."),
            ),
            (
                5_000,
                Some("Telefonens ur går 3 dage foran. Stil det, så dage og frister passer."),
            ),
        ] {
            assert_eq!(clock_off(&DA, minutes).as_deref(), said, "{minutes}");
        }
    }

    #[test]
    fn a_full_phone_says_so_in_one_sentence() {
        let status = Status {
            full: true,
            ..Status::default()
        };
        let (tone, text) = says(&status);
        assert_eq!(tone, Tone::Look);
        assert_eq!(text.matches("Telefonen er fuld").count(), 1);
    }

    #[test]
    fn what_was_refused_is_not_hidden() {
        let status = Status {
            refused: 1,
            unsent: 2,
            ..Status::default()
        };
        let text = "Gemt på telefonen · 1 blev ikke modtaget · 2 mangler at blive sendt";
        assert_eq!(says(&status), (Tone::Look, text.into()));
        let refused = Delivery::Refused(RefusalCode::CprNumber.into());
        assert_eq!(delivery(&DA, &PRESENT, &refused).tone, Tone::Look);
        assert!(reason(&DA, &refused).contains("cpr"));
    }
}
