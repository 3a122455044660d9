use fingerprint::FingerPosition;
use proptest::prelude::*;

use super::*;
use crate::{
    rig::print,
    service::{Advice, HttpResponse},
    service_rig::{Double, ServiceRig, gone_at_any_event, survive},
};

impl Double for HidDouble {
    fn answer(&mut self, request: &HttpRequest, _: UnixTime) -> Result<HttpResponse, HttpError> {
        HidDouble::answer(self, request)
    }

    fn connect(&mut self, url: &str) -> bool {
        HidDouble::connect(self, url)
    }

    fn receive(&mut self, message: &SocketMessage) -> Vec<SocketMessage> {
        HidDouble::receive(self, message)
    }
}

fn speaking(version: u32) -> ServiceRig<Hid, HidDouble> {
    let mut rig = ServiceRig::new(Hid::new([3; 32]), HidDouble::new(version));
    rig.double.touch(print());
    rig
}

fn rig() -> ServiceRig<Hid, HidDouble> {
    speaking(4)
}

fn order() -> Request {
    let (target, within) = (Target::Finger(FingerPosition::LeftThumb), Duration::from_secs(10));
    Request::Capture(Order { device: 0, target, without: Vec::new(), quality: 60, within })
}

#[test]
fn a_finger_comes_by_every_version_of_the_protocol() {
    for version in 1..=4 {
        let mut rig = speaking(version);
        rig.ask(Request::Open).ask(order());
        let captures = rig.captures();
        assert_eq!(captures.len(), 1, "version {version}: {:?}", rig.outputs);
        let grey = captures[0].biometrics[0].picture.decode().unwrap();
        assert_eq!((grey.pixels(), grey.ppi), (print().pixels(), Some(Ppi::P500)));
        assert!(rig.outputs.contains(&Output::Advice(Advice::DryFinger)));
        rig.ask(Request::Close);
        assert!(rig.ended() && rig.conditions().is_empty());
    }
}

#[test]
fn each_fault_has_its_condition_and_the_next_order_may_follow() {
    for (fault, condition) in [
        (HidFault::RefusesToStart, Condition::ServiceError { code: 0x8007_0005 }),
        (HidFault::StopsByItself, Condition::PageInBackground),
        (HidFault::Unplugged, Condition::Unplugged),
        (HidFault::NoFinger, Condition::NoFinger),
        (HidFault::WrongReader, Condition::WrongAnswer(AnswerFault::Device)),
    ] {
        let mut rig = rig();
        rig.ask(Request::Open);
        rig.double.fault(Some(fault));
        rig.ask(order());
        assert_eq!(rig.conditions()[0], condition, "{fault:?}");
        assert!(rig.captures().is_empty(), "{fault:?}");
        rig.double.fault(None);
        rig.ask(Request::Open).ask(order());
        assert_eq!(rig.captures().len(), 1, "{fault:?}");
    }
}

#[test]
fn a_service_without_a_reader_and_no_service_are_told_apart() {
    let mut bare = rig();
    bare.double.fault(Some(HidFault::NoReader));
    bare.ask(Request::Open);
    assert_eq!((bare.conditions(), bare.ended()), (vec![Condition::NoScanner], false));
    let mut absent = rig();
    absent.double.fault(Some(HidFault::Absent));
    absent.ask(Request::Open);
    assert_eq!((absent.conditions(), absent.ended()), (vec![Condition::ServiceAbsent], true));
}

#[test]
fn a_service_gone_at_any_moment_is_told() {
    gone_at_any_event(rig, |rig| {
        rig.ask(Request::Open).ask(order());
    });
}

proptest! {
    #[test]
    fn whatever_the_service_sends_does_no_harm(
        told in proptest::collection::vec(
            (0u8.., prop_oneof![
                proptest::collection::vec(0u8.., 0..80),
                Just(HidDouble::new(1).answer(&HttpRequest {
                    method: Method::Get, url: "/get_connection".into(), content_type: None, body: String::new(), streamed: false,
                }).unwrap().body.to_vec()),
                Just(br#"{"B":"0bad","version":1}"#.to_vec()),
                (0u32..3, 0u32..12, "[A-Za-z0-9_]{0,20}").prop_map(|(kind, number, data)| {
                    let inner = json!({
                        "Method": number, "Event": number, "Result": 0, "Device": "x",
                        "Data": json::pack(json!({ "DeviceIDs": "[\"x\"]", "Samples": [data], "Quality": number }).to_string()),
                    });
                    json::pack(json!({ "Type": kind, "Data": json::pack(inner.to_string()) }).to_string()).into_bytes()
                }),
            ]),
            0..60,
        ),
    ) {
        survive(Hid::new([3; 32]), &[Request::Open, Request::Open, order(), Request::Stop, order()], told);
    }
}
