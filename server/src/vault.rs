//! Encryption at rest: one data key per subject, wrapped by the master key.
//!
//! A subject is an encounter, a watchlist entry, the programme or the audit log. What belongs to it (templates,
//! images, manifests, free text) is sealed under its data key with AES-256-GCM, bound to what it is and whose, so
//! that one sealed value cannot stand in another's place. Forgetting the wrapped key forgets the subject.
//!
//! A wrapped key says which master key it was wrapped with, so that several can be good at once: that is how the
//! master key is changed while the server runs ([`crate::rotation`]).

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use sha2::{Digest, Sha256};

const NONCE_BYTES: usize = 12;
const ID_BYTES: usize = 4;

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// It was sealed under another key, or altered, or belongs to something else.
    #[error("the sealed {0} does not open: another master key, or altered data")]
    DoesNotOpen(String),
    /// The cipher refused, which happens only beyond 64 GiB.
    #[error("the {0} could not be sealed")]
    DoesNotSeal(String),
    /// There is no master key, or one that is not 64 hexadecimal digits.
    #[error(
        "the master key from {0} is not 64 hexadecimal digits (several: one in each line, the newest first)"
    )]
    NotAKey(String),
    /// The key file could not be read or made.
    #[error("the key file {path}: {source}")]
    File {
        /// Where.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The command that gives the master key failed.
    #[error("the command for the master key: {0}")]
    Command(String),
    /// Keys that do not come from a file cannot be changed from here.
    #[error(
        "the master key comes from {0}: put the new key in front of the old one there, then rotate again"
    )]
    NotOurs(String),
}

/// Where the master key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file, which is made (for its owner alone) if it is not there.
    File(PathBuf),
    /// What the environment said at the start.
    Given(String),
    /// A command that prints it: a key management service, a smart card, a vault.
    Command(String),
}

impl KeySource {
    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Given(_) => "UMBRAL_MASTER_KEY".into(),
            Self::Command(command) => format!("`{command}`"),
        }
    }

    /// The keys, the newest first.
    fn read(&self) -> Result<Vec<[u8; 32]>, VaultError> {
        let text = match self {
            Self::Given(text) => text.clone(),
            Self::Command(command) => printed_by(command)?,
            Self::File(path) => match std::fs::read_to_string(path) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    let text = hex::encode(random::<32>());
                    write_private(path, &text, true)?;
                    text
                }
                Err(source) => return Err(VaultError::File { path: self.name(), source }),
            },
        };
        let keys: Option<Vec<[u8; 32]>> = text
            .split([',', '\n'])
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| hex::decode(line).ok()?.try_into().ok())
            .collect();
        keys.filter(|keys| !keys.is_empty()).ok_or_else(|| VaultError::NotAKey(self.name()))
    }
}

fn printed_by(command: &str) -> Result<String, VaultError> {
    let shell = if cfg!(windows) { ["cmd", "/C"] } else { ["sh", "-c"] };
    let output = std::process::Command::new(shell[0])
        .args([shell[1], command])
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| VaultError::Command(error.to_string()))?;
    if !output.status.success() {
        return Err(VaultError::Command(output.status.to_string()));
    }
    String::from_utf8(output.stdout).map_err(|_| VaultError::Command("what it printed is no text".into()))
}

