use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use crate::Refused;

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// The algorithms accepted, as COSE numbers them, the preferred first.
pub const ALGORITHMS: [i64; 3] = [EDDSA, ES256, RS256];

/// A public key of a kind that is accepted.
pub(crate) enum Key {
    /// The uncompressed point on P-256.
    Es256(Vec<u8>),
    Eddsa(Vec<u8>),
    Rs256 {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl Key {
    /// Reads a COSE key (RFC 9052, section 7; RFC 8230 for RSA).
    pub fn from_cose(bytes: &[u8]) -> Result<Self, Refused> {
        let mut rest = bytes;
        let Ok(Value::Map(fields)) = ciborium::from_reader::<Value, _>(&mut rest) else {
            return Err(Refused::Key);
        };
        if !rest.is_empty() {
            return Err(Refused::Key);
        }
        let field =
            |label: i64| fields.iter().find(|(key, _)| *key == Value::from(label)).map(|(_, value)| value);
        let number = |label| field(label).and_then(Value::as_integer).and_then(|n| i64::try_from(n).ok());
        let bytes = |label| field(label).and_then(Value::as_bytes).cloned().ok_or(Refused::Key);
        match (number(1), number(3), number(-1)) {
            (Some(2), Some(ES256), Some(1)) => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                if x.len() != 32 || y.len() != 32 {
                    return Err(Refused::Key);
                }
                Ok(Self::Es256([&[4], &x[..], &y[..]].concat()))
            }
            (Some(1), Some(EDDSA), Some(6)) => {
                let x = bytes(-2)?;
                if x.len() == 32 { Ok(Self::Eddsa(x)) } else { Err(Refused::Key) }
            }
            (Some(3), Some(RS256), None) => Ok(Self::Rs256 { n: bytes(-1)?, e: bytes(-2)? }),
            _ => Err(Refused::Key),
        }
    }

    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refused> {
        match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::Eddsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256 { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        }
        .map_err(|_| Refused::Signature)
    }
}
