//! Connections are admitted, and end by what they wait for.

use std::net::Ipv4Addr;

use super::*;

fn connections(most: usize, unknown_of_address: usize) -> Connections {
    Connections {
        most,
        unknown_of_address,
        ..Connections::default()
    }
}

fn numbers(connections: &Connections) -> Vec<u64> {
    lock(&connections.open).all.keys().copied().collect()
}

/// A new connection from which this server has tried to read.
fn admitted(connections: &Connections, peer: IpAddr, now: Instant) -> Arc<Connection> {
    let connection = connections.admit(peer, false, now).expect("a place");
    connection.progress().begin_reading(now);
    connection
}

const ONE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const OTHER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

#[test]
fn an_address_loses_its_own_connections_first_and_a_person_none() {
    let connections = connections(100, 3);
    let start = Instant::now();
    let admit = |peer, seconds| admitted(&connections, peer, start + Duration::from_secs(seconds));
    admit(ONE, 0).note_person();
    let asking = admit(ONE, 0);
    let _under_way = asking.begin_request(Version::HTTP_11, false);
    admit(OTHER, 0);
    for seconds in 10..20 {
        admit(ONE, 3 * seconds);
    }
    // The person's, the one that asks something, the other address's, and the two newest.
    assert_eq!(numbers(&connections), [1, 2, 3, 12, 13]);
}

#[test]
fn a_storm_of_connections_ends_none_that_has_just_begun() {
    let connections = connections(1_000, 3);
    let start = Instant::now();
    for _ in 0..500 {
        admitted(&connections, ONE, start);
    }
    assert_eq!(numbers(&connections).len(), 500);
    // As soon as they have had their time, each new one takes the place of an old one.
    for _ in 0..600 {
        admitted(&connections, ONE, start + GRACE);
    }
    assert_eq!(numbers(&connections), (501..=1_100).collect::<Vec<_>>());
}

#[test]
fn whoever_waits_for_this_server_is_not_too_slow() {
    let connections = connections(1_000, 1);
    let start = Instant::now();
    let later = start + 10 * GRACE;
    let unread = connections.admit(ONE, false, start).expect("a place");
    let whole = admitted(&connections, ONE, start);
    let _whole = whole.begin_request(Version::HTTP_11, true);
    let arrived = admitted(&connections, ONE, start);
    let at_work = arrived.begin_request(Version::HTTP_11, false);
    arrived.note_whole(at_work.number);
    let in_part = admitted(&connections, ONE, start);
    let _in_part = in_part.begin_request(Version::HTTP_11, false);
    for connection in [&whole, &arrived, &in_part] {
        connection.progress().since = Some(start);
    }
    connections.admit(ONE, false, later).expect("a place");
    assert_eq!(numbers(&connections), [1, 2, 3, 5], "what holds back the rest");
    connections.admit(ONE, false, later).expect("a place");
    assert_eq!(numbers(&connections), [1, 2, 3, 5, 6], "and nothing else");
    assert_eq!(unread.progress().worth(later), None);
}

#[test]
fn a_full_house_ends_what_harms_least_and_never_a_persons_request() {
    let connections = connections(3, 100);
    let later = Instant::now() + 10 * GRACE;
    let admit = |peer| connections.admit(peer, false, later);
    let all: Vec<_> = (0..3)
        .map(|_| admitted(&connections, ONE, Instant::now()))
        .collect();
    all[0].note_person();
    let _first = all[0].begin_request(Version::HTTP_2, true);
    all[1].note_person();
    let _third = all[2].begin_request(Version::HTTP_11, true);
    // Nobody signed in on the third, though it asks something.
    let fourth = admit(OTHER).expect("a place");
    assert_eq!(numbers(&connections), [1, 2, 4]);
    fourth.note_person();
    let _fourth = fourth.begin_request(Version::HTTP_11, true);
    let fifth = admit(OTHER).expect("a place");
    assert_eq!(numbers(&connections), [1, 4, 5]);
    fifth.note_person();
    let _fifth = fifth.begin_request(Version::HTTP_11, true);
    assert!(admit(OTHER).is_none());
}

#[test]
fn a_connection_ends_by_what_it_waits_for() {
    let start = Instant::now();
    let connection = Arc::new(Connection::new(1, ONE, start));
    let after = |seconds| Some(start + Duration::from_secs(seconds));
    assert_eq!(
        connection.progress().deadline(),
        after(150),
        "nothing is read yet"
    );
    connection.progress().begin_reading(start);
    assert_eq!(connection.progress().deadline(), after(10), "the first request");
    let at_work = connection.begin_request(Version::HTTP_11, true);
    assert_eq!(
        connection.progress().deadline(),
        None,
        "the answer is ours to give"
    );
    connection.progress().unread_since = Some(start);
    assert_eq!(
        connection.progress().deadline(),
        after(30),
        "the client does not read"
    );
    drop(at_work);
    let mut progress = connection.progress().clone();
    (progress.unread_since, progress.moved_at) = (None, start);
    assert_eq!(progress.deadline(), after(150), "kept for the next request");
    progress.head_since = Some(start + Duration::from_secs(100));
    assert_eq!(progress.deadline(), after(110), "half a head");
}

#[test]
fn a_network_of_addresses_is_one_client() {
    let address = |text: &str| client_address(text.parse().expect("an address"));
    assert_eq!(address("2001:db8:1:2:3::4"), address("2001:db8:1:2::9"));
    assert_ne!(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
    assert_eq!(address("::ffff:192.0.2.1"), ONE);
}
