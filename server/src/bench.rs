//! The queue and the bench: what a reviewer is shown, and when.
//!
//! Nothing of another's decision ever, nothing of the candidate before the own analysis is saved, nothing of the
//! category while the hit is open: its deadline and its place in the queue are those of any severity.

use std::collections::HashSet;

use fingerprint::{FingerPosition, Probe, Reference, Template, compare};
use sha2::{Digest as _, Sha256 as Hasher};
use wire::encounter::Manifest;
use wire::hit::{
    Analysis, Candidate, Circumstances, Claim, ComparisonView, Decision, Examination, Finding, Hit, Print,
    Provenance, QueueItem, Stage,
};
use wire::session::Role;
use wire::{Code, EncounterId, HitId, PrintId, Sha256};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::biographic::facts_of;
use crate::objects::ImageName;
use crate::other_side::OtherSide;
use crate::problem::{Error, not_found, refuse};
use crate::review::{CLAIM_SECONDS, Standing, chance_per_hundred_searches};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters;
use crate::storage::hits::{self, HitRow};
use crate::storage::{Connection, accounts, examinations, lists, parts, skips};
use crate::vault::DataKey;
use crate::watch::ReferencePrint;

/// What the queue shows of a country.
const QUEUE: u32 = 10_000;
/// How many of their own closed hits a person is shown behind it.
const CLOSED: u32 = 20;

/// A hit with all that decides what may be done with it and shown of it, to one person.
pub(crate) struct OpenHit {
    pub row: HitRow,
    pub standing: Standing,
    /// What others decided so far, in order.
    pub others: Vec<Examination>,
    /// The findings so far, in order.
    pub findings: Vec<Finding>,
    /// Whether this person has passed it on.
    pub skipped: bool,
    /// This person's analysis and decision.
    pub analysis: Option<Analysis>,
    pub decision: Option<Decision>,
    /// The encounter's key and manifest.
    pub key: DataKey,
    pub manifest: Manifest,
}

impl OpenHit {
    /// Whether `actor` has it open now.
    pub fn claimed_by(&self, actor: &Actor, now: wire::Timestamp) -> bool {
        self.standing.claim_for(actor.account, now) == Claim::Mine
    }

    /// What a supervisor, once their own analysis is saved, is shown of the two who differ: by the words of their
    /// reasons, so that nothing tells who was first.
    fn differing(&self, actor: &Actor) -> Vec<Examination> {
        let settles = actor.role == Role::Supervisor && self.row.stage == Stage::WithSupervisor;
        if !settles || self.decision.is_some() || self.analysis.is_none() {
            return Vec::new();
        }
        let mut differing = self.others.clone();
        differing.sort_by(|one, other| one.decision.reason.cmp(&other.decision.reason));
        differing
    }

    /// Only who has it open, or has decided, sees the hit.
    fn visible_to(&self, actor: &Actor, now: wire::Timestamp) -> Result<(), Error> {
        if self.claimed_by(actor, now) || self.decision.is_some() {
            return Ok(());
        }
        Err(refuse(Code::Conflict, "Claim this hit first: a claim ends after 15 minutes without activity."))
    }
}

pub(crate) fn subject(id: HitId) -> String {
    format!("hit/{id}")
}

impl Service {
    /// The queue as `actor` sees it, the hit asked for first first; behind it the closed ones that `actor` decided on.
    pub(crate) async fn queue(&self, actor: &Actor) -> Result<Vec<QueueItem>, Error> {
        authorize(actor, Action::Review, Object::Hit(actor.place()))?;
        let now = self.clock.now();
        let mut db = self.storage.read().await?;
        let decided: HashSet<HitId> =
            examinations::decided_by(&mut db, actor.account).await?.into_iter().collect();
        let skipped = skips::of(&mut db, actor.account).await?;
        let mut rows = Vec::new();
        for country in accounts::countries(&mut db).await? {
            rows.extend(hits::open(&mut db, &self.programme_key, country, QUEUE).await?);
        }
        rows.retain(|row| may_review(actor, row).is_ok());
        rows.sort_by_key(|row| (row.shown_due_at, row.id));
        rows.extend(hits::closed_with(&mut db, &self.programme_key, actor.account, CLOSED).await?);
        Ok(rows
            .iter()
            .map(|row| {
                let deciders = if decided.contains(&row.id) { vec![actor.account] } else { vec![] };
                queue_item(row, &standing(row, deciders), skipped.contains(&row.id), actor, now)
            })
            .collect())
    }

