//! What a reviewer charted and decided, as an ANSI/NIST-ITL file that other workstations read.

use fingerprint::{FingerPosition, Minutia, MinutiaKind};
use itl::{Assessment, Feature, FeatureKind, Features, Header, Record, Region, ValueForComparison};
use raster::Ppi;
use wire::hit::{Analysis, Decision, Finding, PairChart, Value};
use wire::{Code, HitId, PrintId, Timestamp};

use crate::bench::OpenHit;
use crate::other_side::OtherSide;
use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::on_bench;

/// Units of 10 micrometres in a pixel at 500 ppi: an inch has 2,540.
const UNITS_PER_PIXEL: f32 = 2540.0 / 500.0;
/// Impression type: unknown.
const UNKNOWN_IMPRESSION: u8 = 29;

impl Service {
    /// One's own analysis and decision on a hit: nobody is given another's.
    pub(crate) async fn features(&self, actor: &Actor, id: HitId) -> Result<Vec<u8>, Error> {
        let mut transaction = self.storage.write().await?;
        let hit = self.open_hit(&mut transaction, actor, id).await?;
        let (Some(analysis), Some(decision)) = (hit.analysis.clone(), hit.decision.clone()) else {
            return Err(refuse(Code::Conflict, "Decide first: there is nothing of yours to take along yet."));
        };
        let other = self.opposite(&mut transaction, &hit).await?;
        let own = on_bench::examinations(&mut transaction, hit.row.key()).await?;
        let own = own.into_iter().find(|examination| examination.reviewer == actor.account);
        let at = own.and_then(|examination| examination.decided_at).unwrap_or(hit.row.course.opened_at);
        self.put_on_record(&mut transaction, actor, "hit.export", &hit, "own charting".into()).await?;
        transaction.commit().await?;
        let examined = Examined { hit: &hit, other: &other, analysis, decision, by: actor.name.clone(), at };
        examined.file().map_err(|why| Error::Stored { what: "charting", why })
    }
}

/// One person's finished work on a hit.
struct Examined<'a> {
    hit: &'a OpenHit,
    other: &'a OtherSide,
    analysis: Analysis,
    decision: Decision,
    by: String,
    at: Timestamp,
}

/// A print as a record names it.
struct Described {
    position: FingerPosition,
    impression: u8,
    region: Region,
}

