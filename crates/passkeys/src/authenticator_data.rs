use sha2::{Digest, Sha256};

use crate::Refused;

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// What an authenticator says of itself and of the ceremony (section 6.1).
pub(crate) struct AuthenticatorData<'a> {
    /// Whether the key may be copied to other devices by its maker's service.
    pub backup_eligible: bool,
    /// How often the key was used; 0 always, where it does not count.
    pub counter: u32,
    /// The credential that was made, in a registration.
    pub credential: Option<NewCredential<'a>>,
}

/// A credential just made.
pub(crate) struct NewCredential<'a> {
    pub id: &'a [u8],
    /// The public key, as COSE has it.
    pub key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// Reads the data and refuses what is not for `party_id`, or was made without the person.
    pub fn check(bytes: &'a [u8], party_id: &str) -> Result<Self, Refused> {
        let mut rest = bytes;
        let party = take(&mut rest, 32)?;
        let flags = take(&mut rest, 1)?[0];
        let counter = take(&mut rest, 4)?;
        let counter = u32::from_be_bytes([counter[0], counter[1], counter[2], counter[3]]);
        let credential =
            if flags & HAS_CREDENTIAL == 0 { None } else { Some(NewCredential::take(&mut rest)?) };
        if flags & HAS_EXTENSIONS != 0 {
            cbor_item(&mut rest)?;
        }
        if !rest.is_empty() {
            return Err(Refused::AuthenticatorData);
        }
        if party != Sha256::digest(party_id).as_slice() {
            return Err(Refused::RelyingParty);
        }
        if flags & PRESENT == 0 {
            return Err(Refused::NotPresent);
        }
        if flags & VERIFIED == 0 {
            return Err(Refused::NotVerified);
        }
        Ok(Self { backup_eligible: flags & BACKUP_ELIGIBLE != 0, counter, credential })
    }
}

impl<'a> NewCredential<'a> {
    fn take(rest: &mut &'a [u8]) -> Result<Self, Refused> {
        let _model = take(rest, 16)?;
        let length = take(rest, 2)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        // Section 7.1: longer ones are not accepted.
        if length == 0 || length > 1023 {
            return Err(Refused::AuthenticatorData);
        }
        Ok(Self { id: take(rest, length)?, key: cbor_item(rest)? })
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Refused> {
    let (taken, left) = rest.split_at_checked(count).ok_or(Refused::AuthenticatorData)?;
    *rest = left;
    Ok(taken)
}

/// The bytes of one CBOR item, whatever it is.
fn cbor_item<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Refused> {
    let whole = *rest;
    let mut left = whole;
    ciborium::from_reader::<ciborium::Value, _>(&mut left).map_err(|_| Refused::AuthenticatorData)?;
    *rest = left;
    take(&mut &*whole, whole.len() - left.len())
}
