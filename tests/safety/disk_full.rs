//! The disk fills while the server serves: writes are refused with a clear sentence, reads go on, nothing is corrupt,
//! and once there is room again it goes on by itself.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use feltbog_load::now;
use feltbog_load::records::{KIND, record};

use crate::kill::compare;
use crate::{Site, site};

const PATIENCE: Duration = Duration::from_secs(60);
/// The disk's size: enough to begin with.
const SIZE: &str = "size=6m";

/// Puts the server's folder on a disk of its own, seen by it alone. Needs no rights: in a name space of its own anybody
/// may mount memory.
fn on_small_disk(site: &mut Site) {
    let folder = site.folder.path().to_string_lossy().into_owned();
    let disk = format!("{folder}/disk");
    std::fs::create_dir(&disk).unwrap();
    let script = "mount -t tmpfs -o \"$1\" tmpfs \"$2/disk\" && cp \"$2\"/feltbog.db* \"$2/disk/\" && shift 2 && exec \"$@\"";
    let unshare = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        script,
        "sh",
        SIZE,
    ];
    let mut command: Vec<String> = unshare.iter().map(|&word| word.to_owned()).collect();
    command.push(folder);
    command.append(&mut site.server.command);
    site.server.command = command;
    site.server.database_url = format!("sqlite://{disk}/feltbog.db");
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_nothing_else() {
    let mut site = site(2).await;
    on_small_disk(&mut site);
    let running = site.server.start().await.unwrap();
    // The server's own view of its disk.
    let disk = PathBuf::from(format!(
        "/proc/{}/root{}/disk",
        running.pid(),
        site.folder.path().display()
    ));
    let mut phones = site.phones().await;
    for phone in &mut phones {
        phone.receipts = Some(Vec::new());
        phone.lead().await.unwrap();
    }
    let [writer, reader] = phones.as_mut_slice() else {
        panic!()
    };
    for _ in 0..20 {
        let edits = record(writer.rng(), now());
        writer.create(KIND, edits).await.unwrap();
    }
    writer.settle(PATIENCE).await.unwrap();

    fill(&disk);
    let mut refused = 0;
    for _ in 0..200 {
        let edits = record(writer.rng(), now());
        writer.create(KIND, edits).await.unwrap();
        writer.nudge().await.unwrap();
        refused = writer.waiting().await.unwrap();
        if refused > 0 {
            break;
        }
    }
    assert!(refused > 0, "the disk was never full");
    let told: Vec<_> = writer.tally.failures.keys().cloned().collect();
    assert!(
        told.iter().all(|failure| failure.starts_with("Busy")),
        "the phone is asked to wait, and no more: {told:?}\n{}",
        site.server.said()
    );
    let sentence = writer.last_refusal().unwrap();
    assert_eq!(sentence.code, "storage_full");

    // Another phone reads on.
    reader.nudge().await.unwrap();
    reader.settle(PATIENCE).await.unwrap();
    assert!(reader.rows().await.unwrap().len() >= 20);
    assert_eq!(reader.tally.failures.len(), 0, "{:?}", reader.tally.failures);

    std::fs::remove_file(disk.join("filler")).unwrap();
    writer.nudge().await.unwrap();
    writer.settle(PATIENCE).await.unwrap();
    reader.nudge().await.unwrap();
    reader.settle(PATIENCE).await.unwrap();

    // Out of the server's name space before that is gone.
    for ending in ["", "-wal", "-shm"] {
        let name = format!("feltbog.db{ending}");
        std::fs::copy(disk.join(&name), site.folder.path().join(&name)).unwrap();
    }
    running.kill().unwrap();
    let store = site.database.open().await.unwrap();
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
    let receipts = compare(&phones, &*store).await;
    assert!(receipts > 20, "{receipts}");
    store.close().await;
}

/// Writes until nothing more fits.
fn fill(disk: &std::path::Path) {
    let mut filler = File::create(disk.join("filler")).unwrap();
    for size in [64 * 1024, 4 * 1024, 512] {
        while filler.write_all(&vec![7; size]).is_ok() {}
    }
}
