//! The main job, end to end: recorded in a basement, merged per department, seen by those who may and by nobody else.

use crate::recording::{count_insects, go_home, log_visit, note_conflict, open_record};
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_shared::model::conflict_case::Frequency;
use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::permission::Collection;
use feltbog_shared::wire::{self, Entry, PullReply};
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, Holding, SOCIAL_CARETAKER, agree, colleague, department, enrolled, held_by_phone,
    held_by_server, session, status_says,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::{Fault, Network};
use feltbog_tests::screen::{button, checkbox, group, link, radio, region};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::Value;
use std::time::Duration;

/// From the return of the signal until everybody agrees.
const BACK_ONLINE: Duration = PATIENCE;

/// Words that stand nowhere else. Of the case that both edit, and of the conflicts noted offline:
const CASE_WORDS: [&str; 4] = ["Kvæstorbi", "Trunsefjeld", "Plimsekrog", "Grødvinkel"];
/// Of the visit and of its note:
const VISIT_WORDS: [&str; 2] = ["Brøndelmo", "Snurpegrav"];

#[test]
fn main_job() {
    play("main_job", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        let (colleague_id, colleague_name) =
            colleague(stage, &server, &session(&server, &mette).await?).await?;
        let kollega = enrolled(stage, &server, "kollega", &colleague_id).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let birgit = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let everybody: [&Phone; 4] = [&mette, &kollega, &sanne, &birgit];
        let caretakers: [&Phone; 2] = [&mette, &kollega];

        // A case that both caretakers know.
        note_conflict(
            &mette,
            "Støj",
            "Middel",
            "Opgang Kvæstorbi",
            "Der bankes på rørene i Trunsefjeld.",
        )
        .await?;
        agree(&server, &everybody, here, BACK_ONLINE).await?;
        kollega.find(&link("Kvæstorbi").loosely()).await?;
        let before = held_by_phone(&mette, here).await?;

        // No signal.
        for phone in everybody {
            phone.network().set(Network::Refuse).await?;
        }
        note_conflict(&mette, "Musik", "Lav", "Plimsekrog 2", "Bas om natten.").await?;
        mette.kill().await?;
        mette.reopen("/").await?;
        mette.find(&link("Plimsekrog").loosely()).await?;
        count_insects(&mette, "Humlebi", 3).await?;
        note_conflict(
            &kollega,
            "Affald",
            "Middel",
            "Grødvinkel ved skuret",
            "Poser i opgangen.",
        )
        .await?;
        count_insects(&kollega, "Svirreflue", 2).await?;
        for phone in caretakers {
            go_home(phone).await?;
            open_record(phone, "Kvæstorbi").await?;
        }
        // What a colleague wrote is read before it is changed.
        kollega.tap(button("Skriv videre")).await?;
        // The same field and different fields.
        mette
            .tap(radio("Høj").within(group("Hvor alvorligt er det?")))
            .await?;
        mette.tap(checkbox("Om natten")).await?;
        kollega
            .tap(radio("Lav").within(group("Hvor alvorligt er det?")))
            .await?;
        kollega
            .tap(radio("Næsten dagligt").within(group("Hvor tit sker det?")))
            .await?;
        log_visit(&sanne, "Brøndelmo 4, 2. tv.", "Vi talte om Snurpegrav.").await?;
        for phone in [&mette, &kollega, &sanne] {
            status_says(phone, "mangler at blive sendt", PATIENCE).await?;
        }

        // Signal again: one acknowledgement is dropped and one response is cut in the middle.
        let dropped = mette.network().arm("/push", Fault::DropAcknowledgement);
        let cut = kollega.network().arm("/pull", Fault::CutResponseAfter(40));
        for phone in everybody {
            phone.network().set(Network::Pass).await?;
        }
        agree(&server, &everybody, here, BACK_ONLINE).await?;
        ensure!(dropped.struck() && cut.struck(), "the faults never struck");

        // Nothing is lost and nothing is there twice.
        let merged = held_by_phone(&mette, here).await?;
        let case = find(&merged, Kind::ConflictCase, "Kvæstorbi")?;
        let fields = &merged[&case].content["fields"];
        ensure!(
            fields["night"] == true && fields["frequency"] == Frequency::Daily.key(),
            "{fields}"
        );
        let mut news = merged.clone();
        news.retain(|document, _| !before.contains_key(document));
        find(&news, Kind::ConflictCase, "Plimsekrog")?;
        find(&news, Kind::ConflictCase, "Grødvinkel")?;
        let bumblebees = find_count(&news, InsectGroup::Bumblebee, 3)?;
        let hoverflies = find_count(&news, InsectGroup::Hoverfly, 2)?;
        ensure!(news.len() == 4, "{news:?}");

        // Both values of the disputed field are shown on both phones, and settling it on one settles it on the other.
        let dispute = region("Hvor alvorligt er det?").loosely();
        for (phone, other) in [(&mette, colleague_name.as_str()), (&kollega, CARETAKER)] {
            phone.find(&dispute).await?;
            let shown = phone.screen().await?.texts(&dispute).join(" ");
            for said in ["Høj", "Lav", other, "Begge dele er gemt."] {
                ensure!(shown.contains(said), "{said} is missing in {shown}");
            }
            phone
                .find(&button("Behold denne: Lav").within(dispute.clone()))
                .await?;
        }
        mette
            .tap(button("Behold denne: Høj").within(dispute.clone()))
            .await?;
        for phone in caretakers {
            until("the dispute to be settled", BACK_ONLINE, async || {
                Ok(phone.screen().await?.all(&dispute).is_empty().then_some(()))
            })
            .await?;
            ensure!(
                phone
                    .find(&radio("Høj").within(group("Hvor alvorligt er det?")))
                    .await?
                    .is("checked")
            );
        }
        agree(&server, &everybody, here, BACK_ONLINE).await?;

        // Who may see what.
        let visit = find(
            &held_by_phone(&sanne, here).await?,
            Kind::SocialVisit,
            "Brøndelmo",
        )?;
        let note = find(&held_by_phone(&sanne, here).await?, Kind::VisitNote, "Snurpegrav")?;
        let green = held_by_phone(&birgit, here).await?;
        ensure!(green.values().all(|held| matches!(
            collection(&held.kind),
            Some(Collection::Nature | Collection::Guidance)
        )));
        for count in [&bumblebees, &hoverflies] {
            ensure!(
                green.get(count) == merged.get(count),
                "the ambassador has not the same counts"
            );
        }
        ensure!(
            green.values().any(|held| held.kind == Kind::Area.key()),
            "the ambassador has no areas"
        );
        ensure!(
            was_sent(&kollega, case),
            "what a phone is sent must be recognised"
        );
        for (phone, hidden) in [
            (&birgit, vec![case, visit, note]),
            (&mette, vec![visit, note]),
            (&kollega, vec![visit, note]),
        ] {
            let cookies = phone.cookies().await?;
            for document in hidden {
                let path = format!("/api/v1/departments/{here}/records/{document}");
                ensure!(
                    server.get(&path, &cookies).await?.is_none(),
                    "{} is told of {document}",
                    phone.name()
                );
                ensure!(!was_sent(phone, document), "{} was sent {document}", phone.name());
            }
        }
        let all_words = [CASE_WORDS.as_slice(), &VISIT_WORDS].concat();
        let may_not: [(&Phone, &[&str]); 4] = [
            (&birgit, &all_words),
            (&mette, &VISIT_WORDS),
            (&kollega, &VISIT_WORDS),
            (&sanne, &CASE_WORDS),
        ];
        for (phone, words) in may_not {
            let answer = format!("{:?}", held_by_server(&server, phone, here).await?);
            for word in words {
                ensure!(
                    !answer.contains(word),
                    "the server tells {} of {word}",
                    phone.name()
                );
            }
        }

        let may: [(&Phone, &[&str]); 3] = [
            (&mette, &CASE_WORDS),
            (&kollega, &CASE_WORDS),
            (&sanne, &VISIT_WORDS),
        ];
        for (phone, words) in may {
            let held = format!("{:?}", held_by_phone(phone, here).await?);
            for word in words {
                ensure!(held.contains(word), "{} should hold {word}", phone.name());
                ensure!(
                    phone.network().saw(word),
                    "{word} should have crossed the network of {}",
                    phone.name()
                );
            }
        }
        for phone in everybody {
            phone.close().await?;
        }
        // What they may read stands encrypted.
        for (phone, words) in may {
            for word in words {
                let files = phone.profile_files_with(word).await?;
                ensure!(files.is_empty(), "{} shows {word} in {files:?}", phone.name());
            }
        }
        for (phone, words) in may_not {
            for word in words {
                let files = phone.profile_files_with(word).await?;
                ensure!(files.is_empty(), "{} holds {word} in {files:?}", phone.name());
                ensure!(
                    !phone.network().saw(word),
                    "{word} crossed the network of {}",
                    phone.name()
                );
            }
        }
        Ok(())
    });
}

