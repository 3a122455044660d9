//! What a device sends, and what a medium brings.

use packet::medium::{Context, Direction, Exchange, Header, Reader, Record, Writer};
use packet::{PublicKey, Seal, Sealing, SecretKey};
use uuid::Uuid;
use wire::{AccountId, DeviceId, EncounterId, Timestamp};

/// What is read is written as it was; a file opens to its end or says where it does not.
pub(crate) fn run(bytes: &[u8]) {
    if let Ok(seal) = Seal::from_bytes(bytes) {
        assert_eq!(seal.to_bytes(), bytes);
        assert_eq!(Seal::from_text(&seal.to_text()), Ok(seal));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Seal::from_text(text);
    }
    if let Ok(record) = Record::from_bytes(bytes) {
        assert_eq!(record.to_bytes(), bytes);
    }
    let _ = PublicKey::from_bytes(bytes);
    let Ok(header) = Header::of(bytes) else { return };
    assert_eq!(header.to_bytes(), bytes[..Header::BYTES]);
    if let Some(context) = between(&header) {
        let wrong = Reader::new(bytes, context).filter(Result::is_err).count();
        assert!(wrong <= 1, "nothing is read behind what does not open");
    }
}

/// The keys of a device and a server that only this target knows.
fn keys() -> Option<[SecretKey; 3]> {
    Some([SecretKey::of(&[1; 32])?, SecretKey::of(&[2; 32])?, SecretKey::of(&[3; 32])?])
}

fn between(header: &Header) -> Option<Context> {
    let [device, server, _] = keys()?;
    let (own, sender) = (server.public(), device.public());
    let exchange = Exchange {
        ephemeral: &header.ephemeral,
        of_ephemeral: server.with(&header.ephemeral)?,
        of_sender: server.with(&sender)?,
        recipient: &own,
        sender: &sender,
    };
    Some(Context::new(&exchange, &header.info()))
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let Some([_, _, ephemeral]) = keys() else { return Vec::new() };
    let encounter = EncounterId(Uuid::from_u128(7));
    let sealing = Sealing {
        device: DeviceId(Uuid::from_u128(1)),
        encounter,
        officer: AccountId(Uuid::from_u128(2)),
        sealed_at: Timestamp(1_795_000_000_000),
        clock_set_by: -40,
        manifest: Sealing::digest(b"{}"),
    };
    let seal = sealing.signed([5; packet::SIGNATURE_BYTES]);
    let packet = Record::Packet { seal: seal.clone(), code: "7F3K".into(), manifest: b"{}".to_vec() };
    let header = Header {
        direction: Direction::Out,
        device: DeviceId(Uuid::from_u128(1)),
        ephemeral: ephemeral.public(),
    };
    let Some(context) = between(&header) else { return Vec::new() };
    let mut writer = Writer::new(&header, context);
    let whole = writer.add(&packet) && writer.add(&Record::Image(encounter, vec![9; 64]));
    debug_assert!(whole, "both are short");
    vec![seal.to_bytes(), seal.to_text().into_bytes(), packet.to_bytes(), writer.end()]
}
