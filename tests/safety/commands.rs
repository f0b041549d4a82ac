//! The commands of an operator: the effect of each on a database of either kind, and its exit code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use feltbog_load::now;
use feltbog_load::phone::Phone;
use feltbog_load::place::{department, person};
use feltbog_load::records::{KIND, record};
use feltbog_server::seal::Secret;
use feltbog_server::secret_keys::former_files;
use feltbog_server::store::{DatabaseUrl, Quarantined, Repair};
use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{ActorId, ChangeHash, DeviceId, DocumentId, UserId};
use feltbog_shared::model::{ConflictCase, ConflictParty, Kind};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::store::StoredDocument;
use feltbog_shared::wire::Seal;

use crate::{Site, program, site, site_on_postgres};

const PATIENCE: Duration = Duration::from_secs(60);

/// The output of a command, after a check of its exit code.
#[track_caller]
fn said(output: &Output, success: bool) -> String {
    ended(output, i32::from(!success))
}

/// The output of a command that ends with a code.
#[track_caller]
fn ended(output: &Output, code: i32) -> String {
    let text = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert_eq!(output.status.code(), Some(code), "{text}");
    text
}

async fn keys(to: &str) -> Output {
    let mut command = tokio::process::Command::new(program("feltbog"));
    command.args(["keys", "--to", to]).output().await.unwrap()
}

#[tokio::test]
async fn a_sqlite_file_whose_secret_is_lost_gets_another() {
    lose_the_secret(site(2).await).await;
}

#[tokio::test]
async fn a_postgres_database_whose_secret_is_lost_gets_another() {
    lose_the_secret(site_on_postgres(2).await).await;
}

async fn lose_the_secret(mut site: Site) {
    let new_secret = ["rebuild", "--new-secret"];
    let running = site.server.start().await.unwrap();
    let mut phones = site.phones().await;
    for phone in &mut phones {
        phone.lead().await.unwrap();
    }
    let made = create(&mut phones[0], 6).await;
    phones[1].nudge().await.unwrap();
    phones[1].settle(PATIENCE).await.unwrap();
    said(
        &site.command(&["erase", "--document", &made[0].to_string()]).await,
        true,
    );
    let told = said(&site.command(&new_secret).await, false);
    assert!(told.contains("in use"), "{told}");
    running.stop().await.unwrap();
    let told = said(&site.command(&new_secret).await, false);
    assert!(told.contains("nothing was changed"), "{told}");
    let seals = |rows: BTreeMap<DocumentId, StoredDocument>| -> Vec<_> {
        let of = |row: StoredDocument| {
            row.seals
                .into_iter()
                .map(move |(hash, seal)| (row.document, row.owner, hash, seal))
        };
        rows.into_values().flat_map(of).collect()
    };
    let holds = |file: &Path, (document, owner, hash, seal): (DocumentId, UserId, ChangeHash, Seal)| {
        let secret = Secret::existing(file).unwrap();
        secret.verify(seal, department(0), document, hash, owner)
    };
    let file = site.secret.clone();
    for one in seals(phones[1].rows().await.unwrap()) {
        assert!(holds(&file, one));
    }

    std::fs::remove_file(&file).unwrap();
    // Written while nobody serves, on a phone that knew the old secret's server.
    let edits = record(phones[1].rng(), now());
    let waiting = phones[1].create(KIND, edits).await.unwrap();
    // The code for a secret, which no service manager tries again.
    let told = ended(&site.command(&["verify"]).await, 5);
    assert!(told.contains("belongs to another secret"), "{told}");
    let told = said(&site.command(&new_secret).await, true);
    assert!(told.contains("The old erasure ledger is in"), "{told}");
    assert!(!told.contains("only the old ledger says"), "{told}");
    let told = said(&site.command(&new_secret).await, false);
    assert!(told.contains("nothing was changed"), "{told}");

    let running = site.server.start().await.unwrap();
    for _ in 0..2 {
        for phone in &mut phones {
            phone.moved(running.address);
            phone.nudge().await.unwrap();
            phone.settle(PATIENCE).await.unwrap();
        }
    }
    let mut wanted = [&made[1..], &[waiting]].concat();
    wanted.sort_unstable();
    for phone in &phones {
        let rows = phone.rows().await.unwrap();
        assert!(rows.keys().copied().eq(wanted.iter().copied()));
        // What phones could give back to this server is proven to it, what colleagues wrote too.
        let seals = seals(rows);
        assert_eq!(seals.len(), wanted.len());
        assert!(seals.into_iter().all(|one| holds(&file, one)));
    }
    running.stop().await.unwrap();
    let told = said(&site.command(&["verify"]).await, true);
    assert!(told.contains("0 differences"), "{told}");
    // The new ledger knows what was erased, and outlives the database's memory of it.
    let ledger = std::fs::read_to_string(&site.ledger).unwrap();
    assert!(ledger.contains(&made[0].to_string()), "{ledger}");
}

