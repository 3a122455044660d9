//! The engine's stages on synthetic data, timed alike natively (`cargo bench`) and in a browser
//! (`cargo xtask bench --wasm`).

mod stage;
mod steps;
#[cfg(target_arch = "wasm32")]
mod wasm;

use std::hint::black_box;

use fingerprint::slap::{Expected, segment};
use fingerprint::{
    FingerPosition, Probe, Reference, Score, Sketch, SketchProbe, Template, compare, extract, resampled,
};
use gallery::{PersonId, SearchOptions, Shard};
use raster::{Ppi, decode, encode_png};
pub use stage::{Clock, Stage, Timing, time_all};
use synthetic::{
    Conditions, Difficulty, FingerSeed, Hand, Master, Person, Slap, impression, template, template_under,
};

/// Every stage, in the order in which a print meets them.
#[must_use]
pub fn stages() -> Vec<Stage> {
    let finger = Master::grow(FingerSeed(1));
    let print = |seed| impression(&finger, &Conditions::draw(seed, Difficulty::Field));
    let image = print(1);
    let png = encode_png(&image).unwrap_or_default();
    let fine = image.clone();

    let mut stages = vec![
        Stage::whole("decode a PNG", 1, move || drop(black_box(decode(black_box(&png))))),
        Stage::whole("resample from 1000 ppi", 1, {
            let ppi = Ppi::new(1000).unwrap_or(Ppi::P500);
            move || drop(black_box(resampled(black_box(&fine), ppi)))
        }),
    ];
    stages.extend(steps::stages(&image));
    let whole = image.clone();
    stages.push(Stage::whole("extract", 1, move || drop(black_box(extract(black_box(&whole), Ppi::P500)))));

    stages.push(four_fingers());

    let template_of = |image| extract(&image, Ppi::P500).map(|extraction| extraction.template).ok();
    let stranger = impression(&Master::grow(FingerSeed(2)), &Conditions::draw(3, Difficulty::Field));
    if let (Some(probe), Some(mate), Some(stranger)) =
        (template_of(image), template_of(print(2)), template_of(stranger))
    {
        stages.extend(comparisons(&probe, &mate, &stranger));
    }
    for (name, people) in
        [("search 1,000 people, one finger", 1_000), ("search 10,000 people, one finger", 10_000)]
    {
        stages.push(search(name, people));
    }
    stages
}

/// The stages whose names hold one of `wanted`, or all where nothing is wanted.
#[must_use]
pub fn wanted_stages(wanted: &[String]) -> Vec<Stage> {
    let mut stages = stages();
    stages.retain(|stage| wanted.is_empty() || wanted.iter().any(|part| stage.name.contains(part)));
    stages
}

/// A hand laid flat, split into its fingers.
fn four_fingers() -> Stage {
    let hand = Hand::Right;
    let slap = Slap::capture(&Person { seed: 1 }, hand, 1, Difficulty::Field).image;
    let expected = Expected::of(&hand.positions());
    Stage::whole("split four fingers", 1, move || {
        drop(black_box(segment(black_box(&slap), Ppi::P500, &expected)));
    })
}

fn comparisons(probe: &Template, mate: &Template, stranger: &Template) -> [Stage; 4] {
    let (source, prepared) = (probe.clone(), Probe::new(probe));
    let against = |reference: &Template| {
        let (probe, reference) = (prepared.clone(), Reference::new(reference));
        move || drop(black_box(compare(black_box(&probe), black_box(&reference))))
    };
    let sketch = SketchProbe::new(probe);
    let stored: Vec<u8> =
        (0..1000).flat_map(|seed| Sketch::new(&template(FingerSeed(seed))).to_bytes()).collect();
    let filter = move || {
        black_box(&sketch).resemblances(black_box(&stored), |_, resemblance| {
            black_box(resemblance);
        });
    };
    [
        Stage::whole("prepare a print", 1, move || drop(black_box(Probe::new(black_box(&source))))),
        Stage::whole("compare with a mate", 1, against(mate)),
        Stage::whole("compare with a stranger", 1, against(stranger)),
        Stage::whole("filter by sketches", 1000, filter),
    ]
}

/// One finger of each of `people`, searched for with another impression of one of them.
fn search(name: &'static str, people: u64) -> Stage {
    let shard = std::cell::OnceCell::new();
    let build = move || {
        let mut shard = Shard::new();
        for person in 0..people {
            let prints = [(FingerPosition::RightIndex, template(FingerSeed(person)))];
            shard.insert(PersonId(u128::from(person).to_be_bytes()), &prints);
        }
        shard
    };
    let mate = FingerSeed(people / 2);
    let probe = template_under(mate, &Conditions::draw(7, Difficulty::Field));
    let probe = [(FingerPosition::RightIndex, probe)];
    let options = SearchOptions { limit: 10, threshold: Score::new(40.0), threads: 1 };
    // Built when first searched, so that stages can be left out at no cost.
    Stage::whole(name, 1, move || {
        black_box(shard.get_or_init(build).search(black_box(&probe), &options));
    })
}
