use policy::Hours;

use crate::I18n;
use crate::texts::i18n::*;

/// When a site works, in one sentence.
pub fn site_hours(i18n: I18n, hours: Option<Hours>) -> String {
    match hours.filter(|hours| !hours.always()) {
        None => t_string!(i18n, rules.always).to_owned(),
        Some(hours) => {
            let (opens, closes) = (clock(hours.opens), clock(hours.closes));
            let offset = utc_offset(hours.utc_offset);
            t_string!(i18n, rules.hours, opens = opens, closes = closes, offset = offset)
        }
    }
}

/// A minute of the day, as a field for times writes it.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

/// The minute of the day that such a field tells, if it is filled in.
pub fn minute_of(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    Some(hours.parse::<u16>().ok()? * 60 + minutes.get(..2)?.parse::<u16>().ok()?)
}

/// How far a clock is from UTC: `UTC-06:00`.
pub fn utc_offset(minutes: i16) -> String {
    let (sign, far) = (if minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
    format!("UTC{sign}{:02}:{:02}", far / 60, far % 60)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn hours_are_written_as_the_field_writes_them() {
        for (minute, text) in [(0, "00:00"), (485, "08:05"), (1439, "23:59")] {
            assert_eq!(clock(minute), text);
            assert_eq!(minute_of(text), Some(minute));
        }
        assert_eq!(clock(1440), "00:00");
        assert_eq!(minute_of(""), None);
        assert_eq!(minute_of("08"), None);
    }

    #[wasm_bindgen_test]
    fn an_offset_has_its_sign_and_two_figures_each() {
        assert_eq!((utc_offset(-360).as_str(), utc_offset(0).as_str()), ("UTC-06:00", "UTC+00:00"));
        assert_eq!((utc_offset(345).as_str(), utc_offset(-30).as_str()), ("UTC+05:45", "UTC-00:30"));
    }
}
