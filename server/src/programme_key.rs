//! The key of what belongs to the programme as a whole rather than to one subject: names, passwords, challenges.

use packet::SecretKey;
use ring::hmac;

use crate::calling::Vapid;
use crate::problem::Error;
use crate::signing::Signer;
use crate::storage::{Storage, programme};
use crate::vault::{self, DataKey, NewKey, Vault, VaultError};

const SUBJECT: &str = "programme";
const LIST_KEY: &str = "signing key of lists";
const EXCHANGE_KEY: &str = "exchange key of mediums";
const PUSH_KEY: &str = "key for push services";

/// Seals what belongs to the programme, and tells names apart without showing them.
pub struct ProgrammeKey {
    key: DataKey,
    tag: hmac::Key,
    lists: Signer,
    exchange: SecretKey,
    push: Vapid,
}

impl ProgrammeKey {
    /// Opens the key, making it if this is the first start.
    ///
    /// # Errors
    /// [`Error::Vault`] when the master key is not the one it was wrapped with.
    pub(crate) async fn open(storage: &Storage, vault: &Vault) -> Result<Self, Error> {
        let mut transaction = storage.write().await?;
        let (wrapped, sealed_tag) = match programme::find(&mut transaction).await? {
            Some(found) => found,
            None => {
                let NewKey { key, wrapped } = vault.new_key(SUBJECT)?;
                let tag = key.seal("tag key", &vault::random::<32>())?;
                programme::insert(&mut transaction, &wrapped, &tag).await?;
                (wrapped, tag)
            }
        };
        let key = vault.unwrap_key(SUBJECT, &wrapped)?;
        let sealed_lists = match programme::list_key(&mut transaction).await? {
            Some(sealed) => sealed,
            None => {
                let sealed = key.seal(LIST_KEY, &Signer::generate()?)?;
                programme::set_list_key(&mut transaction, &sealed).await?;
                sealed
            }
        };
        let sealed_exchange = match programme::exchange_key(&mut transaction).await? {
            Some(sealed) => sealed,
            None => {
                let sealed = key.seal(EXCHANGE_KEY, &new_exchange_key())?;
                programme::set_exchange_key(&mut transaction, &sealed).await?;
                sealed
            }
        };
        let sealed_push = match programme::push_key(&mut transaction).await? {
            Some(sealed) => sealed,
            None => {
                let sealed = key.seal(PUSH_KEY, &Vapid::generate()?)?;
                programme::set_push_key(&mut transaction, &sealed).await?;
                sealed
            }
        };
        transaction.commit().await?;
        let exchange = <[u8; 32]>::try_from(key.open(EXCHANGE_KEY, &sealed_exchange)?);
        let exchange = exchange.ok().and_then(|bytes| SecretKey::of(&bytes));
        let exchange = exchange.ok_or(Error::Stored { what: "exchange key", why: "it is none".into() })?;
        let lists = Signer::open(&key.open(LIST_KEY, &sealed_lists)?)?;
        let tag = hmac::Key::new(hmac::HMAC_SHA256, &key.open("tag key", &sealed_tag)?);
        let push = Vapid::open(&key.open(PUSH_KEY, &sealed_push)?)?;
        Ok(Self { key, tag, lists, exchange, push })
    }

    /// Signs what devices are given of lists.
    pub(crate) fn lists(&self) -> &Signer {
        &self.lists
    }

    /// What travels on a medium is sealed to it, and by it.
    pub(crate) fn exchange(&self) -> &SecretKey {
        &self.exchange
    }

    /// Shows push services who this server is.
    pub(crate) fn push(&self) -> &Vapid {
        &self.push
    }

    /// Seals `plain` as `what`; only the same words open it.
    pub(crate) fn seal(&self, what: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.seal(what, plain)
    }

    /// Opens what [`seal`](Self::seal) sealed under the same words.
    pub(crate) fn open_bytes(&self, what: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.open(what, sealed)
    }

    /// The same for text.
    pub(crate) fn open_text(&self, what: &str, sealed: &[u8]) -> Result<String, Error> {
        String::from_utf8(self.key.open(what, sealed)?)
            .map_err(|_| Error::Stored { what: "text", why: "it is none".into() })
    }

    /// A hash of `text` as `what` that nobody can make without the key: equal for equal texts, and no more.
    pub(crate) fn tag(&self, what: &str, text: &str) -> String {
        let mut context = hmac::Context::with_key(&self.tag);
        context.update(&(what.len() as u64).to_be_bytes());
        context.update(what.as_bytes());
        context.update(text.as_bytes());
        hex::encode(context.sign())
    }
}

/// Random bytes that are a secret key of P-256: one in 2^32 is none.
pub(crate) fn new_exchange_key() -> [u8; 32] {
    loop {
        let bytes = vault::random();
        if SecretKey::of(&bytes).is_some() {
            return bytes;
        }
    }
}
