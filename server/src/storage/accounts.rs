//! Accounts and the sites they work at.

use policy::Country;
use sqlx::Row as _;
use wire::account::{AccountView, Standing};
use wire::rules::SiteName;
use wire::session::{Role, Scope, Site};
use wire::{AccountId, SiteId, Timestamp};

use super::{Connection, capture_services, count, from_word, id, policies, word};
use crate::authorize::Place;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;

/// A person who can sign in.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its identifier.
    pub id: AccountId,
    /// What others see: "Officer 14".
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Where that counts.
    pub scope: Scope,
    /// Where they work.
    pub site: SiteId,
    /// The site's country.
    pub country: Country,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.name, a.role, a.scope, a.site, s.country \
             FROM account a JOIN site s ON s.id = a.site ",
            $rest
        )
    };
}

/// Adds a site.
pub async fn insert_site(db: &mut Connection, names: &ProgrammeKey, site: &Site) -> Result<(), Error> {
    sqlx::query("INSERT INTO site (id, country, name, name_tag) VALUES ($1, $2, $3, $4)")
        .bind(site.id.to_string())
        .bind(site.policy.host_country.to_string())
        .bind(names.seal(&name_of_site(site.id), site.name.as_bytes())?)
        .bind(names.tag("site", &site.name))
        .execute(db)
        .await?;
    Ok(())
}

/// A site with the rules in force there at a moment.
pub async fn site(
    db: &mut Connection,
    names: &ProgrammeKey,
    site: SiteId,
    at: Timestamp,
) -> Result<Site, Error> {
    let row = sqlx::query("SELECT country, name AS site_name FROM site WHERE id = $1")
        .bind(site.to_string())
        .fetch_one(&mut *db)
        .await?;
    let services = capture_services::of(db, names, site).await?;
    let policy = policies::in_force(db, names, country(&row)?, at).await?;
    let policy = policy.ok_or(Error::Stored { what: "policy", why: "the site's country has none".into() })?;
    Ok(Site { id: site, name: site_name(names, site, &row)?, policy: policy.at(&site), services })
}

/// The sites of a country, by name.
pub async fn sites(
    db: &mut Connection,
    names: &ProgrammeKey,
    country: Country,
) -> Result<Vec<SiteName>, Error> {
    let rows = sqlx::query("SELECT id, name AS site_name FROM site WHERE country = $1")
        .bind(country.to_string())
        .fetch_all(db)
        .await?;
    let mut sites = rows
        .iter()
        .map(|row| {
            let id = id("site", row.try_get("id")?)?;
            Ok(SiteName { id, name: site_name(names, id, row)? })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    sites.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sites)
}

/// The site of that name.
pub async fn site_named(
    db: &mut Connection,
    names: &ProgrammeKey,
    name: &str,
) -> Result<Option<SiteId>, Error> {
    let row = sqlx::query("SELECT id FROM site WHERE name_tag = $1")
        .bind(names.tag("site", name))
        .fetch_optional(db)
        .await?;
    row.map(|row| id("site", row.try_get("id")?)).transpose()
}

/// Every site with the rules in force there at a moment, by name.
pub async fn all_sites(db: &mut Connection, names: &ProgrammeKey, at: Timestamp) -> Result<Vec<Site>, Error> {
    let rows = sqlx::query("SELECT id FROM site").fetch_all(&mut *db).await?;
    let mut sites = Vec::with_capacity(rows.len());
    for row in &rows {
        sites.push(site(db, names, id("site", row.try_get("id")?)?, at).await?);
    }
    sites.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sites)
}

