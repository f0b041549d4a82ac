//! Numbers for readers of records and for readers of numbers.

use super::*;

fn department(place: u8, right: NumberRight, open: u64) -> DepartmentNumbers {
    let mut conflicts = ConflictNumbers::default();
    conflicts.by_age[0] = open;
    conflicts.by_state[0] = open;
    conflicts.trend[PERIODS - 1] = open;
    conflicts.closed = [open, 1, 2];
    DepartmentNumbers {
        department: DepartmentId::from_bytes([place; 16]),
        conflict_right: right,
        conflicts,
        signal_right: NumberRight::None,
        signals: SignalNumbers::default(),
    }
}

fn shown(organisations: &[Vec<DepartmentNumbers>], organisation: Option<usize>) -> NumbersOfReader<'_> {
    NumbersOfReader {
        organisations,
        organisation,
        district: None,
        department: None,
    }
}

#[test]
fn readers_of_records_see_every_number() {
    let all = [vec![
        department(1, NumberRight::Exact, 2),
        department(2, NumberRight::Exact, 1),
        department(3, NumberRight::None, 9),
    ]];
    let (figures, below) = shown(&all, Some(0)).conflicts().unwrap();
    assert_eq!(figures.open, Published::Number(3));
    assert_eq!(figures.by_age[0], Published::Number(3));
    assert_eq!(figures.closed, Published::Number(9));
    assert_eq!(below[..2], [Published::Number(2), Published::Number(1)]);
    assert!(shown(&all, Some(0)).signals().is_none());
}

#[test]
fn readers_of_numbers_see_none_under_five() {
    let all = [
        vec![
            department(1, NumberRight::Aggregate, 2),
            department(2, NumberRight::Aggregate, 8),
            department(3, NumberRight::Aggregate, 30),
        ],
        vec![department(4, NumberRight::Aggregate, 50)],
    ];
    let (figures, below) = shown(&all, Some(0)).conflicts().unwrap();
    assert!(!figures.is_exact);
    assert_eq!(figures.open, Published::Number(40));
    assert_eq!(
        below,
        [Published::Hidden, Published::Hidden, Published::Number(30)]
    );
    let (figures, below) = shown(&all, None).conflicts().unwrap();
    assert_eq!(figures.open, Published::Number(90));
    assert_eq!(below, [Published::Number(40), Published::Number(50)]);
    // Cells of several organisations would be sums of each other.
    assert!(figures.by_age.is_empty());
}

#[test]
fn a_place_shown_alone_is_hidden_as_in_the_whole() {
    let all = [vec![
        department(1, NumberRight::Aggregate, 2),
        department(2, NumberRight::Aggregate, 8),
        department(3, NumberRight::Aggregate, 30),
    ]];
    let alone = NumbersOfReader {
        organisations: &all,
        organisation: Some(0),
        district: None,
        department: Some(1),
    };
    let (figures, _) = alone.conflicts().unwrap();
    assert_eq!(figures.open, Published::Hidden);
    assert!(figures.by_age.is_empty());
}

#[test]
fn a_district_is_the_sum_of_what_its_departments_are_told_as() {
    let all = [vec![
        department(1, NumberRight::Aggregate, 2),
        department(2, NumberRight::Aggregate, 8),
        department(3, NumberRight::Aggregate, 30),
        department(4, NumberRight::Exact, 3),
    ]];
    let district = |members| {
        let reader = NumbersOfReader {
            district: Some(members),
            ..shown(&all, Some(0))
        };
        let (figures, below) = reader.conflicts().unwrap();
        (figures.open, below.len(), figures.by_age)
    };
    assert_eq!(district(&[0, 1]), (Published::Hidden, 2, Vec::new()));
    // What the organisation hides is hidden here: 30 of 32 would tell of the other two.
    assert_eq!(district(&[0, 2]), (Published::AtLeast(30), 2, Vec::new()));
    assert_eq!(district(&[2, 3]), (Published::Number(33), 2, Vec::new()));
    let (open, _, by_age) = district(&[3]);
    assert_eq!((open, by_age[0]), (Published::Number(3), Published::Number(3)));
}

#[test]
fn own_records_are_known_beside_hidden_ones() {
    let all = [vec![
        department(1, NumberRight::Exact, 3),
        department(2, NumberRight::Aggregate, 2),
    ]];
    let (figures, below) = shown(&all, Some(0)).conflicts().unwrap();
    assert_eq!(figures.open, Published::AtLeast(3));
    assert_eq!(below, [Published::Number(3), Published::Hidden]);
}

#[test]
fn medians_are_those_of_sorted_lists() {
    assert_eq!(median([]), None);
    assert_eq!(median([9, 1, 4]), Some(4));
    assert_eq!(median([9, 1, 4, 5]), Some(4));
    assert_eq!(
        median_of_histogram(&BTreeMap::from([(1, 1), (4, 1), (5, 1), (9, 1)])),
        Some(4)
    );
    assert_eq!(median_of_histogram(&BTreeMap::new()), None);
}

fn overview(trend: &[u64], silent: u64) -> Overview {
    let number = |number: &u64| Published::Number(*number);
    Overview {
        place: OverviewPlace {
            level: OverviewLevel::Department,
            id: String::new(),
            name: String::new(),
        },
        above: Vec::new(),
        day: String::new(),
        conflicts: None,
        signals: Some(SignalFigures {
            is_exact: true,
            open: Published::Number(0),
            overdue: Published::Number(0),
            contacted: Published::Number(0),
            median_days: None,
            trend: trend.iter().map(number).collect(),
        }),
        nature: None,
        phones: Some(PhoneFigures { phones: 4, silent }),
        findings: Vec::new(),
        rows: Vec::new(),
        districts: Vec::new(),
    }
}

#[test]
fn a_warning_is_a_rise_against_the_place_itself() {
    let kinds =
        |overview: &Overview| -> Vec<_> { findings(overview).iter().map(|finding| finding.kind).collect() };
    assert_eq!(kinds(&overview(&[4, 5, 4, 8], 0)), [FindingKind::SignalsRising]);
    assert_eq!(kinds(&overview(&[4, 5, 4, 6], 0)), []);
    // Three at once are no rise where there was nothing, two are chance.
    assert_eq!(kinds(&overview(&[0, 0, 0, 3], 0)), [FindingKind::SignalsRising]);
    assert_eq!(kinds(&overview(&[0, 0, 0, 2], 0)), []);
    assert_eq!(kinds(&overview(&[4, 4, 4, 4], 1)), [FindingKind::PhonesSilent]);
}

#[test]
fn hidden_periods_make_no_warning() {
    let mut hidden = overview(&[4, 5, 4, 80], 0);
    if let Some(signals) = &mut hidden.signals {
        signals.trend[1] = Published::Hidden;
    }
    assert_eq!(findings(&hidden), []);
}
