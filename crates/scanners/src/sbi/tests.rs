use std::sync::OnceLock;

use fingerprint::FingerPosition;
use isobio::Compression;
use proptest::prelude::*;
use synthetic::Person;

use super::*;
use crate::{
    AnswerFault, SignatureFault,
    service::{Eye, HashForm, Proof, Site},
    service_rig::{Double, ServiceRig, gone_at_any_event, survive},
};

const NOW: UnixTime = UnixTime(1_795_420_800);

impl Double for SbiDouble {
    fn answer(&mut self, request: &HttpRequest, now: UnixTime) -> Result<HttpResponse, HttpError> {
        let Some(path) = request.url.strip_prefix("http://127.0.0.1:4507") else {
            return Err(HttpError::NoAnswer);
        };
        let body = SbiDouble::answer(self, request.method.as_str(), path, request.body.as_bytes(), now);
        let body = body.ok_or(HttpError::NoAnswer)?.into_bytes();
        Ok(HttpResponse { status: 200, body: body.into() })
    }

    fn stream(&mut self, request: &HttpRequest) -> Vec<Vec<u8>> {
        // As they may arrive: cut anywhere.
        SbiDouble::stream(self, request.body.as_bytes()).concat().chunks(1000).map(<[u8]>::to_vec).collect()
    }
}

fn keys() -> &'static ThrowAwayKeys {
    static KEYS: OnceLock<ThrowAwayKeys> = OnceLock::new();
    KEYS.get_or_init(|| ThrowAwayKeys::draw([7; 32], NOW))
}

fn settings() -> SbiSettings {
    SbiSettings::production(Roots::of([keys().root()]).unwrap())
}

fn with(double: SbiDouble) -> ServiceRig<Sbi, SbiDouble> {
    ServiceRig::new(Sbi::new(settings(), [3; 32]), double)
}

fn rig() -> ServiceRig<Sbi, SbiDouble> {
    with(SbiDouble::new(keys().clone(), SbiKind::Slaps))
}

fn faulty(fault: SbiFault) -> ServiceRig<Sbi, SbiDouble> {
    let mut rig = with(SbiDouble::new(keys().clone(), SbiKind::SingleFingers));
    rig.ask(Request::Open);
    rig.double.fault(Some(fault));
    rig
}

fn order(target: Target) -> Request {
    without(target, &[])
}

fn without(target: Target, without: &[FingerPosition]) -> Request {
    let within = Duration::from_secs(10);
    Request::Capture(Order { device: 0, target, without: without.to_vec(), quality: 60, within })
}

fn frames(rig: &ServiceRig<Sbi, SbiDouble>) -> usize {
    rig.outputs.iter().filter(|output| matches!(output, Output::Frame(_))).count()
}

#[test]
fn slaps_thumbs_and_single_fingers_come_whole_and_signed() {
    let mut rig = rig();
    rig.ask(Request::Open);
    let found = rig.found();
    assert_eq!(found[0].vouched_by.as_deref(), Some("Sample maker"));
    assert_eq!((found[0].abilities.takes, found[0].status), (Takes::Slaps, Status::Ready));
    let targets =
        [Target::LeftFour, Target::RightFour, Target::Thumbs, Target::Finger(FingerPosition::RightLittle)];
    for target in targets {
        rig.ask(order(target));
    }
    assert_eq!(rig.conditions(), []);
    let captures = rig.captures();
    assert_eq!(captures.len(), 4);
    for (target, capture) in targets.into_iter().zip(captures) {
        let mut sites: Vec<Site> = capture.biometrics.iter().map(|it| it.site).collect();
        let mut wanted: Vec<Site> = target.fingers().into_iter().map(Site::Finger).collect();
        let code = |site: &Site| if let Site::Finger(position) = site { position.code() } else { 0 };
        sites.sort_by_key(code);
        wanted.sort_by_key(code);
        assert_eq!(sites, wanted);
        for biometric in &capture.biometrics {
            let grey = biometric.picture.decode().unwrap();
            assert_eq!(grey.ppi, Some(raster::Ppi::P500));
            assert!(grey.pixels().iter().filter(|grey| **grey < 128).count() > 5_000, "there are ridges");
            assert_eq!(biometric.quality, Some(74));
        }
        assert!(matches!(&capture.proof, Proof::Signed { hash_form: HashForm::Bytes, .. }));
    }
    assert_eq!(frames(&rig), 5 + 5 + 3 + 5, "an empty platen, and one picture more for each finger");
}

