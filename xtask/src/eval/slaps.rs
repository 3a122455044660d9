//! `cargo xtask eval slaps`: how well images of several fingers are split, on synthetic hands whose fingers are known.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use fingerprint::FingerPosition;
use fingerprint::slap::{Expected, Finding, Hand, Segment, segment};
use raster::{Grey, Ppi, encode_png};
use serde::Serialize;
use synthetic::{Difficulty, Lay, Person, Slap, SlapFinger};

#[derive(clap::Args)]
pub struct Args {
    /// People, each with every kind of capture.
    #[arg(long, default_value_t = 12)]
    people: u64,
    /// The first person's seed.
    #[arg(long, default_value_t = 5000)]
    first: u64,
    /// Write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write every capture that is not read rightly, with the boxes found, into this folder.
    #[arg(long)]
    images: Option<PathBuf>,
}

/// A kind of capture.
struct Kind {
    name: &'static str,
    difficulty: Difficulty,
    /// The gap between the fingers, in pixels, where the kind is about that.
    gap: Option<f32>,
    /// Thumbs rather than hands.
    thumbs: bool,
    /// One finger is missing and nobody said so.
    missing: bool,
}

const PLAIN: Kind =
    Kind { name: "", difficulty: Difficulty::Field, gap: None, thumbs: false, missing: false };
const KINDS: [Kind; 7] = [
    Kind { name: "four, good", difficulty: Difficulty::Good, ..PLAIN },
    Kind { name: "four, field", ..PLAIN },
    Kind { name: "four, poor", difficulty: Difficulty::Poor, ..PLAIN },
    Kind { name: "four, close together", gap: Some(6.0), ..PLAIN },
    Kind { name: "four, overlapping", gap: Some(-12.0), ..PLAIN },
    Kind { name: "one missing", missing: true, ..PLAIN },
    Kind { name: "thumbs", thumbs: true, ..PLAIN },
];

/// What came of one kind of capture; all shares 0 to 1.
#[derive(Debug, Default, Serialize)]
struct Figures {
    kind: &'static str,
    captures: usize,
    /// Fingertips found within the tolerance, and named rightly.
    segments_right: f64,
    /// Fingertips found within the tolerance.
    segments_found: f64,
    /// Boxes that are no fingertip's.
    segments_false: f64,
    /// Mean overlap of a fingertip's box with the truth: intersection over union.
    overlap: f64,
    /// Captures whose hand is told rightly, and those told surely and wrongly.
    hand_right: f64,
    hand_wrong: f64,
    /// Captures of the other hand than asked for that are told so.
    wrong_hand_told: f64,
    /// Captures that lack a finger, and the right one is named.
    missing_told: f64,
    missing_named: f64,
    /// Milliseconds for a capture.
    ms: f64,
}

pub fn run(args: &Args) -> Result<()> {
    let mut all = Vec::new();
    println!("kind                   n  right  found  false    IoU   hand  wrong  told   miss  named     ms");
    for kind in &KINDS {
        let f = measure(kind, args)?;
        println!(
            "{:20} {:3} {:6.1} {:6.1} {:6.1} {:6.3} {:6.1} {:6.1} {:5.1} {:6.1} {:6.1} {:6.1}",
            f.kind,
            f.captures,
            100.0 * f.segments_right,
            100.0 * f.segments_found,
            100.0 * f.segments_false,
            f.overlap,
            100.0 * f.hand_right,
            100.0 * f.hand_wrong,
            100.0 * f.wrong_hand_told,
            100.0 * f.missing_told,
            100.0 * f.missing_named,
            f.ms
        );
        all.push(f);
    }
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_string_pretty(&all)?)?;
    }
    Ok(())
}

