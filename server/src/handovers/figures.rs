//! Alerts and what they led to, counted; [`small_counts`] says what of it may be shown.

use std::collections::BTreeMap;

use wire::Timestamp;
use wire::handover::{HandoverFigures, HandoverRow, HandoverState};

use super::small_counts::{self, Whole};
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{alerts, handovers, policies};

/// Alerts that are counted at most: several years of a country.
const MOST: u32 = 20_000;
const DAY: i64 = 86_400_000;

impl Service {
    /// What the alerts of the actor's country led to, by category, site and month.
    pub(crate) async fn handover_figures(&self, actor: &Actor) -> Result<HandoverFigures, Error> {
        authorize(actor, Action::ReadFigures, Object::Country(actor.country))?;
        let mut snapshot = self.storage.snapshot().await?;
        let rows = alerts::of_country(&mut snapshot, &self.programme_key, actor.country, MOST).await?;
        let states: BTreeMap<_, _> =
            handovers::states(&mut snapshot, actor.country).await?.into_iter().collect();
        let now = self.clock.now();
        let policy = policies::in_force(&mut snapshot, &self.programme_key, actor.country, now).await?;
        drop(snapshot);
        let mut counted = BTreeMap::<(i64, String, String), Whole>::new();
        for row in &rows {
            let alert = self.alert(row)?;
            let key = (-month_of(alert.raised_at), alert.site, alert.category);
            let count = counted.entry(key).or_default();
            let state = states.get(&row.id).copied().unwrap_or_default();
            count.alerts += 1;
            count.led_to.taken_back += u32::from(row.taken_back.is_some());
            for (at, each) in HandoverState::ALL.into_iter().enumerate() {
                count.led_to.states[at] += u32::from(each == state);
            }
        }
        let line = Line::by(actor, "alert.figures", format!("country/{}", actor.country))
            .with(format!("{} alerts", rows.len()));
        self.note(line).await?;
        let smallest = policy.map_or(1, |policy| policy.smallest_count());
        let whole: Vec<Whole> = counted.values().copied().collect();
        let (each, all) = small_counts::shown(&whole, smallest.into());
        let rows = counted.into_keys().zip(each).map(|((month, site, category), counts)| HandoverRow {
            site,
            category,
            month: Timestamp(-month),
            counts,
        });
        Ok(HandoverFigures { smallest, rows: rows.collect(), all })
    }
}

/// The first moment of a moment's month (UTC).
fn month_of(at: Timestamp) -> i64 {
    let days = at.0.div_euclid(DAY);
    // Counted back day by day: no month has more than 31.
    let first = (0..31).map(|back| days - back).find(|day| day_of_month(*day) == 1);
    first.unwrap_or(days) * DAY
}

/// The day of the month of a day since 1970-01-01, in the calendar of eras of 400 years that begin on a first of March.
fn day_of_month(days: i64) -> i64 {
    let day_of_era = (days + 719_468).rem_euclid(146_097);
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    day_of_year - (153 * ((5 * day_of_year + 2) / 153) + 2) / 5 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_on_its_first_day_in_every_kind_of_year() {
        for (day, first) in [
            (0, 0),
            (30, 0),
            (31, 31),
            // 29 February and 1 March 2024.
            (19_782, 19_754),
            (19_783, 19_783),
            // 31 December 2026.
            (20_818, 20_788),
        ] {
            assert_eq!(month_of(Timestamp(day * DAY + 5)), first * DAY, "day {day}");
        }
    }
}
