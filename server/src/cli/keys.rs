//! `umbral key`: the master key, while the server runs.

use std::process::ExitCode;

use clap::Subcommand;

use super::{COMMAND_LINE, Data, Outcome, words};

#[derive(Subcommand)]
pub(super) enum Key {
    /// Makes a new master key and wraps every data key with it; the old one still opens.
    Rotate(Data),
    /// Lets go of every master key but the newest: backups from before the rotation do not open any more.
    Retire(Data),
}

impl Key {
    pub(super) async fn run(self) -> Outcome {
        let (Self::Rotate(data) | Self::Retire(data)) = &self;
        let service = data.clone().open_existing().await?;
        let (wrapped, then) = match self {
            Self::Rotate(_) => (
                service.rotate_master_key(COMMAND_LINE).await,
                "the old key still opens; once every server has been used since, let go of it: umbral key retire",
            ),
            Self::Retire(_) => (
                service.retire_master_keys(COMMAND_LINE).await,
                "the old key is gone: make a fresh backup, earlier ones do not open any more",
            ),
        };
        let wrapped = wrapped.map_err(words)?;
        service.close().await;
        println!("{wrapped} data keys wrapped anew; {then}");
        Ok(ExitCode::SUCCESS)
    }
}
