use proptest::prelude::*;

use super::*;
use crate::{
    Event, Model, Request, Scanner, Simulator,
    rig::{Rig, is_image, is_ready, model, print, survive, unplugged_at, unplugged_at_any_transfer},
    simulator::seen,
};

fn over(line: Line, device: MorphoSimulator) -> Rig<Morpho, MorphoSimulator> {
    let Model::Morpho(profile) = model(0x225d, 0x000a) else { panic!("another family") };
    Rig::new(Morpho::new(profile, None, line), device)
}

fn rig(device: MorphoSimulator) -> Rig<Morpho, MorphoSimulator> {
    over(Line::Usb, device)
}

fn lies_there() -> Vec<u8> {
    seen(Some(print()), 256, 400, 500)
}

#[test]
fn the_print_comes_over_usb_and_over_a_serial_port() {
    let devices = [
        over(Line::Usb, MorphoSimulator::new()),
        over(Line::Serial, MorphoSimulator::new().behind_a_port().in_reads_of(999)),
    ];
    for mut rig in devices {
        rig.device.touch(print());
        rig.ask(Request::Open).until(is_ready).ask(Request::Capture).until(is_image);
        assert_eq!(rig.images()[0].pixels(), lies_there());
        assert_eq!(rig.images()[0].ppi, Some(Ppi::P500));
        assert_eq!(rig.frame_count(), 3, "live images");
        rig.ask(Request::Close).settle();
        assert!(rig.ended());
        assert_eq!(rig.conditions(), []);
    }
}

#[test]
fn what_a_dead_page_left_is_read_away() {
    let mut rig = rig(MorphoSimulator::new().left_behind());
    rig.ask(Request::Open).until(is_ready);
    assert_eq!(rig.conditions(), [Condition::StaleBacklog]);
    assert_eq!(rig.frame_count(), 0, "another page's live images are not shown");
    rig.device.touch(print());
    rig.ask(Request::Capture).until(is_image);
    assert_eq!(rig.images()[0].pixels(), lies_there());
}

#[test]
fn each_refusal_has_its_condition_and_the_next_try_follows_by_itself() {
    for (status, condition) in [
        (status::FALSE_FINGER, Condition::FalseFinger),
        (status::MOIST_FINGER, Condition::MoistFinger),
        (0xfa, Condition::NoFinger),
    ] {
        let mut rig = rig(MorphoSimulator::new());
        rig.device.refuse(status);
        rig.device.touch(print());
        rig.ask(Request::Open).ask(Request::Capture).until(is_image);
        assert_eq!(rig.conditions(), [condition]);
        assert!(condition.passes());
    }
}

#[test]
fn a_print_no_longer_wanted_is_cancelled_and_the_next_one_comes() {
    let mut rig = rig(MorphoSimulator::new());
    rig.ask(Request::Open).until(is_ready).ask(Request::Capture);
    for _ in 0..4 {
        rig.step_quietly();
    }
    rig.ask(Request::Stop);
    rig.settle();
    rig.device.touch(print());
    rig.settle();
    assert_eq!(rig.images().len(), 0);
    rig.ask(Request::Capture).until(is_image);
    assert_eq!(rig.conditions(), []);
}

#[test]
fn a_reader_that_knows_no_ping_is_not_supported() {
    let mut scanner = over(Line::Serial, MorphoSimulator::new()).scanner;
    scanner.ask(Request::Open);
    let mut conditions = Vec::new();
    while let Some(output) = scanner.poll() {
        match output {
            Output::Transfer { id, transfer, .. } => {
                let bytes = match transfer {
                    Transfer::BulkIn { .. } => seal(&ilv(id::INVALID, &[])),
                    _ => Vec::new(),
                };
                scanner.handle(Event::Completed { id, bytes });
            }
            Output::Condition(condition) => conditions.push(condition),
            _ => {}
        }
    }
    assert_eq!(conditions, [Condition::UnsupportedFirmware]);
}

/// A whole session: open, take one print, close. The plug may be pulled on the way.
fn session(mut rig: Rig<Morpho, MorphoSimulator>) -> Rig<Morpho, MorphoSimulator> {
    rig.device.touch(print());
    rig.ask(Request::Open).ask(Request::Capture).run(is_image);
    rig.ask(Request::Close).settle();
    rig
}

#[test]
fn unplugging_at_any_transfer_ends_once_and_keeps_what_was_shown() {
    let kept = unplugged_at_any_transfer(|| rig(MorphoSimulator::new()), session);
    assert_eq!(kept.last(), Some(&1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn unplugging_at_any_byte_ends_once(pull_after in 0usize..40, cut in 0usize..16_500) {
        unplugged_at(rig(MorphoSimulator::new()), (pull_after, cut), session);
    }

    #[test]
    fn however_the_bytes_arrive_the_print_is_whole(bytes in 400usize..20_000) {
        let mut rig = rig(MorphoSimulator::new().in_reads_of(bytes));
        rig.device.touch(print());
        rig.ask(Request::Open).ask(Request::Capture).until(is_image);
        prop_assert_eq!(rig.images()[0].pixels(), lies_there());
    }

    #[test]
    fn whatever_the_device_sends_does_no_harm(
        told in proptest::collection::vec(
            (0u8.., prop_oneof![
                proptest::collection::vec(0u8.., 0..600),
                Just(seal(&ilv(id::PING, &[status::OK]))),
                (0u8.., proptest::collection::vec(0u8.., 0..40)).prop_map(|(id, value)| seal(&ilv(id, &value))),
                proptest::collection::vec(0u8.., 0..40).prop_map(|value| seal(&ilv(id::ENROL, &value))),
                (0u8.., 0u16..40, 0u16..40).prop_map(|(grey, columns, rows)| {
                    let image = image::compose(columns, rows, 500, &vec![grey; 400]);
                    seal(&ilv(id::ASYNC, &[&[status::OK], ilv(id::LIVE, &image).as_slice()].concat()))
                }),
            ]),
            0..200,
        ),
    ) {
        survive(over(Line::Serial, MorphoSimulator::new()).scanner, told);
    }
}
