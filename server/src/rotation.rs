//! Changing the master key while the server runs, in two steps.
//!
//! `rotate` puts a new key in front and wraps every data key with it; the old one stays good for servers that have
//! not read the new one yet. `retire`, later, wraps what came in between and lets go of the old key: from then on no
//! backup made before the rotation opens, which is how what was erased is gone from backups too.

use crate::audit::Line;
use crate::problem::Error;
use crate::service::Service;
use crate::storage::{Connection, keys};

impl Service {
    /// Makes a new master key and wraps every data key with it; how many were wrapped anew.
    ///
    /// # Errors
    /// [`Error::Vault`] when the master key does not lie in a file of ours or a data key does not open.
    pub async fn rotate_master_key(&self, by: &str) -> Result<u64, Error> {
        self.vault.renew()?;
        self.wrap_all_anew("key.rotate", by).await
    }

    /// Wraps what is left and lets go of every master key but the newest; how many were wrapped anew.
    ///
    /// # Errors
    /// As [`Self::rotate_master_key`]; nothing is let go of unless every data key is wrapped with the newest.
    pub async fn retire_master_keys(&self, by: &str) -> Result<u64, Error> {
        let wrapped = self.wrap_all_anew("key.retire", by).await?;
        self.vault.retire()?;
        Ok(wrapped)
    }

    async fn wrap_all_anew(&self, action: &'static str, by: &str) -> Result<u64, Error> {
        let mut transaction = self.storage.write().await?;
        let wrapped = self.wrap_in(&mut transaction).await?;
        let line = Line::by_program(by, action, "master key").with(format!("{wrapped} data keys"));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await?;
        Ok(wrapped)
    }

    async fn wrap_in(&self, db: &mut Connection) -> Result<u64, Error> {
        let mut wrapped = 0;
        for kind in keys::Kind::ALL {
            for (id, subject, old) in keys::all(db, kind).await? {
                if let Some(new) = self.vault.wrap_anew(&subject, &old)? {
                    keys::set(db, kind, &id, &new).await?;
                    wrapped += 1;
                }
            }
        }
        Ok(wrapped)
    }
}
