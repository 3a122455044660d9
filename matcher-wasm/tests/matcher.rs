//! The matcher's rules, in WebAssembly.

#![expect(clippy::panic, clippy::unwrap_used, reason = "clippy knows only native tests for tests")]

use ed25519_dalek::{Signer as _, SigningKey};
use fingerprint::{FingerPosition, Score, Step, Template};
use gallery::{PersonId, Shard};
use matcher_wasm::Matcher;
use raster::{Grey, Ppi};
use sha2::{Digest as _, Sha256 as Hasher};
use wasm_bindgen_test::wasm_bindgen_test;
use wire::list::{Changes, Entered, Following, ListInfo, Seal, append_severities, signed_statement};
use wire::matcher::{Answer, CopyPiece, Laid, Print, ProbePrint, Request, Shape, Share, SlapPrint};
use wire::{Bytes, Code, EntryId, Expected, ListId, Sha256, Timestamp};

const FINGER: FingerPosition = FingerPosition::RightIndex;
const NOW: Timestamp = Timestamp(1_000);

fn matcher() -> Matcher {
    Matcher::new(|| 0.0)
}

/// The impression that the simulated scanner ends in, as a PNG.
fn scanned(matcher: &mut Matcher, person: u64, placement: u64) -> Vec<u8> {
    let image = last_frame(matcher, person, &[FINGER], placement);
    raster::encode_png(&image).unwrap()
}

fn last_frame(matcher: &mut Matcher, person: u64, fingers: &[FingerPosition], placement: u64) -> Grey {
    let laid = Laid { person, fingers: fingers.to_vec(), poor: false };
    let request = Request::SimulatedFrame { laid, placement, frame: 1_000 };
    let (Answer::Frame { shape, last: true, .. }, Some(pixels)) = matcher.answer(request, &Vec::new()) else {
        panic!("the last frame is the one to keep")
    };
    Grey::new(shape.width, shape.height, Some(shape.ppi), pixels).unwrap()
}

fn shape(image: &Grey) -> Shape {
    Shape { width: image.width(), height: image.height(), ppi: image.ppi.unwrap() }
}

fn read(matcher: &mut Matcher, file: &[u8]) -> Print {
    let (Answer::Print { print }, Some(_)) = matcher.answer(Request::Read { ppi: None }, &file.to_vec())
    else {
        panic!("a whole image of a finger is read")
    };
    print
}

fn hold(matcher: &mut Matcher, people: &[(u128, Template)]) -> ListId {
    let mut shard = Shard::new();
    for (id, template) in people {
        shard.insert(PersonId(id.to_be_bytes()), &[(FINGER, template.clone())]);
    }
    let id = ListId(uuid::Uuid::from_u128(7));
    let list = ListInfo { id, name: "Wanted".into(), version: 3, people: people.len() as u32, as_of: NOW };
    let mut copy = shard.to_bytes();
    append_severities(&mut copy, people.iter().map(|(id, _)| (EntryId(uuid::Uuid::from_u128(*id)), 3)));
    let seal = sealed(Some(&list), &copy);
    let (Answer::Held { lists }, None) = matcher.answer(whole(list.clone(), seal), &copy) else {
        panic!("a sound copy is held")
    };
    assert_eq!(lists, [list]);
    id
}

/// Asks to hold all of a list, whose copy comes in one piece.
fn whole(list: ListInfo, seal: Seal) -> Request {
    Request::Hold { list, seal, piece: CopyPiece::default(), share: Share::default() }
}

/// What a server with this key signs.
fn sealed(copy_of: Option<&ListInfo>, bytes: &[u8]) -> Seal {
    let pair = SigningKey::from_bytes(&[7; 32]);
    let digest = Sha256::from_digest(&Hasher::digest(bytes).into());
    let signature = pair.sign(&signed_statement(copy_of, &digest)).to_bytes();
    Seal { key: hex::encode(pair.verifying_key().to_bytes()), signature: hex::encode(signature) }
}

/// Changes of the list that [`hold`] holds, to its fourth version.
fn changes(entered: Vec<Entered>, left: Vec<EntryId>) -> Changes {
    let id = ListId(uuid::Uuid::from_u128(7));
    let list = ListInfo { id, name: "Wanted".into(), version: 4, people: 1, as_of: NOW };
    Changes { list, since: 3, entered, left, next: None }
}

fn follow(matcher: &mut Matcher, changes: Changes) -> Answer {
    let page = serde_json::to_vec(&Following::Changes(changes)).unwrap();
    matcher.answer(Request::Follow { seal: sealed(None, &page) }, &page).0
}

