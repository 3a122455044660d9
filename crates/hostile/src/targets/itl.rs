//! ANSI/NIST-ITL files from partners.

use itl::{Feature, FeatureKind, Features, Field, Header, Record, Region, Transaction};

/// What is read can be written, and is then read as it was.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(read) = Transaction::read(bytes) else { return };
    for record in &read.records {
        if let Ok(features) = Features::of_record(record) {
            assert!(features.to_record().is_ok(), "{features:?}");
        }
    }
    assert_eq!(read.write().ok().map(|written| Transaction::read(&written)), Some(Ok(read)));
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let features = Features {
        idc: 1,
        impression: 0,
        region: Region { width: 2032, height: 3048 },
        position: 2,
        minutiae: vec![Feature { x: 1015, y: 759, direction: 174, kind: FeatureKind::Ending }; 3],
        comment: "Exclusion".into(),
        assessment: None,
    };
    let header = Header {
        kind: "EFS".into(),
        date: "20261123".into(),
        destination: "A".into(),
        origin: "B".into(),
        control_number: "C".into(),
    };
    let image = Record::Tagged { kind: 14, fields: vec![Field::of(2, "2"), Field::of(999, [0x1C; 9])] };
    let binary = Record::Binary { kind: 4, body: vec![3; 30] };
    let records = features.to_record().into_iter().chain([image, binary]).collect();
    header.before(records).ok().and_then(|file| file.write().ok()).into_iter().collect()
}