/// Adds an account.
pub async fn insert(db: &mut Connection, names: &ProgrammeKey, account: &Account) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO account (id, name, name_tag, role, scope, site) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(account.id.to_string())
    .bind(names.seal(&name_of_account(account.id), account.name.as_bytes())?)
    .bind(names.tag("account", &account.name))
    .bind(word(account.role))
    .bind(word(account.scope))
    .bind(account.site.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// The account of that name.
pub async fn named(db: &mut Connection, names: &ProgrammeKey, name: &str) -> Result<Option<Account>, Error> {
    let row = sqlx::query(select!("WHERE a.name_tag = $1"))
        .bind(names.tag("account", name))
        .fetch_optional(db)
        .await?;
    row.as_ref().map(|row| account(names, row)).transpose()
}

/// An account, if it is there.
pub async fn find(
    db: &mut Connection,
    names: &ProgrammeKey,
    account_id: AccountId,
) -> Result<Option<Account>, Error> {
    let row = sqlx::query(select!("WHERE a.id = $1")).bind(account_id.to_string()).fetch_optional(db).await?;
    row.as_ref().map(|row| account(names, row)).transpose()
}

/// Where a site lies, if it is there.
pub async fn place(db: &mut Connection, site: SiteId) -> Result<Option<Place>, Error> {
    let row = sqlx::query("SELECT country FROM site WHERE id = $1")
        .bind(site.to_string())
        .fetch_optional(db)
        .await?;
    row.map(|row| Ok(Place { site, country: country(&row)? })).transpose()
}

/// Every account as administrators see it, by name, and where it works.
pub async fn views(db: &mut Connection, names: &ProgrammeKey) -> Result<Vec<(AccountView, Place)>, Error> {
    let rows = sqlx::query(
        "SELECT a.id, a.name, a.role, a.scope, a.site, a.password_allowed, a.suspended, s.country, \
         s.name AS site_name, (SELECT COUNT(*) FROM passkey p WHERE p.account = a.id) AS passkeys \
         FROM account a JOIN site s ON s.id = a.site",
    )
    .fetch_all(db)
    .await?;
    let mut views = rows
        .iter()
        .map(|row| {
            let Account { id, name, role, scope, site, country } = account(names, row)?;
            let standing = Standing {
                role,
                scope,
                password_allowed: row.try_get::<i64, _>("password_allowed")? != 0,
                suspended: row.try_get::<i64, _>("suspended")? != 0,
            };
            let site_name = site_name(names, site, row)?;
            let passkeys = count(row.try_get("passkeys")?);
            Ok((AccountView { id, name, site, site_name, passkeys, standing }, Place { site, country }))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    views.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    Ok(views)
}

/// Keeps what an administrator decided of an account.
pub async fn set_standing(db: &mut Connection, account: AccountId, standing: &Standing) -> Result<(), Error> {
    sqlx::query(
        "UPDATE account SET role = $1, scope = $2, password_allowed = $3, suspended = $4 WHERE id = $5",
    )
    .bind(word(standing.role))
    .bind(word(standing.scope))
    .bind(i64::from(standing.password_allowed))
    .bind(i64::from(standing.suspended))
    .bind(account.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// Whether somebody may not sign in any more.
pub async fn suspended(db: &mut Connection, account: AccountId) -> Result<bool, Error> {
    Ok(standing(db, account).await?.0)
}

/// Whether somebody may sign in with a password.
pub async fn may_use_password(db: &mut Connection, account: AccountId) -> Result<bool, Error> {
    let (suspended, password_allowed) = standing(db, account).await?;
    Ok(password_allowed && !suspended)
}

async fn standing(db: &mut Connection, account: AccountId) -> Result<(bool, bool), Error> {
    let row = sqlx::query("SELECT suspended, password_allowed FROM account WHERE id = $1")
        .bind(account.to_string())
        .fetch_one(db)
        .await?;
    Ok((row.try_get::<i64, _>("suspended")? != 0, row.try_get::<i64, _>("password_allowed")? != 0))
}

/// Whether there is any account yet.
pub async fn any(db: &mut Connection) -> Result<bool, Error> {
    Ok(sqlx::query("SELECT id FROM account LIMIT 1").fetch_optional(db).await?.is_some())
}

/// Every account, by name.
pub async fn all(db: &mut Connection, names: &ProgrammeKey) -> Result<Vec<Account>, Error> {
    let rows = sqlx::query(select!("")).fetch_all(db).await?;
    let mut all = rows.iter().map(|row| account(names, row)).collect::<Result<Vec<_>, _>>()?;
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// The countries that have sites.
pub async fn countries(db: &mut Connection) -> Result<Vec<Country>, Error> {
    let rows = sqlx::query("SELECT DISTINCT country FROM site ORDER BY country").fetch_all(db).await?;
    rows.iter().map(country).collect()
}

/// The account of a row that has its columns.
pub(super) fn account(names: &ProgrammeKey, row: &sqlx::any::AnyRow) -> Result<Account, Error> {
    let account = id("account", row.try_get("id")?)?;
    Ok(Account {
        id: account,
        name: names.open_text(&name_of_account(account), row.try_get("name")?)?,
        role: from_word("role", row.try_get("role")?)?,
        scope: from_word("account's scope", row.try_get("scope")?)?,
        site: id("site", row.try_get("site")?)?,
        country: country(row)?,
    })
}

/// The column of that name, opened.
pub(super) fn site_name(
    names: &ProgrammeKey,
    site: SiteId,
    row: &sqlx::any::AnyRow,
) -> Result<String, Error> {
    names.open_text(&name_of_site(site), row.try_get("site_name")?)
}

/// What a site's name is sealed as.
pub(super) fn name_of_site(site: SiteId) -> String {
    format!("name of site {site}")
}

/// What an account's name is sealed as.
pub(super) fn name_of_account(account: AccountId) -> String {
    format!("name of account {account}")
}

/// The column of that name.
pub(super) fn country(row: &sqlx::any::AnyRow) -> Result<Country, Error> {
    from_word("country", row.try_get("country")?)
}
