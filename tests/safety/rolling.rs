//! A server of the next version is started on the database of one that serves: its migration only adds, so both serve
//! until the older one is stopped, and no phone meets an error, whether it is of yesterday, of today or of tomorrow.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use feltbog_load::process::Server;
use feltbog_shared::model_number::{KnownModel, MODEL};

use crate::kill::{compare, failures, work};
use crate::{program, site_on_postgres};

const PHONES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn phones_move_to_a_newer_server_without_an_error() {
    let mut site = site_on_postgres(PHONES).await;
    let older = site.server.start().await.unwrap();
    let mut newer = Server {
        command: vec![program("tomorrow").display().to_string()],
        log: site.folder.path().join("tomorrow.log"),
        ..site.server.clone()
    };
    newer.address.set_port(0);
    let mut phones = site.phones().await;
    for phone in &mut phones {
        phone.receipts = Some(Vec::new());
        phone.lead().await.unwrap();
    }
    // One knows a kind less than the servers, one knows as much, and one knows a kind, a role and a code more.
    let ours = KnownModel::OURS;
    let yesterday = KnownModel {
        number: MODEL - 1,
        kinds: ours.kinds - 1,
        ..ours
    };
    let tomorrow = KnownModel {
        number: MODEL + 1,
        kinds: ours.kinds + 1,
        roles: ours.roles + 1,
        codes: ours.codes + 1,
        ..ours
    };
    for (phone, model) in phones.iter_mut().zip([yesterday, ours, tomorrow]) {
        phone.states(model);
    }
    let documents = RefCell::new(Vec::new());
    let mut older = Some(older);
    let mut running = None;
    // Phones write while the newer one starts, then half and half, then while the older one stops.
    for moved in [0, 1, PHONES] {
        for phone in phones.iter_mut().take(moved) {
            phone.moved(newer.address);
        }
        let stop = Cell::new(false);
        let change = async {
            match moved {
                0 => running = Some(newer.start().await.unwrap()),
                PHONES => older.take().unwrap().stop().await.unwrap(),
                // Until both have taken in something new.
                _ => {
                    let before = documents.borrow().len();
                    while documents.borrow().len() < before + 20 {
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                }
            }
            stop.set(true);
        };
        let working = phones.iter_mut().map(|phone| work(phone, &documents, &stop));
        futures::future::join(change, futures::future::join_all(working)).await;
    }
    for _ in 0..2 {
        for phone in &mut phones {
            phone.nudge().await.unwrap();
            phone.settle(PATIENCE).await.unwrap();
        }
    }
    for phone in &phones {
        assert_eq!(failures(phone), 0, "{:?}", phone.tally.failures);
        assert_eq!(phone.refused().await.unwrap(), 0);
    }
    // The phone of yesterday is updated, and fetches anew.
    phones[0].states(ours);
    phones[0].nudge().await.unwrap();
    phones[0].settle(PATIENCE).await.unwrap();
    assert_eq!(failures(&phones[0]), 0, "{:?}", phones[0].tally.failures);
    running.take().unwrap().stop().await.unwrap();

    // The way back is closed: the older one does not know what the newer one may have written.
    let refused = site.server.start().await.err().unwrap().to_string();
    assert!(refused.contains("newer than this server"), "{refused}");
    let store = feltbog_server::store::PostgresStore::open_as_tomorrow(&newer.database_url).await;
    let store = store.unwrap();
    assert!(compare(&phones, &store).await > 0);
    feltbog_server::store::Store::close(&store).await;
}
