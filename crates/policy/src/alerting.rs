use serde::{Deserialize, Serialize};

use crate::flaw::{holds, within};
use crate::{Flaw, Remedy};

const MINUTE: i64 = 60_000;
const LONGEST_PHONE: usize = 40;

/// Who is told of an alert, whom to call, and when it goes further because nobody says that it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alerting {
    /// Whether the site's other officers on shift are told beside the one who captured.
    pub site_officers: bool,
    /// Whether the site's supervisors are told with the officer; otherwise only once it goes further.
    pub supervisors_at_once: bool,
    /// Minutes without an acknowledgement until it goes to the site's supervisors.
    pub supervisors_after: u16,
    /// Minutes, from the beginning too, until it goes to the country's programme managers.
    pub managers_after: u16,
    /// The number to call at this site, where the category names none; empty for none.
    pub phone: String,
}

impl Default for Alerting {
    /// An urgent alert is to be seen within five minutes.
    fn default() -> Self {
        Self {
            site_officers: true,
            supervisors_at_once: true,
            supervisors_after: 5,
            managers_after: 15,
            phone: String::new(),
        }
    }
}

/// How far an alert has gone; each step includes those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// To those who are told at once.
    Site,
    /// To the site's supervisors, because nobody acknowledged.
    Supervisors,
    /// To the country's programme managers, because the supervisors did not either.
    ProgrammeManagers,
}

/// What somebody is to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Addressee {
    /// The officer who captured.
    Captor,
    /// Another officer of the site.
    Colleague,
    /// A supervisor of the site.
    Supervisor,
    /// A programme manager of the country.
    ProgrammeManager,
}

impl Alerting {
    /// Whether somebody is told of an alert that has gone so far.
    #[must_use]
    pub fn tells(&self, addressee: Addressee, reach: Reach) -> bool {
        match addressee {
            Addressee::Captor => true,
            Addressee::Colleague => self.site_officers,
            Addressee::Supervisor => self.supervisors_at_once || reach >= Reach::Supervisors,
            Addressee::ProgrammeManager => reach >= Reach::ProgrammeManagers,
        }
    }

    /// Where an alert goes next that nobody acknowledges, and when (milliseconds since 1970 UTC).
    #[must_use]
    pub fn next(&self, reach: Reach, raised_at: i64) -> Option<(Reach, i64)> {
        let (next, minutes) = match reach {
            Reach::Site => (Reach::Supervisors, self.supervisors_after),
            Reach::Supervisors => (Reach::ProgrammeManagers, self.managers_after),
            Reach::ProgrammeManagers => return None,
        };
        Some((next, raised_at.saturating_add(i64::from(minutes) * MINUTE)))
    }

    pub(crate) fn check(&self) -> Result<(), Flaw> {
        within(self.supervisors_after, 1..=1440, "alerting.supervisors_after")?;
        within(self.managers_after, self.supervisors_after..=2880, "alerting.managers_after")?;
        holds(is_phone(&self.phone), "alerting.phone", Remedy::Phone)
    }
}

/// Whether a text can be dialled, by form alone; an empty one says that there is no number.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    text.chars().count() <= LONGEST_PHONE
        && text.chars().all(|letter| letter.is_ascii_digit() || " +-()/.,#*x".contains(letter))
        && (text.trim().is_empty() || text.chars().any(|letter| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_captor_is_always_told_and_managers_only_at_the_end() {
        let rules = Alerting { site_officers: false, supervisors_at_once: false, ..Alerting::default() };
        for (reach, told) in [
            (Reach::Site, [true, false, false, false]),
            (Reach::Supervisors, [true, false, true, false]),
            (Reach::ProgrammeManagers, [true, false, true, true]),
        ] {
            let all =
                [Addressee::Captor, Addressee::Colleague, Addressee::Supervisor, Addressee::ProgrammeManager];
            assert_eq!(all.map(|each| rules.tells(each, reach)), told, "{reach:?}");
        }
    }

    #[test]
    fn an_alert_goes_two_steps_further_and_then_no_more() {
        let rules = Alerting { supervisors_after: 2, managers_after: 7, ..Alerting::default() };
        assert_eq!(rules.next(Reach::Site, 1000), Some((Reach::Supervisors, 121_000)));
        assert_eq!(rules.next(Reach::Supervisors, 1000), Some((Reach::ProgrammeManagers, 421_000)));
        assert_eq!(rules.next(Reach::ProgrammeManagers, 1000), None);
    }

    #[test]
    fn managers_are_never_told_before_supervisors() {
        let rules = Alerting { supervisors_after: 10, managers_after: 9, ..Alerting::default() };
        assert_eq!(rules.check().unwrap_err().field, "alerting.managers_after");
        assert_eq!(Alerting::default().check(), Ok(()));
    }

    #[test]
    fn a_number_can_be_dialled() {
        for text in ["", "100", "+52 962 000 0000", "555-0100 x12"] {
            assert!(is_phone(text), "{text}");
        }
        for text in ["the desk", "+", "1".repeat(41).as_str()] {
            assert!(!is_phone(text), "{text}");
        }
    }
}
