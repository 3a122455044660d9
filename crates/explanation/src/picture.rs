use std::f32::consts::{PI, TAU};

use fingerprint::{SingularKind, SingularPoint, Step};
use image::ImageEncoder as _;

use crate::palette::{BLUE, Colour, ORANGE, amount, around, blend, grey};
use crate::{ExplainedPair, ExplainedPrint, Plane, line};

/// A colour picture of a whole print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    pub(crate) pixels: Vec<Colour>,
}

impl Picture {
    /// A picture whose pixel at (`u`, `v`), each from 0 to 1, is `colour(u, v)`.
    fn paint(width: usize, height: usize, colour: impl Fn(f32, f32) -> Colour) -> Self {
        let middle = |at: usize, side: usize| (at as f32 + 0.5) / side as f32;
        let rows = (0..height).map(|y| middle(y, height));
        let pixels = rows.flat_map(|v| (0..width).map(move |x| (middle(x, width), v)));
        Self { width, height, pixels: pixels.map(|(u, v)| colour(u, v)).collect() }
    }

    /// As a PNG file.
    ///
    /// # Errors
    /// None in practice: the encoder writes to memory; its error is passed on all the same.
    pub fn to_png(&self) -> Result<Vec<u8>, image::ImageError> {
        let mut file = Vec::new();
        image::codecs::png::PngEncoder::new(&mut file).write_image(
            self.pixels.as_flattened(),
            self.width as u32,
            self.height as u32,
            image::ExtendedColorType::Rgb8,
        )?;
        Ok(file)
    }
}

/// What `print` looked like at `step`, to be laid over the print; none if the step shows nothing.
#[must_use]
pub fn picture(print: &ExplainedPrint, step: Step) -> Option<Picture> {
    let plane = print.plane(step)?;
    let paint = |colour: &dyn Fn(f32, f32) -> Colour| {
        Picture::paint(print.width as usize, print.height as usize, colour)
    };
    // Amounts are known everywhere and mean something on the print only.
    let masked = |colour: &dyn Fn(f32) -> Colour| {
        paint(&|u, v| {
            let shown = colour(plane.smooth(u, v));
            if inside(print, u, v) { shown } else { blend(shown, PAPER, 0.8) }
        })
    };
    Some(match step {
        Step::Resampled => paint(&|u, v| grey(plane.nearest(u, v) / 255.0)),
        Step::Evened => paint(&|u, v| grey(0.55 + plane.nearest(u, v) / 4.5)),
        Step::Coherence => masked(&amount),
        Step::Period => masked(&|period| amount((period - PERIODS.0) / (PERIODS.1 - PERIODS.0))),
        Step::Mask => mask(print),
        Step::Orientation => orientation(print, plane),
        Step::Enhanced => paint(&|u, v| {
            if inside(print, u, v) { grey(0.5 + 0.6 * plane.smooth(u, v)) } else { PAPER }
        }),
        Step::Skeleton => paint(&|u, v| {
            let faint = blend(grey(base(print, u, v)), [255; 3], 0.4);
            if plane.nearest(u, v) > 0.5 { BLUE } else { faint }
        }),
        Step::Phase => paint(&|u, v| if inside(print, u, v) { phase(plane.nearest(u, v)) } else { PAPER }),
    })
}

/// The ridge periods, in pixels, that the colours of [`Step::Period`] tell apart.
pub(crate) const PERIODS: (f32, f32) = (5.0, 14.0);
/// Where there is no print.
const PAPER: Colour = [244, 244, 240];

fn inside(print: &ExplainedPrint, u: f32, v: f32) -> bool {
    print.plane(Step::Mask).is_none_or(|mask| mask.smooth(u, v) > 0.5)
}

fn base(print: &ExplainedPrint, u: f32, v: f32) -> f32 {
    print.plane(Step::Resampled).map_or(1.0, |image| image.smooth(u, v) / 255.0)
}

/// The print as it is; around it, shaded and struck through; between them a line.
fn mask(print: &ExplainedPrint) -> Picture {
    const SCALE: usize = 2;
    let (width, height) = (SCALE * print.width as usize, SCALE * print.height as usize);
    let share = |u: f32, v: f32| print.plane(Step::Mask).map_or(1.0, |mask| mask.smooth(u, v));
    Picture::paint(width, height, |u, v| {
        let shown = grey(base(print, u, v));
        let near = 2.5 / width as f32;
        let beside = [(near, 0.0), (-near, 0.0), (0.0, near), (0.0, -near)];
        let here = share(u, v) > 0.5;
        if beside.iter().any(|(du, dv)| (share(u + du, v + dv) > 0.5) != here) {
            BLUE
        } else if here {
            shown
        } else {
            let (x, y) = (u * width as f32, v * height as f32);
            let struck = (x + y).rem_euclid(14.0) < 2.0;
            blend(blend(shown, [190, 205, 222], 0.7), BLUE, if struck { 0.35 } else { 0.0 })
        }
    })
}

