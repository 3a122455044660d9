//! Challenges that say themselves what and how long they are for: sealed under the programme's key, so that asking
//! for one writes nothing, and spent when they are answered.

use wire::{AccountId, Timestamp};

use super::passkey::failed;
use crate::problem::Error;
use crate::service::Service;
use crate::session::hashed;
use crate::storage::{Connection, credentials};

/// As long as a person may look for the key.
const CHALLENGE_SECONDS: i64 = 5 * 60;

/// What a challenge is for. One given for one thing answers no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    SignIn,
    Confirm(AccountId),
    Make(AccountId),
}

impl Purpose {
    fn words(self) -> String {
        match self {
            Self::SignIn => "challenge to sign in".into(),
            Self::Confirm(account) => format!("challenge to confirm {account}"),
            Self::Make(account) => format!("challenge to make a passkey of {account}"),
        }
    }
}

impl Service {
    pub(super) fn challenge(&self, purpose: Purpose) -> Result<Vec<u8>, Error> {
        let expires_at = self.clock.now().plus_seconds(CHALLENGE_SECONDS);
        Ok(self.programme_key.seal(&purpose.words(), &expires_at.0.to_be_bytes())?)
    }

    /// Spends a challenge that was given for `purpose` and is in time.
    pub(super) async fn spend(
        &self,
        db: &mut Connection,
        purpose: Purpose,
        challenge: &[u8],
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let plain =
            self.programme_key.open_bytes(&purpose.words(), challenge).map_err(|_| failed("challenge"))?;
        let expires_at = plain.try_into().map(i64::from_be_bytes).map_err(|_| failed("challenge"))?;
        let expires_at = Timestamp(expires_at);
        let hash = hashed(&hex::encode(challenge));
        if now < expires_at && credentials::spend_challenge(db, &hash, expires_at, now).await? {
            Ok(())
        } else {
            Err(failed("challenge"))
        }
    }
}
