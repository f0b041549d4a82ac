//! A trace of the server's system calls: between a push's arrival and its acknowledgement the write-ahead log reaches
//! the disk. The same look at a server with `synchronous = OFF` finds that it does not.

use std::path::Path;
use std::time::Duration;

use feltbog_load::now;
use feltbog_load::records::{KIND, record};

use crate::{Site, program, site};

const PUSHES: usize = 20;
const CALLS: &str = "trace=fdatasync,fsync,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg";

/// The order of one acknowledgement in a trace.
#[derive(Debug, PartialEq)]
enum Seen {
    /// The log was on disk before.
    Durable,
    /// It was not.
    Careless,
}

#[tokio::test]
async fn the_disk_has_it_before_the_phone_is_told() {
    let seen = trace(site(1).await).await;
    assert_eq!(seen.len(), PUSHES, "as many acknowledgements as pushes");
    assert!(seen.iter().all(|one| *one == Seen::Durable), "{seen:?}");
}

#[tokio::test]
async fn a_careless_server_is_found_out_by_the_same_trace() {
    let mut site = site(1).await;
    site.server.command = vec![program("careless").to_string_lossy().into_owned()];
    let seen = trace(site).await;
    assert_eq!(seen.len(), PUSHES, "as many acknowledgements as pushes");
    assert!(seen.iter().all(|one| *one == Seen::Careless), "{seen:?}");
}

async fn trace(mut site: Site) -> Vec<Seen> {
    let record_at = site.folder.path().join("trace.txt");
    let tracer = [
        // The tracer stands aside, so that the server is our child and can be stopped as usual.
        "strace",
        "--daemonize",
        "--follow-forks",
        "--decode-fds=path",
        "--string-limit=128",
        "--trace",
        CALLS.trim_start_matches("trace="),
        "--output",
    ];
    let mut command: Vec<String> = tracer.iter().map(|&word| word.to_owned()).collect();
    command.push(record_at.to_string_lossy().into_owned());
    command.append(&mut site.server.command);
    site.server.command = command;
    let running = site.server.start().await.unwrap();
    let mut phone = site.phones().await.remove(0);
    phone.lead().await.unwrap();
    for _ in 0..PUSHES {
        let edits = record(phone.rng(), now());
        phone.create(KIND, edits).await.unwrap();
        phone.settle(Duration::from_secs(30)).await.unwrap();
    }
    running.stop().await.unwrap();
    acknowledgements(&read_whole(&record_at).await)
}

/// The tracer writes its last lines when the server is gone.
async fn read_whole(record: &Path) -> String {
    let said = feltbog_tests::wait::until("the end of the trace", Duration::from_secs(20), async || {
        let text = std::fs::read_to_string(record)?;
        Ok(text.contains("+++ exited with").then_some(text))
    });
    match said.await {
        Ok(text) => text,
        Err(_) => std::fs::read_to_string(record).unwrap(),
    }
}

/// For each push, whether a sync of the write-ahead log ended between its arrival and the beginning of its answer.
fn acknowledgements(trace: &str) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut asked = false;
    let mut synced = false;
    // Threads whose sync of the log has begun and not ended.
    let mut syncing = std::collections::BTreeSet::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap_or((line, ""));
        let call = call.trim_start();
        let is_sync = call.starts_with("fdatasync(") || call.starts_with("fsync(");
        if is_sync && call.contains(".db-wal>") {
            if call.ends_with("<unfinished ...>") {
                syncing.insert(thread);
            } else {
                synced |= call.ends_with("= 0");
            }
        } else if call.starts_with("<... fdatasync resumed>") || call.starts_with("<... fsync resumed>") {
            synced |= syncing.remove(thread) && call.ends_with("= 0");
        } else if call.contains("\"POST /api/v1/departments/") && call.contains("/push") {
            asked = true;
            synced = false;
        } else if asked && call.contains("\"HTTP/1.1 200") {
            seen.push(if synced { Seen::Durable } else { Seen::Careless });
            asked = false;
        }
    }
    seen
}

#[test]
fn a_trace_is_read_as_it_happened() {
    let ask = "12 recvfrom(9<socket:[1]>, \"POST /api/v1/departments/d0/push HTTP/1.1\", 8192, 0, NULL, NULL) = 300";
    let answer = "12 sendto(9<socket:[1]>, \"HTTP/1.1 200 OK\\r\\n\"..., 400, MSG_NOSIGNAL, NULL, 0) = 400";
    let sync = "14 fdatasync(11</tmp/feltbog.db-wal>) = 0";
    let begun = "14 fdatasync(11</tmp/feltbog.db-wal> <unfinished ...>";
    let ended = "14 <... fdatasync resumed>) = 0";
    let failed = "14 <... fdatasync resumed>) = -1 EIO (Input/output error)";
    for (lines, wanted) in [
        (vec![ask, sync, answer], Seen::Durable),
        (vec![ask, begun, ended, answer], Seen::Durable),
        (vec![ask, begun, answer, ended], Seen::Careless),
        (vec![ask, begun, failed, answer], Seen::Careless),
        (vec![sync, ask, answer], Seen::Careless),
    ] {
        assert_eq!(acknowledgements(&lines.join("\n")), [wanted], "{lines:?}");
    }
}
