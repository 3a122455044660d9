//! `cargo xtask eval calibrate [DIR[@PPI]...]`: fits scores anew to what strangers reach, prints the tables to put in the
//! source, and shows how what scores say compares with what is observed on fingers that the fit did not see.

use std::path::Path;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use fingerprint::{Curve, Probe, Reference, Score, Template, compare};
use raster::{Grey, Ppi};
use synthetic::{Conditions, Difficulty, FingerSeed, Master, impression};

use super::dataset;

#[derive(clap::Args)]
pub struct Args {
    /// Directories with images, as for `eval fingerprint`, each with @ and its resolution where the files do not state
    /// it.
    sets: Vec<Set>,
    /// Synthetic fingers, each with two impressions of field quality and a poor one.
    #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u64).range(10..))]
    fingers: u64,
    /// The seed of the first; the others follow.
    #[arg(long, default_value_t = 7_000_000)]
    seed: u64,
}

#[derive(Clone)]
struct Set {
    dir: String,
    ppi: Option<Ppi>,
}

impl FromStr for Set {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.rsplit_once('@') {
            Some((dir, ppi)) => Self { dir: dir.into(), ppi: Some(super::fingerprint::ppi(ppi)?) },
            None => Self { dir: text.into(), ppi: None },
        })
    }
}

/// A print and whose it is.
struct Print {
    finger: String,
    template: Template,
}

/// What comparing all prints of a source with each other gave: strengths of evidence.
struct Run {
    name: String,
    /// Of strangers, the strongest first, with the fingers compared.
    strangers: Vec<(f32, usize, usize)>,
    mates: Vec<f32>,
}

pub fn run(args: &Args) -> Result<()> {
    let [field, poor] = synthetic_prints(args.seed, args.fingers);
    let mut runs = vec![Run::of("synthetic, field", &field), Run::of("synthetic, poor", &poor)];
    for set in &args.sets {
        runs.push(Run::of(name_of(&set.dir), &extracted(&set.dir, set.ppi)?));
    }
    let (seeds, strangers) =
        (args.seed..args.seed + args.fingers, runs.iter().map(|run| run.strangers.len()).sum::<usize>());

    let fitted = fit(&runs, Fingers::All);
    let curve = Curve(&fitted);
    println!("Fitted on {} to {strangers} pairs of strangers: {}", today()?, names(&runs));
    println!("(synthetic fingers of the seeds {seeds:?}). Into fingerprint::Curve::CURRENT:\n");
    fitted.iter().for_each(|(strength, score)| println!("        ({strength:.1}, {score:.1}),"));

    println!("\nThe score that should be observed, and the one that is said, of all fingers:");
    println!("{}", heading("as fitted"));
    runs.iter().for_each(|run| println!("{}", run.said(&curve, Fingers::All)));
    println!("{}", heading("as in use"));
    runs.iter().for_each(|run| println!("{}", run.said(&Curve::CURRENT, Fingers::All)));
    println!("{}", heading("fitted to every other finger, said of the rest"));
    let half = fit(&runs, Fingers::Even);
    runs.iter().for_each(|run| println!("{}", run.said(&Curve(&half), Fingers::Odd)));
    for (left_out, run) in runs.iter().enumerate().skip(2) {
        let others = runs.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, run)| run);
        let curve = fit(others, Fingers::All);
        println!("{}", heading("fitted to all other sources"));
        println!("{}", run.said(&Curve(&curve), Fingers::All));
    }

    println!("\nMates' scores, share in each ten, and the mean of all sources. Into gallery's fusion:\n");
    let with_mates: Vec<&Run> = runs.iter().filter(|run| !run.mates.is_empty()).collect();
    let mut mean = [0.0; 10];
    for run in &with_mates {
        let shares = shares(run.mates.iter().map(|&strength| curve.score(strength)));
        println!("    [{}] {}, {} pairs", listed(shares), run.name, run.mates.len());
        mean.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share / with_mates.len() as f64);
    }
    println!("    [{}]", listed(mean));
    Ok(())
}

fn listed(shares: [f64; 10]) -> String {
    shares.map(|share| format!("{share:.4}")).join(", ")
}

fn heading(what: &str) -> String {
    let levels: String = LEVELS.map(|level| format!("{level:>7.0}")).concat();
    format!("{what:<52}{levels}")
}

fn names(runs: &[Run]) -> String {
    runs.iter().map(|run| run.name.as_str()).collect::<Vec<_>>().join("; ")
}

