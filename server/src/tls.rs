//! TLS in the program itself, so that a site network needs no proxy: an own certificate, or one made here that people
//! check by its fingerprint.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use tokio_rustls::TlsAcceptor;

use crate::problem::Error;

/// A certificate and its key, in PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The certificate, and those that lead from it to a root.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Ready to answer over TLS.
pub struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    /// SHA-256 of the certificate, as browsers show it: `A1:B2:...`.
    pub fingerprint: String,
}

impl Identity {
    /// A certificate of the site's own for `host`, made in `folder` on the first start and kept.
    ///
    /// # Errors
    /// [`Error::Tls`] when `host` is no name; [`Error::Io`] when the files cannot be written.
    pub fn self_signed(folder: &Path, host: &str) -> Result<Self, Error> {
        let identity = Self { certificate: folder.join("tls.crt"), key: folder.join("tls.key") };
        if identity.certificate.exists() && identity.key.exists() {
            return Ok(identity);
        }
        let failed = |error: rcgen::Error| Error::Tls(error.to_string());
        let mut params = CertificateParams::new([host.to_owned()]).map_err(failed)?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, format!("Umbral at {host}"));
        let pair = KeyPair::generate().map_err(failed)?;
        let certificate = params.self_signed(&pair).map_err(failed)?;
        write_private(&identity.key, &pair.serialize_pem())?;
        write_private(&identity.certificate, &certificate.pem())?;
        Ok(identity)
    }

    /// Reads both files: TLS 1.2 and 1.3 with the suites that rustls holds safe.
    ///
    /// # Errors
    /// [`Error::Tls`] when they are no certificate and key, or not of each other.
    pub fn open(&self) -> Result<Tls, Error> {
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |error: rustls::pki_types::pem::Error| Error::Tls(format!("{path}: {error}"))
        };
        let chain: Vec<CertificateDer> = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect)
            .map_err(failed(&self.certificate))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(failed(&self.key))?;
        let first = chain
            .first()
            .ok_or_else(|| Error::Tls(format!("{} holds no certificate", self.certificate.display())))?;
        let digits: Vec<String> = Sha256::digest(first).iter().map(|byte| format!("{byte:02X}")).collect();
        let fingerprint = digits.join(":");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| Error::Tls(error.to_string()))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Tls { acceptor: TlsAcceptor::from(Arc::new(config)), fingerprint })
    }
}

fn write_private(path: &Path, text: &str) -> Result<(), Error> {
    use std::io::Write as _;
    let failed = || Error::io(format!("the file {}", path.display()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed())?;
    file.write_all(text.as_bytes()).map_err(failed())?;
    file.sync_all().map_err(failed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_of_ones_own_is_made_once_and_its_key_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Identity::self_signed(folder.path(), "umbral.site").unwrap().open().unwrap();
        let again = Identity::self_signed(folder.path(), "umbral.site").unwrap().open().unwrap();
        assert_eq!(first.fingerprint, again.fingerprint);
        assert_eq!(first.fingerprint.len(), 32 * 3 - 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.path().join("tls.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn files_that_hold_no_certificate_or_another_ones_key_are_told() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let sound = Identity::self_signed(one.path(), "umbral.site").unwrap();
        let strange = Identity::self_signed(other.path(), "umbral.site").unwrap();
        let mixed = Identity { key: strange.key, ..sound.clone() };
        assert!(matches!(mixed.open(), Err(Error::Tls(_))));
        let swapped = Identity { certificate: sound.key.clone(), key: sound.certificate };
        assert!(matches!(swapped.open(), Err(Error::Tls(_))));
    }
}
