use js_sys::{Date, Object, Reflect};
use wire::Timestamp;

/// A day as the language writes it; a browser that does not know the language writes it in its own.
pub fn day(language: &str, at: Timestamp) -> String {
    written(language, at, &[("day", "numeric"), ("month", "long"), ("year", "numeric")])
}

/// The same with hours and minutes.
pub fn moment(language: &str, at: Timestamp) -> String {
    let parts = [
        ("day", "numeric"),
        ("month", "long"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("hourCycle", "h23"),
    ];
    written(language, at, &parts)
}

fn written(language: &str, at: Timestamp, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in parts {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    Date::new(&(at.0 as f64).into()).to_locale_string(language, &options).into()
}
