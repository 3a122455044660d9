//! Redress: a person asks with the code of their receipt, and the desk answers.
//!
//! `public` is what anybody may ask, `desk` what the redress desk sees, `acting` what it does, `lost_receipts` how somebody
//! without a receipt comes by another. A case has a data key of its
//! own, so that it can be answered after the record is erased; what a correction replaced lies under the record's key,
//! and goes with it.

mod acting;
mod codes;
mod desk;
mod lost_receipts;
mod public;
mod recipients;

use serde::{Deserialize, Serialize};
use wire::redress::{Ask, Done, Trace};
use wire::{AccountId, RedressId, Timestamp};

use crate::problem::{Error, invalid};
use crate::service::Service;
use crate::storage::redress::cases::CaseRow;
use crate::storage::redress::steps::{self, NewStep};
use crate::storage::{Connection, encounters};
use crate::vault::DataKey;

/// A month, as data protection laws have it.
const ANSWER_WITHIN_SECONDS: i64 = 30 * 86_400;
/// Enough for a page.
const LONGEST_TEXT: usize = 4000;

/// What a case's key and its lines in the log are for.
pub(crate) fn subject(id: RedressId) -> String {
    format!("redress/{id}")
}

/// What is asked for; sealed under the case's key.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Request {
    asks: Vec<Ask>,
    language: String,
    contact: String,
}

impl Service {
    fn key_of(&self, case: &CaseRow) -> Result<DataKey, Error> {
        Ok(self.vault.unwrap_key(&subject(case.id), &case.wrapped_key)?)
    }

    fn request_of(&self, case: &CaseRow) -> Result<Request, Error> {
        let plain = self.key_of(case)?.open("request", &case.request)?;
        serde_json::from_slice(&plain).map_err(Error::stored("redress case"))
    }

    /// Adds to a case what was asked or done. What tells of the record itself is sealed under the record's key.
    async fn add_step(
        &self,
        db: &mut Connection,
        case: &CaseRow,
        (at, who): (Timestamp, Option<AccountId>),
        done: Option<Done>,
        what: &Trace,
    ) -> Result<(), Error> {
        let record = match what {
            Trace::Corrected { .. } => encounters::find(db, case.encounter).await?,
            _ => None,
        };
        let key = match &record {
            Some(row) => self.vault.unwrap_key(&crate::encounters::subject(row.id), &row.wrapped_key)?,
            None => self.key_of(case)?,
        };
        let number = steps::next(db, case.id).await?;
        let plain = serde_json::to_vec(what).map_err(Error::stored("step"))?;
        let words = key.seal(&step_place(case.id, number), &plain)?;
        let step = NewStep { number, at, who, done, of_record: record.is_some(), words };
        steps::insert(db, case.id, &step).await
    }
}

/// What a step is sealed as.
fn step_place(case: RedressId, number: u32) -> String {
    format!("step {number} of redress {case}")
}

/// A text that must say something, and no more than a page.
fn must_say(field: &'static str, text: &str, remedy: &'static str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(invalid(field, remedy));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(invalid(field, "At most 4,000 characters."));
    }
    Ok(())
}
