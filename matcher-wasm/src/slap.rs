//! Several fingers laid down together, one by one.

use fingerprint::slap::{Expected, Hand, Slap, segment};
use fingerprint::{FingerPosition, Quality};
use raster::{Grey, Ppi};
use wire::matcher::{Answer, LivePrint, Outline, Picture, SlapPrint};
use wire::{Code, Problem};
use zeroize::Zeroize as _;

use crate::reading::{packed, print_of};

/// The hand is told only when so sure: a wrong word here stops a capture.
const SURE: f32 = 0.9;
/// From this width on a file may hold several fingers; no scanner of one finger is so wide.
const SEVERAL_MM: f32 = 38.0;

/// Whether a picture of this width may hold several fingers.
pub(crate) fn may_be_several(picture: &Grey, ppi: Ppi) -> bool {
    picture.width() as f32 / f32::from(ppi.get()) * 25.4 >= SEVERAL_MM
}

/// Finds the fingertips of `fingers`; of any where none are named.
pub(crate) fn find(picture: &Grey, ppi: Ppi, fingers: &[FingerPosition]) -> Result<Slap, Problem> {
    segment(picture, ppi, &Expected::of(fingers))
        .map_err(|error| Problem::new(Code::NoPrint, error.to_string()))
}

/// The hand that the fingers look like they are of, where that is sure.
pub(crate) fn hand(slap: &Slap) -> Option<Hand> {
    slap.hand.filter(|(_, sure)| *sure >= SURE).map(|(hand, _)| hand)
}

/// Reads every fingertip; one in which nothing can be compared is left out, and so is missed. Answers with the PNGs,
/// one after the other, that of the whole picture last.
pub(crate) fn read(
    picture: &Grey,
    ppi: Ppi,
    slap: &Slap,
    format: &str,
    took_ms: impl Fn() -> f64,
) -> Result<(Answer, Vec<u8>), Problem> {
    let (mut prints, mut pngs) = (Vec::new(), Vec::new());
    for (at, segment) in slap.segments.iter().enumerate() {
        let Some(tip) = slap.crop(picture, at) else { continue };
        match print_of(&tip, ppi, format.to_owned()) {
            Ok((mut print, png)) => {
                print.took_ms = took_ms();
                prints.push(SlapPrint { position: segment.position, print, png_bytes: png.len() as u32 });
                pngs.extend(png);
            }
            Err(problem) if problem.code == Code::NoPrint => {}
            Err(problem) => return Err(problem),
        }
    }
    let (png, image) = packed(picture)?;
    pngs.extend(png);
    let whole = Picture { width: picture.width(), height: picture.height(), ppi, image };
    Ok((Answer::Slap { prints, whole, hand: hand(slap), took_ms: took_ms() }, pngs))
}

/// Where each fingertip lies in a live picture, and how good it is.
pub(crate) fn judge(picture: &Grey, ppi: Ppi, slap: &Slap) -> Vec<LivePrint> {
    let quality = |at: usize| {
        let tip = slap.crop(picture, at)?;
        let extraction = fingerprint::extract(&tip, ppi);
        tip.into_pixels().zeroize();
        Some(extraction.map_or(Quality { score: 0, reasons: Vec::new() }, |extraction| extraction.quality))
    };
    let outlines = slap.segments.iter().map(|segment| outline(segment, ppi));
    outlines
        .enumerate()
        .filter_map(|(at, outline)| Some(LivePrint { outline, quality: quality(at)? }))
        .collect()
}

/// A rounded fingertip in the turned box.
fn outline(segment: &fingerprint::slap::Segment, ppi: Ppi) -> Outline {
    const POINTS: u8 = 28;
    /// Between an ellipse (2) and a rectangle.
    const ROUND: f32 = 2.6;
    let (sin, cos) = segment.angle.sin_cos();
    let (half_width, half_height) = (segment.size.0 / 2.0, segment.size.1 / 2.0);
    let bulge = |side: f32| side.signum() * side.abs().powf(2.0 / ROUND);
    let points = (0..POINTS).map(|n| {
        let turn = std::f32::consts::TAU * f32::from(n) / f32::from(POINTS);
        let (across, down) = (half_width * bulge(turn.cos()), half_height * bulge(turn.sin()));
        (segment.centre.0 + across * cos + down * sin, segment.centre.1 + down * cos - across * sin)
    });
    let millimetres = 25.4 / f32::from(ppi.get());
    Outline {
        points: points.collect(),
        area: std::f32::consts::PI * half_width * half_height * millimetres * millimetres,
    }
}
