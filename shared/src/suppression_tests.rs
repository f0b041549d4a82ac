//! Attacks on published numbers: subtraction over levels and filters, and a search of every small world.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn numbers(parts: &[u64]) -> Vec<Option<u64>> {
    publish_parts(parts).into_iter().map(Published::number).collect()
}

#[test]
fn parts_are_hidden_with_a_neighbour() {
    assert_eq!(numbers(&[7, 12, 30]), [Some(7), Some(12), Some(30)]);
    // One small part alone would be the total less the others.
    assert_eq!(numbers(&[2, 12, 30]), [None, None, Some(30)]);
    assert_eq!(numbers(&[12, 30, 2]), [None, Some(30), None]);
    // Two small parts whose sum is known are 4 and 4.
    assert_eq!(numbers(&[4, 20, 4, 9]), [None, None, None, Some(9)]);
    assert_eq!(numbers(&[1, 5, 20]), [None, None, None]);
    assert_eq!(numbers(&[1, 4, 3]), [None, None, None]);
}

#[test]
fn nothing_is_told_below_a_hidden_number() {
    let leaf = |count| CountTree {
        count,
        partitions: vec![vec![count, 0]],
        ..CountTree::default()
    };
    let hidden = CountTree::of_places(vec![leaf(12), leaf(20)]);
    let tree = CountTree::of_places(vec![leaf(2), hidden, leaf(40)]);
    let published = publish(&tree);
    assert_eq!(published.count, Published::Number(74));
    assert_eq!(published.places[1].count, Published::Hidden);
    let below = &published.places[1].places;
    assert!(below.iter().all(|place| place.count == Published::Hidden));
    assert_eq!(published.places[2].count, Published::Number(40));
}

#[test]
fn known_numbers_stay_known() {
    assert_eq!(Published::Hidden.with_known(0), Published::Hidden);
    assert_eq!(Published::Hidden.with_known(3), Published::AtLeast(3));
    assert_eq!(Published::Number(8).with_known(3), Published::Number(11));
}

/// Every list of parts of a length with at most so many records each.
fn worlds(length: usize, most: u64) -> Vec<Vec<u64>> {
    let mut worlds = vec![Vec::new()];
    for _ in 0..length {
        worlds = worlds
            .into_iter()
            .flat_map(|world: Vec<u64>| {
                (0..=most).map(move |part| {
                    let mut next = world.clone();
                    next.push(part);
                    next
                })
            })
            .collect();
    }
    worlds
}

/// The values that each cell takes in the worlds that look alike: same numbers published, by a reader who knows the
/// rules. Worlds are complete up to a total, so that a world outside is never the only one that protects a cell.
fn check_worlds(length: usize, most: u64) {
    let mut alike: BTreeMap<Vec<Option<u64>>, Vec<Vec<u64>>> = BTreeMap::new();
    for world in worlds(length, most) {
        let total: u64 = world.iter().sum();
        if (LEAST_PUBLISHED..=most).contains(&total) {
            let mut seen = numbers(&world);
            seen.push(Some(total));
            alike.entry(seen).or_default().push(world);
        }
    }
    assert!(alike.len() > 20);
    for (seen, worlds) in alike {
        for place in 0..length {
            let values: BTreeSet<u64> = worlds.iter().map(|world| world[place]).collect();
            match seen[place] {
                Some(number) => assert!(number >= LEAST_PUBLISHED),
                None => {
                    let small: Vec<u64> = values
                        .into_iter()
                        .filter(|value| *value < LEAST_PUBLISHED)
                        .collect();
                    // A part that goes with a small one may be known not to be small itself.
                    let tells_nothing = small.is_empty() || small == [0, 1, 2, 3, 4];
                    assert!(tells_nothing, "{seen:?} tells of part {place}: {small:?}");
                }
            }
        }
    }
}

#[test]
fn every_small_world_has_a_twin_for_every_small_number() {
    check_worlds(2, 30);
    check_worlds(3, 30);
    check_worlds(4, 22);
    check_worlds(5, 15);
}

fn department() -> impl Strategy<Value = CountTree> {
    // Many small numbers, some large ones.
    prop_oneof![3 => 0_u64..7, 1 => 0_u64..60].prop_map(|count| CountTree {
        count,
        ..CountTree::default()
    })
}

