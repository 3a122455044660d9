//! Which counts may be published. A small one would tell of a person who can be named by whoever knows the site, and so
//! would what gives it away: a sum beside all its other parts. So it goes row by row. A row of few alerts is not counted; a
//! row of which some part is small is not taken apart. What is summed up is shown while the rows that are missing from the
//! table are several and together no small count either.

use wire::handover::{Counts, LedTo};

/// What is counted of a row, whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Whole {
    pub alerts: u32,
    pub led_to: LedTo,
}

impl Whole {
    fn and(self, other: Self) -> Self {
        let mut states = self.led_to.states;
        states.iter_mut().zip(other.led_to.states).for_each(|(state, more)| *state += more);
        let taken_back = self.led_to.taken_back + other.led_to.taken_back;
        Self { alerts: self.alerts + other.alerts, led_to: LedTo { taken_back, states } }
    }

    /// What is told with the parts: how many were taken back, so how many were not, and each state.
    fn parts(self) -> impl Iterator<Item = u32> {
        let LedTo { taken_back, states } = self.led_to;
        [taken_back, self.alerts - taken_back].into_iter().chain(states)
    }

    fn has_small_part(self, smallest: u32) -> bool {
        self.parts().any(|part| is_small(part, smallest))
    }
}

fn is_small(count: u32, smallest: u32) -> bool {
    (1..smallest).contains(&count)
}