#[tokio::test]
async fn a_secret_is_rotated_beside_a_server_on_sqlite() {
    rotate_the_secret(site(2).await).await;
}

#[tokio::test]
async fn a_secret_is_rotated_beside_a_server_on_postgres() {
    rotate_the_secret(site_on_postgres(2).await).await;
}

async fn rotate_the_secret(mut site: Site) {
    let running = site.server.start().await.unwrap();
    let mut phones = site.phones().await;
    for phone in &mut phones {
        phone.lead().await.unwrap();
    }
    let before = create(&mut phones[0], 4).await;
    let erase = |document: DocumentId| ["erase".to_owned(), "--document".to_owned(), document.to_string()];
    let erased = erase(before[0]);
    said(&site.command(&erased.each_ref().map(String::as_str)).await, true);
    let old = std::fs::read(&site.secret).unwrap();
    let told = said(&site.command(&["secret", "rotate"]).await, true);
    assert!(told.contains("90 days"), "{told}");
    let new = std::fs::read(&site.secret).unwrap();
    assert_ne!(new, old);
    // The ledger goes on, also beside a server that may not have heard of it yet.
    let erased = erase(before[1]);
    said(&site.command(&erased.each_ref().map(String::as_str)).await, true);
    let after = create(&mut phones[1], 4).await;
    running.stop().await.unwrap();
    let told = said(&site.command(&["verify"]).await, true);
    assert!(told.contains("0 differences"), "{told}");

    // A copy is one with the former secret beside it.
    let copy = site.folder.path().join("copy");
    std::fs::copy(&site.secret, &copy).unwrap();
    let shown = copy.display().to_string();
    let compare = ["secret-copy", "--file", &shown];
    let told = said(&site.command(&compare).await, false);
    assert!(told.contains("lacks one of the former"), "{told}");
    let former = former_files(&site.secret).unwrap();
    let [(_, former)] = &former[..] else {
        panic!("one former secret")
    };
    assert_eq!(std::fs::read(former).unwrap(), old);
    std::fs::copy(former, site.folder.path().join("copy.before-1")).unwrap();
    said(&site.command(&compare).await, true);

    let running = site.server.start().await.unwrap();
    for _ in 0..2 {
        for phone in &mut phones {
            phone.moved(running.address);
            phone.nudge().await.unwrap();
            phone.settle(PATIENCE).await.unwrap();
        }
    }
    let mut wanted = [&before[2..], &after].concat();
    wanted.sort_unstable();
    let present = Secret::new(new.try_into().unwrap());
    for phone in &phones {
        let rows = phone.rows().await.unwrap();
        assert!(rows.keys().copied().eq(wanted.iter().copied()));
        // Everybody has new seals by now, and nobody was signed out.
        for row in rows.into_values() {
            for (hash, seal) in row.seals {
                assert!(present.verify(seal, department(0), row.document, hash, row.owner));
            }
        }
    }
    running.stop().await.unwrap();
}

