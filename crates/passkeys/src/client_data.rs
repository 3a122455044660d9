use serde::Deserialize;

use crate::{Base64Url, Refused, RelyingParty};

/// What the browser says of the ceremony, in JSON that the authenticator's signature covers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    challenge: Base64Url,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// Checks that the browser made `json` in this ceremony, for this challenge, on this page.
pub(crate) fn check(
    json: &[u8],
    ceremony: &str,
    challenge: &[u8],
    party: RelyingParty<'_>,
) -> Result<(), Refused> {
    let data: ClientData = serde_json::from_slice(json).map_err(|_| Refused::ClientData)?;
    if data.ceremony != ceremony {
        return Err(Refused::Ceremony);
    }
    if data.challenge.0 != challenge {
        return Err(Refused::Challenge);
    }
    if data.origin != party.origin || data.cross_origin {
        return Err(Refused::Origin);
    }
    Ok(())
}

/// The challenge that `json` says it answers, unchecked: for the caller to find what was given to whom.
///
/// # Errors
/// [`Refused::ClientData`].
pub(crate) fn challenge_of(json: &[u8]) -> Result<Vec<u8>, Refused> {
    serde_json::from_slice::<ClientData>(json).map(|data| data.challenge.0).map_err(|_| Refused::ClientData)
}
