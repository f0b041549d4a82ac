//! Checks of mail: whether the mail server takes it, and whether the queue moves.

use super::texts::Doctor;
use super::{Examination, Finding};
use crate::outbound::smtp::Mailer;
use crate::store::Inspection;

/// Greatest age of a mail that waits, in milliseconds.
const AGE: i64 = 3_600_000;

pub(super) async fn findings(examination: &Examination, texts: &'static Doctor) -> Vec<Finding> {
    let Some(options) = &examination.config.mail else {
        return vec![Finding::ok("mail", texts.mail_off)];
    };
    let mut findings = vec![match Mailer::new(options).test().await {
        Ok(()) => Finding::ok("mail", texts.mail_ok.with(&[&options.server])),
        Err(error) => {
            let text = texts.mail_fails.with(&[&error.to_string()]);
            Finding::fault("mail", text, texts.mail_fails_advice)
        }
    }];
    // A database that cannot be read is told of by its own check.
    if let Ok(found) = examination.config.database.inspect().await {
        findings.push(queue(examination, texts, &found));
    }
    findings
}

fn queue(examination: &Examination, texts: &Doctor, found: &Inspection) -> Finding {
    let waited = found
        .oldest_mail
        .map_or(0, |oldest| examination.now.since(oldest));
    if waited > AGE {
        let hours = (waited / AGE).to_string();
        let text = texts.mail_queue_old.with(&[&hours]);
        return Finding::warning("mail_queue", text, texts.mail_queue_old_advice);
    }
    match found.dead_mails {
        0 => Finding::ok("mail_queue", texts.mail_queue_ok),
        dead => {
            let text = texts.mail_queue_dead.with(&[&dead.to_string()]);
            Finding::warning("mail_queue", text, texts.mail_queue_dead_advice)
        }
    }
}