#[test]
fn eyes_are_handed_over_each_under_its_name() {
    let mut rig = with(SbiDouble::new(keys().clone(), SbiKind::Irises));
    rig.ask(Request::Open).ask(order(Target::Eyes)).ask(order(Target::Eye(Eye::Right)));
    assert_eq!((rig.found()[0].abilities.takes, rig.conditions()), (Takes::Irises, vec![]));
    let sites = |at: usize| rig.captures()[at].biometrics.iter().map(|it| it.site).collect::<Vec<_>>();
    assert_eq!(sites(0), [Site::Eye(Eye::Left), Site::Eye(Eye::Right)]);
    assert_eq!(sites(1), [Site::Eye(Eye::Right)]);
    let grey = rig.captures()[0].biometrics[0].picture.decode().unwrap();
    assert_eq!((grey.width(), grey.height()), (640, 480));
}

#[test]
fn live_pictures_can_be_shown() {
    let mut rig = rig();
    rig.ask(Request::Open).ask(order(Target::Thumbs));
    let decoded = rig.outputs.iter().filter_map(|output| match output {
        Output::Frame(picture) => Some(picture.decode().is_ok()),
        _ => None,
    });
    assert!(decoded.clone().count() == 3 && decoded.clone().all(|shown| shown));
}

#[test]
fn both_ways_to_chain_hashes_raw_pixels_and_wsq_are_read() {
    for double in [
        SbiDouble::new(keys().clone(), SbiKind::Slaps).chaining(HashForm::Hex),
        SbiDouble::new(keys().clone(), SbiKind::SingleFingers).packing(Compression::None),
        SbiDouble::new(keys().clone(), SbiKind::SingleFingers).packing(Compression::Wsq),
    ] {
        let mut rig = with(double);
        let target = Target::Finger(FingerPosition::LeftIndex);
        rig.ask(Request::Open).ask(order(target)).ask(order(target));
        assert_eq!((rig.captures().len(), rig.conditions()), (2, vec![]));
    }
}

#[test]
fn a_finger_that_the_person_lacks_is_not_waited_for() {
    let mut rig = rig();
    rig.ask(Request::Open).ask(without(Target::RightFour, &[FingerPosition::RightRing]));
    assert_eq!(rig.captures()[0].biometrics.len(), 3);
}

#[test]
fn each_fault_of_a_capture_has_its_condition_and_nothing_is_used() {
    use SbiFault as F;
    let untrusted = Condition::UntrustedSignature;
    let wrong = Condition::WrongAnswer;
    let finger = Target::Finger(FingerPosition::RightIndex);
    for (fault, condition) in [
        (F::Busy, Condition::Busy),
        (F::NotReady, Condition::NotReady),
        (F::NotRegistered, Condition::NotRegistered),
        (F::NoFinger, Condition::NoFinger),
        (F::Unplugged, Condition::NoScanner),
        (F::WrongSignature, untrusted(SignatureFault::Wrong)),
        (F::UnknownRoot, untrusted(SignatureFault::UnknownRoot)),
        (F::ExpiredCertificate, untrusted(SignatureFault::Expired)),
        (F::WrongHash, wrong(AnswerFault::Hash)),
        (F::WrongTransaction, wrong(AnswerFault::Transaction)),
        (F::WrongScanner, wrong(AnswerFault::Device)),
        (F::TestScanner, wrong(AnswerFault::Purpose)),
        (F::MissingFinger, wrong(AnswerFault::Sites)),
        (F::FastClock, Condition::ClockSkew { seconds: 3600 }),
        (F::Encrypted, wrong(AnswerFault::Purpose)),
        (F::Damaged, wrong(AnswerFault::Image)),
    ] {
        let mut rig = faulty(fault);
        rig.ask(order(finger));
        assert_eq!(rig.conditions(), [condition], "{fault:?}");
        assert!(rig.captures().is_empty(), "{fault:?}");
        rig.double.fault(None);
        rig.ask(order(finger));
        assert_eq!(rig.captures().len(), 1, "{fault:?}: the next order is taken");
    }
}

