//! `cargo xtask eval quality DIR`: does the quality score foretell comparison error? (ISO/IEC 29794-1: error versus
//! discard. Grother & Tabassi 2007.)

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fingerprint::{Measures, Probe, Reference, Transparency};
use raster::Ppi;
use serde::Serialize;

use super::dataset::{self, Impression};
use super::fingerprint::ppi;

#[derive(clap::Args)]
pub struct Args {
    /// The directory with the images, named as for `eval fingerprint`.
    dir: PathBuf,
    /// The images' resolution, where the files do not state it (or state it wrongly).
    #[arg(long, value_parser = ppi)]
    ppi: Option<Ppi>,
    /// Write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write every image's quality, what it was judged by, and its mean genuine score, as CSV.
    #[arg(long)]
    list: Option<PathBuf>,
}

/// The share of genuine pairs that fail while nothing is discarded. The curve starts here.
const START: f64 = 0.1;
/// The largest share discarded.
const MOST: f64 = 0.2;
const STEPS: usize = 200;

/// Mean FNMR while 0 to 20 % of the pairs, those of the lowest quality, are discarded.
#[derive(Serialize)]
struct Figures {
    pauc_ours: f64,
    pauc_nfiq1: Option<f64>,
    pauc_nfiq2: Option<f64>,
    /// As if quality knew the scores.
    pauc_ideal: f64,
}

/// One genuine pair: its score, and the place of its two images.
struct Pair {
    score: f32,
    images: [usize; 2],
}

pub fn run(args: &Args) -> Result<()> {
    let impressions = dataset::load(&args.dir, args.ppi)?;
    let extracted: Vec<Extracted> = impressions.iter().map(Extracted::of).collect();
    let mut pairs = Vec::new();
    for (i, a) in impressions.iter().enumerate() {
        for (j, _) in impressions.iter().enumerate().skip(i + 1).filter(|(_, b)| a.finger == b.finger) {
            let score = match (&extracted[i].sides, &extracted[j].sides) {
                (Some((probe, _)), Some((_, reference))) => {
                    fingerprint::compare(probe, reference).score.get()
                }
                _ => 0.0,
            };
            pairs.push(Pair { score, images: [i, j] });
        }
    }
    let ours: Vec<f64> = extracted.iter().map(|e| f64::from(e.quality)).collect();
    let others = peers(&args.dir, &impressions)?;
    let pauc = |quality: &[f64]| {
        let of_pair: Vec<f64> =
            pairs.iter().map(|p| quality[p.images[0]].min(quality[p.images[1]])).collect();
        partial_area(&pairs, &of_pair)
    };
    let figures = Figures {
        pauc_ours: pauc(&ours),
        // NFIQ 1 counts down: 1 is best.
        pauc_nfiq1: others.as_ref().map(|o| pauc(&o.iter().map(|q| -q.0).collect::<Vec<_>>())),
        pauc_nfiq2: others.as_ref().map(|o| pauc(&o.iter().map(|q| q.1).collect::<Vec<_>>())),
        pauc_ideal: partial_area(&pairs, &pairs.iter().map(|p| f64::from(p.score)).collect::<Vec<_>>()),
    };
    let percent = |share: Option<f64>| share.map_or("-".to_owned(), |s| format!("{:.2} %", s * 100.0));
    println!(
        "mean FNMR while 0-20 % is discarded, from {:.0} %: ours {}  NFIQ 2 {}  NFIQ 1 {}  ideal {}",
        START * 100.0,
        percent(Some(figures.pauc_ours)),
        percent(figures.pauc_nfiq2),
        percent(figures.pauc_nfiq1),
        percent(Some(figures.pauc_ideal)),
    );
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    if let Some(file) = &args.list {
        std::fs::write(file, list(&impressions, &extracted, &pairs))?;
    }
    Ok(())
}

struct Extracted {
    /// None where the engine refuses the image.
    sides: Option<(Probe, Reference)>,
    quality: u8,
    measures: Measures,
}

struct Watch(Measures);

impl Transparency for Watch {
    fn measures(&mut self, measures: &Measures) {
        self.0 = *measures;
    }
}

impl Extracted {
    fn of(impression: &Impression) -> Self {
        let mut watch = Watch(Measures::default());
        let extraction = fingerprint::explain(&impression.image, impression.ppi, &mut watch);
        let extraction = extraction.ok();
        let quality = extraction.as_ref().map_or(0, |e| e.quality.score);
        let sides = extraction.map(|e| (Probe::new(&e.template), Reference::new(&e.template)));
        Self { sides, quality, measures: watch.0 }
    }
}

