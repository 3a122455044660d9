//! An officer's key that their passkey opens too, with a network or without.

use hkdf::Hkdf;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use wire::{AccountId, Bytes};
use zeroize::Zeroizing;

use super::device::Device;
use super::keys::random;
use super::officer::Officer;
use super::passkey::{self, NoPasskey};
use super::unlocking::Shut;
use crate::store::Cipher;

/// What is kept of a passkey that opens an officer's key. Nothing in it opens anything without the passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByPasskey {
    /// The passkey's own name.
    pub credential: Bytes,
    /// What it is asked about.
    pub salt: Bytes,
    /// How the officer's key is sealed.
    pub nonce: Bytes,
    /// Their key, sealed under what the passkey makes of the salt and the device's root come to.
    pub sealed: Bytes,
}

impl From<NoPasskey> for Shut {
    fn from(_: NoPasskey) -> Self {
        Self::NoPasskey
    }
}

impl Device {
    /// From now on a passkey that the officer makes opens their key too. It is their PIN that lets it.
    pub(super) async fn add_passkey(self, account: AccountId, pin: &str) -> Result<(), Shut> {
        let (mut officer, key) = self.key_by_pin(account, pin, true).await?;
        let (salt, nonce) = (random::<32>()?, random::<12>()?);
        let (credential, known) = passkey::make(&officer.name, &salt).await?;
        let cipher = self.under_passkey(account, &known).await?;
        let sealed = cipher.seal_bytes(&nonce, &Officer::sealed_with(account), &key[..]).await?;
        officer.passkey = Some(ByPasskey {
            credential: Bytes(credential),
            salt: Bytes(salt.into()),
            nonce: Bytes(nonce.into()),
            sealed: Bytes(sealed),
        });
        Ok(self.put(officer).await?)
    }

    /// The PIN alone opens the officer's key again.
    pub(super) async fn remove_passkey(self, account: AccountId) -> Result<(), Shut> {
        let officer = self.officer(account).ok_or(Shut::Failed)?;
        Ok(self.put(Officer { passkey: None, ..officer }).await?)
    }

    /// Opens an officer's key by their passkey. Whoever has not got it has nothing to try, so that no tries are counted.
    pub(super) async fn unlock_by_passkey(self, account: AccountId, online: bool) -> Result<(), Shut> {
        let officer = self.officer(account).ok_or(Shut::Failed)?;
        self.may_unlock(&officer, online)?;
        let lock = officer.passkey.clone().ok_or(Shut::NoPasskey)?;
        let known = passkey::show(&lock.credential.0, &lock.salt.0).await?;
        let cipher = self.under_passkey(account, &known).await?;
        let nonce: [u8; 12] = lock.nonce.0.try_into().map_err(|_| Shut::Failed)?;
        let key = cipher.open_bytes(&nonce, &Officer::sealed_with(account), &lock.sealed.0).await;
        let key = Zeroizing::new(key.ok_or(Shut::NoPasskey)?);
        self.open(officer, key.as_slice().try_into().map_err(|_| Shut::Failed)?).await
    }

    /// Whether a passkey opens this officer's key here, followed.
    pub(super) fn has_passkey(self, account: AccountId) -> bool {
        self.officers.with(|all| all.iter().any(|it| it.account == account && it.passkey.is_some()))
    }

    /// Whether this officer may use their PIN here: always before there is a passkey, and as the site's rules say after.
    pub(super) fn takes_pin(self, account: AccountId) -> bool {
        !self.has_passkey(account) || self.rules().is_none_or(|rules| rules.pin_beside_passkey)
    }

    /// The cipher that what a passkey makes and this device's root come to.
    async fn under_passkey(self, account: AccountId, known: &[u8; 32]) -> Result<Cipher, Shut> {
        let own = self.own.get_untracked().ok_or(Shut::Failed)?;
        let mut derived = Zeroizing::new([0; 32]);
        let info = format!("umbral officer key by passkey 1\n{account}\n");
        let expanded = Hkdf::<Sha256>::new(None, known).expand(info.as_bytes(), &mut derived[..]);
        expanded.map_err(|_| Shut::Failed)?;
        let bound = Zeroizing::new(own.keys.bound(&derived[..]).await?);
        Ok(Cipher::of_bytes(&bound).await?)
    }
}