async fn create(phone: &mut Phone, count: usize) -> Vec<DocumentId> {
    let mut made = Vec::new();
    for _ in 0..count {
        let edits = record(phone.rng(), now());
        made.push(phone.create(KIND, edits).await.unwrap());
    }
    phone.settle(PATIENCE).await.unwrap();
    made
}

/// Does to a record what a bad disk would: everything that is made from the log is gone.
async fn damage(database: &DatabaseUrl, document: DocumentId) {
    let store = database.open().await.unwrap();
    let record = store.raw_record(department(0), document).await.unwrap();
    let seen: Vec<_> = record
        .entries
        .iter()
        .map(|entry| entry.seq.cast_unsigned())
        .collect();
    assert!(!seen.is_empty());
    let repair = Repair {
        department: department(0),
        document,
        seen,
        entries: Vec::new(),
        left_out: Vec::new(),
        aside: Vec::new(),
        kept: None,
    };
    assert!(store.repair(&repair).await.unwrap());
    store.close().await;
}

#[tokio::test]
async fn a_sqlite_file_is_backed_up_and_restored() {
    back_up_and_restore(site(2).await).await;
}

#[tokio::test]
async fn a_postgres_database_is_backed_up_and_restored() {
    back_up_and_restore(site_on_postgres(2).await).await;
}

async fn back_up_and_restore(mut site: Site) {
    let file = |name: &str| -> String { site.folder.path().join(name).display().to_string() };
    let (identity, backup) = (file("identity"), file("backup.age"));
    let recipient = said(&keys(&identity).await, true);
    let recipient = recipient.lines().find(|line| line.starts_with("age1")).unwrap();
    let again = said(&keys(&identity).await, false);
    assert!(again.contains("is there already"), "{again}");

    let running = site.server.start().await.unwrap();
    let mut phones = site.phones().await;
    for phone in &mut phones {
        phone.lead().await.unwrap();
    }
    let before = create(&mut phones[0], 6).await;
    let back_up = ["backup", "--to", &backup, "--recipient", recipient];
    let told = said(&site.command(&back_up).await, true);
    assert!(told.contains("Not in it"), "{told}");
    let told = said(&site.command(&back_up).await, false);
    assert!(told.contains("is there already"), "{told}");
    let after = create(&mut phones[1], 6).await;
    let erased = [before[0], after[0]];
    for document in erased {
        let erase = ["erase", "--document", &document.to_string()];
        said(&site.command(&erase).await, true);
        let told = said(&site.command(&erase).await, true);
        assert!(told.contains("erased before"), "{told}");
    }
    let unknown = DocumentId::from_bytes([9; 16]).to_string();
    said(&site.command(&["erase", "--document", &unknown]).await, false);
    let told = said(&site.command(&["verify"]).await, true);
    assert!(told.contains("0 differences"), "{told}");

    let restore = ["restore", "--from", &backup, "--identity", &identity];
    let replace = [&restore[..], &["--replace"]].concat();
    let told = said(&site.command(&replace).await, false);
    assert!(told.contains("in use"), "{told}");
    running.stop().await.unwrap();
    let told = said(&site.command(&restore).await, false);
    assert!(told.contains("is there already"), "{told}");
    let told = said(&site.command(&replace).await, true);
    assert!(told.contains("2 records that were erased since"), "{told}");
    assert!(told.contains("What was there before is in"), "{told}");
    said(&site.command(&["verify"]).await, true);

    let running = site.server.start().await.unwrap();
    for _ in 0..2 {
        for phone in &mut phones {
            phone.nudge().await.unwrap();
            phone.settle(PATIENCE).await.unwrap();
        }
    }
    let mut wanted = [before, after].concat();
    wanted.retain(|document| !erased.contains(document));
    wanted.sort_unstable();
    for phone in &phones {
        let held: Vec<_> = phone.rows().await.unwrap().into_keys().collect();
        assert_eq!(held, wanted);
    }
    running.stop().await.unwrap();
    let told = said(&site.command(&["verify"]).await, true);
    assert!(told.contains("12 documents: 0 differences"), "{told}");
}

