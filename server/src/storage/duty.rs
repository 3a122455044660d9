//! Which server does what nobody asks for.

use sqlx::Row as _;

use super::{Connection, count};
use crate::problem::Error;

/// Who is on duty, as they last said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beat {
    /// Which server.
    pub holder: String,
    /// How often it has said so.
    pub number: u64,
}

/// The newest beat of whoever is on duty; none where nobody is.
pub async fn newest(db: &mut Connection) -> Result<Option<Beat>, Error> {
    let row = sqlx::query("SELECT holder, beat FROM duty").fetch_optional(db).await?;
    row.map(|row| Ok(Beat { holder: row.try_get("holder")?, number: count(row.try_get("beat")?) }))
        .transpose()
}

/// Says once more that `holder` is on duty; whether it is.
pub async fn go_on(db: &mut Connection, holder: &str) -> Result<bool, Error> {
    let done =
        sqlx::query("UPDATE duty SET beat = beat + 1 WHERE holder = $1").bind(holder).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// Puts `holder` on duty where nobody is; whether that was so.
pub async fn begin(db: &mut Connection, holder: &str) -> Result<bool, Error> {
    let done =
        sqlx::query("INSERT INTO duty (one, holder, beat) VALUES (1, $1, 0) ON CONFLICT (one) DO NOTHING")
            .bind(holder)
            .execute(db)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts `holder` on duty in place of one that has said nothing since `silent`; whether that was still so.
pub async fn take_over(db: &mut Connection, holder: &str, silent: &Beat) -> Result<bool, Error> {
    let done = sqlx::query("UPDATE duty SET holder = $1, beat = beat + 1 WHERE holder = $2 AND beat = $3")
        .bind(holder)
        .bind(&silent.holder)
        .bind(silent.number.cast_signed())
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes `holder` off duty, so that another need not wait.
pub async fn end(db: &mut Connection, holder: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM duty WHERE holder = $1").bind(holder).execute(db).await?;
    Ok(())
}
