use fingerprint::Score;
use policy::{Permission, Rule, SitePolicy};
use wire::encounter::{EncounterStatus, Manifest, Notice, Receipt};
use wire::event::Event;
use wire::hit::Stage;
use wire::list::SearchAnswer;
use wire::{Code, HitId};

use super::manifest::{check, images};
use super::subject;
use crate::audit::Line;
use crate::authorize::{Action, Object, Place, authorize};
use crate::events::Audience;
use crate::problem::{Error, invalid, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::encounters::{self, EncounterRow};
use crate::storage::hits::{self, HitRow};
use crate::storage::{Connection, accounts, parts, refusals, word};
use crate::vault::NewKey;

impl Service {
    /// Receives a manifest: checks it, searches it, keeps it, opens hits. The same manifest again changes nothing.
    pub(crate) async fn record(&self, actor: &Actor, manifest: Manifest) -> Result<Receipt, Error> {
        // Officers record at their own site alone, so that site's country is theirs.
        let place = Place { site: manifest.site, country: actor.country };
        authorize(actor, Action::Record, Object::Site(place))?;
        let mut db = self.storage.read().await?;
        if let Some(row) = encounters::find(&mut db, manifest.id).await? {
            return self.receipt_again(&mut db, actor, &row, &manifest).await;
        }
        let site = accounts::site(&mut db, &self.programme_key, manifest.site).await?;
        let words = self.check_notice(&mut db, actor.country, &manifest.notice).await;
        drop(db);

        if let Permission::Refused(rule) = policy::may_record(&site.policy, manifest.permission) {
            self.count_refusal(actor, rule).await?;
            return Err(refuse(
                Code::PolicyRefuses,
                format!("The rules of this site do not let this person be recorded ({}).", word(rule)),
            ));
        }
        let probe = check(&manifest, &site.policy)?;
        words?;
        let threshold = site.policy.lead_threshold;
        let answer = self.search(actor, probe, Score::new(f32::from(threshold))).await?;
        self.keep(actor, &manifest, &site.policy, answer).await
    }

    async fn keep(
        &self,
        actor: &Actor,
        manifest: &Manifest,
        policy: &SitePolicy,
        answer: SearchAnswer,
    ) -> Result<Receipt, Error> {
        let now = self.clock.now();
        let NewKey { key, wrapped } = self.vault.new_key(&subject(manifest.id))?;
        let manifest_bytes = serde_json::to_vec(manifest).map_err(Error::stored("manifest"))?;
        let answer_bytes = serde_json::to_vec(&answer).map_err(Error::stored("answer"))?;
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
            } else if answer.not_compared.len() == manifest.fingers.len() {
                EncounterStatus::NotCompared
            } else {
                EncounterStatus::NoMatch
            },
            restricted_at: None,
            wrapped_key: wrapped,
            manifest: key.seal("manifest", &manifest_bytes)?,
            answer: key.seal("answer", &answer_bytes)?,
        };

        let mut transaction = self.storage.write().await?;
        if !encounters::insert(&mut transaction, &row).await? {
            // Sent twice at once, and the other was first.
            let earlier =
                encounters::find(&mut transaction, row.id).await?.ok_or(sqlx::Error::RowNotFound)?;
            return self.receipt_again(&mut transaction, actor, &earlier, manifest).await;
        }
        for image in images(manifest) {
            parts::insert(&mut transaction, row.id, image).await?;
        }
        let mut opened = Vec::new();
        for lead in &answer.leads {
            let searched = answer.searched.iter().find(|list| list.id == lead.list);
            let hit = HitRow {
                id: HitId::new(),
                encounter: row.id,
                entry: lead.entry,
                list: lead.list,
                list_version: searched.map_or(0, |list| list.version),
                people: searched.map_or(0, |list| u64::from(list.people)),
                threshold: policy.lead_threshold,
                opened_at: now,
                due_at: now.plus_seconds(i64::from(policy.decide_within_seconds)),
                stage: Stage::FirstReview,
                outcome: None,
                lock: None,
                site: row.site,
                country: row.country,
                site_name: String::new(),
                officer: row.officer,
            };
            hits::insert(&mut transaction, &hit).await?;
            opened.push(hit.id);
        }
        self.log.append(&mut transaction, now, stored_line(actor, &row, &answer, &manifest.notice)).await?;
        for hit in &opened {
            let line = Line::by_program("server", "hit.open", format!("hit/{hit}"))
                .of(row.country)
                .with(format!("found by the search of encounter/{}", row.id));
            self.log.append(&mut transaction, now, line).await?;
        }
        let receipt = self.receipt(&mut transaction, &row).await?;
        transaction.commit().await?;

        for id in opened {
            self.events.tell(Audience::Reviewers(row.place()), Event::Hit { id });
        }
        self.events.tell(Audience::Site(row.place()), Event::Encounter { id: row.id });
        Ok(receipt)
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
        Ok(Receipt { encounter: self.view(db, row).await?, parts_wanted })
    }

    /// Counts a person whom policy did not let be recorded; nothing else of them is kept.
    pub(crate) async fn count_refusal(&self, actor: &Actor, rule: Rule) -> Result<(), Error> {
        authorize(actor, Action::Record, Object::Site(actor.place()))?;
        if rule == Rule::Recordable {
            return Err(invalid("rule", "\"recordable\" refuses nobody: name the rule that did."));
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

fn stored_line<'a>(actor: &'a Actor, row: &EncounterRow, answer: &SearchAnswer, notice: &Notice) -> Line<'a> {
    let lists: Vec<String> =
        answer.searched.iter().map(|list| format!("{} version {}", list.name, list.version)).collect();
    Line::by(actor, "encounter.store", subject(row.id))
        .of(row.country)
        .because("the person is present at the site and may be recorded under its policy")
        .with(format!(
            "searched in {}: {} leads; {}",
            if lists.is_empty() { "no list".into() } else { lists.join(", ") },
            answer.leads.len(),
            crate::notices::given(notice)
        ))
}
