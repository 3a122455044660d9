use proptest::prelude::*;

use super::{packet::rows_packet, *};
use crate::{
    Request, Scanner, Simulator,
    rig::{Rig, is_image, is_lift, is_ready, print, survive, unplugged_at, unplugged_at_any_transfer},
    simulator::seen,
};

fn rig(device: Nb1010Simulator) -> Rig<Nb1010, Nb1010Simulator> {
    Rig::new(Nb1010::new(None), device)
}

fn lies_there() -> Vec<u8> {
    seen(Some(print()), WIDTH, HEIGHT, 385)
}

#[test]
fn its_prints_carry_385_ppi_and_may_not_enrol() {
    let mut rig = rig(Nb1010Simulator::new());
    rig.ask(Request::Open).until(is_ready).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(2).ask(Request::Take).until(is_image);
    assert_eq!(rig.images()[0].pixels(), lies_there());
    assert_eq!(rig.images()[0].ppi, Ppi::new(385));
    assert!(!rig.scanner.identity().may_enrol());
    rig.device.lift();
    rig.until(is_lift).settle();
    rig.ask(Request::Close).settle();
    assert!(rig.ended());
    assert_eq!(rig.conditions(), []);
}

#[test]
fn what_a_dead_page_left_is_dropped() {
    for packets in [1, 45, 90] {
        let mut rig = rig(Nb1010Simulator::new().left_behind(packets));
        rig.ask(Request::Open).until(is_ready);
        assert_eq!(rig.conditions(), [Condition::StaleBacklog]);
        rig.device.touch(print());
        rig.ask(Request::Capture).frames(1).ask(Request::Take).until(is_image);
        assert_eq!(rig.images()[0].pixels(), lies_there());
    }
}

#[test]
fn a_broken_frame_is_taken_again() {
    let mut rig = rig(Nb1010Simulator::new());
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(1);
    while rig.device.packets_waiting() < 50 {
        rig.step_quietly();
    }
    rig.device.spoil_a_packet();
    rig.frames(1).ask(Request::Take).until(is_image);
    assert_eq!(rig.images()[0].pixels(), lies_there());
    assert!(!rig.ended());
}

#[test]
fn a_finger_lifted_leaves_its_best_frame_and_the_next_print_waits_for_the_next_finger() {
    let mut rig = rig(Nb1010Simulator::new());
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.frames(1);
    rig.device.lift();
    rig.until(is_lift).settle();
    assert_eq!(rig.images().len(), 1);
    rig.device.touch(print());
    rig.ask(Request::Capture).frames(1).ask(Request::Take).until(is_image).ask(Request::Capture);
    let frames = rig.frame_count();
    for _ in 0..500 {
        rig.step_quietly();
    }
    assert_eq!(rig.frame_count(), frames, "the finger still lies there");
}

/// A whole session: open, take one print, lift, close. The plug may be pulled on the way.
fn session(mut rig: Rig<Nb1010, Nb1010Simulator>) -> Rig<Nb1010, Nb1010Simulator> {
    rig.ask(Request::Open).ask(Request::Capture);
    rig.device.touch(print());
    rig.run(|output| matches!(output, Output::Frame(_)));
    rig.ask(Request::Take).run(is_image);
    rig.device.lift();
    rig.run(is_lift);
    rig.ask(Request::Close).settle();
    rig
}

#[test]
fn unplugging_at_any_transfer_ends_once_and_keeps_what_was_shown() {
    let kept = unplugged_at_any_transfer(|| rig(Nb1010Simulator::new()), session);
    assert_eq!(kept.last(), Some(&1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn unplugging_at_any_byte_ends_once(pull_after in 0usize..200, cut in 0usize..545) {
        unplugged_at(rig(Nb1010Simulator::new()), (pull_after, cut), session);
    }

    #[test]
    fn whatever_the_device_sends_does_no_harm(
        told in proptest::collection::vec(
            (0u8.., prop_oneof![
                proptest::collection::vec(0u8.., 0..600),
                (0u8..8, 0u8..).prop_map(|(sequence, level)| Command::Look.reply(sequence, level)),
                (0u8..8).prop_map(|sequence| Command::Scan.reply(sequence, 0)),
                (0u8.., 0usize..90).prop_map(|(grey, at)| rows_packet(at, &[grey; 2 * WIDTH])),
            ]),
            0..300,
        ),
    ) {
        survive(Nb1010::new(None), told);
    }
}
