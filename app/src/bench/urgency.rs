use wire::Timestamp;

use crate::components::Tone;

/// How soon a hit must be decided, in steps that call for different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// The time is over.
    Late,
    /// Before anything else.
    Urgent,
    /// Within the hour.
    Soon,
    /// When the others are done.
    Routine,
}

impl Urgency {
    /// Of a hit with so many seconds left.
    pub fn of(seconds_left: i64) -> Self {
        match seconds_left {
            ..0 => Self::Late,
            0..600 => Self::Urgent,
            600..3600 => Self::Soon,
            _ => Self::Routine,
        }
    }

    /// The colour and shape it is shown in.
    pub fn tone(self) -> Tone {
        match self {
            Self::Late => Tone::Stop,
            Self::Urgent => Tone::Warn,
            Self::Soon => Tone::Now,
            Self::Routine => Tone::Quiet,
        }
    }
}

/// Time left, or over, in the unit that matters at that distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLeft {
    /// Minutes and seconds: every second counts.
    Seconds(i64, i64),
    /// Minutes.
    Minutes(i64),
    /// Hours.
    Hours(i64),
    /// Minutes too late.
    OverMinutes(i64),
    /// Hours too late.
    OverHours(i64),
}

impl TimeLeft {
    /// At `now`, until `due`.
    pub fn between(now: Timestamp, due: Timestamp) -> Self {
        let seconds = due.seconds_since(now);
        match seconds {
            ..-3599 => Self::OverHours(-seconds / 3600),
            -3599..0 => Self::OverMinutes((59 - seconds) / 60),
            0..600 => Self::Seconds(seconds / 60, seconds % 60),
            600..7200 => Self::Minutes(seconds / 60),
            _ => Self::Hours(seconds / 3600),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn urgency_never_falls_as_time_runs_out() {
        let steps: Vec<_> = (-10_000..10_000).map(Urgency::of).collect();
        assert!(steps.is_sorted());
        assert_eq!((Urgency::of(-1), Urgency::of(0)), (Urgency::Late, Urgency::Urgent));
    }

    #[wasm_bindgen_test]
    fn the_last_ten_minutes_are_counted_in_seconds() {
        let left = |seconds| TimeLeft::between(Timestamp(0), Timestamp(0).plus_seconds(seconds));
        assert_eq!(left(192), TimeLeft::Seconds(3, 12));
        assert_eq!(left(600), TimeLeft::Minutes(10));
        assert_eq!(left(3 * 3600), TimeLeft::Hours(3));
        assert_eq!(left(-1), TimeLeft::OverMinutes(1));
        assert_eq!(left(-7300), TimeLeft::OverHours(2));
    }
}
