//! `cargo xtask eval transforms DIR`: what other sensors, skins and hands do to a print, done to every second impression
//! of a set: how much worse is comparison then?

use std::path::PathBuf;

use anyhow::Result;
use fingerprint::{Polarity, Resolution, estimated_ppi, extract};
use raster::{Grey, Ppi};
use serde::Serialize;

use super::dataset::{self, Impression};
use super::error_rates::ErrorRates;
use super::fingerprint::{Ours, measure, ppi};

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
}

/// A grey value (0 to 255) from that of the place and its surroundings.
type Transform = fn(&Grey) -> Grey;

const TRANSFORMS: [(&str, Transform); 16] = [
    ("as it is", Grey::clone),
    ("light on dark", |image| map(image, |p, _, _| 255.0 - p)),
    ("a third of the contrast", |image| map(image, |p, _, _| 110.0 + 0.33 * (p - 127.0))),
    ("an eighth of the contrast", |image| map(image, |p, _, _| 190.0 + 0.125 * (p - 127.0))),
    ("60 levels darker, cut off", |image| map(image, |p, _, _| p - 60.0)),
    ("gamma 0.5", |image| map(image, |p, _, _| 255.0 * (p / 255.0).sqrt())),
    ("gamma 2", |image| map(image, |p, _, _| p * p / 255.0)),
    ("light from one side", |image| {
        let (w, h) = (image.width() as f32, image.height() as f32);
        map(image, |p, x, y| p * (0.35 + 0.65 * (x as f32 / w + y as f32 / h) / 2.0))
    }),
    ("blurred by 1 pixel", |image| blurred(image, 1.0)),
    ("blurred by 2 pixels", |image| blurred(image, 2.0)),
    ("noise of 12 levels", |image| map(image, |p, x, y| p + 12.0 * gauss(x, y))),
    ("noise of 30 levels", |image| map(image, |p, x, y| p + 30.0 * gauss(x, y))),
    ("10 % larger", |image| scaled(image, 1.1)),
    ("10 % smaller", |image| scaled(image, 0.9)),
    ("the middle 200 x 200", |image| middle(image, 200)),
    ("the middle 150 x 150", |image| middle(image, 150)),
];

/// What one transform does.
#[derive(Debug, Serialize)]
struct Figures {
    transform: &'static str,
    #[serde(flatten)]
    rates: ErrorRates,
    failures: f64,
    /// Transformed images whose polarity is told wrongly.
    polarity_wrong: f64,
    /// Transformed images whose resolution is said to be doubtful.
    resolution_doubted: f64,
    /// Transformed images whose resolution, were it not stated, would be estimated more than a third wrong.
    resolution_misjudged: f64,
}

pub fn run(args: &Args) -> Result<()> {
    let originals = dataset::load(&args.dir, args.ppi)?;
    let mut all = Vec::new();
    println!(
        "transform                    EER   (more)  FMR1000  ZeroFMR   failed  polarity  doubted  misjudged"
    );
    for (name, transform) in TRANSFORMS {
        let mut transformed = Vec::new();
        let (mut polarity_wrong, mut doubted, mut misjudged, mut count) = (0, 0, 0, 0);
        for (n, original) in originals.iter().enumerate() {
            let change = n % 2 == 1;
            let image = if change { transform(&original.image) } else { original.image.clone() };
            if change {
                count += 1;
                let light = name == "light on dark";
                let wanted = if light { Polarity::LightRidges } else { Polarity::DarkRidges };
                if let Ok(read) = extract(&image, original.ppi) {
                    polarity_wrong += u32::from(read.polarity != wanted);
                    doubted += u32::from(read.resolution != Resolution::Plausible);
                }
                let off = |p: Ppi| f32::from(p.get()) / f32::from(original.ppi.get());
                let right = estimated_ppi(&image).map(off).is_some_and(|r| (0.75..1.34).contains(&r));
                misjudged += u32::from(!right);
            }
            let (name, finger) = (original.name.clone(), original.finger.clone());
            transformed.push(Impression { name, finger, image, ppi: original.ppi });
        }
        let (figures, _) = measure(&Ours, &transformed, false);
        let share = |n: u32| f64::from(n) / f64::from(count.max(1));
        let row = Figures {
            transform: name,
            rates: figures.rates,
            failures: figures.failures,
            polarity_wrong: share(polarity_wrong),
            resolution_doubted: share(doubted),
            resolution_misjudged: share(misjudged),
        };
        let before = all.first().map_or(row.rates.eer, |first: &Figures| first.rates.eer);
        println!(
            "{name:26} {:5.2}   {:+6.2}   {:6.2}   {:6.2}   {:6.2}    {:6.2}   {:6.2}     {:6.2}",
            100.0 * row.rates.eer,
            100.0 * (row.rates.eer - before),
            100.0 * row.rates.fmr1000,
            100.0 * row.rates.zero_fmr,
            100.0 * row.failures,
            100.0 * row.polarity_wrong,
            100.0 * row.resolution_doubted,
            100.0 * row.resolution_misjudged
        );
        all.push(row);
    }
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&all)?)?;
    }
    Ok(())
}