    /// The hit as `actor` may see it at this moment. Looking at it renews the claim.
    pub(crate) async fn hit(&self, actor: &Actor, id: HitId) -> Result<Hit, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let mut hit = self.open_hit(&mut transaction, actor, id).await?;
        hit.visible_to(actor, now)?;
        self.renew(&mut transaction, actor, &mut hit).await?;
        let line = Line::by(actor, "hit.read", subject(id)).of(hit.row.country);
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.hit_of(actor, hit).await
    }

    /// An image of the hit, if `actor` may see it at this moment.
    pub(crate) async fn print_image(
        &self,
        actor: &Actor,
        id: HitId,
        print: PrintId,
    ) -> Result<Vec<u8>, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let mut hit = self.open_hit(&mut transaction, actor, id).await?;
        hit.visible_to(actor, now)?;
        self.renew(&mut transaction, actor, &mut hit).await?;
        let probe = hit.manifest.fingers.iter().find(|finger| PrintId(finger.id.0) == print);
        let (name, key) = match probe {
            Some(finger) => (ImageName::of_encounter(hit.row.encounter, &finger.image), hit.key.clone()),
            // As long as there is no analysis, the candidate's prints are as good as not there.
            None if hit.analysis.is_none() => return Err(not_found("print")),
            None => {
                let other = self.other_side(&mut transaction, &hit.row).await?;
                other.image_of(print).ok_or_else(|| not_found("print"))?
            }
        };
        let line =
            Line::by(actor, "print.view", subject(id)).of(hit.row.country).with(format!("print {print}"));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        match self.objects.get(&name, &key).await {
            Err(Error::Objects(object_store::Error::NotFound { .. })) => Err(not_found("print")),
            image => image,
        }
    }

    /// A hit as `actor` meets it, in a transaction that may change it.
    pub(crate) async fn open_hit(
        &self,
        db: &mut Connection,
        actor: &Actor,
        id: HitId,
    ) -> Result<OpenHit, Error> {
        // A role that never reviews learns so before anything is looked up.
        authorize(actor, Action::Review, Object::Hit(actor.place()))?;
        let row = hits::hold(db, &self.programme_key, id).await?.ok_or_else(|| not_found("hit"))?;
        may_review(actor, &row)?;
        let encounter = encounters::find(db, row.encounter).await?.ok_or_else(|| not_found("hit"))?;
        let past = match row.reference {
            hits::Reference::Entry { .. } => None,
            hits::Reference::Encounter { past, .. } => encounters::find(db, past).await?,
        };
        if encounter.restricted_at.is_some() || past.is_some_and(|past| past.restricted_at.is_some()) {
            return Err(refuse(
                Code::Conflict,
                "The redress desk has frozen this record: nobody reviews it until that is settled.",
            ));
        }
        let (key, manifest) = self.manifest(&encounter)?;
        let mut deciders = Vec::new();
        let (mut others, mut findings, mut analysis, mut decision) = (Vec::new(), Vec::new(), None, None);
        for examination in examinations::of(db, id).await? {
            let own = examination.reviewer == actor.account;
            let analysed: Option<Analysis> = examination
                .analysis
                .map(|sealed| {
                    let plain = key.open(&sealed_as("analysis", id), &sealed)?;
                    serde_json::from_slice(&plain).map_err(Error::stored("analysis"))
                })
                .transpose()?;
            let decided: Option<Decision> = examination
                .decision
                .map(|sealed| {
                    let plain = key.open(&sealed_as("decision", id), &sealed)?;
                    serde_json::from_slice(&plain).map_err(Error::stored("decision"))
                })
                .transpose()?;
            if let Some(decided) = &decided {
                deciders.push(examination.reviewer);
                findings.push(decided.finding);
            }
            match (own, analysed, decided) {
                (true, analysed, decided) => (analysis, decision) = (analysed, decided),
                (false, Some(analysis), Some(decision)) => others.push(Examination { analysis, decision }),
                (false, ..) => {}
            }
        }
        let standing = standing(&row, deciders);
        let skipped = skips::of(db, actor.account).await?.contains(&id);
        Ok(OpenHit { row, standing, others, findings, skipped, analysis, decision, key, manifest })
    }

    /// Activity renews the claim of whoever has the hit open.
    pub(crate) async fn renew(
        &self,
        db: &mut Connection,
        actor: &Actor,
        hit: &mut OpenHit,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        if hit.claimed_by(actor, now) {
            let lock = Some((actor.account, now.plus_seconds(CLAIM_SECONDS)));
            hits::set_lock(db, hit.row.id, lock).await?;
            hit.standing.lock = lock;
        }
        Ok(())
    }

    /// The hits of a hit's encounter that `actor` may open or has decided on, shuffled: in another order for everybody.
    async fn candidates(&self, db: &mut Connection, actor: &Actor, of: &HitRow) -> Result<Vec<HitId>, Error> {
        let now = self.clock.now();
        let decided = examinations::decided_by(db, actor.account).await?;
        let mut hits: Vec<HitId> = hits::of(db, &self.programme_key, of.encounter)
            .await?
            .iter()
            .filter(|row| {
                let open = standing(row, vec![]).may_claim(actor.account, actor.role, now).is_ok();
                row.id == of.id || open || decided.contains(&row.id)
            })
            .map(|row| row.id)
            .collect();
        let shuffled = |hit: &HitId| Hasher::digest(format!("{hit} before {}", actor.account));
        hits.sort_by_key(shuffled);
        Ok(hits)
    }

    /// The candidate of a hit: where it comes from, what it is, and which of its images have arrived.
    async fn candidate_of(
        &self,
        db: &mut Connection,
        hit: &HitRow,
    ) -> Result<(Provenance, OtherSide, Vec<Sha256>), Error> {
        let other = self.other_side(db, hit).await?;
        match hit.reference {
            hits::Reference::Entry { list, list_version: version, .. } => {
                let list = lists::find(db, &self.programme_key, list).await?;
                let name = list.map(|list| list.terms.name).unwrap_or_default();
                Ok((Provenance::List { name, version }, other, vec![]))
            }
            hits::Reference::Encounter { past, place, .. } => {
                let provenance = Provenance::Encounter {
                    id: past,
                    reference: past.reference(),
                    site: accounts::site(db, &self.programme_key, place.site, self.clock.now()).await?.name,
                    sealed_at: encounters::find(db, past).await?.ok_or_else(|| not_found("hit"))?.sealed_at,
                };
                Ok((provenance, other, arrived(db, past).await?))
            }
        }
    }

    /// The hit, put together.
    pub(crate) async fn hit_of(&self, actor: &Actor, hit: OpenHit) -> Result<Hit, Error> {
        let mut db = self.storage.read().await?;
        let arrived = arrived(&mut db, hit.row.encounter).await?;
        let candidate = match hit.analysis {
            None => None,
            Some(_) => Some(self.candidate_of(&mut db, &hit.row).await?),
        };
        let candidates = match hit.analysis {
            None => Vec::new(),
            Some(_) => self.candidates(&mut db, actor, &hit.row).await?,
        };
        drop(db);
        let now = self.clock.now();
        let actor = actor.clone();
        tokio::task::spawn_blocking(move || {
            let probe = probe_prints(&hit.manifest, &arrived)?;
            let candidate = candidate
                .map(|(provenance, other, arrived)| {
                    let (references, facts) = match &other {
                        OtherSide::Entry(entry) => (reference_prints(&entry.prints)?, facts_of(entry)),
                        OtherSide::Encounter { manifest, .. } => {
                            (probe_prints(manifest, &arrived)?, manifest.biography.clone())
                        }
                    };
                    Ok::<_, Error>(Candidate {
                        provenance,
                        stated: names::stated(&hit.manifest.biography, &facts),
                        comparisons: comparisons(&probe, &references),
                        references: references.into_iter().map(|(print, _)| print).collect(),
                    })
                })
                .transpose()?;
            let threshold = fingerprint::Score::new(f32::from(hit.row.threshold));
            let differing = hit.differing(&actor);
            Ok(Hit {
                item: queue_item(&hit.row, &hit.standing, hit.skipped, &actor, now),
                probe: probe.into_iter().map(|(print, _)| print).collect(),
                exceptions: hit.manifest.exceptions.clone(),
                analysis: hit.analysis,
                candidate,
                candidates,
                differing,
                decision: hit.decision,
                outcome: hit.row.outcome,
                chance_per_hundred_searches: chance_per_hundred_searches(threshold, hit.row.people),
            })
        })
        .await?
    }
}

