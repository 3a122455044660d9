use std::num::NonZeroU16;

use fingerprint::{FingerPosition, Minutia, MinutiaKind, Template, TemplateError};

use crate::{Direction, ImpressionType, MinutiaType, RecordMinutia, View};

/// How records write 500 ppi (196.85 pixels per centimetre): scales are ratios to it, so that 197 changes nothing.
const AT_500_PPI: i64 = 197;
/// The reliability of a minutia without a reported quality: neither trusted nor distrusted.
const UNREPORTED: u8 = 50;

impl View {
    /// The view of a template, at `resolution` pixels per centimetre (197 for 500 ppi) and as its first view. At most
    /// half a record pixel is lost of a position; one beyond the last pixel goes to the last pixel.
    #[must_use]
    pub fn from_template(
        template: &Template,
        position: FingerPosition,
        impression: ImpressionType,
        quality: Option<u8>,
        resolution: NonZeroU16,
    ) -> Self {
        let (width, height) = (side_at(template.width(), resolution), side_at(template.height(), resolution));
        let minutiae = template.minutiae().iter().map(|m| RecordMinutia {
            x: pixel_at(m.x, resolution).min(width - 1),
            y: pixel_at(m.y, resolution).min(height - 1),
            direction: Direction::from_256ths(m.direction),
            kind: match m.kind {
                MinutiaKind::Ending => MinutiaType::Ending,
                MinutiaKind::Bifurcation => MinutiaType::Bifurcation,
            },
            quality: Some(m.reliability),
        });
        Self {
            position,
            number: 0,
            impression,
            quality,
            width,
            height,
            x_resolution: resolution,
            y_resolution: resolution,
            minutiae: minutiae.collect(),
        }
    }

    /// The template of this view, at 500 ppi, without the course of ridges, which records do not hold. A minutia of
    /// type "other" becomes an ending (as ANSI/NIST-ITL's EFS marks unknown ones); one without quality gets the
    /// reliability 50. Beyond [`Template::MAX_MINUTIAE`] the least reliable are left out.
    ///
    /// # Errors
    /// [`TemplateError::Size`] where the image is longer at 500 ppi than a template's.
    pub fn to_template(&self) -> Result<Template, TemplateError> {
        let (width, height) =
            (side_500(self.width, self.x_resolution), side_500(self.height, self.y_resolution));
        let minutiae = self.minutiae.iter().map(|m| Minutia {
            x: sixteenths(m.x, self.x_resolution, width),
            y: sixteenths(m.y, self.y_resolution, height),
            direction: m.direction.to_256ths(),
            kind: match m.kind {
                MinutiaType::Bifurcation => MinutiaKind::Bifurcation,
                MinutiaType::Ending | MinutiaType::Other => MinutiaKind::Ending,
            },
            reliability: m.quality.unwrap_or(UNREPORTED),
        });
        Template::new(width, height, minutiae.collect())
    }
}

// Pixels are counted by their centres: pixel i covers i - 1/2 to i + 1/2, as in the engine's own resampling.

fn saturated(value: i64) -> u16 {
    u16::try_from(value.max(0)).unwrap_or(u16::MAX)
}

fn side_at(side: u16, resolution: NonZeroU16) -> u16 {
    saturated((i64::from(side) * i64::from(resolution.get()) + AT_500_PPI - 1) / AT_500_PPI)
}

fn side_500(side: u16, resolution: NonZeroU16) -> u16 {
    let resolution = i64::from(resolution.get());
    saturated((i64::from(side) * AT_500_PPI + resolution - 1) / resolution)
}

/// The pixel at `resolution` that holds a position in sixteenths of a pixel at 500 ppi.
fn pixel_at(sixteenths: u16, resolution: NonZeroU16) -> u16 {
    saturated((i64::from(sixteenths) + 8) * i64::from(resolution.get()) / (16 * AT_500_PPI))
}

/// The centre of a pixel at `resolution`, to the nearest sixteenth of a pixel at 500 ppi inside `side` pixels.
fn sixteenths(pixel: u16, resolution: NonZeroU16, side: u16) -> u16 {
    let resolution = i64::from(resolution.get());
    let from_edge = (2 * (2 * i64::from(pixel) + 1) * AT_500_PPI * 8 + resolution) / (2 * resolution);
    saturated((from_edge - 8).min(i64::from(side) * 16 - 1))
}
