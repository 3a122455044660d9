use serde::{Deserialize, Serialize};

use crate::authenticator_data::AuthenticatorData;
use crate::key::Key;
use crate::{Base64Url, Refused, RelyingParty, client_data};

/// What the browser answers when a key was made (`RegistrationResponseJSON`); what is not needed is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// The answer proper.
    pub response: AttestationResponse,
}

/// Part of [`Attestation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttestationResponse {
    /// What the browser says of the ceremony.
    #[serde(rename = "clientDataJSON")]
    pub client_data: Base64Url,
    /// What the authenticator made.
    pub attestation_object: Base64Url,
}

impl Attestation {
    /// The challenge that it says it answers, unchecked.
    ///
    /// # Errors
    /// [`Refused::ClientData`].
    pub fn challenge(&self) -> Result<Vec<u8>, Refused> {
        client_data::challenge_of(&self.response.client_data.0)
    }
}

/// A key just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The credential's identifier, chosen by the authenticator.
    pub id: Vec<u8>,
    /// The public key, to be kept as it is.
    pub key: Vec<u8>,
    /// How often it was used.
    pub counter: u32,
    /// Whether it stays on the authenticator that made it; else its maker's service may copy it to other devices.
    pub device_bound: bool,
}

/// Checks a registration against the challenge that was given for it.
///
/// # Errors
/// [`Refused`] says what is wrong with it.
pub fn register(party: RelyingParty<'_>, challenge: &[u8], made: &Attestation) -> Result<Made, Refused> {
    let response = &made.response;
    client_data::check(&response.client_data.0, "webauthn.create", challenge, party)?;
    let object: ciborium::Value =
        ciborium::from_reader(&response.attestation_object.0[..]).map_err(|_| Refused::AuthenticatorData)?;
    let data = object
        .as_map()
        .and_then(|fields| fields.iter().find(|(name, _)| name.as_text() == Some("authData")))
        .and_then(|(_, data)| data.as_bytes())
        .ok_or(Refused::AuthenticatorData)?;
    let data = AuthenticatorData::check(data, party.id)?;
    let credential = data.credential.ok_or(Refused::AuthenticatorData)?;
    Key::from_cose(credential.key)?;
    Ok(Made {
        id: credential.id.to_vec(),
        key: credential.key.to_vec(),
        counter: data.counter,
        device_bound: !data.backup_eligible,
    })
}
