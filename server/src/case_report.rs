//! Case reports: what is held of encounters and their closed hits, opened and given to the crate `report`, for those who
//! answer for the decisions. What was given to whom stands in the log with its SHA-256.

use std::collections::HashMap;

use fingerprint::{Probe, Reference, Score, Template, compare};
use policy::BaseRate;
use raster::Grey;
use report::{CaseFile, CaseReport, Compared, Decision, Encounter, Examiner, Hit, Language, LogLine, Print};
use sha2::{Digest as _, Sha256 as Hasher};
use wire::encounter::Manifest;
use wire::hit::{Analysis, Decision as Decided, Stage};
use wire::session::Role;
use wire::{AccountId, Code, EncounterId, HitId, PrintId};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::bench::{sealed_as, subject};
use crate::encounters;
use crate::objects::ImageName;
use crate::other_side::OtherSide;
use crate::problem::{Error, not_found, refuse};
use crate::review::chance_per_hundred_searches;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::alerts::AlertRow;
use crate::storage::audit::{self, Wanted};
use crate::storage::hits::{self, HitRow, Reference as Against};
use crate::storage::{Connection, accounts, alerts, encounters as rows, examinations, known_answers, lists};
use crate::vault::DataKey;

/// Lines of the log that a report quotes of each encounter at most.
const LINES: u32 = 200;

/// An encounter with the hits that a report tells: closed ones, for a report must not tell a reviewer what another found.
pub(crate) struct Told {
    pub encounter: EncounterId,
    pub hits: Vec<HitRow>,
    /// How many others there are.
    pub open: usize,
}

/// What a report is asked of.
pub(crate) struct Asked {
    /// What it is called.
    pub reference: String,
    pub encounters: Vec<Told>,
    pub file: Option<CaseFile>,
    pub language: Language,
}

/// What everybody with an account works as.
type Roles = HashMap<AccountId, Role>;

impl Service {
    /// The report on one hit, as PDF.
    pub(crate) async fn report_on_hit(
        &self,
        actor: &Actor,
        id: HitId,
        language: Language,
    ) -> Result<Vec<u8>, Error> {
        authorize(actor, Action::ReadReport, Object::Hit(actor.place()))?;
        let mut db = self.storage.read().await?;
        let Some(hit) = hits::find(&mut db, &self.programme_key, id).await? else {
            // Of a known answer no report is made; while it is open it is refused as any open hit is.
            let made = known_answers::find(&mut db, &self.programme_key, id).await?;
            return Err(match made.filter(|made| made.place.country == actor.country) {
                None => not_found("hit"),
                Some(made) if made.course.stage == Stage::Closed => {
                    refuse(Code::Conflict, "This was a known-answer hit: no report is made of it.")
                }
                Some(_) => open_hit(),
            });
        };
        authorize(actor, Action::ReadReport, Object::Hit(hit.place))?;
        if hit.course.stage != Stage::Closed {
            return Err(open_hit());
        }
        let row = rows::find(&mut db, hit.encounter).await?.ok_or_else(|| not_found("hit"))?;
        if row.restricted_at.is_some() {
            return Err(refuse(
                Code::Conflict,
                "The redress desk has frozen this record: nothing of it is given.",
            ));
        }
        drop(db);
        let told = Told { encounter: hit.encounter, hits: vec![hit.clone()], open: 0 };
        let reference = hit.encounter.reference();
        let asked = Asked { reference, encounters: vec![told], file: None, language };
        let file = self.report(actor, asked).await?;
        let line = Line::by(actor, "hit.report", subject(id)).of(hit.place.country).with(handed_out(&file));
        self.note(line).await?;
        Ok(file)
    }

    /// A report, for whoever may have it: the caller has looked at that, and puts on record what was given.
    pub(crate) async fn report(&self, actor: &Actor, asked: Asked) -> Result<Vec<u8>, Error> {
        let mut db = self.storage.read().await?;
        let accounts = accounts::all(&mut db, &self.programme_key).await?;
        let roles: Roles = accounts.into_iter().map(|account| (account.id, account.role)).collect();
        let (mut encounters, mut log) = (Vec::new(), Vec::new());
        for told in asked.encounters {
            log.extend(self.quoted(&mut db, told.encounter, &roles).await?);
            encounters.push(self.told(&mut db, told).await?);
        }
        drop(db);
        log.sort_by_key(|line| line.seq);
        log.dedup_by_key(|line| line.seq);
        let report = CaseReport {
            language: asked.language,
            reference: asked.reference,
            made_at: self.clock.now(),
            made_by: actor.name.clone(),
            encounters,
            file: asked.file,
            log,
        };
        Ok(tokio::task::spawn_blocking(move || report.to_pdf()).await?)
    }

