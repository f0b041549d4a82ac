//! Should a change that nobody can read ever be stored: phones put it aside and go on, the server is rebuilt without it,
//! and phones have the document again, whole.

use feltbog_server::services::upkeep::Fault;
use feltbog_shared::model::Kind;
use feltbog_tests::database::TestDatabase;

use crate::START;
use crate::real::Real;
use crate::world::{Mischief, World};

/// The sixth phone of a simulation is another of the first person's.
const BEFORE: usize = 5;

async fn poisoned_and_rebuilt(database: TestDatabase) {
    let server = Real::start(database, 3, 7, START).await;
    let mut world = World::new(3, Mischief::none(BEFORE), START, server).await;
    world.write(40).await;
    world.heal().await;
    world.check().await;

    let document = world.one_of(Kind::ConflictCase);
    world.poisoned.insert(document, 0);
    world.server.poison(document).await;
    world.heal().await;
    let aside = world.poisoned[&document];
    assert!(aside > 0, "no phone noticed");
    // One that has never seen the document.
    world.join().await;
    world.heal().await;
    assert!(world.poisoned[&document] > aside, "the new phone did not notice");
    let without = world.put_aside().await;
    assert!(without.values().any(|aside| *aside == [document]), "{without:?}");
    // Everything else goes on.
    world.write(40).await;
    world.heal().await;
    assert_eq!(world.unsent().await, 0);

    let found = world.server.differences().await;
    assert!(
        found.iter().any(|one| one.document == Some(document)),
        "{found:?}"
    );
    let rebuilt = world.server.rebuild().await;
    assert_eq!((rebuilt.left_out, world.server.differences().await), (1, vec![]));
    assert!(
        !rebuilt
            .differences
            .iter()
            .any(|one| matches!(one.fault, Fault::Tombstone))
    );
    let noticed = world.poisoned.remove(&document);
    world.heal().await;
    world.check().await;
    // Nobody is told any more that something was put aside.
    assert!(world.put_aside().await.values().all(Vec::is_empty));
    // It can be written in again.
    world.write(60).await;
    world.heal().await;
    world.check().await;
    println!("put aside {noticed:?} times");
}

#[tokio::test]
async fn poison_in_a_sqlite_file_is_put_aside_by_phones_and_rebuilt_away() {
    let database = TestDatabase::sqlite(&std::env::temp_dir()).expect("a folder");
    poisoned_and_rebuilt(database).await;
}

#[tokio::test]
async fn poison_in_a_postgres_database_is_put_aside_by_phones_and_rebuilt_away() {
    let database = TestDatabase::postgres().await.expect("PostgreSQL");
    poisoned_and_rebuilt(database).await;
}
