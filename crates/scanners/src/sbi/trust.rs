//! Whose signatures count: certificates that lead to a root which the site trusts (RFC 5280, RSA only).

use rsa::{
    RsaPublicKey,
    pkcs1v15::{Signature, VerifyingKey},
    signature::Verifier,
    traits::PublicKeyParts,
};
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::{
    Certificate,
    der::{Decode, Encode, asn1::ObjectIdentifier, oid::AssociatedOid, referenced::OwnedToRef},
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
};

use crate::{
    SignatureFault,
    service::{UnixTime, json},
};

const RSA_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
/// Below 2,048 bits RSA is broken for whoever has the means.
const KEY_BYTES_LEAST: usize = 256;
/// Longer chains have no use here.
const CHAIN_MOST: usize = 5;

/// The roots that a site trusts to vouch for scanners; nobody unless told.
#[derive(Clone, Default)]
pub struct Roots(Vec<Root>);

#[derive(Clone)]
struct Root {
    der: Vec<u8>,
    certificate: Certificate,
}

/// A root cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("root certificate number {number} is no X.509 certificate in DER or PEM with an RSA key: replace it")]
pub struct RootError {
    /// Counted from 1.
    pub number: usize,
}

impl Roots {
    /// Certificates in DER or PEM, one in each. None at all trusts nobody.
    ///
    /// # Errors
    /// [`RootError`] for the first that cannot be used.
    pub fn of<'a>(certificates: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, RootError> {
        let root = |(at, bytes): (usize, &[u8])| {
            let der = der_of(bytes);
            let certificate = Certificate::from_der(&der).ok().filter(|it| key_of(it).is_ok());
            certificate.map(|certificate| Root { der, certificate }).ok_or(RootError { number: at + 1 })
        };
        certificates.into_iter().enumerate().map(root).collect::<Result<_, _>>().map(Self)
    }

    /// The key of the first certificate of `chain`, if it leads to one of these roots at `now`, and the SHA-256
    /// of that root.
    pub(super) fn key(
        &self,
        chain: &[Vec<u8>],
        now: UnixTime,
    ) -> Result<(RsaPublicKey, [u8; 32]), SignatureFault> {
        let certificates: Vec<Certificate> = chain
            .iter()
            .take(CHAIN_MOST)
            .map(|der| Certificate::from_der(der).map_err(|_| SignatureFault::Unreadable))
            .collect::<Result<_, _>>()?;
        let leaf = certificates.first().ok_or(SignatureFault::Missing)?;
        let key = key_of(leaf)?;
        for (at, certificate) in certificates.iter().enumerate() {
            in_time(certificate, now)?;
            known_extensions(certificate)?;
            if let Some(root) = self.0.iter().find(|root| root.der == chain[at]) {
                return Ok((key, Sha256::digest(&root.der).into()));
            }
            if let Some(root) = self.0.iter().find(|root| issued(&root.certificate, certificate, at).is_ok())
            {
                in_time(&root.certificate, now)?;
                return Ok((key, Sha256::digest(&root.der).into()));
            }
            let issuer = certificates.get(at + 1).ok_or(SignatureFault::UnknownRoot)?;
            issued(issuer, certificate, at)?;
        }
        Err(SignatureFault::UnknownRoot)
    }
}

/// Whether `signature` is `key`'s over `message`, by RSASSA-PKCS1-v1_5 with SHA-256.
pub(super) fn verify(key: &RsaPublicKey, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    let signature = Signature::try_from(signature).map_err(|_| SignatureFault::Unreadable)?;
    let key = VerifyingKey::<Sha256>::new(key.clone());
    key.verify(message, &signature).map_err(|_| SignatureFault::Wrong)
}

/// DER as it is, or out of PEM.
fn der_of(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN CERTIFICATE-----"));
    let body = text.and_then(|text| text.split("-----").nth(2));
    let packed = body.map(|body| body.split_whitespace().collect::<String>());
    packed.and_then(|packed| json::unpack(&packed)).unwrap_or_else(|| bytes.to_vec())
}

fn key_of(certificate: &Certificate) -> Result<RsaPublicKey, SignatureFault> {
    let info = certificate.tbs_certificate.subject_public_key_info.owned_to_ref();
    let key = RsaPublicKey::try_from(info).map_err(|_| SignatureFault::Unreadable)?;
    if key.size() < KEY_BYTES_LEAST { Err(SignatureFault::Unreadable) } else { Ok(key) }
}

fn in_time(certificate: &Certificate, now: UnixTime) -> Result<(), SignatureFault> {
    let validity = &certificate.tbs_certificate.validity;
    if now.0 < validity.not_before.to_unix_duration().as_secs() {
        Err(SignatureFault::NotYetValid)
    } else if now.0 > validity.not_after.to_unix_duration().as_secs() {
        Err(SignatureFault::Expired)
    } else {
        Ok(())
    }
}

/// A critical extension that is not understood forbids the certificate's use.
fn known_extensions(certificate: &Certificate) -> Result<(), SignatureFault> {
    const KNOWN: [ObjectIdentifier; 3] = [BasicConstraints::OID, KeyUsage::OID, ExtendedKeyUsage::OID];
    let extensions = certificate.tbs_certificate.extensions.as_deref().unwrap_or_default();
    let known = extensions.iter().all(|extension| !extension.critical || KNOWN.contains(&extension.extn_id));
    if known { Ok(()) } else { Err(SignatureFault::Unreadable) }
}

/// Whether `issuer` may and did issue `certificate`, with `below` other authorities under it.
fn issued(issuer: &Certificate, certificate: &Certificate, below: usize) -> Result<(), SignatureFault> {
    let (authority, body) = (&issuer.tbs_certificate, &certificate.tbs_certificate);
    let constraints = authority.get::<BasicConstraints>().map_err(|_| SignatureFault::Unreadable)?;
    let usage = authority.get::<KeyUsage>().map_err(|_| SignatureFault::Unreadable)?;
    let may = constraints.is_some_and(|(_, constraints)| {
        constraints.ca && constraints.path_len_constraint.is_none_or(|most| below <= usize::from(most))
    }) && usage.is_none_or(|(_, usage)| usage.key_cert_sign());
    if authority.subject != body.issuer || !may {
        return Err(SignatureFault::UnknownRoot);
    }
    let signed = body.to_der().map_err(|_| SignatureFault::Unreadable)?;
    let signature = certificate.signature.as_bytes().ok_or(SignatureFault::Unreadable)?;
    let signature = Signature::try_from(signature).map_err(|_| SignatureFault::Unreadable)?;
    let key = key_of(issuer)?;
    let verified = match certificate.signature_algorithm.oid {
        RSA_SHA_256 => VerifyingKey::<Sha256>::new(key).verify(&signed, &signature),
        RSA_SHA_384 => VerifyingKey::<Sha384>::new(key).verify(&signed, &signature),
        RSA_SHA_512 => VerifyingKey::<Sha512>::new(key).verify(&signed, &signature),
        _ => return Err(SignatureFault::Unreadable),
    };
    verified.map_err(|_| SignatureFault::Wrong)
}
