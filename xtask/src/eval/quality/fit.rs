//! `cargo xtask eval quality-fit SET[@PPI]...`: finds the constants of the quality model, and says what each set would
//! have got had it been unknown.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fingerprint::{Measures, Outlook, QualityModel};
use raster::Ppi;
use synthetic::Difficulty;

use super::super::synthetic::draw;
use super::set::{Set, standardised};
use crate::workspace;

#[derive(clap::Args)]
pub struct Args {
    /// Directories with images, named as for `eval fingerprint`; `@569` after one states its resolution.
    #[arg(required = true)]
    sets: Vec<String>,
    /// Today, for the record.
    #[arg(long)]
    date: String,
    /// Put the constants where the engine takes them from; without it they are only shown.
    #[arg(long)]
    write: bool,
}

/// Synthetic fingers, and impressions of each, that the model is tried on but never fitted to.
const FINGERS: u64 = 24;
const IMPRESSIONS: u64 = 6;
/// How much the weights are held back, in units of the predictors' variance: they are few but alike.
const SHRINKAGE: f64 = 0.5;
/// The share of all images that scores below 50, and the share that scores below 90.
const HALF: f64 = 0.25;
const NINETY: f64 = 0.95;

pub fn run(args: &Args) -> Result<()> {
    let sets = args.sets.iter().map(|set| load(set)).collect::<Result<Vec<_>>>()?;
    let all: Vec<&Set> = sets.iter().collect();
    let model = fit(&all)?;

    println!("mean FNMR while 0-20 % is discarded (from 10 %), and relative to no discard over all variants");
    println!("{:<18} {:>16} {:>16} {:>16} {:>16}", "set", "fitted with it", "without it", "NFIQ 2", "NFIQ 1");
    let both = |set: &Set, quality: &[f64]| {
        format!("{:.2} %  {:.2}", set.partial_area(quality) * 100.0, set.relative(quality))
    };
    for set in &sets {
        let others: Vec<&Set> = sets.iter().filter(|other| !std::ptr::eq(*other, set)).collect();
        let without =
            if others.is_empty() { "-".to_owned() } else { both(set, &qualities(&fit(&others)?, set)) };
        let peers = set.peers.as_ref();
        println!(
            "{:<18} {:>16} {without:>16} {:>16} {:>16}",
            set.name,
            both(set, &qualities(&model, set)),
            peers.map_or("-".into(), |p| both(set, &p.nfiq2)),
            peers.map_or("-".into(), |p| both(set, &p.nfiq1)),
        );
    }
    for (name, difficulty) in [("synthetic, field", Difficulty::Field), ("synthetic, poor", Difficulty::Poor)]
    {
        let set = Set::of(name.into(), &draw(FINGERS, IMPRESSIONS, difficulty, 77));
        println!("{name:<18} {:>16} {:>16}", "", both(&set, &qualities(&model, &set)));
    }

    let text = source(&model, &sets, &args.date);
    if args.write {
        let file = workspace::root().join("crates/fingerprint/src/quality/fitted.rs");
        std::fs::write(&file, text)?;
        println!("written to {}", file.display());
    } else {
        println!("\n{text}");
    }
    Ok(())
}

fn load(set: &str) -> Result<Set> {
    let (dir, ppi) = match set.rsplit_once('@') {
        Some((dir, ppi)) => {
            let ppi: u16 = ppi.parse().with_context(|| format!("{ppi} is not a resolution"))?;
            (dir, Some(Ppi::try_from(ppi).map_err(anyhow::Error::msg)?))
        }
        None => (set, None),
    };
    let dir: PathBuf = Path::new(dir).to_owned();
    Set::load(&dir, ppi)
}

/// What `model` orders the prints of `set` by.
fn qualities(model: &QualityModel, set: &Set) -> Vec<f64> {
    set.prints.iter().map(|print| f64::from(model.score(&with_expected(model, print)))).collect()
}

/// A print's measures, as `model` sees its minutiae.
fn with_expected(model: &QualityModel, print: &super::set::Print) -> Measures {
    let expected = print.minutiae.iter().map(|minutia| model.chance(&minutia.outlook)).sum();
    Measures { expected, ..print.measures }
}

fn fit(sets: &[&Set]) -> Result<QualityModel> {
    let unfitted = QualityModel { recurrence: recurrence(sets)?, ..QualityModel::CURRENT };
    let model = QualityModel { weights: weights(sets, &unfitted)?, ..unfitted };
    let mut sums: Vec<f32> = sets
        .iter()
        .flat_map(|set| set.prints.iter().map(|print| model.sum(&with_expected(&model, print))))
        .collect();
    sums.sort_by(f32::total_cmp);
    let at = |share: f64| sums[((sums.len() - 1) as f64 * share) as usize];
    // The odds at 90 are nine to one.
    let spread = (at(NINETY) - at(HALF)) / 9f32.ln();
    Ok(QualityModel { middle: at(HALF), spread, ..model })
}

