//! A disk without room, at every step that needs some.

use super::{Before, Deed, entries, faulty, kinds, left_by, ready_to_run, state, steps, times_run};
use crate::house::House;

#[test]
fn x() {
    let house = ready_to_run();
    let before = Before::of(&house);
    for deed in [Deed::Full, Deed::Sync] {
    for args in [&["run", "1"][..], &["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"]] {
        before.bring_back(&house);
        let known = entries(&house);
        for at in 1..=steps(&house, deed, args) {
            before.bring_back(&house);
            let left = left_by(faulty(&house, deed, at, args));
            eprintln!("{deed:?} {args:?} {at} {:?} {}\n{:?}", left.status.code(), left.said, kinds(&entries(&house)[known.len()..]));
        }
    }}
    let house = House::new();
    for deed in [Deed::Full, Deed::Sync] {
    for args in [&["plan", "Work", "--system", "shop", "--downtime", "2m", "--", "true"]] {
        Before::of(&House::new()).bring_back(&house);
        let known = entries(&house);
        for at in 1..=steps(&house, deed, args) {
        Before::of(&House::new()).bring_back(&house);
            let left = left_by(faulty(&house, deed, at, args));
            eprintln!("{deed:?} {args:?} {at} {:?} {}\n{:?}", left.status.code(), left.said, kinds(&entries(&house)[known.len()..]));
        }
    }}
}