#[tokio::test]
async fn damage_in_a_sqlite_file_is_found_and_put_right() {
    find_and_repair(site(1).await).await;
}

#[tokio::test]
async fn damage_in_a_postgres_database_is_found_and_put_right() {
    find_and_repair(site_on_postgres(1).await).await;
}

async fn find_and_repair(mut site: Site) {
    let file = |name: &str| -> String { site.folder.path().join(name).display().to_string() };
    let (identity, backup) = (file("identity"), file("backup.age"));
    let recipient = said(&keys(&identity).await, true);
    let recipient = recipient.lines().find(|line| line.starts_with("age1")).unwrap();
    let running = site.server.start().await.unwrap();
    let mut phone = site.phones().await.remove(0);
    phone.lead().await.unwrap();
    let made = create(&mut phone, 4).await;
    running.stop().await.unwrap();

    damage(&site.database, made[0]).await;
    let back_up = ["backup", "--to", &backup, "--recipient", recipient];
    said(&site.command(&back_up).await, true);
    let named = |told: &str| told.contains(&made[0].to_string()) && !told.contains(&made[1].to_string());
    let told = said(&site.command(&["verify"]).await, false);
    assert!(named(&told), "{told}");
    let told = said(&site.command(&["rebuild"]).await, true);
    assert!(named(&told) && told.contains("0 differences are left"), "{told}");
    said(&site.command(&["verify"]).await, true);

    let restore = ["restore", "--from", &backup, "--identity", &identity, "--replace"];
    let told = said(&site.command(&restore).await, false);
    assert!(named(&told) && told.contains("--repair"), "{told}");
    said(&site.command(&["verify"]).await, true);
    let repair = [&restore[..], &["--repair"]].concat();
    let told = said(&site.command(&repair).await, true);
    assert!(named(&told), "{told}");
    said(&site.command(&["verify"]).await, true);

    let _running = site.server.start().await.unwrap();
    phone.nudge().await.unwrap();
    phone.settle(PATIENCE).await.unwrap();
    assert_eq!(phone.rows().await.unwrap().len(), made.len());
}

#[tokio::test]
async fn what_was_put_aside_in_a_sqlite_file_is_looked_at_let_in_or_let_go() {
    look_at_what_was_put_aside(site(1).await).await;
}

#[tokio::test]
async fn what_was_put_aside_in_a_postgres_database_is_looked_at_let_in_or_let_go() {
    look_at_what_was_put_aside(site_on_postgres(1).await).await;
}

