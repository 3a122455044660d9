//! What an officer knows opens their key, their key opens their records.

use leptos::prelude::*;
use wire::matcher::{Answer, Request};
use wire::session::Session;
use wire::{AccountId, Bytes, Timestamp};
use zeroize::Zeroizing;

use super::device::Device;
use super::keys::{NoKey, random};
use super::officer::{Officer, is_good};
use crate::store::{Cipher, Unkept};

/// Why a PIN opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// It is the wrong one; so many more may be tried.
    Wrong {
        /// More tries.
        left: u8,
    },
    /// None is looked at for so many seconds.
    Wait(i64),
    /// It was wrong once too often: the officer's key is erased.
    Erased,
    /// It is one that may not be chosen.
    TooPlain,
    /// The officer signed in too long ago.
    TooLong,
    /// The browser gave no passkey, or not the one.
    NoPasskey,
    /// The browser failed.
    Failed,
}

impl From<NoKey> for Shut {
    fn from(_: NoKey) -> Self {
        Self::Failed
    }
}

impl From<Unkept> for Shut {
    fn from(_: Unkept) -> Self {
        Self::Failed
    }
}

impl Device {
    /// Makes an officer's key, which this PIN opens from now on.
    pub(super) async fn choose(self, session: &Session, pin: &str) -> Result<(), Shut> {
        if !is_good(pin) {
            return Err(Shut::TooPlain);
        }
        let key = Zeroizing::new(random::<32>()?);
        let (salt, nonce) = (random::<16>()?, random::<12>()?);
        let cipher = self.under(pin, &salt).await?;
        let sealed = cipher.seal_bytes(&nonce, &Officer::sealed_with(session.account), &key[..]).await?;
        let officer = Officer {
            account: session.account,
            name: session.name.clone(),
            signed_in_at: session.now,
            salt: Bytes(salt.into()),
            nonce: Bytes(nonce.into()),
            sealed: Bytes(sealed),
            failures: 0,
            not_before: Timestamp(0),
            passkey: None,
        };
        self.keep_text(Officer::place(officer.account), &officer).await?;
        self.open(officer, &key).await
    }

    /// Opens an officer's key by their PIN.
    pub(super) async fn unlock(self, account: AccountId, pin: &str, online: bool) -> Result<(), Shut> {
        if !untrack(|| self.takes_pin(account)) {
            return Err(Shut::NoPasskey);
        }
        let (officer, key) = self.key_by_pin(account, pin, online).await?;
        self.open(officer, &key).await
    }

    /// An officer's key by their PIN, of which every try is counted.
    pub(super) async fn key_by_pin(
        self,
        account: AccountId,
        pin: &str,
        online: bool,
    ) -> Result<(Officer, Zeroizing<[u8; 32]>), Shut> {
        let (Some(mut officer), Some(rules)) = (self.officer(account), self.rules()) else {
            return Err(Shut::Failed);
        };
        let now = self.clock.now();
        self.may_unlock(&officer, online)?;
        if officer.not_before > now {
            return Err(Shut::Wait(officer.not_before.seconds_since(now).max(1)));
        }
        // Before it is looked at: a page that is ended then must not have tried for nothing.
        officer.try_at(now);
        self.put(officer.clone()).await?;
        let cipher = self.under(pin, &officer.salt.0).await?;
        let nonce: [u8; 12] = officer.nonce.0.clone().try_into().map_err(|_| Shut::Failed)?;
        match cipher.open_bytes(&nonce, &Officer::sealed_with(account), &officer.sealed.0).await {
            Some(key) => {
                officer.right();
                let key = Zeroizing::new(<[u8; 32]>::try_from(key).map_err(|_| Shut::Failed)?);
                self.put(officer.clone()).await?;
                Ok((officer, key))
            }
            None if officer.failures >= rules.tries => {
                self.store.forget_key(&Officer::place(account)).await?;
                self.pin_erased.set(true);
                self.officers.update(|all| all.retain(|officer| officer.account != account));
                Err(Shut::Erased)
            }
            None => Err(Shut::Wrong { left: rules.tries - officer.failures }),
        }
    }

    /// Whether an officer signed in lately enough to unlock the device where they are.
    pub(super) fn may_unlock(self, officer: &Officer, online: bool) -> Result<(), Shut> {
        match online || self.may_work_offline(officer.account) {
            true => Ok(()),
            false => Err(Shut::TooLong),
        }
    }

    /// What is kept of an officer.
    pub(super) fn officer(self, account: AccountId) -> Option<Officer> {
        self.officers.with_untracked(|all| all.iter().find(|it| it.account == account).cloned())
    }

    /// The server has just said that it is this officer.
    pub async fn signed_in(self, session: &Session) {
        let account = session.account;
        if let Some(officer) = self.officer(account) {
            // What is not noted shortens the time without a network, which is told then.
            let _ = self.put(Officer { signed_in_at: session.now, ..officer }).await;
        }
    }

    /// Whether an officer signed in here lately enough to work without a network.
    pub fn may_work_offline(self, account: AccountId) -> bool {
        let now = self.clock.now();
        let days = self.rules().map_or(0, |rules| i64::from(rules.unlock_days));
        self.officers.with_untracked(|all| {
            all.iter().any(|officer| {
                officer.account == account && now.seconds_since(officer.signed_in_at) <= days * 86_400
            })
        })
    }

    /// Shuts the officer's key again.
    pub fn lock(self) {
        self.store.lock();
        self.unlocked.set(None);
    }

    /// The rules of the site, as they were told last.
    pub(super) fn rules(self) -> Option<policy::OnDevices> {
        let told = self.heard.with_untracked(|heard| heard.as_ref().map(|heard| heard.rules.clone()));
        // A device that was never in contact since it was enrolled works by the usual ones.
        told.or_else(|| self.own.with_untracked(Option::is_some).then(policy::OnDevices::default))
    }

    pub(super) async fn open(self, officer: Officer, key: &[u8; 32]) -> Result<(), Shut> {
        let account = officer.account;
        self.store.unlock(Cipher::of_bytes(key).await?);
        // What cannot be sealed anew is read as before, and tried again the next time.
        let _ = self.reseal(account).await;
        self.officers.update(|all| {
            all.retain(|other| other.account != account);
            all.push(officer);
        });
        self.pin_erased.set(false);
        self.unlocked.set(Some(account));
        Ok(())
    }

    pub(super) async fn put(self, officer: Officer) -> Result<(), Unkept> {
        self.keep_text(Officer::place(officer.account), &officer).await?;
        self.officers.update(|all| {
            if let Some(other) = all.iter_mut().find(|other| other.account == officer.account) {
                *other = officer;
            }
        });
        Ok(())
    }

    /// The cipher that a PIN and this device's root come to.
    async fn under(self, pin: &str, salt: &[u8]) -> Result<Cipher, Shut> {
        let own = self.own.get_untracked().ok_or(Shut::Failed)?;
        // In a worker of its own: the page goes on, and the 64 MiB go with the worker.
        let request = Request::Stretch { salt: Bytes(salt.to_vec()) };
        let stretched = self.stretcher.ask_about(&request, pin.as_bytes()).await;
        self.stretcher.stop();
        let Ok((Answer::Stretched, Some(bytes))) = stretched else { return Err(Shut::Failed) };
        let stretched = Zeroizing::new(bytes.to_vec());
        bytes.fill(0, 0, bytes.length());
        let bound = Zeroizing::new(own.keys.bound(&stretched[..]).await?);
        Ok(Cipher::of_bytes(&bound).await?)
    }
}
