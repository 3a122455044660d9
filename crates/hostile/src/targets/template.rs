//! Templates in their binary form.

use fingerprint::{Probe, Reference, Template, compare};
use synthetic::FingerSeed;

/// What is read has just these bytes, and can be compared.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(template) = Template::from_bytes(bytes) else { return };
    let again = template.to_bytes();
    assert_eq!(Template::from_bytes(&again).as_ref(), Ok(&template), "a template reads back as itself");
    let score = compare(&Probe::new(&template), &Reference::new(&template)).score.get();
    assert!((0.0..=200.0).contains(&score), "{score}");
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> =
        (1..4).map(|finger| synthetic::template(FingerSeed(finger)).to_bytes()).collect();
    seeds.extend(Template::new(300, 400, Vec::new()).map(|empty| empty.to_bytes()));
    seeds
}
