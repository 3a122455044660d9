//! What a check found, in a form to keep: no picture and nothing of a person is in it.

use scanners::{Caveat, Condition};
use serde::{Serialize, Serializer};
use wire::{Timestamp, encounter::Device};

use crate::I18n;
use crate::texts::i18n::*;
use crate::words;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// When it began.
    pub at: Option<Timestamp>,
    /// What the browser says of itself and its system.
    pub browser: String,
    /// What the scanner is called before it is open.
    pub scanner: String,
    /// What it says it is.
    pub device: Option<Device>,
    /// Whether its prints may be enrolled.
    pub may_enrol: Option<bool>,
    /// What must be said with its prints.
    #[serde(serialize_with = "names")]
    pub caveats: Vec<Caveat>,
    /// Each pace in its order, and how it went.
    pub paces: Vec<(Pace, Outcome)>,
    /// Milliseconds from opening it until it could capture.
    pub ready_ms: Option<f64>,
    /// Live pictures.
    pub live: Option<Live>,
    /// The print.
    pub print: Option<Print>,
    /// Milliseconds from opening it again until it could capture again.
    pub ready_again_ms: Option<f64>,
}

/// How the live pictures came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Live {
    /// Pictures that came.
    pub pictures: u32,
    /// Of those, with their quality shown.
    pub judged: u32,
    /// A second.
    pub per_second: f64,
    /// Milliseconds from a picture's last byte to its quality, at worst.
    pub quality_within_ms: f64,
}

/// The print that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Print {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Pixels per inch.
    pub ppi: u16,
    /// Umbral's quality, 0 to 100.
    pub quality: u8,
    /// Minutiae found.
    pub minutiae: usize,
    /// Milliseconds from the last byte to the quality.
    pub quality_after_ms: f64,
}

/// A pace of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// It opens and says what it is.
    Connect,
    /// It shows what lies on it.
    Live,
    /// It takes a print.
    Capture,
    /// The print can be compared.
    Quality,
    /// It comes back after it was unplugged.
    Reconnect,
}

/// How a pace went.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should.
    Passed,
    /// Not well enough, as the figures say.
    Poor,
    /// Something stood in the way.
    Failed(#[serde(serialize_with = "name")] Condition),
    /// Whoever checks left it out.
    Skipped,
}

impl Report {
    /// Notes how a pace went.
    pub fn note(&mut self, pace: Pace, outcome: Outcome) {
        self.paces.push((pace, outcome));
    }

    /// To be read by a program.
    pub fn json(&self) -> String {
        // Numbers, names and words: nothing here can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// To be read by a person: each fact with its name.
    pub fn facts(&self, i18n: I18n) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        let mut fact = |name, value: Option<String>| facts.extend(value.map(|value| (name, value)));
        let device = self.device.as_ref();
        fact(t_string!(i18n, devices.at), self.at.map(|at| words::moment(i18n, at)));
        fact(t_string!(i18n, devices.browser), Some(self.browser.clone()));
        fact(t_string!(i18n, devices.make), device.map(|device| device.make.clone()));
        fact(t_string!(i18n, devices.model), device.map(|device| device.model.clone()));
        fact(t_string!(i18n, devices.serial), device.and_then(|device| device.serial.clone()));
        fact(t_string!(i18n, devices.firmware), device.and_then(|device| device.firmware.clone()));
        let native = device.and_then(|device| device.native_ppi);
        fact(t_string!(i18n, devices.native_ppi), native.map(|ppi| ppi.get().to_string()));
        fact(
            t_string!(i18n, devices.enrolment),
            self.may_enrol.map(|may| {
                match may {
                    true => t_string!(i18n, devices.may_enrol),
                    false => t_string!(i18n, devices.search_only),
                }
                .to_owned()
            }),
        );
        fact(t_string!(i18n, devices.ready_after), self.ready_ms.map(milliseconds));
        fact(
            t_string!(i18n, devices.live_pictures),
            self.live.map(|live| {
                let rate = format!("{:.1}", live.per_second);
                t_string!(
                    i18n,
                    devices.live_words,
                    pictures = live.pictures,
                    rate = rate,
                    judged = live.judged
                )
            }),
        );
        let within = self.live.map(|live| milliseconds(live.quality_within_ms));
        fact(t_string!(i18n, devices.live_quality), within);
        fact(
            t_string!(i18n, devices.image),
            self.print.map(|print| format!("{} × {} · {} ppi", print.width, print.height, print.ppi)),
        );
        fact(
            t_string!(i18n, devices.quality),
            self.print.map(|print| {
                t_string!(i18n, devices.quality_words, score = print.quality, minutiae = print.minutiae)
            }),
        );
        fact(
            t_string!(i18n, devices.quality_after),
            self.print.map(|print| milliseconds(print.quality_after_ms)),
        );
        fact(t_string!(i18n, devices.ready_again_after), self.ready_again_ms.map(milliseconds));
        facts
    }

    /// To be kept as a file, or pasted into a ticket.
    pub fn text(&self, i18n: I18n) -> String {
        let mut text = format!("{}: {}\n\n", t_string!(i18n, devices.report), self.scanner);
        for (name, value) in self.facts(i18n) {
            text += &format!("{name}: {value}\n");
        }
        text.push('\n');
        for (pace, outcome) in &self.paces {
            text += &format!("{}: {}\n", pace_words(i18n, *pace), outcome_words(i18n, *outcome));
        }
        for caveat in &self.caveats {
            text += &format!("- {}\n", words::caveat(i18n, *caveat));
        }
        text
    }
}

fn milliseconds(ms: f64) -> String {
    format!("{ms:.0} ms")
}

/// What a pace is called.
pub fn pace_words(i18n: I18n, pace: Pace) -> &'static str {
    match pace {
        Pace::Connect => t_string!(i18n, devices.pace_connect),
        Pace::Live => t_string!(i18n, devices.pace_live),
        Pace::Capture => t_string!(i18n, devices.pace_capture),
        Pace::Quality => t_string!(i18n, devices.pace_quality),
        Pace::Reconnect => t_string!(i18n, devices.pace_reconnect),
    }
}

/// How a pace went.
pub fn outcome_words(i18n: I18n, outcome: Outcome) -> String {
    match outcome {
        Outcome::Passed => t_string!(i18n, devices.passed).to_owned(),
        Outcome::Poor => t_string!(i18n, devices.poor).to_owned(),
        Outcome::Skipped => t_string!(i18n, devices.skipped).to_owned(),
        Outcome::Failed(condition) => {
            format!("{} {}", words::condition(i18n, condition), words::condition_remedy(i18n, condition))
        }
    }
}

/// Conditions and caveats are known to programs by their names in the source.
fn name<S: Serializer>(condition: &Condition, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format!("{condition:?}"))
}

fn names<S: Serializer>(caveats: &[Caveat], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(caveats.iter().map(|caveat| format!("{caveat:?}")))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_report_for_programs_names_what_stood_in_the_way() {
        let mut report = Report { scanner: "U.are.U".to_owned(), ..Report::default() };
        report.caveats.push(Caveat::Under500Ppi);
        report.note(Pace::Connect, Outcome::Passed);
        report.note(Pace::Capture, Outcome::Failed(Condition::BrokenFrames));
        let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!(json["paces"][1][1]["failed"], "BrokenFrames");
        assert_eq!(json["caveats"][0], "Under500Ppi");
    }
}
