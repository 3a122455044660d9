//! One-time codes by the clock (RFC 6238): six digits, 30 seconds, HMAC-SHA-1, as every authenticator app has them.

use ring::hmac;
use wire::Timestamp;

const STEP_SECONDS: i64 = 30;
const DIGITS: u32 = 6;

/// The step whose code this is, among those around `now` (telephones' clocks are a little off) that come after
/// `taken`: no code is good twice.
pub(super) fn step_of(secret: &[u8], code: &str, now: Timestamp, taken: i64) -> Option<i64> {
    let step = now.0.div_euclid(STEP_SECONDS * 1000);
    // All three are reckoned, so that the time tells nothing.
    (step - 1..=step + 1).map(|step| (step, code_at(secret, step))).fold(None, |found, (step, right)| {
        if equal(&right, code) && step > taken { Some(step) } else { found }
    })
}

fn code_at(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes[bytes.len() - 1] & 0xF);
    let word = bytes[offset..offset + 4].iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte));
    format!("{:0width$}", (word & 0x7FFF_FFFF) % 10u32.pow(DIGITS), width = DIGITS as usize)
}

fn equal(right: &str, given: &str) -> bool {
    right.len() == given.len() && right.bytes().zip(given.bytes()).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
}

/// Base32 (RFC 4648) without padding, as authenticator apps take secrets.
pub(super) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    bytes
        .chunks(5)
        .flat_map(|chunk| {
            let word = (0..5).fold(0u64, |word, at| word << 8 | u64::from(*chunk.get(at).unwrap_or(&0)));
            let letters = (chunk.len() * 8).div_ceil(5);
            (0..letters).map(move |at| char::from(LETTERS[(word >> (35 - 5 * at)) as usize & 31]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(SECRET, seconds / 30), code);
            assert_eq!(step_of(SECRET, code, Timestamp(seconds * 1000), 0), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_good_for_half_a_minute_more_on_each_side_and_once() {
        let (now, step) = (Timestamp(59_000), 1);
        assert_eq!(step_of(SECRET, "287082", now.plus_seconds(30), 0), Some(step));
        assert_eq!(step_of(SECRET, "287082", now.plus_seconds(-30), 0), Some(step));
        assert_eq!(step_of(SECRET, "287082", now.plus_seconds(61), 0), None);
        assert_eq!(step_of(SECRET, "287082", now, step), None, "it was taken before");
        for wrong in ["", "28708", "2870822", "000000", "28708\u{662}"] {
            assert_eq!(step_of(SECRET, wrong, now, 0), None);
        }
    }

    #[test]
    fn secrets_are_written_in_base32() {
        for (plain, written) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(plain.as_bytes()), written);
        }
    }
}
