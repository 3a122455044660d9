use wire::{Code, Timestamp};

use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::storage::{Connection, credentials};

/// Failures that cost nothing: fingers slip.
const FREE: u32 = 5;
/// What the next one costs; each after it costs double, up to an hour.
const FIRST_SECONDS: i64 = 30;
const LONGEST_SECONDS: i64 = 3600;

/// For how long a name is locked out after so many failures in a row.
fn seconds_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE) {
        None => 0,
        Some(beyond) => {
            FIRST_SECONDS.saturating_mul(1i64.checked_shl(beyond).unwrap_or(i64::MAX)).min(LONGEST_SECONDS)
        }
    }
}

impl Service {
    /// Refuses while the name is locked out, whether there is such an account or not.
    pub(super) async fn not_locked_out(
        &self,
        db: &mut Connection,
        tag: &str,
        now: Timestamp,
    ) -> Result<u32, Error> {
        let (failures, until) = credentials::lock_out(db, tag).await?;
        if now < until {
            return Err(refuse(Code::Busy, "Too many failed attempts for this name. Try again later."));
        }
        Ok(failures)
    }

    /// Notes one more failure.
    pub(super) async fn note_failure(&self, tag: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let (failures, _) = credentials::lock_out(&mut transaction, tag).await?;
        let failures = failures.saturating_add(1);
        let until = now.plus_seconds(seconds_after(failures));
        credentials::set_lock_out(&mut transaction, tag, failures, until).await?;
        transaction.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_after_the_fifth_costs_double_up_to_an_hour() {
        let costs: Vec<i64> = (3..=13).map(seconds_after).collect();
        assert_eq!(costs, [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(seconds_after(u32::MAX), 3600);
    }
}
