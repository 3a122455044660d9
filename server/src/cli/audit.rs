//! `umbral audit`: the log, verified and witnessed.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use server::audit::Checkpoints;

use super::{Data, Outcome, words};

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Recomputes the chain; fails if a line was altered, removed, reordered or added.
    Verify(Verify),
    /// Prints a signed checkpoint of the log as it stands.
    Checkpoint(Data),
    /// Prints the public key of the checkpoints: write it down where the server is not.
    Key(Data),
}

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
    /// Checkpoints that were exported before, one in each line: they show a log whose end was cut off.
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
    /// The key they are signed with, as `umbral audit key` printed it once; else the key that the data folder holds.
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
}

impl Audit {
    pub(super) async fn run(self) -> Outcome {
        match self {
            Self::Verify(command) => command.run().await,
            Self::Key(data) => {
                let service = data.open_existing().await?;
                println!("{}", service.checkpoint_key());
                service.close().await;
                Ok(ExitCode::SUCCESS)
            }
            Self::Checkpoint(data) => {
                let service = data.open_existing().await?;
                let checkpoint = service.checkpoint().await.map_err(words)?;
                service.close().await;
                let checkpoint = checkpoint.ok_or("the log has no line yet")?;
                println!("{}", serde_json::to_string(&checkpoint).map_err(|error| error.to_string())?);
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Verify {
    pub(super) async fn run(self) -> Outcome {
        let service = self.data.open_existing().await?;
        let key = self.key.unwrap_or_else(|| service.checkpoint_key());
        let checkpoints = match self.checkpoints {
            None => Checkpoints::default(),
            Some(path) => {
                let text =
                    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                Checkpoints::read(&text, &key).map_err(|error| error.to_string())?
            }
        };
        let verification = service.verify_audit_against(&checkpoints).await.map_err(words)?;
        service.close().await;
        match verification.broken_at {
            None => {
                println!(
                    "the chain holds: {} lines, newest {}, {} checkpoints agree",
                    verification.events,
                    verification.head.map(|hash| hash.to_string()).unwrap_or_default(),
                    checkpoints.count()
                );
                Ok(ExitCode::SUCCESS)
            }
            Some(line) => Err(format!(
                "the chain is broken at line {line}; the {} lines before it hold",
                verification.events
            )),
        }
    }
}
