use sqlx::Row as _;
use wire::redress::Done;
use wire::{AccountId, RedressId, Timestamp};

use crate::problem::Error;
use crate::programme_key::ProgrammeKey;
use crate::storage::accounts::name_of_account;
use crate::storage::{Connection, count, from_word, id, word};

/// One thing that was asked or done, as it lies in the database.
#[derive(Debug, Clone)]
pub struct StepRow {
    /// 1, 2, 3 within the case.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Who; nobody is the person.
    pub who: Option<String>,
    /// Whether it is sealed under the record's key instead of the case's.
    pub of_record: bool,
    /// What, sealed.
    pub words: Vec<u8>,
}

/// A step that is to be added.
#[derive(Debug, Clone)]
pub struct NewStep {
    /// 1, 2, 3 within the case.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Who; nobody is the person.
    pub who: Option<AccountId>,
    /// What it did to the record.
    pub done: Option<Done>,
    /// Whether it is sealed under the record's key instead of the case's.
    pub of_record: bool,
    /// What, sealed.
    pub words: Vec<u8>,
}

/// Adds a step.
pub async fn insert(db: &mut Connection, case: RedressId, step: &NewStep) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO redress_step (redress, number, at, who, done, record, words) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(case.to_string())
    .bind(i64::from(step.number))
    .bind(step.at.0)
    .bind(step.who.map(|who| who.to_string()))
    .bind(step.done.map(word))
    .bind(i64::from(step.of_record))
    .bind(&step.words[..])
    .execute(db)
    .await?;
    Ok(())
}

/// The number of the next step.
pub async fn next(db: &mut Connection, case: RedressId) -> Result<u32, Error> {
    let row = sqlx::query("SELECT COUNT(*) AS steps FROM redress_step WHERE redress = $1")
        .bind(case.to_string())
        .fetch_one(db)
        .await?;
    Ok(count::<u32>(row.try_get("steps")?) + 1)
}

/// What was done about a case, each once, in the order of doing.
pub async fn done(db: &mut Connection, case: RedressId) -> Result<Vec<Done>, Error> {
    let rows = sqlx::query(
        "SELECT done, MIN(number) AS first FROM redress_step WHERE redress = $1 AND done IS NOT NULL \
         GROUP BY done ORDER BY first",
    )
    .bind(case.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| from_word("step", row.try_get("done")?)).collect()
}

/// The steps of a case, the oldest first.
pub async fn of(db: &mut Connection, names: &ProgrammeKey, case: RedressId) -> Result<Vec<StepRow>, Error> {
    let rows = sqlx::query(
        "SELECT t.number, t.at, t.who, a.name, t.record, t.words \
         FROM redress_step t LEFT JOIN account a ON a.id = t.who WHERE t.redress = $1 ORDER BY t.number",
    )
    .bind(case.to_string())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let who: Option<String> = row.try_get("who")?;
            let name: Option<Vec<u8>> = row.try_get("name")?;
            let who = match (who, name) {
                (Some(who), Some(name)) => {
                    Some(names.open_text(&name_of_account(id("account", &who)?), &name)?)
                }
                _ => None,
            };
            Ok(StepRow {
                number: count(row.try_get("number")?),
                at: Timestamp(row.try_get("at")?),
                who,
                of_record: row.try_get::<i64, _>("record")? != 0,
                words: row.try_get("words")?,
            })
        })
        .collect()
}
