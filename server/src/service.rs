//! The service: everything that a request needs, opened once.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use dispatch::{Pool, Turns};
use serde::{Deserialize, Serialize};
use tokio::sync::watch::{Receiver, Sender};
use uuid::Uuid;

use crate::audit::Log;
use crate::biographic::Named;
use crate::clock::Clock;
use crate::config::Config;
use crate::duty::Duty;
use crate::events::Events;
use crate::import::Imports;
use crate::matchers::scatter::Matchers;
use crate::objects::Objects;
use crate::problem::Error;
use crate::programme_key::ProgrammeKey;
use crate::rate::{Caller, PublicRequests, Rate, failed_sign_ins};
use crate::sign_in::Hashing;
use crate::storage::Storage;
use crate::vault::Vault;
use crate::watch::{Past, Watch};

/// Which of the servers on one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Instance(Uuid);

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An open service. [`crate::router`] puts HTTP before it, the command line works on it directly.
pub struct Service {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) instance: Instance,
    pub(crate) storage: Storage,
    pub(crate) duty: Duty,
    pub(crate) vault: Arc<Vault>,
    pub(crate) log: Log,
    pub(crate) objects: Objects,
    pub(crate) watch: Watch,
    pub(crate) searches: Pool,
    /// Of searches that matchers work on.
    pub(crate) turns: Turns,
    pub(crate) imports: Imports,
    pub(crate) matchers: Option<Matchers>,
    pub(crate) past: Past,
    pub(crate) named: Named,
    pub(crate) events: Events,
    pub(crate) programme_key: ProgrammeKey,
    pub(crate) failed_sign_ins: Rate<Caller>,
    pub(crate) public_requests: PublicRequests,
    pub(crate) hashing: Hashing,
    /// The newest line whose checkpoint was posted.
    pub(crate) posted_checkpoint: AtomicU64,
    stopping: Sender<bool>,
}

impl Service {
    /// Opens the data folder, making what is not there yet.
    ///
    /// # Errors
    /// [`Error::Vault`] when the master key is missing its form or is not the one the data was sealed with;
    /// [`Error::Io`], [`Error::Database`] and [`Error::Migration`] when the folder cannot be used.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, Error> {
        let folder = &config.data;
        make_private(folder).map_err(Error::io(format!("the data folder {}", folder.display())))?;
        let vault = Arc::new(Vault::open(config.master_key.clone())?);
        let storage = Storage::open(&config.database_url()).await?;
        let log = Log::open(&storage, &vault).await?;
        let programme_key = ProgrammeKey::open(&storage, &vault).await?;
        let objects = Objects::open(config.blobs.as_deref(), &folder.join("objects"))?;
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let searches = Pool::new(threads, config.search_places);
        let turns = Turns::new(crate::matchers::scatter::AT_ONCE, config.search_places);
        let matchers = match &config.matchers {
            Some((cluster, layout)) => Some(Matchers::open(cluster, *layout).await?),
            None => None,
        };
        Ok(Self {
            config,
            clock,
            instance: Instance(Uuid::now_v7()),
            duty: Duty::new(storage.shared().is_none()),
            storage,
            vault,
            log,
            objects,
            watch: Watch::default(),
            searches,
            turns,
            imports: Imports::default(),
            matchers,
            past: Past::default(),
            named: Named::default(),
            events: Events::default(),
            programme_key,
            failed_sign_ins: failed_sign_ins(),
            public_requests: PublicRequests::default(),
            hashing: Hashing::default(),
            posted_checkpoint: AtomicU64::new(0),
            stopping: Sender::new(false),
        })
    }

    /// Ends what would otherwise go on for ever (the event streams), so that the server can stop.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Changes when the service is to stop.
    pub(crate) fn stopping(&self) -> Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Closes the database, so that its files are whole.
    pub async fn close(&self) {
        self.storage.close().await;
    }
}

/// Makes the folder, for its owner alone; one that is there is left as it is.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