fn search(matcher: &mut Matcher, position: FingerPosition, print: &Print) -> Answer {
    let prints = vec![ProbePrint { position, template: print.template.clone() }];
    matcher.answer(Request::Search { prints, threshold: Score::new(40.0), now: NOW }, &Vec::new()).0
}

#[wasm_bindgen_test]
fn another_impression_of_a_listed_finger_is_a_lead_and_a_strangers_is_none() {
    let mut matcher = matcher();
    let enrolled = scanned(&mut matcher, 1, 1);
    let enrolled = Template::from_bytes(&read(&mut matcher, &enrolled).template.0).unwrap();
    let list = hold(&mut matcher, &[(42, enrolled)]);

    let again = scanned(&mut matcher, 1, 2);
    let again = read(&mut matcher, &again);
    let Answer::Search { answer, .. } = search(&mut matcher, FINGER, &again) else { panic!("searched") };
    assert_eq!((answer.leads.len(), answer.leads[0].list), (1, list));
    assert_eq!(answer.leads[0].entry, EntryId(uuid::Uuid::from_u128(42)));
    assert_eq!(answer.leads[0].severity, 3);

    let stranger = scanned(&mut matcher, 5001, 1);
    let stranger = read(&mut matcher, &stranger);
    let Answer::Search { answer, .. } = search(&mut matcher, FINGER, &stranger) else { panic!("searched") };
    assert!(answer.leads.is_empty());
    assert_eq!((answer.searched[0].name.as_str(), answer.searched[0].version), ("Wanted", 3));
    assert!(answer.not_compared.is_empty());
}

#[wasm_bindgen_test]
fn a_list_is_followed_by_what_the_server_signed_and_by_nothing_else() {
    let mut matcher = matcher();
    let images = [scanned(&mut matcher, 1, 1), scanned(&mut matcher, 2, 1)];
    let [first, second] = images.map(|image| read(&mut matcher, &image));
    let (gone, new) = (EntryId(uuid::Uuid::from_u128(42)), EntryId(uuid::Uuid::from_u128(43)));
    hold(&mut matcher, &[(42, Template::from_bytes(&first.template.0).unwrap())]);
    let entered = Entered { entry: new, severity: 4, prints: vec![(FINGER, second.template.clone())] };
    let page = changes(vec![entered], vec![gone]);

    let bytes = serde_json::to_vec(&Following::Changes(page.clone())).unwrap();
    let seal = sealed(None, &bytes);
    let mut altered = bytes.clone();
    let at = altered.iter().position(|byte| *byte == b'4').unwrap();
    altered[at] = b'5';
    let (Answer::Refused { problem }, _) = matcher.answer(Request::Follow { seal }, &altered) else {
        panic!("altered on the way")
    };
    assert_eq!(problem.code, Code::Altered);
    let Answer::Search { answer, .. } = search(&mut matcher, FINGER, &first) else { panic!("searched") };
    assert_eq!(answer.leads[0].entry, gone, "what was refused changed nothing");

    let Answer::Followed { lists, left, next: None, far_behind: false } = follow(&mut matcher, page.clone())
    else {
        panic!("followed")
    };
    assert_eq!((lists[0].version, left), (4, vec![gone]));
    let Answer::Search { answer, .. } = search(&mut matcher, FINGER, &first) else { panic!("searched") };
    assert!(answer.leads.is_empty(), "a withdrawn entry has left");
    let Answer::Search { answer, .. } = search(&mut matcher, FINGER, &second) else { panic!("searched") };
    assert_eq!((answer.leads[0].entry, answer.leads[0].severity), (new, 4));

    let Answer::Refused { problem } = follow(&mut matcher, page) else { panic!("of another version") };
    assert_eq!(problem.code, Code::Conflict);
}

#[wasm_bindgen_test]
fn a_finger_that_no_list_holds_is_said_not_to_be_compared() {
    let mut matcher = matcher();
    let print = scanned(&mut matcher, 1, 1);
    let print = read(&mut matcher, &print);
    hold(&mut matcher, &[(42, Template::from_bytes(&print.template.0).unwrap())]);
    let Answer::Search { answer, .. } = search(&mut matcher, FingerPosition::LeftThumb, &print) else {
        panic!("searched")
    };
    assert_eq!(answer.not_compared, [FingerPosition::LeftThumb]);
}