/// Short lines along the ridges, each direction in its colour, over the faint print.
fn orientation(print: &ExplainedPrint, across: &Plane) -> Picture {
    const SCALE: f32 = 2.0;
    /// Pixels of the print from one line to the next.
    const STEP: f32 = 10.0;
    const LENGTH: f32 = 8.0;
    let (width, height) = (print.width as f32, print.height as f32);
    let faint = |u, v| blend(grey(base(print, u, v)), [255; 3], 0.62);
    let mut picture = Picture::paint((SCALE * width) as usize, (SCALE * height) as usize, faint);
    let middles = |side: f32| (0..(side / STEP) as usize).map(|i| (i as f32 + 0.5) * STEP);
    for y in middles(height) {
        for x in middles(width).filter(|x| inside(print, x / width, y / height)) {
            let along = across.nearest(x / width, y / height) + PI / 2.0;
            let (dx, dy) = (along.cos() * LENGTH / 2.0, along.sin() * LENGTH / 2.0);
            let (from, to) = ((SCALE * (x - dx), SCALE * (y - dy)), (SCALE * (x + dx), SCALE * (y + dy)));
            line::draw(&mut picture, from, to, 3.4, around(along / PI));
        }
    }
    for point in &print.singular_points {
        singular_point(&mut picture, point, SCALE);
    }
    picture
}

/// A ring for a core, with a tail along the innermost ridge; a triangle for a delta.
fn singular_point(picture: &mut Picture, point: &SingularPoint, scale: f32) {
    const RADIUS: f32 = 9.0;
    const TAIL: f32 = 20.0;
    const INK: Colour = [20, 20, 20];
    // Directions are counter-clockwise as seen; the image's y grows downwards.
    let at = |angle: f32, reach: f32| {
        (scale * (point.x + reach * angle.cos()), scale * (point.y - reach * angle.sin()))
    };
    let corners = match point.kind {
        SingularKind::Core => 24,
        SingularKind::Delta => 3,
    };
    let turn = |corner: usize| point.direction + TAU * corner as f32 / corners as f32;
    let mut lines: Vec<_> =
        (0..corners).map(|corner| (at(turn(corner), RADIUS), at(turn(corner + 1), RADIUS))).collect();
    if point.kind == SingularKind::Core {
        lines.push((at(point.direction, RADIUS), at(point.direction, TAIL)));
    }
    for (breadth, colour) in [(10.0, [255; 3]), (4.5, INK)] {
        for &(from, to) in &lines {
            line::draw(picture, from, to, breadth, colour);
        }
    }
}

/// Ridges dark, valleys light, one flank blue, the other orange.
fn phase(angle: f32) -> Colour {
    let brightness = grey(0.52 + 0.45 * angle.cos());
    let flank = if angle > 0.0 { BLUE } else { ORANGE };
    blend(brightness, flank, 0.75 * angle.sin().abs())
}

/// The probe's ridges in blue, the reference's in orange, laid over them by the alignment; black where both are.
pub(crate) fn overlaid(
    probe: &ExplainedPrint,
    reference: &ExplainedPrint,
    pair: &ExplainedPair,
) -> Option<Picture> {
    let alignment = pair.comparison.alignment?;
    let ink = |print: &ExplainedPrint, x: f32, y: f32| {
        let (u, v) = (x / print.width as f32, y / print.height as f32);
        if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) || !inside(print, u, v) {
            return 0.0;
        }
        let wave = print.plane(Step::Enhanced).map_or(0.0, |plane| plane.smooth(u, v));
        (0.1 - 1.6 * wave).clamp(0.0, 1.0)
    };
    const SCALE: f32 = 2.0;
    let (width, height) = (probe.width as f32, probe.height as f32);
    Some(Picture::paint((SCALE * width) as usize, (SCALE * height) as usize, |u, v| {
        let (x, y) = (u * width, v * height);
        let (there_x, there_y) = alignment.apply(x, y);
        let (ours, theirs) = (ink(probe, x, y), ink(reference, there_x, there_y));
        // As two inks on white paper.
        let taken = |colour: Colour, ink: f32| blend([255; 3], colour, ink).map(|c| f32::from(c) / 255.0);
        let (a, b) = (taken([0, 114, 200], ours), taken([240, 120, 0], theirs));
        std::array::from_fn(|i| (a[i] * b[i] * 255.0).round() as u8)
    }))
}
