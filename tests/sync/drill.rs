//! The drill for the day a server is lost: a backup, a hundred more edits on two phones, an erasure,
//! and the backup restored.

use feltbog_tests::database::TestDatabase;

use crate::START;
use crate::real::Real;
use crate::world::{Mischief, World};

async fn sqlite() -> TestDatabase {
    TestDatabase::sqlite(&std::env::temp_dir()).expect("a folder")
}

async fn postgres() -> TestDatabase {
    TestDatabase::postgres().await.expect("PostgreSQL")
}

/// Two phones that have written before a backup and a hundred times after it.
async fn world(seed: u64, database: TestDatabase) -> (World<Real>, String) {
    let mut world = World::new(
        seed,
        Mischief::none(2),
        START,
        Real::start(database, seed, 7, START).await,
    )
    .await;
    world.heal().await;
    world.write(60).await;
    world.heal().await;
    let identity = world.server.seal().await;
    let before = world.saved;
    world.write(100).await;
    assert!(world.saved >= before + 100);
    (world, identity)
}

#[tokio::test]
async fn after_a_restore_all_hundred_edits_are_back_and_what_was_erased_stays_erased() {
    all_back_and_nothing_erased(sqlite().await).await;
}

#[tokio::test]
async fn after_a_restore_on_postgres_all_hundred_edits_are_back_and_what_was_erased_stays_erased() {
    all_back_and_nothing_erased(postgres().await).await;
}

async fn all_back_and_nothing_erased(database: TestDatabase) {
    let (mut world, identity) = world(1, database).await;
    world.heal().await;
    // Both phones hold it still, and one goes on writing.
    while world.erased.is_empty() {
        world.erase().await;
    }
    world.write(5).await;
    let restored = world.server.unseal(&identity).await;
    assert_eq!(restored.replayed.erased, 1);
    let aside = restored.put_aside.expect("what was there before");
    assert!(world.server.is_there(&aside), "{aside}");
    world.heal().await;
    world.check().await;
    assert_eq!(world.server.differences().await, []);
}

#[tokio::test]
async fn what_had_not_been_sent_when_the_server_was_lost_comes_too() {
    unsent_edits_come_too(sqlite().await).await;
}

#[tokio::test]
async fn what_had_not_been_sent_when_the_server_on_postgres_was_lost_comes_too() {
    unsent_edits_come_too(postgres().await).await;
}

async fn unsent_edits_come_too(database: TestDatabase) {
    let (mut world, identity) = world(2, database).await;
    let restored = world.server.unseal(&identity).await;
    assert_eq!(restored.replayed.erased, 0);
    world.heal().await;
    world.check().await;
}