#[wasm_bindgen_test]
fn what_cannot_be_done_is_refused_with_its_code_and_the_matcher_goes_on() {
    let mut matcher = matcher();
    let print = scanned(&mut matcher, 1, 1);
    let refused =
        |matcher: &mut Matcher, request, bytes: &[u8]| match matcher.answer(request, &bytes.to_vec()).0 {
            Answer::Refused { problem } => problem.code,
            other => panic!("not refused: {other:?}"),
        };
    let read = || Request::Read { ppi: None };
    assert_eq!(refused(&mut matcher, read(), b"Dear officer"), Code::UnreadableImage);
    assert_eq!(refused(&mut matcher, read(), &print[..print.len() / 2]), Code::UnreadableImage);
    let unsaid = b"P5\n4 4\n255\n0123456789abcdef";
    assert_eq!(refused(&mut matcher, read(), unsaid), Code::ResolutionNeeded);
    let blank = [b"P5\n300 300\n255\n".as_slice(), &[255; 90_000]].concat();
    assert_eq!(refused(&mut matcher, Request::Read { ppi: Some(Ppi::P500) }, &blank), Code::NoPrint);
    let nothing_held = Request::Search { prints: vec![], threshold: Score::ZERO, now: NOW };
    assert_eq!(refused(&mut matcher, nothing_held, &[]), Code::NotFound);
    let (answer, _) = matcher.answer_json("{}", &Vec::new());
    assert!(answer.contains("refused") && answer.contains("not a request"), "{answer}");
    // A damaged copy does not take the place of what is held.
    let list = ListInfo { id: ListId::new(), name: "Cut".into(), version: 1, people: 1, as_of: NOW };
    let seal = sealed(Some(&list), b"not a shard");
    assert_eq!(refused(&mut matcher, whole(list, seal), b"not a shard"), Code::Invalid);
    assert!(!self::read(&mut matcher, &print).minutiae.is_empty());
}

#[wasm_bindgen_test]
fn two_workers_hold_all_of_a_list_between_them_and_nothing_before_its_last_piece() {
    let shares = [0, 1].map(|own| Share { own, of: 2 });
    let mut matchers = [matcher(), matcher()];
    let images: Vec<_> = (1..=2).map(|person| scanned(&mut matchers[0], person, 1)).collect();
    let prints: Vec<_> = images.iter().map(|image| read(&mut matchers[0], image)).collect();
    let template = |print: &Print| Template::from_bytes(&print.template.0).unwrap();
    let mut shard = Shard::new();
    shard.insert(PersonId(42u128.to_be_bytes()), &[(FINGER, template(&prints[0]))]);
    let id = ListId(uuid::Uuid::from_u128(7));
    let list = ListInfo { id, name: "Wanted".into(), version: 3, people: 1, as_of: NOW };
    let mut copy = shard.to_bytes();
    append_severities(&mut copy, [(EntryId(uuid::Uuid::from_u128(42)), 3)]);
    let seal = sealed(Some(&list), &copy);
    let third = copy.len() / 3;
    let mut held = 0;
    for (matcher, share) in matchers.iter_mut().zip(shares) {
        for (from, to) in [(0, third), (third, 2 * third), (2 * third, copy.len())] {
            let (bytes, more) = (copy[from..to].to_vec(), to < copy.len());
            let piece = CopyPiece { from: from as u64, more };
            let request = Request::Hold { list: list.clone(), seal: seal.clone(), piece, share };
            let answer = matcher.answer(request, &bytes).0;
            let Answer::Held { lists } = answer else { panic!("not taken: {answer:?}") };
            assert_eq!(lists.is_empty(), more, "nothing is held before all of it has come");
            held += lists.iter().map(|list| list.people).sum::<u32>();
        }
        let piece = CopyPiece { from: third as u64, more: true };
        let late = Request::Hold { list: list.clone(), seal: seal.clone(), piece, share };
        let (Answer::Refused { problem }, _) = matcher.answer(late, &copy) else { panic!("out of order") };
        assert_eq!(problem.code, Code::Conflict);
    }
    assert_eq!(held, 1, "one of the two has whoever is on the list");

    let new = EntryId(uuid::Uuid::from_u128(43));
    let entered = Entered { entry: new, severity: 4, prints: vec![(FINGER, prints[1].template.clone())] };
    let mut found = 0;
    for matcher in &mut matchers {
        let Answer::Followed { .. } = follow(matcher, changes(vec![entered.clone()], vec![])) else {
            panic!("both follow")
        };
        let Answer::Search { answer, .. } = search(matcher, FINGER, &prints[1]) else { panic!("searched") };
        found += answer.leads.len();
    }
    assert_eq!(found, 1, "whoever enters is in one of the two");
}

