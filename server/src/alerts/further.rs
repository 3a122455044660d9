//! Taking an alert further that nobody acknowledges: to the site's supervisors, then to the country's programme managers.

use policy::Reach;
use wire::Timestamp;

use super::subject;
use crate::audit::Line;
use crate::calling::News;
use crate::encounters;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::alerts::{self, AlertRow};
use crate::storage::{Connection, word};

impl Service {
    /// Takes every alert a step further whose time has come; how many that were. When each is due lies in the database,
    /// so that a start goes on where the last one ended.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Vault`].
    pub async fn take_alerts_further(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        if alerts::due(&mut *self.storage.read().await?, &self.programme_key, now).await?.is_empty() {
            return Ok(0);
        }
        let mut transaction = self.storage.write().await?;
        let mut taken = Vec::new();
        for row in alerts::due(&mut transaction, &self.programme_key, now).await? {
            if self.take_further(&mut transaction, &row, now).await? {
                taken.push(row);
            }
        }
        transaction.commit().await?;
        taken.iter().for_each(|row| self.tell_of_alert(row));
        Ok(taken.len())
    }

    /// Takes one alert a step further by the rules that hold now; whether it went.
    async fn take_further(&self, db: &mut Connection, row: &AlertRow, now: Timestamp) -> Result<bool, Error> {
        let rules = self.alerting_at(db, row).await?;
        let (reach, goes) = match rules.next(row.reach, row.raised_at.0) {
            Some((next, at)) if at <= now.0 => (next, true),
            _ => (row.reach, false),
        };
        let after = rules.next(reach, row.raised_at.0).map(|(_, at)| Timestamp(at));
        alerts::set_reach(db, row.id, reach, after).await?;
        if goes {
            alerts::note_further(db, row.id, reach, now).await?;
            let gone = AlertRow { reach, ..row.clone() };
            self.call_for(db, &gone, &rules, News::Further).await?;
            let minutes = now.seconds_since(row.raised_at) / 60;
            let line = Line::by_program("server", "alert.take_further", subject(row.id))
                .of(row.country)
                .because("nobody said that they had seen it")
                .with(format!(
                    "after {minutes} minutes to {}; {}",
                    words(reach),
                    encounters::subject(row.encounter)
                ));
            self.log.append(db, now, line).await?;
        }
        Ok(goes)
    }
}

fn words(reach: Reach) -> String {
    word(reach).replace('_', " ")
}
