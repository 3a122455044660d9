//! Comparison of any two templates, however unlike a finger's.

use fingerprint::{
    Minutia, MinutiaKind, Probe, Reference, Sketch, SketchProbe, Template, compare, explain_comparison,
};

/// Comparing either way round gives the same score; every pair names minutiae that are there.
pub(crate) fn run(bytes: &[u8]) {
    let (a, b) = bytes.split_at(bytes.len() / 2);
    let (Some(a), Some(b)) = (template(a), template(b)) else { return };
    let there = compare(&Probe::new(&a), &Reference::new(&b));
    let back = compare(&Probe::new(&b), &Reference::new(&a));
    assert_eq!(there.score, back.score, "symmetric");
    assert!(there.pairs.iter().all(|&(probe, reference)| {
        usize::from(probe) < a.minutiae().len() && usize::from(reference) < b.minutiae().len()
    }));
    assert_eq!(explain_comparison(&Probe::new(&a), &Reference::new(&b), &mut ()), there);
    let _ = SketchProbe::new(&a).resemblance(&Sketch::new(&b));
}

/// Minutiae from six bytes each, anywhere in a print of 500 x 500 pixels with ridges along made-up lines.
fn template(bytes: &[u8]) -> Option<Template> {
    let (bend, bytes) = bytes.split_first()?;
    let minutiae = bytes.chunks_exact(6).map(|b| Minutia {
        x: u16::from_le_bytes([b[0], b[1]]) % 8000,
        y: u16::from_le_bytes([b[2], b[3]]) % 8000,
        direction: b[4],
        kind: if b[5] & 1 == 0 { MinutiaKind::Ending } else { MinutiaKind::Bifurcation },
        reliability: b[5] / 2,
    });
    let template = Template::new(500, 500, minutiae.collect()).ok()?;
    let bend = f32::from(*bend);
    Some(if bend == 0.0 { template } else { template.with_flow(|x, y| (x > bend).then(|| (x + y) / bend)) })
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let grid = |count: u16| -> Vec<u8> {
        let minutia = |i: u16| {
            let (x, y) = ((i % 12 * 600 + 300).to_le_bytes(), (i / 12 * 600 + 300).to_le_bytes());
            [x[0], x[1], y[0], y[1], (i * 37) as u8, (i * 11) as u8]
        };
        std::iter::once(90).chain((0..count).flat_map(minutia)).collect()
    };
    [0, 3, 40, 140].map(|count| [grid(count), grid(count)].concat()).into()
}
