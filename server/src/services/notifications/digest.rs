//! The daily mail about what waits: numbers and a link. No name, no place and nothing that somebody recorded.

use feltbog_shared::moment::{Moment, danish_offset};

use super::mail::{self, Letter, MailKind};
use super::texts::MailTexts;
use super::waiting::{Waiting, waiting};
use crate::error::Error;
use crate::services::sign_in::folded_mail;
use crate::state::App;
use crate::store::DigestReader;

const HOUR_MILLIS: i64 = 3_600_000;

/// The moment of today at which the daily mail is due, by clocks in Denmark.
fn due_at(now: Moment, hour: u8) -> Moment {
    let clock = now
        .danish_day()
        .start()
        .plus_millis(i64::from(hour) * HOUR_MILLIS);
    clock.plus_millis(-60_000 * i64::from(danish_offset(now)))
}

/// Queues the digests of today, once its hour has come. Each person gets one a day, whichever server asks, and none when
/// nothing waits.
///
/// # Errors
/// When the database fails.
pub async fn queue_due(app: &App) -> Result<(), Error> {
    let Some(options) = &app.config.mail else {
        return Ok(());
    };
    let now = app.clock.now();
    let due_at = due_at(now, options.digest_hour);
    if now < due_at || app.digests_until.lock().is_ok_and(|until| *until >= due_at) {
        return Ok(());
    }
    let mut is_whole = true;
    for reader in app.store.digest_readers().await? {
        if app.is_stopping() {
            return Ok(());
        }
        // What cannot be counted for one person keeps nobody else from theirs.
        if let Err(error) = queue_one(app, &reader, now).await {
            tracing::warn!(%error, "the daily mail of a person could not be made");
            is_whole = false;
        }
    }
    if is_whole && let Ok(mut until) = app.digests_until.lock() {
        *until = due_at;
    }
    Ok(())
}

async fn queue_one(app: &App, reader: &DigestReader, now: Moment) -> Result<(), Error> {
    let Some(to) = folded_mail(&reader.mail) else {
        return Ok(());
    };
    let waiting = waiting(app, reader.person, now).await?;
    if waiting.is_nothing() {
        return Ok(());
    }
    let texts = MailTexts::of(reader.language);
    let midnight = now.danish_day().start();
    let letter = Letter {
        kind: MailKind::Digest,
        person: reader.person,
        to: &to,
        subject: texts.digest_subject,
        text: &paragraphs(texts, waiting, &app.config.public_url),
        // One a day, on a day on which an hour comes twice too. Clocks never change before one o'clock UTC.
        none_since: Some(midnight.plus_millis(-60_000 * i64::from(danish_offset(midnight)))),
    };
    mail::queue(app, &letter).await?;
    Ok(())
}

fn paragraphs(texts: &MailTexts, waiting: Waiting, public_url: &str) -> [String; 4] {
    let lines = [
        (waiting.signals, texts.digest_signals),
        (waiting.concerns, texts.digest_concerns),
        (waiting.to_contact, texts.digest_to_contact),
        (waiting.handovers, texts.digest_handovers),
        (waiting.overdue, texts.digest_overdue),
        (waiting.approvals, texts.digest_approvals),
        (waiting.unseen, texts.digest_unseen),
    ];
    let lines = lines.iter().filter(|(count, _)| *count > 0);
    let lines: Vec<_> = lines
        .map(|(count, text)| text.with(&[&count.to_string()]))
        .collect();
    [
        texts.digest_body.to_owned(),
        lines.join("\n"),
        texts.digest_open.with(&[public_url]),
        texts
            .digest_off
            .with(&[&format!("{public_url}/kontor/indstillinger")]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::language::Language;
    use feltbog_shared::moment::from_danish_clock;

    #[test]
    fn the_hour_is_that_of_danish_clocks_in_summer_and_winter() {
        for (now, due) in [
            ("2026-01-15T23:59", "2026-01-15T07:00"),
            ("2026-07-15T00:00", "2026-07-15T07:00"),
            ("2026-03-29T12:00", "2026-03-29T07:00"),
        ] {
            let clock = |text| from_danish_clock(text).expect("a time");
            assert_eq!(due_at(clock(now), 7), clock(due), "{now}");
        }
    }

    #[test]
    fn a_digest_has_numbers_and_two_links_and_leaves_out_what_does_not_wait() {
        let waiting = Waiting {
            signals: 3,
            overdue: 12,
            unseen: 4,
            ..Waiting::default()
        };
        for language in [Language::Danish, Language::English] {
            let text = paragraphs(MailTexts::of(language), waiting, "https://feltbog.example").join("\n");
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, "3124", "{text}");
            assert_eq!(text.matches("https://feltbog.example").count(), 2, "{text}");
            assert!(!text.contains('{'), "{text}");
        }
    }
}
