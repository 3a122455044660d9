//! What asking for a print again below some quality would be worth.

use super::discard::Pair;
use super::set::Set;

/// Qualities looked at; a site's rules ask for 45, and for 30 of ring and little fingers.
const GATES: [u8; 5] = [20, 30, 45, 60, 70];
/// The score from which a comparison succeeds: one stranger in 10,000.
const SUCCESS: f32 = 40.0;

/// What a gate does to a set.
#[derive(Debug, PartialEq)]
struct Gate {
    quality: u8,
    /// The share of prints that would be asked for again.
    again: f64,
    /// FNMR of the pairs whose prints both pass; none where there is no such pair.
    passed: Option<f64>,
    /// FNMR of the others.
    held_up: Option<f64>,
}

impl Gate {
    fn of(quality: u8, qualities: &[u8], pairs: &[Pair]) -> Self {
        let below = qualities.iter().filter(|&&each| each < quality).count();
        let passes = |pair: &&Pair| pair.images.iter().all(|&image| qualities[image] >= quality);
        let (passed, held_up): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(passes);
        Self {
            quality,
            again: below as f64 / qualities.len().max(1) as f64,
            passed: fnmr(&passed),
            held_up: fnmr(&held_up),
        }
    }
}

fn fnmr(pairs: &[&Pair]) -> Option<f64> {
    let failed = pairs.iter().filter(|pair| pair.score < SUCCESS).count();
    (!pairs.is_empty()).then(|| failed as f64 / pairs.len() as f64)
}

/// Prints what each gate is worth.
pub fn report(set: &Set) {
    let qualities: Vec<u8> = set.prints.iter().map(|print| print.quality.score).collect();
    let words = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.1} %", share * 100.0));
    println!("  gate   again   FNMR at score {SUCCESS:.0}: both pass   one does not");
    for gate in GATES.map(|quality| Gate::of(quality, &qualities, &set.pairs)) {
        let (again, passed, held_up) = (words(Some(gate.again)), words(gate.passed), words(gate.held_up));
        println!("  {:>4} {again:>7} {passed:>26} {held_up:>14}", gate.quality);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_keeps_pairs_of_which_both_prints_pass() {
        let pair = |score, images| Pair { score, images };
        let pairs = [pair(80.0, [0, 1]), pair(30.0, [0, 2]), pair(90.0, [1, 2])];
        let gate = Gate::of(45, &[60, 45, 20], &pairs);
        assert_eq!(gate, Gate { quality: 45, again: 1.0 / 3.0, passed: Some(0.0), held_up: Some(0.5) });
        assert_eq!(Gate::of(70, &[60, 45, 20], &pairs).passed, None);
    }
}