#[wasm_bindgen_test]
fn a_copy_in_a_form_that_this_page_does_not_know_leaves_the_older_one_held() {
    let mut matcher = matcher();
    let id = hold(&mut matcher, &[]);
    let list = ListInfo { id, name: "Wanted".into(), version: 4, people: 0, as_of: NOW };
    let mut copy = Shard::new().to_bytes();
    copy[3] += 1;
    append_severities(&mut copy, []);
    let seal = sealed(Some(&list), &copy);
    let (Answer::Refused { problem }, _) = matcher.answer(whole(list, seal), &copy) else {
        panic!("refused")
    };
    assert_eq!(problem.code, Code::Invalid);
    let (Answer::Held { lists }, _) = matcher.answer(Request::Release { list: ListId::new() }, &Vec::new())
    else {
        panic!("told what is held")
    };
    assert_eq!(lists.iter().map(|list| (list.id, list.version)).collect::<Vec<_>>(), [(id, 3)]);
}

#[wasm_bindgen_test]
fn a_live_picture_is_judged_and_the_skin_in_it_outlined() {
    let mut matcher = matcher();
    let image = last_frame(&mut matcher, 1, &[FINGER], 1);
    let judge = |matcher: &mut Matcher, pixels: Vec<u8>| {
        let request = Request::Judge { expected: Expected::Finger(FINGER), shape: shape(&image) };
        let (Answer::Judgement { judgement }, None) = matcher.answer(request, &pixels) else {
            panic!("judged")
        };
        judgement
    };
    let finger = judge(&mut matcher, image.pixels().to_vec());
    let scan = Request::ReadScan { shape: shape(&image) };
    let (Answer::Print { print }, Some(_)) = matcher.answer(scan, &image.pixels().to_vec()) else {
        panic!("read")
    };
    let finger = finger.largest().unwrap();
    assert_eq!(finger.quality, print.quality, "the screen said before what the record says after");
    let (left, top, right, bottom) = finger.outline.bounds();
    assert!(left >= 0.0 && top >= 0.0 && right <= image.width() as f32 && bottom <= image.height() as f32);
    assert!((60.0..400.0).contains(&finger.outline.area), "{}", finger.outline.area);

    let empty = judge(&mut matcher, vec![235; image.pixels().len()]);
    assert_eq!(empty.prints, []);
}

#[wasm_bindgen_test]
fn several_fingers_at_once_are_judged_one_by_one() {
    let mut matcher = matcher();
    for (expected, least) in [(Expected::RightFour, 4), (Expected::TwoThumbs, 2)] {
        let image = last_frame(&mut matcher, 1, &expected.positions(), 1);
        let request = Request::Judge { expected, shape: shape(&image) };
        let (Answer::Judgement { judgement }, None) = matcher.answer(request, &image.pixels().to_vec())
        else {
            panic!("judged")
        };
        let good = judgement.prints.iter().filter(|print| print.quality.score >= 30).count();
        assert!(good >= least, "{expected:?}: {good} of {}", judgement.prints.len());
    }
}

#[wasm_bindgen_test]
fn what_is_shown_of_an_image_is_what_reading_it_keeps() {
    let mut matcher = matcher();
    let file = scanned(&mut matcher, 1, 1);
    let print = read(&mut matcher, &file);
    for step in [Step::Resampled, Step::Mask, Step::Orientation, Step::Enhanced] {
        let (Answer::Explained { explained }, Some(png)) =
            matcher.answer(Request::Explain { ppi: None, step }, &file.clone())
        else {
            panic!("{step:?} can be shown")
        };
        let kept = explained.found.iter().filter(|minutia| minutia.removed.is_none()).count();
        assert_eq!(
            (explained.width, explained.height, kept),
            (print.width, print.height, print.minutiae.len())
        );
        let (picture, _) = raster::decode(&png).unwrap();
        assert_eq!(picture.width() * explained.height, picture.height() * explained.width);
    }
}

#[wasm_bindgen_test]
fn what_cannot_be_read_cannot_be_shown() {
    let request = Request::Explain { ppi: None, step: Step::Mask };
    let (Answer::Refused { problem }, None) = matcher().answer(request, &b"no image".to_vec()) else {
        panic!("it is no image")
    };
    assert_eq!(problem.code, Code::UnreadableImage);
}

