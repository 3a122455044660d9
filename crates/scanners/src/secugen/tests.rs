use std::time::Duration;

use fingerprint::FingerPosition;
use proptest::prelude::*;

use super::*;
use crate::{
    AnswerFault,
    rig::print,
    service_rig::{Double, ServiceRig, gone_at_any_event, survive},
    simulator::seen,
};

impl Double for SecugenDouble {
    fn answer(&mut self, request: &HttpRequest, _: UnixTime) -> Result<HttpResponse, HttpError> {
        SecugenDouble::answer(self, request)
    }
}

fn order() -> Request {
    Request::Capture(Order {
        device: 0,
        target: Target::Finger(FingerPosition::RightIndex),
        without: Vec::new(),
        quality: 50,
        within: Duration::from_secs(10),
    })
}

fn rig() -> ServiceRig<Secugen, SecugenDouble> {
    let mut rig = ServiceRig::new(Secugen::new("key & more"), SecugenDouble::new());
    rig.double.touch(print());
    rig
}

#[test]
fn a_finger_comes_with_what_took_it() {
    let mut rig = rig();
    rig.ask(Request::Open).ask(order());
    let captures = rig.captures();
    let capture = captures[0];
    let grey = capture.biometrics[0].picture.decode().unwrap();
    assert_eq!(grey.pixels(), seen(Some(print()), 300, 400, 500));
    assert_eq!(grey.ppi, Some(raster::Ppi::P500));
    assert_eq!(capture.biometrics[0].site, Site::Finger(FingerPosition::RightIndex));
    assert_eq!(capture.biometrics[0].quality, Some(87));
    assert_eq!((&*capture.identity.model, capture.identity.serial.as_deref()), ("HU20", Some("SAMPLE-20")));
    assert_eq!(rig.found()[0].identity, capture.identity, "the device is told of anew once it is known");
    rig.ask(Request::Close);
    assert!(rig.ended() && rig.conditions().is_empty());
}

#[test]
fn the_licence_is_encoded_and_nothing_asks_leave_first() {
    let mut service = Secugen::new("key & more");
    service.ask(Request::Open, UnixTime(0));
    let Some(Output::Http { id, request, .. }) = service.poll() else { panic!("nothing to do") };
    assert_eq!((request.body.as_str(), request.content_type), ("", Some("text/plain")));
    let response = HttpResponse { status: 200, body: Vec::new().into() };
    service.handle(Event::Answered { id, response }, UnixTime(0));
    service.ask(order(), UnixTime(0));
    let request = std::iter::from_fn(|| service.poll())
        .find_map(|output| if let Output::Http { request, .. } = output { Some(request) } else { None });
    let body = request.unwrap().body;
    assert!(
        body.starts_with("Timeout=10000&Quality=50&licstr=key%20%26%20more&templateFormat=ISO"),
        "{body}"
    );
}

#[test]
fn each_error_has_its_condition_and_the_next_order_may_follow() {
    for (code, condition) in [
        (52, Condition::NotReady),
        (54, Condition::NoFinger),
        (55, Condition::NoScanner),
        (59, Condition::Busy),
        (63, Condition::ServiceNotResponding),
        (10_004, Condition::LicenceRefused { code: 10_004 }),
        (777, Condition::ServiceError { code: 777 }),
    ] {
        let mut rig = rig();
        rig.double.fault(Some(SecugenFault::Error(code)));
        rig.ask(Request::Open).ask(order());
        assert_eq!(rig.conditions(), [condition]);
        rig.double.fault(None);
        rig.ask(order());
        assert_eq!(rig.captures().len(), 1);
    }
}

#[test]
fn an_answer_without_pixels_is_not_an_image() {
    let mut rig = rig();
    rig.double.fault(Some(SecugenFault::NoImage));
    rig.ask(Request::Open).ask(order());
    assert_eq!(rig.conditions(), [Condition::WrongAnswer(AnswerFault::Image)]);
}

#[test]
fn a_service_that_is_absent_or_blocked_is_told_apart() {
    let mut absent = rig();
    absent.double.fault(Some(SecugenFault::Absent));
    absent.ask(Request::Open);
    assert_eq!(absent.conditions(), [Condition::ServiceAbsent]);
    assert!(absent.ended());

    let mut blocked = Secugen::new("");
    blocked.ask(Request::Open, UnixTime(0));
    let Some(Output::Http { id, .. }) = blocked.poll() else { panic!("nothing to do") };
    blocked.handle(Event::Failed { id, error: HttpError::Blocked }, UnixTime(0));
    assert_eq!(blocked.poll(), Some(Output::Condition(Condition::LocalNetworkBlocked)));
}

#[test]
fn an_order_no_longer_wanted_brings_nothing() {
    let mut rig = rig();
    rig.ask(Request::Open);
    rig.service.ask(order(), rig.now);
    rig.ask(Request::Stop);
    assert!(rig.captures().is_empty() && rig.conditions().is_empty());
}

#[test]
fn a_service_gone_at_any_moment_is_told() {
    gone_at_any_event(rig, |rig| {
        rig.ask(Request::Open).ask(order());
    });
}

proptest! {
    #[test]
    fn an_answer_cut_at_any_byte_is_no_image(cut in 0usize..160_000) {
        let mut rig = rig();
        (rig.gone_after, rig.cut) = (Some(2), Some(cut));
        rig.ask(Request::Open).ask(order());
        prop_assert_eq!(rig.conditions(), [Condition::WrongAnswer(AnswerFault::Unreadable)]);
    }

    #[test]
    fn whatever_the_service_sends_does_no_harm(
        told in proptest::collection::vec(
            (0u8.., prop_oneof![
                proptest::collection::vec(0u8.., 0..80),
                (0u32..70_000, 0u32..5, 0u32..5, "[A-Za-z0-9+/=]{0,40}").prop_map(|(code, width, height, data)| {
                    serde_json::json!({
                        "ErrorCode": code % 3, "ImageWidth": width, "ImageHeight": height, "ImageDPI": code,
                        "ImageDataBase64": data, "BMPBase64": data,
                    }).to_string().into_bytes()
                }),
            ]),
            0..40,
        ),
    ) {
        survive(Secugen::new(""), &[Request::Open, order(), order(), Request::Stop, order()], told);
    }
}
