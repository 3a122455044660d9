use crate::{Encounter, Step};

/// What the steps of an encounter come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// As it stood after the last whole step.
    pub encounter: Encounter,
    /// How many steps that were; the next has this number.
    pub steps: u32,
    /// Records behind them that are torn, altered or out of order. Of an interrupted write this is at most the last,
    /// which was never called saved.
    pub left_out: u32,
}

/// Not even its beginning can be read: nothing can be told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an encounter's first step cannot be read: it was altered, or sealed under another key")]
pub struct Unreadable;

/// What the records of an encounter come to: each with its number, in the order of the numbers; none for one that did not
/// open. The first that is not the next, or does not read as a step, ends it.
///
/// # Errors
/// [`Unreadable`] when there is no whole beginning.
pub fn replay(records: impl IntoIterator<Item = (u32, Option<Vec<u8>>)>) -> Result<Replayed, Unreadable> {
    let mut records = records.into_iter();
    let first = records.next().ok_or(Unreadable)?;
    let Some(Step::Began(beginning)) = step_of(0, first) else { return Err(Unreadable) };
    let mut replayed = Replayed { encounter: Encounter::new(beginning), steps: 1, left_out: 0 };
    for record in records {
        let step = step_of(replayed.steps, record).filter(|_| replayed.left_out == 0);
        match step.and_then(|step| replayed.encounter.clone().after(step).ok()) {
            Some(encounter) => {
                replayed.encounter = encounter;
                replayed.steps += 1;
            }
            None => replayed.left_out += 1,
        }
    }
    Ok(replayed)
}

fn step_of(expected: u32, (number, record): (u32, Option<Vec<u8>>)) -> Option<Step> {
    record.filter(|_| number == expected).and_then(|record| serde_json::from_slice(&record).ok())
}
