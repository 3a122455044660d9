//! Taking alerts back. Whatever makes a finding fall comes through here, so that everybody who saw it learns so.

use wire::alert::Cause;
use wire::{EntryId, HitId};

use super::{BackWords, back_words_of, subject};
use crate::audit::Line;
use crate::calling::News;
use crate::encounters;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::Connection;
use crate::storage::alerts::{self, AlertRow, witnesses};

/// Whose alerts are taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// A hit whose identification falls.
    Hit(HitId),
    /// A watchlist entry that no longer stands.
    Entry(EntryId),
}

impl Service {
    /// Takes back what was alerted, in the caller's transaction; the alerts that this concerns. What was taken back before
    /// stays as it is. Once the transaction is committed the caller hands each to [`Service::tell_of_alert`].
    pub(crate) async fn take_alerts_back(
        &self,
        db: &mut Connection,
        of: Of,
        cause: Cause,
        (by, why): (&str, &str),
    ) -> Result<Vec<AlertRow>, Error> {
        let now = self.clock.now();
        let mut standing = match of {
            Of::Hit(hit) => alerts::of_hit(db, &self.programme_key, hit).await?,
            Of::Entry(entry) => alerts::of_entry(db, &self.programme_key, entry).await?,
        };
        standing.retain(|row| row.taken_back.is_none());
        for row in &standing {
            let words = BackWords { by: by.to_owned(), why: why.to_owned() };
            let plain = serde_json::to_vec(&words).map_err(Error::stored("taking back of an alert"))?;
            let sealed = self.key_of_alert(row)?.seal(&back_words_of(row.id), &plain)?;
            alerts::take_back(db, row.id, cause, &sealed, now).await?;
            let witnesses = witnesses::accounts(db, row.id).await?;
            self.call(db, row, &witnesses, News::TakenBack).await?;
            let line = Line::by_program("server", "alert.take_back", subject(row.id))
                .of(row.country)
                .because(why)
                .with(format!(
                    "by {by}; {} people saw it; {}",
                    witnesses.len(),
                    encounters::subject(row.encounter)
                ));
            self.log.append(db, now, line).await?;
        }
        Ok(standing)
    }
}
