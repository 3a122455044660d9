use std::collections::BTreeSet;

use fingerprint::Score;
use packet::Seal;
use policy::{Permission, Rule, Ruling, SitePolicy};
use wire::encounter::{EncounterStatus, Manifest, Notice, Receipt};
use wire::event::Event;
use wire::list::{SearchAnswer, Urgency};
use wire::{Code, HitId};

use super::judging::judge;
use super::manifest::{check, images};
use super::{status_of, subject};
use crate::audit::Line;
use crate::authorize::{Action, Object, Place, authorize};
use crate::events::Audience;
use crate::problem::{Error, invalid, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::hits::{self, Cause, HitRow};
use crate::storage::search_due::{self, Among};
use crate::storage::{Connection, accounts, entries, packets, part_pieces, parts, policies, refusals, word};
use crate::vault::NewKey;
use crate::watch::Entry;

impl Service {
    /// Receives a manifest: checks it, searches it, keeps it, opens hits. The same manifest again changes nothing.
    pub(crate) async fn record(
        &self,
        actor: &Actor,
        manifest: Manifest,
        urgency: Urgency,
        seal: Option<&Seal>,
    ) -> Result<Receipt, Error> {
        // Officers record at their own site alone, so that site's country is theirs.
        let place = Place { site: manifest.site, country: actor.country };
        authorize(actor, Action::Record, Object::Site(place))?;
        let mut db = self.storage.read().await?;
        if let Some(row) = encounters::find(&mut db, manifest.id).await? {
            return self.receipt_again(&mut db, actor, &row, &manifest).await;
        }
        let policy = self.policy_for(&mut db, &manifest).await?;
        let words = self.check_notice(&mut db, actor.country, &manifest.notice).await;
        drop(db);

        let recordable = match policy::may_record(&policy, manifest.permission) {
            Permission::Granted(ruling) => ruling,
            Permission::Refused(ruling) => {
                self.count_refusal(actor, ruling.rule).await?;
                return Err(refuse(
                    Code::PolicyRefuses,
                    format!(
                        "The rules of this site do not let this person be recorded ({}, version {}).",
                        word(ruling.rule),
                        ruling.version
                    ),
                ));
            }
        };
        let probe = check(&manifest, &policy)?;
        let rulings = judge(&manifest, &policy, recordable)?;
        words?;
        let threshold = policy.lead_threshold;
        let answer = self.search(actor, urgency, &probe, Score::new(f32::from(threshold))).await?;
        self.keep(actor, (&manifest, seal), &policy, rulings, answer).await
    }

    /// The rules that an encounter is judged by: those in force when it began, or those that the device knew where
    /// they are newer (its clock may be behind).
    pub(crate) async fn policy_for(
        &self,
        db: &mut Connection,
        manifest: &Manifest,
    ) -> Result<SitePolicy, Error> {
        let now = self.clock.now();
        let began = manifest.started_at.min(now);
        let then = accounts::site(db, &self.programme_key, manifest.site, began).await?.policy;
        if manifest.policy_version <= then.version {
            return Ok(then);
        }
        Ok(accounts::site(db, &self.programme_key, manifest.site, now).await?.policy)
    }

    async fn keep(
        &self,
        actor: &Actor,
        (manifest, seal): (&Manifest, Option<&Seal>),
        policy: &SitePolicy,
        mut rulings: BTreeSet<Ruling>,
        answer: SearchAnswer,
    ) -> Result<Receipt, Error> {
        let now = self.clock.now();
        let NewKey { key, wrapped } = self.vault.new_key(&subject(manifest.id))?;
        let manifest_bytes = serde_json::to_vec(manifest).map_err(Error::stored("manifest"))?;
        let answer_bytes = serde_json::to_vec(&answer).map_err(Error::stored("answer"))?;
        let severities = self.severities(&answer).await?;
        rulings.extend(severities.iter().map(|severity| policy.decide_within(*severity).1));
        let rulings_bytes = serde_json::to_vec(&rulings).map_err(Error::stored("rulings"))?;
        let row = EncounterRow {
            id: manifest.id,
            site: manifest.site,
            country: actor.country,
            officer: actor.account,
            sealed_at: manifest.sealed_at,
            received_at: now,
            fingers: u32::try_from(manifest.fingers.len()).unwrap_or(u32::MAX),
            status: if !answer.leads.is_empty() {
                EncounterStatus::UnderReview
            } else {
                without_leads(manifest, &answer)
            },
            restricted_at: None,
            policy: policy.version,
            wrapped_key: wrapped,
            manifest: key.seal("manifest", &manifest_bytes)?,
            answer: key.seal("answer", &answer_bytes)?,
            rulings: key.seal("rulings", &rulings_bytes)?,
        };

        let mut transaction = self.storage.write().await?;
        if !encounters::insert(&mut transaction, &row).await? {
            // Sent twice at once, and the other was first.
            let earlier =
                encounters::find(&mut transaction, row.id).await?.ok_or(sqlx::Error::RowNotFound)?;
            return self.receipt_again(&mut transaction, actor, &earlier, manifest).await;
        }
        if let Some(seal) = seal {
            packets::insert(&mut transaction, seal, now).await?;
        }
        for image in images(manifest) {
            parts::insert(&mut transaction, row.id, image).await?;
        }
        search_due::insert(&mut transaction, row.id, Among::Past).await?;
        if !answer.incomplete.is_empty() {
            search_due::insert(&mut transaction, row.id, Among::Lists).await?;
        }
        let opened = self.open_hits(&mut transaction, &row, policy, &answer, &severities).await?;
        let line = stored_line(actor, &row, &answer, &rulings, &manifest.notice);
        self.log.append(&mut transaction, now, line).await?;
        self.log_hits(&mut transaction, &row, &opened).await?;
        let receipt = self.receipt(&mut transaction, &row).await?;
        transaction.commit().await?;
        self.tell_of_hits(&row, &opened);
        Ok(receipt)
    }

    /// Opens a hit for each lead that has none, with its severity.
    async fn open_hits(
        &self,
        db: &mut Connection,
        row: &EncounterRow,
        policy: &SitePolicy,
        answer: &SearchAnswer,
        severities: &[u8],
    ) -> Result<Vec<HitId>, Error> {
        let mut opened = Vec::new();
        for (lead, severity) in answer.leads.iter().zip(severities) {
            if hits::is_there(db, row.id, lead.entry).await? {
                continue;
            }
            let searched = answer.searched.iter().find(|list| list.id == lead.list);
            let cause = Cause {
                entry: lead.entry,
                list: lead.list,
                list_version: searched.map_or(0, |list| list.version),
                people: searched.map_or(0, |list| u64::from(list.people)),
                later: false,
            };
            let (hit, _) = HitRow::open(row, policy, cause, *severity, self.clock.now());
            hits::insert(db, &hit).await?;
            self.plan_known_answer(db, hit.id, policy.reviewing).await?;
            opened.push(hit.id);
        }
        Ok(opened)
    }

    async fn log_hits(&self, db: &mut Connection, row: &EncounterRow, opened: &[HitId]) -> Result<(), Error> {
        for hit in opened {
            let line = Line::by_program("server", "hit.open", format!("hit/{hit}"))
                .of(row.country)
                .with(format!("found by the search of encounter/{}", row.id));
            self.log.append(db, self.clock.now(), line).await?;
        }
        Ok(())
    }

    fn tell_of_hits(&self, row: &EncounterRow, opened: &[HitId]) {
        for id in opened {
            self.events.tell(Audience::Reviewers(row.place()), Event::Hit { id: *id });
        }
        self.events.tell(Audience::Site(row.place()), Event::Encounter { id: row.id });
    }

    /// Keeps what a search found that was done again because the first one had to leave parts of the lists out; whether
    /// it still was to be done.
    pub(crate) async fn keep_again(&self, row: &EncounterRow, answer: SearchAnswer) -> Result<bool, Error> {
        let now = self.clock.now();
        let (key, manifest) = self.manifest(row)?;
        let severities = self.severities(&answer).await?;
        let mut transaction = self.storage.write().await?;
        if !search_due::done(&mut transaction, row.id, Among::Lists).await? {
            return Ok(false);
        }
        let policy = policies::version(&mut transaction, &self.programme_key, row.country, row.policy)
            .await?
            .at(&row.site);
        let mut rulings: BTreeSet<Ruling> =
            serde_json::from_slice(&key.open("rulings", &row.rulings)?).map_err(Error::stored("rulings"))?;
        rulings.extend(severities.iter().map(|severity| policy.decide_within(*severity).1));
        let rulings = serde_json::to_vec(&rulings).map_err(Error::stored("rulings"))?;
        let bytes = serde_json::to_vec(&answer).map_err(Error::stored("answer"))?;
        let sealed = (key.seal("answer", &bytes)?, key.seal("rulings", &rulings)?);
        encounters::set_answer(&mut transaction, row.id, &sealed.0, &sealed.1).await?;
        let opened = self.open_hits(&mut transaction, row, &policy, &answer, &severities).await?;
        let all = hits::of(&mut transaction, &self.programme_key, row.id).await?;
        let standings = hits::standings(&all);
        let status =
            if standings.is_empty() { without_leads(&manifest, &answer) } else { status_of(&standings) };
        encounters::set_status(&mut transaction, row.id, status).await?;
        let line = Line::by_program("server", "encounter.search_again", subject(row.id))
            .of(row.country)
            .because("parts of the lists could not be searched when it came")
            .with(format!("searched in {}: {} leads", lists_of(&answer), answer.leads.len()));
        self.log.append(&mut transaction, now, line).await?;
        self.log_hits(&mut transaction, row, &opened).await?;
        transaction.commit().await?;
        self.tell_of_hits(row, &opened);
        Ok(true)
    }

    /// How much the category of each lead weighs, by which it falls due.
    async fn severities(&self, answer: &SearchAnswer) -> Result<Vec<u8>, Error> {
        let mut db = self.storage.read().await?;
        let mut severities = Vec::with_capacity(answer.leads.len());
        for lead in &answer.leads {
            let entry = Entry::open(&self.vault, &entries::find(&mut db, lead.entry).await?)?;
            severities.push(entry.particulars.severity);
        }
        Ok(severities)
    }

    /// The receipt of an encounter that was kept before, if it was this one.
    async fn receipt_again(
        &self,
        db: &mut Connection,
        actor: &Actor,
        row: &EncounterRow,
        manifest: &Manifest,
    ) -> Result<Receipt, Error> {
        let same = row.officer == actor.account && self.manifest(row)?.1 == *manifest;
        if !same {
            return Err(refuse(
                Code::Conflict,
                "Another encounter was sent under this identifier. Nothing was changed.",
            ));
        }
        self.receipt(db, row).await
    }

    async fn receipt(&self, db: &mut Connection, row: &EncounterRow) -> Result<Receipt, Error> {
        let parts_wanted = parts::of(db, row.id)
            .await?
            .into_iter()
            .filter(|part| part.received_at.is_none())
            .map(|part| part.sha256)
            .collect();
        let parts_begun = part_pieces::begun(db, row.id).await?.into_iter().collect();
        Ok(Receipt { encounter: self.view(db, row).await?, parts_wanted, parts_begun })
    }

    /// Counts a person whom policy did not let be recorded; nothing else of them is kept.
    pub(crate) async fn count_refusal(&self, actor: &Actor, rule: Rule) -> Result<(), Error> {
        authorize(actor, Action::Record, Object::Site(actor.place()))?;
        if !rule.turns_away() {
            return Err(invalid(
                "rule",
                format!("{:?} turns nobody away: name the rule that did.", word(rule)),
            ));
        }
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        refusals::count_one(&mut transaction, actor.site, rule, now).await?;
        let line = Line::by(actor, "refusal.count", format!("site/{}", actor.site)).with(word(rule));
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Where an encounter stands of which no search found a lead.
fn without_leads(manifest: &Manifest, answer: &SearchAnswer) -> EncounterStatus {
    if !answer.incomplete.is_empty() {
        EncounterStatus::Incomplete
    } else if answer.not_compared.len() == manifest.fingers.len() {
        EncounterStatus::NotCompared
    } else {
        EncounterStatus::NoMatch
    }
}

/// Which lists were searched, in which versions.
fn lists_of(answer: &SearchAnswer) -> String {
    let lists: Vec<String> =
        answer.searched.iter().map(|list| format!("{} version {}", list.name, list.version)).collect();
    if lists.is_empty() { "no list".into() } else { lists.join(", ") }
}

fn stored_line<'a>(
    actor: &'a Actor,
    row: &EncounterRow,
    answer: &SearchAnswer,
    rulings: &BTreeSet<Ruling>,
    notice: &Notice,
) -> Line<'a> {
    let rules: Vec<String> = rulings.iter().map(|ruling| word(ruling.rule)).collect();
    Line::by(actor, "encounter.store", subject(row.id))
        .of(row.country)
        .because("the person is present at the site and may be recorded under its policy")
        .with(format!(
            "searched in {}{}: {} leads; {}; by version {} of the rules: {}",
            lists_of(answer),
            if answer.incomplete.is_empty() { "" } else { ", not all parts of them" },
            answer.leads.len(),
            crate::notices::given(notice),
            row.policy,
            rules.join(", ")
        ))
}