async fn look_at_what_was_put_aside(site: Site) {
    // One that an older guard did not understand, and one that nobody does.
    let writer = Writer {
        actor: ActorId([7; 16]),
        author: person(0),
        at: now(),
    };
    let mut draft = Document::new(Kind::ConflictCase).unwrap();
    let edits = [ConflictCase::place().set("Opgang 4")];
    let sound = draft.edit(writer, None, &edits).unwrap().unwrap().bytes;
    let mut broken = sound.clone();
    broken.truncate(30);
    let aside = |bytes: Vec<u8>, number: u8| Quarantined {
        department: department(0),
        document: DocumentId::from_bytes([number; 16]),
        kind: Kind::ConflictCase,
        reason: RefusalCode::Unreadable,
        bytes,
        person: person(0),
        device: DeviceId::from_bytes([3; 16]),
        received_at: now(),
    };
    let store = site.database.open().await.unwrap();
    let refused = [aside(sound, 1), aside(broken, 2)];
    store.quarantine(&refused).await.unwrap();
    store.close().await;

    let told = said(&site.command(&["quarantine", "list"]).await, true);
    let numbers: Vec<_> = told
        .lines()
        .filter_map(|line| line.split_once('\t').map(|(number, _)| number.to_owned()))
        .collect();
    let [sound, broken] = numbers.as_slice() else {
        panic!("{told}")
    };
    let of = async |verb, number: &str| site.command(&["quarantine", verb, number]).await;
    let told = said(&of("show", sound).await, true);
    assert!(
        told.contains("change ") && told.contains("number 1 of its actor"),
        "{told}"
    );
    let told = said(&of("show", broken).await, true);
    assert!(told.contains("it is no change that can be read"), "{told}");
    said(&of("show", "999").await, false);

    let told = said(&of("release", broken).await, false);
    assert!(told.contains("it stays aside"), "{told}");
    let told = said(&of("release", sound).await, true);
    assert!(told.contains("as entry 1"), "{told}");
    said(&of("release", sound).await, false);

    said(&of("drop", broken).await, true);
    said(&of("drop", broken).await, false);
    let told = said(&site.command(&["quarantine", "list"]).await, true);
    assert!(!told.contains('\t'), "{told}");
    let told = said(&site.command(&["verify"]).await, true);
    assert!(told.contains("1 entries, 1 documents"), "{told}");
}

#[tokio::test]
async fn what_is_kept_about_a_home_in_a_sqlite_file_is_written_into_a_folder() {
    write_what_is_kept_about_a_home(site(1).await).await;
}

#[tokio::test]
async fn what_is_kept_about_a_home_in_a_postgres_database_is_written_into_a_folder() {
    write_what_is_kept_about_a_home(site_on_postgres(1).await).await;
}

async fn write_what_is_kept_about_a_home(mut site: Site) {
    let running = site.server.start().await.unwrap();
    let mut phones = site.phones().await;
    phones[0].lead().await.unwrap();
    for (home, name) in [
        ("Opgang 4, 2. tv.", "Kanariefugl"),
        ("Opgang 4, 2. th.", "Solsort"),
    ] {
        let edits = vec![
            ConflictParty::dwelling_ref().set(home),
            ConflictParty::name().set(name),
        ];
        phones[0].create(Kind::ConflictParty, edits).await.unwrap();
    }
    phones[0].settle(PATIENCE).await.unwrap();
    running.stop().await.unwrap();
    let folder = site.folder.path().join("answer");
    let to = folder.display().to_string();
    let here = department(0).to_string();
    let words = [
        "subject",
        "--department",
        &here,
        "--home",
        "opgang 4 2 t.v.",
        "--to",
        &to,
    ];
    let told = said(&site.command(&words).await, true);
    assert!(told.contains("Records: 1."), "{told}");
    for name in ["answer.json", "answer.html"] {
        let file = folder.join(name);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("Kanariefugl"), "{name}");
        assert!(!text.contains("Solsort"), "{name} tells of another home");
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).unwrap());
        assert_eq!(mode & 0o077, 0, "others read {name}");
    }
    let words = [
        "subject",
        "--department",
        "nowhere",
        "--home",
        "Opgang 4",
        "--to",
        &to,
    ];
    let told = said(&site.command(&words).await, false);
    assert!(told.contains("there is no department nowhere"), "{told}");
}

#[tokio::test]
async fn a_command_that_cannot_be_done_says_what_to_do() {
    let site = site(1).await;
    let nowhere = PathBuf::from("/nowhere/at/all");
    let backup = nowhere.display().to_string();
    for (words, sentence) in [
        (
            vec!["backup", "--to", &backup, "--recipient", "hej"],
            "feltbog keys",
        ),
        (
            vec!["restore", "--from", &backup, "--identity", &backup],
            "cannot read",
        ),
        (vec!["enrol", "--user", "Nobody"], "there is nobody called Nobody"),
    ] {
        let told = said(&site.command(&words).await, false);
        assert!(told.contains(sentence), "{words:?}: {told}");
    }
}