fn name_of(dir: &str) -> &str {
    Path::new(dir).file_name().and_then(|name| name.to_str()).unwrap_or(dir)
}

#[expect(clippy::disallowed_methods, reason = "a program's edge: the date of the fit is printed")]
fn today() -> Result<String> {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is wrong")?.as_secs() / 86_400;
    Ok(date(days))
}

/// The date so many days after 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
fn date(days: u64) -> String {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{}-{month:02}-{day:02}", era * 400 + year + u64::from(month <= 2))
}

/// Two impressions of field quality of each finger, and a poor one.
fn synthetic_prints(seed: u64, fingers: u64) -> [Vec<Print>; 2] {
    let prints = halves(fingers as usize, |finger| {
        let seed = seed + finger as u64;
        let master = Master::grow(FingerSeed(seed));
        [(0, Difficulty::Field), (1, Difficulty::Field), (2, Difficulty::Poor)].map(|(number, difficulty)| {
            let conditions = Conditions::draw(seed.wrapping_mul(1009).wrapping_add(number), difficulty);
            let extracted = fingerprint::extract(&impression(&master, &conditions), Ppi::P500);
            extracted.ok().map(|extraction| Print { finger: seed.to_string(), template: extraction.template })
        })
    });
    let [mut field, mut poor] = [Vec::new(), Vec::new()];
    for [first, second, third] in prints {
        field.extend([first, second].into_iter().flatten());
        poor.extend(third);
    }
    [field, poor]
}

fn extracted(dir: &str, ppi: Option<Ppi>) -> Result<Vec<Print>> {
    let impressions = dataset::load(Path::new(dir), ppi)?;
    let template = |image: &Grey, ppi| fingerprint::extract(image, ppi).ok().map(|e| e.template);
    let templates = halves(impressions.len(), |at| template(&impressions[at].image, impressions[at].ppi));
    let prints = impressions.into_iter().zip(templates);
    Ok(prints.filter_map(|(i, template)| template.map(|t| Print { finger: i.finger, template: t })).collect())
}

/// `of` each number below `count`, in order, shared by two threads.
fn halves<T: Send>(count: usize, of: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let second = scope.spawn(|| (count / 2..count).map(&of).collect::<Vec<_>>());
        let mut all: Vec<T> = (0..count / 2).map(&of).collect();
        all.extend(second.join().unwrap_or_else(|_| (count / 2..count).map(&of).collect()));
        all
    })
}

/// Which pairs of strangers are looked at: those of which both are such.
#[derive(Clone, Copy, PartialEq)]
enum Fingers {
    All,
    Even,
    Odd,
}

/// The scores at which fits and observations are told: tens of decibels and the fives between.
const LEVELS: [f32; 9] = [5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0];
/// Strangers that must be stronger for a level to be told.
const LEAST: f64 = 8.0;

impl Run {
    fn of(name: &str, prints: &[Print]) -> Self {
        let sides: Vec<(Probe, Reference)> = prints
            .iter()
            .map(|print| (Probe::new(&print.template), Reference::new(&print.template)))
            .collect();
        // The fingers in the order in which they come.
        let mut fingers: Vec<&str> = Vec::new();
        for print in prints {
            if fingers.last() != Some(&print.finger.as_str()) {
                fingers.push(&print.finger);
            }
        }
        let number = |print: &Print| fingers.iter().position(|finger| *finger == print.finger).unwrap_or(0);
        let numbers: Vec<usize> = prints.iter().map(number).collect();
        // From both ends inwards, so that both threads have as much to do.
        let order = |at: usize| if at.is_multiple_of(2) { at / 2 } else { sides.len() - 1 - at / 2 };
        let rows = halves(sides.len(), |at| {
            let i = order(at);
            let strength =
                |j: usize| (compare(&sides[i].0, &sides[j].1).evidence.strength(), numbers[i], numbers[j]);
            (i + 1..sides.len()).map(strength).collect::<Vec<_>>()
        });
        let (mates, mut strangers): (Vec<_>, Vec<_>) =
            rows.into_iter().flatten().partition(|(_, a, b)| a == b);
        strangers.sort_by(|a, b| b.0.total_cmp(&a.0));
        Self {
            name: name.into(),
            strangers,
            mates: mates.into_iter().map(|(strength, ..)| strength).collect(),
        }
    }

