//! When a known answer comes, and when it is forgotten.

use sha2::{Digest as _, Sha256 as Hasher};
use uuid::{NoContext, Timestamp as Moment, Uuid};
use wire::encounter::FingerCapture;
use wire::event::Event;
use wire::reviewing::Answer;
use wire::{Bytes, CaptureId, EncounterId, EntryId, HitId, PrintId, Sha256, Timestamp};

use super::making::{Drawn, Print, Shape, number};
use super::{Pair, subject};
use crate::audit::Line;
use crate::objects::ImageName;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::course::Course;
use crate::storage::hits::{HitRow, Reference};
use crate::storage::on_bench::{Laid, What};
use crate::storage::{Connection, accounts, encounters, entries, hits, known_answers, lists};
use crate::vault::NewKey;
use crate::watch::{Entry, Particulars, ReferencePrint};

/// How long a closed one is kept, for whoever decided it to look again; what was found is kept for the rates.
const KEPT_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 86_400;
/// People tried until the engine takes a pair for a lead.
const TRIES: u32 = 4;

impl Service {
    /// Perhaps has a known answer follow a hit that a search has just found, by the site's rules: so that they come when
    /// hits come, and neither with one nor so long after it that anybody could tell.
    pub(crate) async fn plan_known_answer(
        &self,
        db: &mut Connection,
        hit: HitId,
        rules: policy::Reviewing,
    ) -> Result<(), Error> {
        if number() % 100 >= u64::from(rules.known_answers) {
            return Ok(());
        }
        let seconds = number() % (u64::from(rules.known_answers_within) * 60);
        let at = self.clock.now().plus_seconds(seconds.cast_signed());
        known_answers::plan(db, hit, at).await
    }

    /// Opens the known answers whose moment has come; how many.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Objects`]: what is left comes with the next call.
    pub async fn open_known_answers(&self) -> Result<u32, Error> {
        let due = known_answers::due(&mut *self.storage.read().await?, self.clock.now()).await?;
        let mut opened = 0;
        for after in due {
            let made = match self.shape_after(after).await? {
                None => None,
                Some((hit, shape)) => {
                    let answer = if number().is_multiple_of(2) { Answer::Mated } else { Answer::NonMated };
                    let drawn = tokio::task::spawn_blocking(move || {
                        (0..TRIES).find_map(|_| shape.draw(answer)).map(|drawn| (drawn, shape))
                    });
                    drawn.await?.map(|(drawn, shape)| (hit, drawn, shape))
                }
            };
            match made {
                Some((hit, drawn, shape)) => opened += u32::from(self.lay(&hit, drawn, &shape).await?),
                // Its record has gone, or cannot be told from others: none follows this hit.
                None => {
                    let mut transaction = self.storage.write().await?;
                    known_answers::came(&mut transaction, after).await?;
                    transaction.commit().await?;
                }
            }
        }
        Ok(opened)
    }

    /// The shape of a hit, unless it or its record has gone.
    async fn shape_after(&self, hit: HitId) -> Result<Option<(HitRow, Shape)>, Error> {
        let mut db = self.storage.read().await?;
        let Some(hit) = hits::find(&mut db, &self.programme_key, hit).await? else { return Ok(None) };
        let Reference::Entry { entry, .. } = hit.reference else { return Ok(None) };
        let Some(row) = encounters::find(&mut db, hit.encounter).await? else { return Ok(None) };
        if row.restricted_at.is_some() {
            return Ok(None);
        }
        let Some(entry) = entries::look_up(&mut db, entry).await? else { return Ok(None) };
        let site = accounts::site(&mut db, &self.programme_key, hit.place.site, self.clock.now()).await?;
        let (_, manifest) = self.manifest(&row)?;
        let entry = Entry::open(&self.vault, &entry)?;
        let rules = site.policy;
        Ok(Shape::of(&manifest, &entry, rules.capture.packing, rules.lead_threshold)
            .map(|shape| (hit, shape)))
    }