#[test]
fn a_scanner_that_nobody_vouches_for_is_not_offered() {
    use SbiFault as F;
    for (fault, condition) in [
        (F::WrongSignature, Condition::UntrustedSignature(SignatureFault::Wrong)),
        (F::ExpiredCertificate, Condition::UntrustedSignature(SignatureFault::Expired)),
        (F::TestScanner, Condition::WrongAnswer(AnswerFault::Purpose)),
        (F::FastClock, Condition::ClockSkew { seconds: 3600 }),
        (F::Unplugged, Condition::NoScanner),
    ] {
        let mut rig = rig();
        rig.double.fault(Some(fault));
        rig.ask(Request::Open);
        assert_eq!((rig.found(), rig.conditions()), (vec![], vec![condition]), "{fault:?}");
        rig.double.fault(None);
        rig.ask(Request::Open);
        assert_eq!(rig.found().len(), 1, "a new look finds it");
    }
    let nobody = SbiSettings::production(Roots::of([]).unwrap());
    let mut rig = ServiceRig::new(Sbi::new(nobody, [3; 32]), SbiDouble::new(keys().clone(), SbiKind::Slaps));
    rig.ask(Request::Open);
    assert_eq!(rig.conditions(), [Condition::UntrustedSignature(SignatureFault::UnknownRoot)]);
}

#[test]
fn a_scanner_that_is_not_registered_is_shown_but_takes_nothing() {
    let mut rig = rig();
    rig.double.fault(Some(SbiFault::NotRegistered));
    rig.ask(Request::Open);
    assert_eq!((rig.found()[0].status, rig.found()[0].vouched_by.clone()), (Status::NotRegistered, None));
    rig.ask(order(Target::Thumbs));
    assert_eq!(rig.conditions(), [Condition::NotRegistered]);
}

#[test]
fn no_service_and_a_browser_that_blocks_are_told_apart() {
    let mut absent = Sbi::new(settings(), [3; 32]);
    let mut blocked = Sbi::new(settings(), [3; 32]);
    for (service, error, condition) in [
        (&mut absent, HttpError::NoAnswer, Condition::ServiceAbsent),
        (&mut blocked, HttpError::Blocked, Condition::LocalNetworkBlocked),
    ] {
        service.ask(Request::Open, NOW);
        let (mut asked, mut told) = (0, Vec::new());
        while let Some(output) = service.poll() {
            match output {
                Output::Http { id, .. } => {
                    asked += 1;
                    service.handle(Event::Failed { id, error }, NOW);
                }
                Output::Abandon(_) => {}
                output => told.push(output),
            }
        }
        assert_eq!(told, [Output::Condition(condition), Output::Ended]);
        assert!(error == HttpError::Blocked || asked == 100, "all ports are asked: {asked}");
    }
}

#[test]
fn no_two_transactions_have_one_number() {
    let mut rig = rig();
    rig.ask(Request::Open).ask(order(Target::Thumbs)).ask(order(Target::Thumbs));
    let numbers: Vec<_> = rig.captures().iter().map(|capture| capture.proof.clone()).collect();
    assert_ne!(numbers[0], numbers[1]);
}

#[test]
fn an_order_no_longer_wanted_is_broken_off_with_its_preview() {
    let mut rig = rig();
    rig.ask(Request::Open);
    rig.service.ask(order(Target::LeftFour), NOW);
    rig.ask(Request::Stop);
    assert!(rig.captures().is_empty() && rig.conditions().is_empty() && frames(&rig) == 0);
    rig.ask(order(Target::LeftFour)).ask(Request::Close);
    assert!(rig.captures().len() == 1 && rig.ended());
}

#[test]
fn a_scanner_is_not_asked_for_what_it_cannot_take() {
    let mut rig = with(SbiDouble::new(keys().clone(), SbiKind::SingleFingers));
    rig.ask(Request::Open).ask(order(Target::LeftFour)).ask(order(Target::Eyes));
    assert_eq!((rig.captures().len(), rig.conditions()), (0, vec![]));
}

#[test]
fn another_persons_prints_are_other_prints() {
    let mut rig = rig();
    rig.ask(Request::Open).ask(order(Target::Thumbs));
    rig.double.person(Person { seed: 2 });
    rig.ask(order(Target::Thumbs));
    let captures = rig.captures();
    assert_ne!(captures[0].biometrics[0].picture, captures[1].biometrics[0].picture);
}

