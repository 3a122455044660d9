use capture::{Complaint, Manner, check};
use fingerprint::{FingerPosition, Score};
use leptos::prelude::*;
use wire::Bytes;
use wire::matcher::{Answer, Request};

use super::draft::Draft;
use crate::api::Fault;
use crate::matcher::{Matcher, unexpected};

/// What is wrong with new prints, each with the finger it is to be of, when they are held against the plain prints
/// taken before: a finger taken twice, or a rolled print of another finger.
///
/// # Errors
/// As [`Matcher::ask`].
pub async fn held_against(
    matcher: Matcher,
    draft: Draft,
    manner: Manner,
    new: impl IntoIterator<Item = (FingerPosition, Bytes)>,
) -> Result<Option<Complaint>, Fault> {
    let (before, references): (Vec<FingerPosition>, Vec<Bytes>) = draft.prints.with_untracked(|prints| {
        let plain = prints.iter().filter(|print| print.manner() == Manner::Plain);
        plain.map(|print| (print.position, print.print.template.clone())).unzip()
    });
    if before.is_empty() {
        return Ok(None);
    }
    for (finger, probe) in new {
        let request = Request::Compare { probe, references: references.clone() };
        let (Answer::Scores { scores }, _) = matcher.ask(&request, None).await? else {
            return Err(unexpected());
        };
        let scores: Vec<(FingerPosition, Score)> = before.iter().copied().zip(scores).collect();
        if let Err(complaint) = check::repeated(finger, &scores) {
            return Ok(Some(complaint));
        }
        let plain = scores.iter().find(|(taken_as, _)| *taken_as == finger);
        if let Some((_, score)) = plain.filter(|_| manner == Manner::Rolled)
            && let Err(complaint) = check::rolled(finger, *score)
        {
            return Ok(Some(complaint));
        }
    }
    Ok(None)
}
