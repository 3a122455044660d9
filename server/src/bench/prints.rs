//! Prints as the bench shows them, and the engine's comparisons of them.

use fingerprint::{FingerPosition, Probe, Reference, Template, compare};
use wire::encounter::FingerCapture;
use wire::hit::{Circumstances, ComparisonView, Print};
use wire::{PrintId, Sha256};

use crate::problem::Error;
use crate::watch::ReferencePrint;

/// Prints that were captured, with the images that are there.
pub(super) fn captured(
    fingers: &[FingerCapture],
    arrived: &[Sha256],
) -> Result<Vec<(Print, Template)>, Error> {
    fingers
        .iter()
        .map(|finger| {
            let template = template(&finger.template.0)?;
            let print = Print {
                id: PrintId(finger.id.0),
                position: finger.position,
                quality: finger.quality.clone(),
                ppi: finger.ppi,
                width: finger.width,
                height: finger.height,
                image: arrived.contains(&finger.image),
                minutiae: template.minutiae().to_vec(),
                capture: Some(Circumstances {
                    source: finger.source.clone(),
                    impression: finger.impression,
                    taken_at: finger.taken_at,
                    taking: finger.taking.clone(),
                }),
            };
            Ok((print, template))
        })
        .collect()
}

/// Prints of an entry.
pub(super) fn listed(references: &[ReferencePrint]) -> Result<Vec<(Print, Template)>, Error> {
    references
        .iter()
        .map(|reference| {
            let template = template(&reference.template.0)?;
            let print = Print {
                id: reference.id,
                position: reference.position,
                quality: reference.quality.clone(),
                ppi: reference.ppi,
                width: reference.width,
                height: reference.height,
                image: reference.image.is_some(),
                minutiae: template.minutiae().to_vec(),
                capture: None,
            };
            Ok((print, template))
        })
        .collect()
}

fn template(bytes: &[u8]) -> Result<Template, Error> {
    Template::from_bytes(bytes).map_err(|error| Error::Stored { what: "template", why: error.to_string() })
}

/// Each probe print against the reference it resembles most, among those whose position corresponds; best first.
pub(super) fn comparisons(
    probe: &[(Print, Template)],
    references: &[(Print, Template)],
) -> Vec<ComparisonView> {
    let prepared: Vec<_> =
        references.iter().map(|(print, template)| (print, Reference::new(template))).collect();
    let mut views: Vec<ComparisonView> = probe
        .iter()
        .filter_map(|(print, template)| {
            let side = Probe::new(template);
            prepared
                .iter()
                .filter(|(reference, _)| correspond(print.position, reference.position))
                .map(|(reference, prepared)| {
                    let comparison = compare(&side, prepared);
                    ComparisonView {
                        probe: print.id,
                        reference: reference.id,
                        score: comparison.score,
                        pairs: comparison.pairs,
                    }
                })
                .max_by(|a, b| a.score.get().total_cmp(&b.score.get()))
        })
        .collect();
    views.sort_by(|a, b| b.score.get().total_cmp(&a.score.get()));
    views
}

/// As the gallery's search has it: the same position, or one of them unknown.
fn correspond(a: FingerPosition, b: FingerPosition) -> bool {
    a == b || a == FingerPosition::Unknown || b == FingerPosition::Unknown
}
