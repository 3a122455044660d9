//! How messages travel over the socket, by the version agreed on.

use aes::Aes256;
use base64::{Engine, engine::general_purpose::STANDARD};
use cbc::cipher::{BlockDecryptMut, BlockEncryptMut, KeyIvInit, block_padding::Pkcs7};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::srp::Agreed;
use crate::service::{SocketMessage, json};

/// What stands before the data: version 1, type 3 (UTF-8), the data's length and where it begins.
const HEADER: usize = 8;
const VERSION: u8 = 1;
const UTF_8: u8 = 3;

/// Packs and unpacks messages.
pub(super) struct Cipher {
    version: u32,
    agreed: Agreed,
}

impl Cipher {
    pub(super) fn new(version: u32, agreed: Agreed) -> Self {
        Self { version, agreed }
    }

    pub(super) fn pack(&self, text: &str) -> SocketMessage {
        let message = |text: String| SocketMessage::Text(text.into());
        match self.version {
            0 | 1 => message(text.to_owned()),
            2 => message(STANDARD.encode(text)),
            3 => message(STANDARD.encode(self.masked(text.as_bytes()))),
            _ => {
                let mut clear = Zeroizing::new(vec![VERSION, UTF_8]);
                clear.extend((text.len() as u32).to_le_bytes());
                clear.extend((HEADER as u16).to_le_bytes());
                clear.extend(text.as_bytes());
                let cipher = cbc::Encryptor::<Aes256>::new(&self.key().into(), &self.vector().into());
                SocketMessage::Binary(cipher.encrypt_padded_vec_mut::<Pkcs7>(&clear).into())
            }
        }
    }

    pub(super) fn unpack(&self, message: &SocketMessage) -> Option<Zeroizing<String>> {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).ok().map(Zeroizing::new);
        match (self.version, message) {
            (0 | 1, SocketMessage::Text(text)) => Some(text.clone()),
            (2, SocketMessage::Text(packed)) => text(json::unpack(packed)?),
            (3, SocketMessage::Text(packed)) => text(self.masked(&json::unpack(packed)?)),
            (4.., SocketMessage::Binary(bytes)) => {
                let cipher = cbc::Decryptor::<Aes256>::new(&self.key().into(), &self.vector().into());
                let clear = Zeroizing::new(cipher.decrypt_padded_vec_mut::<Pkcs7>(bytes).ok()?);
                let [VERSION, kind, a, b, c, d, e, f, ..] = *clear.as_slice() else { return None };
                let start = usize::from(u16::from_le_bytes([e, f]));
                let length = u32::from_le_bytes([a, b, c, d]) as usize;
                let data = clear.get(start..start.checked_add(length)?)?;
                if kind == UTF_8 { text(data.to_vec()) } else { utf_16(data).map(Zeroizing::new) }
            }
            _ => None,
        }
    }

    fn key(&self) -> [u8; 32] {
        Sha256::digest(self.agreed.key).into()
    }

    /// The same for all messages, as the service has it.
    fn vector(&self) -> [u8; 16] {
        let mut vector = [0; 16];
        vector.copy_from_slice(&self.agreed.proof[..16]);
        vector
    }

    fn masked(&self, bytes: &[u8]) -> Vec<u8> {
        bytes.iter().zip(self.agreed.proof.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
    }
}

fn utf_16(data: &[u8]) -> Option<String> {
    let units: Vec<u16> = data.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cipher(version: u32) -> Cipher {
        Cipher::new(version, Agreed { key: [3; 20], proof: [9; 20] })
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(version in 1u32..5, text in "\\PC{0,200}") {
            let cipher = cipher(version);
            prop_assert_eq!(cipher.unpack(&cipher.pack(&text)).map(|it| it.to_string()), Some(text));
        }

        #[test]
        fn any_message_does_no_harm(version in 0u32..6, bytes: Vec<u8>, text in "[A-Za-z0-9+/=]{0,64}") {
            let cipher = cipher(version);
            let _ = cipher.unpack(&SocketMessage::Binary(bytes.into()));
            let _ = cipher.unpack(&SocketMessage::Text(text.into()));
        }

        #[test]
        fn any_clear_text_does_no_harm(clear: Vec<u8>) {
            let it = cipher(4);
            let sealed = cbc::Encryptor::<Aes256>::new(&it.key().into(), &it.vector().into())
                .encrypt_padded_vec_mut::<Pkcs7>(&clear);
            let _ = it.unpack(&SocketMessage::Binary(sealed.into()));
        }
    }
}