impl Examined<'_> {
    fn file(&self) -> Result<Vec<u8>, String> {
        let when = self.at.utc_digits();
        let header = Header {
            kind: "EFS".into(),
            date: when.chars().take(8).collect(),
            destination: "UMBRAL".into(),
            origin: "UMBRAL".into(),
            control_number: self.hit.row.encounter.reference(),
        };
        let file = header.before(self.records()?).map_err(|error| error.to_string())?;
        file.write().map_err(|error| error.to_string())
    }

    /// For each pair of prints that was charted the probe's record, then the candidate's: what corresponds stands first in
    /// both, in the same order. Prints that were marked alone follow; without any mark the first print stands for the
    /// decision.
    fn records(&self) -> Result<Vec<Record>, String> {
        let mut records = Vec::new();
        for chart in &self.decision.charts {
            let pairs = chart.pairs.len();
            let idc = next_idc(&records)?;
            let told = format!("{}. {}", self.told(), corresponding(pairs, idc + 1));
            records.push(self.record(idc, chart.probe, &self.of_probe(chart), told)?);
            let references: Vec<Minutia> = chart.pairs.iter().map(|pair| pair.reference).collect();
            let told = format!("The candidate. {}", corresponding(pairs, idc));
            records.push(self.record(idc + 1, chart.reference, &references, told)?);
        }
        let charted = |print| self.decision.charts.iter().any(|chart| chart.probe == print);
        for chart in self.analysis.charts.iter().filter(|chart| !charted(chart.print)) {
            let marks: Vec<Minutia> = chart.marks.iter().map(|mark| mark.minutia).collect();
            records.push(self.record(next_idc(&records)?, chart.print, &marks, self.told())?);
        }
        if let (true, Some(first)) = (records.is_empty(), self.hit.probe.fingers.first()) {
            records.push(self.record(1, PrintId(first.id.0), &[], self.told())?);
        }
        Ok(records)
    }

    /// The minutiae of the probe that have a counterpart, then the others that were marked.
    fn of_probe(&self, chart: &PairChart) -> Vec<Minutia> {
        let mut all: Vec<Minutia> = chart.pairs.iter().map(|pair| pair.probe).collect();
        let marks = self.analysis.charts.iter().filter(|marked| marked.print == chart.probe);
        for mark in marks.flat_map(|marked| &marked.marks) {
            if !all.contains(&mark.minutia) {
                all.push(mark.minutia);
            }
        }
        all
    }

    fn record(&self, idc: u8, print: PrintId, marks: &[Minutia], told: String) -> Result<Record, String> {
        let Described { position, impression, region } = self.describe(print).ok_or("it names no print")?;
        let features = Features {
            idc,
            impression,
            region,
            position: position.code(),
            minutiae: marks.iter().map(|minutia| feature(minutia, region)).collect(),
            comment: told.chars().filter(|letter| !letter.is_control()).collect(),
            assessment: Some(Assessment {
                value: match self.analysis.value {
                    Value::Sufficient => ValueForComparison::Value,
                    Value::Insufficient => ValueForComparison::NoValue,
                },
                surname: self.by.chars().filter(|letter| !letter.is_control()).collect(),
                given_name: "-".into(),
                affiliation: self.hit.row.site_name.clone(),
                at: format!("{}Z", self.at.utc_digits()),
            }),
        };
        features.to_record().map_err(|error| error.to_string())
    }

    fn describe(&self, print: PrintId) -> Option<Described> {
        if let Some(finger) = self.hit.probe.fingers.iter().find(|finger| finger.id.0 == print.0) {
            return Some(Described {
                position: finger.position,
                impression: finger.impression.code(),
                region: region(finger.width, finger.height, finger.ppi),
            });
        }
        let (width, height, ppi) = self.other.size_of(print)?;
        let position = self.other.position_of(print)?;
        Some(Described { position, impression: UNKNOWN_IMPRESSION, region: region(width, height, ppi) })
    }

    /// The decision in words: what the items of 9.362 are could not be verified.
    fn told(&self) -> String {
        let found = match self.decision.finding {
            Finding::Identification => "Identification",
            Finding::Exclusion => "Exclusion",
            Finding::Inconclusive => "Inconclusive",
        };
        format!("{found}: {}", self.decision.reason)
    }
}

fn next_idc(records: &[Record]) -> Result<u8, String> {
    u8::try_from(records.len() + 1).ok().filter(|idc| *idc < 99).ok_or_else(|| "too many prints".to_owned())
}

fn corresponding(pairs: usize, idc: u8) -> String {
    format!(
        "Of these minutiae the first {pairs} correspond, in their order, to those of the record with IDC {idc}"
    )
}

fn region(width: u32, height: u32, ppi: Ppi) -> Region {
    let units = |pixels: u32| (pixels as f32 * 2540.0 / f32::from(ppi.get())).ceil() as u32;
    Region { width: units(width), height: units(height) }
}

fn feature(minutia: &Minutia, region: Region) -> Feature {
    let units = |pixels: f32, most: u32| ((pixels * UNITS_PER_PIXEL).round() as u32).min(most);
    let degrees = (f32::from(minutia.direction) * 360.0 / 256.0).round() as u16 % 360;
    Feature {
        x: units(minutia.x_px(), region.width),
        y: units(minutia.y_px(), region.height),
        direction: degrees,
        kind: match minutia.kind {
            MinutiaKind::Ending => FeatureKind::Ending,
            MinutiaKind::Bifurcation => FeatureKind::Bifurcation,
        },
    }
}
