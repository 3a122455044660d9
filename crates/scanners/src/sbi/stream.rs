//! Live pictures: JPEG files one after the other (`multipart/x-mixed-replace`).

use zeroize::Zeroizing;

/// More than any preview; what exceeds it is dropped, and the next part looked for.
const LONGEST: usize = 8 << 20;
/// More than any part's header.
const HEADER_MOST: usize = 4096;

/// Bytes as they come in, cut into files.
#[derive(Default)]
pub(super) struct Parts {
    buffer: Zeroizing<Vec<u8>>,
}

impl Parts {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.buffer.len() + bytes.len() > 2 * LONGEST {
            self.buffer.clear();
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole file, by the length that its header states.
    pub(super) fn next(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        loop {
            let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
                // Something else than parts: no header is that long.
                let excess = self.buffer.len().saturating_sub(HEADER_MOST);
                self.buffer.drain(..excess);
                return None;
            };
            let start = end + 4;
            let Some(length) = stated_length(&self.buffer[..end]).filter(|length| *length <= LONGEST) else {
                self.buffer.drain(..start);
                continue;
            };
            let file = Zeroizing::new(self.buffer.get(start..start + length)?.to_vec());
            self.buffer.drain(..start + length);
            if length > 0 {
                return Some(file);
            }
        }
    }
}

/// What follows the last `Content-Length:` of a header.
fn stated_length(header: &[u8]) -> Option<usize> {
    let header = String::from_utf8_lossy(header).to_ascii_lowercase();
    let (_, value) = header.rsplit_once("content-length:")?;
    value.lines().next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(file: &[u8]) -> Vec<u8> {
        let header =
            format!("--BoundaryString\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", file.len());
        [header.as_bytes(), file, b"\r\n"].concat()
    }

    proptest! {
        #[test]
        fn files_come_out_whole_however_the_bytes_arrive(
            files in proptest::collection::vec(proptest::collection::vec(0u8.., 1..300), 1..6),
            chunk in 1usize..200,
        ) {
            let stream: Vec<u8> = files.iter().flat_map(|file| part(file)).collect();
            let (mut parts, mut found) = (Parts::default(), Vec::new());
            for bytes in stream.chunks(chunk) {
                parts.push(bytes);
                found.extend(std::iter::from_fn(|| parts.next()).map(|file| file.to_vec()));
            }
            prop_assert_eq!(found, files);
        }

        #[test]
        fn any_bytes_do_no_harm(bytes in proptest::collection::vec(prop_oneof![0u8.., Just(b'\r'), Just(b'\n')], 0..600)) {
            let mut parts = Parts::default();
            parts.push(&bytes);
            while parts.next().is_some() {}
        }
    }
}
