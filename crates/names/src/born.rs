use wire::biography::{Born, BornAgreement};

/// Years that "about" may be off.
const ABOUT: u16 = 5;
/// Years that somebody may be off who was not sure, and did not say so.
const NEAR: u16 = 1;

/// What two dates of birth say to each other. The same either way round.
#[must_use]
pub fn agreement(one: &Born, other: &Born) -> BornAgreement {
    let (one, other) = (known(one), known(other));
    let apart = one.year.abs_diff(other.year);
    let about = one.about || other.about;
    if about && apart <= ABOUT {
        return if apart == 0 { BornAgreement::AsFarAsKnown } else { BornAgreement::Near };
    }
    let months = one.month.zip(other.month);
    let days = one.day.zip(other.day);
    match (apart, months, days) {
        (0, Some((a, b)), Some((c, d))) if a == b && c == d => BornAgreement::Same,
        (0, Some((a, b)), Some((c, d))) if a == d && b == c => BornAgreement::DayAndMonthSwapped,
        // One of three is off: a slip, or a guess.
        (0, Some((a, b)), Some((c, d))) if a == b || c == d => BornAgreement::Near,
        (0, Some(_), Some(_)) => BornAgreement::Different,
        (0, Some((a, b)), None) if a == b => BornAgreement::AsFarAsKnown,
        (0, Some(_), None) => BornAgreement::Different,
        (0, None, _) => BornAgreement::AsFarAsKnown,
        (1..=NEAR, Some((a, b)), Some((c, d))) if a == b && c == d => BornAgreement::Near,
        (1..=NEAR, None, _) => BornAgreement::Near,
        _ => BornAgreement::Different,
    }
}

/// The 1st of January is what is written where only the year is known.
fn known(born: &Born) -> Born {
    match (born.month, born.day) {
        (Some(1), Some(1)) => Born { month: None, day: None, ..*born },
        // A day without a month says nothing.
        (None, _) => Born { day: None, ..*born },
        _ => *born,
    }
}
