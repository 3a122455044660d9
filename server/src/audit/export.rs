//! Checkpoints on their way outside: to a file, to an address, or both.

use std::time::Duration;

use super::checkpoint::{self, Checkpoint};
use crate::outbound::{Address, post};
use crate::problem::Error;
use crate::service::Service;

/// Pauses between tries; after the last the next minute's checkpoint, which covers this one, is tried.
const PAUSES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(5)];

impl Service {
    /// Adds a checkpoint to the file and posts it to the address that the operator named, if they did and the log has
    /// grown.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written. [`Error::NotDelivered`] when the address could not be reached; a
    /// later checkpoint makes up for it.
    pub async fn export_checkpoint(&self) -> Result<(), Error> {
        let Some(checkpoint) = self.checkpoint().await? else { return Ok(()) };
        let written = match &self.config.checkpoints {
            Some(path) => checkpoint::append(path, &checkpoint),
            None => Ok(()),
        };
        // A full disk does not keep a checkpoint from going where it is needed most.
        if let Some(address) = &self.config.checkpoint_address
            && self.posted_checkpoint.load(std::sync::atomic::Ordering::Relaxed) != checkpoint.seq
        {
            send(address, &checkpoint).await?;
            self.posted_checkpoint.store(checkpoint.seq, std::sync::atomic::Ordering::Relaxed);
        }
        written
    }
}

async fn send(address: &Address, checkpoint: &Checkpoint) -> Result<(), Error> {
    let json = serde_json::to_string(checkpoint).map_err(Error::stored("checkpoint"))?;
    let mut outcome = Ok(());
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        outcome = post(address, json.clone()).await;
        if outcome.is_ok() {
            break;
        }
    }
    Ok(outcome?)
}
