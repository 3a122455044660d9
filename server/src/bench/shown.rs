//! A hit as somebody may see it at this moment, with its images.

use sha2::{Digest, Sha256 as Hasher};
use wire::hit::{Candidate, Hit, Provenance, Stage};
use wire::{EncounterId, HitId, ListId, PrintId, Sha256};

use super::prints::{captured, comparisons, listed};
use super::queue::queue_item;
use super::{OpenHit, standing, subject};
use crate::audit::Line;
use crate::biographic::facts_of;
use crate::objects::ImageName;
use crate::other_side::OtherSide;
use crate::problem::{Error, not_found};
use crate::review::chance_per_hundred_searches;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::hits::Reference;
use crate::storage::on_bench::{self, Laid, What};
use crate::storage::{Connection, accounts, encounters, lists, parts};

impl Service {
    /// The hit as `actor` may see it at this moment. Looking at it renews the claim.
    pub(crate) async fn hit(&self, actor: &Actor, id: HitId) -> Result<Hit, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let mut hit = self.open_hit(&mut transaction, actor, id).await?;
        hit.visible_to(actor, now)?;
        self.renew(&mut transaction, actor, &mut hit).await?;
        let line = Line::by(actor, "hit.read", subject(id)).of(hit.row.place.country);
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
        let probe = hit.probe.fingers.iter().find(|finger| PrintId(finger.id.0) == print);
        let (name, key) = match probe {
            Some(finger) => (ImageName::of_encounter(hit.row.encounter, &finger.image), hit.key.clone()),
            // As long as there is no analysis, the candidate's prints are as good as not there.
            None if hit.analysis.is_none() => return Err(not_found("print")),
            None => {
                let other = self.opposite(&mut transaction, &hit).await?;
                other.image_of(print).ok_or_else(|| not_found("print"))?
            }
        };
        let line = Line::by(actor, "print.view", subject(id))
            .of(hit.row.place.country)
            .with(format!("print {print}"));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        match self.objects.get(&name, &key).await {
            Err(Error::Objects(object_store::Error::NotFound { .. })) => Err(not_found("print")),
            image => image,
        }
    }

    /// The hits of a hit's encounter that `actor` may open or has decided on, shuffled: in another order for everybody.
    async fn candidates(&self, db: &mut Connection, actor: &Actor, of: &Laid) -> Result<Vec<HitId>, Error> {
        let now = self.clock.now();
        let decided = on_bench::decided_by(db, actor.account).await?;
        let mut hits: Vec<HitId> = on_bench::of_encounter(db, &self.programme_key, of)
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
        hit: &OpenHit,
    ) -> Result<(Provenance, OtherSide, Vec<Sha256>), Error> {
        let other = self.opposite(db, hit).await?;
        let (list, version) = match &hit.row.what {
            What::Made { list, list_version } => (*list, *list_version),
            What::Found(row) => match row.reference {
                Reference::Entry { list, list_version, .. } => (list, list_version),
                Reference::Encounter { past, place, .. } => {
                    let site = accounts::site(db, &self.programme_key, place.site, self.clock.now()).await?;
                    let sealed = encounters::find(db, past).await?.ok_or_else(|| not_found("hit"))?;
                    let provenance = Provenance::Encounter {
                        id: past,
                        reference: past.reference(),
                        site: site.name,
                        sealed_at: sealed.sealed_at,
                    };
                    return Ok((provenance, other, arrived(db, past).await?));
                }
            },
        };
        Ok((self.on_list(db, list, version).await?, other, vec![]))
    }

    async fn on_list(&self, db: &mut Connection, list: ListId, version: u64) -> Result<Provenance, Error> {
        let list = lists::find(db, &self.programme_key, list).await?;
        Ok(Provenance::List { name: list.map(|list| list.terms.name).unwrap_or_default(), version })
    }

    /// The hit, put together.
    pub(crate) async fn hit_of(&self, actor: &Actor, hit: OpenHit) -> Result<Hit, Error> {
        let mut db = self.storage.read().await?;
        let arrived = match &hit.pair {
            Some(pair) => pair.fingers.iter().map(|finger| finger.image.clone()).collect(),
            None => arrived(&mut db, hit.row.encounter).await?,
        };
        let candidate = match hit.analysis {
            None => None,
            Some(_) => Some(self.candidate_of(&mut db, &hit).await?),
        };
        let candidates = match hit.analysis {
            None => Vec::new(),
            Some(_) => self.candidates(&mut db, actor, &hit.row).await?,
        };
        drop(db);
        let now = self.clock.now();
        let actor = actor.clone();
        tokio::task::spawn_blocking(move || {
            let probe = captured(&hit.probe.fingers, &arrived)?;
            let candidate = candidate
                .map(|(provenance, other, arrived)| {
                    let (references, facts) = match &other {
                        OtherSide::Entry(entry) => (listed(&entry.prints)?, facts_of(entry)),
                        OtherSide::Encounter { manifest, .. } => {
                            (captured(&manifest.fingers, &arrived)?, manifest.biography.clone())
                        }
                    };
                    Ok::<_, Error>(Candidate {
                        provenance,
                        stated: names::stated(&hit.probe.biography, &facts),
                        comparisons: comparisons(&probe, &references),
                        references: references.into_iter().map(|(print, _)| print).collect(),
                    })
                })
                .transpose()?;
            let threshold = fingerprint::Score::new(f32::from(hit.row.course.threshold));
            let differing = hit.differing(&actor);
            let closed = hit.row.course.stage == Stage::Closed;
            Ok(Hit {
                item: queue_item(&hit.row, &hit.standing, hit.skipped, &actor, now),
                probe: probe.into_iter().map(|(print, _)| print).collect(),
                exceptions: hit.probe.exceptions.clone(),
                analysis: hit.analysis,
                candidate,
                candidates,
                differing,
                decision: hit.decision,
                outcome: hit.row.course.outcome,
                answer: hit.pair.filter(|_| closed).map(|pair| pair.answer),
                chance_per_hundred_searches: chance_per_hundred_searches(threshold, hit.row.course.people),
            })
        })
        .await?
    }
}

/// Which of an encounter's images have arrived.
async fn arrived(db: &mut Connection, encounter: EncounterId) -> Result<Vec<Sha256>, Error> {
    let parts = parts::of(db, encounter).await?;
    Ok(parts.into_iter().filter(|part| part.received_at.is_some()).map(|part| part.sha256).collect())
}
