use js_sys::{Date, Object, Reflect};
use wire::Timestamp;
use wire::biography::Born;

use crate::I18n;
use crate::texts::i18n::*;

/// How long ago `then` was: "just now", "4 min", "2 h", "3 d".
pub fn age(i18n: I18n, then: Timestamp, now: Timestamp) -> String {
    let minutes = now.seconds_since(then).max(0) / 60;
    match minutes {
        0 => t_string!(i18n, age.now).to_owned(),
        1..60 => t_string!(i18n, age.minutes, n = minutes),
        60..1440 => t_string!(i18n, age.hours, n = minutes / 60),
        _ => t_string!(i18n, age.days, n = minutes / 1440),
    }
}

/// Hours and minutes, as the language writes them.
pub fn clock_time(i18n: I18n, at: Timestamp) -> String {
    local(i18n, at, &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")])
}

/// Day, month and year of a date, which is the same everywhere (UTC).
pub fn day(i18n: I18n, at: Timestamp) -> String {
    local(i18n, at, &[("day", "numeric"), ("month", "short"), ("year", "numeric"), ("timeZone", "UTC")])
}

/// A date of birth as far as it is known: as it is written, or "about 1990".
pub fn born_on(i18n: I18n, born: Born) -> String {
    match born.about {
        true => t_string!(i18n, biography.about_year, year = born.year),
        false => born.to_string(),
    }
}

/// Month and year of a date, likewise.
pub fn month(i18n: I18n, at: Timestamp) -> String {
    local(i18n, at, &[("month", "long"), ("year", "numeric"), ("timeZone", "UTC")])
}

/// Day, month, hours and minutes, as the language writes them.
pub fn moment(i18n: I18n, at: Timestamp) -> String {
    local(
        i18n,
        at,
        &[
            ("day", "numeric"),
            ("month", "short"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
        ],
    )
}

/// The same with the year, for what may be long ago.
pub fn moment_with_year(i18n: I18n, at: Timestamp) -> String {
    local(
        i18n,
        at,
        &[
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
        ],
    )
}

/// The same to the second.
pub fn moment_with_seconds(i18n: I18n, at: Timestamp) -> String {
    local(
        i18n,
        at,
        &[
            ("day", "numeric"),
            ("month", "short"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
            ("hourCycle", "h23"),
        ],
    )
}

/// A number with its thousands apart, as the language writes it.
pub fn number(i18n: I18n, value: u64) -> String {
    // Whatever is counted here is far below 2^53.
    js_sys::Number::from(value as f64).to_locale_string(i18n.get_locale().as_str()).into()
}

fn local(i18n: I18n, at: Timestamp, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in parts {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    Date::new(&(at.0 as f64).into()).to_locale_string(i18n.get_locale().as_str(), &options).into()
}
