//! The database under test: SQLite in the data folder, or a schema of its own in the PostgreSQL cluster that
//! `UMBRAL_TEST_POSTGRES` names (`cargo xtask test postgres` makes one and runs all of this in it).

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use server::config::Config;
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

/// The address of the database that goes with a data folder; none where it lies in the folder.
pub fn of(folder: &Path) -> Option<String> {
    let cluster = std::env::var("UMBRAL_TEST_POSTGRES").ok()?;
    Some(format!("{cluster}?options[search_path]={}", schema(folder)))
}

/// A service in `folder`, its database there if it was not yet.
pub async fn config(folder: &Path) -> Config {
    if let Ok(cluster) = std::env::var("UMBRAL_TEST_POSTGRES") {
        sqlx::any::install_default_drivers();
        let mut database = AnyConnection::connect(&cluster).await.unwrap();
        let make = sqlx::AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS {}", schema(folder)));
        database.execute(sqlx::raw_sql(make)).await.unwrap();
        database.close().await.unwrap();
    }
    Config { database: of(folder), ..Config::in_folder(folder) }
}

/// The database as somebody who has it would open it.
pub async fn connect(folder: &Path) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let in_folder = || format!("sqlite://{}", folder.join("umbral.db").display());
    AnyConnection::connect(&of(folder).unwrap_or_else(in_folder)).await.unwrap()
}

/// Temporary folders have names that no other has had.
fn schema(folder: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    format!("test_{:016x}", hasher.finish())
}

/// Copies the database of one data folder to another, as a backup would.
pub async fn back_up(from: &Path, to: &Path) {
    if of(from).is_none() {
        for file in ["umbral.db", "umbral.db-wal"] {
            std::fs::copy(from.join(file), to.join(file)).unwrap();
        }
        return;
    }
    config(to).await;
    let copy = format!(
        "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = '{from}' LOOP \
         EXECUTE format('CREATE TABLE {to}.%1$I (LIKE {from}.%1$I INCLUDING ALL)', t); \
         EXECUTE format('INSERT INTO {to}.%1$I SELECT * FROM {from}.%1$I', t); END LOOP; END $$",
        from = schema(from),
        to = schema(to),
    );
    connect(from).await.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(copy))).await.unwrap();
}

/// What lies in the tables of a PostgreSQL database, column by column; SQLite's lie in the folder.
pub async fn raw_columns(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    if of(folder).is_none() {
        return Vec::new();
    }
    let mut database = connect(folder).await;
    let columns = "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns \
                   WHERE table_schema = $1 AND data_type IN ('text', 'bytea')";
    let columns = sqlx::query(columns).bind(schema(folder)).fetch_all(&mut database).await.unwrap();
    let mut contents = Vec::new();
    for column in columns {
        let [table, name, kind] = [0, 1, 2].map(|place| column.get::<String, _>(place));
        let bytes = if kind == "text" { format!("convert_to({name}, 'UTF8')") } else { name.clone() };
        let all = format!("SELECT string_agg({bytes}, '\\x00') FROM {table}");
        let row = sqlx::query(sqlx::AssertSqlSafe(all)).fetch_one(&mut database).await.unwrap();
        let content = row.get::<Option<Vec<u8>>, _>(0).unwrap_or_default();
        contents.push((PathBuf::from(format!("postgres/{table}/{name}")), content));
    }
    contents
}