fn organisation() -> impl Strategy<Value = CountTree> {
    (
        prop::collection::vec(department(), 1..6),
        prop::collection::vec(0_usize..4, 400),
    )
        .prop_map(|(departments, ages)| {
            let mut tree = CountTree::of_places(departments);
            let mut by_age = vec![0; 4];
            let mut by_state = vec![0; 3];
            for (record, age) in ages.iter().cycle().take(tree.count as usize).enumerate() {
                by_age[*age] += 1;
                by_state[record % 7 % 3] += 1;
            }
            tree.partitions = vec![by_age, by_state];
            tree
        })
}

/// An equation between cells: the sum of the parts is the total. Cells are numbered, and published ones are known.
struct Equations {
    known: Vec<Option<u64>>,
    sums: Vec<(usize, Vec<usize>)>,
    truth: Vec<u64>,
}

impl Equations {
    fn of(tree: &CountTree) -> Self {
        let mut equations = Self {
            known: Vec::new(),
            sums: Vec::new(),
            truth: Vec::new(),
        };
        equations.add(tree, &publish(tree));
        equations
    }

    fn cell(&mut self, truth: u64, published: Published) -> usize {
        self.known.push(published.number());
        self.truth.push(truth);
        self.known.len() - 1
    }

    fn add(&mut self, tree: &CountTree, published: &PublishedTree) -> usize {
        let own = self.cell(tree.count, published.count);
        let places = tree.places.iter().zip(&published.places);
        let places: Vec<_> = places
            .map(|(tree, published)| self.add(tree, published))
            .collect();
        if !places.is_empty() {
            self.sums.push((own, places));
        }
        for (parts, published) in tree.partitions.iter().zip(&published.partitions) {
            let parts = parts.iter().zip(published);
            let parts = parts
                .map(|(part, published)| self.cell(*part, *published))
                .collect();
            self.sums.push((own, parts));
        }
        own
    }

    /// The bounds of every cell that a reader works out by subtracting published cells from each other until nothing
    /// new comes of it. Hidden cells are nought or more.
    fn bounds(&self) -> Vec<(u64, u64)> {
        let most: u64 = 100_000;
        let mut bounds: Vec<_> = self
            .known
            .iter()
            .map(|known| known.map_or((0, most), |known| (known, known)))
            .collect();
        loop {
            let before = bounds.clone();
            for (total, parts) in &self.sums {
                let low: u64 = parts.iter().map(|part| bounds[*part].0).sum();
                let high: u64 = parts.iter().map(|part| bounds[*part].1).sum::<u64>().min(most);
                bounds[*total] = (bounds[*total].0.max(low), bounds[*total].1.min(high));
                for part in parts {
                    let others = || parts.iter().filter(|one| *one != part).map(|one| bounds[*one]);
                    let others_low: u64 = others().map(|(low, _)| low).sum();
                    let others_high: u64 = others().map(|(_, high)| high).sum();
                    let least = bounds[*total].0.saturating_sub(others_high);
                    let largest = bounds[*total].1.saturating_sub(others_low);
                    let (low, high) = bounds[*part];
                    bounds[*part] = (low.max(least), high.min(largest));
                }
            }
            if bounds == before {
                return bounds;
            }
        }
    }
}

proptest! {
    #[test]
    fn no_small_number_is_published(organisations in prop::collection::vec(organisation(), 1..5)) {
        let equations = Equations::of(&CountTree::of_places(organisations));
        for (truth, known) in equations.truth.iter().zip(&equations.known) {
            if let Some(known) = known {
                prop_assert_eq!(truth, known);
                prop_assert!(*known >= LEAST_PUBLISHED);
            }
        }
    }

    #[test]
    fn subtraction_over_levels_and_filters_reaches_no_small_number(
        organisations in prop::collection::vec(organisation(), 1..5)
    ) {
        let equations = Equations::of(&CountTree::of_places(organisations));
        for (place, (low, high)) in equations.bounds().into_iter().enumerate() {
            if equations.truth[place] < LEAST_PUBLISHED {
                prop_assert!(low == 0 && high >= 4, "cell {} lies in {}..={}", place, low, high);
            }
        }
    }
}
