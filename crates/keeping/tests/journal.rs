//! An encounter that is written down step by step, and read again after the power went.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot make its data should fail")]

use std::collections::BTreeMap;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use capture::{Ability, Course, Exception, Impression, WhyMissing};
use fingerprint::{FingerPosition, Quality};
use keeping::{Beginning, Encounter, KeptPrint, NotSealed, Place, Sealed, Stage, Unreadable, replay};
use policy::{Age, Answers, CaptureRules};
use proptest::prelude::*;
use raster::Ppi;
use wire::encounter::{Manner, Notice, Photograph, PhotographSubject, Source};
use wire::matcher::Print;
use wire::{AccountId, Bytes, CaptureId, EncounterId, Sha256, SiteId, Timestamp};

/// A device's store: what lies in each place.
type Store = BTreeMap<Place, Vec<u8>>;

/// The browser's cipher.
struct Cipher(Aes256Gcm);

impl Cipher {
    fn new() -> Self {
        Self(Aes256Gcm::new(&[7; 32].into()))
    }

    fn seal(&self, place: &Place, record: &[u8], nonce: u64) -> Vec<u8> {
        let mut bytes = [0; 12];
        bytes[..8].copy_from_slice(&nonce.to_le_bytes());
        let beside = Payload { msg: record, aad: &place.sealed_with() };
        let content = self.0.encrypt(Nonce::from_slice(&bytes), beside).unwrap();
        Sealed { nonce: bytes, content: &content }.to_bytes()
    }

    fn open(&self, place: &Place, bytes: &[u8]) -> Option<Vec<u8>> {
        let sealed = Sealed::from_bytes(bytes).ok()?;
        let beside = Payload { msg: sealed.content, aad: &place.sealed_with() };
        self.0.decrypt(Nonce::from_slice(&sealed.nonce), beside).ok()
    }
}

/// What an officer may do in an encounter.
#[derive(Debug, Clone)]
enum Deed {
    Answer,
    Tell,
    State(u8),
    Take(u8, u8),
    Remove(u8),
    Move(u8, u8),
    Photograph(u8),
    RemovePhotograph(u8),
    Except(u8),
    Go(u8),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        Just(Deed::Answer),
        Just(Deed::Tell),
        (0..3u8).prop_map(Deed::State),
        (0u8..12, 0u8..100).prop_map(|(id, score)| Deed::Take(id, score)),
        (0u8..12).prop_map(Deed::Remove),
        (0u8..12, 0u8..10).prop_map(|(id, finger)| Deed::Move(id, finger)),
        (0u8..4).prop_map(Deed::Photograph),
        (0u8..4).prop_map(Deed::RemovePhotograph),
        (0u8..10).prop_map(Deed::Except),
        (0u8..4).prop_map(Deed::Go),
    ];
    prop::collection::vec(deed, 1..25)
}

fn id(number: u8) -> CaptureId {
    CaptureId(uuid::Uuid::from_u128(number.into()))
}

fn name(number: u8) -> Sha256 {
    Sha256::from_digest(&[number; 32])
}

fn beginning() -> Beginning {
    let course = Course::new(CaptureRules::default(), Ability::SINGLE).progress();
    let (id, officer, site) = (EncounterId::new(), AccountId::new(), SiteId::new());
    Beginning { id, officer, site, started_at: Timestamp(1_000), course }
}

fn kept(number: u8, score: u8) -> KeptPrint {
    KeptPrint {
        id: id(number),
        position: FingerPosition::TEN[usize::from(number % 10)],
        taken_at: Timestamp(i64::from(score)),
        source: Source::SimulatedScanner,
        impression: Impression::LivePlain,
        step: None,
        slap: None,
        print: Print {
            format: "scan".into(),
            width: 1,
            height: 1,
            ppi: Ppi::new(500).unwrap(),
            quality: Quality { score, reasons: Vec::new() },
            minutiae: Vec::new(),
            template: Bytes(vec![number, score]),
            image: name(number),
            took_ms: 0.5,
        },
    }
}

fn done(mut encounter: Encounter, deed: &Deed) -> Encounter {
    match *deed {
        Deed::Answer => encounter.permission = Some(Answers::new(false, Age::Adult)),
        Deed::Tell => {
            let given_at = Timestamp(2_000);
            let notice = Notice { language: "es".into(), version: 1, manner: Manner::ReadOut, given_at };
            encounter.notice = Some(notice);
        }
        Deed::State(number) => encounter.biography.names = vec![format!("Name {number}")],
        Deed::Take(number, score) => drop(encounter.prints.insert(id(number), kept(number, score))),
        Deed::Remove(number) => drop(encounter.prints.remove(&id(number))),
        Deed::Move(number, finger) => {
            if let Some(print) = encounter.prints.get_mut(&id(number)) {
                print.position = FingerPosition::TEN[usize::from(finger)];
            }
        }
        Deed::Photograph(number) => {
            let (subject, taken_at) = (PhotographSubject::Person, Timestamp(3_000));
            let (width, height, image) = (1, 1, name(100 + number));
            let photograph = Photograph { id: id(number), subject, taken_at, width, height, image };
            encounter.photographs.insert(photograph.id, photograph);
        }
        Deed::RemovePhotograph(number) => drop(encounter.photographs.remove(&id(number))),
        Deed::Except(finger) => {
            let finger = FingerPosition::TEN[usize::from(finger)];
            encounter.course.missing = vec![Exception { finger, why: WhyMissing::Bandaged }];
        }
        Deed::Go(stage) => {
            let stages = [Stage::Permission, Stage::Notice, Stage::Fingers, Stage::Check];
            encounter.stage = stages[usize::from(stage)];
        }
    }
    encounter
}

