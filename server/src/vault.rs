//! Encryption at rest: one data key per subject, wrapped by the master key.
//!
//! A subject is an encounter, a watchlist entry or the audit log. What belongs to it (templates, images,
//! manifests, free text) is sealed under its data key with AES-256-GCM, bound to what it is and whose, so that
//! one sealed value cannot stand in another's place. Forgetting the wrapped key forgets the subject, backups
//! included.

use std::io::Write as _;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, OsRng, Payload, rand_core::RngCore};
use aes_gcm::{Aes256Gcm, Nonce};

const NONCE_BYTES: usize = 12;

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// It was sealed under another key, or altered, or belongs to something else.
    #[error("the sealed {0} does not open: another master key, or altered data")]
    DoesNotOpen(String),
    /// The cipher refused, which happens only beyond 64 GiB.
    #[error("the {0} could not be sealed")]
    DoesNotSeal(String),
    /// The master key is not 64 hexadecimal digits.
    #[error("the master key in {0} is not 64 hexadecimal digits")]
    NotAKey(String),
    /// The key file could not be read or made.
    #[error("the key file {path}: {source}")]
    File {
        /// Where.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The holder of the master key.
pub struct Vault {
    master: Aes256Gcm,
}

/// The key of one subject.
#[derive(Clone)]
pub struct DataKey(Aes256Gcm);

/// A new subject's key, and the form of it that is stored.
pub struct NewKey {
    /// To seal with.
    pub key: DataKey,
    /// To store.
    pub wrapped: Vec<u8>,
}

impl Vault {
    /// The vault of a data folder: the key given in hexadecimal, else that of `master.key`, which is made (for
    /// its owner alone) on the first start.
    ///
    /// # Errors
    /// [`VaultError::NotAKey`] and [`VaultError::File`].
    pub fn open(folder: &Path, given: Option<&str>) -> Result<Self, VaultError> {
        if let Some(hexadecimal) = given {
            return Self::from_hex(hexadecimal).ok_or(VaultError::NotAKey("UMBRAL_MASTER_KEY".into()));
        }
        let path = folder.join("master.key");
        let failed = |source| VaultError::File { path: path.display().to_string(), source };
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::from_hex(text.trim()).ok_or(VaultError::NotAKey(path.display().to_string())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key: [u8; 32] = random();
                let mut options = std::fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(&path).map_err(failed)?;
                writeln!(file, "{}", hex::encode(key)).map_err(failed)?;
                file.sync_all().map_err(failed)?;
                Ok(Self { master: Aes256Gcm::new(&key.into()) })
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn from_hex(hexadecimal: &str) -> Option<Self> {
        let key: [u8; 32] = hex::decode(hexadecimal).ok()?.try_into().ok()?;
        Some(Self { master: Aes256Gcm::new(&key.into()) })
    }

    /// A fresh data key for `subject` ("entry/0190...").
    ///
    /// # Errors
    /// [`VaultError::DoesNotSeal`], never in practice.
    pub fn new_key(&self, subject: &str) -> Result<NewKey, VaultError> {
        let key: [u8; 32] = random();
        let wrapped = seal(&self.master, &format!("key of {subject}"), &key)?;
        Ok(NewKey { key: DataKey(Aes256Gcm::new(&key.into())), wrapped })
    }

    /// The data key of `subject` out of its stored form.
    ///
    /// # Errors
    /// [`VaultError::DoesNotOpen`] when it was wrapped by another master key or for another subject.
    pub fn unwrap_key(&self, subject: &str, wrapped: &[u8]) -> Result<DataKey, VaultError> {
        let what = format!("key of {subject}");
        let key: [u8; 32] =
            open(&self.master, &what, wrapped)?.try_into().map_err(|_| VaultError::DoesNotOpen(what))?;
        Ok(DataKey(Aes256Gcm::new(&key.into())))
    }
}

impl DataKey {
    /// Seals `plain` as `what` ("manifest", "image 3f..."); only the same words open it.
    ///
    /// # Errors
    /// [`VaultError::DoesNotSeal`], never in practice.
    pub fn seal(&self, what: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        seal(&self.0, what, plain)
    }

    /// Opens what [`seal`](Self::seal) sealed under the same words.
    ///
    /// # Errors
    /// [`VaultError::DoesNotOpen`].
    pub fn open(&self, what: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        open(&self.0, what, sealed)
    }
}

fn seal(cipher: &Aes256Gcm, what: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; NONCE_BYTES] = random();
    let payload = Payload { msg: plain, aad: what.as_bytes() };
    let sealed = cipher
        .encrypt(Nonce::from_slice(&nonce), payload)
        .map_err(|_| VaultError::DoesNotSeal(what.to_owned()))?;
    Ok([&nonce[..], &sealed].concat())
}

fn open(cipher: &Aes256Gcm, what: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let failed = || VaultError::DoesNotOpen(what.to_owned());
    let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(failed)?;
    let payload = Payload { msg: sealed, aad: what.as_bytes() };
    cipher.decrypt(Nonce::from_slice(nonce), payload).map_err(|_| failed())
}

/// Bytes from the system's random source.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.fill_bytes(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_as_what_it_is_and_for_its_subject() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(folder.path(), None).unwrap();
        let NewKey { key, wrapped } = vault.new_key("entry/1").unwrap();
        let sealed = key.seal("prints", b"ridges").unwrap();
        assert!(!sealed.windows(6).any(|bytes| bytes == b"ridges"));

        let again = Vault::open(folder.path(), None).unwrap().unwrap_key("entry/1", &wrapped).unwrap();
        assert_eq!(again.open("prints", &sealed).unwrap(), b"ridges");
        assert!(again.open("particulars", &sealed).is_err());
        assert!(vault.unwrap_key("entry/2", &wrapped).is_err());
        let mut altered = sealed.clone();
        altered[20] ^= 1;
        assert!(again.open("prints", &altered).is_err());
        assert!(again.open("prints", &sealed[..5]).is_err());
    }

    #[test]
    fn another_master_key_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let wrapped = Vault::open(folder.path(), None).unwrap().new_key("entry/1").unwrap().wrapped;
        let other = Vault::open(folder.path(), Some(&"ab".repeat(32))).unwrap();
        assert!(other.unwrap_key("entry/1", &wrapped).is_err());
        assert!(matches!(Vault::open(folder.path(), Some("short")), Err(VaultError::NotAKey(_))));
    }

    #[cfg(unix)]
    #[test]
    fn the_key_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        Vault::open(folder.path(), None).unwrap();
        let mode = std::fs::metadata(folder.path().join("master.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