#[test]
fn a_service_gone_at_any_moment_is_told() {
    gone_at_any_event(canned, |rig| {
        rig.ask(Request::Open).ask(order(THUMB));
    });
}

#[test]
fn a_root_that_is_none_is_refused_by_its_number() {
    let root = keys().root();
    assert_eq!(Roots::of([root, b"rubbish"]).err(), Some(RootError { number: 2 }));
    let packed = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, root);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{packed}\n-----END CERTIFICATE-----\n");
    assert!(Roots::of([pem.as_bytes()]).is_ok());
}

const THUMB: Target = Target::Finger(FingerPosition::RightThumb);

/// What the double answers to the first order of a session, once for all tests that only spoil it: the numbers of
/// transactions follow from the session's seed.
#[derive(Clone)]
struct Canned {
    info: Vec<u8>,
    capture: Vec<u8>,
}

impl Canned {
    fn get() -> &'static Self {
        static CANNED: OnceLock<Canned> = OnceLock::new();
        CANNED.get_or_init(|| {
            let mut rig = rig();
            let info = rig.double.answer("MOSIPDINFO", "/info", b"", NOW).unwrap().into_bytes();
            rig.ask(Request::Open);
            rig.service.ask(order(THUMB), NOW);
            let asked = std::iter::from_fn(|| rig.service.poll()).find_map(|output| match output {
                Output::Http { request, .. } if !request.streamed => Some(request.body),
                _ => None,
            });
            let capture = rig.double.answer("RCAPTURE", "/capture", asked.unwrap().as_bytes(), NOW);
            Self { info, capture: capture.unwrap().into_bytes() }
        })
    }
}

impl Double for Canned {
    fn answer(&mut self, request: &HttpRequest, _: UnixTime) -> Result<HttpResponse, HttpError> {
        let body = match request.method {
            _ if !request.url.starts_with("http://127.0.0.1:4507/") => return Err(HttpError::NoAnswer),
            Method::MosipDiscover => b"[]".to_vec(),
            Method::MosipInfo => self.info.clone(),
            _ => self.capture.clone(),
        };
        Ok(HttpResponse { status: 200, body: body.into() })
    }
}

fn canned() -> ServiceRig<Sbi, Canned> {
    ServiceRig::new(Sbi::new(settings(), [3; 32]), Canned::get().clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_token_changed_anywhere_is_not_used(place in 0.0f64..1.0, change in 1u8..) {
        let mut rig = canned();
        let text = String::from_utf8_lossy(&rig.double.capture).into_owned();
        let start = text.find("\"data\":\"").unwrap() + 8;
        let length = text[start..].find('"').unwrap();
        let at = start + (length as f64 * place) as usize;
        rig.double.capture[at] = rig.double.capture[at].wrapping_add(change);
        rig.ask(Request::Open).ask(order(THUMB));
        prop_assert_eq!((rig.captures().len(), rig.conditions().len()), (0, 1));
    }

    #[test]
    fn an_answer_cut_at_any_byte_is_not_used(place in 0.0f64..1.0) {
        let mut rig = canned();
        let cut = (rig.double.capture.len() as f64 * place) as usize;
        rig.double.capture.truncate(cut);
        rig.ask(Request::Open).ask(order(THUMB));
        prop_assert_eq!((rig.captures().len(), rig.conditions().len()), (0, 1));
    }

    #[test]
    fn whatever_a_service_sends_does_no_harm(
        told in proptest::collection::vec(
            (0u8.., prop_oneof![
                proptest::collection::vec(0u8.., 0..80),
                Just(Canned::get().capture.clone()),
                Just(Canned::get().info.clone()),
                Just(b"[]".to_vec()),
                (0usize..2_000, 0u8..).prop_map(|(at, value)| {
                    let mut body = Canned::get().info.clone();
                    if let Some(byte) = body.get_mut(at) { *byte = value; }
                    body
                }),
                "\\[?\\{\"(biometrics|deviceInfo|error)\":(\\[\\]|\\{\\}|null|\"[a-z.]{0,9}\"|\\[\\{\\}\\])\\}\\]?".prop_map(String::into_bytes),
            ]),
            0..60,
        ),
    ) {
        let requests = [Request::Open, order(THUMB), Request::Stop, order(Target::LeftFour), Request::Open];
        survive(Sbi::new(settings(), [3; 32]), &requests, told);
    }
}