    /// Seals a pair and lays it on the bench beside what searches find; whether it was still to come.
    async fn lay(&self, after: &HitRow, drawn: Drawn, shape: &Shape) -> Result<bool, Error> {
        let Reference::Entry { list, .. } = after.reference else { return Ok(false) };
        let now = self.clock.now();
        let mut db = self.storage.read().await?;
        let rules = accounts::site(&mut db, &self.programme_key, after.place.site, now).await?.policy;
        let Some(list) = lists::find(&mut db, &self.programme_key, list).await? else { return Ok(false) };
        drop(db);
        let id = HitId(identifier(now));
        let NewKey { key, wrapped } = self.vault.new_key(&subject(id))?;
        let (encounter, entry) = (EncounterId(identifier(now)), EntryId(identifier(now)));
        let Drawn { answer, probe, references, biographies: (biography, theirs), .. } = drawn;
        let mut fingers = Vec::new();
        for (print, model) in probe.into_iter().zip(&shape.probe) {
            let finger = captured(&print, model, (after.course.opened_at, now));
            self.objects.put(&ImageName::of_encounter(encounter, &finger.image), &key, &print.image).await?;
            fingers.push(finger);
        }
        let mut prints = Vec::new();
        for print in references {
            let image = digest(&print.image);
            self.objects.put(&ImageName::of_entry(entry, &image), &key, &print.image).await?;
            prints.push(ReferencePrint {
                id: PrintId(identifier(after.course.opened_at)),
                position: print.position,
                quality: print.quality,
                ppi: print.ppi,
                width: print.width,
                height: print.height,
                template: Bytes(print.template.to_bytes()),
                image: Some(image),
            });
        }
        let particulars = Particulars {
            subject: theirs.names.first().cloned().unwrap_or_default(),
            biography: theirs,
            category: String::new(),
            severity: 1,
            instructions: String::new(),
            sources: vec![],
            criterion: String::new(),
            evidence_at: None,
            validator: String::new(),
        };
        let pair = Pair { answer, fingers, biography, entry, particulars, prints };
        let pair = serde_json::to_vec(&pair).map_err(Error::stored("known answer's pair"))?;
        let due = rules.ask_within();
        let hit = Laid {
            id,
            encounter,
            later: false,
            course: Course::begin(&rules, after.course.people, (due, due), now),
            place: after.place,
            site_name: String::new(),
            what: What::Made { list: list.id, list_version: list.version },
        };
        let mut transaction = self.storage.write().await?;
        if !known_answers::came(&mut transaction, after.id).await? {
            return Ok(false);
        }
        known_answers::insert(&mut transaction, &hit, &wrapped, &key.seal("pair", &pair)?).await?;
        // Auditors tell by this whose data nobody looked at.
        let line = Line::by_program("server", "hit.open", crate::bench::subject(id))
            .of(after.place.country)
            .with("a known answer, made of synthetic prints");
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.events.tell(hit.audience(), Event::Hit { id });
        Ok(true)
    }

    /// Forgets closed known answers after a month, and what people found in them after a year.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Objects`]: what is left is forgotten with the next call.
    pub async fn forget_known_answers(&self) -> Result<(), Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        known_answers::forget_results(&mut transaction, super::rates::since(now)).await?;
        let over = known_answers::over(&mut transaction, now.plus_seconds(-KEPT_DAYS * DAY_SECONDS)).await?;
        transaction.commit().await?;
        for id in over {
            let mut transaction = self.storage.write().await?;
            let Some(hit) = known_answers::find(&mut transaction, &self.programme_key, id).await? else {
                continue;
            };
            let (_, pair) = self.pair(&mut transaction, id).await?;
            self.objects.delete_all(&format!("encounter/{}", hit.encounter)).await?;
            self.objects.delete_all(&format!("entry/{}", pair.entry)).await?;
            known_answers::forget(&mut transaction, id).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// A print as a device would have sent it: taken as long before `now` as the model was before its hit, by and large.
fn captured(print: &Print, model: &FingerCapture, (then, now): (Timestamp, Timestamp)) -> FingerCapture {
    let before = |moment: Timestamp| {
        let gone = then.0.saturating_sub(moment.0).max(0);
        let gone = gone / 100 * (80 + (number() % 41).cast_signed());
        Timestamp(now.0 - gone)
    };
    let taken_at = before(model.taken_at);
    let taking = model.taking.clone().map(|taking| wire::encounter::Taking {
        began_at: Timestamp(taken_at.0 - (model.taken_at.0 - taking.began_at.0).max(0)),
        override_reason: None,
        ..taking
    });
    FingerCapture {
        id: CaptureId(identifier(taken_at)),
        position: print.position,
        taken_at,
        source: model.source.clone(),
        impression: model.impression,
        taking,
        slap: None,
        quality: print.quality.clone(),
        template: Bytes(print.template.to_bytes()),
        ppi: print.ppi,
        width: print.width,
        height: print.height,
        image: digest(&print.image),
    }
}

/// An identifier of that moment: those of what was recorded tell theirs too.
fn identifier(at: Timestamp) -> Uuid {
    let millis = u64::try_from(at.0).unwrap_or_default();
    let nanos = u32::try_from(millis % 1000).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(Moment::from_unix(NoContext, millis / 1000, nanos))
}

fn digest(image: &[u8]) -> Sha256 {
    Sha256::from_digest(&Hasher::digest(image).into())
}