fn of(width: usize, height: usize, like: &Grey, value: impl Fn(usize, usize) -> f32) -> Grey {
    let pixels = (0..width * height).map(|i| value(i % width, i / width).round().clamp(0.0, 255.0) as u8);
    Grey::new(width as u32, height as u32, like.ppi, pixels.collect()).unwrap_or_else(|_| like.clone())
}

fn at(image: &Grey, x: isize, y: isize) -> f32 {
    let x = x.clamp(0, image.width() as isize - 1) as usize;
    let y = y.clamp(0, image.height() as isize - 1) as usize;
    f32::from(image.pixels()[y * image.width() as usize + x])
}

fn map(image: &Grey, value: impl Fn(f32, usize, usize) -> f32) -> Grey {
    let (width, height) = (image.width() as usize, image.height() as usize);
    of(width, height, image, |x, y| value(at(image, x as isize, y as isize), x, y))
}

fn blurred(image: &Grey, sigma: f32) -> Grey {
    let reach = (3.0 * sigma).ceil() as isize;
    let weight = |d: isize| (-(d as f32 / sigma).powi(2) / 2.0).exp();
    let total: f32 = (-reach..=reach).map(weight).sum();
    let (width, height) = (image.width() as usize, image.height() as usize);
    let along = |image: &Grey, dx: isize, dy: isize| {
        of(width, height, image, |x, y| {
            let sum =
                (-reach..=reach).map(|d| weight(d) * at(image, x as isize + d * dx, y as isize + d * dy));
            sum.sum::<f32>() / total
        })
    };
    along(&along(image, 1, 0), 0, 1)
}

fn scaled(image: &Grey, by: f32) -> Grey {
    let side = |pixels: u32| (pixels as f32 * by) as usize;
    of(side(image.width()), side(image.height()), image, |x, y| {
        let (fx, fy) = ((x as f32 + 0.5) / by - 0.5, (y as f32 + 0.5) / by - 0.5);
        let (left, top) = (fx.floor() as isize, fy.floor() as isize);
        let (a, b) = (fx - left as f32, fy - top as f32);
        let upper = at(image, left, top) * (1.0 - a) + at(image, left + 1, top) * a;
        let lower = at(image, left, top + 1) * (1.0 - a) + at(image, left + 1, top + 1) * a;
        upper * (1.0 - b) + lower * b
    })
}

fn middle(image: &Grey, side: usize) -> Grey {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let (columns, rows) = (width.min(side), height.min(side));
    let (left, top) = ((width - columns) / 2, (height - rows) / 2);
    of(columns, rows, image, |x, y| at(image, (left + x) as isize, (top + y) as isize))
}

/// About normal, and the same for the same place.
fn gauss(x: usize, y: usize) -> f32 {
    let mut z = (x as u64) << 32 | y as u64;
    z = (z ^ (z >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z ^= z >> 32;
    let sum: f32 = (0..4).map(|i| (z >> (16 * i) & 0xFFFF) as f32 / 65536.0).sum();
    (sum - 2.0) * 1.73
}
