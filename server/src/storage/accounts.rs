//! Accounts and the sites they work at.

use policy::SitePolicy;
use sqlx::Row as _;
use wire::session::{Role, Site};
use wire::{AccountId, SiteId};

use super::{Connection, from_word, id, word};
use crate::problem::Error;

/// A person who can sign in.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its identifier.
    pub id: AccountId,
    /// What others see: "Officer 14".
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub site: SiteId,
}

/// Adds a site.
pub async fn insert_site(db: &mut Connection, site: &Site) -> Result<(), Error> {
    let policy = serde_json::to_string(&site.policy).map_err(Error::stored("policy"))?;
    sqlx::query("INSERT INTO site (id, name, policy) VALUES ($1, $2, $3)")
        .bind(site.id.to_string())
        .bind(&site.name)
        .bind(policy)
        .execute(db)
        .await?;
    Ok(())
}

/// A site with its rules.
pub async fn site(db: &mut Connection, site: SiteId) -> Result<Site, Error> {
    let row = sqlx::query("SELECT name, policy FROM site WHERE id = $1")
        .bind(site.to_string())
        .fetch_one(db)
        .await?;
    let policy: SitePolicy =
        serde_json::from_str(row.try_get("policy")?).map_err(Error::stored("site's policy"))?;
    Ok(Site { id: site, name: row.try_get("name")?, policy })
}

/// Adds an account.
pub async fn insert(db: &mut Connection, account: &Account) -> Result<(), Error> {
    sqlx::query("INSERT INTO account (id, name, role, site) VALUES ($1, $2, $3, $4)")
        .bind(account.id.to_string())
        .bind(&account.name)
        .bind(word(account.role))
        .bind(account.site.to_string())
        .execute(db)
        .await?;
    Ok(())
}

/// Whether there is any account yet.
pub async fn any(db: &mut Connection) -> Result<bool, Error> {
    Ok(sqlx::query("SELECT id FROM account LIMIT 1").fetch_optional(db).await?.is_some())
}

/// Every account, by name.
pub async fn all(db: &mut Connection) -> Result<Vec<Account>, Error> {
    let rows = sqlx::query("SELECT id, name, role, site FROM account ORDER BY name").fetch_all(db).await?;
    rows.iter().map(account).collect()
}

pub(super) fn account(row: &sqlx::any::AnyRow) -> Result<Account, Error> {
    Ok(Account {
        id: id("account", row.try_get("id")?)?,
        name: row.try_get("name")?,
        role: from_word("role", row.try_get("role")?)?,
        site: id("site", row.try_get("site")?)?,
    })
}
