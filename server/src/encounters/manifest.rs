use std::collections::BTreeSet;

use fingerprint::{FingerPosition, Template};
use policy::SitePolicy;
use wire::encounter::Manifest;
use wire::{CaptureId, Sha256};

use super::taking::{check_exceptions, check_source, check_taking};
use crate::problem::{Error, invalid};

/// A person has ten fingers; each may be taken twice.
const FINGERS: std::ops::RangeInclusive<usize> = 1..=20;
/// More photographs than any person has marks worth one.
const PHOTOGRAPHS: usize = 20;
/// The longest side of an image.
const SIDE: std::ops::RangeInclusive<u32> = 16..=8000;

/// Everything about a manifest that does not need the database; its templates, read.
pub(super) fn check(
    manifest: &Manifest,
    policy: &SitePolicy,
) -> Result<Vec<(FingerPosition, Template)>, Error> {
    if manifest.policy_version > policy.version {
        return Err(invalid("policy_version", "This site has no such version of its policy yet."));
    }
    if manifest.started_at.0 <= 0 || manifest.sealed_at < manifest.started_at {
        return Err(invalid("sealed_at", "An encounter is sealed after it began: check the device's clock."));
    }
    if !FINGERS.contains(&manifest.fingers.len()) {
        return Err(invalid("fingers", "An encounter has 1 to 20 prints."));
    }
    check_exceptions(manifest)?;
    let mut ids = BTreeSet::new();
    let mut probe = Vec::with_capacity(manifest.fingers.len());
    for (at, finger) in manifest.fingers.iter().enumerate() {
        let field = |name: &str| format!("fingers[{at}].{name}");
        if !ids.insert(finger.id) {
            return Err(invalid(field("id"), "Another print has the same identifier."));
        }
        if !SIDE.contains(&finger.width) || !SIDE.contains(&finger.height) {
            return Err(invalid(field("width"), "An image has 16 to 8,000 pixels on each side."));
        }
        check_source(&finger.source, &field)?;
        if finger.quality.score > 100 {
            return Err(invalid(field("quality"), "Quality is 0 to 100."));
        }
        check_taking(finger, manifest, policy, &field)?;
        let template = Template::from_bytes(&finger.template.0)
            .map_err(|error| invalid(field("template"), format!("The template cannot be read: {error}.")))?;
        probe.push((finger.position, template));
    }
    check_slaps(manifest, &mut ids)?;
    crate::biographic::checked("biography", manifest.biography.clone())?;
    if manifest.photographs.len() > PHOTOGRAPHS {
        return Err(invalid("photographs", "An encounter has at most 20 photographs."));
    }
    for (at, photograph) in manifest.photographs.iter().enumerate() {
        let field = |name: &str| format!("photographs[{at}].{name}");
        if !ids.insert(photograph.id) {
            return Err(invalid(field("id"), "Another image has the same identifier."));
        }
        if !SIDE.contains(&photograph.width) || !SIDE.contains(&photograph.height) {
            return Err(invalid(field("width"), "An image has 16 to 8,000 pixels on each side."));
        }
    }
    Ok(probe)
}

/// Whole slaps: each is one that a print was cut out of.
fn check_slaps(manifest: &Manifest, ids: &mut BTreeSet<CaptureId>) -> Result<(), Error> {
    for (at, finger) in manifest.fingers.iter().enumerate() {
        if finger.slap.is_some_and(|id| manifest.slaps.iter().all(|slap| slap.id != id)) {
            return Err(invalid(format!("fingers[{at}].slap"), "There is no such picture in \"slaps\"."));
        }
    }
    for (at, slap) in manifest.slaps.iter().enumerate() {
        let field = |name: &str| format!("slaps[{at}].{name}");
        if !ids.insert(slap.id) {
            return Err(invalid(field("id"), "Another image has the same identifier."));
        }
        if manifest.fingers.iter().all(|finger| finger.slap != Some(slap.id)) {
            return Err(invalid(field("id"), "No print was cut out of this picture: leave it out."));
        }
        if !SIDE.contains(&slap.width) || !SIDE.contains(&slap.height) {
            return Err(invalid(field("width"), "An image has 16 to 8,000 pixels on each side."));
        }
        check_source(&slap.source, &field)?;
    }
    Ok(())
}

/// The images of a manifest, each once.
pub(super) fn images(manifest: &Manifest) -> BTreeSet<&Sha256> {
    let prints = manifest.fingers.iter().map(|finger| &finger.image);
    let slaps = manifest.slaps.iter().map(|slap| &slap.image);
    prints.chain(slaps).chain(manifest.photographs.iter().map(|photograph| &photograph.image)).collect()
}
