use std::{fmt, str::FromStr, time::Duration};

use x509_cert::der::DateTime;

/// Seconds since 1970-01-01T00:00:00Z, from whoever owns a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(pub u64);

impl UnixTime {
    /// How much later `self` is than `other`, in seconds; negative if earlier.
    #[must_use]
    pub fn since(self, other: Self) -> i64 {
        let seconds = i128::from(self.0) - i128::from(other.0);
        i64::try_from(seconds).unwrap_or(if seconds < 0 { i64::MIN } else { i64::MAX })
    }
}

/// Text is no point in time of RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no date and time like 2026-11-23T08:00:00Z")]
pub struct NotATime;

/// `yyyy-mm-ddThh:mm:ss`, a fraction if need be, and `Z` or an offset from it (RFC 3339).
impl FromStr for UnixTime {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let (whole, rest) = text.split_at_checked(19).ok_or(NotATime)?;
        let time: DateTime = format!("{whole}Z").parse().map_err(|_| NotATime)?;
        let zone = match rest.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches(|digit: char| digit.is_ascii_digit()),
            None => rest,
        };
        let seconds = time.unix_duration().as_secs();
        let offset = |hours: &str, minutes: &str| -> Option<u64> {
            let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
            (hours < 24 && minutes < 60).then_some(u64::from(hours) * 3600 + u64::from(minutes) * 60)
        };
        match (zone, zone.split_at_checked(1)) {
            ("Z" | "z", _) => Ok(Self(seconds)),
            (_, Some((sign, ahead))) => {
                let (hours, minutes) = ahead.split_once(':').ok_or(NotATime)?;
                let offset = offset(hours, minutes).ok_or(NotATime)?;
                match sign {
                    "+" => seconds.checked_sub(offset).map(Self).ok_or(NotATime),
                    "-" => Ok(Self(seconds + offset)),
                    _ => Err(NotATime),
                }
            }
            _ => Err(NotATime),
        }
    }
}

/// `yyyy-mm-ddThh:mm:ssZ`.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The year 9999 ends what can be written.
        DateTime::from_unix_duration(Duration::from_secs(self.0)).unwrap_or(DateTime::INFINITY).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_is_read_in_any_zone() {
        for text in [
            "2026-11-23T08:00:00Z",
            "2026-11-23T08:00:00.123Z",
            "2026-11-23T13:30:00+05:30",
            "2026-11-23T05:00:00.9-03:00",
        ] {
            assert_eq!(text.parse(), Ok(UnixTime(1_795_420_800)), "{text}");
        }
        for text in ["", "2026-11-23", "2026-11-23T08:00:00", "2026-13-23T08:00:00Z", "2026-11-23T08:00:00+5"]
        {
            assert_eq!(text.parse::<UnixTime>(), Err(NotATime), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(seconds in 0u64..4_000_000_000) {
            prop_assert_eq!(UnixTime(seconds).to_string().parse(), Ok(UnixTime(seconds)));
        }

        #[test]
        fn any_text_does_no_harm(text in "\\PC{0,40}|[0-9T:Z.+-]{15,30}") {
            let _ = text.parse::<UnixTime>();
        }
    }
}
