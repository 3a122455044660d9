//! Which rules let an encounter be: they are kept with it.

use std::collections::BTreeSet;

use policy::{Modality, Permission, Ruling, SitePolicy, may_capture, may_tell_in, working};
use wire::encounter::{Manifest, PhotographSubject};

use crate::problem::{Error, invalid};

/// The rulings on what was told and taken, and when, each once; `recordable` is the one on the person.
pub(super) fn judge(
    manifest: &Manifest,
    policy: &SitePolicy,
    recordable: Ruling,
) -> Result<BTreeSet<Ruling>, Error> {
    let mut rulings = BTreeSet::from([recordable, working(policy, manifest.started_at.0)]);
    let mut need = |permission: Permission, field: String, words: &str| match permission {
        Permission::Refused(_) => Err(invalid(field, words)),
        Permission::Granted(ruling) => {
            rulings.insert(ruling);
            Ok(())
        }
    };
    need(
        may_tell_in(policy, &manifest.notice.language),
        "notice.language".into(),
        "The notice is not given in this language at this site: give it in one of the site's.",
    )?;
    need(
        may_capture(policy, Modality::Fingerprints),
        "fingers".into(),
        "No prints are taken at this site: leave them out.",
    )?;
    if !manifest.biography.is_empty() {
        need(
            may_capture(policy, Modality::Facts),
            "biography".into(),
            "Nobody is asked for name or birth at this site: leave it out.",
        )?;
    }
    for (at, photograph) in manifest.photographs.iter().enumerate() {
        let (modality, words) = match photograph.subject {
            PhotographSubject::Person => {
                (Modality::Photograph, "Nobody is photographed at this site: leave it out.")
            }
            PhotographSubject::Mark => (Modality::Marks, "No marks are taken at this site: leave it out."),
        };
        need(may_capture(policy, modality), format!("photographs[{at}].subject"), words)?;
    }
    Ok(rulings)
}
