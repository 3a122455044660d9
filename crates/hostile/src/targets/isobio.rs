//! Finger minutiae records from other systems.

use std::num::NonZeroU16;

use fingerprint::FingerPosition;
use isobio::{FingerMinutiaeRecord, Format, ImpressionType, View};
use synthetic::FingerSeed;

const FORMATS: [Format; 3] = [Format::Iso2005, Format::Iso2011, Format::Ansi378];

/// What is read becomes templates, and what is written of it is read again.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(record) = FingerMinutiaeRecord::parse(bytes) else { return };
    for view in &record.views {
        let _ = view.to_template();
    }
    for format in FORMATS {
        if let Ok(written) = record.write(format) {
            let again = FingerMinutiaeRecord::parse(&written);
            assert_eq!(again.map(|again| again.views.len()), Ok(record.views.len()), "{format:?}");
        }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let Some(resolution) = NonZeroU16::new(197) else { return Vec::new() };
    let view = |finger: u64, position| {
        let template = synthetic::template(FingerSeed(finger));
        View::from_template(&template, position, ImpressionType::LivePlain, Some(80), resolution)
    };
    let record = FingerMinutiaeRecord {
        views: vec![view(1, FingerPosition::RightIndex), view(2, FingerPosition::LeftIndex)],
    };
    FORMATS.iter().filter_map(|&format| record.write(format).ok()).collect()
}