/// Writes a file for its owner alone, whole or not at all.
fn write_private(path: &Path, text: &str, new: bool) -> Result<(), VaultError> {
    let failed = |source| VaultError::File { path: path.display().to_string(), source };
    let beside = path.with_extension("key.new");
    let target = if new { path } else { &beside };
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if new {
        options.create_new(true)
    } else {
        options.create(true).truncate(true)
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(target).map_err(failed)?;
    writeln!(file, "{text}").map_err(failed)?;
    file.sync_all().map_err(failed)?;
    if new { Ok(()) } else { std::fs::rename(&beside, path).map_err(failed) }
}

/// Names a master key without giving it away.
pub(crate) type KeyId = [u8; ID_BYTES];

fn id_of(key: &[u8; 32]) -> KeyId {
    let mut hasher = Sha256::new();
    hasher.update(b"umbral master key");
    hasher.update(key);
    let digest = hasher.finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

/// The master keys in force: data keys are wrapped with the newest and opened with any.
struct Ring {
    newest: KeyId,
    keys: BTreeMap<KeyId, LessSafeKey>,
}

impl Ring {
    fn read(source: &KeySource) -> Result<Self, VaultError> {
        let keys = source.read()?;
        let newest = keys.first().map(id_of).ok_or_else(|| VaultError::NotAKey(source.name()))?;
        Ok(Self { newest, keys: keys.iter().map(|key| (id_of(key), cipher(key))).collect() })
    }
}

/// The holder of the master keys.
pub struct Vault {
    source: KeySource,
    ring: RwLock<Ring>,
}

/// The key of one subject.
#[derive(Clone)]
pub struct DataKey(LessSafeKey);

/// A new subject's key, and the form of it that is stored.
pub struct NewKey {
    /// To seal with.
    pub key: DataKey,
    /// To store.
    pub wrapped: Vec<u8>,
}

impl Vault {
    /// Takes the master key from where it is kept.
    ///
    /// # Errors
    /// [`VaultError::NotAKey`], [`VaultError::File`] and [`VaultError::Command`].
    pub fn open(source: KeySource) -> Result<Self, VaultError> {
        let ring = RwLock::new(Ring::read(&source)?);
        Ok(Self { source, ring })
    }

    /// A fresh data key for `subject` ("entry/0190...").
    ///
    /// # Errors
    /// [`VaultError::DoesNotSeal`], never in practice.
    pub fn new_key(&self, subject: &str) -> Result<NewKey, VaultError> {
        let key: [u8; 32] = random();
        let wrapped = self.wrap(subject, &key)?;
        Ok(NewKey { key: DataKey(cipher(&key)), wrapped })
    }

    /// The data key of `subject` out of its stored form.
    ///
    /// # Errors
    /// [`VaultError::DoesNotOpen`] when it was wrapped by another master key or for another subject.
    pub fn unwrap_key(&self, subject: &str, wrapped: &[u8]) -> Result<DataKey, VaultError> {
        Ok(DataKey(cipher(&self.unwrap(subject, wrapped)?)))
    }

    /// The same data key wrapped with the newest master key; nothing where it is already.
    pub(crate) fn wrap_anew(&self, subject: &str, wrapped: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        let newest = self.ring.read().unwrap_or_else(PoisonError::into_inner).newest;
        if wrapped.starts_with(&newest) {
            return Ok(None);
        }
        let key = self.unwrap(subject, wrapped)?;
        self.wrap(subject, &key).map(Some)
    }

    fn wrap(&self, subject: &str, key: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
        let what = format!("key of {subject}");
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let master = ring.keys.get(&ring.newest).ok_or_else(|| VaultError::DoesNotSeal(what.clone()))?;
        Ok([&ring.newest[..], &seal(master, &what, key)?].concat())
    }

    fn unwrap(&self, subject: &str, wrapped: &[u8]) -> Result<[u8; 32], VaultError> {
        let what = format!("key of {subject}");
        let failed = || VaultError::DoesNotOpen(what.clone());
        let (id, sealed) = wrapped.split_first_chunk::<ID_BYTES>().ok_or_else(failed)?;
        let master = self.master(id)?.ok_or_else(failed)?;
        open(&master, &what, sealed)?.try_into().map_err(|_| failed())
    }

    /// The master key of that name. One that is not known may have come since: the source is read again.
    fn master(&self, id: &KeyId) -> Result<Option<LessSafeKey>, VaultError> {
        let known = |ring: &Ring| ring.keys.get(id).cloned();
        let found = known(&self.ring.read().unwrap_or_else(PoisonError::into_inner));
        if found.is_some() || matches!(self.source, KeySource::Given(_)) {
            return Ok(found);
        }
        let fresh = Ring::read(&self.source)?;
        let found = known(&fresh);
        // Whatever is not known anywhere must not make every request read the source: only news is kept.
        if found.is_some() {
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        Ok(found)
    }

    /// Puts a new master key in front of the others. Keys that do not lie in a file are put there by whoever keeps
    /// them, and only read again here.
    pub(crate) fn renew(&self) -> Result<(), VaultError> {
        if let KeySource::File(path) = &self.source {
            let keys = self.source.read()?;
            let lines = std::iter::once(random()).chain(keys).map(hex::encode);
            write_private(path, &lines.collect::<Vec<_>>().join("\n"), false)?;
        }
        self.read_again()
    }

    /// Takes every master key but the newest out of the file.
    pub(crate) fn retire(&self) -> Result<(), VaultError> {
        let KeySource::File(path) = &self.source else {
            return Err(VaultError::NotOurs(self.source.name()));
        };
        let newest = self.source.read()?[0];
        write_private(path, &hex::encode(newest), false)?;
        self.read_again()
    }

    fn read_again(&self) -> Result<(), VaultError> {
        let fresh = Ring::read(&self.source)?;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }
}

impl DataKey {
    /// A key that processes share, from where it is kept, and its name; of several the newest.
    ///
    /// # Errors
    /// [`VaultError::NotAKey`], [`VaultError::File`] and [`VaultError::Command`].
    pub(crate) fn shared(source: &KeySource) -> Result<(Self, KeyId), VaultError> {
        let keys = source.read()?;
        let newest = keys.first().ok_or_else(|| VaultError::NotAKey(source.name()))?;
        Ok((Self(cipher(newest)), id_of(newest)))
    }

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

fn cipher(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("a key of AES-256 has 32 bytes"))
}

fn seal(cipher: &LessSafeKey, what: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; NONCE_BYTES] = random();
    let mut sealed = Vec::with_capacity(NONCE_BYTES + plain.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let (_, text) = sealed.split_at_mut(NONCE_BYTES);
    let tag = cipher
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(what), text)
        .map_err(|_| VaultError::DoesNotSeal(what.to_owned()))?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

fn open(cipher: &LessSafeKey, what: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let failed = || VaultError::DoesNotOpen(what.to_owned());
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or_else(failed)?;
    let mut plain = sealed.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = cipher.open_in_place(nonce, Aad::from(what), &mut plain).map_err(|_| failed())?.len();
    plain.truncate(length);
    Ok(plain)
}

/// Bytes from the system's random source.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system gives random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_file(folder: &tempfile::TempDir) -> KeySource {
        KeySource::File(folder.path().join("master.key"))
    }

    #[test]
    fn what_is_sealed_opens_only_as_what_it_is_and_for_its_subject() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(in_file(&folder)).unwrap();
        let NewKey { key, wrapped } = vault.new_key("entry/1").unwrap();
        let sealed = key.seal("prints", b"ridges").unwrap();
        assert!(!sealed.windows(6).any(|bytes| bytes == b"ridges"));

        let again = Vault::open(in_file(&folder)).unwrap().unwrap_key("entry/1", &wrapped).unwrap();
        assert_eq!(again.open("prints", &sealed).unwrap(), b"ridges");
        assert!(again.open("particulars", &sealed).is_err());
        assert!(vault.unwrap_key("entry/2", &wrapped).is_err());
        let mut altered = sealed.clone();
        altered[20] ^= 1;
        assert!(again.open("prints", &altered).is_err());
        assert!(again.open("prints", &sealed[..5]).is_err());
        assert!(vault.unwrap_key("entry/1", &wrapped[..3]).is_err());
    }

    #[test]
    fn another_master_key_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let wrapped = Vault::open(in_file(&folder)).unwrap().new_key("entry/1").unwrap().wrapped;
        let other = Vault::open(KeySource::Given("ab".repeat(32))).unwrap();
        assert!(other.unwrap_key("entry/1", &wrapped).is_err());
        for text in ["", "short", "zz"] {
            let opened = Vault::open(KeySource::Given(text.into()));
            assert!(matches!(opened, Err(VaultError::NotAKey(_))), "{text:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_command_gives_the_key_and_a_command_that_fails_gives_none() {
        let key = "cd".repeat(32);
        let vault = Vault::open(KeySource::Command(format!("echo {key}"))).unwrap();
        let wrapped = vault.new_key("entry/1").unwrap().wrapped;
        assert!(Vault::open(KeySource::Given(key)).unwrap().unwrap_key("entry/1", &wrapped).is_ok());
        assert!(matches!(Vault::open(KeySource::Command("exit 3".into())), Err(VaultError::Command(_))));
        assert!(matches!(Vault::open(KeySource::Command("echo no".into())), Err(VaultError::NotAKey(_))));
    }

    #[test]
    fn a_new_master_key_wraps_while_the_old_one_still_opens_until_it_is_retired() {
        let folder = tempfile::tempdir().unwrap();
        // Two processes: a server, and the command that rotates.
        let (server, command) =
            (Vault::open(in_file(&folder)).unwrap(), Vault::open(in_file(&folder)).unwrap());
        let old = server.new_key("entry/1").unwrap().wrapped;
        command.renew().unwrap();
        let anew = command.wrap_anew("entry/1", &old).unwrap().unwrap();
        assert_eq!(command.wrap_anew("entry/1", &anew).unwrap(), None, "it is wrapped with the newest");
        for wrapped in [&old, &anew] {
            assert!(server.unwrap_key("entry/1", wrapped).is_ok(), "the server reads the new key by itself");
        }
        command.retire().unwrap();
        let later = Vault::open(in_file(&folder)).unwrap();
        assert!(later.unwrap_key("entry/1", &anew).is_ok());
        assert!(later.unwrap_key("entry/1", &old).is_err(), "so an old backup does not open any more");
    }

    #[cfg(unix)]
    #[test]
    fn the_key_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(in_file(&folder)).unwrap();
        for _ in 0..2 {
            let mode = std::fs::metadata(folder.path().join("master.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            vault.renew().unwrap();
        }
    }
}
