//! Days, as people write them and as a date field has them.

use js_sys::Date;
use wire::Timestamp;

/// The day as a date field has it, in UTC: "2027-03-01".
pub fn field(at: Timestamp) -> String {
    String::from(Date::new(&(at.0 as f64).into()).to_iso_string()).chars().take(10).collect()
}

/// The beginning of the day in a date field; none while it is not whole.
pub fn read(text: &str) -> Option<Timestamp> {
    let at = Date::parse(text);
    at.is_finite().then_some(Timestamp(at as i64))
}
