//! What is on a medium is read by whom it is for, in one piece, or not at all.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

use packet::medium::{Context, Direction, Exchange, Header, Reader, Record, Unreadable, Writer};
use packet::{PublicKey, SecretKey};
use proptest::prelude::*;
use wire::{DeviceId, EncounterId};

fn secret(byte: u8) -> SecretKey {
    SecretKey::of(&[byte; 32]).unwrap()
}

fn records() -> Vec<Record> {
    vec![
        Record::Answer(b"{}".to_vec()),
        Record::Image(EncounterId::new(), vec![7; 3000]),
        Record::Answer(vec![]),
    ]
}

fn written(records: &[Record], sender: &SecretKey, recipient: &PublicKey) -> Vec<u8> {
    let (own, ephemeral) = (sender.public(), secret(3));
    let header = Header { direction: Direction::Out, device: DeviceId::new(), ephemeral: ephemeral.public() };
    let exchange = Exchange {
        ephemeral: &header.ephemeral,
        of_ephemeral: ephemeral.with(recipient).unwrap(),
        of_sender: sender.with(recipient).unwrap(),
        recipient,
        sender: &own,
    };
    let mut writer = Writer::new(&header, Context::new(&exchange, &header.info()));
    assert!(records.iter().all(|record| writer.add(record)));
    writer.end()
}

fn read(file: &[u8], recipient: &SecretKey, sender: &PublicKey) -> Result<Vec<Record>, Unreadable> {
    let header = Header::of(file)?;
    let own = recipient.public();
    let exchange = Exchange {
        ephemeral: &header.ephemeral,
        of_ephemeral: recipient.with(&header.ephemeral).unwrap(),
        of_sender: recipient.with(sender).unwrap(),
        recipient: &own,
        sender,
    };
    Reader::new(file, Context::new(&exchange, &header.info())).collect()
}

#[test]
fn a_file_is_read_by_whom_it_is_for_and_nobody_else() {
    let (device, server) = (secret(1), secret(2));
    let records = records();
    let file = written(&records, &device, &server.public());
    assert_eq!(read(&file, &server, &device.public()), Ok(records));
    assert_eq!(read(&file, &secret(4), &device.public()), Err(Unreadable::DoesNotOpen(0)), "who found it");
    assert_eq!(
        read(&file, &server, &secret(4).public()),
        Err(Unreadable::DoesNotOpen(0)),
        "from another device"
    );
    assert!(!file.windows(64).any(|bytes| bytes == [7; 64]), "nothing of it is in the clear");
}

#[test]
fn a_file_that_was_cut_off_after_any_record_says_so() {
    let (device, server) = (secret(1), secret(2));
    let file = written(&records(), &device, &server.public());
    for length in Header::BYTES..file.len() {
        assert_eq!(read(&file[..length], &server, &device.public()), Err(Unreadable::CutOff));
    }
    assert_eq!(read(&[&file[..], &[0]].concat(), &server, &device.public()), Err(Unreadable::Trailing));
}

proptest! {
    #[test]
    fn any_change_of_any_byte_of_a_file_is_refused(at in any::<prop::sample::Index>(), change in 1u8..) {
        let (device, server) = (secret(1), secret(2));
        let mut file = written(&records(), &device, &server.public());
        let at = at.index(file.len());
        file[at] ^= change;
        prop_assert!(read(&file, &server, &device.public()).is_err(), "byte {at}");
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Record::from_bytes(&bytes);
        let _ = read(&bytes, &secret(2), &secret(1).public());
    }
}
