//! The ways to sign in beside one-time links: passkeys, and a password with a one-time code.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{PasskeyId, Timestamp};

/// `POST /api/session/passkey/challenge`, `POST /api/session/confirmation/challenge` and
/// `POST /api/passkeys/challenge`: what the browser is to ask the authenticator, in WebAuthn's own JSON
/// (`PublicKeyCredentialRequestOptionsJSON` or `PublicKeyCredentialCreationOptionsJSON`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// The options.
    pub public_key: Value,
}

/// `POST /api/session/passkey`: signs in with a passkey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PasskeySignIn {
    /// `AuthenticationResponseJSON`, as the browser made it.
    pub credential: Value,
}

/// `POST /api/session/password`: signs in where there is no authenticator.
#[derive(Clone, Serialize, Deserialize)]
pub struct PasswordSignIn {
    /// The account's name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The six digits that the person's telephone shows.
    pub code: String,
}

/// `POST /api/session/confirmation`: proves once more who is there.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "with", rename_all = "snake_case")]
pub enum Confirmation {
    /// With a passkey.
    Passkey {
        /// `AuthenticationResponseJSON`, as the browser made it.
        credential: Value,
    },
    /// With the password and a fresh code.
    Password {
        /// The password.
        password: String,
        /// Six digits.
        code: String,
    },
}

/// `POST /api/passkeys`: keeps a passkey just made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewPasskey {
    /// What its person calls it: "blue key", "desk 4".
    pub name: String,
    /// `RegistrationResponseJSON`, as the browser made it.
    pub credential: Value,
}

/// `GET /api/passkeys`: those of who asks. `DELETE /api/passkeys/{id}` takes one away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Its identifier.
    pub id: PasskeyId,
    /// What its person calls it.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it last signed in.
    pub used_at: Option<Timestamp>,
    /// Whether it stays on the authenticator that made it.
    pub device_bound: bool,
}

/// `POST /api/password`: begins to use a password, where an administrator allows it.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewPassword {
    /// At least 12 characters.
    pub password: String,
}

/// The answer to [`NewPassword`]: the secret of the one-time codes (RFC 6238), shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSecret {
    /// To type into an authenticator app, in Base32.
    pub secret: String,
    /// The same as an address that such an app opens.
    pub address: String,
}

/// `POST /api/password/confirmation`: the first code, after which the password is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstCode {
    /// Six digits.
    pub code: String,
}
