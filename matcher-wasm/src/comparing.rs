use fingerprint::{Probe, Reference, Score, Template, compare as compare_prints};
use wire::{Bytes, Problem};

/// Compares one print with each of the others.
pub(crate) fn compare(probe: &Bytes, references: &[Bytes]) -> Result<Vec<Score>, Problem> {
    let template = |field: String, bytes: &Bytes| {
        Template::from_bytes(&bytes.0).map_err(|error| Problem::invalid(field, error.to_string()))
    };
    let probe = Probe::new(&template("probe".to_owned(), probe)?);
    let scores = references.iter().enumerate().map(|(at, reference)| {
        let reference = Reference::new(&template(format!("references[{at}]"), reference)?);
        Ok(compare_prints(&probe, &reference).score)
    });
    scores.collect()
}