    async fn told(&self, db: &mut Connection, told: Told) -> Result<Encounter, Error> {
        let row = rows::find(db, told.encounter).await?.ok_or_else(|| not_found("encounter"))?;
        let site = accounts::site(db, &self.programme_key, row.site, self.clock.now()).await?.name;
        let mut encounter = Encounter {
            reference: row.id.reference(),
            site,
            sealed_at: row.sealed_at,
            names: Vec::new(),
            frozen: row.restricted_at,
            prints: Vec::new(),
            hits: Vec::new(),
            open_hits: told.open,
            alerts: Vec::new(),
        };
        if row.restricted_at.is_some() {
            return Ok(encounter);
        }
        let (key, manifest) = self.manifest(&row)?;
        for hit in &told.hits {
            encounter.hits.push(self.told_hit(db, hit, (&key, &manifest)).await?);
        }
        for alert in alerts::of_encounter(db, &self.programme_key, row.id).await? {
            if told.hits.iter().any(|hit| hit.id == alert.hit) {
                encounter.alerts.push(self.told_alert(db, &alert).await?);
            }
        }
        for finger in &manifest.fingers {
            let print = self.probe(row.id, &key, &manifest, PrintId(finger.id.0)).await?;
            encounter.prints.extend(print);
        }
        encounter.names = manifest.biography.names;
        Ok(encounter)
    }

    async fn told_alert(&self, db: &mut Connection, row: &AlertRow) -> Result<report::Alert, Error> {
        let alert = self.alert(row)?;
        Ok(report::Alert {
            category: alert.category,
            raised_at: alert.raised_at,
            further: alerts::further(db, row.id).await?,
            acknowledged_at: alert.acknowledged.map(|seen| seen.at),
            taken_back: alert.taken_back.map(|back| (back.at, back.why)),
            handover: self.handover_of(db, row.id).await?.map(|handover| handover.words),
        })
    }

    async fn told_hit(
        &self,
        db: &mut Connection,
        hit: &HitRow,
        (key, manifest): (&DataKey, &Manifest),
    ) -> Result<Hit, Error> {
        let other = self.other_side(db, hit).await?;
        let (mut decisions, mut compared) = (Vec::<Decision>::new(), Vec::new());
        for examination in examinations::of(db, hit.id).await? {
            let (Some(sealed), Some(at)) = (&examination.decision, examination.decided_at) else { continue };
            let decided: Decided = serde_json::from_slice(&key.open(&sealed_as("decision", hit.id), sealed)?)
                .map_err(Error::stored("decision"))?;
            let analysis: Option<Analysis> = match &examination.analysis {
                None => None,
                Some(sealed) => serde_json::from_slice(&key.open(&sealed_as("analysis", hit.id), sealed)?)
                    .map_err(Error::stored("analysis"))?,
            };
            let by = Examiner::after(decisions.len());
            for chart in decided.charts.iter().filter(|chart| !chart.pairs.is_empty()) {
                let probe = self.probe(hit.encounter, key, manifest, chart.probe).await?;
                let reference = self.reference(&other, chart.reference).await?;
                let (Some(probe), Some(reference)) = (probe, reference) else { continue };
                let points = chart.pairs.iter().map(|pair| {
                    ((pair.probe.x_px(), pair.probe.y_px()), (pair.reference.x_px(), pair.reference.y_px()))
                });
                let pairs = points.collect();
                let score = score_of(manifest, chart.probe, &other, chart.reference);
                compared.push(Compared { by, probe, reference, score, pairs });
            }
            decisions.push(Decision {
                by,
                at,
                analysis: analysis.map(|analysis| (analysis.value, analysis.note)),
                finding: decided.finding,
                reason: decided.reason,
            });
        }
        let (list, list_version) = match hit.reference {
            Against::Entry { list, list_version, .. } => {
                let list = lists::find(db, &self.programme_key, list).await?;
                (list.map(|list| list.terms.name).unwrap_or_default(), list_version)
            }
            Against::Encounter { past, .. } => (past.reference(), 0),
        };
        let (category, sources, criterion) = match &other {
            OtherSide::Entry(entry) => {
                let said = &entry.particulars;
                (said.category.clone(), said.sources.clone(), said.criterion.clone())
            }
            OtherSide::Encounter { .. } => Default::default(),
        };
        let mut taken_back = None;
        for alert in alerts::of_hit(db, &self.programme_key, hit.id).await? {
            taken_back = self.alert(&alert)?.taken_back.map(|back| (back.at, back.why));
        }
        let threshold = Score::new(f32::from(hit.course.threshold));
        let chance = chance_per_hundred_searches(threshold, hit.course.people);
        let listed = matches!(other, OtherSide::Entry(_));
        let outcome =
            hit.course.outcome.ok_or(Error::Stored { what: "hit", why: "closed without outcome".into() })?;
        Ok(Hit {
            list,
            list_version,
            people: hit.course.people,
            chance_per_hundred_searches: chance,
            base_rate: listed.then(|| BaseRate::of(&category, chance)),
            category,
            sources,
            criterion,
            opened_at: hit.course.opened_at,
            outcome,
            taken_back,
            decisions,
            compared,
        })
    }