/// Logistic regression, by Newton's method, of how often minutiae are shown again; each set weighs the same.
fn recurrence(sets: &[&Set]) -> Result<[f32; 1 + Outlook::PREDICTORS]> {
    const N: usize = 1 + Outlook::PREDICTORS;
    let mut weights = [0f64; N];
    for _ in 0..20 {
        let (mut slope, mut bend) = ([0f64; N], [[0f64; N]; N]);
        for set in sets {
            let minutiae = || set.prints.iter().flat_map(|print| &print.minutiae);
            let count = minutiae().count().max(1) as f64;
            for minutia in minutiae() {
                let mut x = [1f64; N];
                x[1..].iter_mut().zip(minutia.outlook.predictors()).for_each(|(x, p)| *x = f64::from(p));
                let odds: f64 = x.iter().zip(&weights).map(|(x, w)| x * w).sum();
                let chance = 1.0 / (1.0 + (-odds).exp());
                for i in 0..N {
                    slope[i] += x[i] * (minutia.shown.min(1.0) - chance) / count;
                    for j in 0..N {
                        bend[i][j] += x[i] * x[j] * chance * (1.0 - chance) / count;
                    }
                }
            }
        }
        let step = solve(bend, slope).context("the minutiae do not tell what makes them show again")?;
        weights.iter_mut().zip(step).for_each(|(w, s)| *w += s);
    }
    Ok(weights.map(|w| w as f32))
}

/// Ridge regression of each image's success within its set; every predictor counts upwards or not at all.
fn weights(sets: &[&Set], model: &QualityModel) -> Result<[f32; Measures::PREDICTORS]> {
    const N: usize = Measures::PREDICTORS;
    let (mut squares, mut products, mut count) = ([[0f64; N]; N], [0f64; N], 0.0);
    for set in sets {
        let rows: Vec<[f64; N]> =
            set.prints.iter().map(|print| with_expected(model, print).predictors().map(f64::from)).collect();
        let mean: [f64; N] =
            std::array::from_fn(|i| rows.iter().map(|row| row[i]).sum::<f64>() / rows.len() as f64);
        for (row, success) in rows.iter().zip(standardised(&set.success())) {
            count += 1.0;
            for i in 0..N {
                products[i] += (row[i] - mean[i]) * success;
                for j in 0..N {
                    squares[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]);
                }
            }
        }
    }
    let deviation: [f64; N] = std::array::from_fn(|i| (squares[i][i] / count).sqrt().max(1e-9));
    let mut used = [true; N];
    loop {
        let matrix = std::array::from_fn(|i| {
            std::array::from_fn(|j| match (used[i] && used[j], i == j) {
                (true, same) => {
                    squares[i][j] / (deviation[i] * deviation[j] * count) + if same { SHRINKAGE } else { 0.0 }
                }
                (false, same) => f64::from(u8::from(same)),
            })
        });
        let aims = std::array::from_fn(|i| if used[i] { products[i] / (deviation[i] * count) } else { 0.0 });
        let solved: [f64; N] = solve(matrix, aims).context("the prints do not tell what makes them good")?;
        match (0..N).find(|&i| solved[i] < 0.0) {
            Some(negative) => used[negative] = false,
            None => return Ok(std::array::from_fn(|i| (solved[i] / deviation[i]) as f32)),
        }
    }
}

/// The solution of a symmetric, positive definite system, by Gauss's elimination.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut aims: [f64; N]) -> Option<[f64; N]> {
    for i in 0..N {
        if matrix[i][i] < 1e-12 {
            return None;
        }
        for row in i + 1..N {
            let share = matrix[row][i] / matrix[i][i];
            let pivot = matrix[i];
            matrix[row].iter_mut().zip(pivot).for_each(|(value, above)| *value -= share * above);
            aims[row] -= share * aims[i];
        }
    }
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N).map(|j| matrix[i][j] * aims[j]).sum();
        aims[i] = (aims[i] - known) / matrix[i][i];
    }
    Some(aims)
}

/// The model as the engine includes it.
fn source(model: &QualityModel, sets: &[Set], date: &str) -> String {
    let names: Vec<String> =
        sets.iter().map(|set| format!("{} ({} images)", set.name, set.prints.len())).collect();
    format!(
        "// Written by `cargo xtask eval quality-fit` on {date}, from {}.\n// Do not edit: fit again.\n\
         QualityModel {{\n    recurrence: {:.3?},\n    weights: {:.3?},\n    middle: {:.3},\n    spread: {:.3},\n}}\n",
        names.join(", "),
        model.recurrence,
        model.weights,
        model.middle,
        model.spread
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved_and_a_degenerate_one_is_told() {
        let solved = solve([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0]);
        assert!(
            solved.is_some_and(|s| (s[0] - 1.0 / 11.0).abs() < 1e-12 && (s[1] - 7.0 / 11.0).abs() < 1e-12)
        );
        assert_eq!(solve([[1.0, 1.0], [1.0, 1.0]], [1.0, 2.0]), None);
    }

    #[test]
    fn written_constants_read_back() {
        let text = source(&QualityModel::CURRENT, &[], "2026-11-23");
        assert!(text.contains("on 2026-11-23") && text.contains("recurrence: ["), "{text}");
    }
}
