//! Raising an alert, in the transaction of the second identification.

use wire::AlertId;

use super::{AlertWords, subject, words_of};
use crate::audit::Line;
use crate::bench;
use crate::calling::News;
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::storage::alerts::{self, NewAlert};
use crate::storage::hits::{HitRow, Reference};
use crate::storage::{Connection, accounts, lists};
use crate::watch::Entry;

impl Service {
    /// Raises the alert of a hit that two people identified.
    pub(crate) async fn raise_alert(
        &self,
        db: &mut Connection,
        hit: &HitRow,
        entry: &Entry,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        // A link between two encounters is no alert.
        let Reference::Entry { entry: listed, list, .. } = hit.reference else { return Ok(()) };
        let list = lists::find(db, &self.programme_key, list).await?;
        let rules = accounts::site(db, &self.programme_key, hit.place.site, now).await?.policy.alerting;
        let said = &entry.particulars;
        let category = list
            .as_ref()
            .and_then(|list| list.terms.categories.iter().find(|category| category.name == said.category));
        let phone = category.map(|category| category.phone.trim()).filter(|phone| !phone.is_empty());
        let words = AlertWords {
            approach: category.map(|category| category.approach).unwrap_or_default(),
            phone: phone.unwrap_or(rules.phone.trim()).to_owned(),
            list: list.map(|list| list.terms.name).unwrap_or_default(),
            category: said.category.clone(),
            instructions: said.instructions.clone(),
            source: said.sources.join("; "),
        };
        let id = AlertId::new();
        let plain = serde_json::to_vec(&words).map_err(Error::stored("alert"))?;
        let alert = NewAlert {
            id,
            hit: hit.id,
            encounter: hit.encounter,
            entry: listed,
            words: entry.key.seal(&words_of(id), &plain)?,
            raised_at: now,
            goes_further_at: rules.next(policy::Reach::Site, now.0).map(|(_, at)| wire::Timestamp(at)),
        };
        alerts::insert(db, &alert).await?;
        let row = alerts::find(db, &self.programme_key, id).await?.ok_or_else(|| not_found("alert"))?;
        self.call_for(db, &row, &rules, News::Raised).await?;
        let line = Line::by_program("server", "alert.raise", subject(id))
            .of(hit.place.country)
            .with(format!("two people identified on {}", bench::subject(hit.id)));
        self.log.append(db, now, line).await
    }
}
