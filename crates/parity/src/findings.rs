use fingerprint::{FingerPosition, Probe, Reference, Score, Sketch, SketchProbe, Template, compare, extract};
use gallery::{PersonId, SearchOptions, Shard};
use raster::{Grey, Ppi};
use sha2::{Digest as _, Sha256};
use synthetic::{Conditions, Difficulty, FingerSeed, Master, impression};

/// What the engine finds in synthetic prints: a line for each print and each comparison, every bit of it counted.
#[must_use]
pub fn findings() -> Vec<String> {
    let mut lines = Vec::new();
    let mut templates: Vec<Template> = Vec::new();
    for (finger, difficulty) in
        [(1, Difficulty::Good), (1, Difficulty::Field), (2, Difficulty::Field), (3, Difficulty::Poor)]
    {
        let master = Master::grow(FingerSeed(finger));
        for time in 0..2u64 {
            let image = impression(&master, &Conditions::draw(10 * finger + time, difficulty));
            lines.push(format!("image {finger} {difficulty:?} {time}: {}", digest(image.pixels())));
            // The second time a larger pixel, so that resampling counts too.
            let ppi = if time == 0 { Some(Ppi::P500) } else { Ppi::new(569) };
            let Some(found) = ppi.and_then(|ppi| extract(&image, ppi).ok()) else { continue };
            lines.push(format!(
                "print {finger} {difficulty:?} {time}: quality {:?}, template {}",
                found.quality,
                digest(&found.template.to_bytes())
            ));
            templates.push(found.template);
        }
    }
    for (i, a) in templates.iter().enumerate() {
        for (j, b) in templates.iter().enumerate().skip(i) {
            let comparison = compare(&Probe::new(a), &Reference::new(b));
            let resemblance = SketchProbe::new(a).resemblance(&Sketch::new(b));
            // Debug writes the shortest decimals that read back as the same number.
            lines.push(format!("comparison {i} {j}: {:?}, sketches {resemblance}", digest_of(&comparison)));
        }
    }
    lines.push(format!("blank: {:?}", blank().map(|image| extract(&image, Ppi::P500))));
    lines.extend(search(&templates));
    lines
}

fn search(templates: &[Template]) -> impl Iterator<Item = String> {
    let mut shard = Shard::new();
    for (person, template) in (0u8..).zip(templates) {
        shard.insert(PersonId([person; 16]), &[(FingerPosition::RightIndex, template.clone())]);
    }
    let options = SearchOptions { limit: 5, threshold: Score::ZERO, threads: 1 };
    templates.iter().enumerate().map(move |(i, template)| {
        format!("search {i}: {:?}", shard.search(&[(FingerPosition::Unknown, template.clone())], &options))
    })
}

fn blank() -> Option<Grey> {
    Grey::new(200, 200, None, vec![240; 40_000]).ok()
}

fn digest_of(value: &impl std::fmt::Debug) -> String {
    digest(format!("{value:?}").as_bytes())
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}
