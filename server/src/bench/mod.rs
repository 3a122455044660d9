//! The queue and the bench: what a reviewer is shown, and when.
//!
//! Nothing of another's decision ever, nothing of the candidate before the own analysis is saved, nothing of the
//! category while the hit is open: its deadline and its place in the queue are those of any severity. Nor whether the hit
//! is one that a search found or a known answer, before two people have decided.

mod prints;
mod queue;
mod shown;

use capture::Exception;
use wire::biography::Biography;
use wire::encounter::FingerCapture;
use wire::hit::{Analysis, Claim, Decision, Examination, Finding, Stage};
use wire::session::Role;
use wire::{AccountId, Code, HitId, Timestamp};

use crate::authorize::{Action, Object, authorize};
use crate::known_answers::Pair;
use crate::other_side::OtherSide;
use crate::problem::{Error, not_found, refuse};
use crate::review::{CLAIM_SECONDS, Standing};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::on_bench::{self, Laid, What};
use crate::storage::{Connection, encounters};
use crate::vault::DataKey;

/// A hit with all that decides what may be done with it and shown of it, to one person.
pub(crate) struct OpenHit {
    pub row: Laid,
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
    /// What opens the encounter and the examinations.
    pub key: DataKey,
    pub probe: ProbeSide,
    /// Of a known answer, what it is made of.
    pub pair: Option<Pair>,
}

/// What the bench needs of an encounter.
pub(crate) struct ProbeSide {
    pub fingers: Vec<FingerCapture>,
    pub exceptions: Vec<Exception>,
    pub biography: Biography,
}

impl OpenHit {
    /// Whether `actor` has it open now.
    pub fn claimed_by(&self, actor: &Actor, now: Timestamp) -> bool {
        self.standing.claim_for(actor.account, now) == Claim::Mine
    }

    /// What a supervisor, once their own analysis is saved, is shown of the two who differ: by the words of their
    /// reasons, so that nothing tells who was first.
    fn differing(&self, actor: &Actor) -> Vec<Examination> {
        let settles = actor.role == Role::Supervisor && self.row.course.stage == Stage::WithSupervisor;
        if !settles || self.decision.is_some() || self.analysis.is_none() {
            return Vec::new();
        }
        let mut differing = self.others.clone();
        differing.sort_by(|one, other| one.decision.reason.cmp(&other.decision.reason));
        differing
    }

    /// Only who has it open, or has decided, sees the hit.
    fn visible_to(&self, actor: &Actor, now: Timestamp) -> Result<(), Error> {
        if self.claimed_by(actor, now) || self.decision.is_some() {
            return Ok(());
        }
        Err(refuse(Code::Conflict, "Claim this hit first: a claim ends after 15 minutes without activity."))
    }
}

pub(crate) fn subject(id: HitId) -> String {
    format!("hit/{id}")
}

/// What an examination's parts are sealed as.
pub(crate) fn sealed_as(what: &str, hit: HitId) -> String {
    format!("{what} on hit {hit}")
}

impl Service {
    /// A hit as `actor` meets it, in a transaction that may change it.
    pub(crate) async fn open_hit(
        &self,
        db: &mut Connection,
        actor: &Actor,
        id: HitId,
    ) -> Result<OpenHit, Error> {
        // A role that never reviews learns so before anything is looked up.
        authorize(actor, Action::Review, Object::Hit(actor.place()))?;
        let row = on_bench::hold(db, &self.programme_key, id).await?.ok_or_else(|| not_found("hit"))?;
        may_review(actor, &row)?;
        let (key, probe, pair) = self.probe_side(db, &row).await?;
        let mut deciders = Vec::new();
        let (mut others, mut findings, mut analysis, mut decision) = (Vec::new(), Vec::new(), None, None);
        for examination in on_bench::examinations(db, row.key()).await? {
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
        let skipped = on_bench::skipped_by(db, actor.account).await?.contains(&id);
        Ok(OpenHit { row, standing, others, findings, skipped, analysis, decision, key, probe, pair })
    }

    /// What a hit is about, opened.
    async fn probe_side(
        &self,
        db: &mut Connection,
        row: &Laid,
    ) -> Result<(DataKey, ProbeSide, Option<Pair>), Error> {
        if let What::Made { .. } = row.what {
            let (key, pair) = self.pair(db, row.id).await?;
            let (fingers, biography) = (pair.fingers.clone(), pair.biography.clone());
            return Ok((key, ProbeSide { fingers, exceptions: vec![], biography }, Some(pair)));
        }
        let encounter = encounters::find(db, row.encounter).await?.ok_or_else(|| not_found("hit"))?;
        let past = match row.past() {
            None => None,
            Some(past) => encounters::find(db, past).await?,
        };
        if encounter.restricted_at.is_some() || past.is_some_and(|past| past.restricted_at.is_some()) {
            return Err(refuse(
                Code::Conflict,
                "The redress desk has frozen this record: nobody reviews it until that is settled.",
            ));
        }
        let (key, manifest) = self.manifest(&encounter)?;
        let (fingers, exceptions, biography) = (manifest.fingers, manifest.exceptions, manifest.biography);
        Ok((key, ProbeSide { fingers, exceptions, biography }, None))
    }

    /// Whom the person of a hit resembles.
    pub(crate) async fn opposite(&self, db: &mut Connection, hit: &OpenHit) -> Result<OtherSide, Error> {
        match (&hit.row.what, &hit.pair) {
            (What::Found(row), _) => self.other_side(db, row).await,
            (What::Made { .. }, Some(pair)) => Ok(OtherSide::Entry(pair.candidate(&hit.key))),
            (What::Made { .. }, None) => Err(not_found("hit")),
        }
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
            on_bench::set_lock(db, &hit.row, lock).await?;
            hit.standing.lock = lock;
            self.note_at_bench(db, actor, false).await?;
        }
        Ok(())
    }
}

/// Whether somebody may review what a hit is about: of a link, both encounters. A known answer measures the people of the
/// country that it is made for, whoever else is given that country's hits.
fn may_review(actor: &Actor, hit: &Laid) -> Result<(), Error> {
    hit.places().into_iter().try_for_each(|place| authorize(actor, Action::Review, Object::Hit(place)))?;
    match hit.what {
        What::Made { .. } if actor.country != hit.place.country => Err(not_found("record")),
        What::Made { .. } | What::Found(_) => Ok(()),
    }
}

fn standing(row: &Laid, deciders: Vec<AccountId>) -> Standing {
    Standing { stage: row.course.stage, captured_by: row.captured_by(), deciders, lock: row.course.lock }
}
