//! Claiming a hit, analysing the probe, deciding; each in one transaction with its line in the log.

use wire::event::Event;
use wire::hit::{Analysis, Decision, Finding, Hit, Outcome, Skip};
use wire::{Code, HitId};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::bench::{OpenHit, sealed_as, subject};
use crate::charting;
use crate::encounters::status_of;
use crate::events::Audience;
use crate::known_answers;
use crate::other_side::OtherSide;
use crate::problem::{Error, invalid, refuse};
use crate::review::{CLAIM_SECONDS, step};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::hits::{self, HitRow};
use crate::storage::on_bench::{self, What};
use crate::storage::{Connection, word};

/// Enough for a page of reasons.
const LONGEST_TEXT: usize = 8000;

impl Service {
    /// Takes a hit for 15 minutes, renewed by activity.
    pub(crate) async fn claim(&self, actor: &Actor, id: HitId) -> Result<Hit, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let mut hit = self.open_hit(&mut transaction, actor, id).await?;
        hit.standing.may_claim(actor.account, actor.role, now)?;
        let lock = Some((actor.account, now.plus_seconds(CLAIM_SECONDS)));
        on_bench::set_lock(&mut transaction, &hit.row, lock).await?;
        hit.standing.lock = lock;
        self.put_on_record(&mut transaction, actor, "hit.claim", &hit, String::new()).await?;
        self.carry_analysis(&mut transaction, actor, &mut hit).await?;
        self.note_at_bench(&mut transaction, actor, false).await?;
        transaction.commit().await?;
        self.events.tell(hit.row.audience(), Event::Hit { id });
        self.hit_of(actor, hit).await
    }

    /// The probe is analysed once: what this person saved of it before any candidate was shown holds for each of its
    /// candidates.
    async fn carry_analysis(
        &self,
        db: &mut Connection,
        actor: &Actor,
        hit: &mut OpenHit,
    ) -> Result<(), Error> {
        if hit.analysis.is_some() {
            return Ok(());
        }
        let saved = on_bench::analysis_of(db, &hit.row, actor.account).await?;
        let Some((other, sealed)) = saved else { return Ok(()) };
        let plain = hit.key.open(&sealed_as("analysis", other), &sealed)?;
        let sealed = hit.key.seal(&sealed_as("analysis", hit.row.id), &plain)?;
        on_bench::insert_analysis(db, &hit.row, actor.account, &sealed).await?;
        let detail = format!("as saved on {}", subject(other));
        self.put_on_record(db, actor, "hit.analyse", hit, detail).await?;
        hit.analysis = Some(serde_json::from_slice(&plain).map_err(Error::stored("analysis"))?);
        Ok(())
    }

    /// Lets go of a hit. Letting go of what one does not have changes nothing.
    pub(crate) async fn release(&self, actor: &Actor, id: HitId) -> Result<(), Error> {
        let mut transaction = self.storage.write().await?;
        let hit = self.open_hit(&mut transaction, actor, id).await?;
        if !hit.claimed_by(actor, self.clock.now()) {
            return Ok(());
        }
        on_bench::set_lock(&mut transaction, &hit.row, None).await?;
        self.put_on_record(&mut transaction, actor, "hit.release", &hit, String::new()).await?;
        transaction.commit().await?;
        self.events.tell(hit.row.audience(), Event::Hit { id });
        Ok(())
    }

    /// Passes a hit on: others should take it, and this person is not offered it next. It stays in the queue.
    pub(crate) async fn skip(&self, actor: &Actor, id: HitId, skip: Skip) -> Result<(), Error> {
        if skip.reason.trim().is_empty() {
            return Err(invalid("reason", "Say why others should take this hit."));
        }
        if skip.reason.chars().count() > LONGEST_TEXT {
            return Err(invalid("reason", "A reason has at most 8,000 characters."));
        }
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let hit = self.open_hit(&mut transaction, actor, id).await?;
        hit.standing.may_claim(actor.account, actor.role, now)?;
        if hit.claimed_by(actor, now) {
            on_bench::set_lock(&mut transaction, &hit.row, None).await?;
        }
        on_bench::skip(&mut transaction, &hit.row, actor.account, now).await?;
        self.put_on_record(&mut transaction, actor, "hit.skip", &hit, skip.reason).await?;
        transaction.commit().await?;
        self.events.tell(hit.row.audience(), Event::Hit { id });
        Ok(())
    }

    /// Saves the analysis of the probe; only then is the candidate shown, so it cannot be changed afterwards.
    pub(crate) async fn analyse(&self, actor: &Actor, id: HitId, analysis: Analysis) -> Result<Hit, Error> {
        if analysis.note.chars().count() > LONGEST_TEXT {
            return Err(invalid("note", "A note has at most 8,000 characters."));
        }
        let mut transaction = self.storage.write().await?;
        let mut hit = self.open_hit(&mut transaction, actor, id).await?;
        self.needs_claim(actor, &hit)?;
        charting::of_probe(&analysis.charts, &hit.probe.fingers)?;
        match &hit.analysis {
            Some(saved) if *saved == analysis => {}
            Some(_) => {
                return Err(refuse(
                    Code::Conflict,
                    "Your analysis is saved and the candidate was shown: it cannot be changed any more.",
                ));
            }
            None => {
                let plain = serde_json::to_vec(&analysis).map_err(Error::stored("analysis"))?;
                let sealed = hit.key.seal(&sealed_as("analysis", id), &plain)?;
                on_bench::insert_analysis(&mut transaction, &hit.row, actor.account, &sealed).await?;
                let marks: usize = analysis.charts.iter().map(|chart| chart.marks.len()).sum();
                let detail = format!("{}; {marks} marks; note: {}", word(analysis.value), analysis.note);
                self.put_on_record(&mut transaction, actor, "hit.analyse", &hit, detail).await?;
            }
        }
        self.renew(&mut transaction, actor, &mut hit).await?;
        transaction.commit().await?;
        hit.analysis = Some(analysis);
        self.hit_of(actor, hit).await
    }

    /// Takes a decision, and does what it comes to.
    pub(crate) async fn decide(&self, actor: &Actor, id: HitId, decision: Decision) -> Result<Hit, Error> {
        if decision.reason.trim().is_empty() {
            return Err(invalid("reason", "A decision needs its reason."));
        }
        if decision.reason.chars().count() > LONGEST_TEXT {
            return Err(invalid("reason", "A reason has at most 8,000 characters."));
        }
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let mut hit = self.open_hit(&mut transaction, actor, id).await?;
        match &hit.decision {
            // Sent again, because the answer was lost.
            Some(made) if *made == decision => {
                drop(transaction);
                return self.hit_of(actor, hit).await;
            }
            Some(_) => return Err(refuse(Code::Conflict, "You have decided on this hit.")),
            None => {}
        }
        self.needs_claim(actor, &hit)?;
        hit.standing.may_claim(actor.account, actor.role, now)?;
        if hit.analysis.is_none() {
            return Err(refuse(Code::Conflict, "Save your analysis of the probe before you decide."));
        }
        if decision.finding == Finding::Identification {
            authorize(actor, Action::Identify, Object::Hit(hit.row.place))?;
        }
        let other = self.opposite(&mut transaction, &hit).await?;
        let found = matches!(hit.row.what, What::Found(_));
        let stale = found && matches!(&other, OtherSide::Entry(entry) if !entry.may_alert(now));
        if decision.finding == Finding::Identification && stale {
            return Err(refuse(
                Code::Conflict,
                "The watchlist entry was withdrawn or has expired since the search, so nobody may be identified \
                 by it. Decide inconclusive, and say so.",
            ));
        }
        charting::of_pair(&decision.charts, &hit.probe.fingers, &other)?;
        let (stage, outcome) = match hit.row.what {
            What::Found(_) => step(&hit.findings, decision.finding)?.stage(),
            What::Made { .. } => known_answers::after(&hit.findings, decision.finding),
        };

        let plain = serde_json::to_vec(&decision).map_err(Error::stored("decision"))?;
        let sealed = hit.key.seal(&sealed_as("decision", id), &plain)?;
        let turn = hit.findings.len() + 1;
        on_bench::set_decision(&mut transaction, &hit.row, actor.account, turn, &sealed, now).await?;
        on_bench::advance(&mut transaction, hit.row.key(), stage, outcome).await?;
        self.note_at_bench(&mut transaction, actor, true).await?;
        let pairs: usize = decision.charts.iter().map(|chart| chart.pairs.len()).sum();
        let detail =
            format!("{}, turn {turn}; {pairs} pairs; reason: {}", word(decision.finding), decision.reason);
        self.put_on_record(&mut transaction, actor, "hit.decide", &hit, detail).await?;
        match (&hit.row.what, &hit.pair) {
            (What::Found(row), _) => {
                self.follow_up(&mut transaction, (actor, &hit), (row, &other), outcome).await?;
            }
            // Of a known answer nothing follows but that it is counted, once nobody's decision can be swayed by that.
            (What::Made { .. }, Some(pair)) if outcome.is_some() => {
                self.keep_results(&mut transaction, &hit.row, (&hit.key, pair.answer)).await?;
            }
            (What::Made { .. }, _) => {}
        }
        transaction.commit().await?;

        self.events.tell(hit.row.audience(), Event::Hit { id });
        if let (What::Found(row), OtherSide::Entry(_)) = (&hit.row.what, &other) {
            self.events.tell(Audience::Site(row.place), Event::Encounter { id: row.encounter });
            if outcome == Some(Outcome::Identification) {
                let alerted = Audience::Alerted(row.place);
                self.events.tell(alerted, Event::Alert { encounter: row.encounter });
            }
        }
        hit.row.course.stage = stage;
        hit.row.course.outcome = outcome;
        hit.standing.stage = stage;
        hit.standing.lock = None;
        hit.standing.deciders.push(actor.account);
        hit.decision = Some(decision);
        self.hit_of(actor, hit).await
    }

    /// Does what a decision on a hit comes to that a search found.
    async fn follow_up(
        &self,
        db: &mut Connection,
        (actor, hit): (&Actor, &OpenHit),
        (row, other): (&HitRow, &OtherSide),
        outcome: Option<Outcome>,
    ) -> Result<(), Error> {
        let identified = outcome == Some(Outcome::Identification);
        match other {
            OtherSide::Entry(entry) => {
                if identified {
                    self.raise_alert(db, row, entry).await?;
                }
                let rows = hits::of(db, &self.programme_key, row.encounter).await?;
                let status = status_of(&hits::standings(&rows));
                encounters::set_status(db, row.encounter, status).await?;
            }
            // A link is no alert, and says nothing of any list: what the officer sees stays as it is.
            OtherSide::Encounter { row: past, .. } if identified => {
                self.put_on_record(db, actor, "hit.link", hit, linked(past)).await?;
            }
            OtherSide::Encounter { .. } => {}
        }
        if identified {
            self.link_identified(db, row).await?;
        }
        Ok(())
    }

    fn needs_claim(&self, actor: &Actor, hit: &OpenHit) -> Result<(), Error> {
        if hit.claimed_by(actor, self.clock.now()) {
            return Ok(());
        }
        Err(refuse(
            Code::Conflict,
            "You do not have this hit open: claim it (a claim ends after 15 minutes without activity).",
        ))
    }

    pub(crate) async fn put_on_record(
        &self,
        db: &mut Connection,
        actor: &Actor,
        action: &'static str,
        hit: &OpenHit,
        detail: String,
    ) -> Result<(), Error> {
        let line = Line::by(actor, action, subject(hit.row.id)).of(hit.row.place.country).with(detail);
        self.log.append(db, self.clock.now(), line).await
    }
}

fn linked(past: &EncounterRow) -> String {
    format!("two people hold it for the person of {}", crate::encounters::subject(past.id))
}
