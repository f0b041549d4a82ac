//! The network between a server and its database fails, in both directions or in one, while another server beside it
//! goes on: what is lost on the way is never what was acknowledged.
//!
//! Takes minutes, root and `ip`, so it belongs to the night. `FELTBOG_NETNS` says how many rounds of each fault.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use fastrand::Rng;
use feltbog_cluster::Cluster;
use feltbog_load::Watch;
use feltbog_load::process::Server;
use feltbog_shared::id::DocumentId;

use crate::kill::{compare, work};
use crate::site_at;

const PHONES: usize = 4;
/// Longer than the longest that a lost connection is waited for on any side.
const PATIENCE: Duration = Duration::from_secs(300);
/// The addresses of the database and of its client at the other end.
const DATABASE: [&str; 2] = ["10.231.7.1", "10.231.7.2"];
/// The same for phones and the server.
const PHONE: [&str; 2] = ["10.231.8.1", "10.231.8.2"];
/// Nobody's.
const NOWHERE: &str = "02:00:00:00:00:99";

/// The fate of the packets.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// None arrives.
    Cut,
    /// Requests of the server do not arrive.
    AsksLost,
    /// Answers of the database do not arrive: it may have committed.
    AnswersLost,
}

/// A server's own network, with one line to the database and one to the phones. It goes when this does.
struct Network {
    name: String,
    lines: [String; 2],
}

fn ip(words: &[&str]) {
    let output = Command::new("ip").args(words).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "ip {}: {said}", words.join(" "));
}

impl Network {
    fn new() -> Self {
        let process = std::process::id();
        let network = Self {
            name: format!("feltbog-{process}"),
            lines: [format!("fbd{process}"), format!("fbp{process}")],
        };
        let inside = network.name.as_str();
        ip(&["netns", "add", inside]);
        ip(&["-n", inside, "link", "set", "lo", "up"]);
        for (line, [here, there]) in network.lines.iter().zip([DATABASE, PHONE]) {
            let [here, there] = [here, there].map(|address| format!("{address}/30"));
            ip(&[
                "link", "add", line, "type", "veth", "peer", "name", line, "netns", inside,
            ]);
            ip(&["address", "add", &here, "dev", line]);
            ip(&["link", "set", line, "up"]);
            ip(&["-n", inside, "address", "add", &there, "dev", line]);
            ip(&["-n", inside, "link", "set", line, "up"]);
        }
        network
    }

    fn fail(&self, fault: Fault) {
        let line = self.lines[0].as_str();
        let lost = |to| {
            [
                "neighbour",
                "replace",
                to,
                "lladdr",
                NOWHERE,
                "dev",
                line,
                "nud",
                "permanent",
            ]
        };
        match fault {
            Fault::Cut => ip(&["link", "set", line, "down"]),
            Fault::AsksLost => ip(&[&["-n", &self.name], &lost(DATABASE[0])[..]].concat()),
            Fault::AnswersLost => ip(&lost(DATABASE[1])),
        }
    }

    fn heal(&self, fault: Fault) {
        let line = self.lines[0].as_str();
        let found = |to| ["neighbour", "delete", to, "dev", line];
        match fault {
            Fault::Cut => ip(&["link", "set", line, "up"]),
            Fault::AsksLost => ip(&[&["-n", &self.name], &found(DATABASE[0])[..]].concat()),
            Fault::AnswersLost => ip(&found(DATABASE[1])),
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // Its lines go with it.
        drop(Command::new("ip").args(["netns", "delete", &self.name]).output());
        for line in &self.lines {
            drop(Command::new("ip").args(["link", "delete", line]).output());
        }
    }
}

/// Network namespaces are root's to make, which the gate cannot count on.
mod night {
    #[test]
    fn nothing_acknowledged_is_lost_when_the_network_to_the_database_fails() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(super::fail_and_compare(crate::times("FELTBOG_NETNS", 10, 10)));
    }
}

async fn fail_and_compare(rounds: usize) {
    let network = Network::new();
    let cluster = Cluster::start_listening(DATABASE[0]).unwrap();
    let mut site = site_at(&cluster.network_url(DATABASE[0], "postgres"), PHONES).await;
    let sound = site.server.start().await.unwrap();
    let mut afar = Server {
        address: SocketAddr::new(PHONE[1].parse().unwrap(), 8080),
        log: site.folder.path().join("afar.log"),
        ..site.server.clone()
    };
    let exec = ["ip", "netns", "exec", &network.name].map(str::to_owned);
    afar.command.splice(0..0, exec);
    let running = afar.start().await.unwrap();
    let mut phones = site.phones().await;
    for (place, phone) in phones.iter_mut().enumerate() {
        if place % 2 == 1 {
            phone.moved(afar.address);
        }
        phone.receipts = Some(Vec::new());
        phone.lead().await.unwrap();
    }
    let watch = Watch::start();
    let mut rng = Rng::with_seed(7);
    let documents: RefCell<Vec<DocumentId>> = RefCell::default();
    // By phones at the server beside the database, and by those behind the bad line.
    let mut received = [0; 2];
    for round in 0..rounds {
        for fault in [Fault::Cut, Fault::AsksLost, Fault::AnswersLost] {
            let before: Vec<_> = phones.iter().map(|phone| phone.tally.accepted).collect();
            let stop = Cell::new(false);
            let [sooner, longer] = [rng.u64(10..500), rng.u64(200..15_000)].map(Duration::from_millis);
            let failing = async {
                tokio::time::sleep(sooner).await;
                network.fail(fault);
                tokio::time::sleep(longer).await;
                network.heal(fault);
                stop.set(true);
            };
            let working = phones.iter_mut().map(|phone| work(phone, &documents, &stop));
            futures::future::join(failing, futures::future::join_all(working)).await;
            let after = phones.iter().map(|phone| phone.tally.accepted);
            for (place, (after, before)) in after.zip(before).enumerate() {
                received[place % 2] += after - before;
            }
            println!("round {round}: {fault:?} for {longer:?}; {received:?} received so far");
        }
    }
    for _ in 0..2 {
        for phone in &mut phones {
            phone.nudge().await.unwrap();
            phone.settle(PATIENCE).await.expect("a phone is stuck");
            assert_eq!(phone.refused().await.unwrap(), 0, "something was refused");
        }
    }
    let took = watch.elapsed();
    let [beside, behind] = received;
    assert!(
        behind < beside,
        "the line was never bad: {behind} over it, {beside} without"
    );
    running.stop().await.unwrap();
    sound.stop().await.unwrap();
    let store = site.database.open().await.unwrap();
    let receipts = compare(&phones, &*store).await;
    store.close().await;
    println!(
        "{rounds} rounds in {took:?}: {behind} received over the bad line, {beside} beside it; {receipts} receipts, \
         all there"
    );
}