/// Sealed records in their places, and each state with the number of records that lead to it.
type Written = (Vec<(Place, Vec<u8>)>, Vec<(usize, Encounter)>);

/// Writes an encounter down deed by deed.
fn written(deeds: &[Deed]) -> Written {
    let cipher = Cipher::new();
    let (mut records, mut states) = (Vec::new(), Vec::new());
    let mut write = |now: &Encounter, earlier: Option<&Encounter>| {
        for step in now.since(earlier) {
            let number = records.len();
            let place = Place::Step(now.beginning.id, number as u32);
            let sealed = cipher.seal(&place, &serde_json::to_vec(&step).unwrap(), number as u64);
            records.push((place, sealed));
        }
        states.push((records.len(), now.clone()));
    };
    let mut encounter = Encounter::new(beginning());
    write(&encounter, None);
    for deed in deeds {
        let next = done(encounter.clone(), deed);
        write(&next, Some(&encounter));
        encounter = next;
    }
    (records, states)
}

fn read(store: &Store) -> Result<keeping::Replayed, Unreadable> {
    let cipher = Cipher::new();
    replay(store.iter().map(|(place, bytes)| {
        let Place::Step(_, number) = place else { panic!("{place:?} is no step") };
        (*number, cipher.open(place, bytes))
    }))
}

proptest! {
    #[test]
    fn any_prefix_replays_to_the_state_at_that_step(deeds in deeds()) {
        let (records, states) = written(&deeds);
        for (steps, state) in states {
            let replayed = read(&records[..steps].iter().cloned().collect()).unwrap();
            prop_assert_eq!(&replayed.encounter, &state);
            prop_assert_eq!((replayed.steps as usize, replayed.left_out), (steps, 0));
        }
    }

    #[test]
    fn a_torn_last_record_is_left_out(deeds in deeds(), at in any::<prop::sample::Index>()) {
        let (mut records, _) = written(&deeds);
        let whole = read(&records[..records.len() - 1].iter().cloned().collect());
        let (_, last) = records.last_mut().unwrap();
        let length = at.index(last.len());
        last.truncate(length);
        match (read(&records.into_iter().collect()), whole) {
            (Ok(torn), Ok(whole)) => {
                prop_assert_eq!(torn.encounter, whole.encounter);
                prop_assert_eq!((torn.steps, torn.left_out), (whole.steps, 1));
            }
            (torn, whole) => prop_assert_eq!(torn, whole),
        }
    }

    #[test]
    fn records_that_were_swapped_do_not_open(
        deeds in deeds(),
        one in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let (mut records, _) = written(&deeds);
        let (one, other) = (one.index(records.len()), other.index(records.len()));
        prop_assume!(one != other);
        let first = one.min(other);
        let moved = records[one].1.clone();
        records[one].1 = std::mem::replace(&mut records[other].1, moved);
        let intact = read(&records[..first].iter().cloned().collect());
        prop_assert_eq!(read(&records.into_iter().collect()).map(|read| read.encounter),
            intact.map(|read| read.encounter));
    }

    #[test]
    fn a_record_that_is_missing_ends_what_is_believed(deeds in deeds(), at in any::<prop::sample::Index>()) {
        let (mut records, _) = written(&deeds);
        let at = at.index(records.len());
        let intact = read(&records[..at].iter().cloned().collect());
        records.remove(at);
        prop_assert_eq!(read(&records.into_iter().collect()).map(|read| read.encounter),
            intact.map(|read| read.encounter));
    }

    #[test]
    fn no_bytes_make_a_sealed_record_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(sealed) = Sealed::from_bytes(&bytes) {
            prop_assert_eq!(sealed.to_bytes(), bytes);
        }
    }

    #[test]
    fn a_course_goes_on_where_it_was_written_down(tries in prop::collection::vec(0u8..100, 0..14)) {
        let mut course = Course::new(CaptureRules::default(), Ability::SINGLE);
        let mut prints = BTreeMap::new();
        for score in tries {
            let Some(step) = course.step().cloned() else { break };
            let best = prints.entry((step.expected[0], step.manner)).or_insert(0);
            *best = score.max(*best);
            course.taken(&[(step.expected[0], score)]);
        }
        let text = serde_json::to_string(&course.progress()).unwrap();
        let held = prints.into_iter().map(|((finger, manner), score)| (finger, manner, score));
        prop_assert_eq!(Course::resume(serde_json::from_str(&text).unwrap(), held), course);
    }
}

#[test]
fn a_record_of_another_encounter_does_not_open_here() {
    let cipher = Cipher::new();
    let (here, there) = (Place::Step(EncounterId::new(), 0), Place::Step(EncounterId::new(), 0));
    let sealed = cipher.seal(&here, b"step", 1);
    assert_eq!(cipher.open(&here, &sealed), Some(b"step".to_vec()));
    assert_eq!(cipher.open(&there, &sealed), None);
}

#[test]
fn a_record_of_a_later_version_says_what_to_do() {
    assert_eq!(Sealed::from_bytes(&[2; 40]), Err(NotSealed::OtherVersion(2)));
    assert!(NotSealed::OtherVersion(2).to_string().contains("update it"));
}