fn measure(kind: &Kind, args: &Args) -> Result<Figures> {
    let mut f = Figures { kind: kind.name, ..Figures::default() };
    let (mut tips, mut seconds) = (0usize, 0f64);
    for n in 0..args.people {
        let person = Person { seed: args.first + n };
        let hand = if n % 2 == 0 { Hand::Right } else { Hand::Left };
        let all: Vec<FingerPosition> = if kind.thumbs {
            vec![FingerPosition::LeftThumb, FingerPosition::RightThumb]
        } else {
            hand.positions().to_vec()
        };
        let expected = Expected::of(&all);
        let absent = kind.missing.then(|| all[(n / 2) as usize % 4]);
        let fingers: Vec<FingerPosition> = all.iter().copied().filter(|&p| Some(p) != absent).collect();
        let mut lay = Lay::draw(&fingers, 77 * args.first + n, kind.difficulty);
        lay.gap = kind.gap.unwrap_or(lay.gap);
        let slap = Slap::laid(&person, &lay);

        let start = Instant::now();
        let found = segment(&slap.image, Ppi::P500, &expected)?;
        seconds += start.elapsed().as_secs_f64();

        let pairs: Vec<(&SlapFinger, Option<&Segment>)> =
            slap.fingers.iter().map(|t| (t, nearest(t, &found.segments))).collect();
        let within = pairs.iter().filter(|(t, s)| s.is_some_and(|s| is_right(t, s))).count();
        let named = pairs
            .iter()
            .filter(|(t, s)| s.is_some_and(|s| is_right(t, s) && s.position == t.position))
            .count();
        tips += slap.fingers.len();
        f.captures += 1;
        f.segments_found += within as f64;
        f.segments_right += named as f64;
        f.segments_false += found.segments.len().saturating_sub(within) as f64;
        f.overlap += pairs.iter().filter_map(|(t, s)| s.map(|s| overlap(t, s))).sum::<f64>();
        let told = found.hand.map(|(seen, sure)| (seen == hand, sure));
        f.hand_right += f64::from(u8::from(told.is_some_and(|(right, _)| right)));
        f.hand_wrong += f64::from(u8::from(told.is_some_and(|(right, sure)| !right && sure >= 0.9)));
        f.missing_told +=
            f64::from(u8::from(found.findings.iter().any(|x| matches!(x, Finding::Missing { .. }))));
        let names = |x: &Finding| matches!(x, Finding::Missing { fingers, .. } if fingers.as_slice() == absent.as_slice());
        f.missing_named += f64::from(u8::from(absent.is_some() && found.findings.iter().any(names)));
        if !kind.thumbs {
            let other = if hand == Hand::Right { Hand::Left } else { Hand::Right };
            let asked = segment(&slap.image, Ppi::P500, &Expected::of(&other.positions()))?;
            let told = asked.findings.iter().any(|x| matches!(x, Finding::WrongHand { .. }));
            f.wrong_hand_told += f64::from(u8::from(told));
        }
        if named < slap.fingers.len()
            && let Some(folder) = &args.images
        {
            let name = format!("{}-{}.png", kind.name.replace([',', ' '], "-"), person.seed);
            draw(&slap.image, &found.segments, &folder.join(name))?;
        }
    }
    let captures = f.captures.max(1) as f64;
    let tips = tips.max(1) as f64;
    for share in [&mut f.segments_found, &mut f.segments_right, &mut f.segments_false, &mut f.overlap] {
        *share /= tips;
    }
    for share in [&mut f.hand_right, &mut f.hand_wrong, &mut f.wrong_hand_told] {
        *share /= captures;
    }
    f.missing_told /= captures;
    f.missing_named /= captures;
    f.ms = 1000.0 * seconds / captures;
    Ok(f)
}

/// The segment whose middle is nearest, if it lies on the fingertip.
fn nearest<'a>(truth: &SlapFinger, segments: &'a [Segment]) -> Option<&'a Segment> {
    let distance = |s: &Segment| (s.centre.0 - truth.middle.0).hypot(s.centre.1 - truth.middle.1);
    segments
        .iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .filter(|s| distance(s) < truth.reach.0.max(truth.reach.1))
}

/// Sides and top within 32 pixels (1.6 mm), the joint within 64.
fn is_right(truth: &SlapFinger, segment: &Segment) -> bool {
    let (sin, cos) = truth.rotation.sin_cos();
    let (dx, dy) = (segment.centre.0 - truth.middle.0, segment.centre.1 - truth.middle.1);
    let (across, down) = (dx * cos - dy * sin, dx * sin + dy * cos);
    let sides = [-1.0, 1.0].map(|s| across + s * (segment.size.0 / 2.0 - truth.reach.0));
    let top = down - (segment.size.1 / 2.0 - truth.reach.1);
    let bottom = down + (segment.size.1 / 2.0 - truth.reach.1);
    sides.iter().all(|off| off.abs() <= 32.0) && top.abs() <= 32.0 && bottom.abs() <= 64.0
}

/// Intersection over union of the two turned boxes, by counting points.
fn overlap(truth: &SlapFinger, segment: &Segment) -> f64 {
    let inside = |x: f32, y: f32, middle: (f32, f32), half: (f32, f32), angle: f32| {
        let (sin, cos) = angle.sin_cos();
        let (dx, dy) = (x - middle.0, y - middle.1);
        (dx * cos - dy * sin).abs() <= half.0 && (dx * sin + dy * cos).abs() <= half.1
    };
    let half = (segment.size.0 / 2.0, segment.size.1 / 2.0);
    let (mut both, mut either) = (0u32, 0u32);
    for row in -60..=60 {
        for column in -60..=60 {
            let (x, y) = (truth.middle.0 + 6.0 * column as f32, truth.middle.1 + 6.0 * row as f32);
            let a = inside(x, y, truth.middle, truth.reach, truth.rotation);
            let b = inside(x, y, segment.centre, half, segment.angle);
            both += u32::from(a && b);
            either += u32::from(a || b);
        }
    }
    f64::from(both) / f64::from(either.max(1))
}

/// Writes the image with the boxes found.
fn draw(image: &Grey, segments: &[Segment], file: &Path) -> Result<()> {
    let (width, height) = (image.width(), image.height());
    let mut pixels: Vec<u8> = image.pixels().iter().map(|p| 100 + p / 2).collect();
    for s in segments {
        let (sin, cos) = s.angle.sin_cos();
        for step in -1000..=1000 {
            let along = step as f32 / 1000.0;
            let (a, b) = (s.size.0 / 2.0, s.size.1 / 2.0);
            for (u, v) in [(along * a, -b), (along * a, b), (-a, along * b), (a, along * b)] {
                let (x, y) = (s.centre.0 + u * cos + v * sin, s.centre.1 + v * cos - u * sin);
                for at in [(x, y), (x + 1.0, y), (x, y + 1.0), (x + 1.0, y + 1.0)] {
                    if at.0 >= 0.0 && at.1 >= 0.0 && at.0 < width as f32 && at.1 < height as f32 {
                        pixels[at.1 as usize * width as usize + at.0 as usize] = 0;
                    }
                }
            }
        }
    }
    let grey = Grey::new(width, height, Some(Ppi::P500), pixels)?;
    std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
    Ok(std::fs::write(file, encode_png(&grey)?)?)
}
