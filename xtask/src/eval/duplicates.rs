//! `cargo xtask eval duplicates`: whether somebody who is there a second time is found as an import looks for them
//! ([`gallery::Shard::likeliest`]), and how long that takes. Lost is who would be taken for the same person if they were
//! compared, and was not.

use std::time::Instant;

use anyhow::Result;
use fingerprint::{FingerPosition, Score, Template};
use gallery::{PersonId, ReadyProbe, SearchOptions, Shard};
use synthetic::{Conditions, Difficulty, Person, template, template_under};

#[derive(clap::Args)]
pub struct Args {
    /// People who are there.
    #[arg(long, default_value_t = 20_000)]
    people: u64,
    /// Of them, how many come once more.
    #[arg(long, default_value_t = 1000)]
    mates: u64,
    /// Fingers of each, 1 to 10; several times for several runs.
    #[arg(long, default_values_t = [1, 2, 10], value_parser = clap::value_parser!(u8).range(1..=10))]
    fingers: Vec<u8>,
    /// People who are looked for at once, as in a piece of a sheet.
    #[arg(long, default_value_t = 256)]
    together: usize,
}

/// From when two people are taken for one, as an import does.
const LEAST: f32 = 40.0;
const FPIR: f64 = 0.001;

type Prints = Vec<(FingerPosition, Template)>;

fn id(person: u64) -> PersonId {
    PersonId(u128::from(person).to_be_bytes())
}

/// The fingers that a person has, the index fingers first.
fn positions(fingers: u8) -> impl Iterator<Item = FingerPosition> {
    let positions = [2, 7, 3, 8, 1, 6, 4, 9, 5, 10].into_iter().take(usize::from(fingers));
    positions.filter_map(|code: u8| FingerPosition::try_from(code).ok())
}

fn prints(person: u64, fingers: u8) -> Prints {
    positions(fingers)
        .map(|position| (position, template(Person { seed: person }.finger(position))))
        .collect()
}

fn again(person: u64, fingers: u8, difficulty: Difficulty) -> Prints {
    let print = |position| {
        let finger = Person { seed: person }.finger(position);
        (position, template_under(finger, &Conditions::draw(finger.0 ^ person, difficulty)))
    };
    positions(fingers).map(print).collect()
}

pub fn run(args: &Args) -> Result<()> {
    println!("{} people, {} of them once more", args.people, args.mates);
    println!(
        "fingers  impression   would count   found    lost   strangers taken for them   ms of one thread each"
    );
    let options = SearchOptions { limit: 1, threshold: Score::new(LEAST), threads: 1 };
    let counts = |score: Score| {
        score >= options.threshold && score.false_positive_identification_rate(args.people as usize) <= FPIR
    };
    for &fingers in &args.fingers {
        let mut shard = Shard::packed();
        (0..args.people).for_each(|person| shard.insert(id(person), &prints(person, fingers)));
        for (name, difficulty) in
            [("good", Difficulty::Good), ("field", Difficulty::Field), ("poor", Difficulty::Poor)]
        {
            let step = (args.people / args.mates).max(1);
            let sought: Vec<u64> = (0..args.people).step_by(step as usize).collect();
            let again: Vec<Prints> =
                sought.iter().map(|&person| again(person, fingers, difficulty)).collect();
            let probes: Vec<ReadyProbe> = again.iter().map(|prints| ReadyProbe::new(prints)).collect();
            let start = Instant::now();
            let found: Vec<_> =
                probes.chunks(args.together).flat_map(|part| shard.likeliest(part, &options)).collect();
            let each = start.elapsed().as_secs_f64() * 1000.0 / probes.len().max(1) as f64;
            let (mut would, mut right, mut lost, mut wrong) = (0, 0, 0, 0);
            for ((&person, prints), found) in sought.iter().zip(&again).zip(found) {
                let mut alone = Shard::packed();
                alone.insert_held(id(person), shard.held(&id(person)));
                let is_alike =
                    alone.search(prints, &options).first().is_some_and(|found| counts(found.score));
                let found = found.filter(|found| counts(found.score)).map(|found| found.person);
                would += u32::from(is_alike);
                right += u32::from(found == Some(id(person)));
                wrong += u32::from(found.is_some_and(|found| found != id(person)));
                lost += u32::from(is_alike && found.is_none());
            }
            println!("{fingers:>7}  {name:<10} {would:>13} {right:>7} {lost:>7} {wrong:>26} {each:>23.2}");
        }
    }
    Ok(())
}