/// NFIQ 1 and NFIQ 2 of each image from `quality.csv` beside the images or one folder up, if there is one.
fn peers(dir: &Path, impressions: &[Impression]) -> Result<Option<Vec<(f64, f64)>>> {
    let Some(file) = [dir.join("quality.csv"), dir.join("../quality.csv")].into_iter().find(|f| f.exists())
    else {
        return Ok(None);
    };
    let dir = dir.canonicalize()?;
    let folder = dir.file_name().unwrap_or_default().to_string_lossy();
    let text = std::fs::read_to_string(&file)?;
    let rows: HashMap<&str, (f64, f64)> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            let image = cells.next()?;
            // An empty cell is an image that the peer could not judge: the worst value.
            let mut value = |worst: f64| Some(cells.next()?.trim().parse().unwrap_or(worst));
            Some((image, (value(5.0)?, value(0.0)?)))
        })
        .collect();
    let of = |i: &Impression| {
        rows.iter()
            .find(|(image, _)| {
                let (name, _) = image.rsplit_once('.').unwrap_or((image, ""));
                name == i.name || name == format!("{folder}/{}", i.name)
            })
            .map(|(_, values)| *values)
            .with_context(|| format!("{} has no row for {}", file.display(), i.name))
    };
    impressions.iter().map(of).collect::<Result<Vec<_>>>().map(Some)
}

/// The mean of FNMR over the discarded share; pairs of equal quality go together, in proportion.
fn partial_area(pairs: &[Pair], quality: &[f64]) -> f64 {
    let mut scores: Vec<f32> = pairs.iter().map(|p| p.score).collect();
    scores.sort_by(f32::total_cmp);
    let threshold = scores[(scores.len() as f64 * START) as usize];
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    order.sort_by(|&a, &b| quality[a].total_cmp(&quality[b]));

    // Discarded pairs against failures among them, at the end of each run of equal quality.
    let mut curve = vec![(0.0, 0.0)];
    let (mut gone, mut failed) = (0.0, 0.0);
    for (n, &i) in order.iter().enumerate() {
        gone += 1.0;
        failed += f64::from(u8::from(pairs[i].score < threshold));
        if order.get(n + 1).is_none_or(|&next| quality[next] > quality[i]) {
            curve.push((gone, failed));
        }
    }
    let total = pairs.len() as f64;
    let fnmr = |discarded: f64| {
        let at = curve.partition_point(|c| c.0 <= discarded).min(curve.len() - 1);
        let ((x0, y0), (x1, y1)) = (curve[at - 1], curve[at]);
        let gone = y0 + (y1 - y0) * (discarded - x0) / (x1 - x0);
        (failed - gone) / (total - discarded)
    };
    (0..STEPS).map(|i| fnmr((i as f64 + 0.5) / STEPS as f64 * MOST * total)).sum::<f64>() / STEPS as f64
}

fn list(impressions: &[Impression], extracted: &[Extracted], pairs: &[Pair]) -> String {
    let mut text = String::from(
        "image,quality,area,clear_area,clarity,coherence,minutiae,breaks,ridge_share,contrast,edge,aspect,mean_score\n",
    );
    for (i, (impression, e)) in impressions.iter().zip(extracted).enumerate() {
        let scores: Vec<f32> = pairs.iter().filter(|p| p.images.contains(&i)).map(|p| p.score).collect();
        let mean = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
        let m = &e.measures;
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{},{},{mean}",
            impression.name,
            e.quality,
            m.area,
            m.clear_area,
            m.clarity,
            m.coherence,
            m.minutiae,
            m.breaks,
            m.ridge_share,
            m.contrast,
            m.edge,
            m.aspect
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs() -> Vec<Pair> {
        (0..100).map(|i| Pair { score: i as f32, images: [0, 0] }).collect()
    }

    #[test]
    fn a_quality_that_knows_the_scores_discards_all_failures_first() {
        let knows: Vec<f64> = (0..100).map(f64::from).collect();
        let ideal = partial_area(&pairs(), &knows);
        let blind = partial_area(&pairs(), &[1.0; 100]);
        let opposite = partial_area(&pairs(), &knows.iter().map(|q| -q).collect::<Vec<_>>());
        assert!(ideal < 0.03 && ideal < blind && blind < opposite);
        assert!((blind - START).abs() < 0.001);
    }
}
