//! `cargo xtask eval fingerprint DIR`: error rates and speed, all pairs (the protocol of FVC2002, with every
//! impression of different fingers as impostors).

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use fingerprint::{Probe, Reference, Sketch, SketchProbe};
use raster::Ppi;
use serde::Serialize;

use super::baseline::Baseline;
use super::dataset::{self, Impression};
use super::error_rates::ErrorRates;

#[derive(clap::Args)]
pub struct Args {
    /// The directory with the images.
    dir: PathBuf,
    /// The images' resolution, where the files do not state it (or state it wrongly).
    #[arg(long, value_parser = ppi)]
    ppi: Option<Ppi>,
    #[command(flatten)]
    output: Output,
}

/// What to measure beside, and where the figures go.
#[derive(clap::Args)]
pub struct Output {
    /// Write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write every pair's score, with its parts, as CSV.
    #[arg(long)]
    scores: Option<PathBuf>,
    /// Run the fprint crates beside it, in the same run.
    #[arg(long)]
    baseline: bool,
}

/// Reads a resolution from the command line.
pub fn ppi(text: &str) -> Result<Ppi, String> {
    text.parse::<u16>().map_err(|e| e.to_string())?.try_into()
}

/// An extractor with its comparator.
pub trait Engine {
    type Print;
    fn name(&self) -> &'static str;
    /// None where the engine refuses the image.
    fn extract(&self, impression: &Impression) -> Option<Self::Print>;
    fn compare(&self, probe: &Self::Print, reference: &Self::Print) -> f32;
    /// Names of the parts of a score, for the listing.
    fn parts(&self) -> &'static str {
        ""
    }
    /// The parts, in the same order.
    fn evidence(&self, probe: &Self::Print, reference: &Self::Print) -> String {
        let _ = (probe, reference);
        String::new()
    }
}

/// What this project builds.
pub struct Ours;

impl Engine for Ours {
    type Print = (Probe, Reference, SketchProbe, Sketch);

    fn name(&self) -> &'static str {
        "umbral"
    }

    fn extract(&self, impression: &Impression) -> Option<Self::Print> {
        let template = fingerprint::extract(&impression.image, impression.ppi).ok()?.template;
        let found = !template.minutiae().is_empty();
        found.then(|| {
            (
                Probe::new(&template),
                Reference::new(&template),
                SketchProbe::new(&template),
                Sketch::new(&template),
            )
        })
    }

    fn compare(&self, probe: &Self::Print, reference: &Self::Print) -> f32 {
        fingerprint::compare(&probe.0, &reference.1).score.get()
    }

    fn parts(&self) -> &'static str {
        ",pairs,in_overlap,likeness,flow,overlap,distance,support,resemblance"
    }

    fn evidence(&self, probe: &Self::Print, reference: &Self::Print) -> String {
        let e = fingerprint::compare(&probe.0, &reference.1).evidence;
        format!(
            ",{},{},{},{},{},{},{},{}",
            e.pairs,
            e.in_overlap,
            e.likeness,
            e.flow,
            e.overlap,
            e.distance,
            e.support,
            probe.2.resemblance(&reference.3)
        )
    }
}

/// One engine's figures on one set.
#[derive(Debug, Serialize)]
pub struct Figures {
    engine: &'static str,
    #[serde(flatten)]
    pub rates: ErrorRates,
    /// The share of images from which nothing could be extracted.
    pub failures: f64,
    extract_ms: f64,
    comparisons_per_s: f64,
}

pub fn run(args: &Args) -> Result<()> {
    evaluate(&dataset::load(&args.dir, args.ppi)?, &args.output)
}

/// Measures our engine, and the baseline if asked for, on `impressions`.
pub fn evaluate(impressions: &[Impression], output: &Output) -> Result<()> {
    let (figures, scores) = measure(&Ours, impressions, output.scores.is_some());
    report(&figures);
    if let Some(file) = &output.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    if let Some(file) = &output.scores {
        std::fs::write(file, scores)?;
    }
    if output.baseline {
        report(&measure(&Baseline, impressions, false).0);
    }
    Ok(())
}

/// Extracts all and compares all pairs once each, on this thread; a failed extraction scores zero.
pub fn measure<E: Engine>(engine: &E, impressions: &[Impression], list: bool) -> (Figures, String) {
    let start = Instant::now();
    let prints: Vec<Option<E::Print>> = impressions.iter().map(|i| engine.extract(i)).collect();
    let extract_ms = start.elapsed().as_secs_f64() * 1000.0 / prints.len() as f64;
    let failures = prints.iter().filter(|p| p.is_none()).count() as f64 / prints.len() as f64;

    let start = Instant::now();
    let mut scores = Vec::new();
    for (i, probe) in prints.iter().enumerate() {
        for reference in &prints[i + 1..] {
            scores.push(match (probe, reference) {
                (Some(probe), Some(reference)) => engine.compare(probe, reference),
                _ => 0.0,
            });
        }
    }
    let comparisons_per_s = scores.len() as f64 / start.elapsed().as_secs_f64();

    let (mut genuine, mut impostor) = (Vec::new(), Vec::new());
    let mut listing = format!("probe,reference,genuine,score{}\n", engine.parts());
    let mut scores = scores.into_iter();
    for (i, a) in impressions.iter().enumerate() {
        for (j, b) in impressions.iter().enumerate().skip(i + 1) {
            let score = scores.next().unwrap_or_default();
            let same = a.finger == b.finger;
            if same { &mut genuine } else { &mut impostor }.push(score);
            let parts = match (&prints[i], &prints[j]) {
                (Some(probe), Some(reference)) if list => engine.evidence(probe, reference),
                _ => String::new(),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(listing, "{},{},{},{score}{parts}", a.name, b.name, u8::from(same));
        }
    }
    let rates = ErrorRates::of(&genuine, &impostor);
    (Figures { engine: engine.name(), rates, failures, extract_ms, comparisons_per_s }, listing)
}

fn report(figures: &Figures) {
    let percent = |share: f64| share * 100.0;
    println!(
        "{:<34} EER {:5.2} %  FMR100 {:5.2} %  FMR1000 {:5.2} %  ZeroFMR {:5.2} %  failed {:4.2} %  extraction {:6.2} ms  {:8.0} comparisons/s",
        figures.engine,
        percent(figures.rates.eer),
        percent(figures.rates.fmr100),
        percent(figures.rates.fmr1000),
        percent(figures.rates.zero_fmr),
        percent(figures.failures),
        figures.extract_ms,
        figures.comparisons_per_s,
    );
}