#[wasm_bindgen_test]
fn a_file_of_a_capture_service_is_unpacked_and_what_is_none_is_refused() {
    let mut matcher = matcher();
    let image = last_frame(&mut matcher, 1, &[FingerPosition::RightIndex], 1);
    let file = raster::encode_png(&image).unwrap();
    let (answer, pixels) = matcher.answer(Request::Unpack, &file);
    let (width, height) = (image.width(), image.height());
    assert_eq!(answer, Answer::Unpacked { width, height, ppi: image.ppi });
    assert_eq!(pixels.unwrap(), image.pixels());
    let (Answer::Refused { problem }, None) = matcher.answer(Request::Unpack, &b"no image".to_vec()) else {
        panic!("it is no image")
    };
    assert_eq!(problem.code, Code::UnreadableImage);
}

/// The prints of a slap, and the PNG of all of it.
fn read_slap(matcher: &mut Matcher, image: &Grey, fingers: &[FingerPosition]) -> (Vec<SlapPrint>, Vec<u8>) {
    let request = Request::ReadSlap { shape: shape(image), fingers: fingers.to_vec() };
    let answer = matcher.answer(request, &image.pixels().to_vec());
    let (Answer::Slap { prints, whole, .. }, Some(mut pngs)) = answer else { panic!("cut up and read") };
    assert_eq!((whole.width, whole.height), (image.width(), image.height()));
    let of_prints = prints.iter().map(|print| print.png_bytes as usize).sum::<usize>();
    let whole = pngs.split_off(of_prints);
    (prints, whole)
}

#[wasm_bindgen_test]
fn a_slap_is_cut_into_its_fingers_and_each_is_the_same_as_taken_alone() {
    let mut matcher = matcher();
    let fingers = Expected::LeftFour.positions();
    let image = last_frame(&mut matcher, 1, &fingers, 1);
    let (prints, whole) = read_slap(&mut matcher, &image, &fingers);
    assert_eq!(prints.iter().map(|print| print.position).collect::<Vec<_>>(), fingers);
    let (whole, _) = raster::decode(&whole).unwrap();
    assert_eq!(whole.pixels(), image.pixels(), "the whole slap is kept as it was");

    let alone = last_frame(&mut matcher, 1, &[FingerPosition::LeftIndex], 2);
    let scan = Request::ReadScan { shape: shape(&alone) };
    let (Answer::Print { print: alone }, _) = matcher.answer(scan, &alone.pixels().to_vec()) else {
        panic!("read")
    };
    let references = prints.iter().map(|print| print.print.template.clone()).collect();
    let compare = Request::Compare { probe: alone.template, references };
    let (Answer::Scores { scores }, None) = matcher.answer(compare, &Vec::new()) else { panic!("compared") };
    assert!(scores[3].get() >= 50.0, "the same finger: {scores:?}");
    assert!(scores[..3].iter().all(|score| score.get() < 50.0), "the others: {scores:?}");
}

#[wasm_bindgen_test]
fn a_finger_that_is_not_there_is_missed_and_a_file_of_several_is_cut_up_too() {
    let mut matcher = matcher();
    let fingers = Expected::RightFour.positions();
    let image = last_frame(&mut matcher, 2, &fingers[..3], 1);
    let (prints, _) = read_slap(&mut matcher, &image, &fingers);
    assert_eq!(prints.len(), 3);

    let file = raster::encode_png(&image).unwrap();
    let (Answer::Slap { prints, .. }, Some(_)) = matcher.answer(Request::Read { ppi: None }, &file) else {
        panic!("a file of several fingers is cut up")
    };
    assert_eq!(prints.len(), 3);
}

#[wasm_bindgen_test]
fn a_pin_comes_to_the_same_with_the_same_salt_alone() {
    let stretched = |pin: &str, salt: u8| {
        let request = Request::Stretch { salt: Bytes(vec![salt; 16]) };
        let (Answer::Stretched, Some(bytes)) = matcher().answer(request, &pin.as_bytes().to_vec()) else {
            panic!("stretched")
        };
        bytes
    };
    let one = stretched("602914", 1);
    assert_eq!((one.len(), one == stretched("602914", 1)), (32, true));
    assert_ne!(one, stretched("602914", 2));
    assert_ne!(one, stretched("602915", 1));
    let (Answer::Refused { .. }, None) = matcher().answer(Request::Stretch { salt: Bytes(vec![]) }, &vec![1])
    else {
        panic!("a salt has 8 bytes at least")
    };
}
