//! `umbral matcher`: a process that holds parts of the lists and searches them.

use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use server::matchers::Cluster;
use server::matchers::matcher::Matcher as MatcherProcess;
use server::serve;
use server::vault::KeySource;

use super::{Outcome, log_to_stderr};

/// How servers and matchers reach each other.
#[derive(Args)]
pub(super) struct Nats {
    /// NATS with JetStream, over which servers and matchers speak: tls://nats.example:4222, and without TLS on this
    /// machine alone. What they say is sealed under their own key all the same.
    #[arg(long, value_name = "URL", env = "UMBRAL_NATS", hide_env_values = true)]
    nats: Option<String>,
    /// The file that says to NATS who this is (a JWT with its key), where NATS asks.
    #[arg(long, value_name = "FILE", env = "UMBRAL_NATS_CREDENTIALS", requires = "nats")]
    nats_credentials: Option<PathBuf>,
    /// The file with the key that servers and matchers share (64 hexadecimal digits); made by whoever is first on this
    /// machine, to be copied to the others. Whoever has it can ask for every template.
    #[arg(long, value_name = "FILE", env = "UMBRAL_MATCHER_KEY_FILE", requires = "nats")]
    matcher_key: Option<PathBuf>,
}

impl Nats {
    pub(super) fn cluster(self) -> Result<Option<Cluster>, String> {
        let Some(nats) = self.nats else { return Ok(None) };
        let key = self.matcher_key.ok_or("with --nats, say where the shared key is: --matcher-key FILE")?;
        Ok(Some(Cluster { nats, credentials: self.nats_credentials, key: KeySource::File(key) }))
    }
}

#[derive(Args)]
pub(super) struct Matcher {
    #[command(flatten)]
    nats: Nats,
    /// What it is called; each process needs a name of its own, so without one it takes a random one.
    #[arg(long)]
    name: Option<String>,
    /// Threads that share a search; without it, as many as there are processors.
    #[arg(long)]
    threads: Option<NonZero<usize>>,
    /// Writes the log as JSON.
    #[arg(long)]
    log_json: bool,
}

impl Matcher {
    pub(super) async fn run(self) -> Outcome {
        log_to_stderr(self.log_json);
        let cluster = self.nats.cluster()?.ok_or("say where NATS is: --nats tls://nats.example:4222")?;
        let name = self.name.unwrap_or_else(|| uuid::Uuid::now_v7().simple().to_string());
        if name.is_empty() || !name.chars().all(|each| each.is_ascii_alphanumeric() || each == '-') {
            return Err("--name is letters, digits and hyphens".into());
        }
        let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = self.threads.map_or_else(processors, NonZero::get);
        let matcher =
            MatcherProcess::open(&cluster, name, threads).await.map_err(|error| error.to_string())?;
        matcher.run(serve::asked_to_stop()).await.map_err(|error| error.to_string())?;
        Ok(ExitCode::SUCCESS)
    }
}
