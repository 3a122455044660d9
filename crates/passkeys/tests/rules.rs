//! The rules of a passkey, tried with an authenticator in software.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

use passkeys::software::{Authenticator, client_data};
use passkeys::{Assertion, Base64Url, Made, Refused, RelyingParty, authenticate, register};
use proptest::prelude::*;

const HERE: RelyingParty = RelyingParty { id: "umbral.example", origin: "https://umbral.example" };
const CHALLENGE: &[u8] = b"thirty-six bytes that come but once";

fn create() -> String {
    client_data("create", CHALLENGE, HERE.origin)
}

fn get() -> String {
    client_data("get", CHALLENGE, HERE.origin)
}

fn made(authenticator: &Authenticator) -> Made {
    register(HERE, CHALLENGE, &authenticator.make(&create())).unwrap()
}

#[test]
fn a_key_that_was_made_signs_in() {
    for mut authenticator in [Authenticator::es256(), Authenticator::eddsa()] {
        let made = made(&authenticator);
        assert_eq!((made.id.as_slice(), made.counter, made.device_bound), (&b"cred"[..], 0, true));
        authenticator.counter = 1;
        let used = authenticate(HERE, CHALLENGE, (&made.key, 0), &authenticator.sign(&get())).unwrap();
        assert_eq!(used.counter, 1);
    }
}

#[test]
fn a_key_made_elsewhere_or_for_something_else_is_refused() {
    let authenticator = Authenticator::es256();
    for (client, why) in [
        (client_data("get", CHALLENGE, HERE.origin), Refused::Ceremony),
        (client_data("create", b"another", HERE.origin), Refused::Challenge),
        (client_data("create", CHALLENGE, "https://umbral.example.evil"), Refused::Origin),
        (create().replace("false", "true"), Refused::Origin),
        ("{}".into(), Refused::ClientData),
    ] {
        assert_eq!(register(HERE, CHALLENGE, &authenticator.make(&client)), Err(why), "{client}");
    }
    let elsewhere = Authenticator { party: "evil.example", ..Authenticator::es256() };
    assert_eq!(register(HERE, CHALLENGE, &elsewhere.make(&create())), Err(Refused::RelyingParty));
}

#[test]
fn without_the_person_there_is_no_sign_in() {
    for (flags, why) in [(0b100, Refused::NotPresent), (0b001, Refused::NotVerified)] {
        let authenticator = Authenticator { flags, ..Authenticator::es256() };
        assert_eq!(register(HERE, CHALLENGE, &authenticator.make(&create())), Err(why));
        let key = authenticator.cose();
        assert_eq!(authenticate(HERE, CHALLENGE, (&key, 0), &authenticator.sign(&get())), Err(why));
    }
}

#[test]
fn a_key_that_its_maker_may_copy_says_so() {
    let synced = Authenticator { flags: 0b1101, ..Authenticator::es256() };
    assert!(!made(&synced).device_bound);
}

#[test]
fn a_counter_that_does_not_go_on_is_a_clone() {
    let mut authenticator = Authenticator::es256();
    let key = authenticator.cose();
    for (kept, now, fits) in [(0, 0, true), (5, 6, true), (5, 5, false), (5, 0, false), (6, 5, false)] {
        authenticator.counter = now;
        let answer = authenticate(HERE, CHALLENGE, (&key, kept), &authenticator.sign(&get()));
        assert_eq!(answer.is_ok(), fits, "{kept} then {now}");
    }
}

#[test]
fn another_key_does_not_sign_in() {
    let key = Authenticator::es256().cose();
    let other = Authenticator::es256().sign(&get());
    assert_eq!(authenticate(HERE, CHALLENGE, (&key, 0), &other), Err(Refused::Signature));
}

#[test]
fn what_the_browser_writes_is_read() {
    let json = r#"{"id":"Y3JlZA","rawId":"Y3JlZA","type":"public-key","authenticatorAttachment":"platform",
        "clientExtensionResults":{},"response":{"clientDataJSON":"e30","authenticatorData":"AAA",
        "signature":"AQ","userHandle":"AA"}}"#;
    let assertion: Assertion = serde_json::from_str(json).unwrap();
    assert_eq!(assertion.raw_id.0, b"cred");
    assert_eq!(assertion.challenge(), Err(Refused::ClientData));
}

proptest! {
    #[test]
    fn no_bytes_bring_a_registration_down(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut forged = Authenticator::es256().make(&create());
        forged.response.attestation_object = Base64Url(bytes);
        prop_assert!(register(HERE, CHALLENGE, &forged).is_err());
    }

    #[test]
    fn no_altered_bit_signs_in(bit in 0usize..2000) {
        let authenticator = Authenticator::es256();
        let key = authenticator.cose();
        let mut forged = authenticator.sign(&get());
        let parts = &mut forged.response;
        let lengths = [&parts.client_data, &parts.authenticator_data, &parts.signature].map(|part| part.0.len());
        let mut at = bit % (lengths.iter().sum::<usize>() * 8);
        for part in [&mut parts.client_data, &mut parts.authenticator_data, &mut parts.signature] {
            if at < part.0.len() * 8 {
                part.0[at / 8] ^= 1 << (at % 8);
                break;
            }
            at -= part.0.len() * 8;
        }
        prop_assert!(authenticate(HERE, CHALLENGE, (&key, 0), &forged).is_err());
    }

    #[test]
    fn no_altered_byte_of_an_attestation_panics(at in 0usize..200, to in any::<u8>()) {
        let mut altered = Authenticator::es256().make(&create());
        let bytes = &mut altered.response.attestation_object.0;
        let at = at % bytes.len();
        bytes[at] = to;
        let _ = register(HERE, CHALLENGE, &altered);
    }
}