    async fn probe(
        &self,
        id: EncounterId,
        key: &DataKey,
        manifest: &Manifest,
        print: PrintId,
    ) -> Result<Option<Print>, Error> {
        let Some(finger) = manifest.fingers.iter().find(|finger| finger.id.0 == print.0) else {
            return Ok(None);
        };
        let image = self.image(Some((ImageName::of_encounter(id, &finger.image), key.clone()))).await?;
        let (position, quality) = (finger.position, finger.quality.score);
        Ok(Some(Print { position, quality, ppi: finger.ppi.get(), image }))
    }

    async fn reference(&self, other: &OtherSide, print: PrintId) -> Result<Option<Print>, Error> {
        let found = match other {
            OtherSide::Entry(entry) => entry
                .prints
                .iter()
                .find(|reference| reference.id == print)
                .map(|reference| (reference.position, reference.quality.score, reference.ppi)),
            OtherSide::Encounter { manifest, .. } => manifest
                .fingers
                .iter()
                .find(|finger| finger.id.0 == print.0)
                .map(|finger| (finger.position, finger.quality.score, finger.ppi)),
        };
        let Some((position, quality, ppi)) = found else { return Ok(None) };
        let image = self.image(other.image_of(print)).await?;
        Ok(Some(Print { position, quality, ppi: ppi.get(), image }))
    }

    /// An image, unless it has not arrived or cannot be read.
    async fn image(&self, named: Option<(ImageName, DataKey)>) -> Result<Option<Grey>, Error> {
        let Some((name, key)) = named else { return Ok(None) };
        let file = match self.objects.get(&name, &key).await {
            Ok(file) => file,
            Err(Error::Objects(object_store::Error::NotFound { .. })) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        Ok(raster::decode(&file).ok().map(|(grey, _)| grey))
    }

    /// What the log says of an encounter, its hits and its alerts.
    async fn quoted(
        &self,
        db: &mut Connection,
        id: EncounterId,
        roles: &Roles,
    ) -> Result<Vec<LogLine>, Error> {
        let wanted = Wanted {
            before: u64::MAX,
            country: String::new(),
            actor: String::new(),
            subject: encounters::subject(id),
        };
        let lines = audit::wanted(db, &wanted, LINES).await?;
        lines
            .into_iter()
            .map(|row| {
                let event = self.log.event(row)?;
                Ok(LogLine {
                    seq: event.seq,
                    at: event.at,
                    by: match event.account.and_then(|account| roles.get(&account)) {
                        Some(role) => report::Actor::Person(*role),
                        None => report::Actor::Named(event.actor),
                    },
                    action: event.action,
                    object: event.object,
                    why: event.why,
                    hash: event.hash.as_str().to_owned(),
                })
            })
            .collect()
    }
}

fn open_hit() -> Error {
    refuse(Code::Conflict, "A report is made of what is decided: this hit is open.")
}

/// What the log keeps of a report that was given.
pub(crate) fn handed_out(file: &[u8]) -> String {
    format!("{} bytes, sha256 {}", file.len(), hex::encode(Hasher::digest(file)))
}

/// How alike the engine finds a print of the encounter and one of the other side, as the bench shows it once the analysis
/// is saved; none where one of them has no template any more.
fn score_of(manifest: &Manifest, probe: PrintId, other: &OtherSide, reference: PrintId) -> Option<Score> {
    let finger = manifest.fingers.iter().find(|finger| finger.id.0 == probe.0)?;
    let probe = Template::from_bytes(&finger.template.0).ok()?;
    let reference = Template::from_bytes(other.template_of(reference)?).ok()?;
    Some(compare(&Probe::new(&probe), &Reference::new(&reference)).score)
}