/// Whether somebody may review what a hit is about: of a link, both encounters.
fn may_review(actor: &Actor, hit: &HitRow) -> Result<(), Error> {
    hit.places().try_for_each(|place| authorize(actor, Action::Review, Object::Hit(place)))
}

/// Which of an encounter's images have arrived.
async fn arrived(db: &mut Connection, encounter: EncounterId) -> Result<Vec<Sha256>, Error> {
    let parts = parts::of(db, encounter).await?;
    Ok(parts.into_iter().filter(|part| part.received_at.is_some()).map(|part| part.sha256).collect())
}

/// What an examination's parts are sealed as.
pub(crate) fn sealed_as(what: &str, hit: HitId) -> String {
    format!("{what} on hit {hit}")
}

fn standing(row: &HitRow, deciders: Vec<wire::AccountId>) -> Standing {
    Standing { stage: row.stage, captured_by: row.captured_by(), deciders, lock: row.lock }
}

fn queue_item(
    row: &HitRow,
    standing: &Standing,
    skipped: bool,
    actor: &Actor,
    now: wire::Timestamp,
) -> QueueItem {
    QueueItem {
        id: row.id,
        reference: row.encounter.reference(),
        site: row.site_name.clone(),
        against: row.reference.against(),
        later: row.later,
        opened_at: row.opened_at,
        due_at: if row.stage == Stage::Closed { row.due_at } else { row.shown_due_at },
        stage: row.stage,
        claim: standing.claim_for(actor.account, now),
        open_to_me: standing.may_claim(actor.account, actor.role, now).is_ok(),
        skipped,
    }
}

fn probe_prints(manifest: &Manifest, arrived: &[Sha256]) -> Result<Vec<(Print, Template)>, Error> {
    manifest
        .fingers
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

fn reference_prints(references: &[ReferencePrint]) -> Result<Vec<(Print, Template)>, Error> {
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
fn comparisons(probe: &[(Print, Template)], references: &[(Print, Template)]) -> Vec<ComparisonView> {
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
