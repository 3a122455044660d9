//! `cargo xtask eval synthetic`: the same figures on fingers grown from seeds.

use std::path::PathBuf;

use anyhow::Result;
use raster::Ppi;
use synthetic::{Conditions, Difficulty, FingerSeed, Master, impression};

use super::dataset::Impression;
use super::fingerprint::{Output, evaluate};

#[derive(clap::Args)]
pub struct Args {
    /// Fingers to grow.
    #[arg(long, default_value_t = 50)]
    fingers: u64,
    /// Impressions of each.
    #[arg(long, default_value_t = 4)]
    impressions: u64,
    /// How hard the impressions are to compare.
    #[arg(long, value_enum, default_value = "field")]
    difficulty: Hardship,
    /// Other fingers for another seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keep the images in this directory, named for `eval fingerprint`.
    #[arg(long)]
    save: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Hardship {
    Good,
    Field,
    Poor,
}

impl From<Hardship> for Difficulty {
    fn from(hardship: Hardship) -> Self {
        match hardship {
            Hardship::Good => Self::Good,
            Hardship::Field => Self::Field,
            Hardship::Poor => Self::Poor,
        }
    }
}

pub fn run(args: &Args) -> Result<()> {
    let impressions = draw(args.fingers, args.impressions, args.difficulty.into(), args.seed);
    if let Some(dir) = &args.save {
        std::fs::create_dir_all(dir)?;
        for Impression { name, image, .. } in &impressions {
            std::fs::write(dir.join(format!("{name}.png")), raster::encode_png(image)?)?;
        }
    }
    evaluate(&impressions, &args.output)
}

/// Impressions of fingers grown from `seed`.
pub fn draw(fingers: u64, impressions: u64, difficulty: Difficulty, seed: u64) -> Vec<Impression> {
    let mut drawn = Vec::new();
    for finger in 0..fingers {
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(finger);
        let master = Master::grow(FingerSeed(seed));
        for number in 0..impressions {
            let conditions = Conditions::draw(seed.wrapping_mul(1_009).wrapping_add(number), difficulty);
            drawn.push(Impression {
                name: format!("{finger}_{number}"),
                finger: finger.to_string(),
                image: impression(&master, &conditions),
                ppi: Ppi::P500,
            });
        }
    }
    drawn
}
