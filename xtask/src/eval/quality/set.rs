use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use fingerprint::{FoundMinutia, Measures, Outlook, Probe, Quality, Reference, Transparency};
use raster::Ppi;

use super::super::baseline::Baseline;
use super::super::dataset::{self, Impression};
use super::super::fingerprint::Engine;
use super::discard::Pair;

/// Images with their quality, and how well those of the same finger compare.
pub struct Set {
    pub name: String,
    pub prints: Vec<Print>,
    /// All pairs of the same finger, scored by our engine.
    pub pairs: Vec<Pair>,
    /// The same pairs, scored by the fprint crates.
    pub baseline_pairs: Vec<Pair>,
    /// What others say of the images' quality, where known.
    pub peers: Option<Peers>,
}

/// One image.
pub struct Print {
    pub name: String,
    /// 0 where the engine refuses the image.
    pub quality: Quality,
    pub measures: Measures,
    pub minutiae: Vec<SeenMinutia>,
}

/// A minutia, and how often other impressions show it.
pub struct SeenMinutia {
    pub outlook: Outlook,
    /// The share of the finger's other impressions in which it was paired.
    pub shown: f64,
    place: (f32, f32),
}

/// Qualities by NIST's programs, higher is better.
pub struct Peers {
    pub nfiq1: Vec<f64>,
    pub nfiq2: Vec<f64>,
}

/// The score, one stranger in about thirty, from which a pair's alignment can be trusted to say what was shown again.
const ALIGNED: f32 = 15.0;

#[derive(Default)]
struct Watch {
    measures: Measures,
    minutiae: Vec<SeenMinutia>,
}

impl Transparency for Watch {
    fn measures(&mut self, measures: &Measures) {
        self.measures = *measures;
    }

    fn outlook(&mut self, minutia: &FoundMinutia, outlook: &Outlook) {
        self.minutiae.push(SeenMinutia { outlook: *outlook, shown: 0.0, place: (minutia.x, minutia.y) });
    }
}

impl Set {
    pub fn load(dir: &Path, ppi: Option<Ppi>) -> Result<Self> {
        let impressions = dataset::load(dir, ppi)?;
        let peers = peers(dir, &impressions)?;
        let folder = dir.canonicalize()?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { peers, ..Self::of(name, &impressions) })
    }

    pub fn of(name: String, impressions: &[Impression]) -> Self {
        let mut prints = Vec::new();
        let mut sides = Vec::new();
        for impression in impressions {
            let mut watch = Watch::default();
            let extraction = fingerprint::explain(&impression.image, impression.ppi, &mut watch).ok();
            prints.push(Print {
                name: impression.name.clone(),
                quality: extraction
                    .as_ref()
                    .map_or(Quality { score: 0, reasons: Vec::new() }, |e| e.quality.clone()),
                measures: watch.measures,
                minutiae: watch.minutiae,
            });
            let ours = extraction.map(|e| {
                let places = e.template.minutiae().iter().map(|m| (m.x_px(), m.y_px())).collect::<Vec<_>>();
                (Probe::new(&e.template), Reference::new(&e.template), places)
            });
            sides.push((ours, Baseline.extract(impression)));
        }
        let (mut pairs, mut baseline_pairs) = (Vec::new(), Vec::new());
        for (i, a) in impressions.iter().enumerate() {
            let mates = impressions.iter().filter(|mate| mate.finger == a.finger).count() - 1;
            for (j, _) in impressions.iter().enumerate().filter(|(j, b)| *j > i && a.finger == b.finger) {
                let comparison = match (&sides[i].0, &sides[j].0) {
                    (Some((probe, ..)), Some((_, reference, _))) => {
                        Some(fingerprint::compare(probe, reference))
                    }
                    _ => None,
                };
                if let Some(comparison) = comparison.as_ref().filter(|c| c.score.get() >= ALIGNED) {
                    for &(probe, reference) in &comparison.pairs {
                        for (print, minutia) in [(i, probe), (j, reference)] {
                            let places = sides[print].0.as_ref().map(|side| side.2.as_slice());
                            prints[print].show(places.unwrap_or_default()[usize::from(minutia)], mates);
                        }
                    }
                }
                pairs.push(Pair { score: comparison.map_or(0.0, |c| c.score.get()), images: [i, j] });
                let score = match (&sides[i].1, &sides[j].1) {
                    (Some(probe), Some(reference)) => Baseline.compare(probe, reference),
                    _ => 0.0,
                };
                baseline_pairs.push(Pair { score, images: [i, j] });
            }
        }
        Self { name, prints, pairs, baseline_pairs, peers: None }
    }

    /// The mean genuine score of each image, by both comparators alike: in standard deviations over the set, of the
    /// scores' square roots, so that a few excellent pairs do not hide the failures.
    pub fn success(&self) -> Vec<f64> {
        let mut success = vec![0.0; self.prints.len()];
        for pairs in [&self.pairs, &self.baseline_pairs] {
            let mut sums = vec![(0.0, 0.0); self.prints.len()];
            for pair in pairs {
                for &image in &pair.images {
                    sums[image].0 += f64::from(pair.score.max(0.0)).sqrt();
                    sums[image].1 += 1.0;
                }
            }
            let means: Vec<f64> = sums.iter().map(|(sum, count)| sum / f64::max(*count, 1.0)).collect();
            success.iter_mut().zip(standardised(&means)).for_each(|(s, z)| *s += z);
        }
        standardised(&success)
    }
}

impl Print {
    /// Notes that one of `mates` other impressions shows the minutia at this place of the template.
    fn show(&mut self, place: (f32, f32), mates: usize) {
        let off = |m: &SeenMinutia| (m.place.0 - place.0).hypot(m.place.1 - place.1);
        if let Some(minutia) = self.minutiae.iter_mut().min_by(|a, b| off(a).total_cmp(&off(b))) {
            minutia.shown += 1.0 / mates as f64;
        }
    }
}

/// In standard deviations from the mean.
pub fn standardised(values: &[f64]) -> Vec<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count).sqrt().max(1e-12);
    values.iter().map(|v| (v - mean) / deviation).collect()
}

/// NFIQ 1 and NFIQ 2 of each image from `quality.csv` beside the images or one folder up, if there is one.
fn peers(dir: &Path, impressions: &[Impression]) -> Result<Option<Peers>> {
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
            let (image, _) = cells.next()?.rsplit_once('.')?;
            // An empty cell is an image that the peer could not judge: the worst value.
            let mut value = |worst: f64| Some(cells.next()?.trim().parse().unwrap_or(worst));
            // NFIQ 1 counts down: 1 is best.
            Some((image, (-value(5.0)?, value(0.0)?)))
        })
        .collect();
    let mut peers = Peers { nfiq1: Vec::new(), nfiq2: Vec::new() };
    for impression in impressions {
        let name = &impression.name;
        let (nfiq1, nfiq2) = rows
            .get(name.as_str())
            .or_else(|| rows.get(format!("{folder}/{name}").as_str()))
            .with_context(|| format!("{} has no row for {name}", file.display()))?;
        peers.nfiq1.push(*nfiq1);
        peers.nfiq2.push(*nfiq2);
    }
    Ok(Some(peers))
}
