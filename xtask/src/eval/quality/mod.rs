//! `cargo xtask eval quality DIR`: does the quality score foretell comparison error? And `eval quality-fit`, which
//! makes it.

mod discard;
pub mod fit;
mod gates;
mod set;

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use discard::{Curve, Pair, failures, partial_area_by_image};
use fingerprint::Quality;
use raster::Ppi;
use serde::Serialize;
use set::Set;

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
    /// Write every image's quality, its reasons, what it was judged by, and its mean genuine score, as CSV.
    #[arg(long)]
    list: Option<PathBuf>,
}

/// The share of genuine pairs that fail while nothing is discarded, in the figures that have no other.
const START: f64 = 0.1;
/// The others looked at: what holds at one threshold only is luck.
const STARTS: [f64; 4] = [0.02, 0.05, 0.1, 0.2];

/// Mean FNMR while 0 to 20 % of the pairs, those of the lowest quality, are discarded; our comparator, from [`START`].
#[derive(Serialize)]
struct Figures {
    pauc_ours: f64,
    pauc_nfiq1: Option<f64>,
    pauc_nfiq2: Option<f64>,
    /// As if quality knew the scores.
    pauc_ideal: f64,
    /// The mean of all variants, each as a share of its start: 1 foretells nothing.
    relative_ours: f64,
    relative_nfiq1: Option<f64>,
    relative_nfiq2: Option<f64>,
    /// Rank correlation with the mean genuine score of each image.
    correlation_ours: f64,
    correlation_nfiq1: Option<f64>,
    correlation_nfiq2: Option<f64>,
    /// FNMR at each per cent discarded.
    curve_ours: Vec<f64>,
    curve_nfiq1: Option<Vec<f64>>,
    curve_nfiq2: Option<Vec<f64>>,
}

pub fn run(args: &Args) -> Result<()> {
    let set = Set::load(&args.dir, args.ppi)?;
    let ours: Vec<f64> = set.prints.iter().map(|print| f64::from(print.quality.score)).collect();
    let (nfiq1, nfiq2) = set.peers.as_ref().map(|peers| (&peers.nfiq1, &peers.nfiq2)).unzip();
    let curve = |quality: &[f64]| -> Vec<f64> {
        let curve = Curve::new(&set.pairs, &failures(&set.pairs, START), quality);
        (0..=20).map(|percent| curve.fnmr(f64::from(percent) / 100.0)).collect()
    };
    let correlation = |quality: &[f64]| set.correlation(quality);
    let figures = Figures {
        pauc_ours: set.partial_area(&ours),
        pauc_nfiq1: nfiq1.map(|quality| set.partial_area(quality)),
        pauc_nfiq2: nfiq2.map(|quality| set.partial_area(quality)),
        pauc_ideal: set.ideal(),
        relative_ours: set.relative(&ours),
        relative_nfiq1: nfiq1.map(|quality| set.relative(quality)),
        relative_nfiq2: nfiq2.map(|quality| set.relative(quality)),
        correlation_ours: correlation(&ours),
        correlation_nfiq1: nfiq1.map(|quality| correlation(quality)),
        correlation_nfiq2: nfiq2.map(|quality| correlation(quality)),
        curve_ours: curve(&ours),
        curve_nfiq1: nfiq1.map(|quality| curve(quality)),
        curve_nfiq2: nfiq2.map(|quality| curve(quality)),
    };
    report(&set, &figures, [Some(&ours), nfiq2, nfiq1]);
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    if let Some(file) = &args.list {
        std::fs::write(file, list(&set)?)?;
    }
    Ok(())
}

/// One way of looking at error versus discard.
struct Variant<'a> {
    name: String,
    pairs: &'a [Pair],
    failed: Vec<bool>,
    by_image: bool,
}

impl Variant<'_> {
    /// Mean FNMR over what is discarded, as a share of FNMR while nothing is: 1 foretells nothing.
    fn relative_area(&self, quality: &[f64]) -> f64 {
        let area = if self.by_image {
            partial_area_by_image(self.pairs, &self.failed, quality)
        } else {
            Curve::new(self.pairs, &self.failed, quality).partial_area()
        };
        let failures = self.failed.iter().filter(|&&failed| failed).count();
        area * self.failed.len() as f64 / failures.max(1) as f64
    }
}

impl Set {
    /// The mean FNMR that the project reports: our comparator, pairs discarded, from [`START`].
    fn partial_area(&self, quality: &[f64]) -> f64 {
        Curve::new(&self.pairs, &failures(&self.pairs, START), quality).partial_area()
    }

