//! How long people have examined without a break, and how many are at work. The bench notes that somebody did something
//! there, and forgets when they did what: one row a person says since when, and how many hits.

use wire::Timestamp;
use wire::reviewing::{Stint, Workload};
use wire::session::Role;

use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::stints::{self, StintRow};
use crate::storage::{Connection, accounts, on_bench};

const MINUTE_SECONDS: i64 = 60;
const HOUR_SECONDS: i64 = 60 * MINUTE_SECONDS;

/// What somebody's stint is once they did something at `now`: a pause of `break_minutes` begins a new one.
fn going_on(before: Option<StintRow>, now: Timestamp, break_minutes: u8, decided: bool) -> StintRow {
    let pause = i64::from(break_minutes) * MINUTE_SECONDS;
    let stint = match before {
        Some(stint) if now.seconds_since(stint.last_at) < pause => stint,
        _ => StintRow { began_at: now, last_at: now, decided: 0 },
    };
    StintRow { last_at: now, decided: stint.decided + u32::from(decided), ..stint }
}

/// Whether a break is due to somebody at `now`.
fn is_due(stint: &StintRow, rules: policy::Reviewing, now: Timestamp) -> bool {
    let minutes = now.seconds_since(stint.began_at) / MINUTE_SECONDS;
    rules.break_is_due(minutes.max(0).unsigned_abs(), stint.decided)
}

/// Whether somebody is at work at `now`: a pause has not begun that counts as a break.
fn at_work(stint: &StintRow, rules: policy::Reviewing, now: Timestamp) -> bool {
    now.seconds_since(stint.last_at) < i64::from(rules.break_minutes) * MINUTE_SECONDS
}

impl Service {
    /// Notes that somebody does something at the bench.
    pub(crate) async fn note_at_bench(
        &self,
        db: &mut Connection,
        actor: &Actor,
        decided: bool,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let rules = accounts::site(db, &self.programme_key, actor.site, now).await?.policy.reviewing;
        let before = stints::of(db, actor.account).await?;
        stints::set(db, actor.account, going_on(before, now, rules.break_minutes, decided)).await
    }

    /// Who is at the bench, in counts; a reviewer's own time there.
    pub(crate) async fn workload(&self, actor: &Actor) -> Result<Workload, Error> {
        authorize(actor, Action::ReadWorkload, Object::Country(actor.country))?;
        let now = self.clock.now();
        let mut snapshot = self.storage.snapshot().await?;
        let mut workload = Workload { at_work: 0, decided_in_hour: 0, mine: None, breaks_due: None };
        let (mut breaks_due, longest_break) = (0, now.plus_seconds(-HOUR_SECONDS - MINUTE_SECONDS));
        for (site, stint) in stints::since(&mut snapshot, actor.country, longest_break).await? {
            let rules = accounts::site(&mut snapshot, &self.programme_key, site, now).await?.policy.reviewing;
            if at_work(&stint, rules, now) {
                workload.at_work += 1;
                breaks_due += u32::from(is_due(&stint, rules, now));
            }
        }
        let reviewer = (actor.role == Role::Reviewer).then_some(actor.account);
        let since = now.plus_seconds(-HOUR_SECONDS);
        workload.decided_in_hour =
            on_bench::decisions_since(&mut snapshot, since, (reviewer, actor.country)).await?;
        if reviewer.is_none() {
            workload.breaks_due = Some(breaks_due);
        }
        let rules =
            accounts::site(&mut snapshot, &self.programme_key, actor.site, now).await?.policy.reviewing;
        workload.mine = stints::of(&mut snapshot, actor.account)
            .await?
            .filter(|stint| at_work(stint, rules, now))
            .map(|stint| Stint {
                began_at: stint.began_at,
                decided: stint.decided,
                break_due: is_due(&stint, rules, now),
                break_minutes: rules.break_minutes,
            });
        Ok(workload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000);

    #[test]
    fn whoever_goes_on_is_in_one_stint_and_a_pause_begins_another() {
        let first = going_on(None, NOW, 5, false);
        assert_eq!(first, StintRow { began_at: NOW, last_at: NOW, decided: 0 });
        let later = NOW.plus_seconds(4 * 60);
        let second = going_on(Some(first), later, 5, true);
        assert_eq!(second, StintRow { began_at: NOW, last_at: later, decided: 1 });
        let after_break = later.plus_seconds(5 * 60);
        let third = going_on(Some(second), after_break, 5, true);
        assert_eq!(third, StintRow { began_at: after_break, last_at: after_break, decided: 1 });
    }

    #[test]
    fn a_break_is_due_by_time_or_by_hits_and_not_to_whoever_has_left() {
        let rules = policy::Reviewing::default();
        let stint = StintRow { began_at: NOW, last_at: NOW.plus_seconds(50 * 60), decided: 2 };
        assert!(is_due(&stint, rules, NOW.plus_seconds(50 * 60)));
        assert!(!is_due(&stint, rules, NOW.plus_seconds(49 * 60)));
        assert!(is_due(&StintRow { decided: 30, ..stint }, rules, NOW));
        assert!(at_work(&stint, rules, NOW.plus_seconds(54 * 60)));
        assert!(!at_work(&stint, rules, NOW.plus_seconds(55 * 60)));
    }
}
