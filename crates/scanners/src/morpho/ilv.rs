//! Identifier, length, value: what messages are made of.

/// Identifiers in use here.
pub(super) mod id {
    pub(in crate::morpho) const PING: u8 = 0x08;
    pub(in crate::morpho) const ENROL: u8 = 0x21;
    pub(in crate::morpho) const ASYNC_WANTED: u8 = 0x34;
    pub(in crate::morpho) const LATENT_CHECK: u8 = 0x39;
    pub(in crate::morpho) const IMAGE: u8 = 0x3d;
    pub(in crate::morpho) const COMPRESSION: u8 = 0x3e;
    pub(in crate::morpho) const INVALID: u8 = 0x50;
    pub(in crate::morpho) const CANCEL: u8 = 0x70;
    pub(in crate::morpho) const ASYNC: u8 = 0x71;
    /// Inside [`ASYNC`]: a live image, laid out as [`IMAGE`].
    pub(in crate::morpho) const LIVE: u8 = 0x02;
}

/// First byte of a reply's value.
pub(super) mod status {
    pub(in crate::morpho) const OK: u8 = 0x00;
    pub(in crate::morpho) const FALSE_FINGER: u8 = 0x22;
    pub(in crate::morpho) const MOIST_FINGER: u8 = 0x23;
    pub(in crate::morpho) const ABORTED: u8 = 0xe5;
}

/// One element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ilv<'a> {
    pub(super) id: u8,
    pub(super) value: &'a [u8],
}

impl<'a> Ilv<'a> {
    /// The element at the start of `bytes`, and what follows it.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (length, rest) = match bytes {
            [_, 0xff, 0xff, a, b, c, d, rest @ ..] => {
                (usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?, rest)
            }
            [_, a, b, rest @ ..] => (usize::from(u16::from_le_bytes([*a, *b])), rest),
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        Some((Self { id: bytes[0], value }, rest))
    }

    /// The elements that `bytes` consist of, up to the first that is cut short.
    pub(super) fn all(mut bytes: &'a [u8]) -> impl Iterator<Item = Self> {
        std::iter::from_fn(move || {
            let (ilv, rest) = Self::parse(bytes)?;
            bytes = rest;
            Some(ilv)
        })
    }
}

/// An element's bytes.
pub(super) fn ilv(id: u8, value: &[u8]) -> Vec<u8> {
    match u16::try_from(value.len()) {
        Ok(length) if length < u16::MAX => [&[id], length.to_le_bytes().as_slice(), value].concat(),
        _ => [&[id, 0xff, 0xff], (value.len() as u32).to_le_bytes().as_slice(), value].concat(),
    }
}

/// Asks for a print: no database, 7 seconds, one pass of one finger, nothing saved, live images and messages
/// meanwhile, the image uncompressed, latent prints refused.
pub(super) fn take_a_print() -> Vec<u8> {
    let mut value = vec![0, 7, 0, 0, 1, 1, 0, 0];
    value.extend(ilv(id::ASYNC_WANTED, &[3, 0, 0, 0]));
    value.extend(ilv(id::IMAGE, &[&[0], ilv(id::COMPRESSION, &[0x2c, 0]).as_slice()].concat()));
    value.extend(ilv(id::LATENT_CHECK, &[1]));
    ilv(id::ENROL, &value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn asking_for_a_print_takes_28_bytes() {
        let message = take_a_print();
        assert_eq!(message[..3], [0x21, 28, 0]);
        assert_eq!(message[11..18], [0x34, 4, 0, 3, 0, 0, 0]);
        assert_eq!(message[18..27], [0x3d, 6, 0, 0, 0x3e, 2, 0, 0x2c, 0]);
        assert_eq!(message[27..], [0x39, 1, 0, 1]);
    }

    proptest! {
        #[test]
        fn what_is_composed_is_parsed(id: u8, length in prop_oneof![0usize..300, 65_530usize..65_540], fill: u8) {
            let value = vec![fill; length];
            let bytes = ilv(id, &value);
            prop_assert_eq!(Ilv::parse(&bytes), Some((Ilv { id, value: &value }, &[][..])));
            prop_assert_eq!(Ilv::parse(&bytes[..bytes.len() - 1]), None, "cut short");
        }

        #[test]
        fn any_bytes_do_no_harm(bytes in proptest::collection::vec(0u8.., 0..200)) {
            prop_assert!(Ilv::all(&bytes).map(|ilv| ilv.value.len() + 3).sum::<usize>() <= bytes.len());
        }
    }
}