    /// Strangers' strengths, the strongest first.
    fn strengths(&self, of: Fingers) -> Vec<f32> {
        let is = |finger: usize| match of {
            Fingers::All => true,
            Fingers::Even => finger.is_multiple_of(2),
            Fingers::Odd => !finger.is_multiple_of(2),
        };
        let of = self.strangers.iter().filter(|&&(_, a, b)| is(a) && is(b));
        of.map(|&(strength, ..)| strength).collect()
    }

    /// What the curve says where a level is observed.
    fn said(&self, curve: &Curve<'_>, of: Fingers) -> String {
        let strengths = self.strengths(of);
        let said = LEVELS.map(|level| match reached(&strengths, level) {
            Some(strength) => format!("{:>7.1}", curve.score(strength).get()),
            None => format!("{:>7}", "-"),
        });
        format!("  {:<34}{:>9} pairs {}", self.name, strengths.len(), said.concat())
    }
}

/// The strength that so many of these strangers reach as the level says, if enough do to tell.
fn reached(strengths: &[f32], level: f32) -> Option<f32> {
    let above = strengths.len() as f64 * f64::from(10f32.powf(-level / 10.0));
    if above < LEAST { None } else { strengths.get((above as usize).min(strengths.len() - 1)).copied() }
}

/// The curve on which no source's scores say more than was observed of it, as far as each goes. Where only some sources
/// go further, the curve goes on from the worst as they do.
fn fit<'a>(runs: impl IntoIterator<Item = &'a Run>, of: Fingers) -> Vec<(f32, f32)> {
    let sources: Vec<Vec<f32>> = runs.into_iter().map(|run| run.strengths(of)).collect();
    let mut curve: Vec<(f32, f32)> = Vec::new();
    for level in LEVELS {
        let step = |source: &Vec<f32>| {
            let here = reached(source, level)?;
            // From where the curve is, at least as far as this source from the level before.
            let on =
                curve.last().zip(reached(source, level - 5.0)).map(|((at, _), before)| at + here - before);
            Some(
                on.filter(|_| sources.iter().any(|other| reached(other, level).is_none()))
                    .map_or(here, |on| on.max(here)),
            )
        };
        if let Some(strength) = sources.iter().filter_map(step).reduce(f32::max) {
            let rounded = (strength * 10.0).ceil() / 10.0;
            curve.push((rounded.max(curve.last().map_or(0.1, |(at, _)| at + 0.1)), level));
        }
    }
    curve
}

/// The share of scores in each ten of the scale.
fn shares(scores: impl Iterator<Item = Score> + Clone) -> [f64; 10] {
    let count = scores.clone().count().max(1) as f64;
    let mut shares = [0.0; 10];
    for score in scores {
        shares[((score.get() / 10.0) as usize).min(9)] += 1.0 / count;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(strengths: impl Iterator<Item = f32>) -> Run {
        let mut strangers: Vec<_> = strengths.map(|strength| (strength, 0, 1)).collect();
        strangers.sort_by(|a, b| b.0.total_cmp(&a.0));
        Run { name: String::new(), strangers, mates: Vec::new() }
    }

    /// Strangers whose strength falls to a tenth over each `tenth`.
    fn falling(count: u32, tenth: f32) -> Run {
        run((1..=count).map(|i| -tenth * (i as f32 / count as f32).log10()))
    }

    #[test]
    fn the_worst_source_decides_and_the_larger_ones_go_on_from_it() {
        let curve = fit(&[falling(1000, 8.0), falling(1_000_000, 4.0)], Fingers::All);
        let at = |level| curve.iter().find(|(_, score)| *score == level).map(|(strength, _)| *strength);
        assert!((at(20.0).unwrap() - 16.0).abs() < 0.2, "{curve:?}");
        assert!((at(40.0).unwrap() - 24.0).abs() < 0.4, "{curve:?}");
    }

    #[test]
    fn what_is_said_of_what_was_fitted_is_what_is_observed() {
        let source = falling(100_000, 5.0);
        let said = source.said(&Curve(&fit([&source], Fingers::All)), Fingers::All);
        for level in ["10.0", "20.0", "30.0"] {
            let near = level.parse::<f32>().unwrap();
            assert!(
                said.split_whitespace().filter_map(|w| w.parse::<f32>().ok()).any(|w| (w - near).abs() < 0.3),
                "{said}"
            );
        }
    }

    #[test]
    fn days_are_dates() {
        assert_eq!(
            [0, 59, 11_016, 20_780].map(date),
            ["1970-01-01", "1970-03-01", "2000-02-29", "2026-11-23"]
        );
    }
}
