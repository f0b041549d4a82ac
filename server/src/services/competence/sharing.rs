//! Everything shared with the person of a phone: the efforts to which they are to be introduced, and the experiences of
//! their organisations.

use feltbog_shared::department_information::ContentCheck;
use feltbog_shared::department_sharing::{
    PHONE_EXPERIENCES, PhoneSharing, SharedExperience, SharingReply, SharingRequest,
};
use feltbog_shared::id::UserId;
use feltbog_shared::office::competence::{ExperienceQuery, ExperienceRow};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire;
use sha2::{Digest as _, Sha256};

use super::experience::experiences;
use crate::error::Error;
use crate::services::efforts::{
    department_tasks, note_department_tasks, note_introductions, own_introductions,
};
use crate::state::App;

fn shared(row: ExperienceRow) -> SharedExperience {
    SharedExperience {
        document: row.document,
        department: row.department_name,
        written_on: row.written_on,
        topic: row.topic,
        worked: row.worked,
        title: row.title,
        text: row.text,
    }
}

/// Everything shared with a person that their phone may hold, unless it holds it already; notes the introductions
/// that the person has had first.
///
/// # Errors
/// When the database fails.
pub async fn phone_sharing(
    app: &App,
    person: UserId,
    request: &SharingRequest,
) -> Result<SharingReply, Error> {
    note_introductions(app, person, &request.introduced).await?;
    let found = match experiences(app, person, &ExperienceQuery::default()).await {
        Ok(page) => page.rows,
        // Somebody who neither reads nature nor works in a department is sent no experience.
        Err(Error::Refused(RefusalCode::NotFound)) => Vec::new(),
        Err(error) => return Err(error),
    };
    let sharing = PhoneSharing {
        check: ContentCheck::default(),
        introductions: own_introductions(app, person).await?,
        experiences: found.into_iter().take(PHONE_EXPERIENCES).map(shared).collect(),
    };
    Ok(reply(request, sharing))
}

/// The tasks of the departments of a person that their phone may hold, unless it holds them already; notes those that are
/// done first.
///
/// # Errors
/// When the database fails.
pub async fn phone_tasks(app: &App, person: UserId, request: &SharingRequest) -> Result<SharingReply, Error> {
    note_department_tasks(app, person, &request.introduced).await?;
    let tasks = PhoneSharing {
        introductions: department_tasks(app, person).await?,
        ..PhoneSharing::default()
    };
    Ok(reply(request, tasks))
}

/// The answer to a phone: the content with its check value, unless the phone holds it.
fn reply(request: &SharingRequest, sharing: PhoneSharing) -> SharingReply {
    let digest = Sha256::digest(wire::encode(&sharing));
    let mut check = ContentCheck::default();
    for (byte, drawn) in check.0.iter_mut().zip(digest) {
        *byte = drawn;
    }
    let changed = (request.held != Some(check)).then_some(PhoneSharing { check, ..sharing });
    SharingReply { changed }
}
