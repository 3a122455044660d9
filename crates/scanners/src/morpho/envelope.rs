//! How messages are told apart on the line: a start mark, the length twice, the message, an end mark.

use zeroize::Zeroizing;

const START: &[u8; 4] = b"SYNC";
const END: &[u8; 2] = b"EN";
const HEADER: usize = 12;
/// Longer than any image these readers take; a length beyond it is none.
const LONGEST: usize = 4 << 20;

/// Puts `message` into an envelope.
pub(super) fn seal(message: &[u8]) -> Vec<u8> {
    let length = message.len() as u32;
    [START.as_slice(), &length.to_le_bytes(), &(!length).to_le_bytes(), message, END].concat()
}

/// Bytes as they come in, cut into messages. What belongs to none is skipped.
#[derive(Default)]
pub(super) struct Envelopes {
    buffer: Zeroizing<Vec<u8>>,
    /// Bytes skipped so far.
    pub(super) skipped: usize,
}

impl Envelopes {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message, by its stated length: an image may well contain an end mark.
    pub(super) fn next(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        loop {
            let start = self.buffer.windows(START.len()).position(|window| window == START);
            // What is left may still be the beginning of a mark.
            let garbage = start.unwrap_or(self.buffer.len().saturating_sub(START.len() - 1));
            self.skip(garbage);
            let [_, _, _, _, a, b, c, d, e, f, g, h, rest @ ..] = self.buffer.as_slice() else { return None };
            let length = u32::from_le_bytes([*a, *b, *c, *d]);
            let check = u32::from_le_bytes([*e, *f, *g, *h]);
            let length_stated = usize::try_from(length).ok().filter(|length| *length <= LONGEST);
            let Some(length) = length_stated.filter(|_| check == !length) else {
                self.skip(1);
                continue;
            };
            if rest.len() < length + END.len() {
                return None;
            }
            if !rest[length..].starts_with(END) {
                self.skip(1);
                continue;
            }
            let message = Zeroizing::new(rest[..length].to_vec());
            self.buffer.drain(..HEADER + length + END.len());
            return Some(message);
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.buffer.drain(..bytes);
        self.skipped += bytes;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn messages_come_out_whole_however_the_bytes_arrive(
            messages in proptest::collection::vec(proptest::collection::vec(0u8.., 0..300), 1..6),
            reads in 1usize..50,
        ) {
            let line: Vec<u8> = messages.iter().flat_map(|message| seal(message)).collect();
            let (mut envelopes, mut out) = (Envelopes::default(), Vec::new());
            for bytes in line.chunks(reads) {
                envelopes.push(bytes);
                out.extend(std::iter::from_fn(|| envelopes.next()).map(|message| message.to_vec()));
            }
            prop_assert_eq!(out, messages);
            prop_assert_eq!(envelopes.skipped, 0);
        }

        #[test]
        fn a_message_is_found_behind_any_garbage_without_a_mark(
            garbage in proptest::collection::vec(0u8..b'S', 0..300),
            message in proptest::collection::vec(0u8.., 0..300),
        ) {
            let mut envelopes = Envelopes::default();
            envelopes.push(&garbage);
            prop_assert!(envelopes.next().is_none());
            envelopes.push(&seal(&message));
            prop_assert_eq!(envelopes.next().map(|found| found.to_vec()), Some(message));
            prop_assert_eq!(envelopes.skipped, garbage.len());
        }

        #[test]
        fn any_bytes_do_no_harm(bytes in proptest::collection::vec(prop_oneof![0u8.., Just(b'S'), Just(b'Y'), Just(b'N'), Just(b'C')], 0..400)) {
            let mut envelopes = Envelopes::default();
            envelopes.push(&bytes);
            while envelopes.next().is_some() {}
            prop_assert!(envelopes.skipped <= bytes.len());
        }
    }
}
