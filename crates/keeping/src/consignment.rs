use serde::{Deserialize, Serialize};
use wire::AccountId;
use wire::encounter::Manifest;
use wire::redress::RedressCode;

/// An encounter that the officer has sent: all that the server is to have but the images, which lie beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consignment {
    /// Who captured it: nobody else's session sends it, for the server puts down whose it is.
    pub officer: AccountId,
    /// What is sent first.
    pub manifest: Manifest,
    /// The code on the person's receipt.
    pub code: Option<RedressCode>,
    /// The manifest as an enrolled device sealed it; none from a browser that nobody has enrolled.
    #[serde(default)]
    pub sealed: Option<SealedManifest>,
}

/// A manifest's text, byte for byte what was sealed, with its seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedManifest {
    /// JSON.
    pub manifest: String,
    /// A `packet::Seal`, as it stands in a header.
    pub seal: String,
}
