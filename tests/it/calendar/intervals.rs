//! The algebra of intervals.

use super::*;
use okno::calendar::Interval;

/// Intervals over the first hundred seconds.
fn any_intervals() -> impl Strategy<Value = Vec<Interval>> {
    let second = |second| DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
    let any =
        (0_i64..100, 1_i64..20).prop_map(move |(start, length)| Interval::new(second(start), second(start + length)));
    prop::collection::vec(any.prop_filter_map("empty", |interval| interval), 0..12)
}

fn inside(intervals: &[Interval]) -> Vec<bool> {
    let seconds = (0..130).map(|second| DateTime::UNIX_EPOCH + TimeDelta::seconds(second));
    seconds.map(|second| intervals.iter().any(|interval| interval.contains(second))).collect()
}

fn is_sorted_and_apart(intervals: &[Interval]) -> bool {
    intervals.windows(2).all(|pair| pair[0].end() < pair[1].start())
}

proptest! {
    #[test]
    fn the_algebra_of_intervals_is_that_of_their_instants(left in any_intervals(), right in any_intervals()) {
        let (a, b) = (interval::union(left.clone()), interval::union(right.clone()));
        let (in_a, in_b) = (inside(&a), inside(&b));
        prop_assert!(is_sorted_and_apart(&a));
        prop_assert_eq!(&in_a, &inside(&left));
        let by_instant = |rule: fn(bool, bool) -> bool| -> Vec<_> { in_a.iter().zip(&in_b).map(|(a, b)| rule(*a, *b)).collect() };
        let shared = interval::intersection(&a, &b);
        prop_assert!(is_sorted_and_apart(&shared));
        prop_assert_eq!(inside(&shared), by_instant(|a, b| a && b));
        let left_over = interval::difference(&a, &b);
        prop_assert!(is_sorted_and_apart(&left_over));
        prop_assert_eq!(inside(&left_over), by_instant(|a, b| a && !b));
    }
}

#[test]
fn intervals_that_touch_are_one() {
    let [a, b, c] = ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"].map(at);
    let touching = [Interval::new(b, c), Interval::new(a, b)].into_iter().flatten().collect();
    assert_eq!(interval::union(touching), Vec::from_iter(Interval::new(a, c)));
}
