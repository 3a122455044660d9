//! What an officer knows, made dear to guess.

use argon2::{Algorithm, Argon2, Params, Version};
use wire::{Code, Problem};
use zeroize::Zeroize as _;

/// RFC 9106's second choice (64 MiB, three passes) with one lane, for a worker is one thread: a guess takes about half a
/// second and as much memory on any machine.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// 32 bytes of what somebody knows, which is wiped.
pub(crate) fn stretch(mut known: Vec<u8>, salt: &[u8]) -> Result<Vec<u8>, Problem> {
    let stretched = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).and_then(|params| {
        let mut out = vec![0; 32];
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(&known, salt, &mut out).map(|()| out)
    });
    known.zeroize();
    stretched.map_err(|error| Problem::new(Code::Internal, error.to_string()))
}