fn find(holding: &Holding, kind: Kind, word: &str) -> Result<DocumentId> {
    let is_it = |content: &Value| content["fields"].to_string().contains(word);
    let mut found = holding
        .iter()
        .filter(|(_, held)| held.kind == kind.key() && is_it(&held.content));
    let (document, _) = found
        .next()
        .with_context(|| format!("no {} with {word}", kind.key()))?;
    ensure!(found.next().is_none(), "two of {} with {word}", kind.key());
    Ok(*document)
}

fn find_count(holding: &Holding, insect: InsectGroup, number: u64) -> Result<DocumentId> {
    let is_it = |fields: &Value| {
        let tallies = fields["counts"].as_object();
        tallies.is_some_and(|tallies| {
            tallies
                .iter()
                .all(|(group, sum)| *sum == if group == insect.key() { number } else { 0 })
        })
    };
    let mut counts = holding
        .iter()
        .filter(|(_, held)| held.kind == Kind::InsectCount.key());
    let count = counts.find(|(_, held)| is_it(&held.content["fields"]));
    let none = || format!("no count of {number} {} in {holding:#?}", insect.key());
    Ok(*count.with_context(none)?.0)
}

fn collection(kind: &str) -> Option<Collection> {
    Kind::from_key(kind).map(Kind::collection)
}

/// Whether any page of the log that crossed a phone's network has an entry of a document.
fn was_sent(phone: &Phone, document: DocumentId) -> bool {
    let pages =
        phone
            .network()
            .exchanges_with("/pull")
            .into_iter()
            .filter_map(
                |exchange| match wire::decode::<PullReply>(&exchange.response_body) {
                    Ok(PullReply::Page(page)) => Some(page),
                    _ => None,
                },
            );
    pages.flat_map(|page| page.entries).any(|entry| match entry {
        Entry::Change { document: of, .. }
        | Entry::Snapshot { document: of, .. }
        | Entry::Tombstone { document: of }
        | Entry::Purge { document: of } => of == document,
    })
}