    /// The same as if the quality of a pair were its score.
    fn ideal(&self) -> f64 {
        let own: Vec<Pair> =
            (0..self.pairs.len()).map(|i| Pair { score: self.pairs[i].score, images: [i, i] }).collect();
        let scores: Vec<f64> = own.iter().map(|pair| f64::from(pair.score)).collect();
        Curve::new(&own, &failures(&own, START), &scores).partial_area()
    }

    /// Both comparators, from each of [`STARTS`], and both ways to discard.
    fn variants(&self) -> Vec<Variant<'_>> {
        let mut variants = Vec::new();
        for (comparator, pairs) in [("umbral", &self.pairs), ("fprint", &self.baseline_pairs)] {
            for (start, by_image) in STARTS.map(|start| (start, false)).into_iter().chain([(START, true)]) {
                let discarded = if by_image { "images" } else { "pairs" };
                variants.push(Variant {
                    name: format!("{comparator}, {discarded} from {:.0} %", start * 100.0),
                    pairs,
                    failed: failures(pairs, start),
                    by_image,
                });
            }
        }
        variants
    }

    /// The mean of all variants.
    fn relative(&self, quality: &[f64]) -> f64 {
        let variants = self.variants();
        variants.iter().map(|variant| variant.relative_area(quality)).sum::<f64>() / variants.len() as f64
    }

    /// Spearman's rank correlation with [`Set::success`].
    fn correlation(&self, quality: &[f64]) -> f64 {
        let (a, b) = (set::standardised(&ranks(quality)), set::standardised(&ranks(&self.success())));
        a.iter().zip(&b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64
    }
}

/// The rank of each value; equal ones share theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |value: f64| values.iter().filter(|&&other| other < value).count();
    let equal = |value: f64| values.iter().filter(|&&other| other == value).count();
    values.iter().map(|&value| below(value) as f64 + equal(value) as f64 / 2.0).collect()
}

fn report(set: &Set, figures: &Figures, qualities: [Option<&Vec<f64>>; 3]) {
    let percent = |share: Option<f64>| share.map_or("-".to_owned(), |s| format!("{:.2} %", s * 100.0));
    println!(
        "mean FNMR while 0-20 % is discarded, from {:.0} %: ours {}  NFIQ 2 {}  NFIQ 1 {}  ideal {}",
        START * 100.0,
        percent(Some(figures.pauc_ours)),
        percent(figures.pauc_nfiq2),
        percent(figures.pauc_nfiq1),
        percent(Some(figures.pauc_ideal)),
    );
    let row = |name: &str, values: [Option<f64>; 3]| {
        let cells = values.map(|value| value.map_or("-".to_owned(), |v| format!("{v:.2}")));
        println!("  {name:<36} {:>6} {:>6} {:>6}", cells[0], cells[1], cells[2]);
    };
    println!("  as a share of the start                ours NFIQ 2 NFIQ 1");
    for variant in set.variants() {
        row(&variant.name, qualities.map(|q| q.map(|q| variant.relative_area(q))));
    }
    row("mean", [Some(figures.relative_ours), figures.relative_nfiq2, figures.relative_nfiq1]);
    row(
        "rank correlation with success",
        [Some(figures.correlation_ours), figures.correlation_nfiq2, figures.correlation_nfiq1],
    );
    println!("  FNMR by per cent discarded");
    for discarded in [0, 5, 10, 15, 20] {
        let at = |curve: Option<&Vec<f64>>| curve.map(|curve| curve[discarded] * 100.0);
        let curves = [Some(&figures.curve_ours), figures.curve_nfiq2.as_ref(), figures.curve_nfiq1.as_ref()];
        row(&format!("{discarded} %"), curves.map(at));
    }
    gates::report(set);
}

fn list(set: &Set) -> Result<String> {
    let mut text = String::new();
    for (i, print) in set.prints.iter().enumerate() {
        let measures = serde_json::to_value(print.measures)?;
        let measures = measures.as_object().into_iter().flatten();
        if i == 0 {
            let names: Vec<&str> = measures.clone().map(|(name, _)| name.as_str()).collect();
            writeln!(text, "image,quality,reasons,{},mean_score", names.join(","))?;
        }
        let values: Vec<String> = measures.map(|(_, value)| value.to_string()).collect();
        let scores: Vec<f32> = set.pairs.iter().filter(|p| p.images.contains(&i)).map(|p| p.score).collect();
        let mean = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
        let Quality { score, reasons } = &print.quality;
        let reasons: Vec<String> = reasons.iter().map(|reason| format!("{reason:?}")).collect();
        let (reasons, values) = (reasons.join(" "), values.join(","));
        writeln!(text, "{},{score},{reasons},{values},{mean}", print.name)?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(ranks(&[5.0, 1.0, 5.0, 9.0]), [2.0, 0.5, 2.0, 3.5]);
    }
}
