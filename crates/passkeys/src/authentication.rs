use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::authenticator_data::AuthenticatorData;
use crate::key::Key;
use crate::{Base64Url, Refused, RelyingParty, client_data};

/// What the browser answers when a key was used (`AuthenticationResponseJSON`); what is not needed is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assertion {
    /// Which credential.
    pub raw_id: Base64Url,
    /// The answer proper.
    pub response: AssertionResponse,
}

/// Part of [`Assertion`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssertionResponse {
    /// What the browser says of the ceremony.
    #[serde(rename = "clientDataJSON")]
    pub client_data: Base64Url,
    /// What the authenticator says of itself.
    pub authenticator_data: Base64Url,
    /// Over both.
    pub signature: Base64Url,
}

impl Assertion {
    /// The challenge that it says it answers, unchecked.
    ///
    /// # Errors
    /// [`Refused::ClientData`].
    pub fn challenge(&self) -> Result<Vec<u8>, Refused> {
        client_data::challenge_of(&self.response.client_data.0)
    }
}

/// A key was used by its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// To be kept for the next time.
    pub counter: u32,
}

/// Checks a sign-in with the `key` and the `counter` that were kept of this credential.
///
/// # Errors
/// [`Refused`] says what is wrong with it.
pub fn authenticate(
    party: RelyingParty<'_>,
    challenge: &[u8],
    (key, counter): (&[u8], u32),
    assertion: &Assertion,
) -> Result<Used, Refused> {
    let response = &assertion.response;
    client_data::check(&response.client_data.0, "webauthn.get", challenge, party)?;
    let data = AuthenticatorData::check(&response.authenticator_data.0, party.id)?;
    let signed = [&response.authenticator_data.0[..], &Sha256::digest(&response.client_data.0)].concat();
    Key::from_cose(key)?.verify(&signed, &response.signature.0)?;
    // Section 6.1.1: one that counts must count on; many do not count at all.
    if (data.counter > 0 || counter > 0) && data.counter <= counter {
        return Err(Refused::Counter);
    }
    Ok(Used { counter: data.counter })
}
