use serde::{Deserialize, Serialize};

/// An opaque pseudonymous id of a person in a gallery: a UUID's bytes. The gallery knows nothing else of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub [u8; 16]);