/// What may be shown of each row and of all together, where counts from 1 up to `smallest` are not.
pub(super) fn shown(rows: &[Whole], smallest: u32) -> (Vec<Counts>, Counts) {
    let sum = |of: &dyn Fn(usize) -> bool| {
        (0..rows.len()).filter(|at| of(*at)).fold(Whole::default(), |sum, at| sum.and(rows[at]))
    };
    let mut counted: Vec<bool> = rows.iter().map(|row| !is_small(row.alerts, smallest)).collect();
    // One missing row, or few alerts in several, is told by what all come to: the next smallest row goes too.
    let given_away = |counted: &[bool]| {
        let missing = counted.iter().filter(|counted| !**counted).count();
        let alerts = sum(&|at| !counted[at]).alerts;
        missing > 0 && (missing == 1 || is_small(alerts, smallest) || alerts as usize == missing)
    };
    while given_away(&counted) {
        let next = (0..rows.len()).filter(|at| counted[*at]).min_by_key(|at| rows[*at].alerts);
        let Some(next) = next else { break };
        counted[next] = false;
    }
    let apart: Vec<bool> =
        rows.iter().zip(&counted).map(|(row, counted)| *counted && !row.has_small_part(smallest)).collect();
    let whole = |row: &Whole, counted: bool, apart: bool| Counts {
        alerts: counted.then_some(row.alerts),
        led_to: (counted && apart).then_some(row.led_to),
    };
    let each = rows.iter().zip(counted.iter().zip(&apart));
    let each = each.map(|(row, (counted, apart))| whole(row, *counted, *apart)).collect();
    let not_apart = apart.iter().filter(|apart| !**apart).count();
    let parts_shown = not_apart == 0 || (not_apart > 1 && !sum(&|at| !apart[at]).has_small_part(smallest));
    (each, whole(&sum(&|_| true), !given_away(&counted), parts_shown))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(states: [u32; 4], taken_back: u32) -> Whole {
        Whole { alerts: states.iter().sum(), led_to: LedTo { taken_back, states } }
    }

    #[test]
    fn large_counts_are_all_shown() {
        let rows = [row([7, 0, 9, 0], 0), row([0, 5, 0, 0], 5)];
        let (each, all) = shown(&rows, 5);
        assert!(each.iter().zip(&rows).all(|(shown, row)| shown.led_to == Some(row.led_to)));
        assert_eq!((all.alerts, all.led_to), (Some(21), Some(LedTo { taken_back: 5, states: [7, 5, 9, 0] })));
    }

    #[test]
    fn fewer_than_five_are_not_counted_and_what_all_come_to_does_not_tell_how_many() {
        let (each, all) = shown(&[row([3, 0, 0, 0], 0), row([9, 0, 0, 0], 0), row([20, 0, 0, 0], 0)], 5);
        // The nine go too: 32 less 29 would be the three.
        assert_eq!(each.iter().map(|row| row.alerts).collect::<Vec<_>>(), [None, None, Some(20)]);
        assert_eq!(all.alerts, Some(32));
        let (each, all) = shown(&[row([3, 0, 0, 0], 0)], 5);
        assert_eq!((each[0].alerts, all), (None, Counts::default()), "alone it is what all come to");
    }

    #[test]
    fn a_row_with_one_small_part_is_not_taken_apart_and_neither_is_the_sum_that_would_tell_it() {
        let (each, all) = shown(&[row([9, 2, 0, 0], 0), row([20, 0, 6, 0], 0)], 5);
        assert_eq!((each[0].alerts, each[0].led_to), (Some(11), None));
        assert!(each[1].led_to.is_some());
        assert_eq!((all.alerts, all.led_to), (Some(37), None));
        // What was not taken back tells what was.
        assert_eq!(shown(&[row([9, 0, 0, 0], 6)], 5).0[0].led_to, None);
    }

    #[test]
    fn a_smallest_count_of_one_hides_nothing() {
        let (each, all) = shown(&[row([1, 0, 0, 0], 1), row([0, 2, 0, 0], 0)], 1);
        assert!(each.iter().chain([&all]).all(|counts| counts.led_to.is_some()));
    }

    /// All tables of two states that show the same numbers as `shown` does.
    fn possible(each: &[Counts], all: Counts, most: u32) -> Vec<Vec<[u32; 2]>> {
        let mut tables = vec![Vec::<[u32; 2]>::new()];
        for counts in each {
            let fits = |states: &[u32; 2]| {
                let alerts: u32 = states.iter().sum();
                alerts > 0
                    && counts.alerts.is_none_or(|shown| shown == alerts)
                    && counts.led_to.is_none_or(|shown| shown.states[..2] == states[..])
            };
            let rows: Vec<[u32; 2]> =
                (0..=most).flat_map(|one| (0..=most).map(move |other| [one, other])).filter(fits).collect();
            tables = tables
                .into_iter()
                .flat_map(|table| rows.iter().map(move |row| [&table[..], &[*row]].concat()))
                .collect();
        }
        tables.retain(|table| {
            let sum = |at: usize| table.iter().map(|row| row[at]).sum::<u32>();
            all.alerts.is_none_or(|shown| shown == sum(0) + sum(1))
                && all.led_to.is_none_or(|shown| shown.states[..2] == [sum(0), sum(1)])
        });
        tables
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_small_count_can_be_worked_out_from_what_is_shown(
            table in prop::collection::vec([0u32..5, 0u32..5], 1..4)
        ) {
            let rows: Vec<Whole> = table.iter().filter(|row| row[0] + row[1] > 0)
                .map(|row| Whole { alerts: row[0] + row[1], led_to: LedTo { taken_back: 0, states: [row[0], row[1], 0, 0] } })
                .collect();
            let (each, all) = shown(&rows, 3);
            let possible = possible(&each, all, 5);
            for (at, row) in rows.iter().enumerate() {
                let ways = |of: &dyn Fn(&[u32; 2]) -> u32| {
                    let mut values: Vec<u32> = possible.iter().map(|table| of(&table[at])).collect();
                    values.sort_unstable();
                    values.dedup();
                    values.len()
                };
                if is_small(row.alerts, 3) {
                    prop_assert!(ways(&|row| row[0] + row[1]) > 1, "{rows:?} {each:?} {all:?}");
                }
                for state in 0..2 {
                    if is_small(row.led_to.states[state], 3) {
                        prop_assert!(ways(&|row| row[state]) > 1, "{rows:?} {each:?} {all:?}");
                    }
                }
            }
        }
    }
}
