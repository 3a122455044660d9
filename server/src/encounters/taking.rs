//! How the prints of a manifest were taken: what cannot be is refused.

use std::collections::BTreeSet;

use capture::{Impression, check};
use fingerprint::FingerPosition;
use policy::SitePolicy;
use wire::encounter::{Device, FingerCapture, Manifest, Source, Taking};

use crate::problem::{Error, invalid};

/// What a device reads files of.
const FORMATS: [&str; 5] = ["png", "tiff", "bmp", "jpeg", "pnm"];
/// What a device says of itself: names and numbers are short.
const WORDS: usize = 100;

/// Exceptions are told once each, and of no finger that has a print.
pub(super) fn check_exceptions(manifest: &Manifest) -> Result<(), Error> {
    let mut told = BTreeSet::new();
    for (at, exception) in manifest.exceptions.iter().enumerate() {
        let field = || format!("exceptions[{at}].finger");
        if exception.finger == FingerPosition::Unknown {
            return Err(invalid(field(), "An exception names one of the ten fingers."));
        }
        if !told.insert(exception.finger) {
            return Err(invalid(field(), "This finger is told as missing twice."));
        }
        if manifest.fingers.iter().any(|finger| finger.position == exception.finger) {
            return Err(invalid(
                field(),
                "A finger that is told as missing has a print: leave one of them out.",
            ));
        }
    }
    Ok(())
}

/// The scanner and the tries of one print; `field` names them.
pub(super) fn check_taking(
    finger: &FingerCapture,
    manifest: &Manifest,
    policy: &SitePolicy,
    field: &impl Fn(&str) -> String,
) -> Result<(), Error> {
    if matches!(finger.source, Source::File { .. }) != (finger.impression == Impression::Unknown) {
        return Err(invalid(field("impression"), "A scanner knows how a print was made, a file does not."));
    }
    let Some(taking) = &finger.taking else { return Ok(()) };
    if matches!(finger.source, Source::File { .. }) {
        return Err(invalid(field("taking"), "A file was not taken by a scanner."));
    }
    let laid = finger.position == FingerPosition::Unknown || capture::asks_for(taking.step, finger.position);
    if !laid {
        return Err(invalid(field("taking.step"), "This finger is not among those that were laid down."));
    }
    if taking.tries == 0 || taking.began_at > finger.taken_at {
        return Err(invalid(
            field("taking.tries"),
            "A print comes of a first try, which began before it was taken.",
        ));
    }
    check_override(taking, finger, manifest, policy, field)
}

/// Only a poor print is overridden, and only when the tries are used up. A device that asked by an older policy is
/// taken at its word.
fn check_override(
    taking: &Taking,
    finger: &FingerCapture,
    manifest: &Manifest,
    policy: &SitePolicy,
    field: &impl Fn(&str) -> String,
) -> Result<(), Error> {
    let rules = &policy.capture;
    if taking.override_reason.is_none() || manifest.policy_version != policy.version {
        return Ok(());
    }
    let good = finger.quality.score >= check::gate(finger.position, rules);
    if good || taking.tries < rules.attempts {
        return Err(invalid(
            field("taking.override_reason"),
            format!(
                "Only a print that is not good enough after {} tries is kept with a reason.",
                rules.attempts
            ),
        ));
    }
    Ok(())
}

/// Where an image came from; `field` names the image.
pub(super) fn check_source(source: &Source, field: &impl Fn(&str) -> String) -> Result<(), Error> {
    match source {
        Source::File { format } if !FORMATS.contains(&format.as_str()) => {
            Err(invalid(field("source.format"), "A file is png, tiff, bmp, jpeg or pnm."))
        }
        Source::Scanner(device) => check_device(device, field),
        Source::File { .. } | Source::SimulatedScanner => Ok(()),
    }
}

fn check_device(device: &Device, field: &impl Fn(&str) -> String) -> Result<(), Error> {
    let words = [Some(&device.make), Some(&device.model), device.serial.as_ref(), device.firmware.as_ref()];
    let fine = |text: &String| text.chars().count() <= WORDS && !text.chars().any(char::is_control);
    if !words.into_iter().flatten().all(fine) || device.model.trim().is_empty() {
        return Err(invalid(
            field("source"),
            format!("A scanner has a model; it, make, serial and firmware have at most {WORDS} characters."),
        ));
    }
    Ok(())
}
